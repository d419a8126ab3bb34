
# Mixed models of rare events by maximum likelihood, of the tables that say something of an odds ratio.
mixed <- function(d, model) {
  d <- d[says(d, "OR"), ]
  by_glmm(model, nrow(d), if (model == "CM.EL") "BiasedUrn" else "lme4",
          list(measure = "OR", ai = d$a, n1i = d$n1, ci = d$c, n2i = d$n2))
}

# The same of the rates that have an event.
mixed_rates <- function(d, model) {
  d <- d[d$x1i + d$x2i > 0, ]
  by_glmm(model, nrow(d), "lme4", list(measure = "IRR", x1i = d$x1i, t1i = d$t1i, x2i = d$x2i, t2i = d$t2i))
}

# By default rma.glmm stops short of the maximum in the third to sixth digit; with these controls in the fifth or later.
by_glmm <- function(model, k, package, figures) {
  told <- function(text) writeLines(c("", paste0("# Mixed model ", model, ": ", text)))
  if (!requireNamespace(package, quietly = TRUE)) {
    told(paste("not fitted; it needs the R package", package))
    return(NULL)
  }
  exact <- package == "BiasedUrn"
  control <- if (exact) list(intCtrl = list(rel.tol = 1e-8, subdivisions = 1000L), hessianCtrl = list(r = 4)) else
    list(glmCtrl = list(epsilon = 1e-14, maxit = 1000),
         glmerCtrl = list(optimizer = "bobyqa", tolPwrss = 1e-10, optCtrl = list(rhoend = 1e-8, maxfun = 1e6)))
  fitted <- function(method) {
    arguments <- c(figures, list(model = model, method = method, control = control))
    tryCatch(suppressWarnings(do.call(rma.glmm, arguments)), error = function(e) NULL)
  }
  fit <- fitted("ML")
  common <- if (is.null(fit) || exact) fitted("EE")
  if (is.null(fit)) told("rma.glmm does not converge with a tau2; shown without, if that does")
  # beside a tau2 of 0 the exact model stops with a standard error of no use
  highest <- function(fit) if (is.null(fit)) -.Machine$double.xmax else fit$fit.stats["ll", "ML"]
  if (highest(fit) - highest(common) < 1e-7) fit <- common
  if (is.null(fit)) return(NULL)
  row <- of_counts(fit, model, k)
  row[c("q", "q_p", "tau2")] <- c(fit$QE.LRT, pchisq(fit$QE.LRT, k - 1, lower.tail = FALSE), fit$tau2)
  if (k > 2) {
    half <- qnorm(0.975) * sqrt(fit$se^2 + fit$tau2)
    row[c("pi_low", "pi_high")] <- c(fit$beta[1] - half, fit$beta[1] + half)
  }
  row
}
