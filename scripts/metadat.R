# What metafor gives for the two-by-two data sets of metadat; writes tests/data/reference/metadat.json.
#
#     Rscript scripts/metadat.R [FILE]
#
# Debian: r-cran-metafor, r-cran-metadat. Conventions are acuevid's (docs/pooling.md). The restricted likelihood is
# profiled, for metafor climbs once and then looks at 0 alone, so that it can end at a lesser maximum; there, and where
# it creeps towards 0 and stops short of it, it is fitted again with tau2 fixed at the best ("refit").

suppressMessages({library(metafor); library(metadat)})
options(warn = 1)
file <- c(commandArgs(trailingOnly = TRUE), "tests/data/reference/metadat.json")[1]

# name, data set, which of its rows, events and totals of the group that comes first, then of the other
sets <- list(
  list("anand1999", "dat.anand1999", "TRUE", "ai, n1i, ci, n2i"),
  list("axfors2021-hcq", "dat.axfors2021", "hcq_cq == 'hcq'",
       "hcq_arm_event, hcq_arm_total, control_arm_event, control_arm_total"),
  list("axfors2021-cq", "dat.axfors2021", "hcq_cq == 'cq'",
       "hcq_arm_event, hcq_arm_total, control_arm_event, control_arm_total"),
  list("bcg", "dat.bcg", "TRUE", "tpos, tpos + tneg, cpos, cpos + cneg"),
  list("bornmann2007", "dat.bornmann2007", "TRUE", "waward, wtotal, maward, mtotal"),
  list("bourassa1996", "dat.bourassa1996", "sex == 'combined'", "lh.le, lh.le + lh.re, rh.le, rh.le + rh.re"),
  list("cannon2006-1", "dat.cannon2006", "TRUE", "ep1t, nt, ep1c, nc"),
  list("cannon2006-2", "dat.cannon2006", "TRUE", "ep2t, nt, ep2c, nc"),
  list("cannon2006-4", "dat.cannon2006", "TRUE", "ep4t, nt, ep4c, nc"),
  list("collins1985a-b", "dat.collins1985a", "TRUE", "b.xti, nti, b.xci, nci"),
  list("collins1985a-o", "dat.collins1985a", "TRUE", "o.xti, nti, o.xci, nci"),
  list("collins1985a-d", "dat.collins1985a", "TRUE", "d.xti, nti, d.xci, nci"),
  list("collins1985b-pre", "dat.collins1985b", "TRUE", "pre.xti, pre.nti, pre.xci, pre.nci"),
  list("collins1985b-ped", "dat.collins1985b", "TRUE", "ped.xti, fup.nti, ped.xci, fup.nci"),
  list("collins1985b-stb", "dat.collins1985b", "TRUE", "stb.xti, fup.nti, stb.xci, fup.nci"),
  list("collins1985b-ned", "dat.collins1985b", "TRUE", "ned.xti, fup.nti, ned.xci, fup.nci"),
  list("dagostino1998-r", "dat.dagostino1998", "outcome == 'rngoal1'", "xt, nt, xc, nc"),
  list("dagostino1998-s", "dat.dagostino1998", "outcome == 'sngoal1'", "xt, nt, xc, nc"),
  list("damico2009", "dat.damico2009", "TRUE", "xt, nt, xc, nc"),
  list("dorn2007", "dat.dorn2007", "TRUE", "x.a, n.a, x.p, n.p"),
  list("egger2001", "dat.egger2001", "TRUE", "ai, n1i, ci, n2i"),
  list("fine1993-1", "dat.fine1993", "TRUE", "e1i, nei, c1i, nci"),
  list("fine1993-2", "dat.fine1993", "TRUE", "e2i, nei, c2i, nci"),
  list("fine1993-4", "dat.fine1993", "TRUE", "e4i, nei, c4i, nci"),
  list("gibson2002", "dat.gibson2002", "TRUE", "ai, ai + bi, ci, ci + di"),
  list("graves2010", "dat.graves2010", "TRUE", "ai, n1i, ci, n2i"),
  list("hahn2001", "dat.hahn2001", "TRUE", "ai, n1i, ci, n2i"),
  list("hart1999", "dat.hart1999", "TRUE", "x1i, n1i, x2i, n2i"),
  list("hartmannboyce2018", "dat.hartmannboyce2018", "TRUE", "x.nrt, n.nrt, x.ctrl, n.ctrl"),
  list("hine1989", "dat.hine1989", "TRUE", "ai, n1i, ci, n2i"),
  list("landenberger2005", "dat.landenberger2005", "TRUE",
       "n.cbt.rec, n.cbt.rec + n.cbt.non, n.ctrl.rec, n.ctrl.rec + n.ctrl.non"),
  list("laopaiboon2015", "dat.laopaiboon2015", "TRUE", "ai, n1i, ci, n2i"),
  list("lau1992", "dat.lau1992", "TRUE", "ai, n1i, ci, n2i"),
  list("lau1992-but-6", "dat.lau1992", "seq_along(trial) != 6", "ai, n1i, ci, n2i"),
  list("lau1992-but-13", "dat.lau1992", "seq_along(trial) != 13", "ai, n1i, ci, n2i"),
  list("lee2004", "dat.lee2004", "TRUE", "ai, n1i, ci, n2i"),
  list("li2007", "dat.li2007", "TRUE", "ai, n1i, ci, n2i"),
  list("linde2005", "dat.linde2005", "TRUE", "ai, n1i, ci, n2i"),
  list("linde2015-remi", "dat.linde2015", "TRUE", "remi1, n1, remi2, n2"),
  list("linde2015-loss.ae", "dat.linde2015", "TRUE", "loss.ae1, n1, loss.ae2, n2"),
  list("nielweise2007", "dat.nielweise2007", "TRUE", "ai, n1i, ci, n2i"),
  list("vanhowe1999", "dat.vanhowe1999", "TRUE", "non.pos, non.pos + non.neg, cir.pos, cir.pos + cir.neg"),
  list("viechtbauer2021", "dat.viechtbauer2021", "TRUE", "xTi, nTi, xCi, nCi"),
  list("yusuf1985-6", "dat.yusuf1985", "table == '6'", "ai, n1i, ci, n2i"),
  list("yusuf1985-9", "dat.yusuf1985", "table == '9'", "ai, n1i, ci, n2i"),
  list("yusuf1985-10", "dat.yusuf1985", "table == '10'", "ai, n1i, ci, n2i"),
  list("yusuf1985-11", "dat.yusuf1985", "table == '11'", "ai, n1i, ci, n2i"),
  list("yusuf1985-12a", "dat.yusuf1985", "table == '12a'", "ai, n1i, ci, n2i"),
  list("yusuf1985-12b", "dat.yusuf1985", "table == '12b'", "ai, n1i, ci, n2i"),
  list("yusuf1985", "dat.yusuf1985", "TRUE", "ai, n1i, ci, n2i")
)

