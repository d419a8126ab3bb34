"""``acuevid watch``: check on each save, and say what changed in the sentences."""

from typing import Annotated

import typer

from acuevid.cli.common import CatalogueOption, ColorOption, color_of
from acuevid.cli.filters import ConditionOption


def watch(
    context: typer.Context,
    condition: ConditionOption = None,
    serve: Annotated[
        bool, typer.Option("--serve", help="Show the sheet to a browser on this machine, and reload it.")
    ] = False,
    port: Annotated[
        int, typer.Option(metavar="PORT", min=0, max=65535, help="The port to serve on; 0 is any that is free.")
    ] = 0,
    catalogue: CatalogueOption = None,
    color: ColorOption = None,
) -> None:
    """Check a catalogue on each save, and say what changed.

    It tells the problems that are new, and which sentences changed, through which fields. With --serve it prints an
    address, at which a browser on this machine shows the sheet and follows each save. Ctrl-C ends it.

    \b
    acuevid watch --catalogue mine.toml
    acuevid watch --catalogue mine.toml --condition migraine
    acuevid watch --catalogue mine.toml --serve
    """
    from acuevid.cli.watching import Watcher

    with Watcher(context, catalogue, tuple(condition or ()), color_of(context, color)) as watcher:
        if serve or port:
            watcher.serve(port)
        watcher.follow()
