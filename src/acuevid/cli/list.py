"""``acuevid list``: the studies, filtered, as a table."""

from enum import StrEnum
from typing import Annotated

import typer

from acuevid.cli.common import (
    CatalogueOption,
    ColorOption,
    JsonOption,
    color_of,
    is_terminal,
    load,
    show_table,
    write,
    write_json,
)
from acuevid.cli.filters import (
    AuthorOption,
    ComparatorOption,
    ConditionOption,
    DesignOption,
    DirectionOption,
    JournalOption,
    SearchOption,
    SpeciesOption,
    YearOption,
    query_of,
)
from acuevid.terms import SORT_KEYS


class Format(StrEnum):
    """How to print a list."""

    TABLE = "table"
    TSV = "tsv"
    JSON = "json"
    MD = "md"


def list_studies(
    context: typer.Context,
    condition: ConditionOption = None,
    design: DesignOption = None,
    species: SpeciesOption = None,
    comparator: ComparatorOption = None,
    direction: DirectionOption = None,
    year: YearOption = None,
    author: AuthorOption = None,
    journal: JournalOption = None,
    search: SearchOption = None,
    sort: Annotated[
        str, typer.Option(metavar="KEY", help=f"{', '.join(SORT_KEYS)}; downwards as in --sort=-year.")
    ] = "catalogue",
    columns: Annotated[
        str | None, typer.Option(metavar="NAMES", help="Columns, parted by commas: study,year,doi.")
    ] = None,
    format: Annotated[
        Format | None,
        typer.Option(
            "--format",
            "-f",
            case_sensitive=False,
            help="[default: table on a terminal, tsv in a pipe]",
            show_default=False,
        ),
    ] = None,
    json: JsonOption = False,
    catalogue: CatalogueOption = None,
    color: ColorOption = None,
) -> None:
    """List studies, one a row.

    A filter given twice takes either; different filters must all fit.

    \b
    acuevid list --condition trigeminal
    acuevid list --design randomised-trial --sort=-year
    acuevid list --columns study,year,doi | sort
    """
    from acuevid.catalogue.query import select, sort_studies
    from acuevid.figures.findings import pointing
    from acuevid.views.rows import DATA_COLUMNS, READER_COLUMNS, studies_table

    chosen = Format.JSON if json else format or (Format.TABLE if is_terminal() else Format.TSV)
    query = query_of(condition, design, species, comparator, year, author, journal, search)
    records = load(context, catalogue)
    studies = sort_studies(select(records, query), sort)
    if direction:
        studies = pointing(studies, direction)
    default = READER_COLUMNS if chosen in (Format.TABLE, Format.MD) else DATA_COLUMNS
    names = [name.strip() for name in columns.split(",")] if columns else default
    table = studies_table(records, studies, names)
    if chosen is Format.TABLE:
        if not studies:
            typer.echo("no study fits", err=True)
            return
        show_table(table, color_of(context, color))
    else:
        (write_json if chosen is Format.JSON else write)(rendered(table, chosen, "studies"))


def rendered(table: "object", chosen: Format, name: str) -> str:
    """A table in one of the formats for files and pipes."""
    from acuevid.views.blocks import Document, Table

    assert isinstance(table, Table)
    match chosen:
        case Format.JSON:
            from acuevid.export.json import table_json

            return table_json(table, name)
        case Format.MD:
            from acuevid.export.markdown import markdown

            return markdown(Document.of(table))
        case _:
            from acuevid.export.tsv import table_tsv

            return table_tsv(table)
