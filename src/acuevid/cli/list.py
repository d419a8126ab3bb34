"""``acuevid list``: the studies, filtered, as a table."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from acuevid.cli.common import (
    CatalogueOption,
    ColorOption,
    JsonOption,
    color_of,
    opened,
    show_table,
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
from acuevid.cli.tables import FormatOption, TableFormat, chosen_format, put_table
from acuevid.terms import SORT_KEYS

if TYPE_CHECKING:
    from acuevid.catalogue.query import Query
    from acuevid.models import Catalogue, Study


_PIECE = 500
"""So many studies are drawn at a time, so that the first ones are seen at once."""


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
    format: FormatOption = None,
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
    from acuevid.catalogue.query import Query, select, sort_studies
    from acuevid.results.findings import with_finding
    from acuevid.views.rows import DATA_COLUMNS, READER_COLUMNS
    from acuevid.views.shelf import studies_of

    chosen = chosen_format(format, json=json)
    query = query_of(condition, design, species, comparator, year, author, journal, search)
    shelf = opened(context, catalogue, _wanted(query))
    by_sheet = shelf.each(lambda sheet, asked: select(sheet.catalogue, asked), query)
    sheet_of = {id(study): sheet for sheet, found in by_sheet for study in found}
    ordered = sort_studies([study for _, found in by_sheet for study in found], sort)
    if direction:
        ordered = with_finding(ordered, direction)
    studies = [(sheet_of[id(study)], study) for study in ordered]
    default = READER_COLUMNS if chosen in (TableFormat.TABLE, TableFormat.MD) else DATA_COLUMNS
    names = [name.strip() for name in columns.split(",")] if columns else default
    if chosen is not TableFormat.TABLE:
        return put_table(studies_of(shelf, studies, names), chosen, "studies", color_of(context, color))
    if not studies_of(shelf, studies[:1], names).rows:
        everything = query == Query() and not direction
        return typer.echo("the catalogue has no study yet" if everything else "no study fits", err=True)
    pieces = (studies_of(shelf, studies[at : at + _PIECE], names) for at in range(0, len(studies), _PIECE))
    return show_table(pieces, color_of(context, color))


def _wanted(query: "Query") -> "Callable[[Catalogue], Callable[[Study], bool]]":
    """The studies to keep of a large catalogue; none for a condition that it does not have, which is said later."""
    from acuevid.catalogue.query import matcher
    from acuevid.errors import NotFound

    def keep(head: "Catalogue") -> "Callable[[Study], bool]":
        try:
            return matcher(head, query)
        except NotFound:
            return lambda _: False

    return keep
