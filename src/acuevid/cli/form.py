"""``acuevid form``: a spreadsheet to extract studies into, and what people wrote into it."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from acuevid.cli.changing import file_to_change
from acuevid.cli.common import (
    CatalogueOption,
    ColorOption,
    JsonOption,
    catalogue_file,
    color_of,
    is_terminal,
    load,
    load_source,
    say,
)
from acuevid.cli.filters import ConditionOption
from acuevid.cli.tables import FormatOption, TableFormat, chosen_format, put_table

if TYPE_CHECKING:
    from acuevid.intake.compare import Difference, Disagreement
    from acuevid.intake.forms import Form
    from acuevid.views.table import Table


def form(
    context: typer.Context,
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[STUDY|FILE]...", help="Studies to make a form of (all), or forms to compare."),
    ] = None,
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE|DIR|-", help="Where to write it; - is standard output.")
    ] = "forms.xlsx",
    condition: ConditionOption = None,
    tool: Annotated[
        str, typer.Option(metavar="TOOL", help="Make an appraisal with this tool ready in each study: rob-2.")
    ] = "",
    by: Annotated[str, typer.Option(metavar="NAME", help="Who is to make that appraisal.")] = "",
    compare: Annotated[
        bool, typer.Option("--compare", help="List where forms of the same studies disagree; exit 1 if they do.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite a file; it may be a form with work in it.")] = False,
    format: FormatOption = None,
    json: JsonOption = False,
    catalogue: CatalogueOption = None,
    color: ColorOption = None,
) -> None:
    """Make an extraction form, a spreadsheet.

    People fill it in with Excel or LibreOffice, and 'acuevid import' reads it back. It has sheets for studies, arms,
    outcomes, figures, effects, appraisals and judgements, with notes on each column and lists to choose from. Needs
    the extra "desk".

    \b
    acuevid form -o forms.xlsx                     all studies
    acuevid form shlay1998 pan2008 -o forms.xlsx
    acuevid form --tool rob-2 --by "Anna B" -o anna.xlsx
    acuevid import forms.xlsx --dry-run            what differs from the catalogue
    acuevid form --compare anna.xlsx ben.xlsx      where two people disagree
    """
    if compare:
        table = disagreement_table([Path(name) for name in names or ()])
        put_table(table, chosen_format(format, json=json), "disagreements", color_of(context, color))
        raise typer.Exit(1 if table.rows else 0)
    write_form(context, names or (), condition or (), output, catalogue, appraisal=(tool, by), force=force)


def write_form(
    context: typer.Context,
    names: Sequence[str],
    conditions: Sequence[str],
    output: str,
    catalogue: str | None,
    *,
    appraisal: tuple[str, str] = ("", ""),
    force: bool,
) -> None:
    """Write the form of the named studies, or of those of the conditions, or of all.

    An `appraisal` with a tool, by a person, is made ready in each.
    """
    from acuevid.catalogue.files import find_catalogue
    from acuevid.catalogue.names import find_study, find_tool
    from acuevid.catalogue.query import Query, select
    from acuevid.errors import AcuevidError, NotFound, UsageError
    from acuevid.export.files import target
    from acuevid.intake.blank_forms import Ready, blank_form
    from acuevid.writing import replace_file

    if names and conditions:
        raise UsageError("name studies, or conditions, and not both")
    if output == "-" and is_terminal():
        raise UsageError("a spreadsheet is nothing for a terminal; name a file with -o")
    records = load(context, catalogue)
    studies = [find_study(records, name) for name in names] or select(records, Query(conditions=conditions))
    studies = list({study.citekey: study for study in studies}.values())
    if not studies:
        raise NotFound("there is no study to make a form of")
    tool, by = appraisal
    if by and not tool:
        raise UsageError("--by needs --tool: who makes an appraisal with which tool?")
    ready = Ready(find_tool(records.vocabulary.tools, tool), by.strip()) if tool else None
    made = blank_form(records, studies, ready)
    if output == "-":
        sys.stdout.buffer.write(made)
        return
    path = target(output, "forms.xlsx")
    if os.path.realpath(path) == os.path.realpath(find_catalogue(catalogue_file(context, catalogue))):
        raise AcuevidError(f"{path} is the catalogue itself")
    if path.exists():
        if not force:
            raise AcuevidError(f"{path} is there, and may have somebody's work in it; --force overwrites it")
    elif not path.parent.is_dir():
        raise AcuevidError(f"there is no folder {path.parent}")
    replace_file(path, (made,))
    say(f"wrote {path}, a form of {len(studies)} {'study' if len(studies) == 1 else 'studies'}")


def disagreement_table(paths: Sequence[Path]) -> "Table":
    """Where forms disagree, cell by cell."""
    from acuevid.errors import UsageError
    from acuevid.intake.compare import disagreements
    from acuevid.intake.forms import refusal
    from acuevid.views.table import Column, Table

    if len(paths) < 2:
        raise UsageError("--compare needs two forms or more")
    forms = _read(paths)
    if problems := [problem for form in forms for problem in form.problems]:
        raise refusal(problems)
    found = disagreements(forms)
    say(f"they disagree on {_counted(len(found), 'cell')}" if found else "no disagreement")
    heads = [Column(f"form_{n}", path.name) for n, path in enumerate(paths, 1)]
    columns = (Column("study", "Study"), Column("field", "Field"), *heads, Column("cells", "Cells"))
    return Table(columns, tuple(_disagreement(item) for item in found))


def _disagreement(item: "Disagreement") -> tuple[str | None, ...]:
    return (item.citekey, item.field, *item.texts, "; ".join(place for place in item.places if place))


def import_forms(
    context: typer.Context,
    files: Sequence[str],
    *,
    dry_run: bool,
    format: TableFormat | None = None,
    json: bool = False,
    catalogue: str | None = None,
) -> None:
    """Show what forms say otherwise than the catalogue, and take it into that, unless it is a dry run."""
    from acuevid.errors import AcuevidError
    from acuevid.intake.compare import differences, rows_gone
    from acuevid.intake.keeping import change
    from acuevid.intake.taking import taken_in

    source = load_source(context, catalogue)
    forms = _read([Path(name) for name in files])
    found = differences(source.catalogue, forms)
    new = taken_in(source, found)
    for form in forms:
        if gone := rows_gone(source.catalogue, form):
            say(f"{form.name} has no row of {_some(gone)}; what has none stays")
    if not found:
        return say("no difference")
    put_table(difference_table(found), chosen_format(format, json=json), "differences", color_of(context, None))
    staying = sum(difference.stays for difference in found)
    if staying:
        say(f"{_counted(staying, 'field')} empty in a form stays; a - in the cell takes it out")
    old = source.data.decode("utf-8-sig")
    if dry_run or new == old:
        return say("nothing was changed")

    def work(text: str) -> str:
        if text != old:
            raise AcuevidError(f"{source.name} was changed meanwhile; import the form again")
        return new

    change(file_to_change(context, catalogue), work)
    return say(f"{source.name}: {_counted(len(found) - staying, 'field')} changed")


def difference_table(found: "Sequence[Difference]") -> "Table":
    """What differs, one field a row."""
    from acuevid.views.table import Column, Table

    heads = (("study", "Study"), ("field", "Field"), ("catalogue", "Catalogue"), ("form", "Form"), ("cell", "Cell"))
    rows = tuple((item.citekey, item.field, item.catalogue, item.form, item.place) for item in found)
    return Table(tuple(Column(name, heading) for name, heading in heads), rows)


def _read(paths: Sequence[Path]) -> "list[Form]":
    from acuevid.intake.forms import read_form

    forms = [read_form(path) for path in paths]
    for form in forms:
        if form.left:
            say(f"{form.name}: no part of a form, and not read: {_some(form.left)}")
    return forms


def _some(things: Sequence[str]) -> str:
    return ", ".join(things[:5]) + (f" and {len(things) - 5} more" if len(things) > 5 else "")


def _counted(n: int, thing: str) -> str:
    return f"{n} {thing}{'' if n == 1 else 's'}"
