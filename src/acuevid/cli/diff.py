"""``acuevid diff``: what changed between two catalogues, and in which sentences it shows."""

from typing import TYPE_CHECKING, Annotated

import typer

from acuevid.cli.common import (
    CatalogueOption,
    ColorOption,
    JsonOption,
    catalogue_file,
    color_of,
    json_pieces,
    show,
    write_pieces,
)

if TYPE_CHECKING:
    from acuevid.catalogue.shelf import Shelf


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
    acuevid diff HEAD --catalogue sheets/      a library, sheet by sheet
    """
    from acuevid.views.diff import compare_shelves, library_diff

    name = catalogue_file(context, catalogue)
    before, after = _shelf(old, name), _shelf(new, name)
    if before.is_library is not after.is_library:
        from acuevid.errors import UsageError

        raise UsageError("one is a library and the other a single catalogue; compare two of a kind")
    differences = compare_shelves(before, after)
    if json:
        from acuevid.export.json import diff_json, shelf_json

        told = ((key, [diff_json(difference)]) for key, difference in differences.items())
        write_pieces(json_pieces(shelf_json(after.is_library, told)))
    else:
        show(library_diff(before, after, differences), color_of(context, color))
    if exit_code and any(not difference.is_empty for difference in differences.values()):
        raise typer.Exit(1)


def _shelf(name: str, default: str | None) -> "Shelf":
    import os

    from acuevid.api.opening import open_shelf
    from acuevid.catalogue.files import find_catalogue, is_library
    from acuevid.catalogue.load import load_revision
    from acuevid.catalogue.shelf import Opened, Shelf

    if not name or os.path.exists(name) or name.endswith(".toml"):
        return open_shelf(name or default)
    path = find_catalogue(default)
    if not is_library(path):
        return Shelf((Opened("", load_revision(path, name)),))
    from acuevid.catalogue.library import find_library, library_at

    return library_at(find_library(path), name)
