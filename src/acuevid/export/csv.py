"""Comma-separated values (RFC 4180): one line a row under a header line, nothing cut."""

import csv
import io

from acuevid.export.tsv import cell_text
from acuevid.views.table import Table


def table_csv(table: Table, *, raw: bool = False) -> str:
    """The table with the columns' data names as its header; `raw` leaves text as it is that begins like a formula."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([column.name for column in table.columns])
    writer.writerows([[cell_text(cell, raw=raw) for cell in row] for row in table.rows])
    return stream.getvalue()
