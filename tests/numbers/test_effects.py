"""Effects against METHODS.md, metafor's printed figures, and the laws they have to obey."""

import math
from collections.abc import Callable
from dataclasses import fields

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from acuevid.numbers.effects import (
    AbsoluteEffect,
    Estimate,
    Needed,
    absolute_per_1000,
    mean_difference,
    number_needed_to_treat,
    odds_ratio,
    proportion,
    risk_difference,
    risk_ratio,
    small_sample_factor,
    std_mean_difference,
)

Table = tuple[int, int, int, int]
laws = settings(deadline=None, database=None, max_examples=200)


def rounded(estimate: Estimate, decimals: int) -> tuple[float, float, float]:
    assert estimate.estimate is not None
    assert estimate.ci_low is not None
    assert estimate.ci_high is not None
    return (
        round(estimate.estimate, decimals),
        round(estimate.ci_low, decimals),
        round(estimate.ci_high, decimals),
    )


def rd(estimate: float, low: float | None = None, high: float | None = None) -> Estimate:
    return Estimate("risk_difference", estimate, low, high)


# --- published figures ------------------------------------------------------------------------------


def test_methods_3_of_25_against_12_of_25() -> None:
    """METHODS.md, "Numbers to be right on"."""
    assert rounded(risk_ratio(3, 25, 12, 25), 4) == (0.25, 0.0802, 0.7795)
    assert rounded(risk_difference(3, 25, 12, 25), 4) == (-0.36, -0.5609, -0.1060)


def test_methods_equal_arms_of_50() -> None:
    """METHODS.md: 25/50 v 25/50."""
    assert rounded(risk_ratio(25, 50, 25, 50), 4) == (1, 0.6757, 1.4799)
    assert rounded(odds_ratio(25, 50, 25, 50), 4) == (1, 0.4566, 2.1902)


@pytest.mark.parametrize(
    ("table", "low", "high"),
    [
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((6, 7, 2, 7), 0.0582, 0.8062),
        ((5, 56, 0, 29), -0.0381, 0.1926),
        ((0, 10, 0, 20), -0.1611, 0.2775),
        ((0, 10, 0, 10), -0.2775, 0.2775),
        ((10, 10, 0, 20), 0.6791, 1.0000),
        ((10, 10, 0, 10), 0.6075, 1.0000),
    ],
)
def test_newcombe_1998_table_ii_method_10(table: Table, low: float, high: float) -> None:
    """Newcombe 1998, Statistics in Medicine 17:873, Table II, contrasts (a) to (h)."""
    _, ci_low, ci_high = rounded(risk_difference(*table), 4)
    assert (ci_low, ci_high) == (low, high)


# Table, log risk ratio and its variance, from data/metafor_reference.json (metafor 3.8.1, 12 digits).
BCG = [
    ((4, 123, 11, 139), -0.88931133392, 0.325584765004),
    ((6, 306, 29, 303), -1.5853886572, 0.194581121398),
    ((3, 231, 11, 220), -1.3480731483, 0.415367965368),
    ((62, 13598, 248, 12867), -1.44155119002, 0.0200100319022),
    ((33, 5069, 47, 5808), -0.217547322211, 0.0512101721696),
    ((180, 1541, 372, 1451), -0.786115585819, 0.00690561845591),
    ((8, 2545, 10, 629), -1.6208982236, 0.223017247572),
    ((505, 88391, 499, 88391), 0.0119523335238, 0.00396157929782),
    ((29, 7499, 45, 7277), -0.469417648738, 0.0564342104632),
    ((17, 1716, 65, 1665), -1.37134480347, 0.073024793613),
    ((186, 50634, 141, 27338), -0.339358828338, 0.0124122139716),
    ((5, 2498, 3, 2341), 0.445913400571, 0.5325058452),
    ((27, 16913, 29, 17854), -0.0173139482169, 0.071404659684),
]
LEE2004 = [
    ((18, 100, 20, 100), -0.105360515658, 0.0855555555556),
    ((5, 50, 18, 50), -1.28093384546, 0.215555555556),
    ((9, 20, 7, 20), 0.251314428281, 0.153968253968),
    ((32, 135, 31, 139), 0.0609478530068, 0.0489064125044),
    ((9, 23, 10, 23), -0.105360515658, 0.124154589372),
    ((11, 18, 12, 18), -0.0870113769896, 0.0631313131313),
    ((69, 122, 80, 122), -0.147920130077, 0.0105993110002),
    ((3, 25, 12, 25), -1.38629436112, 0.336666666667),
    ((1, 30, 1, 30), 0, 1.93333333333),
    ((11, 30, 19, 30), -0.546543706368, 0.0768740031898),
    ((7, 44, 16, 39), -0.947306560973, 0.156988844489),
    ((4, 47, 6, 47), -0.405465108108, 0.374113475177),
    ((1, 30, 13, 30), -2.56494935746, 1.01025641026),
    ((24, 40, 71, 80), -0.391478866133, 0.0182511737089),
    ((16, 50, 53, 88), -0.632389382262, 0.0500042881647),
    ((28, 110, 25, 111), 0.122378520827, 0.0576143676144),
]


