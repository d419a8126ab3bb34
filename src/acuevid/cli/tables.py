"""How the verbs that print a table print it: for a reader on a terminal, and as data in a pipe."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from acuevid.cli.common import Color, is_terminal, show_table, write, write_json

if TYPE_CHECKING:
    from acuevid.views.table import Table


class TableFormat(StrEnum):
    """How to print a table."""

    TABLE = "table"
    TSV = "tsv"
    JSON = "json"
    MD = "md"


FormatOption = Annotated[
    TableFormat | None,
    typer.Option(
        "--format",
        "-f",
        case_sensitive=False,
        help="[default: table on a terminal, tsv in a pipe]",
        show_default=False,
    ),
]


def chosen_format(format: TableFormat | None, *, json: bool) -> TableFormat:
    """The format that was asked for, or the one that fits where the output goes."""
    return TableFormat.JSON if json else format or (TableFormat.TABLE if is_terminal() else TableFormat.TSV)


def put_table(table: "Table", chosen: TableFormat, name: str, color: Color) -> None:
    """Print a table; `name` is what its rows are called in JSON."""
    match chosen:
        case TableFormat.TABLE:
            show_table([table], color)
        case TableFormat.JSON:
            from acuevid.export.json import table_json

            write_json(table_json(table, name))
        case TableFormat.MD:
            from acuevid.export.markdown import markdown
            from acuevid.views.blocks import Document

            write(markdown(Document.of(table)))
        case TableFormat.TSV:
            from acuevid.export.tsv import table_tsv

            write(table_tsv(table))
