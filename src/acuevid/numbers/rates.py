"""Rates of events over person-time in two arms: their ratio and their difference."""

import math
from typing import TypeAlias

from .effects import Estimate, undefined
from .estimates import difference, ratio

Rates: TypeAlias = tuple[float, float, float, float]
"""Events and person-time of the first arm, then of the second; no whole numbers where clusters were randomised."""
_HALF = "½ added to both counts of events, one of which is zero"


def check_rate(events: float, time: float) -> None:
    """Raise ValueError for events and person-time that no arm can have."""
    if events < 0 or not (math.isfinite(time) and time > 0):
        raise ValueError(f"events must not be negative and person-time must be above 0, not {events} and {time}")


def rate_ratio(events_1: float, time_1: float, events_2: float, time_2: float) -> Estimate:
    """The rate of events in arm 1 divided by the rate in arm 2; person-time in the same unit for both.

    Natural scale; the interval is made on the log scale with variance 1/a + 1/c, and `se` is on that scale (Rothman,
    Greenland & Lash 2008; metafor's `IRR`). Where one arm has no events, ½ is added to both counts and `rule` says so.
    None, with the reason, where neither has any. ValueError for negative events and for person-time not above 0.
    """
    check_rate(events_1, time_1)
    check_rate(events_2, time_2)
    if events_1 == events_2 == 0:
        return undefined("rate_ratio", "nobody had the event in either arm")
    rule = None if events_1 and events_2 else _HALF
    a, c = (events + (0.5 if rule else 0.0) for events in (events_1, events_2))
    log_ratio = math.log(a) - math.log(time_1) - math.log(c) + math.log(time_2)
    return ratio("rate_ratio", log_ratio, math.sqrt(1 / a + 1 / c), rule)


def rate_difference(events_1: float, time_1: float, events_2: float, time_2: float) -> Estimate:
    """The rate of events in arm 1 minus the rate in arm 2, in events per unit of person-time.

    Normal interval with variance a/t1² + c/t2² (Rothman, Greenland & Lash 2008; metafor's `IRD`). Nothing is added to
    zeros. Without an interval, with the reason, where neither arm has events. ValueError as in `rate_ratio`.
    """
    check_rate(events_1, time_1)
    check_rate(events_2, time_2)
    estimate = events_1 / time_1 - events_2 / time_2
    se = math.hypot(math.sqrt(events_1) / time_1, math.sqrt(events_2) / time_2)
    if se == 0:
        reason = "nobody had the event in either arm, so the difference has no variance"
        return Estimate("rate_difference", estimate, None, None, reason=reason)
    return difference("rate_difference", estimate, se)
