"""Intervals, P values and symmetry against Altman & Bland's published examples."""

import math
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from acuevid.numbers.intervals import (
    interval_from_p,
    p_from_interval,
    p_range_from_interval,
    ratio_interval_symmetry,
)
from acuevid.numbers.reported_p import p_matches, p_matches_range, parse_p

laws = settings(deadline=None, database=None, max_examples=300)


def test_altman_and_bland_interval_of_a_difference() -> None:
    """BMJ 343:d2090: 49 % v 32 %, P = 0.032, a difference of 17 points: 1.4 to 32.6."""
    interval = interval_from_p(17, 0.032, ratio=False)
    assert interval.ci_low == pytest.approx(1.4, abs=0.05)
    assert interval.ci_high == pytest.approx(32.6, abs=0.05)


def test_methods_interval_of_a_risk_ratio() -> None:
    """METHODS.md, from BMJ 343:d2090: RR 0.30, P = .034 gives 0.1 to 0.9.

    It is 0.098 to 0.915: METHODS' "0.10–0.90" holds to one decimal, not to two. The other way the two
    decimals do agree: P = .034 lies in the range that RR 0.30 (0.10 to 0.90) leaves open.
    """
    interval = interval_from_p(0.30, 0.034, ratio=True)
    assert interval.ci_low is not None
    assert interval.ci_high is not None
    assert (round(interval.ci_low, 3), round(interval.ci_high, 3)) == (0.098, 0.915)
    assert (round(interval.ci_low, 1), round(interval.ci_high, 1)) == (0.1, 0.9)
    p_range = p_range_from_interval(Decimal("0.30"), Decimal("0.10"), Decimal("0.90"), ratio=True)
    assert p_range.low is not None
    assert p_range.high is not None
    assert p_matches_range(parse_p("= .034"), p_range.low, p_range.high)
    assert not p_matches_range(parse_p("= .05"), p_range.low, 0.044)
    exact = p_from_interval(0.30, 0.10, 0.90, ratio=True).p_value
    assert exact == pytest.approx(0.0317, abs=5e-5)


def test_p_of_an_interval_by_hand_and_by_the_published_approximation() -> None:
    """1.96 standard errors from zero is P = 0.05; BMJ 343:d2304 approximates the tail it uses here."""
    assert p_from_interval(2.0, 0.0, 4.0, ratio=False).p_value == pytest.approx(0.05, abs=1e-12)
    for estimate, low, high in ((0.81, 0.70, 0.94), (0.30, 0.10, 0.90), (1.5, 0.9, 2.5)):
        p_value = p_from_interval(estimate, low, high, ratio=True).p_value
        z = abs(math.log(estimate)) / (math.log(high / low) / 3.92)
        assert p_value == pytest.approx(math.exp(-0.717 * z - 0.416 * z * z), abs=0.003)


@laws
@given(st.floats(-5, 5), st.floats(1e-4, 0.9), st.booleans())
def test_interval_and_p_come_back_from_each_other(effect: float, p: float, ratio: bool) -> None:
    """To the accuracy of the published approximation, as the docstring states it; mirrored, the same."""
    assume(abs(effect) > 1e-3)
    estimate = math.exp(effect) if ratio else effect
    interval = interval_from_p(estimate, p, ratio=ratio)
    assume(interval.ci_low is not None)
    assert interval.ci_low is not None
    assert interval.ci_high is not None
    assume(not ratio or interval.ci_low > 0)
    assert p_from_interval(estimate, interval.ci_low, interval.ci_high, ratio=ratio).p_value == pytest.approx(
        p, abs=0.0005 if p <= 0.1 else 0.014
    )
    other = interval_from_p(1 / estimate if ratio else -estimate, p, ratio=ratio)
    if other.ci_low is not None:
        mirrored = 1 / interval.ci_high if ratio else -interval.ci_high
        assert other.ci_low == pytest.approx(mirrored, rel=1e-9)


def test_where_no_p_and_no_interval_exist() -> None:
    assert p_from_interval(1.0, 1.0, 1.0, ratio=False).reason == "the interval has no width"
    assert p_from_interval(3.0, 1.0, 2.0, ratio=False).reason == "the estimate lies outside its interval"
    assert interval_from_p(0.5, 0, ratio=False).reason == "a P value of exactly zero gives no interval"
    assert interval_from_p(0.5, 1, ratio=False).reason == "a P value of 1 gives no interval"
    for estimate, ratio in ((1.0, True), (0.0, False)):
        assert interval_from_p(estimate, 0.5, ratio=ratio).ci_low is None
    too_wide = interval_from_p(1e300, 0.9, ratio=True)
    assert too_wide.reason == "the interval is too wide for a floating-point number"
    outside = p_range_from_interval(Decimal(3), Decimal(1), Decimal(2), ratio=True)
    assert outside.reason == "the estimate lies outside its interval"


