
test_of <- function(test, k, slope, df, limit) {
  data.frame(test, k, bias = slope[1], se = slope[2], statistic = slope[3], df, p_value = slope[4], limit = limit[1],
             limit_low = limit[2], limit_high = limit[3])
}

# Egger's test: effects on their standard errors (Egger et al. 1997).
egger <- function(d) {
  found <- regtest(d$yi, vi = d$vi, model = "lm", predictor = "sei", ret.fit = TRUE)
  slope <- coef(summary(found$fit))[2, 1:2]
  test_of("egger", nrow(d), c(slope, found$zval, found$pval), found$dfs, c(found$est, found$ci.lb, found$ci.ub))
}

# The tests that metafor has not: a line of y on x with weights w, and what it gives as x goes to 0.
line <- function(test, y, x, w) {
  fit <- lm(y ~ x, weights = w)
  slope <- coef(summary(fit))[2, ]
  test_of(test, length(y), slope, fit$df.residual, c(coef(fit)[1], confint(fit)[1, ]))
}

# Peters's test: log ratios on 1 over the people, by the events in all and the people without (Peters et al. 2006).
peters <- function(d, measure) {
  es <- escalc(measure, ai = a, n1i = n1, ci = c, n2i = n2, data = d, add = 1/2, to = "only0", drop00 = TRUE)
  keep <- !is.na(es$yi)
  people <- d$n1 + d$n2
  events <- d$a + d$c
  line("peters", as.numeric(es$yi)[keep], 1 / people[keep], (events * (people - events) / people)[keep])
}

# Harbord's test: the score of the log odds ratio over its variance, on 1 over its root (Harbord et al. 2006).
harbord <- function(d) {
  d <- d[says(d, "OR"), ]
  n <- d$n1 + d$n2
  events <- d$a + d$c
  v <- d$n1 * d$n2 * events * (n - events) / (n^2 * (n - 1))
  line("harbord", (d$a - d$n1 * events / n) / v, 1 / sqrt(v), v)
}
