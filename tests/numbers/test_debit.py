"""DEBIT against the named cases of METHODS and against brute force over every number of people."""

from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal

import pytest

from acuevid.numbers.debit import debit


@pytest.mark.parametrize(
    ("mean", "sd", "passes"),
    [
        ("0.53", "0.50", True),
        ("0.44", "0.50", True),
        ("0.77", "0.42", True),
        ("0.19", "0.35", False),
        ("0.34", "0.47", True),
        ("0.93", "0.25", True),
        ("0.12", "0.33", True),
    ],
)
def test_methods_cases(mean: str, sd: str, passes: bool) -> None:
    """METHODS, from scrutiny 0.6.1, `debit_map(pigs3)`, n = 1683."""
    found = debit(Decimal(mean), Decimal(sd), 1683)
    assert found.status == ("consistent" if passes else "inconsistent")
    assert found.failed == (None if passes else "sd")


def test_example_of_the_documentation() -> None:
    """scrutiny: debit("0.36", "0.11", n = 20) is FALSE; 7 of 20 prints as 0.35, so no number of people gives 0.36."""
    assert debit(Decimal("0.36"), Decimal("0.11"), 20).failed == "mean"


def printings(value: Decimal, places: str) -> set[Decimal]:
    return {value.quantize(Decimal(places), rounding) for rounding in (ROUND_HALF_UP, ROUND_HALF_DOWN)}


@pytest.mark.parametrize("places", ["0.1", "0.01", "0.001"])
@pytest.mark.parametrize("n", [2, 3, 7, 20, 41])
def test_every_number_of_people(n: int, places: str) -> None:
    """Exactly the pairs that some x of n prints are consistent."""
    step = Decimal(places)
    real = {
        (mean, sd)
        for x in range(n + 1)
        for mean in printings(Decimal(x) / n, places)
        for sd in printings((Decimal(x * (n - x)) / (n * (n - 1))).sqrt(), places)
    }
    means = {mean for mean, _ in real}
    for k in range(int(1 / step) + 1):
        mean = k * step
        if mean not in means:
            assert debit(mean, step, n).failed == "mean"
            continue
        passed = {(mean, j * step) for j in range(int(Decimal("0.8") / step)) if not debit(mean, j * step, n).failed}
        assert passed == {pair for pair in real if pair[0] == mean}


def test_what_would_fit_is_named() -> None:
    """312 to 328 of 1683 print as 0.19, with √(0.1854·0.8146) = 0.389 to √(0.1949·0.8051) = 0.396."""
    found = debit(Decimal("0.19"), Decimal("0.35"), 1683)
    assert found.counts == range(312, 329)
    assert found.possible == (Decimal("0.39"), Decimal("0.40"))
    half = debit(Decimal("0.5"), Decimal("0.5"), 101)  # 46 to 55 of 101: the widest spread lies inside
    assert half.possible == (Decimal("0.5"), Decimal("0.5"))


def test_one_person_and_impossible_calls() -> None:
    one = debit(Decimal("1.0"), Decimal("0.0"), 1)
    assert (one.status, one.reason) == ("not-testable", "one person has no standard deviation")
    for mean, sd, n in (("1.1", "0.1", 9), ("-0.1", "0.1", 9), ("0.5", "-0.1", 9), ("0.5", "0.1", 0)):
        with pytest.raises(ValueError, match="yes-or-no"):
            debit(Decimal(mean), Decimal(sd), n)


def test_a_crowd_ends_at_once() -> None:
    assert debit(Decimal("0.2"), Decimal("0.4"), 10**12).status == "consistent"
    assert debit(Decimal("0.2"), Decimal("0.3"), 10**12).failed == "sd"
