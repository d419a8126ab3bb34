"""From a path to what is read: one catalogue, or all sheets of a library."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from acuevid.catalogue.files import find_catalogue, is_library, shown_name
from acuevid.catalogue.load import load_source
from acuevid.catalogue.shelf import Opened, Shelf

if TYPE_CHECKING:
    from collections.abc import Callable

    from acuevid.catalogue.pieces import Keep, Tick
    from acuevid.models import Catalogue


def open_shelf(
    name: "str | os.PathLike[str] | None",
    wanted: "Callable[[Catalogue], Keep] | None" = None,
    tick: "Tick | None" = None,
    *,
    lazily: bool = False,
) -> Shelf:
    """What a name stands for: a file, a folder, or a catalogue that comes with acuevid; the default one for `None`.

    Of a large file `wanted` may leave studies out, all of which are validated; `lazily`, its studies are read as they
    are asked for. Raises `NotFound` for a name that
    stands for nothing, and `CatalogueError` with all diagnostics of what cannot be loaded.
    """
    path = name if isinstance(name, Path) else find_catalogue(None if name is None else os.fspath(name))
    if is_library(path):
        from acuevid.catalogue.library import find_library, open_library

        return open_library(find_library(path), tick=tick)
    return Shelf((Opened("", load_source(path, shown_name(path), wanted=wanted, tick=tick, lazily=lazily)),))
