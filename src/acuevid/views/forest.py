"""The forest plot of a pool: its rows, its axis and its words, for every face to draw."""

import math
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

from acuevid.lists import spoken
from acuevid.measures import MEASURES
from acuevid.numbers import format as fmt
from acuevid.numbers.effects import Z95
from acuevid.numbers.pooling import Pooled, off_scale, on_its_scale, onto_scale, peto
from acuevid.pools.fit import PoolResult, model_name
from acuevid.pools.sets import Member
from acuevid.synthesis.pool_taken import sides_figures
from acuevid.synthesis.pool_words import axis_words, degrees, natural, sides, time_words, topic
from acuevid.views.axis import linear_ticks, ratio_ticks
from acuevid.views.blocks import BIAS, BubblePlot, Forest, ForestRow, Funnel
from acuevid.views.columns import beside

if TYPE_CHECKING:
    from acuevid.pools.groups import Groups
    from acuevid.views.poolbias import PoolBias

_BEYOND = 0.15
"""An interval may reach this share of the span beyond what must be seen; further out it is cut with an arrow."""


def forest(
    result: PoolResult,
    *,
    bias: bool = False,
    groups: "Groups | None" = None,
    columns: Sequence[str] = (),
    in_full: bool = False,
) -> Forest:
    """The plot of a pool; positions are on the scale of analysis. With `bias` each study has its judgements on it.

    With `groups` the studies stand under headings, each group with what it gives, and what all give comes last.
    `columns` are the names of those beside it, none for the usual ones. `in_full` adds the interval that does not lead
    and how the effects vary.
    """
    judged = _judged(result) if bias or BIAS in columns else None
    times = Counter(m.study.citekey for m in result.chosen.members)
    both = zip(result.chosen.members, weights(result), strict=True)
    rows = [_row(m, weight, drawn(result, m), is_one=times[m.study.citekey] == 1) for m, weight in both]
    if judged is not None:
        each = judged.rows if bias else [lights[-1:] for lights in judged.rows]
        rows = [row._replace(lights=lights) for row, lights in zip(rows, each, strict=True)]
    of = {id(row): m for row, m in zip(rows, result.chosen.members, strict=True)}
    if groups is not None and not groups.reason:
        rows = _grouped(
            groups, dict(zip(map(id, result.chosen.members), rows, strict=True)), result.headline.measure, in_full
        )
    other = _other(result) if in_full else None
    rows += pooled_rows(result) if other is None else _both(result, other, has_heading=rows[-1].kind == "heading")
    kind = MEASURES[result.headline.measure]
    low, high = span(
        rows, [row for row in rows if row.kind in ("pooled", "beside", "prediction")], has_null=kind.has_null
    )
    first, second = sides(result.chosen)
    shown, missing = beside(columns, rows, of, kind.short)
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
        _told(result, groups, other, missing, in_full=in_full),
        judged.domains if judged and bias else (),
        judged.key if judged else "",
        judged.headed if judged and bias else "",
        columns=shown,
        varies=_varies(result, groups) if in_full else (),
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


def _other(result: PoolResult) -> Pooled | None:
    """What stands beside the fit that leads, if it has an interval in the same measure."""
    found = result.headline.beside
    has_interval = found is not None and found.ci_low is not None and result.headline.measure == result.measure
    return found if has_interval and result.main.ci_low is not None else None


def _both(result: PoolResult, other: Pooled, *, has_heading: bool) -> list[ForestRow]:
    """The pooled effect with both its intervals, each under the name of what makes it another, and the prediction."""
    lead, *rest = pooled_rows(result)
    assert other.estimate is not None
    assert other.ci_low is not None
    assert other.ci_high is not None
    names = [model_name(fit) for fit in (result.main, other)]
    if result.main.method == other.method:
        names = [name.rpartition(", ")[2] for name in names]
    text = fmt.estimate_cell(on_its_scale(other, result.measure))
    second = ForestRow("beside", names[1], "", "", text, None, other.estimate, other.ci_low, other.ci_high)
    heading = [] if has_heading else [ForestRow("heading", lead.label)]
    return [*heading, lead._replace(label=names[0]), second, *rest]


