"""Printed figures as ranges: all the values that print as they do."""

import math
from decimal import Decimal
from typing import NamedTuple


class Range(NamedTuple):
    """Everything from `low` to `high`; `middle` is the printed value itself, on the same scale."""

    low: float
    middle: float
    high: float

    def meets(self, other: "Range") -> bool:
        """Whether some value belongs to both, a hair's breadth allowed for floats."""
        return self.low <= other.high + _noise(other.high) and other.low <= self.high + _noise(self.high)

    def turned(self, *, ratio: bool) -> "Range":
        """The reciprocal of a ratio, or the other sign of a difference: the effect with the groups exchanged."""
        if not ratio:
            return Range(-self.high, -self.middle, -self.low)
        low, middle, high = (math.inf if x <= 0 else 1 / x for x in (self.high, self.middle, self.low))
        return Range(low, middle, high)

    def log(self) -> "Range":
        """The logarithms; −∞ for what is not above zero."""
        low, middle, high = (math.log(x) if x > 0 else -math.inf for x in (self.low, self.middle, self.high))
        return Range(low, middle, high)


def _noise(value: float) -> float:
    return 1e-9 * abs(value) + 1e-12


def as_printed(value: Decimal, unit: int = 1) -> Range:
    """The values that print as this one, within half a unit of its last digit either way, over `unit` (100 for %)."""
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    half = Decimal((0, (5,), exponent - 1))
    return Range(float((value - half) / unit), float(value / unit), float((value + half) / unit))


def standard_error(low: Range, high: Range, quantile: float) -> Range:
    """The standard errors that the limits of an interval leave open: its width over twice the quantile of its level.

    Limits on the scale of analysis (the logarithm for ratios). Not below zero; infinite where a limit may be.
    """
    widths = (high.low - low.high, high.middle - low.middle, high.high - low.low)
    smallest, middle, largest = (max(0.0, width) / (2 * quantile) for width in widths)
    return Range(smallest, middle, largest)
