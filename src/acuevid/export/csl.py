"""CSL-JSON: the references for Zotero, pandoc and whatever else has a citation processor."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from acuevid.bibliography import iso, page_bounds
from acuevid.escape import visible
from acuevid.export.jsontext import dumps
from acuevid.models import BackgroundWork, Study
from acuevid.references import Reference
from acuevid.views.citation import OTHERS, Creator, creators, editors, issue_words, link, remarks

_ET_AL = "et al."
_TYPES = {"preprint": "article"}
"""What CSL calls otherwise: a preprint is an article that stands in no journal (CSL 1.0.2, appendix III)."""


def bibliography_csl(works: Iterable[Study | BackgroundWork]) -> str:
    """A list of items, valid under the CSL schema, each with its citekey as its `id`."""
    return dumps([item(work.citekey, work.reference) for work in works])


def item(citekey: str, reference: Reference) -> dict[str, Any]:
    """A reference as CSL-JSON; what is absent is left out."""
    first, last = page_bounds(reference.page) if reference.page else ("", "")
    is_article = reference.type in ("article-journal", "preprint")
    found = {
        "id": citekey,
        "source": "acuevid",
        "type": _TYPES.get(reference.type, reference.type),
        "genre": "preprint" if reference.type == "preprint" else None,
        "author": _authors(reference),
        "editor": [_name(creator) for creator in editors(reference)],
        "title": reference.title,
        "original-title": reference.original_title,
        "container-title": reference.container_title,
        "publisher": reference.publisher,
        "edition": reference.edition,
        "version": reference.version,
        "volume": reference.volume,
        "issue": issue_words(reference),
        "number": reference.number,
        # most styles print no article number but as a page; those that do leave out the page (APA)
        "page": (first if first == last else f"{first}-{last}") or (reference.number if is_article else None),
        "language": reference.language,
        "ISSN": reference.issn,
        "DOI": reference.doi,
        "PMID": reference.pmid,
        "PMCID": reference.pmcid,
        "URL": reference.url or link(reference),
        "status": reference.standing,
        "note": " ".join(remarks(reference)),
        "accessed": _date(reference.accessed) if reference.accessed else None,
    }
    told = {key: visible(value) if isinstance(value, str) else value for key, value in found.items() if value}
    return told | {"issued": _date(reference.issued)}


def _date(day: int | date | str) -> dict[str, list[list[int]]]:
    return {"date-parts": [[int(part) for part in iso(day).split("-")]]}


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
