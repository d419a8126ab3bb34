"""Which outcomes of which studies bear on a question, and what the others lack."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from acuevid.catalogue.names import fold
from acuevid.lists import spoken
from acuevid.measures import Sort
from acuevid.models import Arm, Outcome, Study
from acuevid.pools.asked import Asked, Wanted, of_wanted
from acuevid.pools.lacks import WHEN, Lack, entering, times_words
from acuevid.pools.sets import LeftOut, Question
from acuevid.results.analysed import analysed, result
from acuevid.results.computed import Effects
from acuevid.results.correlations import people_behind
from acuevid.results.entering import Entry
from acuevid.results.findings import Comparison
from acuevid.results.kinds import is_association
from acuevid.results.once import once
from acuevid.results.windows import window
from acuevid.terms import Adjusted, Comparator, Design, EventIs, Family, Window


class Candidate(NamedTuple):
    """An outcome of a study that bears on a question, with the effects of one sort that it may enter with.

    Where it has several groups, `shares` are what the two are divided by, `cells` the figures of those taken together,
    and `told` says so.
    """

    study: Study
    pair: Comparison | None
    outcome: Outcome
    effects: Effects
    entries: tuple[Entry, ...]
    people: int | None
    shares: tuple[int, int] = (1, 1)
    cells: tuple[str, ...] = ()
    told: str = ""

    @property
    def arms(self) -> tuple[Arm, Arm]:
        """The two groups that are compared."""
        assert self.pair is not None
        return self.pair.first, self.pair.second

    def get(self, measure: str) -> Entry | None:
        """The effect of a measure, the first of several; `None` where it has none."""
        return next((e for e in self.entries if e.estimate.measure == measure), None)


def candidates(studies: Sequence[Study], wanted: Wanted) -> tuple[dict[Question, list[Candidate]], dict[str, LeftOut]]:
    """The outcomes that give an effect, by question; and why a study gives none."""
    known = {study.citekey: study for study in studies}
    asked = of_wanted(studies, wanted)

    def given(study: Study) -> list[Candidate] | LeftOut:
        if wanted.outcome is not None:  # words ask for different outcomes among other studies
            return _of_study(study, asked)
        return once(study, ("candidates", wanted), lambda: _of_study(study, asked))

    groups: dict[tuple[object, ...], list[Candidate]] = {}
    why: dict[str, LeftOut] = {}
    for study in studies:
        found = barred(study, known, wanted) or given(study)
        if isinstance(found, LeftOut):
            why[study.citekey] = found
            continue
        for candidate in found:
            groups.setdefault(_key(candidate, wanted), []).append(candidate)
    return {_question(same, wanted): same for same in groups.values()}, why


def _key(candidate: Candidate, wanted: Wanted) -> tuple[object, ...]:
    """What outcomes must share to stand in one pool; scales are told apart later, since they can be standardised."""
    outcome, sort = candidate.outcome, candidate.entries[0].sort
    when = Window.ANY if wanted.window is Window.ANY else window(outcome)
    event_is = outcome.event_is or EventIs.NEUTRAL if sort.has_event else None
    joins = wanted.measure == "std_mean_difference" and outcome.family.is_construct
    construct = outcome.named_construct or (outcome.family.label if joins else outcome.label)
    adjusted = Adjusted.YES if candidate.entries[0].is_adjusted else Adjusted.NO
    adjusted = Adjusted.ANY if wanted.adjusted is Adjusted.ANY else adjusted
    pair = None if wanted.all_comparators else candidate.pair
    comparator = None if pair is None else pair.comparator
    return comparator, outcome.family, fold(construct), sort, event_is, when, adjusted


def _question(same: Sequence[Candidate], wanted: Wanted) -> Question:
    """The question in words; of several spellings of a construct the first by the alphabet names it."""
    comparator, family, folded, sort, _, when, adjusted = _key(same[0], wanted)
    assert comparator is None or isinstance(comparator, Comparator)
    assert isinstance(family, Family)
    assert isinstance(sort, Sort)
    assert isinstance(when, Window)
    assert isinstance(adjusted, Adjusted)
    spellings = sorted({c.outcome.measures for c in same if fold(c.outcome.measures) == folded})
    event_is = same[0].outcome.event_is if sort.has_event else None
    construct = spellings[0] if spellings else family.label
    return Question(comparator, family, construct, sort, same[0].study.is_randomised, event_is, when, adjusted)


def barred(study: Study, known: Mapping[str, Study], wanted: Wanted) -> LeftOut | None:
    """Why nothing of a study may stand in a pool, whatever the question."""
    if study.review is not None:
        return LeftOut(study, "a review, not a study of people", "review.trials")
    for field, key in (("reanalysis_of", study.reanalysis_of), ("companion_of", study.companion_of)):
        if key is not None:
            kind = "a re-analysis" if field == "reanalysis_of" else "a further paper on the people"
            return LeftOut(study, f"{kind} of {known[key].label if key in known else key}", field)
    inside = wanted.sort is not None and wanted.sort.is_inside
    if wanted.sort is Sort.GROUP and _pairs(study):
        return LeftOut(study, "compares groups, which are pooled by their difference", "design")
    if not inside and not _pairs(study):
        return LeftOut(study, "no comparison", "design")
    if study.design == Design.N_OF_1_TRIAL:
        return LeftOut(study, "a trial in single people, not in groups", "design")
    if study.design == Design.NOT_RECORDED:
        return LeftOut(study, "of a design that is not recorded", "design")
    if not inside and study.is_randomised is not wanted.is_randomised:
        return LeftOut(study, "not randomised" if wanted.is_randomised else "a randomised trial", "design")
    return None


def _pairs(study: Study) -> list[Comparison]:
    return list(analysed(study).of_treatment)


def _of_study(study: Study, asked: Asked) -> list[Candidate] | LeftOut:
    """The outcomes of a study that give an effect, or the one reason why it has none."""
    found: list[Candidate] = []
    for pair, item in _outcomes(study, asked):
        got = entering(study, item, asked)
        if not isinstance(got, Lack):
            effects = result(study, item).effects
            people = _people(study, pair, item, effects)
            found += [Candidate(study, pair, item, effects, part, people) for part in _parts(got, asked)]
    return found or why_not(study, asked)


def _outcomes(study: Study, asked: Asked) -> Iterator[tuple[Comparison | None, Outcome]]:
    """The outcomes that may bear on what is asked for, between two groups or, of an association, inside one."""
    if asked.sort is Sort.ASSOCIATION:
        yield from ((None, item) for item in study.outcomes if is_association(item) and asked.is_on(item))
        return
    if asked.sort is Sort.GROUP:
        single = (item for item in study.outcomes if study.sides(item) is None and not is_association(item))
        yield from ((None, item) for item in single if asked.is_on(item))
        return
    for pair in _pairs(study):
        if asked.comparator in (None, pair.comparator):
            yield from ((pair, item) for item in pair.outcomes if asked.is_on(item))


def _parts(found: Sequence[Entry], asked: Asked) -> Iterator[tuple[Entry, ...]]:
    """The effects by what they compare, and unless all are asked for, by whether they are adjusted."""
    groups: dict[tuple[Sort, bool], list[Entry]] = {}
    for entry in found:
        groups.setdefault((entry.sort, asked.is_apart and entry.is_adjusted), []).append(entry)
    return map(tuple, groups.values())


def _people(study: Study, pair: Comparison | None, outcome: Outcome, effects: Effects) -> int | None:
    """The people behind an effect; those of a crossover trial stand in both groups."""
    if pair is None:
        return sum(c.total for c in effects.counts) or people_behind(study)
    counts = analysed(study).counts
    one, two = (counts.total(outcome, arm) for arm in (pair.first, pair.second))
    if study.is_crossover:
        return one or two or None
    return sum(c.total for c in effects.counts) or (one and two and one + two) or None


def why_not(study: Study, asked: Asked) -> LeftOut:
    """Why a study has no effect on what is asked for: the comparator, the outcome, and else what its nearest one lacks.

    The nearest outcome is the one that only the last of the hurdles keeps out; of several a primary one.
    """
    pairs = _pairs(study)
    right = [pair for pair in pairs if asked.comparator in (None, pair.comparator)]
    is_inside = asked.sort is not None and asked.sort.is_inside
    if not right and not is_inside:
        return _compared(study, pairs)
    on = [item for _, item in _outcomes(study, asked)]
    if not on and is_inside:
        return LeftOut(
            study, f"no such {'correlation' if asked.sort is Sort.ASSOCIATION else 'count in one group'}", "outcome"
        )
    if not on:
        elsewhere = [pair for pair in pairs if any(map(asked.is_on, pair.outcomes))]
        return _compared(study, elsewhere) if elsewhere else LeftOut(study, asked.missing, "outcome")
    lacks = [(item, got) for item in on if isinstance(got := entering(study, item, asked), Lack)]
    if not lacks:
        return LeftOut(study, asked.missing, "outcome")
    last = max(lack.hurdle for _, lack in lacks)
    nearest = [(item, lack) for item, lack in lacks if lack.hurdle == last]
    chosen, lack = min(nearest, key=lambda pair: (not pair[0].primary, pair[1].reason, pair[0].id))
    reason = f"measured {times_words([item for item, _ in nearest])}" if last == WHEN else lack.reason
    return LeftOut(study, reason, f"outcome[{chosen.id}]", chosen)


def _compared(study: Study, pairs: Sequence[Comparison]) -> LeftOut:
    pair = min(pairs, key=lambda p: p.second.id)
    kinds = spoken(sorted({p.comparator.label for p in pairs}))
    return LeftOut(study, f"compared with {kinds}", f"arm[{pair.second.id}].comparator")
