"""``acuevid export``: the whole fact sheet as a file."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from acuevid.cli.common import CatalogueOption, catalogue_file, load_source, write, write_json


class ExportFormat(StrEnum):
    """The formats of a fact sheet."""

    MD = "md"
    JSON = "json"


def export(
    context: typer.Context,
    format: Annotated[ExportFormat, typer.Option("--format", "-f", case_sensitive=False, help="The format.")] = (
        ExportFormat.MD
    ),
    output: Annotated[
        str,
        typer.Option("--output", "-o", metavar="FILE|DIR|-", help="Where to write it; - is standard output."),
    ] = "-",
    trace: Annotated[
        bool, typer.Option("--trace", help="Add what each sentence rests on; JSON has it without asking.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite a file that acuevid did not write.")] = False,
    catalogue: CatalogueOption = None,
) -> None:
    """Export the whole fact sheet.

    \b
    acuevid export --format md
    acuevid export --format json | jq '.studies | length'
    acuevid export --format md -o sheet.md
    """
    from acuevid.synthesis.sheet import summarise_sheet

    source = load_source(context, catalogue)
    records = source.catalogue
    summary = summarise_sheet(records)
    if format is ExportFormat.JSON:
        from acuevid.export.json import sheet_json
        from acuevid.views.trace import place

        text = sheet_json(records, summary, lambda basis: place(source, basis))
    else:
        from acuevid.export.markdown import markdown_file
        from acuevid.views.blocks import Document, Heading
        from acuevid.views.factsheet import factsheet_document
        from acuevid.views.trace import trace_document

        document = factsheet_document(records, summary)
        if trace:
            document = Document.of(
                document.blocks,
                Heading("What each sentence rests on"),
                trace_document(source, summary.statements).blocks,
            )
        text = markdown_file(document)
    if output == "-":
        return write_json(text) if format is ExportFormat.JSON else write(text)
    from acuevid.escape import visible
    from acuevid.export.files import write_file

    name = Path(catalogue_file(context, catalogue) or "factsheet").stem
    written = write_file(output, text, default_name=f"{name}.{format.value}", force=force)
    return typer.echo(f"wrote {visible(str(written))}", err=True)
