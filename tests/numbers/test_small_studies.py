"""Egger, Peters and Harbord against metafor and R's lm() (`scripts/moderators.R` makes the reference), and by law."""

import math
from typing import Any

import pytest
from hypothesis import assume
from hypothesis import strategies as st

from acuevid.numbers.pooling import Table, peto, pool
from acuevid.numbers.small_studies import FEWEST, SmallStudies, egger, egger_mixed, harbord, peters
from tests.conftest import law

from .reference import ANYTHING, EXTREME, REFERENCE, STUDIES, close, finite, model_of, same

Studies = list[tuple[float, float]]
MIXED = [(name, key) for name, data in REFERENCE["egger"].items() for key in data if " " in key]
COUNTS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 60), st.integers(0, 60), st.integers(1, 60)).map(
        lambda t: (min(t[0], t[1]), t[1], min(t[2], t[3]), t[3])
    ),
    max_size=12,
)


def told(found: SmallStudies) -> tuple[float | None, ...]:
    test = (found.k, found.bias, found.se, found.statistic, found.p_value, found.df)
    return (*test, found.limit, found.limit_low, found.limit_high)


def tables(name: str) -> list[Table]:
    return [(a, n1, c, n2) for a, n1, c, n2 in REFERENCE["counts"][name]["tables"]]


@pytest.mark.parametrize("name", REFERENCE["egger"])
def test_egger(name: str) -> None:
    data = REFERENCE["egger"][name]
    same(told(egger(data["yi"], data["vi"])), data["lm"], name)


@pytest.mark.parametrize(("name", "key"), MIXED)
def test_egger_mixed(name: str, key: str) -> None:
    data = REFERENCE["egger"][name]
    same(told(egger_mixed(data["yi"], data["vi"], *model_of(key))), data[key]["test"], key)


@pytest.mark.parametrize("name", REFERENCE["counts"])
@pytest.mark.parametrize(("measure", "key"), [("odds_ratio", "peters OR"), ("risk_ratio", "peters RR")])
def test_peters(name: str, measure: str, key: str) -> None:
    same(told(peters(tables(name), measure)), REFERENCE["counts"][name][key], name)


@pytest.mark.parametrize("name", REFERENCE["counts"])
def test_harbord(name: str) -> None:
    same(told(harbord(tables(name))), REFERENCE["counts"][name]["harbord"], name)


def test_egger_by_hand() -> None:
    """Effects 0, 1, 3 with standard errors 1, 2, 4 and so weights 1, 1/4, 1/16, which are 16, 4, 1.

    Mean of x 28/21 = 4/3, of y 7/21 = 1/3; Sxx 16/9 + 16/9 + 64/9 = 96/9, Sxy 16/9 + 16/9 + 64/9 the same: the line
    y = x − 1 fits completely. With 2 for 3 it does not.
    """
    line = egger([0.0, 1.0, 3.0], [1.0, 4.0, 16.0])
    assert (line.bias, line.limit) == pytest.approx((1, -1))
    assert (line.se, line.p_value) == (None, None)
    assert "on one line" in (line.reason or "")
    # 16, 4, 1: mean of y 6/21 = 2/7, Sxy = 16(−1/3)(−2/7) + 4(2/3)(5/7) + (8/3)(12/7) = (32 + 40 + 96)/21 = 8
    bent = egger([0.0, 1.0, 2.0], [1.0, 4.0, 16.0])
    assert bent.bias == pytest.approx(8 / (96 / 9))  # 3/4
    assert bent.limit == pytest.approx(2 / 7 - 3 / 4 * 4 / 3)
    # weights 1, 1/4 and 1/16, one degree of freedom, Sxx 96/9 over 16
    rests = [y - (2 / 7 + 0.75 * (x - 4 / 3)) for x, y in ((1, 0), (2, 1), (4, 2))]
    s2 = (rests[0] ** 2 + rests[1] ** 2 / 4 + rests[2] ** 2 / 16) / 1
    assert bent.se == pytest.approx(math.sqrt(s2 / (96 / 9 / 16)))
    assert bent.df == 1
    assert bent.statistic == pytest.approx((bent.bias or 0) / (bent.se or 1))


def test_tables_that_say_nothing_are_left_out() -> None:
    found, more = tables("egger2001"), [(0, 10, 0, 12), (7, 7, 9, 9)]
    for test in (peters, harbord):
        first, second = test(found), test([*found, *more])
        assert told(first) == told(second)
        assert first.k == 16


def test_fewer_than_ten_are_computed() -> None:
    """The refusal is for whoever shows it; three studies are the fewest that have an error."""
    assert FEWEST == 10
    assert egger([0.1, 0.2, 0.9], [0.01, 0.02, 0.09]).reason is None
    assert egger([0.1, 0.2], [0.01, 0.02]).reason == "a line and its error need three studies, not 2"
    for test in (peters, harbord):
        assert test(tables("bcg")[:2]).reason == "a line and its error need three studies, not 2"
        assert test(tables("bcg")[:3]).df == 1


