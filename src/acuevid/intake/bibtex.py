"""BibTeX and BibLaTeX, as reference managers and publishers write them."""

import logging
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from acuevid.bibliography import is_page
from acuevid.errors import AcuevidError
from acuevid.intake import parts
from acuevid.intake.decode import Decoded, refuse_much
from acuevid.intake.works import Work

if TYPE_CHECKING:
    from bibtexparser.model import Entry, Field

_TYPES = {
    "article": "article-journal",
    "book": "book",
    "incollection": "chapter",
    "inbook": "chapter",
    "techreport": "report",
    "report": "report",
    "phdthesis": "thesis",
    "mastersthesis": "thesis",
    "thesis": "thesis",
    "online": "webpage",
}
_PLAIN = {
    "title": "title",
    "origtitle": "original_title",
    "journal": "container_title",
    "journaltitle": "container_title",
    "booktitle": "container_title",
    "howpublished": "container_title",
    "publisher": "publisher",
    "institution": "publisher",
    "school": "publisher",
    "organization": "publisher",
    "edition": "edition",
    "version": "version",
    "eid": "number",
    "pmid": "pmid",
    "pmcid": "pmcid",
}
_NO_FIELD = frozenset(
    (
        *("keywords", "keyword", "address", "location", "month", "file", "abstractnote", "shorttitle"),
        *("shortjournal", "isbn", "series", "copyright", "annote", "eprinttype", "archiveprefix", "primaryclass"),
        *("timestamp", "owner", "groups", "affiliation", "langid"),
    )
)
_PREPRINT = re.compile(r"Preprint(?:, version ([^.]+(?:\.[0-9]+)*))?\.\s*")
_BARE_PERCENT = re.compile(r"(?<!\\)%")
"""A per cent sign, which only TeX's own files take for the start of a comment."""
_WEIGHTS = {"@": 2000, "=": 500}
"""The bytes that bibtexparser takes for an entry and for a field."""
_LONGEST = 20_000
"""No text of a record is longer."""
_TEX = re.compile(r"[\\{}$%~]|--|``|''")


def read(source: Decoded) -> Iterator[Work]:
    """The entries of a file. Raises `AcuevidError` where bibtexparser is not installed.

    What cannot be read as an entry is left with its line; a preamble is passed over, and no command of it is run.
    """
    try:
        from bibtexparser import middlewares, model
        from bibtexparser.entrypoint import parse_string
    except ImportError:
        raise AcuevidError("BibTeX needs bibtexparser: pip install 'acuevid[desk]'") from None
    refuse_much(source.name, source.text, _WEIGHTS)
    for library in ("bibtexparser", "pylatexenc"):  # what they cannot read is told below
        logging.getLogger(library).setLevel(logging.CRITICAL)
    stack = [middlewares.ResolveStringReferencesMiddleware(), middlewares.RemoveEnclosingMiddleware()]
    for block in parse_string(source.text, parse_stack=stack).blocks:
        origin = f"{source.name}, line {(block.start_line or 0) + 1}"
        entry = block if isinstance(block, model.Entry) else getattr(block, "ignore_error_block", None)
        if isinstance(entry, model.Entry):
            try:
                yield _work(entry, source.name)
            except RecursionError:
                raise AcuevidError(f"{origin}: its braces are nested too deeply") from None
        elif isinstance(block, model.ImplicitComment | model.ParsingFailedBlock):
            yield _unread(origin, block.raw or "", isinstance(block, model.ParsingFailedBlock))


def _unread(origin: str, text: str, is_entry: bool) -> Work:
    work = Work(origin)
    if is_entry or "@" in text:
        work.leave(origin, text[:200], "no entry that can be read")
    return work


def _work(entry: "Entry", name: str) -> Work:
    work = Work(f"{name}, line {(entry.start_line or 0) + 1}")
    work.fields["type"] = _TYPES.get(entry.entry_type.lower(), "document")
    fields: dict[str, list[Field]] = {}
    for field in entry.fields:
        fields.setdefault(field.key.lower(), []).append(field)
    _dates(work, fields, name)
    for key, several in fields.items():
        for field in several:
            line = field.start_line if field.start_line is not None else entry.start_line or 0
            if text := parts.one_line(str(field.value)):
                _one(work, key, text, f"{name}, line {line + 1}")
    return work


def _dates(work: Work, fields: dict[str, list[Any]], name: str) -> None:
    """The date of BibLaTeX, or the year with its month."""
    year, month = (fields[key][0] if key in fields else None for key in ("year", "month"))
    for field in fields.pop("date", []):
        work.date(parts.one_line(str(field.value)).partition("/")[0], f"{name}, line {field.start_line + 1}")
    if year is not None:
        told = _plain(str(year.value))
        day = f"{told} {_plain(str(month.value))}" if month is not None else told
        work.date(day if parts.a_date(day)[1] else told, f"{name}, line {year.start_line + 1}")
        del fields["year"]
        fields.pop("month", None)


