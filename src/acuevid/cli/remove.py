"""``acuevid remove``: a record taken out of the catalogue."""

from typing import Annotated

import typer

from acuevid.cli.changing import DryRunOption, change_file, file_to_change, record_named
from acuevid.cli.common import CatalogueOption, complete_study
from acuevid.errors import AcuevidError


def remove(
    context: typer.Context,
    study: Annotated[
        str,
        typer.Argument(
            metavar="STUDY",
            help="A citekey, or author and year; also a background work, a condition or a claim.",
            autocompletion=complete_study,
        ),
    ],
    force: Annotated[bool, typer.Option("--force", help="Take out what refers to it, too.")] = False,
    dry_run: DryRunOption = False,
    catalogue: CatalogueOption = None,
) -> None:
    """Remove a study.

    The comments right above it go with it. Where something refers to it, nothing is removed, and that is named. With
    --force the references go, too: the name out of lists, and acknowledgements of findings on it. A claim or a
    mechanism is never left without any study, and words that cite the record are
    left to you.

    \b
    acuevid remove penza2011
    acuevid remove penza2011 --force --dry-run
    """
    from acuevid.intake.editing import citing, name_path, read, referring_from_outside, removed, told

    path = file_to_change(context, catalogue)
    name = record_named(path, study)

    def work(text: str) -> str:
        raw = read(text)
        place = name_path(raw, name)
        found = referring_from_outside(raw, place)
        if found and not force:
            places = "; ".join(dict.fromkeys(told(raw, there) for there in found))
            in_words = any(citing(raw, there, name) is not None for there in found)
            mend = "change the words that cite it" if in_words else "--force takes these references out, too"
            raise AcuevidError(f"{name} is referred to by {places}; {mend}")
        return removed(text, place)

    change_file(path, work, f"removed {name}", dry_run=dry_run)
