"""Student's t against scipy, and the figures of METHODS."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from acuevid.numbers.student import t_from_means, t_tail


@given(st.floats(-60, 60), st.integers(1, 400))
def test_tail_agrees_with_scipy(t: float, df: int) -> None:
    assert t_tail(t, df) == pytest.approx(2 * stats.t.sf(abs(t), df), rel=1e-9, abs=1e-12)


def test_t_of_28_is_no_p_of_03() -> None:
    # METHODS.md: t(28) = 2.20 reported p = .03 is an error, .036 and .037 are fine
    low, high = t_tail(2.205, 28), t_tail(2.195, 28)
    assert f"{low:.3f}" == "0.036"
    assert f"{high:.3f}" == "0.037"
    assert round(t_tail(2.20, 28), 2) != 0.03


def test_means_agree_with_scipy() -> None:
    found = t_from_means(Decimal("3.20"), Decimal("1.80"), 30, Decimal("3.90"), Decimal("1.90"), 30)
    assert found is not None
    expected = stats.ttest_ind_from_stats(3.2, 1.8, 30, 3.9, 1.9, 30)
    assert found.df == 58
    assert found.t_low < abs(expected.statistic) < found.t_high
    assert found.p_low < expected.pvalue < found.p_high


def test_far_tails_keep_their_order() -> None:
    far = t_from_means(Decimal("2.0"), Decimal("0.1"), 60, Decimal("9.0"), Decimal("0.1"), 60)
    assert far is not None
    assert 0 <= far.p_low <= far.p_high < 1e-12


def test_undefined() -> None:
    one = Decimal("1")
    assert t_from_means(one, Decimal("0"), 10, one, Decimal("0"), 10) is None
    assert t_from_means(one, one, 1, one, one, 10) is None
    with pytest.raises(ValueError, match="at least 1"):
        t_tail(1.0, 0)
