"""A whole document as a PDF that screen readers read: tagged, A4, PDF/UA-1, the same bytes each time."""

import json
import re
from pkgutil import get_data
from typing import NamedTuple

from acuevid import __version__
from acuevid.contrast import colour, hexadecimal, readable
from acuevid.errors import AcuevidError
from acuevid.escape import visible
from acuevid.export.pdf.data import Sheet
from acuevid.export.typeset import compiler
from acuevid.views.blocks import Document

_SOURCES = "The studies that sentences rest on"
_INK = "#0b4f8a"
_WITHOUT = re.compile(r'the text `"(.*)"` could not be displayed')


class Described(NamedTuple):
    """What a file says of itself, and the publisher's colour."""

    title: str
    subject: str = ""
    author: str = "acuevid"
    keywords: tuple[str, ...] = ()
    colour: str = ""


class Printed(NamedTuple):
    """A PDF, and what could not be as it should."""

    data: bytes
    remarks: tuple[str, ...] = ()


def document_pdf(document: Document, described: Described) -> Printed:
    """A document as a PDF; where no font here has a character, a remark says so, and the file is no PDF/UA-1.

    Raises `AcuevidError` where typst is not installed, or cannot set it.
    """
    typst = compiler()
    template = get_data("acuevid.export.pdf", "sheet.typ")
    assert template is not None
    sheet = Sheet(document)
    told = {
        "title": visible(described.title),
        "subject": visible(described.subject),
        "author": visible(described.author),
        "keywords": [visible(word) for word in described.keywords],
        "colour": hexadecimal(readable(colour(described.colour or _INK), (255, 255, 255))),
        "sources": _SOURCES,
        "made": f"Made by acuevid {__version__} from a catalogue of studies.",
        "parts": sheet.parts,
        "notes": sheet.notes,
    }
    files = {"main": template, "/sheet.json": json.dumps(told).encode(), **sheet.pictures}
    try:
        return Printed(typst.compile(files, format="pdf", pdf_standards=["ua-1"]))
    except typst.TypstError as error:
        reason = str(error)
    missing = _WITHOUT.search(reason)
    if missing is None:
        raise AcuevidError(f"typst cannot set the sheet: {reason.splitlines()[0]}")
    remark = f"no font here has “{missing[1]}”, which the PDF shows as boxes; it is no PDF/UA-1"
    return Printed(typst.compile(files, format="pdf"), (remark,))
