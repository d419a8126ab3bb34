"""A reference as a line of text, in the style of the medical journals, its link, and whom it names as its makers."""

import re
from datetime import date
from typing import NamedTuple

from acuevid.models import Reference, page_bounds
from acuevid.numbers import format as fmt
from acuevid.terms import language_name


def citation(reference: Reference, cited_in: str = "") -> str:
    """``Shiflett SC, Schwartz GE. Title. Explore (NY) 2011; 7: 148–154. doi:…``; what is absent is left out.

    `cited_in` is the work that the reference was taken from, by name.
    """
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
    return f"{text} [As cited in {cited_in}]" if cited_in else text


class Creator(NamedTuple):
    """An author for a reference manager: `given` is empty where there is none; a group has one name as a whole."""

    family: str
    given: str = ""
    is_group: bool = False


OTHERS = Creator("others", is_group=True)
"""The authors that the source does not name: what BibTeX, pandoc and Zotero read as "et al."."""


def creators(reference: Reference) -> tuple[Creator, ...]:
    """The authors in order with full stops behind initials, then a group, then `OTHERS` where the source cuts the list.

    ``SC`` becomes ``S. C.``, since a reference manager takes ``SC`` for one given name.
    """
    people = [Creator(family, _initials(given)) for family, given in reference.names]
    group = [Creator(reference.group_author, is_group=True)] if reference.group_author else []
    return (*people, *group, *([OTHERS] if reference.et_al else []))


def _initials(given: str) -> str:
    letters = given.replace(".", "")
    if not re.fullmatch(r"[A-Z](?:-?[A-Z]){0,3}", letters):
        return given
    return re.sub(r"(?<=\.)(?=[A-Z])", " ", re.sub(r"([A-Z])", r"\1.", letters))


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
