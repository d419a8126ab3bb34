"""The between-study variance: REML against a dense grid, all its maxima, and variances of very different size."""

import math
import random
from fractions import Fraction
from typing import Any

import pytest

from acuevid.numbers.effects import risk_ratio
from acuevid.numbers.heterogeneity import (
    Tau2Interval,
    generalised_q,
    i_squared,
    reml_maxima,
    tau2_interval,
    tau_squared,
    typical_variance,
)
from acuevid.numbers.pooling import for_pooling, pool

Points = tuple[list[float], list[float]]


def of_tables(*tables: tuple[int, int, int, int]) -> Points:
    found = [for_pooling(risk_ratio(*table)) for table in tables]
    return [point[0] for point in found if point], [point[1] for point in found if point]


def likelihood(yi: list[float], vi: list[float], tau2: float) -> float:
    """The restricted log-likelihood without its constant, written out from Viechtbauer 2005."""
    weights = [1 / (v + tau2) for v in vi]
    total = math.fsum(weights)
    mean = math.fsum(w * y for w, y in zip(weights, yi, strict=True)) / total
    q = math.fsum(w * (y - mean) ** 2 for w, y in zip(weights, yi, strict=True))
    return -0.5 * (math.fsum(math.log(v + tau2) for v in vi) + math.log(total) + q)


# --------------------------------------------------------------------- REML, the highest maximum

SEVERAL = of_tables((16, 20, 4, 20), (4561, 20000, 7561, 20000), (3883, 20000, 6586, 20000))
"""../shared/cases/statistics/reml-local-a.toml."""


def test_the_highest_of_several_maxima() -> None:
    """R 4.2.2, metafor 3.8.1: rma(yi, vi, control = list(tau2.init = 1, threshold = 1e-14)) on the log risk ratios
    gives τ² 0.98489406370359, I² 99.943197 and, with test = "knha", exp of 1.0385586766 (0.0747427506 to 14.430886163).
    From tau2.init = 0.001 it ends at 0 with a restricted log-likelihood lower by 2.7828.
    """
    best, other = reml_maxima(*SEVERAL)
    assert best == pytest.approx(0.98489406370359, rel=1e-9)
    assert other == 0
    assert likelihood(*SEVERAL, best) - likelihood(*SEVERAL, other) == pytest.approx(2.7827833, abs=1e-6)
    assert tau_squared(*SEVERAL, "REML") == best
    found = pool(*SEVERAL)
    assert found.i2 == pytest.approx(99.943197078446, rel=1e-9)
    interval = [math.exp(x or 0) for x in (found.estimate, found.ci_low, found.ci_high)]
    assert interval == pytest.approx([1.0385586766235, 0.074742750556369, 14.430886163021], rel=1e-8)


def problem(rng: random.Random) -> Points:
    """Small trials beside huge ones, with effects from tight to wild."""
    k = rng.randint(2, 12)
    if rng.random() < 0.3:  # two kinds of trials, the likeliest to give several maxima
        vi = [10 ** rng.choice([rng.uniform(-6, -4), rng.uniform(-1, 1)]) for _ in range(k)]
    else:
        vi = [10 ** rng.uniform(-6, 2) for _ in range(k)]
    tau = 10 ** rng.uniform(-4, 1)
    return [rng.gauss(0, tau) + rng.choice([0, 0.3, 1, 1, 3]) * rng.gauss(0, math.sqrt(v)) for v in vi], vi


def never_below_the_grid(problems: int, points: int, seed: int) -> int:
    """Hold REML against a grid from far below the least variance to far above all; how many had several maxima."""
    rng = random.Random(seed)
    several = 0
    for _ in range(problems):
        yi, vi = problem(rng)
        maxima = reml_maxima(yi, vi)
        low, high = 1e-3 * min(vi), 10 * (max(vi) + (max(yi) - min(yi)) ** 2)
        grid = [0.0, *(low * (high / low) ** (j / points) for j in range(points + 1))]
        heights = [likelihood(yi, vi, tau2) for tau2 in grid]
        mine = [likelihood(yi, vi, tau2) for tau2 in maxima]
        assert mine[0] >= max(heights) - 1e-8, (yi, vi)
        assert mine == sorted(mine, reverse=True) or max(mine) - mine[0] < 1e-12
        peaks = int(heights[0] > heights[1] + 1e-9) + sum(
            before + 1e-9 < here > after + 1e-9
            for before, here, after in zip(heights, heights[1:], heights[2:], strict=False)
        )
        assert peaks <= len(maxima), (yi, vi)
        several += len(maxima) > 1
    return several


def test_reml_is_the_highest_point_of_300_problems() -> None:
    assert never_below_the_grid(300, 250, seed=1) > 5


@pytest.mark.long
def test_reml_is_the_highest_point_of_5000_problems() -> None:
    assert never_below_the_grid(5000, 1000, seed=2) > 100


def test_two_studies_have_one_maximum_in_closed_form() -> None:
    """With two, the likelihood depends on v₁ + v₂ + 2τ² alone, and is highest where that is (y₁ − y₂)²."""
    rng = random.Random(3)
    for _ in range(300):
        vi, gap = [10 ** rng.uniform(-12, 6) for _ in range(2)], 10 ** rng.uniform(-5, 4)
        (found,) = reml_maxima([1.0, 1.0 + gap], vi)
        expected = max(0.0, ((1.0 + gap - 1.0) ** 2 - vi[0] - vi[1]) / 2)
        assert found == pytest.approx(expected, rel=1e-9, abs=1e-9 * max(vi))


