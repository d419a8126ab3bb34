"""``acuevid summarize``: what the evidence says of a condition, or of the whole sheet."""

from typing import Annotated

import typer

from acuevid.cli.common import (
    CatalogueOption,
    ColorOption,
    JsonOption,
    color_of,
    complete_condition,
    json_pieces,
    load_source,
    show,
    write,
    write_pieces,
)
from acuevid.cli.show import FormatOption, ShowFormat


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
    from acuevid.catalogue.names import find_condition
    from acuevid.cli.progress import Progress
    from acuevid.synthesis.condition import summarise_condition
    from acuevid.synthesis.sheet import summarise_sheet
    from acuevid.views.summary import brief_document, condition_document, sheet_document
    from acuevid.views.trace import places_in, trace_document

    if brief and plain:
        from acuevid.errors import UsageError

        raise UsageError("--brief and --plain are two summaries; ask for one")
    source = load_source(context, catalogue)
    records = source.catalogue
    chosen = ShowFormat.JSON if json else format

    found = list(dict.fromkeys(find_condition(records, name).key for name in conditions or ()))
    with Progress("summarising"):
        if found:
            summaries = [summarise_condition(records, records.condition_by_key[key]) for key in found]
            document = brief_document(records, summaries, ()) if brief else condition_document(records, summaries)
        else:
            whole = summarise_sheet(records)
            document = brief_document(records, whole.conditions, whole.key) if brief else sheet_document(records, whole)
        told = summaries if found else whole.conditions
        if plain:
            from acuevid.views.plain import plain_document, plain_summaries

            document = plain_document(records, told, whole=not found)
        if trace and plain:
            document = trace_document(source, [s for p in plain_summaries(records, told) for s in p.statements])
        elif trace:
            statements = [s for summary in told for s in (summary.key if brief else summary.statements)]
            if not found:
                statements = [*whole.key, *statements] if brief else list(whole.statements)
            document = trace_document(source, statements)
    if chosen is ShowFormat.JSON:
        from acuevid.export.json import key_json, sheet_json, summaries_json
        from acuevid.views.scope import all_of

        where = places_in(source)
        if plain:
            from acuevid.export.json import plain_json

            text = plain_json(plain_summaries(records, told), where)
        elif brief:
            text = key_json((), summaries, where) if found else key_json(whole.key, whole.conditions, where)
        else:
            text = summaries_json(summaries, where) if found else sheet_json(records, whole, all_of(records), where)
        return write_pieces(json_pieces(text))
    if chosen is ShowFormat.MD:
        from acuevid.export.markdown import markdown

        return write(markdown(document))
    return show(document, color_of(context, color))