num <- function(x) ifelse(is.na(x) | !is.finite(x), "null", sprintf("%.15g", x))
arr <- function(x) paste0("[", paste(num(x), collapse = ","), "]")
txt <- function(x) paste0('"', gsub('"', '\\\\"', x), '"')
obj <- function(x, sep = ",") paste0("{", paste0(txt(names(x)), ":", unlist(x), collapse = sep), "}")

tables <- function(set) {
  d <- as.data.frame(get(set[[2]]))
  d <- d[eval(parse(text = set[[3]]), d), ]
  counts <- as.data.frame(eval(parse(text = paste0("cbind(", set[[4]], ")")), d))
  names(counts) <- c("ai", "n1i", "ci", "n2i")
  all <- nrow(counts)
  counts <- counts[stats::complete.cases(counts) & counts$n1i > 0 & counts$n2i > 0, ]
  whole <- all(counts == round(counts)) && all(counts$ai <= counts$n1i) && all(counts$ci <= counts$n2i)
  if (!whole) stop(set[[1]], ": not whole numbers")
  if (nrow(counts) < all) message(set[[1]], ": ", all - nrow(counts), " of ", all, " rows without counts")
  counts
}

# Where the restricted log-likelihood is highest of all: a dense grid of tau2, then the root of the score beside it.
profile_reml <- function(yi, vi) {
  mean_at <- function(t) sum(yi / (vi + t)) / sum(1 / (vi + t))
  ll <- function(t) -0.5 * (sum(log(vi + t)) + log(sum(1 / (vi + t))) + sum((yi - mean_at(t))^2 / (vi + t)))
  score <- function(t) {
    w <- 1 / (vi + t)
    sum(w^2 * (yi - mean_at(t))^2) - sum(w) + sum(w^2) / sum(w)
  }
  grid <- c(0, exp(seq(log(min(vi) * 1e-8), log(10 * (max(vi) + diff(range(yi))^2)), length.out = 20001)))
  at <- vapply(grid, ll, 0)
  n <- length(grid)
  tops <- which(at >= c(-Inf, at[-n]) & at >= c(at[-1], -Inf))
  maxima <- vapply(tops, function(i) {
    low <- grid[max(1, i - 1)]
    high <- grid[min(n, i + 1)]
    if (i == 1 && score(0) <= 0) return(0)
    if (score(low) > 0 && score(high) < 0) return(uniroot(score, c(low, high), tol = 1e-18, maxiter = 10000)$root)
    optimize(ll, c(low, high), maximum = TRUE, tol = 1e-12)$maximum
  }, 0)
  maxima <- unique(maxima)
  # of two that are as high, the smaller
  value <- vapply(maxima, ll, 0)
  list(tau2 = maxima[order(-value, maxima)], ll = ll)
}

