
# The rows of a group, or of several.
of <- function(d, group) d[d$group %in% group, ]

# What a group gives in one model of all groups; Q is its own.
in_model <- function(fit, d, group) {
  own <- model(of(d, group), "CE", "z")
  row <- blank("REML", fit$test, own$k)
  row[c("q", "tau2")] <- c(own$QE, fit$tau2)
  if (own$k > 1) row$q_p <- own$QEp
  at <- match(group, sort(unique(d$group)))
  row[c("estimate", "se", "ci_low", "ci_high", "p_value")] <-
    c(fit$beta[at], fit$se[at], fit$ci.lb[at], fit$ci.ub[at], fit$pval[at])
  predicted <- predict(fit)
  row[c("pi_low", "pi_high")] <- c(predicted$pi.lb[match(group, d$group)], predicted$pi.ub[match(group, d$group)])
  row
}

# Q of the groups' effects with their standard errors.
between_each <- function(fits) {
  fit <- rma(estimate, sei = se, data = fits, method = "EE")
  data.frame(statistic = fit$QE, df = fit$k - 1, df_2 = NA_real_, p_value = fit$QEp)
}

# The test of a model with the groups as moderators: Q, or F with Knapp-Hartung.
between_all <- function(d, test) {
  fit <- model(d, "REML", test, ~ factor(group))
  data.frame(statistic = fit$QM, df = fit$m, df_2 = if (test == "knha") fit$k - fit$p else NA_real_, p_value = fit$QMp)
}
