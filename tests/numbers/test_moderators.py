"""Meta-regression and subgroups against metafor (`scripts/moderators.R` makes the reference), and by law."""

import math
import random
import sys
from dataclasses import astuple
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume
from hypothesis import strategies as st

from acuevid.numbers.heterogeneity import OUT_OF_RANGE
from acuevid.numbers.pooling import pool
from acuevid.numbers.regression import Prediction, Regression, predict, regress
from acuevid.numbers.subgroups import Subgroups, between, common, separate
from acuevid.numbers.tails import ScipyMissing
from tests.conftest import law, tries

from .reference import ANYTHING, EXTREME, IN_METAFOR, MODELS, REFERENCE, STUDIES, close, finite, model_of, same

Studies = list[tuple[float, float]]
REGRESSIONS = [(name, fit) for name, data in REFERENCE["moderators"].items() for fit in data["fits"]]
SUBGROUPS = [(n, key) for n, data in REFERENCE["subgroups"].items() for key in data if len(key.split()) == 3]
XS = st.lists(st.floats(-10, 10), min_size=12, max_size=12)


def fitted(name: str, fit: dict[str, Any]) -> Regression:
    data = REFERENCE["moderators"][name]
    method: Any = IN_METAFOR.get(fit["method"], fit["method"])
    return regress(data["yi"], data["vi"], data["x"], method, fit["test"])


# --------------------------------------------------------------------- regression


@pytest.mark.parametrize(
    ("name", "fit"), REGRESSIONS, ids=lambda v: v if isinstance(v, str) else f"{v['method']}-{v['test']}"
)
def test_metafor(name: str, fit: dict[str, Any]) -> None:
    """Coefficients, intervals, residual τ² and I², QE, QM or F, and R² but with a common effect."""
    found = fitted(name, fit)
    assert (found.k, found.reason, found.df) == (fit["k"], None, fit["k"] - len(fit["coefficients"]))
    keys = ("tau2", "i2", "qe", "qe_p", "qm", "qm_p", *(("r2",) if fit["method"] != "EE" else ()))
    same([getattr(found, key) for key in keys], [fit[key] for key in keys], name)
    for mine, theirs in zip(found.coefficients, fit["coefficients"], strict=True):
        same((mine.estimate, mine.se, mine.statistic, mine.p_value, mine.ci_low, mine.ci_high), theirs, name)
    if fit["method"] == "EE":
        assert (found.r2, found.tau2_without) == (None, None)


@pytest.mark.parametrize(
    ("name", "fit"),
    [(name, fit) for name, fit in REGRESSIONS if "predicted" in fit],
    ids=lambda v: v if isinstance(v, str) else f"{v['method']}-{v['test']}",
)
def test_metafor_predictions(name: str, fit: dict[str, Any]) -> None:
    found = fitted(name, fit)
    for at, theirs in zip(REFERENCE["moderators"][name]["at"], fit["predicted"], strict=True):
        mine = predict(found, at)
        same((mine.estimate, mine.se, mine.ci_low, mine.ci_high, mine.pi_low, mine.pi_high), theirs, name)
        assert mine.reason is None


def likelihood(yi: list[float], vi: list[float], x: list[float], tau2: float) -> float:
    """The restricted log-likelihood of a line without its constant, written out from Viechtbauer 2005."""
    w = [1 / (v + tau2) for v in vi]
    total, mean_x = math.fsum(w), math.fsum(a * b for a, b in zip(w, x, strict=True)) / math.fsum(w)
    mean_y = math.fsum(a * b for a, b in zip(w, yi, strict=True)) / total
    sxx = math.fsum(a * (b - mean_x) ** 2 for a, b in zip(w, x, strict=True))
    slope = math.fsum(a * (b - mean_x) * (c - mean_y) for a, b, c in zip(w, x, yi, strict=True)) / sxx
    q = math.fsum(a * (c - mean_y - slope * (b - mean_x)) ** 2 for a, b, c in zip(w, x, yi, strict=True))
    return -0.5 * (math.fsum(math.log(v + tau2) for v in vi) + math.log(total * sxx) + q)


