"""``acuevid show``: one study in full."""

from enum import StrEnum
from typing import Annotated

import typer

from acuevid.cli.common import (
    CatalogueOption,
    ColorOption,
    JsonOption,
    color_of,
    complete_study,
    json_pieces,
    opened,
    show,
    write,
    write_pieces,
)


class ShowFormat(StrEnum):
    """How to print a text."""

    TEXT = "text"
    MD = "md"
    JSON = "json"


FormatOption = Annotated[ShowFormat, typer.Option("--format", "-f", case_sensitive=False, help="How to print it.")]


def show_studies(
    context: typer.Context,
    studies: Annotated[
        list[str],
        typer.Argument(metavar="STUDY", help="A citekey, or author and year.", autocompletion=complete_study),
    ],
    format: FormatOption = ShowFormat.TEXT,
    json: JsonOption = False,
    catalogue: CatalogueOption = None,
    color: ColorOption = None,
) -> None:
    """Show studies in full.

    The reference, the people, the groups, every outcome as reported, and notes on the source.

    \b
    acuevid show shlay1998
    acuevid show "Shiflett 2011" --json
    """
    shelf = opened(context, catalogue)
    found = shelf.studies(studies)
    if json or format is ShowFormat.JSON:
        from acuevid.export.json import shelf_json, studies_json

        told = ((sheet.key, [studies_json(sheet.catalogue, those)]) for sheet, those in found)
        return write_pieces(json_pieces(shelf_json(shelf.is_library, told)))
    from acuevid.views.blocks import Document
    from acuevid.views.shelved import one_document
    from acuevid.views.study import study_document

    parts = ((s, Document.of(*(study_document(s.catalogue, one).blocks for one in those))) for s, those in found)
    document = one_document(shelf, parts)
    if format is ShowFormat.MD:
        from acuevid.export.markdown import markdown

        return write(markdown(document))
    return show(document, color_of(context, color))
