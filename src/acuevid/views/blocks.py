"""The blocks that a view is made of. Every face (terminal, Markdown, JSON) draws the same blocks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from acuevid.views.lights import BiasBars, Light, LightColumn, TrafficLights
from acuevid.views.pictures import DirectionPlot, IconArrays, Timeline
from acuevid.views.table import Table

if TYPE_CHECKING:
    from acuevid.synthesis.claims import Verdict
    from acuevid.synthesis.statements import Statement


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is the title of the view."""

    text: str
    level: int = 2


@dataclass(frozen=True)
class Sentences:
    """A paragraph of generated statements."""

    statements: "tuple[Statement, ...]"

    @property
    def text(self) -> str:
        """The paragraph as one string."""
        return " ".join(s.text for s in self.statements)


@dataclass(frozen=True)
class Prose:
    """A paragraph that a person wrote; it knows where it cites works (`acuevid.citations`)."""

    text: str
    quiet: bool = False


@dataclass(frozen=True)
class Bullets:
    """A list of paragraphs."""

    items: tuple[Sentences | Prose, ...]


@dataclass(frozen=True)
class Facts:
    """Labelled values; `links` has the addresses that some stand for, by label."""

    rows: tuple[tuple[str, str], ...]
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ClaimRow:
    """A claim with what it rests on, the verdict on it with rule and reason, and what the records let one say."""

    claim: Prose
    verdict: "Verdict"
    rule: str
    reason: str
    licensed: Sentences | None = None
    note: str | None = None

    @property
    def line(self) -> str:
        """``Goes too far (CLM101, equality without a margin). To say as good as …``."""
        return f"{self.word}{f' ({self.rule})' if self.rule else ''}. {self.reason}"

    @property
    def word(self) -> str:
        """The verdict as it begins a line."""
        return self.verdict.value[:1].upper() + self.verdict.value[1:]


@dataclass(frozen=True)
class Claims:
    """The claims of a sheet, which a page lays out as a table; any other face has its `blocks`."""

    items: tuple[ClaimRow, ...]

    @property
    def blocks(self) -> "tuple[Block, ...]":
        """The same as paragraphs and lists."""
        told: list[Block] = []
        for item in self.items:
            below = (Prose(item.line), item.licensed, Prose(item.note) if item.note else None)
            told += [item.claim, Bullets(tuple(part for part in below if part is not None))]
        return tuple(told)


class Interval(NamedTuple):
    """An effect with its interval for drawing, on the scale of `axis`; `low` and `high` say whom the ends favour."""

    estimate: float
    ci_low: float
    ci_high: float
    axis: Literal["difference", "proportion", "mean"]
    text: str
    low: str = ""
    high: str = ""


@dataclass(frozen=True)
class Effect:
    """What was computed of an outcome, in words, and the interval to draw, where there is one."""

    name: str
    text: str
    interval: Interval | None = None

    @property
    def line(self) -> str:
        """The whole as one line."""
        return f"{self.name}: {self.text}"


@dataclass(frozen=True)
class EffectList:
    """The effects of a study's outcomes."""

    items: tuple[Effect, ...]


class ForestRow(NamedTuple):
    """A row of a forest plot, positions on the scale of analysis; `weight` is a share of 100, of a study only.

    A heading names the rows below it, and has no position. `lights` are the judgements on the risk of bias, the overall
    one last, where the plot has them. Words say something of the rows above; what stands beside a pooled effect is the
    same by another model.
    """

    kind: Literal["study", "pooled", "beside", "prediction", "heading", "words"]
    label: str
    first: str = ""
    second: str = ""
    text: str = ""
    weight: float | None = None
    estimate: float = 0.0
    low: float = 0.0
    high: float = 0.0
    citekey: str = ""
    lights: tuple[Light, ...] = ()

    @property
    def has_place(self) -> bool:
        """Whether something of it is drawn, and it is not words alone."""
        return self.kind not in ("heading", "words")


BIAS = "risk-of-bias"
RESULTS = ("effect", "weight", BIAS)
"""The columns that a plot stands before."""


class ForestColumn(NamedTuple):
    """A column that was chosen: its name, its heading, a cell for each row, and of which group it is, if of one."""

    name: str
    heading: str
    cells: tuple[str, ...]
    is_number: bool = True
    group: Literal["", "first", "second"] = ""


