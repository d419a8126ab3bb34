"""``acuevid funnel``: whether small studies give other effects than large ones, drawn and tested."""

from typing import TYPE_CHECKING

import typer

from acuevid.cli.asking import only_one, pooled, questions, script_only, show_choices, show_nothing, wanted_of
from acuevid.cli.common import CatalogueOption, ColorOption, JsonOption, color_of, load, show, write
from acuevid.cli.pictures import PictureOption, ThemeOption, save_picture
from acuevid.cli.questions import (
    AdjustedOption,
    AgainstOption,
    ConditionArgument,
    EventOption,
    ForceOption,
    MeasureOption,
    MultiArmOption,
    NotRandomisedOption,
    OutcomeOption,
    PoolFormat,
    PoolFormatOption,
    WindowOption,
)
from acuevid.export.theme import Theme
from acuevid.terms import MultiArm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from acuevid.cli.common import Color
    from acuevid.export.markup import Markup
    from acuevid.models import Condition
    from acuevid.pools.fit import PoolResult
    from acuevid.synthesis.statements import Statement


def draw_funnel(
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
    output: PictureOption = None,
    theme: ThemeOption = Theme.LIGHT,
    force: ForceOption = False,
    format: PoolFormatOption = PoolFormat.TEXT,
    json: JsonOption = False,
    catalogue: CatalogueOption = None,
    color: ColorOption = None,
) -> None:
    """Draw the funnel plot of ten studies or more, with tests of it.

    Effects by their standard errors, with contours where p is 0.10, 0.05 and 0.01. Egger's test for differences and
    printed effects, Peters's and Harbord's where every study gives counts, and what they cannot tell. Nothing is
    corrected by them.

    \b
    acuevid funnel --catalogue p6-nausea
    acuevid funnel nausea --measure or -o funnel.svg --catalogue p6-nausea
    acuevid funnel --format r --catalogue p6-nausea > funnel.R && Rscript funnel.R
    """
    records = load(context, catalogue)
    wanted = wanted_of(measure, outcome, comparator, window, event, not_randomised, adjusted, multi_arm)
    found, left, about, nothing = questions(records, condition, wanted)
    as_json, colour = json or format is PoolFormat.JSON, color_of(context, color)
    if format is PoolFormat.R and not as_json:
        script_only(output)
        results = [(where, pooled(chosen)) for where, chosen in found]
        return write(_script(results, nothing))
    if output is not None:
        only_one(found, nothing)
    if len(found) > 1:
        return show_choices(found, as_json=as_json, color=colour)
    if not found:
        return show_nothing(about, left, nothing, as_json=as_json, is_md=format is PoolFormat.MD, color=colour)
    result = pooled(found[0][1])
    if output is None:
        return _shown(found[0][0], result, PoolFormat.JSON if as_json else format, colour)
    return save_picture(context, catalogue, output, _picture(result, theme), "funnel.svg", force=force)


def _script(found: "list[tuple[Condition, PoolResult]]", nothing: "Sequence[Statement]") -> str:
    from acuevid.export.rscript import Scripted, pools_script
    from acuevid.pools.small_studies import small_study_tests

    pools = (Scripted(where, result, tests=small_study_tests(result)) for where, result in found)
    return pools_script(pools, (statement.text for statement in nothing))


def _picture(result: "PoolResult", theme: Theme) -> "Markup":
    from acuevid.errors import NotFound
    from acuevid.export.funnel import funnel_svg
    from acuevid.pools.small_studies import funnel_reason
    from acuevid.synthesis.small_studies import no_funnel
    from acuevid.views.funnel import funnel

    if reason := funnel_reason(result):
        raise NotFound(no_funnel(result, reason).text)
    return funnel_svg(funnel(result), alone=theme)


def _shown(condition: "Condition", result: "PoolResult", format: PoolFormat, color: "Color") -> None:
    from acuevid.pools.small_studies import small_study_tests
    from acuevid.views.funnel import funnel_document

    tests = small_study_tests(result)
    if format is PoolFormat.JSON:
        from acuevid.cli.common import write_json
        from acuevid.export.funneljson import funnel_json

        return write_json(funnel_json(condition, result, tests))
    document = funnel_document(result, tests)
    if format is PoolFormat.MD:
        from acuevid.export.markdown import markdown

        return write(markdown(document))
    return show(document, color)
