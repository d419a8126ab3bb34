"""The record: frozen, strict pydantic models of a catalogue. Numbers stay as the source prints them."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Literal, Self, get_origin

from pydantic import (
    AfterValidator,
    Field,
    GetJsonSchemaHandler,
    ModelWrapValidatorHandler,
    SerializerFunctionWrapHandler,
    StringConstraints,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapSerializer,
    WrapValidator,
    model_validator,
)
from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError

from acuevid import terms
from acuevid.appraisals import Appraisal, ImportantOutcome, Rating
from acuevid.prose import as_read
from acuevid.references import Reference
from acuevid.scalars import (
    KEY_PATTERN,
    LARGEST,
    Count,
    Doi,
    Given,
    Issued,
    Key,
    Keys,
    Lax,
    Level,
    OnlyIfGiven,
    Pair,
    Percent,
    Printed,
    PrintedP,
    Record,
    Statistic,
    Text,
    Texts,
    each_once,
)
from acuevid.words import (
    DeclaredDesign,
    DeclaredFamily,
    DeclaredTool,
    DesignWord,
    FamilyWord,
    Instrument,
    InstrumentKey,
    MeasureWord,
    Vocabulary,
    speaking,
    vocabulary_of,
)

_KEY = KEY_PATTERN.strip("^$")
_MOST_CONDITIONS = 100
"""A study is told under each of its conditions: with more, a small file would be a sheet of gigabytes."""


class Treatment(Record):
    """A treatment as it was given, in the source's own figures and words (what TIDieR asks for, items 3 to 8).

    `sessions` in all, over so many `weeks`, each of so many `minutes`; the `points` treated; the `practitioner` who
    gave it; `co_treatments` that were given beside it.
    """

    sessions: Given | None = None
    weeks: Given | None = None
    minutes: Given | None = None
    points: Text | None = None
    practitioner: Text | None = None
    co_treatments: Texts = ()


class Arm(Record):
    """One group of a study, or one side of what a review compares."""

    id: Key
    label: Text
    role: Annotated[terms.Role, Lax]
    comparator: Annotated[terms.Comparator, Lax] | None = None
    participants: Count | None = None
    note: Text | None = None
    treatment: Treatment | None = None


class ReportedEffect(Record):
    """An effect with its interval, as the source prints them; a ratio on its natural scale.

    `se` is its standard error, of a ratio that of its logarithm. `adjusted_for` names what the source adjusted it for:
    such an effect is not held against crude figures; `model` is how, and `analysis` of whom.

    Where a source prints several of one outcome, the one that is `primary` leads, and sentences tell it alone. Each of
    the others may have its own `p`; that of the one that leads is the outcome's.
    """

    measure: MeasureWord
    estimate: Printed
    ci_low: Printed | None = None
    ci_high: Printed | None = None
    se: Printed | None = None
    level: Level = Field(default=Decimal(95), json_schema_extra={"default": 95})
    unit: Literal["points", "fraction"] | None = None
    adjusted_for: Texts = ()
    model: Text | None = None
    analysis: Annotated[terms.Analysis, Lax] | None = None
    primary: bool = False
    p: PrintedP | None = None

    @property
    def in_points(self) -> bool:
        """Whether a difference of risks is printed in percentage points: as recorded, or else when it is beyond 1."""
        if self.measure.name != "risk_difference" or self.unit is not None:
            return self.unit == "points"
        return any(abs(value) > 1 for value in (self.estimate, self.ci_low, self.ci_high) if value is not None)

    @property
    def interval(self) -> tuple[Decimal, Decimal] | None:
        """Both limits as printed; `None` where one is not."""
        return None if self.ci_low is None or self.ci_high is None else (self.ci_low, self.ci_high)


def _one_or_several(raw: Any, handler: ValidatorFunctionWrapHandler) -> tuple[ReportedEffect, ...]:
    """A table, or several of which exactly one is primary; the P value of the one that leads is the outcome's."""
    if raw is None:
        return ()
    is_one = not isinstance(raw, (list, tuple))
    effects: tuple[ReportedEffect, ...] = (ReportedEffect.model_validate(raw),) if is_one else handler(raw)
    leading = [n for n, effect in enumerate(effects) if effect.primary or len(effects) == 1]
    if len(leading) > 1:
        raise _at_effect((leading[1], "primary"), "of several effects one alone is primary")
    if effects and not leading:
        raise PydanticCustomError("effects", "of several effects one is primary, and none of these is")
    if leading and effects[leading[0]].p is not None:
        path = ("p",) if is_one else (leading[0], "p")
        raise _at_effect(path, "the P value of the effect that leads stands beside it, as p of the outcome")
    return effects


