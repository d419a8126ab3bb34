"""``acuevid pool`` and ``acuevid forest``: the studies that can be pooled, pooled, and as a picture."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from acuevid.cli.common import (
    CatalogueOption,
    Color,
    ColorOption,
    JsonOption,
    color_of,
    is_terminal,
    load,
    show,
    write,
    write_json,
)
from acuevid.cli.dividing import bubble_picture, divided_by, fields_of, moderated_by
from acuevid.cli.pictures import PictureOption, ThemeOption, save_picture
from acuevid.cli.questions import (
    MEASURE_BY_OPTION,
    AdjustedOption,
    AgainstOption,
    ByOption,
    CommonOption,
    ConditionArgument,
    EventOption,
    ForceOption,
    MeasureOption,
    ModeratorOption,
    MultiArmOption,
    NotRandomisedOption,
    OutcomeOption,
    RiskOption,
    WindowOption,
)
from acuevid.cli.tables import chosen_format, put_table
from acuevid.export.theme import Theme
from acuevid.terms import Adjusted, Comparator, EventIs, MultiArm, Window

if TYPE_CHECKING:
    from acuevid.models import Catalogue, Condition
    from acuevid.pools.asked import Wanted
    from acuevid.pools.fit import PoolResult
    from acuevid.pools.groups import Groups
    from acuevid.pools.sets import LeftOut, PoolSet
    from acuevid.synthesis.statements import Statement
    from acuevid.views.blocks import Forest


class PoolFormat(StrEnum):
    """How to print a pool."""

    TEXT = "text"
    MD = "md"
    JSON = "json"
    R = "r"


BiasOption = Annotated[bool, typer.Option("--bias", help="Show the risk of bias in each study's result, as judged.")]


def pool_studies(
    context: typer.Context,
    condition: ConditionArgument = None,
    outcome: OutcomeOption = None,
    measure: MeasureOption = None,
    comparator: AgainstOption = None,
    window: WindowOption = None,
    event: EventOption = None,
    not_randomised: NotRandomisedOption = False,
    adjusted: AdjustedOption = None,
    multi_arm: MultiArmOption = MultiArm.CHOOSE,
    control_risk: RiskOption = None,
    leave_one_out: Annotated[
        bool, typer.Option("--leave-one-out", help="Show the result with each study left out.")
    ] = False,
    cumulative: Annotated[
        bool, typer.Option("--cumulative", help="Show the result as studies were added, by year.")
    ] = False,
    bias: BiasOption = False,
    by: ByOption = None,
    common_tau2: CommonOption = False,
    moderator: ModeratorOption = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output", "-o", metavar="FILE|-", help="Write the plot of a meta-regression as SVG, or as PDF or PNG."
        ),
    ] = None,
    theme: ThemeOption = Theme.LIGHT,
    force: ForceOption = False,
    format: Annotated[
        PoolFormat,
        typer.Option("--format", "-f", case_sensitive=False, help="How to print it; r is a script for metafor."),
    ] = PoolFormat.TEXT,
    json: JsonOption = False,
    catalogue: CatalogueOption = None,
    color: ColorOption = None,
) -> None:
    """Pool the studies that answer one question.

    One class of comparator, one construct, one event or scale, one window of time, each dataset once, randomised
    trials apart from other studies; those left out are named. Random effects by REML, or Mantel-Haenszel for rare
    events; other models stand beside it.

    \b
    acuevid pool --catalogue p6-nausea
    acuevid pool nausea --measure or --control-risk 0.3 --catalogue p6-nausea
    acuevid pool --format r --catalogue p6-nausea > pool.R && Rscript pool.R
    acuevid pool --by year --catalogue p6-nausea
    acuevid pool --moderator year -o bubble.svg --catalogue p6-nausea
    acuevid pool hiv                     why there is nothing to pool
    """
    fields = fields_of(by, moderator, common_tau2=common_tau2, output=output)
    records = load(context, catalogue)
    found, left, about, nothing = questions(
        records,
        condition,
        wanted_of(measure, outcome, comparator, window, event, not_randomised, adjusted, multi_arm, by),
    )
    as_json = json or format is PoolFormat.JSON
    if format is PoolFormat.R and not json:
        from acuevid.export.rscript import pools_script

        pools = ((where, pooled(chosen, control_risk)) for where, chosen in found)
        return write(pools_script(pools, (statement.text for statement in nothing)))
    if output is not None:
        _only(found, nothing)
    if len(found) > 1:
        return show_choices(found, as_json=as_json, color=color_of(context, color))
    if not found:
        is_md = format is PoolFormat.MD
        return show_nothing(about, left, nothing, as_json=as_json, is_md=is_md, color=color_of(context, color))
    (where, chosen), *_ = found
    result = pooled(chosen, control_risk)
    groups, moderated = divided_by(result, fields[0], common=common_tau2), moderated_by(result, fields[1])
    if output is not None and moderated is not None:
        drawn = bubble_picture(result, moderated, theme)
        return save_picture(context, catalogue, output, drawn, "bubble.svg", force=force)
    if as_json:
        from acuevid.export.pooljson import pool_json

        return write_json(
            pool_json(
                where,
                result,
                each_left_out=leave_one_out,
                as_added=cumulative,
                bias=bias,
                groups=groups,
                moderated=moderated,
            )
        )
    from acuevid.views.pool import pool_document

    document = pool_document(
        result,
        leave_one_out=leave_one_out,
        cumulative=cumulative,
        bias=bias,
        groups=groups,
        moderated=moderated,
    )
    if format is PoolFormat.MD:
        from acuevid.export.markdown import markdown

        return write(markdown(document))
    return show(document, color_of(context, color))


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
        _only(found, nothing)
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


def wanted_of(
    measure: str | None,
    outcome: str | None,
    comparator: Comparator | None,
    window: Window | None,
    event: EventIs | None,
    not_randomised: bool,
    adjusted: Adjusted | None,
    multi_arm: MultiArm | None,
    by: str | None = None,
) -> "Wanted":
    """What the options ask for; `by` is the field that divides the pool."""
    from acuevid.pools.asked import Wanted

    all_comparators = by is not None and by.lower() == "comparator"
    if all_comparators and (comparator is not None or multi_arm is MultiArm.COMBINE):
        from acuevid.errors import UsageError

        other = "--multi-arm combine, which would make one group of them" if comparator is None else "--comparator"
        raise UsageError(f"--by comparator takes all comparators, so it does not go with {other}")

    chosen = MEASURE_BY_OPTION[measure] if measure else None
    return Wanted(
        chosen,
        outcome,
        comparator,
        window,
        event,
        not not_randomised,
        adjusted,
        multi_arm or MultiArm.CHOOSE,
        all_comparators,
    )


def questions(
    records: "Catalogue", name: str | None, wanted: "Wanted"
) -> "tuple[list[tuple[Condition, PoolSet]], list[LeftOut], Condition | None, list[Statement]]":
    """What can be pooled, condition by condition, and what is left out where there is nothing, and that in words."""
    from acuevid.catalogue.names import find_condition
    from acuevid.catalogue.query import clinical, in_order
    from acuevid.checks.run import findings_of
    from acuevid.pools.questions import left_out_of_all, pool_sets
    from acuevid.synthesis.doubts import doubted_in
    from acuevid.synthesis.pool_words import nothing_to_pool

    one = find_condition(records, name) if name is not None else None
    found, left = [], []
    for condition in [one] if one else records.conditions:
        studies = in_order(clinical(records, condition))
        doubted = doubted_in(findings_of(records, studies))
        found += [(condition, item) for item in pool_sets(studies, wanted, doubted) if item.is_poolable]
        left += left_out_of_all(studies, wanted)
    any_design = wanted.sort is not None and wanted.sort.is_inside
    told = nothing_to_pool(one, left, is_randomised=None if any_design else wanted.is_randomised)
    return found, left, one, [] if found else list(told)


def pooled(chosen: "PoolSet", control_risk: float | None = None) -> "PoolResult":
    """The set pooled, or an error that scipy is not there."""
    from acuevid.errors import AcuevidError
    from acuevid.numbers.tails import ScipyMissing
    from acuevid.pools.fit import pool_set

    try:
        return pool_set(chosen, control_risk)
    except ScipyMissing as error:
        raise AcuevidError(str(error)) from None


def _only(found: "list[tuple[Condition, PoolSet]]", nothing: "list[Statement]") -> None:
    """Refuse a picture where there is not one question to draw."""
    if len(found) != 1:
        from acuevid.errors import NotFound

        raise NotFound(nothing[0].text if nothing else "several questions could be pooled; 'acuevid pool' lists them")


def show_nothing(
    about: "Condition | None",
    left: "list[LeftOut]",
    told: "list[Statement]",
    *,
    as_json: bool,
    is_md: bool,
    color: Color,
) -> None:
    """Say why there is nothing to pool."""
    from acuevid.escape import visible
    from acuevid.views.blocks import Sentences
    from acuevid.views.pool import nothing_document

    if as_json:
        from acuevid.export.pooljson import nothing_json

        return write_json(nothing_json(about, left, told))
    document = nothing_document(told)
    if is_md:
        from acuevid.export.markdown import markdown

        return write(markdown(document))
    if not is_terminal():
        return write("".join(f"{visible(block.text)}\n" for block in document.blocks if isinstance(block, Sentences)))
    return show(document, color)


def show_choices(found: "list[tuple[Condition, PoolSet]]", *, as_json: bool, color: Color) -> None:
    """Several questions could be pooled: say which, and how to ask for one."""
    from acuevid.views.pool import choices_table

    if not as_json:
        typer.echo("several questions can be pooled; choose one:", err=True)
    return put_table(choices_table(found), chosen_format(None, json=as_json), "questions", color)
