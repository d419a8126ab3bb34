"""Pooling against metafor's figures, against R runs noted beside them, and by law."""

import json
import math
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from acuevid.numbers.effects import mean_difference, odds_ratio, risk_difference, risk_ratio, wald_risk_difference
from acuevid.numbers.heterogeneity import OUT_OF_RANGE, Tau2Interval, generalised_q, tau2_interval, tau_squared
from acuevid.numbers.pooling import Pooled, for_pooling, mantel_haenszel, on_its_scale, peto, pool
from tests.conftest import DATA

REFERENCE: dict[str, Any] = json.loads((DATA / "reference" / "metafor_reference.json").read_text(encoding="utf-8"))
FITS = [(name, fit) for name in ("bcg", "lee2004") for fit in REFERENCE[name]["fits"]]
MEASURES = {"RR": risk_ratio, "OR": odds_ratio, "RD": wald_risk_difference}
Table = tuple[int, int, int, int]
laws = settings(deadline=None, database=None, max_examples=300)


def tables(name: str) -> list[Table]:
    return [(r["ai"], r["n1i"], r["ci"], r["n2i"]) for r in REFERENCE[name]["rows"]]


def points(name: str, measure: str) -> tuple[list[float], list[float]]:
    found = [for_pooling(MEASURES[measure](*table)) for table in tables(name)]
    assert all(found)
    yi, vi = zip(*[point for point in found if point], strict=True)
    return list(yi), list(vi)


@pytest.mark.parametrize(
    ("name", "fit"), FITS, ids=lambda v: v if isinstance(v, str) else "-".join((v["measure"], v["method"], v["test"]))
)
def test_metafor(name: str, fit: dict[str, Any]) -> None:
    """The reference has 12 digits, made with tightened tolerances; so have we: 1e-9 covers the last of them.

    A p-value below 1e-12 has fewer exact digits on both sides.
    """
    yi, vi = points(name, fit["measure"])
    method: Any = "CE" if fit["method"] == "EE" else fit["method"]
    found = pool(yi, vi, method, fit["test"])
    assert found.k == fit["k"]
    assert found.reason is None
    for key in ("estimate", "se", "ci_low", "ci_high", "p_value", "tau2", "i2", "q", "q_p", "pi_low", "pi_high"):
        mine, theirs = getattr(found, key), fit[key]
        if theirs is None:
            assert mine is None, key
        else:
            assert math.isclose(mine, theirs, rel_tol=1e-9, abs_tol=1e-12 if theirs == 0 else 0), key
    assert math.isclose(sum(found.weights), 100)


def test_log_risk_ratios_of_bcg() -> None:
    yi, vi = points("bcg", "RR")
    assert yi == pytest.approx(REFERENCE["bcg"]["log_rr_yi"], rel=1e-9)
    assert vi == pytest.approx(REFERENCE["bcg"]["log_rr_vi"], rel=1e-9)


def test_q_profile_interval() -> None:
    """METHODS; R 4.2.2, metafor 3.8.1: confint(rma(yi, vi, data = bcg, test = "knha")) 0.1197 to 1.1115."""
    found = tau2_interval(*points("bcg", "RR"))
    assert (round(found.low or 0, 4), round(found.high or 0, 4)) == (0.1197, 1.1115)
    found = tau2_interval(*points("lee2004", "RR"))
    assert (round(found.low or 0, 4), round(found.high or 0, 4)) == (0.0087, 0.7576)  # the same call on lee2004


def test_prediction_interval_of_bcg() -> None:
    """METHODS: with t on 12 degrees of freedom −1.9960 to 0.5670."""
    found = pool(*points("bcg", "RR"))
    assert (round(found.pi_low or 0, 4), round(found.pi_high or 0, 4)) == (-1.9960, 0.5670)


@pytest.mark.parametrize(
    ("name", "measure", "estimate", "se"),
    [  # R 4.2.2, metafor 3.8.1: rma.mh(measure = …), 12 digits
        ("bcg", "risk_ratio", -0.453709604684, 0.0393373668713),
        ("bcg", "odds_ratio", -0.473410988389, 0.0410077784042),
        ("bcg", "risk_difference", -0.00328818183261, 0.000286656748527),
        ("lee2004", "risk_ratio", -0.312414266894, 0.0625712819671),
        ("lee2004", "odds_ratio", -0.553710331481, 0.108624636548),
        ("lee2004", "risk_difference", -0.106068700275, 0.0206032927155),
    ],
)
def test_mantel_haenszel(name: str, measure: str, estimate: float, se: float) -> None:
    found = mantel_haenszel(tables(name), measure)
    assert found.estimate == pytest.approx(estimate, rel=1e-10)
    assert found.se == pytest.approx(se, rel=1e-10)
    if (name, measure) == ("bcg", "risk_ratio"):  # METHODS: −0.4537 (−0.5308 to −0.3766)
        assert (round(found.ci_low or 0, 4), round(found.ci_high or 0, 4)) == (-0.5308, -0.3766)


