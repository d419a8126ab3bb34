"""Effects from the means of two arms against metafor 3.8-1 (R 4.2.2), `escalc` on dat.normand1999 of metadat 1.2-0.

escalc(measure, m1i, sd1i, n1i, m2i, sd2i, n2i, data = dat.normand1999), MD, SMD, SMDH, ROM, all defaults, 13 digits.
From 4.6-0 on the variance of SMDH is another (see the docstring); from 5.0-1 on ROM needs correct = FALSE.
"""

import math
from collections.abc import Callable

import pytest

from acuevid.numbers.effects import Estimate, mean_difference, std_mean_difference
from acuevid.numbers.means import combined_group, ratio_of_means, std_mean_difference_unequal

Arms = tuple[float, float, int, float, float, int]
ARMS: list[Arms] = [
    (55, 47, 155, 75, 64, 156),
    (27, 7, 31, 29, 4, 32),
    (64, 17, 75, 119, 29, 71),
    (66, 20, 18, 137, 48, 18),
    (14, 8, 8, 18, 11, 13),
    (19, 7, 57, 18, 4, 52),
    (52, 45, 34, 41, 34, 33),
    (21, 16, 110, 31, 27, 183),
    (30, 27, 60, 23, 20, 52),
]
MD = [
    (-20, 40.50802315964),
    (-2, 2.08064516129),
    (-55, 15.69840375587),
    (-71, 150.2222222222),
    (-4, 17.30769230769),
    (1, 1.167341430499),
    (11, 94.58912655971),
    (-10, 6.31087928465),
    (7, 19.84230769231),
]
SMD = [
    (-0.35516964094011, 0.01306467554153),
    (-0.3479400227391, 0.06446887609886),
    (-2.31756916016373, 0.04581211028018),
    (-1.8879822529368, 0.1606177359362),
    (-0.3839641411697, 0.2054332783922),
    (0.17214866906959, 0.03691057000036),
    (0.27205207385293, 0.06026712583643),
    (-0.42459627189426, 0.01486303841933),
    (0.28955623008076, 0.03627173415805),
]
SMDH = [
    (-0.35534160157823, 0.01309096448116),
    (-0.34648907552583, 0.06573686444975),
    (-2.30179153387716, 0.05094439041673),
    (-1.8879822529368, 0.1874285472819),
    (-0.3992269038545, 0.1953925419733),
    (0.17417872174803, 0.03623337228265),
    (0.27262316995503, 0.06047737641059),
    (-0.44944338832372, 0.01319994919702),
    (0.29260847383753, 0.03569699912197),
]
ROM = [
    (-0.31015492830384, 0.009379083260608),
    (-0.071458963982145, 0.002762767853681),
    (-0.620240409751858, 0.001777212409275),
    (-0.7303261838017, 0.01192127623364),
    (-0.25131442828091, 0.06954377192472),
    (0.054067221270276, 0.003330967125495),
    (0.23767165187712, 0.04286515883818),
    (-0.389464766761723, 0.009422534592208),
    (0.26570316573301, 0.02804122437109),
]


@pytest.mark.parametrize(("measure", "pins"), [(mean_difference, MD), (std_mean_difference, SMD)])
def test_metafor_mean_differences(measure: Callable[..., Estimate], pins: list[tuple[float, float]]) -> None:
    for arms, (yi, vi) in zip(ARMS, pins, strict=True):
        found = measure(*arms)
        assert found.se is not None
        assert (found.estimate, found.se**2) == pytest.approx((yi, vi), rel=1e-11)


@pytest.mark.parametrize(("arms", "pin"), list(zip(ARMS, SMDH, strict=True)))
def test_metafor_unequal_variances(arms: Arms, pin: tuple[float, float]) -> None:
    found = std_mean_difference_unequal(*arms)
    assert found.se is not None
    assert (found.estimate, found.se**2) == pytest.approx(pin, rel=1e-11)


@pytest.mark.parametrize(("arms", "pin"), list(zip(ARMS, ROM, strict=True)))
def test_metafor_ratio_of_means(arms: Arms, pin: tuple[float, float]) -> None:
    found = ratio_of_means(*arms)
    assert found.estimate is not None
    assert found.se is not None
    assert found.ci_low is not None
    assert (math.log(found.estimate), found.se**2) == pytest.approx(pin, rel=1e-11)
    assert math.log(found.ci_low) == pytest.approx(pin[0] - 1.959963984540054 * math.sqrt(pin[1]), rel=1e-9)


def test_a_ratio_needs_one_side_of_zero() -> None:
    both_below = ratio_of_means(-4.0, 1.0, 10, -2.0, 1.0, 10)
    assert both_below.estimate == pytest.approx(2)
    for mean_1, mean_2 in ((-4.0, 2.0), (4.0, -2.0), (0.0, 2.0), (4.0, 0.0)):
        found = ratio_of_means(mean_1, 1.0, 10, mean_2, 1.0, 10)
        assert (found.estimate, found.reason) == (None, "a ratio needs two means on the same side of zero")


@pytest.mark.parametrize("measure", [std_mean_difference_unequal, ratio_of_means])
def test_one_person_or_no_spread(measure: Callable[..., Estimate]) -> None:
    assert measure(4.0, 1.0, 2, 3.0, 1.0, 2).estimate is not None
    assert measure(4.0, 0.0, 5, 3.0, 1.0, 5).estimate is not None
    for arms in ((4.0, 1.0, 1, 3.0, 1.0, 9), (4.0, 0.0, 5, 3.0, 0.0, 5)):
        found = measure(*arms)
        assert found.estimate is None
        assert found.reason
    with pytest.raises(ValueError, match="no arm"):
        measure(4.0, -1.0, 5, 3.0, 1.0, 5)


def test_a_ratio_beyond_floating_point_is_undefined() -> None:
    large, small = (1e300, 1e299, 5), (1e-300, 1e-301, 5)
    for found in (ratio_of_means(*large, *small), ratio_of_means(*small, *large)):
        assert (found.estimate, found.ci_high) == (None, None)
        assert found.reason is not None
        assert "floating-point" in found.reason


def test_groups_taken_together_are_what_their_people_give() -> None:
    """1, 2, 3 and 4, 6 are five values with mean 16/5 and variance 14.8/4; one value alone has no spread."""
    mean, sd, n = combined_group([(2.0, 1.0, 3), (5.0, math.sqrt(2), 2)])
    assert (mean, n) == pytest.approx((3.2, 5), rel=1e-14)
    assert sd == pytest.approx(math.sqrt(3.7), rel=1e-14)
    assert combined_group([(2.0, 1.0, 3)]) == (2.0, 1.0, 3)
    assert combined_group([(1.0, 0.0, 1), (3.0, 0.0, 1)]) == pytest.approx((2.0, math.sqrt(2), 2))
    with pytest.raises(ValueError, match="no group"):
        combined_group([])
    with pytest.raises(ValueError, match="no arm"):
        combined_group([(1.0, -1.0, 3)])
