"""Reading an extraction form: a workbook of which nothing is believed, run or fetched."""

import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from acuevid.diagnostics import Diagnostic, Severity
from acuevid.errors import AcuevidError, CatalogueError
from acuevid.intake.cells import Cell, as_key
from acuevid.intake.columns import SHEETS, Sheet

_MOST_BYTES, _MOST_RATIO, _MOST_PARTS = 30_000_000, 200, 500
"""So much a form may hold unpacked, by so much its parts may be packed, and so many of them it may have."""
_MOST_TEXTS, _MOST_CELLS = 200_000, 700_000
"""openpyxl makes an object of each."""
_MOST_ROWS, _MOST_COLUMNS, _MOST_PROBLEMS = 20_000, 100, 200
_MOST_SHOWN = 19
_PACKED = 1_000_000
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_DECIMALS = re.compile(r"(?:#,##)?0(?:\.(0{1,12}))?%?")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a form: what it is about, the cells by their headings, and where its key stands."""

    key: tuple[str, ...]
    cells: dict[str, Cell]
    place: str


@dataclass(slots=True)
class Form:
    """What a form says: its rows with their sheets, and what in it is no part of a form."""

    name: str
    rows: list[tuple[Sheet, Row]] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)

    def complain(self, place: str, words: str) -> None:
        """Keep a problem of a cell; too many of them are one."""
        self.problems.append((place, words))
        if len(self.problems) >= _MOST_PROBLEMS:
            raise _TooMany


def refusal(problems: Sequence[tuple[str, str]]) -> CatalogueError:
    """The error that says what is wrong in the cells of forms: the place and the words of each, one line each."""
    lines = [f"{place}: {words}" for place, words in problems[:_MOST_SHOWN]]
    if len(problems) > _MOST_SHOWN:
        lines.append(f"… and {len(problems) - _MOST_SHOWN} more")
    return CatalogueError([Diagnostic("", Severity.ERROR, line) for line in lines])


class _TooMany(Exception):
    """More is wrong than anybody reads."""


def is_workbook(path: Path) -> bool:
    """Whether a file is a spreadsheet in Excel's form, by its content."""
    try:
        if not path.is_file():  # of a pipe the start would be gone
            return False
        with path.open("rb") as stream:
            if stream.read(4) != b"PK\x03\x04":
                return False
        with zipfile.ZipFile(path) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except (OSError, ValueError, zipfile.BadZipFile):
        return False


def read_form(path: Path) -> Form:
    """The rows of a form, with `problems` for cells that hold no text or number.

    Raises `AcuevidError` for a file that is no workbook, that holds too much, or that lacks the sheets of a form.
    """
    form = Form(path.name)
    _refuse_bombs(path)
    openpyxl = needed()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what openpyxl does not keep, and a form does not need
            with path.open("rb") as stream:
                _read(form, openpyxl.load_workbook(stream, read_only=True, keep_links=False))
    except (AcuevidError, MemoryError):
        raise
    except _TooMany:
        pass
    except Exception as error:  # a broken workbook makes openpyxl raise errors of any kind
        raise AcuevidError(f"{form.name} cannot be read as a spreadsheet: {_first_line(error)}") from None
    return form


def needed() -> Any:
    """The library that reads and writes workbooks; raises `AcuevidError` where it is not installed."""
    try:
        import openpyxl
    except ImportError:
        raise AcuevidError('forms need the extra "desk": pip install "acuevid[desk]"') from None
    return openpyxl


def _refuse_bombs(path: Path) -> None:
    """Look at the parts before anything reads them: their sizes, how tightly they are packed, and their XML."""
    name = path.name
    if path.exists() and not path.is_file():
        raise AcuevidError(f"{name} is no file that a spreadsheet can be read from")
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_BYTES:
                raise AcuevidError(f"{name} holds more than {_MOST_BYTES // 10**6} MB or {_MOST_PARTS} parts unpacked")
            for part in parts:
                if part.file_size > _PACKED and part.file_size > _MOST_RATIO * part.compress_size:
                    raise AcuevidError(f"{name} is packed more tightly than any form")
                data = archive.read(part)
                _refuse_entities(name, data)
                if data.count(b"<si") > _MOST_TEXTS or data.count(b"<c") > _MOST_CELLS:
                    raise AcuevidError(f"{name} has more cells than any form")
    except (OSError, zipfile.BadZipFile, ValueError, RuntimeError, NotImplementedError, EOFError) as error:
        if isinstance(error, OSError) and error.strerror:
            raise AcuevidError(f"{name}: {error.strerror}") from None
        raise AcuevidError(f"{name} is no spreadsheet in Excel's form (xlsx)") from None
    except Exception as error:
        if isinstance(error, AcuevidError):
            raise
        raise AcuevidError(f"{name} is no spreadsheet that can be unpacked") from None  # zlib.error, lzma.LZMAError


