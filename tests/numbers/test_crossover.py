"""Crossover trials: paired standard errors, against the Cochrane Handbook's example, metafor and R's `sleep` data."""

import math

import pytest

from acuevid.numbers.crossover import paired_from_p, paired_from_sds, paired_from_se, paired_from_t


def test_handbook_example() -> None:
    """Cochrane Handbook 5.1, 16.4.6.4: 7.0 (SD 2.38), 6.5 (2.21), 10 people; SDdiff 2 gives 0.632, r 0.68 0.583."""
    found = paired_from_sds(7.0, 2.38, 6.5, 2.21, 10, 0.68)
    assert found.se is not None
    assert (found.measure, found.estimate, round(found.se, 3)) == ("mean_difference", 0.5, 0.583)
    assert round(paired_from_se(0.5, 2 / math.sqrt(10)).se or 0, 3) == 0.632


def test_metafor() -> None:
    """metafor 3.8-1: summary(escalc("MC", m1i = 7, sd1i = 2.38, m2i = 6.5, sd2i = 2.21, ni = 10, ri = .68))."""
    found = paired_from_sds(7.0, 2.38, 6.5, 2.21, 10, 0.68)
    expected = (0.58268104482641, -0.64203386233394, 1.6420338623339)
    assert (found.se, found.ci_low, found.ci_high) == pytest.approx(expected, rel=1e-12)


def test_paired_test_of_r() -> None:
    """R 4.2.2: t.test(extra[group == 1], extra[group == 2], paired = TRUE) on sleep, with $stderr."""
    se = 0.3889587238884
    assert paired_from_t(-1.58, -4.062127683382).se == pytest.approx(se, rel=1e-11)
    assert paired_from_p(-1.58, 0.002832890197384, 10).se == pytest.approx(se, rel=1e-10)
    sds = paired_from_sds(0.75, 1.7890096577592, 2.33, 2.0022487357968, 10, 0.7951702058336)
    assert sds.se == pytest.approx(se, rel=1e-11)


def test_undefined_has_a_reason() -> None:
    for found in (
        paired_from_sds(3.0, 1.0, 2.0, 1.0, 1, 0.5),
        paired_from_sds(3.0, 1.0, 2.0, 1.0, 9, 1.0),
        paired_from_se(1.0, 0.0),
        paired_from_t(1.0, 0.0),
        paired_from_p(1.0, 1.0, 9),
        paired_from_p(1.0, 0.0, 9),
    ):
        assert (found.estimate, found.ci_low, found.se) == (1.0, None, None)
        assert found.reason
    assert paired_from_sds(3.0, 1.0, 2.0, 1.0, 2, 0.5).se is not None
    assert paired_from_p(1.0, 0.5, 2).se is not None


def test_impossible_figures_are_refused() -> None:
    with pytest.raises(ValueError, match="standard error"):
        paired_from_se(1.0, -0.1)
    with pytest.raises(ValueError, match="correlation"):
        paired_from_sds(3.0, 1.0, 2.0, 1.0, 9, 1.1)
    with pytest.raises(ValueError, match="two people"):
        paired_from_p(1.0, 0.5, 1)
