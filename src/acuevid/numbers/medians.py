"""A mean and standard deviation estimated from a median with quartiles, with the range, or with both."""

import math
from dataclasses import dataclass

from .quantiles import normal_of_share

_FEWEST = 5
"""Below so many people the estimates are not made, as in metafor's `conv.fivenum`."""


@dataclass(frozen=True, slots=True)
class FromMedian:
    """An estimated mean and standard deviation, in the units of the measurement.

    `skewness` is the test statistic and `critical` its 5 % value; the estimates are None, with the `reason`, where the
    first reaches the second, and where they cannot be made.
    """

    mean: float | None
    sd: float | None
    skewness: float | None = None
    critical: float | None = None
    reason: str | None = None

    @property
    def is_skewed(self) -> bool:
        """Whether the test finds the values too skewed for a mean to be made of them."""
        return self.skewness is not None and self.critical is not None and self.skewness >= self.critical


Pair = tuple[float, float]


def mean_from_median(median: float, n: int, *, quartiles: Pair | None = None, ends: Pair | None = None) -> FromMedian:
    """The mean and standard deviation of a sample from its median with quartiles, with minimum and maximum, or both.

    In the units of the measurement, and estimates: they rest on values that are normally distributed. Mean: Luo et
    al. 2018 (Statistical Methods in Medical Research 27:1785), equations 7 (ends), 11 (quartiles) and 15 (both).
    Standard deviation: Wan et al. 2014 (BMC Medical Research Methodology 14:135), equations 9, 16 and, for both, the
    mean of the two. Test of skewness: Shi et al. 2023 (Statistical Methods in Medical Research 32:1338). It is what
    metafor's `conv.fivenum` gives, for both with method = c("default", "wan2014").

    None, with the reason, for fewer than 5 people, where the test finds skewness, and where the values have no spread.
    ValueError for values that do not rise, or with neither pair.
    """
    _check(median, n, quartiles, ends)
    if n < _FEWEST:
        return FromMedian(None, None, reason=f"fewer than {_FEWEST} people are too few to estimate a mean")
    if any(pair is not None and pair[0] == pair[1] for pair in (quartiles, ends)):
        return FromMedian(None, None, reason="the printed values have no spread")
    if quartiles is None:
        assert ends is not None
        weight = 4 / (4 + n**0.75)
        mean, sd = weight * sum(ends) / 2 + (1 - weight) * median, _sd_of_ends(ends, n)
        skewness, critical = _lean(ends, median), 1 / math.log(n + 9) + 2.5 / (n + 1)
    elif ends is None:
        weight = 0.7 + 0.39 / n
        mean, sd = weight * sum(quartiles) / 2 + (1 - weight) * median, _sd_of_quartiles(quartiles, n)
        skewness, critical = _lean(quartiles, median), 2.65 / math.sqrt(n) - 6 / n**2
    else:
        outer, inner = 2.2 / (2.2 + n**0.75), 0.7 - 0.72 / n**0.55
        mean = outer * sum(ends) / 2 + inner * sum(quartiles) / 2 + (1 - outer - inner) * median
        sd = (_sd_of_ends(ends, n) + _sd_of_quartiles(quartiles, n)) / 2
        scaled = 2.65 * math.log(0.6 * n) / math.sqrt(n) * _lean(ends, median)
        skewness, critical = max(scaled, _lean(quartiles, median)), 3 / math.sqrt(n) - 40 / n**3
    if skewness >= critical:
        return FromMedian(None, None, skewness, critical, "the values are too skewed to estimate a mean from them")
    return FromMedian(mean, sd, skewness, critical)


def _check(median: float, n: int, quartiles: Pair | None, ends: Pair | None) -> None:
    if quartiles is None and ends is None:
        raise ValueError("a median alone gives no mean: quartiles or the range are needed")
    if n < 1:
        raise ValueError(f"a group has at least one person, not {n}")
    (low, high), (q1, q3) = ends or (-math.inf, math.inf), quartiles or (median, median)
    if not low <= q1 <= median <= q3 <= high or not all(map(math.isfinite, (median, *(ends or ()), q1, q3))):
        raise ValueError(f"minimum, quartiles and median must rise and be finite: {low}, {q1}, {median}, {q3}, {high}")


def _lean(pair: Pair, median: float) -> float:
    """How far the median lies from the middle of the pair, as a share of half its width."""
    return abs((pair[0] + pair[1] - 2 * median) / (pair[1] - pair[0]))


def _sd_of_ends(ends: Pair, n: int) -> float:
    return (ends[1] - ends[0]) / (2 * normal_of_share((n - 0.375) / (n + 0.25)))


def _sd_of_quartiles(quartiles: Pair, n: int) -> float:
    return (quartiles[1] - quartiles[0]) / (2 * normal_of_share((0.75 * n - 0.125) / (n + 0.25)))
