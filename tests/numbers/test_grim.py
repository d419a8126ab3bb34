"""GRIM against METHODS.md and against brute force over every whole number."""

from decimal import ROUND_DOWN, ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acuevid.numbers.grim import Nearest, counts_for_percent, grim

laws = settings(deadline=None, database=None, max_examples=300)


@pytest.mark.parametrize(("n", "status"), [(28, "inconsistent"), (32, "rounds")])
def test_methods_mean(n: int, status: str) -> None:
    """METHODS.md: mean 5.19 with n = 28 fails, n = 32 passes (Brown & Heathers 2017 has the first)."""
    assert grim(Decimal("5.19"), n, percent=False).status == status


@pytest.mark.parametrize(
    ("value", "n", "status"),
    [
        ("54.0", 150, "rounds"),
        ("67.4", 150, "inconsistent"),
        ("54.2", 150, "inconsistent"),
        ("69.8", 150, "inconsistent"),
        ("68.1", 150, "inconsistent"),
        ("55.4", 150, "inconsistent"),
        ("71", 43, "inconsistent"),
        ("71", 42, "rounds"),
    ],
)
def test_methods_percentages(value: str, n: int, status: str) -> None:
    """METHODS.md, "Numbers to be right on"."""
    assert grim(Decimal(value), n, percent=True).status == status


def test_what_the_pencil_line_needs() -> None:
    """30 of 43 is 69.77 %, 31 of 43 is 72.09 %: neither prints as 71 %."""
    result = grim(Decimal(71), 43, percent=True)
    assert result.nearest == (
        Nearest(30, Decimal("70"), Decimal("69.77")),
        Nearest(31, Decimal("72"), Decimal("72.09")),
    )
    assert grim(Decimal("71.4"), 42, percent=True).candidates == (30,)
    assert [str(near.prints) for near in grim(Decimal("40.0"), 5, percent=True).nearest] == ["40.0", "60.0"]


def test_truncation_is_told_apart() -> None:
    """39/42 = 92.857 %: 92.9 by rounding, 92.8 by cutting off."""
    assert grim(Decimal("92.9"), 42, percent=True).status == "rounds"
    cut = grim(Decimal("92.8"), 42, percent=True)
    assert (cut.status, cut.candidates) == ("truncates", (39,))


@pytest.mark.parametrize("value", ["12", "13"])
def test_half_up_and_half_down_are_both_rounding(value: str) -> None:
    """1/8 is 12.5 %."""
    assert grim(Decimal(value), 8, percent=True).candidates == (1,)


def test_not_testable_from_the_size_at_which_every_value_is_possible() -> None:
    """METHODS.md: n ≥ 10^(decimals + 2) for percentages."""
    assert grim(Decimal("33.3"), 999, percent=True).status == "rounds"
    for value, n, percent in (("33.3", 1000, True), ("33", 100, True), ("2.19", 100, False)):
        result = grim(Decimal(value), n, percent=percent)
        assert (result.status, result.candidates) == ("not-testable", ())
        assert result.reason is not None
        assert f" {10 ** (result.decimals + 2 * percent)} " in result.reason
    assert grim(Decimal("2.19"), 99, percent=False).status != "not-testable"


def test_a_percentage_outside_0_to_100_is_inconsistent_at_any_size() -> None:
    for value in ("101", "-1"):
        for n in (7, 10**12):
            assert grim(Decimal(value), n, percent=True).status == "inconsistent"
    assert [near.count for near in grim(Decimal(120), 7, percent=True).nearest] == [7]


def test_items_make_the_grain_finer() -> None:
    assert grim(Decimal("5.19"), 28, percent=False, items=2).status == "truncates"  # 291/56 = 5.196
    assert grim(Decimal("5.19"), 28, percent=False, items=3).candidates == (436,)  # 436/84 = 5.1905
    assert grim(Decimal("5.19"), 28, percent=False, items=4).status == "not-testable"


def test_negative_means() -> None:
    assert grim(Decimal("-5.19"), 32, percent=False).candidates == (-166,)
    assert grim(Decimal("-5.17"), 28, percent=False).status == "truncates"  # −145/28 = −5.1786


def test_huge_sizes_cost_nothing() -> None:
    counts = counts_for_percent(Decimal(50), 10**18)
    assert counts.rounds.start == 495 * 10**15
    assert grim(Decimal(50), 10**18, percent=True).status == "not-testable"


@pytest.mark.parametrize(("n", "items"), [(0, 1), (-1, 1), (5, 0)])
def test_impossible_sizes_are_refused(n: int, items: int) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        grim(Decimal(1), n, percent=False, items=items)
    if n < 1:
        with pytest.raises(ValueError, match="at least 1"):
            counts_for_percent(Decimal(1), n)


@laws
@given(st.integers(0, 110), st.integers(0, 2), st.integers(1, 150), st.integers(0, 99))
def test_percentages_against_brute_force(whole: int, decimals: int, n: int, fraction: int) -> None:
    value = (Decimal(whole) + Decimal(fraction) / 100).quantize(Decimal(1).scaleb(-decimals))

    def fitting(*modes: str) -> tuple[int, ...]:
        return tuple(
            x for x in range(n + 1) if any((Decimal(100 * x) / n).quantize(value, mode) == value for mode in modes)
        )

    rounds, truncates = fitting(ROUND_HALF_UP, ROUND_HALF_DOWN), fitting(ROUND_DOWN)
    counts = counts_for_percent(value, n)
    assert (tuple(counts.rounds), tuple(counts.truncates)) == (rounds, truncates)
    result = grim(value, n, percent=True)
    if n >= 10 ** (decimals + 2):
        assert result.status == ("not-testable" if rounds or truncates else "inconsistent")
    else:
        expected = "rounds" if rounds else "truncates" if truncates else "inconsistent"
        assert (result.status, result.candidates) == (expected, rounds or truncates)


@laws
@given(st.integers(1, 999), st.data())
def test_the_true_percentage_always_passes_and_is_among_the_candidates(n: int, data: st.DataObject) -> None:
    x = data.draw(st.integers(0, n))
    mode = data.draw(st.sampled_from([ROUND_HALF_UP, ROUND_HALF_DOWN]))
    value = (Decimal(100 * x) / n).quantize(Decimal("0.1"), mode)
    assert grim(value, n, percent=True).candidates == (x,)
    assert x in counts_for_percent((Decimal(100 * x) / n).quantize(Decimal("0.1"), ROUND_DOWN), n).truncates
