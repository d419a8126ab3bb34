"""A rating under check, the evidence in the catalogue that it speaks of, and the register of its checks."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from acuevid.appraisals import Rating
from acuevid.checks.results import Answer, Checked, Status
from acuevid.diagnostics import Severity
from acuevid.models import Catalogue, Outcome, Study
from acuevid.results.analysed import analysed
from acuevid.results.once import once
from acuevid.results.windows import window
from acuevid.terms import Certainty, Design, Down, Window

if TYPE_CHECKING:
    from acuevid.pools.bodies import Body
    from acuevid.pools.sets import PoolSet


class Evidence(NamedTuple):
    """What of a catalogue a rating speaks of: each study with its outcomes, and the bodies that they can be pooled to.

    `is_whole`: every study that stands for itself is in a body, none is a review, and none was retracted. Where not,
    people may have rated on more or less than the bodies hold.
    """

    outcomes: Mapping[str, tuple[Outcome, ...]]
    studies: tuple[Study, ...]
    bodies: "tuple[Body, ...]"
    is_whole: bool

    @property
    def holds_review(self) -> bool:
        """Whether a review is among it, whose trials are not counted one by one."""
        return any(study.design.is_review or study.review is not None for study in self.studies)


@dataclass(frozen=True)
class Rated:
    """A rating under check, with its place among the ratings and the catalogue that it stands in."""

    rating: Rating
    place: int
    catalogue: Catalogue

    @property
    def record(self) -> str:
        """The name by which findings, and acknowledgements of them, speak of it."""
        return self.rating.id or f"rating {self.place}"

    @property
    def subject(self) -> tuple[object, ...]:
        """What it is about; two ratings that share it rate the same thing."""
        from acuevid.catalogue.names import fold

        rating = self.rating
        outcome = None if rating.outcome is None else fold(rating.outcome)
        return rating.condition, rating.comparator, rating.family, outcome, rating.window, rating.randomised

    @cached_property
    def evidence(self) -> Evidence:
        """The evidence that it speaks of; looked for once for all ratings of the same thing."""
        return once(self.catalogue, ("evidence", self.subject), lambda: _evidence(self.rating, self.catalogue))

    @property
    def bodies_meant(self) -> "tuple[Body, ...]":
        """The bodies of evidence that it fits, as a summary of findings asks it."""
        from acuevid.pools.bodies import fitting

        return tuple(fitting(self.rating, self.evidence.bodies))

    @cached_property
    def is_of_randomised(self) -> bool | None:
        """Whether it is about randomised trials: as recorded, or as all its studies are; `None` where not known."""
        if self.rating.randomised is not None:
            return self.rating.randomised
        kinds = {None if s.design == Design.NOT_RECORDED else s.is_randomised for s in self.evidence.studies}
        return kinds.pop() if len(kinds) == 1 else None

    @cached_property
    def starts(self) -> tuple[Certainty, ...]:
        """Where it may have begun: as recorded, else high for randomised trials and low for other studies.

        Other studies may begin high where all are appraised with ROBINS-I (GRADE guidelines 18, Schünemann 2019).
        """
        if self.rating.start is not None:
            return (self.rating.start,)
        if self.is_of_randomised is None or (not self.is_of_randomised and self.all_by_robins):
            return Certainty.HIGH, Certainty.LOW
        return (Certainty.HIGH if self.is_of_randomised else Certainty.LOW,)

    @property
    def all_by_robins(self) -> bool:
        """Whether all its studies are appraised with ROBINS-I."""
        studies = self.evidence.studies
        return bool(studies) and all(any(a.tool.key == "robins-i" for a in s.appraisals) for s in studies)

    @property
    def has_steps(self) -> bool:
        """Whether how it came about is recorded, and not only what it came to."""
        return bool(self.rating.start or self.rating.down or self.rating.up)

    def passes_over(self, reason: Down) -> bool:
        """Whether it was not rated down for a reason and says nothing of it, though it could have been."""
        rating = self.rating
        is_told = self.has_steps or rating.certainty is Certainty.HIGH
        named = reason in rating.down or reason.value in rating.because
        return is_told and not named and rating.certainty is not Certainty.VERY_LOW


def _evidence(rating: Rating, catalogue: Catalogue) -> Evidence:
    """The studies with an outcome that the rating speaks of, without those that another of them stands for."""
    of_condition = catalogue.studies_of.get(rating.condition, ())
    speaks = speaking_of(rating, of_condition)
    found = {s.citekey: outcomes for s in of_condition if (outcomes := tuple(o for o in s.compared if speaks(s, o)))}
    all_found = tuple(s for s in of_condition if s.citekey in found)
    studies = tuple(s for s in all_found if s.tie not in found)
    bodies = _bodies(rating, all_found)
    pooled = {member.study.citekey for body in bodies for member in body.chosen.pooled}
    is_whole = bool(studies) and all(s.citekey in pooled and not s.reference.is_retracted for s in studies)
    return Evidence(found, studies, bodies, is_whole)


def speaking_of(rating: Rating, studies: tuple[Study, ...]) -> Callable[[Study, Outcome], bool]:
    """Whether an outcome of one of these studies is what a rating is about.

    A study without groups in the record may have compared with anything.
    """
    from acuevid.pools.asked import Wanted, of_wanted

    is_on = of_wanted(studies, Wanted(outcome=rating.outcome)).is_on

    def speaks(study: Study, outcome: Outcome) -> bool:
        kind = outcome.comparator or study.comparator_of(outcome)
        return (
            is_on(outcome)
            and rating.family in (None, outcome.family)
            and (rating.comparator in (None, kind) or (kind is None and not study.arms))
            and (rating.window in (None, Window.ANY) or window(outcome) is rating.window)
            and rating.randomised in (None, study.is_randomised)
        )

    return speaks


def _bodies(rating: Rating, studies: tuple[Study, ...]) -> "tuple[Body, ...]":
    """What of these studies a rating may speak of; a check that asks a body asks each, and tells what is so in all."""
    from acuevid.pools.asked import Wanted
    from acuevid.pools.questions import pool_sets

    kinds = (True, False) if rating.randomised is None else (rating.randomised,)
    asked = [
        Wanted(outcome=rating.outcome, comparator=rating.comparator, window=rating.window, is_randomised=kind)
        for kind in kinds
    ]
    sets = [chosen for wanted in asked for chosen in pool_sets(studies, wanted)]
    return tuple(_body(chosen) for chosen in sets if rating.family in (None, chosen.question.family))


def _body(chosen: "PoolSet") -> "Body":
    from acuevid.numbers.tails import ScipyMissing
    from acuevid.pools.bodies import Body
    from acuevid.pools.fit import pool_set

    try:
        return Body(chosen, pool_set(chosen) if chosen.is_poolable else None)
    except ScipyMissing:
        return Body(chosen, None)


class RatingCheck(NamedTuple):
    """A check of ratings: its code, a title, how much a finding weighs, and the function, which documents it."""

    code: str
    title: str
    severity: Severity
    function: Callable[[Rated], Iterator[Answer]]

    def results(self, rated: Rated) -> Iterator[Checked]:
        """What the check says of a rating."""
        for status, fields, line in self.function(rated):
            yield Checked(self.code, status, rated.record, fields, line, self.severity)


_REGISTER: dict[str, RatingCheck] = {}

_Function = Callable[[Rated], Iterator[Answer]]


def rating_check(code: str, title: str, severity: Severity = Severity.WARNING) -> Callable[[_Function], _Function]:
    """Register a function as the check of this code."""

    def register(function: _Function) -> _Function:
        _REGISTER[code] = RatingCheck(code, title, severity, function)
        return function

    return register


def rating_checks() -> Mapping[str, RatingCheck]:
    """The checks of ratings by their codes; loaded when first asked for, since few catalogues have ratings."""
    from acuevid.checks import rated_bodies, rated_down, ratings  # noqa: F401  the register fills as they load

    return _REGISTER


def each_rating(catalogue: Catalogue) -> Iterator[Checked]:
    """What every check says of each rating."""
    for n, rating in enumerate(catalogue.ratings):
        rated = Rated(rating, n, catalogue)
        for check in rating_checks().values():
            yield from (result for result in check.results(rated) if result.status is Status.INCONSISTENT)


def concerns(study: Study, outcomes: tuple[Outcome, ...]) -> frozenset[str | None]:
    """How far people call a study into question for any of these outcomes; `None` where no judgement stands."""
    known = analysed(study)
    judgements = [known.risk_of_bias(outcome.id) for outcome in outcomes]
    return frozenset(judgement.concern if judgement else None for judgement in judgements)
