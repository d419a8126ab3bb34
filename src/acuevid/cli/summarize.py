"""``acuevid summarize``: what the evidence says of a condition, or of the whole sheet."""

from typing import Annotated

import typer

from acuevid.cli.common import (
    CatalogueOption,
    ColorOption,
    JsonOption,
    color_of,
    complete_condition,
    load,
    show,
    write,
)
from acuevid.cli.show import Format, FormatOption


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
    format: FormatOption = Format.TEXT,
    json: JsonOption = False,
    catalogue: CatalogueOption = None,
    color: ColorOption = None,
) -> None:
    """Summarise a condition, or the whole sheet.

    The evidence table, the text, and what the evidence cannot show.

    \b
    acuevid summarize hiv
    acuevid summarize            the whole sheet
    acuevid summarize chemo --format md
    """
    from acuevid.catalogue.names import find_condition
    from acuevid.synthesis.condition import summarise_condition
    from acuevid.synthesis.sheet import summarise_sheet
    from acuevid.views.summary import condition_document, sheet_document

    records = load(context, catalogue)
    chosen = Format.JSON if json else format
    found = list(dict.fromkeys(find_condition(records, name).key for name in conditions or ()))
    if found:
        summaries = [summarise_condition(records, records.condition_by_key[key]) for key in found]
        document = condition_document(records, summaries)
    else:
        whole = summarise_sheet(records)
        document = sheet_document(records, whole)
    if chosen is Format.JSON:
        from acuevid.export.json import sheet_json, summaries_json

        return write(summaries_json(summaries) if found else sheet_json(records, whole))
    if chosen is Format.MD:
        from acuevid.export.markdown import markdown

        return write(markdown(document))
    return show(document, color_of(context, color))
