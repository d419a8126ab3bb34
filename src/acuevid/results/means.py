"""Means with their spread: the kind of result that is measured on a scale."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from acuevid.measures import Sort
from acuevid.models import Arm, Outcome, Study
from acuevid.numbers import format as fmt
from acuevid.numbers.ranges import as_printed
from acuevid.results.computed import CLEAR, ArmMean, Effects, apart, fewer_analysed
from acuevid.results.counts import study_counts
from acuevid.results.kind import Field, Figure, Gap, Kind, NumberKind, Part, Sides, gap_between
from acuevid.scalars import Pair

if TYPE_CHECKING:
    from acuevid.numbers.effects import Estimate


def _effects(study: Study, outcome: Outcome, sides: Sides) -> Effects:
    groups: list[ArmMean] = []
    for arm in sides:
        group = group_of(study, outcome, arm, (outcome.mean, outcome.sd, outcome.se, outcome.ci))
        if isinstance(group, str):
            return Effects(reason=group)
        groups.append(group)
    first, second = groups
    return between(study, outcome, sides, (first, second))


Figures = tuple[Mapping[str, Decimal], Mapping[str, Decimal], Mapping[str, Decimal], Mapping[str, Pair]]
"""Means, standard deviations, standard errors and intervals, by group."""
Means = tuple[Decimal, Decimal, int]
"""Mean, standard deviation and people of a group."""


def group_of(study: Study, outcome: Outcome, arm: Arm, figures: Figures, what: str = "mean") -> ArmMean | str:
    """The mean of a group with its standard deviation, printed or made of its standard error or interval.

    The reason in words where the source does not print enough.
    """
    from acuevid.numbers.spreads import sd_from_interval, sd_from_se

    means, sds, ses, intervals = figures
    n, mean = study_counts(study).total(outcome, arm), means.get(arm.id)
    if mean is None:
        return f"no {what} is printed for {arm.label}"
    if not any(arm.id in spreads for spreads in (sds, ses, intervals)):
        return f"no standard deviation is printed for {arm.label}"
    sd = sds.get(arm.id)
    if sd is not None and sd <= 0:
        return f"the standard deviation printed for {arm.label} is {fmt.printed(sd)}"
    if n is None:
        return f"the number of people behind the mean is not printed for {arm.label}"
    if n < 2:
        return f"fewer than two people stand behind the mean of {arm.label}"
    if sd is not None:
        return ArmMean(mean, sd, n)
    if (se := ses.get(arm.id)) is not None:
        found, how = sd_from_se(float(se), n), "standard errors"
    else:
        low, high = intervals[arm.id]
        if low > high:
            return f"the interval printed for {arm.label} runs backwards"
        found, how = sd_from_interval(float(low), float(high), n, float(outcome.ci_level)), "intervals"
    if found.value is None:
        return f"the standard deviation of {arm.label} cannot be had from {how}: {found.reason}"
    return ArmMean(mean, Decimal(repr(found.value)), n, how)


def between(
    study: Study, outcome: Outcome, sides: Sides, groups: tuple[ArmMean, ArmMean], *, smd: bool = True, how: str = ""
) -> Effects:
    """The effects between the means of two groups; `smd`: the standardised difference, too; `how` they were had."""
    from acuevid.numbers.effects import mean_difference, std_mean_difference
    from acuevid.numbers.means import ratio_of_means
    from acuevid.results.agreement import with_means

    one, two = groups
    table = (float(one.mean), float(one.sd), one.n, float(two.mean), float(two.sd), two.n)
    estimates = (mean_difference(*table), std_mean_difference(*table)) if smd else (mean_difference(*table),)
    if smd and any(effect.measure.name == "ratio_of_means" for effect in outcome.effects):
        estimates = (*estimates, ratio_of_means(*table))
    by_measure = {estimate.measure: estimate for estimate in estimates}
    printed = _as_decimals(groups[0]), _as_decimals(groups[1])
    agreements = {
        name: with_means(effect, *printed, computed)
        for name, effect in outcome.effect_fields
        if (computed := by_measure.get(effect.measure.name)) is not None
    }
    agreement = agreements.get(outcome.lead_field)
    difference = estimates[0]
    welch = _welch_p(difference, *printed)
    notes = [how or _spreads_of(groups), fewer_analysed(outcome, sides, study_counts(study))]
    if welch is not None and welch >= CLEAR and difference.holds(0) is False:
        notes.append(
            f"by Welch's t test p = {fmt.computed_p(welch)}, so the groups do not differ clearly, "
            "whatever the normal interval says"
        )
    return Effects(
        estimates=estimates,
        agreements=agreements,
        agreement=agreement,
        apart=apart(outcome, agreement, "means"),
        note="; ".join(note for note in notes if note),
        welch_p=welch,
        groups=groups,
    )


def _spreads_of(groups: Sequence[ArmMean]) -> str:
    """From what the deviations were had that are not printed."""
    told = " and ".join(dict.fromkeys(group.how for group in groups if group.how))
    one = len([group for group in groups if group.how]) == 1
    return f"{'one standard deviation is' if one else 'the standard deviations are'} had from {told}" if told else ""


def _as_decimals(group: ArmMean) -> Means:
    """The figures with the digits that they were printed in, or, where they were made, with four."""
    return group.mean, Decimal(f"{group.sd:.4g}") if group.how else group.sd, group.n


def _welch_p(difference: "Estimate", first: Means, second: Means) -> float | None:
    """The two-sided p of Welch's t at the printed figures; `None` without a standard error."""
    from acuevid.numbers.student import t_tail, welch_from_means

    test = welch_from_means(*first, *second)
    if test is None or not difference.se or difference.estimate is None:
        return None
    return t_tail(abs(difference.estimate) / difference.se, test.df)


