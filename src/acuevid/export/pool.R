# How acuevid pools, in metafor (docs/pooling.md has the conventions and their reasons).
#
# - A ratio is pooled as its logarithm, a correlation as Fisher's z, a proportion as log odds; group 1 is the treatment.
# - 1/2 is added to all four cells of a table that has a zero, for ratios only; nothing is added for a risk difference.
#   A table in which nobody or everybody had the event, in both groups, gives no ratio (drop00).
# - REML is taken at the highest maximum of the restricted likelihood. metafor climbs to one maximum; where that is
#   another, or the climb stops short in the digits, tau2 is fixed at the highest.
# - Knapp-Hartung has no interval where all results are the same; a prediction interval needs three studies.
# - Mantel-Haenszel and Peto: nothing is added to zero cells.
# - Every interval is of 95 %. "natural" is the scale of the measure itself, all else the scale of analysis.

suppressMessages(library(metafor))

# Every maximum of the restricted likelihood in tau2, the highest first (Viechtbauer 2005); X is the design. It is the
# likelihood of contrasts that no moderator moves, turned so that they are independent.
maxima <- function(yi, vi, X = matrix(1, length(yi))) {
  free <- qr.Q(qr(X), complete = TRUE)[, -seq_len(ncol(X)), drop = FALSE]
  turned <- svd(sqrt(vi) * free)
  z2 <- c(crossprod(turned$v, crossprod(free, yi - yi[which.min(vi)])))^2
  v <- turned$d^2
  height <- function(tau2) -sum(log(v + tau2) + z2 / (v + tau2))
  slope <- function(tau2) sum((z2 / (v + tau2) - 1) / (v + tau2))
  # above this the likelihood falls everywhere
  s2 <- mean(z2)
  top <- (s2 + sqrt(s2) * sqrt(s2 + 4 * max(vi))) / 2 * (1 + 1e-6)
  least <- min(vi)
  tau2 <- least * expm1(seq(0, log1p(top / least), length.out = 401))
  at <- vapply(tau2, slope, 0)
  found <- if (at[1] <= 0) 0 else numeric()
  for (i in which(at[-401] > 0 & at[-1] <= 0)) {
    found <- c(found, uniroot(slope, tau2[i + 0:1], tol = 1e-17 * least, maxiter = 10000)$root)
  }
  found[order(-vapply(found, height, 0), found)]
}

# A fit by inverse variance with steps so small that eight digits hold; mods are moderators of the effects, if any.
model <- function(d, method, test, mods = ~ 1) {
  if (nrow(d) == 1 || method == "CE") return(rma(yi, vi, data = d, method = "EE"))
  if (method == "DL") return(rma(yi, vi, data = d, method = "DL", test = test))
  if (method == "PM") {
    # Q at tau2 is below the sum of squares over tau2
    control <- list(tol = 1e-16 * min(d$vi), maxiter = 10000, tau2.max = 1.001 * var(d$yi) + min(d$vi))
    return(rma(yi, vi, data = d, method = "PM", test = test, control = control))
  }
  best <- maxima(d$yi, d$vi, model.matrix(mods, d))[1]
  control <- list(threshold = 1e-13 * (best + min(d$vi)), maxiter = 1000)
  fit <- tryCatch(rma(yi, vi, mods = mods, data = d, method = "REML", test = test, control = control),
                  error = function(e) NULL, warning = function(w) NULL)
  if (!is.null(fit) && abs(fit$tau2 - best) <= 1e-10 * best) return(fit)
  rma(yi, vi, mods = mods, data = d, method = "REML", test = test, tau2 = best)
}

blank <- function(method, test, k) {
  data.frame(method, test, k, estimate = NA_real_, se = NA_real_, ci_low = NA_real_, ci_high = NA_real_,
             p_value = NA_real_, q = NA_real_, q_p = NA_real_, tau2 = NA_real_, i2 = NA_real_,
             pi_low = NA_real_, pi_high = NA_real_)
}

