"""GRIMMER against the named cases of METHODS and against brute force over all small samples."""

import itertools
import math
import random
from collections import defaultdict
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest

from acuevid.numbers.grimmer import grimmer
from tests.conftest import rest_long


@pytest.mark.parametrize(
    ("mean", "sd", "n", "failed"),
    [
        ("7.22", "5.30", 38, "mean"),
        ("6.77", "2.18", 33, "mean"),
        ("7.01", "6.68", 35, "mean"),
        ("3.14", "5.32", 33, "mean"),
        ("5.23", "2.55", 35, "parity"),
        ("4.74", "6.55", 31, None),
        ("2.57", "2.57", 30, None),
        ("2.68", "2.59", 34, None),
        ("7.38", "3.65", 32, None),
        ("6.89", "4.18", 37, None),
        ("5.00", "2.18", 31, None),
        ("0.24", "6.43", 34, None),
    ],
)
def test_methods_cases(mean: str, sd: str, n: int, failed: str | None) -> None:
    """METHODS, from scrutiny 0.6.1, `grimmer_map(pigs5)`; its third test is that of parity."""
    found = grimmer(Decimal(mean), Decimal(sd), n)
    assert (found.passes, found.failed) == (failed is None, failed)


@pytest.mark.parametrize(
    ("mean", "sd", "n", "passes"), [("1.03", "0.41", 40, False), ("3.10", "1.37", 10, True), ("5.23", "2.55", 31, True)]
)
def test_examples_of_allard_and_scrutiny(mean: str, sd: str, n: int, passes: bool) -> None:
    """Allard 2018: 1.03/0.41/40 is impossible; scrutiny's documentation: 3.10/1.37/10 is that of ten known values."""
    assert grimmer(Decimal(mean), Decimal(sd), n).passes is passes


def test_items_of_a_scale() -> None:
    """scrutiny's documentation: grimmer("2.74", "0.96", 63, items = 2) is TRUE."""
    assert grimmer(Decimal("2.74"), Decimal("0.96"), 63, items=2).passes


def printings(square: Fraction, places: str) -> set[Decimal]:
    """The square root of a fraction as it may be printed, a half going up or down."""
    root = (Decimal(square.numerator) / Decimal(square.denominator)).sqrt()
    return {root.quantize(Decimal(places), rounding) for rounding in (ROUND_HALF_UP, ROUND_HALF_DOWN)}


def every_sample(n: int, low: int, high: int, places: str) -> dict[Decimal, set[Decimal]]:
    """The printed means of all samples of whole numbers, each with the printed standard deviations beside it."""
    found: dict[Decimal, set[Decimal]] = defaultdict(set)
    for sample in itertools.combinations_with_replacement(range(low, high + 1), n):
        total, squares = sum(sample), sum(x * x for x in sample)
        sds = printings(Fraction(n * squares - total * total, n * (n - 1)), places)
        sign = -1 if total < 0 else 1
        for mean in printings(Fraction(total * total, n * n), places):
            found[sign * mean] |= sds
    return found


@pytest.mark.parametrize("places", ["0.01", "0.1", "1"])
@pytest.mark.parametrize("n", rest_long([2, 3, 4], [5, 6]))
def test_all_samples_of_up_to_six_people_on_a_scale_of_0_to_4(n: int, places: str) -> None:
    """With the ends of the scale the test passes exactly what some sample prints, and nothing else."""
    real = every_sample(n, 0, 4, places)
    step = Decimal(places)
    for units in range(int(4 / step) + 1):
        mean = units * step
        sds = real.get(mean, set())
        assert grimmer(mean, min(sds, default=step), n, scale=(0, 4)).passes is bool(sds)
        if sds:
            tried = [k * step for k in range(int(3 / step) + 1)]
            passed = {sd for sd in tried if grimmer(mean, sd, n, scale=(0, 4)).passes}
            assert passed == sds
            # without the ends, it is never too strict
            assert all(grimmer(mean, sd, n).passes for sd in sds)


def test_without_ends_what_fails_is_printed_by_no_sample() -> None:
    """Five people, values from −3 to 7: whatever the test refuses does not occur."""
    real = every_sample(5, -3, 7, "0.01")
    refused = 0
    for mean, sds in real.items():
        for k in range(501):
            sd = k * Decimal("0.01")
            if not grimmer(mean, sd, 5).passes:
                refused += 1
                assert sd not in sds
    assert refused > 10_000


