"""``acuevid edit``: the editor at a study, and the checks when it closes."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from acuevid.cli.changing import file_to_change, record_named
from acuevid.cli.common import CatalogueOption, complete_study, write

if TYPE_CHECKING:
    from acuevid.diagnostics import Diagnostic


def edit(
    context: typer.Context,
    study: Annotated[
        str,
        typer.Argument(
            metavar="STUDY",
            help="A citekey, or author and year; also a background work, a condition or a claim.",
            autocompletion=complete_study,
        ),
    ],
    catalogue: CatalogueOption = None,
) -> None:
    """Open the editor at a study, and check on return.

    The editor is that of VISUAL or EDITOR. At a terminal it can be opened again where something is found. What keeps
    the catalogue from loading, and an error in the study, make the exit code 1.

    \b
    acuevid edit shlay1998
    EDITOR="code --wait" acuevid edit "Penza 2011"
    """
    from acuevid.cli.editor import open_at
    from acuevid.intake.editing import CatalogueText
    from acuevid.render.problems import problem_lines

    path = file_to_change(context, catalogue)
    name = record_named(path, study)
    line = CatalogueText(path.read_bytes().decode("utf-8-sig", "replace")).line(name)
    while True:
        open_at(path, line)
        found = _found(path, name)
        write("".join(f"{text}\n" for text in problem_lines(found, most=20)))
        bad = [problem for problem in found if problem.severity.value == "error"]
        if not found or not _wants_again(bool(bad)):
            break
        line = (bad or found)[0].line
    if bad:
        raise typer.Exit(1)


def _found(path: Path, name: str) -> "list[Diagnostic]":
    """All that keeps the catalogue from loading, or else what the checks find in the study and nobody has answered."""
    from acuevid.api.checking import examine
    from acuevid.catalogue.files import shown_name
    from acuevid.catalogue.load import load_source
    from acuevid.errors import CatalogueError
    from acuevid.views.todo import is_todo

    try:
        source = load_source(path, shown_name(path))
    except CatalogueError as error:
        return list(error.diagnostics)
    chosen = source.catalogue.study_by_key.get(name)
    if chosen is None:
        return []
    _, found = examine(source, [chosen])
    return [problem for problem in found if problem.severity.value != "info" and not is_todo(problem)]


def _wants_again(is_error: bool) -> bool:
    """Whether a person at a terminal wants the editor again; nobody else is asked."""
    if not (sys.stdin and sys.stdin.isatty() and sys.stderr and sys.stderr.isatty()):
        return False
    typer.echo(f"Open the editor again? [{'Y/n' if is_error else 'y/N'}] ", nl=False, err=True)
    answer = sys.stdin.readline()
    return answer.strip().lower() in (("", "y", "yes") if is_error else ("y", "yes")) and answer != ""
