"""Test statistics as printed: how they are read, their P values, and what METHODS says of the cases of statcheck."""

from decimal import Decimal

import pytest

from acuevid.numbers.reported_p import parse_p
from acuevid.numbers.test_statistics import PrintedStatistic, p_range, parse_statistic, statistic_against_p, two_sided


@pytest.mark.parametrize(
    ("text", "name", "df", "value"),
    [
        ("t(28) = 2.20", "t", (28,), "2.20"),
        ("t(28)=2.20", "t", (28,), "2.20"),
        (" t (28) = −2.20 ", "t", (28,), "-2.20"),
        ("t(28) = – 2.20", "t", (28,), "-2.20"),
        ("t[28] = 2.20", "t", (28,), "2.20"),
        ("t(df = 28) = 2.20", "t", (28,), "2.20"),
        ("t(58.3) = 2.20", "t", (58.3,), "2.20"),
        ("t28 = 2.20", "t", (28,), "2.20"),
        ("t₂₈ = 2.20", "t", (28,), "2.20"),
        ("t_{28} = 2.20", "t", (28,), "2.20"),
        ("t = 2.20, df = 28", "t", (28,), "2.20"),
        ("F(2, 28) = 2.20", "F", (2, 28), "2.20"),
        ("F(2; 28) = 2.20", "F", (2, 28), "2.20"),
        ("F(df1 = 2, df2 = 28) = 2.20", "F", (2, 28), "2.20"),
        ("F2,28 = 2.20", "F", (2, 28), "2.20"),
        ("F(1.9, 54.3) = 4.1", "F", (1.9, 54.3), "4.1"),
        ("χ²(999999999) = 2.20", "chi2", (999_999_999,), "2.20"),
        ("χ²(28) = 2.20", "chi2", (28,), "2.20"),
        ("χ2(28) = 2.20", "chi2", (28,), "2.20"),
        ("chi2(28, N = 100) = 2.20", "chi2", (28,), "2.20"),
        ("Chi-square (1) = 3.84", "chi2", (1,), "3.84"),
        ("chi-squared(2; n=40) = 7.1", "chi2", (2,), "7.1"),
        ("X²(1) = .5", "chi2", (1,), "0.5"),
        ("χ²₁ = 3.84", "chi2", (1,), "3.84"),
        ("χ^2(1) = 3.84", "chi2", (1,), "3.84"),
        ("z = 1.20", "z", (), "1.20"),
        ("Z = -1.20", "z", (), "-1.20"),
        ("r(28) = .22", "r", (28,), "0.22"),
        ("r(28) = −.22", "r", (28,), "-0.22"),
        ("Q(28) = 52.20", "Q", (28,), "52.20"),
        ("Q-within(3) = 2.2", "Q", (3,), "2.2"),
        ("Qw(3) = 2.2", "Q", (3,), "2.2"),
    ],
)
def test_read_as_people_print_it(text: str, name: str, df: tuple[float, ...], value: str) -> None:
    found = parse_statistic(text)
    assert (found.name, found.df, found.relation, found.value) == (name, df, "=", Decimal(value))
    assert str(found.value) == value  # 2.20 keeps its zero


@pytest.mark.parametrize(
    ("text", "relation"), [("F(1, 9) < 1", "<"), ("F(1, 9) ≤ 1", "<"), ("t(28) > 3", ">"), ("t(28) >= 3", ">")]
)
def test_signs_of_relation(text: str, relation: str) -> None:
    assert parse_statistic(text).relation == relation


