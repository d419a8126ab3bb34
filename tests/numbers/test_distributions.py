"""Upper tails of χ² and F against R on a grid, and against their relatives."""

import math

import pytest

from acuevid.numbers.distributions import chi2_tail, f_tail
from acuevid.numbers.student import t_tail


@pytest.mark.parametrize(
    ("x", "df", "tail"),
    [
        (0.05, 1, 0.8230632737581),
        (0.9, 1, 0.3427817111479),
        (1.1, 1, 0.294266104305),
        (2.5, 1, 0.1138462980067),
        (0.1, 2, 0.9512294245007),
        (1.8, 2, 0.4065696597406),
        (2.2, 2, 0.3328710836981),
        (5, 2, 0.0820849986239),
        (0.15, 3, 0.9852260581944),
        (2.7, 3, 0.4402272943602),
        (3.3, 3, 0.3476426447323),
        (7.5, 3, 0.05755845197264),
        (0.25, 5, 0.9984791814466),
        (4.5, 5, 0.4798834381133),
        (5.5, 5, 0.357945880851),
        (12.5, 5, 0.02854312332617),
        (0.5, 10, 0.9999933882894),
        (9, 10, 0.5321035763747),
        (11, 10, 0.3575180024279),
        (25, 10, 0.005345505487134),
        (1.4, 28, 1),
        (25.2, 28, 0.6169290382011),
        (30.8, 28, 0.3260328319152),
        (70, 28, 1.861018106857e-05),
        (1.525, 30.5, 1),
        (27.45, 30.5, 0.6248064062239),
        (33.55, 30.5, 0.3216790102402),
        (76.25, 30.5, 8.644842830477e-06),
        (5, 100, 1),
        (90, 100, 0.7531979655998),
        (110, 100, 0.2322047805009),
        (250, 100, 7.766936403539e-15),
        (50, 1000, 1),
        (900, 1000, 0.9892827619087),
        (1100, 1000, 0.0146144081263),
        (2500, 1000, 2.105926804848e-129),
        (50000, 1e05, 1),
        (1e05, 1e05, 0.4994052918952),
    ],
)
def test_chi2_agrees_with_r(x: float, df: float, tail: float) -> None:
    """R 4.2.2: pchisq(x, df, lower.tail = FALSE), 13 digits."""
    assert chi2_tail(x, df) == pytest.approx(tail, rel=1e-11, abs=0)


@pytest.mark.parametrize(
    ("f", "df_1", "df_2", "tail"),
    [
        (0.8, 1, 1, 0.5354409456025),
        (0.05, 1, 2, 0.8438262381114),
        (12, 1, 2, 0.07417990022745),
        (2.2, 1, 5, 0.1981212377119),
        (1, 1, 28, 0.3258747068717),
        (0.8, 1, 120, 0.3728838220847),
        (0.05, 1, 100000, 0.8230637305269),
        (12, 1, 100000, 0.0005322281970305),
        (2.2, 2, 1, 0.4303314829119),
        (1, 2, 2, 0.5),
        (0.8, 2, 5, 0.4995341366956),
        (0.05, 2, 28, 0.951314157796),
        (12, 2, 28, 0.0001722525373272),
        (2.2, 2, 120, 0.1152529211316),
        (1, 2, 100000, 0.3678831199352),
        (0.8, 3, 1, 0.6549852397185),
        (0.05, 3, 2, 0.9815719577746),
        (12, 3, 2, 0.07789929041461),
        (2.2, 3, 5, 0.206289955808),
        (1, 3, 28, 0.4073602859945),
        (0.8, 3, 120, 0.4962150100453),
        (0.05, 3, 100000, 0.9852259668121),
        (12, 3, 100000, 7.511373445357e-08),
        (2.2, 10, 1, 0.484533768594),
        (1, 10, 2, 0.5981224279835),
        (0.8, 10, 5, 0.6439069510128),
        (0.05, 10, 28, 0.9999882355973),
        (12, 10, 28, 1.059999824193e-07),
        (2.2, 10, 120, 0.02210065651516),
        (1, 10, 100000, 0.4405020579512),
        (0.8, 54.5, 1, 0.7315433750297),
        (0.05, 54.5, 2, 0.9999996936006),
        (12, 54.5, 2, 0.07983858341357),
        (2.2, 54.5, 5, 0.1918334162658),
        (1, 54.5, 28, 0.5140957689803),
        (0.8, 54.5, 120, 0.8212113493279),
        (0.05, 54.5, 100000, 1),
        (12, 54.5, 100000, 2.870878706053e-103),
        (2.2, 1000, 1, 0.4996599267324),
        (1, 1000, 2, 0.6317529856474),
        (0.8, 1000, 5, 0.7164280832012),
        (0.05, 1000, 28, 1),
        (12, 1000, 28, 3.897971257866e-11),
        (2.2, 1000, 120, 1.152809917436e-07),
        (1, 1000, 100000, 0.4941415292321),
    ],
)
def test_f_agrees_with_r(f: float, df_1: float, df_2: float, tail: float) -> None:
    """R 4.2.2: pf(f, df1, df2, lower.tail = FALSE), 13 digits."""
    assert f_tail(f, df_1, df_2) == pytest.approx(tail, rel=1e-11, abs=0)