@dataclass(frozen=True)
class Forest:
    """A forest plot: no effect is at 0 of its `scale`, if there is such a value.

    `factor` brings a position to what the axis shows, `note` names the model. `below` and `above` say whom the ends
    favour, and are empty where that is not known. `domains` are the columns of lights before the overall one, `key`
    says what that one is, and `headed` what the others are; empty without them. `column` heads the names of its rows.
    `columns` are those that were chosen to stand beside it, none for the usual ones; `varies` are lines on how the
    effects vary.
    """

    title: str
    heading: str
    measure: str
    first: str
    second: str
    rows: tuple[ForestRow, ...]
    low: float
    high: float
    scale: str
    has_null: bool
    factor: float
    below: str
    above: str
    note: str
    domains: tuple[LightColumn, ...] = ()
    key: str = ""
    headed: str = ""
    column: str = "Study"
    columns: tuple[ForestColumn, ...] = ()
    varies: tuple[str, ...] = ()

    @property
    def split(self) -> int:
        """How many of the chosen columns stand left of the plot: those before the first result."""
        return next((i for i, column in enumerate(self.columns) if column.name in RESULTS), len(self.columns))


class FunnelPoint(NamedTuple):
    """A study in a funnel plot: its effect on the scale of analysis with its standard error, and both in words.

    `band` says between which contours it stands.
    """

    label: str
    text: str
    estimate: float
    se: float
    error: str
    band: str


@dataclass(frozen=True)
class Funnel:
    """A funnel plot: effects from `low` to `high` on their `scale`, standard errors from 0 down to `deepest`.

    No effect is at 0; the contours stand `contours` standard errors from it, each with its level. `factor` and `note`
    are as in a forest plot.
    """

    title: str
    heading: str
    measure: str
    points: tuple[FunnelPoint, ...]
    pooled: float
    pooled_text: str
    low: float
    high: float
    deepest: float
    scale: str
    factor: float
    contours: tuple[tuple[str, float], ...]
    below: str
    above: str
    note: str


class Bubble(NamedTuple):
    """A study in a bubble plot: its place, both values in figures, and its weight as a share of 100."""

    label: str
    x: float
    y: float
    across: str
    text: str
    weight: float


@dataclass(frozen=True)
class BubblePlot:
    """Effects against a moderator, with the line of a meta-regression: x, mean effect, and its interval if it has one.

    Effects stand on the scale of analysis from `low` to `high`; `factor` brings them to what the axis shows.
    """

    title: str
    across: str
    heading: str
    measure: str
    bubbles: tuple[Bubble, ...]
    line: tuple[tuple[float, float, float | None, float | None], ...]
    first: float
    last: float
    low: float
    high: float
    scale: str
    has_null: bool
    factor: float
    note: str


@dataclass(frozen=True)
class ReferenceItem:
    """One entry of a reference list; `url` is made of a checked DOI or PMID only."""

    citekey: str
    label: str
    text: str
    url: str | None = None


@dataclass(frozen=True)
class References:
    """A reference list."""

    items: tuple[ReferenceItem, ...]


Block: TypeAlias = (
    Heading
    | Sentences
    | Prose
    | Bullets
    | Facts
    | EffectList
    | Forest
    | BubblePlot
    | Funnel
    | Table
    | References
    | TrafficLights
    | BiasBars
    | IconArrays
    | DirectionPlot
    | Timeline
)


@dataclass(frozen=True)
class Footnote:
    """What a sentence's link to a record says: the record by name, what it is, and its address."""

    key: str
    name: str
    text: str
    url: str | None = None


@dataclass(frozen=True)
class Document:
    """A whole view: its blocks in the order of reading, and the records that its sentences link to."""

    blocks: tuple[Block, ...] = ()
    footnotes: tuple[Footnote, ...] = ()

    @classmethod
    def of(cls, *parts: Block | Sequence[Block]) -> "Document":
        """A document from blocks and runs of blocks."""
        flat: list[Block] = []
        for part in parts:
            if isinstance(part, Sequence):
                flat.extend(part)
            else:
                flat.append(part)
        return cls(tuple(flat))