@pytest.mark.parametrize(("table", "yi", "vi"), BCG + LEE2004)
def test_metafor_log_risk_ratios(table: Table, yi: float, vi: float) -> None:
    """Zero cells none; 1e-11 is the last digit of the reference."""
    result = risk_ratio(*table)
    assert result.estimate is not None
    assert result.se is not None
    assert math.log(result.estimate) == pytest.approx(yi, rel=1e-11, abs=1e-15)
    assert result.se**2 == pytest.approx(vi, rel=1e-11)


def test_methods_directions_of_lee2004() -> None:
    """METHODS.md: 12 of 15 favourable, one RR exactly 1."""
    estimates = [risk_ratio(*table).estimate or math.nan for table, _, _ in LEE2004]
    counted = [sum(x < 1 for x in estimates), sum(x > 1 for x in estimates), sum(x == 1 for x in estimates)]
    assert counted == [12, 3, 1]


@pytest.mark.parametrize(("events", "total", "low", "high"), [(12, 15, 55, 93), (10, 12, 55, 95)])
def test_wilson_intervals_of_methods_and_handbook(events: int, total: int, low: int, high: int) -> None:
    """METHODS.md (lee2004) and the Cochrane Handbook, chapter 12, in whole per cent."""
    _, ci_low, ci_high = rounded(proportion(events, total), 2)
    assert (ci_low, ci_high) == (low / 100, high / 100)


@pytest.mark.parametrize(
    ("arms", "yi", "vi"),
    [
        ((55, 47, 155, 75, 64, 156), -0.3551696, 0.0130647),
        ((27, 7, 31, 29, 4, 32), -0.3479400, 0.0644689),
        ((64, 17, 75, 119, 29, 71), -2.3175692, 0.0458121),
        ((66, 20, 18, 137, 48, 18), -1.8879823, 0.1606177),
        ((14, 8, 8, 18, 11, 13), -0.3839641, 0.2054333),
        ((19, 7, 57, 18, 4, 52), 0.1721487, 0.0369106),
        ((52, 45, 34, 41, 34, 33), 0.2720521, 0.0602671),
        ((21, 16, 110, 31, 27, 183), -0.4245963, 0.0148630),
        ((30, 27, 60, 23, 20, 52), 0.2895562, 0.0362717),
    ],
)
def test_metafor_smd_on_normand1999(arms: tuple[float, float, int, float, float, int], yi: float, vi: float) -> None:
    """metafor's escalc(measure="SMD") on dat.normand1999, from van Lissa, Doing Meta-Analysis in R."""
    result = std_mean_difference(*arms)
    assert result.estimate == pytest.approx(yi, abs=6e-8)
    assert result.se is not None
    assert result.se**2 == pytest.approx(vi, abs=6e-8)


def test_mean_difference_by_hand() -> None:
    """Variance 9/9 + 16/16 = 2, so the interval is 5 ± 1.959964·√2."""
    assert rounded(mean_difference(12, 3, 9, 7, 4, 16), 6) == (5, 2.228192, 7.771808)


