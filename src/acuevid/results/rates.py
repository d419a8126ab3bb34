"""Events over person-time: the kind of result that is a rate."""

from collections.abc import Callable
from decimal import Decimal

from acuevid.models import Arm, Outcome, Study
from acuevid.numbers import format as fmt
from acuevid.numbers.rates import rate_difference, rate_ratio
from acuevid.results.agreement import with_rates
from acuevid.results.computed import Effects, apart
from acuevid.results.kind import Field, Figure, Gap, Kind, NumberKind, Part, Sides, sign_of


def _effects(_study: Study, outcome: Outcome, sides: Sides) -> Effects:
    found: list[tuple[int, Decimal]] = []
    for arm in sides:
        events, time = outcome.events.get(arm.id), outcome.person_time.get(arm.id)
        if events is None or time is None:
            lacks = "number of events" if events is None else "person-time"
            return Effects(reason=f"the {lacks} is not printed for {arm.label}")
        if time <= 0:
            return Effects(reason=f"the person-time printed for {arm.label} is {fmt.printed(time)}")
        found.append((events, time))
    (a, t1), (c, t2) = found
    estimates = rate_ratio(a, float(t1), c, float(t2)), rate_difference(a, float(t1), c, float(t2))
    agreements = {name: with_rates(effect, found[0], found[1], estimates) for name, effect in outcome.effect_fields}
    agreement = agreements.get(outcome.lead_field)
    return Effects(
        estimates=estimates, agreements=agreements, agreement=agreement, apart=apart(outcome, agreement, "rates")
    )


def _gap(_study: Study, outcome: Outcome, sides: Sides) -> Gap | None:
    rates = [(outcome.events.get(arm.id), outcome.person_time.get(arm.id)) for arm in sides]
    (a, t1), (c, t2) = rates
    if a is None or c is None or not t1 or not t2:
        return None
    sign = sign_of(float(a * t2 - c * t1))
    return Gap(sign, frozenset({sign}), f"{a} in {fmt.printed(t1)} v {c} in {fmt.printed(t2)}")


def _figure(outcome: Outcome, arm: Arm, word: Callable[[int], str]) -> Figure | None:
    """``twelve in 340 person-years``."""
    events, time = outcome.events.get(arm.id), outcome.person_time.get(arm.id)
    if time is None:
        return None
    span = Part(f"person_time.{arm.id}", f"{fmt.printed(time)} {outcome.unit or 'units of person-time'}")
    if events is None:
        return ("an unknown number in ", span)
    return (Part(f"events.{arm.id}", word(events)), " in ", span)


def _short(outcome: Outcome, arm: Arm) -> Figure | None:
    return _figure(outcome, arm, fmt.count)


RATES = Kind(
    "rates",
    (Field("person_time", NumberKind.COUNT, fmt.printed),),
    is_scale=False,
    effects=_effects,
    gap=_gap,
    figure=_figure,
    short=_short,
    not_pooled="a rate over time, which stands in no pool here",
)
