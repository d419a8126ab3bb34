"""Events of a total, or their percentage: the kind of result that is counted in people."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from acuevid.measures import Sort
from acuevid.models import Arm, Outcome, Study
from acuevid.numbers import format as fmt
from acuevid.numbers.ranges import as_printed
from acuevid.results.computed import Effects, apart, fewer_analysed, spread
from acuevid.results.counts import ArmCount, NoCount, study_counts
from acuevid.results.kind import Field, Figure, Gap, Kind, NumberKind, Part, Sides, gap_between, sign_of
from acuevid.terms import EventIs

if TYPE_CHECKING:
    from acuevid.numbers.effects import Estimate, NumberNeeded

_NOTICEABLE = 0.0005
"""A difference that rounds to 0 in 1,000 people has no number needed to treat (docs/methods.md)."""


def in_one_group(study: Study, outcome: Outcome, arm: Arm) -> Effects:
    """The proportion in the one arm that an event was seen in."""
    from acuevid.numbers.effects import proportion

    count = study_counts(study).of(outcome, arm)
    if isinstance(count, NoCount):
        return Effects(reason=count.reason)
    if not count.total:
        return Effects(reason="the group is empty")
    shares = [proportion(n, count.total) for n in count.possible]
    return Effects((count,), (proportion(count.events, count.total),), spread=spread(shares) if count.span else {})


def _effects(study: Study, outcome: Outcome, sides: Sides) -> Effects:
    from acuevid.results.agreement import corners, with_counts

    if outcome.trials is not None:
        return Effects(reason="a review's count of trials is no effect")
    source = study_counts(study)
    first, second = (source.of(outcome, arm) for arm in sides)
    for count in (first, second):
        if isinstance(count, NoCount):
            sizes = source.total(outcome, sides[0]), source.total(outcome, sides[1])
            from acuevid.results.together import of_both_groups

            return of_both_groups(outcome, sizes, count.reason)
    assert isinstance(first, ArmCount)
    assert isinstance(second, ArmCount)
    if not first.total or not second.total:
        return Effects(reason="a group is empty")
    table = (first.events, first.total, second.events, second.total)
    tables = corners(first.possible, first.total, second.possible, second.total)
    estimates = _of_table(table)
    agreements = {name: with_counts(effect, tables) for name, effect in outcome.effect_fields}
    agreement = agreements.get(outcome.lead_field)
    other = apart(outcome, agreement, "counts")
    near = first.span is not None or second.span is not None
    return Effects(
        (first, second),
        estimates,
        None if other else _needed(estimates[-1], outcome.event_is),
        spread=spread(e for t in tables for e in _of_table(t)) if near else {},
        agreements=agreements,
        agreement=agreement,
        apart=other,
        note=fewer_analysed(outcome, sides, source),
    )


def _of_table(table: tuple[int, int, int, int]) -> "tuple[Estimate, ...]":
    from acuevid.numbers.effects import odds_ratio, risk_difference, risk_ratio

    return risk_ratio(*table), odds_ratio(*table), risk_difference(*table)


def _needed(difference: "Estimate", event_is: EventIs | None) -> "NumberNeeded | None":
    from acuevid.numbers.effects import number_needed_to_treat

    if difference.estimate is None or abs(difference.estimate) < _NOTICEABLE:
        return None
    match event_is:
        case EventIs.GOOD:
            return number_needed_to_treat(difference, "good")
        case EventIs.BAD:
            return number_needed_to_treat(difference, "bad")
        case _:
            return None


def _gap(study: Study, outcome: Outcome, sides: Sides) -> Gap | None:
    """A rounded percentage never overrules an exact count."""
    source = study_counts(study)
    first, second = (source.of(outcome, arm) for arm in sides)
    if isinstance(first, ArmCount) and isinstance(second, ArmCount) and first.total and second.total:
        signs = {sign_of(a * second.total - c * first.total) for a in first.possible for c in second.possible}
        middle = sign_of(first.events * second.total - second.events * first.total)
        return Gap(middle, frozenset(signs), f"{first.text} v {second.text}")
    one, two = (outcome.percent.get(arm.id) for arm in sides)
    if one is None or two is None:
        return None
    return gap_between(as_printed(one), as_printed(two), f"{fmt.percent(one)} v {fmt.percent(two)}")


def _figure(outcome: Outcome, arm: Arm, word: Callable[[int], str]) -> Figure | None:
    """``16 of 21 (76%)``, ``66.7%``."""
    percent = outcome.percent.get(arm.id)
    share = None if percent is None else Part(f"percent.{arm.id}", fmt.percent(percent))
    events = outcome.events.get(arm.id)
    if events is None:
        return None if share is None else (share,)
    beside: Figure = () if share is None else (" (", share, ")")
    told = Part(f"events.{arm.id}", word(events))
    if arm.id in outcome.total:
        return (told, " of ", Part(f"total.{arm.id}", word(outcome.total[arm.id])), *beside)
    if arm.participants is not None:
        return (told, " of ", Part(f"arm[{arm.id}].participants", word(arm.participants)), *beside)
    return (told, *beside)


def _short(outcome: Outcome, arm: Arm) -> Figure | None:
    """The percentage where one is printed, and otherwise the count in digits."""
    percent = outcome.percent.get(arm.id)
    return (
        (Part(f"percent.{arm.id}", fmt.percent(percent)),) if percent is not None else _figure(outcome, arm, fmt.count)
    )


def _texts(figure: Figure | None) -> list[str]:
    return [piece.text if isinstance(piece, Part) else piece for piece in figure or ()]


EVENTS = Kind(
    "events",
    (
        Field("events", NumberKind.COUNT, fmt.count),
        Field("total", NumberKind.COUNT, fmt.count),
        Field("percent", NumberKind.PERCENTAGE, fmt.percent),
    ),
    sort=Sort.EVENTS,
    effects=_effects,
    gap=_gap,
    figure=_figure,
    short=_short,
    cell=lambda outcome, arm: "".join(_texts(_figure(outcome, arm, fmt.count))),
)