# The figures of a model of the effects yi with their variances vi.
by_variance <- function(d, method, test) {
  k <- nrow(d)
  row <- blank(method, test, k)
  if (k == 0) return(row)
  fit <- model(d, method, test)
  row[c("estimate", "q", "tau2", "i2")] <- c(fit$beta[1], fit$QE, fit$tau2, fit$I2)
  if (k > 1) row$q_p <- fit$QEp
  same <- k == 1 || fit$QE <= 1e-18 * k || diff(range(d$yi)) <= 1e-14 * max(abs(d$yi))
  if (test == "knha" && same) return(row)
  row[c("se", "ci_low", "ci_high", "p_value")] <- c(fit$se, fit$ci.lb, fit$ci.ub, fit$pval)
  if (k > 2 && method != "CE") {
    predicted <- predict(fit)
    row[c("pi_low", "pi_high")] <- c(predicted$pi.lb, predicted$pi.ub)
  }
  row
}

# What leads of the two results by REML: Wald's of two studies, without tau2, and where Knapp-Hartung's is narrower.
by_rule <- function(d) {
  hartung <- by_variance(d, "REML", "knha")
  wald <- by_variance(d, "REML", "z")
  wide <- hartung$ci_high - hartung$ci_low
  if (wald$k < 3 || wald$tau2 == 0 || is.na(wide) || isTRUE(wide < wald$ci_high - wald$ci_low)) wald else hartung
}

# Whether a table says something of a measure; every one does of a risk difference.
says <- function(d, measure) {
  measure == "RD" | (d$a + d$c > 0 & (measure == "RR" | d$a + d$c < d$n1 + d$n2))
}

of_counts <- function(fit, method, k) {
  row <- blank(method, "z", k)
  if (is.null(fit)) return(row)
  row$estimate <- fit$beta[1]
  if (is.na(fit$se) || fit$se == 0) return(row)
  row[c("se", "ci_low", "ci_high", "p_value")] <- c(fit$se, fit$ci.lb, fit$ci.ub, fit$pval)
  row
}

# metafor warns of the infinite effects of single tables, which neither method uses.
mantel_haenszel <- function(d, measure) {
  d <- d[says(d, measure), ]
  fit <- suppressWarnings(rma.mh(ai = a, n1i = n1, ci = c, n2i = n2, data = d, measure = measure, add = 0, to = "none",
                                 drop00 = FALSE, correct = FALSE))
  of_counts(fit, "MH", nrow(d))
}

# Events over person-time.
mantel_haenszel_rates <- function(d, measure) {
  fit <- suppressWarnings(rma.mh(x1i = x1i, t1i = t1i, x2i = x2i, t2i = t2i, data = d, measure = measure, add = 0,
                                 to = "none", drop00 = FALSE, correct = FALSE))
  of_counts(fit, "MH", nrow(d))
}

peto <- function(d) {
  d <- d[says(d, "OR"), ]
  fit <- suppressWarnings(rma.peto(ai = a, n1i = n1, ci = c, n2i = n2, data = d, add = 0, to = "none", drop00 = FALSE))
  of_counts(fit, "PETO", nrow(d))
}

# Q, its p and I2 about the estimate of a fit, from effects with their variances.
with_q <- function(fit, yi, vi) {
  df <- length(yi) - 1
  if (df < 0 || is.na(fit$estimate)) return(fit)
  fit$q <- sum((yi - fit$estimate)^2 / vi)
  fit$q_p <- if (df > 0) pchisq(fit$q, df, lower.tail = FALSE) else 1
  fit$i2 <- if (fit$q > 0 && df > 0) max(0, 100 * (fit$q - df) / fit$q) else 0
  fit
}

