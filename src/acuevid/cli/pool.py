"""``acuevid pool``: the studies that answer one question, pooled."""

from typing import TYPE_CHECKING, Annotated

import typer

from acuevid.cli.asking import only_one, pooled, questions, script_only, show_choices, show_nothing, wanted_of
from acuevid.cli.common import (
    CatalogueOption,
    ColorOption,
    JsonOption,
    color_of,
    load,
    show,
    write,
    write_json,
)
from acuevid.cli.dividing import bubble_picture, divided_by, fields_of, moderated_by
from acuevid.cli.pictures import ThemeOption, save_picture
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
    ModeratorOption,
    MultiArmOption,
    NotRandomisedOption,
    OutcomeOption,
    PoolFormat,
    PoolFormatOption,
    RiskOption,
    WindowOption,
)
from acuevid.export.theme import Theme
from acuevid.terms import MultiArm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from acuevid.models import Condition
    from acuevid.pools.fields import Field
    from acuevid.pools.fit import PoolResult
    from acuevid.synthesis.statements import Statement


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
    format: PoolFormatOption = PoolFormat.TEXT,
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
        script_only(output)
        results = [(where, pooled(chosen, control_risk)) for where, chosen in found]
        return write(_script(results, nothing, fields, common=common_tau2))
    if output is not None:
        only_one(found, nothing)
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


def _script(
    found: "list[tuple[Condition, PoolResult]]",
    nothing: "Sequence[Statement]",
    fields: "tuple[Field | None, Field | None]",
    *,
    common: bool,
) -> str:
    from acuevid.export.rscript import Scripted, pools_script

    pools = (
        Scripted(where, result, divided_by(result, fields[0], common=common), moderated_by(result, fields[1]))
        for where, result in found
    )
    return pools_script(pools, (statement.text for statement in nothing))
