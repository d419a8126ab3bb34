"""Designs and families of outcomes: words that are built in, and those that a catalogue declares beside them.

Each word is a text that knows how it is told and how it counts, and is made once: the same facts are the same object.
"""

from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from itertools import count
from typing import Any, ClassVar, Literal, Self, TypeVar

Counts = Literal["benefit", "harm", "other"]
"""How outcomes of a family count in a finding: for benefit, as harms, or only where there is nothing else."""


class Group(StrEnum):
    """The evidence tables of a fact sheet, in the order of printing."""

    REVIEWS = "systematic-reviews"
    TRIALS = "randomised-trials"
    OTHER = "other-clinical-studies"
    CONTEXT = "costs-experience-guidance"
    MECHANISMS = "mechanisms"

    @property
    def heading(self) -> str:
        """The heading of the table."""
        return _GROUP_TITLE[self]


class _Word(str):
    """A word that compares as its text, stands at a place among its like, and cannot be changed."""

    __slots__ = ("label", "place")
    label: str
    place: int

    @property
    def value(self) -> str:
        """The word as a plain text."""
        return str(self)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{name} of '{self}' cannot be set")

    def __copy__(self) -> Self:
        """The word itself: there is one of it."""
        return self

    def __deepcopy__(self, memo: object) -> Self:
        """The word itself."""
        return self


class Design(_Word):
    """How a study was made; it decides the table group and the OCEBM level.

    `level` is 1 to 5 by design for treatment benefits (OCEBM 2011, "Does this intervention help?"), a starting point
    and not a judgement; `None` where that question has no row for the design. `is_randomised`: chance formed the
    groups. `is_uncontrolled`: it has no comparison group. `place` is its place among all designs.
    """

    __slots__ = ("group", "is_randomised", "is_uncontrolled", "level", "plural", "short")
    short: str
    plural: str
    group: Group
    level: int | None
    is_randomised: bool
    is_uncontrolled: bool

    SYSTEMATIC_REVIEW: ClassVar["Design"]
    OVERVIEW_OF_REVIEWS: ClassVar["Design"]
    NETWORK_META_ANALYSIS: ClassVar["Design"]
    RANDOMISED_TRIAL: ClassVar["Design"]
    CLUSTER_RANDOMISED_TRIAL: ClassVar["Design"]
    N_OF_1_TRIAL: ClassVar["Design"]
    NON_RANDOMISED_CONTROLLED: ClassVar["Design"]
    RETROSPECTIVE_COMPARISON: ClassVar["Design"]
    CASE_CONTROL: ClassVar["Design"]
    BEFORE_AFTER: ClassVar["Design"]
    CASE_SERIES: ClassVar["Design"]
    CASE_REPORT: ClassVar["Design"]
    NOT_RECORDED: ClassVar["Design"]
    GUIDELINE: ClassVar["Design"]
    MECHANISM_STUDY: ClassVar["Design"]
    MECHANISM_REVIEW: ClassVar["Design"]

    @property
    def is_mechanism(self) -> bool:
        """Whether the study can speak of how a treatment might work, but not of whether it does."""
        return self.group is Group.MECHANISMS

    @property
    def is_review(self) -> bool:
        """Whether it speaks of other studies, and has no people of its own."""
        return self.group is Group.REVIEWS

    @property
    def is_context(self) -> bool:
        """Whether it is about costs, experience or guidance, so that by itself it shows no effect."""
        return self.group is Group.CONTEXT

    @property
    def may_differ_at_start(self) -> bool:
        """Whether it compares groups that were not formed at random and that it did not pick by their outcome."""
        # these have cautions of their own
        own = (Design.CASE_CONTROL, Design.RETROSPECTIVE_COMPARISON, Design.NOT_RECORDED)
        return self.group is Group.OTHER and not (self.is_randomised or self.is_uncontrolled or self in own)


class Family(_Word):
    """What kind of thing an outcome measures.

    `is_construct`: it names one thing that several scales measure, so that these may be standardised together.
    `counts` is how its outcomes count in a finding. `place` is its place among all families.
    """

    __slots__ = ("counts", "is_construct")
    is_construct: bool
    counts: Counts

    PAIN: ClassVar["Family"]
    FUNCTION: ClassVar["Family"]
    DISABILITY: ClassVar["Family"]
    QUALITY_OF_LIFE: ClassVar["Family"]
    MORTALITY: ClassVar["Family"]
    HARMS: ClassVar["Family"]
    OTHER: ClassVar["Family"]

    @property
    def is_harm(self) -> bool:
        """Whether its outcomes are harms, which are told apart from benefit."""
        return self.counts == "harm"


@cache
def family(key: str, label: str, place: int, *, is_construct: bool = False, counts: Counts = "benefit") -> Family:
    """The family with these facts; made once."""
    made = Family(key)
    _set(made, label=label, place=place, is_construct=is_construct, counts=counts)
    return made


@cache
def design(
    key: str,
    label: str,
    place: int,
    group: Group,
    level: int | None,
    *,
    short: str = "",
    plural: str = "",
    is_randomised: bool = False,
    is_uncontrolled: bool = False,
) -> Design:
    """The design with these facts; made once. Without `short` or a `plural` these come from the label."""
    made = Design(key)
    _set(made, label=label, place=place, group=group, level=level)
    _set(made, short=short or label, plural=plural or f"{label}s")
    _set(made, is_randomised=is_randomised, is_uncontrolled=is_uncontrolled)
    return made


def _set(word: _Word, **facts: object) -> None:
    for name, fact in facts.items():
        object.__setattr__(word, name, fact)


W = TypeVar("W", bound=_Word)


