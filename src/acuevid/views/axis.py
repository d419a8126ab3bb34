"""Round values on the axis of a plot; positions stand on the scale of analysis (log for ratios)."""

import math

_RATIO_STEPS = ((1, 1.5, 2, 3, 5, 7), (1, 2, 5), (1, 3), (1,))
"""The values in each decade, from many to few."""


def ratio_ticks(low: float, high: float, most: int) -> list[float]:
    """Round ratios between e^low and e^high, `most` at most, the densest set that fits; 1 is among them if in range."""
    first, last = math.floor(low / math.log(10)), math.ceil(high / math.log(10))
    for steps in (None, *_RATIO_STEPS):
        values = (
            _tenths(low, high)
            if steps is None
            else sorted({s * 10.0**e for e in range(first, last + 1) for s in steps})
        )
        found = [v for v in values if low <= math.log(v) <= high]
        if len(found) <= most and (len(found) > 2 or steps == (1,)):
            return found
    step = math.ceil((last - first) / max(1, most))
    return [10.0**e for e in range(first, last + 1) if e % step == 0 and low <= e * math.log(10) <= high]


def _tenths(low: float, high: float) -> list[float]:
    """0.1, 0.2 and on to 10, for a span of less than a factor of about three."""
    return [n / 10 for n in range(1, 101)] if high - low < math.log(3) else []


def linear_ticks(low: float, high: float, most: int) -> list[float]:
    """Multiples of 1, 2 or 5 times a power of ten between low and high, `most` at most; 0 is among them if in range."""
    if not high > low:
        return [low]
    power = 10.0 ** math.floor(math.log10((high - low) / max(1, most)))
    for step in (power * factor for factor in (1, 2, 5, 10, 20, 50, 100)):
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        if last - first + 1 <= most:
            return [n * step for n in range(first, last + 1)]
    return [0.0]