one <- function(fit) {
  band <- c(NA, NA)
  if (fit$method != "EE" && fit$k > 2) {
    predicted <- predict(fit)
    band <- c(predicted$pi.lb, predicted$pi.ub)
  }
  arr(c(fit$beta[1], fit$se, fit$ci.lb, fit$ci.ub, fit$pval, band))
}

# tau2 by metafor, or NA where it does not converge
climb <- function(yi, vi, ...) {
  tryCatch(suppressWarnings(rma(yi, vi, method = "REML", control = list(...))$tau2), error = function(e) NA)
}

# What is recorded of a REML fit, and the tau2 to fix where metafor does not end at the best.
reml <- function(yi, vi, tight, name) {
  found <- profile_reml(yi, vi)
  best <- found$tau2[1]
  by_default <- climb(yi, vi)
  tightened <- climb(yi, vi, threshold = tight, maxiter = 10000)
  # the maximum at which it ended: the nearest on a log scale
  at <- function(t) if (is.na(t)) NA else which.min(abs(log(found$tau2 + min(vi) / 1e3) - log(t + min(vi) / 1e3)))
  lesser <- at(by_default) != 1
  extra <- list()
  if (length(found$tau2) > 1) {
    without_check <- climb(yi, vi, ll0check = FALSE)
    extra$maxima <- arr(found$tau2)
    extra$one_climb <- num(without_check)
    message(sprintf("%s REML: maxima %s (log-likelihood %s); metafor %s, without its look at 0 %s", name,
                    arr(found$tau2), arr(vapply(found$tau2, found$ll, 0)), num(by_default), num(without_check)))
  }
  short <- if (best == 0) !identical(tightened, 0) else is.na(tightened) || abs(tightened - best) > 1e-9 * best
  if (is.na(lesser) || lesser || short) {
    extra <- c(extra, list(refit = "true", metafor_tau2 = num(by_default), lesser = if (isTRUE(lesser)) "true" else
      "false"))
    message(sprintf("%s REML fitted again at %s: metafor %s, tightened %s, lesser %s", name, num(best),
                    num(by_default), num(tightened), lesser))
    return(list(extra = extra, tau2 = best))
  }
  list(extra = extra)
}

fits <- function(yi, vi, measure, name) {
  tight <- if (measure == "RD") 1e-16 else 1e-14
  out <- list()
  for (method in c("REML", "PM", "DL", "EE")) {
    searched <- if (method == "REML") reml(yi, vi, tight, paste(name, measure)) else list()
    control <- if (method == "PM") list(tol = 1e-18, maxiter = 10000) else
      list(threshold = tight, maxiter = 10000)
    call <- function(test) {
      if (is.null(searched$tau2)) return(rma(yi, vi, method = method, test = test, control = control))
      rma(yi, vi, method = method, test = test, tau2 = searched$tau2)
    }
    z <- call("z")
    row <- list(tau2 = num(z$tau2), i2 = num(z$I2), z = one(z))
    if (method != "EE") row$knha <- one(call("knha"))
    out[[method]] <- obj(c(row, searched$extra))
  }
  obj(c(list(k = z$k, q = num(z$QE), q_p = num(z$QEp)), out), ",\n  ")
}

