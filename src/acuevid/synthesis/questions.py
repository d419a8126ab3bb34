"""Which studies may be pooled on which question, and which are left out and why.

A question is one class of comparator, one construct, one event (good or bad) or one scale, one window of time, in
randomised trials or in the other studies. Nothing here depends on the order of studies, outcomes, arms or time points.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, TypeAlias

from acuevid.catalogue.names import fold
from acuevid.measures import COUNTED
from acuevid.models import Outcome, Study
from acuevid.numbers.effects import Estimate, wald_risk_difference
from acuevid.numbers.pooling import Leading, Table, for_pooling, leading_by_counts, says_something
from acuevid.results.computed import Effects
from acuevid.results.counts import ArmCount, study_counts
from acuevid.results.findings import Comparison, comparisons
from acuevid.results.kinds import is_counted, is_scale, kind_of, outcome_effects
from acuevid.results.windows import days, measured_at, window
from acuevid.synthesis.statements import Phrase, listed
from acuevid.terms import Comparator, Design, EventIs, Family, Window

Measure = Literal["risk_ratio", "odds_ratio", "risk_difference", "mean_difference", "std_mean_difference"]
Doubted: TypeAlias = Mapping[tuple[str, str], str]
"""By citekey and outcome, the codes of the checks that its figures fail."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is pooled; `construct` in the words of the record, `is_scale` for means, `event_is` for events only."""

    comparator: Comparator
    family: Family
    construct: str
    is_scale: bool
    is_randomised: bool
    event_is: EventIs | None
    window: Window


