"""``acuevid map``: where there is evidence, and where there is none."""

from enum import StrEnum
from typing import Annotated

import typer

from acuevid.cli.common import (
    CatalogueOption,
    ColorOption,
    JsonOption,
    color_of,
    complete_condition,
    load,
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
    from acuevid.catalogue.names import find_condition
    from acuevid.views import map as view

    records = load(context, catalogue)
    chosen = list(dict.fromkeys(find_condition(records, name).key for name in conditions or ()))
    about = [records.condition_by_key[key] for key in chosen] if chosen else records.conditions
    found = view.evidence_map(records.studies, about, "comparator" if by is By.COMPARATOR else "design")
    if output is not None:
        from acuevid.export.svg import map_svg

        return save_picture(context, catalogue, output, map_svg(found, alone=theme), "map.svg", force=force)
    shape = chosen_format(format, json=json)
    if shape is TableFormat.TABLE:
        return show(view.map_document(found), color_of(context, color))
    if shape is TableFormat.MD:
        from acuevid.export.markdown import markdown

        return write(markdown(view.map_document(found)))
    return put_table(view.data_table(found), shape, "cells", color_of(context, color))
