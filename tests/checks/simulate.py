"""Results of trials drawn at random, analysed by correct methods and rounded as papers print them; and faults planted.

Nothing of acuevid computes here but the four tests on counts, which are held against R elsewhere: intervals and
p-values come from scipy and from formulas written out again.
"""

import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from scipy import stats

from acuevid.numbers.pvalues import four_tests

Z = {90: 1.6448536269514722, 95: 1.959963984540054, 99: 2.5758293035489004}


@dataclass
class Drawn:
    """One outcome as a paper prints it, in the fields of the record, with the sizes of its two groups (or none)."""

    kind: str
    sizes: tuple[int, int] | None
    outcome: dict[str, Any] = field(default_factory=dict)


def shown(value: float, decimals: int) -> Decimal:
    return Decimal(f"{value:.{decimals}f}")


def p_text(p: float, rng: random.Random) -> str:
    if p < 0.001:
        return "< 0.001"
    digits = rng.choice((2, 3)) if p >= 0.01 else 3
    text = f"{p:.{digits}f}"
    return f"= {text}" if float(text) else "< 0.01"


def _sizes(rng: random.Random) -> tuple[int, int]:
    n = int(math.exp(rng.uniform(math.log(12), math.log(600))))
    return n, max(8, int(n * rng.uniform(0.7, 1.4)))


def _table(rng: random.Random) -> tuple[int, int, int, int]:
    n1, n2 = _sizes(rng)
    base = rng.betavariate(1.5, 2.5)
    other = min(0.98, max(0.01, base + rng.gauss(0, 0.15)))
    return sum(rng.random() < base for _ in range(n1)), n1, sum(rng.random() < other for _ in range(n2)), n2


def _ratio_interval(table: tuple[int, int, int, int], measure: str, level: int) -> tuple[float, float, float] | None:
    a, n1, c, n2 = table
    b, d = n1 - a, n2 - c
    if min(a, b, c, d) == 0:
        return None
    if measure == "odds_ratio":
        value, error = a * d / (b * c), math.sqrt(1 / a + 1 / b + 1 / c + 1 / d)
    else:
        value, error = (a / n1) / (c / n2), math.sqrt(1 / a - 1 / n1 + 1 / c - 1 / n2)
    return value, value * math.exp(-Z[level] * error), value * math.exp(Z[level] * error)


def _exact_interval(table: tuple[int, int, int, int], level: int) -> tuple[float, float] | None:
    """Fisher's exact interval of the odds ratio, with the conditional estimate left out: papers print the sample's."""
    a, n1, c, n2 = table
    found = stats.contingency.odds_ratio([[a, n1 - a], [c, n2 - c]]).confidence_interval(level / 100)
    low, high = float(found.low), float(found.high)
    return (low, high) if low > 0 and math.isfinite(high) else None


