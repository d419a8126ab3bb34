"""How the verbs that print a table print it: for a reader on a terminal, and as data in a pipe."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from acuevid.cli.common import Color, is_terminal, show_table, write, write_json

if TYPE_CHECKING:
    from acuevid.views.table import Table


class Format(StrEnum):
    """How to print a table."""

    TABLE = "table"
    TSV = "tsv"
    JSON = "json"
    MD = "md"


FormatOption = Annotated[
    Format | None,
    typer.Option(
        "--format",
        "-f",
        case_sensitive=False,
        help="[default: table on a terminal, tsv in a pipe]",
        show_default=False,
    ),
]


def chosen_format(format: Format | None, *, json: bool) -> Format:
    """The format that was asked for, or the one that fits where the output goes."""
    return Format.JSON if json else format or (Format.TABLE if is_terminal() else Format.TSV)


def put_table(table: "Table", chosen: Format, name: str, color: Color) -> None:
    """Print a table; `name` is what its rows are called in JSON."""
    match chosen:
        case Format.TABLE:
            show_table([table], color)
        case Format.JSON:
            from acuevid.export.json import table_json

            write_json(table_json(table, name))
        case Format.MD:
            from acuevid.export.markdown import markdown
            from acuevid.views.blocks import Document

            write(markdown(Document.of(table)))
        case Format.TSV:
            from acuevid.export.tsv import table_tsv

            write(table_tsv(table))
