
# What leads, with each study left out in turn.
without_each <- function(d, again, back) {
  do.call(rbind, lapply(unique(d$id), function(id) result("leave_one_out", id, again(d[d$id != id, ]), back)))
}

# The same of the first study, the first two and on.
added_each <- function(d, ids, again, back) {
  do.call(rbind, lapply(seq_along(ids), function(n) result("cumulative", ids[n], again(of_first(d, ids, n)), back)))
}
of_first <- function(d, ids, n) d[d$id %in% ids[seq_len(n)], ]

# How each row bears on the pool by REML: its place in Baujat's plot (Baujat et al. 2002) and in the radial plot, and
# what leaving it out changes (Viechtbauer & Cheung 2010), as metafor's baujat, radial and influence have them.
bearings <- function(d, test) {
  whole <- by_variance(d, "REML", test)
  spread <- d$vi + whole$tau2
  do.call(rbind, lapply(seq_len(nrow(d)), function(j) {
    others <- d[-j, ]
    rest <- by_variance(others, "REML", test)
    moved <- whole$estimate - rest$estimate
    hat <- 1 / spread[j] / sum(1 / spread)
    own <- d$vi[j] + rest$tau2
    scale <- rest$se^2 * sum(1 / (others$vi + rest$tau2))  # of Knapp-Hartung, else 1
    change <- data.frame(residual = (d$yi[j] - rest$estimate) / sqrt(scale * own + rest$se^2),
                         dffits = moved / sqrt(scale * hat * own), cooks_distance = (moved / whole$se)^2,
                         covariance_ratio = (rest$se / whole$se)^2, tau2 = rest$tau2, q = rest$q, hat = hat)
    if (is.na(whole$se) || is.na(rest$se)) change[] <- NA_real_
    data.frame(id = d$id[j], outcome = d$outcome[j],
               baujat_x = if (is.na(rest$se)) NA_real_ else (d$yi[j] - whole$estimate)^2 / spread[j],
               baujat_y = (moved / rest$se)^2, radial_x = 1 / sqrt(spread[j]), radial_y = d$yi[j] / sqrt(spread[j]),
               change)
  }))
}
