"""Works of a catalogue in the Retraction Watch file: what was retracted, doubted or corrected since.

The file is Crossref's, a CSV with a row for each notice (https://gitlab.com/crossref/retraction-watch-data). It is read
row by row, so that its size does not matter.
"""

import csv
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from io import BufferedReader, TextIOWrapper
from pathlib import Path
from typing import NamedTuple

from acuevid.bibliography import bare_doi, read_issued
from acuevid.catalogue.load import Loaded
from acuevid.catalogue.paths import toml_path
from acuevid.diagnostics import Diagnostic, Severity
from acuevid.errors import AcuevidError
from acuevid.models import BackgroundWork, Study
from acuevid.references import Notice, in_force

RETRACTED, DOUBTED, CORRECTED = "REF301", "REF302", "REF303"
CODES = (
    (
        RETRACTED,
        "a work that was retracted",
        "The file of `check --retractions` has a retraction of it by DOI or PMID that no later reinstatement lifts. "
        "Record the notice, and summaries and exports say so beside the study; leave the study out, or say why not.",
        "a trial of 2001 that its journal retracted in 2015",
    ),
    (
        DOUBTED,
        "a work in doubt",
        "The file of `check --retractions` has an expression of concern on it that no later reinstatement lifts.",
        "a trial whose editors wait for its data",
    ),
    (
        CORRECTED,
        "a work that was corrected",
        "The file of `check --retractions` has a correction of it: hold the record against what was corrected.",
        "a trial with another number of people in its correction",
    ),
)
"""The codes with a title, what they mean, and an example."""

_KIND = {
    "retraction": "retraction",
    "correction": "correction",
    "expression of concern": "concern",
    "reinstatement": "reinstatement",
}
_CODE = {"retraction": RETRACTED, "concern": DOUBTED, "correction": CORRECTED}
_DOI, _PMID, _NATURE = "originalpaperdoi", "originalpaperpubmedid", "retractionnature"
_NEEDED = {_DOI: "OriginalPaperDOI", _PMID: "OriginalPaperPubMedID", _NATURE: "RetractionNature"}
_LONGEST_LINE = 1_000_000
"""No line of the file is longer; what has longer ones is no such file, and would have to be whole in memory."""
_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})\b")
_PMID_FORM = re.compile(r"[1-9][0-9]{0,8}")


class _Noticed(NamedTuple):
    """A notice, and by which field of the reference the work was found in the file."""

    notice: Notice
    field: str


def retraction_diagnostics(source: Loaded, path: Path, studies: Iterable[Study] = ()) -> list[Diagnostic]:
    """The works of a catalogue, or these studies, on which the file has a notice in force, each with its place.

    One of a kind a work, the latest. It is for information where the record holds it already, or where a person
    acknowledged it. Raises `AcuevidError` where the file is none of Retraction Watch's.
    """
    catalogue = source.catalogue
    works: tuple[Study | BackgroundWork, ...] = tuple(studies)
    works = works or (*catalogue.studies, *catalogue.background)
    found = _notices(path, works)
    made = []
    for work in works:
        noticed = found.get(work.citekey, [])
        kinds: set[str] = set()
        for notice in in_force([item.notice for item in noticed]):
            if notice.kind not in kinds:
                kinds.add(notice.kind)
                field = next(item.field for item in noticed if item.notice is notice)
                made.append(_diagnostic(source, work, notice, field))
    return made


def _diagnostic(source: Loaded, work: Study | BackgroundWork, notice: Notice, field: str) -> Diagnostic:
    code = _CODE[notice.kind]
    place = source.place(toml_path(source.catalogue, work.citekey, field))
    answer = next(iter(source.catalogue.answers.get((code, work.citekey), ())), None)
    is_held = any(held.kind == notice.kind for held in work.reference.in_force)
    hint = (
        answer.reason if answer else "the record holds a notice of it" if is_held else f"record it: {_as_toml(notice)}"
    )
    return Diagnostic(
        code,
        Severity.INFO if answer or is_held else Severity.WARNING,
        f"{work.citekey}: {notice.done}{_when(notice)}{_where(notice)}",
        place.file,
        place.line,
        place.column,
        place.text,
        hint,
        work.citekey,
        field,
    )


def _when(notice: Notice) -> str:
    return f" on {notice.iso}" if notice.date is not None else ", on a day that the file does not give"


def _where(notice: Notice) -> str:
    if notice.doi is not None:
        return f" by doi:{notice.doi}"
    return f" by PMID {notice.pmid}" if notice.pmid is not None else ""


