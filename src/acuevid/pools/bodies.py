"""Bodies of evidence: what there is on one outcome of one comparison, pooled or from one study, and how it was rated.

A summary of findings has a row for each. What matters (`[[important_outcome]]`) and how certain it is (`[[rating]]`)
people have said; here it finds the evidence that it is about.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from math import fsum
from statistics import median
from typing import TypeAlias

from acuevid.appraisals import ImportantOutcome, Rating
from acuevid.catalogue.names import fold
from acuevid.measures import RATIOS, Sort
from acuevid.models import Catalogue, Condition, Outcome, Study
from acuevid.numbers.effects import AbsoluteEffect, Estimate, absolute_per_1000, proportion, risk_difference
from acuevid.numbers.pooling import on_its_scale
from acuevid.pools.asked import Wanted
from acuevid.pools.fit import PoolResult, pool_set
from acuevid.pools.questions import pool_sets
from acuevid.pools.sets import Doubted, Member, PoolSet, Question
from acuevid.results.once import once
from acuevid.terms import Certainty, Comparator, Window


@dataclass(frozen=True, slots=True)
class AtRisk:
    """What a ratio means among people at one control risk; `name` is low, high or nothing, `source` where it is from.

    Risks are shares of 1; of the treated the ends come from the ratio's own, and take the control risk as certain.
    `source` is empty for the median of the studies' own control groups, or for that of the only study. `own` is the
    treated group's own risk with Wilson's interval, where the effect is the study's own difference.
    """

    name: str
    risk: float
    source: str
    effect: AbsoluteEffect
    own: tuple[float, float | None, float | None] | None = None

    @property
    def treated(self) -> tuple[float, float | None, float | None] | None:
        """The risk with the treatment and the ends of its interval; `None` where the ratio gives none."""
        if self.own is not None:
            return self.own
        found = self.effect.risk_difference
        if found.estimate is None:
            return None
        low, high = (None if end is None else self.risk + end for end in (found.ci_low, found.ci_high))
        return self.risk + found.estimate, low, high


@dataclass(frozen=True)
class Body:
    """The evidence on one outcome of one comparison; `pooled` where two studies or more give a result together.

    `important` and `rating` are what people said of it, with their places in the catalogue.
    """

    chosen: PoolSet
    pooled: PoolResult | None
    important: tuple[int, ImportantOutcome] | None = None
    rating: tuple[int, Rating] | None = None

    @property
    def question(self) -> Question:
        """What it answers."""
        return self.chosen.question

    @property
    def members(self) -> tuple[Member, ...]:
        """The studies behind its result."""
        return self.chosen.pooled

    @property
    def people(self) -> int | None:
        """Their people; `None` where a study does not tell."""
        return self.chosen.people

    @cached_property
    def effect(self) -> Estimate:
        """The pooled effect, or that of the one study; undefined, with the reason, of studies that are not pooled."""
        if self.pooled is not None:
            return self.pooled.effect
        if len(self.members) == 1:
            return self.members[0].effect
        return Estimate(self.chosen.measure, None, None, None, reason="the studies are not pooled")

    @property
    def measure(self) -> str:
        """The measure of its effect."""
        return self.effect.measure

    @property
    def intervals(self) -> tuple[tuple[float, float], ...]:
        """The 95 % intervals by every model that is shown, that of the effect first; empty without one for that.

        Of two studies Knapp–Hartung's is passed over: it never leads there, and holds nearly everything.
        """
        effects = [self.effect]
        if (pooled := self.pooled) is not None:
            effects += [on_its_scale(fit, pooled.measure) for fit in pooled.fits if fit.test == "z" or fit.k > 2]
        found = [None if e.ci_low is None or e.ci_high is None else (e.ci_low, e.ci_high) for e in effects]
        return () if found[0] is None else tuple(ends for ends in found if ends is not None)

    @property
    def i2(self) -> float | None:
        """I² from Cochran's Q, as the Cochrane Handbook has it (10.10.2), 0 to 100; `None` unless two are pooled."""
        fits = self.pooled.fits if self.pooled is not None and len(self.chosen.members) > 1 else ()
        return next((fit.i2 for fit in fits if fit.method == "CE"), None)

    def weight_of(self, citekeys: frozenset[str]) -> float | None:
        """The share of 100 that these studies have in the pool; `None` where it is not known by study."""
        members = self.chosen.members if self.pooled is not None else ()
        weights = self.pooled.main.weights if self.pooled is not None else ()
        if not weights or len(weights) != len(members) or self.chosen.unweighed:
            return None
        return fsum(w for m, w in zip(members, weights, strict=True) if m.study.citekey in citekeys)

    @property
    def is_counted(self) -> bool:
        """Whether it is of people with an event."""
        return self.question.sort is Sort.EVENTS

    @cached_property
    def own_risk(self) -> float | None:
        """The median risk in the control groups, of those whose counts are known; `None` without any."""
        risks = [m.table[2] / m.table[3] for m in self.members if m.counts] if self.is_counted else []
        return median(risks) if risks else None

    @cached_property
    def at_risks(self) -> tuple[AtRisk, ...]:
        """What the ratio means at the control risks that are given, or else at the studies' own."""
        if not self.is_counted or self.measure not in RATIOS or self.effect.estimate is None:
            return ()
        given = self.important[1].control_risk if self.important else None
        if given is not None:
            return tuple(
                AtRisk(name, float(risk), given.source, self._absolute(float(risk)))
                for name, risk in given.risks.items()
            )
        if self.own_risk is None:
            return ()
        if self.is_own_difference:
            return (self._own(self.own_risk),)
        return (AtRisk("", self.own_risk, "", self._absolute(self.own_risk)),) if self.own_risk else ()

    def _absolute(self, risk: float) -> AbsoluteEffect:
        name = "risk_ratio" if self.measure == "risk_ratio" else "odds_ratio"
        return absolute_per_1000(replace(self.effect, measure=name), risk)

    @cached_property
    def is_own_difference(self) -> bool:
        """Whether the effect in people is the one study's own difference.

        It is where its ratio reaches beyond all people, and where nobody in its control group had the event.
        """
        given = self.important is not None and self.important[1].control_risk is not None
        if given or len(self.members) != 1 or self.own_risk is None or self.members[0].divisors != (1, 1):
            return False
        return self.own_risk == 0 or self._absolute(self.own_risk).per_1000_ci is None

    def _own(self, risk: float) -> AtRisk:
        first, second = self.members[0].counts
        found = risk_difference(first.events, first.total, second.events, second.total)
        own = proportion(first.events, first.total)
        ends = first.events / first.total, own.ci_low, own.ci_high
        return AtRisk("", risk, "", AbsoluteEffect(risk, found, None, None), ends)

    @property
    def smallest_that_matters(self) -> float | None:
        """The smallest difference that people feel, in the unit of the effect; `None` where none is recorded for it.

        That of the outcome, else that of the one instrument of all; of a standardised difference none.
        """
        if self.measure != "mean_difference":
            return None
        if self.important is not None and self.important[1].minimal_important_difference is not None:
            return float(self.important[1].minimal_important_difference)
        known = {
            m.outcome.instrument.minimal_important_difference if m.outcome.instrument else None for m in self.members
        }
        only = known.pop() if len(known) == 1 else None
        return None if only is None else float(only)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What one treatment is compared with, in randomised trials or in other studies, with its bodies of evidence.

    `missing` are important outcomes that no study gives an effect on; `aside` bodies that are not important where
    some outcomes are.
    """

    condition: Condition
    comparator: Comparator
    is_randomised: bool
    bodies: tuple[Body, ...]
    missing: tuple[tuple[int, ImportantOutcome], ...]
    aside: tuple[Body, ...] = ()


def comparisons_of(
    catalogue: Catalogue,
    condition: Condition,
    studies: Sequence[Study],
    doubted: Doubted | None = None,
    known: Sequence[PoolResult] = (),
) -> tuple[Comparison, ...]:
    """The bodies of evidence of a condition by comparison, the important outcomes first, randomised trials first.

    `known` are results that were pooled before, by the same set. Worked out once for the same studies. Raises
    `ScipyMissing`.
    """
    keys = tuple(study.citekey for study in studies)
    work = partial(_comparisons, catalogue, condition, studies, doubted, known)
    return once(catalogue, ("comparisons", condition.key, keys), work)


def _comparisons(
    catalogue: Catalogue,
    condition: Condition,
    studies: Sequence[Study],
    doubted: Doubted | None,
    known: Sequence[PoolResult],
) -> tuple[Comparison, ...]:
    made: dict[tuple[Comparator, bool], list[Body]] = {}
    for is_randomised in (True, False):
        for chosen in pool_sets(studies, Wanted(is_randomised=is_randomised), doubted):
            if (comparator := chosen.question.comparator) is not None:
                made.setdefault((comparator, is_randomised), []).append(Body(chosen, _pooled(chosen, known)))
    important = [
        (n, item)
        for n, item in enumerate(catalogue.important_outcomes)
        if not item.conditions or condition.key in item.conditions
    ]
    rated = ratings_of(catalogue, condition, studies, [body for bodies in made.values() for body in bodies])
    order = list(Comparator)
    return tuple(
        _comparison(condition, key, made[key], important, rated)
        for key in sorted(made, key=lambda key: (order.index(key[0]), not key[1]))
    )


def _pooled(chosen: PoolSet, known: Sequence[PoolResult]) -> PoolResult | None:
    if not chosen.is_poolable:
        return None
    return next((result for result in known if result.chosen == chosen), None) or pool_set(chosen)


Placed: TypeAlias = tuple[int, Rating]
"""A rating with its place among those of the catalogue."""


def ratings_of(
    catalogue: Catalogue, condition: Condition, studies: Sequence[Study], bodies: Sequence[Body]
) -> Mapping[int, Placed]:
    """The rating of each body, by the body's identity: it fits no other body of the condition, and no review.

    A start at high is that of randomised trials, and one at low that of other studies, where both are there. Of several
    ratings of one body the one that says most of it stands, and of such the first.
    """
    found: dict[int, Placed] = {}
    for n, rating in enumerate(catalogue.ratings):
        fits = fitting(rating, bodies) if rating.condition == condition.key else []
        if len(fits) == 1 and not speaking_reviews(rating, studies):
            there = found.get(id(fits[0]))
            if there is None or _said(rating) > _said(there[1]):
                found[id(fits[0])] = n, rating
    return found


def fitting(rating: Rating, bodies: Sequence[Body]) -> list[Body]:
    """The bodies that a rating may be about: by its outcome, and else by its family."""
    exact = [body for body in bodies if _is_about(rating, body) and speaks_of(body, rating.outcome or "")]
    fits = exact or [
        body
        for body in bodies
        if _is_about(rating, body) and (rating.outcome is None or _is_of_family(body, rating.outcome))
    ]
    if rating.randomised is None and rating.start in (Certainty.HIGH, Certainty.LOW):
        wanted = rating.start is Certainty.HIGH
        fits = [body for body in fits if body.question.is_randomised is wanted] or fits
    return fits


def speaking_reviews(rating: Rating, studies: Sequence[Study]) -> list[Study]:
    """The reviews with an outcome that a rating may be about, whose trials people may have rated with the rest."""
    return [s for s in studies if s.review is not None and any(_review_speaks(rating, s, o) for o in s.compared)]


def _review_speaks(rating: Rating, review: Study, outcome: Outcome) -> bool:
    words = rating.outcome
    named = {fold(text) for text in (outcome.measures, outcome.label)}
    of_family = fold(words or "") in (fold(outcome.family.value), fold(outcome.family.label))
    return (
        rating.comparator in (None, review.comparator_of(outcome))
        and rating.randomised in (None, review.is_randomised)
        and rating.family in (None, outcome.family)
        and (words is None or fold(words) in named or of_family)
    )


def _is_about(rating: Rating, body: Body) -> bool:
    """Whether all that a rating says beside its outcome is so of a body."""
    question = body.question
    return (
        rating.comparator in (None, question.comparator)
        and rating.window in (None, Window.ANY, question.window)
        and rating.randomised in (None, question.is_randomised)
        and rating.family in (None, question.family)
    )


def _said(rating: Rating) -> tuple[bool, bool, bool, bool]:
    return (
        rating.outcome is not None,
        rating.comparator is not None,
        rating.window is not None,
        rating.randomised is not None,
    )


def _comparison(
    condition: Condition,
    key: tuple[Comparator, bool],
    bodies: Sequence[Body],
    important: Sequence[tuple[int, ImportantOutcome]],
    rated: Mapping[int, Placed],
) -> Comparison:
    comparator, is_randomised = key
    wanted = [(n, item) for n, item in important if not item.comparators or comparator in item.comparators]
    told = [replace(body, important=_first(wanted, body), rating=rated.get(id(body))) for body in bodies]
    place, windows = {n: at for at, (n, _) in enumerate(wanted)}, list(Window)
    told.sort(
        key=lambda body: (
            place[body.important[0]] if body.important else len(place),
            windows.index(body.question.window) if body.important else 0,
        )
    )
    shown = [b for b in told if not wanted or b.important is not None or b.rating is not None]
    found = {body.important[0] for body in told if body.important}
    missing = tuple((n, item) for n, item in wanted if n not in found)
    aside = tuple(body for body in told if not any(body is other for other in shown))
    return Comparison(condition, comparator, is_randomised, tuple(shown), missing if shown else (), aside)


def speaks_of(body: Body, words: str) -> bool:
    """Whether words name the outcome of a body: its construct, or the label that one of its studies has for it."""
    named = {body.question.construct, *(m.outcome.label for m in body.chosen.all_members)}
    return fold(words) in {fold(name) for name in named}


def _is_of_family(body: Body, words: str) -> bool:
    return fold(words) in (fold(body.question.family.value), fold(body.question.family.label))


def _first(items: Iterable[tuple[int, ImportantOutcome]], body: Body) -> tuple[int, ImportantOutcome] | None:
    """The first important outcome that a body is about."""
    fits = [(n, item) for n, item in items if item.window in (None, Window.ANY, body.question.window)]
    exact = next(((n, item) for n, item in fits if speaks_of(body, item.outcome)), None)
    return exact or next(((n, item) for n, item in fits if _is_of_family(body, item.outcome)), None)