@pytest.mark.parametrize("df", [1, 3.5, 28, 1000, 123456])
@pytest.mark.parametrize("t", [0.01, 0.9, 2.2, 8])
def test_f_of_one_degree_of_freedom_is_t_squared(t: float, df: float) -> None:
    assert f_tail(t * t, 1, df) == pytest.approx(t_tail(t, df), rel=1e-10, abs=0)


@pytest.mark.parametrize("x", [0.001, 0.5, 3.84, 20, 300])
def test_chi2_of_one_and_two_degrees_of_freedom(x: float) -> None:
    """Abramowitz & Stegun 1964, 26.4.11 and 26.4.4: the normal tail, and e^(−x/2)."""
    assert chi2_tail(x, 1) == pytest.approx(math.erfc(math.sqrt(x / 2)), rel=1e-12, abs=0)
    assert chi2_tail(x, 2) == pytest.approx(math.exp(-x / 2), rel=1e-12, abs=0)


def test_where_the_way_of_reckoning_changes_nothing_jumps() -> None:
    for df in (0.3, 4, 50, 9999):
        edge = df + 2
        assert chi2_tail(edge * (1 - 1e-12), df) == pytest.approx(chi2_tail(edge * (1 + 1e-12), df), rel=1e-9, abs=0)


@pytest.mark.parametrize(
    ("x", "df", "tail"),
    [
        (1e8 + 2e4, 1e8, 0.0786565207151654),
        (1e9, 1e9, 0.499994052919613),
        (1e9 + 8e4, 1e9, 0.036821776494947),
        (1e9 - 8e4, 1e9, 0.963183506562273),
    ],
)
def test_chi2_of_many_degrees_of_freedom(x: float, df: float, tail: float) -> None:
    """R 4.2.2: pchisq(x, df, lower.tail = FALSE)."""
    assert chi2_tail(x, df) == pytest.approx(tail, rel=1e-11, abs=0)


@pytest.mark.parametrize(
    ("f", "df_1", "df_2", "tail"),
    [
        (1.0005, 1e7, 1e8, 0.1432258959537493),
        (1.002, 2e6, 3e6, 0.0608310049345494),
        (1, 1e9, 1e9, 0.5),
        (1.00005, 1e9, 1e9, 0.214603418777697),
    ],
)
def test_f_of_many_degrees_of_freedom(f: float, df_1: float, df_2: float, tail: float) -> None:
    """R 4.2.2: pf(f, df1, df2, lower.tail = FALSE)."""
    assert f_tail(f, df_1, df_2) == pytest.approx(tail, rel=1e-10, abs=0)


def test_the_ends() -> None:
    assert chi2_tail(0, 3) == f_tail(0, 3, 5) == 1
    assert chi2_tail(math.inf, 3) == f_tail(math.inf, 3, 5) == 0
    assert chi2_tail(1e6, 3) == 0


@pytest.mark.parametrize(("x", "df"), [(-0.1, 3), (1, 0), (1, -1), (1, 1.1e9), (math.nan, 3)])
def test_what_is_no_such_statistic_is_refused(x: float, df: float) -> None:
    with pytest.raises(ValueError, match="χ² is not negative"):
        chi2_tail(x, df)
    for one, two in ((df, 5), (5, df)):
        with pytest.raises(ValueError, match="degrees of freedom"):
            f_tail(x, one, two)
