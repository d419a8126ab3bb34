"""``acuevid rename``: another name for a record, and in all that refers to it."""

from typing import Annotated

import typer

from acuevid.cli.changing import DryRunOption, change_file, file_to_change, record_named
from acuevid.cli.common import CatalogueOption, complete_study
from acuevid.errors import UsageError


def rename(
    context: typer.Context,
    old: Annotated[str, typer.Argument(metavar="OLD", help="The citekey, key or id.", autocompletion=complete_study)],
    new: Annotated[str, typer.Argument(metavar="NEW", help="What it is to be.")],
    arm: Annotated[str | None, typer.Option("--arm", metavar="STUDY", help="OLD is an arm of this study.")] = None,
    outcome: Annotated[
        str | None, typer.Option("--outcome", metavar="STUDY", help="OLD is an outcome of this study.")
    ] = None,
    dry_run: DryRunOption = False,
    catalogue: CatalogueOption = None,
) -> None:
    """Rename a study with all that refers to it; a background work, condition, claim, arm or outcome likewise.

    \b
    acuevid rename penza2011 penza2011a
    acuevid rename hiv-neuropathy hiv --dry-run
    acuevid rename sham placebo --arm shlay1998
    """
    if arm is not None and outcome is not None:
        raise UsageError("give --arm or --outcome, not both")
    from acuevid.intake.editing import id_path, name_path, read, renamed

    path = file_to_change(context, catalogue)
    table, study = ("arm", arm) if arm is not None else ("outcome", outcome)
    name = record_named(path, study or old)

    def work(text: str) -> str:
        raw = read(text)
        return renamed(text, id_path(raw, name, table, old) if study else name_path(raw, name), new)

    change_file(path, work, f"renamed {old if study else name} to {new}", dry_run=dry_run)
