"""Arm sizes that could lie behind printed percentages, where only the study's total is known."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Literal, NamedTuple

from .grim import people_for_percent
from .printed import printed

MOST_ARMS = 3
MOST_WAYS = 500
"""Where more divisions than this give the percentages, they say nothing of the counts."""


class Split(NamedTuple):
    """One way to divide the total over the arms, with the counts it gives.

    `totals` has the size of each arm. `counts` has, for each arm and each of its percentages, the numbers
    of people that fit: mostly one, and always consecutive, hence a range.
    """

    totals: tuple[int, ...]
    counts: tuple[tuple[range, ...], ...]


@dataclass(frozen=True, slots=True)
class Splits:
    """All ways to divide the total that give every printed percentage.

    `status` tells of rounding: "one", "several", or none, and then "truncates" if there are ways by
    cutting off and "inconsistent" if not. "not-testable" has a `reason` and no ways listed. Ways by cutting off are
    looked for only where none rounds; a percentage that comes out exactly counts under both.
    """

    status: Literal["one", "several", "truncates", "inconsistent", "not-testable"]
    rounded: tuple[Split, ...]
    truncated: tuple[Split, ...]
    reason: str | None = None


def _sizes(digits: Sequence[tuple[int, int]], sizes: Sequence[int], truncated: bool) -> list[int]:
    """The sizes of one arm at which every percentage has a count."""
    for value, decimals in digits:
        # the arithmetic of `people_for_percent`, written out: it is done for every size of every arm
        if truncated:
            step, above = 100 * 10**decimals, value + 1
            sizes = [n for n in sizes if -(-value * n // step) <= min(-(-above * n // step) - 1, n)]
        else:
            step, low, high = 200 * 10**decimals, 1 - 2 * value, 2 * value + 1
            sizes = [n for n in sizes if max(-(low * n // step), 0) <= min(high * n // step, n)]
    return list(sizes)


def _ways(total: int, arms: Sequence[list[int]]) -> Iterator[tuple[int, ...]]:
    """Every choice of sizes that adds up, in their order.

    Sizes are bits of a whole number here, so that all those of the last two arms are looked at in one step.
    """
    *free, last = arms
    rest = sum(1 << (total - size) for size in last)  # what the other arms may have together
    if not free:
        yield from ((size,) for size in last if size == total)
        return
    second = sum(1 << size for size in free[-1])
    for first in free[0] if len(free) > 1 else [0]:
        found = (rest >> first) & second
        while found:
            lowest = found & -found
            size = lowest.bit_length() - 1
            yield (*((first,) if len(free) > 1 else ()), size, total - first - size)
            found ^= lowest


def splits(total: int, percents: Sequence[Sequence[Decimal]], *, budget: int = 10_000) -> Splits:
    """Every division of a known total over two or three arms that gives all their printed percentages.

    `percents` has the percentages of each arm (as printed, 40.0 is not 40; an arm may have none), all of
    one arm sharing its size; each arm has at least one person. Half-up and half-down both count as
    rounding; cutting off is told apart, and asked for only where nothing rounds. Not testable above three arms, where
    more than `MOST_WAYS` divisions give the percentages, or where the work would pass `budget` (percentages times
    sizes tried). ValueError for no arm at all, or for fewer people than arms. The test of Brown & Heathers 2017
    (GRIM), over every arm size.
    """
    if not percents or total < len(percents):
        raise ValueError(f"{total} people cannot be divided over {len(percents)} arms")
    if len(percents) > MOST_ARMS:
        return Splits("not-testable", (), (), f"more than {MOST_ARMS} arms can be divided in too many ways")
    most = total - len(percents) + 1
    sizes = range(total, total + 1) if len(percents) == 1 else range(1, most + 1)
    if len(sizes) * sum(max(len(arm), 1) for arm in percents) > budget:
        return Splits("not-testable", (), (), "too many divisions of the total would have to be tried")
    digits = [[printed(value) for value in arm] for arm in percents]
    for truncated in (False, True):
        arms = [_sizes(arm, sizes, truncated) for arm in digits]
        found = tuple(islice(_ways(total, arms), MOST_WAYS + 1))
        if len(found) > MOST_WAYS:
            how = " by cutting off" if truncated else ""
            reason = f"more than {MOST_WAYS} divisions of the total give the percentages{how}"
            return Splits("not-testable", (), (), reason)
        if found:
            made = tuple(_split(way, digits, truncated) for way in found)
            if truncated:
                return Splits("truncates", (), made)
            return Splits("one" if len(made) == 1 else "several", made, ())
    return Splits("inconsistent", (), ())


def _split(totals: tuple[int, ...], digits: Sequence[Sequence[tuple[int, int]]], truncated: bool) -> Split:
    counts = (
        tuple(people_for_percent(value, size, truncated=truncated) for value in arm)
        for size, arm in zip(totals, digits, strict=True)
    )
    return Split(totals, tuple(counts))
