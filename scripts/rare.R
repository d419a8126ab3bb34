# What metafor and lme4 give for rare events and for rates; writes tests/data/reference/rare.json. Takes some minutes.
#
#     Rscript scripts/rare.R [FILE]
#
# Debian: r-cran-metafor, r-cran-metadat, r-cran-lme4, r-cran-biasedurn. metafor's fits are recorded as they come
# ("metafor"), and the same likelihood where it is highest ("maximum"): by Newton's method with numDeriv, for optimisers
# and integrals stop in the third to sixth digit. Where tau2 is 0 the maximum is that of the model without tau2.

suppressMessages({library(metafor); library(metadat); library(lme4)})
options(warn = 1)
file <- c(commandArgs(trailingOnly = TRUE), "tests/data/reference/rare.json")[1]

# name, data set, which of its rows, events and totals of the group that comes first, then of the other
tables <- list(
  list("nielweise2007", "dat.nielweise2007", "TRUE", "ai, n1i, ci, n2i"),
  list("damico2009", "dat.damico2009", "TRUE", "xt, nt, xc, nc"),
  list("hine1989", "dat.hine1989", "TRUE", "ai, n1i, ci, n2i"),
  list("collins1985a-d", "dat.collins1985a", "TRUE", "d.xti, nti, d.xci, nci"),
  list("yusuf1985-6", "dat.yusuf1985", "table == '6'", "ai, n1i, ci, n2i"),
  list("laopaiboon2015", "dat.laopaiboon2015", "TRUE", "ai, n1i, ci, n2i"),
  list("li2007", "dat.li2007", "TRUE", "ai, n1i, ci, n2i")
)
# the same of rates, with person-time; the third is made up, for zeros
zeros <- data.frame(x1i = c(0, 2, 0, 5, 1, 0), t1i = c(110.5, 240, 80, 512.25, 95, 60),
                    x2i = c(3, 4, 0, 7, 0, 2), t2i = c(101, 236.5, 84, 498, 90.75, 66))
rates <- list(
  list("nielweise2008", "dat.nielweise2008", "TRUE", "x1i, t1i, x2i, t2i"),
  list("hart1999", "dat.hart1999", "TRUE", "x1i, t1i, x2i, t2i"),
  list("zeros", "zeros", "TRUE", "x1i, t1i, x2i, t2i")
)

num <- function(x) ifelse(is.na(x) | !is.finite(x), "null", sprintf("%.15g", x))
arr <- function(x) paste0("[", paste(num(x), collapse = ","), "]")
txt <- function(x) paste0('"', gsub('"', '\\\\"', x), '"')
obj <- function(x, sep = ",") paste0("{", paste0(txt(names(x)), ":", unlist(x), collapse = sep), "}")

counts <- function(set, names) {
  d <- as.data.frame(get(set[[2]]))
  d <- d[eval(parse(text = set[[3]]), d), ]
  d <- as.data.frame(eval(parse(text = paste0("cbind(", set[[4]], ")")), d))
  names(d) <- names
  d[stats::complete.cases(d), ]
}

# The least value of fn, in steps of about a standard error, and the curvature there, which is made anew where a step is
# not far shorter than the last. It ends at 1e-7 of a standard error, or below 1e-5 where noise makes steps no shorter.
newton <- function(fn, par, scale) {
  one <- rep(1, length(par))
  bend <- NULL
  last <- Inf
  for (i in 1:60) {
    at <- function(x) fn(par + (x - 1) * scale)
    if (is.null(bend)) {
      bend <- numDeriv::hessian(at, one)
      unit <- 1 / sqrt(pmax(diag(bend), 1e-2))
      bend <- bend * outer(unit, unit)
      scale <- scale * unit
    }
    step <- -solve(bend, numDeriv::grad(at, one))
    size <- max(abs(step))
    par <- par + pmax(-1, pmin(1, step)) * scale
    done <- size < 1e-7 || (size < 1e-5 && size > last / 2)
    if (done) break
    if (size > last / 10) bend <- NULL
    last <- size
  }
  bend <- numDeriv::hessian(function(x) fn(par + (x - 1) * scale), one)
  if (!done || any(eigen(bend)$values <= 0)) stop("no least value")
  list(par = par, bend = bend / outer(scale, scale))
}

