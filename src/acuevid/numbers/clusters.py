"""What randomising groups instead of people costs: the design effect, and what is left of counts and precision."""

import math
from dataclasses import replace
from typing import NamedTuple

from .effects import Z95, Estimate


class Effective(NamedTuple):
    """An arm of a cluster trial as if its people had been randomised one by one: no whole numbers of people."""

    size: float
    events: float | None = None


def design_effect(mean_size: float, icc: float) -> float:
    """How many times the variance grows where clusters of a mean size are randomised: 1 + (m − 1)·ICC.

    `icc` is the correlation of people within a cluster, 0 to 1. ValueError for others, and for a mean size below 1.
    Donner & Klar 2000; Cochrane Handbook 23.1.
    """
    if not (math.isfinite(mean_size) and mean_size >= 1 and 0 <= icc <= 1):
        raise ValueError(f"no trial has clusters of {mean_size} people and an intracluster correlation of {icc}")
    return 1 + (mean_size - 1) * icc


def effective_arm(effect: float, size: int, events: int | None = None) -> Effective:
    """The size of an arm, and its events, over the design effect; not rounded.

    Means and standard deviations stay as they are. ValueError for a design effect below 1, a size below 1, and events
    that the arm cannot have. Cochrane Handbook 23.1.
    """
    _check(effect)
    if size < 1 or (events is not None and not 0 <= events <= size):
        raise ValueError(f"no arm has {events} events in {size} people")
    return Effective(size / effect, None if events is None else events / effect)


def inflated(estimate: Estimate, effect: float, *, ratio: bool) -> Estimate:
    """An estimate that took people for independent, with its standard error times the root of the design effect.

    Estimate, scale and rule stay; the interval is normal, on the log scale for a ratio. It is what the effective counts
    give, but for a rule for zero cells. Without an interval, with the reason, where the estimate had no standard error.
    ValueError for a design effect below 1. Cochrane Handbook 23.1.
    """
    _check(effect)
    if estimate.estimate is None or estimate.se is None:
        reason = estimate.reason or "without a standard error there is none to correct"
        return replace(estimate, ci_low=None, ci_high=None, se=None, reason=reason)
    se = estimate.se * math.sqrt(effect)
    if not ratio:
        low, high = estimate.estimate - Z95 * se, estimate.estimate + Z95 * se
        return replace(estimate, ci_low=low, ci_high=high, se=se)
    try:
        low, high = (math.exp(math.log(estimate.estimate) + side * Z95 * se) for side in (-1, 1))
    except OverflowError:
        reason = "the interval is too wide for a floating-point number"
        return replace(estimate, ci_low=None, ci_high=None, se=None, reason=reason)
    return replace(estimate, ci_low=low, ci_high=high, se=se)


def _check(effect: float) -> None:
    if not (math.isfinite(effect) and effect >= 1):
        raise ValueError(f"a design effect is not below 1: {effect}")
