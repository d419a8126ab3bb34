"""Numbers at their edges: first and last values of a rule, and small cases that can be redone with a pencil."""

from decimal import Decimal
from math import inf, log

import pytest

from acuevid.numbers import format as fmt
from acuevid.numbers.effects import (
    NumberNeeded,
    number_needed_to_treat,
    proportion,
    risk_difference,
    round_half_away,
)
from acuevid.numbers.grim import NearestCount, nearest_count, sizes_for_percent
from acuevid.numbers.intervals import central_position, p_range_from_interval, t_quantile_of_level
from acuevid.numbers.pooling import pool
from acuevid.numbers.ranges import Range
from acuevid.numbers.reported_p import p_as_text, p_matches, p_matches_range, parse_p
from acuevid.numbers.student import t_tail
from acuevid.views.axis import linear_ticks, ratio_ticks


@pytest.mark.parametrize(
    ("value", "told"), [(0.0025, "0.25%"), (0.005, "0.50%"), (0.01, "1.0%"), (0.001, "0.10%"), (0.000168, "16.8 per")]
)
def test_a_small_risk_keeps_its_digits(value: float, told: str) -> None:
    assert fmt.risk(value).removesuffix(" 100,000") == told


@pytest.mark.parametrize(
    ("value", "told"), [(0.055, "0.055"), (1.1, "1.1"), (99.4, "99"), (105.0, "105"), (0.0, "0"), (5e-5, "0.000050")]
)
def test_a_variance_is_never_told_in_powers_of_ten(value: float, told: str) -> None:
    assert fmt.variance(value) == told


def test_no_number_needed_is_told_where_there_is_none() -> None:
    """10 of 50 in both groups: no difference, so no number."""
    needed = number_needed_to_treat(risk_difference(10, 50, 10, 50), "bad")
    assert isinstance(needed, NumberNeeded)
    assert fmt.number_needed(needed) == ""


@pytest.mark.parametrize(("value", "whole"), [(2.46, 2), (2.5, 3), (-2.46, -2), (-2.5, -3), (0.4, 0)])
def test_a_half_and_no_less_goes_away_from_zero(value: float, whole: int) -> None:
    assert round_half_away(value) == whole


def test_the_nearest_count_may_be_nobody_or_everybody() -> None:
    """1% of 20 is 0.2 people (0.1 to 0.3 print so), and 99% is 19.8 (19.7 to 19.9)."""
    assert nearest_count(Decimal("1"), 20) == NearestCount(0, (0, 1))
    assert nearest_count(Decimal("99"), 20) == NearestCount(20, (19, 20))


def test_the_sizes_that_give_a_percentage_with_decimals() -> None:
    """1 of 3 is 33.3%, 1 of 2 and of 4 are not; 2 of 7 is 28.57%, which prints as 28.6% and as 29%."""
    assert list(sizes_for_percent(Decimal("33.3"), 1, 10)) == [3]
    assert list(sizes_for_percent(Decimal("28.6"), 2, 10)) == [7]
    assert list(sizes_for_percent(Decimal("29"), 2, 10)) == [7]
    with pytest.raises(ValueError, match="any group size"):
        sizes_for_percent(Decimal("0.0"), 0, 10)


@pytest.mark.parametrize(
    ("level", "df", "t"), [(95, 10, 2.228), (99, 5, 4.032), (90, 20, 1.725), (50, 10, 0.700), (95, 1, 12.706)]
)
def test_t_quantiles_of_the_printed_tables(level: float, df: int, t: float) -> None:
    assert round(t_quantile_of_level(level, df), 3) == t


def test_the_tail_of_t_ends_at_zero() -> None:
    assert t_tail(inf, 5) == t_tail(-inf, 5) == 0
    assert t_tail(0, 5) == 1


def test_the_p_values_that_an_interval_leaves_open() -> None:
    """0.30 (0.10 to 0.90): ln 0.305 / (ln(0.895/0.105)/3.92) = −2.17, p = 0.030 and so on outwards; METHODS: to 0.039.

    Narrowest: half the log width of 0.105 to 0.895 over 1.96 is 0.547, and ln 0.295 over it −2.23: p = 0.026.
    Widest: 0.095 to 0.905, 0.575, and ln 0.305 over it −2.06: p = 0.039.
    """
    found = p_range_from_interval(Decimal("0.30"), Decimal("0.10"), Decimal("0.90"), ratio=True)
    assert found.low is not None
    assert found.high is not None
    assert (round(found.low, 3), round(found.high, 3)) == (0.026, 0.039)
    none = p_range_from_interval(Decimal("0.0"), Decimal("-1.0"), Decimal("1.0"), ratio=False)
    assert none.high == 1


def test_where_an_estimate_lies_in_its_interval() -> None:
    """−1.0 in −1.5 to −0.5 is the middle; so is 0.62 in 0.37 to 1.04, as logarithms: 0.516/1.034."""
    plain = central_position(Decimal("-1.00"), Decimal("-1.50"), Decimal("-0.50"), ratio=False)
    assert plain is not None
    assert plain.middle == 0.5
    assert plain.low < 0.5 < plain.high
    ratio = central_position(Decimal("0.62"), Decimal("0.37"), Decimal("1.04"), ratio=True)
    assert ratio is not None
    assert round(ratio.middle, 3) == 0.499