ENOUGH <- 1e-3  # a tau below this, as fitted, is looked at as 0

# The maximum of lme4's likelihood; the effect is the first of the fixed effects.
of_glmer <- function(formula, data, family) {
  control <- function(...) glmerControl(optimizer = "bobyqa", tolPwrss = 1e-10, ...)
  quiet <- function(x) suppressMessages(suppressWarnings(x))
  fit <- quiet(glmer(formula, data, family, nAGQ = 7, control = control(optCtrl = list(rhoend = 1e-8, maxfun = 1e6))))
  deviance <- quiet(glmer(formula, data, family, nAGQ = 7, control = control(), devFunOnly = TRUE))
  theta <- getME(fit, "theta")
  beta <- fixef(fit)
  fixed <- theta < ENOUGH
  fn <- if (fixed) function(p) deviance(c(0, p)) else deviance
  found <- newton(fn, if (fixed) beta else c(theta, beta), rep(0.3, length(beta) + !fixed))
  first <- if (fixed) 1 else 2
  list(estimate = found$par[first], se = sqrt(2 * solve(found$bend)[first, first]),
       tau2 = if (fixed) 0 else found$par[1]^2)
}

# A table's conditional probability at log odds ratios, as metafor's .dnoncenhypergeom gives it, of many at a time.
probability <- function(t) {
  y <- max(0, t$ai + t$ci - t$n2i):min(t$n1i, t$ai + t$ci)
  ways <- function(y) lchoose(t$n1i, y) + lchoose(t$n2i, t$ai + t$ci - y)
  log_weights <- ways(y) - ways(t$ai)
  of <- function(theta) 1 / colSums(exp(log_weights + outer(y - t$ai, theta)))
  stopifnot(all.equal(of(c(-0.7, 0.4)), tolerance = 1e-9, vapply(exp(c(-0.7, 0.4)), function(or) {
    metafor:::.dnoncenhypergeom(t$ai, t$n1i, t$n2i, t$ai + t$ci, or)
  }, 0)))
  of
}

# The maximum of the exact conditional likelihood of odds ratios; at tau2 = 0 where no tau among several is better.
of_hypergeometric <- function(d, fit) {
  each <- lapply(seq_len(nrow(d)), function(i) probability(d[i, ]))
  common <- function(beta) -sum(vapply(each, function(of) log(of(beta)), 0))
  random <- function(beta, tau) -sum(vapply(each, function(of) {
    log(integrate(function(u) of(beta + tau * u) * dnorm(u), -12, 12, rel.tol = 1e-12, subdivisions = 1000L)$value)
  }, 0))
  if (is.null(fit) || sqrt(fit$tau2) < 0.02) {
    one <- newton(common, 0, 0.3)
    above <- vapply(c(0.02, 0.05, 0.1, 0.2, 0.5, 1), function(tau) {
      optimize(random, one$par + c(-0.5, 0.5), tau = tau, tol = 1e-3)$objective
    }, 0)
    if (any(above <= common(one$par))) stop("a tau above 0 is better")
    return(list(estimate = one$par, se = sqrt(1 / one$bend[1, 1]), tau2 = 0))
  }
  found <- newton(function(p) random(p[1], exp(p[2] / 2)), c(fit$beta[1], log(fit$tau2)), c(0.3, 1))
  list(estimate = found$par[1], se = sqrt(solve(found$bend)[1, 1]), tau2 = exp(found$par[2]))
}

glmm <- function(name, fitted, maximum) {
  fit <- tryCatch(suppressWarnings(fitted()), error = function(e) {message(name, ": ", conditionMessage(e)); NULL})
  best <- maximum(fit)
  message(sprintf("%s: maximum %.10g (%.10g) %.10g, metafor %s", name, best$estimate, best$se, best$tau2,
                  if (is.null(fit)) "none" else arr(c(fit$beta[1], fit$se, fit$tau2))))
  row <- list(maximum = obj(lapply(best, num)))
  if (!is.null(fit)) {
    band <- predict(fit)
    row$metafor <- arr(c(fit$beta[1], fit$se, fit$ci.lb, fit$ci.ub, fit$pval, fit$tau2, band$pi.lb, band$pi.ub))
    row$k <- fit$k
    row$lrt <- arr(c(fit$QE.LRT, fit$QE.df, fit$QEp.LRT))
  }
  obj(row)
}

