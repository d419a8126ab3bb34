"""Mantel–Haenszel for rates; and of any estimate from counts its Q, and the random-effects model that rests on it."""

import math
from collections.abc import Sequence
from dataclasses import replace

from .effects import Z95
from .heterogeneity import OUT_OF_RANGE, typical_variance, weighted_mean
from .pooling import Leading, Pooled, in_range, why_empty, with_normal
from .rates import Rates, check_rate
from .tails import chi2_upper


def mantel_haenszel_rates(rates: Sequence[Rates], measure: str) -> Pooled:
    """The Mantel–Haenszel effect of events over person-time in two arms, nothing added to zeros.

    `measure` is rate_ratio (on the log scale) or rate_difference (events per unit of time); both with the variance of
    Greenland & Robins 1985. `k` counts the studies that say something: with the ratio not those without events. None,
    with the reason, where the sums give no ratio; no interval where nobody had the event. ValueError for other measures
    and for events and person-time that no arm can have.
    """
    for a, t1, c, t2 in rates:
        check_rate(a, t1)
        check_rate(c, t2)
    if measure not in ("rate_ratio", "rate_difference"):
        raise ValueError(f"no Mantel–Haenszel estimate of {measure}")
    used = [row for row in rates if measure == "rate_difference" or row[0] + row[2]]
    if not used:
        return Pooled("MH", "z", 0, reason="no study says anything of this measure")
    result = Pooled("MH", "z", len(used))
    try:
        found = _rate_ratio(used) if measure == "rate_ratio" else _rate_difference(used)
    except (OverflowError, ZeroDivisionError, ValueError):
        return replace(result, reason=OUT_OF_RANGE)
    if found is None:
        return replace(result, reason="one side has no event in any study, so there is no ratio")
    estimate, se = found
    if not math.isfinite(estimate) or not math.isfinite(se):
        return replace(result, reason=OUT_OF_RANGE)
    result = replace(result, estimate=estimate)
    if se == 0:
        return replace(result, reason="nobody had the event, so there is no interval")
    return in_range(with_normal(result, estimate, se), measure)


def leading_by_rates(rates: Sequence[Rates], measure: str) -> Leading | None:
    """Mantel–Haenszel, if events are too rare to weigh their rates by variance (docs/pooling.md); else `None`.

    Rare are events of which a group has none in a third of the studies, two at least: person-time has no risk.
    """
    why = why_empty(rates)
    fit = mantel_haenszel_rates(rates, measure) if why else None
    return Leading(fit, measure, why) if fit is not None and fit.ci_low is not None else None


def _rate_ratio(rates: Sequence[Rates]) -> tuple[float, float] | None:
    first = math.fsum(a * (t2 / (t1 + t2)) for a, t1, _, t2 in rates)
    second = math.fsum(c * (t1 / (t1 + t2)) for _, t1, c, t2 in rates)
    if not any(a for a, *_ in rates) or not any(c for _, _, c, _ in rates):
        return None
    top = math.fsum((a + c) * (t1 / (t1 + t2)) * (t2 / (t1 + t2)) for a, t1, c, t2 in rates)
    return math.log(first / second), math.sqrt(top / first / second)


def _rate_difference(rates: Sequence[Rates]) -> tuple[float, float]:
    weight = math.fsum(t1 * (t2 / (t1 + t2)) for _, t1, _, t2 in rates)
    gap = math.fsum(a * (t2 / (t1 + t2)) - c * (t1 / (t1 + t2)) for a, t1, c, t2 in rates)
    squares = math.fsum(a * (t2 / (t1 + t2)) ** 2 + c * (t1 / (t1 + t2)) ** 2 for a, t1, c, t2 in rates)
    return gap / weight, math.sqrt(squares) / weight


def with_q(fit: Pooled, yi: Sequence[float], vi: Sequence[float]) -> Pooled:
    """A fit with Q, its p and I² about its own estimate, from the effects that have a variance.

    Q = Σ (yi − estimate)²/vi on one degree of freedom less than there are effects, and I² from Q, as `rma.mh`,
    `rma.peto` and RevMan (Deeks & Higgins 2010) give them. Without effects or an estimate, and for figures out of
    range, they stay None. ValueError for sequences of different lengths. Raises `ScipyMissing`.
    """
    q = _q_about(fit, yi, vi)
    if q is None:
        return fit
    df = len(yi) - 1
    return replace(fit, q=q, q_p=chi2_upper(q, df) if df else 1.0, i2=max(0.0, 100 * (q - df) / q) if q and df else 0.0)


def random_about(fit: Pooled, yi: Sequence[float], vi: Sequence[float]) -> Pooled:
    """DerSimonian & Laird's model with Q about a fit from counts, Wald's interval: RevMan's random effects for MH.

    τ² = (Q − df)/(Σw − Σw²/Σw), not below 0, with the Q of `with_q`; then the mean with weights 1/(vi + τ²) (Deeks &
    Higgins 2010). The method is called after the fit, MH-DL. From three effects on with a prediction interval, of the
    normal quantile. None, with the reason, without effects or an estimate and for figures out of range. ValueError as
    in `with_q`. Raises `ScipyMissing`.
    """
    method, k = f"{fit.method}-DL", len(yi)
    if not k or fit.estimate is None:
        return Pooled(method, "z", k, reason=fit.reason or "there is no study to pool")
    about = with_q(fit, yi, vi)
    if about.q is None:
        return Pooled(method, "z", k, reason=OUT_OF_RANGE)
    try:
        tau2 = max(0.0, (about.q - (k - 1)) * typical_variance(vi) / (k - 1)) if k > 1 else 0.0
        mean, total = weighted_mean(yi, vi, tau2)
    except (OverflowError, ZeroDivisionError, ValueError):
        return Pooled(method, "z", k, reason=OUT_OF_RANGE)
    se, weights = math.sqrt(1 / total), tuple(100 / (v + tau2) / total for v in vi)
    result = replace(about, method=method, k=k, estimate=mean, tau2=tau2, weights=weights, reason=None)
    result = with_normal(result, mean, se)
    if k < 3:
        return result
    half = Z95 * math.hypot(se, math.sqrt(tau2))
    return replace(result, pi_low=mean - half, pi_high=mean + half)


def _q_about(fit: Pooled, yi: Sequence[float], vi: Sequence[float]) -> float | None:
    if len(yi) != len(vi):
        raise ValueError(f"{len(yi)} effects and {len(vi)} variances")
    if fit.estimate is None or not yi or not all(math.isfinite(x) for x in (*yi, *vi)) or min(vi) <= 0:
        return None
    try:
        q = math.fsum((y - fit.estimate) ** 2 / v for y, v in zip(yi, vi, strict=True))
    except (OverflowError, ValueError):
        return None
    return q if math.isfinite(q) else None