# Peto's own log odds ratio of each table, of those that have one.
by_peto <- function(fit, d) {
  n <- d$n1 + d$n2
  events <- d$a + d$c
  v <- d$n1 * d$n2 * events * (n - events) / (n^2 * (n - 1))
  keep <- v > 0
  with_q(fit, ((d$a - d$n1 * events / n) / v)[keep], 1 / v[keep])
}

# Random effects about Mantel-Haenszel, by DerSimonian and Laird, as RevMan has them (Deeks & Higgins 2010).
random_about <- function(fit, yi, vi) {
  k <- length(yi)
  row <- with_q(fit, yi, vi)
  row[c("method", "k")] <- list("MH-DL", k)
  w <- 1 / vi
  tau2 <- if (k > 1) max(0, (row$q - (k - 1)) / (sum(w) - sum(w^2) / sum(w))) else 0
  star <- 1 / (vi + tau2)
  mean <- sum(star * yi) / sum(star)
  se <- sqrt(1 / sum(star))
  half <- qnorm(0.975) * se
  row[c("estimate", "se", "ci_low", "ci_high")] <- c(mean, se, mean - half, mean + half)
  row[c("p_value", "tau2")] <- c(2 * pnorm(-abs(mean / se)), tau2)
  if (k > 2) {
    half <- qnorm(0.975) * sqrt(se^2 + tau2)
    row[c("pi_low", "pi_high")] <- c(mean - half, mean + half)
  }
  row
}

# The interval of tau2 by the Q-profile (Viechtbauer 2007); none where Q is too small even for a tau2 of 0.
q_profile <- function(d) {
  k <- nrow(d)
  fit <- rma(yi, vi, data = d, method = "DL")
  if (fit$QE < qchisq(0.025, k - 1)) return(data.frame(low = NA_real_, high = NA_real_))
  top <- (k - 1) * var(d$yi) / qchisq(0.025, k - 1) * 1.001
  found <- confint(fit, control = list(tol = 1e-16 * min(d$vi), maxiter = 10000, tau2.max = top))$random
  data.frame(low = found["tau^2", "ci.lb"], high = found["tau^2", "ci.ub"])
}

# How many more of one person have the event at a control risk; no interval where an end is a risk above 1.
absolute <- function(fit, risk, measure) {
  of <- function(x) {
    if (measure == "RR") return(ifelse(risk * x > 1, NA, risk * (x - 1)))
    risk * (1 - risk) * (x - 1) / (1 - risk + x * risk)
  }
  found <- of(exp(c(fit$estimate, fit$ci_low, fit$ci_high)))
  if (anyNA(found)) found[2:3] <- NA
  rounded <- sign(found) * floor(abs(found) * 1000 + 0.5)
  data.frame(control_risk = risk, estimate = found[1], ci_low = found[2], ci_high = found[3], per_1000 = rounded[1],
             per_1000_low = rounded[2], per_1000_high = rounded[3], number_needed = 1 / abs(found[1]))
}

# A row of the results: where it stands, its name, and its figures with those on the measure's own scale. "side" is -1
# or 1 where the interval lies below or above no effect. No row without a fit.
result <- function(part, name, fit, back) {
  if (is.null(fit)) return(NULL)
  own <- data.frame(natural_estimate = back(fit$estimate), natural_ci_low = back(fit$ci_low),
                    natural_ci_high = back(fit$ci_high))
  cbind(part, name, fit, own, side = if (is.na(fit$ci_low)) 0 else (fit$ci_low > 0) - (fit$ci_high < 0))
}

# A table, its columns parted by tabs, figures with twelve significant digits.
shown <- function(title, d) {
  d[] <- lapply(d, function(x) if (is.numeric(x)) ifelse(is.na(x), "NA", sprintf("%.12g", x)) else as.character(x))
  lines <- c("", paste0("[", title, "]"), paste(names(d), collapse = "\t"), do.call(paste, c(unname(d), sep = "\t")))
  writeLines(enc2utf8(lines), useBytes = TRUE)
}
