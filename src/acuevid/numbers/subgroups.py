"""Pools by subgroup, with a variance between studies of each group's own or for all, and the test of difference."""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

from .effects import Z95
from .heterogeneity import (
    OUT_OF_RANGE,
    Method,
    centred,
    generalised_q,
    maxima,
    no_maximum_above,
    restricted_likelihood,
    restricted_slope,
    spread_about_mean,
    typical_variance,
    weighted_mean,
    where_zero,
)
from .pooling import Model, Pooled, Test, pool
from .tails import chi2_upper, f_upper, t_quantile, t_two_sided

Group = tuple[list[float], list[float]]
"""Effects and variances of one subgroup."""


@dataclass(frozen=True, slots=True)
class Between:
    """The test of difference between subgroups; what is undefined is None, and `reason` says why.

    `statistic` is Q, χ² on `df` degrees of freedom, or F on `df` and `df_2` where that is given.
    """

    statistic: float | None = None
    df: int | None = None
    df_2: int | None = None
    p_value: float | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Subgroups:
    """Pools by subgroup, in the order in which the groups come first, and the test of difference between them.

    `tau2` and `i2` (0 to 100) are the common ones of what the groups leave, None where each has its own; `q` is the sum
    of the groups' own, on `df` degrees of freedom (Borenstein et al. 2009, chapter 19).
    """

    names: tuple[Hashable, ...]
    pools: tuple[Pooled, ...]
    between: Between
    tau2: float | None = None
    i2: float | None = None
    q: float | None = None
    q_p: float | None = None
    df: int | None = None


def separate(
    yi: Sequence[float], vi: Sequence[float], groups: Sequence[Hashable], method: Model = "REML", test: Test = "knha"
) -> Subgroups:
    """Each subgroup pooled alone, see `pool`, and the test whether their effects differ, see `between`.

    `groups` has the group of each study. ValueError for sequences of different lengths. Raises `ScipyMissing`.
    """
    by_group = _by_group(yi, vi, groups)
    pools = tuple(pool(*group, method, test) for group in by_group.values())
    return Subgroups(tuple(by_group), pools, between(pools))


def between(pools: Sequence[Pooled]) -> Between:
    """Whether pooled effects of independent groups differ: Q of the effects with their standard errors, χ² on G − 1.

    None, with the reason, for one group and where a group has no standard error. Borenstein et al. 2009, chapter 19;
    Cochrane Handbook 10.11.3. Raises `ScipyMissing`.
    """
    if len(pools) < 2:
        return Between(reason="there is one group only")
    points = [(p.estimate, p.se**2) for p in pools if p.estimate is not None and p.se is not None]
    if len(points) < len(pools):
        return Between(reason="a group has no standard error")
    try:
        q = generalised_q([y for y, _ in points], [v for _, v in points])
    except (OverflowError, ZeroDivisionError, ValueError):
        return Between(reason=OUT_OF_RANGE)
    df = len(pools) - 1
    return Between(q, df, None, chi2_upper(q, df)) if math.isfinite(q) else Between(reason=OUT_OF_RANGE)


def common(
    yi: Sequence[float], vi: Sequence[float], groups: Sequence[Hashable], method: Model = "REML", test: Test = "knha"
) -> Subgroups:
    """Subgroups pooled with one variance between studies for all: metafor's `rma` with the groups as moderator.

    `groups` has the group of each study. τ² is what the groups leave, by the estimator (see `regress`). With knha the
    standard errors have one scale for all, t and F on k − G degrees of freedom. With a group for each study τ² is
    nothing that figures say, so each pool has that reason; so it is for a variance that is not above zero and for
    figures out of range. Where the groups explain the effects completely, Knapp–Hartung has no standard errors.
    ValueError for sequences of different lengths. Raises `ScipyMissing`.
    """
    by_group = _by_group(yi, vi, groups)
    names, several = tuple(by_group), list(by_group.values())
    reason = None
    if not all(math.isfinite(x) for x in (*yi, *vi)) or min(vi, default=1) <= 0:
        reason = "a study has no variance above zero, so it cannot be weighed"
    elif len(yi) <= len(several):
        reason = "no group has two studies, so there is no common variance between studies"
    try:
        found = None if reason else _common(names, several, method, test)
    except (OverflowError, ZeroDivisionError, ValueError):
        found, reason = None, OUT_OF_RANGE
    if found and _is_finite(found):
        return found
    reason = reason or OUT_OF_RANGE
    return Subgroups(
        names, tuple(Pooled(method, test, len(y), reason=reason) for y, _ in several), Between(reason=reason)
    )


def _is_finite(found: Subgroups) -> bool:
    figures = [found.tau2, found.i2, found.q, found.between.statistic]
    for told in found.pools:
        figures += [told.estimate, told.se, told.ci_low, told.ci_high, told.q, told.pi_low, told.pi_high]
    return all(figure is None or math.isfinite(figure) for figure in figures)


