"""``acuevid conditions``: the conditions of a catalogue and the names they are found by."""

from typing import Annotated

import typer

from acuevid.cli.common import CatalogueOption, ColorOption, JsonOption, color_of, opened
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
    from acuevid.views.rows import conditions_table
    from acuevid.views.shelf import one_table, treating

    shelf = opened(context, catalogue)
    if key:
        from acuevid.synthesis.condition import summarise_condition
        from acuevid.views.summary import key_table

        tables = [(s, key_table([summarise_condition(s.catalogue, c) for c in s.catalogue.conditions])) for s in shelf]
    else:
        tables = [(s, conditions_table(s.catalogue, treating(shelf, s))) for s in shelf]
    return put_table(one_table(shelf, tables), chosen_format(format, json=json), "conditions", color_of(context, color))