def _at_effect(path: tuple[int | str, ...], why: str) -> ValidationError:
    error = InitErrorDetails(type=PydanticCustomError("effects", "{why}", {"why": why}), loc=path, input=None)
    return ValidationError.from_exception_data("effect", [error])


class _OneOrSeveral:
    """The same for a schema."""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        one = handler(core)["items"]
        leads = {"properties": {"primary": {"const": True}}, "required": ["primary"]}
        without_p = {"not": {"required": ["p"]}}
        alone = {"allOf": [one, without_p]}
        several = {
            "type": "array",
            "items": {"allOf": [one, {"if": leads, "then": without_p}]},
            "minItems": 2,
            "contains": leads,
            "minContains": 1,
            "maxContains": 1,
        }
        return {"anyOf": [alone, {"type": "array", "items": alone, "maxItems": 1}, several, {"type": "null"}]}


def _as_written(effects: tuple[ReportedEffect, ...], handler: SerializerFunctionWrapHandler) -> Any:
    """One effect as its table, several as a list."""
    written = handler(effects)
    return written if len(effects) > 1 else next(iter(written), None)


class TrialCounts(Record):
    """How many of a review's trials found what, by the review's own count."""

    favours_experimental: Count | None = None
    favours_comparator: Count | None = None
    no_clear_difference: Count | None = None
    reporting: Count | None = None


