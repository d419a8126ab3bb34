"""Which outcomes of which studies bear on a question, and what the others lack."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from acuevid.catalogue.names import fold
from acuevid.lists import spoken
from acuevid.measures import COUNTED
from acuevid.models import Outcome, Study
from acuevid.pools.sets import LeftOut, Measure, Question
from acuevid.results.analysed import analysed, result
from acuevid.results.computed import Effects
from acuevid.results.findings import Comparison
from acuevid.results.kinds import is_association, is_counted, is_scale, kind_of
from acuevid.results.windows import days, window
from acuevid.terms import Comparator, Design, EventIs, Family, Window


@dataclass(frozen=True, slots=True)
class Candidate:
    """An outcome of a study that bears on a question, with its effects."""

    study: Study
    pair: Comparison
    outcome: Outcome
    effects: Effects
    people: int | None


@dataclass(frozen=True)
class Wanted:
    """What is asked for; `None` leaves it open.

    `outcome` is a construct, a label, a kind of outcome, or words of one; `measure` the effect to pool, without one
    the risk ratio for counts and the mean difference for means, standardised where their units differ.
    """

    measure: Measure | None = None
    outcome: str | None = None
    comparator: Comparator | None = None
    window: Window | None = None
    event_is: EventIs | None = None
    is_randomised: bool = True


def candidates(studies: Sequence[Study], wanted: Wanted) -> tuple[dict[Question, list[Candidate]], dict[str, LeftOut]]:
    """The outcomes that give an effect, by question; and why a study gives none."""
    known = {study.citekey: study for study in studies}
    asked = of_wanted(studies, wanted)
    groups: dict[tuple[object, ...], list[Candidate]] = {}
    why: dict[str, LeftOut] = {}
    for study in studies:
        found = barred(study, known, wanted) or _of_study(study, asked)
        if isinstance(found, LeftOut):
            why[study.citekey] = found
            continue
        for candidate in found:
            groups.setdefault(_key(candidate, wanted), []).append(candidate)
    return {_question(same, wanted): same for same in groups.values()}, why


def _key(candidate: Candidate, wanted: Wanted) -> tuple[object, ...]:
    """What outcomes must share to stand in one pool; scales are told apart later, since they can be standardised."""
    outcome = candidate.outcome
    when = Window.ANY if wanted.window is Window.ANY else window(outcome)
    event_is = None if is_scale(outcome) else outcome.event_is or EventIs.NEUTRAL
    joins = is_scale(outcome) and wanted.measure == "std_mean_difference" and outcome.family.is_construct
    construct = outcome.named_construct or (outcome.family.label if joins else outcome.label)
    return candidate.pair.comparator, outcome.family, fold(construct), is_scale(outcome), event_is, when


def _question(same: Sequence[Candidate], wanted: Wanted) -> Question:
    """The question in words; of several spellings of a construct the first by the alphabet names it."""
    comparator, family, folded, is_mean, _, when = _key(same[0], wanted)
    assert isinstance(comparator, Comparator)
    assert isinstance(family, Family)
    assert isinstance(when, Window)
    spellings = sorted({c.outcome.measures for c in same if fold(c.outcome.measures) == folded})
    event_is = None if is_mean else same[0].outcome.event_is
    construct = spellings[0] if spellings else family.label
    return Question(comparator, family, construct, bool(is_mean), same[0].study.is_randomised, event_is, when)


def _matcher(studies: Sequence[Study], words: str | None) -> Collection[int] | None:
    """The outcomes, by identity, that words ask for: those named exactly so, and else those that the words stand in."""
    if words is None:
        return None
    wanted = fold(words)
    every = [o for s in studies for o in s.compared]
    exact = {id(o) for o in every if wanted in (fold(o.measures), fold(o.label), fold(o.family.value))}
    exact |= {id(o) for o in every if wanted == fold(o.family.label)}
    return exact or {id(o) for o in every if any(f" {wanted}" in f" {fold(t)}" for t in (o.id, o.label, o.measures))}


@dataclass(frozen=True, slots=True)
class Asked:
    """What an outcome must be to bear on what is asked for, by options or by a question; `None` leaves it open.

    `missing` is the reason why a study without such an outcome is left out.
    """

    is_on: Callable[[Outcome], bool]
    missing: str
    comparator: Comparator | None
    is_scale: bool | None
    event_is: EventIs | None
    window: Window | None


def of_wanted(studies: Sequence[Study], wanted: Wanted) -> Asked:
    """What options ask of an outcome."""
    found = _matcher(studies, wanted.outcome)
    return Asked(
        lambda outcome: found is None or id(outcome) in found,
        "no outcome between groups" if found is None else "no such outcome",
        wanted.comparator,
        None if wanted.measure is None else wanted.measure not in COUNTED,
        wanted.event_is,
        None if wanted.window is Window.ANY else wanted.window,
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
        question.is_scale,
        None if question.is_scale else question.event_is or EventIs.NEUTRAL,
        None if question.window is Window.ANY else question.window,
    )


def barred(study: Study, known: Mapping[str, Study], wanted: Wanted) -> LeftOut | None:
    """Why nothing of a study may stand in a pool, whatever the question."""
    if study.review is not None:
        return LeftOut(study, "a review, not a study of people", "review.trials")
    for field, key in (("reanalysis_of", study.reanalysis_of), ("companion_of", study.companion_of)):
        if key is not None:
            kind = "a re-analysis" if field == "reanalysis_of" else "a further paper on the people"
            return LeftOut(study, f"{kind} of {known[key].label if key in known else key}", field)
    if not _pairs(study):
        return LeftOut(study, "no comparison", "design")
    if study.is_clustered:
        return LeftOut(study, "randomised in clusters; such trials are not pooled here", "design")
    if study.design == Design.N_OF_1_TRIAL:
        return LeftOut(study, "a trial in single people, not in groups", "design")
    if study.design == Design.NOT_RECORDED:
        return LeftOut(study, "of a design that is not recorded", "design")
    if study.is_randomised is not wanted.is_randomised:
        return LeftOut(study, "not randomised" if wanted.is_randomised else "a randomised trial", "design")
    return None


def _pairs(study: Study) -> list[Comparison]:
    return list(analysed(study).of_treatment)


def _of_study(study: Study, asked: Asked) -> list[Candidate] | LeftOut:
    """The outcomes of a study that give an effect, or the one reason why it has none."""
    counts = analysed(study).counts
    found: list[Candidate] = []
    for pair in _pairs(study):
        if asked.comparator not in (None, pair.comparator):
            continue
        for item in filter(asked.is_on, pair.outcomes):
            got = _effects(study, item, asked)
            if isinstance(got, Effects):
                sizes = [counts.total(item, arm) for arm in (pair.first, pair.second)]
                people = sum(c.total for c in got.counts) or (sizes[0] and sizes[1] and sizes[0] + sizes[1]) or None
                found.append(Candidate(study, pair, item, got, people))
    return found or why_not(study, asked)


def why_not(study: Study, asked: Asked) -> LeftOut:
    """Why a study has no effect on what is asked for: the comparator, the outcome, and else what its nearest one lacks.

    The nearest outcome is the one that only the last of the hurdles keeps out; of several a primary one.
    """
    pairs = _pairs(study)
    right = [pair for pair in pairs if asked.comparator in (None, pair.comparator)]
    if not right:
        return _compared(study, pairs)
    on = [item for pair in right for item in pair.outcomes if asked.is_on(item)]
    if not on:
        elsewhere = [pair for pair in pairs if any(map(asked.is_on, pair.outcomes))]
        return _compared(study, elsewhere) if elsewhere else LeftOut(study, asked.missing, "outcome")
    lacks = [(item, got) for item in on if isinstance(got := _effects(study, item, asked), _Lack)]
    if not lacks:
        return LeftOut(study, asked.missing, "outcome")
    last = max(lack.hurdle for _, lack in lacks)
    nearest = [(item, lack) for item, lack in lacks if lack.hurdle == last]
    chosen, lack = min(nearest, key=lambda pair: (not pair[0].primary, pair[1].reason, pair[0].id))
    reason = f"measured {times_words([item for item, _ in nearest])}" if last == _WHEN else lack.reason
    return LeftOut(study, reason, f"outcome[{chosen.id}]", chosen)


def _compared(study: Study, pairs: Sequence[Comparison]) -> LeftOut:
    pair = min(pairs, key=lambda p: p.second.id)
    kinds = spoken(sorted({p.comparator.label for p in pairs}))
    return LeftOut(study, f"compared with {kinds}", f"arm[{pair.second.id}].comparator")


@dataclass(frozen=True, slots=True)
class _Lack:
    """Which of the hurdles an outcome does not take, and why."""

    hurdle: int
    reason: str


_WHO, _KIND, _WHEN, _FIGURES = range(4)
"""The hurdles between an outcome and a pool, in their order."""


def _effects(study: Study, outcome: Outcome, asked: Asked) -> Effects | _Lack:
    """An outcome's effects where they may be pooled, or what it lacks."""
    counted, scale = is_counted(outcome), is_scale(outcome)
    if outcome.subgroup:
        return _Lack(_WHO, "a subgroup only")
    if asked.is_scale is False and scale:
        return _Lack(_KIND, "means, not counts")
    if asked.is_scale and counted and not scale:
        return _Lack(_KIND, "counts, not means")
    if asked.event_is is not None and counted and (outcome.event_is or EventIs.NEUTRAL) is not asked.event_is:
        return _Lack(_KIND, _event_words(outcome.event_is, asked.event_is))
    if asked.window not in (None, window(outcome)):
        return _Lack(_WHEN, "another time")
    if is_association(outcome):
        return _Lack(_KIND, "a correlation, which compares no groups")
    kind = kind_of(outcome)
    if kind is not None and kind.not_pooled:
        return _Lack(_KIND, kind.not_pooled)
    effects = result(study, outcome).effects
    if effects.reason:
        printed = outcome.effect if not (counted or scale) else None
        if printed is not None and printed.adjusted_for:
            return _Lack(
                _FIGURES, f"the printed {printed.measure.label} is adjusted for {spoken(printed.adjusted_for)}"
            )
        only = "an effect is printed without the figures of both groups"
        return _Lack(_FIGURES, only if printed is not None else effects.reason)
    if effects.apart:
        return _Lack(_FIGURES, effects.apart)
    if scale and outcome.higher_is_better is None:
        return _Lack(_FIGURES, "which end of its scale is better is not recorded")
    return effects


def _event_words(own: EventIs | None, asked: EventIs) -> str:
    if own is None:
        return "whether its event is good or bad is not recorded"
    return f"counts a {own.value} event, not a {asked.value} one"


def times_words(outcomes: Iterable[Outcome]) -> str:
    """When outcomes were measured, in the order of time: ``at 6 weeks, 12 weeks and 1 year``."""
    found = sorted({t for o in outcomes for t in o.timepoints}, key=lambda t: (days(t) or 0.0, t))
    if not found:
        return "at a time that is not recorded"
    if all(t[:1].isdigit() for t in found):
        return f"at {spoken(found)}"
    return spoken([f"at {t}" if t[:1].isdigit() else t for t in found])
