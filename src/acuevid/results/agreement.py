"""Whether a printed effect is the one that the printed counts or means of its arms give, within all roundings."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from math import hypot, inf, sqrt
from typing import NamedTuple

from acuevid.models import ReportedEffect
from acuevid.numbers.effects import Estimate, odds_ratio, risk_ratio, wald_risk_difference
from acuevid.numbers.means import std_mean_difference_unequal
from acuevid.numbers.ranges import Range, as_printed
from acuevid.results.means import Means
from acuevid.results.reported import error_range, own_ranges

WIDTHS = 1.6
"""Correct methods (exact, score, profile, t) make intervals of other widths; beyond this it is another analysis."""
_FEWEST = 5
"""With fewer events or non-events in a cell, or people in an arm, widths differ so much that they tell nothing."""
Table = tuple[int, int, int, int]
_PER = (1, 10, 100, 1000, 10_000, 100_000)
"""The units of person-time that rates are printed for."""


class Agreement(NamedTuple):
    """Whether the printed effect may be the computed one; what tells otherwise, and what would explain it.

    `differs` is empty where they agree, and otherwise ``estimate`` or ``interval``. `exchanged`: with the groups
    exchanged they would agree; `per`: for so many units of person-time they do. `computed` is the range that the
    figures leave open, on the measure's own scale.
    """

    differs: str
    computed: Range
    exchanged: bool = False
    per: int = 1


def with_counts(effect: ReportedEffect, tables: Sequence[Table]) -> Agreement | None:
    """Held against the tables that the counts leave open (one, unless they are the nearest to percentages).

    `None` for a measure that counts do not give, and for tables with a zero where the rule of zero cells decides.
    """
    found = [e for table in tables for e in _from_counts(effect.measure.name, table)]
    values = [e.estimate for e in found if e.estimate is not None]
    if not values:
        return None
    agreed = _held(effect, Range(min(values), values[0], max(values)), found, min(min(_cells(t)) for t in tables))
    has_zero = effect.measure.is_ratio and any(0 in _cells(table) for table in tables)
    return None if agreed.differs and has_zero else agreed


def with_means(effect: ReportedEffect, first: Means, second: Means, computed: Estimate) -> Agreement | None:
    """Held against the means: their difference or ratio, or any usual standardised one.

    These are Cohen's d, Hedges' g, Glass's Δ and Bonett's, over the mean of both variances. `None` for another measure.
    """
    (m1, s1, n1), (m2, s2, n2) = first, second
    one, two, spread_1, spread_2 = (as_printed(value) for value in (m1, m2, s1, s2))
    gap = Range(one.low - two.high, one.middle - two.middle, one.high - two.low)
    if effect.measure.name == "mean_difference":
        return _held(effect, gap, [computed], min(n1, n2))
    if effect.measure.name == "ratio_of_means":
        return _held(effect, quotient(one, two), [computed], min(n1, n2)) if computed.estimate is not None else None
    if effect.measure.name != "std_mean_difference" or n1 + n2 < 4:
        return None
    pools = [_pooled(s, t, n1, n2) for s in (spread_1.low, spread_1.high) for t in (spread_2.low, spread_2.high)]
    spreads = [max(0.0, s) for s in (*pools, spread_2.low, spread_2.high)]
    agreed = _standardised(effect, gap, spreads, computed, n1, n2)
    if not agreed.differs:
        return agreed
    averages = [hypot(max(0.0, s), max(0.0, t)) / sqrt(2) for s, t in _ends(spread_1, spread_2)]
    unequal = std_mean_difference_unequal(float(m1), float(s1), n1, float(m2), float(s2), n2)
    by_average = _standardised(effect, gap, averages, unequal, n1, n2)
    return agreed if by_average.differs else by_average


def _standardised(
    effect: ReportedEffect, gap: Range, spreads: Sequence[float], computed: Estimate, n1: int, n2: int
) -> Agreement:
    """Held against the gap over any of these spreads, with and without Hedges' correction."""
    ends = [_over(g, s) for g in (gap.low, gap.high) for s in (min(spreads), max(spreads))]
    correction = 1 - 3 / (4 * (n1 + n2 - 2) - 1)  # Hedges' g is smaller than d by this, to the third digit
    ends += [end * correction for end in ends]
    return _held(effect, Range(min(ends), computed.estimate or 0.0, max(ends)), [computed], min(n1, n2))


