"""Where the events themselves say otherwise than the result that leads."""

from collections.abc import Iterator, Sequence

from acuevid.measures import MEASURES
from acuevid.numbers import format as fmt
from acuevid.numbers.pooling import Pooled, on_its_scale
from acuevid.pools.by_events import measure_of
from acuevid.pools.fit import PoolResult, interval_side, model_name
from acuevid.synthesis.pool_taken import pooled_basis
from acuevid.synthesis.statements import Phrase, Statement, computed, listed, say


def conclusion(side: int, null: str) -> str:
    """Where an interval lies: ``holds 1``."""
    return f"holds {null}" if not side else f"lies wholly {'below' if side < 0 else 'above'} {null}"


def otherwise(result: PoolResult) -> Iterator[Statement]:
    """The mixed models of rare events, which the fragility line does not count, where they give another conclusion."""
    if result.main.ci_low is None:
        return
    fits = [f for f in result.by_events.glmm if f.ci_low is not None]
    for side in (-1, 0, 1):
        found = [f for f in fits if interval_side(f) == side]
        if found and side != result.side:
            yield _statement(result, found, side)


def _statement(result: PoolResult, fits: Sequence[Pooled], side: int) -> Statement:
    basis = pooled_basis(result.chosen.pooled)
    return say(
        "pool.otherwise",
        "by {models} not counted above, the interval {lies}: {figures}.",
        models="a model" if len(fits) == 1 else "models",
        lies=computed(conclusion(side, MEASURES[result.headline.measure].null_text), basis),
        figures=listed(Phrase(_figures(result, fit)) for fit in fits),
    )


def _figures(result: PoolResult, fit: Pooled) -> str:
    effect = on_its_scale(fit, measure_of(fit, result.chosen))
    return f"{model_name(fit)}, {fmt.measure_name(effect.measure)} {fmt.estimate_cell(effect)}"
