"""Printed P values: how they are read, and what agrees with them."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acuevid.numbers.reported_p import ReportedP, p_matches, p_matches_range, parse_p

laws = settings(deadline=None, database=None, max_examples=300)


@pytest.mark.parametrize(
    ("text", "relation", "value"),
    [
        ("= 0.058", "=", "0.058"),
        ("< 0.05", "<", "0.05"),
        ("<0.0001", "<", "0.0001"),
        ("p=0.03", "=", "0.03"),
        ("P < .001", "<", ".001"),
        ("p ≤ 0.01", "<=", "0.01"),
        ("<=0.01", "<=", "0.01"),
        ("≥ 0.2", ">=", "0.2"),
        ("> 0.05", ">", "0.05"),
        ("= 0.050", "=", "0.050"),
        ("= 1", "=", "1"),
        ("= 0.000", "=", "0.000"),
        ("= 1.2e-5", "=", "1.2e-5"),
    ],
)
def test_read(text: str, relation: str, value: str) -> None:
    reported = parse_p(f"  {text} ")
    assert reported.relation == relation
    assert str(reported.value) == str(Decimal(value))


@pytest.mark.parametrize("text", ["ns", "NS", "n.s.", "p = ns", "P: n.s."])
def test_not_significant(text: str) -> None:
    assert parse_p(text) == ReportedP("ns", None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "p",
        "= 3%",
        "= 1.01",
        "> 1",
        "= -0.1",
        "= 0,05",
        "= 0.05.",
        "== 0.05",
        "= < 0.05",
        "= nan",
        "= inf",
        "nsx",
        "= ٠.٠٥",
        "= 0.05\n< 0.01",
        "= 1e-999999999",
        "p = 0.03 (ns)",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="P value"):
        parse_p(text)


@pytest.mark.parametrize(
    ("text", "computed", "matches"),
    [
        ("= 0.058", 0.0575, True),
        ("= 0.058", 0.0585, True),
        ("= 0.058", 0.0574, False),
        ("= 0.04", 0.045, True),
        ("= 0.05", 0.045, True),
        ("= 0.050", 0.0496, True),
        ("= 0.050", 0.049, False),
        ("= 0.000", 0.0004, True),
        ("= 0.000", 0.0006, False),
        ("< 0.05", 0.0499, True),
        ("< 0.05", 0.05, False),
        ("<= 0.05", 0.05, True),
        ("> 0.05", 0.05, False),
        ("> 0.05", 0.051, True),
        (">= 0.05", 0.05, True),
        ("ns", 0.051, True),
        ("ns", 0.05, False),
        ("= 1e-20", 1e-13, False),
    ],
)
def test_agreement_honours_the_relation_and_the_digits(text: str, computed: float, matches: bool) -> None:
    assert p_matches(parse_p(text), computed) is matches


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ("= .03", False),
        ("= .036", True),
        ("= .037", True),
        ("= .038", False),
        ("= .035", False),
        ("= .04", True),
    ],
)
def test_methods_t_of_28_is_2_20(text: str, matches: bool) -> None:
    """METHODS.md: t(28) = 2.20 reported p = .03 is an error, .036 and .037 are fine. scipy has the tail."""
    stats = pytest.importorskip("scipy.stats")
    low, high = (2 * float(stats.t.sf(t, 28)) for t in (2.205, 2.195))
    assert p_matches_range(parse_p(text), low, high) is matches
    # From t = 2.20 taken as exact, .037 would be called an error.
    assert p_matches(parse_p("= .037"), 2 * float(stats.t.sf(2.2, 28))) is False


@pytest.mark.parametrize(("low", "high"), [(0.2, 0.1), (-0.1, 0.1), (0.5, 1.1), (float("nan"), 0.5)])
def test_impossible_ranges_are_refused(low: float, high: float) -> None:
    with pytest.raises(ValueError, match="not a range"):
        p_matches_range(parse_p("= 0.5"), low, high)


@laws
@given(st.floats(0, 1), st.integers(1, 12))
def test_what_is_printed_of_a_value_matches_it(p: float, decimals: int) -> None:
    assert p_matches(parse_p(f"= {p:.{decimals}f}"), p)


@laws
@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.sampled_from(["=", "<", ">", "<=", ">="]))
def test_a_wider_range_never_matches_less(p: float, x: float, y: float, relation: str) -> None:
    low, high = min(x, y), max(x, y)
    try:
        reported = parse_p(f"{relation} {p:.3f}")
    except ValueError:
        return
    inside = any(p_matches(reported, value) for value in (low, high))
    assert p_matches_range(reported, low, high) or not inside
