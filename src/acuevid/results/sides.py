"""The side on which printed figures lie, over all that their digits allow."""

from dataclasses import dataclass

from acuevid.measures import MEASURES
from acuevid.models import Arm, Outcome, Study
from acuevid.numbers import format as fmt
from acuevid.numbers.ranges import Range, as_printed
from acuevid.results.counts import ArmCount, StudyCounts, study_counts
from acuevid.results.effects import outcome_effects
from acuevid.results.reported import effect_text, own_ranges, side_of
from acuevid.terms import Direction

SIDES = (Direction.FAVOURS_EXPERIMENTAL, Direction.FAVOURS_COMPARATOR)


@dataclass(frozen=True, slots=True)
class Gap:
    """How far the first arm lies above the second (a ratio: above 1), as a sign; and the figures it is read from.

    `sign` is that of the figures as printed, `possible` all that their rounding allows; 0 is no gap.
    """

    sign: int
    possible: frozenset[int]
    text: str


def gap(study: Study, outcome: Outcome) -> Gap | None:
    """Where the first arm's figures lie against the second's; `None` without figures in both.

    The printed effect comes first (unless it is that of the groups exchanged), then means, counts and percentages: a
    rounded percentage never overrules an exact count.
    """
    sides = study.sides(outcome)
    if sides is None or outcome.trials is not None:
        return None
    if outcome.effect is not None and not _is_exchanged(study, outcome):
        printed, _, _ = own_ranges(outcome.effect)
        null = MEASURES[outcome.effect.measure.value].null
        shifted = Range(printed.low - null, printed.middle - null, printed.high - null)
        return Gap(side_of(outcome.effect), _signs(shifted), effect_text(outcome.effect, outcome.unit))
    return _of_figures(outcome, sides, study_counts(study))


def _is_exchanged(study: Study, outcome: Outcome) -> bool:
    """Whether the printed effect fits its figures only with the groups exchanged, so that its side says nothing."""
    agreement = outcome_effects(study, outcome).agreement
    return agreement is not None and agreement.exchanged


def favoured(outcome: Outcome, sign: int) -> Direction | None:
    """The direction that a gap means; `None` where there is none or the record does not say which end is better."""
    if not sign or outcome.higher_is_better is None:
        return None
    return SIDES[0] if (sign > 0) is outcome.higher_is_better else SIDES[1]


def _of_figures(outcome: Outcome, sides: tuple[Arm, Arm], counts: StudyCounts) -> Gap | None:
    one, two = (arm.id for arm in sides)
    if not outcome.mean:
        first, second = (counts.of(outcome, arm) for arm in sides)
        if isinstance(first, ArmCount) and isinstance(second, ArmCount) and first.total and second.total:
            signs = {_sign(a * second.total - c * first.total) for a in first.possible for c in second.possible}
            middle = _sign(first.events * second.total - second.events * first.total)
            return Gap(middle, frozenset(signs), f"{first.text} v {second.text}")
    for values, write in ((outcome.mean, fmt.printed), (outcome.percent, fmt.percent)):
        if one in values and two in values:
            first_range, second_range = as_printed(values[one]), as_printed(values[two])
            between = Range(
                first_range.low - second_range.high,
                float(values[one] - values[two]),
                first_range.high - second_range.low,
            )
            return Gap(_sign(between.middle), _signs(between), f"{write(values[one])} v {write(values[two])}")
    return None


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)


def _signs(found: Range) -> frozenset[int]:
    """The signs of the values strictly inside; a range that only touches zero from one side does not cross it."""
    signs = {_sign(found.middle)}
    if found.low < -1e-12:
        signs.add(-1)
    if found.high > 1e-12:
        signs.add(1)
    if -1 in signs and 1 in signs:
        signs.add(0)
    return frozenset(signs)