@pytest.mark.parametrize(
    ("text", "told"), [("p<0.001", "< 0.001"), ("0.15", "= 0.15"), ("P ≤ 0.01", "<= 0.01"), ("N.S.", "ns")]
)
def test_a_printed_p_in_one_form(text: str, told: str) -> None:
    assert p_as_text(text) == told


@pytest.mark.parametrize(
    ("text", "p", "agrees"),
    [
        (">= 0.05", 0.05, True),
        (">= 0.05", 0.06, True),
        (">= 0.05", 0.04, False),
        ("> 0.05", 0.05, False),
        ("<= 0.05", 0.05, True),
        ("< 0.05", 0.05, False),
        ("< 0.000", 0.0004, True),
        ("< 0.000", 0.0006, False),
        ("<= 0.000", 0.0005, True),
        ("= 0.000", 0.0004, True),
        ("= 0.000", 0.0006, False),
    ],
)
def test_a_computed_p_against_the_sign_printed(text: str, p: float, agrees: bool) -> None:
    assert p_matches(parse_p(text), p) is agrees
    assert p_matches_range(parse_p(text), p, p) is agrees


def test_round_values_on_an_axis() -> None:
    """Within 0.4 to 2.6 lie 0.5, 0.7, 1, 1.5 and 2, fewer where fewer fit; from 1 on, tenths."""
    assert [round(v, 9) for v in ratio_ticks(log(0.4), log(2.6), 5)] == [0.5, 0.7, 1, 1.5, 2]
    assert [round(v, 9) for v in ratio_ticks(log(0.4), log(2.6), 4)] == [0.5, 1, 2]
    assert [round(v, 9) for v in ratio_ticks(log(1.05), log(1.45), 6)] == [1.1, 1.2, 1.3, 1.4]
    assert [round(v, 9) for v in linear_ticks(-1.2, 2.1, 4)] == [-1, 0, 1, 2]
    assert [round(v, 9) for v in linear_ticks(0.0, 10.0, 3)] == [0, 5, 10]
    assert [round(v, 9) for v in linear_ticks(1.0, 9.0, 1)] == [5]
    assert linear_ticks(3.0, 3.0, 5) == [3.0]


def test_effects_of_one_measure_have_the_digits_of_the_largest() -> None:
    assert fmt.effects((0.05, 2.0), "mean_difference") == ("0.05", "2.00")
    assert fmt.effects((0.005, 0.02), "mean_difference") == ("0.005", "0.020")
    assert fmt.effects((-0.5, 0.25), "std_mean_difference") == ("−0.50", "0.25")
    assert fmt.effects((-0.171, 0.005), "risk_difference") == ("−17.1", "0.5")
    assert fmt.effects((), "risk_difference") == ()


@pytest.mark.parametrize(("people", "told"), [(-114, "114 fewer"), (20, "20 more"), (0, "0 more or fewer")])
def test_people_more_or_fewer(people: int, told: str) -> None:
    assert fmt.more_or_fewer(people) == told


def test_a_share_of_nobody_in_100_000() -> None:
    """Wilson's interval of 1 of 100,000 is 0.18 to 5.66 of them; of none of 10,000, up to 3.84/10,003.84."""
    found = proportion(1, 100_000)
    assert fmt.estimate_interval(found) == "1.0, 95% CI 0.2 to 5.7 per 100,000"
    assert fmt.estimate_interval(proportion(0, 10_000)) == "0, 95% CI 0 to 38.4 per 100,000"


def test_three_studies_are_enough_for_a_prediction_interval() -> None:
    yi, vi = [0.1, 0.5, 0.9], [0.01, 0.01, 0.01]
    assert pool(yi, vi, "DL", "z").pi_low is not None
    assert pool(yi[:2], vi[:2], "DL", "z").pi_low is None


def test_ticks_over_many_decades_and_over_less_than_a_factor_of_three() -> None:
    """From 2e−7 to 5e6 thirteen decades: every fourth. Tenths end at a span of three."""
    assert ratio_ticks(log(2e-7), log(5e6), 4) == [1e-4, 1, 1e4]
    assert len(ratio_ticks(log(1.05), log(3.14), 30)) == 21
    assert [round(v, 9) for v in ratio_ticks(log(1.05), log(3.16), 30)] == [1.5, 2, 3]
    assert 1 in ratio_ticks(log(0.955), log(1.45), 12)
    assert [round(v, 9) for v in linear_ticks(0.0, 99.0, 5)] == [0, 20, 40, 60, 80]


def test_ranges_meet_within_a_hair() -> None:
    def exactly(value: float) -> Range:
        return Range(value, value, value)

    assert exactly(1.0).meets(exactly(1.0 + 1e-10))
    assert exactly(1.0 + 1e-10).meets(exactly(1.0))
    assert not exactly(1.0).meets(exactly(1.0 + 1e-8))
    assert not exactly(1.0 + 1e-8).meets(exactly(1.0))


def test_nothing_pooled_is_of_no_study() -> None:
    assert pool([], [], "CE", "z").k == 0
    assert fmt.effects((0.646,), "proportion") == ("64.6",)