class Outcome(Record):
    """One thing that a study measured: between two arms (`compares`), or as a change inside arms (`within`).

    A mean has an `sd`, an `se` or a `ci`; a median its quartiles (`iqr`) or ends (`range`); a `change` is from the
    `baseline`, with its own spread. Events over `person_time` are a rate, and `unit` says of what time; a `rate` that
    is printed itself is for `rate_per` of it, as in 100 person-years. `all_events` counts the events in all groups
    together, where the source does not say in which.
    `correlation` is that of the two times of a crossover trial, or of baseline and end in one group. `statistic` is a
    test statistic as printed, "t(28) = 2.20", with `p` beside it. An `effect` is a table, or, where several are
    printed, a list of them ([[study.outcome.effect]]) of which one is `primary`.

    `margin` is that of non-inferiority or equivalence which the source set beforehand, above 0, in the unit of the
    effect; of a ratio, the larger side (1.25 stands for 0.80 to 1.25). Inside it a result points to no side,
    unless it is clearly better or worse.
    """

    id: Key
    label: Text
    event: Text | None = None
    family: FamilyWord
    construct_: Text | None = Field(default=None, alias="construct")
    instrument: InstrumentKey | None = None
    compares: Annotated[tuple[Key, Key], Lax] | None = None
    within: Keys | None = None
    comparator: Annotated[terms.Comparator, Lax] | None = None
    event_is: Annotated[terms.EventIs, Lax] | None = None
    better_: Annotated[terms.Better, Lax] | None = Field(default=None, alias="better")
    direction: Annotated[terms.Direction, Lax] | None = None
    primary: bool = False
    subgroup: Text | None = None
    category_of: Key | None = None
    timepoints: Texts = ()
    unit_: Text | None = Field(default=None, alias="unit")
    margin: Printed | None = None
    items: Annotated[int, Field(ge=1, le=LARGEST)] | None = None
    events: dict[Key, Count] = Field(default_factory=dict)
    total: dict[Key, Count] = Field(default_factory=dict)
    percent: dict[Key, Percent] = Field(default_factory=dict)
    mean: dict[Key, Printed] = Field(default_factory=dict)
    sd: dict[Key, Printed] = Field(default_factory=dict)
    se: dict[Key, Printed] = Field(default_factory=dict)
    ci: dict[Key, Pair] = Field(default_factory=dict)
    median: dict[Key, Printed] = Field(default_factory=dict)
    iqr: dict[Key, Pair] = Field(default_factory=dict)
    range: dict[Key, Pair] = Field(default_factory=dict)
    change: dict[Key, Printed] = Field(default_factory=dict)
    change_sd: dict[Key, Printed] = Field(default_factory=dict)
    change_se: dict[Key, Printed] = Field(default_factory=dict)
    change_ci: dict[Key, Pair] = Field(default_factory=dict)
    baseline: dict[Key, Printed] = Field(default_factory=dict)
    baseline_sd: dict[Key, Printed] = Field(default_factory=dict)
    person_time: dict[Key, Printed] = Field(default_factory=dict)
    rate: dict[Key, Printed] = Field(default_factory=dict)
    rate_per: Annotated[int, Field(ge=1, le=LARGEST)] = 1
    all_events: Count | None = None
    correlation: Annotated[Printed, Field(ge=-1, le=1)] | None = None
    ci_level: Level = Field(default=Decimal(95), json_schema_extra={"default": 95})
    statistic: Statistic | None = None
    trials: TrialCounts | None = None
    effects: Annotated[
        tuple[ReportedEffect, ...], Lax, WrapValidator(_one_or_several), WrapSerializer(_as_written), _OneOrSeveral()
    ] = Field(default=(), alias="effect")
    p: PrintedP | None = None
    note: Text | None = None

    @property
    def effect(self) -> ReportedEffect | None:
        """The printed effect that leads: the only one, or of several the primary one; `None` without any."""
        effects = self.effects
        return effects[0] if len(effects) == 1 else next((effect for effect in effects if effect.primary), None)

    @property
    def other_effects(self) -> tuple[ReportedEffect, ...]:
        """The printed effects beside the one that leads, as printed."""
        return () if len(self.effects) < 2 else tuple(effect for effect in self.effects if not effect.primary)

    @property
    def effect_fields(self) -> tuple[tuple[str, ReportedEffect], ...]:
        """Each printed effect with its field: ``effect``, or of several ``effect[1]`` and on, as they stand."""
        if len(self.effects) == 1:
            return (("effect", self.effects[0]),)
        return tuple((f"effect[{n}]", effect) for n, effect in enumerate(self.effects, start=1))

    @property
    def lead_field(self) -> str:
        """The field of the printed effect that leads; ``effect`` without any."""
        return next((name for name, effect in self.effect_fields if effect is self.effect), "effect")

    @property
    def groups(self) -> frozenset[str]:
        """The arms, by id, for which a figure is printed; a size alone is none."""
        return frozenset(arm for name in BY_GROUP if name != "total" for arm in getattr(self, name))

    @property
    def higher_is_better(self) -> bool | None:
        """Whether more of it is better for the person, in events or on its scale; `None` where that is not recorded."""
        if self.better is not None:
            return self.better is terms.Better.HIGHER
        return {terms.EventIs.GOOD: True, terms.EventIs.BAD: False}.get(self.event_is) if self.event_is else None

    @property
    def better(self) -> terms.Better | None:
        """The better end of its scale, by itself or by its instrument; `None` where neither says so."""
        return self.better_ or (self.instrument.better if self.instrument else None)

    @property
    def unit(self) -> str | None:
        """The unit of its scale, by itself or by its instrument; `None` where neither has one."""
        return self.unit_ or (self.instrument.unit if self.instrument else None)

    @property
    def named_construct(self) -> str | None:
        """The construct that is recorded for it or for its instrument; `None` where neither has one."""
        return self.construct_ or (self.instrument.construct_ if self.instrument else None)

    @property
    def measures(self) -> str:
        """What it measures across studies: the construct that is recorded, and else its label."""
        return self.named_construct or self.label


BY_GROUP = tuple(name for name, field in Outcome.model_fields.items() if get_origin(field.annotation) is dict)
"""The fields of an outcome that have a figure for each group, by the group's id."""
OF_ONE_PAIR = ("direction", "p", "effect", "statistic", "trials", "margin", "comparator")
"""The fields of an outcome that speak of one pair of groups, which it must then name where there are several."""


