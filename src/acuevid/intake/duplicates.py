"""Which work of a catalogue a reference is: by DOI, then PMID, then title, year and first author."""

from collections.abc import Iterator
from typing import NamedTuple

from acuevid.catalogue.works import identity
from acuevid.models import Catalogue
from acuevid.references import Reference


class Same(NamedTuple):
    """The record that a reference is, by its citekey, and what says so: ``DOI``, ``PMID`` or ``title``."""

    citekey: str
    by: str


class Known:
    """The works that are there already; a look-up costs the same however many there are."""

    def __init__(self) -> None:
        """Begin with none."""
        self._by: dict[tuple[str, object], str] = {}

    def note(self, citekey: str, reference: Reference) -> None:
        """Take a work in; the first of two with one mark stays."""
        for by, mark in _marks(reference):
            self._by.setdefault((by, mark), citekey)

    def find(self, reference: Reference) -> Same | None:
        """The work that this reference is; `None` where it is new."""
        for by, mark in _marks(reference):
            if (by, mark) in self._by:
                return Same(self._by[by, mark], by)
        return None


def known(catalogue: Catalogue) -> Known:
    """The studies and background works of a catalogue."""
    works = Known()
    for study in catalogue.studies:
        works.note(study.citekey, study.reference)
    for work in catalogue.background:
        works.note(work.citekey, work.reference)
    return works


def _marks(reference: Reference) -> Iterator[tuple[str, object]]:
    """What identifies a work, the surest first; a title does with the first author and the year."""
    for by, mark in identity(reference).marks:
        yield by, mark if by != "title" else (mark, reference.year)
