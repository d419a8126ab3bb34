"""The forest plot of a pool: its rows, its axis and its words, for every face to draw."""

import math
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

from acuevid.measures import MEASURES
from acuevid.numbers import format as fmt
from acuevid.numbers.effects import Z95
from acuevid.numbers.pooling import off_scale, on_its_scale, onto_scale, peto
from acuevid.pools.fit import PoolResult, model_name
from acuevid.pools.sets import Member
from acuevid.synthesis.pool_taken import sides_figures
from acuevid.synthesis.pool_words import axis_words, natural, sides, time_words, topic
from acuevid.views.axis import linear_ticks, ratio_ticks
from acuevid.views.blocks import BubblePlot, Forest, ForestRow, Funnel

if TYPE_CHECKING:
    from acuevid.pools.groups import Groups
    from acuevid.views.poolbias import PoolBias

_BEYOND = 0.15
"""An interval may reach this share of the span beyond what must be seen; further out it is cut with an arrow."""


def forest(result: PoolResult, *, bias: bool = False, groups: "Groups | None" = None) -> Forest:
    """The plot of a pool; positions are on the scale of analysis. With `bias` each study has its judgements on it.

    With `groups` the studies stand under headings, each group with what it gives, and what all give comes last.
    """
    judged = _judged(result) if bias else None
    times = Counter(m.study.citekey for m in result.chosen.members)
    both = zip(result.chosen.members, weights(result), strict=True)
    rows = [_row(m, weight, drawn(result, m), is_one=times[m.study.citekey] == 1) for m, weight in both]
    if judged is not None:
        rows = [row._replace(lights=lights) for row, lights in zip(rows, judged.rows, strict=True)]
    if groups is not None and not groups.reason:
        rows = _grouped(groups, dict(zip(map(id, result.chosen.members), rows, strict=True)), result.headline.measure)
    rows += pooled_rows(result)
    kind = MEASURES[result.headline.measure]
    low, high = span(rows, [row for row in rows if row.kind in ("pooled", "prediction")], has_null=kind.has_null)
    first, second = sides(result.chosen)
    return Forest(
        title_of(result),
        kind.short,
        kind.label,
        first,
        second,
        tuple(rows),
        low,
        high,
        kind.scale,
        kind.has_null,
        float(kind.times),
        axis_words(result.chosen, lower=True),
        axis_words(result.chosen, lower=False),
        _told(result, groups),
        judged.domains if judged else (),
        judged.key if judged else "",
        judged.headed if judged else "",
    )


def title_of(result: PoolResult) -> str:
    """What was compared, and what was measured when."""
    first, second = sides(result.chosen)
    title = f"{f'{first} v {second}: ' if first else ''}{topic(result.chosen)}{time_words(result.chosen)}"
    return title[:1].upper() + title[1:]


def _judged(result: PoolResult) -> "PoolBias":
    from acuevid.views.poolbias import pool_bias

    return pool_bias(result.chosen.members)


def weights(result: PoolResult) -> list[float | None]:
    """The weight of each study that is drawn, in the headline's model; those of the others are left out of it."""
    found = result.main.weights
    behind = result.chosen.all_members if result.main.method in ("MH", "PETO") else result.chosen.members
    if len(found) != len(behind):
        return [None] * len(result.chosen.members)
    of = {id(m): weight for m, weight in zip(behind, found, strict=True)}
    return [of[id(m)] for m in result.chosen.members]


def ticks(plot: Forest | BubblePlot | Funnel, most: int) -> list[tuple[float, str]]:
    """At most so many round values on the axis: where they stand, and their labels."""
    if plot.scale == "log":
        return [(math.log(v), fmt.tick(v)) for v in ratio_ticks(plot.low, plot.high, most)]
    low, high = (off_scale(end, plot.scale) * plot.factor for end in (plot.low, plot.high))
    ends = {"fisher-z": (-1.0, 1.0), "logit": (0.0, plot.factor)}.get(plot.scale, (-math.inf, math.inf))
    found = [v for v in linear_ticks(low, high, most) if ends[0] < v < ends[1]]
    return [(onto_scale(v / plot.factor, plot.scale), fmt.tick(round(v, 10))) for v in found]


Drawn: TypeAlias = tuple[float, float, str]
"""An effect on the scale of analysis, its standard error there, and its figures."""


def drawn(result: PoolResult, member: Member) -> Drawn:
    """Where a study stands beside the pooled effect that leads."""
    return (_by_peto if result.headline.measure == "peto_odds_ratio" else _by_variance)(member)


