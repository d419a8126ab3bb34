"""``acuevid forest``: a pool as a picture."""

from typing import TYPE_CHECKING, Annotated

import typer

from acuevid.cli.asking import only_one, pooled, questions, show_choices, show_nothing, wanted_of
from acuevid.cli.common import CatalogueOption, ColorOption, color_of, load, show
from acuevid.cli.dividing import divided_by, fields_of
from acuevid.cli.pictures import PictureOption, ThemeOption, save_picture
from acuevid.cli.questions import (
    AdjustedOption,
    AgainstOption,
    BiasOption,
    ByOption,
    CommonOption,
    ConditionArgument,
    EventOption,
    ForceOption,
    MeasureOption,
    MultiArmOption,
    NotRandomisedOption,
    OutcomeOption,
    WindowOption,
)
from acuevid.export.theme import Theme
from acuevid.terms import MultiArm

if TYPE_CHECKING:
    from acuevid.pools.fit import PoolResult
    from acuevid.pools.groups import Groups
    from acuevid.views.blocks import Forest


def draw_forest(
    context: typer.Context,
    condition: ConditionArgument = None,
    outcome: OutcomeOption = None,
    measure: MeasureOption = None,
    comparator: AgainstOption = None,
    window: WindowOption = None,
    event: EventOption = None,
    not_randomised: NotRandomisedOption = False,
    bias: BiasOption = False,
    leave_one_out: Annotated[
        bool, typer.Option("--leave-one-out", help="Draw the pools with each study left out.")
    ] = False,
    cumulative: Annotated[
        bool, typer.Option("--cumulative", help="Draw the pools as studies were added, by year.")
    ] = False,
    adjusted: AdjustedOption = None,
    multi_arm: MultiArmOption = MultiArm.CHOOSE,
    by: ByOption = None,
    common_tau2: CommonOption = False,
    columns: Annotated[
        str | None,
        typer.Option(
            metavar="LIST",
            help=(
                "The columns beside the plot, with commas: figures, events, people, means, effect, weight, "
                "risk-of-bias, year, or a field of --by."
            ),
        ),
    ] = None,
    output: PictureOption = None,
    theme: ThemeOption = Theme.LIGHT,
    force: ForceOption = False,
    catalogue: CatalogueOption = None,
    color: ColorOption = None,
) -> None:
    """Draw the forest plot of studies that can be pooled.

    \b
    acuevid forest --catalogue p6-nausea
    acuevid forest nausea --measure or -o forest.svg --catalogue p6-nausea
    acuevid forest --by year --catalogue p6-nausea
    acuevid forest --columns year,events,people,effect,weight --catalogue p6-nausea -o forest.pdf
    acuevid forest --cumulative --catalogue p6-nausea
    """
    if (bias or by is not None or columns is not None) + leave_one_out + cumulative > 1:
        told = (
            "--leave-one-out and --cumulative are plots of their own, without --bias, --by and --columns; choose one."
        )
        raise typer.BadParameter(told)
    field, _ = fields_of(by, None, common_tau2=common_tau2, output=None)
    names = _names(columns)
    records = load(context, catalogue)
    found, left, about, nothing = questions(
        records,
        condition,
        wanted_of(measure, outcome, comparator, window, event, not_randomised, adjusted, multi_arm, by),
    )
    if output is not None:
        only_one(found, nothing)
    if len(found) > 1:
        return show_choices(found, as_json=False, color=color_of(context, color))
    if not found:
        return show_nothing(about, left, nothing, as_json=False, is_md=False, color=color_of(context, color))
    result = pooled(found[0][1])
    groups = divided_by(result, field, common=common_tau2)
    plot = _plot(result, bias=bias, leave_one_out=leave_one_out, cumulative=cumulative, groups=groups, columns=names)
    if output is None:
        from acuevid.views.blocks import Document

        return show(Document.of(plot), color_of(context, color))
    from acuevid.export.svg import forest_svg

    return save_picture(context, catalogue, output, forest_svg(plot, alone=theme), "forest.svg", force=force)


def _names(columns: str | None) -> tuple[str, ...]:
    if columns is None:
        return ()
    from acuevid.views.columns import column_names

    return column_names(columns)


def _plot(
    result: "PoolResult",
    *,
    bias: bool,
    leave_one_out: bool,
    cumulative: bool,
    groups: "Groups | None",
    columns: tuple[str, ...],
) -> "Forest":
    """The plot asked for, or an error that says why there is none."""
    from acuevid.errors import NotFound
    from acuevid.pools.cumulative import cumulative_reason
    from acuevid.synthesis.steps import added_by_year, none_left_out

    if leave_one_out and not result.each_left_out:
        raise NotFound(none_left_out(result).text)
    if cumulative and cumulative_reason(result):
        raise NotFound(next(iter(added_by_year(result))).text)
    if leave_one_out or cumulative:
        from acuevid.views.steps import cumulative_forest, without_forest

        return without_forest(result) if leave_one_out else cumulative_forest(result)
    from acuevid.views.forest import forest

    return forest(result, bias=bias, groups=groups, columns=columns, in_full=True)
