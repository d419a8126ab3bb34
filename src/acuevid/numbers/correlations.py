"""A correlation, on its own scale and on Fisher's."""

import math
from dataclasses import replace

from .effects import Estimate, undefined
from .estimates import difference

_FEWEST = 4
"""Fisher's variance is 1/(n − 3)."""


def _check(r: float, n: int) -> None:
    if not -1 <= r <= 1 or n < 2:
        raise ValueError(f"no {n} people can have a correlation of {r}")


def _reason(r: float, n: int) -> str | None:
    if n < _FEWEST:
        return f"fewer than {_FEWEST} people give no interval of a correlation"
    return "a correlation of 1 or −1 has no interval" if abs(r) == 1 else None


def fisher_z(r: float, n: int) -> Estimate:
    """A correlation on Fisher's scale: z = artanh r, with variance 1/(n − 3) and a normal interval.

    For pooling; `from_fisher_z` brings it back (Fisher 1921; metafor's `ZCOR`). None, with the reason, for fewer than
    four people and for a correlation of 1 or −1. ValueError for r outside −1 to 1 and n below 2.
    """
    _check(r, n)
    reason = _reason(r, n)
    return undefined("fisher_z", reason) if reason else difference("fisher_z", math.atanh(r), 1 / math.sqrt(n - 3))


def from_fisher_z(z: Estimate) -> Estimate:
    """An estimate on Fisher's scale as a correlation, −1 to 1; `se` is None, since it belongs to the other scale."""
    low, middle, high = (None if x is None else math.tanh(x) for x in (z.ci_low, z.estimate, z.ci_high))
    return Estimate("correlation", middle, low, high, rule=z.rule, reason=z.reason)


def correlation(r: float, n: int) -> Estimate:
    """A correlation of n people, −1 to 1, with the interval that Fisher's z gives (Fisher 1921).

    `se` is None, for the interval rests on Fisher's scale. Without an interval, with the reason, for fewer than four
    people and for 1 or −1. ValueError as in `fisher_z`.
    """
    z = fisher_z(r, n)
    if z.estimate is None:
        return Estimate("correlation", r, None, None, reason=z.reason)
    return replace(from_fisher_z(z), estimate=r)


def wald_correlation(r: float, n: int) -> Estimate:
    """A correlation with its own large-sample variance (1 − r²)²/(n − 1), and a normal interval (metafor's `COR`).

    On its own scale, −1 to 1, though the limits may lie outside: `correlation` is for readers. Without a standard
    error, with the reason, for a correlation of 1 or −1. ValueError as in `fisher_z`.
    """
    _check(r, n)
    if abs(r) == 1:
        return Estimate("correlation", r, None, None, reason="a correlation of 1 or −1 has no variance")
    return difference("correlation", r, (1 - r * r) / math.sqrt(n - 1))
