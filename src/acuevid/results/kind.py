"""What a kind of result is: the fields it is printed in, the numbers these are, the effects they give, their side.

There is a room for each kind (`counts`, `means` …) and one register of all (`kinds`); checks, sentences, tables and
exports ask the kind of an outcome, and never its fields.
"""

from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Any, NamedTuple

from acuevid.measures import Sort
from acuevid.models import Arm, Outcome, Study
from acuevid.numbers.ranges import Range
from acuevid.results.computed import Effects

Sides = tuple[Arm, Arm]


class NumberKind(StrEnum):
    """Kinds of number, for the table of totals of `check`."""

    COUNT = "counts"
    PERCENTAGE = "percentages"
    MEAN = "means and deviations"
    STATISTIC = "test statistics"
    P_VALUE = "p-values"
    EFFECT = "effects and intervals"
    RATE = "rates"
    YEAR = "years"


class Field(NamedTuple):
    """A field of an outcome that holds a figure for each group: its name, what kind of number, how it is printed.

    `is_pair`: the figure has a lower and an upper end.
    """

    name: str
    kind: NumberKind
    write: Callable[[Any], str]
    is_pair: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """What its columns are called in a table of data; of a pair one for each end."""
        return (f"{self.name}_low", f"{self.name}_high") if self.is_pair else (self.name,)

    def cells(self, outcome: Outcome, arm: Arm) -> tuple[Any, ...]:
        """What stands in them for a group, as printed; `None` for what is not."""
        value = getattr(outcome, self.name).get(arm.id)
        return tuple(value or (None, None)) if self.is_pair else (value,)


class Part(NamedTuple):
    """A piece of a printed figure, with the field of the outcome that it is, or of the group where it starts so."""

    field: str
    text: str


Figure = tuple[Part | str, ...]
"""What a source prints of an outcome for one group, in pieces: ``16`` `` of `` ``21``."""


class Gap(NamedTuple):
    """How far the first arm lies above the second (a ratio: above 1), as a sign; and the figures it is read from.

    `sign` is that of the figures as printed, `possible` all that their rounding allows; 0 is no gap.
    """

    sign: int
    possible: frozenset[int]
    text: str


class Kind(NamedTuple):
    """A kind of result.

    `effects` are those between two arms, or the reason why there are none; `gap` the side on which the figures lie,
    `None` where they are not printed for both; `figure` what is printed for one arm, in full or, `short`, for a
    bracket, its counts written by `word`; `cell` the same in a column of such figures, with its spread. `sort` is what
    its effects compare. `lead` goes before two figures in a bracket.
    """

    name: str
    fields: tuple[Field, ...]
    sort: Sort
    effects: Callable[[Study, Outcome, Sides], Effects]
    gap: Callable[[Study, Outcome, Sides], Gap | None]
    figure: Callable[[Outcome, Arm, Callable[[int], str]], Figure | None]
    short: Callable[[Outcome, Arm], Figure | None]
    cell: Callable[[Outcome, Arm], str]
    lead: str = ""

    @property
    def is_scale(self) -> bool:
        """Whether it is measured on a scale, and not counted."""
        return self.sort is Sort.SCALE

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of its fields."""
        return tuple(column for field in self.fields for column in field.columns)

    def is_printed(self, outcome: Outcome) -> bool:
        """Whether the source prints anything of this kind of an outcome, for any group."""
        return any(getattr(outcome, field.name) for field in self.fields)

    def numbers(self, outcome: Outcome) -> Iterator[tuple[str, NumberKind, str]]:
        """Every number of this kind: the path below the outcome, what kind of number, and how it is printed."""
        for field in self.fields:
            for arm_id, value in getattr(outcome, field.name).items():
                yield f"{field.name}.{arm_id}", field.kind, field.write(value)

    def cells(self, outcome: Outcome, arm: Arm) -> dict[str, Any]:
        """The figures of one group by column, as printed; `None` for what is not."""
        return {
            column: cell
            for field in self.fields
            for column, cell in zip(field.columns, field.cells(outcome, arm), strict=True)
        }


def sign_of(value: float) -> int:
    """−1, 0 or 1."""
    return (value > 0) - (value < 0)


def signs_of(found: Range) -> frozenset[int]:
    """The signs of the values strictly inside; a range that only touches zero from one side does not cross it."""
    signs = {sign_of(found.middle)}
    if found.low < -1e-12:
        signs.add(-1)
    if found.high > 1e-12:
        signs.add(1)
    if -1 in signs and 1 in signs:
        signs.add(0)
    return frozenset(signs)


def gap_between(first: Range, second: Range, text: str) -> Gap:
    """The gap between two printed figures, over their rounding."""
    between = Range(first.low - second.high, first.middle - second.middle, first.high - second.low)
    return Gap(sign_of(between.middle), signs_of(between), text)