def _by_group(yi: Sequence[float], vi: Sequence[float], groups: Sequence[Hashable]) -> dict[Hashable, Group]:
    if not len(yi) == len(vi) == len(groups):
        raise ValueError(f"{len(yi)} effects, {len(vi)} variances and {len(groups)} groups of them")
    found: dict[Hashable, Group] = {}
    for y, v, group in zip(yi, vi, groups, strict=True):
        of_group = found.setdefault(group, ([], []))
        of_group[0].append(y)
        of_group[1].append(v)
    return found


def _common(names: tuple[Hashable, ...], groups: Sequence[Group], method: Model, test: Test) -> Subgroups:
    qs = [generalised_q(*group) for group in groups]
    q, df = math.fsum(qs), sum(len(y) - 1 for y, _ in groups)
    # 1/typical · df is each group's trace of P, and these add up
    typical = df / math.fsum((len(v) - 1) / typical_variance(v) for _, v in groups if len(v) > 1)
    tau2 = 0.0 if method == "CE" else _tau_squared(groups, method, q, df, typical)
    i2 = max(0.0, 100 * (q - df) / q) if method == "CE" and q else 100 * tau2 / (tau2 + typical)
    pools = [_of_group(group, method, test, tau2) for group in groups]
    result = Subgroups(names, (), Between(reason="there is one group only"), tau2, i2, q, chi2_upper(q, df), df)
    if test == "knha" and _are_one_result(groups, q):
        reason = "the groups explain the effects completely, so Knapp–Hartung gives no interval"
        return replace(result, pools=tuple(replace(p, reason=reason) for p in pools), between=Between(reason=reason))
    scale = 1.0 if test == "z" else math.fsum(generalised_q(*group, tau2) for group in groups) / df
    told = tuple(_with_interval(p, group, scale, df) for p, group in zip(pools, groups, strict=True))
    return replace(result, pools=told, between=_test(told, df) if len(told) > 1 else result.between)


def _tau_squared(groups: Sequence[Group], method: Method, q: float, df: int, typical: float) -> float:
    """The common variance between studies; the sums over groups are those of the one model with all of them."""
    if method == "DL":
        return max(0.0, (q - df) * typical / df)
    least = min(min(v) for _, v in groups)
    if method == "PM":
        return where_zero(lambda tau2: math.fsum(generalised_q(*group, tau2) for group in groups) - df, least)
    about = [(centred(*group), group[1]) for group in groups]
    s2 = math.fsum(spread_about_mean(di) for di, _ in about) / df
    return maxima(
        lambda tau2: math.fsum(restricted_slope(di, vi, least, tau2) for di, vi in about),
        lambda tau2: math.fsum(restricted_likelihood(di, vi, tau2) for di, vi in about),
        least,
        no_maximum_above(s2, max(max(v) for _, v in groups)),
    )[0]


def _are_one_result(groups: Sequence[Group], q: float) -> bool:
    """Whether the effects inside each group are the same up to noise, by errors or by their own size; see `pool`."""
    k = sum(len(y) for y, _ in groups)
    return q <= 1e-18 * k or all(max(y) - min(y) <= 1e-14 * max(map(abs, y)) for y, _ in groups)


def _of_group(group: Group, method: Model, test: Test, tau2: float) -> Pooled:
    """The pool of one group at a given τ², without its standard error."""
    yi, vi = group
    mean, total = weighted_mean(yi, vi, tau2)
    q, df = generalised_q(yi, vi), len(yi) - 1
    weights = tuple(100 / (v + tau2) / total for v in vi)
    return Pooled(method, test, len(yi), mean, q=q, q_p=chi2_upper(q, df) if df else None, tau2=tau2, weights=weights)


def _with_interval(pooled: Pooled, group: Group, scale: float, df: int) -> Pooled:
    assert pooled.estimate is not None
    assert pooled.tau2 is not None
    mean, (_, total) = pooled.estimate, weighted_mean(*group, pooled.tau2)
    se = math.sqrt(scale / total)
    if pooled.test == "z":
        quantile, p = Z95, math.erfc(abs(mean) / se / math.sqrt(2))
    else:
        quantile, p = t_quantile(0.975, df), t_two_sided(mean / se, df)
    told = replace(pooled, se=se, ci_low=mean - quantile * se, ci_high=mean + quantile * se, p_value=p)
    if pooled.method == "CE":
        return told
    half = quantile * math.hypot(se, math.sqrt(pooled.tau2))
    return replace(told, pi_low=mean - half, pi_high=mean + half)


def _test(pools: Sequence[Pooled], df: int) -> Between:
    """Q of the groups' effects with their variances, which hold the scale of Knapp–Hartung; there F = Q/(G − 1)."""
    found = between(pools)
    if found.statistic is None or found.df is None or pools[0].test == "z":
        return found
    f = found.statistic / found.df
    return Between(f, found.df, df, f_upper(f, found.df, df))
