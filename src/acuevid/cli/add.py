"""``acuevid add``: references from other programs, appended to a catalogue."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from acuevid.cli.changing import file_to_change
from acuevid.cli.common import CatalogueOption, complete_condition, in_utf8, say, write

if TYPE_CHECKING:
    from acuevid.intake.adding import Added
    from acuevid.intake.works import Work


def add(
    context: typer.Context,
    sources: Annotated[
        list[str],
        typer.Argument(metavar="SOURCE...", help="Files; - for standard input; doi:… or pmid:… to look a work up."),
    ],
    condition: Annotated[
        list[str] | None,
        typer.Option(
            "--condition",
            "-c",
            metavar="NAME",
            help="A condition by any of its names; where there is only one, that.",
            autocompletion=complete_condition,
        ),
    ] = None,
    background: Annotated[
        bool, typer.Option("--background", help="Add works that the prose cites, and no studies.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print what would be added, and change nothing.")] = False,
    catalogue: CatalogueOption = None,
) -> None:
    """Add studies by their references.

    From RIS, PubMed (nbib or MEDLINE text), BibTeX, CSL-JSON or EndNote XML. What is there already is named and
    skipped; what was not understood is listed. Prints the new citekeys. Only doi: and pmid: use the network.

    \b
    acuevid add search.nbib --condition migraine --catalogue sheet.toml
    acuevid add doi:10.1111/j.1526-4637.2011.01230.x --catalogue sheet.toml --dry-run
    """
    from acuevid.catalogue.files import shown_name
    from acuevid.catalogue.load import load_source
    from acuevid.catalogue.names import find_condition
    from acuevid.errors import UsageError
    from acuevid.intake.adding import Added, added
    from acuevid.intake.blocks import as_toml
    from acuevid.intake.keeping import change, with_appended

    if background and condition:
        raise UsageError("a background work has no condition; leave out --condition or --background")
    path = file_to_change(context, catalogue)
    works = list(_works(sources))
    found = Added()

    def work(text: str) -> str:
        nonlocal found
        records = load_source(path, shown_name(path)).catalogue
        conditions = list(dict.fromkeys(find_condition(records, name).key for name in condition or ()))
        found = added(works, records, "background" if background else "study", conditions)
        blocks = "\n".join(map(as_toml, found.entries))
        return with_appended(text, blocks)

    if dry_run:
        work("")
        in_utf8()
        write("\n".join(map(as_toml, found.entries)))
    elif change(path, work):
        write("".join(f"{entry.table['citekey']}\n" for entry in found.entries))
    _tell(found, shown_name(path), dry_run=dry_run)
    if found.unfit:
        raise typer.Exit(1)


def _works(sources: Iterable[str]) -> "Iterable[Work]":
    """The works of each source in turn."""
    from acuevid.intake.decode import read_source
    from acuevid.intake.lookups import is_look_up, look_up
    from acuevid.intake.sources import works_in

    for name in sources:
        yield from look_up(name) if is_look_up(name) else works_in(read_source(name))


def _tell(found: "Added", name: str, *, dry_run: bool) -> None:
    """Say on standard error what was not added, and why, and what was."""
    from acuevid.intake.adding import shortened
    from acuevid.numbers.format import count

    lines = [f"{left.origin}: {shortened(left.text)}: {left.reason}" for left in (*found.leftovers, *found.unfit)]
    for double in found.duplicates:
        by = f"the same {double.same.by}" if double.same.by != "title" else "the same title, year and first author"
        lines.append(f"{double.origin}: {shortened(double.title)}: skipped, it is {double.same.citekey} ({by})")
    if found.passed:
        told = ", ".join(f"{part} {count(n)}" for part, n in sorted(found.passed.items()))
        lines.append(f"not kept, since a catalogue has no field for it: {told}")
    n, kind = len(found.entries), found.entries[0].kind if found.entries else "study"
    what = {"study": "study" if n == 1 else "studies", "background": "work" if n == 1 else "works"}[kind]
    end = f"{'would add' if dry_run else 'added'} {count(n)} {what} to {name}"
    skipped = len(found.duplicates)
    end += f"; {count(skipped)} there already" if skipped else ""
    end += f"; {count(len(found.unfit))} without a title or a year" if found.unfit else ""
    say(*lines, end)
