"""Unwanted effects in plain words: of how many studies they are known, and which side did better on them."""

from collections.abc import Iterator, Sequence

from acuevid.models import Catalogue, Study
from acuevid.numbers import format as fmt
from acuevid.results.analysed import analysed
from acuevid.results.findings import Comparison, side_name
from acuevid.synthesis.harms_known import deaths_in, tells_both
from acuevid.synthesis.plain_found import pointing, treatment_of
from acuevid.synthesis.statements import Basis, Phrase, Statement, joined, say


def plain_harms(catalogue: Catalogue, studies: Sequence[Study], sources: Sequence[Study]) -> Iterator[Statement]:
    """Of how many studies unwanted effects are recorded, and in how many of these which side did better on them."""
    reported = [s for s in studies if any(o.family.is_harm for o in s.outcomes)]
    both = [s for s in reported if any(o.family.is_harm and tells_both(s, o) for o in s.compared)]
    keys = {s.citekey for s in reported}
    basis = Phrase(
        "", tuple(Basis(s.citekey, "outcome", "harms" if s.citekey in keys else "no harms") for s in studies)
    )
    if not reported:
        of = "this study" if len(studies) == 1 else "these studies"
        deaths = deaths_in(studies)
        pattern = f"we have no record of unwanted effects{' other than deaths' if deaths else ''} in {of}."
        yield say("plain.no-harms", pattern, basis, Phrase("", deaths))
        return
    n, all_of = fmt.count_word(len(reported)), fmt.count_word(len(studies))
    share = "the study" if len(studies) == 1 else f"{n} of the {all_of} studies"
    if both:
        where = "" if len(both) == len(reported) else f", in {fmt.count_word(len(both))} of them"
        pattern = (
            f"we have a record of unwanted effects from {{share}}{where} for both groups, so that they can be compared."
        )
    else:
        pattern = (
            "we have a record of unwanted effects from {share}, but not for both groups, so they cannot be compared."
        )
    yield say("plain.harms", pattern, basis, share=Phrase(share, basis.basis))
    kept = {s.citekey for s in sources}
    reviews = [s for s in both if s.review is not None and s.citekey in kept]
    own = [s for s in both if s.review is None and s.citekey in kept]
    for some, on in ((own, "on unwanted effects, "), (reviews, "on unwanted effects in reviews, ")):
        pairs = [pair for s in some for pair in analysed(s).of_treatment]
        told = [
            (s, [o for p in pairs if p.study is s for o in p.outcomes if o.family.is_harm and tells_both(s, o)])
            for s in some
        ]
        told = [(s, outcomes) for s, outcomes in told if outcomes]
        if told:
            pairs = [p for p in pairs if any(o in p.outcomes for s, few in told if s is p.study for o in few)]
            first = joined(side_name([p.first for p in pairs], catalogue.sheet.intervention), _silent(pairs, catalogue))
            second = joined(side_name([p.second for p in pairs], "the comparison"), _silent(pairs, catalogue))
            yield from pointing("plain.harms-found", Phrase(on), told, first, second, len(told))


def _silent(pairs: Sequence[Comparison], catalogue: Catalogue) -> Phrase:
    """What the names of both sides rest on."""
    arms = {(p.study.citekey, a.id): a.label for p in pairs for a in (p.first, p.second)}
    labels = tuple(Basis(key, f"arm[{arm}].label", label) for (key, arm), label in arms.items())
    return Phrase("", (*labels, *treatment_of(catalogue).basis))
