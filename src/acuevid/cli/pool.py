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
    save,
    show,
    write,
    write_json,
)
from acuevid.cli.questions import (
    MEASURE_BY_OPTION,
    AdjustedOption,
    AgainstOption,
    ConditionArgument,
    EventOption,
    MeasureOption,
    MultiArmOption,
    NotRandomisedOption,
    OutcomeOption,
    RiskOption,
    WindowOption,
)
from acuevid.cli.tables import chosen_format, put_table
from acuevid.terms import Adjusted, Comparator, EventIs, MultiArm, Window

if TYPE_CHECKING:
    from acuevid.models import Catalogue, Condition
    from acuevid.pools.asked import Wanted
    from acuevid.pools.fit import PoolResult
    from acuevid.pools.sets import LeftOut, PoolSet
    from acuevid.synthesis.statements import Statement


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
    bias: BiasOption = False,
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
    acuevid pool hiv                     why there is nothing to pool
    """
    records = load(context, catalogue)
    found, left, about, nothing = _questions(
        records, condition, _wanted(measure, outcome, comparator, window, event, not_randomised, adjusted, multi_arm)
    )
    as_json = json or format is PoolFormat.JSON
    if format is PoolFormat.R and not json:
        from acuevid.export.rscript import pools_script

        pools = ((where, _pooled(chosen, control_risk)) for where, chosen in found)
        return write(pools_script(pools, (statement.text for statement in nothing)))
    if len(found) > 1:
        return _choices(found, as_json=as_json, color=color_of(context, color))
    if not found:
        return _nothing(about, left, nothing, as_json=as_json, format=format, color=color_of(context, color))
    (where, chosen), *_ = found
    result = _pooled(chosen, control_risk)
    if as_json:
        from acuevid.export.pooljson import pool_json

        return write_json(pool_json(where, result, bias=bias))
    from acuevid.views.pool import pool_document

    document = pool_document(result, leave_one_out=leave_one_out, bias=bias)
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
    adjusted: AdjustedOption = None,
    multi_arm: MultiArmOption = MultiArm.CHOOSE,
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="FILE|-", help="Write it as SVG; - is standard output.")
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite a file that acuevid did not write, or that was written in.")
    ] = False,
    catalogue: CatalogueOption = None,
    color: ColorOption = None,
) -> None:
    """Draw the forest plot of studies that can be pooled.

    \b
    acuevid forest --catalogue p6-nausea
    acuevid forest nausea --measure or -o forest.svg --catalogue p6-nausea
    """
    records = load(context, catalogue)
    found, left, about, nothing = _questions(
        records, condition, _wanted(measure, outcome, comparator, window, event, not_randomised, adjusted, multi_arm)
    )
    if output is not None and len(found) != 1:
        from acuevid.errors import NotFound

        raise NotFound(nothing[0].text if nothing else "several questions could be pooled; 'acuevid pool' lists them")
    if len(found) > 1:
        return _choices(found, as_json=False, color=color_of(context, color))
    if not found:
        return _nothing(about, left, nothing, as_json=False, format=PoolFormat.TEXT, color=color_of(context, color))
    result = _pooled(found[0][1], None)
    if output is None:
        from acuevid.views.pool import forest_document

        return show(forest_document(result, bias=bias), color_of(context, color))
    from acuevid.export.svg import forest_svg, picture
    from acuevid.views.forest import forest

    pieces = [picture(forest_svg(forest(result, bias=bias), alone=True))]
    return save(context, catalogue, output, pieces, "forest.svg", format="svg", force=force)


def _wanted(
    measure: str | None,
    outcome: str | None,
    comparator: Comparator | None,
    window: Window | None,
    event: EventIs | None,
    not_randomised: bool,
    adjusted: Adjusted | None,
    multi_arm: MultiArm | None,
) -> "Wanted":
    from acuevid.pools.asked import Wanted

    chosen = MEASURE_BY_OPTION[measure] if measure else None
    return Wanted(
        chosen, outcome, comparator, window, event, not not_randomised, adjusted, multi_arm or MultiArm.CHOOSE
    )


def _questions(
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


def _pooled(chosen: "PoolSet", control_risk: float | None) -> "PoolResult":
    from acuevid.errors import AcuevidError
    from acuevid.numbers.tails import ScipyMissing
    from acuevid.pools.fit import pool_set

    try:
        return pool_set(chosen, control_risk)
    except ScipyMissing as error:
        raise AcuevidError(str(error)) from None


def _nothing(
    about: "Condition | None",
    left: "list[LeftOut]",
    told: "list[Statement]",
    *,
    as_json: bool,
    format: PoolFormat,
    color: Color,
) -> None:
    from acuevid.escape import visible
    from acuevid.views.blocks import Sentences
    from acuevid.views.pool import nothing_document

    if as_json:
        from acuevid.export.pooljson import nothing_json

        return write_json(nothing_json(about, left, told))
    document = nothing_document(told)
    if format is PoolFormat.MD:
        from acuevid.export.markdown import markdown

        return write(markdown(document))
    if not is_terminal():
        return write("".join(f"{visible(block.text)}\n" for block in document.blocks if isinstance(block, Sentences)))
    return show(document, color)


def _choices(found: "list[tuple[Condition, PoolSet]]", *, as_json: bool, color: Color) -> None:
    """Several questions could be pooled: say which, and how to ask for one."""
    from acuevid.views.pool import choices_table

    if not as_json:
        typer.echo("several questions can be pooled; choose one:", err=True)
    return put_table(choices_table(found), chosen_format(None, json=as_json), "questions", color)
