"""The words that records may use: those that a catalogue declares, beside those that are built in."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal
from typing import Annotated, Any, Literal, NamedTuple, TypeVar

from pydantic import Field, PlainSerializer, PlainValidator, ValidationError, WithJsonSchema
from pydantic_core import PydanticCustomError

from acuevid import terms, vocabulary
from acuevid.appraisal_tools import NO_INFORMATION, NOT_APPLICABLE, TOOLS, Domain, Judgement, Tool, worst
from acuevid.measures import REPORTED, MeasureKind
from acuevid.scalars import KEY_PATTERN, LONGEST_KEY, JudgedKey, Key, Lax, Printed, Record, Text


def _usual_design(value: Any) -> Any:
    """A randomised trial under the other names that people give it."""
    return terms.Design.RANDOMISED_TRIAL if isinstance(value, str) and value in ALSO_RANDOMISED else value


ALSO_RANDOMISED = (
    *("RCT", "rct", "randomized-trial", "randomised-controlled-trial", "randomized-controlled-trial"),
    *("randomised trial", "randomized trial", "randomised controlled trial", "randomized controlled trial"),
)
"""Taken for ``randomised-trial``."""


class DeclaredFamily(Record):
    """A family of outcomes that the catalogue has beside the built-in ones.

    `is_construct`: it names one thing that several scales measure. `counts` says how its outcomes count in a finding:
    for benefit, as harms, or (costs and the like) only where there is nothing else.
    """

    key: Key
    label: Text
    is_construct: bool = False
    counts: vocabulary.Counts = "benefit"


class DeclaredDesign(Record):
    """A design that the catalogue has beside the built-in ones.

    `level` is 1 to 5 by OCEBM 2011 for treatment benefits, and absent where that scheme has no place for it.
    `randomised`: chance formed its groups; `controlled`: it has a comparison group.
    """

    key: Key
    label: Text
    plural: Text | None = None
    short: Text | None = None
    group: Annotated[terms.Group, Lax]
    level: Annotated[int, Field(ge=1, le=5)] | None = None
    randomised: bool
    controlled: bool


class Instrument(Record):
    """A scale that outcomes are measured on: its ends, its better end, its unit, and the construct that it measures.

    `minimal_important_difference` is the smallest difference that people feel, in the unit of the scale.

    An outcome that names it (`instrument`) need not repeat these; what the outcome says itself stands before them.
    """

    key: Key
    name: Text
    low: Printed | None = None
    high: Printed | None = None
    better: Annotated[terms.Better, Lax] | None = None
    unit: Text | None = None
    minimal_important_difference: Annotated[Printed, Field(gt=0)] | None = None
    construct_: Text | None = Field(default=None, alias="construct")

    @property
    def ends(self) -> tuple[Decimal, Decimal] | None:
        """Both ends of the scale as recorded; `None` where one is not."""
        return None if self.low is None or self.high is None else (self.low, self.high)


class DeclaredDomain(Record):
    """A domain of a tool that the catalogue declares."""

    key: JudgedKey
    name: Text


class DeclaredTool(Record):
    """A tool of appraisal that the catalogue has beside the built-in ones, with its domains.

    `judgements` are its words from the best to the worst, each with how far it calls a result into question: low, some
    or high. `rule`: the worst judgement of a domain is that of the whole. `of_bias`: it judges the risk of bias, where
    low is good.
    """

    key: Key
    name: Text
    domains: Annotated[tuple[DeclaredDomain, ...], Field(min_length=1, max_length=50), Lax] = Field(alias="domain")
    judgements: Annotated[dict[Key, Literal["low", "some", "high"]], Field(min_length=2, max_length=12)]
    rule: Literal["worst"] | None = None
    of_bias: bool = True
    source: Text | None = None

    @property
    def tool(self) -> Tool:
        """The tool itself."""
        signs = {"low": "+", "some": "-", "high": "x"}
        said = [Judgement(w, w.replace("-", " "), signs[c], c) for w, c in self.judgements.items()]
        domains = tuple(Domain(domain.key, domain.name) for domain in self.domains)
        judged = (*said, *(j for j in (NO_INFORMATION, NOT_APPLICABLE) if j.word not in self.judgements))
        rule = worst if self.rule else None
        return Tool(self.key, self.name, domains, judged, tuple(said), rule, self.of_bias, self.source or "")


class Vocabulary(NamedTuple):
    """The words that records may use, built in and declared, the instruments and the tools; each by its key."""

    families: Mapping[str, terms.Family]
    designs: Mapping[str, terms.Design]
    instruments: Mapping[str, Instrument]
    tools: Mapping[str, Tool]


_BUILT_IN = Vocabulary(vocabulary.FAMILIES, vocabulary.DESIGNS, {}, TOOLS)
_SPOKEN: ContextVar[Vocabulary] = ContextVar("vocabulary", default=_BUILT_IN)


@contextmanager
def speaking(words: Vocabulary) -> Iterator[None]:
    """Within it, records are read in these words."""
    token = _SPOKEN.set(words)
    try:
        yield
    finally:
        _SPOKEN.reset(token)


def vocabulary_of(raw: Any) -> Vocabulary:
    """The words of a catalogue, from its raw tables; a table that is no good is passed over, and complained of later.

    A built-in word stays what it is, and of two tables with one key the first stands.
    """
    tables = [_declared(raw, name, kind) for name, kind in _DECLARES]
    if not any(tables):
        return _BUILT_IN
    families, designs, tools = dict(vocabulary.FAMILIES), dict(vocabulary.DESIGNS), dict(TOOLS)
    instruments: dict[str, Instrument] = {}
    for item in (item for table in tables for item in table):
        if isinstance(item, Instrument):
            instruments.setdefault(item.key, item)
        elif isinstance(item, DeclaredTool):
            tools.setdefault(item.key, item.tool)
        elif isinstance(item, DeclaredFamily):
            facts = {"is_construct": item.is_construct, "counts": item.counts}
            families.setdefault(item.key, vocabulary.family(item.key, item.label, len(families), **facts))
        elif isinstance(item, DeclaredDesign):
            made = vocabulary.design(
                *(item.key, item.label, len(designs), item.group, item.level),
                short=item.short or "",
                plural=item.plural or "",
                is_randomised=item.randomised,
                is_uncontrolled=not item.controlled,
            )
            designs.setdefault(item.key, made)
    return Vocabulary(families, designs, instruments, tools)


_DECLARES: tuple[tuple[str, type[Record]], ...] = (
    ("family", DeclaredFamily),
    ("design", DeclaredDesign),
    ("instrument", Instrument),
    ("appraisal_tool", DeclaredTool),
)


def _declared(raw: Any, name: str, kind: type[Record]) -> list[Record]:
    """The sound records of a table that declares words."""
    items = raw.get(name) if isinstance(raw, Mapping) else None
    found: list[Record] = []
    for item in items if isinstance(items, (list, tuple)) else ():
        try:
            found.append(kind.model_validate(item))
        except ValidationError:
            continue
    return found


_T = TypeVar("_T")


def _known(value: Any, words: Mapping[str, _T]) -> _T:
    """The thing that a word stands for; an error of the kind that enums give names the words that there are."""
    known = words.get(value) if isinstance(value, str) else None
    if known is None:
        raise PydanticCustomError("enum", "no word of the vocabulary", {"expected": ", ".join(words)})
    return known


def _family(value: Any) -> terms.Family:
    return _known(value, _SPOKEN.get().families)


def _design(value: Any) -> terms.Design:
    return _known(_usual_design(value), _SPOKEN.get().designs)


def _measure(value: Any) -> MeasureKind:
    return value if isinstance(value, MeasureKind) else _known(value, REPORTED)


def _instrument(value: Any) -> Instrument:
    return value if isinstance(value, Instrument) else _known(value, _SPOKEN.get().instruments)


def _tool(value: Any) -> Tool:
    return value if isinstance(value, Tool) else _known(value, _SPOKEN.get().tools)


_DECLARED_WORD = {"type": "string", "pattern": KEY_PATTERN, "maxLength": LONGEST_KEY}
FamilyWord = Annotated[
    terms.Family,
    PlainValidator(_family),
    WithJsonSchema({"anyOf": [{"enum": list(vocabulary.FAMILIES)}, _DECLARED_WORD]}),
]
"""A built-in family, or one that the catalogue declares."""
DesignWord = Annotated[
    terms.Design,
    PlainValidator(_design),
    WithJsonSchema({"anyOf": [{"enum": [*vocabulary.DESIGNS, *ALSO_RANDOMISED]}, _DECLARED_WORD]}),
]
"""A built-in design, or one that the catalogue declares."""
MeasureWord = Annotated[
    MeasureKind,
    PlainValidator(_measure),
    PlainSerializer(lambda measure: measure.name, return_type=str),
    WithJsonSchema({"type": "string", "enum": list(REPORTED)}),
]
"""The name of an effect measure that a source may print; read as that measure, written as its name."""
InstrumentKey = Annotated[
    Instrument,
    PlainValidator(_instrument),
    PlainSerializer(lambda instrument: instrument.key, return_type=str),
    WithJsonSchema(_DECLARED_WORD),
]
"""The key of an instrument of the catalogue; read as that instrument, written as its key."""
ToolWord = Annotated[
    Tool,
    PlainValidator(_tool),
    PlainSerializer(lambda tool: tool.key, return_type=str),
    WithJsonSchema({"anyOf": [{"enum": list(TOOLS)}, _DECLARED_WORD]}),
]
"""A built-in tool of appraisal, or one that the catalogue declares; read as that tool, written as its key."""
