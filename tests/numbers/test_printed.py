"""Printed digits, and the whole numbers behind them, against brute force in decimal arithmetic."""

from decimal import ROUND_DOWN, ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acuevid.numbers.printed import print_fraction, printed, rounding_counts, truncation_counts

laws = settings(deadline=None, database=None, max_examples=300)


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("40.0", (400, 1)),
        ("40", (40, 0)),
        ("-0.50", (-50, 2)),
        (".03", (3, 2)),
        ("4E+1", (40, 0)),
        ("0.00", (0, 2)),
        ("1.2e-5", (12, 6)),
    ],
)
def test_digits_are_kept_as_printed(text: str, digits: tuple[int, int]) -> None:
    assert printed(Decimal(text)) == digits


@pytest.mark.parametrize("text", ["NaN", "Infinity", "1E+1000000", "1E-1000000"])
def test_what_nobody_prints_is_refused_at_once(text: str) -> None:
    with pytest.raises(ValueError, match="number"):
        printed(Decimal(text))


def test_more_digits_than_the_decimal_context_holds() -> None:
    """The default context keeps 28 digits; nothing is lost on either way."""
    text = "1234567890123456789012345678901234567890.5"
    assert printed(Decimal(text)) == (12345678901234567890123456789012345678905, 1)
    assert str(print_fraction(10**40 + 1, 10, 1)) == "1" + "0" * 39 + ".1"


@laws
@given(st.integers(-(10**6), 10**6), st.integers(1, 10**4), st.integers(0, 6))
def test_print_fraction_rounds_half_away_from_zero(numerator: int, denominator: int, decimals: int) -> None:
    got = print_fraction(numerator, denominator, decimals)
    assert printed(got)[1] == decimals
    off = Fraction(got) - Fraction(numerator, denominator)
    half = Fraction(1, 2 * 10**decimals)
    assert abs(off) <= half
    if abs(off) == half:
        assert abs(Fraction(got)) > abs(Fraction(numerator, denominator))


def brute(value: Decimal, n: int, scale: int, modes: tuple[str, ...], most: int) -> list[int]:
    """By decimal's own rounding of a quotient long enough that its cut cannot matter for n below 50."""
    unit = Decimal(1).scaleb(-printed(value)[1])
    return [
        x
        for x in range(-most, most + 1)
        if any((Decimal(scale * x) / n).quantize(unit, mode) == value for mode in modes)
    ]


@laws
@given(st.integers(-120, 120), st.integers(0, 2), st.integers(1, 49), st.sampled_from([1, 100]))
def test_counts_are_those_that_decimal_rounds_and_cuts_to_the_value(v: int, decimals: int, n: int, scale: int) -> None:
    value = Decimal(v).scaleb(-decimals)
    most = 130 * n // scale + 2
    assert list(rounding_counts((v, decimals), n, scale)) == brute(
        value, n, scale, (ROUND_HALF_UP, ROUND_HALF_DOWN), most
    )
    assert list(truncation_counts((v, decimals), n, scale)) == brute(value, n, scale, (ROUND_DOWN,), most)


@pytest.mark.parametrize("v", range(-25, 26))
def test_every_small_value_at_every_small_size(v: int) -> None:
    for n in range(1, 30):
        value = Decimal(v).scaleb(-1)
        assert list(rounding_counts((v, 1), n, 1)) == brute(value, n, 1, (ROUND_HALF_UP, ROUND_HALF_DOWN), 100)
        assert list(truncation_counts((v, 1), n, 1)) == brute(value, n, 1, (ROUND_DOWN,), 100)
