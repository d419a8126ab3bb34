"""What a finding of no clear difference does not show, and in which studies that is so."""

from collections.abc import Iterator, Sequence

from acuevid.models import Outcome, Study
from acuevid.numbers import format as fmt
from acuevid.results.analysed import Result, analysed, result
from acuevid.results.better import SIDES
from acuevid.results.findings import Comparison
from acuevid.synthesis.outcomes import MOST_WORDS, value
from acuevid.synthesis.statements import Basis, Phrase, Statement, computed, joined, listed, named, say
from acuevid.terms import Comparator, Direction

_MOST_NAMES = 5
"""More studies than these are counted in the sentence; the table has them."""


def no_clear_difference(sources: Sequence[Study]) -> Iterator[Statement]:
    """That no clear difference is neither equality, against another treatment, nor the lack of an effect."""
    for active in (True, False):
        pairs = [c for s in sources for c in analysed(s).comparisons if _leaves_open(c, active=active)]
        studies = list({p.study.citekey: p.study for p in pairs}.values())
        bare = [(p.study, o) for p in pairs for o in _open_outcomes(p) if not result(p.study, o).has_interval]
        without = list({s.citekey: s for s, _ in bare}.values())
        if studies:
            words = Phrase("no clear difference between two treatments does not show that they work equally well")
            if not active:
                words = _rules_nothing_out(studies, pairs)
            tail = Phrase("even with an interval, that needs a margin set beforehand") if active else None
            if without:
                absent = tuple(Basis(s.citekey, f"outcome[{o.id}].effect", "absent") for s, o in bare)
                them = listed(named(s) for s in without)
                if not active and without == studies:
                    them = Phrase("it" if len(studies) == 1 else "them", them.basis)
                tail = joined("the catalogue has no interval for ", them)
                tail = Phrase(tail.text, (*tail.basis, *absent))
            names = listed(named(s) for s in studies)
            whole = joined(words, "; ", tail) if tail is not None else words
            if tail is not None and len(whole.text.split()) > MOST_WORDS:
                yield say("limits.no-clear-difference", "{words}.", names, words=words)
                yield say("limits.no-interval", "{tail}.", tail=tail)
            else:
                yield say("limits.no-clear-difference", "{words}.", names, words=whole)


def _rules_nothing_out(studies: Sequence[Study], pairs: Sequence[Comparison]) -> Phrase:
    """That no clear difference rules none out, in which studies; of one that also showed one, on which outcomes."""
    classes = listed((Phrase(p) for p in dict.fromkeys(p.comparator.label for p in pairs)), last=" or ")
    on = {s.citekey: _open_alone(s, [p for p in pairs if p.study is s]) for s in studies}
    some = "on some outcomes, " if any(on.values()) else ""
    told = Phrase("")
    for names in (True, False):
        who = listed(joined(named(s), _on(s, on[s.citekey], names=names)) for s in studies)
        told = joined("in ", who, ", no clear difference from ", classes, " does not rule one out")
        if len(studies) <= _MOST_NAMES and len(told.text.split()) <= MOST_WORDS:
            return told
    who = listed(named(s) for s in studies)
    where = who if len(studies) <= _MOST_NAMES else Phrase(f"{fmt.count(len(studies))} studies", who.basis)
    return joined("in ", where, f", {some}no clear difference from ", classes, " does not rule one out")


def _open_alone(study: Study, pairs: Sequence[Comparison]) -> list[Outcome]:
    """The outcomes without a clear difference, where the study has findings on others too; else none."""
    left_open = list({o.id: o for p in pairs for o in _open_outcomes(p)}.values())
    told = {o.id for p in analysed(study).of_treatment for o in p.outcomes if result(study, o).direction is not None}
    return left_open if told - {o.id for o in left_open} else []


def _on(study: Study, outcomes: Sequence[Outcome], *, names: bool) -> Phrase:
    """`` (on death)``, or `` (on two outcomes)``; empty without any."""
    labels = {o.label: value(study, o, "label", o.label) for o in outcomes}
    if not labels:
        return Phrase("")
    told = listed(labels.values())
    if not names:
        n = f"{fmt.count_word(len(labels))} {'outcome' if len(labels) == 1 else 'outcomes'}"
        told = computed(n, told.basis)
    return joined(" (on ", told, ")")


_ACTIVE = (Comparator.ACTIVE_DRUG, Comparator.ACTIVE_TREATMENT)


def _leaves_open(pair: Comparison, *, active: bool) -> bool:
    """Whether a comparison of the treatment shows no clear difference, in all or part."""
    return pair.is_of_treatment and (pair.comparator in _ACTIVE) is active and bool(_open_outcomes(pair))


def _open_outcomes(pair: Comparison) -> list[Outcome]:
    return [o for o in pair.outcomes if _is_open(result(pair.study, o))]


def _is_open(found: Result) -> bool:
    trials = found.outcome.trials
    if found.direction is Direction.NO_CLEAR_DIFFERENCE and not found.is_within_margin:
        return True
    shown = found.direction in SIDES or found.is_clear
    return not shown and trials is not None and bool(trials.no_clear_difference)
