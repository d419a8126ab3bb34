"""Directions and overlap against METHODS.md, the Cochrane Handbook and brute force."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acuevid.numbers.directions import corrected_covered_area, sign_test

laws = settings(deadline=None, database=None, max_examples=200)


@pytest.mark.parametrize(
    ("favourable", "unfavourable", "p_value", "decimals", "percent"),
    [(12, 3, 0.0352, 4, (80, 55, 93)), (10, 2, 0.039, 3, (83, 55, 95))],
)
def test_methods_and_handbook(
    favourable: int, unfavourable: int, p_value: float, decimals: int, percent: tuple[int, int, int]
) -> None:
    """METHODS.md: lee2004, 12 of 15; Cochrane Handbook, chapter 12: 10 of 12, 83 % (55–95 %), P = 0.039."""
    result = sign_test(favourable, unfavourable)
    assert result.p_value is not None
    assert round(result.p_value, decimals) == p_value
    share = result.proportion
    assert share is not None
    assert share.estimate is not None
    assert share.ci_low is not None
    assert share.ci_high is not None
    assert tuple(round(100 * x) for x in (share.estimate, share.ci_low, share.ci_high)) == percent


def test_against_every_sequence_of_coin_tosses() -> None:
    for n in range(1, 13):
        heads = [sum(toss) for toss in product((0, 1), repeat=n)]
        for k in range(n + 1):
            as_far = sum(abs(2 * head - n) >= abs(2 * k - n) for head in heads)
            assert sign_test(k, n - k).p_value == as_far / 2**n


def test_against_scipy() -> None:
    stats = pytest.importorskip("scipy.stats")
    for k, n in ((3, 40), (100, 230), (900, 2000)):
        assert sign_test(k, n - k).p_value == pytest.approx(stats.binomtest(k, n).pvalue, rel=1e-9)


def test_nothing_to_count_and_negative_counts() -> None:
    empty = sign_test(0, 0)
    assert (empty.p_value, empty.proportion) == (None, None)
    assert empty.reason == "no study has a direction of effect"
    with pytest.raises(ValueError, match="negative"):
        sign_test(-1, 3)


@laws
@given(st.integers(0, 3000), st.integers(0, 3000))
def test_the_sides_can_be_exchanged(favourable: int, unfavourable: int) -> None:
    one, other = sign_test(favourable, unfavourable), sign_test(unfavourable, favourable)
    assert one.p_value == other.p_value
    if one.proportion and other.proportion and one.proportion.ci_low is not None:
        assert other.proportion.ci_high == pytest.approx(1 - one.proportion.ci_low, abs=1e-12)


def test_corrected_covered_area() -> None:
    """METHODS.md: N = 8, r = 3, c = 5 is 41.67 %."""
    percent = corrected_covered_area(8, 3, 5).percent
    assert percent is not None
    assert round(percent, 2) == 41.67
    assert corrected_covered_area(15, 3, 5).percent == 100
    assert corrected_covered_area(3, 3, 5).percent == 0


def test_overlap_of_one_review_and_impossible_counts() -> None:
    one = corrected_covered_area(3, 3, 1)
    assert one.percent is None
    assert one.reason == "one review cannot overlap with itself"
    for counts in ((2, 3, 5), (16, 3, 5), (0, 0, 5), (3, 3, 0)):
        with pytest.raises(ValueError, match="impossible"):
            corrected_covered_area(*counts)