def _ends(one: Range, two: Range) -> tuple[tuple[float, float], tuple[float, float]]:
    return (one.low, two.low), (one.high, two.high)


def with_rates(
    effect: ReportedEffect, one: Range, two: Range, computed: Sequence[Estimate] = (), fewest: int = 0
) -> Agreement | None:
    """Held against two rates, events over person-time or printed themselves: their ratio or their difference.

    A difference may be printed for 10, 100 … units of time; `per` says for how many it fits. Where there are estimates
    from the `fewest` events in a group, the interval is held against theirs. `None` for another measure and where a
    rate may be zero, on which methods differ.
    """
    if min(one.low, two.low) <= 0:
        return None
    found = [e for e in computed if e.measure == effect.measure.name]
    if effect.measure.name == "rate_ratio":
        return _held(effect, quotient(one, two), found, fewest)
    if effect.measure.name != "rate_difference":
        return None
    held = [_held_per(effect, one, two, found, fewest, per) for per in _PER]
    return next((agreed for agreed in held if not agreed.differs), held[0])


def _held_per(
    effect: ReportedEffect, one: Range, two: Range, found: Sequence[Estimate], fewest: int, per: int
) -> Agreement:
    gap = Range(per * (one.low - two.high), per * (one.middle - two.middle), per * (one.high - two.low))
    scaled = [replace(e, se=e.se and e.se * per) for e in found]
    return _held(effect, gap, scaled, fewest)._replace(per=per)


def quotient(over: Range, under: Range) -> Range:
    """One range over another whose values have one sign, as they have where a ratio is computed."""
    ends = [a / b for a in (over.low, over.high) for b in (under.low, under.high) if b]
    if under.low <= 0 <= under.high:
        ends.append(inf)
    return Range(min(ends), over.middle / under.middle, max(ends))


def _held(effect: ReportedEffect, computed: Range, found: Sequence[Estimate], smallest: int) -> Agreement:
    printed, low, high = own_ranges(effect)
    ratio = effect.measure.is_ratio
    if not printed.meets(computed):
        return Agreement("estimate", computed, printed.turned(ratio=ratio).meets(computed))
    errors = [e.se for e in found if e.se]
    width = error_range(effect)
    outside = low is not None and high is not None and (printed.high < low.low or printed.low > high.high)
    if width is None or outside or not errors or smallest < _FEWEST:
        return Agreement("", computed)
    fits = width.low <= WIDTHS * max(errors) and width.high >= min(errors) / WIDTHS
    return Agreement("" if fits else "interval", computed)


def _from_counts(measure: str, table: Table) -> list[Estimate]:
    match measure:
        case "risk_ratio":
            return [risk_ratio(*table)]
        case "odds_ratio":
            return [odds_ratio(*table)]
        case "risk_difference":
            return [wald_risk_difference(*table)]
        case _:
            return []


def corners(first: Sequence[int], n1: int, second: Sequence[int], n2: int) -> list[Table]:
    """The tables at the ends of what both counts may be."""
    return [(a, n1, c, n2) for a, c in product(first, second)]


def _cells(table: Table) -> tuple[int, int, int, int]:
    a, n1, c, n2 = table
    return a, n1 - a, c, n2 - c


def _pooled(s1: float, s2: float, n1: int, n2: int) -> float:
    df = n1 + n2 - 2
    return hypot(max(0.0, s1) * sqrt((n1 - 1) / df), max(0.0, s2) * sqrt((n2 - 1) / df))


def _over(gap: float, spread: float) -> float:
    return gap / spread if spread > 0 else (inf if gap > 0 else -inf if gap < 0 else 0.0)