of_counts <- function(fit, q = fit$QE, df = fit$k.yi - 1, p = fit$QEp) {
  arr(c(fit$beta[1], fit$se, fit$ci.lb, fit$ci.ub, fit$pval, q, p, max(0, 100 * (q - df) / q)))
}

# Mantel-Haenszel, and DerSimonian and Laird's model with Q about that estimate (RevMan's random effects)
mantel_haenszel <- function(fit, es) {
  keep <- !is.na(es$yi) & es$vi > 0
  yi <- as.numeric(es$yi[keep])
  w <- 1 / es$vi[keep]
  q <- sum(w * (yi - fit$beta[1])^2)
  df <- length(yi) - 1
  tau2 <- max(0, (q - df) / (sum(w) - sum(w^2) / sum(w)))
  random <- rma(yi, 1 / w, tau2 = tau2, test = "z")
  list(fit = of_counts(fit, q, df, pchisq(q, df, lower.tail = FALSE)), q = q,
       random = arr(c(random$beta[1], random$se, random$ci.lb, random$ci.ub, random$pval, tau2)))
}

of_tables <- function(set) {
  d <- counts(set, c("ai", "n1i", "ci", "n2i"))
  entry <- list(source = txt(set[[2]]), rows_where = txt(set[[3]]), columns = txt(set[[4]]),
                tables = paste0("[", paste(apply(d, 1, function(r) arr(unname(r))), collapse = ","), "]"))
  for (measure in c("RR", "OR", "RD")) {
    fit <- suppressWarnings(rma.mh(ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = d, measure = measure, add = c(1/2, 0),
                                   to = c("only0", "none"), drop00 = c(TRUE, FALSE), correct = FALSE))
    es <- escalc(measure, ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = d, add = 1/2,
                 addvi = measure != "RD", to = if (measure == "RD") "none" else "only0", drop00 = measure != "RD")
    both <- mantel_haenszel(fit, es)
    if (measure != "RD") stopifnot(all.equal(both$q, fit$QE, tolerance = 1e-12))
    entry[[paste0("MH_", measure)]] <- both$fit
    entry[[paste0("MH_DL_", measure)]] <- both$random
  }
  entry$PETO <- of_counts(suppressWarnings(rma.peto(ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = d, add = 0,
                                                    to = "none", drop00 = TRUE)))
  told <- d[d$ai + d$ci > 0 & d$ai + d$ci < d$n1i + d$n2i, ]
  entry[["CM.EL"]] <- glmm(paste(set[[1]], "CM.EL"), function() {
    rma.glmm(measure = "OR", ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = d, model = "CM.EL")
  }, function(fit) of_hypergeometric(told, fit))
  s <- arms(nrow(told))
  s$events <- c(rbind(told$ai, told$ci))
  s$others <- c(rbind(told$n1i - told$ai, told$n2i - told$ci))
  entry[["UM.FS"]] <- glmm(paste(set[[1]], "UM.FS"), function() {
    rma.glmm(measure = "OR", ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = d, model = "UM.FS", control = TIGHT)
  }, function(fit) of_glmer(cbind(events, others) ~ -1 + first + study + (half - 1 | study), s, binomial))
  obj(entry, ",\n ")
}

TIGHT <- list(glmCtrl = list(epsilon = 1e-14, maxit = 1000))  # for the tests of heterogeneity

arms <- function(k) data.frame(first = rep(c(1, 0), k), half = rep(c(1/2, -1/2), k), study = factor(rep(1:k, each = 2)))