def test_no_true_sample_fails() -> None:
    """Random samples of scores from several items, printed with one to three decimals."""
    rng = random.Random(16)
    for _ in range(2000):
        n, items, places = rng.randint(2, 60), rng.randint(1, 5), rng.choice(["0.1", "0.01", "0.001"])
        low = rng.randint(-3, 3)
        high = low + rng.randint(1, 9)
        sums = [sum(rng.randint(low, high) for _ in range(items)) for _ in range(n)]
        mean = (Decimal(sum(sums)) / (n * items)).quantize(Decimal(places), ROUND_HALF_UP)
        square = Fraction(n * sum(x * x for x in sums) - sum(sums) ** 2, n * (n - 1) * items**2)
        for sd in printings(square, places):
            assert grimmer(mean, sd, n, items=items).passes, (mean, sd, n, items)
            assert grimmer(mean, sd, n, items=items, scale=(low, high)).passes, (mean, sd, n, items, low, high)


def test_what_fails_is_named() -> None:
    """Mean 3.5 of 10 people: five are 3 and five 4 at the least, with SD √(2.5/9) = 0.53."""
    assert grimmer(Decimal("1.03"), Decimal("0.41"), 40).failed == "sum of squares"
    assert grimmer(Decimal("3.50"), Decimal("0.53"), 10).passes
    small = grimmer(Decimal("3.5"), Decimal("0.2"), 40)
    assert (small.status, small.failed) == ("inconsistent", "spread")
    # half of ten people at 0 and half at 4 have SD √(40/9) = 2.11
    assert grimmer(Decimal("2.00"), Decimal("2.11"), 10, scale=(0, 4)).passes
    assert grimmer(Decimal("2.0"), Decimal("2.4"), 10, scale=(0, 4)).failed == "spread"
    assert grimmer(Decimal("2.0"), Decimal("2.4"), 10).passes
    assert grimmer(Decimal("4.5"), Decimal("1.0"), 10, scale=(0, 4)).failed == "spread"


@pytest.mark.parametrize(
    ("mean", "sd", "passes"),
    [
        ("2.00", "2.01", True),  # half of 100 people at 0 and half at 4: 2·√(100/99)
        ("2.00", "2.02", False),
        ("2.50", "0.50", True),  # half at 2 and half at 3: 0.5·√(100/99)
        ("2.50", "0.46", False),  # 99·0.46² + 250²/100 is about 646, even as 250 is, but 650 is the least
        ("4.00", "0.00", True),
        ("4.01", "0.50", False),
        ("0.00", "0.00", True),
        ("-0.01", "0.50", False),
    ],
)
def test_the_ends_of_a_scale_bound_large_samples_too(mean: str, sd: str, passes: bool) -> None:
    assert grimmer(Decimal(mean), Decimal(sd), 100, scale=(0, 4)).passes is passes


def test_the_nearest_that_would_fit() -> None:
    """35 people with sum 183: the sum of squares is odd for SD 2.54 (1177) and 2.56 (1179), between them 1178."""
    found = grimmer(Decimal("5.23"), Decimal("2.55"), 35)
    assert found.nearest == (Decimal("2.54"), Decimal("2.56"))
    assert found.sums == range(183, 184)
    for squares, sd in ((1177, "2.54"), (1179, "2.56")):
        assert round(math.sqrt((squares - 183**2 / 35) / 34), 2) == float(sd)


@pytest.mark.parametrize(("sd", "status"), [("2.32", "consistent"), ("2.33", "not-testable")])
def test_not_testable_where_every_spread_has_whole_numbers(sd: str, status: str) -> None:
    """SD·(n − 1) reaches 100 between 2.32·43 = 99.8 and 2.33·43 = 100.2, for two decimals and 44 people of mean 3."""
    found = grimmer(Decimal("3.00"), Decimal(sd), 44)
    assert found.status == status
    assert (found.reason is None) is (status == "consistent")
    every = [grimmer(Decimal("3.00"), Decimal(k) / 100, 44).passes for k in range(233, 500)]
    assert all(every)


def test_one_person_and_too_many_sums() -> None:
    one = grimmer(Decimal("3.0"), Decimal("0.0"), 1)
    assert (one.status, one.reason) == ("not-testable", "one person has no standard deviation")
    many = grimmer(Decimal("3"), Decimal("1"), 200_000)
    assert (many.status, many.passes) == ("not-testable", True)


def test_impossible_calls_are_refused() -> None:
    for n, items, sd, scale in ((0, 1, "1", None), (5, 0, "1", None), (5, 1, "-1", None), (5, 1, "1", (4, 4))):
        with pytest.raises(ValueError, match="no sample"):
            grimmer(Decimal("2"), Decimal(sd), n, items=items, scale=scale)
