"""``acuevid summarize``: what the evidence says of a condition, or of the whole sheet."""

from typing import TYPE_CHECKING, Annotated

import typer

from acuevid.cli.common import (
    CatalogueOption,
    ColorOption,
    JsonOption,
    color_of,
    complete_condition,
    json_pieces,
    opened,
    show,
    write,
    write_pieces,
)
from acuevid.cli.show import FormatOption, ShowFormat

if TYPE_CHECKING:
    from acuevid.api.summaries import Kind


def summarize(
    context: typer.Context,
    conditions: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[CONDITION...]",
            help="Conditions by any of their names; the whole sheet without one.",
            autocompletion=complete_condition,
        ),
    ] = None,
    brief: Annotated[bool, typer.Option("--brief", help="The key messages alone.")] = False,
    plain: Annotated[
        bool, typer.Option("--plain", help="In plain words, for those it is about: no p-values, numbers of 100 people.")
    ] = False,
    format: FormatOption = ShowFormat.TEXT,
    trace: Annotated[bool, typer.Option("--trace", help="Show what each sentence rests on.")] = False,
    json: JsonOption = False,
    catalogue: CatalogueOption = None,
    color: ColorOption = None,
) -> None:
    """Summarise a condition, or the whole sheet.

    The key messages, the evidence table, the text, and what the evidence cannot show.

    \b
    acuevid summarize hiv
    acuevid summarize            the whole sheet
    acuevid summarize --brief    the key messages
    acuevid summarize --plain    for patients
    acuevid summarize chemo --format md
    """
    if brief and plain:
        from acuevid.errors import UsageError

        raise UsageError("--brief and --plain are two summaries; ask for one")
    from acuevid.api.summaries import Summary
    from acuevid.cli.progress import Progress
    from acuevid.views.shelved import one_document

    shelf = opened(context, catalogue)
    asked = shelf.conditions(conditions) if conditions else [(sheet, []) for sheet in shelf]
    kind: Kind = "brief" if brief else "plain" if plain else "full"
    with Progress("summarising"):
        told = [(sheet, Summary(sheet.source, tuple(about), kind)) for sheet, about in asked]
        if json or format is ShowFormat.JSON:
            from acuevid.export.json import shelf_json

            return write_pieces(json_pieces(shelf_json(shelf.is_library, ((s.key, one.json()) for s, one in told))))
        document = one_document(shelf, ((sheet, one.trace if trace else one.document) for sheet, one in told))
    if format is ShowFormat.MD:
        from acuevid.export.markdown import markdown

        return write(markdown(document))
    return show(document, color_of(context, color))
