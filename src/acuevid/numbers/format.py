"""The only place that turns numbers into text, and so the only one that rounds."""

import math
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from acuevid.measures import MEASURES

if TYPE_CHECKING:
    from acuevid.numbers.effects import Estimate, NumberNeeded

_WORDS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
MINUS = "−"


def count(n: int) -> str:
    """A count in digits, with commas from 10,000 on."""
    return f"{n:,}" if n >= 10_000 else str(n)


def count_word(n: int) -> str:
    """A count in running text: a word under ten, digits from ten on."""
    return _WORDS[n] if 0 <= n < len(_WORDS) else count(n)


def printed(value: Decimal) -> str:
    """A number exactly as its source prints it, with a true minus sign."""
    return format(value, "f").replace("-", MINUS)


def printed_pair(ends: tuple[Decimal, Decimal]) -> str:
    """Two ends as printed: ``2.1 to 4.3``."""
    return f"{printed(ends[0])} to {printed(ends[1])}"


def percent(value: Decimal) -> str:
    """A percentage exactly as its source prints it."""
    return f"{printed(value)}%"


def p_value(p: str) -> str:
    """A p-value as its source prints it: ``p = 0.058``; ``not significant`` where no figure is printed."""
    if p == "ns":
        return "called not significant"
    relation, _, figure = p.partition(" ")
    return f"p {relation.replace('<=', '≤').replace('>=', '≥')} {figure}"


def interval(low: Decimal, high: Decimal, level: Decimal) -> str:
    """An interval as its source prints it: ``95% CI 0.40 to 0.91``."""
    return f"{printed(level)}% CI {printed(low)} to {printed(high)}"


def pages(first: str, last: str) -> str:
    """A page range in full, or one page."""
    return first if first == last else f"{first}–{last}"


_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def month_and_year(published: str) -> str:
    """An ISO date of any precision as read aloud: ``November 2014``, ``3 November 2014``, ``2014``."""
    year, *rest = published.split("-")
    words = [year]
    if rest:
        words.insert(0, _MONTHS[int(rest[0]) - 1])
    if len(rest) > 1:
        words.insert(0, str(int(rest[1])))
    return " ".join(words)


def share(part: int, whole: int) -> str:
    """A part of a whole in running text: ``four of 12``."""
    return f"{count_word(part)} of {count_word(whole)}"


def ratio(value: float) -> str:
    """A computed ratio: two decimals, or two digits where it is small: ``0.62``, ``0.049``, ``12.3``."""
    if value != 0 and abs(value) < 0.0995:
        return _fixed(value, _decimals(value, 2)).rstrip("0")
    if value == math.inf:
        return "∞"
    return f"{value:.{2 if value < 10 else 1 if value < 100 else 0}f}"


def points(value: float) -> str:
    """A computed difference of two risks, in percentage points with one decimal: ``−17.1``; small ones with more."""
    return _fixed(100 * value, _decimals(100 * value, 1))


def difference(value: float) -> str:
    """A computed difference of two means with two decimals: ``−0.70``; small ones with two digits."""
    return _fixed(value, _decimals(value, 2))


def computed_percent(value: float) -> str:
    """A computed proportion as a percentage with one decimal: ``64.6``."""
    return f"{100 * value:.1f}"


_RARE = 0.001
"""Below a tenth of a per cent a share is told per 100,000."""


def risk(value: float) -> str:
    """A computed share of people: ``42.2%``, ``0.25%``, or ``16.8 per 100,000`` where it is small."""
    if 0 < value < _RARE:
        return f"{_per_100000(value)} per 100,000"
    return f"{100 * value:.2f}%" if 0 < value < 0.01 else f"{computed_percent(value)}%"


def of_100(value: float) -> str:
    """A computed share among 100 people: ``42 of 100``; ``fewer than 1 of 100`` where it rounds to nobody."""
    if 0 < value < 0.005:
        return "fewer than 1 of 100"
    if 0.995 <= value < 1:
        return "more than 99 of 100"
    from .effects import round_half_away

    return f"{round_half_away(100 * value)} of 100"


def _per_100000(value: float) -> str:
    scaled = 100_000 * value
    return "0" if scaled == 0 else _fixed(scaled, _decimals(scaled, 1))


def computed_p(value: float) -> str:
    """A computed p-value: three decimals, or two digits where it is small; ``under 0.0001`` below that."""
    if value < 0.0001:
        return "under 0.0001"
    return f"{value:.3f}" if value >= 0.01 else f"{value:.2g}"


def told_p(value: float) -> str:
    """The same behind ``p``: ``= 0.043``, ``under 0.0001``."""
    return f"{'' if value < 0.0001 else '= '}{computed_p(value)}"


def variance(value: float) -> str:
    """A computed variance with two digits: ``0.055``, ``1.1``; never in powers of ten."""
    if value < 1e-12:
        return "0"
    if value < 0.0001:
        return _fixed(value, _decimals(value, 2))
    return f"{value:#.2g}".rstrip(".") if value < 99.5 else f"{value:.0f}"


def statistic(value: float) -> str:
    """A computed test statistic with one decimal: ``30.2``."""
    return f"{value:.1f}"


def weight(value: float) -> str:
    """A weight as a share of 100 with one decimal: ``7.9%``."""
    return f"{value:.1f}%"


def more_or_fewer(people: int) -> str:
    """A computed difference in people of 1,000 or more: ``114 fewer``, ``20 more``, ``0 more or fewer``."""
    return f"{count(abs(people))} {'more' if people > 0 else 'fewer' if people else 'more or fewer'}"


