"""RIS: the references for Zotero, EndNote and Mendeley; one line a tag, so that no text can begin a record."""

from collections.abc import Iterable, Iterator

from acuevid.bibliography import iso, page_bounds
from acuevid.escape import visible
from acuevid.models import BackgroundWork, Reference, Study
from acuevid.views.citation import FURTHER, OTHERS, Creator, creators, link

_TYPES = {
    "article-journal": "JOUR",
    "book": "BOOK",
    "chapter": "CHAP",
    "report": "RPRT",
    "thesis": "THES",
    "webpage": "ELEC",
}


def bibliography_ris(works: Iterable[Study | BackgroundWork]) -> str:
    """A record for each work, with its citekey as its identifier."""
    return "\n".join(_record(work.citekey, work.reference) for work in works)


def _record(citekey: str, reference: Reference) -> str:
    return "".join(f"{tag}  - {visible(text).strip()}\n" for tag, text in _tags(citekey, reference))


def _tags(citekey: str, reference: Reference) -> Iterator[tuple[str, str]]:
    yield "TY", _TYPES.get(reference.type, "GEN")
    yield "DP", "acuevid"  # Zotero's "Library Catalog", which no style prints
    yield "ID", citekey
    for creator in (c for c in creators(reference) if c is not OTHERS):
        yield "AU", _name(creator)
    first, last = page_bounds(reference.page) if reference.page else ("", "")
    when = iso(reference.issued).replace("-", "/")
    texts = (
        ("TI", reference.title),
        ("OP", reference.original_title),
        ("T2", reference.container_title),
        ("PB", reference.publisher),
        ("VL", reference.volume),
        ("IS", reference.issue),
        ("SP", first),
        ("EP", None if last == first else last),
        ("PY", str(reference.year)),
        ("DA", when if "/" in when else None),
        ("LA", reference.language),
        ("DO", reference.doi),
        ("UR", link(reference)),
        ("N1", FURTHER if reference.et_al else None),
    )
    yield from ((tag, text) for tag, text in texts if text)
    yield "ER", ""


def _name(creator: Creator) -> str:
    """Family name, given names and suffix between commas; readers split at each, so a group's name loses its own."""
    if creator.is_group:
        return creator.family.replace(",", "")
    if creator.suffix:
        return f"{creator.family}, {creator.given}, {creator.suffix}"
    return f"{creator.family}, {creator.given}" if creator.given else creator.family