of_rates <- function(set) {
  d <- counts(set, c("x1i", "t1i", "x2i", "t2i"))
  entry <- list(source = txt(set[[2]]), columns = txt(set[[4]]),
                rates = paste0("[", paste(apply(d, 1, function(r) arr(unname(r))), collapse = ","), "]"))
  for (measure in c("IRR", "IRD")) {
    fit <- suppressWarnings(rma.mh(x1i = x1i, t1i = t1i, x2i = x2i, t2i = t2i, data = d, measure = measure,
                                   add = c(1/2, 0), to = c("only0", "none"), drop00 = c(TRUE, FALSE), correct = FALSE))
    es <- escalc(measure, x1i = x1i, t1i = t1i, x2i = x2i, t2i = t2i, data = d, add = 1/2,
                 to = if (measure == "IRR") "only0" else "none", drop00 = measure == "IRR", addvi = measure == "IRR")
    both <- mantel_haenszel(fit, es)
    if (measure == "IRR") stopifnot(all.equal(both$q, fit$QE, tolerance = 1e-12))
    entry[[paste0("MH_", measure)]] <- both$fit
    entry[[paste0("MH_DL_", measure)]] <- both$random
  }
  told <- d[d$x1i + d$x2i > 0, ]
  told$ratio <- log(told$t1i / told$t2i)
  told$study <- factor(seq_len(nrow(told)))
  entry[["CM.EL"]] <- glmm(paste(set[[1]], "CM.EL"), function() {
    rma.glmm(measure = "IRR", x1i = x1i, t1i = t1i, x2i = x2i, t2i = t2i, data = d, model = "CM.EL", control = TIGHT)
  }, function(fit) of_glmer(cbind(x1i, x2i) ~ 1 + offset(ratio) + (1 | study), told, binomial))
  s <- arms(nrow(told))
  s$events <- c(rbind(told$x1i, told$x2i))
  s$time <- log(c(rbind(told$t1i, told$t2i)))
  entry[["UM.FS"]] <- glmm(paste(set[[1]], "UM.FS"), function() {
    rma.glmm(measure = "IRR", x1i = x1i, t1i = t1i, x2i = x2i, t2i = t2i, data = d, model = "UM.FS", control = TIGHT)
  }, function(fit) of_glmer(events ~ -1 + first + study + offset(time) + (half - 1 | study), s, poisson))
  obj(entry, ",\n ")
}

named <- function(sets, of) setNames(lapply(sets, of), vapply(sets, `[[`, "", 1))

made <- list(
  made_with = txt(paste0(R.version$version.string, ", metafor ", packageVersion("metafor"), ", metadat ",
                         packageVersion("metadat"), ", lme4 ", packageVersion("lme4"), ", numDeriv ",
                         packageVersion("numDeriv"), ", BiasedUrn ", packageVersion("BiasedUrn"), "; scripts/rare.R")),
  calls = obj(list(
    CM.EL_of_tables = txt('rma.glmm(measure = "OR", model = "CM.EL")'),
    UM.FS = txt('rma.glmm(measure = "OR" or "IRR", model = "UM.FS", control = list(glmCtrl = list(epsilon = 1e-14)))'),
    CM.EL_of_rates = txt('rma.glmm(measure = "IRR", model = "CM.EL", control = list(glmCtrl = list(epsilon = 1e-14)))'),
    maximum = txt("the same likelihood at its maximum: glmer's with nAGQ = 7, integrals of metafor's hypergeometric"),
    MH = txt('rma.mh(measure, add = c(1/2, 0), to = c("only0", "none"), drop00 = c(TRUE, FALSE), correct = FALSE)'),
    MH_q = txt("sum((yi - MH)^2 / vi) over escalc's yi and vi > 0; nothing is added to RD and IRD, else as QE"),
    MH_DL = txt("rma(yi, vi, tau2 = (MH_q - df) / (sum(w) - sum(w^2) / sum(w)) or 0, test = 'z')"),
    PETO = txt('rma.peto(add = 0, to = "none", drop00 = TRUE)')
  ), ",\n "),
  fits = obj(list(
    metafor = '["estimate","se","ci_low","ci_high","p_value","tau2","pi_low","pi_high"]',
    lrt = '["q","df","q_p"]',
    MH = '["estimate","se","ci_low","ci_high","p_value","q","q_p","i2"]',
    MH_DL = '["estimate","se","ci_low","ci_high","p_value","tau2"]'
  ), ",\n "),
  rates = obj(named(rates, of_rates), ",\n"),
  tables = obj(named(tables, of_tables), ",\n")
)
writeLines(obj(made, ",\n"), file)
