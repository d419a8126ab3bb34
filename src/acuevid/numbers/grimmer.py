"""Could a printed standard deviation have come from whole numbers, with the printed mean and number of people?"""

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from .printed import printed, rounding_counts

_MOST_SUMS = 100_000
_EXACT_WORK = 50_000
"""Up to this (people × steps of the scale)² every sum of squares that the scale allows is worked out."""
_REACH = 100
"""So many units of its last digit on either side the nearest standard deviation that fits is looked for."""

Failed = Literal["mean", "sum of squares", "parity", "spread"]


@dataclass(frozen=True, slots=True)
class Grimmer:
    """Whether whole numbers lie behind a printed mean and standard deviation.

    `failed` names what no whole numbers have: the "mean" (GRIM), a whole "sum of squares" in the range of the printed
    standard deviation, one of the "parity" that the sum of the values asks for, or one of so small or large a "spread".
    `sums` are the sums of all items that give the mean, `nearest` the standard deviations on either side, with as many
    digits, that would fit. "not-testable" has a `reason`.
    """

    status: Literal["consistent", "inconsistent", "not-testable"]
    failed: Failed | None = None
    sums: range = range(0)
    nearest: tuple[Decimal, ...] = ()
    reason: str | None = None

    @property
    def passes(self) -> bool:
        """Whether no fault was found, which what is not testable cannot have."""
        return self.status != "inconsistent"


def grimmer(mean: Decimal, sd: Decimal, n: int, *, items: int = 1, scale: tuple[int, int] | None = None) -> Grimmer:
    """Test whether whole numbers of n people have the printed mean and standard deviation (that with n − 1).

    Both keep the decimals they were printed with. `items` is the number of whole-number items averaged in each
    person's score. Half-up and half-down both count as rounding. With `scale`, the whole-number ends of an item, the
    values must lie between them, and for small samples the answer is exact; without, it is necessary but for a few
    people not sufficient. Not testable for one person, and where SD·(n − 1)·items² reaches 10^decimals: then every
    standard deviation has a sum of squares of either parity; still inconsistent for the mean or for a spread that is
    not possible. ValueError for n or items below 1, a negative standard deviation, and ends in the wrong order.

    Anaya 2016 (GRIMMER, PeerJ Preprints 4:e2400v1); Allard 2018 (Analytic-GRIMMER), with all sums that print as the
    mean instead of one, and in whole numbers throughout.
    """
    if n < 1 or items < 1 or sd < 0 or (scale is not None and scale[0] >= scale[1]):
        raise ValueError(f"no sample has n {n}, {items} items, standard deviation {sd} and scale {scale}")
    if n < 2:
        return Grimmer("not-testable", reason="one person has no standard deviation")
    sums = rounding_counts(printed(mean), n * items, 1)
    if not sums:
        return Grimmer("inconsistent", "mean")
    if len(sums) > _MOST_SUMS:
        return Grimmer("not-testable", None, sums, reason="too many sums give the printed mean")
    digits, decimals = printed(sd)
    ends = None if scale is None else (scale[0] * items, scale[1] * items)
    failed = _failure(sums, digits, decimals, n, items, ends)
    if failed is not None:
        return Grimmer("inconsistent", failed, sums, _nearest(sums, digits, decimals, n, items, ends))
    if digits * items**2 * (n - 1) >= 10 ** (2 * decimals):
        reason = "with so many people, every standard deviation printed so has whole numbers behind it"
        return Grimmer("not-testable", None, sums, reason=reason)
    return Grimmer("consistent", None, sums)


Ends = tuple[int, int] | None


def _failure(sums: range, digits: int, decimals: int, n: int, items: int, ends: Ends) -> Failed | None:
    """The last test that the sums come to without passing; None where one of them passes all."""
    order: tuple[Failed, ...] = ("sum of squares", "parity", "spread")
    best = 0
    for total in sums:
        squares = _squares(total, digits, decimals, n, items)
        if not squares:
            continue
        fitting = [q for q in (squares.start, squares.start + 1) if (q - total) % 2 == 0 and q < squares.stop]
        if not fitting:  # k² is even where k is, and so are the sums of both
            best = max(best, 1)
        elif _is_possible(range(fitting[0], squares.stop, 2), total, n, ends):
            return None
        else:
            best = 2
    return order[best]


def _squares(total: int, digits: int, decimals: int, n: int, items: int) -> range:
    """The whole sums of squares for which the standard deviation rounds to the printed one."""
    # (2V − 1)² ≤ 4·10^2d·(n·Q − K²)/(n·(n − 1)·items²) ≤ (2V + 1)², cleared of fractions
    unit = 4 * 10 ** (2 * decimals)
    weight = n * (n - 1) * items**2
    least, most = max(0, 2 * digits - 1) ** 2 * weight, (2 * digits + 1) ** 2 * weight
    shift = unit * total**2
    return range(-(-(least + shift) // (unit * n)), (most + shift) // (unit * n) + 1)


def _is_possible(squares: range, total: int, n: int, ends: Ends) -> bool:
    """Whether n whole numbers with this sum have one of these sums of squares."""
    each, over = divmod(total, n)
    least = n * each**2 + over * (2 * each + 1)  # all as near to each other as they can be
    if ends is None:
        return squares[-1] >= least
    low, width = ends[0], ends[1] - ends[0]
    above = total - n * low
    full, rest = divmod(above, width)
    shift = 2 * low * total - n * low**2  # from the squares of the values to those of their distance from the lower end
    most = (
        full * width**2 + rest**2 + shift
    )  # all as far apart as they can be; below `least` for a mean beyond the ends
    if squares[-1] < least or squares[0] > most:
        return False
    if (n * width) ** 2 > _EXACT_WORK:
        return True
    reached = _reached(n, width)[above]
    return any(reached >> (q - shift) & 1 for q in squares if least <= q <= most)


@lru_cache(maxsize=64)
def _reached(n: int, width: int) -> tuple[int, ...]:
    """For each sum of n numbers from 0 to `width`, the sums of squares that occur, as bits."""
    bits = [1] + [0] * (n * width)
    for people in range(n):
        grown = [0] * (n * width + 1)
        for total in range(people * width + 1):
            for value in range(width + 1):
                grown[total + value] |= bits[total] << value**2
        bits = grown
    return tuple(bits)


def _nearest(sums: range, digits: int, decimals: int, n: int, items: int, ends: Ends) -> tuple[Decimal, ...]:
    def fits(value: int) -> bool:
        return value >= 0 and _failure(sums, value, decimals, n, items, ends) is None

    if len(sums) > _REACH:  # so many sums mean large samples, where only the spread as a whole can be wrong
        return ()
    sides = ((digits - step for step in range(1, _REACH + 1)), (digits + step for step in range(1, _REACH + 1)))
    found = (next((value for value in side if fits(value)), None) for side in sides)
    return tuple(Decimal(f"{value}E-{decimals}") for value in found if value is not None)
