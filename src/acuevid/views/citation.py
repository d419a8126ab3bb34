"""A reference as a line of text, in the style of the medical journals, and its link."""

from datetime import date

from acuevid.models import Reference, page_bounds
from acuevid.numbers import format as fmt
from acuevid.terms import language_name


def citation(reference: Reference) -> str:
    """``Shiflett SC, Schwartz GE. Title. Explore (NY) 2011; 7: 148–154. doi:…``; what is absent is left out."""
    parts = [_names(reference).rstrip(".")]
    if reference.title:
        parts.append(reference.title.rstrip("."))
    where = reference.container_title or reference.publisher or ""
    when = _issued(reference.issued)
    number = reference.volume or ""
    if reference.issue:
        number += f"({reference.issue})"
    if reference.page:
        number += f": {fmt.pages(*page_bounds(reference.page))}"
    place = f"{where} {when}".strip()
    parts.append(f"{place}; {number}" if number else place)
    text = ". ".join(part for part in parts if part) + "."
    if reference.language and not reference.language.startswith("en"):
        text += f" [In {language_name(reference.language)}]"
    if reference.doi:
        text += f" doi:{reference.doi}"
    return text


def link(reference: Reference) -> str | None:
    """The address of the work, from its checked DOI or PMID; `None` where it has neither."""
    if reference.doi:
        return f"https://doi.org/{reference.doi}"
    if reference.pmid:
        return f"https://pubmed.ncbi.nlm.nih.gov/{reference.pmid}/"
    return None


def _names(reference: Reference) -> str:
    names = list(reference.authors)
    if reference.et_al:
        names.append("et al")
    text = ", ".join(names)
    if reference.group_author:
        text = f"{text}; {reference.group_author}" if text else reference.group_author
    return text


def _issued(issued: int | date) -> str:
    return str(issued) if isinstance(issued, int) else fmt.month_and_year(issued.isoformat())
