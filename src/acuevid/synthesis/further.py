"""Which comparisons there are beside those that key messages tell one by one."""

from collections.abc import Mapping

from acuevid.synthesis.statements import Basis, Phrase, Statement, listed, say
from acuevid.terms import Comparator


def further(template: str, classes: Mapping[Comparator, tuple[Basis, ...]], told: tuple[Basis, ...]) -> Statement:
    """The classes of comparators by name, in this order, with what each rests on; `told` are those told before."""
    others = listed(Phrase(c.label, basis) for c, basis in classes.items() if c is not Comparator.ADD_ON)
    added = Phrase("added to another treatment", classes.get(Comparator.ADD_ON, ()))
    ways = [*(["compared with {others}"] if others.text else []), *(["{added}"] if added.basis else [])]
    pattern = f"the treatment was also {', and '.join(ways)}; the full summary tells what was found."
    return say(template, pattern, Phrase("", told), others=others, added=added if added.basis else "")
