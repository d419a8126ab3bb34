"""Tables of other programs as rows that know their lines: comma, semicolon or tab between cells, quotation marks."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from acuevid.errors import AcuevidError
from acuevid.escape import visible
from acuevid.intake.drafts import plain

_ABSENT = frozenset(("", "na", "n/a", "#n/a", "nan", "nr", "n.r.", "not reported", "null", "none", ".", "-", "–", "?"))
"""What people write into a cell that has no figure, in lower case."""
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?")
_FORMULA = re.compile(r"\s*(?:=(?!\s*[0-9.])|@|[+-](?=[^\s0-9.])[^\n]*[(|!])")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_MOST_COLUMNS, _MOST_ROWS, _LONGEST_CELL = 2_000, 20_000, 1_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """One row under the names of its columns; `line` is that of the file on which it ends."""

    file: str
    line: int
    cells: dict[str, str]
    decimal_comma: bool = False

    @property
    def origin(self) -> str:
        """Where it stands: ``data.csv, line 4``."""
        return f"{self.file}, line {self.line}"

    def text(self, column: str) -> str:
        """A cell without the blanks around it; empty where there is no such column."""
        return self.cells.get(column, "").strip()

    def number(self, column: str) -> int | Decimal | None:
        """A cell as the figure that it prints; `None` where it has none. Raises `AcuevidError` for other text."""
        text = self.text(column).replace("\u2212", "-")
        if text.casefold() in _ABSENT:
            return None
        if self.decimal_comma and text.count(",") == 1 and "." not in text:
            text = text.replace(",", ".")
        if len(text) > 40 or not _NUMBER.fullmatch(text):
            raise self.error(column, f"“{text[:40]}” is no number")
        return sensible(Decimal(text)) if Decimal(text).adjusted() < 10 else _refuse(self, column, text)

    def count(self, column: str) -> int | None:
        """A cell as a number of people or events; `None` where it has none. Raises `AcuevidError` for no whole one."""
        value = self.number(column)
        if value is None or isinstance(value, int):
            whole = value
        elif value == value.to_integral_value():
            whole = int(value)
        else:
            raise self.error(column, f"{value} is no whole number of people or events")
        if whole is not None and whole < 0:
            raise self.error(column, f"{whole} is below 0")
        return whole

    def year(self, column: str) -> int | None:
        """A cell as a year of publication; `None` where it is none."""
        text = self.text(column)
        return int(text[:4]) if re.fullmatch(r"(?:1[6-9]|20)[0-9]{2}(?:\.0+)?", text) else None

    def error(self, column: str, words: str) -> AcuevidError:
        """An error in one cell, in one line."""
        return AcuevidError(f"{self.origin}, column {visible(column)}: {visible(words)}")


def sensible(value: Decimal) -> int | Decimal:
    """A figure as records hold it: written out, and one with more than 12 decimals, which no source prints, cut."""
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -12:
        value = value.quantize(Decimal("1e-12"))
    return plain(Decimal(format(value, "f")))


def _refuse(row: Row, column: str, text: str) -> int:
    raise row.error(column, f"{text} is larger than any figure of a study")


@dataclass(frozen=True, slots=True)
class Table:
    """A table of another program: the names of its columns, and its rows."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def has(self, *columns: str) -> bool:
        """Whether it has all of these columns."""
        return set(columns) <= set(self.columns)


def read_table(name: str, text: str) -> Table:
    """The rows of a text under its first line; raises `AcuevidError`, in one line, for what is no table."""
    text = text.removeprefix("\ufeff")
    first = text.lstrip("\r\n").partition("\n")[0]
    mark = max(",;\t", key=first.count)
    if not first.strip() or mark not in first:
        raise AcuevidError(f"{name}: no data set that acuevid knows; docs/importing.md lists them")
    header: tuple[str, ...] = ()
    rows: list[Row] = []
    for line, cells in _lines(name, text, mark):
        if not header:
            header = _header(name, cells)
        elif any(cell.strip() for cell in cells):
            if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
                raise AcuevidError(f"{name}, line {line}: {len(cells)} cells under {len(header)} columns")
            if len(rows) == _MOST_ROWS:
                raise AcuevidError(f"{name}: more than {_MOST_ROWS} rows; split it")
            rows.append(Row(name, line, dict(zip(header, cells, strict=False)), mark == ";"))
    return Table(name, header, tuple(rows))


def _lines(name: str, text: str, mark: str) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    try:
        for cells in reader:
            for cell in cells:
                if _FORMULA.match(cell):
                    raise AcuevidError(
                        f"{name}, line {reader.line_num}: “{visible(cell[:40])}” is a formula, not a value: "
                        "save the sheet with its values"
                    )
                if _CONTROL.search(cell):
                    raise AcuevidError(f"{name}, line {reader.line_num}: a cell holds a control character")
            if cells:
                yield reader.line_num, cells
    except csv.Error as error:
        raise AcuevidError(f"{name}, line {reader.line_num}: no table that can be read: {error}") from None


def _header(name: str, cells: Sequence[str]) -> tuple[str, ...]:
    """The names of the columns, without the blanks around them; one that stands twice is an error."""
    names = [cell.strip().lstrip("\ufeff") for cell in cells]
    if len(names) > _MOST_COLUMNS:
        raise AcuevidError(f"{name}: more than {_MOST_COLUMNS} columns")
    twice = next((n for n in names if n and names.count(n) > 1), None)
    if twice is not None:
        raise AcuevidError(f"{name}: two columns are called {visible(twice[:60])}")
    return tuple(column or f"column {i}" for i, column in enumerate(names, 1))
