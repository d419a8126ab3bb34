"""What the verbs that change a catalogue share: which file and record they mean, and what they say when it is done."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from acuevid.cli.common import CATALOGUE_VARIABLE, catalogue_file, say, write

DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Print the difference, and change nothing.")]


def file_to_change(context: typer.Context, option: str | None, otherwise: str = "") -> Path:
    """The file of the catalogue that a verb was told to change; raises `UsageError` where none was named.

    Unnamed, the shipped catalogue is meant, which nobody changes by leaving a word out, in a checkout neither.
    """
    from acuevid.catalogue.files import find_catalogue
    from acuevid.errors import UsageError
    from acuevid.intake.keeping import own_file

    name = catalogue_file(context, option)
    if name is None:
        raise UsageError(f"which catalogue? --catalogue PATH or {CATALOGUE_VARIABLE} names it{otherwise}")
    path = find_catalogue(name)
    own_file(path)
    return path


def record_named(path: Path, name: str) -> str:
    """The name of a record as the file has it: that very name, or that of the study which it stands for."""
    from acuevid.catalogue.files import shown_name
    from acuevid.catalogue.load import load_source, read_bytes
    from acuevid.catalogue.names import find_study
    from acuevid.errors import AcuevidError
    from acuevid.intake.editing import CatalogueText

    text = read_bytes(path, shown_name(path)).decode("utf-8-sig", "replace")
    if name in CatalogueText(text):
        return name
    source = load_source(path, shown_name(path))
    citekey = find_study(source.catalogue, name).citekey
    origin = source.origins.get(source.catalogue.place_by_key[citekey][1])
    if origin is not None:
        where = f"{origin.sheet}:{origin.citekey}"
        raise AcuevidError(
            f"{citekey} is used from {where}: change it in {origin.lending.name}, or what uses it by hand"
        )
    return citekey


def change_file(path: Path, work: Callable[[str], str], done: str, *, dry_run: bool) -> None:
    """Change the file and say what is done, or print what would change."""
    from acuevid.catalogue.files import shown_name
    from acuevid.intake.keeping import change, preview

    if dry_run:
        return write(preview(path, work))
    said = f"{done} in {shown_name(path)}" if change(path, work) else "there is nothing to change"
    return say(said)
