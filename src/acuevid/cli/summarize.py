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
    open_shelf,
    show,
    write,
    write_pieces,
)
from acuevid.cli.show import FormatOption, ShowFormat

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from acuevid.catalogue.load import Loaded
    from acuevid.models import Condition
    from acuevid.synthesis.statements import Statement
    from acuevid.views.blocks import Document


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
    from acuevid.cli.progress import Progress
    from acuevid.views.shelf import one_document

    shelf = open_shelf(context, catalogue)
    asked = shelf.conditions(conditions) if conditions else [(sheet, []) for sheet in shelf]
    wanted = "brief" if brief else "plain" if plain else "full"
    with Progress("summarising"):
        told = [(sheet, _Told(sheet.source, tuple(about), wanted)) for sheet, about in asked]
        if json or format is ShowFormat.JSON:
            from acuevid.export.json import shelf_json

            return write_pieces(json_pieces(shelf_json(shelf.is_library, ((s.key, one.json()) for s, one in told))))
        document = one_document(shelf, ((sheet, one.document(traced=trace)) for sheet, one in told))
    if format is ShowFormat.MD:
        from acuevid.export.markdown import markdown

        return write(markdown(document))
    return show(document, color_of(context, color))


class _Told:
    """The summary of some conditions of a sheet, or (none named) of the whole sheet."""

    def __init__(self, source: "Loaded", about: "tuple[Condition, ...]", wanted: str) -> None:
        from acuevid.synthesis.condition import summarise_condition
        from acuevid.synthesis.sheet import summarise_sheet

        self.source, self.records, self.wanted = source, source.catalogue, wanted
        self.whole = None if about else summarise_sheet(self.records)
        self.summaries = self.whole.conditions if self.whole else [summarise_condition(self.records, c) for c in about]

    def document(self, *, traced: bool) -> "Document":
        """What a reader is shown, or what each sentence of it rests on."""
        if traced:
            from acuevid.views.trace import trace_document

            return trace_document(self.source, self._statements())
        if self.wanted == "plain":
            from acuevid.views.plain import plain_document

            return plain_document(self.records, self.summaries, whole=self.whole is not None)
        from acuevid.views.summary import brief_document, condition_document, sheet_document

        if self.wanted == "brief":
            return brief_document(self.records, self.summaries, self.whole.key if self.whole else ())
        if self.whole is not None:
            return sheet_document(self.records, self.whole)
        return condition_document(self.records, list(self.summaries))

    def _statements(self) -> "Sequence[Statement]":
        if self.wanted == "plain":
            from acuevid.views.plain import plain_summaries

            return [s for plain in plain_summaries(self.records, self.summaries) for s in plain.statements]
        is_brief = self.wanted == "brief"
        if self.whole is not None and not is_brief:
            return self.whole.statements
        told = [s for summary in self.summaries for s in (summary.key if is_brief else summary.statements)]
        return [*self.whole.key, *told] if self.whole is not None else told

    def json(self) -> "Iterator[str]":
        """The same for programs, each sentence with what it rests on."""
        from acuevid.export.json import key_json, plain_json, sheet_json, summaries_json
        from acuevid.views.scope import all_of
        from acuevid.views.trace import places_in

        where = places_in(self.source)
        if self.wanted == "plain":
            from acuevid.views.plain import plain_summaries

            return plain_json(plain_summaries(self.records, self.summaries), where)
        if self.wanted == "brief":
            return key_json(self.whole.key if self.whole else (), self.summaries, where)
        if self.whole is not None:
            return sheet_json(self.records, self.whole, all_of(self.records), where)
        return summaries_json(self.summaries, where)
