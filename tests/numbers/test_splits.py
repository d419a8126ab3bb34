"""The enumeration of arm sizes against figures worked out by hand and against brute force."""

import itertools
from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acuevid.numbers.splits import Split, splits

laws = settings(deadline=None, database=None, max_examples=60)


def decimals(*arms: Sequence[str]) -> list[list[Decimal]]:
    return [[Decimal(text) for text in arm] for arm in arms]


@pytest.mark.parametrize("extra", [(), ("0", "12.5")])
def test_one_split_infers_the_counts(extra: tuple[str, ...]) -> None:
    """114 people, 27.6 % and 44.6 %: 16 of 58 and 25 of 56, and nothing else. So too with 0 and 12.5 %."""
    result = splits(114, decimals(["27.6", *extra[:1]], ["44.6", *extra[1:]]))
    assert result.status == "one"
    assert [way.totals for way in result.rounded] == [(58, 56)]
    (way,) = result.rounded
    assert way.counts[0][0] == range(16, 17)
    assert way.counts[1][0] == range(25, 26)
    if extra:
        assert (way.counts[0][1], way.counts[1][1]) == (range(1), range(7, 8))
    assert result.truncated == ()


def test_several_splits_with_their_counts() -> None:
    """64 people, 66.7 % and 40.0 %: the first arm is a multiple of 3, the second of 5."""
    result = splits(64, decimals(["66.7"], ["40.0"]))
    assert result.status == "several"
    assert [way.totals for way in result.rounded] == [(9, 55), (24, 40), (39, 25), (54, 10)]
    assert [[counts[0][0] for counts in way.counts] for way in result.rounded] == [[6, 22], [16, 16], [26, 10], [36, 4]]


def test_splits_by_cutting_off_only() -> None:
    """84 people, 92.8 % and 71.4 %: 13/14 is 92.857 %, so no rounding gives 92.8 with such a rest."""
    result = splits(84, decimals(["92.8"], ["71.4"]))
    assert (result.status, result.rounded) == ("truncates", ())
    assert [way.totals for way in result.truncated] == [(14, 70), (28, 56), (42, 42), (56, 28), (70, 14)]


def test_no_split_at_all() -> None:
    assert splits(10, decimals(["33.3"], ["45.1"])).status == "inconsistent"
    assert splits(10, decimals(["101"], ["50"])).status == "inconsistent"


def test_several_counts_may_fit_one_percentage() -> None:
    """With no decimals, in an arm of 200, 50 % is anything from 99 to 101 people."""
    result = splits(201, decimals(["50"], ["100"]))
    assert Split((200, 1), ((range(99, 102),), (range(1, 2),))) in result.rounded


def test_one_arm_three_arms_and_an_arm_without_percentages() -> None:
    assert [way.totals for way in splits(7, decimals(["42.9"])).rounded] == [(7,)]
    three = splits(12, decimals(["33.3"], ["25.0"], ["60.0"]))
    assert [way.totals for way in three.rounded] == [(3, 4, 5)]
    assert [way.totals for way in splits(12, decimals(["85.7"], [])).rounded] == [(7, 5)]


def test_what_is_too_much_is_not_testable() -> None:
    assert splits(40, decimals(["50"], ["50"], ["50"], ["50"])).status == "not-testable"
    large = splits(10**9, decimals(["50"], ["50"]))
    assert (large.status, large.rounded) == ("not-testable", ())
    assert large.reason == "too many divisions of the total would have to be tried"
    assert splits(1000, decimals(["50"], ["50"], ["50"])).status == "not-testable"
    assert splits(64, decimals(["66.7"], ["40.0"]), budget=126).status == "several"
    assert splits(64, decimals(["66.7"], ["40.0"]), budget=125).status == "not-testable"


def test_impossible_divisions_are_refused() -> None:
    for total, arms in ((5, []), (1, decimals(["50"], ["50"])), (0, decimals(["50"]))):
        with pytest.raises(ValueError, match="divided"):
            splits(total, arms)


def brute(total: int, arms: list[list[Decimal]], modes: tuple[str, ...]) -> dict[tuple[int, ...], object]:
    found: dict[tuple[int, ...], object] = {}
    for sizes in itertools.product(range(1, total + 1), repeat=len(arms)):
        if sum(sizes) != total:
            continue
        counts = [
            [[x for x in range(n + 1) if any((Decimal(100 * x) / n).quantize(p, m) == p for m in modes)] for p in arm]
            for n, arm in zip(sizes, arms, strict=True)
        ]
        if all(fits for arm in counts for fits in arm):
            found[sizes] = counts
    return found


percentages = st.tuples(st.integers(0, 30), st.integers(1, 30), st.integers(0, 1), st.booleans()).map(
    lambda t: (Decimal(100 * min(t[:2])) / t[1]).quantize(
        Decimal(1).scaleb(-t[2]), ROUND_DOWN if t[3] else ROUND_HALF_UP
    )
)


@laws
@given(st.integers(3, 24), st.lists(st.lists(percentages, max_size=2), min_size=1, max_size=3))
def test_against_brute_force(total: int, arms: list[list[Decimal]]) -> None:
    result = splits(total, arms)
    for ways, modes in (
        (result.rounded, (ROUND_HALF_UP, ROUND_HALF_DOWN)),
        (result.truncated, (ROUND_DOWN,)),
    ):
        got = {way.totals: [[list(fits) for fits in arm] for arm in way.counts] for way in ways}
        asked = ways is result.rounded or not result.rounded  # cutting off is asked for only where nothing rounds
        assert got == (brute(total, arms, modes) if asked else {})
        assert len(got) == len(ways)
    if result.rounded:
        assert result.status == ("one" if len(result.rounded) == 1 else "several")
    else:
        assert result.status == ("truncates" if result.truncated else "inconsistent")


def test_more_than_500_divisions_say_nothing() -> None:
    """50 % of any even group: of 1,000 people 499 pairs of even groups, of 1,004 already 501."""
    half = [[Decimal("50.000")], [Decimal("50.000")]]
    assert len(splits(1000, half).rounded) == 499
    found = splits(1004, half)
    assert found.status == "not-testable"
    assert found.reason == "more than 500 divisions of the total give the percentages"
    assert splits(1003, half).status == "inconsistent"  # of two even groups none
