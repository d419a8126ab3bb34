"""A table from its margins and an odds ratio against metafor's `conv.2x2`, and single proportions against `escalc`.

metafor 5.1-12 (its source of 1 July 2026, R 4.2.2) on dat.bcg of metadat 1.2-0: conv.2x2(ori = round(or, 2), ni, n1i,
n2i), n1i the people of the first group and n2i the events of both; before it rounds, `ni * p11i`, 13 digits.
"""

import math

import pytest

from acuevid.numbers.effects import odds_ratio, proportion
from acuevid.numbers.tables import events_from_odds_ratio

# The odds ratio to two digits, both groups, events in both; ni * p11i, and what conv.2x2 gives for ai
BCG = [
    (0.39, 123, 139, 15, 3.991844331833, 4),
    (0.19, 306, 303, 35, 6.026274972401, 6),
    (0.25, 231, 220, 14, 3.0, 3),
    (0.23, 13598, 12867, 310, 61.351165444933, 61),
    (0.80, 5069, 5808, 80, 32.922984748462, 33),
    (0.38, 1541, 1451, 552, 179.045858527442, 179),
    (0.20, 2545, 629, 18, 8.107348452172, 8),
    (1.01, 88391, 88391, 1004, 504.483328633998, 504),
    (0.62, 7499, 7277, 74, 28.889683596513, 29),
    (0.25, 1716, 1665, 82, 17.198600786344, 17),
    (0.71, 50634, 27338, 327, 185.868995749092, 186),
    (1.56, 2498, 2341, 8, 4.996350670453, 5),
    (0.98, 16913, 17854, 56, 26.960065874321, 27),
]


@pytest.mark.parametrize(("ratio", "total_1", "total_2", "events", "exact", "whole"), BCG)
def test_metafor(ratio: float, total_1: int, total_2: int, events: int, exact: float, whole: int) -> None:
    found = events_from_odds_ratio(ratio, total_1, total_2, events)
    assert found == pytest.approx(exact, abs=1e-8)
    assert round(found) == whole


def test_metafors_own_example() -> None:
    """The example of conv.2x2's page: 36 of 122 v 20 of 118 come back from the odds ratio of 2.05."""
    assert round(events_from_odds_ratio(2.05, 122, 118, 56)) == 36


@pytest.mark.parametrize(("total_1", "total_2"), [(1, 1), (3, 4), (7, 2), (5, 5)])
def test_every_table_comes_back(total_1: int, total_2: int) -> None:
    for a in range(total_1 + 1):
        for c in range(total_2 + 1):
            b, d = total_1 - a, total_2 - c
            if b * c:
                assert events_from_odds_ratio(a * d / (b * c), total_1, total_2, a + c) == pytest.approx(a, abs=1e-9)


def test_it_rises_with_the_odds_ratio_between_what_can_be() -> None:
    found = [events_from_odds_ratio(ratio, 10, 5, 12) for ratio in (0, 1e-6, 0.5, 1, 2, 1e9)]
    assert found == sorted(found)
    assert found[0] == 7
    assert found[3] == 8
    assert found[-1] == pytest.approx(10)
    assert events_from_odds_ratio(0.5, 10, 10, 0) == 0
    assert events_from_odds_ratio(0.5, 10, 10, 20) == 10


@pytest.mark.parametrize(("ratio", "events"), [(-0.1, 3), (math.nan, 3), (math.inf, 3), (1, -1), (1, 21)])
def test_what_no_groups_can_have(ratio: float, events: int) -> None:
    with pytest.raises(ValueError, match=r"odds ratio|no groups"):
        events_from_odds_ratio(ratio, 10, 10, events)


def test_a_reconstructed_table_has_the_odds_ratio() -> None:
    assert odds_ratio(36, 122, 20, 118).estimate == pytest.approx(2.05, abs=0.005)


# metafor 3.8-1, escalc("PR", xi, ni) on dat.pritz1997 of metadat 1.2-0: yi, with sqrt(yi * (1 - yi) / ni) for sqrt(vi);
# Wilson's limits are those of R's prop.test(xi, ni, correct = FALSE). Where everybody had the event, as in studies 5
# and 8 (10 of 10, 12 of 12), escalc adds ½ and acuevid does not.
PRITZ = [
    (16, 17, 0.941176470588, 0.003256665988, 0.730179693624, 0.989539599015),
    (10, 12, 0.833333333333, 0.011574074074, 0.551969137747, 0.953034857816),
    (4, 8, 0.5, 0.03125, 0.215216062214, 0.784783937786),
    (43, 58, 0.741379310345, 0.003305793595, 0.616226142353, 0.836544547957),
    (25, 42, 0.595238095238, 0.005736421553, 0.444943127500, 0.729571388525),
    (13, 14, 0.928571428571, 0.004737609329, 0.685312955758, 0.987277784752),
    (22, 41, 0.536585365854, 0.006064914903, 0.387464712677, 0.679437660237),
    (4, 5, 0.8, 0.032, 0.375534629763, 0.963775891368),
    (5, 6, 0.833333333333, 0.023148148148, 0.436497177814, 0.969946630252),
    (18, 23, 0.782608695652, 0.007397057615, 0.580965169837, 0.903360219734),
    (58, 68, 0.852941176471, 0.001844595970, 0.750026057467, 0.918111822637),
    (6, 10, 0.6, 0.024, 0.312673769734, 0.831819670294),
]


@pytest.mark.parametrize(("events", "total", "yi", "vi", "low", "high"), PRITZ)
def test_proportions(events: int, total: int, yi: float, vi: float, low: float, high: float) -> None:
    found = proportion(events, total)
    assert found.estimate == pytest.approx(yi, abs=1e-8)
    assert (found.ci_low, found.ci_high) == pytest.approx((low, high), abs=1e-8)
    assert found.se is None  # Wilson's limits rest on none; the variance is that of the same estimate
    assert yi * (1 - yi) / total == pytest.approx(vi, abs=1e-8)


@pytest.mark.parametrize(("total", "low"), [(10, 0.722467200137), (12, 0.757505993345)])
def test_a_proportion_of_all(total: int, low: float) -> None:
    found = proportion(total, total)
    assert (found.estimate, found.ci_high) == (1, 1)
    assert found.ci_low == pytest.approx(low, abs=1e-8)
