"""Pictures that people read: 100 people by what happened to them, directions by outcome, and studies by year."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from acuevid.terms import Direction
from acuevid.views.lights import Light

if TYPE_CHECKING:
    from acuevid.synthesis.statements import Statement


class IconSide(NamedTuple):
    """Of 100 people on one side, how many have the event; the same in words, and in more people with its interval.

    The side without the treatment has no `interval`: its risk is taken as certain.
    """

    label: str
    people: int
    told: str
    figures: str
    interval: str = ""

    @property
    def whole(self) -> str:
        """``190 in 1000 (95% CI 137 to 262)``."""
        return f"{self.figures} ({self.interval})" if self.interval else self.figures


@dataclass(frozen=True)
class IconArrays:
    """Both sides of a comparison as 100 people each, without the treatment first.

    `event` says who is counted. `plain` is what the row says, with the difference in people and its interval; at a risk
    that is not the row's own `figures` has these. `certainty` is how certain that is, as people rated it or that nobody
    did; no face draws a picture without it.
    """

    title: str
    heading: str
    event: str
    sides: tuple[IconSide, IconSide]
    figures: str
    plain: "tuple[Statement, ...]"
    certainty: str
    note: str

    @property
    def key(self) -> tuple[str, str]:
        """Who is drawn filled, and who hollow."""
        return f"people {self.event}", "the others"

    @property
    def below(self) -> tuple[str, ...]:
        """What stands below both arrays, paragraph by paragraph; the certainty is always among it."""
        said = " ".join(statement.text for statement in self.plain)
        return tuple(text for text in (self.figures, said, self.certainty, self.note) if text)


class DirectionStudy(NamedTuple):
    """A vote in a direction plot: the study, its people where known, a direction for each outcome, the risk of bias."""

    label: str
    people: int | None
    told: str
    directions: tuple[Direction | None, ...]
    bias: Light | None


@dataclass(frozen=True)
class DirectionPlot:
    """Studies by kinds of outcome against one class of comparator, each with the direction of its point estimate.

    `totals` counts the sides of each outcome: for the treatment, and for the comparison.
    """

    title: str
    heading: str
    outcomes: tuple[str, ...]
    rows: tuple[DirectionStudy, ...]
    totals: tuple[tuple[int, int], ...]
    note: str

    @property
    def has_bias(self) -> bool:
        """Whether anybody judged the risk of bias."""
        return any(row.bias is not None for row in self.rows)

    @property
    def used(self) -> tuple[Direction, ...]:
        """The directions that stand in it, in their order, and both sides."""
        found = {d for row in self.rows for d in row.directions}
        found |= {Direction.FAVOURS_EXPERIMENTAL, Direction.FAVOURS_COMPARATOR}
        return tuple(d for d in Direction if d in found)


SIZES = ("under 50 people, or not stated", "from 50 people", "from 300 people")
"""What the three sizes of a study in a picture mean."""


def size_of(people: int | None) -> int:
    """Which of `SIZES` a study has, from 0."""
    return 0 if people is None else (people >= 50) + (people >= 300)


ARROWS = {
    Direction.FAVOURS_EXPERIMENTAL: ("▲", "^"),
    Direction.FAVOURS_COMPARATOR: ("▼", "v"),
    Direction.MIXED: ("◄►", "<>"),
}
"""The arrows of an effect direction plot (Boon & Thomson 2021†), and in ASCII; other directions have their own sign."""


def arrow(direction: Direction, *, ascii_only: bool = False) -> str:
    """The sign of a direction in a plot."""
    return ARROWS[direction][ascii_only] if direction in ARROWS else direction.sign


class TimelineStudy(NamedTuple):
    """A study in a timeline: when it was published, and its people; `is_own` where no other record speaks of them."""

    label: str
    year: int
    people: int | None
    told: str
    is_own: bool


@dataclass(frozen=True)
class Timeline:
    """Studies by the year of publication, in groups of one design each, the first and the last year of all."""

    title: str
    groups: tuple[tuple[str, tuple[TimelineStudy, ...]], ...]
    first: int
    last: int
    note: str

    @property
    def studies(self) -> tuple[TimelineStudy, ...]:
        """All of them."""
        return tuple(study for _, studies in self.groups for study in studies)
