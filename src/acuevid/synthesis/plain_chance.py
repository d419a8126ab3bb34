"""Whether results may be due to chance, in plain words: by their intervals, or by the p-values that are printed."""

from collections.abc import Iterator, Sequence

from acuevid.models import Outcome, Study
from acuevid.numbers import format as fmt
from acuevid.numbers.reported_p import parse_p
from acuevid.results.analysed import result
from acuevid.synthesis.statements import Phrase, Statement, say

_SIGNIFICANCE = 0.05


def chance(
    looked: Sequence[tuple[Study, Sequence[Outcome]]], basis: Phrase, *, is_only: bool = True
) -> Iterator[Statement]:
    """In how many of these studies the result may be chance, by interval or p-value, or cannot be told by either."""
    clear = {study.citekey: [_is_clear(study, o) for o in outcomes] for study, outcomes in looked}
    studies = [study for study, _ in looked]
    maybe = [s for s in studies if False in clear[s.citekey]]
    silent = [s for s in studies if s not in maybe and None in (clear[s.citekey] or [None])]
    if len(studies) == 1 and is_only:
        if maybe:
            yield say("plain.chance", "this may be due to chance.", basis)
        elif silent:
            yield say("plain.chance-unknown", "how far this may be due to chance cannot be told.", basis)
        elif not any(result(study, o).has_interval for study, outcomes in looked for o in outcomes):
            yield say("plain.size-unknown", "how large the true difference may be is not known.", basis)
        return
    noun = noun_of(studies)
    for group, pattern in (
        (maybe, "in {n} of these {noun} the result may be due to chance."),
        (silent, "for {n} of these {noun} it cannot be told how far the result is due to chance."),
    ):
        if group:
            yield say("plain.chance", pattern, basis, n=fmt.count_word(len(group)), noun=noun)


def _is_clear(study: Study, outcome: Outcome) -> bool | None:
    """Whether a result is clear of chance by its interval or its p-value; `None` where neither tells."""
    known = result(study, outcome)
    if known.is_clear:
        return True
    if known.has_interval and not known.effects.estimated:
        return False
    p = None if outcome.p is None else parse_p(outcome.p)
    if p is None or p.relation in ("<", "<=") or (p.relation in (">", ">=") and float(p.value or 0) < _SIGNIFICANCE):
        return None  # "< 0.10" does not say on which side of 0.05 it lies
    return False


def noun_of(studies: Sequence[Study]) -> str:
    """``reviews`` where all of them are, else ``studies``."""
    return "reviews" if all(s.review is not None for s in studies) else "studies"
