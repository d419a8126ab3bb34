"""``acuevid check``: what is wrong with a catalogue."""

from enum import StrEnum
from typing import Annotated

import typer

from acuevid.cli.common import CatalogueOption, JsonOption, catalogue_file, write


class Format(StrEnum):
    """How to print what was found."""

    TEXT = "text"
    JSON = "json"


def check(
    context: typer.Context,
    format: Annotated[
        Format, typer.Option("--format", "-f", case_sensitive=False, help="How to print it.")
    ] = Format.TEXT,
    json: JsonOption = False,
    catalogue: CatalogueOption = None,
) -> None:
    """Say all that is wrong with a catalogue.

    Each problem with its place, in file order. Errors make the exit code 1.

    \b
    acuevid check
    acuevid check --catalogue mine.toml
    """
    from acuevid.catalogue.files import find_catalogue
    from acuevid.catalogue.load import load_catalogue
    from acuevid.diagnostics import Diagnostic
    from acuevid.errors import CatalogueError
    from acuevid.numbers.format import count

    path = find_catalogue(catalogue_file(context, catalogue))
    found: tuple[Diagnostic, ...] = ()
    studies = 0
    try:
        studies = len(load_catalogue(path).studies)
    except CatalogueError as error:
        found = error.diagnostics
    if json or format is Format.JSON:
        from acuevid.export.json import diagnostics_json

        write(diagnostics_json(found))
    else:
        from acuevid.render.problems import problem_lines

        for line in problem_lines(found):
            write(line + "\n")
        if not found:
            write(f"{path}: {count(studies)} studies, no errors\n")
    if found:
        raise typer.Exit(1)