class ReviewScope(Record):
    """What a review looked at: how many trials, of what design, and how it searched (PRISMA 2020, items 5 to 7).

    `searched` is the date of its last search; `languages` those that it took; `lists` names its trials, each by a
    citekey of the catalogue or a short name.
    """

    trials: Count
    included: DesignWord = Field(
        default_factory=lambda: terms.Design.RANDOMISED_TRIAL,
        json_schema_extra={"default": terms.Design.RANDOMISED_TRIAL.value},
    )
    searched: Issued | None = None
    databases: Texts = ()
    languages: Texts = ()
    lists: Texts = ()


class Source(Record):
    """Where in the sheet a record stands, and what the sheet misprints, contradicts or leaves open."""

    section: Text | None = None
    notes: Texts = ()


EXTRACTED = frozenset(("arm", "outcome", "conclusion", "verdict", "review", "participants"))
"""Of a study that has none of these, nothing but its reference and its design is known."""


class Study(Record):
    """One study, with every figure that the sheet prints of it.

    `clusters` counts what was randomised where it was not people, and `icc` is the intracluster correlation, taken
    `icc_from` another source where this one does not print it.

    Its characteristics are in the source's own words, and have CONSORT's names: `recruitment` is when people were
    recruited, `eligibility` who could take part, `women` how many of them, as a number or a share; `registration` the
    numbers in registries, `protocol` the DOI of the protocol. `treatment` is that of the whole study, or an arm's own.
    """

    citekey: Key
    conditions: Annotated[tuple[Key, ...], Field(max_length=_MOST_CONDITIONS), Lax, AfterValidator(each_once)] = ()
    design: DesignWord
    species: Annotated[terms.Species, Lax] | None = None
    population: Text | None = None
    participants: Count | None = None
    analysed: Count | None = None
    clusters: Annotated[int, Field(ge=1, le=LARGEST)] | None = None
    icc: Annotated[Printed, Field(ge=0, le=1)] | None = None
    icc_from: Text | None = None
    duration: Text | None = None
    features: Annotated[tuple[Annotated[terms.Feature, Lax], ...], Lax] = ()
    reanalysis_of: Key | None = None
    companion_of: Key | None = None
    included_in: Keys = ()
    review: ReviewScope | None = None
    verdict: Annotated[terms.Direction, Lax] | None = None
    conclusion: Text | None = None
    countries: Texts = ()
    setting: Text | None = None
    recruitment: Given | None = None
    eligibility: Text | None = None
    age: Given | None = None
    women: Given | None = None
    treatment: Treatment | None = None
    funding: Text | None = None
    conflicts: Text | None = None
    registration: Texts = ()
    protocol: Doi | None = None
    reference: Reference
    arms: Annotated[tuple[Arm, ...], Lax] = Field(default=(), alias="arm")
    outcomes: Annotated[tuple[Outcome, ...], Lax] = Field(default=(), alias="outcome")
    appraisals: Annotated[tuple[Appraisal, ...], OnlyIfGiven()] = Field(default=(), alias="appraisal")
    source: Source = Field(default_factory=Source)

    @cached_property
    def label(self) -> str:
        """The study as sentences name it: ``Shlay 1998``, with the citekey's letter where it has one."""
        letter = self.citekey[-1] if self.citekey[-1:].isalpha() and self.citekey[-2:-1].isdigit() else ""
        return f"{self.reference.first_family} {self.reference.year}{letter}"

    @cached_property
    def is_extracted(self) -> bool:
        """Whether anything that the study found or looked at is recorded; its reference alone says nothing of it."""
        return bool(self.arms or self.outcomes or self.conclusion or self.verdict or self.review) or (
            self.participants is not None
        )

    @property
    def tie(self) -> str | None:
        """The other record that speaks of the same people, if there is one; a review only overlaps with its trials."""
        return self.reanalysis_of or self.companion_of

    @property
    def shares_data(self) -> bool:
        """Whether the study speaks of people whom another record speaks of, too."""
        return self.tie is not None

    @property
    def is_randomised(self) -> bool:
        """Whether its groups were formed at random: a randomised trial, or a review of such."""
        design = self.design if self.review is None else self.review.included
        return design.is_randomised

    @property
    def is_crossover(self) -> bool:
        """Whether the same people stand in every arm, so that its arms divide nobody and are no parallel groups."""
        return terms.Feature.CROSSOVER in self.features or self.design == terms.Design.N_OF_1_TRIAL

    @property
    def divides_people(self) -> bool:
        """Whether its arms divide single people, as usual tests and intervals suppose: no crossover, no clusters."""
        return not self.is_crossover and not self.is_clustered

    @property
    def is_clustered(self) -> bool:
        """Whether groups of people were randomised, by its design or since the source counts clusters."""
        return self.clusters is not None or self.design == terms.Design.CLUSTER_RANDOMISED_TRIAL

    @property
    def is_mechanism(self) -> bool:
        """Whether the study can speak of how a treatment might work only: by its design, or not made in people."""
        return self.design.is_mechanism or self.species not in (None, terms.Species.HUMAN)

    @property
    def group(self) -> terms.Group:
        """The evidence table that the study stands in."""
        return terms.Group.MECHANISMS if self.is_mechanism else self.design.group

    @property
    def level(self) -> int | None:
        """OCEBM 2011 level by design; a review stands one above what it includes, and never above 1.

        `None` where the scheme's row on treatment benefits has no place for the design, or for what a review includes,
        and for a study that nothing is extracted of.
        """
        if self.is_mechanism:
            return terms.Design.MECHANISM_STUDY.level
        if not self.is_extracted:
            return None
        if self.review is None:
            return self.design.level
        included = self.review.included.level
        return None if included is None else max(1, included - 1)

    def arm(self, arm_id: str) -> Arm:
        """The arm with this id; `KeyError` if there is none."""
        return self.arms[self.place_of_arm[arm_id]]

    @cached_property
    def place_of_arm(self) -> Mapping[str, int]:
        """Where each arm stands among the arms, by its id."""
        return {arm.id: n for n, arm in enumerate(self.arms)}

    @cached_property
    def place_of_outcome(self) -> Mapping[str, int]:
        """Where each outcome stands among the outcomes, by its id."""
        return {outcome.id: n for n, outcome in enumerate(self.outcomes)}

    @property
    def compared(self) -> tuple[Outcome, ...]:
        """The outcomes as they compare groups.

        One that names none in a study of several stands once for each pair that has figures of it: every experimental
        arm with every comparator.
        """
        return self.outcomes if self._only_sides is not None or not self.arms else self._by_pair

    @cached_property
    def _by_pair(self) -> tuple[Outcome, ...]:
        return tuple(each for outcome in self.outcomes for each in self._each_pair(outcome))

    def _each_pair(self, outcome: Outcome) -> tuple[Outcome, ...]:
        if outcome.compares is not None or outcome.within is not None:
            return (outcome,)
        there = outcome.groups
        first, second = ([arm.id for arm in self.arms_in(role) if arm.id in there] for role in terms.Role)
        pairs = [(one, two) for one in first for two in second]
        return tuple(outcome.model_copy(update={"compares": pair}) for pair in pairs) or (outcome,)

    @cached_property
    def has_primary(self) -> bool:
        """Whether an outcome is marked as primary."""
        return any(outcome.primary for outcome in self.outcomes)

    def arms_in(self, role: terms.Role) -> tuple[Arm, ...]:
        """The arms that play this part, in the order of the catalogue."""
        return tuple(arm for arm in self.arms if arm.role is role)

    def sides(self, outcome: Outcome) -> tuple[Arm, Arm] | None:
        """The two arms that an outcome compares; `None` for a change inside arms.

        An outcome that does not name them compares the study's only experimental and only comparator arm.
        """
        if outcome.within is not None:
            return None
        if outcome.compares is not None:
            return self.arm(outcome.compares[0]), self.arm(outcome.compares[1])
        return self._only_sides

    @cached_property
    def _only_sides(self) -> tuple[Arm, Arm] | None:
        first, second = self.arms_in(terms.Role.EXPERIMENTAL), self.arms_in(terms.Role.COMPARATOR)
        return (first[0], second[0]) if len(first) == len(second) == 1 else None

    def comparator_of(self, outcome: Outcome) -> terms.Comparator | None:
        """The class of what an outcome compares with: its own, and else its second arm's; `None` without a pair."""
        sides = self.sides(outcome)
        return None if sides is None else outcome.comparator or sides[1].comparator

    def inside(self, outcome: Outcome) -> tuple[Arm, ...]:
        """The arms that an outcome without a comparison is about: those it names, or all."""
        return self.arms if outcome.within is None else tuple(self.arm(arm) for arm in outcome.within)


