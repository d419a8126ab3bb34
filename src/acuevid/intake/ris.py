"""RIS, as reference managers write it (Research Information Systems' RIS format, 2011)."""

import re
from collections.abc import Callable, Iterator

from acuevid.intake import parts
from acuevid.intake.decode import Decoded
from acuevid.intake.tagged import RIS, Tagged, tagged
from acuevid.intake.works import Work

_TYPES = {
    "JOUR": "article-journal",
    "JFULL": "article-journal",
    "EJOUR": "article-journal",
    "MGZN": "article-journal",
    "BOOK": "book",
    "EBOOK": "book",
    "EDBOOK": "book",
    "CHAP": "chapter",
    "ECHAP": "chapter",
    "RPRT": "report",
    "GOVDOC": "report",
    "THES": "thesis",
    "ELEC": "webpage",
    "WEB": "webpage",
    "UNPB": "preprint",
    "GEN": "document",
}
_OTHER = "document"
_TITLES, _JOURNALS = ("TI", "T1", "CT"), ("T2", "JF", "JO", "JA", "J1", "J2", "BT")
_PLAIN = {"PB": "publisher", "OP": "original_title", "ET": "edition"}
_EDITORS = ("A2", "ED", "A3")
_NO_FIELD = frozenset(
    (
        *("KW", "AD", "AN", "C1", "C3", "C4", "C5", "C6", "CA", "CN", "CY", "DB", "DP", "FDB", "ID", "J2", "L1"),
        *("L2", "L3", "L4", "LB", "LK", "M1", "M2", "NV", "OL", "PP", "RI", "RN", "RP", "SE", "ST", "T3", "TA", "TT"),
        *("U1", "U2", "U3", "U4", "U5", "AV"),
    )
)
"""Tags that the format has, and a catalogue no field for."""
_NOTICE = re.compile(r"(Retracted|Corrected|Expression of concern|Reinstated)\b")
_FURTHER = "The source names the first authors only (et al.)."
_NUMBERING = re.compile(r"[0-9]+[.)]?\Z")


def read(source: Decoded) -> Iterator[Work]:
    """The works of a RIS file, one for each ``TY``."""
    record: list[Tagged] = []
    for item in tagged(source.text, RIS):
        if item.tag == "TY" and any(other.tag for other in record):
            yield _work(record, source.name)
            record = []
        if item.tag != "ER":
            record.append(item)
        elif record:
            yield _work(record, source.name)
            record = []
        if item.tag == "ER" and item.text and not _NUMBERING.match(item.text):
            record.append(Tagged("", item.text, item.line))
    if any(item.tag for item in record):
        yield _work(record, source.name)


def _work(record: list[Tagged], name: str) -> Work:
    start = next((item.line for item in record if item.tag), record[0].line)
    work = Work(f"{name}, line {start}")
    by_tag: dict[str, list[Tagged]] = {}
    for item in record:
        by_tag.setdefault(item.tag, []).append(item)
    _type(work, by_tag.pop("TY", []))
    _container(work, by_tag, name)
    _pages(work, by_tag, name)
    for tag, items in by_tag.items():
        for item in items:
            if item.text:
                _one(work, tag, item.text, f"{name}, line {item.line}")
    return work


def _type(work: Work, items: list[Tagged]) -> None:
    word = items[0].text if items else ""
    work.fields["type"] = _TYPES.get(word.upper(), "article-journal" if "journal" in word.lower() else _OTHER)


def _container(work: Work, by_tag: dict[str, list[Tagged]], name: str) -> None:
    """The title, and the journal by its first name: others are abbreviations of it."""
    found = [item for tag in _TITLES for item in by_tag.pop(tag, []) if item.text]
    for tag in ("BT", "ST") if not found else ():  # of a book; and the short title, where it is the only one
        found = found or [item for item in by_tag.pop(tag, []) if item.text]
    for item in found:
        work.put("title", parts.one_line(item.text), f"{name}, line {item.line}")
    journals = [item for tag in _JOURNALS for item in by_tag.pop(tag, []) if item.text]
    if journals:
        work.fields["container_title"] = parts.one_line(journals[0].text)
    if len(journals) > 1:
        work.passed.append("further names of the journal")


def _pages(work: Work, by_tag: dict[str, list[Tagged]], name: str) -> None:
    """First and last page; the number of an article may stand for the first, too."""
    first, last, number = (by_tag.pop(tag, []) for tag in ("SP", "EP", "C7"))
    start, end, article = (items[0].text if items else "" for items in (first, last, number))
    if article:
        work.put("number", article, f"{name}, line {number[0].line}")
    page = "" if article and article == start and not end else parts.pages(start, end)
    if page:
        work.put("page", page, f"{name}, line {(first or last)[0].line}")


def _one(work: Work, tag: str, text: str, origin: str) -> None:
    if tag in _PLAIN:
        work.put(_PLAIN[tag], parts.one_line(text), origin)
    elif tag in _HOW:
        _HOW[tag](work, text, origin)
    elif tag in _EDITORS:
        work.author(text, "editors")
    elif tag in _NO_FIELD:
        work.passed.append(tag)
    elif tag or not _NUMBERING.match(text):
        work.leave(origin, f"{tag}  - {text}" if tag else text, "an unknown tag" if tag else "stands outside a record")


def _abstract(work: Work, text: str, origin: str) -> None:
    if work.abstract and text != work.abstract:
        work.leave(origin, text, "a second abstract")
    work.abstract = work.abstract or parts.one_line(text)


def _serial(work: Work, text: str, origin: str) -> None:
    work.issn(text, origin)


def _doi(work: Work, text: str, origin: str) -> None:
    work.put("doi", text.strip(), origin)


def _accession(work: Work, text: str, origin: str) -> None:
    """C2 holds a PMCID where it has the form of one."""
    if text.upper().startswith("PMC"):
        work.put("pmcid", text.strip().upper(), origin)
    else:
        work.passed.append("C2")


def _note(work: Work, text: str, origin: str) -> None:
    if text == _FURTHER:
        work.fields["et_al"] = True
    else:
        work.leave(origin, text, "a note" if not _NOTICE.match(text) else "a notice on the work: add it by hand")


def _accessed(work: Work, text: str, origin: str) -> None:
    day, is_whole = parts.a_date(text)
    if day is not None and is_whole:
        work.put("accessed", day, origin)
    else:
        work.leave(origin, text, "no date that can be read")


def _language(work: Work, text: str, origin: str) -> None:
    if code := parts.language(text):
        work.put("language", code, origin)
    else:
        work.leave(origin, text, "a language that is not known")


_HOW: dict[str, Callable[[Work, str, str], None]] = {
    "AU": lambda work, text, _: work.author(text),
    "A1": lambda work, text, _: work.author(text),
    "A4": lambda work, text, _: work.author(text, "editors"),
    "PY": Work.date,
    "Y1": Work.date,
    "DA": Work.date,
    "VL": lambda work, text, origin: work.numbered("volume", text, origin),
    "VO": lambda work, text, origin: work.numbered("volume", text, origin),
    "IS": lambda work, text, origin: work.numbered("issue", text, origin),
    "CP": lambda work, text, origin: work.numbered("issue", text, origin),
    "SN": _serial,
    "DO": _doi,
    "DI": _doi,
    "C2": _accession,
    "UR": Work.link,
    "Y2": _accessed,
    "LA": _language,
    "AB": _abstract,
    "N2": _abstract,
    "N1": _note,
    "M3": lambda work, text, _: work.kinds.append(text),
}