def test_small_sample_factor_against_scipy_and_in_closed_form() -> None:
    """Γ(1)/(√1·Γ(½)) = 1/√π; else scipy's Pochhammer symbol, good to about 1e-12."""
    special = pytest.importorskip("scipy.special")
    assert small_sample_factor(2) == pytest.approx(1 / math.sqrt(math.pi), rel=1e-15)
    for df in (3, 4, 10, 100, 339, 340, 341, 342, 1000, 10**6):
        assert small_sample_factor(df) == pytest.approx(special.poch((df - 1) / 2, 0.5) / math.sqrt(df / 2), rel=1e-12)
    # J(m)·J(m+1) = (m−1)/√(m(m+1)) exactly, since Γ((m+1)/2) = (m−1)/2·Γ((m−1)/2); it holds where the
    # direct formula and the series meet.
    for df in (2, 50, 339, 340, 341, 5000):
        product = small_sample_factor(df) * small_sample_factor(df + 1)
        assert product == pytest.approx((df - 1) / math.sqrt(df * (df + 1)), rel=2e-14)
    with pytest.raises(ValueError, match="degrees of freedom"):
        small_sample_factor(1)


# --- zero cells -------------------------------------------------------------------------------------


def test_zero_cell_rule_for_ratios_only() -> None:
    """METHODS.md: ½ to all four cells for ratios; the risk difference of 0/20 v 5/20 stays −0.25."""
    ratio = risk_ratio(0, 20, 5, 20)
    assert ratio.estimate == pytest.approx((0.5 / 21) / (5.5 / 21), rel=1e-15)
    assert ratio.rule == "½ added to all four cells, one of which is zero"
    assert ratio.se == pytest.approx(math.sqrt(1 / 0.5 - 1 / 21 + 1 / 5.5 - 1 / 21), rel=1e-14)
    odds = odds_ratio(0, 20, 20, 20)
    assert odds.rule == "½ added to all four cells, two of which are zero"
    assert odds.estimate == pytest.approx((0.5 * 0.5) / (20.5 * 20.5), rel=1e-15)
    assert risk_difference(0, 20, 5, 20).estimate == -0.25
    assert risk_difference(0, 20, 5, 20).rule is None
    assert risk_ratio(1, 20, 5, 20).rule is None


@pytest.mark.parametrize("ratio", [risk_ratio, odds_ratio])
def test_both_arms_empty_or_full_have_no_ratio(ratio: Callable[..., Estimate]) -> None:
    empty, full = ratio(0, 7, 0, 9), ratio(7, 7, 9, 9)
    assert (empty.estimate, empty.ci_low, empty.ci_high, empty.se, empty.rule) == (None,) * 5
    assert empty.reason == "nobody had the event in either arm"
    assert full.estimate is None
    assert full.reason == "everybody had the event in both arms"


def test_difference_and_proportion_exist_for_empty_and_full_arms() -> None:
    assert risk_difference(0, 7, 0, 9).estimate == 0
    assert proportion(0, 5).ci_low == 0
    assert proportion(5, 5).ci_high == 1


# --- number needed ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("difference", "value"),
    [(-0.12, 9), (-0.22, 5), (0.25, 4), (0.1, 10), (0.3 - 0.2, 10), (0.3 - 0.42, 9), (1.0, 1), (-1.0, 1)],
)
def test_number_needed_rounds_up_but_not_for_float_noise(difference: float, value: int) -> None:
    """METHODS.md: −0.12 → 9 and −0.22 → 5; whole numbers stay whole."""
    assert number_needed_to_treat(rd(difference), "bad").value == value


