"""Tab-separated values: one line a row under a header line, nothing cut.

A cell with a quotation mark in it is quoted as in CSV, and no other: R, csvkit and Python take a quotation mark at the
beginning of a cell for that of a quoted one, and would read on to the next, over the ends of lines.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from acuevid.escape import visible
from acuevid.views.table import Cell, Table

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_AFTER_SEMICOLON = re.compile(r""";(?=[\s"]*[=+\-@＝＋－＠])""")
"""Where a program that splits cells at semicolons would find a formula."""


def table_tsv(table: Table, *, raw: bool = False) -> str:
    """The table with the columns' data names as its header; `raw` leaves text as it is that begins like a formula."""
    return "\n".join(tsv_lines(table, raw=raw)) + "\n"


def tsv_lines(table: Table, *, raw: bool = False) -> Iterator[str]:
    """The lines of the table, without line ends, header first."""
    for row in (table.names, *table.rows):
        yield "\t".join(quoted(cell_text(cell, raw=raw), '"') for cell in row)


def quoted(text: str, special: str) -> str:
    """Text as a cell: in quotation marks, those in it doubled, where it has one of the special characters."""
    if not any(character in text for character in special):
        return text
    return '"{}"'.format(text.replace('"', '""'))


def cell_text(cell: Cell, *, raw: bool = False) -> str:
    """A cell on one line; text that a spreadsheet would run as a formula gets an apostrophe before it, a number never.

    So does what would be a formula behind a semicolon, at which many countries' Excel splits cells.

    A printed number keeps its digits, a computed one has all that a reader needs to get the same number back.
    """
    match cell:
        case None:
            return ""
        case Decimal():
            return format(cell, "f")
        case float():
            return repr(cell)
        case int():
            return str(cell)
        case _:
            text = visible(cell)
            if raw:
                return text
            text = _AFTER_SEMICOLON.sub(";'", text)
            return f"'{text}" if text.lstrip().startswith(_FORMULA) else text