YUSUF_TABLE_6: list[Table] = [  # metadat 1.2.0: dat.yusuf1985, table 6, without the trial that prints no counts
    *((14, 56, 15, 58), (18, 66, 19, 64), (15, 100, 12, 95), (10, 52, 12, 47), (21, 226, 24, 228), (3, 38, 6, 31)),
    *((2, 20, 3, 20), (19, 76, 15, 67), (15, 106, 9, 114), (5, 62, 4, 57), (0, 9, 0, 8), (8, 133, 11, 127)),
    *((3, 48, 3, 49), (0, 16, 0, 13), (1, 42, 1, 46), (0, 25, 3, 25), (14, 221, 15, 228), (0, 11, 0, 11)),
    *((8, 259, 7, 129), (6, 157, 4, 158), (3, 177, 2, 136)),
]
RARE: list[Table] = [(0, 100, 0, 100), (2, 100, 0, 100), (3, 100, 0, 100), (1, 100, 0, 100), (4, 100, 2, 100)]
"""../shared/cases/statistics/median-control-zero.toml."""
# R 4.2.2, metafor 3.8.1: rma.peto(ai=, n1i=, ci=, n2i=), 14 digits; k is metafor's k.yi
PETO: list[tuple[list[Table], int, float, float, float]] = [
    (YUSUF_TABLE_6, 18, -0.069167632236496, 0.11938080585427, 0.56232838311926),
    (tables("bcg"), 13, -0.47444631094064, 0.040659080744648, 1.8380733863217e-31),
    (RARE, 4, 1.3548936170213, 0.58199948819163, 0.019912212375282),
    # a table in which everybody had the event says nothing; one arm full does
    ([(5, 5, 8, 8), (3, 10, 5, 12), (7, 20, 6, 19)], 2, -0.085492227979275, 0.53115379348321, 0.87212829584371),
]


@pytest.mark.parametrize(("found", "k", "estimate", "se", "p"), PETO, ids=["yusuf1985", "bcg", "rare", "full"])
def test_peto(found: list[Table], k: int, estimate: float, se: float, p: float) -> None:
    result = peto(found)
    assert (result.method, result.test, result.k, result.reason) == ("PETO", "z", k, None)
    assert result.estimate == pytest.approx(estimate, rel=1e-12)
    assert result.se == pytest.approx(se, rel=1e-12)
    assert result.p_value == pytest.approx(p, rel=1e-10)


def test_peto_of_rare_events() -> None:
    """../shared/cases/README.md: 3.88 (1.24 to 12.1)."""
    found = on_its_scale(peto(RARE), "odds_ratio")
    assert [f"{x or 0:.3g}" for x in (found.estimate, found.ci_low, found.ci_high)] == ["3.88", "1.24", "12.1"]


def test_peto_says_nothing_of_nothing() -> None:
    for empty in ([], [(0, 10, 0, 10)], [(4, 4, 9, 9)], [(0, 1, 0, 1)]):
        assert (peto(empty).k, peto(empty).estimate) == (0, None)
        assert peto(empty).reason == "no table says anything of this measure"
    with pytest.raises(ValueError, match="between 0 and the total"):
        peto([(3, 2, 1, 2)])


def test_the_risk_difference_of_a_zero_cell_stays_raw() -> None:
    """metafor with add=1/2, to="only0" gives 0/20 v 5/20 as 0.5/21 − 5.5/21 = −0.2381; METHODS wants −0.25 raw."""
    assert wald_risk_difference(0, 20, 5, 20).estimate == risk_difference(0, 20, 5, 20).estimate == -0.25
    none = wald_risk_difference(0, 20, 0, 20)
    assert (none.estimate, none.se) == (0.0, None)
    assert "no variance" in (none.reason or "")
    assert for_pooling(none) is None


# --------------------------------------------------------------------- laws

