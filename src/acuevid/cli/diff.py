"""``acuevid diff``: what changed between two catalogues, and in which sentences it shows."""

from typing import TYPE_CHECKING, Annotated

import typer

from acuevid.cli.common import (
    CatalogueOption,
    ColorOption,
    JsonOption,
    catalogue_file,
    color_of,
    show,
    write_json,
)

if TYPE_CHECKING:
    from acuevid.models import Catalogue


def diff(
    context: typer.Context,
    old: Annotated[str, typer.Argument(metavar="OLD", help="A catalogue's path, or a git revision.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The same; the file as it stands without one.")] = "",
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit with 1 if anything changed, as git does.")
    ] = False,
    json: JsonOption = False,
    catalogue: CatalogueOption = None,
    color: ColorOption = None,
) -> None:
    """Show what changed between two catalogues.

    Records added, removed and changed, field by field; and which sentences of the summary change, and through
    which fields. A name that is no file is taken for a git revision of the catalogue.

    \b
    acuevid diff old.toml new.toml
    acuevid diff HEAD~3 HEAD
    acuevid diff HEAD --exit-code
    """
    from acuevid.views.diff import compare, diff_document

    name = catalogue_file(context, catalogue)
    difference = compare(_catalogue(old, name), _catalogue(new, name))
    if json:
        from acuevid.export.json import diff_json

        write_json(diff_json(difference))
    else:
        show(diff_document(difference), color_of(context, color))
    if exit_code and not difference.is_empty:
        raise typer.Exit(1)


def _catalogue(name: str, default: str | None) -> "Catalogue":
    import os

    from acuevid.catalogue.files import find_catalogue, shown_name
    from acuevid.catalogue.load import load_catalogue, load_revision

    if not name or os.path.exists(name) or name.endswith(".toml"):
        path = find_catalogue(name or default)
        return load_catalogue(path, shown_name(path))
    return load_revision(find_catalogue(default), name)
