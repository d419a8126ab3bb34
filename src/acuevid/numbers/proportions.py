"""Proportions of single groups on the scales on which they are pooled: the logit and the double arcsine."""

import math
from collections.abc import Sequence

from .effects import Estimate, check_counts, undefined
from .estimates import difference

_HALF = "½ added to those with the event and to those without, one of which is zero"


def logit_proportion(events: int, total: int) -> Estimate:
    """The log odds of a proportion, with variance 1/events + 1/(total − events), and a normal interval.

    For pooling; `from_logit` brings it back (metafor's `PLO`). Where nobody or everybody had the event, ½ is added to
    both numbers and `rule` says so, as metafor does. ValueError for counts that no group can have.
    """
    check_counts(events, total)
    with_event, without = events, total - events
    half = 0.0 if with_event and without else 0.5
    log_odds = math.log(with_event + half) - math.log(without + half)
    se = math.sqrt(1 / (with_event + half) + 1 / (without + half))
    return difference("logit_proportion", log_odds, se, _HALF if half else None)


def from_logit(logit: Estimate) -> Estimate:
    """An estimate on the logit scale as a proportion, 0 to 1; `se` is None, since it belongs to the other scale."""
    low, middle, high = (
        None if x is None else _inverse_logit(x) for x in (logit.ci_low, logit.estimate, logit.ci_high)
    )
    return Estimate("proportion", middle, low, high, rule=logit.rule, reason=logit.reason)


def _inverse_logit(x: float) -> float:
    small = math.exp(-abs(x))
    return 1 / (1 + small) if x >= 0 else small / (1 + small)


def double_arcsine(events: int, total: int) -> Estimate:
    """A proportion by Freeman & Tukey's double arcsine, in radians, with variance 1/(4n + 2), and a normal interval.

    ½(arcsin √(x/(n + 1)) + arcsin √((x + 1)/(n + 1))) (Freeman & Tukey 1950; metafor's `PFT`, which has this half of
    their sum). Nothing is added to zeros, and the variance does not hang on the proportion. `from_double_arcsine`
    brings a pooled one back; read there why the logit is the safer scale. ValueError for counts that no group can have.
    """
    check_counts(events, total)
    return difference("double_arcsine_proportion", _transformed(events, total), math.sqrt(1 / (4 * total + 2)))


def _transformed(events: float, total: float) -> float:
    low = math.asin(math.sqrt(events / (total + 1)))
    return (low + math.asin(math.sqrt((events + 1) / (total + 1)))) / 2


def from_double_arcsine(pooled: Estimate, totals: Sequence[int]) -> Estimate:
    """A pooled double arcsine as a proportion, 0 to 1, with n the harmonic mean of the groups' sizes (Miller 1978).

    As metafor's `transf.ipft.hm`. What lies beyond the transform of 0 or of all n is 0 or 1. `se` is None, since it
    belongs to the other scale. The inverse has no n of its own: with sizes far apart the harmonic mean is near the
    smallest, and the proportion, 0 even, may lie outside all that were pooled, and change with n alone (Schwarzer et
    al. 2019, Res Synth Methods 10:476, five studies). Never show it without the logit's beside it. None, with the
    reason, for no group. ValueError for sizes below 1.
    """
    if any(total < 1 for total in totals):
        raise ValueError(f"a group has at least one person, not {min(totals)}")
    if not totals:
        return undefined("proportion", "there is no group to bring it back for")
    n = len(totals) / math.fsum(1 / total for total in totals)
    found = (None if x is None else double_arcsine_back(x, n) for x in (pooled.ci_low, pooled.estimate, pooled.ci_high))
    low, middle, high = found
    return Estimate("proportion", middle, low, high, rule=pooled.rule, reason=pooled.reason)


def double_arcsine_back(x: float, n: float) -> float:
    """The proportion of n people, not always a whole number, of which x is the double arcsine (Miller 1978).

    ½(1 − sign(cos 2x)·√(1 − (sin 2x + (sin 2x − 1/sin 2x)/n)²)); 0 and 1 for what lies beyond their transforms.
    """
    if x <= _transformed(0, n):
        return 0.0
    if x >= _transformed(n, n):
        return 1.0
    sine = math.sin(2 * x)
    inner = sine + (sine - 1 / sine) / n
    return (1 - math.copysign(math.sqrt(max(0.0, 1 - inner * inner)), math.cos(2 * x))) / 2
