"""The field's vocabulary: the words that a catalogue may use, and how each is told to a reader."""

from enum import StrEnum

from acuevid.measures import MEASURES

SORT_KEYS = ("catalogue", "year", "study", "participants", "level", "design")
"""What a list of studies can be sorted by."""


class Design(StrEnum):
    """How a study was made; it decides the table group and the OCEBM level."""

    SYSTEMATIC_REVIEW = "systematic-review"
    RANDOMISED_TRIAL = "randomised-trial"
    NON_RANDOMISED_CONTROLLED = "non-randomised-controlled"
    RETROSPECTIVE_COMPARISON = "retrospective-comparison"
    CASE_CONTROL = "case-control"
    BEFORE_AFTER = "before-after"
    CASE_SERIES = "case-series"
    MECHANISM_STUDY = "mechanism-study"
    MECHANISM_REVIEW = "mechanism-review"

    @property
    def label(self) -> str:
        """The design as a reader's noun phrase."""
        return _DESIGN_LABEL[self]

    @property
    def short(self) -> str:
        """The design in few words, for a table."""
        return _DESIGN_SHORT.get(self) or self.label

    @property
    def plural(self) -> str:
        """The design as a plural noun phrase."""
        return _DESIGN_PLURAL.get(self) or f"{self.label}s"

    @property
    def level(self) -> int:
        """Level 1 to 5 by design for treatment benefits (OCEBM 2011); a starting point, not a judgement."""
        return _LEVEL[self]

    @property
    def group(self) -> "Group":
        """The evidence table that a study of this design stands in."""
        return _GROUP[self]

    @property
    def is_mechanism(self) -> bool:
        """Whether the study can speak of how a treatment might work, but not of whether it does."""
        return self.group is Group.MECHANISMS

    @property
    def is_uncontrolled(self) -> bool:
        """Whether the design has no comparison group."""
        return self in (Design.BEFORE_AFTER, Design.CASE_SERIES)


class Group(StrEnum):
    """The evidence tables of a fact sheet, in the order of printing."""

    REVIEWS = "systematic-reviews"
    TRIALS = "randomised-trials"
    OTHER = "other-clinical-studies"
    MECHANISMS = "mechanisms"

    @property
    def heading(self) -> str:
        """The heading of the table."""
        return _GROUP_TITLE[self]


class Species(StrEnum):
    """Who or what was studied."""

    HUMAN = "human"
    RAT = "rat"
    MOUSE = "mouse"
    RABBIT = "rabbit"
    OTHER_ANIMAL = "other-animal"
    IN_VITRO = "in-vitro"

    def noun(self, n: int | None) -> str:
        """The participants as a noun that agrees with their number (`None`: plural)."""
        return _SPECIES_NOUN[self][n != 1]


class Feature(StrEnum):
    """A feature of a study's conduct that a reader weighs."""

    PILOT = "pilot"
    DOUBLE_BLIND = "double-blind"
    SINGLE_BLIND = "single-blind"
    OPEN_LABEL = "open-label"
    PLACEBO_CONTROLLED = "placebo-controlled"
    PROSPECTIVE = "prospective"
    RETROSPECTIVE = "retrospective"
    MULTICENTRE = "multicentre"
    CROSSOVER = "crossover"


class Role(StrEnum):
    """The part of an arm in its study."""

    EXPERIMENTAL = "experimental"
    COMPARATOR = "comparator"


class Comparator(StrEnum):
    """What the treatment was compared with; classes answer different questions and are never merged."""

    PLACEBO = "placebo"
    SHAM = "sham"
    ACTIVE_DRUG = "active-drug"
    ACTIVE_TREATMENT = "active-treatment"
    USUAL_CARE = "usual-care"
    NO_TREATMENT = "no-treatment"
    WAITING_LIST = "waiting-list"
    ADD_ON = "add-on"

    @property
    def label(self) -> str:
        """The class as a reader's noun phrase."""
        return _COMPARATOR_LABEL[self]


class Family(StrEnum):
    """What kind of thing an outcome measures."""

    PAIN = "pain"
    SYMPTOMS = "symptoms"
    RESPONSE = "response"
    FUNCTION = "function"
    QUALITY_OF_LIFE = "quality-of-life"
    SLEEP = "sleep"
    MEDICATION_USE = "medication-use"
    NERVE_FUNCTION = "nerve-function"
    MORTALITY = "mortality"
    ATTRITION = "attrition"
    HARMS = "harms"
    MECHANISM = "mechanism"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The family as a reader's noun phrase."""
        return _FAMILY_LABEL.get(self) or self.value.replace("-", " ")

    @property
    def is_construct(self) -> bool:
        """Whether it names one thing that several scales measure, so that these may be standardised together."""
        return self in (Family.PAIN, Family.FUNCTION, Family.QUALITY_OF_LIFE, Family.SLEEP)


