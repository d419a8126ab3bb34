"""Events over person-time, or their rate as printed: the kind of result that is a rate."""

from collections.abc import Callable
from decimal import Decimal

from acuevid.measures import Sort
from acuevid.models import Arm, Outcome, Study
from acuevid.numbers import format as fmt
from acuevid.numbers.ranges import Range, as_printed
from acuevid.results.computed import Effects, apart
from acuevid.results.kind import Field, Figure, Gap, Kind, NumberKind, Part, Sides, gap_between, sign_of


def rate_of(outcome: Outcome, arm: Arm) -> Range | None:
    """The rate in a group for one unit of time, events over person-time or else as printed, over their rounding.

    `None` where it is not printed, or not over a time above zero.
    """
    from acuevid.results.agreement import quotient

    events, time = outcome.events.get(arm.id), outcome.person_time.get(arm.id)
    if events is not None and time is not None:
        return quotient(Range(events, events, events), as_printed(time)) if time > 0 else None
    printed = outcome.rate.get(arm.id)
    return None if printed is None else as_printed(printed, outcome.rate_per)


def _effects(_study: Study, outcome: Outcome, sides: Sides) -> Effects:
    from acuevid.numbers.rates import rate_difference, rate_ratio

    one, two = (rate_of(outcome, arm) for arm in sides)
    found: list[tuple[int, Decimal]] = []
    for arm in sides:
        events, time = outcome.events.get(arm.id), outcome.person_time.get(arm.id)
        if events is None or time is None:
            lacks = "number of events" if events is None else "person-time"
            return _compared(outcome, one, two, Effects(reason=f"the {lacks} is not printed for {arm.label}"))
        if time <= 0:
            return Effects(reason=f"the person-time printed for {arm.label} is {fmt.printed(time)}")
        found.append((events, time))
    (a, t1), (c, t2) = found
    rates = a, float(t1), c, float(t2)
    effects = Effects(estimates=(rate_ratio(*rates), rate_difference(*rates)), rates=rates)
    return _compared(outcome, one, two, effects, min(a, c))


def _compared(outcome: Outcome, one: Range | None, two: Range | None, effects: Effects, fewest: int = 0) -> Effects:
    """The same with each printed effect held against the two rates."""
    from acuevid.results.agreement import with_rates

    if one is None or two is None:
        return effects
    agreements = {
        name: with_rates(effect, one, two, effects.estimates, fewest) for name, effect in outcome.effect_fields
    }
    agreement = agreements.get(outcome.lead_field)
    pers = {found.per for found in agreements.values() if found is not None and not found.differs and found.per > 1}
    time = outcome.unit or "units of person-time"
    return effects._replace(
        agreements=agreements,
        agreement=agreement,
        apart="" if effects.reason else apart(outcome, agreement, "rates"),
        note="; ".join(f"the printed difference is for {fmt.count(per)} {time}" for per in sorted(pers)),
    )


def _gap(_study: Study, outcome: Outcome, sides: Sides) -> Gap | None:
    rates = [(outcome.events.get(arm.id), outcome.person_time.get(arm.id)) for arm in sides]
    (a, t1), (c, t2) = rates
    if a is not None and c is not None and t1 and t2:
        sign = sign_of(float(a * t2 - c * t1))
        return Gap(sign, frozenset({sign}), f"{a} in {fmt.printed(t1)} v {c} in {fmt.printed(t2)}")
    one, two = (outcome.rate.get(arm.id) for arm in sides)
    if one is None or two is None:
        return None
    return gap_between(as_printed(one), as_printed(two), f"rates of {fmt.printed(one)} v {fmt.printed(two)}")


def _figure(outcome: Outcome, arm: Arm, word: Callable[[int], str]) -> Figure | None:
    """``twelve in 340 person-years``, ``3.5 per 100 person-years``, or both."""
    events, time, printed = outcome.events.get(arm.id), outcome.person_time.get(arm.id), outcome.rate.get(arm.id)
    unit = outcome.unit or "units of person-time"
    rate: Figure = ()
    if printed is not None:
        per = f"{fmt.count(outcome.rate_per)} {unit}" if outcome.rate_per != 1 else outcome.unit or "unit of time"
        rate = (Part(f"rate.{arm.id}", f"{fmt.printed(printed)} per {per}"),)
    if time is None:
        return rate or None
    span = Part(f"person_time.{arm.id}", f"{fmt.printed(time)} {unit}")
    beside: Figure = (" (", *rate, ")") if rate else ()
    if events is None:
        return ("an unknown number in ", span, *beside)
    return (Part(f"events.{arm.id}", word(events)), " in ", span, *beside)


def _short(outcome: Outcome, arm: Arm) -> Figure | None:
    return _figure(outcome, arm, fmt.count)


def _cell(outcome: Outcome, arm: Arm) -> str:
    """``9 in 413``: events in person-time."""
    events, time = outcome.events.get(arm.id), outcome.person_time.get(arm.id)
    return "" if events is None or time is None else f"{fmt.count(events)} in {fmt.printed(time)}"


RATES = Kind(
    "rates",
    (Field("person_time", NumberKind.COUNT, fmt.printed), Field("rate", NumberKind.RATE, fmt.printed)),
    sort=Sort.RATES,
    effects=_effects,
    gap=_gap,
    figure=_figure,
    short=_short,
    cell=_cell,
)