class Used(Record):
    """A study whose record stands in another sheet: of its own it has its conditions, and notes for this sheet."""

    use: Annotated[str, StringConstraints(pattern=f"^{_KEY}:{_KEY}$", max_length=200)]
    citekey: Key | None = None
    conditions: Annotated[tuple[Key, ...], Field(max_length=_MOST_CONDITIONS), Lax, AfterValidator(each_once)] = ()
    source: Source = Field(default_factory=Source)


class Elsewhere(Record):
    """The other sheet that treats a condition."""

    sheet: Text | None = None
    status: Annotated[terms.SheetStatus, Lax]


class Condition(Record):
    """A condition, with the names that people call it by."""

    key: Key
    name: Text
    aliases: Texts = ()
    note: Text | None = None
    treated_in: Elsewhere | None = None


class BackgroundWork(Record):
    """A work that the sheet's prose cites and that is not a study of its evidence."""

    citekey: Key
    reference: Reference
    note: Text | None = None

    @property
    def label(self) -> str:
        """The work as sentences name it: ``Sykes 1997``."""
        names = self.reference.names
        both = " and ".join(name.family for name in names) if len(names) == 2 else self.reference.first_family
        return f"{both} {self.reference.year}"


class Paragraph(Record):
    """A paragraph of prose, with the works and studies that it cites."""

    text: Text
    cites: Keys = ()