def test_impossible_intervals_are_refused() -> None:
    with pytest.raises(ValueError, match="above the upper"):
        p_from_interval(1, 2, 0.5, ratio=False)
    with pytest.raises(ValueError, match="above zero"):
        p_from_interval(1, 0, 2, ratio=True)
    with pytest.raises(ValueError, match="above zero"):
        p_range_from_interval(Decimal(1), Decimal(-1), Decimal(2), ratio=True)
    with pytest.raises(ValueError, match="above zero"):
        ratio_interval_symmetry(Decimal(1), Decimal(-1), Decimal(2))
    with pytest.raises(ValueError, match="finite"):
        p_from_interval(math.nan, 0, 1, ratio=False)
    with pytest.raises(ValueError, match="finite"):
        ratio_interval_symmetry(Decimal("NaN"), Decimal(1), Decimal(2))
    for p in (-0.1, 1.1, math.nan):
        with pytest.raises(ValueError, match="between 0 and 1"):
            interval_from_p(2, p, ratio=True)


printed_ratios = st.tuples(st.integers(1, 400), st.integers(0, 400), st.integers(0, 400))


@laws
@given(printed_ratios, st.floats(-0.5, 0.5), st.floats(-0.5, 0.5), st.floats(-0.5, 0.5), st.booleans())
def test_p_range_holds_whatever_prints_so(
    hundredths: tuple[int, int, int], d1: float, d2: float, d3: float, ratio: bool
) -> None:
    low, estimate, high = itemwise(hundredths)
    p_range = p_range_from_interval(printed(estimate), printed(low), printed(high), ratio=ratio)
    true_low, true, true_high = (low + d1) / 100, (estimate + d2) / 100, (high + d3) / 100
    assume(true_low <= true <= true_high and true_low < true_high)
    p_value = p_from_interval(true, true_low, true_high, ratio=ratio).p_value
    assert p_value is not None
    assert p_range.low is not None
    assert p_range.high is not None
    assert p_range.low - 1e-9 <= p_value <= p_range.high + 1e-9


def itemwise(steps: tuple[int, int, int]) -> tuple[int, int, int]:
    return steps[0], steps[0] + steps[1], steps[0] + steps[1] + steps[2]


def printed(hundredths: int) -> Decimal:
    return Decimal(hundredths).scaleb(-2)


def test_a_limit_printed_as_zero_leaves_p_open() -> None:
    p_range = p_range_from_interval(Decimal("0.20"), Decimal("0.00"), Decimal("0.90"), ratio=True)
    assert p_range.high == 1
    assert p_range.low is not None
    assert p_range.low == pytest.approx(0.217, abs=0.001)  # with 0.005, the largest that prints as 0.00


# --- symmetry ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("estimate", "low", "high", "status"),
    [
        ("0.81", "0.70", "0.94", "symmetric"),
        ("0.25", "0.08", "0.78", "symmetric"),  # METHODS.md's risk ratio, to two decimals
        ("0.30", "0.10", "0.90", "symmetric"),
        ("0.30", "0.20", "0.90", "asymmetric"),
        ("1.50", "1.00", "2.00", "asymmetric"),  # midway on the natural scale, as for a difference
        ("1.5", "1.0", "2.0", "symmetric"),  # which one decimal cannot tell: 1.45² < 1.05·2.05
        ("2.5", "0.6", "0.9", "asymmetric"),
    ],
)
def test_symmetry_of_printed_intervals(estimate: str, low: str, high: str, status: str) -> None:
    assert ratio_interval_symmetry(Decimal(estimate), Decimal(low), Decimal(high)).status == status


def test_symmetry_shows_its_working() -> None:
    """0.30/0.20 = 1.5 and 0.90/0.30 = 3; √(0.195·0.895) = 0.4178 and √(0.205·0.905) = 0.4307."""
    result = ratio_interval_symmetry(Decimal("0.30"), Decimal("0.20"), Decimal("0.90"))
    numbers = (result.ratio_low, result.ratio_high, result.centre_low, result.centre_high)
    assert numbers == pytest.approx((1.5, 3, 0.4178, 0.4307), abs=5e-5)


def test_symmetry_of_a_zero_is_not_testable() -> None:
    result = ratio_interval_symmetry(Decimal("0.20"), Decimal("0.00"), Decimal("0.90"))
    assert (result.status, result.ratio_low) == ("not-testable", None)
    assert result.reason is not None


@laws
@given(st.floats(-3, 3), st.floats(0.01, 2), st.integers(0, 3), st.integers(0, 3))
def test_a_true_interval_is_symmetric_however_it_is_printed(
    log_ratio: float, half: float, decimals: int, other_decimals: int
) -> None:
    numbers = [
        (math.exp(log_ratio), decimals),
        (math.exp(log_ratio - half), other_decimals),
        (math.exp(log_ratio + half), decimals),
    ]
    estimate, low, high = (Decimal(f"{number:.{places}f}") for number, places in numbers)
    assume(low <= high)
    assert ratio_interval_symmetry(estimate, low, high).status in ("symmetric", "not-testable")


def test_p_matches_is_the_range_of_one_value() -> None:
    assert p_matches(parse_p("= 0.05"), 0.05) == p_matches_range(parse_p("= 0.05"), 0.05, 0.05)