@tries("problems", 60, 2_000)
def test_reml_is_never_below_a_grid(problems: int) -> None:
    """Small trials beside huge ones, where the likelihood may have several maxima; 300 points from 0 far beyond all."""
    rng = random.Random(7)
    for _ in range(problems):
        k = rng.randint(4, 10)
        vi = [10 ** rng.choice([rng.uniform(-6, -4), rng.uniform(-1, 1)]) for _ in range(k)]
        x = [rng.uniform(0, 10) for _ in range(k)]
        tau, slope = 10 ** rng.uniform(-4, 1), rng.gauss(0, 1)
        errors = [rng.gauss(0, tau) + rng.choice([0, 1, 3]) * rng.gauss(0, math.sqrt(v)) for v in vi]
        yi = [slope * a + e for a, e in zip(x, errors, strict=True)]
        found = regress(yi, vi, [x], "REML", "z").tau2
        assert found is not None
        low, high = 1e-3 * min(vi), 10 * (max(vi) + (max(yi) - min(yi)) ** 2)
        grid = [0.0, *(low * (high / low) ** (j / 300) for j in range(301))]
        assert likelihood(yi, vi, x, found) >= max(likelihood(yi, vi, x, tau2) for tau2 in grid) - 1e-7


def test_the_higher_of_two_maxima() -> None:
    """metafor climbs to 0.2746 from its own start and from 1, and to 0.00328, which is likelier, from 0."""
    data = REFERENCE["two_maxima"]
    higher, lesser = data["higher"], data["lesser"]
    assert higher["log_likelihood"] > lesser["log_likelihood"] + 0.4
    found = regress(data["yi"], data["vi"], [data["x"]])
    same([found.tau2], [higher["tau2"]], "two maxima")
    for mine, theirs in zip(found.coefficients, higher["coefficients"], strict=True):
        same((mine.estimate, mine.se), theirs, "two maxima")


@pytest.mark.parametrize("powers", [2, 8, 14, 30])
def test_variances_of_very_different_size(powers: int) -> None:
    """Against exact fractions: one study has nearly all the weight, which a solution of the squares would not bear."""
    rng = random.Random(powers)
    for _ in range(20):
        vi = [rng.uniform(0.1, 1) for _ in range(6)]
        vi[rng.randrange(6)] *= 10.0**-powers
        x, yi = [rng.uniform(0, 10) for _ in vi], [rng.gauss(0, 1) for _ in vi]
        w, xs, ys = ([Fraction(a) for a in values] for values in ([1 / Fraction(v) for v in vi], x, yi))
        mean_x, mean_y = (sum(a * b for a, b in zip(w, values, strict=True)) / sum(w) for values in (xs, ys))
        sxx = sum(a * (b - mean_x) ** 2 for a, b in zip(w, xs, strict=True))
        slope = sum(a * (b - mean_x) * (c - mean_y) for a, b, c in zip(w, xs, ys, strict=True)) / sxx
        q = sum(a * (c - mean_y - slope * (b - mean_x)) ** 2 for a, b, c in zip(w, xs, ys, strict=True))
        found = regress(yi, vi, [x], "CE", "z")
        mine = (found.coefficients[1].estimate, found.coefficients[1].se, found.qe)
        same(mine, (float(slope), math.sqrt(1 / sxx), float(q)), "fractions", rel=1e-10)


def test_variances_beyond_floating_point() -> None:
    """Of four studies two are 10²⁰ times as precise as the others: what the line leaves of one is lost in the other."""
    vi = [1e-20, 1e-20, 1e-20, 1.0, 1.0]
    assert regress([0.1, 0.3, -0.2, 0.5, 0.4], vi, [[1, 2, 3, 4, 5]]).reason == OUT_OF_RANGE


