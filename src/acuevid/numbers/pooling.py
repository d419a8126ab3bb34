"""Pooled effects: inverse variance with a common or a random effect, Mantel–Haenszel and Peto.

Effects and variances stand on the scale of analysis: the logarithm for ratios, as it is for differences.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple, TypeAlias

from acuevid.measures import MEASURES

from . import format as fmt
from .effects import Z95, Estimate, check_counts
from .heterogeneity import OUT_OF_RANGE, Method, generalised_q, i_squared, tau_squared, weighted_mean
from .tails import chi2_upper, t_quantile, t_two_sided

Model = Literal["CE"] | Method
Test = Literal["z", "knha"]
Table: TypeAlias = tuple[float, float, float, float]
"""Events and total of the first arm, then of the second; no whole numbers where clusters were randomised."""
RARE_RISK, RARE_SHARE, RARE_TRIALS = 0.01, 3, 2
"""Events are rare where the pooled risk is below 1 %, or an arm is without any in a third of the trials, two at least:
one zero cell among common events changes nothing but its own ½."""
_FARTHEST = 700
"""The logarithm of no ratio lies farther from 0: e to the 710th is beyond floating-point numbers."""


@dataclass(frozen=True, slots=True)
class Pooled:
    """A pooled effect on the scale of analysis; what is undefined is None, and `reason` says why.

    `q` has k − 1 degrees of freedom. `i2` is 0 to 100: from τ² in a random-effects model (labelled so wherever it is
    shown), from Q in a common-effect one. `weights` are shares of 100 in the order of the effects. The prediction
    interval is for the true effect of one further study; a common-effect model has none.
    """

    method: str
    test: str
    k: int
    estimate: float | None = None
    se: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    p_value: float | None = None
    q: float | None = None
    q_p: float | None = None
    tau2: float | None = None
    i2: float | None = None
    pi_low: float | None = None
    pi_high: float | None = None
    weights: tuple[float, ...] = ()
    reason: str | None = None


def pool(yi: Sequence[float], vi: Sequence[float], method: Model = "REML", test: Test = "knha") -> Pooled:
    """Pool effects by inverse variance.

    `method` is CE (common effect) or the estimator of τ² (see `tau_squared`). `test` is z (Wald) or knha: Knapp &
    Hartung 2003 (also Sidik & Jonkman 2002), with t on k − 1 degrees of freedom and no truncation. The prediction
    interval uses the same quantile (normal for z, t on k − 1 for knha), as metafor's `predict` does, and needs three
    studies (Higgins, Thompson & Spiegelhalter 2009 use k − 2). With one study the pooled effect is that study's; with
    the same result in all, up to the noise of floating point, Knapp–Hartung has no interval. Without an estimate, with
    the reason, for no study, for a variance that is not above zero and for figures out of range. ValueError for
    sequences of different lengths. Raises `ScipyMissing`.
    """
    if len(yi) != len(vi):
        raise ValueError(f"{len(yi)} effects and {len(vi)} variances")
    k = len(yi)
    if not k:
        return Pooled(method, test, 0, reason="there is no study to pool")
    if not all(math.isfinite(x) for x in (*yi, *vi)) or min(vi) <= 0:
        return Pooled(method, test, k, reason="a study has no variance above zero, so it cannot be weighed")
    try:
        result = _single(yi[0], vi[0], method, test) if k == 1 else _several(yi, vi, method, test)
    except (OverflowError, ZeroDivisionError, ValueError):  # fsum calls a sum of infinities a wrong value
        return Pooled(method, test, k, reason=OUT_OF_RANGE)
    figures = (result.estimate, result.se, result.ci_low, result.ci_high, result.q, result.tau2, result.i2)
    if any(figure is not None and not math.isfinite(figure) for figure in figures):
        return Pooled(method, test, k, reason=OUT_OF_RANGE)
    return result


def _single(y: float, v: float, method: str, test: str) -> Pooled:
    alone = Pooled(method, test, 1, y, math.sqrt(v), tau2=0.0, i2=0.0, q=0.0, weights=(100.0,))
    if test == "knha":
        return replace(alone, se=None, reason="the Knapp–Hartung interval needs two studies")
    return with_normal(alone, y, math.sqrt(v))


def with_normal(result: Pooled, y: float, se: float) -> Pooled:
    """A result with Wald's interval and p about an estimate, from its standard error."""
    p = math.erfc(abs(y) / se / math.sqrt(2))
    return replace(result, se=se, ci_low=y - Z95 * se, ci_high=y + Z95 * se, p_value=p)


