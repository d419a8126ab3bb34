# What metafor gives for moderators, subgroups, small-study effects, proportions and influence on data sets of metadat;
# writes tests/data/reference/moderators.json.
#
#     Rscript scripts/moderators.R [FILE]
#
# Debian: r-cran-metafor, r-cran-metadat. Every REML fit is held against a dense profile of the restricted likelihood of
# its own model; a fit that ends elsewhere stops the script. Peters' and Harbord's tests, which metafor lacks, are lm()
# with the weights and the score of the papers, as the R package meta and Stata's metabias have them.

suppressMessages({library(metafor); library(metadat)})
options(warn = 1)
file <- c(commandArgs(trailingOnly = TRUE), "tests/data/reference/moderators.json")[1]

num <- function(x) ifelse(is.na(x) | !is.finite(x), "null", sprintf("%.15g", x))
arr <- function(x) paste0("[", paste(num(unname(c(x))), collapse = ","), "]")
rows <- function(m) paste0("[", paste(apply(as.matrix(m), 1, arr), collapse = ","), "]")
txt <- function(x) paste0('"', gsub('"', '\\\\"', x), '"')
txts <- function(x) paste0("[", paste(txt(x), collapse = ","), "]")
obj <- function(x, sep = ",") paste0("{", paste0(txt(names(x)), ":", unlist(x), collapse = sep), "}")
list_of <- function(x) paste0("[", paste(unlist(x), collapse = ",\n  "), "]")
# the threshold is for tau2 as it is, so that it must be looser for effects of large units
control_of <- function(yi) list(threshold = 1e-14 * (1 + 10 * var(c(yi))), maxiter = 10000, tol = 1e-18)

# tau2 where the restricted log-likelihood of the model is highest of all, by a dense grid
profiled <- function(yi, vi, X) {
  ll <- function(t) {
    w <- 1 / (vi + t)
    fit <- lm.wfit(X, yi, w)
    -0.5 * (sum(log(vi + t)) + determinant(crossprod(X * sqrt(w)))$modulus + sum(w * fit$residuals^2))
  }
  grid <- c(0, exp(seq(log(min(vi) * 1e-6), log(10 * (max(vi) + diff(range(yi))^2)), length.out = 3001)))
  at <- vapply(grid, ll, 0)
  best <- which.max(at)
  if (best == 1) return(0)
  optimize(ll, grid[c(best - 1, min(best + 1, length(grid)))], maximum = TRUE, tol = 1e-13)$maximum
}

fitted_by <- function(yi, vi, mods, method, test, ...) {
  args <- list(yi = yi, vi = vi, method = method, test = test, control = control_of(yi), ...)
  if (!is.null(mods)) args$mods <- mods
  fit <- tryCatch(do.call(rma, args), error = function(e) {
    # it creeps towards 0 and does not get there
    message("fitted again with tau2 = 0: ", deparse(substitute(yi)), " ", method, " ", test, ": ", conditionMessage(e))
    do.call(rma, c(args, tau2 = 0))
  })
  if (method == "REML") {
    best <- profiled(as.numeric(yi), vi, fit$X)
    if (abs(fit$tau2 - best) > 1e-5 * (best + min(vi) / 10)) stop("REML ends at ", fit$tau2, ", not ", best)
  }
  fit
}

one <- function(fit) {
  band <- if (fit$int.only && fit$k > 2 && fit$method != "EE") {
    predicted <- predict(fit)
    c(predicted$pi.lb, predicted$pi.ub)
  } else c(NA, NA)
  obj(list(k = fit$k, tau2 = num(fit$tau2), i2 = num(fit$I2), q = num(fit$QE), q_p = num(fit$QEp),
           fit = arr(c(fit$beta, fit$se, fit$ci.lb, fit$ci.ub, fit$pval, band))))
}

pools <- function(yi, vi, back = NULL) {
  models <- list(c("REML", "knha"), c("REML", "z"), c("DL", "z"), c("PM", "knha"), c("EE", "z"))
  found <- lapply(models, function(m) one(fitted_by(yi, vi, NULL, m[1], m[2])))
  names(found) <- vapply(models, paste, "", collapse = " ")
  if (!is.null(back)) {
    for (test in c("knha", "z")) {
      p <- back(fitted_by(yi, vi, NULL, "REML", test))
      found[[paste("back", test)]] <- arr(c(p$pred, p$ci.lb, p$ci.ub, p$pi.lb, p$pi.ub))
    }
  }
  obj(c(list(yi = arr(yi), vi = arr(vi)), found), ",\n ")
}

