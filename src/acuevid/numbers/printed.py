"""A number as a source prints it, and the whole numbers that could lie behind it.

All arithmetic here is on whole numbers, never on floats: a printed value V·10^−d is kept as (V, d).
"""

from decimal import Decimal

_MOST_PLACES = 100


def printed(value: Decimal) -> tuple[int, int]:
    """The printed digits as a whole number V, and the number of decimals d, so that the value is V·10^−d.

    40.0 gives (400, 1), which is not 40's (40, 0). ValueError for what nobody prints: infinities, NaN,
    and more than 100 digits on either side of the point.
    """
    sign, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int):
        raise ValueError(f"{value} is not a finite number")
    if abs(exponent) > _MOST_PLACES or abs(value.adjusted()) > _MOST_PLACES:
        raise ValueError(f"a printed number has at most {_MOST_PLACES} digits on either side of the point")
    whole = int("".join(map(str, digits))) * 10 ** max(exponent, 0)
    return (-whole if sign else whole), max(-exponent, 0)


def print_fraction(numerator: int, denominator: int, decimals: int) -> Decimal:
    """The fraction rounded to `decimals` places, a half going away from zero, as it would be printed."""
    doubled = 2 * abs(numerator) * 10**decimals + denominator
    whole = doubled // (2 * denominator)
    sign = "-" if numerator < 0 and whole else ""
    return Decimal(f"{sign}{whole}E-{decimals}")


def rounding_counts(digits: tuple[int, int], n: int, scale: int) -> range:
    """The whole numbers x for which scale·x/n rounds to the printed (V, d).

    Half-up and half-down both count as rounding, so both ends of the value's range belong to it. They
    are consecutive, hence a range; empty if there is none. `scale` is 100 for percentages, 1 for means.
    """
    v, decimals = digits
    # |scale·x/n − V/10^d| ≤ 1/(2·10^d), cleared of fractions.
    step = 2 * scale * 10**decimals
    return range(-((1 - 2 * v) * n // step), (2 * v + 1) * n // step + 1)


def truncation_counts(digits: tuple[int, int], n: int, scale: int) -> range:
    """The whole numbers x for which scale·x/n, cut off after d decimals, gives the printed (V, d).

    Cut off towards zero, so −2.19 gives −2.1. As in `rounding_counts` otherwise.
    """
    v, decimals = digits
    step = scale * 10**decimals
    # Towards zero: V ≤ step·x/n < V + 1 above zero, V − 1 < step·x/n ≤ V below it, both at zero.
    low = -(-v * n // step) if v > 0 else (v - 1) * n // step + 1
    high = v * n // step if v < 0 else -(-(v + 1) * n // step) - 1
    return range(low, high + 1)
