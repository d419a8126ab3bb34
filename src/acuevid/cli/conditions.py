"""``acuevid conditions``: the conditions of a catalogue and the names they are found by."""

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
from acuevid.cli.list import Format, rendered


def list_conditions(
    context: typer.Context,
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
    """List the conditions of the catalogue.

    Each with the names it is found by, its studies by design, and where the others are treated.

    \b
    acuevid conditions
    acuevid conditions --json
    """
    from acuevid.views.rows import conditions_table

    chosen = Format.JSON if json else format or (Format.TABLE if is_terminal() else Format.TSV)
    table = conditions_table(load(context, catalogue))
    if chosen is Format.TABLE:
        return show_table(table, color_of(context, color))
    return (write_json if chosen is Format.JSON else write)(rendered(table, chosen, "conditions"))
