"""Tab-separated values: one line a row under a header line, nothing cut."""

from collections.abc import Iterator

from acuevid.escape import visible
from acuevid.views.blocks import Cell, Table

_FORMULA = ("=", "+", "-", "@")


def table_tsv(table: Table) -> str:
    """The table with the columns' data names as its header."""
    return "\n".join(tsv_lines(table)) + "\n"


def tsv_lines(table: Table) -> Iterator[str]:
    """The lines of the table, without line ends, header first."""
    yield "\t".join(column.name for column in table.columns)
    for row in table.rows:
        yield "\t".join(cell_text(cell) for cell in row)


def cell_text(cell: Cell) -> str:
    """A cell on one line; text that a spreadsheet would run as a formula gets an apostrophe before it."""
    if cell is None:
        return ""
    if isinstance(cell, int):
        return str(cell)
    text = visible(cell)
    return f"'{text}" if text.lstrip().startswith(_FORMULA) else text
