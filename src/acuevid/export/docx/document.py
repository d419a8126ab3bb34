"""A whole document as a Word file, in the styles of a template where there is one."""

import io
from copy import deepcopy
from pathlib import Path
from typing import Any, NamedTuple

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

from acuevid.escape import visible
from acuevid.export.archives import packed, parts_of
from acuevid.export.docx.blocks import Writer
from acuevid.export.docx.notes import Notes
from acuevid.export.docx.opening import opened
from acuevid.export.docx.styles import Styles
from acuevid.export.docx.xml import Xml, w
from acuevid.export.marks import mark
from acuevid.export.shares import is_wide, parts_of_document, tables_of
from acuevid.views.blocks import Document, Heading, Prose

_LONGEST = 255
"""Of a property."""
_SOURCES = "The studies that sentences rest on"
_HOW = "A number behind a sentence is that of a study that it rests on. Each study has one note, at the end."


class Properties(NamedTuple):
    """What a file says of itself."""

    title: str
    subject: str = ""
    author: str = "acuevid"
    keywords: str = ""


def document_docx(document: Document, properties: Properties, template: Path | None = None) -> bytes:
    """A document as a Word file; raises `AcuevidError` for a template that is none, or where python-docx is missing.

    Parts with a table that is too wide for the page stand on pages turned to the side.
    """
    book = opened(template)
    styles = Styles(book, own=template is None)
    notes = Notes(book, styles, document.footnotes)
    writer = Writer(book.part, styles, notes)
    body = book.element.body
    last: Xml = body.sectPr
    upright, sideways = Page(last), Page(last, turned=True)
    page = upright
    for part in parts_of_document(document.blocks):
        wanted = sideways if any(is_wide(table, upright.width) for table in tables_of(part)) else upright
        if wanted is not page and writer.body:
            _end_section(writer.body, page)
        page, writer.width = wanted, wanted.width
        for block in part:
            writer.write(block)
    if len(notes):
        if page is sideways:
            _end_section(writer.body, page)
            page = upright
        writer.write(Heading(_SOURCES, 2))
        writer.write(Prose(_HOW, quiet=True))
    if not writer.body or writer.body[-1].tag == qn("w:tbl"):
        writer.body.append(w("p"))
    for element in writer.body:
        last.addprevious(element)
    body.replace(last, page.section)
    _describe(book, properties)
    stream = io.BytesIO()
    book.save(stream)
    return packed(parts_of(stream))


class Page:
    """The pages of a section: as a template has them, or turned to the side."""

    def __init__(self, section: Xml, *, turned: bool = False) -> None:
        """Read the size and the margins; A4 where they are not given."""
        self.section = deepcopy(section)
        for once in self.section.findall(qn("w:titlePg")) if turned else ():
            self.section.remove(once)
        size, margins = self.section.find(qn("w:pgSz")), self.section.find(qn("w:pgMar"))
        across, tall = _number(size, "w", 11906), _number(size, "h", 16838)
        if turned and size is not None and across < tall:
            across, tall = tall, across
            size.set(qn("w:w"), str(across))
            size.set(qn("w:h"), str(tall))
            size.set(qn("w:orient"), "landscape")
        self.width = max(2000, across - _number(margins, "left", 1134) - _number(margins, "right", 1134))


def _number(element: Xml | None, name: str, otherwise: int) -> int:
    value = None if element is None else element.get(qn(f"w:{name}"))
    return int(value) if value is not None and value.isdigit() else otherwise


def _end_section(body: list[Xml], page: Page) -> None:
    """End a section with the last paragraph, or one of its own behind a table."""
    if body[-1].tag == qn("w:tbl"):
        body.append(w("p"))
    properties = body[-1].get_or_add_pPr()
    properties.append(deepcopy(page.section))


def _describe(book: Any, properties: Properties) -> None:
    """The properties; no time, so that a file changes only with its catalogue."""
    core = book.core_properties
    kept = book.part.package.part_related_by(RELATIONSHIP_TYPE.CORE_PROPERTIES).element
    for child in list(kept):
        kept.remove(child)
    core.title = visible(properties.title)[:_LONGEST]
    core.subject = visible(properties.subject)[:_LONGEST]
    core.author = visible(properties.author)[:_LONGEST]
    core.keywords = visible(properties.keywords)[:_LONGEST]
    core.language = "en-GB"
    core.comments = mark("docx")
