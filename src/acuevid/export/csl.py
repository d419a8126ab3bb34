"""CSL-JSON: the references for Zotero, pandoc and whatever else has a citation processor."""

from collections.abc import Iterable
from typing import Any

from acuevid.escape import visible
from acuevid.export.jsontext import dumps
from acuevid.models import BackgroundWork, Reference, Study, page_bounds
from acuevid.views.citation import Creator, creators, link


def bibliography_csl(works: Iterable[Study | BackgroundWork]) -> str:
    """A list of items, valid under the CSL schema, each with its citekey as its `id`."""
    return dumps([_item(work.citekey, work.reference) for work in works])


def _item(citekey: str, reference: Reference) -> dict[str, Any]:
    first, last = page_bounds(reference.page) if reference.page else ("", "")
    issued = reference.issued
    parts = [issued] if isinstance(issued, int) else [issued.year, issued.month, issued.day]
    item = {
        "id": citekey,
        "source": "acuevid",
        "type": reference.type,
        "author": [_name(creator) for creator in creators(reference)],
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
    }
    told = {key: visible(value) if isinstance(value, str) else value for key, value in item.items() if value}
    return told | {"issued": {"date-parts": [parts]}}


def _name(creator: Creator) -> dict[str, str]:
    if creator.is_group:
        return {"literal": visible(creator.family)}
    name = {"family": visible(creator.family)}
    return name | {"given": visible(creator.given)} if creator.given else name
