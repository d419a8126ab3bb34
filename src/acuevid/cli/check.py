"""``acuevid check``: what is wrong with a catalogue, and how every number of it ends."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from acuevid.cli.common import (
    CatalogueOption,
    ColorOption,
    JsonOption,
    color_of,
    complete_study,
    is_terminal,
    json_pieces,
    opened,
    show_table,
    terminal_width,
    write,
    write_pieces,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from acuevid.checks.run import Report
    from acuevid.diagnostics import Diagnostic


class CheckFormat(StrEnum):
    """How to print what was found."""

    TEXT = "text"
    JSON = "json"


def check(
    context: typer.Context,
    studies: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[STUDY...]", help="Only these; each number is then shown.", autocompletion=complete_study
        ),
    ] = None,
    select: Annotated[
        list[str] | None, typer.Option(metavar="CODE", help="Only codes that begin so: STA, CNT2, STA101.")
    ] = None,
    ignore: Annotated[list[str] | None, typer.Option(metavar="CODE", help="No codes that begin so.")] = None,
    explain: Annotated[str | None, typer.Option(metavar="CODE", help="Explain a code and do nothing else.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Show how every number ends, with the arithmetic.")] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Warnings, and what is still to fill in, make the exit code 1, too.")
    ] = False,
    retractions: Annotated[
        str | None,
        typer.Option(
            "--retractions", metavar="FILE", help="Look up every work in the CSV file of Retraction Watch, too."
        ),
    ] = None,
    format: Annotated[
        CheckFormat, typer.Option("--format", "-f", case_sensitive=False, help="How to print it.")
    ] = CheckFormat.TEXT,
    json: JsonOption = False,
    catalogue: CatalogueOption = None,
    color: ColorOption = None,
) -> None:
    """Check a catalogue and every number in it.

    Each number ends as consistent, inconsistent or not testable. What is wrong with the catalogue is an error and
    makes the exit code 1; what does not fit in the source's own numbers is a warning.

    \b
    acuevid check
    acuevid check shiflett2011
    acuevid check --select STA --all
    acuevid check --explain CNT203
    acuevid check --catalogue mine.toml --strict
    acuevid check --retractions retraction_watch.csv
    acuevid check --catalogue sheets/     a library: each sheet, and what they say of one study
    """
    if explain is not None:
        from acuevid.views.codes import explanation

        return write(explanation(explain) + "\n")
    as_json = json or format is CheckFormat.JSON
    every = every or bool(studies)
    reports, found = _examine(
        context,
        catalogue,
        studies or (),
        tuple(select or ()),
        tuple(ignore or ()),
        retractions=retractions,
        numbers=every or as_json,
    )
    from acuevid.views.todo import is_todo

    if as_json:
        from acuevid.export.json import library_check_json

        write_pieces(json_pieces(library_check_json(found, reports)))
    else:
        shown = found if every or strict or select else [d for d in found if not is_todo(d)]
        _print(reports, found, shown, every, color_of(context, color))
    bad = ("error", "warning") if strict else ("error",)
    if any(d.severity in bad or (strict and is_todo(d)) for d in found):
        raise typer.Exit(1)
    return None


def _examine(
    context: typer.Context,
    catalogue: str | None,
    studies: "list[str] | tuple[str, ...]",
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    *,
    retractions: str | None,
    numbers: bool,
) -> "tuple[dict[str, Report], Sequence[Diagnostic]]":
    """Load and check each sheet, and what they say of one work; what does not load gives its diagnostics alone."""
    from pathlib import Path

    from acuevid.api.checking import check_shelf, is_wanted
    from acuevid.cli.progress import Progress
    from acuevid.errors import CatalogueError

    if select or ignore:
        from acuevid.views.codes import known_codes

        known_codes(select + ignore)
    try:
        shelf = opened(context, catalogue, lazily=True)
    except CatalogueError as error:
        return {}, [d for d in error.diagnostics if is_wanted(d.code, select, ignore)]
    found = check_shelf(
        shelf,
        studies,
        select=select,
        ignore=ignore,
        retractions=Path(retractions) if retractions is not None else None,
        numbers=numbers,
        progress=lambda: Progress("checking"),
    )
    return found.reports, found.diagnostics


def told_severities(found: "Sequence[Diagnostic]") -> str:
    """``0 errors, 2 warnings, 1 note, 5 still to fill in``."""
    from acuevid.numbers.format import count
    from acuevid.views.todo import is_todo

    severities = [d.severity.value for d in found if not is_todo(d)]
    words = (("error", "error"), ("warning", "warning"), ("note", "note"), ("info", "acknowledged finding"))
    told = [
        f"{count(severities.count(s))} {word}{'' if severities.count(s) == 1 else 's'}"
        for s, word in words
        if s in severities or s == "error"
    ]
    todos = len(found) - len(severities)
    return ", ".join([*told, *([f"{count(todos)} still to fill in"] if todos else [])])


def _print(
    reports: "dict[str, Report]",
    found: "Sequence[Diagnostic]",
    shown: "Sequence[Diagnostic]",
    every: bool,
    color: "object",
) -> None:
    from acuevid.cli.common import Color
    from acuevid.escape import visible
    from acuevid.render.problems import folded, problem_lines
    from acuevid.views.findings import count_line, number_lines, totals

    assert isinstance(color, Color)
    width = terminal_width() if is_terminal() else 10**6

    def tell(line: str) -> None:
        write("".join(f"{text}\n" for text in folded(line, width)))

    for line in problem_lines(shown):
        tell(line)
    if not reports:
        return
    for sheet, report in reports.items() if every else ():
        write("\n" if shown else "")
        if sheet:
            tell(f"{sheet}:")
        for line in number_lines(report.numbers):
            tell(visible(line))
    write("\n" if shown or every else "")
    show_table([totals(reports)], color)
    write("\n")
    rest = "" if len(shown) == len(found) else " ('acuevid todo' lists them)"
    tell(f"{count_line(*reports.values())}; {told_severities(found)}{rest}")