def lower_or_higher(value: float, measure: str, unit: str, beside: Sequence[float] = ()) -> str:
    """A computed difference with its side, and the digits of the values beside it: ``0.58 points higher``."""
    text = _off_null(effects((value, *beside), measure)[0], value, measure)
    return f"{text.lstrip(MINUS)}{unit} {'higher' if value > 0 else 'lower' if value < 0 else 'higher or lower'}"


def effects(values: Sequence[float], measure: str) -> tuple[str, ...]:
    """Computed effects of one measure as it is written, all with the digits that the largest of them needs."""
    kind = MEASURES[measure]
    if kind.is_ratio:
        return tuple(ratio(value) for value in values)
    decimals = _decimals(max((abs(kind.times * value) for value in values), default=0.0), kind.decimals)
    return tuple(_fixed(kind.times * value, decimals) for value in values)


def limits(values: tuple[float, float], measure: str, beside: Sequence[float] = ()) -> tuple[str, str]:
    """The ends of an interval with the digits of the values beside them, and more where one would read as no effect."""
    low, high = effects((*values, *beside), measure)[:2]
    return _off_null(low, values[0], measure), _off_null(high, values[1], measure)


def _off_null(text: str, value: float, measure: str) -> str:
    null, scale = MEASURES[measure].null, MEASURES[measure].times
    for decimals in range(2, 7):
        if float(text.replace(MINUS, "-")) != scale * null or value == null:
            break
        text = _fixed(scale * value, decimals)
    return text


def measure_name(measure: str) -> str:
    """A measure as readers know it: ``risk ratio``."""
    return MEASURES[measure].label


def tick(value: float) -> str:
    """A round number on an axis, with the digits that it needs: ``−0.5``, ``50``."""
    return f"{value:.6g}".replace("-", MINUS)


def estimate_interval(estimate: "Estimate", unit_of_mean: str | None = None) -> str:
    """A computed effect with its interval: ``risk ratio 0.62, 95% CI 0.37 to 1.04``; empty where undefined.

    A mean difference is followed by the unit of the mean, where there is one.
    """
    figures = estimate_figures(estimate, unit_of_mean)
    return figures and (figures if estimate.measure == "proportion" else f"{measure_name(estimate.measure)} {figures}")


def estimate_figures(estimate: "Estimate", unit_of_mean: str | None = None) -> str:
    """The same without the name of the measure."""
    if estimate.estimate is None or estimate.ci_low is None or estimate.ci_high is None:
        return ""
    if estimate.measure == "proportion":
        told = proportion_interval(estimate)
        small = told.endswith("per 100,000")
        return f"{_per_100000(estimate.estimate) if small else f'{computed_percent(estimate.estimate)}%'}, {told}"
    low, high = limits((estimate.ci_low, estimate.ci_high), estimate.measure, (estimate.estimate,))
    middle = effects((estimate.estimate, estimate.ci_low, estimate.ci_high), estimate.measure)[0]
    unit = {"risk_difference": " percentage points", "mean_difference": f" {unit_of_mean or ''}".rstrip()}
    return f"{middle}{unit.get(estimate.measure, '')}, 95% CI {low} to {high}"


def proportion_interval(estimate: "Estimate") -> str:
    """The interval of a computed proportion: ``95% CI 64.6% to 100.0%``; empty where undefined."""
    if estimate.ci_low is None or estimate.ci_high is None:
        return ""
    if estimate.estimate is not None and estimate.estimate < _RARE and estimate.ci_high < 10 * _RARE:
        return f"95% CI {_per_100000(estimate.ci_low)} to {_per_100000(estimate.ci_high)} per 100,000"
    return f"95% CI {computed_percent(estimate.ci_low)}% to {computed_percent(estimate.ci_high)}%"


def estimate_cell(estimate: "Estimate") -> str:
    """A computed effect for a table cell: ``0.62 (0.37 to 1.04)``; empty where undefined."""
    if estimate.estimate is None or estimate.ci_low is None or estimate.ci_high is None:
        return ""
    low, high = limits((estimate.ci_low, estimate.ci_high), estimate.measure, (estimate.estimate,))
    middle = effects((estimate.estimate, estimate.ci_low, estimate.ci_high), estimate.measure)[0]
    return f"{middle} ({low} to {high})"


def number_needed(needed: "NumberNeeded") -> str:
    """A number needed to treat: ``NNTB 3 (2 to 10)``, ``NNTB 6 (NNTB 3 to ∞ to NNTH 162)``; empty where undefined."""
    if needed.value is None or needed.kind is None:
        return ""
    text = f"{needed.kind} {count(needed.value)}"
    if needed.ci is None:
        return text
    first, second = (
        "∞"
        if limit.value is None
        else f"{limit.kind} {count(limit.value)}"
        if needed.spans_infinity
        else count(limit.value)
        for limit in needed.ci
    )
    if needed.spans_infinity and "∞" not in (first, second):
        return f"{text} ({first} to ∞ to {second})"
    return f"{text} ({first} to {second})"


def _decimals(value: float, least: int) -> int:
    """The decimals that a value is written with: so many, and more where it would lose its first two digits."""
    if not 0 < abs(value) < 0.0995:
        return least
    return min(max(least, 1 - math.floor(math.log10(abs(value)))), 15)


def _fixed(value: float, decimals: int) -> str:
    text = f"{value:.{decimals}f}"
    return text.replace("-", MINUS) if float(text) else text.lstrip("-")