EFFECTS = st.floats(-5, 5, allow_nan=False)
VARIANCES = st.floats(1e-4, 1e2)
STUDIES = st.lists(st.tuples(EFFECTS, VARIANCES), min_size=2, max_size=12)
MODELS = st.sampled_from([("CE", "z"), ("DL", "z"), ("PM", "knha"), ("REML", "knha"), ("REML", "z"), ("DL", "knha")])


def close(a: float | None, b: float | None, rel: float = 1e-6, tol: float = 1e-8) -> bool:
    return a is b is None or (a is not None and b is not None and math.isclose(a, b, rel_tol=rel, abs_tol=tol))


@laws
@given(STUDIES, MODELS, st.randoms())
def test_order_does_not_matter(studies: list[tuple[float, float]], model: Any, rng: Any) -> None:
    mixed = list(studies)
    rng.shuffle(mixed)
    first, second = (pool([y for y, _ in s], [v for _, v in s], *model) for s in (studies, mixed))
    for key in ("estimate", "se", "tau2", "q", "i2"):
        assert close(getattr(first, key), getattr(second, key)), key


@laws
@given(STUDIES, MODELS)
def test_exchanging_the_arms_turns_the_result_round(studies: list[tuple[float, float]], model: Any) -> None:
    yi, vi = zip(*studies, strict=True)
    first, second = pool(yi, vi, *model), pool([-y for y in yi], vi, *model)
    for there, back in (("estimate", "estimate"), ("ci_low", "ci_high"), ("pi_low", "pi_high")):
        a, b = getattr(first, there), getattr(second, back)
        assert close(a, None if b is None else -b)
    assert close(first.tau2, second.tau2)
    assert close(first.p_value, second.p_value)


@laws
@given(STUDIES, MODELS, st.floats(-3, 3))
def test_a_shift_of_all_effects_shifts_the_result(studies: list[tuple[float, float]], model: Any, shift: float) -> None:
    yi, vi = zip(*studies, strict=True)
    first, second = pool(yi, vi, *model), pool([y + shift for y in yi], vi, *model)
    assert first.estimate is not None
    assert close(first.estimate + shift, second.estimate, tol=1e-6)
    assert close(first.tau2, second.tau2, rel=1e-5, tol=1e-6)


@laws
@given(EFFECTS, VARIANCES, st.integers(2, 9))
def test_identical_studies(y: float, v: float, k: int) -> None:
    for method in ("CE", "DL", "PM", "REML"):
        found = pool([y] * k, [v] * k, method, "z")
        assert close(found.estimate, y)
        assert close(found.se, math.sqrt(v / k))
        assert found.tau2 is not None
        assert found.tau2 < 1e-9 * v
    found = pool([y] * k, [v] * k)
    assert (found.se, found.ci_low, found.pi_low, found.p_value) == (None, None, None, None)
    assert "no interval" in (found.reason or "")


@pytest.mark.parametrize("k", range(2, 20))
def test_identical_up_to_noise_has_no_knapp_hartung_interval(k: int) -> None:
    """Effects that differ in their last digits only, as logarithms of one and the same ratio may."""
    for y, v in ((math.log(0.5), 0.12), (-0.62, 1e-6), (0.0, 0.01), (1e6, 1e-8), (3e-7, 1e-16)):
        yi = [math.nextafter(y, math.inf) if j % 3 else math.nextafter(y, -math.inf) for j in range(k)]
        for method in ("CE", "DL", "PM", "REML"):
            found = pool(yi, [v * (1 + j) for j in range(k)], method)
            assert found.estimate == pytest.approx(y, rel=1e-14, abs=1e-300)
            assert (found.se, found.ci_low, found.ci_high, found.p_value) == (None, None, None, None)
            assert found.reason == "all studies have the same result, so Knapp–Hartung gives no interval"


def test_counts_that_differ_by_one_are_not_noise() -> None:
    points = [for_pooling(risk_ratio(*t)) for t in ((500_000, 10**6, 600_000, 10**6), (500_001, 10**6, 600_000, 10**6))]
    yi, vi = zip(*[point for point in points if point], strict=True)
    assert pool(yi, vi).ci_low is not None


@laws
@given(EFFECTS, VARIANCES)
def test_one_study_is_itself(y: float, v: float) -> None:
    for method in ("CE", "DL", "PM", "REML"):
        found = pool([y], [v], method, "z")
        assert (found.estimate, found.se, found.k) == (y, math.sqrt(v), 1)
    hartung = pool([y], [v])
    assert (hartung.estimate, hartung.ci_low) == (y, None)
    assert "two studies" in (hartung.reason or "")
    assert tau2_interval([y], [v]).reason


