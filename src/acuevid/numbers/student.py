"""Student's t: its two-sided tail, and the tests of two means as printed."""

import math
from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

_MANY = 12
"""Degrees of freedom from which the tail near the middle is expanded for many of them."""
_TERMS = 16
_MOST = 400
_EPSILON = 2.0**-54


def _coefficients() -> tuple[float, ...]:
    """Those of (sinh(y/2)/(y/2))^(−½) as a series in y², from the series of sinh by the rule for powers of a series."""
    base = [1 / (4**n * math.factorial(2 * n + 1)) for n in range(_TERMS)]
    found = [1.0]
    for n in range(1, _TERMS):
        found.append(sum((k / 2 - n) * base[k] * found[n - k] for k in range(1, n + 1)) / n)
    return tuple(found)


_EXPANSION = _coefficients()


def t_tail(t: float, df: float) -> float:
    """The two-sided p-value of t on `df` degrees of freedom above 0, whole or not; normal where they are infinite.

    To about 11 digits, however small it is. ValueError for df not above 0 and for what is no number. It is the
    regularised incomplete beta function I_x(df/2, ½) at x = df/(df + t²) (Abramowitz & Stegun 1964, 26.7.1, 26.5.4);
    near the middle of many degrees of freedom, its expansion in incomplete gamma functions (after DiDonato & Morris
    1992).
    """
    if not df > 0 or math.isnan(t):
        raise ValueError(f"t must be a number and df above 0, not {t} and {df}")
    if t == 0:
        return 1.0
    if math.isinf(t):
        return 0.0
    if math.isinf(df):
        return math.erfc(abs(t) / math.sqrt(2))
    a, ratio = df / 2, abs(t) / math.sqrt(df)
    is_huge = ratio > 1e9  # then 1 − x is 1, and the ratio itself may be beyond floating point
    y = 2 * math.log(abs(t)) - math.log(df) if is_huge else math.log1p(ratio * ratio)  # −ln x
    root = 1.0 if is_huge else ratio / math.hypot(1, ratio)
    if y == 0:
        return 1.0
    if ratio > 1:
        tail = _far(a, y, root)
    elif df >= _MANY:
        tail = _near_of_many(a, y)
    else:
        tail = 1 - _middle(a, y, root)
    return min(1.0, max(0.0, tail))


def _far(a: float, y: float, root: float) -> float:
    """I_x(a, ½) for x = e^−y up to ½, `root` the square root of 1 − x: a series of positive terms."""
    x = math.exp(-y)
    total = term = 1.0
    for n in range(_MOST):
        term *= x * (a + 0.5 + n) / (a + 1 + n)
        total += term
        if term < _EPSILON * total:
            break
    return math.exp(-a * y) * root * total * _gammas(a) / math.sqrt(math.pi)


def _middle(a: float, y: float, root: float) -> float:
    """1 − I_x(a, ½) for x from ½ and a below 6: a series of positive terms."""
    total = term = 1.0
    for n in range(_MOST):
        term *= root * root * (a + 0.5 + n) / (1.5 + n)
        total += term
        if term < _EPSILON * total:
            break
    return 2 * a * math.exp(-a * y) * root * total * _gammas(a) / math.sqrt(math.pi)


def _near_of_many(a: float, y: float) -> float:
    """I_x(a, ½) for x = e^−y from ½ and a from 6: its integral over y, the factor beside e^−Ty y^−½ as a series.

    Term n is its coefficient times Γ(2n + ½, Ty)/T^(2n + ½), with T = a − ¼.
    """
    t = a - 0.25
    z = t * y
    power = math.exp(-z) / math.sqrt(z)  # z^(s − 1) e^−z, here for s = ½
    gamma = math.sqrt(math.pi) * math.erfc(math.sqrt(z))
    total, scale = gamma, 1.0
    for n in range(1, _TERMS):
        for s in (2 * n - 1.5, 2 * n - 0.5):
            power *= z
            gamma = s * gamma + power
        scale /= t * t
        total += _EXPANSION[n] * gamma * scale
    return a * _gammas(a) / math.sqrt(math.pi * t) * total


def _gammas(a: float) -> float:
    """Γ(a + ½)/Γ(a + 1); for large a by its expansion (Tricomi & Erdélyi 1951)."""
    if a < 100:
        return math.gamma(a + 0.5) / math.gamma(a + 1)
    b = 1 / a
    series = 1 + b * (-1 / 8 + b * (1 / 128 + b * (5 / 1024 + b * (-21 / 32768 - b * 399 / 262144))))
    return series / math.sqrt(a)


