"""Tables and rates as likelihoods with a normal effect of the study; import it where scipy is known."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.special

from .mixed_models import Array, Cumulants, Likelihood, highest_of_each

Row = tuple[float, float, float, float]
AS_LME4, EXACT = 7, 31
"""Points of the quadrature: those of metafor's `glmer`, and so many that more change nothing in the 12th digit."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A likelihood, levels of the studies to start from, and its greatest logarithm with an effect for each study."""

    model: Likelihood
    level: Array
    saturated: float


def unconditional_tables(tables: Sequence[Row]) -> Problem:
    """Events in two arms, binomial with a level for each study (UM.FS of the log odds ratio)."""
    a, n1, c, n2 = np.array(tables, float).T
    level = np.log((a + c + 0.5) / (n1 + n2 - a - c + 0.5))
    y, n = np.stack([a, c], axis=1), np.stack([n1, n2], axis=1)
    return Problem(_two_arms(y, np.zeros_like(y), _binomial(n)), level, _best_binomial(y, n))


def unconditional_rates(rates: Sequence[Row]) -> Problem:
    """Events over person-time in two arms, Poisson with a level for each study (UM.FS of the log rate ratio)."""
    a, t1, c, t2 = np.array(rates, float).T
    y = np.stack([a, c], axis=1)
    best = float((scipy.special.xlogy(y, y) - y).sum())
    times = np.log(np.stack([t1, t2], axis=1))
    level = np.log(a + c) - np.logaddexp(*times.T)
    return Problem(_two_arms(y, times, _poisson), level, best)


def conditional_rates(rates: Sequence[Row]) -> Problem:
    """Events of arm 1 among those of both, binomial (CM.EL of the log rate ratio)."""
    a, t1, c, t2 = np.array(rates, float).T
    y, n = a[:, None], (a + c)[:, None]
    model = _one_arm(y, (np.log(t1) - np.log(t2))[:, None], _binomial(n), AS_LME4)
    return Problem(model, np.zeros(len(y)), _best_binomial(y, n))


def conditional_tables(tables: Sequence[Row]) -> Problem:
    """Events of arm 1 given those of both, non-central hypergeometric (CM.EL of the log odds ratio)."""
    inside = [table for table in tables if 0 not in _cells(table)]  # at an end of the range the best probability is 1
    level = [np.log(a * d / (b * c)) for a, b, c, d in map(_cells, inside)]
    saturated = highest_of_each(_hypergeometric_model(inside), np.array(level)) if inside else 0.0
    return Problem(_hypergeometric_model(tables), np.zeros(len(tables)), saturated)


def _cells(table: Row) -> Row:
    a, n1, c, n2 = table
    return a, n1 - a, c, n2 - c


def _two_arms(y: Array, offset: Array, cumulants: Cumulants) -> Likelihood:
    """The effect is that of arm 1; the random one is halved between both, as in metafor."""
    return Likelihood(y, offset, np.array([1.0, 0.0]), np.array([0.5, -0.5]), cumulants, levels=True, points=AS_LME4)


def _one_arm(y: Array, offset: Array, cumulants: Cumulants, points: int) -> Likelihood:
    return Likelihood(y, offset, np.ones(1), np.ones(1), cumulants, levels=False, points=points)


def _hypergeometric_model(tables: Sequence[Row]) -> Likelihood:
    nought = np.zeros((len(tables), 1))
    return _one_arm(nought, nought, _hypergeometric(tables), EXACT)


def _best_binomial(y: Array, n: Array) -> float:
    return float((scipy.special.xlogy(y, y / n) + scipy.special.xlog1py(n - y, -y / n)).sum())


def _binomial(n: Array) -> Cumulants:
    sizes = n[:, :, None]

    def cumulants(eta: Array, order: int) -> Sequence[Array]:
        p = scipy.special.expit(eta)
        variance = sizes * p * (1 - p)
        return (sizes * np.logaddexp(0, eta), sizes * p, variance, variance * (1 - 2 * p))[: order + 1]

    return cumulants


def _poisson(eta: Array, order: int) -> Sequence[Array]:
    return [np.exp(eta)] * (order + 1)


def _hypergeometric(tables: Sequence[Row]) -> Cumulants:
    """Of the counts that arm 1 could have less the count that it has, so that y is 0 and few digits go.

    All counts of all studies stand in one row: `starts` says where those of a study begin.
    """
    ranges = [np.arange(max(0, a + c - n2), min(n1, a + c) + 1) for a, n1, c, n2 in tables]
    sizes = np.array([len(counts) for counts in ranges])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    weights = np.concatenate([_log_weights(counts, table) for counts, table in zip(ranges, tables, strict=True)])[
        :, None
    ]
    beyond = np.concatenate([counts - table[0] for counts, table in zip(ranges, tables, strict=True)])[:, None]

    def summed(parts: Array) -> Array:
        return np.add.reduceat(parts, starts, axis=0)

    def spread(parts: Array) -> Array:
        return np.repeat(parts, sizes, axis=0)

    def cumulants(eta: Array, order: int) -> Sequence[Array]:
        logs = weights + beyond * spread(eta[:, 0, :])
        top = np.maximum.reduceat(logs, starts, axis=0)
        terms = np.exp(logs - spread(top))
        total = summed(terms)
        mean = summed(terms * beyond) / total
        parts = [top + np.log(total), mean]
        if order > 1:
            off = beyond - spread(mean)
            parts += [summed(terms * off**power) / total for power in range(2, order + 1)]
        return [part[:, None] for part in parts]

    return cumulants


def _log_weights(counts: Array, table: Row) -> Array:
    """The logarithm of each count's probability with an odds ratio of 1, over that of the count that there is."""
    a, n1, c, n2 = table
    before = counts[:-1]
    ratios = np.log((n1 - before) / (before + 1) * (a + c - before) / (n2 - a - c + before + 1))
    sums: Array = np.concatenate([[0.0], np.cumsum(ratios)])
    sums -= sums[int(a - counts[0])]
    return sums
