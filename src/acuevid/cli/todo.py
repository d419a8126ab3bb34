"""``acuevid todo``: what is still to fill in, by study."""

from typing import Annotated

import typer

from acuevid.cli.common import CatalogueOption, ColorOption, JsonOption, color_of, complete_study, opened
from acuevid.cli.tables import FormatOption, TableFormat, chosen_format, put_table


def todo(
    context: typer.Context,
    studies: Annotated[
        list[str] | None, typer.Argument(metavar="[STUDY...]", help="Only these.", autocompletion=complete_study)
    ] = None,
    format: FormatOption = None,
    json: JsonOption = False,
    catalogue: CatalogueOption = None,
    color: ColorOption = None,
) -> None:
    """List what is still to fill in.

    The '# TODO' comments of the catalogue, each with its line, and the studies of which nothing is recorded yet but
    the reference. 'acuevid check' counts
    it, and with --strict names each and makes the exit code 1.

    \b
    acuevid todo --catalogue mine.toml
    acuevid todo smith2019 --catalogue mine.toml
    acuevid todo --json
    """
    from acuevid.views.shelf import one_table
    from acuevid.views.todo import chosen_todos, todo_table

    shelf = opened(context, catalogue)
    asked = shelf.studies(studies) if studies else [(sheet, []) for sheet in (*shelf.sheets, *shelf.shared)]
    found = [(sheet, todo_table(chosen_todos(sheet.source, {s.citekey for s in those}))) for sheet, those in asked]
    chosen = chosen_format(format, json=json)
    if not any(table.rows for _, table in found) and chosen is TableFormat.TABLE:
        return typer.echo("nothing is left to fill in", err=True)
    return put_table(one_table(shelf, found), chosen, "todo", color_of(context, color))
