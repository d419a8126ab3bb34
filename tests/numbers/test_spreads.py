"""Spreads from what papers print instead, on R's `sleep` data and the Cochrane Handbook's examples.

R 4.2.2: `a <- sleep$extra[1:10]; b <- sleep$extra[11:20]`, `t.test(a)`, `t.test(a, conf.level = .9)`,
`t.test(a, b, var.equal = TRUE)`, `t.test(a, b, paired = TRUE)`, `sd`, `cor`, `qt`, printed with 14 digits.
"""

import math
from collections.abc import Callable

import pytest

from acuevid.numbers.quantiles import normal_of_share, t_of_p
from acuevid.numbers.spreads import (
    Spread,
    correlation_from_sds,
    sd_from_difference,
    sd_from_interval,
    sd_from_se,
    sd_of_differences,
    se_from_interval,
    se_from_p,
    se_from_t,
)

SD_A, SD_B, SD_PAIRED, CORRELATION = 1.7890096577592, 2.0022487357968, 1.2299954832799, 0.7951702058336
SE_TWO_SAMPLES, POOLED, SE_PAIRED = 0.84909101723876, 1.89862523363, 0.3889587238884


def close(spread: Spread, expected: float) -> bool:
    return spread.value is not None and math.isclose(spread.value, expected, rel_tol=1e-10)


def test_sd_from_a_standard_error_and_from_an_interval() -> None:
    assert close(sd_from_se(0.5657345274557, 10), SD_A)
    assert close(sd_from_interval(-0.5297804135262, 2.0297804135262, 10), SD_A)
    assert close(sd_from_interval(-0.2870552787293, 1.7870552787293, 10, level=90), SD_A)


def test_standard_error_of_a_difference_from_t_p_and_interval() -> None:
    assert close(se_from_t(-1.58, -1.86081346748685), SE_TWO_SAMPLES)
    assert close(se_from_t(1.58, -1.86081346748685), SE_TWO_SAMPLES)
    assert close(se_from_p(-1.58, 0.07918671421594, 18), SE_TWO_SAMPLES)
    assert close(se_from_interval(-3.3638740322876, 0.2038740322876, 18), SE_TWO_SAMPLES)
    assert close(se_from_p(-1.58, 0.002832890197384, 9), SE_PAIRED)
    assert close(sd_from_difference(SE_TWO_SAMPLES, 10, 10), POOLED)


def test_handbook_example_of_a_difference() -> None:
    """Cochrane Handbook 6.5.2.3: a difference of 3.8, arms of 25 and 22, P = 0.008: t = 2.78, SE = 3.8/2.78 = 1.37."""
    assert round(t_of_p(0.008, 45), 2) == 2.78
    se = se_from_p(3.8, 0.008, 45).value
    assert se is not None
    assert round(se, 2) == 1.37


def test_paired_differences_and_their_correlation() -> None:
    assert close(sd_of_differences(SD_A, SD_B, CORRELATION), SD_PAIRED)
    assert close(correlation_from_sds(SD_A, SD_B, SD_PAIRED), CORRELATION)


@pytest.mark.parametrize(
    ("p", "df", "t"),
    [
        (0.05, 1, 12.7062047361747),
        (0.05, 2, 4.3026527297495),
        (0.05, 9, 2.2621571627982),
        (0.05, 45, 2.0141033888808),
        (0.05, 1000, 1.9623390808264),
        (0.0005, 5, 7.9756534190408),
        (1e-6, 5, 28.4784734629842),
        (1e-12, 7, 114.8553431872),
        (1e-9, 30, 8.721511224373),
    ],
)
def test_t_of_p(p: float, df: int, t: float) -> None:
    """R 4.2.2: qt(p/2, df, lower.tail = FALSE)."""
    assert t_of_p(p, df) == pytest.approx(t, rel=1e-11, abs=0)


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (sd_from_se(1.2, 1), "one person"),
        (sd_from_se(0, 9), "standard error of 0"),
        (sd_from_interval(1.0, 2.0, 1), "one person"),
        (sd_from_interval(2.0, 2.0, 9), "no width"),
        (se_from_t(0, 2.1), "difference or t of 0"),
        (se_from_t(1.5, 0), "difference or t of 0"),
        (se_from_p(1.5, 0, 12), "P value of 0"),
        (se_from_p(1.5, 1, 12), "P value of 1"),
        (sd_from_difference(0.8, 1, 1), "one person each"),
        (sd_from_difference(0, 5, 5), "standard error of 0"),
        (sd_of_differences(2.0, 2.0, 1.0), "no spread"),
        (correlation_from_sds(0.0, 2.0, 2.0), "standard deviation of 0"),
        (correlation_from_sds(1.0, 1.0, 2.1), "correlation of -1.2"),
        (correlation_from_sds(1.0, 1.0, 2.01), "correlation of -1.02"),
    ],
)
def test_undefined_has_a_reason(found: Spread, reason: str) -> None:
    assert found.value is None
    assert found.reason is not None
    assert reason in found.reason


def test_defined_on_the_near_side_of_each_boundary() -> None:
    assert close(sd_from_se(1.0, 2), math.sqrt(2))
    assert close(sd_from_difference(1.0, 1, 2), 1 / math.sqrt(1.5))
    assert close(correlation_from_sds(1.0, 1.0, 2.0), -1.0)
    assert close(correlation_from_sds(3.0, 1.0, 2.0), 1.0)


@pytest.mark.parametrize(
    "call",
    [
        lambda: sd_from_se(-0.1, 5),
        lambda: sd_from_se(0.1, 0),
        lambda: sd_from_interval(2.0, 1.0, 5),
        lambda: sd_from_interval(1.0, 2.0, 5, level=100),
        lambda: sd_from_interval(1.0, 2.0, 5, level=0),
        lambda: se_from_p(1.0, 1.01, 5),
        lambda: se_from_t(math.inf, 2.0),
        lambda: sd_of_differences(1.0, 1.0, 1.01),
        lambda: sd_of_differences(-1.0, 1.0, 0.5),
        lambda: t_of_p(0, 5),
        lambda: t_of_p(1e-300, 1),
        lambda: normal_of_share(1.0),
    ],
)
def test_what_nobody_can_print_is_refused(call: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        call()
