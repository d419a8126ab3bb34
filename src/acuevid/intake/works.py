"""A work as a reader found it, before its parts are checked."""

from dataclasses import dataclass, field
from typing import Any

from acuevid.bibliography import bare_doi
from acuevid.errors import AcuevidError
from acuevid.intake import parts
from acuevid.intake.entries import Leftover

_MOST = 10_000
"""No work has more authors, or more of anything else."""


@dataclass(slots=True)
class Work:
    """A work with the fields of its reference, in the form of the record where the reader could tell it.

    `kinds` are the types of publication that its source gives; `study` holds what belongs to the study itself;
    `passed` names parts that a catalogue has no field for, and `left` what was not understood, each with its place.
    """

    origin: str
    fields: dict[str, Any] = field(default_factory=dict)
    study: dict[str, Any] = field(default_factory=dict)
    kinds: list[str] = field(default_factory=list)
    abstract: str = ""
    passed: list[str] = field(default_factory=list)
    left: list[Leftover] = field(default_factory=list)

    def leave(self, origin: str, text: str, reason: str) -> None:
        """Keep what fits no field, to be told."""
        self.left.append(Leftover(origin, parts.one_line(text), reason))
        self._refuse_more_than_any(self.left, "parts that are not understood")

    def put(self, name: str, value: Any, origin: str, text: str = "") -> None:
        """Set a field once; a second value that differs is left."""
        if value in (None, "", [], ()):
            return
        if name not in self.fields:
            self.fields[name] = value
        elif self.fields[name] != value:
            self.leave(origin, text or str(value), f"a second value for {name}")

    def add(self, name: str, value: Any) -> None:
        """Add to a field that is a list."""
        people = self.fields.setdefault(name, [])
        people.append(value)
        self._refuse_more_than_any(people, name)

    def _refuse_more_than_any(self, several: list[Any], what: str) -> None:
        if len(several) > _MOST:
            raise AcuevidError(f"{self.origin}: more than {_MOST} {what} in one work")

    def author(self, text: str, name: str = "authors") -> None:
        """Add an author who stands in one text; "et al." says that there are others."""
        cut = parts.ET_AL.sub("", text)
        if cut != text:
            self.fields["et_al"] = True
        if cut.strip(" ,;"):
            self.add(name, parts.named(cut))

    def date(self, text: str, origin: str) -> None:
        """Set the date of publication, or make it more precise."""
        issued, is_whole = parts.a_date(text)
        if issued is None:
            self.leave(origin, text, "no date that can be read")
            return
        if not is_whole:
            self.leave(origin, text, "only the year is kept")
        known = self.fields.get("issued")
        best = parts.more_precise(known, issued)
        if known is not None and best == known and parts.more_precise(issued, known) == issued != known:
            self.leave(origin, text, "another date than the one before it")
        self.fields["issued"] = best

    def link(self, text: str, origin: str) -> None:
        """Take addresses; one that only repeats an identifier is that identifier."""
        for url in text.replace(";", " ").split():
            found = parts.from_link(url)
            if found is None:
                self.put("url", url, origin)
            elif found[0] not in self.fields:
                self.fields[found[0]] = found[1]
            elif not _same(found[0], self.fields[found[0]], found[1]):
                self.leave(origin, url, f"a second value for {found[0]}")

    def numbered(self, name: str, text: str, origin: str) -> None:
        """Set a volume or an issue, and the supplement that is printed with it."""
        number, supplement = parts.without_supplement(parts.one_line(text))
        self.put(name, number, origin)
        self.put("supplement", supplement, origin)

    def issn(self, text: str, origin: str) -> None:
        """Take the first ISSN; others of the same journal are passed over, an ISBN has no field."""
        issns = [issn for word in text.replace(";", ",").split(",") if (issn := parts.an_issn(word))]
        if not issns:
            self.leave(origin, text, "no ISSN")
        elif "issn" not in self.fields:
            self.fields["issn"] = issns[0]
        if len(issns) > 1 or (issns and issns[0] != self.fields["issn"]):
            self.passed.append("further ISSNs")


def _same(name: str, known: str, other: str) -> bool:
    if name != "doi":
        return known == other
    return (bare_doi(known) or known).casefold() == (bare_doi(other) or other).casefold()
