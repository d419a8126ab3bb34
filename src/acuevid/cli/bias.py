"""``acuevid bias``: how the studies were done, as people judged them."""

from typing import TYPE_CHECKING, Annotated

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
    write_json,
)
from acuevid.cli.pictures import PictureOption, ThemeOption, save_picture
from acuevid.cli.tables import FormatOption, TableFormat, chosen_format, put_table
from acuevid.export.theme import Theme

if TYPE_CHECKING:
    from acuevid.views.bias import Appraised


def show_bias(
    context: typer.Context,
    condition: Annotated[
        str | None,
        typer.Argument(
            metavar="[CONDITION]",
            help="A condition by any of its names; all without one.",
            autocompletion=complete_condition,
        ),
    ] = None,
    tool: Annotated[
        str | None, typer.Option("--tool", metavar="TOOL", help="Only what was appraised with this tool: rob-2.")
    ] = None,
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
    """Show how the studies were done, as people judged them.

    For each tool a row a study, a column a domain, and what share has which judgement. Of several appraisals the
    consensus counts; where people differ without one, that is said and nothing is picked.

    \b
    acuevid bias --catalogue my.toml
    acuevid bias asthma --tool rob-2 -o bias.svg --catalogue my.toml
    acuevid bias --catalogue my.toml | grep high      a judgement a line, with its support
    """
    from acuevid.catalogue.names import find_condition
    from acuevid.errors import NotFound
    from acuevid.views import bias as view

    records = load(context, catalogue)
    about = find_condition(records, condition) if condition is not None else None
    found = view.appraised(records.studies_of.get(about.key, ()) if about else records.studies, tool)
    if output is not None:
        if not found.tools:
            raise NotFound("no study is appraised; there is nothing to draw")
        from acuevid.export.lights import bias_svg

        return save_picture(context, catalogue, output, bias_svg(found, alone=theme), "bias.svg", force=force)
    shape = chosen_format(format, json=json)
    if shape is TableFormat.JSON:
        from acuevid.export.biasjson import bias_json

        return write_json(bias_json(found))
    if shape is TableFormat.TSV:
        return put_table(view.data_table(found), shape, "judgements", color_of(context, color))
    return _told(found, shape, context, color)


def _told(found: "Appraised", shape: TableFormat, context: typer.Context, color: ColorOption) -> None:
    """For a reader; without an appraisal one line on standard error says so."""
    from acuevid.views.bias import bias_document

    if not found.tools:
        return typer.echo("no study is appraised", err=True)
    if shape is TableFormat.MD:
        from acuevid.export.markdown import markdown

        return write(markdown(bias_document(found)))
    return show(bias_document(found), color_of(context, color))