def test_number_needed_is_exact_for_every_small_table() -> None:
    for n1 in range(1, 16):
        for n2 in range(1, 16):
            for a in range(n1 + 1):
                for c in range(n2 + 1):
                    k = abs(a * n2 - c * n1)
                    expected = -(-n1 * n2 // k) if k else None
                    assert number_needed_to_treat(risk_difference(a, n1, c, n2), "good").value == expected


def test_event_is_decides_between_benefit_and_harm() -> None:
    assert number_needed_to_treat(rd(0.2, 0.1, 0.4), "good").kind == "NNTB"
    assert number_needed_to_treat(rd(0.2, 0.1, 0.4), "bad").kind == "NNTH"
    assert number_needed_to_treat(rd(-0.2, -0.4, -0.1), "good").kind == "NNTH"
    assert number_needed_to_treat(rd(-0.2, -0.4, -0.1), "bad").kind == "NNTB"


def test_interval_on_one_side_begins_with_the_smaller_number() -> None:
    needed = number_needed_to_treat(rd(-0.36, -0.5609, -0.106), "bad")
    assert (needed.value, needed.kind, needed.spans_infinity) == (3, "NNTB", False)
    assert needed.ci == (Needed(2, "NNTB"), Needed(10, "NNTB"))


def test_interval_through_infinity() -> None:
    """Altman 1998: "NNTB 8 (NNTB 4 to ∞ to NNTH 50)"."""
    needed = number_needed_to_treat(rd(0.13, -0.02, 0.25), "good")
    assert (needed.value, needed.kind, needed.spans_infinity) == (8, "NNTB", True)
    assert needed.ci == (Needed(4, "NNTB"), Needed(50, "NNTH"))
    mirrored = number_needed_to_treat(rd(0.13, -0.02, 0.25), "bad")
    assert (mirrored.value, mirrored.kind) == (8, "NNTH")
    assert mirrored.ci == (Needed(4, "NNTH"), Needed(50, "NNTB"))


def test_interval_that_ends_at_zero() -> None:
    needed = number_needed_to_treat(rd(0.2, 0.0, 0.4), "good")
    assert needed.ci == (Needed(3, "NNTB"), Needed(None, "NNTB"))
    assert not needed.spans_infinity


@pytest.mark.parametrize("event_is", ["good", "bad"])
def test_zero_difference_is_infinite(event_is: str) -> None:
    needed = number_needed_to_treat(rd(0.0, -0.25, 0.5), "good" if event_is == "good" else "bad")
    assert (needed.value, needed.kind) == (None, None)
    assert needed.reason == "the risk difference is zero, so the number needed to treat is infinite"
    assert needed.spans_infinity
    benefit, harm = (2, 4) if event_is == "good" else (4, 2)
    assert needed.ci == (Needed(benefit, "NNTB"), Needed(harm, "NNTH"))
    assert number_needed_to_treat(rd(5e-324), "good").value is None


def test_number_needed_passes_a_reason_on_and_refuses_other_measures() -> None:
    undefined = Estimate("risk_difference", None, None, None, reason="because")
    assert number_needed_to_treat(undefined, "good").reason == "because"
    with pytest.raises(ValueError, match="risk difference"):
        number_needed_to_treat(risk_ratio(3, 25, 12, 25), "good")
    with pytest.raises(ValueError, match="neutral"):
        number_needed_to_treat(rd(0.1), "neutral")  # type: ignore[arg-type]  # the wrong word is the point


# --- per 1000 ---------------------------------------------------------------------------------------


def test_methods_odds_ratio_at_a_control_risk() -> None:
    """METHODS.md: OR 0.73 at a control risk of 0.3 → 62 fewer per 1000, NNT 17."""
    effect = absolute_per_1000(Estimate("odds_ratio", 0.73, 0.5, 1.25), 0.3)
    assert effect.per_1000 == -62
    assert number_needed_to_treat(effect.risk_difference, "bad").value == 17
    assert effect.per_1000_ci == (-124, 49)  # 0.15/0.85 − 0.3 and 0.375/1.075 − 0.3


def test_risk_ratio_at_a_control_risk() -> None:
    effect = absolute_per_1000(Estimate("risk_ratio", 0.5, 0.25, 1.5), 0.125)
    assert effect.per_1000 == -63  # 62.5, half away from zero
    assert effect.per_1000_ci == (-94, 63)


def test_risk_above_one_is_undefined() -> None:
    effect = absolute_per_1000(Estimate("risk_ratio", 2.0, 1.5, 4.0), 0.4)
    assert (effect.per_1000, effect.per_1000_ci) == (400, None)
    assert effect.risk_difference.reason is not None
    assert "upper limit" in effect.risk_difference.reason
    effect = absolute_per_1000(Estimate("risk_ratio", 3.0, 2.0, 4.0), 0.4)
    assert effect.per_1000 is effect.risk_difference.estimate is effect.risk_difference.ci_low is None
    assert effect.risk_difference.reason == "at this control risk the risk ratio gives a risk above 1"


def test_per_1000_passes_reason_and_rule_on_and_refuses_nonsense() -> None:
    assert absolute_per_1000(risk_ratio(0, 5, 0, 5), 0.2).risk_difference.reason is not None
    rule = absolute_per_1000(risk_ratio(0, 5, 1, 5), 0.2).risk_difference.rule
    assert rule == risk_ratio(0, 5, 1, 5).rule
    with pytest.raises(ValueError, match="ratio"):
        absolute_per_1000(rd(0.1), 0.2)
    for risk in (-0.1, 1.1, math.nan):
        with pytest.raises(ValueError, match="control risk"):
            absolute_per_1000(Estimate("odds_ratio", 1, 1, 1), risk)


@laws
@given(st.floats(1e-300, 1e300), st.floats(0, 1))
def test_odds_ratio_per_1000_stays_a_risk(value: float, control_risk: float) -> None:
    effect = absolute_per_1000(Estimate("odds_ratio", value, value, value), control_risk)
    assert isinstance(effect, AbsoluteEffect)
    assert effect.risk_difference.estimate is not None
    assert -1e-12 <= control_risk + effect.risk_difference.estimate <= 1 + 1e-12


# --- laws -------------------------------------------------------------------------------------------


@st.composite
def tables(draw: st.DrawFn, largest: int = 10**6) -> Table:
    sizes = st.one_of(st.integers(1, 30), st.integers(1, largest))
    n1, n2 = draw(sizes), draw(sizes)
    return draw(st.integers(0, n1)), n1, draw(st.integers(0, n2)), n2


def same(x: float | None, y: float | None) -> bool:
    if x is None or y is None:
        return x is y
    return x == pytest.approx(y, rel=1e-9, abs=1e-12)


@laws
@given(tables())
def test_swapping_the_arms_inverts_ratios_and_negates_the_difference(table: Table) -> None:
    a, n1, c, n2 = table
    for ratio in (risk_ratio, odds_ratio):
        one, other = ratio(a, n1, c, n2), ratio(c, n2, a, n1)
        assert (one.estimate is None) == (other.estimate is None)
        assert one.rule == other.rule
        if one.estimate and one.ci_low and one.ci_high:
            assert same(other.estimate, 1 / one.estimate)
            assert same(other.ci_low, 1 / one.ci_high)
            assert same(other.ci_high, 1 / one.ci_low)
    one, other = risk_difference(a, n1, c, n2), risk_difference(c, n2, a, n1)
    assert one.estimate is not None
    assert one.ci_low is not None
    assert one.ci_high is not None
    assert (other.estimate, other.ci_low, other.ci_high) == (-one.estimate, -one.ci_high, -one.ci_low)


@laws
@given(tables())
def test_event_for_non_event_inverts_the_odds_ratio_and_negates_the_difference(table: Table) -> None:
    a, n1, c, n2 = table
    one, other = odds_ratio(a, n1, c, n2), odds_ratio(n1 - a, n1, n2 - c, n2)
    assert (one.estimate is None) == (other.estimate is None)
    if one.estimate and one.ci_low and one.ci_high:
        assert same(other.estimate, 1 / one.estimate)
        assert same(other.ci_low, 1 / one.ci_high)
        assert same(other.ci_high, 1 / one.ci_low)
    one, other = risk_difference(a, n1, c, n2), risk_difference(n1 - a, n1, n2 - c, n2)
    assert one.ci_low is not None
    assert one.ci_high is not None
    assert same(other.ci_low, -one.ci_high)
    assert same(other.ci_high, -one.ci_low)


@laws
@given(tables())
def test_event_for_non_event_and_good_for_bad_give_the_same_number_needed(table: Table) -> None:
    a, n1, c, n2 = table
    one = number_needed_to_treat(risk_difference(a, n1, c, n2), "good")
    other = number_needed_to_treat(risk_difference(n1 - a, n1, n2 - c, n2), "bad")
    assert (one.value, one.kind, one.spans_infinity) == (other.value, other.kind, other.spans_infinity)


def sound(estimate: Estimate) -> bool:
    """No NaN, no infinity, an estimate inside its interval, and a reason for whatever is missing."""
    numbers = [getattr(estimate, field.name) for field in fields(estimate)[1:5]]
    finite = all(math.isfinite(number) for number in numbers if number is not None)
    if estimate.estimate is None or estimate.ci_low is None or estimate.ci_high is None:
        return finite and estimate.reason is not None
    return finite and estimate.ci_low <= estimate.estimate <= estimate.ci_high


@laws
@given(tables(largest=10**400))
def test_counts_of_any_size_are_sound(table: Table) -> None:
    assert sound(risk_ratio(*table))
    assert sound(odds_ratio(*table))
    assert sound(risk_difference(*table))
    assert sound(proportion(*table[:2]))


arms = st.tuples(
    st.floats(allow_nan=False, allow_infinity=False),
    st.floats(0, allow_nan=False, allow_infinity=False),
    st.one_of(st.integers(1, 50), st.integers(1, 10**400)),
)


@laws
@given(arms, arms)
def test_means_of_any_size_are_sound(one: tuple[float, float, int], other: tuple[float, float, int]) -> None:
    assert sound(mean_difference(*one, *other))
    assert sound(std_mean_difference(*one, *other))


usual = st.tuples(st.integers(-(10**6), 10**6), st.integers(1, 10**4), st.integers(2, 500))


@laws
@given(usual, usual, st.integers(-(10**6), 10**6), st.integers(1, 1000))
def test_shifting_and_scaling_means(
    one: tuple[int, int, int], other: tuple[int, int, int], shift: int, scale: int
) -> None:
    """A constant added to both means changes nothing; a change of units scales MD and leaves g."""
    (mean_1, sd_1, n_1), (mean_2, sd_2, n_2) = one, other
    for effect in (mean_difference, std_mean_difference):
        plain = effect(mean_1, sd_1, n_1, mean_2, sd_2, n_2)
        assert effect(mean_1 + shift, sd_1, n_1, mean_2 + shift, sd_2, n_2) == plain
        swapped = effect(mean_2, sd_2, n_2, mean_1, sd_1, n_1)
        assert plain.estimate is not None
        assert plain.ci_low is not None
        assert same(swapped.estimate, -plain.estimate)
        assert same(swapped.ci_high, -plain.ci_low)
        scaled = effect(mean_1 * scale, sd_1 * scale, n_1, mean_2 * scale, sd_2 * scale, n_2)
        factor = scale if effect is mean_difference else 1
        assert same(scaled.estimate, plain.estimate * factor)


@laws
@given(usual, usual)
def test_hedges_g_is_the_difference_in_pooled_deviations_made_smaller(
    one: tuple[int, int, int], other: tuple[int, int, int]
) -> None:
    (mean_1, sd_1, n_1), (mean_2, sd_2, n_2) = one, other
    assume(mean_1 != mean_2)
    df = n_1 + n_2 - 2
    d = (mean_1 - mean_2) / math.sqrt(((n_1 - 1) * sd_1**2 + (n_2 - 1) * sd_2**2) / df)
    g = std_mean_difference(mean_1, sd_1, n_1, mean_2, sd_2, n_2).estimate
    assert g is not None
    assert 0 < g / d < 1
    assert g / d == pytest.approx(1 - 3 / (4 * df - 1), abs=0.04)


# --- refusals ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("effect", [risk_ratio, odds_ratio, risk_difference])
@pytest.mark.parametrize("table", [(6, 5, 1, 5), (-1, 5, 1, 5), (0, 0, 1, 5), (1, 5, 6, 5), (1, 5, 0, 0)])
def test_impossible_counts_are_refused(effect: Callable[..., Estimate], table: Table) -> None:
    with pytest.raises(ValueError, match="total"):
        effect(*table)


@pytest.mark.parametrize("effect", [mean_difference, std_mean_difference])
def test_means_without_a_variance(effect: Callable[..., Estimate]) -> None:
    one_person, no_sd = effect(5, 0, 1, 3, 1, 9), effect(5, 0, 10, 3, 0, 9)
    assert one_person.ci_low is one_person.se is no_sd.ci_high is no_sd.se is None
    assert one_person.reason is not None
    assert "one person" in one_person.reason
    assert no_sd.reason is not None
    assert "standard deviation" in no_sd.reason
    for bad in ((math.nan, 1, 5), (1, math.inf, 5), (1, -1, 5), (1, 1, 0)):
        with pytest.raises(ValueError, match="no arm"):
            effect(*bad, 3, 1, 9)


def test_mean_difference_is_still_given_without_an_interval() -> None:
    assert mean_difference(5, 0, 10, 3, 0, 9).estimate == 2
    assert std_mean_difference(5, 0, 10, 3, 0, 9).estimate is None
