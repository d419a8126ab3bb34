"""``acuevid catalogues``: the catalogues that come with acuevid."""

from typing import Annotated

import typer

from acuevid.cli.common import ColorOption, JsonOption, color_of
from acuevid.cli.tables import FormatOption, chosen_format, put_table


def list_catalogues(
    context: typer.Context,
    paths: Annotated[bool, typer.Option("--paths", help="Show where their files are.")] = False,
    format: FormatOption = None,
    json: JsonOption = False,
    color: ColorOption = None,
) -> None:
    """List the catalogues that come with acuevid.

    By the names that --catalogue takes.

    \b
    acuevid catalogues
    acuevid summarize --catalogue p6-nausea
    """
    from acuevid.catalogue.files import shipped_catalogues
    from acuevid.catalogue.load import load_catalogue
    from acuevid.views.rows import catalogues_table

    table = catalogues_table([(path, load_catalogue(path)) for path in shipped_catalogues()], paths=paths)
    return put_table(table, chosen_format(format, json=json), "catalogues", color_of(context, color))
