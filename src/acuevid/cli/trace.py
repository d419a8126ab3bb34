"""``acuevid trace``: what one sentence of a summary rests on."""

from typing import Annotated

import typer

from acuevid.cli.common import CatalogueOption, ColorOption, JsonOption, color_of, load_source, show, write_json


def trace(
    context: typer.Context,
    sentences: Annotated[list[str], typer.Argument(metavar="SENTENCE", help="hiv.3, sheet.2, or a digest.")],
    json: JsonOption = False,
    catalogue: CatalogueOption = None,
    color: ColorOption = None,
) -> None:
    """Show what a sentence rests on.

    Its template, and the records and fields with their values and their lines in the catalogue.

    \b
    acuevid trace hiv.3
    acuevid summarize hiv --trace      every sentence of a summary
    """
    from acuevid.views.trace import find_statement, places_in, trace_document

    source = load_source(context, catalogue)
    found = [find_statement(source, name) for name in sentences]
    if json:
        from acuevid.export.json import statements_json

        return write_json(statements_json(found, places_in(source)))
    return show(trace_document(source, found), color_of(context, color))
