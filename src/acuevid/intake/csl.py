"""CSL-JSON, as Zotero, pandoc, Crossref and doi.org write it (citation style language, schema 1.0.2)."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from acuevid.bibliography import is_page
from acuevid.errors import AcuevidError
from acuevid.intake import parts
from acuevid.intake.decode import Decoded
from acuevid.intake.works import Work

_TYPES = {
    "article-journal": "article-journal",
    "journal-article": "article-journal",  # Crossref's own names
    "article-magazine": "article-journal",
    "article": "preprint",
    "posted-content": "preprint",
    "book": "book",
    "monograph": "book",
    "chapter": "chapter",
    "book-chapter": "chapter",
    "report": "report",
    "thesis": "thesis",
    "dissertation": "thesis",
    "webpage": "webpage",
    "post-weblog": "webpage",
}
_PLAIN = {
    "title": "title",
    "original-title": "original_title",
    "container-title": "container_title",
    "publisher": "publisher",
    "edition": "edition",
    "version": "version",
    "DOI": "doi",
    "PMID": "pmid",
    "PMCID": "pmcid",
}
_NO_FIELD = frozenset(
    (
        *("id", "source", "genre", "abstract", "status", "note", "keyword", "categories", "citation-key"),
        *("citation-label", "language", "type", "page", "number", "article-number", "URL", "ISSN", "accessed"),
        *("issued", "author", "editor", "volume", "issue", "published", "published-print", "published-online"),
        *("publisher-place", "event-place", "archive", "journalAbbreviation", "container-title-short", "title-short"),
        *("shortTitle", "ISBN", "call-number", "custom", "medium", "number-of-pages", "collection-title"),
    )
)
_FURTHER = "The source names the first authors only (et al.)."
_MARKS = re.compile(r"</?(?:i|b|em|strong|sub|sup|scp|sc|jats:[a-z]+|span)(?: [^<>]*)?>")


def read(source: Decoded) -> Iterator[Work]:
    """The works of a list of items, or of one item. Raises `AcuevidError` for what is no such JSON."""
    try:
        data = json.loads(source.text)
    except RecursionError:
        raise AcuevidError(f"{source.name} is nested too deeply") from None
    except ValueError as error:
        place = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise AcuevidError(f"{source.name}{place} is no JSON") from None
    if isinstance(data, Mapping):
        data = data["items"] if isinstance(data.get("items"), list) else [data]
    for n, item in enumerate(data, 1):
        origin = f"{source.name}, item {n}"
        if isinstance(item, Mapping):
            yield work_of(item, origin)
        else:
            lone = Work(origin)
            lone.leave(origin, json.dumps(item)[:200], "no item of a bibliography")
            yield lone


def work_of(item: Mapping[str, Any], origin: str) -> Work:
    """The work of one item."""
    work = Work(origin)
    work.fields["type"] = _TYPES.get(str(item.get("type")), "document")
    for key, name in _PLAIN.items():
        if text := _text(item.get(key)):
            work.put(name, text, origin)
    _people(work, item)
    _numbers(work, item, origin)
    _dates(work, item, origin)
    work.link(_text(item.get("URL")), origin)
    if code := parts.language(_text(item.get("language"))):
        work.put("language", code, origin)
    work.abstract = _text(item.get("abstract"))
    _notes(work, _text(item.get("note")), origin)
    if genre := _text(item.get("genre")):
        work.kinds.append(genre)
    for key, value in item.items():
        if key in _NO_FIELD or key in _PLAIN or value in (None, "", [], {}):
            continue
        work.leave(origin, f"{key} = {json.dumps(value, ensure_ascii=False)[:200]}", "an unknown variable")
    return work


def _text(value: Any) -> str:
    """A text or a number as text; Crossref puts a title into a list."""
    first = (value[0] if value else None) if isinstance(value, list) else value
    if isinstance(first, bool) or not isinstance(first, (str, int, float)):
        return ""
    return parts.one_line(_MARKS.sub("", str(first)))


def _people(work: Work, item: Mapping[str, Any]) -> None:
    for key, name in (("author", "authors"), ("editor", "editors")):
        for person in item.get(key) or ():
            if isinstance(person, Mapping):
                _person(work, name, {part: _text(text) for part, text in person.items()})


def _person(work: Work, name: str, told: Mapping[str, str]) -> None:
    """A name in parts; "et al." behind one says that there are others."""
    literal = told.get("literal") or told.get("name") or ""
    family = " ".join(filter(None, (told.get("non-dropping-particle"), told.get("family"))))
    given = " ".join(filter(None, (told.get("given"), told.get("dropping-particle"))))
    whole, suffix = (parts.ET_AL.sub("", text).strip(", ") for text in (literal, told.get("suffix") or ""))
    if (whole, suffix) != (literal, told.get("suffix") or ""):
        work.fields["et_al"] = True
    if whole:
        work.add(name, parts.group(whole))
    elif family:
        work.add(name, parts.person(family, given, suffix))


def _numbers(work: Work, item: Mapping[str, Any], origin: str) -> None:
    for key in ("volume", "issue"):
        if text := _text(item.get(key)):
            work.numbered(key, text, origin)
    page, number = _text(item.get("page")), _text(item.get("number")) or _text(item.get("article-number"))
    if number:
        work.put("number", number, origin)
    if page and page != number:
        first, dash, last = page.partition("-")
        work.put("page" if is_page(page) else "number", parts.pages(first, last) if dash else page, origin)
    issns = item.get("ISSN")
    for issn in issns if isinstance(issns, list) else [issns]:
        if shown := _text(issn):
            work.issn(shown, origin)


def _dates(work: Work, item: Mapping[str, Any], origin: str) -> None:
    for key in ("issued", "published", "published-print", "published-online"):
        if text := _date(item.get(key)):
            work.date(text, origin)
            break
    if (text := _date(item.get("accessed"))) and (day := parts.a_date(text)[0]) is not None:
        work.put("accessed", day, origin)


def _date(value: Any) -> str:
    """A date as ``2010-3-14``, from its parts or as it is written."""
    if not isinstance(value, Mapping):
        return _text(value)
    given = value.get("date-parts")
    first = given[0] if isinstance(given, list) and given else None
    if isinstance(first, list) and first and first[0] is not None:
        return "-".join(str(part) for part in first[:3])
    return _text(value.get("raw") or value.get("literal"))


def _notes(work: Work, note: str, origin: str) -> None:
    if _FURTHER in note:
        work.fields["et_al"] = True
        note = note.replace(_FURTHER, "").strip()
    if note:
        work.leave(origin, note, "a note")