def _gap(_study: Study, outcome: Outcome, sides: Sides) -> Gap | None:
    one, two = (outcome.mean.get(arm.id) for arm in sides)
    if one is None or two is None:
        return None
    return gap_between(as_printed(one), as_printed(two), f"{fmt.printed(one)} v {fmt.printed(two)}")


def _figure(outcome: Outcome, arm: Arm, _word: Callable[[int], str]) -> Figure | None:
    """``3.2 points (SD 1.1)``."""
    mean = _short(outcome, arm)
    return mean and (*mean, *spread_of(outcome, arm, "sd", "se", "ci"))


def _short(outcome: Outcome, arm: Arm) -> Figure | None:
    return figure_with_unit(outcome, arm, "mean")


def figure_with_unit(outcome: Outcome, arm: Arm, field: str) -> Figure | None:
    """``3.2 points``; `None` where the field has nothing for the group."""
    found, unit = getattr(outcome, field).get(arm.id), f" {outcome.unit}" if outcome.unit else ""
    return None if found is None else (Part(f"{field}.{arm.id}", f"{fmt.printed(found)}{unit}"),)


def spread_of(outcome: Outcome, arm: Arm, sd: str, se: str, ci: str) -> Figure:
    """The first spread that is printed, in brackets: `` (SD 1.1)``, `` (SE 0.2)``, `` (95% CI 2.8 to 3.6)``."""
    for field, word in ((sd, "SD"), (se, "SE")):
        if (found := getattr(outcome, field).get(arm.id)) is not None:
            return (f" ({word} ", Part(f"{field}.{arm.id}", fmt.printed(found)), ")")
    if (ends := getattr(outcome, ci).get(arm.id)) is not None:
        return (" (", Part(f"{ci}.{arm.id}", fmt.interval(ends[0], ends[1], outcome.ci_level)), ")")
    return ()


def with_spread(outcome: Outcome, arm: Arm, mean: str, sd: str, se: str, ci: str) -> str:
    """A mean with its deviation in brackets, or what is printed in its place: ``3.2 (1.1)``, ``3.2 (SE 0.2)``."""
    found, spread = getattr(outcome, mean).get(arm.id), ""
    if (deviation := getattr(outcome, sd).get(arm.id)) is not None:
        spread = fmt.printed(deviation)
    elif (error := getattr(outcome, se).get(arm.id)) is not None:
        spread = f"SE {fmt.printed(error)}"
    elif (ends := getattr(outcome, ci).get(arm.id)) is not None:
        spread = fmt.interval(ends[0], ends[1], outcome.ci_level)
    return "" if found is None else f"{fmt.printed(found)} ({spread})" if spread else fmt.printed(found)


MEANS = Kind(
    "means",
    (
        Field("mean", NumberKind.MEAN, fmt.printed),
        Field("sd", NumberKind.MEAN, fmt.printed),
        Field("se", NumberKind.MEAN, fmt.printed),
        Field("ci", NumberKind.MEAN, fmt.printed_pair, is_pair=True),
    ),
    sort=Sort.SCALE,
    effects=_effects,
    gap=_gap,
    figure=_figure,
    short=_short,
    cell=lambda outcome, arm: with_spread(outcome, arm, "mean", "sd", "se", "ci"),
)
