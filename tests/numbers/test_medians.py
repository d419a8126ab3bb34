"""Means from medians against metafor's `conv.fivenum`.

metafor 5.1-12 (its source of 1 July 2026, R 4.2.2): `conv.fivenum(min, q1, median, q3, max, n)`, all defaults, for
quartiles and for the range; for all five figures `method = c("default", "wan2014")`. Its defaults: Luo et al. for the
mean, Wan et al. for the standard deviation (Shi et al. 2020 where all five are given), normal distribution, test of
skewness on. Older versions than 4.0 have no such function.
"""

import pytest

from acuevid.numbers.medians import mean_from_median


@pytest.mark.parametrize(
    ("quartiles", "median", "n", "mean", "sd", "statistic", "critical"),
    [
        ((4, 10), 6, 20, 6.7195, 4.7870760433705, 0.3333333333333, 0.5775580140374),
        ((41, 60), 52, 114, 50.9448684210526, 14.2662535016383, 0.1578947368421, 0.2477335595521),
        ((2.5, 5.2), 3.1, 12, 3.649375, 2.2642201910892, 0.5555555555556, 0.7233224400096),
        ((0, 10), 6, 20, 5.2805, 7.9784600722841, 0.2, 0.5775580140374),
        ((10, 30), 20, 5, 20, 20.112607647035, 0, 0.9451160280749),
        ((12.3, 30.1), 18.4, 37, 20.3895135135135, 13.7278058565374, 0.314606741573, 0.4312745552197),
        ((10, 30), 20, 500, 20, 14.8693303340256, 0, 0.1184876028075),
    ],
)
def test_quartiles(
    quartiles: tuple[float, float], median: float, n: int, mean: float, sd: float, statistic: float, critical: float
) -> None:
    found = mean_from_median(median, n, quartiles=quartiles)
    assert (found.mean, found.sd) == pytest.approx((mean, sd), rel=1e-11)
    assert (found.skewness, found.critical) == pytest.approx((statistic, critical), rel=1e-11)
    assert not found.is_skewed


@pytest.mark.parametrize(
    ("ends", "median", "n", "mean", "sd", "statistic", "critical"),
    [
        ((2, 14), 6, 20, 6.5944677601167, 3.2115759673697, 0.3333333333333, 0.416021823421),
        ((10, 90), 48, 114, 48.2057178979058, 15.7196854405579, 0.05, 0.2295449678989),
        ((18, 79), 45, 5, 46.9063955625872, 25.8526913157978, 0.1147540983607, 0.7955898483566),
        ((0, 40), 18, 500, 18.0729014898287, 6.6148663238237, 0.1, 0.1654406161535),
    ],
)
def test_minimum_and_maximum(
    ends: tuple[float, float], median: float, n: int, mean: float, sd: float, statistic: float, critical: float
) -> None:
    found = mean_from_median(median, n, ends=ends)
    assert (found.mean, found.sd) == pytest.approx((mean, sd), rel=1e-11)
    assert (found.skewness, found.critical) == pytest.approx((statistic, critical), rel=1e-11)


@pytest.mark.parametrize(
    ("five", "n", "mean", "sd", "statistic", "critical"),
    [
        ((2, 4, 6, 10, 14), 20, 6.9388412499398, 3.9993260053701, 0.4908171164889, 0.6658203932499),
        ((10, 41, 52, 60, 90), 114, 50.911186543254, 14.9929694710981, 0.1578947368421, 0.2809487446139),
        ((1, 2, 3, 4, 5), 5, 3, 1.853259605821, 0, 1.02164078650),
    ],
)
def test_all_five(
    five: tuple[float, float, float, float, float],
    n: int,
    mean: float,
    sd: float,
    statistic: float,
    critical: float,
) -> None:
    low, q1, median, q3, high = five
    found = mean_from_median(median, n, quartiles=(q1, q3), ends=(low, high))
    assert (found.mean, found.sd) == pytest.approx((mean, sd), rel=1e-11)
    assert (found.skewness, found.critical) == pytest.approx((statistic, critical), rel=1e-11)


@pytest.mark.parametrize(
    ("quartiles", "ends", "median", "n", "statistic", "critical"),
    [
        ((1, 9), None, 2, 37, 0.75, 0.4312745552197),
        (None, (1, 30), 2, 12, 0.9310344827586, 0.5207664310607),
        (None, (0, 40), 3, 500, 0.85, 0.1654406161535),
        ((4, 14), (2, 20), 6, 20, 0.8180285274816, 0.6658203932499),
        ((33, 52), (18, 79), 45, 250, 0.2631578947368, 0.1897340996101),
    ],
)
def test_skewed_values_give_no_mean(
    quartiles: tuple[float, float] | None,
    ends: tuple[float, float] | None,
    median: float,
    n: int,
    statistic: float,
    critical: float,
) -> None:
    """The same version leaves these out, with these values of the test."""
    found = mean_from_median(median, n, quartiles=quartiles, ends=ends)
    assert found.mean is found.sd is None
    assert found.is_skewed
    assert found.reason == "the values are too skewed to estimate a mean from them"
    assert (found.skewness, found.critical) == pytest.approx((statistic, critical), rel=1e-11)


def test_four_people_and_no_spread_give_no_mean() -> None:
    few = mean_from_median(20, 4, quartiles=(10, 30))
    assert few.mean is few.skewness is None
    assert few.reason == "fewer than 5 people are too few to estimate a mean"
    flat = mean_from_median(20, 50, quartiles=(20, 20), ends=(10, 30))
    assert flat.sd is None
    assert flat.reason == "the printed values have no spread"


@pytest.mark.parametrize(
    ("quartiles", "ends", "n"),
    [
        (None, None, 20),
        ((21, 30), None, 20),
        ((10, 19), None, 20),
        ((10, 30), (11, 40), 20),
        ((10, 30), (5, 29), 20),
        (None, (5, float("inf")), 20),
        ((10, 30), None, 0),
    ],
)
def test_values_that_do_not_rise_are_refused(
    quartiles: tuple[float, float] | None, ends: tuple[float, float] | None, n: int
) -> None:
    with pytest.raises(ValueError, match=r"rise|median alone|at least one"):
        mean_from_median(20, n, quartiles=quartiles, ends=ends)
