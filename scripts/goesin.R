# What metafor gives for effects that are no plain two-by-two tables; writes tests/data/reference/goesin.json.
#
#     Rscript scripts/goesin.R [FILE]
#
# Debian: r-cran-metafor, r-cran-metadat. The rows of each set go with it, so that the tests make catalogues of them.

suppressMessages({library(metafor); library(metadat)})
options(warn = 1)
file <- c(commandArgs(trailingOnly = TRUE), "tests/data/reference/goesin.json")[1]

num <- function(x) ifelse(is.na(x) | !is.finite(x), "null", sprintf("%.15g", x))
arr <- function(x) paste0("[", paste(num(x), collapse = ","), "]")
txt <- function(x) paste0('"', gsub('"', '\\\\"', x), '"')
obj <- function(x, sep = ",") paste0("{", paste0(txt(names(x)), ":", unlist(x), collapse = sep), "}")
rows <- function(d) paste0("[", paste(apply(as.matrix(d), 1, function(r) arr(unname(r))), collapse = ","), "]")

one <- function(fit) arr(c(fit$beta[1], fit$se, fit$ci.lb, fit$ci.ub, fit$pval, fit$tau2, fit$QE))

fits <- function(yi, vi) {
  # the steps of tau2 end below what a double of its size can tell
  tight <- list(threshold = 1e-13 * var(yi), maxiter = 10000)
  precise <- list(tol = 1e-18, maxiter = 10000)
  obj(list(
    yi = arr(yi), vi = arr(vi),
    "REML knha" = one(rma(yi, vi, method = "REML", test = "knha", control = tight)),
    "REML z" = one(rma(yi, vi, method = "REML", control = tight)),
    "DL z" = one(rma(yi, vi, method = "DL")),
    "PM z" = one(rma(yi, vi, method = "PM", control = precise)),
    "CE z" = one(rma(yi, vi, method = "EE"))
  ), ",\n  ")
}

sets <- list()
add <- function(name, source, call, d, es) {
  sets[[name]] <<- obj(list(source = txt(source), call = txt(call), columns = paste0("[", paste(txt(names(d)),
    collapse = ","), "]"), rows = rows(d), fits = fits(as.numeric(es$yi), as.numeric(es$vi))), ",\n ")
}
from_interval <- function(low, high) ((log(high) - log(low)) / (2 * qnorm(0.975)))^2

d <- dat.hart1999[c("x1i", "t1i", "x2i", "t2i")]
for (measure in c("IRR", "IRD")) {
  add(paste0("hart1999-", measure), "dat.hart1999", sprintf('escalc("%s", x1i, x2i, t1i, t2i)', measure), d,
      escalc(measure, x1i = x1i, x2i = x2i, t1i = t1i, t2i = t2i, data = d))
}
d$x1i[3] <- 0
add("hart1999-IRR-zero", "dat.hart1999 with no event in the first group of the third trial",
    'escalc("IRR", x1i, x2i, t1i, t2i, add = 1/2, to = "only0")', d,
    escalc("IRR", x1i = x1i, x2i = x2i, t1i = t1i, t2i = t2i, data = d, add = 1/2, to = "only0"))

d <- dat.hackshaw1998[c("or", "or.lb", "or.ub")]
add("hackshaw1998", "dat.hackshaw1998", "yi = log(or), vi = ((log(or.ub) - log(or.lb)) / (2 * qnorm(0.975)))^2", d,
    list(yi = log(d$or), vi = from_interval(d$or.lb, d$or.ub)))

d <- dat.lopez2019[dat.lopez2019$treatment == "F2F CBT" & dat.lopez2019$scale == "BDI", ]
d <- d[!duplicated(d$study), c("diff", "se")]
add("lopez2019", "dat.lopez2019, the first arm of F2F CBT of each study on the BDI", "yi = diff, vi = se^2", d,
    list(yi = d$diff, vi = d$se^2))

d <- dat.normand1999[c("m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i")]
for (measure in c("MD", "SMD", "ROM")) {
  add(paste0("normand1999-", measure), "dat.normand1999", sprintf('escalc("%s", m1i, sd1i, n1i, m2i, sd2i, n2i)',
      measure), d, escalc(measure, m1i = m1i, sd1i = sd1i, n1i = n1i, m2i = m2i, sd2i = sd2i, n2i = n2i, data = d))
}

g <- dat.gibson2002
d <- g[!is.na(g$m1i), c("m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i")]
add("gibson2002-MD", "dat.gibson2002, rows with means", 'escalc("MD", m1i, sd1i, n1i, m2i, sd2i, n2i)', d,
    escalc("MD", m1i = m1i, sd1i = sd1i, n1i = n1i, m2i = m2i, sd2i = sd2i, n2i = n2i, data = d))
d <- data.frame(ai = g$ai, n1i = g$ai + g$bi, ci = g$ci, n2i = g$ci + g$di)[!is.na(g$ai), ]
es <- escalc("RR", ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = d, add = 1/2, to = "only0")
add("gibson2002-RR", "dat.gibson2002, rows with counts", 'escalc("RR", ai, n1i, ci, n2i, add = 1/2, to = "only0")', d,
    es)

