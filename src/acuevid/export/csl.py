"""CSL-JSON: the references for Zotero, pandoc and whatever else has a citation processor."""

from collections.abc import Iterable
from typing import Any

from acuevid.bibliography import iso, page_bounds
from acuevid.escape import visible
from acuevid.export.jsontext import dumps
from acuevid.models import BackgroundWork, Reference, Study
from acuevid.views.citation import FURTHER, OTHERS, Creator, creators, link

_ET_AL = "et al."


def bibliography_csl(works: Iterable[Study | BackgroundWork]) -> str:
    """A list of items, valid under the CSL schema, each with its citekey as its `id`."""
    return dumps([_item(work.citekey, work.reference) for work in works])


def _item(citekey: str, reference: Reference) -> dict[str, Any]:
    first, last = page_bounds(reference.page) if reference.page else ("", "")
    parts = [int(part) for part in iso(reference.issued).split("-")]
    item = {
        "id": citekey,
        "source": "acuevid",
        "type": reference.type,
        "author": _authors(reference),
        "title": reference.title,
        "original-title": reference.original_title,
        "container-title": reference.container_title,
        "publisher": reference.publisher,
        "volume": reference.volume,
        "issue": reference.issue,
        "page": first if first == last else f"{first}-{last}",
        "language": reference.language,
        "DOI": reference.doi,
        "PMID": reference.pmid,
        "URL": link(reference),
        "note": FURTHER if reference.et_al else None,
    }
    told = {key: visible(value) if isinstance(value, str) else value for key, value in item.items() if value}
    return told | {"issued": {"date-parts": [parts]}}


def _authors(reference: Reference) -> list[dict[str, str]]:
    """The authors; where the source cuts the list, the last that it names has "et al." behind the name."""
    names = [_name(creator) for creator in creators(reference) if creator is not OTHERS]
    if reference.et_al and names:
        part = "literal" if "literal" in names[-1] else "suffix"
        names[-1][part] = f"{names[-1][part]}, {_ET_AL}" if part in names[-1] else _ET_AL
    return names


def _name(creator: Creator) -> dict[str, str]:
    if creator.is_group:
        return {"literal": visible(creator.family)}
    parts = {"family": creator.family, "given": creator.given, "suffix": creator.suffix}
    return {part: visible(text) for part, text in parts.items() if text}
