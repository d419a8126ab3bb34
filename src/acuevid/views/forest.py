"""The forest plot of a pool: its rows, its axis and its words, for every face to draw."""

import math

from acuevid.numbers import format as fmt
from acuevid.numbers.axis import linear_ticks, ratio_ticks
from acuevid.numbers.effects import Z95
from acuevid.numbers.pooling import RATIOS
from acuevid.synthesis.pool import Member, PoolResult, model_name
from acuevid.synthesis.pool_words import favoured, figures, natural, sides, topic
from acuevid.views.blocks import Forest, ForestRow

_BEYOND = 0.15
"""An interval may reach this share of the span beyond what must be seen; further out it is cut with an arrow."""
_SHORT = {
    "risk_ratio": "RR",
    "odds_ratio": "OR",
    "risk_difference": "RD, points",
    "mean_difference": "MD",
    "std_mean_difference": "SMD",
}


def forest(result: PoolResult) -> Forest:
    """The plot of a pool; positions are on the scale of analysis."""
    rows = [_row(m, weight) for m, weight in zip(result.chosen.members, result.main.weights, strict=True)]
    rows += _pooled(result)
    low, high = _span(rows)
    first, second = sides(result.chosen)
    below, above = favoured(result.chosen, lower=True), favoured(result.chosen, lower=False)
    title = f"{first} v {second}: {topic(result.chosen)}"
    return Forest(
        title[:1].upper() + title[1:],
        _SHORT[result.measure],
        fmt.measure_name(result.measure),
        first,
        second,
        tuple(rows),
        low,
        high,
        result.measure in RATIOS,
        100.0 if result.measure == "risk_difference" else 1.0,
        f"favours {below}" if below else "",
        f"favours {above}" if above else "",
        _told(result),
    )


def ticks(plot: Forest, most: int) -> list[tuple[float, str]]:
    """At most so many round values on the axis: where they stand, and their labels."""
    if plot.is_ratio:
        return [(math.log(v), fmt.tick(v)) for v in ratio_ticks(plot.low, plot.high, most)]
    found = linear_ticks(plot.low * plot.factor, plot.high * plot.factor, most)
    return [(v / plot.factor, fmt.tick(round(v, 10))) for v in found]


def _row(member: Member, weight: float) -> ForestRow:
    first, _, second = figures(member).replace(" of ", "/").partition(" v ")
    yi, half = member.yi, Z95 * math.sqrt(member.vi)
    return ForestRow(
        "study",
        member.study.label,
        first,
        second,
        fmt.estimate_cell(member.effect),
        weight,
        yi,
        yi - half,
        yi + half,
        member.study.citekey,
    )


def _pooled(result: PoolResult) -> list[ForestRow]:
    main = result.main
    if main.estimate is None or main.ci_low is None or main.ci_high is None:
        return []
    text = fmt.estimate_cell(result.effect)
    rows = [ForestRow("pooled", "Pooled", "", "", text, None, main.estimate, main.ci_low, main.ci_high)]
    if main.pi_low is not None and main.pi_high is not None:
        low, high = natural(result, main.pi_low, main.pi_high)
        told = f"{low} to {high}"
        rows.append(ForestRow("prediction", "Prediction", "", "", told, None, main.estimate, main.pi_low, main.pi_high))
    return rows


def _span(rows: list[ForestRow]) -> tuple[float, float]:
    """The ends of the axis: every estimate, no effect and the pooled rows are inside, long intervals may not be."""
    points = [0.0, *(row.estimate for row in rows)]
    points += [end for row in rows if row.kind != "study" for end in (row.low, row.high)]
    low, high = min(points), max(points)
    beyond = _BEYOND * (high - low) or 1.0
    ends = [end for row in rows for end in (row.low, row.high)]
    return max(low - beyond, min(ends, default=low)), min(high + beyond, max(ends, default=high))


def _told(result: PoolResult) -> str:
    """The model in words, under the plot."""
    main = result.main
    told = f"Pooled: random effects, {model_name(main)}; weights in that model"
    if main.tau2 is not None and main.i2 is not None:
        told += f"; τ² {fmt.variance(main.tau2)}, I² {fmt.computed_percent(main.i2 / 100)}%"
    if main.pi_low is not None:
        told += "; prediction: 95% interval for the effect in a further study"
    return f"{told}."
