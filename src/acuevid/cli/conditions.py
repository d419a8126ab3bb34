"""``acuevid conditions``: the conditions of a catalogue and the names they are found by."""

from typing import Annotated

import typer

from acuevid.cli.common import CatalogueOption, ColorOption, JsonOption, color_of, load
from acuevid.cli.tables import FormatOption, chosen_format, put_table


def list_conditions(
    context: typer.Context,
    key: Annotated[bool, typer.Option("--key", help="With the first key message of each.")] = False,
    format: FormatOption = None,
    json: JsonOption = False,
    catalogue: CatalogueOption = None,
    color: ColorOption = None,
) -> None:
    """List the conditions of the catalogue.

    Each with the names it is found by, its studies by design, and where the others are treated.

    \b
    acuevid conditions
    acuevid conditions --key
    acuevid conditions --json
    """
    records = load(context, catalogue)
    if key:
        from acuevid.synthesis.condition import summarise_condition
        from acuevid.views.summary import key_table

        table = key_table([summarise_condition(records, condition) for condition in records.conditions])
    else:
        from acuevid.views.rows import conditions_table

        table = conditions_table(records)
    return put_table(table, chosen_format(format, json=json), "conditions", color_of(context, color))
