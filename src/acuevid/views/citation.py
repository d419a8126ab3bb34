"""A reference as a line of text, in the style of the medical journals, its link, and whom it names as its makers."""

import re
from typing import NamedTuple

from acuevid.bibliography import doi_link, iso, page_bounds, pmcid_link, supplement_words
from acuevid.numbers import format as fmt
from acuevid.people import Name, dotted, initials, read_name
from acuevid.references import Author, Notice, Reference
from acuevid.terms import language_name

_WEBSITE = re.compile(r"(https?://)?((?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?::[0-9]+)?(?:/[\w./~%+,;=?&#-]*)?)", re.ASCII)
_TELEPHONE = re.compile(r"\+?[0-9]{3,15}", re.ASCII)

LISTED = 6
"""So many authors are named where there are more."""


def citation(reference: Reference, cited_in: str = "", *, linked: bool = False) -> str:
    """``Shiflett SC, Schwartz GE. Title. Explore (NY) 2011; 7: 148–154. doi:…``; what is absent is left out.

    Of more than six authors the first six are named, and of what has its `link` behind it, that is not said (`linked`).
    A notice in force stands at the end: ``[Retracted 2015, doi:…]``. `cited_in` is the work that the reference was
    taken from, by name. The order is that of the National Library of Medicine (Citing Medicine, chapters 1, 2 and 26).
    """
    parts = [_names(reference).rstrip("."), _titled(reference), _edited(reference), _edition(reference)]
    where = reference.container_title or reference.publisher or ""
    when = fmt.month_and_year(iso(reference.issued))
    number = reference.volume or ""
    if issue := issue_words(reference):
        number += f"({issue})"
    at = [reference.number] if reference.number else []
    at += [fmt.pages(*page_bounds(reference.page))] if reference.page else []
    pages = f": {', '.join(at)}" if at else ""
    place = f"{where} {when}".strip()
    parts.append(f"{place}; {number}{pages}" if number else f"{place}{pages}")
    text = ". ".join(part for part in parts if part) + "."
    said = link(reference) if linked else None
    behind = (
        _foreign(reference),
        f"doi:{reference.doi}" if reference.doi and not said else "",
        f"PMCID {reference.pmcid}" if reference.pmcid and said != pmcid_link(reference.pmcid) else "",
        f"Available from {reference.url}" if reference.url and said != reference.url else "",
        f"(accessed {fmt.month_and_year(iso(reference.accessed))})" if reference.accessed else "",
        asides(reference, cited_in),
    )
    return " ".join([text, *(part for part in behind if part)])


def asides(reference: Reference, cited_in: str = "") -> str:
    """What no style may leave out: the notices in force, and the work that the reference was taken from."""
    told = "; ".join(notice_words(notice) for notice in reference.in_force)
    parts = (f"{told[:1].upper()}{told[1:]}" if told else "", f"As cited in {cited_in}" if cited_in else "")
    return " ".join(f"[{part}]" for part in parts if part)


def _foreign(reference: Reference) -> str:
    """The language of a work that is not in English."""
    language = reference.language or "en"
    return "" if language.startswith("en") else f"[In {language_name(language)}]"


def issue_words(reference: Reference) -> str:
    """The issue with its supplement, as references print both: ``3 Suppl 1``; empty where there is neither."""
    supplement = supplement_words(reference.supplement) if reference.supplement else ""
    return " ".join(part for part in (reference.issue, supplement) if part)


def preprint_words(reference: Reference) -> str:
    """What a preprint is called, and its version: ``Preprint, version 2``; empty for another work."""
    if reference.type != "preprint":
        return ""
    return f"Preprint, version {reference.version}" if reference.version else "Preprint"


def notice_words(notice: Notice) -> str:
    """A notice on a work: ``retracted 2 March 2015, doi:…``; its PMID where it has no DOI."""
    when = f" {fmt.month_and_year(notice.iso)}" if notice.iso else ""
    place = f", doi:{notice.doi}" if notice.doi else f", PMID {notice.pmid}" if notice.pmid else ""
    return f"{notice.done}{when}{place}"


def _titled(reference: Reference) -> str:
    """The title, with what kind of work it is where that is a preprint."""
    title = (reference.title or "").rstrip(".")
    return f"{title} [{words}]".strip() if (words := preprint_words(reference)) else title


def _edited(reference: Reference) -> str:
    """Who edited it: ``In: Berg J, editor``, and without ``In:`` where the work is a whole one."""
    names = ", ".join(_name(editor) for editor in reference.editors)
    if not names:
        return ""
    role = "editor" if len(reference.editors) == 1 else "editors"
    return f"{'In: ' if reference.type == 'chapter' else ''}{names}, {role}"


def _edition(reference: Reference) -> str:
    edition = reference.edition or ""
    return f"Edition {edition}" if edition.isdigit() else edition.rstrip(".")


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
    people = [_creator(name) for name in reference.names]
    group = [Creator(reference.group_author, is_group=True)] if reference.group_author else []
    return (*people, *group, *([OTHERS] if reference.et_al else []))


def editors(reference: Reference) -> tuple[Creator, ...]:
    """The editors in order, in the same parts."""
    return tuple(_creator(name) for name in reference.editor_names)


def _creator(name: Name) -> Creator:
    return Creator(name.family, dotted(name.given) if name.given else "", name.is_whole, name.suffix)


def link(reference: Reference) -> str | None:
    """The address of the work, from its checked DOI, PMID or PMCID, or else as recorded; `None` where it has none."""
    if reference.doi:
        return doi_link(reference.doi)
    if reference.pmid:
        return f"https://pubmed.ncbi.nlm.nih.gov/{reference.pmid}/"
    return pmcid_link(reference.pmcid) if reference.pmcid else reference.url


def website_link(text: str) -> str | None:
    """The address of a website as people write it, ``www.example.org/path``; `None` for anything else."""
    found = _WEBSITE.fullmatch(text.strip())
    return f"{found[1] or 'https://'}{found[2]}" if found else None


def telephone_link(text: str) -> str | None:
    """The address of a telephone number; `None` for anything else."""
    number = re.sub(r"[ ()./-]", "", text)
    return f"tel:{number}" if _TELEPHONE.fullmatch(number) else None


def remarks(reference: Reference) -> tuple[str, ...]:
    """What a reference manager keeps as notes: that the list of authors is cut, and each notice in force."""
    notices = (notice_words(notice) for notice in reference.in_force)
    told = [f"{text[:1].upper()}{text[1:]}." for text in notices]
    return (*([FURTHER] if reference.et_al else []), *told)


def _names(reference: Reference) -> str:
    names = [_name(author) for author in reference.authors[:LISTED]]
    if reference.et_al or len(reference.authors) > LISTED:
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
