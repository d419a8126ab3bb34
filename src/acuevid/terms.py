"""The field's vocabulary: the words that a catalogue may use, and how each is told to a reader."""

from enum import StrEnum

from acuevid.vocabulary import Design as Design  # part of what this module gives
from acuevid.vocabulary import Family as Family
from acuevid.vocabulary import Group as Group

SORT_KEYS = ("catalogue", "year", "study", "participants", "level", "design")
"""What a list of studies can be sorted by."""


class Term(StrEnum):
    """A word that records may use."""

    @property
    def words(self) -> str:
        """The word as a reader has it: ``no clear difference``."""
        return self.value.replace("-", " ")


class Species(Term):
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


class Feature(Term):
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


class Role(Term):
    """The part of an arm in its study."""

    EXPERIMENTAL = "experimental"
    COMPARATOR = "comparator"


class Comparator(Term):
    """What the treatment was compared with; classes answer different questions, each pooled by itself."""

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


class Direction(Term):
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

    def told(self, first: str = "the treatment", second: str = "the comparison") -> str:
        """The direction in words, with the side that it favours: ``favours acupuncture``, ``no clear difference``."""
        if self is Direction.FAVOURS_EXPERIMENTAL:
            return f"favours {first}"
        return f"favours {second}" if self is Direction.FAVOURS_COMPARATOR else self.words


class EventIs(Term):
    """Whether having the event is good for the person, bad, or neither."""

    GOOD = "good"
    BAD = "bad"
    NEUTRAL = "neutral"


class Better(Term):
    """Which end of a continuous scale is better for the person."""

    HIGHER = "higher"
    LOWER = "lower"


class Analysis(Term):
    """Whom an effect was computed of."""

    INTENTION_TO_TREAT = "intention-to-treat"
    MODIFIED_INTENTION_TO_TREAT = "modified-intention-to-treat"
    PER_PROTOCOL = "per-protocol"
    COMPLETERS = "completers"

    @property
    def label(self) -> str:
        """As it stands behind an effect."""
        return "completers" if self is Analysis.COMPLETERS else self.words


class Window(Term):
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


class Adjusted(Term):
    """Whether effects that the source adjusted are pooled: no, only these, or whichever it puts first."""

    NO = "no"
    YES = "yes"
    ANY = "any"


class MultiArm(Term):
    """How a trial of several groups enters a pool: one comparison, its groups together, or a shared group divided."""

    CHOOSE = "choose"
    COMBINE = "combine"
    SPLIT = "split"


class Asserts(Term):
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


class Certainty(Term):
    """A GRADE rating of certainty, which only a person gives."""

    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"
    VERY_LOW = "very-low"

    @property
    def symbol(self) -> str:
        """GRADE's own sign, which stands beside the word."""
        full = 4 - list(Certainty).index(self)
        return "⊕" * full + "⊝" * (4 - full)


class Down(Term):
    """Why a certainty was rated down (GRADE)."""

    RISK_OF_BIAS = "risk-of-bias"
    INCONSISTENCY = "inconsistency"
    INDIRECTNESS = "indirectness"
    IMPRECISION = "imprecision"
    PUBLICATION_BIAS = "publication-bias"


class Up(Term):
    """Why a certainty was rated up (GRADE)."""

    LARGE_EFFECT = "large-effect"
    DOSE_RESPONSE = "dose-response"
    OPPOSING_CONFOUNDING = "opposing-confounding"

    @property
    def words(self) -> str:
        """The reason as sentences name it."""
        return _UP_WORDS[self]


class Importance(Term):
    """How much an outcome matters for a decision (GRADE)."""

    CRITICAL = "critical"
    IMPORTANT = "important"
    LIMITED = "limited"


_UP_WORDS = {
    Up.LARGE_EFFECT: "a large effect",
    Up.DOSE_RESPONSE: "a dose–response gradient",
    Up.OPPOSING_CONFOUNDING: "confounding that would work against the effect",
}


class ClaimPlace(Term):
    """Where in the sheet a claim stands."""

    NARRATIVE = "narrative"
    IN_SUMMARY = "in-summary"
    ABOUT = "about"


class SheetStatus(Term):
    """Whether the sheet that treats a condition exists."""

    PUBLISHED = "published"
    PLANNED = "planned"


def language_name(code: str) -> str:
    """A language by its English name, or its code where the name is not known here."""
    return _LANGUAGES.get(code.split("-")[0], code)


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


GLOSSARY = {
    "randomised trial": "a study in which chance decides who is in which group",
    "without random groups": "other things than the treatment may differ between the groups, and explain the results",
    "review": "a study that puts together the results of earlier studies",
    "placebo": "a treatment that looks real but has nothing in it",
    "sham": "a treatment that feels real but leaves out the part that is meant to work",
    "usual care": "the care that people would have had anyway",
    "chance": "people differ, so two groups may differ even where a treatment does nothing",
    "no clear difference": "the study could not tell the groups apart; that does not show that they are alike",
    "certainty": "how sure one can be that the true effect is close to what was found: high, moderate, low or very low",
    "unwanted effects": "harm that comes with a treatment, also called side effects",
    "retracted": "taken back by those who published it; its results should not be relied on",
}
"""Words of the field that plain summaries use, each with what it means."""