def study_name(member: Member, figures: str = "", *, is_one: bool) -> str:
    """A study, or one of its comparisons, which is then named; * marks figures that do not fit each other."""
    name = member.study.label if is_one or member.pair is None else f"{member.study.label}, {member.pair.label}"
    return f"{name}{f' ({figures})' if figures else ''}{' *' if member.doubt else ''}"


def _by_variance(member: Member) -> Drawn:
    return member.yi, math.sqrt(member.vi), fmt.estimate_cell(member.effect)


def _by_peto(member: Member) -> Drawn:
    """The own Peto odds ratio of the study, so that all stand on one scale; its own effect where it has none."""
    alone = peto([member.table])
    if alone.estimate is None or alone.se is None:
        return _by_variance(member)
    return alone.estimate, alone.se, fmt.estimate_cell(on_its_scale(alone, "peto_odds_ratio"))


def _row(member: Member, weight: float | None, at: Drawn, *, is_one: bool) -> ForestRow:
    """A study, or one of its comparisons; of one group its figures go with its name."""
    first, second = (text.replace(" of ", "/") for text in sides_figures(member))
    is_group = member.pair is None
    yi, se, text = at
    half = Z95 * se
    return ForestRow(
        "study",
        study_name(member, first if is_group else "", is_one=is_one),
        "" if is_group else first,
        second,
        text,
        weight,
        yi,
        yi - half,
        yi + half,
        member.study.citekey,
    )


def pooled_rows(result: PoolResult) -> list[ForestRow]:
    """The pooled effect and its prediction interval, each where there is one."""
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


def _grouped(groups: "Groups", rows: dict[int, ForestRow], measure: str) -> list[ForestRow]:
    """The studies under their groups; a group of one has no row of its own, nor has one of another measure."""
    from acuevid.synthesis.subgroups import short

    found: list[ForestRow] = []
    for group in groups.groups:
        found.append(ForestRow("heading", short(group.name)))
        found += [rows[id(m)] for m in group.chosen.all_members if id(m) in rows]
        fit, text = group.fit, fmt.estimate_cell(group.effect)
        if fit.estimate is None or fit.ci_low is None or fit.ci_high is None:
            continue
        if fit.k > 1 and group.measure == measure:
            found.append(ForestRow("pooled", "Pooled", "", "", text, None, fit.estimate, fit.ci_low, fit.ci_high))
    return [*found, ForestRow("heading", "All studies")]


def span(rows: Sequence[ForestRow], whole: Sequence[ForestRow], *, has_null: bool) -> tuple[float, float]:
    """The ends of the axis: every estimate, no effect and `whole` rows are inside; long intervals may not be."""
    rows = [row for row in rows if row.kind != "heading"]
    points = [*([0.0] if has_null else []), *(row.estimate for row in rows)]
    points += [end for row in whole for end in (row.low, row.high)]
    low, high = min(points), max(points)
    beyond = _BEYOND * (high - low) or 1.0
    ends = [low, high, *(end for row in rows for end in (row.low, row.high))]
    first, last = max(low - beyond, min(ends)), min(high + beyond, max(ends))
    return (first, last) if last > first else (low - beyond, high + beyond)


def _told(result: PoolResult, groups: "Groups | None") -> str:
    """The model in words, under the plot."""
    main, name = result.main, model_name(result.main)
    told = f"{_divided(groups)}: {name if main.method in ('MH', 'PETO') else f'random effects, {name}'}"
    if all(weight is not None for weight in weights(result)):
        told += "; weights in that model"
    if main.tau2 is not None and main.i2 is not None and main.method == "REML":
        told += f"; τ² {fmt.variance(main.tau2)}, I² {fmt.computed_percent(main.i2 / 100)}%"
    if main.pi_low is not None:
        told += "; prediction: 95% interval for the effect in a further study"
    if any(m.doubt for m in result.chosen.members):
        told += "; * not all its figures fit each other"
    if any(m.is_turned for m in result.chosen.members):
        told += "; effects stand on one side, scales that run the other way are turned"
    if result.main.method in ("MH", "PETO") and result.has_zero_cells:
        told += "; a study's own ratio has ½ added where a cell is zero, the pooled one has nothing added"
    return f"{told}."


def _divided(groups: "Groups | None") -> str:
    """What is pooled; before it by what the studies are grouped, or why they are not."""
    if groups is None:
        return "Pooled"
    if groups.reason:
        return f"Not by {groups.field.what}: {groups.reason}. Pooled"
    how = "with one τ² for all" if groups.common else "each pooled by itself"
    return f"Groups by {groups.field.what}, {how}. All studies pooled"
