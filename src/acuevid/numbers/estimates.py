"""Estimates with a normal interval, made in one place for the measures of means, changes, rates and correlations."""

import math
from dataclasses import replace

from .effects import Z95, Estimate, normal_interval, undefined


def difference(measure: str, estimate: float, se: float, rule: str | None = None) -> Estimate:
    """An estimate with estimate ± 1.96·SE, on the scale on which it is given.

    Undefined, with the reason, where a limit is too large for a floating-point number; without an interval where the
    standard error is 0.
    """
    if se == 0:
        return Estimate(measure, estimate, None, None, rule=rule, reason="the standard error is 0, so no interval")
    return replace(normal_interval(measure, estimate, se), rule=rule)


def ratio(measure: str, log_estimate: float, se: float, rule: str | None = None) -> Estimate:
    """A ratio on its natural scale with the interval exp(ln estimate ± 1.96·SE); `se` stays on the log scale.

    As `difference` where it is undefined.
    """
    if se == 0:
        reason = "the standard error is 0, so no interval"
        return Estimate(measure, math.exp(log_estimate), None, None, rule=rule, reason=reason)
    try:
        low, middle, high = (math.exp(log_estimate + step * Z95 * se) for step in (-1, 0, 1))
    except OverflowError:
        low = middle = high = 0.0
    if low == 0:
        return undefined(measure, "the ratio is too large or too small for a floating-point number")
    return Estimate(measure, middle, low, high, se, rule)