# Beside the counts, judgements: 1 where allocation was concealed, 1 where people were blinded.
d <- with(dat.damico2009, data.frame(ai = xt, n1i = nt, ci = xc, n2i = nc, conceal, blind))
for (name in c("damico2009", "damico2009-judged")) {
  some <- if (name == "damico2009") d else d[d$conceal + d$blind > 0, ]
  add(name, if (name == "damico2009") "dat.damico2009" else "dat.damico2009, trials that were concealed or blinded",
      'escalc("OR", ai, n1i, ci, n2i, add = 1/2, to = "only0")', some,
      escalc("OR", ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = some, add = 1/2, to = "only0"))
}

# Half of the BCG trials by their counts, the others by a printed risk ratio of three decimals with its standard error.
b <- dat.bcg
d <- data.frame(ai = b$tpos, n1i = b$tpos + b$tneg, ci = b$cpos, n2i = b$cpos + b$cneg)
es <- escalc("RR", ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = d)
d$rr <- round(exp(as.numeric(es$yi)), 3)
d$se <- round(sqrt(es$vi), 4)
half <- seq_len(nrow(d)) > 6
add("bcg-mixed", "dat.bcg, the first six by counts, the others by the ratio and its rounded standard error",
    'escalc("RR", ai, n1i, ci, n2i); from the seventh on yi = log(rr), vi = se^2', d,
    list(yi = ifelse(half, log(d$rr), as.numeric(es$yi)), vi = ifelse(half, d$se^2, es$vi)))

# The same trials as if clusters of 50 people had been randomised, with an ICC of 0.01.
m <- 50
effect <- 1 + (m - 1) * 0.01
n <- d$n1i + d$n2i
d$clusters <- round(n / m)
d$effect <- 1 + (n / d$clusters - 1) * 0.01
over <- with(d, data.frame(ai = ai / effect, n1i = n1i / effect, ci = ci / effect, n2i = n2i / effect))
for (measure in c("RR", "OR")) {
  es <- escalc(measure, ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = over)
  add(paste0("bcg-clusters-", measure), "dat.bcg over the design effect of clusters of about 50 people, ICC 0.01",
      sprintf('escalc("%s", ai / D, n1i / D, ci / D, n2i / D), D = 1 + ((n1i + n2i) / clusters - 1) * 0.01', measure),
      d[c("ai", "n1i", "ci", "n2i", "clusters")], es)
}
mh <- rma.mh(ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = over, measure = "RR", add = 0, to = "none")
sets[["bcg-clusters-MH"]] <- obj(list(call = txt('rma.mh("RR") of the same'), fit = one(mh)))

# Medians with quartiles, made up; means by equation 11 of Luo et al. 2018, deviations by equation 16 of Wan et al. 2014.
estimated <- function(q1, median, q3, n) {
  w <- 0.7 + 0.39 / n
  list(mean = w * (q1 + q3) / 2 + (1 - w) * median, sd = (q3 - q1) / (2 * qnorm((0.75 * n - 0.125) / (n + 0.25))))
}
d <- data.frame(q1 = c(2, 3, 2.5, 1), median1 = c(4, 4.5, 4, 3), q3 = c(6, 6.5, 5, 5), n1 = c(60, 45, 80, 38),
                q1b = c(4, 4, 3, 2), median2 = c(6, 5.5, 5, 4.5), q3b = c(8, 7.5, 6.5, 7), n2 = c(58, 47, 76, 40))
both <- with(d, estimated(q1, median1, q3, n1))
other <- with(d, estimated(q1b, median2, q3b, n2))
add("medians", "made up", 'Luo 11 and Wan 16, then escalc("MD")', d,
    escalc("MD", m1i = both$mean, sd1i = both$sd, n1i = d$n1, m2i = other$mean, sd2i = other$sd, n2i = d$n2))

d <- dat.molloy2014[c("ri", "ni")]
add("molloy2014", "dat.molloy2014", 'escalc("ZCOR", ri, ni)', d, escalc("ZCOR", ri = ri, ni = ni, data = d))

d <- dat.pritz1997[c("xi", "ni")]
add("pritz1997-PLO", "dat.pritz1997", 'escalc("PLO", xi, ni, add = 1/2, to = "only0")', d,
    escalc("PLO", xi = xi, ni = ni, data = d, add = 1/2, to = "only0"))
es <- escalc("PFT", xi = xi, ni = ni, data = d)
add("pritz1997-PFT", "dat.pritz1997", 'escalc("PFT", xi, ni)', d, es)
fit <- rma(yi, vi, data = es, test = "knha", control = list(threshold = 1e-15, maxiter = 10000))
back <- predict(fit, transf = transf.ipft.hm, targs = list(ni = d$ni))
sets[["pritz1997-PFT"]] <- sub("^\\{", paste0('{"back":', arr(c(back$pred, back$ci.lb, back$ci.ub)), ",\n "),
                               sets[["pritz1997-PFT"]])

made <- list(
  made_with = txt(paste0(R.version$version.string, ", metafor ", packageVersion("metafor"), ", metadat ",
                         packageVersion("metadat"), "; scripts/goesin.R")),
  calls = obj(list(
    REML = txt('rma(yi, vi, method = "REML", test, control = list(threshold = 1e-13 * var(yi), maxiter = 10000))'),
    PM = txt('rma(yi, vi, method = "PM", control = list(tol = 1e-18, maxiter = 10000))'),
    DL = txt('rma(yi, vi, method = "DL")'), CE = txt('rma(yi, vi, method = "EE")')
  ), ",\n "),
  fit = '["estimate","se","ci_low","ci_high","p_value","tau2","q"]',
  sets = obj(sets, ",\n")
)
writeLines(obj(made, ",\n"), file)