@laws
@given(STUDIES, st.floats(0.01, 100))
def test_the_scale_of_measurement_goes_through(studies: list[tuple[float, float]], c: float) -> None:
    """Effects in other units: the result in those units, τ² in their square, I² and p as they were."""
    yi, vi = zip(*studies, strict=True)
    first, second = pool(yi, vi), pool([c * y for y in yi], [c * c * v for v in vi])
    assume(first.ci_low is not None)
    assert first.estimate is not None
    assert close(first.estimate * c, second.estimate, rel=1e-5, tol=1e-6 * c)
    assert close(first.i2, second.i2, rel=1e-4, tol=1e-4)


@laws
@given(STUDIES)
def test_reml_is_a_maximum_of_the_restricted_likelihood(studies: list[tuple[float, float]]) -> None:
    """Its restricted log-likelihood, written out here from Viechtbauer 2005, is not lower than beside it."""
    yi, vi = zip(*studies, strict=True)

    def likelihood(tau2: float) -> float:
        weights = [1 / (v + tau2) for v in vi]
        total = sum(weights)
        return -0.5 * (sum(math.log(v + tau2) for v in vi) + math.log(total) + generalised_q(yi, vi, tau2))

    found = tau_squared(yi, vi, "REML")
    scale = found + min(vi)
    for other in (found + 1e-3 * scale, max(0.0, found - 1e-3 * scale)):
        assert likelihood(found) >= likelihood(other) - 1e-9


@laws
@given(STUDIES)
def test_paule_mandel_makes_q_what_it_should_be(studies: list[tuple[float, float]]) -> None:
    yi, vi = zip(*studies, strict=True)
    tau2 = tau_squared(yi, vi, "PM")
    q, df = generalised_q(yi, vi, tau2), len(yi) - 1
    assert math.isclose(q, df, rel_tol=1e-6) if tau2 > 0 else q <= df + 1e-9


@laws
@given(STUDIES)
def test_the_q_profile_holds_paule_mandel_unless_it_is_empty(studies: list[tuple[float, float]]) -> None:
    yi, vi = zip(*studies, strict=True)
    found, tau2 = tau2_interval(yi, vi), tau_squared(yi, vi, "PM")
    if found.reason:
        assert (found.low, found.high, tau2) == (None, None, 0)
    else:
        assert found.low is not None
        assert found.high is not None
        assert found.low <= tau2 + 1e-9 <= found.high + 2e-9


COUNTS = st.tuples(st.integers(0, 60), st.integers(1, 60), st.integers(0, 60), st.integers(1, 60)).map(
    lambda t: (min(t[0], t[1]), t[1], min(t[2], t[3]), t[3])
)


@laws
@given(st.lists(COUNTS, min_size=1, max_size=10), st.sampled_from(["risk_ratio", "odds_ratio", "risk_difference"]))
def test_mantel_haenszel_turns_round_with_the_arms(found: list[Table], measure: str) -> None:
    first, second = mantel_haenszel(found, measure), mantel_haenszel([(c, m, a, n) for a, n, c, m in found], measure)
    assert first.k == second.k
    assert (first.estimate is None) == (second.estimate is None)
    if first.estimate is not None:
        assert second.estimate is not None
        assert math.isclose(first.estimate, -second.estimate, rel_tol=1e-9, abs_tol=1e-9)
        assert close(first.se, second.se, tol=1e-9)


@laws
@given(st.lists(COUNTS, max_size=10))
def test_peto_turns_round_with_the_arms_and_with_the_event(found: list[Table]) -> None:
    first = peto(found)
    for other in ([(c, m, a, n) for a, n, c, m in found], [(n - a, n, m - c, m) for a, n, c, m in found]):
        second = peto(other)
        assert (first.k, first.reason) == (second.k, second.reason)
        assert close(first.estimate, None if second.estimate is None else -second.estimate, tol=1e-9)
        assert close(first.se, second.se)
        assert all(map(math.isfinite, figures(second)))


@laws
@given(st.lists(COUNTS, min_size=1, max_size=6), st.integers(2, 50))
def test_more_people_of_the_same_kind_leave_mantel_haenszel_where_it_is(found: list[Table], times: int) -> None:
    first = mantel_haenszel(found, "risk_ratio")
    second = mantel_haenszel([tuple(times * n for n in t) for t in found], "risk_ratio")  # type: ignore[misc]
    assert close(first.estimate, second.estimate)
    if first.se is not None and second.se is not None:
        assert math.isclose(second.se, first.se / math.sqrt(times), rel_tol=1e-6)


