"""Tab-separated values: one line a row under a header line, nothing cut."""

from collections.abc import Iterator
from decimal import Decimal

from acuevid.escape import visible
from acuevid.views.table import Cell, Table

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def table_tsv(table: Table, *, raw: bool = False) -> str:
    """The table with the columns' data names as its header; `raw` leaves text as it is that begins like a formula."""
    return "\n".join(tsv_lines(table, raw=raw)) + "\n"


def tsv_lines(table: Table, *, raw: bool = False) -> Iterator[str]:
    """The lines of the table, without line ends, header first."""
    yield "\t".join(column.name for column in table.columns)
    for row in table.rows:
        yield "\t".join(cell_text(cell, raw=raw) for cell in row)


def cell_text(cell: Cell, *, raw: bool = False) -> str:
    """A cell on one line; text that a spreadsheet would run as a formula gets an apostrophe before it, a number never.

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
            return f"'{text}" if not raw and text.lstrip().startswith(_FORMULA) else text
