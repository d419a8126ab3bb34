"""``acuevid import``: bring whole data sets of other programs into a catalogue."""

from typing import TYPE_CHECKING, Annotated

import typer

from acuevid.cli.changing import file_to_change
from acuevid.cli.common import CatalogueOption, complete_condition, load, say, write
from acuevid.terms import Better, Comparator, EventIs

if TYPE_CHECKING:
    from pathlib import Path

    from acuevid.intake.importing import Plan

FilesArgument = Annotated[
    list[str], typer.Argument(metavar="FILE", help="Files of one data set; - for standard input.")
]
MeasureOption = Annotated[
    str, typer.Option("--measure", "-m", metavar="NAME", help="What yi is: rr, or, rd, hr, irr, ird, md, smd or rom.")
]


def import_data(
    context: typer.Context,
    files: FilesArgument,
    condition: Annotated[
        list[str] | None,
        typer.Option(
            "--condition", "-c", metavar="NAME", help="What the studies are on.", autocompletion=complete_condition
        ),
    ] = None,
    design: Annotated[
        str, typer.Option(metavar="DESIGN", help="How all the studies were made: randomised-trial.")
    ] = "",
    comparator: Annotated[
        Comparator | None,
        typer.Option(case_sensitive=False, metavar="CLASS", help="What a group called only control had."),
    ] = None,
    better: Annotated[
        Better | None,
        typer.Option(case_sensitive=False, metavar="END", help="Which figures are better: higher, lower."),
    ] = None,
    event_is: Annotated[
        EventIs | None,
        typer.Option(case_sensitive=False, metavar="KIND", help="What the events are: good, bad, neutral."),
    ] = None,
    unit: Annotated[str, typer.Option(metavar="WORDS", help="The unit of all means.")] = "",
    control: Annotated[str, typer.Option(metavar="LABEL", help="The group that others are compared with.")] = "",
    measure: MeasureOption = "",
    tool: Annotated[
        str, typer.Option(metavar="TOOL", help="The tool of a table of judgements: rob-2, robins-i, …")
    ] = "",
    by: Annotated[str, typer.Option(metavar="NAME", help="Who made the appraisals.")] = "",
    map_: Annotated[
        list[str] | None, typer.Option("--map", metavar="COLUMN=FIELD", help="Which field a column is.")
    ] = None,
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="NEW.toml", help="Write a new catalogue instead; - for stdout.")
    ] = "",
    title: Annotated[str, typer.Option(metavar="TEXT", help="The title of a new catalogue.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be written, and write nothing.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    catalogue: CatalogueOption = None,
) -> None:
    """Bring data sets of other programs into a catalogue.

    RevMan 5 (.rm5, and its CSV of analyses), RevMan Web's and Covidence's CSV files, tables as metafor has them, one
    row a group, robvis tables, acuevid's own outcomes and JSON: told by their content. What fits no field is listed.
    Studies that are there already stay as they are, but for appraisals that they lack; what the file says of them is
    shown as TOML.

    \b
    acuevid import review.rm5 -o review.toml --design randomised-trial
    acuevid import arms.csv results.csv bias.csv --catalogue my.toml
    acuevid import bcg.csv --map tpos=ai --map tneg=bi --map cpos=ci --map cneg=di -o bcg.toml
    acuevid import robvis.csv --tool rob-2 --by "Anna B" --catalogue my.toml
    acuevid import effects.csv --measure or --condition migraine --catalogue my.toml --dry-run
    acuevid import anna.xlsx ben.xlsx --catalogue my.toml --dry-run      extraction forms ('acuevid form'): what differs
    """
    if _are_forms(files):
        from acuevid.cli.form import import_forms

        return import_forms(context, files, dry_run=dry_run, catalogue=catalogue)
    from acuevid.appraisal_tools import TOOLS
    from acuevid.intake import importing
    from acuevid.intake.datasets import Hints, read_datasets, read_map
    from acuevid.intake.robvis import Judging
    from acuevid.intake.study_entries import Said

    there = None if output else file_to_change(context, catalogue, "; -o NEW.toml makes a new one")
    known = load(context, catalogue) if there else None
    judging = Judging(known.vocabulary.tools if known else TOOLS, tool)
    data = read_datasets(files, Hints(read_map(map_ or ()), measure, control, judging))
    said = Said(tuple(condition or ()), design, comparator or "", better or "", event_is or "", unit, by)
    if there is None or known is None:
        plan = importing.plan_new(data, said, title)
        _to_new(plan, output, dry_run=dry_run, force=force)
    else:
        plan = importing.plan_for(data, known, said)
        _to_there(plan, there, dry_run=dry_run)
    return say(*importing.report_lines(plan))


def _are_forms(files: list[str]) -> bool:
    """Whether the files are extraction forms, by their content."""
    from pathlib import Path

    from acuevid.errors import UsageError
    from acuevid.intake.forms import is_workbook

    books = [is_workbook(Path(name)) for name in files]
    if any(books) and not all(books):
        raise UsageError("extraction forms (.xlsx) and other files are imported apart")
    return any(books)


def _to_new(plan: "Plan", output: str, *, dry_run: bool, force: bool) -> None:
    from pathlib import Path

    from acuevid.intake.importing import check_new, whole, write_new

    if dry_run or output == "-":
        check_new(plan, output)
        return write(whole(plan))
    write_new(Path(output), plan, force=force)
    return say(f"wrote {output}")


def _to_there(plan: "Plan", path: "Path", *, dry_run: bool) -> None:
    from acuevid.catalogue.files import shown_name
    from acuevid.intake.importing import append, check_appended

    if dry_run:
        check_appended(path, plan)
        write(plan.grafts.blocks)
        write(plan.blocks)
    elif append(path, plan):
        say(f"appended to {shown_name(path)}")
    write(plan.known_blocks)
