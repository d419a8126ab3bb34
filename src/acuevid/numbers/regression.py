"""Meta-regression: a mixed-effects model of effects on moderators, as metafor's `rma` with `mods` fits it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import ModuleType

from .contrasts import contrasts, scaled
from .effects import Z95
from .heterogeneity import OUT_OF_RANGE, tau_squared
from .pooling import Model, Test
from .tails import chi2_upper, f_upper, matrices, t_quantile, t_two_sided

MOST = 2_000
"""Studies that are regressed; the time for it grows with their cube."""
_COLLINEAR = 1e-7
"""The share of the largest singular value below which the smallest says that moderators depend on each other."""


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A coefficient, on the scale of the effects per unit of its moderator, with its 95 % interval.

    `statistic` is z, or t with Knapp–Hartung. All but the estimate are None where `Regression.reason` says why.
    """

    estimate: float
    se: float | None = None
    statistic: float | None = None
    p_value: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None


@dataclass(frozen=True, slots=True)
class Regression:
    """A meta-regression; what is undefined is None, and `reason` says why.

    `coefficients` begin with the intercept: the effect where every moderator is 0. `df` is k less their number: that of
    t, of `qe` (the Q of what the moderators leave) and the second one of F. `tau2` and `i2` (0 to 100, from τ²; from Q
    with a common effect) are of what they leave, too. `tau2_without` is τ² without moderators, and `r2` the share of it
    that they account for, 0 to 100, cut off at 0 (Raudenbush 2009); None with a common effect, and where there is
    nothing to account for. `qm` tests all moderators together: χ² on their number of degrees of freedom with z, F with
    Knapp–Hartung. `covariance` is that of the effect at the `centres`, which are the moderators of the
    most precise study, and of their coefficients.
    """

    method: str
    test: str
    k: int
    coefficients: tuple[Coefficient, ...] = ()
    df: int | None = None
    tau2: float | None = None
    tau2_without: float | None = None
    i2: float | None = None
    r2: float | None = None
    qe: float | None = None
    qe_p: float | None = None
    qm: float | None = None
    qm_p: float | None = None
    centres: tuple[float, ...] = ()
    covariance: tuple[tuple[float, ...], ...] = ()
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Prediction:
    """The mean effect at given values of the moderators, its 95 % interval, and that of one further study's effect.

    On the scale of analysis. None where the regression has no standard errors; a common effect has no `pi`.
    """

    estimate: float | None = None
    se: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    pi_low: float | None = None
    pi_high: float | None = None
    reason: str | None = None


def regress(
    yi: Sequence[float],
    vi: Sequence[float],
    moderators: Sequence[Sequence[float]],
    method: Model = "REML",
    test: Test = "knha",
) -> Regression:
    """Regress effects on moderators, each given by its values in the order of the studies, with an intercept.

    Effects and variances stand on the scale of analysis. `method` is CE (no variance between studies) or the estimator
    of what the moderators leave of it: DL and PM by the moments of Q (Raudenbush 2009), REML where the restricted
    likelihood (Viechtbauer 2005) is highest of all. `test` is z (Wald) or knha: Knapp & Hartung 2003, with t and F on
    k less the number of coefficients, and no truncation. Without coefficients, with the reason, for too few studies,
    a moderator that does not vary or is not known of all, moderators that depend on each other, a variance that is not
    above zero and figures out of range. Where the moderators explain the effects completely, Knapp–Hartung has no
    standard errors. ValueError for sequences of different lengths and without a moderator. Raises `ScipyMissing`.
    """
    k = len(yi)
    if not moderators or any(len(values) != k for values in (vi, *moderators)):
        raise ValueError(f"{k} effects need as many variances and values of each moderator, of which there must be one")
    np = matrices()
    if reason := _reason(yi, vi, moderators):
        return Regression(method, test, k, reason=reason)
    try:
        with np.errstate(all="raise", under="ignore"):
            found = _fit(np, yi, vi, moderators, method, test)
    except (ArithmeticError, ValueError, np.linalg.LinAlgError):
        return Regression(method, test, k, reason=OUT_OF_RANGE)
    figures = [found.tau2, found.tau2_without, found.i2, found.qe, found.qm]
    for told in found.coefficients:
        figures += [told.estimate, told.se, told.statistic, told.ci_low, told.ci_high]
    if any(figure is not None and not math.isfinite(figure) for figure in figures):
        return Regression(method, test, k, reason=OUT_OF_RANGE)
    return found


def predict(found: Regression, values: Sequence[float]) -> Prediction:
    """The mean effect where the moderators have these values, with its 95 % interval and the prediction interval.

    Quantiles as in the regression, for both intervals, as metafor's `predict` has them. ValueError for another number
    of values than of moderators.
    """
    if not found.coefficients:
        return Prediction(reason=found.reason)
    if len(values) != len(found.centres):
        raise ValueError(f"{len(found.centres)} moderators and {len(values)} values")
    try:
        result = _predict(found, values)
    except (OverflowError, ValueError):
        return Prediction(reason=OUT_OF_RANGE)
    is_finite = all(
        figure is None or math.isfinite(figure) for figure in (result.estimate, result.ci_low, result.pi_low)
    )
    return result if is_finite else Prediction(reason=OUT_OF_RANGE)