@law(STUDIES, XS, MODELS, st.randoms(), short=40, long=1000)
def test_order_does_not_matter(studies: Studies, xs: list[float], model: Any, rng: Any) -> None:
    rows = [(y, v, x) for (y, v), x in zip(studies, xs, strict=False)]
    mixed = list(rows)
    rng.shuffle(mixed)
    first, second = (
        regress([y for y, _, _ in r], [v for _, v, _ in r], [[x for _, _, x in r]], *model) for r in (rows, mixed)
    )
    assert first.reason == second.reason
    for key in ("tau2", "qe", "i2"):
        assert close(getattr(first, key), getattr(second, key), rel=1e-5, tol=1e-6), key


@law(STUDIES, XS, MODELS, st.sampled_from([1e-6, -3.0, 1000.0]), st.sampled_from([0.0, 1950.0]), short=40, long=1000)
def test_the_unit_of_a_moderator_and_its_zero_do_not_matter(
    studies: Studies, xs: list[float], model: Any, unit: float, zero: float
) -> None:
    yi, vi, x = [y for y, _ in studies], [v for _, v in studies], xs[: len(studies)]
    assume(max(x) - min(x) > 1e-3)
    first, second = regress(yi, vi, [x], *model), regress(yi, vi, [[unit * a + zero for a in x]], *model)
    assume(not first.reason and not second.reason)
    assert close(first.tau2, second.tau2, rel=1e-5, tol=1e-6)
    assert close(first.coefficients[1].estimate, second.coefficients[1].estimate * unit, rel=1e-5, tol=1e-6)
    here, there = predict(first, [x[0]]), predict(second, [unit * x[0] + zero])
    for key in ("estimate", "se", "ci_low", "ci_high", "pi_low"):
        assert close(getattr(here, key), getattr(there, key), rel=1e-5, tol=1e-6), key


@law(STUDIES, XS, MODELS, st.sampled_from([-2.0, 1e-3, 1e4]), short=40, long=1000)
def test_the_unit_of_the_effects_does_not_matter(studies: Studies, xs: list[float], model: Any, unit: float) -> None:
    yi, vi, x = [y for y, _ in studies], [v for _, v in studies], xs[: len(studies)]
    assume(max(x) - min(x) > 1e-3)
    first, second = (
        regress(yi, vi, [x], *model),
        regress([unit * y for y in yi], [unit**2 * v for v in vi], [x], *model),
    )
    assume(not first.reason and not second.reason)
    for a, b in zip(first.coefficients, second.coefficients, strict=True):
        assert close(a.estimate * unit, b.estimate, rel=1e-5, tol=1e-6 * abs(unit))
        assert a.se is not None
        assert close(a.se * abs(unit), b.se, rel=1e-5, tol=1e-6 * abs(unit))
    assert close(first.i2, second.i2, rel=1e-5, tol=1e-4)


def test_a_line_that_fits_completely() -> None:
    """Effects 1 + 0.5·x: τ² is 0, R² all of it, and Knapp–Hartung has no errors; Wald has those of the variances."""
    x = [1.0, 2.0, 4.0, 7.0]
    yi = [1 + 0.5 * a for a in x]
    found = regress(yi, [0.1] * 4, [x])
    assert [c.estimate for c in found.coefficients] == pytest.approx([1, 0.5])
    assert (found.tau2, found.r2, [c.se for c in found.coefficients], found.qm) == (0, 100, [None, None], None)
    assert found.reason == "the moderators explain the effects completely, so Knapp–Hartung gives no interval"
    there = predict(found, [2.0])
    assert (there.se, there.reason) == (None, found.reason)
    assert there.estimate == pytest.approx(2)
    wald = regress(yi, [0.1] * 4, [x], "REML", "z")
    # the sum of squares of x about 3.5 is 6.25 + 2.25 + 0.25 + 12.25 = 21
    assert wald.coefficients[1].se == pytest.approx(math.sqrt(0.1 / 21))
    assert wald.reason is None


def test_a_line_that_fits_up_to_noise() -> None:
    """Errors of 1e-8 beside effects of a million, whose own last digit is 1e-10: what is left is rounding alone."""
    x = [0.1, 0.7, 1.3, 2.9, 4.1]
    found = regress([1e6 + a / 3 for a in x], [1e-16] * 5, [x])
    assert "explain the effects completely" in (found.reason or "")
    assert found.coefficients[1].estimate == pytest.approx(1 / 3, rel=1e-8)


