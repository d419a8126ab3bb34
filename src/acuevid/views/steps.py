"""Pools of some of the studies as forest plots: added by year, or with each left out."""

from collections.abc import Sequence

from acuevid.measures import MEASURES
from acuevid.numbers import format as fmt
from acuevid.numbers.pooling import Pooled, on_its_scale
from acuevid.pools.cumulative import cumulative
from acuevid.pools.fit import PoolResult, model_name
from acuevid.pools.sets import Member
from acuevid.synthesis.pool_words import axis_words, sides
from acuevid.views.blocks import Forest, ForestRow
from acuevid.views.forest import pooled_rows, span, title_of

Fits = Sequence[tuple[Member, Pooled]]


def cumulative_forest(result: PoolResult) -> Forest:
    """The pool as it grew; without rows of single steps where `cumulative_reason` says why."""
    note = "the pool of the studies down to it{model}. Intervals are not corrected for looking again after each study"
    return _stepped(result, cumulative(result), "Added", "studies added by year", note)


def without_forest(result: PoolResult) -> Forest:
    """The pool with each study left out in turn."""
    return _stepped(
        result, result.each_left_out, "Left out", "each study left out", "the pool without that study{model}"
    )


def _stepped(result: PoolResult, fits: Fits, column: str, what: str, note: str) -> Forest:
    """A row a pool, those without an estimate left out and told, and the pool of all below."""
    kind = MEASURES[result.headline.measure]
    rows = [row for member, fit in fits if (row := _row(result, member.study.label, fit)) is not None]
    lost = [f"{member.study.label}: {fit.reason or 'no result'}" for member, fit in fits if fit.estimate is None]
    narrow = sorted(rows, key=lambda row: row.high - row.low)[: (len(rows) + 1) // 2]
    rows += [row._replace(label="All studies") for row in pooled_rows(result)[:1]]
    low, high = span(rows, [*narrow, *rows[-1:]], has_null=kind.has_null)
    first, second = sides(result.chosen)
    told = f"Each row: {note.format(model=f', {model_name(result.main)}')}"
    return Forest(
        f"{title_of(result)}, {what}",
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
        "; ".join([told, *lost]) + ".",
        column=column,
    )


def _row(result: PoolResult, label: str, fit: Pooled) -> ForestRow | None:
    """A pool of some studies; where it has no interval its estimate stands alone."""
    if fit.estimate is None:
        return None
    measure, natural = result.headline.measure, on_its_scale(fit, result.headline.measure)
    if fit.ci_low is None or fit.ci_high is None or natural.estimate is None:
        text = f"{fmt.effects((natural.estimate or 0.0,), measure)[0]} (no interval)"
        return ForestRow("study", label, "", "", text, None, fit.estimate, fit.estimate, fit.estimate)
    return ForestRow("study", label, "", "", fmt.estimate_cell(natural), None, fit.estimate, fit.ci_low, fit.ci_high)
