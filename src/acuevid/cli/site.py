"""``acuevid site``: a library as static pages."""

from typing import Annotated

import typer

from acuevid.cli.common import CatalogueOption, catalogue_file, say


def site(
    context: typer.Context,
    library: Annotated[
        str | None, typer.Argument(metavar="[LIBRARY]", help="A folder of catalogues, or a library.toml.")
    ] = None,
    output: Annotated[str, typer.Option("--output", "-o", metavar="DIR", help="The folder to build it in.")] = "public",
    force: Annotated[
        bool, typer.Option("--force", help="Build it in a folder that holds other files, too, which stay.")
    ] = False,
    catalogue: CatalogueOption = None,
) -> None:
    """Build a site of all sheets of a library.

    An index with a search over all studies, a page for each sheet and each study, the map of all evidence, the
    references, and a feed of what changed. Only what changed since the last build is made anew; until all of it is
    there, the old site stays whole.

    \b
    acuevid site sheets/ -o public/
    python3 -m http.server -d public     to look at it; it opens from the folder as well
    """
    import os
    import time
    from pathlib import Path

    from acuevid.catalogue.files import find_catalogue
    from acuevid.catalogue.library import find_library
    from acuevid.cli.progress import Progress
    from acuevid.errors import UsageError
    from acuevid.export.site.build import build_site
    from acuevid.numbers.format import count

    name = library if library is not None else catalogue_file(context, catalogue)
    if name is None:
        raise UsageError("which library? name its folder: acuevid site sheets/ -o public/")
    folder = Path(output)
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{output} is no folder")
    if Path.cwd().is_relative_to(folder.resolve()):
        raise UsageError(f"{output} is the working folder, or above it, and would be another one after the build")
    stamp = os.environ.get("SOURCE_DATE_EPOCH", "")
    seconds = int(stamp) if stamp.isascii() and stamp.isdigit() else time.time()
    when = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))
    with Progress("building") as tick:
        built = build_site(find_library(find_catalogue(name)), folder, when, force=force, tick=tick)
    say(*built.remarks)
    if not built.made:
        return say(f"nothing changed; the {count(built.pages)} pages in {folder}/ stay as they are")
    return say(f"made {count(built.made)} of {count(built.pages)} pages in {folder}/; begin at {folder}/index.html")
