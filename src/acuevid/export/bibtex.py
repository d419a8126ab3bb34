"""BibTeX: the references for LaTeX and JabRef, in UTF-8; no text can end its field."""

import re
from collections.abc import Iterable, Iterator

from acuevid.bibliography import iso, page_bounds
from acuevid.escape import visible
from acuevid.export.marks import mark
from acuevid.models import BackgroundWork, Study
from acuevid.references import Reference
from acuevid.terms import language_name
from acuevid.views.citation import (
    FURTHER,
    OTHERS,
    Creator,
    creators,
    editors,
    issue_words,
    link,
    preprint_words,
    remarks,
)

_TYPES = {
    "article-journal": "article",
    "book": "book",
    "chapter": "incollection",
    "report": "techreport",
    "thesis": "phdthesis",
}
_CONTAINER = {"article": "journal", "incollection": "booktitle"}
_PUBLISHER = {"techreport": "institution", "phdthesis": "school", "misc": "organization"}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ESCAPED = str.maketrans(
    {
        **{c: f"\\{c}" for c in "&%#$_"},
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "{": r"\{",
        "}": r"\}",
    }
)
_UNBALANCED = _ESCAPED | str.maketrans({"{": r"\textbraceleft{}", "}": r"\textbraceright{}"})
"""BibTeX counts braces behind a backslash, too, so ``\\{`` may stand only where a ``\\}`` follows."""
_LIGATURE = re.compile(r"(?<=([-'`,<>]))(?=\1)|(?<=[!?])(?=`)")
"""Between two characters that LaTeX would make one of."""
_BRACE = re.compile(r"[{}\\]")
"""What could end a field that is read as it stands, as a DOI and an address are."""


def bibliography_bibtex(works: Iterable[Study | BackgroundWork]) -> str:
    """An entry for each work, under its citekey."""
    return mark("bibtex") + "\n" + "".join(f"\n{_entry(work.citekey, work.reference)}\n" for work in works)


def latex(text: str) -> str:
    """Text as LaTeX prints it: no character of it is a command."""
    shown = visible(text)
    told = shown.translate(_ESCAPED if _balanced(shown) else _UNBALANCED)
    return _LIGATURE.sub("{}", told)


def _balanced(text: str) -> bool:
    depth = 0
    for character in text:
        depth += (character == "{") - (character == "}")
        if depth < 0:
            return False
    return depth == 0


def _entry(citekey: str, reference: Reference) -> str:
    kind = _TYPES.get(reference.type, "misc")
    fields = ",\n".join(f"  {name} = {value}" for name, value in _fields(kind, reference))
    return f"@{kind}{{{citekey},\n{fields}\n}}"


def _fields(kind: str, reference: Reference) -> Iterator[tuple[str, str]]:
    names = " and ".join(_name(creator) for creator in creators(reference))
    edited = " and ".join(_name(creator) for creator in editors(reference))
    title = reference.title
    texts: tuple[tuple[str, str | None], ...] = (
        (_CONTAINER.get(kind, "howpublished"), reference.container_title),
        (_PUBLISHER.get(kind, "publisher"), reference.publisher),
        ("edition", reference.edition),
        ("version", reference.version),
        ("volume", reference.volume),
        ("number", issue_words(reference) or (None if kind == "article" else reference.number)),
        ("eid", reference.number if kind == "article" and reference.page else None),
    )
    if names:
        yield "author", f"{{{names}}}"
    if edited:
        yield "editor", f"{{{edited}}}"
    if title:
        yield "title", f"{{{{{latex(title)}}}}}"
    if reference.original_title:
        yield "origtitle", f"{{{{{latex(reference.original_title)}}}}}"
    yield from ((name, f"{{{latex(text)}}}") for name, text in texts if text)
    if reference.page:
        first, last = page_bounds(reference.page)
        yield "pages", f"{{{latex(first)}}}" if first == last else f"{{{first}--{last}}}"
    elif reference.number and kind == "article":  # of BibTeX's own styles none prints an eid, and pandoc reads none
        yield "pages", f"{{{latex(reference.number)}}}"
    yield "year", f"{{{reference.year}}}"
    yield from _further(reference)


def _further(reference: Reference) -> Iterator[tuple[str, str]]:
    """What stands behind the year: the month, the language, numbers and addresses, and what is said of the work."""
    if month := iso(reference.issued)[5:7]:
        yield "month", _MONTHS[int(month) - 1]
    if reference.language and not reference.language.startswith("en"):
        yield "language", f"{{{latex(language_name(reference.language))}}}"
    if reference.issn:
        yield "issn", f"{{{reference.issn}}}"
    if reference.doi and not _BRACE.search(reference.doi):  # its address stands below, without a brace
        yield "doi", f"{{{visible(reference.doi)}}}"
    if reference.pmid:
        yield "pmid", f"{{{reference.pmid}}}"
    if reference.pmcid:
        yield "pmcid", f"{{{reference.pmcid}}}"
    if address := reference.url or link(reference):
        yield "url", f"{{{address}}}"
    if reference.accessed:
        yield "urldate", f"{{{iso(reference.accessed)}}}"
    told = [preprint_words(reference), *(remark for remark in remarks(reference) if remark != FURTHER)]
    if note := " ".join(f"{text.rstrip('.')}." for text in told if text):
        yield "note", f"{{{latex(note)}}}"


def _name(creator: Creator) -> str:
    if creator is OTHERS:
        return "others"
    if creator.is_group or not (creator.given or creator.suffix):
        return f"{{{latex(creator.family)}}}"
    parts = [creator.family, creator.suffix, creator.given] if creator.suffix else [creator.family, creator.given]
    return ", ".join(_part(part) or "{}" for part in parts)


def _part(name: str) -> str:
    """A part of a name, in braces where a comma or the word "and" would part it."""
    told = latex(name)
    return f"{{{told}}}" if "," in name or " and " in f" {visible(name).casefold()} " else told