def in_place(words: Iterable[W]) -> list[W]:
    """Words, each once, in the order of the vocabulary: built in, then declared."""
    return sorted(set(words), key=lambda word: word.place)


_GROUP_TITLE = {
    Group.REVIEWS: "Systematic reviews",
    Group.TRIALS: "Randomised controlled trials",
    Group.OTHER: "Other clinical studies",
    Group.CONTEXT: "Costs, experience and guidance",
    Group.MECHANISMS: "Studies of possible mechanisms",
}


def _designs() -> Iterable[Design]:
    """The built-in designs in their order.

    Levels: OCEBM Levels of Evidence Working Group 2011, row "Does this intervention help?". Its level 1 is
    systematic reviews of randomised or n-of-1 trials, so that one n-of-1 trial stands with the trials. Cross-sectional
    studies, economic evaluations, qualitative studies and guidelines have no place in that row. A case report is a case
    series of one, and a quasi-randomised trial a controlled study whose groups chance did not form. Of a study whose
    design nobody has recorded yet (``not-recorded``) nothing is supposed.
    """
    place = count()

    def built(key: str, label: str, group: Group, level: int | None, **told: Any) -> Design:
        return design(key, label, next(place), group, level, **told)

    yield built("systematic-review", "systematic review", Group.REVIEWS, 1, short="review")
    plural = "overviews of reviews"
    yield built("overview-of-reviews", "overview of reviews", Group.REVIEWS, 1, short="overview", plural=plural)
    plural = "network meta-analyses"
    yield built("network-meta-analysis", "network meta-analysis", Group.REVIEWS, 1, plural=plural)
    yield built("randomised-trial", "randomised trial", Group.TRIALS, 2, is_randomised=True)
    yield built("cluster-randomised-trial", "cluster-randomised trial", Group.TRIALS, 2, is_randomised=True)
    yield built("n-of-1-trial", "n-of-1 trial", Group.TRIALS, 2, is_randomised=True)
    yield built("quasi-randomised-trial", "quasi-randomised trial", Group.OTHER, 3)
    short, plural = "controlled, not randomised", "non-randomised controlled studies"
    label = "non-randomised controlled study"
    yield built("non-randomised-controlled", label, Group.OTHER, 3, short=short, plural=plural)
    yield built("cohort", "cohort study", Group.OTHER, 3, short="cohort", plural="cohort studies")
    yield built("retrospective-comparison", "retrospective comparison", Group.OTHER, 3, short="retrospective")
    yield built("case-control", "case–control study", Group.OTHER, 4, plural="case–control studies")
    short, plural = "cross-sectional", "cross-sectional studies"
    yield built("cross-sectional", "cross-sectional study", Group.OTHER, None, short=short, plural=plural)
    label, short, plural = "uncontrolled before–after study", "before–after", "uncontrolled before–after studies"
    yield built("before-after", label, Group.OTHER, 4, short=short, plural=plural, is_uncontrolled=True)
    label, short = "uncontrolled case series", "case series"
    yield built("case-series", label, Group.OTHER, 4, short=short, plural=label, is_uncontrolled=True)
    yield built("case-report", "case report", Group.OTHER, 4, is_uncontrolled=True)
    label, short, plural = "study of unrecorded design", "design not recorded", "studies of unrecorded design"
    yield built("not-recorded", label, Group.OTHER, None, short=short, plural=plural)
    yield built("economic-evaluation", "economic evaluation", Group.CONTEXT, None)
    plural = "qualitative studies"
    yield built("qualitative-study", "qualitative study", Group.CONTEXT, None, plural=plural, is_uncontrolled=True)
    yield built("guideline", "guideline", Group.CONTEXT, None, is_uncontrolled=True)
    plural = "mechanism studies"
    yield built("mechanism-study", "mechanism study", Group.MECHANISMS, 5, short="mechanism", plural=plural)
    short, plural = "mechanism review", "reviews of mechanisms"
    yield built("mechanism-review", "review of mechanisms", Group.MECHANISMS, 5, short=short, plural=plural)


def _families() -> Iterable[Family]:
    """The built-in families in their order."""
    rows: tuple[tuple[str, str, bool, Counts], ...] = (
        ("pain", "pain", True, "benefit"),
        ("symptoms", "symptoms", False, "benefit"),
        ("nausea", "nausea and vomiting", False, "benefit"),
        ("fatigue", "fatigue", True, "benefit"),
        ("anxiety", "anxiety", True, "benefit"),
        ("depression", "depression", True, "benefit"),
        ("response", "response to treatment", False, "benefit"),
        ("function", "function", True, "benefit"),
        ("disability", "disability", True, "benefit"),
        ("quality-of-life", "quality of life", True, "benefit"),
        ("sleep", "sleep", True, "benefit"),
        ("work", "work", False, "benefit"),
        ("medication-use", "medication use", False, "benefit"),
        ("nerve-function", "nerve function", False, "benefit"),
        ("mortality", "deaths", False, "benefit"),
        ("attrition", "leaving the study", False, "benefit"),
        ("harms", "harms", False, "harm"),
        ("mechanism", "mechanism", False, "benefit"),
        ("satisfaction", "satisfaction", False, "other"),
        ("cost", "cost and resource use", False, "other"),
        ("other", "other outcomes", False, "other"),
    )
    for place, (key, label, is_construct, counts) in enumerate(rows):
        yield family(key, label, place, is_construct=is_construct, counts=counts)


DESIGNS: dict[str, Design] = {word.value: word for word in _designs()}
"""The built-in designs by their word."""
FAMILIES: dict[str, Family] = {word.value: word for word in _families()}
"""The built-in families by their word."""

for _word in (*DESIGNS.values(), *FAMILIES.values()):
    setattr(type(_word), _word.value.upper().replace("-", "_"), _word)
