"""Of which studies adverse effects are known, and whether on both sides."""

from collections.abc import Sequence

from acuevid.models import Outcome, Study
from acuevid.numbers import format as fmt
from acuevid.results.analysed import result
from acuevid.synthesis.outcomes import MOST_WORDS, figure
from acuevid.synthesis.statements import Basis, Phrase, Statement, joined, listed, named, say
from acuevid.terms import Family


def harms_known(studies: Sequence[Study], scope: str = "") -> Statement:
    """Of how many studies the catalogue gives adverse effects, and whether for both sides of a comparison.

    `scope` says behind "clinical study" which studies these are.
    """
    reported = [s for s in studies if any(o.family.is_harm for o in s.outcomes)]
    both = [s for s in reported if any(o.family.is_harm and tells_both(s, o) for o in s.compared)]
    keys = {s.citekey for s in reported}
    every = tuple(Basis(s.citekey, "outcome", "harms" if s.citekey in keys else "no harms") for s in studies)
    if not reported:
        deaths = deaths_in(studies)
        which = f"the one clinical study{scope}" if len(studies) == 1 else f"any clinical study{scope}"
        pattern = "apart from deaths, the catalogue" if deaths else "the catalogue"
        pattern += " records no adverse effects for {which}."
        return say("sheet.no-harms", pattern, which=Phrase(which, (*every, *deaths)))
    if len(reported) == len(studies):
        share = Phrase(f"the one clinical study{scope}" if len(studies) == 1 else f"every clinical study{scope}", every)
    else:
        n, of = fmt.count_word(len(reported)), fmt.count_word(len(studies))
        share = Phrase(f"{n} of the {of} clinical studies{scope}", every)
    deaths = tuple(
        Basis(s.citekey, f"outcome[{o.id}].family", o.family.value)
        for s in studies
        for o in s.compared
        if o.family == Family.MORTALITY and tells_both(s, o)
    )
    others = "harms other than deaths" if deaths else "harms"
    sides = counted = Phrase(f"but never for both sides of a comparison, so {others} cannot be compared", deaths)
    if both:
        sides = joined("and for both sides of a comparison in ", listed(named(s) for s in both))
        counted = Phrase(f"and for both sides of a comparison in {fmt.count_word(len(both))}", sides.basis)
    who = joined(" (", listed(named(s) for s in reported), ")") if len(studies) > 1 else Phrase("")
    pattern = "the catalogue gives adverse effects for {share}{who}, {sides}."
    for names, told in ((who, sides), (who, counted), (Phrase("", who.basis), counted)):
        one = say("sheet.harms", pattern, share=share, who=names, sides=told)
        if len(one.text.split()) <= MOST_WORDS:
            break
    return one


def deaths_in(studies: Sequence[Study]) -> tuple[Basis, ...]:
    """The outcomes of these studies that are deaths."""
    return tuple(
        Basis(s.citekey, f"outcome[{o.id}].family", o.family.value)
        for s in studies
        for o in s.outcomes
        if o.family == Family.MORTALITY
    )


def tells_both(study: Study, outcome: Outcome) -> bool:
    """Whether an outcome says something of both sides: figures of both, or without any a direction."""
    sides = study.sides(outcome)
    if sides is None:
        return False
    told = [figure(study, outcome, arm) is not None for arm in sides]
    return all(told) or (not any(told) and result(study, outcome).direction is not None)
