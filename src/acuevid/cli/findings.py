"""``acuevid findings``: the summary of findings, one table a comparison."""

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from acuevid.cli.common import (
    CatalogueOption,
    ColorOption,
    JsonOption,
    color_of,
    is_terminal,
    load_source,
    save,
    show,
    write,
    write_json,
)
from acuevid.cli.questions import AgainstOption, ConditionArgument
from acuevid.terms import Comparator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from acuevid.catalogue.load import Loaded
    from acuevid.synthesis.summary_of_findings import Findings


class FindingsFormat(StrEnum):
    """How to print a summary of findings."""

    TEXT = "text"
    TSV = "tsv"
    CSV = "csv"
    JSON = "json"
    MD = "md"
    HTML = "html"


def summary_of_findings(
    context: typer.Context,
    condition: ConditionArgument = None,
    comparator: AgainstOption = None,
    format: Annotated[
        FindingsFormat | None,
        typer.Option(
            "--format",
            "-f",
            case_sensitive=False,
            help="[default: text on a terminal, tsv in a pipe]",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE|-", help="Where to write it; - is standard output.")
    ] = "-",
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite a file that acuevid did not write, or that was written in.")
    ] = False,
    json: JsonOption = False,
    catalogue: CatalogueOption = None,
    color: ColorOption = None,
) -> None:
    """Show the summary of findings, with certainty as rated.

    One table a comparison, a row an outcome: effects from the pool, or from the one study, and what they mean among
    people at a control risk whose source is told. Certainty is as recorded in [[rating]]; nothing is rated here.

    \b
    acuevid findings --catalogue p6-nausea
    acuevid findings trigeminal --comparator active-treatment
    acuevid findings --format html -o findings.html --catalogue my.toml
    """
    from acuevid.catalogue.names import find_condition
    from acuevid.errors import AcuevidError
    from acuevid.numbers.tails import ScipyMissing
    from acuevid.synthesis.summary_of_findings import summary_of_findings as findings_of

    source = load_source(context, catalogue)
    records = source.catalogue
    conditions = [find_condition(records, condition)] if condition is not None else records.conditions
    try:
        found = [_narrowed(findings_of(records, c), comparator) for c in conditions]
    except ScipyMissing as error:
        raise AcuevidError(str(error)) from None
    found = [findings for findings in found if findings.tables or findings.rest]
    if not any(findings.tables for findings in found):
        typer.echo("no study gives an effect between groups; 'acuevid pool' says what each lacks", err=True)
    chosen = FindingsFormat.JSON if json else format or _by_name(output)
    if chosen is FindingsFormat.TEXT:
        from acuevid.views.findings_table import findings_document

        return show(findings_document(found), color_of(context, color))
    text = _text(source, found, chosen)
    if output == "-":
        return write_json(text) if chosen is FindingsFormat.JSON else write(text)
    return save(context, catalogue, output, [text], f"findings.{chosen.value}", format=chosen.value, force=force)


def _narrowed(findings: "Findings", comparator: Comparator | None) -> "Findings":
    """The tables against one class of comparator alone."""
    if comparator is None:
        return findings
    return replace(findings, tables=tuple(t for t in findings.tables if t.comparison.comparator is comparator), rest=())


def _by_name(output: str) -> FindingsFormat:
    """The format that the end of a file's name stands for; on standard output the one that fits where it goes."""
    if output == "-":
        return FindingsFormat.TEXT if is_terminal() else FindingsFormat.TSV
    end = output.rpartition(".")[2].lower()
    if end not in (f.value for f in FindingsFormat if f is not FindingsFormat.TEXT):
        from acuevid.errors import UsageError

        raise UsageError("--format says what to write into a file: tsv, csv, json, md or html")
    return FindingsFormat(end)


def _text(source: "Loaded", found: "Sequence[Findings]", chosen: FindingsFormat) -> str:
    """The tables in a format that is no terminal's."""
    from acuevid.views.findings_table import findings_data, findings_document

    every = [table for findings in found for table in findings.tables]
    match chosen:
        case FindingsFormat.JSON:
            from acuevid.export.findingsjson import findings_json
            from acuevid.views.trace import places_in

            return findings_json(found, places_in(source))
        case FindingsFormat.CSV:
            from acuevid.export.csv import table_csv

            return table_csv(findings_data(every))
        case FindingsFormat.HTML:
            from acuevid.export.html.document import document_html

            return document_html(findings_document(found), f"Summary of findings: {source.catalogue.sheet.title}")
        case FindingsFormat.MD:
            from acuevid.export.markdown import markdown_file

            return markdown_file(findings_document(found))
        case _:
            from acuevid.export.tsv import table_tsv

            return table_tsv(findings_data(every))
