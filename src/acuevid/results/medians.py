"""Medians with quartiles or ends: the kind of result from which means can only be estimated."""

from collections.abc import Callable
from decimal import Decimal

from acuevid.measures import Sort
from acuevid.models import Arm, Outcome, Study
from acuevid.numbers import format as fmt
from acuevid.numbers.ranges import as_printed
from acuevid.results.computed import ArmMean, Effects
from acuevid.results.counts import study_counts
from acuevid.results.kind import Field, Figure, Gap, Kind, NumberKind, Part, Sides, gap_between
from acuevid.results.means import between, figure_with_unit

_HOW = "means and deviations are estimated from the medians (Luo et al. 2018; Wan et al. 2014)"


def _effects(study: Study, outcome: Outcome, sides: Sides) -> Effects:
    groups: list[ArmMean] = []
    for arm in sides:
        group = _group(study, outcome, arm)
        if isinstance(group, str):
            return Effects(reason=group)
        groups.append(group)
    return between(study, outcome, sides, (groups[0], groups[1]), how=_HOW)._replace(estimated=_HOW)


def _group(study: Study, outcome: Outcome, arm: Arm) -> ArmMean | str:
    """The estimated mean and deviation of a group, or why they are not estimated."""
    from acuevid.numbers.medians import mean_from_median

    n, median = study_counts(study).total(outcome, arm), outcome.median.get(arm.id)
    quartiles, ends = outcome.iqr.get(arm.id), outcome.range.get(arm.id)
    if median is None:
        return f"no median is printed for {arm.label}"
    if quartiles is None and ends is None:
        return f"neither quartiles nor a range are printed for {arm.label}"
    if n is None:
        return f"the number of people behind the median is not printed for {arm.label}"
    try:
        found = mean_from_median(float(median), n, quartiles=_floats(quartiles), ends=_floats(ends))
    except ValueError:
        return f"median, quartiles and range printed for {arm.label} do not rise"
    if found.mean is None or found.sd is None:
        return f"no mean is estimated for {arm.label}: {found.reason}"
    return ArmMean(Decimal(repr(found.mean)), Decimal(repr(found.sd)), n, "medians")


def _floats(pair: tuple[Decimal, Decimal] | None) -> tuple[float, float] | None:
    return None if pair is None else (float(pair[0]), float(pair[1]))


def _gap(_study: Study, outcome: Outcome, sides: Sides) -> Gap | None:
    one, two = (outcome.median.get(arm.id) for arm in sides)
    if one is None or two is None:
        return None
    return gap_between(as_printed(one), as_printed(two), f"medians of {fmt.printed(one)} v {fmt.printed(two)}")


def _figure(outcome: Outcome, arm: Arm, _word: Callable[[int], str]) -> Figure | None:
    """``3 points (IQR 2 to 5)``."""
    median = _short(outcome, arm)
    if median is None:
        return None
    for field, word in (("iqr", "IQR"), ("range", "range")):
        if (ends := getattr(outcome, field).get(arm.id)) is not None:
            return (*median, f" ({word} ", Part(f"{field}.{arm.id}", fmt.printed_pair(ends)), ")")
    return median


def _short(outcome: Outcome, arm: Arm) -> Figure | None:
    return figure_with_unit(outcome, arm, "median")


def _cell(outcome: Outcome, arm: Arm) -> str:
    """``4 (2 to 6)``: the quartiles, or the ends where they are not printed."""
    median, ends = outcome.median.get(arm.id), outcome.iqr.get(arm.id) or outcome.range.get(arm.id)
    if median is None:
        return ""
    return f"{fmt.printed(median)} ({fmt.printed_pair(ends)})" if ends else fmt.printed(median)


MEDIANS = Kind(
    "medians",
    (
        Field("median", NumberKind.MEAN, fmt.printed),
        Field("iqr", NumberKind.MEAN, fmt.printed_pair, is_pair=True),
        Field("range", NumberKind.MEAN, fmt.printed_pair, is_pair=True),
    ),
    sort=Sort.SCALE,
    effects=_effects,
    gap=_gap,
    figure=_figure,
    short=_short,
    cell=_cell,
    lead="medians of ",
)
