"""What is asked for, by options or by a question, and what an outcome must be to bear on it."""

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from acuevid.catalogue.names import fold
from acuevid.measures import MEASURES, Sort
from acuevid.models import Outcome, Study
from acuevid.pools.sets import Measure, Question
from acuevid.terms import Adjusted, Comparator, EventIs, MultiArm, Window


class Wanted(NamedTuple):
    """What is asked for; `None` leaves it open.

    `outcome` is a construct, a label, a kind of outcome, or words of one; `measure` the effect to pool, without one
    the risk ratio for counts and the mean difference for means, standardised where their units differ. Adjusted and
    unadjusted effects are two questions unless `adjusted` is any. `multi_arm` is how trials of several groups enter.
    `all_comparators` puts the classes of comparators, else questions of their own, into one pool to be divided.
    """

    measure: Measure | None = None
    outcome: str | None = None
    comparator: Comparator | None = None
    window: Window | None = None
    event_is: EventIs | None = None
    is_randomised: bool = True
    adjusted: Adjusted | None = None
    multi_arm: MultiArm = MultiArm.CHOOSE
    all_comparators: bool = False

    @property
    def sort(self) -> Sort | None:
        """What the measure asked for compares."""
        return None if self.measure is None else MEASURES[self.measure].sort


class Asked(NamedTuple):
    """What an outcome must be to bear on what is asked for, by options or by a question; `None` leaves it open.

    `missing` is the reason why a study without such an outcome is left out; `adjusted` is open as `None` or as any.
    """

    is_on: Callable[[Outcome], bool]
    missing: str
    comparator: Comparator | None
    sort: Sort | None
    event_is: EventIs | None
    window: Window | None
    adjusted: Adjusted | None

    @property
    def is_apart(self) -> bool:
        """Whether adjusted effects answer another question than unadjusted ones."""
        return self.adjusted is not Adjusted.ANY


def of_wanted(studies: Sequence[Study], wanted: Wanted) -> Asked:
    """What options ask of an outcome."""
    found = _matcher(studies, wanted.outcome)
    return Asked(
        lambda outcome: found is None or id(outcome) in found,
        "no outcome between groups" if found is None else "no such outcome",
        wanted.comparator,
        wanted.sort,
        wanted.event_is,
        None if wanted.window is Window.ANY else wanted.window,
        wanted.adjusted,
    )


def of_question(question: Question, wanted: Wanted) -> Asked:
    """What a question asks of an outcome."""
    joins = wanted.measure == "std_mean_difference" and question.construct == question.family.label

    def is_on(outcome: Outcome) -> bool:
        same = fold(outcome.measures) == fold(question.construct) or (joins and not outcome.named_construct)
        return same and outcome.family == question.family

    return Asked(
        is_on,
        f"{question.construct} not recorded",
        question.comparator,
        question.sort,
        question.event_is or EventIs.NEUTRAL if question.sort.has_event else None,
        None if question.window is Window.ANY else question.window,
        question.adjusted,
    )


def _matcher(studies: Sequence[Study], words: str | None) -> Collection[int] | None:
    """The outcomes, by identity, that words ask for: those named exactly so, and else those that the words stand in."""
    if words is None:
        return None
    wanted = fold(words)
    every = [o for s in studies for o in s.compared]
    exact = {id(o) for o in every if wanted in (fold(o.measures), fold(o.label), fold(o.family.value))}
    exact |= {id(o) for o in every if wanted == fold(o.family.label)}
    return exact or {id(o) for o in every if any(f" {wanted}" in f" {fold(t)}" for t in (o.id, o.label, o.measures))}