def test_identical_studies_leave_nothing_to_a_moderator() -> None:
    found = regress([0.3] * 5, [0.1, 0.2, 0.1, 0.3, 0.2], [[1, 2, 3, 4, 5]], "REML", "z")
    assert [c.estimate for c in found.coefficients] == pytest.approx([0.3, 0], abs=1e-15)
    assert (found.tau2, found.r2) == (0, None)
    assert found.qe == pytest.approx(0, abs=1e-25)


@pytest.mark.parametrize(
    ("moderators", "told"),
    [
        ([[1, 1, 1, 1, 1]], "the same in all"),
        ([[1, 2, 3, 4, 6], [3, 5, 7, 9, 13]], "depend on each other"),
        ([[1, 2, 3, 4, 6], [5, 5, 5, 5, 5]], "the same in all"),
        ([[1, 0, 0, 1, 0], [0, 1, 0, 0, 0], [0, 0, 1, 0, 1]], "depend on each other"),
        ([[1, 2, 3, 4, math.nan]], "not known of every study"),
        ([[1, 2, 3, 4, 6], [1, 4, 9, 16, 36], [1, 8, 27, 64, 216], [0, 1, 0, 1, 0]], "more than 5 studies, not 5"),
    ],
)
def test_moderators_that_cannot_be_told_apart(moderators: list[list[float]], told: str) -> None:
    found = regress([0.1, 0.2, -0.3, 0.5, 0.9], [0.1, 0.2, 0.1, 0.3, 0.2], moderators)
    assert told in (found.reason or "")
    assert found.coefficients == ()
    assert predict(found, [1.0]) == Prediction(reason=found.reason)


def test_nothing_and_nonsense() -> None:
    with pytest.raises(ValueError, match="there must be one"):
        regress([1.0, 2.0], [1.0, 1.0], [])
    with pytest.raises(ValueError, match="as many"):
        regress([1.0, 2.0], [1.0, 1.0], [[1.0]])
    with pytest.raises(ValueError, match="as many"):
        regress([1.0, 2.0], [1.0], [[1.0, 2.0]])
    assert "no variance above zero" in (regress([1.0] * 3, [0.0, 1.0, 1.0], [[1, 2, 3]]).reason or "")
    assert "need more than 2 studies, not 2" in (regress([1.0, 2.0], [1.0, 1.0], [[1, 2]]).reason or "")
    assert regress([1.0, 2.0, 4.0], [1.0, 1.0, 1.0], [[1, 2, 3]]).df == 1
    with pytest.raises(ValueError, match="1 moderators and 2 values"):
        predict(regress([1.0, 2.0, 4.0], [1.0, 1.0, 1.0], [[1, 2, 3]]), [1, 2])
    assert predict(regress([1.0, 2.0, 4.0], [1.0, 1.0, 1.0], [[1, 2, 3]]), [1e308]).reason == OUT_OF_RANGE
    assert "2,000" in (regress([1.0] * 2001, [1.0] * 2001, [list(range(2001))]).reason or "")


def test_without_scipy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scipy", None)
    monkeypatch.setitem(sys.modules, "scipy.special", None)
    with pytest.raises(ScipyMissing, match="pip install scipy"):
        regress([1.0, 2.0, 4.0], [1.0] * 3, [[1, 2, 3]])
    for way in (separate, common):
        with pytest.raises(ScipyMissing):
            way([1.0, 2.0, 4.0], [1.0] * 3, ["a", "a", "b"])


def whole(found: Regression) -> bool:
    """All figures are finite, and what is missing has a reason."""
    told = all(all(map(math.isfinite, (x for x in astuple(c) if x is not None))) for c in found.coefficients)
    has_errors = bool(found.coefficients) and all(None not in astuple(c) for c in found.coefficients)
    return finite(found) and told and (has_errors or bool(found.reason))


@law(ANYTHING, MODELS, short=100, long=3000)
def test_whatever_goes_in_a_regression_or_a_reason_comes_out(
    rows: list[tuple[float, float, float]], model: Any
) -> None:
    assert whole(regress([y for y, _, _ in rows], [v for _, v, _ in rows], [[x for _, _, x in rows]], *model))


