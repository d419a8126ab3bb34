"""EndNote's XML, as EndNote and Rayyan, Covidence and Zotero export it."""

from collections.abc import Callable, Iterator
from itertools import chain
from typing import TYPE_CHECKING

from acuevid.bibliography import is_page
from acuevid.errors import AcuevidError
from acuevid.intake import parts
from acuevid.intake.decode import Decoded
from acuevid.intake.works import Work

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_TYPES = {
    "journal article": "article-journal",
    "electronic article": "article-journal",
    "magazine article": "article-journal",
    "book": "book",
    "edited book": "book",
    "electronic book": "book",
    "book section": "chapter",
    "report": "report",
    "government document": "report",
    "thesis": "thesis",
    "web page": "webpage",
    "unpublished work": "preprint",
}
_PLAIN = {
    "titles/title": "title",
    "titles/translated-title": "original_title",
    "publisher": "publisher",
    "edition": "edition",
    "custom7": "number",
}
_NO_FIELD = frozenset(
    (
        # a PMID stands in accession-num, and other data banks' numbers, too: it says nothing for sure
        *("accession-num", "alt-periodical", "auth-address", "auth-affiliation", "call-num", "caption", "custom1"),
        *("custom3", "custom4", "custom5", "custom6", "database", "dates/pub-dates/date", "foreign-keys", "keywords"),
        *("label", "orig-pub", "pub-location", "rec-number", "ref-type", "remote-database-name", "source-app"),
        *("remote-database-provider", "reprint-edition", "research-notes", "short-title", "titles/alt-title"),
        *("titles/short-title", "urls/pdf-urls/url"),
    )
)


def read(source: Decoded) -> Iterator[Work]:
    """The works of an export, one for each record. Raises `AcuevidError` for what is no XML, or no safe one."""
    root = root_of(source)
    # no deeper ones: a record inside a record would be read as often as it is nested
    for n, record in enumerate(chain(root.iterfind("record"), root.iterfind("*/record")), 1):
        yield _work(record, f"{source.name}, record {n}")


def root_of(source: Decoded) -> "Element":
    """The root of an XML file; entities and what they would fetch are refused."""
    try:
        from defusedxml import DefusedXmlException
        from defusedxml.ElementTree import ParseError, fromstring
    except ImportError:
        raise AcuevidError("EndNote's XML needs defusedxml: pip install 'acuevid[desk]'") from None
    start = source.text.find("<", source.text.find("?>") + 1) if source.text.startswith("<?xml") else 0
    try:  # the text is decoded already, whatever its declaration says
        root: Element = fromstring(source.text[start:])
    except DefusedXmlException:
        raise AcuevidError(f"{source.name} declares entities, which are not read") from None
    except (ParseError, ValueError, RecursionError) as error:
        line = getattr(error, "position", (0, 0))[0]
        raise AcuevidError(f"{source.name}{f', line {line}' if line else ''} is no XML") from None
    return root


def _work(record: "Element", origin: str) -> Work:
    work = Work(origin)
    kind = record.find("ref-type")
    word = (kind.get("name") or "").lower() if kind is not None else ""
    work.fields["type"] = _TYPES.get(word, "document" if word else "article-journal")
    journals: list[str] = []
    for path, element in _leaves(record):
        text = parts.one_line("".join(element.itertext()))
        if not text:
            continue
        if path in ("periodical/full-title", "titles/secondary-title", "periodical/abbr-1"):
            journals.append(text)
        elif path in _PLAIN:
            work.put(_PLAIN[path], text, origin)
        elif path in _HOW:
            _HOW[path](work, text, origin)
        elif path in _NO_FIELD or path.split("/")[0] in _NO_FIELD:
            work.passed.append(path)
        else:
            work.leave(origin, f"{path}: {text}", "an unknown element")
    if journals:
        work.fields["container_title"] = journals[0]
    return work


def _leaves(record: "Element") -> Iterator[tuple[str, "Element"]]:
    """The elements that hold text, by their path; the styles inside a text are part of it."""
    for outer in record:
        inner = [child for child in outer if child.tag != "style"]
        if not inner:
            yield outer.tag, outer
        for child in inner:
            deeper = [other for other in child if other.tag != "style"]
            path = f"{outer.tag}/{child.tag}"
            yield from ((f"{path}/{other.tag}", other) for other in deeper) if deeper else [(path, child)]


def _pages(work: Work, text: str, origin: str) -> None:
    first, dash, last = text.replace("–", "-").partition("-")
    page = parts.pages(first, last) if dash else text
    work.put("page" if is_page(page) else "number", page, origin)


def _language(work: Work, text: str, origin: str) -> None:
    if code := parts.language(text):
        work.put("language", code, origin)
    else:
        work.leave(origin, text, "a language that is not known")


def _accessed(work: Work, text: str, origin: str) -> None:
    day = parts.a_date(text)[0]
    if day is not None:
        work.put("accessed", day, origin)
    else:
        work.leave(origin, text, "no date that can be read")


def _pmcid(work: Work, text: str, origin: str) -> None:
    if text.upper().startswith("PMC"):
        work.put("pmcid", text.upper(), origin)
    else:
        work.passed.append("custom2")


def _abstract(work: Work, text: str, _: str) -> None:
    work.abstract = work.abstract or text


_HOW: dict[str, Callable[[Work, str, str], None]] = {
    "contributors/authors/author": lambda work, text, _: work.author(text),
    "contributors/secondary-authors/author": lambda work, text, _: work.author(text, "editors"),
    "dates/year": Work.date,
    "volume": lambda work, text, origin: work.numbered("volume", text, origin),
    "number": lambda work, text, origin: work.numbered("issue", text, origin),
    "pages": _pages,
    "isbn": Work.issn,
    "electronic-resource-num": lambda work, text, origin: work.put("doi", text, origin),
    "urls/related-urls/url": Work.link,
    "access-date": _accessed,
    "language": _language,
    "abstract": _abstract,
    "custom2": _pmcid,
    "work-type": lambda work, text, _: work.kinds.append(text),
    "notes": lambda work, text, origin: work.leave(origin, text, "a note"),
}