def _refuse_entities(name: str, data: bytes) -> None:
    """XML of a workbook is UTF-8 and declares nothing."""
    is_wide = data[:2] in (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
    if is_wide or b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise AcuevidError(f"{name} has XML that declares entities, which no form does")


def _read(form: Form, book: Any) -> None:
    by_name = {sheet.name: sheet for sheet in SHEETS}
    found = [title for title in book.sheetnames if title.casefold() in by_name]
    if not found:
        raise AcuevidError(f"{form.name} is no form of acuevid: it has no sheet named {', '.join(by_name)}")
    form.left += [f"sheet '{name}'" for name in book.sheetnames if name not in (*found, "how to", "lists")]
    for title in sorted(found, key=lambda title: list(by_name).index(title.casefold())):
        _read_sheet(form, book[title], by_name[title.casefold()])


def _read_sheet(form: Form, page: Any, sheet: Sheet) -> None:
    page.reset_dimensions()  # what a file says of its own size is not believed
    rows = page.iter_rows(max_col=_MOST_COLUMNS)
    known = (*sheet.keys, *(column.heading for column in sheet.columns))
    places: dict[int, str] = {}
    for n, cell in enumerate(next(rows, ())):
        heading = " ".join(str(cell.value if cell.value is not None else "").split()).casefold()
        if heading in known and heading not in places.values():
            places[n] = heading
        elif heading and heading != sheet.shown:
            form.left.append(f"column '{heading[:60]}' of sheet '{sheet.name}'")
    if missing := [heading for heading in sheet.keys if heading not in places.values()]:
        raise AcuevidError(f"{form.name}, sheet {sheet.name}: there is no column '{missing[0]}' in its first row")
    seen: dict[tuple[str, ...], str] = {}
    gap: object = None
    for number, cells in enumerate(rows, 2):
        if cells is gap or not any(cell.value is not None for cell in cells):
            gap = cells  # rows that a file leaves out are one and the same
            continue
        if number > _MOST_ROWS:
            raise AcuevidError(f"{form.name}, sheet {sheet.name}: there is something below row {_MOST_ROWS:,}")
        row = _row(form, sheet, {heading: (n, cells[n]) for n, heading in places.items() if n < len(cells)}, number)
        if row is not None and row.key in seen:
            form.complain(row.place, f"the same row stands in {seen[row.key]}")
        elif row is not None:
            seen[row.key] = row.place
            form.rows.append((sheet, row))


def _row(form: Form, sheet: Sheet, cells: dict[str, tuple[int, Any]], number: int) -> Row | None:
    """The row; `None` where it is empty but for its key, which is not whole, or has a bad cell."""
    texts = dict(_texts(form, sheet, cells, number))
    key = tuple(as_key(texts[heading].text) if heading in texts else "" for heading in sheet.keys)
    first = next((texts[heading].place for heading in sheet.keys if heading in texts), f"{sheet.name} row {number}")
    others = {heading: cell for heading, cell in texts.items() if heading not in sheet.keys}
    if "" in key or len(key) != len(sheet.keys):
        if any(cell.text for cell in others.values()):
            lacking = next(heading for heading, part in zip(sheet.keys, key, strict=True) if not part)
            form.complain(f"{form.name}, {sheet.name} row {number}", f"it does not say which {lacking} it is of")
        return None
    return Row(key, others, first)


def _texts(form: Form, sheet: Sheet, cells: dict[str, tuple[int, Any]], number: int) -> Iterator[tuple[str, Cell]]:
    from openpyxl.utils import get_column_letter

    for heading, (n, cell) in cells.items():
        place = f"{form.name}, {sheet.name} {get_column_letter(n + 1)}{number}"
        try:
            text = _text(cell)
            yield heading, Cell(_ESCAPED.sub(_character, text), place, _is_number(cell), text)
        except ValueError as error:
            form.complain(place, str(error))


def _is_number(cell: Any) -> bool:
    return isinstance(cell.value, (int, float)) and not isinstance(cell.value, bool)


def _text(cell: Any) -> str:
    """The text of a cell, of a number with the decimals that its format shows; ValueError for anything else."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        raise ValueError("there is a formula; write its value")
    if cell.data_type == "e":
        raise ValueError("the spreadsheet found an error here; write the value")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return _number(value, str(cell.number_format))
    if isinstance(value, datetime) and (value.hour, value.minute, value.second) == (0, 0, 0):
        value = value.date()
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if not isinstance(value, str):
        raise ValueError("the spreadsheet made a date or time of it; write it as text")
    return value


def _character(number: re.Match[str]) -> str:
    return chr(int(number[1], 16))


def _number(value: float, shown_as: str) -> str:
    """A number with the decimals that its format shows, or, where that shows fewer than it has, all of them."""
    exact = Decimal(repr(value))
    if not exact.is_finite() or exact.adjusted() > 20:
        raise ValueError("the number is out of all range")
    if shown_as.endswith("%"):
        exact *= 100
    text = format(exact.normalize(), "f")
    pattern = _DECIMALS.fullmatch(shown_as)
    decimals = len(pattern[1] or "") if pattern is not None else 0
    whole, _, part = text.partition(".")
    if decimals > len(part):
        text = f"{whole}.{part.ljust(decimals, '0')}"
    return f"{text}%" if shown_as.endswith("%") else text


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:120]
