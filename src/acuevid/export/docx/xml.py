"""WordprocessingML, element by element; every text goes through `visible`, and none becomes markup."""

from collections.abc import Iterable
from typing import Any, TypeAlias

from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement, parse_xml

from acuevid.escape import visible

Xml: TypeAlias = Any
"""An element of lxml."""
NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


def w(tag: str, *children: Xml | None, **attributes: str | int) -> Xml:
    """An element of Word's namespace; attributes are in it, too, and need an underscore where Python has the word."""
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name.rstrip('_')}"), str(value))
    made.extend(child for child in children if child is not None)
    return made


def parsed(inner: str, tag: str) -> Xml:
    """An element from markup of this program's own, never from a catalogue's."""
    return parse_xml(f"<w:{tag} {NAMESPACES}>{inner}</w:{tag}>")


def run(text: str, style: str = "") -> Xml:
    """A run of text, in the character style of this id."""
    told = w("t")
    told.text = visible(text)
    told.set(qn("xml:space"), "preserve")
    return w("r", w("rPr", w("rStyle", val=style)) if style else None, told)


def field(instruction: str, shown: Xml) -> list[Xml]:
    """A field that Word works out, with the run that it shows until then; all runs, as programs read them best."""
    told = w("instrText")
    told.text = f" {instruction} "
    told.set(qn("xml:space"), "preserve")
    begin, middle, end = (w("r", w("fldChar", fldCharType=kind)) for kind in ("begin", "separate", "end"))
    return [begin, w("r", told), middle, shown, end]


def put_before(parent: Xml, child: Xml, followers: Iterable[str]) -> None:
    """Put a child in its place in a sequence: before the first of those that may follow it, or at the end."""
    names = {qn(name) for name in followers}
    place = next((n for n, sibling in enumerate(parent) if sibling.tag in names), len(parent))
    parent.insert(place, child)