def _predict(found: Regression, values: Sequence[float]) -> Prediction:
    slopes = [coefficient.estimate for coefficient in found.coefficients[1:]]
    estimate = math.fsum([found.coefficients[0].estimate, *(b * x for b, x in zip(slopes, values, strict=True))])
    if not found.covariance or found.df is None or found.tau2 is None:
        return Prediction(estimate, reason=found.reason)
    se = _se_at(found.covariance, [x - centre for x, centre in zip(values, found.centres, strict=True)])
    quantile = Z95 if found.test == "z" else t_quantile(0.975, found.df)
    half, wide = quantile * se, quantile * math.hypot(se, math.sqrt(found.tau2))
    pi_low, pi_high = (None, None) if found.method == "CE" else (estimate - wide, estimate + wide)
    return Prediction(estimate, se, estimate - half, estimate + half, pi_low, pi_high)


def _reason(yi: Sequence[float], vi: Sequence[float], moderators: Sequence[Sequence[float]]) -> str | None:
    """Why there is nothing to fit, as far as the figures themselves say."""
    number = len(moderators) + 1
    if not all(math.isfinite(x) for values in moderators for x in values):
        return "a moderator is not known of every study"
    if len(yi) <= number:
        return f"{number} coefficients need more than {number} studies, not {len(yi)}"
    if len(yi) > MOST:
        return f"more than {MOST:,} studies are not regressed"
    if not all(math.isfinite(x) for x in (*yi, *vi)) or min(vi) <= 0:
        return "a study has no variance above zero, so it cannot be weighed"
    if any(min(values) == max(values) for values in moderators):
        return "a moderator is the same in all studies"
    return None


def _fit(
    np: ModuleType,
    yi: Sequence[float],
    vi: Sequence[float],
    moderators: Sequence[Sequence[float]],
    method: Model,
    test: Test,
) -> Regression:
    k, v = len(yi), np.array(vi, dtype=float)
    precise = int(v.argmin())  # it may lie so near the line that digits go
    x = scaled(np, moderators, precise)
    of_design = np.linalg.svd(x.design, compute_uv=False)
    if of_design[-1] < _COLLINEAR * of_design[0]:
        return Regression(method, test, k, reason="the moderators depend on each other")
    y = np.array(yi, dtype=float) - yi[precise]
    rest = contrasts(np, x.design, y, v)
    df, qe = len(rest.z), rest.q()
    tau2 = 0.0 if method == "CE" else rest.tau_squared(method)
    without = None if method == "CE" else tau_squared(yi, vi, method)
    i2 = max(0.0, 100 * (qe - df) / qe) if method == "CE" and qe else 100 * tau2 / (tau2 + rest.typical_variance())
    r2 = 100 * max(0.0, (without - tau2) / without) if without else None
    root = np.sqrt(1 / (v + tau2))
    q, r = np.linalg.qr(x.design * root[:, None])
    solution = np.linalg.solve(r, q.T @ (y * root))
    slopes = (solution[1:] / np.array(x.units)).tolist()
    away = [-slope * centre for slope, centre in zip(slopes, x.centres, strict=True)]
    told = tuple(map(Coefficient, [math.fsum([yi[precise], float(solution[0]), *away]), *slopes]))
    result = Regression(method, test, k, told, df, tau2, without, i2, r2, qe, chi2_upper(qe, df), centres=x.centres)
    if test == "knha" and rest.is_nothing(max(map(abs, yi))):
        reason = "the moderators explain the effects completely, so Knapp–Hartung gives no interval"
        return replace(result, reason=reason)
    s2 = 1.0 if test == "z" else rest.q(tau2) / df
    inverse = np.linalg.inv(r) / np.array([1.0, *x.units])[:, None]
    qm = float(((r[1:, 1:] @ solution[1:]) ** 2).sum()) / s2
    return _with_errors(result, (s2 * inverse @ inverse.T).tolist(), qm)


def _with_errors(result: Regression, covariance: Sequence[Sequence[float]], qm: float) -> Regression:
    """The same with standard errors; `qm` is χ², over the scale of Knapp–Hartung where that is used."""
    assert result.df is not None
    df = result.df if result.test == "knha" else None
    number, quantile = len(result.centres), Z95 if df is None else t_quantile(0.975, df)
    errors = [_se_at(covariance, [-c for c in result.centres])]
    errors += [math.sqrt(covariance[j][j]) for j in range(1, number + 1)]
    told = []
    for coefficient, se in zip(result.coefficients, errors, strict=True):
        b = coefficient.estimate
        p = math.erfc(abs(b / se) / math.sqrt(2)) if df is None else t_two_sided(b / se, df)
        told.append(Coefficient(b, se, b / se, p, b - quantile * se, b + quantile * se))
    if df is not None:
        qm /= number
    qm_p = chi2_upper(qm, number) if df is None else f_upper(qm, number, df)
    return replace(result, coefficients=tuple(told), qm=qm, qm_p=qm_p, covariance=tuple(map(tuple, covariance)))


def _se_at(covariance: Sequence[Sequence[float]], distances: Sequence[float]) -> float:
    """The standard error of the mean at a distance from the centres."""
    at = (1.0, *distances)
    return math.sqrt(math.fsum(a * b * covariance[i][j] for i, a in enumerate(at) for j, b in enumerate(at)))
