"""Could a printed percentage or mean have come from whole people?"""

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from .printed import print_fraction, printed, rounding_counts, truncation_counts


@dataclass(frozen=True, slots=True)
class Nearest:
    """A whole number beside the printed value, and what it gives.

    `prints` is its percentage or mean at the printed number of decimals, `shown` with two decimals more.
    """

    count: int
    prints: Decimal
    shown: Decimal


class Grim(NamedTuple):
    """Whether a whole number lies behind a printed value.

    `candidates` are the whole numbers that fit: by rounding where the status is "rounds", by cutting off
    where it is "truncates". Empty where it is "inconsistent", and "not-testable", which has a `reason`.
    `nearest` are the whole numbers on either side of the printed value, one only at 0 and 100 %.
    """

    status: Literal["rounds", "truncates", "inconsistent", "not-testable"]
    decimals: int
    candidates: tuple[int, ...]
    nearest: tuple[Nearest, ...]
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class PercentCounts:
    """The numbers of people that could lie behind a printed percentage, by rounding and by cutting off."""

    rounds: range
    truncates: range


def people_for_percent(digits: tuple[int, int], n: int, *, truncated: bool) -> range:
    """The numbers of people, 0 to n, whose percentage of n rounds (or is cut off) to the printed (V, d)."""
    counts = truncation_counts(digits, n, 100) if truncated else rounding_counts(digits, n, 100)
    return range(max(counts.start, 0), min(counts.stop, n + 1))


def counts_for_percent(value: Decimal, n: int) -> PercentCounts:
    """The numbers of people out of n whose percentage prints as the value.

    Whole people, 0 to n; consecutive, hence ranges, and empty where there are none. Half-up and
    half-down both count as rounding. ValueError for n below 1. After Brown & Heathers 2017 (Social
    Psychological and Personality Science 8:363).
    """
    if n < 1:
        raise ValueError(f"n must be at least 1, not {n}")
    digits = printed(value)
    return PercentCounts(people_for_percent(digits, n, truncated=False), people_for_percent(digits, n, truncated=True))


@dataclass(frozen=True, slots=True)
class NearestCount:
    """The whole number nearest to a printed percentage of n, and those on either side of all that print so."""

    count: int
    beside: tuple[int, int]


def nearest_count(value: Decimal, n: int) -> NearestCount:
    """n times the percentage, rounded (a half goes up), and the whole numbers around what prints as the value.

    People, 0 to n; `beside` runs from the last at or below the lowest value that prints so to the first at or above
    the highest. ValueError for n below 1.
    """
    if n < 1:
        raise ValueError(f"n must be at least 1, not {n}")
    digits, decimals = printed(value)
    step = 200 * 10**decimals  # V·n/step is half the number of people, so that half a digit stays whole
    count = (2 * digits * n + step // 2) // step
    low, high = (2 * digits - 1) * n // step, -(-(2 * digits + 1) * n // step)
    return NearestCount(min(max(count, 0), n), (min(max(low, 0), n), min(max(high, 0), n)))


def nearby_sizes(value: Decimal, n: int, reach: int) -> tuple[tuple[int, int], ...]:
    """Group sizes within `reach` of n, nearest first, of which some count prints as the value, each with that count."""
    found = []
    for size in sorted(range(max(1, n - reach), n + reach + 1), key=lambda m: (abs(m - n), m)):
        fits = counts_for_percent(value, size).rounds
        if fits:
            found.append((fits[0], size))
    return tuple(found)


def smallest_size(value: Decimal, most: int = 1000) -> tuple[int, int] | None:
    """The smallest group size up to `most` of which some count prints as the percentage, with that count."""
    return _smallest(printed(value), most)


@lru_cache(maxsize=4096)
def _smallest(digits: tuple[int, int], most: int) -> tuple[int, int] | None:
    for n in range(1, most + 1):
        if counts := people_for_percent(digits, n, truncated=False):
            return n, counts[0]
    return None


def sizes_for_percent(value: Decimal, count: int, most: int) -> range:
    """The group sizes, from the count and 1 up to `most`, of which the count prints as the percentage.

    Consecutive, hence a range, and empty where there are none. Half-up and half-down both count as rounding, so n fits
    where 100·count/n lies within half a unit of the last digit of the value. ValueError for a value of 0.
    """
    digits, decimals = printed(value)
    if digits == 0:
        raise ValueError("any group size gives 0 %")
    scaled = 200 * count * 10**decimals
    least = -(-scaled // (2 * digits + 1))
    return range(max(least, count, 1), min(scaled // (2 * digits - 1), most) + 1)


def grim(value: Decimal, n: int, *, percent: bool, items: int = 1) -> Grim:
    """Test whether a whole number x gives the printed value, as x/n or, for a percentage, 100·x/n.

    `value` keeps the decimals it was printed with (40.0 is not 40). `items` is the number of whole-number
    items averaged in each person's score. Half-up and half-down both count as rounding. Not testable from
    n·items ≥ 10^decimals on (for percentages 10^(decimals + 2)), where every value has a whole number;
    still inconsistent if it lies outside 0 to 100 %. ValueError for n or items below 1. Brown & Heathers
    2017 (GRIM), for whole-number data only.
    """
    if n < 1 or items < 1:
        raise ValueError(f"n and items must be at least 1, not {n} and {items}")
    size, scale = n * items, 100 if percent else 1
    digits = v, decimals = printed(value)
    if percent:
        both = counts_for_percent(value, size)
        rounds, truncates = both.rounds, both.truncates
    else:
        rounds, truncates = rounding_counts(digits, size, 1), truncation_counts(digits, size, 1)
    below = v * size // (scale * 10**decimals)
    beside = {min(max(x, 0), size) if percent else x for x in (below, below + 1)}
    nearest = tuple(
        Nearest(x, print_fraction(scale * x, size, decimals), print_fraction(scale * x, size, decimals + 2))
        for x in sorted(beside)
    )
    if not rounds and not truncates:
        return Grim("inconsistent", decimals, (), nearest)
    if size >= scale * 10**decimals:
        reason = f"with n of {scale * 10**decimals} or more, every value printed so has a whole number behind it"
        return Grim("not-testable", decimals, (), nearest, reason)
    if rounds:
        return Grim("rounds", decimals, tuple(rounds), nearest)
    return Grim("truncates", decimals, tuple(truncates), nearest)