def figures(found: Pooled | Tau2Interval) -> list[float]:
    names = found.__slots__
    return [v for name in names if isinstance(v := getattr(found, name), float)]


@laws
@given(
    st.lists(st.tuples(st.floats(), st.floats()), max_size=6),
    st.sampled_from(["CE", "DL", "PM", "REML"]),
    st.sampled_from(["z", "knha"]),
)
def test_whatever_goes_in_a_result_or_a_reason_comes_out(
    studies: list[tuple[float, float]], method: Any, test: Any
) -> None:
    yi, vi = [y for y, _ in studies], [v for _, v in studies]
    found = pool(yi, vi, method, test)
    assert all(map(math.isfinite, figures(found)))
    assert (found.estimate is not None and found.ci_low is not None) or found.reason


@laws
@given(
    st.lists(st.tuples(st.floats(-1e300, 1e300), st.floats(1e-300, 1e300)), min_size=1, max_size=5),
    st.sampled_from(["CE", "DL", "PM", "REML"]),
)
def test_extreme_figures(studies: list[tuple[float, float]], method: Any) -> None:
    found = pool([y for y, _ in studies], [v for _, v in studies], method, "knha")
    assert all(map(math.isfinite, figures(found)))
    assert found.estimate is not None or found.reason == OUT_OF_RANGE
    interval = tau2_interval([y for y, _ in studies], [v for _, v in studies])
    assert all(map(math.isfinite, figures(interval)))
    assert interval.low is not None or interval.reason


@laws
@given(st.lists(COUNTS, max_size=6), st.sampled_from(["risk_ratio", "odds_ratio", "risk_difference"]))
def test_counts_give_a_result_or_a_reason(found: list[Table], measure: str) -> None:
    result = mantel_haenszel(found, measure)
    assert all(map(math.isfinite, figures(result)))
    assert (result.estimate is not None and result.ci_low is not None) or result.reason


def test_nothing_and_nonsense() -> None:
    assert pool([], []).reason == "there is no study to pool"
    assert "no variance above zero" in (pool([1.0, 2.0], [0.0, 1.0]).reason or "")
    with pytest.raises(ValueError, match="2 effects and 1 variances"):
        pool([1.0, 2.0], [1.0])
    with pytest.raises(ValueError, match="no Mantel"):
        mantel_haenszel([(1, 2, 1, 2)], "hazard_ratio")
    with pytest.raises(ValueError, match="between 0 and the total"):
        mantel_haenszel([(3, 2, 1, 2)], "risk_ratio")
    assert mantel_haenszel([(0, 10, 3, 10)], "risk_ratio").reason
    assert mantel_haenszel([(0, 10, 0, 10)], "odds_ratio").k == 0


def test_a_ratio_beyond_all_floating_point_numbers_is_none() -> None:
    """One of 1,000,000,000 and one of one, each against nobody: r = 1/2 and s = 1/(1 + 10⁹) by hand, so that the error
    of the logarithm is √(¼/rs) = 22,361; Peto's variance of the first table is 10⁻⁹, its logarithm 10⁹."""
    wide = [(0, 1, 1, 10**9), (1, 1, 0, 1)]
    assert mantel_haenszel(wide, "risk_ratio") == Pooled("MH", "z", 2, reason=OUT_OF_RANGE)
    assert peto([(1, 1, 0, 10**9)]) == Pooled("PETO", "z", 1, reason=OUT_OF_RANGE)
    assert mantel_haenszel(wide, "risk_difference").ci_low is not None


def test_back_to_its_own_scale() -> None:
    found = on_its_scale(pool(*points("lee2004", "RR")), "risk_ratio")
    # R 4.2.2, metafor 3.8.1: predict(rma(yi, vi, data = lee2004, test = "knha"), transf = exp)
    assert [round(x or 0, 4) for x in (found.estimate, found.ci_low, found.ci_high)] == [0.7302, 0.5724, 0.9314]
    mean = mean_difference(3.2, 1.8, 30, 3.9, 1.9, 30)
    point = for_pooling(mean)
    assert point is not None
    assert on_its_scale(pool([point[0]], [point[1]], "CE", "z"), "mean_difference").ci_low == pytest.approx(mean.ci_low)
