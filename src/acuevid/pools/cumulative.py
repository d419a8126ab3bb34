"""A pool as it grew: its studies added year by year."""

from acuevid.catalogue.names import fold
from acuevid.numbers.pooling import Pooled
from acuevid.pools.fit import MOST_IN_TURN, PoolResult, refit
from acuevid.pools.sets import Member


def cumulative_reason(result: PoolResult) -> str:
    """Why studies are not added in turn; empty where they are."""
    if result.main.k > MOST_IN_TURN:
        return f"with more than {MOST_IN_TURN} studies, none is added in turn"
    return ""


def cumulative(result: PoolResult) -> tuple[tuple[Member, Pooled], ...]:
    """The headline's model of the first study, the first two and on, by year and then by name; the last is the pool.

    A study comes in with all its comparisons. Empty where `cumulative_reason` says why; raises `ScipyMissing`.
    """
    if cumulative_reason(result):
        return ()
    again, members = refit(result.headline, result.measure), result.chosen.pooled
    each = {m.study.citekey: m for m in reversed(members)}.values()
    order = sorted(each, key=lambda m: (m.study.reference.year, fold(m.study.label), m.study.citekey))
    found = []
    for n, member in enumerate(order, 1):
        so_far = {m.study.citekey for m in order[:n]}
        found.append((member, again([m for m in members if m.study.citekey in so_far])))
    return tuple(found)
