"""``acuevid schema``: the JSON Schema of a catalogue, for editors."""

import os
from pathlib import Path
from typing import Annotated

import typer

from acuevid.cli.changing import file_to_change
from acuevid.cli.common import CatalogueOption, say, write

FILE = "acuevid.schema.json"


def schema(
    context: typer.Context,
    beside: Annotated[
        bool, typer.Option("--write", help="Put it beside the catalogue, and name it in the catalogue's first line.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite a schema that acuevid did not write.")] = False,
    catalogue: CatalogueOption = None,
) -> None:
    """Print the JSON Schema of a catalogue.

    For editors that complete and check TOML.

    \b
    acuevid schema --write --catalogue my.toml
    acuevid schema > acuevid.schema.json
    """
    from acuevid.catalogue.schema import catalogue_schema
    from acuevid.export.jsontext import dumps

    text = dumps(catalogue_schema())
    if not beside:
        return write(text)
    return _put_beside(file_to_change(context, catalogue), text, force=force)


def _put_beside(path: Path, text: str, *, force: bool) -> None:
    """Write the schema into the folder of the catalogue's file, and its name into that, or neither."""
    from acuevid.errors import AcuevidError
    from acuevid.export.files import write_file
    from acuevid.intake.keeping import change
    from acuevid.intake.naming_schema import naming_schema

    target = Path(os.path.realpath(path)).with_name(FILE)
    if target == Path(os.path.realpath(path)):
        raise AcuevidError(f"{path} is the catalogue itself")

    def named(catalogue: str) -> str:
        changed = naming_schema(catalogue, FILE)
        write_file(target, (text,), "json", force=force)
        return changed

    changed = change(path, named)
    say(f"wrote {target}")
    if changed:
        say(f"named it in the first line of {path}")