class TRange(NamedTuple):
    """The smallest and largest t and two-sided p that printed means and standard deviations leave open.

    `df` is a whole number for Student's test, and for Welch's that of the printed values. `t_high` is infinite, and
    `p_low` 0, where both standard deviations may be 0.
    """

    df: float
    t_low: float
    t_high: float
    p_low: float
    p_high: float


def t_from_means(mean_1: Decimal, sd_1: Decimal, n_1: int, mean_2: Decimal, sd_2: Decimal, n_2: int) -> TRange | None:
    """Student's t with pooled variance from figures as printed, over all that their rounding leaves open.

    Each figure lies within half a unit of its last digit, a standard deviation not below 0. `None` where an arm has
    fewer than two people. Student 1908.
    """
    if n_1 < 2 or n_2 < 2:
        return None
    df = n_1 + n_2 - 2

    def error(s1: float, s2: float) -> float:
        pooled = ((n_1 - 1) * s1**2 + (n_2 - 1) * s2**2) / df
        return math.sqrt(pooled * (1 / n_1 + 1 / n_2))

    t_low, t_high = _extremes(mean_1, sd_1, mean_2, sd_2, error)
    return _with_p(df, t_low, t_high, df, df)


def welch_from_means(
    mean_1: Decimal, sd_1: Decimal, n_1: int, mean_2: Decimal, sd_2: Decimal, n_2: int
) -> TRange | None:
    """Welch's t with unequal variances from figures as printed, over all that their rounding leaves open.

    As `t_from_means`. Degrees of freedom after Satterthwaite 1946; the range of p has t and them at their extremes
    apart from each other, so it may be a little wide, never too narrow. `None` where an arm has fewer than two people.
    Welch 1938, 1947.
    """
    if n_1 < 2 or n_2 < 2:
        return None

    def error(s1: float, s2: float) -> float:
        return math.hypot(s1 / math.sqrt(n_1), s2 / math.sqrt(n_2))

    def freedom(share: float) -> float:  # of the first arm in the squared standard error
        return 1 / (share**2 / (n_1 - 1) + (1 - share) ** 2 / (n_2 - 1))

    (low_1, mid_1, high_1), (low_2, mid_2, high_2) = (
        tuple(s / math.sqrt(n) for s in _spread(sd)) for sd, n in ((sd_1, n_1), (sd_2, n_2))
    )
    least, most, best = _share(low_1, high_2), _share(high_1, low_2), (n_1 - 1) / (n_1 + n_2 - 2)
    df_low = min(freedom(least), freedom(most))
    df_high = freedom(min(most, max(least, best)))
    df = freedom(_share(mid_1, mid_2)) if mid_1 or mid_2 else df_low
    t_low, t_high = _extremes(mean_1, sd_1, mean_2, sd_2, error)
    return _with_p(df, t_low, t_high, df_low, df_high)


def _with_p(df: float, t_low: float, t_high: float, df_low: float, df_high: float) -> TRange:
    # the last digits of two tails are not sure, and with them, where they are almost one, their order
    p_low, p_high = sorted((t_tail(t_high, df_high), t_tail(t_low, df_low)))
    return TRange(df, t_low, t_high, p_low, p_high)


def _extremes(
    mean_1: Decimal, sd_1: Decimal, mean_2: Decimal, sd_2: Decimal, error: Callable[[float, float], float]
) -> tuple[float, float]:
    """The smallest and largest t: the nearest means over the largest standard error, and the other way round."""
    gap, slack = abs(float(mean_1 - mean_2)), _half_unit(mean_1) + _half_unit(mean_2)
    (low_1, _, high_1), (low_2, _, high_2) = _spread(sd_1), _spread(sd_2)
    small, large = error(low_1, low_2), error(high_1, high_2)
    return max(0.0, gap - slack) / large, (gap + slack) / small if small > 0 else math.inf


def _spread(sd: Decimal) -> tuple[float, float, float]:
    """The smallest, printed and largest value of a standard deviation."""
    value, half = float(sd), _half_unit(sd)
    return max(0.0, value - half), value, value + half


def _share(first: float, second: float) -> float:
    """The first one's share in the sum of two squares that are not both 0."""
    total = math.hypot(first, second)
    return (first / total) ** 2


def _half_unit(value: Decimal) -> float:
    exponent = value.as_tuple().exponent
    return 0.5 * 10.0**exponent if isinstance(exponent, int) else 0.0