of_counts <- function(fit) arr(c(fit$beta[1], fit$se, fit$ci.lb, fit$ci.ub, fit$pval))

result <- list()
for (set in sets) {
  d <- tables(set)
  empty <- sum(d$ai + d$ci == 0)
  full <- sum(d$ai == d$n1i & d$ci == d$n2i)
  zero <- sum(d$ai == 0 | d$ci == 0 | d$ai == d$n1i | d$ci == d$n2i)
  flat <- sum((d$ai == 0 | d$ai == d$n1i) & (d$ci == 0 | d$ci == d$n2i))
  message(sprintf("%s: k %d, zero cell %d, nobody %d, everybody %d, no variance %d", set[[1]], nrow(d), zero,
                  empty, full, flat))
  entry <- list(
    source = txt(set[[2]]), rows_where = txt(set[[3]]), columns = txt(set[[4]]),
    tables = paste0("[", paste(apply(d, 1, function(r) arr(unname(r))), collapse = ","), "]")
  )
  for (measure in c("RR", "OR", "RD")) {
    if (measure == "RD") {
      es <- escalc(measure, ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = d, to = "none", addvi = FALSE)
    } else {
      es <- escalc(measure, ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = d, add = 1/2, to = "only0", drop00 = TRUE)
    }
    keep <- !is.na(es$yi) & es$vi > 0
    entry[[measure]] <- fits(as.numeric(es$yi[keep]), es$vi[keep], measure, set[[1]])
    # it warns of the infinite effects of single tables, which it does not use
    mh <- suppressWarnings(rma.mh(ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = d, measure = measure, add = 0,
                                  to = "none", drop00 = FALSE, correct = FALSE))
    entry[[paste0("MH_", measure)]] <- of_counts(mh)
  }
  entry$PETO <- of_counts(suppressWarnings(rma.peto(ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = d, add = 0,
                                                    to = "none", drop00 = FALSE)))
  result[[set[[1]]]] <- obj(entry, ",\n ")
}

made <- list(
  made_with = txt(paste0(R.version$version.string, ", metafor ", packageVersion("metafor"), ", metadat ",
                         packageVersion("metadat"), "; scripts/metadat.R")),
  calls = obj(list(
    tables = txt("the rows that rows_where names and that have all four counts; tables are [ai, n1i, ci, n2i]"),
    ratios = txt('escalc("RR" or "OR", ai, n1i, ci, n2i, add = 1/2, to = "only0", drop00 = TRUE)'),
    differences = txt('escalc("RD", ai, n1i, ci, n2i, to = "none", addvi = FALSE), without tables of variance 0'),
    REML = txt('rma(yi, vi, method = "REML", test, control = list(threshold = 1e-14, RD 1e-16, maxiter = 10000))'),
    refit = txt('rma(yi, vi, method = "REML", test, tau2 = the highest maximum), where metafor ends elsewhere'),
    metafor_tau2 = txt('rma(yi, vi, method = "REML"); lesser: whether that is at a lesser maximum'),
    one_climb = txt('rma(yi, vi, method = "REML", control = list(ll0check = FALSE)), where there are several maxima'),
    PM = txt('rma(yi, vi, method = "PM", test, control = list(tol = 1e-18, maxiter = 10000))'),
    DL = txt('rma(yi, vi, method = "DL", test)'),
    EE = txt('rma(yi, vi, method = "EE", test = "z")'),
    MH = txt('rma.mh(ai, n1i, ci, n2i, measure, add = 0, to = "none", drop00 = FALSE, correct = FALSE)'),
    PETO = txt('rma.peto(ai, n1i, ci, n2i, add = 0, to = "none", drop00 = FALSE)')
  ), ",\n "),
  fit = '["estimate","se","ci_low","ci_high","p_value","pi_low","pi_high"]',
  sets = obj(result, ",\n")
)
writeLines(obj(made, ",\n"), file)
