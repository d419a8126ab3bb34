"""Which work a reference is: what tells it, and which references of several catalogues are of one work."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeVar

from acuevid.catalogue.names import letters
from acuevid.references import Reference

_T = TypeVar("_T")
_LONG = 20
"""A title of fewer letters may be that of two works of one author."""


class Identity(NamedTuple):
    """What tells a work: its DOI and PMID, its title and first author in letters, its year.

    `record` names the record that several catalogues share, where there is one.
    """

    doi: str
    pmid: str
    title: str
    author: str
    year: int
    record: str = ""

    @property
    def marks(self) -> Iterator[tuple[str, str]]:
        """Each of what tells the work alone; a short title does with the year."""
        if self.record:
            yield "record", self.record
        if self.doi:
            yield "DOI", self.doi
        if self.pmid:
            yield "PMID", self.pmid
        if self.title:
            year = "" if len(self.title) >= _LONG else self.year
            yield "title", f"{self.title} {self.author} {year}"


def identity(reference: Reference, record: str = "") -> Identity:
    """What tells the work of a reference; a DOI has no cases."""
    return Identity(
        (reference.doi or "").casefold(),
        reference.pmid or "",
        letters(reference.title or ""),
        letters(reference.first_family),
        reference.year,
        record,
    )


def may_be_one(one: Identity, other: Identity) -> bool:
    """Whether nothing says that two are different works: an update of a review has its title, and another DOI or year.

    With one DOI or PMID they are one. Without, their years are next to each other, as those of a work that came out
    online first.
    """
    if one.record and one.record == other.record:
        return True
    for a, b in ((one.doi, other.doi), (one.pmid, other.pmid)):
        if a and b:
            return a == b
    return abs(one.year - other.year) <= 1


def are_one(one: Identity, other: Identity) -> bool:
    """Whether two are one work: they have a mark in common, and nothing says otherwise."""
    return not set(one.marks).isdisjoint(other.marks) and may_be_one(one, other)


def by_work(items: Iterable[tuple[Identity, _T]]) -> list[list[_T]]:
    """The items, those of one work together, in the order in which the works are first met."""
    works: list[list[tuple[Identity, _T]]] = []
    by_mark: dict[tuple[str, str], list[list[tuple[Identity, _T]]]] = {}
    for item in items:
        marks = list(item[0].marks)
        known = (work for mark in marks for work in by_mark.get(mark, ()))
        work = next((w for w in known if all(may_be_one(one, item[0]) for one, _ in w)), None)
        if work is None:
            work = []
            works.append(work)
        work.append(item)
        for mark in marks:
            there = by_mark.setdefault(mark, [])
            if not any(work is one for one in there):
                there.append(work)
    return [[item for _, item in work] for work in works]