@dataclass(frozen=True, slots=True)
class Member:
    """A study in a pool: the outcome that speaks for it, its arms, and its effect on the scale of analysis.

    `point` is the effect with its variance; `None` where the table says nothing that can be weighed by its variance,
    and `reason` why. `is_turned`: the sign was exchanged, since the other end of its scale is better than in most.
    `remarks` tell what was chosen inside the study and what else there was; `shared` is the one of them on groups that
    are left out.
    """

    study: Study
    outcome: Outcome
    pair: Comparison
    effect: Estimate
    point: tuple[float, float] | None
    counts: tuple[ArmCount, ...]
    people: int | None = None
    is_turned: bool = False
    is_nearest: bool = False
    doubt: str = ""
    reason: str = ""
    remarks: tuple[str, ...] = ()
    shared: str = ""

    @property
    def yi(self) -> float:
        """The effect on the scale of analysis."""
        assert self.point is not None
        return self.point[0]

    @property
    def vi(self) -> float:
        """Its sampling variance there."""
        assert self.point is not None
        return self.point[1]

    @property
    def table(self) -> Table:
        """Events and total of the first arm, then of the second; only where there are counts."""
        first, second = self.counts
        return first.events, first.total, second.events, second.total


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A study that is not in a pool, and why; `field` is what the reason rests on."""

    study: Study
    reason: str
    field: str
    outcome: Outcome | None = None


@dataclass(frozen=True)
class PoolSet:
    """The studies that answer one question, in the order in which they are shown, and those that do not.

    `unweighed` are tables without a variance of their own, such as those without events in either arm: inverse
    variance cannot weigh them, and Mantel–Haenszel takes those that say something of the measure.
    """

    question: Question
    measure: Measure
    all_members: tuple[Member, ...]
    left_out: tuple[LeftOut, ...]

    @cached_property
    def members(self) -> tuple[Member, ...]:
        """The studies that can be weighed by their variance."""
        return tuple(m for m in self.all_members if m.point is not None)

    @cached_property
    def unweighed(self) -> tuple[Member, ...]:
        """The tables that cannot."""
        return tuple(m for m in self.all_members if m.point is None)

    @cached_property
    def leading_by_counts(self) -> Leading | None:
        """The method for counts that leads, if one does; see `leading_by_counts`."""
        if not self.is_counted:
            return None
        tables, unweighed = [m.table for m in self.all_members], [m.table for m in self.unweighed]
        return leading_by_counts(tables, unweighed, self.measure)

    @cached_property
    def pooled(self) -> tuple[Member, ...]:
        """The studies behind the result that leads; every count of studies and people is of these.

        Where no study gives anything to pool, all: they give no result, and a sentence says so.
        """
        if (leads := self.leading_by_counts) is not None:
            return tuple(m for m in self.all_members if says_something(m.table, leads.measure))
        return self.members or self.all_members

    @property
    def is_counted(self) -> bool:
        """Whether events are pooled, and not means."""
        return self.measure in COUNTED

    @property
    def is_poolable(self) -> bool:
        """Whether two independent studies at least say something of the measure."""
        return len(self.members) + sum(says_something(m.table, self.measure) for m in self.unweighed) > 1

    @property
    def higher_is_better(self) -> bool | None:
        """Whether a higher effect is better for people, all scales turned to one side; `None` where not recorded."""
        if self.is_counted:
            return {EventIs.GOOD: True, EventIs.BAD: False}.get(self.question.event_is or EventIs.NEUTRAL)
        known = {m.outcome.higher_is_better is not m.is_turned for m in self.members}
        return known.pop() if len(known) == 1 else None

    @property
    def people(self) -> int | None:
        """The people behind the figures that are pooled; `None` where a study does not tell."""
        found = [m.people for m in self.pooled]
        return None if None in found else sum(n for n in found if n is not None)


@dataclass(frozen=True, slots=True)
class _Candidate:
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


def pool_sets(studies: Sequence[Study], wanted: Wanted | None = None, doubted: Doubted | None = None) -> list[PoolSet]:
    """The questions that these clinical studies give effects on, those with most studies first.

    One effect a dataset and question: a re-analysis or a companion never adds one, and no control group is used twice.
    """
    wanted, doubted = wanted or Wanted(), doubted or {}
    known = {study.citekey: study for study in studies}
    sets: list[PoolSet] = []
    for question, found in _candidates(studies, wanted)[0].items():
        asked = _of_question(question, wanted)
        for measure, chosen in _by_measure(found, wanted.measure).items():
            members, refused = _members(chosen, measure, doubted, question.window)
            made = PoolSet(question, measure, tuple(members), ())
            taken = {m.study.citekey for m in made.pooled if m.point is not None or made.leading_by_counts}
            reasons = {item.study.citekey: item for item in refused} | {
                m.study.citekey: LeftOut(m.study, m.reason, f"outcome[{m.outcome.id}]", m.outcome)
                for m in members
                if m.point is None
            }
            left = [
                reasons.get(s.citekey) or _barred(s, known, wanted) or _why_not(s, asked)
                for s in studies
                if s.citekey not in taken
            ]
            sets.append(replace(made, left_out=tuple(left)))
    return sorted((s for s in sets if s.all_members), key=lambda s: (-len(s.members), _rank(s.question), s.measure))


def left_out_of_all(studies: Sequence[Study], wanted: Wanted | None = None) -> list[LeftOut]:
    """Why each study is in no pool, where there is none: what it lacks, or that it stands alone."""
    wanted = wanted or Wanted()
    groups, why = _candidates(studies, wanted)
    refused = {
        item.study.citekey: item
        for question, found in groups.items()
        for measure, chosen in _by_measure(found, wanted.measure).items()
        for item in _members(chosen, measure, {}, question.window)[1]
    }
    told = []
    for study in studies:
        if (reason := why.get(study.citekey) or refused.get(study.citekey)) is not None:
            told.append(reason)
        else:
            alone = sorted({_question_words(q) for q, found in groups.items() if any(c.study is study for c in found)})
            told.append(LeftOut(study, f"alone on {' and on '.join(alone)}", "outcome"))
    return told


def _question_words(question: Question) -> str:
    when = "" if question.window is Window.UNRECORDED else f" {question.window.label}"
    return f"{question.construct}{when} against {question.comparator.label}"


def _rank(question: Question) -> tuple[int, int, str, str, str]:
    kinds = list(Comparator)
    at = kinds.index(question.comparator), question.family.place
    return (*at, fold(question.construct), question.window.value, question.event_is or "")


# ------------------------------------------------------------------- which outcomes bear on which question


def _candidates(
    studies: Sequence[Study], wanted: Wanted
) -> tuple[dict[Question, list[_Candidate]], dict[str, LeftOut]]:
    """The outcomes that give an effect, by question; and why a study gives none."""
    known = {study.citekey: study for study in studies}
    asked = _of_wanted(studies, wanted)
    groups: dict[tuple[object, ...], list[_Candidate]] = {}
    why: dict[str, LeftOut] = {}
    for study in studies:
        found = _barred(study, known, wanted) or _of_study(study, asked)
        if isinstance(found, LeftOut):
            why[study.citekey] = found
            continue
        for candidate in found:
            groups.setdefault(_key(candidate, wanted), []).append(candidate)
    return {_question(same, wanted): same for same in groups.values()}, why


def _key(candidate: _Candidate, wanted: Wanted) -> tuple[object, ...]:
    """What outcomes must share to stand in one pool; scales are told apart later, since they can be standardised."""
    outcome = candidate.outcome
    when = Window.ANY if wanted.window is Window.ANY else window(outcome)
    event_is = None if is_scale(outcome) else outcome.event_is or EventIs.NEUTRAL
    joins = is_scale(outcome) and wanted.measure == "std_mean_difference" and outcome.family.is_construct
    construct = outcome.named_construct or (outcome.family.label if joins else outcome.label)
    return candidate.pair.comparator, outcome.family, fold(construct), is_scale(outcome), event_is, when


def _question(same: Sequence[_Candidate], wanted: Wanted) -> Question:
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
    every = [o for s in studies for o in s.outcomes]
    exact = {id(o) for o in every if wanted in (fold(o.measures), fold(o.label), fold(o.family.value))}
    exact |= {id(o) for o in every if wanted == fold(o.family.label)}
    return exact or {id(o) for o in every if any(f" {wanted}" in f" {fold(t)}" for t in (o.id, o.label, o.measures))}


@dataclass(frozen=True, slots=True)
class _Asked:
    """What an outcome must be to bear on what is asked for, by options or by a question; `None` leaves it open.

    `missing` is the reason why a study without such an outcome is left out.
    """

    is_on: Callable[[Outcome], bool]
    missing: str
    comparator: Comparator | None
    is_scale: bool | None
    event_is: EventIs | None
    window: Window | None


def _of_wanted(studies: Sequence[Study], wanted: Wanted) -> _Asked:
    found = _matcher(studies, wanted.outcome)
    return _Asked(
        lambda outcome: found is None or id(outcome) in found,
        "no outcome between groups" if found is None else "no such outcome",
        wanted.comparator,
        None if wanted.measure is None else wanted.measure not in COUNTED,
        wanted.event_is,
        None if wanted.window is Window.ANY else wanted.window,
    )


def _of_question(question: Question, wanted: Wanted) -> _Asked:
    joins = wanted.measure == "std_mean_difference" and question.construct == question.family.label

    def is_on(outcome: Outcome) -> bool:
        same = fold(outcome.measures) == fold(question.construct) or (joins and not outcome.named_construct)
        return same and outcome.family == question.family

    return _Asked(
        is_on,
        f"{question.construct} not recorded",
        question.comparator,
        question.is_scale,
        None if question.is_scale else question.event_is or EventIs.NEUTRAL,
        None if question.window is Window.ANY else question.window,
    )


def _barred(study: Study, known: Mapping[str, Study], wanted: Wanted) -> LeftOut | None:
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
        return LeftOut(study, "randomised in clusters, which figures of single people do not show", "design")
    if study.design == Design.N_OF_1_TRIAL:
        return LeftOut(study, "a trial in single people, not in groups", "design")
    if study.design == Design.NOT_RECORDED:
        return LeftOut(study, "of a design that is not recorded", "design")
    if study.is_randomised is not wanted.is_randomised:
        return LeftOut(study, "not randomised" if wanted.is_randomised else "a randomised trial", "design")
    return None


def _pairs(study: Study) -> list[Comparison]:
    return [pair for pair in comparisons(study) if pair.is_of_treatment]


def _of_study(study: Study, asked: _Asked) -> list[_Candidate] | LeftOut:
    """The outcomes of a study that give an effect, or the one reason why it has none."""
    counts = study_counts(study)
    found: list[_Candidate] = []
    for pair in _pairs(study):
        if asked.comparator not in (None, pair.comparator):
            continue
        for item in filter(asked.is_on, pair.outcomes):
            got = _effects(study, item, asked)
            if isinstance(got, Effects):
                sizes = [counts.total(item, arm) for arm in (pair.first, pair.second)]
                people = sum(c.total for c in got.counts) or (sizes[0] and sizes[1] and sizes[0] + sizes[1]) or None
                found.append(_Candidate(study, pair, item, got, people))
    return found or _why_not(study, asked)


def _why_not(study: Study, asked: _Asked) -> LeftOut:
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
    reason = f"measured {_times([item for item, _ in nearest])}" if last == _WHEN else lack.reason
    return LeftOut(study, reason, f"outcome[{chosen.id}]", chosen)


def _compared(study: Study, pairs: Sequence[Comparison]) -> LeftOut:
    pair = min(pairs, key=lambda p: p.second.id)
    kinds = _and(sorted({p.comparator.label for p in pairs}))
    return LeftOut(study, f"compared with {kinds}", f"arm[{pair.second.id}].comparator")


@dataclass(frozen=True, slots=True)
class _Lack:
    """Which of the hurdles an outcome does not take, and why."""

    hurdle: int
    reason: str


_WHO, _KIND, _WHEN, _FIGURES = range(4)
"""The hurdles between an outcome and a pool, in their order."""


def _effects(study: Study, outcome: Outcome, asked: _Asked) -> Effects | _Lack:
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
    kind = kind_of(outcome)
    if kind is not None and kind.not_pooled:
        return _Lack(_KIND, kind.not_pooled)
    effects = outcome_effects(study, outcome)
    if effects.reason:
        printed = outcome.effect if not (counted or scale) else None
        if printed is not None and printed.adjusted_for:
            return _Lack(_FIGURES, f"the printed {printed.measure.label} is adjusted for {_and(printed.adjusted_for)}")
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


def _and(words: Iterable[str]) -> str:
    return listed(map(Phrase, words)).text


def _times(outcomes: Iterable[Outcome]) -> str:
    """When outcomes were measured, in the order of time: ``at 6 weeks, 12 weeks and 1 year``."""
    found = sorted({t for o in outcomes for t in o.timepoints}, key=lambda t: (days(t) or 0.0, t))
    if not found:
        return "at a time that is not recorded"
    if all(t[:1].isdigit() for t in found):
        return f"at {_and(found)}"
    return _and([f"at {t}" if t[:1].isdigit() else t for t in found])


# ------------------------------------------------------------------- one effect a study


def _by_measure(found: Sequence[_Candidate], measure: Measure | None) -> dict[Measure, list[_Candidate]]:
    """The effect that is pooled: as asked for, or the risk ratio for counts, the mean difference on one scale."""
    if not is_scale(found[0].outcome):
        return {measure or "risk_ratio": list(found)}
    scales = {_scale(c.outcome) for c in found}
    if measure is None and (len(scales) > 1 or None in scales) and len({c.study.citekey for c in found}) > 1:
        measure = "std_mean_difference"
    return {measure or "mean_difference": list(found)}


def _members(
    found: Sequence[_Candidate], measure: Measure, doubted: Doubted, when: Window
) -> tuple[list[Member], list[LeftOut]]:
    """One member a study, turned to one side; and those that cannot stand beside the others."""
    refused: list[LeftOut] = []
    if measure == "mean_difference":
        found, refused = _on_one_scale(found)
    by_study: dict[str, list[_Candidate]] = {}
    for candidate in found:
        by_study.setdefault(candidate.study.citekey, []).append(candidate)
    members = [_member(same, measure, doubted, when) for same in by_study.values()]
    if measure in COUNTED:
        return members, refused
    higher = sum(m.outcome.higher_is_better is True for m in members)
    high = 2 * higher > len(members)
    return [m if m.outcome.higher_is_better is high else _turned(m) for m in members], refused


def _on_one_scale(found: Sequence[_Candidate]) -> tuple[list[_Candidate], list[LeftOut]]:
    """Those on the instrument and unit that most studies use, of several the first by name; the others by name."""
    studies: dict[_Scale, set[str]] = {}
    for candidate in found:
        if (scale := _scale(candidate.outcome)) is not None:
            studies.setdefault(scale, set()).add(candidate.study.citekey)
    alone = len({c.study.citekey for c in found}) == 1
    chosen = min(studies, key=lambda scale: (-len(studies[scale]), scale)) if studies else None
    kept = [c for c in found if alone or (chosen is not None and _scale(c.outcome) == chosen)]
    have = {c.study.citekey for c in kept}
    refused = [_on_another(c, chosen) for c in found if c.study.citekey not in have]
    return kept, refused


_Scale = tuple[str, str]


def _scale(outcome: Outcome) -> _Scale | None:
    """The instrument and the unit, which a mean difference must share; `None` where neither is recorded."""
    if outcome.instrument is not None:
        return outcome.instrument.key, outcome.unit or ""
    return ("", outcome.unit) if outcome.unit is not None else None


def _on_another(candidate: _Candidate, chosen: _Scale | None) -> LeftOut:
    """Why an outcome cannot stand on the scale that was chosen."""
    outcome, field = candidate.outcome, "unit"
    reason = f"measured in {outcome.unit}" if outcome.unit else "the unit of its scale is not recorded"
    if chosen is not None and chosen[0] != (outcome.instrument.key if outcome.instrument else ""):
        field = "instrument"
        reason = f"measured on {outcome.instrument.name}" if outcome.instrument else "its instrument is not recorded"
    return LeftOut(candidate.study, reason, f"outcome[{outcome.id}].{field}", outcome)


def _member(same: Sequence[_Candidate], measure: Measure, doubted: Doubted, when: Window) -> Member:
    """The outcome that speaks for a study: the latest in the window, a primary one, the larger group; and what else."""
    labels = {c.outcome.label for c in same}
    chosen = min(
        same,
        key=lambda c: (
            len(labels) > 1 and not c.outcome.primary,
            -(measured_at(c.outcome) or 0.0),
            not c.outcome.primary,
            -(c.people or 0),
            c.pair.first.id,
            c.pair.second.id,
            c.outcome.id,
        ),
    )
    effect = _estimate(chosen, measure)
    point = for_pooling(effect)
    reason = "" if point is not None else effect.reason or "no standard error"
    shared = _shared(chosen, same)
    remarks = (*_remarks(chosen, same, when), *(text for text in (shared, chosen.effects.note) if text))
    doubt = doubted.get((chosen.study.citekey, chosen.outcome.id), "")
    return Member(
        chosen.study,
        chosen.outcome,
        chosen.pair,
        effect,
        point,
        chosen.effects.counts,
        chosen.people,
        is_nearest=chosen.effects.is_nearest,
        doubt=doubt,
        reason=reason,
        remarks=remarks,
        shared=shared,
    )


def _estimate(candidate: _Candidate, measure: Measure) -> Estimate:
    if measure == "risk_difference":
        first, second = candidate.effects.counts
        return wald_risk_difference(first.events, first.total, second.events, second.total)
    return next(e for e in candidate.effects.estimates if e.measure == measure)


def _remarks(chosen: _Candidate, same: Sequence[_Candidate], when: Window) -> Iterable[str]:
    """What was chosen inside the study, and what else there was."""
    pair, label, at = chosen.pair, chosen.outcome.label, _times([chosen.outcome])
    beside = [c for c in same if _arms(c) == _arms(chosen) and c is not chosen]
    times = [c.outcome for c in beside if c.outcome.label == label]
    is_timed = any(_times([o]) != at for o in times)
    if is_timed:
        yield f"“{label}” {at} is pooled, the last of its times here (also {_times(times)})"
    others = sorted({c.outcome.label for c in beside if c.outcome.label != label})
    if others:
        why = "its primary outcome" if chosen.outcome.primary else "the latest, or the first by name"
        yield f"“{label}” is pooled, {why} (also {', '.join(others)})"
    elif times and not is_timed:
        yield f"“{label}” is pooled as one of its {len(beside) + 1} entries says"
    elsewhere = [
        o
        for o in pair.outcomes
        if o.measures == chosen.outcome.measures and not o.subgroup and when not in (Window.ANY, window(o))
    ]
    if elsewhere:
        yield f"“{label}” was also measured {_times(elsewhere)}, in another window"


def _shared(chosen: _Candidate, same: Sequence[_Candidate]) -> str:
    """The comparisons of a study that are left out beside the one that is pooled; empty without any."""
    groups = sorted({f"{c.pair.first.label} v {c.pair.second.label}" for c in same if _arms(c) != _arms(chosen)})
    if not groups:
        return ""
    pair, verb = chosen.pair, "is" if len(groups) == 1 else "are"
    left = f"{_and(groups)} {verb} left out, since no group may count twice"
    return f"{pair.first.label} v {pair.second.label} is pooled, and {left}"


def _arms(candidate: _Candidate) -> tuple[str, str]:
    return candidate.pair.first.id, candidate.pair.second.id


def _turned(member: Member) -> Member:
    effect, point = member.effect, member.point
    if effect.estimate is None or point is None:
        return member
    low, high = effect.ci_low, effect.ci_high
    turned = replace(
        effect,
        estimate=-effect.estimate,
        ci_low=None if high is None else -high,
        ci_high=None if low is None else -low,
    )
    return replace(member, effect=turned, point=(-point[0], point[1]), is_turned=True)
