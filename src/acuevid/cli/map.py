"""``acuevid map``: where there is evidence, and where there is none."""

from enum import StrEnum
from typing import Annotated, Literal

import typer

from acuevid.cli.common import (
    CatalogueOption,
    ColorOption,
    JsonOption,
    color_of,
    complete_condition,
    opened,
    show,
    write,
)
from acuevid.cli.pictures import PictureOption, ThemeOption, save_picture
from acuevid.cli.tables import FormatOption, TableFormat, chosen_format, put_table
from acuevid.export.theme import Theme


class By(StrEnum):
    """What a column of the map is."""

    DESIGN = "design"
    COMPARATOR = "comparator"


def evidence_map(
    context: typer.Context,
    conditions: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[CONDITION...]",
            help="Conditions by any of their names; all without one.",
            autocompletion=complete_condition,
        ),
    ] = None,
    by: Annotated[By, typer.Option(case_sensitive=False, help="What the columns are.")] = By.DESIGN,
    output: PictureOption = None,
    theme: ThemeOption = Theme.LIGHT,
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite a file that acuevid did not write, or that was written in.")
    ] = False,
    format: FormatOption = None,
    json: JsonOption = False,
    catalogue: CatalogueOption = None,
    color: ColorOption = None,
) -> None:
    """Map the evidence, and the gaps.

    Conditions by design or comparator. A cell has its studies, the people in independent datasets, and a sign for
    each study's finding.

    \b
    acuevid map
    acuevid map --by comparator
    acuevid map -o map.svg
    """
    from acuevid.views import map as view
    from acuevid.views.shelf import one_table
    from acuevid.views.shelved import one_document

    shelf = opened(context, catalogue)
    asked = shelf.conditions(conditions) if conditions else [(s, list(s.catalogue.conditions)) for s in shelf]
    column: Literal["design", "comparator"] = "comparator" if by is By.COMPARATOR else "design"
    found = [(sheet, view.evidence_map(sheet.catalogue.studies, about, column)) for sheet, about in asked]
    if output is not None:
        from acuevid.errors import UsageError
        from acuevid.export.svg import map_svg

        if len(found) > 1:
            raise UsageError("a picture is of one sheet: name a condition as sheet:condition, or a catalogue")
        return save_picture(context, catalogue, output, map_svg(found[0][1], alone=theme), "map.svg", force=force)
    shape = chosen_format(format, json=json)
    if shape in (TableFormat.TABLE, TableFormat.MD):
        document = one_document(shelf, ((sheet, view.map_document(shown)) for sheet, shown in found))
        if shape is TableFormat.TABLE:
            return show(document, color_of(context, color))
        from acuevid.export.markdown import markdown

        return write(markdown(document))
    cells = one_table(shelf, ((sheet, view.data_table(shown)) for sheet, shown in found))
    return put_table(cells, shape, "cells", color_of(context, color))