def test_people_in_the_brackets_of_chi_square() -> None:
    assert parse_statistic("χ²(1, N = 100) = 3.84").n == 100
    assert parse_statistic("χ²(1) = 3.84").n is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "not a test statistic"),
        ("2.20", "not a test statistic"),
        ("T(28) = 2.20", "not a test statistic"),
        ("f(2, 28) = 2.20", "not a test statistic"),
        ("t(28) = 2.20, p = .04", "not a test statistic"),
        ("t(28) = 2 20", "not a test statistic"),
        ("t(28) = 2,20", "not a test statistic"),
        ("χ²(1000000000) = 2.20", "not a test statistic"),
        ("t = 2.20", "one number of degrees of freedom"),
        ("t(0) = 2.20", "above 0"),
        ("t(28, 5) = 2.20", "one number of degrees of freedom"),
        ("t(28) = 2.20, df = 28", "one number of degrees of freedom"),
        ("F(2) = 2.20", "two degrees of freedom"),
        ("F < 1", "two degrees of freedom"),
        ("z(3) = 2", "no degrees of freedom"),
        ("χ²(1) = −2", "never negative"),
        ("F(1, 9) = -2", "never negative"),
        ("r(28) = 1.01", "between -1 and 1"),
    ],
)
def test_what_cannot_be_read_is_asked_about(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        parse_statistic(text)


@pytest.mark.parametrize(
    ("text", "p"),
    [
        ("t(28) = 2.20", 0.036225484778837829),
        ("t(28) = -2.20", 0.036225484778837829),
        ("F(2, 28) = 2.2", 0.1295932244740929),
        ("z = 1.20", 0.2301393404434166),
        ("r(28) = .22", 0.2427389879127115),
        ("χ²(28) = 52.2", 0.0036374026344387),
        ("Q(28) = 52.2", 0.0036374026344387),
        ("r(28) = 1.00", 0.0),
    ],
)
def test_p_of_the_value_as_printed(text: str, p: float) -> None:
    """R 4.2.2: 2*pt(-2.2, 28), pf(2.2, 2, 28, lower = F), 2*pnorm(-1.2), 2*pt(-.22*sqrt(28/(1-.22^2)), 28), pchisq."""
    found = parse_statistic(text)
    assert two_sided(found.name, found.df, float(found.value)) == pytest.approx(p, rel=1e-10, abs=0)


def test_range_of_p() -> None:
    """R: 2*pt(-2.205, 28) and 2*pt(-2.195, 28); "<" goes up to 1 and ">" down to 0."""
    assert p_range(parse_statistic("t(28) = 2.20")) == pytest.approx(
        (0.03583565920357, 0.03661911547262), rel=1e-9, abs=0
    )
    assert p_range(parse_statistic("t(28) < 2.20")) == pytest.approx((0.036225484778838, 1), rel=1e-9, abs=0)
    assert p_range(parse_statistic("t(28) > 2.20")) == pytest.approx((0, 0.036225484778838), rel=1e-9, abs=0)
    assert p_range(parse_statistic("z = 0.0"))[1] == 1
    assert p_range(parse_statistic("r(28) = 1.0"))[0] == 0


def verdict(text: str, p: str) -> tuple[str, bool]:
    found = statistic_against_p(parse_statistic(text), parse_p(p))
    assert 0 <= found.p_low <= found.p_high <= 1
    return found.status, found.flips


@pytest.mark.parametrize(
    ("text", "p"),
    [
        ("t(28) = 2.20", ".06"),
        ("t(28) = 1.20", ".03"),
        ("F(2, 28) = 2.20", ".03"),
        ("r(28) = .22", ".03"),
        ("χ²(28) = 2.20", ".03"),
        ("z = 1.20", ".03"),
        ("Q(28) = 52.20", ".06"),
    ],
)
def test_methods_errors_of_verdict(text: str, p: str) -> None:
    """METHODS, "Test statistics as printed" (Nuijten & Epskamp, statcheck): each is an error that flips the verdict."""
    assert verdict(text, p) == ("does not agree", True)


def test_methods_rounding_of_the_statistic() -> None:
    """METHODS: t(28) = 2.20 reported p = .03 is an error, .036 and .037 are fine."""
    assert verdict("t(28) = 2.20", ".03") == ("does not agree", False)
    assert verdict("t(28) = 2.20", ".036") == verdict("t(28) = 2.20", ".037") == ("agrees", False)
    assert verdict("t(28) = 2.20", ".035")[0] == verdict("t(28) = 2.20", ".038")[0] == "does not agree"


@pytest.mark.parametrize(
    ("text", "p", "expected"),
    [
        # t(28) = 1.80 has p = 0.0826 on two sides and 0.0413 on one
        ("t(28) = 1.80", "= .04", ("one-sided only", True)),
        ("t(28) = 1.80", "= .08", ("agrees", False)),
        ("t(28) = 2.20", "= .018", ("one-sided only", False)),
        ("z = -1.80", "< .05", ("one-sided only", True)),
        ("r(28) = .33", "= .04", ("one-sided only", True)),
        # F(1, 28) = 3.24 is the same t, and χ²(1) = 3.24 is z = 1.80, with p = 0.0719: half of it is not asked
        ("F(1, 28) = 3.24", "= .04", ("does not agree", True)),
        ("χ²(1) = 3.24", "= .04", ("does not agree", True)),
    ],
)
def test_one_sided_matches_are_named(text: str, p: str, expected: tuple[str, bool]) -> None:
    assert verdict(text, p) == expected


@pytest.mark.parametrize(
    ("text", "p", "expected"),
    [
        ("t(28) = 2.20", "< .05", ("agrees", False)),
        ("t(28) = 2.20", "> .05", ("does not agree", True)),
        ("t(28) = 2.20", "ns", ("does not agree", True)),
        ("t(28) = 1.20", "ns", ("agrees", False)),
        ("t(28) = 9.20", "= 0.000", ("agrees", False)),
        ("t(28) = 1.20", "= 0.000", ("does not agree", True)),
        # "= 0.05" is 0.045 to 0.055, "< 0.10" and "> 0.01" leave both verdicts open
        ("t(28) = 1.20", "= .05", ("does not agree", False)),
        ("t(28) = 1.20", "< .10", ("does not agree", False)),
        ("t(28) = 9.20", "> .01", ("does not agree", False)),
        ("F(1, 28) < 1", "= .40", ("agrees", False)),
        ("F(1, 28) < 1", "= .01", ("does not agree", True)),
        ("t(28) > 3", "= .20", ("does not agree", True)),
    ],
)
def test_signs_and_the_line_of_five_per_cent(text: str, p: str, expected: tuple[str, bool]) -> None:
    assert verdict(text, p) == expected


def test_long_texts_end_at_once() -> None:
    """Each way to read blanks is tried once; where each were tried again at each blank, these would not end."""
    long = 300_000
    for text in ("t(28) =" + " " * long + "x", "t(" + " " * long, "chi" + " -" * long, "Q" + "-" * long):
        with pytest.raises(ValueError, match="not a test statistic"):
            parse_statistic(text)


def test_a_statistic_can_be_made_by_hand() -> None:
    by_hand = PrintedStatistic("t", (28.0,), "=", Decimal("2.20"))
    assert by_hand == parse_statistic("t(28) = 2.20")
