"""Small-study effects: the regression tests of Egger, Peters and Harbord for asymmetry of a funnel plot."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from .effects import check_counts, odds_ratio, risk_ratio
from .heterogeneity import OUT_OF_RANGE
from .pooling import Model, Table, Test, for_pooling, says_something
from .regression import Coefficient, regress
from .tails import t_quantile, t_two_sided

FEWEST = 10
"""Studies below which such a test has too little power to tell chance from asymmetry (Sterne et al. 2011)."""
_ON_A_LINE = "the studies lie on one line, so its coefficients have no standard error"


@dataclass(frozen=True, slots=True)
class SmallStudies:
    """A test for small-study effects; what is undefined is None, and `reason` says why.

    `bias` is by how much the effect moves per unit of the predictor, `p_value` the two-sided one that it is 0:
    `statistic` is t on `df` degrees of freedom, or z where that is None. `limit` is the effect on the scale of analysis
    as the predictor goes to 0, with its 95 % interval. Asymmetry has many causes besides missing studies, and the test
    names none. Fewer than `FEWEST` studies are for its user to refuse.
    """

    test: str
    k: int
    bias: float | None = None
    se: float | None = None
    statistic: float | None = None
    df: int | None = None
    p_value: float | None = None
    limit: float | None = None
    limit_low: float | None = None
    limit_high: float | None = None
    reason: str | None = None


def egger(yi: Sequence[float], vi: Sequence[float]) -> SmallStudies:
    """Egger's test: effects regressed on their standard errors, weights 1/v, with a dispersion that is estimated.

    `bias` is Egger's intercept, that of y/SE on 1/SE (Egger et al. 1997), which is the same line; metafor's `regtest`
    with model = "lm". t on k − 2. None, with the reason, for fewer than three studies, one and the same standard error
    in all, a variance that is not above zero and figures out of range. For differences; with odds ratios the effect and
    its standard error depend on each other. ValueError for sequences of different lengths. Raises `ScipyMissing`.
    """
    if len(yi) != len(vi):
        raise ValueError(f"{len(yi)} effects and {len(vi)} variances")
    if not all(math.isfinite(x) for x in (*yi, *vi)) or min(vi, default=1) <= 0:
        return SmallStudies("egger", len(yi), reason="a study has no variance above zero, so it cannot be weighed")
    return _line("egger", yi, [math.sqrt(v) for v in vi], [1 / v for v in vi], "standard error")


def egger_mixed(yi: Sequence[float], vi: Sequence[float], method: Model = "REML", test: Test = "knha") -> SmallStudies:
    """Egger's test in a mixed-effects model: effects regressed on their standard errors beside a variance of studies.

    metafor's `regtest` with model = "rma" (Sterne & Egger 2005; Thompson & Sharp 1999); `method` and `test` as in
    `regress`, z with test z. Undefined as there. Raises `ScipyMissing`.
    """
    if len(yi) != len(vi):
        raise ValueError(f"{len(yi)} effects and {len(vi)} variances")
    if min(vi, default=1) > 0 and len(vi) > 1 and min(vi) == max(vi):
        return SmallStudies("egger-mixed", len(yi), reason="all studies have the same standard error")
    found = regress(yi, vi, [[math.sqrt(v) if v > 0 else v for v in vi]], method, test)
    if not found.coefficients:
        return SmallStudies("egger-mixed", len(yi), reason=found.reason)
    limit, slope = found.coefficients
    return _told("egger-mixed", len(yi), slope, limit, found.df if test == "knha" else None, found.reason)


def peters(tables: Sequence[Table], measure: str = "odds_ratio") -> SmallStudies:
    """Peters's test of tables (events 1, total 1, events 2, total 2): the log ratio regressed on 1/N, N people in all.

    Weights 1/(1/events + 1/(N − events)) of both arms together (Peters et al. 2006, of odds ratios; the R package
    meta's `Peters` and Stata's `metabias, peters`); ½ added to tables with a zero cell as in `odds_ratio`. `measure` is
    odds_ratio or risk_ratio. `k` counts the tables that give a ratio. t on k − 2. None, with the reason, as in `egger`.
    ValueError for counts that no arm can have and for another measure. Raises `ScipyMissing`.
    """
    effects = {"odds_ratio": odds_ratio, "risk_ratio": risk_ratio}
    if measure not in effects:
        raise ValueError(f"no test of {measure} by the size of studies")
    yi, sizes, weights = [], [], []
    for a, n1, c, n2 in tables:
        point = for_pooling(effects[measure](a, n1, c, n2))
        if point is None:
            continue
        events, total = a + c, n1 + n2
        yi.append(point[0])
        sizes.append(1 / total)
        weights.append(events * (total - events) / total)
    return _line("peters", yi, sizes, weights, "size")


def harbord(tables: Sequence[Table]) -> SmallStudies:
    """Harbord's test of tables (events 1, total 1, events 2, total 2): Z/V regressed on 1/√V, weights V.

    Z is the score of the log odds ratio, observed less expected events of arm 1, and V its hypergeometric variance;
    `bias` is the paper's intercept, that of Z/√V on √V (Harbord, Egger & Sterne 2006; the R package meta's `Harbord`
    of odds ratios and Stata's `metabias, harbord`), and `limit` a log odds ratio, Peto's. Nothing is added to zero
    cells. `k` counts the tables with an event in which not everybody had it. t on k − 2. None, with the reason, as in
    `egger`. ValueError for counts that no arm can have. Raises `ScipyMissing`.
    """
    yi, errors, weights = [], [], []
    for a, n1, c, n2 in tables:
        check_counts(a, n1)
        check_counts(c, n2)
        if not says_something((a, n1, c, n2), "odds_ratio"):
            continue
        events, total = a + c, n1 + n2
        variance = n1 * n2 * events * (total - events) / (total * total * (total - 1))
        yi.append((a * n2 - c * n1) / total / variance)
        errors.append(1 / math.sqrt(variance))
        weights.append(variance)
    return _line("harbord", yi, errors, weights, "variance of its score")


def _line(test: str, y: Sequence[float], x: Sequence[float], w: Sequence[float], predictor: str) -> SmallStudies:
    """The weighted line of y on x, its standard errors from the weighted residuals on k − 2 degrees of freedom."""
    k = len(y)
    if k < 3:
        return SmallStudies(test, k, reason=f"a line and its error need three studies, not {k}")
    if min(x) == max(x):
        return SmallStudies(test, k, reason=f"all studies have the same {predictor}")
    try:
        slope, limit, df = _least_squares(y, x, w)
        result = _told(test, k, slope, limit, df, None if slope.se else _ON_A_LINE)
    except (OverflowError, ZeroDivisionError, ValueError):
        return SmallStudies(test, k, reason=OUT_OF_RANGE)
    figures = (result.bias, result.se, result.statistic, result.limit_low, result.limit_high, result.limit)
    is_finite = all(figure is None or math.isfinite(figure) for figure in figures)
    return result if is_finite else SmallStudies(test, k, reason=OUT_OF_RANGE)


def _least_squares(y: Sequence[float], x: Sequence[float], w: Sequence[float]) -> tuple[Coefficient, Coefficient, int]:
    """Slope and intercept of a weighted line, and their degrees of freedom; without errors where it fits completely."""
    largest, unit = max(w), max(x)
    w, x = [v / largest for v in w], [v / unit for v in x]
    total, df = math.fsum(w), len(y) - 2
    origin = y[max(range(len(w)), key=w.__getitem__)]
    d = [v - origin for v in y]
    x_mean = math.fsum(a * b for a, b in zip(w, x, strict=True)) / total
    d_mean = math.fsum(a * b for a, b in zip(w, d, strict=True)) / total
    square = math.fsum(a * (b - x_mean) ** 2 for a, b in zip(w, x, strict=True))
    slope = math.fsum(a * (b - x_mean) * (c - d_mean) for a, b, c in zip(w, x, d, strict=True)) / square
    level = d_mean - slope * x_mean
    rest = [c - level - slope * b for b, c in zip(x, d, strict=True)]
    if max(map(abs, rest)) <= 1e-14 * max(map(abs, y)):
        return Coefficient(slope / unit), Coefficient(origin + level), df
    s2 = math.fsum(a * r * r for a, r in zip(w, rest, strict=True)) / df
    errors = math.sqrt(s2 / square), math.sqrt(s2 * (1 / total + x_mean * x_mean / square))
    quantile = t_quantile(0.975, df)
    told = []
    for b, se in ((slope / unit, errors[0] / unit), (origin + level, errors[1])):
        told.append(Coefficient(b, se, b / se, t_two_sided(b / se, df), b - quantile * se, b + quantile * se))
    return told[0], told[1], df


def _told(
    test: str, k: int, slope: Coefficient, limit: Coefficient, df: int | None, reason: str | None
) -> SmallStudies:
    return SmallStudies(
        *(test, k, slope.estimate, slope.se, slope.statistic, df, slope.p_value),
        *(limit.estimate, limit.ci_low, limit.ci_high, reason),
    )
