"""A study's reference as a Citation of FHIR R5."""

from acuevid.bibliography import iso, page_bounds
from acuevid.export.fhir.types import HL7, Addresses, Resource, concept, identifier, markdown, note, resource, string
from acuevid.models import Catalogue, Study
from acuevid.people import read_name
from acuevid.references import Author, Reference
from acuevid.views.citation import citation, issue_words, link, remarks

_NUMBERS = (
    ("https://doi.org", "doi"),
    ("https://pubmed.ncbi.nlm.nih.gov", "pmid"),
    ("https://www.ncbi.nlm.nih.gov/pmc", "pmcid"),
)
_PRIMARY = (f"{HL7}/title-type", "primary", "Primary title")
_CONTAINERS = {
    "article-journal": (f"{HL7}/published-in-type", "D020492", "Periodical"),
    "chapter": (f"{HL7}/published-in-type", "D001877", "Book"),
}


def citation_of(catalogue: Catalogue, study: Study, addresses: Addresses) -> tuple[str, Resource]:
    """The reference with its address, its authors contained."""
    url, ref = addresses.of("Citation", study.citekey), study.reference
    authors = _authors(ref)
    source = catalogue.labelled(ref.as_cited_in) if ref.as_cited_in else ""
    return url, resource(
        "Citation",
        url,
        contained=authors,
        identifier=identifier(study.citekey),
        title=string(study.label),
        status="active",
        summary=[{"text": markdown(citation(ref, source))}],
        citedArtifact={
            "identifier": [
                {"system": system, "value": value} for system, field in _NUMBERS if (value := getattr(ref, field))
            ],
            "dateAccessed": iso(ref.accessed) if ref.accessed else None,
            "version": {"value": string(ref.version)},
            "title": _titles(ref),
            "publicationForm": [_form(ref)],
            "webLocation": [{"url": ref.url or link(ref)}],
            "classification": [{"type": concept("type of publication"), "classifier": [concept(ref.type)]}],
            "contributorship": {
                "complete": not ref.et_al,
                "entry": [
                    {
                        "contributor": {"reference": f"#{author['id']}", "type": author["resourceType"]},
                        "contributionType": [concept("author")],
                        "rankingOrder": place,
                    }
                    for place, author in enumerate(authors, start=1)
                ],
            },
            "note": note(*remarks(ref)),
        },
    )


def _titles(ref: Reference) -> list[Resource]:
    told = ((concept(None, _PRIMARY), ref.title), (concept("original title"), ref.original_title))
    return [{"type": [kind], "text": text} for kind, title in told if (text := markdown(title))]


def _form(ref: Reference) -> Resource:
    """Where and when it appeared."""
    first, last = page_bounds(ref.page) if ref.page else ("", "")
    is_range = first != last
    container = _CONTAINERS.get(ref.type)
    return {
        "publishedIn": {
            "type": concept(None, container) if container and ref.container_title else None,
            "identifier": [{"type": concept("ISSN"), "value": ref.issn}] if ref.issn else None,
            "title": string(ref.container_title),
            "publisher": {"display": string(ref.publisher)},
        },
        "volume": string(ref.volume),
        "issue": string(issue_words(ref)),
        "articleDate": iso(ref.issued),
        "language": [{"coding": [{"system": "urn:ietf:bcp:47", "code": ref.language}]}] if ref.language else None,
        "pageString": string(ref.page or ref.number),
        "firstPage": first if is_range else None,
        "lastPage": last if is_range else None,
    }


def _authors(ref: Reference) -> list[Resource]:
    """People by the parts of their names, organisations by their whole name, in the order of the reference."""
    told = [_author(author) for author in ref.authors]
    if ref.group_author:
        told.append(_organisation(ref.group_author))
    return [{"resourceType": kind, "id": f"author-{n}"} | members for n, (kind, members) in enumerate(told, start=1)]


def _author(author: str | Author) -> tuple[str, Resource]:
    if isinstance(author, Author) and author.literal is not None:
        return _organisation(author.literal)
    name = read_name(author)[0] if isinstance(author, str) else author.name
    if name.is_whole:
        return "Practitioner", {"name": [{"text": string(name.family)}]}
    parts = {"family": string(name.family), "given": [string(name.given)], "suffix": [string(name.suffix)]}
    return "Practitioner", {"name": [parts]}


def _organisation(name: str) -> tuple[str, Resource]:
    return "Organization", {"name": string(name)}
