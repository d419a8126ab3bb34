"""Rates over person-time against metafor 3.8-1 (R 4.2.2), `escalc` with `IRR` and `IRD`, 13 digits."""

import math

import pytest

from acuevid.numbers.rates import rate_difference, rate_ratio

Arms = tuple[int, float, int, float]
# metadat 1.2-0: dat.hart1999 (escalc(measure, x1i, t1i, x2i, t2i, data)), strokes over person-years
HART: list[tuple[Arms, float, float, float, float]] = [
    ((9, 413, 19, 398), -0.7842099895068, 0.1637426900585, -2.594692591286e-02, 1.727110363482e-04),
    ((8, 263, 19, 245), -0.9358932591196, 0.1776315789474, -4.713276945759e-02, 4.321935260377e-04),
    ((3, 487, 13, 435), -1.5792551607873, 0.4102564102564, -2.372489320022e-02, 8.135048949190e-05),
    ((6, 237, 9, 241), -0.3887283157526, 0.2777777777778, -1.202794264405e-02, 2.617764978802e-04),
    ((7, 489, 23, 483), -1.2019299026961, 0.1863354037267, -3.330411919369e-02, 1.278640429624e-04),
    ((20, 507, 50, 405), -1.140914668359, 0.07, -8.400905836803e-02, 3.826377575841e-04),
]
# metadat 1.2-0: dat.nielweise2008, infections over catheter days
NIELWEISE: list[tuple[Arms, float, float, float, float]] = [
    ((7, 1344, 11, 1988), -0.06050625760963, 0.23376623376623, -3.248658618377e-04, 6.658547409822e-06),
    ((8, 1600, 8, 1461), -0.09088249647717, 0.25, -4.757015742642e-04, 6.872913466300e-06),
    ((3, 12012, 14, 10962), -1.6319164444443, 0.4047619047619, -1.027388958423e-03, 1.372977688730e-07),
    ((6, 1536, 10, 1503), -0.5325441477206, 0.2666666666667, -2.747109946773e-03, 6.969851368549e-06),
    ((1, 370, 1, 483), 0.2665136480143, 2.0, 6.323093279615e-04, 1.159113062537e-05),
    ((1, 729, 8, 913), -1.854379393094, 1.125, -7.390579902851e-03, 1.147896231071e-05),
    ((17, 6760, 15, 6840), 0.1369279845336, 0.1254901960784, 3.218104432679e-04, 6.926222541321e-07),
    ((3, 1107, 7, 1015), -0.93406290162, 0.4761904761905, -4.186524623867e-03, 9.242714535264e-06),
    ((2, 320, 3, 440), -0.08701137698963, 0.83333333333333, -5.681818181818e-04, 3.502711776860e-05),
]


@pytest.mark.parametrize(("arms", "log_ratio", "ratio_var", "difference", "difference_var"), HART + NIELWEISE)
def test_metafor(arms: Arms, log_ratio: float, ratio_var: float, difference: float, difference_var: float) -> None:
    ratio, plain = rate_ratio(*arms), rate_difference(*arms)
    assert ratio.estimate is not None
    assert ratio.se is not None
    assert plain.se is not None
    assert math.log(ratio.estimate) == pytest.approx(log_ratio, rel=1e-11, abs=0)
    assert ratio.se**2 == pytest.approx(ratio_var, rel=1e-11, abs=0)
    assert ratio.rule is plain.rule is None
    assert plain.estimate == pytest.approx(difference, rel=1e-11, abs=0)
    assert plain.se**2 == pytest.approx(difference_var, rel=1e-11, abs=0)


def test_interval_of_a_ratio_stands_on_its_natural_scale() -> None:
    """summary(escalc("IRR", x1i = 9, t1i = 413, x2i = 19, t2i = 398), transf = exp)."""
    found = rate_ratio(9, 413, 19, 398)
    expected = (0.45648018350962, 0.20652950379597, 1.0089316737178)
    assert (found.estimate, found.ci_low, found.ci_high) == pytest.approx(expected, rel=1e-11, abs=0)


@pytest.mark.parametrize(
    ("arms", "log_ratio", "variance", "difference", "difference_var"),
    [
        ((0, 120, 5, 118), -2.4147023911148, 2.1818181818182, -0.0423728813559, 0.0003590922149),
        ((3, 80, 0, 90.5), 2.0692333650873, 2.2857142857143, 0.0375, 0.00046875),
    ],
)
def test_an_arm_without_events(
    arms: Arms, log_ratio: float, variance: float, difference: float, difference_var: float
) -> None:
    """escalc("IRR", …) adds ½ to both counts by default; escalc("IRD", …, add = 0) adds nothing, as here."""
    ratio, plain = rate_ratio(*arms), rate_difference(*arms)
    assert ratio.estimate is not None
    assert ratio.se is not None
    assert math.log(ratio.estimate) == pytest.approx(log_ratio, rel=1e-10, abs=0)
    assert ratio.se**2 == pytest.approx(variance, rel=1e-10, abs=0)
    assert ratio.rule == "½ added to both counts of events, one of which is zero"
    assert plain.se is not None
    assert (plain.estimate, plain.se**2) == pytest.approx((difference, difference_var), rel=1e-9, abs=0)
    assert plain.rule is None


def test_no_events_at_all() -> None:
    ratio, plain = rate_ratio(0, 50, 0, 60), rate_difference(0, 50, 0, 60)
    assert (ratio.estimate, ratio.reason) == (None, "nobody had the event in either arm")
    assert (plain.estimate, plain.ci_low, plain.se) == (0, None, None)
    assert plain.reason is not None


@pytest.mark.parametrize("arms", [(-1, 10, 2, 10), (1, 0, 2, 10), (1, 10, 2, -3), (1, math.inf, 2, 10)])
def test_impossible_rates_are_refused(arms: Arms) -> None:
    for measure in (rate_ratio, rate_difference):
        with pytest.raises(ValueError, match="person-time"):
            measure(*arms)


def test_arms_exchanged_turn_the_effect_round() -> None:
    there, back = rate_ratio(3, 70.5, 0, 81), rate_ratio(0, 81, 3, 70.5)
    assert there.estimate is not None
    assert back.estimate == pytest.approx(1 / there.estimate, rel=1e-14, abs=0)
    assert rate_difference(3, 70.5, 1, 81).estimate == -(rate_difference(1, 81, 3, 70.5).estimate or 0)