def in_range(fit: Pooled, measure: str) -> Pooled:
    """A fit, or the reason why there is none: a ratio in it, or a limit of one, is no floating-point number."""
    figures = (fit.estimate, fit.ci_low, fit.ci_high, fit.pi_low, fit.pi_high)
    if MEASURES[measure].is_ratio and any(x is not None and abs(x) > _FARTHEST for x in figures):
        return Pooled(fit.method, fit.test, fit.k, reason=OUT_OF_RANGE)
    return fit


def _several(yi: Sequence[float], vi: Sequence[float], method: Model, test: Test) -> Pooled:
    k, df = len(yi), len(yi) - 1
    q = generalised_q(yi, vi)
    tau2 = 0.0 if method == "CE" else tau_squared(yi, vi, method)
    i2 = max(0.0, 100 * (q - df) / q) if method == "CE" and q else 0.0 if method == "CE" else i_squared(tau2, vi)
    mean, total = weighted_mean(yi, vi, tau2)
    weights = tuple(100 / (v + tau2) / total for v in vi)
    result = Pooled(method, test, k, mean, q=q, q_p=chi2_upper(q, df), tau2=tau2, i2=i2, weights=weights)
    if test == "z":
        se, quantile = math.sqrt(1 / total), Z95
        result = with_normal(result, mean, se)
    else:
        if _is_one_result(yi, q):
            return replace(result, reason="all studies have the same result, so Knapp–Hartung gives no interval")
        spread = generalised_q(yi, vi, tau2) if tau2 else q
        se, quantile = math.sqrt(spread / df / total), t_quantile(0.975, df)
        low, high = mean - quantile * se, mean + quantile * se
        result = replace(result, se=se, ci_low=low, ci_high=high, p_value=t_two_sided(mean / se, df))
    if k < 3 or method == "CE":
        return result
    half = quantile * math.hypot(se, math.sqrt(tau2))
    return replace(result, pi_low=mean - half, pi_high=mean + half)


def _is_one_result(yi: Sequence[float], q: float) -> bool:
    """Whether effects are the same up to noise, by their distances in standard errors or by their own size.

    Noise in a logarithm is about 1e-16 and a standard error above 1e-4, so noise stays below 1e-11 standard errors;
    printed figures that differ at all do so by far more than 1e-9 of them. With errors tiny beside the effects the last
    digits of these may be more than that, so a share of 1e-14 counts as noise too.
    """
    return q <= 1e-18 * len(yi) or max(yi) - min(yi) <= 1e-14 * max(map(abs, yi))


def lead_by_variance(hartung: Pooled, wald: Pooled) -> tuple[Pooled, str]:
    """Which of two REML results leads (docs/pooling.md), and why where it goes against the usual rule.

    Wald leads for two studies, where the effects do not vary, and where Knapp–Hartung's interval is absent or narrower.
    """
    wide, narrow = width(hartung), width(wald)
    if wide is None or wald.k < 3 or not wald.tau2:
        return wald, ""
    if narrow is not None and wide < narrow:
        return wald, "Knapp–Hartung's interval is narrower here"
    return hartung, ""


def width(fit: Pooled) -> float | None:
    """The width of the interval on the scale of analysis; `None` without one."""
    return None if fit.ci_low is None or fit.ci_high is None else fit.ci_high - fit.ci_low


def says_something(table: Table, measure: str) -> bool:
    """Whether a table enters an effect pooled from counts: without events, or for odds with events alone, it does not.

    Every table enters a risk difference.
    """
    a, n1, c, n2 = table
    return measure == "risk_difference" or (a + c > 0 and (measure == "risk_ratio" or a + c < n1 + n2))


class Leading(NamedTuple):
    """A method for counts that leads before inverse variance, the measure that it gives, and why it leads."""

    fit: Pooled
    measure: str
    why: str


