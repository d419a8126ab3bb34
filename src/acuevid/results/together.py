"""Events that are printed for both groups together: what a printed odds ratio makes of them, and whether it can."""

from math import ceil, floor

from acuevid.models import Outcome, ReportedEffect
from acuevid.numbers import format as fmt
from acuevid.numbers.ranges import as_printed
from acuevid.numbers.tables import events_from_odds_ratio
from acuevid.results.agreement import Table, with_counts
from acuevid.results.computed import Effects


def of_both_groups(outcome: Outcome, sizes: tuple[int | None, int | None], reason: str) -> Effects:
    """No effect, for the `reason` given, and each crude odds ratio held against the events of both groups together.

    The reason tells the counts that the odds ratio and the totals give, which are a reading of that effect alone.
    """
    (one, two), events = sizes, outcome.all_events
    if events is None or not one or not two or events > one + two:
        return Effects(reason=reason)
    read = {
        name: (effect, _tables(effect, one, two, events))
        for name, effect in outcome.effect_fields
        if effect.measure.name == "odds_ratio" and not effect.adjusted_for and effect.estimate >= 0
    }
    agreements = {name: with_counts(effect, tables) for name, (effect, tables) in read.items()}
    fitting = (tables for name, (_, tables) in read.items() if (held := agreements[name]) and not held.differs)
    if (tables := next(fitting, None)) is not None:
        a, n1, c, n2 = tables[0]
        near = "" if len(set(tables)) == 1 else "≈"
        both = f"the odds ratio and {fmt.count(events)} events in both groups together"
        counts = f"{near}{fmt.count(a)} of {fmt.count(n1)} v {near}{fmt.count(c)} of {fmt.count(n2)}"
        reason = f"{reason}; {both} give {counts}"
    return Effects(reason=reason, agreements=agreements, agreement=agreements.get(outcome.lead_field))


def _tables(effect: ReportedEffect, n1: int, n2: int, events: int) -> list[Table]:
    """The nearest table of whole people, and the first and last of those whose odds ratio prints so, if there are."""
    printed = as_printed(effect.estimate)
    ratios = (max(0.0, ratio) for ratio in (printed.middle, printed.low, printed.high))
    middle, low, high = (events_from_odds_ratio(ratio, n1, n2, events) for ratio in ratios)
    first, last = ceil(low - 1e-9), floor(high + 1e-9)
    nearest = min(max(round(middle), first), last) if first <= last else round(middle)
    counts = (nearest, first, last) if first <= last else (nearest,)
    return [(a, n1, events - a, n2) for a in counts]