# ---------------------------------------------------------------- moderators

regression <- function(d, names, at = NULL) {
  X <- as.matrix(d[names])
  models <- list(c("REML", "knha"), c("REML", "z"), c("DL", "knha"), c("PM", "knha"), c("EE", "z"))
  found <- lapply(models, function(m) {
    fit <- fitted_by(d$yi, d$vi, X, m[1], m[2])
    told <- list(method = txt(m[1]), test = txt(m[2]), k = fit$k, tau2 = num(fit$tau2), i2 = num(fit$I2),
                 r2 = num(fit$R2), qe = num(fit$QE), qe_p = num(fit$QEp), qm = num(fit$QM), qm_p = num(fit$QMp),
                 coefficients = rows(cbind(fit$beta, fit$se, fit$zval, fit$pval, fit$ci.lb, fit$ci.ub)))
    if (!is.null(at)) {
      p <- predict(fit, newmods = at)
      told$predicted <- rows(cbind(p$pred, p$se, p$ci.lb, p$ci.ub, if (m[1] == "EE") NA else p$pi.lb,
                                   if (m[1] == "EE") NA else p$pi.ub))
    }
    obj(told)
  })
  obj(list(yi = arr(d$yi), vi = arr(d$vi), moderators = txts(names), x = rows(t(X)),
           at = if (is.null(at)) "[]" else rows(at), fits = list_of(found)), ",\n ")
}