class Section(Record):
    """A section of prose: printed before the evidence, or after it."""

    id: Key
    title: Text
    place: Literal["before", "after"] = "before"
    paragraphs: Annotated[tuple[Paragraph, ...], Lax] = Field(alias="paragraph")


class Mechanism(Record):
    """A way in which the treatment might work, with the studies that speak of it."""

    id: Key
    statement: Text
    studies: Keys
    note: Text | None = None


class Claim(Record):
    """A claim that the sheet's authors make: what it asserts, about what, against what, and on which studies.

    `outcomes` names what it is about by construct or label, more narrowly than `families`. `hedged`: it says "may" or
    "seems"; doubt of the treatment's own effect, so said, is no over-claim.
    """

    id: Key
    place: Annotated[terms.ClaimPlace, Lax]
    text: Text
    asserts: Annotated[terms.Asserts, Lax]
    conditions: Keys = ()
    comparators: Annotated[tuple[Annotated[terms.Comparator, Lax], ...], Lax] = ()
    against: Text | None = None
    families: Annotated[tuple[FamilyWord, ...], Lax] = ()
    outcomes: Texts = ()
    hedged: bool = False
    studies: Keys = ()
    note: Text | None = None


class Acknowledgement(Record):
    """A finding of `check` on a study, a claim or a rating that a person has looked into.

    The reason is shown beside it.
    """

    code: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}[0-9]{3}$")]
    record: Key
    field: Text | None = None
    reason: Text


class Publisher(Record):
    """Who publishes the sheet."""

    name: Text
    short_name: Text | None = None
    website: Text | None = None
    telephone: Text | None = None


class Style(Record):
    """How a page of the sheet looks: the publisher's colour and logo."""

    colour: Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")] | None = None
    logo: Text | None = None


class Sheet(Record):
    """The fact sheet's own metadata."""

    title: Text
    topic: Text
    intervention: Text
    kind: Literal["own", "transcribed"] = "own"
    published: (
        Annotated[str, StringConstraints(pattern=r"^[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-[0-3][0-9])?)?$")] | None
    ) = None
    publisher: Publisher | None = None
    licence: Text | None = None
    style: Style | None = None
    search: Text | None = None
    abbreviations: dict[Annotated[str, StringConstraints(min_length=2, max_length=16)], Text] = Field(
        default_factory=dict
    )
    notes: Texts = ()


