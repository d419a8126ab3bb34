"""Cluster trials: the design effect, effective counts, and the standard error that it inflates."""

import math

import pytest

from acuevid.numbers.clusters import design_effect, effective_arm, inflated
from acuevid.numbers.effects import Estimate, mean_difference, odds_ratio, risk_difference, risk_ratio

TWO_ARMS = (63, 295, 84, 330)
"""625 people in 21 clusters; with an ICC of 0.02 the design effect is 1 + (625/21 − 1)·0.02 = 1.57523809…"""


def test_design_effect_and_effective_counts() -> None:
    """R 4.2.2: D <- 1 + (625/21 - 1)*.02; 295/D, 330/D, 63/D, 84/D."""
    effect = design_effect(625 / 21, 0.02)
    treated, compared = effective_arm(effect, 295, 63), effective_arm(effect, 330, 84)
    assert effect == pytest.approx(1.5752380952381, rel=1e-12)
    assert (treated.size, compared.size) == pytest.approx((187.273276904474, 209.4921402660217), rel=1e-12)
    assert (treated.events, compared.events) == pytest.approx((39.993954050786, 53.3252720677146), rel=1e-12)
    assert effective_arm(effect, 295).events is None


def test_inflating_is_what_effective_counts_give() -> None:
    """metafor 3.8-1: summary(escalc("RR", ai = 63/D, n1i = 295/D, ci = 84/D, n2i = 330/D)); vi = 0.033643374829816."""
    found = inflated(risk_ratio(*TWO_ARMS), design_effect(625 / 21, 0.02), ratio=True)
    assert found.estimate is not None
    assert found.se is not None
    assert found.ci_low is not None
    assert found.ci_high is not None
    assert math.log(found.estimate) == pytest.approx(-0.175564774331075, rel=1e-12)
    assert found.se**2 == pytest.approx(0.033643374829816, rel=1e-12)
    assert (round(found.ci_low, 4), round(found.ci_high, 4)) == (0.5856, 1.2019)


def test_without_correlation_or_company_nothing_changes() -> None:
    assert design_effect(30, 0) == design_effect(1, 0.3) == 1
    plain = mean_difference(5, 2, 20, 4, 2, 22)
    same = inflated(plain, 1.0, ratio=False)
    assert (same.ci_low, same.ci_high, same.se) == (plain.ci_low, plain.ci_high, plain.se)
    assert inflated(odds_ratio(0, 20, 5, 20), 1.5, ratio=True).rule == odds_ratio(0, 20, 5, 20).rule


def test_without_a_standard_error_there_is_no_interval() -> None:
    newcombe, undefined = inflated(risk_difference(*TWO_ARMS), 1.6, ratio=False), risk_ratio(0, 5, 0, 5)
    assert newcombe.estimate == risk_difference(*TWO_ARMS).estimate
    assert (newcombe.ci_low, newcombe.reason) == (None, "without a standard error there is none to correct")
    assert inflated(undefined, 1.6, ratio=True).reason == undefined.reason
    wide = inflated(Estimate("risk_ratio", 2.0, 0.1, 40.0, 300.0), 4.0, ratio=True)
    assert (wide.estimate, wide.ci_high) == (2.0, None)


@pytest.mark.parametrize(("size", "icc"), [(0.9, 0.1), (20, -0.1), (20, 1.1), (math.inf, 0.1)])
def test_impossible_clusters_are_refused(size: float, icc: float) -> None:
    with pytest.raises(ValueError, match="clusters"):
        design_effect(size, icc)


def test_impossible_arms_are_refused() -> None:
    for size, events in ((0, None), (5, 6), (5, -1)):
        with pytest.raises(ValueError, match="no arm"):
            effective_arm(1.5, size, events)
    with pytest.raises(ValueError, match="design effect"):
        effective_arm(0.99, 5)
    with pytest.raises(ValueError, match="design effect"):
        inflated(risk_ratio(*TWO_ARMS), 0.99, ratio=True)
