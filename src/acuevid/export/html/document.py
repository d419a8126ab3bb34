"""Any document as one HTML file, in the style of the sheet's page."""

from acuevid import __version__
from acuevid.export.html.blocks import blocks
from acuevid.export.html.page import head, style_of
from acuevid.export.marks import mark
from acuevid.export.markup import element, lines, text
from acuevid.views.blocks import Document
from acuevid.views.pictures import DirectionPlot, IconArrays, Timeline


def document_html(document: Document, title: str) -> str:
    """A document as a page of its own, complete without any script."""
    body = lines(
        element("main", element("h1", text(title)), blocks(document.blocks, {}), id="main"),
        element("footer", element("p", text(f"Made by acuevid {__version__} from a catalogue of studies."))),
    )
    has_pictures = any(isinstance(block, IconArrays | DirectionPlot | Timeline) for block in document.blocks)
    style = style_of("style.css", *(["pictures.css"] if has_pictures else []))
    whole = element("html", head(title, style), element("body", body), lang="en-GB")
    return f"<!DOCTYPE html>\n{mark('html')}\n{whole}\n"
