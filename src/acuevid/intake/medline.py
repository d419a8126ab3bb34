"""PubMed's MEDLINE text, which its nbib files hold, too (National Library of Medicine, "MEDLINE/PubMed Data Element
(Field) Descriptions").
"""

import re
from collections.abc import Callable, Iterator

from acuevid.bibliography import is_page, is_registration
from acuevid.intake import parts
from acuevid.intake.decode import Decoded
from acuevid.intake.tagged import MEDLINE, Tagged, tagged
from acuevid.intake.works import Work

_STARTS = ("PMID", "PMC")
_NO_FIELD = frozenset(
    (
        *("AD", "AUID", "BTI", "CI", "CIN", "CON", "CP", "CRDT", "CTDT", "CTI", "DA", "DCOM", "DDIN", "DEP", "DRIN"),
        *("EDAT", "EFR", "FIR", "FPS", "GN", "GS", "IR", "IRAD", "JID", "LR", "MH", "MHDA", "MID", "NM", "OAB"),
        *("OABL", "OCI", "OID", "OT", "OTO", "OWN", "PHST", "PL", "PRIN", "PROF", "PS", "PST", "PUBM", "RF", "RN"),
        *("ROF", "RPF", "RPI", "SB", "SFM", "SO", "SPIN", "STAT", "TA", "TT", "UIN", "UOF", "CRI", "CRF", "ORI"),
    )
)
"""Elements that PubMed has, and a catalogue no field for, or that say a second time what another element says."""
_NOTICES = {"RIN": "retraction", "EIN": "correction", "ECI": "concern"}
_ID = re.compile(r"(.*?)\s*\[(doi|pii|bookaccession)\]\Z")


def read(source: Decoded) -> Iterator[Work]:
    """The works of a file: one begins with its PMID or PMCID, after what belongs to another."""
    record: list[Tagged] = []
    for item in tagged(source.text, MEDLINE):
        begins = item.tag in _STARTS and any(other.tag not in _STARTS for other in record)
        if begins or (item.tag in _STARTS and any(other.tag == item.tag for other in record)):
            yield _work(record, source.name)
            record = []
        record.append(item)
    if any(item.tag for item in record):
        yield _work(record, source.name)


def _work(record: list[Tagged], name: str) -> Work:
    start = next((item.line for item in record if item.tag), record[0].line)
    work = Work(f"{name}, line {start}")
    work.fields["type"] = "article-journal"
    _names(work, record)
    full = any(item.tag == "JT" for item in record)
    vernacular = next((item.text for item in record if item.tag == "TT"), "")
    for item in record:
        if item.tag in ("AU", "FAU", "ED", "FED", "CN") or not item.text:
            continue
        origin = f"{name}, line {item.line}"
        if item.tag == "TA" and not full:
            work.put("container_title", item.text, origin)
        elif item.tag == "TI":
            _title(work, item.text, vernacular, origin)
        elif item.tag in _HOW:
            _HOW[item.tag](work, item.text, origin)
        elif item.tag in _NOTICES:
            _notice(work, _NOTICES[item.tag], item.text)
        elif item.tag in _NO_FIELD:
            work.passed.append(item.tag)
        else:
            work.leave(origin, f"{item.tag} - {item.text}" if item.tag else item.text, "an unknown element")
    return work


def _names(work: Work, record: list[Tagged]) -> None:
    """Each author in the full name where that is given, with the suffix that only the short one may have."""
    for short, full, name in (("AU", "FAU", "authors"), ("ED", "FED", "editors")):
        found = [item.text for item in record if item.tag == full and item.text]
        for text in found or [item.text for item in record if item.tag == short and item.text]:
            work.author(text, name)
    groups = [parts.one_line(item.text) for item in record if item.tag == "CN" and item.text]
    if groups:
        work.fields["group_author"] = "; ".join(groups)


