"""The only place that turns numbers into text, and so the only one that rounds."""

from collections.abc import Callable
from decimal import Decimal

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


def percent(value: Decimal) -> str:
    """A percentage exactly as its source prints it."""
    return f"{printed(value)}%"


def p_value(p: str) -> str:
    """A p-value as its source prints it: ``p = 0.058``; ``not significant`` where no figure is printed."""
    if p == "ns":
        return "called not significant"
    relation = p.rstrip("0123456789. ")
    figure = p[len(relation) :].strip()
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
    return _digits(value, 2 if value < 10 else 1 if value < 100 else 0)


def points(value: float) -> str:
    """A computed difference of two risks, in percentage points with one decimal: ``−17.1``."""
    return _signed(f"{100 * value:.1f}")


def difference(value: float) -> str:
    """A computed difference of two means with two decimals: ``−0.70``."""
    return _signed(f"{value:.2f}")


def computed_percent(value: float) -> str:
    """A computed proportion as a percentage with one decimal: ``64.6``."""
    return f"{100 * value:.1f}"


def computed_p(value: float) -> str:
    """A computed p-value: three decimals, or two digits where it is small; ``under 0.0001`` below that."""
    if value < 0.0001:
        return "under 0.0001"
    return f"{value:.3f}" if value >= 0.01 else f"{value:.2g}"


def variance(value: float) -> str:
    """A computed variance with two digits: ``0.055``, ``1.1``; never in powers of ten."""
    if value == 0:
        return "0"
    if value < 0.0001:
        return "under 0.0001"
    return f"{value:#.2g}".rstrip(".") if value < 99.5 else f"{value:.0f}"


def statistic(value: float) -> str:
    """A computed test statistic with one decimal: ``30.2``."""
    return f"{value:.1f}"


def weight(value: float) -> str:
    """A weight as a share of 100 with one decimal: ``7.9%``."""
    return f"{value:.1f}%"


def more_or_fewer(per_1000: int) -> str:
    """A computed difference in people of 1,000: ``114 fewer``, ``20 more``, ``0 more or fewer``."""
    return f"{count(abs(per_1000))} {'more' if per_1000 > 0 else 'fewer' if per_1000 else 'more or fewer'}"


def effect(value: float, measure: str) -> str:
    """A computed effect alone, as its measure is written: ``0.73``, ``−17.1``."""
    return _MEASURES[measure][1](value)


def measure_name(measure: str) -> str:
    """A measure as readers know it: ``risk ratio``."""
    return _MEASURES[measure][0]


def tick(value: float) -> str:
    """A round number on an axis, with the digits that it needs: ``−0.5``, ``50``."""
    return f"{value:.6g}".replace("-", MINUS)


def estimate_interval(estimate: Estimate, unit_of_mean: str | None = None) -> str:
    """A computed effect with its interval: ``risk ratio 0.62, 95% CI 0.37 to 1.04``; empty where undefined.

    A mean difference is followed by the unit of the mean, where there is one.
    """
    if estimate.estimate is None or estimate.ci_low is None or estimate.ci_high is None:
        return ""
    name, write, unit = _MEASURES[estimate.measure]
    low, high = write(estimate.ci_low), write(estimate.ci_high)
    if estimate.measure == "mean_difference" and unit_of_mean:
        unit = f" {unit_of_mean}"
    if estimate.measure == "proportion":
        return f"{write(estimate.estimate)}%, {proportion_interval(estimate)}"
    return f"{name} {write(estimate.estimate)}{unit}, 95% CI {low} to {high}"


def proportion_interval(estimate: Estimate) -> str:
    """The interval of a computed proportion: ``95% CI 64.6% to 100.0%``; empty where undefined."""
    if estimate.ci_low is None or estimate.ci_high is None:
        return ""
    return f"95% CI {computed_percent(estimate.ci_low)}% to {computed_percent(estimate.ci_high)}%"


def estimate_cell(estimate: Estimate) -> str:
    """A computed effect for a table cell: ``0.62 (0.37 to 1.04)``; empty where undefined."""
    if estimate.estimate is None or estimate.ci_low is None or estimate.ci_high is None:
        return ""
    write = _MEASURES[estimate.measure][1]
    return f"{write(estimate.estimate)} ({write(estimate.ci_low)} to {write(estimate.ci_high)})"


def number_needed(needed: NumberNeeded) -> str:
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


def _digits(value: float, decimals: int) -> str:
    if value != 0 and abs(value) < 0.0995 and decimals == 2:
        return f"{value:.2g}" if abs(value) >= 0.0001 else "0.00"
    return f"{value:.{decimals}f}"


def _signed(text: str) -> str:
    return text.replace("-", MINUS) if float(text) else text.lstrip("-")


_MEASURES: dict[str, tuple[str, Callable[[float], str], str]] = {
    "risk_ratio": ("risk ratio", ratio, ""),
    "odds_ratio": ("odds ratio", ratio, ""),
    "risk_difference": ("risk difference", points, " percentage points"),
    "proportion": ("proportion", computed_percent, "%"),
    "mean_difference": ("mean difference", difference, ""),
    "std_mean_difference": ("standardised mean difference", difference, ""),
}
