"""Changes from one time to another against metafor 3.8-1 (R 4.2.2), `escalc` with `MC` and `SMCC`, 13 digits."""

import math

import pytest

from acuevid.numbers.changes import mean_change, mean_change_from_values, std_mean_change
from acuevid.numbers.spreads import sd_of_differences

Values = tuple[float, float, float, float, int, float]
# The treated groups of Morris 2008, as metafor's own test of that example has them; metadat has no such data set.
# escalc(measure, m1i = m_post, m2i = m_pre, sd1i = sd_post, sd2i = sd_pre, ni, ri): MC, SMCC and their variances
MORRIS: list[tuple[Values, float, float, float, float]] = [
    ((38.5, 11.6, 30.6, 15.0, 20, 0.47), 7.9, 9.8, 0.54166369915011, 0.05733498907442),
    ((26.8, 4.1, 23.5, 3.1, 50, 0.64), 3.3, 0.203024, 1.01980242295874, 0.03039996981873),
    ((0.7, 0.1, 0.5, 0.1, 9, 0.77), 0.2, 0.0005111111111111, 2.6619269068959, 0.5047697143143),
    ((75.9, 4.4, 53.4, 14.5, 10, 0.89), 22.5, 11.6046, 1.9087725286771, 0.2821706283116),
    ((36.0, 4.6, 35.6, 4.7, 14, 0.44), 0.4, 1.730314285714, 0.07647421161267, 0.07163743946578),
]


@pytest.mark.parametrize(("values", "mc", "mc_var", "smcc", "smcc_var"), MORRIS)
def test_metafor(values: Values, mc: float, mc_var: float, smcc: float, smcc_var: float) -> None:
    plain = mean_change_from_values(*values)
    assert plain.se is not None
    assert plain.measure == "mean_change"
    assert plain.estimate == pytest.approx(mc, rel=1e-12)
    assert plain.se**2 == pytest.approx(mc_var, rel=1e-11)
    sd = sd_of_differences(values[1], values[3], values[5]).value
    assert sd is not None
    standardised = std_mean_change(values[0] - values[2], sd, values[4])
    assert standardised.se is not None
    assert standardised.estimate == pytest.approx(smcc, rel=1e-11)
    assert standardised.se**2 == pytest.approx(smcc_var, rel=1e-11)


def test_a_change_with_its_own_spread() -> None:
    """t.test(a, b, paired = TRUE) on R's sleep data: a change of −1.58 with SE 0.3889587238884, SD 1.2299954832799."""
    found = mean_change(-1.58, 1.2299954832799, 10)
    assert found.se == pytest.approx(0.3889587238884, rel=1e-11)
    assert found.ci_high == pytest.approx(-1.58 + 1.959963984540054 * 0.3889587238884, rel=1e-11)


def test_few_people_and_no_spread() -> None:
    assert mean_change(2.0, 1.0, 2).se is not None
    one, flat = mean_change(2.0, 1.0, 1), mean_change_from_values(4.0, 1.0, 2.0, 1.0, 9, 1.0)
    for found in (one, flat):
        assert (found.estimate, found.ci_low, found.se) == (2.0, None, None)
        assert found.reason is not None
    assert std_mean_change(2.0, 1.0, 3).estimate is not None
    for undefined in (std_mean_change(2.0, 1.0, 2), std_mean_change(2.0, 0.0, 9)):
        assert undefined.estimate is None
        assert undefined.reason is not None


def test_impossible_figures_are_refused() -> None:
    for change, sd, n in ((math.nan, 1.0, 5), (1.0, -1.0, 5), (1.0, 1.0, 0)):
        with pytest.raises(ValueError, match="no arm"):
            mean_change(change, sd, n)
    with pytest.raises(ValueError, match="correlation"):
        mean_change_from_values(4.0, 1.0, 2.0, 1.0, 9, -1.1)
