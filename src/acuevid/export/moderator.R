
# What the moderator leaves and accounts for, beside tau2 without it (Raudenbush 2009).
regression <- function(fit, tau2) {
  data.frame(method = "REML", test = fit$test, k = fit$k, df = fit$k - fit$p, tau2 = fit$tau2, tau2_without = tau2,
             i2 = fit$I2, r2 = if (tau2 > 0) 100 * max(0, (tau2 - fit$tau2) / tau2) else NA_real_,
             qe = fit$QE, qe_p = fit$QEp, qm = fit$QM, qm_p = fit$QMp)
}

# The effect where the moderator is 0, and by how much it moves for one unit.
slopes <- function(fit) {
  data.frame(name = c("intercept", "slope"), estimate = fit$beta[, 1], se = fit$se, statistic = fit$zval,
             p_value = fit$pval, ci_low = fit$ci.lb, ci_high = fit$ci.ub)
}
