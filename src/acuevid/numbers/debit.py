"""Could a printed mean and standard deviation of yes-or-no data have come from whole people?"""

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from .printed import printed, rounding_counts


@dataclass(frozen=True, slots=True)
class Debit:
    """Whether a number of people lies behind a printed share and its standard deviation.

    `failed` names what no number of people has: the "mean", or the "sd" beside it. `counts` are the numbers of people
    that give the mean, `possible` the smallest and largest standard deviation that they print, with as many digits as
    the printed one. "not-testable" has a `reason`.
    """

    status: Literal["consistent", "inconsistent", "not-testable"]
    failed: Literal["mean", "sd"] | None = None
    counts: range = range(0)
    possible: tuple[Decimal, Decimal] | None = None
    reason: str | None = None


def debit(mean: Decimal, sd: Decimal, n: int) -> Debit:
    """Test whether x of n people give the printed share x/n and its standard deviation √(x·(n − x)/(n·(n − 1))).

    For data of zeros and ones; the mean is a fraction, not a percentage, and both keep the decimals they were printed
    with. Half-up and half-down both count as rounding. Every x that prints as the mean is tried, in whole numbers. Not
    testable for one person. ValueError for n below 1, a mean outside 0 to 1, and a negative standard deviation.
    Heathers & Brown 2019 (DEBIT).
    """
    if n < 1 or not 0 <= mean <= 1 or sd < 0:
        raise ValueError(f"no yes-or-no data have mean {mean}, standard deviation {sd} and n {n}")
    if n < 2:
        return Debit("not-testable", reason="one person has no standard deviation")
    rounds = rounding_counts(printed(mean), n, 1)
    counts = range(max(rounds.start, 0), min(rounds.stop, n + 1))
    if not counts:
        return Debit("inconsistent", "mean")
    digits, decimals = printed(sd)
    fits = any(_overlap(counts, side) for side in _counts_for_sd(digits, decimals, n))
    return Debit(
        "consistent" if fits else "inconsistent", None if fits else "sd", counts, _possible(counts, decimals, n)
    )


def _overlap(a: range, b: range) -> bool:
    return max(a.start, b.start) < min(a.stop, b.stop)


def _counts_for_sd(digits: int, decimals: int, n: int) -> tuple[range, ...]:
    """The numbers of people whose standard deviation rounds to the printed one, below a half of n and above it."""
    # With y = |2x − n|, 4·x·(n − x) is n² − y², and (2V − 1)² ≤ 10^2d·(n² − y²)/(n·(n − 1)) ≤ (2V + 1)².
    unit, weight = 10 ** (2 * decimals), n * (n - 1)
    most = n**2 - -(-(max(0, 2 * digits - 1) ** 2) * weight // unit)
    least = max(0, n**2 - (2 * digits + 1) ** 2 * weight // unit)
    if most < least:
        return ()
    far, near = math.isqrt(most), math.isqrt(max(0, least - 1)) + 1 if least else 0
    if far < near:
        return ()
    return range(-(-(n - far) // 2), (n - near) // 2 + 1), range(-(-(n + near) // 2), (n + far) // 2 + 1)


def _possible(counts: range, decimals: int, n: int) -> tuple[Decimal, Decimal]:
    widest = min(max(n // 2, counts[0]), counts[-1])  # x·(n − x) is largest at a half of n
    spreads = [x * (n - x) for x in (counts[0], widest, counts[-1])]
    least, most = (_printed_root(value, n * (n - 1), decimals) for value in (min(spreads), max(spreads)))
    return least, most


def _printed_root(numerator: int, denominator: int, decimals: int) -> Decimal:
    """√(numerator/denominator), a half going up, as it would be printed."""
    doubled = math.isqrt(4 * 10 ** (2 * decimals) * numerator // denominator)
    return Decimal(f"{(doubled + 1) // 2}E-{decimals}")
