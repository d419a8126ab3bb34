"""Comma-separated values (RFC 4180): one line a row under a header line, nothing cut.

A cell with a comma, a quotation mark or a semicolon in it is quoted; LibreOffice splits at semicolons, too.
"""

from acuevid.export.tsv import cell_text, quoted
from acuevid.views.table import Table

_SPECIAL = ',";\n\r'


def table_csv(table: Table, *, raw: bool = False) -> str:
    """The table with the columns' data names as its header; `raw` leaves text as it is that begins like a formula."""
    rows = ([cell_text(cell, raw=raw) for cell in row] for row in (table.names, *table.rows))
    return "".join(",".join(quoted(cell, _SPECIAL) for cell in row) + "\n" for row in rows)
