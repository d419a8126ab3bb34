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
    load,
    show,
    write,
    write_json,
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
    from acuevid.catalogue.names import find_study

    records = load(context, catalogue)
    found = [find_study(records, name) for name in studies]
    if json or format is ShowFormat.JSON:
        from acuevid.export.json import studies_json

        return write_json(studies_json(records, found))
    from acuevid.views.blocks import Document
    from acuevid.views.study import study_document

    document = Document.of(*(study_document(records, study).blocks for study in found))
    if format is ShowFormat.MD:
        from acuevid.export.markdown import markdown

        return write(markdown(document))
    return show(document, color_of(context, color))
