"""``acuevid conditions``: the conditions of a catalogue and the names they are found by."""

import typer

from acuevid.cli.common import CatalogueOption, ColorOption, JsonOption, color_of, load
from acuevid.cli.tables import FormatOption, chosen_format, put_table


def list_conditions(
    context: typer.Context,
    format: FormatOption = None,
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

    table = conditions_table(load(context, catalogue))
    return put_table(table, chosen_format(format, json=json), "conditions", color_of(context, color))
