"""Changes from baseline, with a spread of their own: the kind of result that is measured twice in each person."""

from collections.abc import Callable

from acuevid.measures import Sort
from acuevid.models import Arm, Outcome, Study
from acuevid.numbers import format as fmt
from acuevid.numbers.ranges import as_printed
from acuevid.results.computed import ArmMean, Effects
from acuevid.results.counts import study_counts
from acuevid.results.kind import Field, Figure, Gap, Kind, NumberKind, Part, Sides, gap_between
from acuevid.results.means import Figures, between, figure_with_unit, group_of, spread_of, with_spread


def _effects(study: Study, outcome: Outcome, sides: Sides) -> Effects:
    """The difference of the changes; no standardised one, whose deviations would be of changes (Handbook 10.5.2)."""
    groups: list[ArmMean] = []
    for arm in sides:
        group = group_of(study, outcome, arm, _figures(outcome), "change")
        if isinstance(group, str):
            return Effects(reason=group)
        groups.append(group)
    return between(study, outcome, sides, (groups[0], groups[1]), smd=False)._replace(is_change=True)


def change_in_one_group(study: Study, outcome: Outcome, arm: Arm) -> Effects:
    """The mean change of the people in one group, in its unit and in standard deviations of the changes.

    From the printed change and its spread, or from means at both times and a printed correlation (Handbook 6.5.2.8).
    """
    from acuevid.numbers.changes import mean_change, std_mean_change

    group = group_of(study, outcome, arm, _figures(outcome), "change")
    if not isinstance(group, str):
        table = float(group.mean), float(group.sd), group.n
        note = f"the standard deviation is had from {group.how}" if group.how else ""
        return Effects(estimates=(mean_change(*table), std_mean_change(*table)), note=note)
    later, sd_later = outcome.mean.get(arm.id), outcome.sd.get(arm.id)
    start, sd_start = outcome.baseline.get(arm.id), outcome.baseline_sd.get(arm.id)
    r, n = outcome.correlation, study_counts(study).total(outcome, arm)
    if r is None or not n or later is None or start is None or not sd_later or not sd_start:
        return Effects(reason=group)
    if min(sd_later, sd_start) < 0:
        return Effects(reason=f"a standard deviation printed for {arm.label} is below zero")
    from acuevid.numbers.changes import mean_change_from_values

    found = mean_change_from_values(float(later), float(sd_later), float(start), float(sd_start), n, float(r))
    return Effects(estimates=(found,), note=f"by the printed correlation of {fmt.printed(r)} between the two times")


def _figures(outcome: Outcome) -> Figures:
    return outcome.change, outcome.change_sd, outcome.change_se, outcome.change_ci


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
    sort=Sort.SCALE,
    effects=_effects,
    gap=_gap,
    figure=_figure,
    short=_short,
    cell=lambda outcome, arm: with_spread(outcome, arm, "change", "change_sd", "change_se", "change_ci"),
    lead="changes of ",
)