def _difference(table: tuple[int, int, int, int], level: int, rng: random.Random) -> tuple[float, float, float]:
    a, n1, c, n2 = table
    p, q, z = a / n1, c / n2, Z[level]
    if rng.random() < 0.5:
        half = z * math.sqrt(p * (1 - p) / n1 + q * (1 - q) / n2)
        return p - q, p - q - half, p - q + half

    def wilson(x: float, n: int) -> tuple[float, float]:
        middle = (x + z * z / (2 * n)) / (1 + z * z / n)
        half = z * math.sqrt(x * (1 - x) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        return middle - half, middle + half

    (l1, u1), (l2, u2) = wilson(p, n1), wilson(q, n2)
    return p - q, p - q - math.hypot(p - l1, u2 - q), p - q + math.hypot(u1 - p, q - l2)


def _effect(measure: str, values: tuple[float, float, float], level: int, decimals: int) -> dict[str, Any]:
    estimate, low, high = (shown(v, decimals) for v in values)
    effect: dict[str, Any] = {"measure": measure, "estimate": estimate, "ci_low": low, "ci_high": high}
    return effect | ({"level": Decimal(level)} if level != 95 else {})


def counted(rng: random.Random) -> Drawn:
    """Counts, or percentages, with one of four tests and mostly an effect with its interval."""
    table = _table(rng)
    a, n1, c, n2 = table
    outcome: dict[str, Any] = {"event_is": "bad", "family": "symptoms"}
    if rng.random() < 0.6:
        outcome["events"] = {"a": a, "b": c}
    if "events" not in outcome or rng.random() < 0.3:
        digits = rng.choice((0, 1))
        outcome["percent"] = {"a": shown(100 * a / n1, digits), "b": shown(100 * c / n2, digits)}
    if tests := list(four_tests(*table).defined().values()):
        outcome["p"] = p_text(rng.choice(tests), rng)
    outcome |= _direction(a / n1 - c / n2, "bad")
    level, measure = rng.choice((95, 95, 95, 90, 99)), rng.choice(("risk_ratio", "odds_ratio", "risk_difference"))
    if measure == "risk_difference":
        points = rng.random() < 0.5
        values = _difference(table, level, rng)
        middle, low, high = (100 * v if points else v for v in values)
        outcome["effect"] = _effect(measure, (middle, low, high), level, 1 if points else 2)
        outcome["effect"]["unit"] = "points" if points else "fraction"
    elif (found := _ratio_interval(table, measure, level)) is not None:
        if measure == "odds_ratio" and rng.random() < 0.2 and (exact := _exact_interval(table, level)) is not None:
            found = (found[0], *exact)
        outcome["effect"] = _effect(measure, found, level, 2 if found[2] < 50 else 1)
    return Drawn("counts", (n1, n2), outcome)


def effect_of_counts(rng: random.Random) -> Drawn:
    """The same with the effect, its interval and p alone."""
    while True:
        drawn = counted(rng)
        if "effect" in drawn.outcome:
            for name in ("events", "percent"):
                drawn.outcome.pop(name, None)
            return Drawn("effect of counts", drawn.sizes if rng.random() < 0.5 else None, drawn.outcome)


def hazard(rng: random.Random) -> Drawn:
    """A hazard ratio with Wald's interval and p."""
    log, error = rng.gauss(0, 0.5), math.exp(rng.uniform(math.log(0.08), math.log(0.6)))
    level = rng.choice((95, 95, 90))
    values = (math.exp(log), math.exp(log - Z[level] * error), math.exp(log + Z[level] * error))
    outcome = {"event_is": "bad", "family": "mortality", "effect": _effect("hazard_ratio", values, level, 2)}
    outcome["p"] = p_text(float(2 * stats.norm.sf(abs(log / error))), rng)
    return Drawn("hazard ratio", None, outcome | _direction(log, "bad"))


def meant(rng: random.Random) -> Drawn:
    """Means and deviations with a t-test (Student's, Welch's, or z), and mostly a difference with its interval."""
    n1, n2 = _sizes(rng)
    s1 = rng.uniform(1, 20)
    s2 = s1 * (rng.uniform(0.8, 1.25) if rng.random() < 0.6 else rng.uniform(0.4, 2.5))
    m1, m2 = rng.uniform(10, 60), 0.0
    m2 = m1 + rng.gauss(0, 0.6) * max(s1, s2) * math.sqrt(1 / n1 + 1 / n2) * 3
    digits = rng.choice((0, 1, 1, 2))
    outcome: dict[str, Any] = {"better": "lower", "family": "pain", "unit": "points"}
    outcome["mean"] = {"a": shown(m1, digits), "b": shown(m2, digits)}
    outcome["sd"] = {"a": shown(s1, digits), "b": shown(s2, digits)}
    if min(outcome["sd"].values()) <= 0:
        return meant(rng)
    method = rng.choice(("student", "student", "welch", "z"))
    error, df = _error(s1, n1, s2, n2, method)
    t = (m1 - m2) / error
    outcome["p"] = p_text(float(2 * (stats.norm.sf(abs(t)) if df is None else stats.t.sf(abs(t), df))), rng)
    level = rng.choice((95, 95, 95, 90))
    if rng.random() < 0.6:
        q = Z[level] if df is None else float(stats.t.ppf(0.5 + level / 200, df))
        outcome["effect"] = _effect(
            "mean_difference", (m1 - m2, m1 - m2 - q * error, m1 - m2 + q * error), level, digits + 1
        )
    elif rng.random() < 0.6:
        pooled = math.sqrt(((n1 - 1) * s1**2 + (n2 - 1) * s2**2) / (n1 + n2 - 2))
        d = (m1 - m2) / pooled
        d *= rng.choice((1.0, 1 - 3 / (4 * (n1 + n2 - 2) - 1)))
        half = Z[95] * math.sqrt(1 / n1 + 1 / n2 + d * d / (2 * (n1 + n2)))
        outcome["effect"] = _effect("std_mean_difference", (d, d - half, d + half), 95, 2)
    return Drawn("means", (n1, n2), outcome | _direction(m1 - m2, "bad"))


def _error(s1: float, n1: int, s2: float, n2: int, method: str) -> tuple[float, float | None]:
    if method == "student":
        pooled = math.sqrt(((n1 - 1) * s1**2 + (n2 - 1) * s2**2) / (n1 + n2 - 2))
        return pooled * math.sqrt(1 / n1 + 1 / n2), n1 + n2 - 2
    u, v = s1**2 / n1, s2**2 / n2
    df = (u + v) ** 2 / (u**2 / (n1 - 1) + v**2 / (n2 - 1))
    return math.sqrt(u + v), df if method == "welch" else None


def effect_of_means(rng: random.Random) -> Drawn:
    """The same with the difference, its interval and p alone."""
    while True:
        drawn = meant(rng)
        if "effect" in drawn.outcome:
            for name in ("mean", "sd"):
                drawn.outcome.pop(name, None)
            return Drawn("effect of means", drawn.sizes if rng.random() < 0.7 else None, drawn.outcome)


def _direction(gap: float, kind: str) -> dict[str, str]:
    if not gap:
        return {}
    return {"direction": "favours-experimental" if (gap < 0) is (kind == "bad") else "favours-comparator"}


KINDS: tuple[Callable[[random.Random], Drawn], ...] = (
    counted,
    effect_of_counts,
    hazard,
    meant,
    effect_of_means,
)


def results(seed: int, each: int) -> Iterator[Drawn]:
    rng = random.Random(seed)
    for kind in KINDS:
        for _ in range(each):
            yield kind(rng)


def catalogue(drawn: list[Drawn]) -> dict[str, Any]:
    """The data of a catalogue with each result as a study of its own."""
    return {
        "sheet": {"title": "Drawn", "topic": "t", "intervention": "x"},
        "condition": [{"key": "c", "name": "c"}],
        "study": [_study(i, item) for i, item in enumerate(drawn)],
    }


def _study(i: int, item: Drawn) -> dict[str, Any]:
    sizes = item.sizes or (None, None)
    arms = [
        {"id": "a", "label": "x", "role": "experimental"} | ({"participants": sizes[0]} if sizes[0] else {}),
        {"id": "b", "label": "y", "role": "comparator", "comparator": "placebo"}
        | ({"participants": sizes[1]} if sizes[1] else {}),
    ]
    return {
        "citekey": f"s{i}-2001",
        "conditions": ["c"],
        "design": "randomised-trial",
        "reference": {"authors": [f"Author{i} A"], "title": f"Trial {i}", "issued": 2001},
        "arm": arms,
        "outcome": [{"id": "o", "label": "o"} | item.outcome],
    } | ({"participants": sum(item.sizes)} if item.sizes else {})


# ------------------------------------------------------------------- faults


def wrong_p(item: Drawn, rng: random.Random) -> bool:
    """A p of another order: ten times as large or small."""
    p = item.outcome.get("p", "")
    if not p.startswith("= "):
        return False
    value = float(p[2:])
    item.outcome["p"] = f"= {value * 10:.3f}" if value * 10 <= 1 and rng.random() < 0.5 else f"= {value / 10:.4f}"
    return value >= 0.01


def wrong_digit(item: Drawn, rng: random.Random) -> bool:
    """The first digit of the estimate one up: 0.62 as 0.72, 1.30 as 2.30."""
    effect = item.outcome.get("effect")
    if effect is None:
        return False
    text = str(effect["estimate"])
    at = next((i for i, c in enumerate(text) if c in "123456789"), None)
    if at is None or text[at] == "9":
        return False
    effect["estimate"] = Decimal(text[:at] + str(int(text[at]) + 1) + text[at + 1 :])
    return rng is not None


def wrong_sign(item: Drawn, rng: random.Random) -> bool:
    """The direction of the other side, of a result that is clearly on one."""
    direction, p = item.outcome.get("direction"), item.outcome.get("p", "")
    if direction is None or not (p.startswith("<") or float(p[2:] or 1) < 0.2):
        return False
    other = {"favours-experimental": "favours-comparator", "favours-comparator": "favours-experimental"}
    item.outcome["direction"] = other[direction]
    return rng is not None


def error_for_deviation(item: Drawn, rng: random.Random) -> bool:
    """Standard errors typed as standard deviations."""
    if "sd" not in item.outcome or item.sizes is None:
        return False
    digits = max(1, -int(item.outcome["sd"]["a"].as_tuple().exponent))
    for arm, n in zip("ab", item.sizes, strict=True):
        item.outcome["sd"][arm] = shown(float(item.outcome["sd"][arm]) / math.sqrt(n), digits)
    return min(item.outcome["sd"].values()) > 0 and rng is not None


def limits_exchanged_digit(item: Drawn, rng: random.Random) -> bool:
    """The upper limit with its first two digits exchanged: 1.35 as 3.15."""
    effect = item.outcome.get("effect")
    if effect is None:
        return False
    text = str(effect["ci_high"])
    digits = [i for i, c in enumerate(text) if c.isdigit()][:2]
    if len(digits) < 2 or text[digits[0]] == text[digits[1]]:
        return False
    swapped = list(text)
    swapped[digits[0]], swapped[digits[1]] = text[digits[1]], text[digits[0]]
    effect["ci_high"] = Decimal("".join(swapped))
    return rng is not None


FAULTS: dict[str, Callable[[Drawn, random.Random], bool]] = {
    "a p ten times too large or small": wrong_p,
    "the first digit of an effect one too high": wrong_digit,
    "two digits of a limit exchanged": limits_exchanged_digit,
    "standard errors printed as standard deviations": error_for_deviation,
    "a direction of the other side": wrong_sign,
}
