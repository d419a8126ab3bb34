"""Student's t: its two-sided tail for whole degrees of freedom, and the test of two means as printed."""

import math
from dataclasses import dataclass
from decimal import Decimal


def t_tail(t: float, df: int) -> float:
    """The two-sided p-value of t on `df` whole degrees of freedom; ValueError for df below 1.

    Abramowitz & Stegun 1964, equations 26.7.3 (odd) and 26.7.4 (even): finite sums, exact for whole df.
    """
    if df < 1:
        raise ValueError(f"df must be at least 1, not {df}")
    theta = math.atan(abs(t) / math.sqrt(df))
    cos2, sine = math.cos(theta) ** 2, math.sin(theta)
    if df % 2:
        total, term = 0.0, math.cos(theta)
        for j in range(1, df - 1, 2):
            total += term
            term *= cos2 * (j + 1) / (j + 2)
        area = 2 / math.pi * (theta + sine * total)
    else:
        total, term = 0.0, 1.0
        for j in range(0, df - 1, 2):
            total += term
            term *= cos2 * (j + 1) / (j + 2)
        area = sine * total
    return min(1.0, max(0.0, 1 - area))


@dataclass(frozen=True, slots=True)
class TRange:
    """The smallest and largest t and two-sided p that printed means and standard deviations leave open."""

    df: int
    t_low: float
    t_high: float
    p_low: float
    p_high: float


def t_from_means(mean_1: Decimal, sd_1: Decimal, n_1: int, mean_2: Decimal, sd_2: Decimal, n_2: int) -> TRange | None:
    """Student's t with pooled variance from figures as printed, over all that their rounding leaves open.

    `None` where a standard deviation may be 0 in both arms, or an arm has fewer than two people. Student 1908.
    """
    if n_1 < 2 or n_2 < 2:
        return None
    half_1, half_2, half_s1, half_s2 = (_half_unit(value) for value in (mean_1, mean_2, sd_1, sd_2))
    gap, slack = abs(float(mean_1 - mean_2)), half_1 + half_2
    df = n_1 + n_2 - 2

    def error(s1: float, s2: float) -> float:
        pooled = ((n_1 - 1) * s1**2 + (n_2 - 1) * s2**2) / df
        return math.sqrt(pooled * (1 / n_1 + 1 / n_2))

    small = error(max(0.0, float(sd_1) - half_s1), max(0.0, float(sd_2) - half_s2))
    large = error(float(sd_1) + half_s1, float(sd_2) + half_s2)
    if small <= 0:
        return None
    t_low, t_high = max(0.0, gap - slack) / large, (gap + slack) / small
    # below about 1e-12 the tail is lost in the rounding of 1 − area, and with it the order of the two
    p_low, p_high = sorted((t_tail(t_high, df), t_tail(t_low, df)))
    return TRange(df, t_low, t_high, p_low, p_high)


def _half_unit(value: Decimal) -> float:
    exponent = value.as_tuple().exponent
    return 0.5 * 10.0**exponent if isinstance(exponent, int) else 0.0
