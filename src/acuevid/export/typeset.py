"""Pictures as PDF or PNG, by typst, which is an extra."""

import html
import re
from importlib import import_module
from typing import Any

from acuevid.errors import AcuevidError
from acuevid.export.markup import Markup

PRINTED = ("pdf", "png")
"""What a picture can be besides SVG."""
_PAGE = """#set document(title: sys.inputs.title, date: none)
#set page(width: auto, height: auto, margin: 0pt)
#set text(lang: "en")
#image("/picture.svg", alt: sys.inputs.told)
"""
_DENSITY = 288
"""Pixels to an inch, so that a picture is sharp on paper."""


def compiler() -> Any:
    """The package typst; raises `AcuevidError` where it is not installed."""
    try:
        return import_module("typst")
    except ImportError:
        raise AcuevidError("PDF and PNG need typst: pip install 'acuevid[publish]'") from None


def typeset(drawn: Markup, format: str) -> bytes:
    """A picture as a page of its own size: a tagged PDF (PDF/UA-1) whose text is text, or a PNG.

    Raises `AcuevidError` where typst is not installed, or cannot draw it.
    """
    typst = compiler()
    files = {"main": _PAGE.encode(), "/picture.svg": drawn.encode()}
    told = {"title": _inside(drawn, "title"), "told": _inside(drawn, "desc")}
    try:
        if format == "png":
            found = typst.compile(files, format="png", ppi=_DENSITY, sys_inputs=told)
        else:
            found = typst.compile(files, format="pdf", pdf_standards=["ua-1"], sys_inputs=told)
    except typst.TypstError as error:
        raise AcuevidError(f"typst cannot draw it as {format.upper()}: {str(error).splitlines()[0]}") from None
    if not isinstance(found, bytes):
        raise AcuevidError(f"the picture does not fit one page of {format.upper()}")
    return found


def _inside(drawn: Markup, tag: str) -> str:
    """The words of the first element of that name."""
    found = re.search(f"<{tag}>(.*?)</{tag}>", drawn, re.DOTALL)
    return html.unescape(found[1]) if found else ""
