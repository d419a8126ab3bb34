"""The four tests against METHODS.md, an independent enumeration, and scipy."""

import math
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acuevid.numbers.pvalues import fisher_exact, four_tests, n_minus_1, pearson, pearson_yates

Table = tuple[int, int, int, int]
laws = settings(deadline=None, database=None, max_examples=200)


@pytest.mark.parametrize(
    ("table", "decimals", "expected"),
    [
        ((3, 25, 12, 25), 5, (0.01212, 0.00548, 0.01355, 0.00597)),
        ((0, 20, 5, 20), 3, (0.047, 0.017, 0.056, 0.018)),
    ],
)
def test_methods_tables(table: Table, decimals: int, expected: tuple[float, ...]) -> None:
    """METHODS.md: Fisher, Pearson, Yates, N−1 on 3/25 v 12/25, and on 0/20 v 5/20, where they disagree."""
    tests = four_tests(*table)
    assert [name for name, _ in tests] == ["fisher_exact", "pearson", "pearson_yates", "n_minus_1"]
    assert tuple(round(p, decimals) for p in tests.defined().values()) == expected


def test_fisher_on_the_lady_tasting_tea() -> None:
    """Fisher 1935, The Design of Experiments: 3 of 4 right is 34/70 two-sided, 4 of 4 is 2/70."""
    assert fisher_exact(3, 4, 1, 4).p_value == 34 / 70
    assert fisher_exact(4, 4, 0, 4).p_value == 2 / 70


def all_small_fisher() -> dict[tuple[int, int, int], dict[int, Fraction]]:
    """Two-sided P by giving every way of choosing the events the same probability, in fractions.

    Built up person by person (Pascal's rule), without a binomial coefficient from the library.
    """
    ways: dict[int, list[int]] = {0: [1]}
    for n in range(1, 25):
        row = ways[n - 1]
        ways[n] = [1, *(row[i] + row[i + 1] for i in range(len(row) - 1)), 1]
    result: dict[tuple[int, int, int], dict[int, Fraction]] = {}
    for n1, n2 in product(range(1, 13), repeat=2):
        for events in range(n1 + n2 + 1):
            weight = {a: ways[n1][a] * ways[n2][events - a] for a in range(max(0, events - n2), min(n1, events) + 1)}
            result[n1, n2, events] = {
                a: Fraction(sum(w for w in weight.values() if w <= weight[a]), sum(weight.values())) for a in weight
            }
    return result


def test_fisher_on_every_table_up_to_12_people_an_arm() -> None:
    for (n1, n2, events), by_count in all_small_fisher().items():
        for a, expected in by_count.items():
            got = fisher_exact(a, n1, events - a, n2).p_value
            assert got == (None if events in (0, n1 + n2) else float(expected))


@pytest.mark.parametrize(
    "table",
    [
        (3, 25, 12, 25),
        (0, 20, 5, 20),
        (17, 110, 90, 500),
        (1, 2000, 12, 2500),
        (90, 100, 6, 12),
        (7, 9, 1, 90),
    ],
)
def test_all_four_against_scipy(table: Table) -> None:
    stats = pytest.importorskip("scipy.stats")
    a, n1, c, n2 = table
    cells, total, tests = [[a, n1 - a], [c, n2 - c]], n1 + n2, four_tests(*table)
    plain = stats.chi2_contingency(cells, correction=False)
    assert tests.fisher_exact.p_value == pytest.approx(stats.fisher_exact(cells)[1], rel=1e-9)
    assert tests.pearson.p_value == pytest.approx(plain[1], rel=1e-9)
    corrected = stats.chi2_contingency(cells, correction=True)[1]
    assert tests.pearson_yates.p_value == pytest.approx(corrected, rel=1e-9)
    campbell = stats.chi2.sf(plain[0] * (total - 1) / total, 1)
    assert tests.n_minus_1.p_value == pytest.approx(campbell, rel=1e-9)


def test_ties_are_exact() -> None:
    """In a symmetrical table the mirror image is exactly as likely, at any size."""
    for n in (10, 501, 2500):
        p_value = fisher_exact(n // 3, n, n - n // 3, n).p_value
        assert p_value is not None
        weights = [math.comb(n, a) ** 2 for a in range(n // 3 + 1)]
        exactly = 2 * sum(weights) / math.comb(2 * n, n)
        assert p_value == (exactly if n <= 1000 else pytest.approx(exactly, rel=1e-13))


def test_no_difference_gives_one() -> None:
    for n in (2, 50, 2500):
        tests = four_tests(n // 2, n, n // 2, n)
        assert set(tests.defined().values()) == {1.0}


def test_large_tables() -> None:
    """Done for 5,000 people and for rare events among many; refused, with a reason, when too long."""
    assert fisher_exact(1200, 2500, 1300, 2500).p_value == pytest.approx(0.00510295, abs=1e-8)
    assert fisher_exact(505, 88391, 499, 88391).p_value == pytest.approx(0.8743, abs=1e-4)  # Madras, bcg.csv
    refused = fisher_exact(10**6, 10**7, 10**6, 10**7)
    assert refused.p_value is None
    assert refused.reason == "the exact test would take too long for so many people"
    assert pearson(10**400, 10**401, 2 * 10**400, 10**401).p_value == 0.0
    assert fisher_exact(0, 2500, 2500, 2500).p_value == 0.0  # 2 / C(5000, 2500), below 1e-308


@pytest.mark.parametrize("test", [fisher_exact, pearson, pearson_yates, n_minus_1])
def test_zero_margins_and_impossible_counts(test: object) -> None:
    assert callable(test)
    assert test(0, 4, 0, 5).reason == "nobody had the event in either arm"
    assert test(4, 4, 5, 5).reason == "everybody had the event in both arms"
    assert test(0, 4, 0, 5).p_value is test(4, 4, 5, 5).p_value is None
    for table in ((5, 4, 0, 4), (-1, 4, 0, 4), (0, 0, 1, 4), (0, 4, 1, 0)):
        with pytest.raises(ValueError, match="no arm can have"):
            test(*table)


def test_undefined_tests_are_left_out_of_defined() -> None:
    assert four_tests(0, 4, 0, 5).defined() == {}


@st.composite
def tables(draw: st.DrawFn) -> Table:
    n1, n2 = draw(st.integers(1, 400)), draw(st.integers(1, 400))
    return draw(st.integers(0, n1)), n1, draw(st.integers(0, n2)), n2


@laws
@given(tables())
def test_arms_and_events_can_be_exchanged(table: Table) -> None:
    a, n1, c, n2 = table
    here = four_tests(a, n1, c, n2)
    assert four_tests(c, n2, a, n1).defined() == here.defined()
    assert four_tests(n1 - a, n1, n2 - c, n2).defined() == here.defined()
    for p in here.defined().values():
        assert 0 <= p <= 1


@laws
@given(tables())
def test_corrections_never_lower_p(table: Table) -> None:
    tests = four_tests(*table).defined()
    if tests:
        assert tests["pearson"] <= tests["n_minus_1"]
        assert tests["pearson"] <= tests["pearson_yates"]