class Catalogue(Record):
    """A whole catalogue: the sheet, its conditions, studies, prose and claims."""

    sheet: Sheet
    families: Annotated[tuple[DeclaredFamily, ...], OnlyIfGiven()] = Field(default=(), alias="family")
    designs: Annotated[tuple[DeclaredDesign, ...], OnlyIfGiven()] = Field(default=(), alias="design")
    instruments: Annotated[tuple[Instrument, ...], OnlyIfGiven()] = Field(default=(), alias="instrument")
    tools: Annotated[tuple[DeclaredTool, ...], OnlyIfGiven()] = Field(default=(), alias="appraisal_tool")
    conditions: Annotated[tuple[Condition, ...], Lax] = Field(default=(), alias="condition")
    studies: Annotated[tuple[Study, ...], Lax] = Field(default=(), alias="study")
    background: Annotated[tuple[BackgroundWork, ...], Lax] = ()
    sections: Annotated[tuple[Section, ...], Lax] = Field(default=(), alias="section")
    mechanisms: Annotated[tuple[Mechanism, ...], Lax] = Field(default=(), alias="mechanism")
    claims: Annotated[tuple[Claim, ...], Lax] = Field(default=(), alias="claim")
    important_outcomes: Annotated[tuple[ImportantOutcome, ...], OnlyIfGiven()] = Field(
        default=(), alias="important_outcome"
    )
    ratings: Annotated[tuple[Rating, ...], OnlyIfGiven()] = Field(default=(), alias="rating")
    acknowledged: Annotated[tuple[Acknowledgement, ...], Lax] = ()

    @model_validator(mode="wrap")
    @classmethod
    def _in_its_own_words(cls, raw: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """Its records may use the words that its tables declare; prose has names where it cites a work."""
        with speaking(vocabulary_of(raw)):
            catalogue = handler(raw)
        return as_read(catalogue, catalogue.label_of)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words that its records may use, built in and declared."""
        declared = {"family": self.families, "design": self.designs, "instrument": self.instruments}
        return vocabulary_of(declared | {"appraisal_tool": self.tools})

    @cached_property
    def study_by_key(self) -> dict[str, Study]:
        """Studies by citekey."""
        return {study.citekey: study for study in self.studies}

    @cached_property
    def place_by_key(self) -> dict[str, tuple[str, int]]:
        """Where each record stands: its table and its position in it, by citekey, key or id."""
        tables: tuple[tuple[str, list[str]], ...] = (
            ("rating", [f"rating {i}" for i in range(len(self.ratings))]),
            ("important_outcome", [f"important outcome {i}" for i in range(len(self.important_outcomes))]),
            ("rating", [rating.id or f"rating {i}" for i, rating in enumerate(self.ratings)]),
            ("claim", [claim.id for claim in self.claims]),
            ("mechanism", [mechanism.id for mechanism in self.mechanisms]),
            ("condition", [condition.key for condition in self.conditions]),
            ("background", [work.citekey for work in self.background]),
            ("study", [study.citekey for study in self.studies]),
        )
        return {key: (table, i) for table, keys in tables for i, key in enumerate(keys)}

    @cached_property
    def condition_by_key(self) -> dict[str, Condition]:
        """Conditions by key."""
        return {condition.key: condition for condition in self.conditions}

    @cached_property
    def work_by_key(self) -> dict[str, BackgroundWork]:
        """Background works by citekey."""
        return {work.citekey: work for work in self.background}

    @cached_property
    def studies_of(self) -> dict[str, tuple[Study, ...]]:
        """The studies of each condition, by its key."""
        found: dict[str, list[Study]] = {}
        for study in self.studies:
            for key in study.conditions:
                found.setdefault(key, []).append(study)
        return {key: tuple(studies) for key, studies in found.items()}

    @cached_property
    def answers(self) -> dict[tuple[str, str], list[Acknowledgement]]:
        """Acknowledgements by the code and the record that they answer, in file order."""
        found: dict[tuple[str, str], list[Acknowledgement]] = {}
        for item in self.acknowledged:
            found.setdefault((item.code, item.record), []).append(item)
        return found

    def label_of(self, citekey: str) -> str | None:
        """The label of the study or the background work with this citekey; `None` if there is none."""
        found = self.work_by_key.get(citekey) or self.study_by_key.get(citekey)
        return found.label if found is not None else None

    def labelled(self, citekey: str) -> str:
        """The label of the study or the background work with this citekey; `KeyError` if there is none."""
        return (self.work_by_key.get(citekey) or self.study_by_key[citekey]).label
