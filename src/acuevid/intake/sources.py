"""Which format a source has, by what stands in it."""

import re
from collections.abc import Callable, Iterator
from importlib import import_module
from itertools import islice

from acuevid.errors import AcuevidError
from acuevid.intake.decode import Decoded
from acuevid.intake.works import Work

MOST_WORKS = 20_000
_TEXTS = {
    "ris": re.compile(r"^TY  -", re.MULTILINE),
    "medline": re.compile(r"^(?:PMID|PMC ) ?- ", re.MULTILINE),
    "bibtex": re.compile(r"^[ \t]*@[A-Za-z]+[ \t]*[{(]", re.MULTILINE),
}


def works_in(source: Decoded) -> Iterator[Work]:
    """The works of a source; raises `AcuevidError` where it has none of the formats, or no work."""
    if not source.text.strip():
        raise AcuevidError(f"{source.name} is empty")
    read: Callable[[Decoded], Iterator[Work]] = import_module(f"acuevid.intake.{_format(source)}").read
    works = list(islice(read(source), MOST_WORKS + 1))
    if len(works) > MOST_WORKS:
        raise AcuevidError(f"{source.name} holds more than {MOST_WORKS} references; split it")
    if not any(work.fields for work in works):
        raise AcuevidError(f"{source.name} holds no reference")
    return iter(works)


def _format(source: Decoded) -> str:
    start = source.text.lstrip()[:1]
    if start in ("{", "["):
        return "csl"
    if start == "<":
        return "endnote"
    first = {name: found.start() for name, form in _TEXTS.items() if (found := form.search(source.text))}
    if not first:
        raise AcuevidError(f"{source.name} is no RIS, PubMed, BibTeX, CSL-JSON or EndNote XML file")
    return min(first, key=lambda name: first[name])
