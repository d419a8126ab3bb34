"""``acuevid list``: the studies, filtered, as a table."""

from enum import StrEnum
from typing import Annotated, Any

import typer

from acuevid.cli.common import (
    CatalogueOption,
    ColorOption,
    JsonOption,
    color_of,
    complete_condition,
    is_terminal,
    load,
    show_table,
    write,
    write_json,
)
from acuevid.terms import SORT_KEYS, Comparator, Design, Direction, Species


class Format(StrEnum):
    """How to print a list."""

    TABLE = "table"
    TSV = "tsv"
    JSON = "json"
    MD = "md"


def _choice(metavar: str, words: type[StrEnum]) -> Any:
    return typer.Option(case_sensitive=False, metavar=metavar, help=f"One of {', '.join(words)}.")


def list_studies(
    context: typer.Context,
    condition: Annotated[
        list[str] | None,
        typer.Option(
            "--condition",
            "-c",
            metavar="NAME",
            help="A condition by any of its names.",
            autocompletion=complete_condition,
        ),
    ] = None,
    design: Annotated[list[Design] | None, _choice("DESIGN", Design)] = None,
    species: Annotated[list[Species] | None, _choice("SPECIES", Species)] = None,
    comparator: Annotated[list[Comparator] | None, _choice("CLASS", Comparator)] = None,
    direction: Annotated[list[Direction] | None, _choice("FINDING", Direction)] = None,
    year: Annotated[
        str | None, typer.Option(metavar="FROM..TO", help="Years: 2005..2011, 2005.., ..2011 or 2010.")
    ] = None,
    author: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Part of an author's name.")] = None,
    journal: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Part of a journal's name.")] = None,
    search: Annotated[
        list[str] | None,
        typer.Option("--search", "-s", metavar="WORDS", help="Words anywhere in a record; all must be there."),
    ] = None,
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
    from acuevid.catalogue.query import Query, parse_years, select, sort_studies
    from acuevid.figures.findings import pointing
    from acuevid.views.rows import DATA_COLUMNS, READER_COLUMNS, studies_table

    chosen = Format.JSON if json else format or (Format.TABLE if is_terminal() else Format.TSV)
    years = parse_years(year) if year is not None else (None, None)
    query = Query(
        condition or (),
        design or (),
        species or (),
        comparator or (),
        years,
        author or (),
        journal or (),
        search or (),
    )
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
