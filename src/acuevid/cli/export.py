"""``acuevid export``: the fact sheet, its data or its references as a file for other tools."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import typer

from acuevid.cli.common import (
    CatalogueOption,
    catalogue_file,
    is_terminal,
    opened,
    write,
)
from acuevid.cli.filters import (
    AuthorOption,
    ComparatorOption,
    ConditionOption,
    DesignOption,
    DirectionOption,
    JournalOption,
    SearchOption,
    SpeciesOption,
    YearOption,
    query_of,
)
from acuevid.export.names import ExportFormat


class Rows(StrEnum):
    """What has a row of its own in CSV, TSV and Parquet."""

    STUDIES = "studies"
    OUTCOMES = "outcomes"


_PLAIN = (ExportFormat.MD, ExportFormat.HTML, ExportFormat.DOCX, ExportFormat.PDF)


def export(  # noqa: C901  # a line for each use that is none
    context: typer.Context,
    format: Annotated[ExportFormat, typer.Option("--format", "-f", case_sensitive=False, help="The format.")] = (
        ExportFormat.MD
    ),
    output: Annotated[
        str,
        typer.Option("--output", "-o", metavar="FILE|DIR|-", help="Where to write it; - is standard output."),
    ] = "-",
    condition: ConditionOption = None,
    design: DesignOption = None,
    species: SpeciesOption = None,
    comparator: ComparatorOption = None,
    direction: DirectionOption = None,
    year: YearOption = None,
    author: AuthorOption = None,
    journal: JournalOption = None,
    search: SearchOption = None,
    rows: Annotated[
        Rows, typer.Option(case_sensitive=False, help="In CSV, TSV, Parquet: a row a study, or an outcome.")
    ] = Rows.STUDIES,
    csv_raw: Annotated[
        bool, typer.Option("--csv-raw", help="Leave text as it is that a spreadsheet would run as a formula.")
    ] = False,
    bom: Annotated[
        bool, typer.Option("--bom", help="In CSV and TSV: begin with the mark by which Excel knows UTF-8.")
    ] = False,
    tool: Annotated[str, typer.Option(metavar="TOOL", help="In robvis: the tool of appraisal, as rob-2.")] = "",
    template: Annotated[
        str,
        typer.Option(metavar="FILE", help="In docx: a Word file whose styles, pages, headers and footers to take."),
    ] = "",
    plain: Annotated[
        bool,
        typer.Option("--plain", help="In md, html, docx and pdf: the sheet in plain words, for those it is about."),
    ] = False,
    style: Annotated[
        str,
        typer.Option(metavar="FILE", help="In md, html, docx and pdf: the CSL style of the reference list."),
    ] = "",
    trace: Annotated[
        bool, typer.Option("--trace", help="In Markdown and docx: add what each sentence rests on; JSON always has it.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 with a diff if the file is out of step.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite a file that acuevid did not write, or that was written in.")
    ] = False,
    everything: Annotated[
        str, typer.Option("--all", metavar="DIR", help="Write every format into this folder, with an index.")
    ] = "",
    list_formats: Annotated[bool, typer.Option("--list-formats", help="Say what each format is for.")] = False,
    catalogue: CatalogueOption = None,
) -> None:
    """Export the fact sheet, its data or its references.

    With --condition alone you get the sheet on that condition; with other filters a selection of studies, of which
    no summary is made.

    \b
    acuevid export --format html -o sheet.html
    acuevid export --format docx -o sheet.docx                           for Word
    acuevid export --format pdf -o sheet.pdf                             tagged, for print
    acuevid export --format docx --template ours.docx -o sheet.docx      in your own look
    acuevid export --format html --style apa.csl -o sheet.html           references in APA style
    acuevid export --format md -o sheet.md && pandoc sheet.md -o sheet.epub
    acuevid export --format md --condition hiv
    acuevid export --format json | jq '.studies | length'
    acuevid export --format jsonl -o s.jsonl && duckdb -c "select citekey, participants from 's.jsonl'"
    acuevid export --format csv --rows outcomes -o outcomes.csv          for a spreadsheet
    acuevid export --format parquet --rows outcomes -o o.parquet && duckdb -c "from 'o.parquet'"
    acuevid export --format metafor -o m.csv && Rscript -e \\
      'metafor::escalc("RR", ai=ai, n1i=n1i, ci=ci, n2i=n2i, data=read.csv("m.csv"))'
    acuevid export --format r -o pools.R && Rscript pools.R
    acuevid export --format robvis --tool rob-2 -o rob2.csv
    acuevid export --format ris -o library.ris                           for Zotero or EndNote
    acuevid export --format csl-json -o library.json                     for pandoc --citeproc
    acuevid export --format fhir -o sheet.fhir.json                      for what reads FHIR R5
    acuevid export --format md -o sheet.md --check                       for CI
    acuevid export --format html --plain -o patients.html                in plain words
    acuevid export --all public/                                         every format, and an index
    acuevid export --catalogue sheets/ --format html -o public/          a library, a page for each sheet
    """
    if list_formats:
        return write(_formats())
    from acuevid.errors import UsageError
    from acuevid.export.formats import FORMATS, Export
    from acuevid.views.scope import scope_of

    if everything and output != "-":
        raise UsageError("--all names its folder itself; leave -o out")
    if check and output == "-" and not everything:
        raise UsageError("--check needs the file: acuevid export --format md -o sheet.md --check")
    if trace and format not in (ExportFormat.MD, ExportFormat.DOCX, ExportFormat.JSON):
        raise UsageError("--trace is for Markdown and docx; JSON has it without asking")
    if template and format is not ExportFormat.DOCX and not everything:
        raise UsageError("--template is for docx")
    if plain and (everything or trace or format not in _PLAIN):
        raise UsageError("--plain is for md, html, docx and pdf, without --trace and --all")
    if style and (plain or (format not in _PLAIN and not everything)):
        raise UsageError("--style is for md, html, docx and pdf, without --plain")
    if bom and format not in (ExportFormat.CSV, ExportFormat.TSV):
        raise UsageError("--bom is for CSV and TSV")
    if tool and format is not ExportFormat.ROBVIS and not everything:
        raise UsageError("--tool is for robvis")
    chosen = FORMATS[format]
    if output == "-" and not everything and not chosen.is_text and is_terminal():
        raise UsageError(f"{format.value} is nothing for a terminal; name a file with -o")
    shelf = opened(context, catalogue, lazily=format is ExportFormat.JSONL and not everything)
    query = query_of(condition, design, species, comparator, year, author, journal, search)
    scopes = shelf.each(lambda sheet, asked: scope_of(sheet.catalogue, asked, direction or ()), query)
    if plain and any(scope.selection for _, scope in scopes):
        raise UsageError("--plain is of whole conditions; of filters it takes --condition alone")
    if not any(scope.studies for _, scope in scopes):
        is_whole = all(scope.is_whole for _, scope in scopes)
        typer.echo("the catalogue has no study yet" if is_whole else "no study fits", err=True)
    kind: Literal["studies", "outcomes"] = "outcomes" if rows is Rows.OUTCOMES else "studies"
    look, csl = (Path(file) if file else None for file in (template, style))
    parts = [
        (sheet, Export(sheet.source, scope, kind, trace, csv_raw, bom, tool, look, plain, csl))
        for sheet, scope in scopes
    ]
    from acuevid.cli.exporting import Where, export_library, export_sheet

    where = Where(everything, output, check=check, force=force)
    if shelf.is_library:
        return export_library(context, shelf, chosen, parts, where)
    stem = Path(catalogue_file(context, catalogue) or "factsheet").stem
    return export_sheet(context, catalogue, chosen, parts[0][1], stem, where)


def _formats() -> str:
    from acuevid.export.formats import FORMATS

    rows = [(f.name, f.holds, f.tool) for f in FORMATS.values()]
    first, second = (max(len(row[i]) for row in rows) for i in (0, 1))
    return "".join(f"{name:<{first}}  {holds:<{second}}  {tool}\n" for name, holds, tool in rows)