def test_all_variances_alike_have_one_maximum_in_closed_form() -> None:
    """Then it is the variance of the effects less the sampling variance, for DL, PM and REML."""
    yi, v = [0.1, 0.9, -0.4, 2.0, 0.6], 0.02
    mean = sum(yi) / 5
    expected = sum((y - mean) ** 2 for y in yi) / 4 - v
    assert reml_maxima(yi, [v] * 5) == pytest.approx((expected,), rel=1e-12)
    for method in ("DL", "PM"):
        assert tau_squared(yi, [v] * 5, method) == pytest.approx(expected, rel=1e-12)


def test_no_maximum_needs_two_effects() -> None:
    assert reml_maxima([0.5, 0.5, 0.5], [1.0, 2.0, 3.0]) == (0.0,)
    with pytest.raises(ValueError, match="two of them, not 1"):
        reml_maxima([1.0], [1.0])


# --------------------------------------------------------------------- variances of very different size

EXTREME: list[Points] = [
    ([0.1, 0.5], [1e-8, 1e2]),
    ([0.1, 0.5, 0.9], [1e-8, 1e2, 1.0]),
    ([0.3, -40.0, 55.0], [1e-12, 1e6, 2e6]),
    ([0.3, 500.0, -20000.0], [1e-12, 1e6, 2e6]),
    ([1.0, 1.000003, 900.0, -4000.0], [1e-12, 3e-12, 1e6, 1e6]),
    ([0.25, 0.75, 0.5, 3.0], [1e-12, 1e-12, 1e6, 1e-3]),
]


def exactly(yi: list[float], vi: list[float], tau2: float) -> dict[str, Fraction]:
    """What the formulas give in fractions, without rounding."""
    y, v = [Fraction(x) for x in yi], [Fraction(x) for x in vi]
    w = [1 / (x + Fraction(tau2)) for x in v]
    total, squares = sum(w), sum(x * x for x in w)
    mean = sum(a * b for a, b in zip(w, y, strict=True)) / total
    q = sum(a * (b - mean) ** 2 for a, b in zip(w, y, strict=True))
    typical = (len(v) - 1) * total / (total**2 - squares)
    residual = sum((a * (b - mean)) ** 2 for a, b in zip(w, y, strict=True))
    score, part = residual - (total - squares / total), residual + total - squares / total
    named = {"mean": mean, "total": total, "q": q, "typical": typical, "score": score, "part": part}
    return {key: Fraction(value) for key, value in named.items()}


@pytest.mark.parametrize("case", EXTREME)
def test_extreme_variances_against_fractions(case: Points) -> None:
    yi, vi = case
    df, at_zero = len(yi) - 1, exactly(yi, vi, 0.0)
    assert typical_variance(vi) == pytest.approx(float(at_zero["typical"]), rel=1e-12)
    assert generalised_q(yi, vi) == pytest.approx(float(at_zero["q"]), rel=1e-12)
    laird = max(Fraction(0), (at_zero["q"] - df) * at_zero["typical"] / df)
    assert tau_squared(yi, vi, "DL") == pytest.approx(float(laird), rel=1e-9)

    paule = tau_squared(yi, vi, "PM")
    if at_zero["q"] <= df:
        assert paule == 0
    else:
        assert exactly(yi, vi, paule * (1 - 1e-9))["q"] > df > exactly(yi, vi, paule * (1 + 1e-9))["q"]

    for found in reml_maxima(yi, vi):  # the slope is above zero just before and below zero just after
        beside = 1e-9 * (found + min(vi))
        assert exactly(yi, vi, found + beside)["score"] < 0
        assert found == 0 or exactly(yi, vi, found - beside)["score"] > 0

    result = pool(yi, vi)
    assert result.reason is None
    assert result.tau2 is not None
    end = exactly(yi, vi, result.tau2)
    assert result.estimate == pytest.approx(float(end["mean"]), rel=1e-12)
    assert result.se == pytest.approx(math.sqrt(end["q"] / df / end["total"]), rel=1e-9)
    assert i_squared(result.tau2, vi) == result.i2
    assert 0 <= (result.i2 or 0) <= 100


@pytest.mark.parametrize("method", ["CE", "DL", "PM", "REML"])
@pytest.mark.parametrize("case", EXTREME)
def test_extreme_variances_are_within_range(case: Points, method: Any) -> None:
    for test in ("z", "knha"):
        found = pool(*case, method, test)
        assert found.reason is None
        assert math.fsum(found.weights) == pytest.approx(100)
    interval = tau2_interval(*case)
    assert interval.reason is None or "more alike" in interval.reason


# --------------------------------------------------------------------- the interval of τ²


def test_the_q_profile_of_results_too_much_alike_is_empty() -> None:
    """The tables of ../shared/cases/statistics/qprofile-empty.toml; R 4.2.2, metafor 3.8.1, on their log risk ratios:
    confint(rma(yi, vi)) says that both bounds fall below 0 and that the interval is the null/empty set.
    """
    points = of_tables(
        *((10, 100, 20, 100), (11, 110, 22, 110), (15, 150, 30, 151)),
        *((30, 301, 60, 300), (20, 200, 40, 200), (25, 250, 50, 251)),
    )
    empty = Tau2Interval(None, None, "the results are more alike than chance would make them")
    assert tau2_interval(*points) == empty
    assert tau2_interval([0.5] * 4, [0.1] * 4) == empty


def test_a_q_profile_from_zero() -> None:
    """R 4.2.2, metafor 3.8.1: confint(rma(c(.1, .4, .9), c(.04, .09, .16)), control = list(tol = 1e-14))."""
    found = tau2_interval([0.1, 0.4, 0.9], [0.04, 0.09, 0.16])
    assert (found.low, found.reason) == (0, None)
    assert found.high == pytest.approx(6.34182441413813, rel=1e-7)