bcg <- escalc("RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg)
writing <- as.data.frame(dat.bangertdrowns2004)
features <- c("length", "wic", "feedback", "info", "pers", "imag", "meta")
complete <- writing[stats::complete.cases(writing[features]), ]
moderators <- list(
  "bangertdrowns2004" = regression(complete, features),
  "bangertdrowns2004-length" = regression(writing[!is.na(writing$length), ], "length", cbind(c(1, 10, 24))),
  "bangertdrowns2004-kinds" = regression(writing[stats::complete.cases(writing[features[4:7]]), ], features[4:7]),
  "bcg-ablat" = regression(as.data.frame(bcg), "ablat", cbind(c(13, 33.46, 60))),
  "bcg-ablat-year" = regression(as.data.frame(bcg), c("ablat", "year"), rbind(c(13, 1950), c(44, 1975)))
)

# two maxima above 0: from where metafor starts it climbs to the lesser one, from 0 to the higher
several <- data.frame(yi = c(2.17, 0.73, 0.76, -0.2, 0.1, 0.34), vi = c(0.3769, 0.0005, 0.0004, 0.2382, 0.4583, 0.0009),
                      x = c(5, 5, 6, 6, 4, 2))
from <- function(init) {
  fit <- rma(yi, vi, mods = ~ x, data = several, test = "knha",
             control = list(tau2.init = init, threshold = 1e-14, maxiter = 10000))
  obj(list(tau2 = num(fit$tau2), log_likelihood = num(logLik(fit)), coefficients = rows(cbind(fit$beta, fit$se))))
}
two_maxima <- obj(list(yi = arr(several$yi), vi = arr(several$vi), x = arr(several$x), higher = from(0),
                       lesser = from(1)), ",\n ")

# ---------------------------------------------------------------- subgroups

subgroups <- function(d, by) {
  # in the order in which the groups come first
  g <- factor(d[[by]], levels = unique(d[[by]]))
  told <- list(yi = arr(d$yi), vi = arr(d$vi), groups = txts(as.character(d[[by]])), names = txts(levels(g)))
  for (method in c("REML", "DL", "PM", "EE")) for (test in if (method == "EE") "z" else c("z", "knha")) {
    common <- fitted_by(d$yi, d$vi, model.matrix(~ g - 1), method, test, intercept = FALSE)
    between <- fitted_by(d$yi, d$vi, model.matrix(~ g)[, -1], method, test)
    told[[paste("common", method, test)]] <- obj(list(
      tau2 = num(common$tau2), i2 = num(common$I2), q = num(common$QE), q_p = num(common$QEp),
      q_between = num(between$QM), p = num(between$QMp),
      groups = rows(cbind(common$beta, common$se, common$ci.lb, common$ci.ub, common$pval))))
    each <- lapply(levels(g), function(name) fitted_by(d$yi[g == name], d$vi[g == name], NULL, method, test))
    one_of <- function(what) vapply(each, function(fit) c(fit[[what]]), 0)
    apart <- rma(one_of("beta"), sei = one_of("se"), mods = ~ factor(seq_along(each)), method = "FE")
    told[[paste("separate", method, test)]] <- obj(list(
      q_between = num(apart$QM), p = num(apart$QMp),
      groups = rows(cbind(one_of("beta"), one_of("se"), one_of("ci.lb"), one_of("ci.ub"), one_of("pval"))),
      tau2 = arr(one_of("tau2")), q = arr(one_of("QE"))))
  }
  obj(told, ",\n ")
}

# ---------------------------------------------------------------- small studies

line <- function(y, x, w) {
  fit <- lm(y ~ x, weights = w)
  b <- coef(summary(fit))
  ends <- confint(fit)
  arr(c(length(y), b[2, ], fit$df.residual, b[1, 1], ends[1, ]))
}

egger <- function(yi, vi) {
  out <- list(yi = arr(yi), vi = arr(vi))
  l <- regtest(as.numeric(yi), vi = vi, model = "lm", predictor = "sei", ret.fit = TRUE)
  b <- coef(summary(l$fit))
  out$lm <- arr(c(length(yi), b[2, 1:2], l$zval, l$pval, l$dfs, l$est, l$ci.lb, l$ci.ub))
  # its z = intercept + slope * precision is the same line
  z <- coef(summary(lm(I(yi / sqrt(vi)) ~ I(1 / sqrt(vi)))))
  stopifnot(all.equal(unname(z[1, ]), unname(b[2, ]), tolerance = 1e-10))
  for (method in c("REML", "DL", "EE")) for (test in if (method == "EE") "z" else c("z", "knha")) {
    fit <- fitted_by(yi, vi, NULL, method, test)
    m <- regtest(fit, model = "rma", predictor = "sei", ret.fit = TRUE)
    if (method == "REML") fitted_by(yi, vi, cbind(sqrt(vi)), method, test)  # stops at a lesser maximum
    out[[paste(method, test)]] <- obj(list(
      tau2 = num(m$fit$tau2),
      test = arr(c(length(yi), m$fit$beta[2], m$fit$se[2], m$zval, m$pval, m$dfs, m$est, m$ci.lb, m$ci.ub))))
  }
  obj(out, ",\n ")
}

counts <- function(ai, n1i, ci, n2i) {
  told <- list(tables = rows(cbind(ai, n1i, ci, n2i)))
  n1i <- as.numeric(n1i)  # products of whole numbers overflow
  n2i <- as.numeric(n2i)
  events <- ai + ci
  total <- n1i + n2i
  for (measure in c("OR", "RR")) {
    es <- escalc(measure, ai = ai, n1i = n1i, ci = ci, n2i = n2i, add = 1/2, to = "only0", drop00 = TRUE)
    keep <- !is.na(es$yi)
    told[[paste("peters", measure)]] <-
      line(as.numeric(es$yi)[keep], (1 / total)[keep], (1 / (1 / events + 1 / (total - events)))[keep])
  }
  score <- ai - events * n1i / total
  v <- n1i * n2i * events * (total - events) / (total^2 * (total - 1))
  keep <- v > 0
  root <- sqrt(v[keep])
  told$harbord <- line((score / v)[keep], 1 / root, v[keep])
  # as in the paper: Z/sqrt(V) on sqrt(V), whose intercept is the bias
  paper <- coef(summary(lm(I(score[keep] / root) ~ root)))
  stopifnot(all.equal(unname(paper[1, 1:4]), unname(coef(summary(
    lm(I((score / v)[keep]) ~ I(1 / root), weights = v[keep])))[2, 1:4]), tolerance = 1e-10))
  obj(told, ",\n ")
}

# ---------------------------------------------------------------- proportions

proportions <- function(xi, ni) {
  logit <- escalc("PLO", xi = xi, ni = ni)
  arcsine <- escalc("PFT", xi = xi, ni = ni)
  obj(list(counts = rows(cbind(xi, ni)),
           PLO = pools(as.numeric(logit$yi), logit$vi, function(fit) predict(fit, transf = transf.ilogit)),
           PFT = pools(as.numeric(arcsine$yi), arcsine$vi,
                       function(fit) predict(fit, transf = transf.ipft.hm, targs = list(ni = ni))),
           # each arcsine back with its own n is the proportion that it came from
           own = arr(transf.ipft(as.numeric(arcsine$yi), ni))), ",\n ")
}
edges_of <- function(xi, ni) {
  logit <- escalc("PLO", xi = xi, ni = ni)
  arcsine <- escalc("PFT", xi = xi, ni = ni)
  obj(list(counts = rows(cbind(xi, ni)), PLO = rows(cbind(logit$yi, logit$vi)),
           PFT = rows(cbind(arcsine$yi, arcsine$vi)), own = arr(transf.ipft(as.numeric(arcsine$yi), ni))))
}
edges <- list(xi = c(0, 10, 3, 1, 400), ni = c(10, 10, 17, 1, 1000))
back <- c(-0.1, 0.01, 0.1, 0.5, 0.785398163397448, 1.2, 1.5, 1.7)
inverse <- lapply(list(c(10, 50, 3000), c(20, 20), c(1, 1000000)), function(ni)
  obj(list(ni = arr(ni), x = arr(back), p = arr(transf.ipft.hm(back, list(ni = ni))))))

# ---------------------------------------------------------------- influence

refits <- function(l) {
  tau2 <- if (is.null(l$tau2)) 0 else l$tau2  # a common effect has no such column
  cbind(l$estimate, l$se, l$ci.lb, l$ci.ub, l$pval, tau2, l$Q, l$I2)
}
influence_of <- function(yi, vi, year) {
  out <- list(yi = arr(yi), vi = arr(vi), order = arr(order(year) - 1))
  pdf(NULL)
  for (model in list(c("REML", "knha"), c("REML", "z"), c("EE", "z"))) {
    fit <- fitted_by(yi, vi, NULL, model[1], model[2])
    b <- baujat(fit)
    l <- leave1out(fit)
    c1 <- cumul(fitted_by(yi[order(year)], vi[order(year)], NULL, model[1], model[2]))
    inf <- influence(fit)$inf
    r <- radial(fit)
    out[[paste(model, collapse = " ")]] <- obj(list(
      baujat = rows(cbind(b$x, b$y)), radial = rows(cbind(r$x, r$y)),
      leave_one_out = rows(refits(l)), cumulative = rows(refits(c1)),
      influence = rows(cbind(inf$rstudent, inf$dffits, inf$cook.d, inf$cov.r, inf$tau2.del, inf$QE.del, inf$hat,
                             inf$weight))), ",\n  ")
  }
  invisible(dev.off())
  obj(out, ",\n ")
}

# ---------------------------------------------------------------- further pools

contrasts_of <- function(d) {
  with_tau <- merge(d[d$treatment == "F2F CBT", ], d[d$treatment == "TAU", ], by = "study", suffixes = c("1", "2"))
  with_tau[order(with_tau$study), ]
}
cbt <- contrasts_of(as.data.frame(dat.lopez2019))
alone <- as.data.frame(dat.lopez2019)
alone <- alone[alone$treatment == "F2F CBT", ]
molloy <- escalc("ZCOR", ri = ri, ni = ni, data = dat.molloy2014)
means <- function(d) {
  told <- list(groups = rows(d[c("m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i")]))
  for (measure in c("MD", "SMD")) {
    es <- escalc(measure, m1i = m1i, sd1i = sd1i, n1i = n1i, m2i = m2i, sd2i = sd2i, n2i = n2i, data = d)
    told[[measure]] <- pools(as.numeric(es$yi), es$vi)
  }
  obj(told, ",\n ")
}
hart <- escalc("IRR", x1i = x1i, t1i = t1i, x2i = x2i, t2i = t2i, data = dat.hart1999)
normand <- as.data.frame(dat.normand1999)
gibson <- as.data.frame(dat.gibson2002)
gibson <- gibson[stats::complete.cases(gibson[c("m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i")]), ]
hackshaw <- as.data.frame(dat.hackshaw1998)
schools <- as.data.frame(dat.konstantopoulos2011)
antibiotics <- escalc("OR", ai = xt, n1i = nt, ci = xc, n2i = nc, data = dat.damico2009)
# as if judged at low risk where allocation was concealed and people blinded, and at high risk where neither was done
antibiotics$judged <- with(antibiotics, c("high", "unclear", "low")[1 + conceal + blind])

made <- list(
  made_with = txt(paste0(R.version$version.string, ", metafor ", packageVersion("metafor"), ", metadat ",
                         packageVersion("metadat"), "; scripts/moderators.R")),
  calls = obj(list(
    control = txt("list(threshold = 1e-14 * (1 + 10 * var(yi)), maxiter = 10000, tol = 1e-18) in every rma()"),
    moderators = txt("rma(yi, vi, mods = X, method, test); predict(fit, newmods = at)"),
    two_maxima = txt('rma(yi, vi, mods = ~ x, test = "knha", control = list(tau2.init = 0 or 1, threshold = 1e-14))'),
    common = txt("rma(yi, vi, mods = ~ g - 1, method, test); between: QM of rma(yi, vi, mods = ~ g, method, test)"),
    separate = txt('rma of each group alone; between: QM of rma(estimates, sei, mods = ~ g, method = "FE")'),
    egger_lm = txt('regtest(yi, vi, model = "lm", predictor = "sei")'),
    egger_rma = txt('regtest(rma(yi, vi, method, test), model = "rma", predictor = "sei")'),
    peters = txt("lm(yi ~ 1/n, weights = 1/(1/events + 1/(n - events))), ½ added to tables with a zero (Peters 2006)"),
    harbord = txt("lm(Z/V ~ 1/sqrt(V), weights = V), the line of lm(Z/sqrt(V) ~ sqrt(V)) (Harbord 2006)"),
    PLO = txt('escalc("PLO", xi, ni); predict(rma(yi, vi), transf = transf.ilogit)'),
    PFT = txt('escalc("PFT", xi, ni); predict(rma(yi, vi), transf = transf.ipft.hm, targs = list(ni = ni))'),
    influence = txt("baujat(), radial(), leave1out(), cumul() by year, influence() of rma(yi, vi)"),
    lopez2019 = txt("rma(diff, sei = se) of F2F CBT; rma(diff1 - diff2, se1^2 + se2^2), F2F CBT less TAU"),
    molloy2014 = txt('escalc("ZCOR", ri, ni); predict(rma(yi, vi), transf = transf.ztor)'),
    means = txt('escalc("MD" or "SMD", m1i, sd1i, n1i, m2i, sd2i, n2i)'),
    hart1999 = txt('escalc("IRR", x1i, t1i, x2i, t2i)')
  ), ",\n "),
  fit = '["estimate","se","ci_low","ci_high","p_value","pi_low","pi_high"]',
  moderators = obj(moderators, ",\n"),
  two_maxima = two_maxima,
  subgroups = obj(list(
    "konstantopoulos2011" = subgroups(schools, "district"),
    "bcg" = subgroups(as.data.frame(bcg), "alloc"),
    "damico2009" = subgroups(as.data.frame(antibiotics), "judged")
  ), ",\n"),
  egger = obj(list(
    "hackshaw1998" = egger(hackshaw$yi, hackshaw$vi),
    "bcg" = egger(bcg$yi, bcg$vi)
  ), ",\n"),
  counts = obj(list(
    "egger2001" = with(dat.egger2001, counts(ai, n1i, ci, n2i)),
    "bcg" = with(dat.bcg, counts(tpos, tpos + tneg, cpos, cpos + cneg)),
    "hahn2001" = with(dat.hahn2001, counts(ai, n1i, ci, n2i))
  ), ",\n"),
  proportions = obj(list(
    "pritz1997" = with(dat.pritz1997, proportions(xi, ni)),
    "hine1989-control" = with(dat.hine1989, proportions(ci, n2i))
  ), ",\n"),
  edges = edges_of(edges$xi, edges$ni),
  double_arcsine_back = list_of(inverse),
  influence = obj(list("bcg" = influence_of(as.numeric(bcg$yi), bcg$vi, bcg$year)), ",\n"),
  pools = obj(list(
    "molloy2014" = obj(list(r_n = rows(dat.molloy2014[c("ri", "ni")]), ZCOR =
      pools(as.numeric(molloy$yi), molloy$vi, function(fit) predict(fit, transf = transf.ztor))), ",\n "),
    "lopez2019" = obj(list(estimate_se = rows(alone[c("diff", "se")]), GEN = pools(alone$diff, alone$se^2)), ",\n "),
    "lopez2019-contrasts" = obj(list(
      two = rows(cbind(cbt$diff1, cbt$se1, cbt$diff2, cbt$se2)),
      GEN = pools(cbt$diff1 - cbt$diff2, cbt$se1^2 + cbt$se2^2)), ",\n "),
    "normand1999" = means(normand),
    "gibson2002" = means(gibson),
    "hart1999" = obj(list(rates = rows(dat.hart1999[c("x1i", "t1i", "x2i", "t2i")]),
                          IRR = pools(as.numeric(hart$yi), hart$vi)), ",\n "),
    "hackshaw1998" = obj(list(printed = rows(hackshaw[c("or", "or.lb", "or.ub")]), OR =
      pools(as.numeric(hackshaw$yi), hackshaw$vi)), ",\n ")
  ), ",\n")
)
writeLines(obj(made, ",\n"), file)