def _title(work: Work, text: str, vernacular: str, origin: str) -> None:
    """The title without PubMed's full stop; in square brackets it is a translation."""
    title = parts.one_line(text)
    translated = re.fullmatch(r"\[(.*?)\.?\]\.?", title)
    work.put("title", translated[1] if translated else title.removesuffix("."), origin)
    if vernacular:
        work.put("original_title", parts.one_line(vernacular).removesuffix("."), origin)


def _pages(work: Work, text: str, origin: str) -> None:
    work.put("page" if is_page(text) else "number", text, origin)


def _identifier(work: Work, text: str, origin: str) -> None:
    """A DOI, or the number of an article where that has no pages."""
    found = _ID.match(text)
    kind, value = (found[2], found[1]) if found else ("", text)
    if kind == "doi":
        work.put("doi", value, origin)
    elif kind == "pii":
        work.passed.append("pii")
    else:
        work.put("number", value, origin)


def _article(work: Work, text: str, origin: str) -> None:
    """AID repeats what LID says, but for the DOI of older records."""
    found = _ID.match(text)
    if found and found[2] == "doi":
        work.put("doi", found[1], origin)
    elif found:
        work.passed.append(found[2])
    else:
        work.leave(origin, f"AID - {text}", "no kind of identifier")


def _abstract(work: Work, text: str, _: str) -> None:
    work.abstract = parts.one_line(f"{work.abstract} {text}")


def _language(work: Work, text: str, origin: str) -> None:
    code = parts.language(text)
    if code and code != "en":  # what is in English needs no word of it
        work.put("language", code, origin)
    elif not code:
        work.leave(origin, f"LA - {text}", "a language that is not known")


def _registered(work: Work, text: str, _: str) -> None:
    """A number of a registry, as ``ClinicalTrials.gov/NCT00000000``; other data banks have no field."""
    number = text.rpartition("/")[2]
    if is_registration(number):
        work.study.setdefault("registration", []).append(number)
    else:
        work.passed.append("SI")


def _conflicts(work: Work, text: str, _: str) -> None:
    work.study["conflicts"] = parts.one_line(text)


def _grant(work: Work, text: str, _: str) -> None:
    told = parts.one_line(text.replace("||", "/"))
    known = work.study.get("funding")
    work.study["funding"] = f"{known}; {told}" if known else told


def _kind(work: Work, text: str, _: str) -> None:
    """A type of publication; PubMed marks a retracted work by one."""
    work.kinds.append(text)
    if text == "Retracted Publication":
        _notice(work, "retraction", "")


def _notice(work: Work, kind: str, text: str) -> None:
    """A notice on the work, from its citation; one that says more takes the place of one that says less."""
    found = {"kind": kind, **parts.ids_in(text)}
    if (year := parts.a_date(re.sub(r"^.*?\. (?=(?:1[6-9]|20)[0-9]{2}\b)", "", text).split(";")[0])[0]) is not None:
        found["date"] = year
    notices = work.fields.setdefault("notice", [])
    bare = {"kind": kind}
    if found != bare or not any(notice["kind"] == kind for notice in notices):
        notices[:] = [notice for notice in notices if notice != bare or kind != notice["kind"]] + [found]


_HOW: dict[str, Callable[[Work, str, str], None]] = {
    "PMID": lambda work, text, origin: work.put("pmid", text, origin),
    "PMC": lambda work, text, origin: work.put("pmcid", text.partition(" ")[0].rstrip("."), origin),
    "DP": Work.date,
    "JT": lambda work, text, origin: work.put("container_title", parts.one_line(text), origin),
    "VI": lambda work, text, origin: work.numbered("volume", text, origin),
    "IP": lambda work, text, origin: work.numbered("issue", text, origin),
    "IS": Work.issn,
    "PB": lambda work, text, origin: work.put("publisher", parts.one_line(text), origin),
    "PG": _pages,
    "LID": _identifier,
    "AID": _article,
    "AB": _abstract,
    "LA": _language,
    "PT": _kind,
    "SI": _registered,
    "COIS": _conflicts,
    "GR": _grant,
}