def _as_toml(notice: Notice) -> str:
    """The notice as a catalogue holds it, on one line."""
    parts = [f'kind = "{notice.kind}"']
    parts += (
        [f'date = "{notice.date}"' if isinstance(notice.date, str) else f"date = {notice.iso}"] if notice.iso else []
    )
    parts += [f'doi = "{notice.doi}"'] if notice.doi and not set(notice.doi) & set('"\\') else []
    parts += [f'pmid = "{notice.pmid}"'] if notice.pmid else []
    return f"notice = [{{ {', '.join(parts)} }}]"


def _notices(path: Path, works: Iterable[Study | BackgroundWork]) -> dict[str, list[_Noticed]]:
    """By citekey, what the file says of these works."""
    by_doi: dict[str, list[str]] = {}
    by_pmid: dict[str, list[str]] = {}
    for work in works:
        if work.reference.doi:
            by_doi.setdefault(work.reference.doi.casefold(), []).append(work.citekey)
        if work.reference.pmid:
            by_pmid.setdefault(work.reference.pmid, []).append(work.citekey)
    found: dict[str, list[_Noticed]] = {}
    for row in _rows(path):
        keys = dict.fromkeys(by_pmid.get(row[_PMID].strip(), ()), "reference.pmid")
        keys |= dict.fromkeys(by_doi.get(_doi(row[_DOI]).casefold(), ()), "reference.doi")
        notice = _notice(row) if keys else None
        for key, field in keys.items() if notice else ():
            assert notice is not None
            found.setdefault(key, []).append(_Noticed(notice, field))
    return found


def _notice(row: Mapping[str, str]) -> Notice | None:
    """The notice of a row; `None` for one of a nature that is not known."""
    kind = _KIND.get(" ".join(row[_NATURE].split()).casefold())
    if kind is None:
        return None
    doi, pmid = bare_doi(_doi(row.get("retractiondoi", ""))), row.get("retractionpubmedid", "").strip()
    fields = {
        "date": _day(row.get("retractiondate", "")),
        "doi": doi,
        "pmid": pmid if _PMID_FORM.fullmatch(pmid) else None,
    }
    return Notice.model_validate({"kind": kind} | {name: value for name, value in fields.items() if value is not None})


def _doi(text: str) -> str:
    text = text.strip()
    return text if text.startswith("10.") else bare_doi(text) or ""


def _day(text: str) -> int | date | str | None:
    """A day as the file has it, ``5/12/2015 0:00`` with the month first, or in ISO's form."""
    text = text.strip()
    if (found := _DAY.match(text)) is not None:
        text = f"{found[3]}-{int(found[1]):02}-{int(found[2]):02}"
    return read_issued(text[:10])


def _rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of the file with the names of columns in small letters; what a row lacks at its end is empty."""
    try:
        with path.open("rb") as stream:
            yield from _read(stream, path.name)
    except OSError as error:
        raise AcuevidError(f"cannot read {path.name}: {error.strerror or type(error).__name__}") from None
    except ValueError:  # a NUL in the path
        raise AcuevidError(f"cannot read {path.name}: no such name") from None


def _read(stream: BufferedReader, name: str) -> Iterator[dict[str, str]]:
    reader = csv.reader(_lines(stream, name), strict=True)
    try:
        names = [column.strip().casefold() for column in next(reader, [])]
        for column, printed in _NEEDED.items():
            if column not in names:
                raise AcuevidError(f"{name} is not the file of Retraction Watch: it has no column {printed}")
        for row in reader:
            if row:
                yield dict.fromkeys(names, "") | dict(zip(names, row, strict=False))
    except csv.Error:
        raise AcuevidError(f"{name}, line {reader.line_num}: it cannot be read as CSV") from None


def _lines(stream: BufferedReader, name: str) -> Iterator[str]:
    """The lines as text: of UTF-16 where a mark says so, of UTF-8, or else of Latin-1, where any byte is a letter."""
    if stream.peek(2)[:2] in (BOM_UTF16_LE, BOM_UTF16_BE):
        text = TextIOWrapper(stream, "utf-16", errors="replace", newline="")
        try:
            while line := text.readline(_LONGEST_LINE):
                yield _short(line, name)
        finally:
            text.detach()  # or it would close the file behind the back of whoever opened it
    is_first = True
    while data := stream.readline(_LONGEST_LINE):
        try:
            yield _short(data.decode("utf-8-sig" if is_first else "utf-8"), name)
        except UnicodeDecodeError:
            yield _short(data.decode("latin-1"), name)
        is_first = False


def _short(line: str, name: str) -> str:
    if len(line) < _LONGEST_LINE:
        return line
    raise AcuevidError(f"{name} has a line of {_LONGEST_LINE:,} characters or more: no file of Retraction Watch")
