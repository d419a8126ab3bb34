"""Proportions on the logit and the double arcsine scale against metafor (`scripts/moderators.R`), and by law."""

import math

import pytest
from hypothesis import strategies as st

from acuevid.numbers.effects import Estimate
from acuevid.numbers.pooling import Pooled, pool
from acuevid.numbers.proportions import (
    double_arcsine,
    double_arcsine_back,
    from_double_arcsine,
    from_logit,
    logit_proportion,
)
from tests.conftest import law

from .reference import REFERENCE, finite, same

SCALES = {"PLO": logit_proportion, "PFT": double_arcsine}
GROUPS = st.tuples(st.integers(0, 10_000), st.integers(1, 10_000)).map(lambda t: (min(t), max(t)))


def scaled(scale: str, counts: list[list[int]]) -> tuple[list[float], list[float]]:
    found = [SCALES[scale](events, total) for events, total in counts]
    return [e.estimate or 0.0 for e in found], [(e.se or 0.0) ** 2 for e in found]


def as_estimate(fit: Pooled) -> Estimate:
    return Estimate("pooled", fit.estimate, fit.ci_low, fit.ci_high, fit.se, reason=fit.reason)


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("name", REFERENCE["proportions"])
def test_metafor(name: str, scale: str) -> None:
    """escalc() of every group, and the pool brought back: predict() with transf.ilogit and transf.ipft.hm."""
    data = REFERENCE["proportions"][name]
    yi, vi = scaled(scale, data["counts"])
    same(yi, data[scale]["yi"], name)
    same(vi, data[scale]["vi"], name)
    for test in ("knha", "z"):
        fit = as_estimate(pool(yi, vi, "REML", "knha" if test == "knha" else "z"))
        totals = [total for _, total in data["counts"]]
        back = from_logit(fit) if scale == "PLO" else from_double_arcsine(fit, totals)
        same((back.estimate, back.ci_low, back.ci_high), data[scale][f"back {test}"][:3], f"{name} {scale} {test}")


def test_metafor_at_the_edges() -> None:
    """Nobody, everybody, one person: ½ is added to both numbers of that group alone, and nothing for the arcsine."""
    data = REFERENCE["edges"]
    for scale in SCALES:
        yi, vi = scaled(scale, data["counts"])
        same(yi, [row[0] for row in data[scale]], scale)
        same(vi, [row[1] for row in data[scale]], scale)
    rules = [logit_proportion(events, total).rule is not None for events, total in data["counts"]]
    assert rules == [True, True, False, True, False]
    assert all(double_arcsine(events, total).rule is None for events, total in data["counts"])
    own = [double_arcsine_back(double_arcsine(e, n).estimate or 0.0, n) for e, n in data["counts"]]
    same(own, data["own"], "own n")


@pytest.mark.parametrize("row", REFERENCE["double_arcsine_back"], ids=lambda row: f"{row['ni']}")
def test_metafor_transf_ipft_hm(row: dict[str, list[float]]) -> None:
    sizes = [round(n) for n in row["ni"]]
    found = [from_double_arcsine(Estimate("pooled", x, None, None), sizes).estimate for x in row["x"]]
    same(found, row["p"], "transf.ipft.hm")


def test_the_trap_of_the_harmonic_mean() -> None:
    """One and the same pooled value is another proportion for other sizes, 0 even; the logit has no such choice.

    Groups of 10 and of 100,000, a twentieth of each with the event (none of ten is the nearest there is): the harmonic
    mean is 20, and ½·arcsin √(1/21) = 0.110 is the transform of 0. A pooled 0.1 is so 0, though with n = 1,000,000 it
    is sin²(0.1) = 1.0 %.
    """
    pooled = Estimate("pooled", 0.1, None, None)
    assert 0.5 * math.asin(math.sqrt(1 / 21)) > 0.1
    assert from_double_arcsine(pooled, [10, 100_000]).estimate == 0
    assert from_double_arcsine(pooled, [1_000_000]).estimate == pytest.approx(math.sin(0.1) ** 2, rel=1e-3)


def test_three_of_ten() -> None:
    """ln(3/7) and 1/3 + 1/7; ½(arcsin √(3/11) + arcsin √(4/11)) and 1/42."""
    logit, arcsine = logit_proportion(3, 10), double_arcsine(3, 10)
    assert (logit.estimate, logit.se) == pytest.approx((math.log(3 / 7), math.sqrt(10 / 21)))
    expected = (math.asin(math.sqrt(3 / 11)) + math.asin(math.sqrt(4 / 11))) / 2
    assert (arcsine.estimate, arcsine.se) == pytest.approx((expected, math.sqrt(1 / 42)))
    assert from_logit(logit).estimate == pytest.approx(0.3)
    assert from_double_arcsine(arcsine, [10]).estimate == pytest.approx(0.3)
    assert from_logit(logit).se is from_double_arcsine(arcsine, [10]).se is None


def test_undefined_and_nonsense() -> None:
    nothing = Estimate("pooled", None, None, None, reason="there is no study to pool")
    assert from_logit(nothing).reason == from_double_arcsine(nothing, [5]).reason == "there is no study to pool"
    assert from_double_arcsine(Estimate("pooled", 0.4, 0.2, 0.6), []).reason == "there is no group to bring it back for"
    with pytest.raises(ValueError, match="at least one person"):
        from_double_arcsine(nothing, [5, 0])
    for scale in SCALES.values():
        for counts in ((3, 2), (-1, 5), (0, 0)):
            with pytest.raises(ValueError, match="total"):
                scale(*counts)
    wide = from_logit(Estimate("pooled", 0.0, -1e308, 1e308))
    assert (wide.ci_low, wide.estimate, wide.ci_high) == (0, 0.5, 1)


@law(GROUPS, short=100, long=5000)
def test_each_group_comes_back_to_its_own_proportion(group: tuple[int, int]) -> None:
    events, total = group
    arcsine, logit = double_arcsine(events, total), logit_proportion(events, total)
    assert arcsine.estimate is not None
    assert finite(arcsine)
    assert finite(logit)
    assert double_arcsine_back(arcsine.estimate, total) == pytest.approx(events / total, rel=1e-9, abs=1e-12)
    if 0 < events < total:
        assert from_logit(logit).estimate == pytest.approx(events / total, rel=1e-12)


@law(GROUPS, short=100, long=5000)
def test_the_others_mirror_it(group: tuple[int, int]) -> None:
    events, total = group
    one, other = logit_proportion(events, total), logit_proportion(total - events, total)
    assert (one.estimate, one.se) == pytest.approx((-(other.estimate or 0), other.se))
    arcs = double_arcsine(events, total).estimate, double_arcsine(total - events, total).estimate
    assert arcs[0] == pytest.approx(math.pi / 2 - (arcs[1] or 0))


@law(st.floats(-3, 5), st.floats(1, 1e9), short=100, long=5000)
def test_the_inverse_never_leaves_0_to_1_and_rises(x: float, n: float) -> None:
    here, there = double_arcsine_back(x, n), double_arcsine_back(x + 0.01, n)
    assert 0 <= here <= there + 1e-9 <= 1 + 1e-9