def test_a_statistic_out_of_range_is_a_reason() -> None:
    """An intercept of 5e179 with a standard error of 2e-129: their quotient is no floating-point number."""
    found = regress([5e179, 5e179, 5e179], [1.09e-257, 1.09e-257, 1.0], [[0.0, 0.0, 1.0]], "CE", "z")
    assert (found.coefficients, found.reason) == ((), OUT_OF_RANGE)


@law(EXTREME, st.lists(st.floats(-1e300, 1e300), min_size=6, max_size=6), MODELS, short=100, long=3000)
def test_extreme_figures(studies: Studies, xs: list[float], model: Any) -> None:
    found = regress([y for y, _ in studies], [v for _, v in studies], [xs[: len(studies)]], *model)
    assert whole(found)
    assert all(finite(predict(found, [x])) for x in (0.0, 1e300))


# --------------------------------------------------------------------- subgroups


@pytest.mark.parametrize(("name", "key"), SUBGROUPS)
def test_metafor_subgroups(name: str, key: str) -> None:
    data = REFERENCE["subgroups"][name]
    theirs, is_common = data[key], key.startswith("common")
    found = (common if is_common else separate)(data["yi"], data["vi"], data["groups"], *model_of(key))
    assert list(found.names) == data["names"]
    same((found.between.statistic, found.between.p_value), (theirs["q_between"], theirs["p"]), key)
    assert found.between.df == len(data["names"]) - 1
    assert (found.between.df_2 is not None) == (is_common and key.endswith("knha"))
    for mine, group in zip(found.pools, theirs["groups"], strict=True):
        same((mine.estimate, mine.se, mine.ci_low, mine.ci_high, mine.p_value), group, key)
        assert math.isclose(sum(mine.weights), 100)
    if is_common:
        same(
            [getattr(found, what) for what in ("tau2", "i2", "q", "q_p")],
            [theirs[w] for w in ("tau2", "i2", "q", "q_p")],
            key,
        )
    else:
        same((p.tau2 for p in found.pools), theirs["tau2"], key)
        same((p.q for p in found.pools), theirs["q"], key)
        assert (found.tau2, found.df) == (None, None)


@law(STUDIES, MODELS, st.data(), short=60, long=2000)
def test_a_common_variance_is_that_of_a_regression_on_the_groups(studies: Studies, model: Any, data: Any) -> None:
    """Two groups are one moderator of 0 and 1: the same τ², Q between and F."""
    yi, vi = [y for y, _ in studies], [v for _, v in studies]
    groups = data.draw(st.lists(st.integers(0, 1), min_size=len(yi), max_size=len(yi)))
    assume(len(set(groups)) == 2)
    found, line = common(yi, vi, groups, *model), regress(yi, vi, [groups], *model)
    assert close(found.tau2, line.tau2, rel=1e-6, tol=1e-7)
    assert close(found.between.statistic, line.qm, rel=1e-5, tol=1e-7)
    assert close(found.between.p_value, line.qm_p, rel=1e-5, tol=1e-7)
    first = found.pools[found.names.index(0)]
    assert close(first.estimate, predict(line, [0]).estimate, tol=1e-7)
    assert close(first.se, predict(line, [0]).se, rel=1e-5)
    assert close(first.pi_low, predict(line, [0]).pi_low, rel=1e-5)


@law(STUDIES, MODELS, short=40, long=1000)
def test_one_group_is_a_pool(studies: Studies, model: Any) -> None:
    yi, vi = [y for y, _ in studies], [v for _, v in studies]
    plain = pool(yi, vi, *model)
    for found in (separate(yi, vi, ["a"] * len(yi), *model), common(yi, vi, ["a"] * len(yi), *model)):
        assert found.between.reason == "there is one group only" or found.between.reason == found.pools[0].reason
        for field in ("estimate", "se", "ci_low", "p_value", "q", "tau2", "pi_low"):
            assert close(getattr(found.pools[0], field), getattr(plain, field)), field