class Direction(StrEnum):
    """Which way a point estimate lies, whatever its p; the first arm of a comparison is the experimental one.

    `improved`, `worsened` and `unchanged` are changes inside an arm and say nothing of a comparison.
    """

    FAVOURS_EXPERIMENTAL = "favours-experimental"
    FAVOURS_COMPARATOR = "favours-comparator"
    NO_CLEAR_DIFFERENCE = "no-clear-difference"
    MIXED = "mixed"
    UNCLEAR = "unclear"
    IMPROVED = "improved"
    WORSENED = "worsened"
    UNCHANGED = "unchanged"
    OBSERVED = "observed"
    NOT_OBSERVED = "not-observed"

    @property
    def sign(self) -> str:
        """A sign that tells the direction without colour."""
        return _SIGN[self]

    @property
    def is_within_arm(self) -> bool:
        """Whether this is a change from baseline rather than a comparison."""
        return self in (Direction.IMPROVED, Direction.WORSENED, Direction.UNCHANGED)

    @property
    def is_comparative(self) -> bool:
        """Whether this compares two arms."""
        return self in _COMPARATIVE


class EventIs(StrEnum):
    """Whether having the event is good for the person, bad, or neither."""

    GOOD = "good"
    BAD = "bad"
    NEUTRAL = "neutral"


class Better(StrEnum):
    """Which end of a continuous scale is better for the person."""

    HIGHER = "higher"
    LOWER = "lower"


class Measure(StrEnum):
    """An effect measure that a source reports or acuevid computes."""

    RISK_RATIO = "risk_ratio"
    ODDS_RATIO = "odds_ratio"
    HAZARD_RATIO = "hazard_ratio"
    RISK_DIFFERENCE = "risk_difference"
    MEAN_DIFFERENCE = "mean_difference"
    STD_MEAN_DIFFERENCE = "std_mean_difference"

    @property
    def is_ratio(self) -> bool:
        """Whether the measure lives on the log scale."""
        return MEASURES[self.value].is_ratio

    @property
    def label(self) -> str:
        """The measure as readers know it."""
        return MEASURES[self.value].label


class Window(StrEnum):
    """When results were measured, coarse enough to pool what was measured about then."""

    SHORT = "short"
    MEDIUM = "medium"
    LONG = "long"
    UNRECORDED = "unrecorded"
    ANY = "any"

    @property
    def label(self) -> str:
        """The window as sentences name it."""
        return _WINDOW_LABEL[self]


class Asserts(StrEnum):
    """What an author's claim says."""

    SUPERIORITY = "superiority"
    EQUIVALENCE = "equivalence"
    NON_INFERIORITY = "non-inferiority"
    NO_CLEAR_DIFFERENCE = "no-clear-difference"
    NO_EFFECT = "no-effect"
    BENEFIT = "benefit"
    FEWER_HARMS = "fewer-harms"
    MECHANISM = "mechanism"
    INSUFFICIENT_EVIDENCE = "insufficient-evidence"


class Certainty(StrEnum):
    """A GRADE rating of certainty, which only a person gives."""

    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"
    VERY_LOW = "very-low"


class ClaimPlace(StrEnum):
    """Where in the sheet a claim stands."""

    NARRATIVE = "narrative"
    IN_SUMMARY = "in-summary"
    ABOUT = "about"


class SheetStatus(StrEnum):
    """Whether the sheet that treats a condition exists."""

    PUBLISHED = "published"
    PLANNED = "planned"


def language_name(code: str) -> str:
    """A language by its English name, or its code where the name is not known here."""
    return _LANGUAGES.get(code.split("-")[0], code)