def _one(work: Work, key: str, text: str, origin: str) -> None:
    if key in _PLAIN:
        work.put(_PLAIN[key], _plain(text), origin)
    elif key in _HOW:
        _HOW[key](work, text, origin)
    elif key in _NO_FIELD or key.startswith(("bdsk-", "date-", "jabref")):
        work.passed.append(key)
    else:
        work.leave(origin, f"{key} = {_plain(text)}", "an unknown field")


def _plain(text: str) -> str:
    """Text of TeX as it is printed; its commands are looked up in a table, and none is run."""
    if not _TEX.search(text) or len(text) > _LONGEST:
        return text
    text = _BARE_PERCENT.sub(r"\%", text).replace(r"\textasciicircum{}", "^").replace("{}", "\u2060")
    return parts.one_line(_latex()(text).replace("\u2060", ""))


@cache
def _latex() -> Callable[[str], str]:
    from pylatexenc.latex2text import LatexNodes2Text

    read: Callable[[str], str] = LatexNodes2Text(math_mode="verbatim", strict_latex_spaces=True).latex_to_text
    return read


def _people(work: Work, text: str, name: str) -> None:
    from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names

    for person in split_multiple_persons_names(text):
        if person.strip().lower() in ("others", "et al", "et al."):
            work.fields["et_al"] = True
        elif _is_braced(person.strip()):
            work.add(name, parts.group(_plain(person.strip())))
        else:
            told = parse_single_name_into_parts(person, strict=False)
            family, given, suffix = (_plain(" ".join(p)) for p in ([*told.von, *told.last], told.first, told.jr))
            work.add(name, parts.person(family, given, suffix))


def _is_braced(name: str) -> bool:
    """Whether one pair of braces holds all of a name, which makes it whole."""
    depth = 0
    for place, character in enumerate(name):
        depth += (character == "{") - (character == "}")
        if depth == 0:
            return place == len(name) - 1 and place > 0
    return False


def _pages(work: Work, text: str, origin: str) -> None:
    page = re.sub(r"\s*[-–]+\s*", "-", _plain(text))
    work.put("page" if is_page(page) else "number", page, origin)


def _number(work: Work, text: str, origin: str) -> None:
    """Of an article the issue, of a report its own number."""
    if work.fields["type"] == "article-journal" or "volume" in work.fields:
        work.numbered("issue", _plain(text), origin)
    else:
        work.put("number", _plain(text), origin)


def _as_it_stands(text: str) -> str:
    return text.replace("\\", "").strip("{} ")


def _doi(work: Work, text: str, origin: str) -> None:
    work.put("doi", _as_it_stands(text), origin)


def _language(work: Work, text: str, origin: str) -> None:
    if code := parts.language(_plain(text)):
        work.put("language", code, origin)
    else:
        work.leave(origin, f"language = {_plain(text)}", "a language that is not known")


def _accessed(work: Work, text: str, origin: str) -> None:
    day = parts.a_date(text)[0]
    if day is not None:
        work.put("accessed", day, origin)
    else:
        work.leave(origin, f"urldate = {text}", "no date that can be read")


def _note(work: Work, text: str, origin: str) -> None:
    """A note; of acuevid's own, what says that the work is a preprint."""
    told = _plain(text)
    if found := _PREPRINT.match(told):
        work.fields["type"] = "preprint"
        work.put("version", found[1], origin)
        told = told[found.end() :]
    if told:
        work.leave(origin, told, "a note")


def _abstract(work: Work, text: str, _: str) -> None:
    work.abstract = _plain(text)


def _eprint(work: Work, text: str, origin: str) -> None:
    """A PMID, where it has the form of one; arXiv's numbers have no field."""
    if text.isdigit() and len(text) <= 8:
        work.put("pmid", text, origin)
    else:
        work.passed.append("eprint")


_HOW: dict[str, Callable[[Work, str, str], None]] = {
    "author": lambda work, text, _: _people(work, text, "authors"),
    "editor": lambda work, text, _: _people(work, text, "editors"),
    "volume": lambda work, text, origin: work.numbered("volume", _plain(text), origin),
    "number": _number,
    "issue": lambda work, text, origin: work.numbered("issue", _plain(text), origin),
    "pages": _pages,
    "doi": _doi,
    "issn": Work.issn,
    "url": lambda work, text, origin: work.link(_as_it_stands(text), origin),
    "urldate": _accessed,
    "language": _language,
    "abstract": _abstract,
    "note": _note,
    "eprint": _eprint,
    "type": lambda work, text, _: work.kinds.append(_plain(text)),
}
