"""What a pool that grows or shrinks study by study lets one say, and what it does not."""

from collections.abc import Iterator

from acuevid.pools.cumulative import cumulative_reason
from acuevid.pools.fit import MOST_IN_TURN, PoolResult
from acuevid.synthesis.pool_taken import pooled_basis
from acuevid.synthesis.statements import Phrase, Statement, say


def added_by_year(result: PoolResult) -> Iterator[Statement]:
    """That a cumulative pool is no sequential test; or why there is none."""
    basis = pooled_basis(result.chosen.pooled)
    if reason := cumulative_reason(result):
        yield say("pool.none-added", "{reason}.", reason=Phrase(reason, basis))
        return
    yield say(
        "pool.cumulative",
        "this shows how the pool grew, and is no sequential test: its intervals are not corrected for looking again "
        "after each study.",
        Phrase("", basis),
    )


def none_left_out(result: PoolResult) -> Statement:
    """Why no study is left out in turn, where none is."""
    k = len(result.chosen.pooled)
    reason = f"of {k} studies" if k <= MOST_IN_TURN else f"with more than {MOST_IN_TURN} studies"
    return say(
        "pool.none-left-out-drawn",
        "{reason}, none is left out in turn.",
        reason=Phrase(reason, pooled_basis(result.chosen.pooled)),
    )