_DESIGN_LABEL = {
    Design.SYSTEMATIC_REVIEW: "systematic review",
    Design.RANDOMISED_TRIAL: "randomised trial",
    Design.NON_RANDOMISED_CONTROLLED: "non-randomised controlled study",
    Design.RETROSPECTIVE_COMPARISON: "retrospective comparison",
    Design.CASE_CONTROL: "case–control study",
    Design.BEFORE_AFTER: "uncontrolled before–after study",
    Design.CASE_SERIES: "uncontrolled case series",
    Design.MECHANISM_STUDY: "mechanism study",
    Design.MECHANISM_REVIEW: "review of mechanisms",
}
_DESIGN_SHORT = {
    Design.SYSTEMATIC_REVIEW: "review",
    Design.NON_RANDOMISED_CONTROLLED: "controlled, not randomised",
    Design.RETROSPECTIVE_COMPARISON: "retrospective",
    Design.BEFORE_AFTER: "before–after",
    Design.CASE_SERIES: "case series",
    Design.MECHANISM_STUDY: "mechanism",
    Design.MECHANISM_REVIEW: "mechanism review",
}
_DESIGN_PLURAL = {
    Design.NON_RANDOMISED_CONTROLLED: "non-randomised controlled studies",
    Design.CASE_CONTROL: "case–control studies",
    Design.BEFORE_AFTER: "uncontrolled before–after studies",
    Design.CASE_SERIES: "uncontrolled case series",
    Design.MECHANISM_STUDY: "mechanism studies",
    Design.MECHANISM_REVIEW: "reviews of mechanisms",
}
_LEVEL = {
    Design.SYSTEMATIC_REVIEW: 1,
    Design.RANDOMISED_TRIAL: 2,
    Design.NON_RANDOMISED_CONTROLLED: 3,
    Design.RETROSPECTIVE_COMPARISON: 3,
    Design.CASE_CONTROL: 4,
    Design.BEFORE_AFTER: 4,
    Design.CASE_SERIES: 4,
    Design.MECHANISM_STUDY: 5,
    Design.MECHANISM_REVIEW: 5,
}
_GROUP = {
    Design.SYSTEMATIC_REVIEW: Group.REVIEWS,
    Design.RANDOMISED_TRIAL: Group.TRIALS,
    Design.NON_RANDOMISED_CONTROLLED: Group.OTHER,
    Design.RETROSPECTIVE_COMPARISON: Group.OTHER,
    Design.CASE_CONTROL: Group.OTHER,
    Design.BEFORE_AFTER: Group.OTHER,
    Design.CASE_SERIES: Group.OTHER,
    Design.MECHANISM_STUDY: Group.MECHANISMS,
    Design.MECHANISM_REVIEW: Group.MECHANISMS,
}
_GROUP_TITLE = {
    Group.REVIEWS: "Systematic reviews",
    Group.TRIALS: "Randomised controlled trials",
    Group.OTHER: "Other clinical studies",
    Group.MECHANISMS: "Studies of possible mechanisms",
}
_SPECIES_NOUN = {
    Species.HUMAN: ("person", "people"),
    Species.RAT: ("rat", "rats"),
    Species.MOUSE: ("mouse", "mice"),
    Species.RABBIT: ("rabbit", "rabbits"),
    Species.OTHER_ANIMAL: ("animal", "animals"),
    Species.IN_VITRO: ("sample", "samples"),
}
_COMPARATOR_LABEL = {
    Comparator.PLACEBO: "placebo",
    Comparator.SHAM: "sham treatment",
    Comparator.ACTIVE_DRUG: "an active drug",
    Comparator.ACTIVE_TREATMENT: "another active treatment",
    Comparator.USUAL_CARE: "usual care",
    Comparator.NO_TREATMENT: "no treatment",
    Comparator.WAITING_LIST: "a waiting list",
    Comparator.ADD_ON: "the other treatment alone",
}
_FAMILY_LABEL = {
    Family.NERVE_FUNCTION: "nerve function",
    Family.RESPONSE: "response to treatment",
    Family.MORTALITY: "deaths",
    Family.ATTRITION: "leaving the study",
    Family.OTHER: "other outcomes",
}
_WINDOW_LABEL = {
    Window.SHORT: "up to 3 months",
    Window.MEDIUM: "after 3 and up to 12 months",
    Window.LONG: "after 12 months",
    Window.UNRECORDED: "at a time that is not recorded",
    Window.ANY: "at any time",
}
_COMPARATIVE = (
    Direction.FAVOURS_EXPERIMENTAL,
    Direction.FAVOURS_COMPARATOR,
    Direction.NO_CLEAR_DIFFERENCE,
    Direction.MIXED,
    Direction.UNCLEAR,
)
_SIGN = {
    Direction.FAVOURS_EXPERIMENTAL: "+",
    Direction.FAVOURS_COMPARATOR: "−",
    Direction.NO_CLEAR_DIFFERENCE: "=",
    Direction.MIXED: "±",
    Direction.UNCLEAR: "?",
    Direction.IMPROVED: "↑",
    Direction.WORSENED: "↓",
    Direction.UNCHANGED: "→",
    Direction.OBSERVED: "·",
    Direction.NOT_OBSERVED: "○",
}
_LANGUAGES = {
    "zh": "Chinese",
    "de": "German",
    "fr": "French",
    "es": "Spanish",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "pt": "Portuguese",
    "ru": "Russian",
}