def test_undefined_has_a_reason() -> None:
    same_error = [0.1, 0.5, 0.3], [0.2, 0.2, 0.2]
    assert egger(*same_error).reason == egger_mixed(*same_error).reason == "all studies have the same standard error"
    assert peters([(1, 20, 3, 20), (2, 20, 3, 20), (5, 20, 4, 20)]).reason == "all studies have the same size"
    twice = [(3, 20, 5, 20), (5, 20, 3, 20), (3, 20, 5, 20)]
    assert harbord(twice).reason == "all studies have the same variance of its score"
    for test in (egger, egger_mixed):
        assert "no variance above zero" in (test([0.1, 0.2, 0.4], [0.1, 0.0, 0.2]).reason or "")
        assert test([], []).reason
        with pytest.raises(ValueError, match="2 effects and 1 variances"):
            test([1.0, 2.0], [1.0])
    assert peters([]).reason == harbord([]).reason == "a line and its error need three studies, not 0"
    with pytest.raises(ValueError, match="no test of risk_difference"):
        peters([(1, 2, 1, 2)], "risk_difference")
    for by_counts in (peters, harbord):
        with pytest.raises(ValueError, match="between 0 and the total"):
            by_counts([(3, 2, 1, 2)])


def test_harbord_without_bias_is_peto() -> None:
    """Tables of one size have V nearly the same, and the weighted mean of Z/V is Peto's log odds ratio."""
    found = [(a, n1, c, n2) for a, n1, c, n2 in tables("bcg")]
    z = [(a - (a + c) * n1 / (n1 + n2)) for a, n1, c, n2 in found]
    v = [n1 * n2 * (a + c) * (n1 + n2 - a - c) / ((n1 + n2) ** 2 * (n1 + n2 - 1)) for a, n1, c, n2 in found]
    plain = pool([a / b for a, b in zip(z, v, strict=True)], [1 / b for b in v], "CE", "z")
    assert plain.estimate == pytest.approx(peto(found).estimate, rel=1e-12)
    line = harbord(found)
    assert line.limit is not None
    assert line.bias is not None
    # every weighted line runs through the weighted means
    mean_x = sum(math.sqrt(b) for b in v) / sum(v)
    assert line.limit + line.bias * mean_x == pytest.approx(plain.estimate)


# --------------------------------------------------------------------- laws


@law(STUDIES, st.randoms(), short=60, long=2000)
def test_order_does_not_matter(studies: Studies, rng: Any) -> None:
    mixed = list(studies)
    rng.shuffle(mixed)
    first, second = (egger([y for y, _ in s], [v for _, v in s]) for s in (studies, mixed))
    assert first.reason == second.reason
    for a, b in zip(told(first), told(second), strict=True):
        assert close(a, b, rel=1e-5, tol=1e-6)


@law(STUDIES, st.sampled_from([-3.0, 1e-4, 1e5]), st.floats(-4, 4), short=60, long=2000)
def test_units_and_a_shift_do_not_change_the_test(studies: Studies, unit: float, shift: float) -> None:
    """Egger's intercept has no unit, and a shift of all effects moves the limit alone."""
    yi, vi = [y for y, _ in studies], [v for _, v in studies]
    assume(max(vi) > 1.1 * min(vi))
    first, second = egger(yi, vi), egger([unit * y + shift for y in yi], [unit**2 * v for v in vi])
    assume(not first.reason and not second.reason)
    assert first.bias is not None
    assert close(first.bias * math.copysign(1, unit), second.bias, rel=1e-4, tol=1e-5)
    assert first.limit is not None
    assert close(first.limit * unit + shift, second.limit, rel=1e-4, tol=1e-4 * abs(unit))


@law(COUNTS, short=60, long=2000)
def test_exchanging_the_arms_turns_the_tests_round(found: list[Table]) -> None:
    for test in (peters, harbord):
        first, second = test(found), test([(c, n2, a, n1) for a, n1, c, n2 in found])
        assert first.k == second.k
        assert close(first.bias, None if second.bias is None else -second.bias, tol=1e-6)
        assert close(first.p_value, second.p_value, tol=1e-6)


@law(COUNTS, short=60, long=2000)
def test_counts_give_a_result_or_a_reason(found: list[Table]) -> None:
    for test in (peters, harbord):
        result = test(found)
        assert finite(result)
        assert result.reason or None not in told(result)


@law(ANYTHING, short=100, long=3000)
def test_whatever_goes_in_a_test_or_a_reason_comes_out(rows: list[tuple[float, float, float]]) -> None:
    for test in (egger, egger_mixed):
        result = test([y for y, _, _ in rows], [v for _, v, _ in rows])
        assert finite(result)
        assert result.reason or result.p_value is not None


@law(EXTREME, short=100, long=3000)
def test_extreme_figures(studies: Studies) -> None:
    for test in (egger, egger_mixed):
        result = test([y for y, _ in studies], [v for _, v in studies])
        assert finite(result)
        assert result.reason or result.p_value is not None