def leading_by_counts(tables: Sequence[Table], unweighed: Sequence[Table], measure: str) -> Leading | None:
    """Mantel–Haenszel, or Peto where one side has no event, if counts must lead (docs/pooling.md); else `None`.

    `unweighed` are those of the tables that have no variance of their own.
    """
    why = tables and _why_counts(tables, unweighed)
    if not why:
        return None
    fit = mantel_haenszel(tables, measure)
    if fit.ci_low is not None:
        return Leading(fit, measure, why)
    fit = peto(tables)
    if fit.ci_low is not None:
        return Leading(fit, "peto_odds_ratio", f"{why}, and one side has none at all")
    return None


def _why_counts(tables: Sequence[Table], unweighed: Sequence[Table]) -> str:
    """Why a method for counts leads: rare events, or tables that differ and that inverse variance cannot weigh."""
    if rare := why_rare(tables):
        return rare
    lost = sum(a * n2 != c * n1 for a, n1, c, n2 in unweighed)
    if lost or len(tables) - len(unweighed) < 2:
        return f"{fmt.share(len(unweighed), len(tables))} trials cannot be weighed by variance"
    return ""


def why_rare(tables: Sequence[Table]) -> str:
    """Why events are too rare for inverse variance: see `RARE_RISK` and the others (Handbook 10.4.4); or empty."""
    events, people = sum(t[0] + t[2] for t in tables), sum(t[1] + t[3] for t in tables)
    if events < RARE_RISK * people:
        return f"the risk in all groups together is {fmt.risk(events / people)}"
    return why_empty(tables)


def why_empty(rows: Sequence[Table]) -> str:
    """The same of events alone, over people or over person-time: in how many trials a group has none; or empty."""
    empty = sum(t[0] == 0 or t[2] == 0 for t in rows)
    if empty >= RARE_TRIALS and RARE_SHARE * empty >= len(rows):
        return f"in {fmt.share(empty, len(rows))} trials a group has no event"
    return ""


def mantel_haenszel(tables: Sequence[Table], measure: str) -> Pooled:
    """The Mantel–Haenszel effect of tables (events 1, total 1, events 2, total 2), nothing added to zero cells.

    `measure` is risk_ratio (variance: Greenland & Robins 1985), odds_ratio (Robins, Breslow & Greenland 1986) or
    risk_difference (Sato, Greenland & Robins 1989). `k` counts the tables that say something: with a ratio, not those
    in which nobody, or for the odds ratio everybody, had the event. None, with the reason, where the sums give no
    ratio and for figures out of range. ValueError for other measures and for counts that no arm can have.
    """
    for a, n1, c, n2 in tables:
        check_counts(a, n1)
        check_counts(c, n2)
    if measure not in _SUMS:
        raise ValueError(f"no Mantel–Haenszel estimate of {measure}")
    used = [t for t in tables if says_something(t, measure)]
    if not used:
        return Pooled("MH", "z", 0, reason="no table says anything of this measure")
    found = _SUMS[measure](used)
    if found is None:
        return Pooled("MH", "z", len(used), reason="one side has no event in any table, so there is no ratio")
    estimate, se = found
    if se == 0:
        return Pooled("MH", "z", len(used), estimate, reason="the counts leave no variance, so there is no interval")
    return in_range(with_normal(Pooled("MH", "z", len(used), estimate), estimate, se), measure)


def peto(tables: Sequence[Table]) -> Pooled:
    """Peto's one-step odds ratio of tables (events 1, total 1, events 2, total 2), nothing added to zero cells.

    On the log scale: the sum of observed less expected events in arm 1, over the sum of their hypergeometric variances
    (Yusuf et al. 1985). `k` counts the tables with an event in which not everybody had it. None,
    with the reason, where there is no such table and for figures out of range. ValueError for counts that no arm can
    have.
    """
    for a, n1, c, n2 in tables:
        check_counts(a, n1)
        check_counts(c, n2)
    used = [t for t in tables if says_something(t, "odds_ratio")]
    if not used:
        return Pooled("PETO", "z", 0, reason="no table says anything of this measure")
    gap = math.fsum((a * n2 - c * n1) / (n1 + n2) for a, n1, c, n2 in used)
    variance = math.fsum(
        n1 * n2 * (a + c) * (n1 + n2 - a - c) / ((n1 + n2) ** 2 * (n1 + n2 - 1)) for a, n1, c, n2 in used
    )
    if variance <= 0:  # fewer than one person is left behind a design effect
        return Pooled("PETO", "z", len(used), reason="the counts leave no variance")
    found = with_normal(Pooled("PETO", "z", len(used), gap / variance), gap / variance, math.sqrt(1 / variance))
    return in_range(found, "peto_odds_ratio")


