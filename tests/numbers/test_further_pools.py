"""Pools of other measures than those of two-by-two tables, from the printed figures to metafor's result.

`scripts/moderators.R` makes the reference from data sets of metadat.
"""

import math
from collections.abc import Callable

import pytest

from acuevid.numbers.correlations import fisher_z, from_fisher_z
from acuevid.numbers.effects import Estimate, mean_difference, std_mean_difference
from acuevid.numbers.pooling import for_pooling, pool
from acuevid.numbers.rates import rate_ratio
from acuevid.numbers.reported_effects import OnAnalysisScale, from_interval, from_standard_error

from .reference import REFERENCE, model_of, same

POOLS = REFERENCE["pools"]
FIT = ("estimate", "se", "ci_low", "ci_high", "p_value", "pi_low", "pi_high")
Points = list[tuple[float, float]]


def of(estimates: list[Estimate]) -> Points:
    found = [for_pooling(estimate) for estimate in estimates]
    assert None not in found
    return [point for point in found if point]


def of_printed(scaled: list[OnAnalysisScale]) -> Points:
    assert all(s.yi is not None and s.se is not None for s in scaled)
    return [(s.yi, s.se**2) for s in scaled if s.yi is not None and s.se is not None]


def means(name: str, measure: Callable[..., Estimate]) -> Points:
    return of([measure(m1, s1, round(n1), m2, s2, round(n2)) for m1, s1, n1, m2, s2, n2 in POOLS[name]["groups"]])


def contrast(first: float, se_1: float, second: float, se_2: float) -> OnAnalysisScale:
    return from_standard_error(first - second, math.hypot(se_1, se_2), ratio=False)


CASES: list[tuple[str, str, Callable[[], Points]]] = [
    ("molloy2014", "ZCOR", lambda: of([fisher_z(r, n) for r, n in POOLS["molloy2014"]["r_n"]])),
    (
        "lopez2019",
        "GEN",
        lambda: of_printed([from_standard_error(*x, ratio=False) for x in POOLS["lopez2019"]["estimate_se"]]),
    ),
    ("lopez2019-contrasts", "GEN", lambda: of_printed([contrast(*x) for x in POOLS["lopez2019-contrasts"]["two"]])),
    ("normand1999", "MD", lambda: means("normand1999", mean_difference)),
    ("normand1999", "SMD", lambda: means("normand1999", std_mean_difference)),
    ("gibson2002", "MD", lambda: means("gibson2002", mean_difference)),
    ("gibson2002", "SMD", lambda: means("gibson2002", std_mean_difference)),
    (
        "hackshaw1998",
        "OR",
        lambda: of_printed([from_interval(*x, ratio=True) for x in POOLS["hackshaw1998"]["printed"]]),
    ),
    ("hart1999", "IRR", lambda: of([rate_ratio(a, t, c, u) for a, t, c, u in POOLS["hart1999"]["rates"]])),
]


@pytest.mark.parametrize(("name", "measure", "points"), CASES, ids=lambda v: v if isinstance(v, str) else "")
def test_metafor(name: str, measure: str, points: Callable[[], Points]) -> None:
    """Every effect and its variance, and every model of the pool."""
    theirs = POOLS[name][measure]
    found = points()
    same([y for y, _ in found], theirs["yi"], name)
    same([v for _, v in found], theirs["vi"], name)
    for key in (key for key in theirs if " " in key and not key.startswith("back")):
        fit, reference = pool([y for y, _ in found], [v for _, v in found], *model_of(key)), theirs[key]
        assert (fit.k, fit.reason) == (reference["k"], None)
        same([getattr(fit, figure) for figure in FIT], reference["fit"], f"{name} {measure} {key}")
        keys = ("tau2", "i2", "q", "q_p")
        same([getattr(fit, figure) for figure in keys], [reference[figure] for figure in keys], f"{name} {key}")


@pytest.mark.parametrize("test", ["knha", "z"])
def test_a_pooled_correlation_comes_back(test: str) -> None:
    """predict(rma(yi, vi), transf = transf.ztor), the prediction interval too."""
    points = CASES[0][2]()
    fit = pool([y for y, _ in points], [v for _, v in points], "REML", "knha" if test == "knha" else "z")
    back = from_fisher_z(Estimate("fisher_z", fit.estimate, fit.ci_low, fit.ci_high))
    further = from_fisher_z(Estimate("fisher_z", fit.estimate, fit.pi_low, fit.pi_high))
    mine = (back.estimate, back.ci_low, back.ci_high, further.ci_low, further.ci_high)
    same(mine, POOLS["molloy2014"]["ZCOR"][f"back {test}"], test)
