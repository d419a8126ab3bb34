"""RIS: the references for Zotero, EndNote and Mendeley; one line a tag, so that no text can begin a record."""

from collections.abc import Iterable, Iterator

from acuevid.bibliography import iso, page_bounds
from acuevid.escape import visible
from acuevid.models import BackgroundWork, Study
from acuevid.references import Reference
from acuevid.views.citation import OTHERS, Creator, creators, editors, issue_words, link, remarks

_TYPES = {
    "article-journal": "JOUR",
    "book": "BOOK",
    "chapter": "CHAP",
    "report": "RPRT",
    "thesis": "THES",
    "webpage": "ELEC",
    "preprint": "UNPB",
}
_EDITORS = {"book": "A3", "report": "A3"}
"""Where A2, the tag of editors, is read as the editors of a series."""


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
    for creator in editors(reference):
        yield _EDITORS.get(reference.type, "A2"), _name(creator)
    first, last = page_bounds(reference.page) if reference.page else ("", "")
    when = iso(reference.issued).replace("-", "/")
    is_article = reference.type == "article-journal"
    texts = (
        ("TI", reference.title),
        ("OP", reference.original_title),
        ("T2", reference.container_title),
        ("PB", reference.publisher),
        ("ET", reference.edition or reference.version),
        ("VL", reference.volume),
        ("IS", issue_words(reference)),
        ("SP", first or reference.number),  # readers have no other place for an article number but a field of EndNote's
        ("EP", None if last == first else last),
        ("C7", reference.number if is_article else None),
        ("C2", reference.pmcid if is_article else None),
        ("SN", reference.issn),
        ("PY", str(reference.year)),
        ("DA", when if "/" in when else None),
        ("LA", reference.language),
        ("DO", reference.doi),
        ("UR", (reference.url or link(reference) or "").replace(";", "%3B")),  # it would part two addresses
        ("Y2", iso(reference.accessed).replace("-", "/") if reference.accessed else None),
        *(("N1", remark) for remark in remarks(reference)),
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