def _varies(result: PoolResult, groups: "Groups | None") -> tuple[str, ...]:
    """How the effects vary between all studies, and between groups."""
    name = "Heterogeneity" if result.main.method == "REML" else "Heterogeneity by REML"
    told = [f"{name}: {found}." for found in (_spread(result.fits[0]),) if found]
    if groups is not None and not groups.reason:
        between = groups.between
        if between.statistic is None or between.df is None or between.p_value is None:
            told.append(f"No test whether the groups differ: {between.reason or 'a group has no result'}.")
        else:
            on = f"{between.df} and {degrees(between.df_2)}" if between.df_2 else degrees(between.df)
            figures = f"{'F' if between.df_2 else 'Q'} = {fmt.statistic(between.statistic)} on {on}"
            told.append(f"Difference between groups: {figures}, p {fmt.told_p(between.p_value)}.")
    return tuple(told)


def _spread(fit: Pooled) -> str:
    """How the effects in a pool vary, in figures; empty for one study, or without a variance between studies."""
    if fit.q is None or fit.q_p is None or fit.tau2 is None or fit.i2 is None or fit.k < 2:
        return ""
    return (
        f"τ² = {fmt.variance(fit.tau2)}, I² = {fmt.computed_percent(fit.i2 / 100)}%, "
        f"Q = {fmt.statistic(fit.q)} on {degrees(fit.k - 1)}, p {fmt.told_p(fit.q_p)}"
    )


def _grouped(groups: "Groups", rows: dict[int, ForestRow], measure: str, in_full: bool) -> list[ForestRow]:
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
            if in_full and groups.common is None and (spread := _spread(fit)):
                found.append(ForestRow("words", spread))
    return [*found, ForestRow("heading", "All studies")]


def span(rows: Sequence[ForestRow], whole: Sequence[ForestRow], *, has_null: bool) -> tuple[float, float]:
    """The ends of the axis: every estimate, no effect and `whole` rows are inside; long intervals may not be."""
    rows = [row for row in rows if row.has_place]
    points = [*([0.0] if has_null else []), *(row.estimate for row in rows)]
    points += [end for row in whole for end in (row.low, row.high)]
    low, high = min(points), max(points)
    beyond = _BEYOND * (high - low) or 1.0
    ends = [low, high, *(end for row in rows for end in (row.low, row.high))]
    first, last = max(low - beyond, min(ends)), min(high + beyond, max(ends))
    return (first, last) if last > first else (low - beyond, high + beyond)


def _told(
    result: PoolResult, groups: "Groups | None", other: Pooled | None, missing: Sequence[str], *, in_full: bool
) -> str:
    """The model in words, under the plot; `missing` are the columns that would be empty."""
    main, name = result.main, model_name(result.main)
    told = f"{_divided(groups)}: {name if main.method in ('MH', 'PETO') else f'random effects, {name}'}"
    if all(weight is not None for weight in weights(result)):
        told += "; weights in that model"
    if other is not None:
        told += f"; beside it {model_name(other)}"
    if not in_full and main.tau2 is not None and main.i2 is not None and main.method == "REML":
        told += f"; τ² {fmt.variance(main.tau2)}, I² {fmt.computed_percent(main.i2 / 100)}%"
    if main.pi_low is not None:
        told += "; prediction: 95% interval for the effect in a further study"
    if any(m.doubt for m in result.chosen.members):
        told += "; * not all its figures fit each other"
    if any(m.is_turned for m in result.chosen.members):
        told += "; effects stand on one side, scales that run the other way are turned"
    if result.main.method in ("MH", "PETO") and result.has_zero_cells:
        told += "; a study's own ratio has ½ added where a cell is zero, the pooled one has nothing added"
    if missing:
        told += f"; no study gives {spoken(missing, ' or ')}"
    return f"{told}."


def _divided(groups: "Groups | None") -> str:
    """What is pooled; before it by what the studies are grouped, or why they are not."""
    if groups is None:
        return "Pooled"
    if groups.reason:
        return f"Not by {groups.field.what}: {groups.reason}. Pooled"
    how = "with one τ² for all" if groups.common else "each pooled by itself"
    return f"Groups by {groups.field.what}, {how}. All studies pooled"
