"""A reference as a line of text, in the style of the medical journals, its link, and whom it names as its makers."""

from typing import NamedTuple

from acuevid.bibliography import doi_link, iso, page_bounds
from acuevid.models import Author, Reference
from acuevid.numbers import format as fmt
from acuevid.people import Name, dotted, initials, read_name
from acuevid.terms import language_name


def citation(reference: Reference, cited_in: str = "") -> str:
    """``Shiflett SC, Schwartz GE. Title. Explore (NY) 2011; 7: 148–154. doi:…``; what is absent is left out.

    `cited_in` is the work that the reference was taken from, by name.
    """
    parts = [_names(reference).rstrip(".")]
    if reference.title:
        parts.append(reference.title.rstrip("."))
    where = reference.container_title or reference.publisher or ""
    when = fmt.month_and_year(iso(reference.issued))
    number = reference.volume or ""
    if reference.issue:
        number += f"({reference.issue})"
    pages = f": {fmt.pages(*page_bounds(reference.page))}" if reference.page else ""
    place = f"{where} {when}".strip()
    parts.append(f"{place}; {number}{pages}" if number else f"{place}{pages}")
    text = ". ".join(part for part in parts if part) + "."
    if reference.language and not reference.language.startswith("en"):
        text += f" [In {language_name(reference.language)}]"
    if reference.doi:
        text += f" doi:{reference.doi}"
    return f"{text} [As cited in {cited_in}]" if cited_in else text


class Creator(NamedTuple):
    """An author for a reference manager: parts that there are not are empty; a group has one name as a whole.

    So has a name that cannot be split without guessing.
    """

    family: str
    given: str = ""
    is_group: bool = False
    suffix: str = ""


OTHERS = Creator("others", is_group=True)
"""The authors that the source does not name, in BibTeX, which has a word for them."""
FURTHER = "The source names the first authors only (et al.)."
"""The same for RIS and CSL-JSON, which have none: an author called "others" would be printed as one."""


def creators(reference: Reference) -> tuple[Creator, ...]:
    """The authors in order with full stops behind initials, then a group, then `OTHERS` where the source cuts the list.

    ``SC`` becomes ``S. C.``, since a reference manager takes ``SC`` for one given name.
    """
    people = [Creator(n.family, dotted(n.given) if n.given else "", n.is_whole, n.suffix) for n in reference.names]
    group = [Creator(reference.group_author, is_group=True)] if reference.group_author else []
    return (*people, *group, *([OTHERS] if reference.et_al else []))


def link(reference: Reference) -> str | None:
    """The address of the work, from its checked DOI or PMID; `None` where it has neither."""
    if reference.doi:
        return doi_link(reference.doi)
    if reference.pmid:
        return f"https://pubmed.ncbi.nlm.nih.gov/{reference.pmid}/"
    return None


def _names(reference: Reference) -> str:
    names = [_name(author) for author in reference.authors]
    if reference.et_al:
        names.append("et al")
    text = ", ".join(names)
    if reference.group_author:
        text = f"{text}; {reference.group_author}" if text else reference.group_author
    return text


def _name(author: str | Author) -> str:
    """``MacPherson H`` for ``MacPherson, Hugh``; what is printed so, or cannot be split, as it is printed."""
    if isinstance(author, str) and "," not in author:
        return author
    name: Name = read_name(author)[0] if isinstance(author, str) else author.name
    return " ".join(part for part in (name.family, initials(name.given) if name.given else "", name.suffix) if part)
