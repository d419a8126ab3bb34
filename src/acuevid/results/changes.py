"""Changes from baseline, with a spread of their own: the kind of result that is measured twice in each person."""

from collections.abc import Callable

from acuevid.models import Arm, Outcome, Study
from acuevid.numbers import format as fmt
from acuevid.numbers.ranges import as_printed
from acuevid.results.computed import ArmMean, Effects
from acuevid.results.kind import Field, Figure, Gap, Kind, NumberKind, Part, Sides, gap_between
from acuevid.results.means import between, figure_with_unit, group_of, spread_of


def _effects(study: Study, outcome: Outcome, sides: Sides) -> Effects:
    """The difference of the changes; no standardised one, whose deviations would be of changes (Handbook 10.5.2)."""
    groups: list[ArmMean] = []
    figures = (outcome.change, outcome.change_sd, outcome.change_se, outcome.change_ci)
    for arm in sides:
        group = group_of(study, outcome, arm, figures, "change")
        if isinstance(group, str):
            return Effects(reason=group)
        groups.append(group)
    return between(study, outcome, sides, (groups[0], groups[1]), smd=False)


def _gap(_study: Study, outcome: Outcome, sides: Sides) -> Gap | None:
    one, two = (outcome.change.get(arm.id) for arm in sides)
    if one is None or two is None:
        return None
    return gap_between(as_printed(one), as_printed(two), f"changes of {fmt.printed(one)} v {fmt.printed(two)}")


def _figure(outcome: Outcome, arm: Arm, _word: Callable[[int], str]) -> Figure | None:
    """``−2.1 points (SD 2.4) from 6.3``."""
    change = _short(outcome, arm)
    if change is None:
        return None
    start = outcome.baseline.get(arm.id)
    tail: Figure = () if start is None else (" from ", Part(f"baseline.{arm.id}", fmt.printed(start)))
    return (*change, *spread_of(outcome, arm, "change_sd", "change_se", "change_ci"), *tail)


def _short(outcome: Outcome, arm: Arm) -> Figure | None:
    return figure_with_unit(outcome, arm, "change")


CHANGES = Kind(
    "changes",
    (
        Field("change", NumberKind.MEAN, fmt.printed),
        Field("change_sd", NumberKind.MEAN, fmt.printed),
        Field("change_se", NumberKind.MEAN, fmt.printed),
        Field("change_ci", NumberKind.MEAN, fmt.printed_pair, is_pair=True),
        Field("baseline", NumberKind.MEAN, fmt.printed),
        Field("baseline_sd", NumberKind.MEAN, fmt.printed),
    ),
    is_scale=True,
    effects=_effects,
    gap=_gap,
    figure=_figure,
    short=_short,
    lead="changes of ",
    not_pooled="changes from baseline, which stand in no pool here",
)
