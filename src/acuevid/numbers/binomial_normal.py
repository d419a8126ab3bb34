"""Pooled odds and rate ratios of rare events: generalised linear models with a normal effect of the study.

Model UM.FS is unconditional, with a fixed level for each study and the random effect split between its arms; CM.EL is
conditional on the events of both arms together, with the exact likelihood (Stijnen, Hamza & Özdemir 2010; metafor's
`rma.glmm`). Fitted by maximum likelihood, nothing added to zero cells.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from types import ModuleType
from typing import TYPE_CHECKING, Literal

from .effects import Z95, check_counts
from .heterogeneity import OUT_OF_RANGE
from .pooling import Pooled, Table, says_something, with_normal
from .rates import Rates, check_rate
from .tails import chi2_upper, special

if TYPE_CHECKING:
    from .families import Problem

GlmmModel = Literal["CM.EL", "UM.FS"]
MOST_COUNTS, MOST_PEOPLE = 10_000, 10**12
_NO_BOUND = "every study has all the events that it could have on the same side, so the ratio has no bound"
_TWO = "the model needs two studies that say something of this measure"
_NOT_WHOLE = "counts over a design effect are no whole numbers"
_TOO_MANY = f"the counts that the tables could have are more than {MOST_COUNTS:,}, so events are not rare"


def binomial_normal(tables: Sequence[Table], model: GlmmModel) -> Pooled:
    """The log odds ratio of tables by a binomial–normal model, with a Wald interval.

    Tables without events, or with events alone, say nothing of it and are left out (`says_something`); `k` counts the
    others. `q` is the likelihood-ratio statistic against an effect for each study (k − 1 degrees of freedom), `tau2`
    the maximum-likelihood variance between studies; `i2` is not defined here. The standard error is from the joint
    observed information. None, with the reason, for fewer than two such tables, where the ratio or τ² has no bound, and
    in CM.EL for more than `MOST_COUNTS` counts to sum over. ValueError for counts that no arm can have. Raises
    `ScipyMissing`.
    """
    if any(float(x) != int(x) for table in tables for x in table):
        return Pooled(model, "z", len(tables), reason=_NOT_WHOLE)
    whole = [(int(a), int(n1), int(c), int(n2)) for a, n1, c, n2 in tables]
    for a, n1, c, n2 in whole:
        check_counts(a, n1)
        check_counts(c, n2)
    used = [table for table in whole if says_something(table, "odds_ratio")]
    ranges = [(a, max(0, a + c - n2), min(n1, a + c)) for a, n1, c, n2 in used]
    reason = None
    if len(used) < 2:
        reason = _TWO
    elif max(max(n1, n2) for _, n1, _, n2 in used) > MOST_PEOPLE:
        reason = OUT_OF_RANGE
    elif all(a == least for a, least, _ in ranges) or all(a == most for a, _, most in ranges):
        reason = _NO_BOUND
    elif model == "CM.EL" and sum(most - least + 1 for _, least, most in ranges) > MOST_COUNTS:
        reason = _TOO_MANY
    if reason:
        return Pooled(model, "z", len(used), reason=reason)
    families = _families()
    return _pooled(model, families.conditional_tables if model == "CM.EL" else families.unconditional_tables, used)


def poisson_normal(rates: Sequence[Rates], model: GlmmModel) -> Pooled:
    """The log rate ratio of events over person-time, with a Wald interval; all as in `binomial_normal`.

    UM.FS is Poisson in each arm, CM.EL binomial given the events of both arms. Studies without events say nothing of
    it and are left out. ValueError for events and person-time that no arm can have. Raises `ScipyMissing`.
    """
    for a, t1, c, t2 in rates:
        check_rate(a, t1)
        check_rate(c, t2)
    if any(float(events) != int(events) for a, _, c, _ in rates for events in (a, c)):
        return Pooled(model, "z", len(rates), reason=_NOT_WHOLE)
    used = [row for row in rates if row[0] + row[2] > 0]
    reason = None
    if len(used) < 2:
        reason = _TWO
    elif max(max(a, c) for a, _, c, _ in used) > MOST_PEOPLE:
        reason = OUT_OF_RANGE
    elif not any(a for a, *_ in used) or not any(c for _, _, c, _ in used):
        reason = _NO_BOUND
    if reason:
        return Pooled(model, "z", len(used), reason=reason)
    families = _families()
    return _pooled(model, families.conditional_rates if model == "CM.EL" else families.unconditional_rates, used)


def _families() -> ModuleType:
    special()
    from . import families

    return families


def _pooled(model: GlmmModel, likelihood: "Callable[[Sequence[Rates]], Problem]", used: Sequence[Rates]) -> Pooled:
    from .mixed_models import NoMaximum, fit

    k = len(used)
    try:
        problem = likelihood(used)
        found = fit(problem.model, problem.level)
    except NoMaximum as failure:
        return Pooled(model, "z", k, reason=str(failure))
    q = max(0.0, 2 * (problem.saturated - found.common))
    result = with_normal(Pooled(model, "z", k, found.effect), found.effect, found.se)
    result = replace(result, q=q, q_p=chi2_upper(q, k - 1), tau2=found.tau2)
    if k < 3:
        return result
    half = Z95 * math.hypot(found.se, math.sqrt(found.tau2))
    return replace(result, pi_low=found.effect - half, pi_high=found.effect + half)