@law(STUDIES, MODELS, st.sampled_from([1.0, -2.0, 1e3]), st.randoms(), short=40, long=1000)
def test_order_and_unit_do_not_matter_to_subgroups(studies: Studies, model: Any, unit: float, rng: Any) -> None:
    rows = [(y, v, j % 2) for j, (y, v) in enumerate(studies)]
    mixed = [(unit * y, unit**2 * v, group) for y, v, group in rows]
    rng.shuffle(mixed)
    for way in (separate, common):
        first, second = (
            way([y for y, _, _ in found], [v for _, v, _ in found], [g for _, _, g in found], *model)
            for found in (rows, mixed)
        )
        assert close(first.between.statistic, second.between.statistic, rel=1e-4, tol=1e-5)
        assert close(first.between.p_value, second.between.p_value, rel=1e-4, tol=1e-5)
        for name, fit in zip(first.names, first.pools, strict=True):
            other = second.pools[second.names.index(name)]
            assert fit.estimate is not None
            assert close(fit.estimate * unit, other.estimate, rel=1e-5, tol=1e-5 * abs(unit))
            assert close(None if fit.se is None else fit.se * abs(unit), other.se, rel=1e-4, tol=1e-5 * abs(unit))


def test_groups_keep_the_order_in_which_they_come() -> None:
    found = separate([1.0, 2.0, 3.0, 4.0], [1.0] * 4, ["b", "a", "b", "a"], "CE", "z")
    assert (found.names, [p.estimate for p in found.pools]) == (("b", "a"), [2, 3])
    # each variance is 1/2, so that the difference of 1 has variance 1
    assert found.between.statistic == pytest.approx(1)


def test_groups_that_cannot_be_compared() -> None:
    alone = separate([1.0, 2.0, 3.0], [1.0] * 3, ["a", "a", "b"])
    assert alone.between.reason == "a group has no standard error"
    assert separate([1.0, 2.0, 3.0], [1.0] * 3, ["a", "a", "b"], "REML", "z").between.reason is None
    each = common([1.0, 2.0], [1.0, 1.0], ["a", "b"])
    assert (
        each.pools[0].reason
        == each.between.reason
        == "no group has two studies, so there is no common variance between studies"
    )
    same_inside = common([1.0, 1.0, 2.0, 2.0], [1.0] * 4, ["a", "a", "b", "b"])
    assert "explain the effects completely" in (same_inside.between.reason or "")
    assert [p.estimate for p in same_inside.pools] == [1, 2]
    assert common(
        [1.0, 1.0, 2.0, 2.0], [1.0] * 4, ["a", "a", "b", "b"], "REML", "z"
    ).between.statistic == pytest.approx(1)
    for way in (separate, common):
        assert way([], [], []).names == ()
        assert way([], [], []).between.reason
        assert "no variance above zero" in (way([1.0, 2.0, 3.0], [1, 0, 1], ["a", "a", "b"]).pools[0].reason or "")
        with pytest.raises(ValueError, match="groups"):
            way([1.0], [1.0], [])
    assert between([]).reason == "there is one group only"


def sound(found: Subgroups) -> bool:
    told = all(finite(p) and ((p.estimate is not None and p.ci_low is not None) or p.reason) for p in found.pools)
    return (
        finite(found)
        and told
        and finite(found.between)
        and bool(found.between.p_value is not None or found.between.reason)
    )


@law(ANYTHING, MODELS, short=100, long=3000)
def test_whatever_goes_in_subgroups_or_a_reason_come_out(rows: list[tuple[float, float, float]], model: Any) -> None:
    groups = [j % 2 for j in range(len(rows))]
    for way in (separate, common):
        assert sound(way([y for y, _, _ in rows], [v for _, v, _ in rows], groups, *model))


@law(EXTREME, MODELS, short=100, long=3000)
def test_extreme_subgroups(studies: Studies, model: Any) -> None:
    groups = [j % 2 for j in range(len(studies))]
    for way in (separate, common):
        assert sound(way([y for y, _ in studies], [v for _, v in studies], groups, *model))