def _mh_risk_ratio(tables: Sequence[Table]) -> tuple[float, float] | None:
    r = math.fsum(a * n2 / (n1 + n2) for a, n1, c, n2 in tables)
    s = math.fsum(c * n1 / (n1 + n2) for a, n1, c, n2 in tables)
    if not r or not s:
        return None
    top = math.fsum((n1 * n2 * (a + c) - a * c * (n1 + n2)) / (n1 + n2) ** 2 for a, n1, c, n2 in tables)
    return math.log(r / s), math.sqrt(top / (r * s))


def _mh_odds_ratio(tables: Sequence[Table]) -> tuple[float, float] | None:
    r = s = first = second = third = 0.0
    for a, n1, c, n2 in tables:
        n = n1 + n2
        diagonal, other = (a + n2 - c) / n, (n1 - a + c) / n
        up, down = a * (n2 - c) / n, (n1 - a) * c / n
        r, s = r + up, s + down
        first, second = first + diagonal * up, second + diagonal * down + other * up
        third += other * down
    if not r or not s:
        return None
    return math.log(r / s), math.sqrt((first / r**2 + second / (r * s) + third / s**2) / 2)


def _mh_risk_difference(tables: Sequence[Table]) -> tuple[float, float] | None:
    weight = math.fsum(n1 * n2 / (n1 + n2) for _, n1, _, n2 in tables)
    estimate = math.fsum((a * n2 - c * n1) / (n1 + n2) for a, n1, c, n2 in tables) / weight
    p = math.fsum(
        c * (n1 / (n1 + n2)) ** 2 - a * (n2 / (n1 + n2)) ** 2 + n1 * n2 * (n2 - n1) / (n1 + n2) ** 2 / 2
        for a, n1, c, n2 in tables
    )
    q = math.fsum((a * (n2 - c) + c * (n1 - a)) / (n1 + n2) / 2 for a, n1, c, n2 in tables)
    return estimate, math.sqrt(max(0.0, (estimate * p + q) / weight**2))


_SUMS: dict[str, Callable[[Sequence[Table]], tuple[float, float] | None]] = {
    "risk_ratio": _mh_risk_ratio,
    "odds_ratio": _mh_odds_ratio,
    "risk_difference": _mh_risk_difference,
}


def _logit(share: float) -> float:
    return math.log(share) - math.log1p(-share)


def _share(logit: float) -> float:
    small = math.exp(-abs(logit))
    return 1 / (1 + small) if logit >= 0 else small / (1 + small)


_SCALES: dict[str, tuple[Callable[[float], float], Callable[[float], float]]] = {
    "log": (math.log, math.exp),
    "fisher-z": (math.atanh, math.tanh),
    "logit": (_logit, _share),
    "natural": (float, float),
}
"""To each scale of analysis and back."""


def onto_scale(value: float, scale: str) -> float:
    """A value on its scale of analysis (`MeasureKind.scale`). ValueError where it has no place there."""
    return _SCALES[scale][0](value)


def off_scale(value: float, scale: str) -> float:
    """A value brought back from its scale of analysis."""
    return _SCALES[scale][1](value)


def for_pooling(effect: Estimate) -> tuple[float, float] | None:
    """An effect and its variance on the scale of analysis; `None` without an estimate or a standard error.

    Ratios are pooled as logarithms, correlations as Fisher's z, proportions as log odds.
    """
    if effect.estimate is None or effect.se is None:
        return None
    return _SCALES[MEASURES[effect.measure].scale][0](effect.estimate), effect.se**2


def on_its_scale(pooled: Pooled, measure: str) -> Estimate:
    """A pooled effect with its interval on the measure's own scale, brought back from the scale of analysis."""
    back = _SCALES[MEASURES[measure].scale][1]
    low, middle, high = (None if x is None else back(x) for x in (pooled.ci_low, pooled.estimate, pooled.ci_high))
    return Estimate(measure, middle, low, high, pooled.se, reason=pooled.reason)
