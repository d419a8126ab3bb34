"""The only place that turns numbers into text, and so the only one that rounds."""

from decimal import Decimal

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


def share(part: int, whole: int) -> str:
    """A part of a whole in running text: ``four of 12``."""
    return f"{count_word(part)} of {count_word(whole)}"
