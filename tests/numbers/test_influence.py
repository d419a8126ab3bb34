"""Leaving out, adding up, Baujat and radial points against metafor (`scripts/moderators.R`), and by law."""

import math
from typing import Any

import pytest

from acuevid.numbers.heterogeneity import generalised_q
from acuevid.numbers.influence import Influence, Point, baujat, cumulative, influence, leave_one_out, radial
from acuevid.numbers.pooling import Pooled, pool
from tests.conftest import law

from .reference import ANYTHING, EXTREME, MODELS, REFERENCE, STUDIES, close, finite, model_of, same

Studies = list[tuple[float, float]]
BCG = REFERENCE["influence"]["bcg"]
KEYS = [key for key in BCG if " " in key]


def told(fit: Pooled) -> tuple[float | None, ...]:
    return (fit.estimate, fit.se, fit.ci_low, fit.ci_high, fit.p_value, fit.tau2, fit.q, fit.i2)


@pytest.mark.parametrize("key", KEYS)
def test_baujat(key: str) -> None:
    for point, theirs in zip(baujat(BCG["yi"], BCG["vi"], *model_of(key)), BCG[key]["baujat"], strict=True):
        same((point.x, point.y), theirs, key)


@pytest.mark.parametrize("key", KEYS)
def test_radial(key: str) -> None:
    for point, theirs in zip(radial(BCG["yi"], BCG["vi"], model_of(key)[0]), BCG[key]["radial"], strict=True):
        same((point.x, point.y), theirs, key)


@pytest.mark.parametrize("key", KEYS)
def test_leave_one_out(key: str) -> None:
    for fit, theirs in zip(leave_one_out(BCG["yi"], BCG["vi"], *model_of(key)), BCG[key]["leave_one_out"], strict=True):
        same(told(fit), theirs, key)
        assert fit.k == 12


@pytest.mark.parametrize("key", KEYS)
def test_cumulative(key: str) -> None:
    """By year. One study alone has no Knapp–Hartung interval here; metafor gives it Wald's."""
    yi, vi = ([BCG[name][j] for j in BCG["order"]] for name in ("yi", "vi"))
    fits = cumulative(yi, vi, *model_of(key))
    assert [fit.k for fit in fits] == list(range(1, 14))
    for fit, theirs in list(zip(fits, BCG[key]["cumulative"], strict=True))[1 if key.endswith("knha") else 0 :]:
        same(told(fit), theirs, key)


@pytest.mark.parametrize("key", KEYS)
def test_influence(key: str) -> None:
    names = ("residual", "dffits", "cooks_distance", "covariance_ratio", "tau2", "q", "hat")
    for found, theirs in zip(influence(BCG["yi"], BCG["vi"], *model_of(key)), BCG[key]["influence"], strict=True):
        same([getattr(found, name) for name in names], theirs[:7], key)


def test_two_studies_by_hand() -> None:
    """0 and 2 with variance 1, a common effect: the mean is 1, each part of Q is 1, and without one it is the other."""
    assert baujat([0.0, 2.0], [1.0, 1.0], "CE", "z") == (Point(1.0, 1.0), Point(1.0, 1.0))
    assert radial([0.0, 2.0], [1.0, 0.25], "CE") == (Point(1.0, 0.0), Point(2.0, 4.0))
    # the mean has variance ½; the distance of 2 has 1 + 1, and the mean moves by 1, in √(½·1) for dffits
    first = influence([0.0, 2.0], [1.0, 1.0], "CE", "z")[0]
    mine = (first.residual, first.dffits, first.cooks_distance, first.covariance_ratio, first.hat)
    assert mine == pytest.approx((-math.sqrt(2), -math.sqrt(2), 2, 2, 0.5))
    assert (first.tau2, first.q) == (0, 0)


def test_undefined_has_a_reason() -> None:
    assert all(way([], []) == () for way in (leave_one_out, cumulative, baujat, radial, influence))
    assert leave_one_out([1.0], [1.0])[0].reason == "there is no study to pool"
    assert baujat([1.0], [1.0])[0] == Point(reason="there is no study to pool")
    assert baujat([1.0, 2.0], [1.0, 1.0])[0].reason == "the Knapp–Hartung interval needs two studies"
    assert radial([1.0, 2.0], [1.0, 0.0])[1].reason
    assert influence([1.0], [1.0])[0].reason == "the Knapp–Hartung interval needs two studies"
    same_effects = influence([1.0] * 4, [1.0] * 4)
    assert all("same result" in (found.reason or "") for found in same_effects)
    for way in (leave_one_out, baujat, radial, influence):
        with pytest.raises(ValueError, match="effects and"):
            way([1.0, 2.0], [1.0])


@law(STUDIES, MODELS, short=30, long=500)
def test_the_last_of_the_growing_pools_is_the_pool(studies: Studies, model: Any) -> None:
    yi, vi = [y for y, _ in studies], [v for _, v in studies]
    assert cumulative(yi, vi, *model)[-1] == pool(yi, vi, *model)
    assert leave_one_out(yi, vi, *model)[-1] == cumulative(yi, vi, *model)[-2]


@law(STUDIES, short=30, long=500)
def test_the_parts_of_q_add_up(studies: Studies) -> None:
    yi, vi = [y for y, _ in studies], [v for _, v in studies]
    parts = [point.x or 0.0 for point in baujat(yi, vi, "CE", "z")]
    assert close(math.fsum(parts), generalised_q(yi, vi), tol=1e-9)


@law(ANYTHING, MODELS, short=60, long=2000)
def test_whatever_goes_in_figures_or_a_reason_come_out(rows: list[tuple[float, float, float]], model: Any) -> None:
    whole([y for y, _, _ in rows], [v for _, v, _ in rows], model)


@law(EXTREME, MODELS, short=60, long=2000)
def test_extreme_figures(studies: Studies, model: Any) -> None:
    whole([y for y, _ in studies], [v for _, v in studies], model)


def whole(yi: list[float], vi: list[float], model: Any) -> None:
    found: list[Point | Influence] = [*baujat(yi, vi, *model), *influence(yi, vi, *model), *radial(yi, vi, model[0])]
    for each in found:
        assert finite(each)
        assert each.reason or None not in [getattr(each, name) for name in each.__slots__ if name != "reason"]
