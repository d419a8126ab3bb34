"""Arm sizes that could lie behind printed percentages, where only the study's total is known."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Literal

from .grim import people_for_percent
from .printed import printed

MOST_ARMS = 3


@dataclass(frozen=True, slots=True)
class Split:
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
    cutting off and "inconsistent" if not. "not-testable" has a `reason` and no ways listed. A percentage
    that comes out exactly counts under both.
    """

    status: Literal["one", "several", "truncates", "inconsistent", "not-testable"]
    rounded: tuple[Split, ...]
    truncated: tuple[Split, ...]
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Spread:
    """What holds in all of several splits: the lowest and highest arm sizes and counts."""

    totals: tuple[tuple[int, int], ...]
    counts: tuple[tuple[tuple[int, int], ...], ...]


_Fits = dict[int, tuple[range, ...]]


def _fitting(digits: Sequence[tuple[int, int]], sizes: range, truncated: bool) -> _Fits:
    """The sizes of one arm at which every percentage has a count, with those counts."""
    fits: _Fits = {}
    for n in sizes:
        counts: tuple[range, ...] = ()
        for printed_digits in digits:
            fitting = people_for_percent(printed_digits, n, truncated=truncated)
            if not fitting:
                break
            counts += (fitting,)
        else:
            fits[n] = counts
    return fits


def _join(total: int, arms: Sequence[_Fits]) -> Iterable[Split]:
    """Every choice of sizes that adds up: the last arm takes what the others leave."""
    *free, last = arms
    for sizes in product(*free):
        rest = total - sum(sizes)
        if rest in last:
            totals = (*sizes, rest)
            yield Split(totals, tuple(arm[size] for arm, size in zip(arms, totals, strict=True)))


def splits(total: int, percents: Sequence[Sequence[Decimal]], *, budget: int = 100_000) -> Splits:
    """Every division of a known total over two or three arms that gives all their printed percentages.

    `percents` has the percentages of each arm (as printed, 40.0 is not 40; an arm may have none), all of
    one arm sharing its size; each arm has at least one person. Half-up and half-down both count as
    rounding; cutting off is told apart. Not testable above three arms, or where the work would pass
    `budget` (percentages tried plus combinations of sizes). ValueError for no arm at all, or for fewer
    people than arms. The test of Brown & Heathers 2017 (GRIM), over every arm size.
    """
    if not percents or total < len(percents):
        raise ValueError(f"{total} people cannot be divided over {len(percents)} arms")
    if len(percents) > MOST_ARMS:
        return Splits("not-testable", (), (), f"more than {MOST_ARMS} arms can be divided in too many ways")
    most = total - len(percents) + 1
    sizes = range(total, total + 1) if len(percents) == 1 else range(1, most + 1)
    too_much = "too many divisions of the total would have to be tried"
    work = len(sizes) * sum(max(len(arm), 1) for arm in percents)
    if work > budget:
        return Splits("not-testable", (), (), too_much)
    digits = [[printed(value) for value in arm] for arm in percents]
    found: list[tuple[Split, ...]] = []
    for truncated in (False, True):
        arms = [_fitting(arm, sizes, truncated) for arm in digits]
        if len(arms) == MOST_ARMS and work + len(arms[0]) * len(arms[1]) > budget:
            return Splits("not-testable", (), (), too_much)
        found.append(tuple(_join(total, arms)))
    rounds, truncates = found
    if rounds:
        return Splits("one" if len(rounds) == 1 else "several", rounds, truncates)
    return Splits("truncates" if truncates else "inconsistent", rounds, truncates)


def spread(ways: Sequence[Split]) -> Spread:
    """The lowest and highest arm sizes and counts over several splits, in the order of the percentages.

    ValueError if there is no split.
    """
    if not ways:
        raise ValueError("there is no split to take the spread of")
    totals = tuple((min(sizes), max(sizes)) for sizes in zip(*(way.totals for way in ways), strict=True))
    counts = tuple(
        tuple((min(fits[0] for fits in same), max(fits[-1] for fits in same)) for same in zip(*several, strict=True))
        for several in zip(*(way.counts for way in ways), strict=True)
    )
    return Spread(totals, counts)
