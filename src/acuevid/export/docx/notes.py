"""Endnotes: one for each source, however many sentences rest on it; a later mention refers to the same note."""

from collections.abc import Iterator, Sequence
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.oxml.ns import nsmap, qn
from docx.oxml.parser import OxmlElement

from acuevid.export.docx.styles import Styles
from acuevid.export.docx.xml import Xml, field, run, w
from acuevid.views.blocks import Footnote

_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.endnotes+xml"


class Notes:
    """The notes of a file, numbered as they are first mentioned."""

    def __init__(self, book: Any, styles: Styles, footnotes: Sequence[Footnote]) -> None:
        """Begin the part of the notes."""
        self._styles = styles
        self._known = {note.key: note for note in footnotes}
        self._numbers: dict[str, int] = {}
        # with both prefixes, whatever other libraries have made of them
        self._root = OxmlElement("w:endnotes", nsdecls={prefix: nsmap[prefix] for prefix in ("w", "r")})
        self._root.extend((_line("separator", -1), _line("continuationSeparator", 0)))
        self.part = XmlPart(PackURI("/word/endnotes.xml"), _TYPE, self._root, book.part.package)
        book.part.relate_to(self.part, RELATIONSHIP_TYPE.ENDNOTES)

    def __len__(self) -> int:
        """How many notes there are so far."""
        return len(self._numbers)

    def __contains__(self, key: object) -> bool:
        """Whether there is a note on a record."""
        return key in self._known

    def marks(self, keys: Sequence[str]) -> list[Xml]:
        """The numbers behind a sentence, of the records that have a note: those of earlier mentions, then new ones."""
        style = self._styles["endnote reference"]
        made: list[Xml] = []
        known = sorted(self._numbers[key] for key in keys if key in self._numbers)
        for sign, number in _listed(known):
            made += [run(sign, style), *field(f"NOTEREF Source{number} \\f \\h", run(str(number), style))]
        for key in (key for key in keys if key in self._known and key not in self._numbers):
            number = self._numbers[key] = len(self._numbers) + 1
            self._root.append(self._note(number, self._known[key]))
            made += [
                run(", ", style),
                w("bookmarkStart", id=number, name=f"Source{number}"),
                w("r", w("rPr", w("rStyle", val=style)), w("endnoteReference", id=number)),
                w("bookmarkEnd", id=number),
            ]
        return made[1:]  # no sign stands before the first

    def _note(self, number: int, note: Footnote) -> Xml:
        own = w("r", w("rPr", w("rStyle", val=self._styles["endnote reference"])), w("endnoteRef"))
        said = w("p", w("pPr", w("pStyle", val=self._styles["endnote text"])), own, run(f" {note.text}"))
        if note.url:
            said.append(run(" "))
            said.append(link(self.part, self._styles, note.url))
        return w("endnote", said, id=number)


def _listed(numbers: Sequence[int]) -> Iterator[tuple[str, int]]:
    """Numbers with the sign before each; of three or more in a row the ends: ``1, 2, 4–7``."""
    rows: list[list[int]] = []
    for number in numbers:
        if rows and rows[-1][-1] == number - 1:
            rows[-1].append(number)
        else:
            rows.append([number])
    for row in rows:
        for n, number in enumerate(row if len(row) < 3 else (row[0], row[-1])):
            yield "–" if n and len(row) > 2 else ", ", number


def link(part: Any, styles: Styles, url: str) -> Xml:
    """An address as a link, in the part that it stands in."""
    made = w("hyperlink", run(url, styles["Hyperlink"]))
    made.set(qn("r:id"), part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    return made


def _line(kind: str, number: int) -> Xml:
    return w("endnote", w("p", w("r", w(kind))), type=kind, id=number)
