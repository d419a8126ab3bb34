"""RIS: the references for Zotero, EndNote and Mendeley; one line a tag, so that no text can begin a record."""

from collections.abc import Iterable, Iterator

from acuevid.escape import visible
from acuevid.models import BackgroundWork, Reference, Study, page_bounds
from acuevid.views.citation import creators, link

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
    yield "DB", "acuevid"
    yield "ID", citekey
    for creator in creators(reference):
        yield "AU", f"{creator.family}, {creator.given}" if creator.given else creator.family
    first, last = page_bounds(reference.page) if reference.page else ("", "")
    day = None if isinstance(reference.issued, int) else reference.issued
    texts = (
        ("TI", reference.title),
        ("OP", reference.original_title),
        ("T2", reference.container_title),
        ("PB", reference.publisher),
        ("VL", reference.volume),
        ("IS", reference.issue),
        ("SP", first),
        ("EP", last),
        ("PY", str(reference.year)),
        ("DA", day and day.strftime("%Y/%m/%d")),
        ("LA", reference.language),
        ("DO", reference.doi),
        ("AN", reference.pmid),
        ("UR", link(reference)),
    )
    yield from ((tag, text) for tag, text in texts if text)
    yield "ER", ""
