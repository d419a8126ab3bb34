"""The upper tails of χ² and F, without scipy, to about 11 digits."""

import math

_MOST = 200_000
_LARGEST = 1e9
"""Degrees of freedom up to which so many steps are enough."""
_EPSILON = 2.0**-53
_TINY = 1e-300


def chi2_tail(x: float, df: float) -> float:
    """The share of the χ² distribution on `df` degrees of freedom, above 0 and whole or not, that lies above x.

    0 to 1. Q(df/2, x/2), the regularised incomplete gamma function: its series below x = df, its continued fraction
    above (Abramowitz & Stegun 1964, 26.4.19, 6.5.29, 6.5.31). ValueError for df not above 0 or above 10⁹, and
    for a negative x.
    """
    if not (0 < df <= _LARGEST and x >= 0):
        raise ValueError(f"χ² is not negative and df lies above 0 and up to 10⁹, not {x} and {df}")
    if x == 0:
        return 1.0
    if math.isinf(x):
        return 0.0
    a, z = df / 2, x / 2
    front = math.exp(-_deviance(a, z) - _stirling(a)) * math.sqrt(a / (2 * math.pi))  # z^a e^−z / Γ(a)
    if z < a + 1:
        total = term = 1 / a
        for n in range(1, _MOST):
            term *= z / (a + n)
            total += term
            if term < _EPSILON * total:
                break
        return max(0.0, 1 - front * total)
    return front * _gamma_fraction(a, z)


def _gamma_fraction(a: float, z: float) -> float:
    """Γ(a, z)·e^z·z^−a by its continued fraction, evaluated after Lentz 1976."""
    b = z + 1 - a
    c, d = 1 / _TINY, 1 / b
    value = d
    for n in range(1, _MOST):
        factor = -n * (n - a)
        b += 2
        d = 1 / _not_zero(factor * d + b)
        c = _not_zero(b + factor / c)
        value *= c * d
        if abs(c * d - 1) < 4 * _EPSILON:
            break
    return value


def f_tail(f: float, df_1: float, df_2: float) -> float:
    """The share of the F distribution on `df_1` and `df_2` degrees of freedom that lies above f.

    0 to 1; the degrees of freedom above 0, whole or not. I_x(df2/2, df1/2), the regularised incomplete beta function
    at x = df2/(df2 + df1·f), by its continued fraction (Abramowitz & Stegun 1964, 26.6.2, 26.5.8). ValueError for
    degrees of freedom not above 0 or above 10⁹, and for a negative f.
    """
    if not (0 < df_1 <= _LARGEST and 0 < df_2 <= _LARGEST and f >= 0):
        raise ValueError(f"F is not negative, its degrees of freedom above 0 up to 10⁹, not {f}, {df_1} and {df_2}")
    if f == 0:
        return 1.0
    if math.isinf(f):
        return 0.0
    scaled = df_1 * f
    x, y = df_2 / (df_2 + scaled), scaled / (df_2 + scaled)
    a, b = df_2 / 2, df_1 / 2
    # the continued fraction is quick on this side of the mean of the beta distribution only
    if x < (a + 1) / (a + b + 2):
        return _beta(a, b, x, y)
    return max(0.0, 1 - _beta(b, a, y, x))


def _beta(a: float, b: float, x: float, y: float) -> float:
    """I_x(a, b) with y = 1 − x: its power of x and y times the continued fraction, after Lentz 1976."""
    total = a + b
    # x^a·y^b/B(a, b) by deviances from the mean, which lose no digits for large a and b (after Loader 2000)
    log = -_deviance(a, total * x) - _deviance(b, total * y) + _stirling(total) - _stirling(a) - _stirling(b)
    front = math.exp(log) * math.sqrt(a * b / (2 * math.pi * total))
    c, d = 1.0, 1 / _not_zero(1 - total * x / (a + 1))
    value = d
    for n in range(1, _MOST):
        for factor in (
            n * (b - n) * x / ((a + 2 * n - 1) * (a + 2 * n)),
            -(a + n) * (total + n) * x / ((a + 2 * n) * (a + 2 * n + 1)),
        ):
            d = 1 / _not_zero(1 + factor * d)
            c = _not_zero(1 + factor / c)
            value *= c * d
        if abs(c * d - 1) < 4 * _EPSILON:
            break
    return front * value / a


def _not_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY


def _deviance(a: float, mean: float) -> float:
    """a·ln(a/mean) + mean − a, not negative, to full precision where the two are close (Loader 2000)."""
    v = (a - mean) / (a + mean)
    if abs(v) > 0.1:
        return a * math.log(a / mean) + mean - a
    total, term, n = (a - mean) * v, 2 * a * v, 1
    while True:
        term *= v * v
        step = term / (2 * n + 1)
        if total + step == total:
            return total
        total, n = total + step, n + 1


def _stirling(a: float) -> float:
    """ln Γ(a) less Stirling's (a − ½)·ln a − a + ½·ln 2π, for a above 0."""
    if a < 10:
        return math.lgamma(a) - (a - 0.5) * math.log(a) + a - 0.5 * math.log(2 * math.pi)
    b = 1 / (a * a)
    return (1 / 12 - b * (1 / 360 - b * (1 / 1260 - b * (1 / 1680 - b * (1 / 1188 - b * 691 / 360360))))) / a
