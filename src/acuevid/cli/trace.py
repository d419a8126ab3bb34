"""``acuevid trace``: what one sentence of a summary rests on."""

from typing import Annotated

import typer

from acuevid.cli.common import (
    CatalogueOption,
    ColorOption,
    JsonOption,
    color_of,
    json_pieces,
    opened,
    show,
    write_pieces,
)


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
    acuevid trace neuropathic:hiv.3 --catalogue sheets/
    """
    from acuevid.views.shelved import one_document
    from acuevid.views.trace import find_statement, places_in, trace_document

    shelf = opened(context, catalogue)
    found = shelf.named(sentences, lambda sheet, name: find_statement(sheet.source, name))
    if json:
        from acuevid.export.json import shelf_json, statements_json

        told = ((sheet.key, [statements_json(those, places_in(sheet.source))]) for sheet, those in found)
        return write_pieces(json_pieces(shelf_json(shelf.is_library, told)))
    parts = ((sheet, trace_document(sheet.source, those)) for sheet, those in found)
    return show(one_document(shelf, parts), color_of(context, color))
