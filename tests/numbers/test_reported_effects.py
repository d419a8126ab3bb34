"""Printed effects on the scale of analysis against metafor's `conv.wald`.

metafor 5.1-12 (its source of 1 July 2026, R 4.2.2): conv.wald(out = or, ci.lb = or.lb, ci.ub = or.ub, transf = log,
level) on dat.hackshaw1998 of metadat 1.2-0, studies 1 to 8 and 37. Older versions than 4.0 have no such function.
"""

import math

import pytest

from acuevid.numbers.reported_effects import (
    OnAnalysisScale,
    from_interval,
    from_p,
    from_standard_error,
    from_statistic,
)

Printed = tuple[float, float, float]
# Odds ratio with limits; its logarithm; the variance if the limits are those of a 95, a 90 and a 99 % interval
HACKSHAW: list[tuple[Printed, float, float, float, float]] = [
    ((1.18, 0.9, 1.54), 0.1655144384776, 0.01877688548507, 0.02666031190983, 0.01087140263206),
    ((1.45, 1.02, 2.08), 0.3715635564325, 0.03304403890579, 0.04691749250372, 0.01913176984649),
    ((2.02, 0.48, 8.56), 0.7030975114131, 0.5401958653424, 0.7669956912653, 0.3127614937515),
    ((1.2, 0.8, 1.6), 0.182321556794, 0.03126761448867, 0.04439524092571, 0.0181032592823),
    ((0.75, 0.43, 1.3), -0.2876820724518, 0.07965565410201, 0.1130988728365, 0.0461188671759),
    ((2.07, 0.81, 5.25), 0.7275486072773, 0.2273205916705, 0.3227605495214, 0.1316136097529),
    ((2.13, 1.19, 3.83), 0.7561219797213, 0.08892156270698, 0.1262550490156, 0.05148362392838),
    ((0.8, 0.34, 1.9), -0.2231435513142, 0.1926796031171, 0.2735756322234, 0.1115572412761),
    ((1.11, 0.67, 1.84), 0.1043600153242, 0.06641950662198, 0.09430556333994, 0.03845542966561),
]


@pytest.mark.parametrize(("printed", "yi", "of_95", "of_90", "of_99"), HACKSHAW)
def test_metafor_ratios(printed: Printed, yi: float, of_95: float, of_90: float, of_99: float) -> None:
    for level, vi in ((95, of_95), (90, of_90), (99, of_99)):
        found = from_interval(*printed, ratio=True, level=level)
        assert found.se is not None
        assert found.yi == pytest.approx(yi, rel=1e-11)
        assert found.se**2 == pytest.approx(vi, rel=1e-11)


@pytest.mark.parametrize(("printed", "vi"), [((-1.2, -2.5, 0.1), 0.4399370340496), ((3.8, 1.1, 6.5), 1.897716555161)])
def test_metafor_differences(printed: Printed, vi: float) -> None:
    """conv.wald(out, ci.lb, ci.ub) without a transformation, the same version."""
    found = from_interval(*printed, ratio=False)
    assert found.se is not None
    assert found.yi == printed[0]
    assert found.se**2 == pytest.approx(vi, rel=1e-11)


def test_metafor_p() -> None:
    """conv.wald(out = log(0.62), pval = 0.03), the same version."""
    found = from_p(0.62, 0.03, ratio=True)
    assert found.se is not None
    assert (found.yi, found.se**2) == pytest.approx((-0.478035800943, 0.048524961927), rel=1e-10)


@pytest.mark.parametrize(("level", "se"), [(90, 0.764197495803563), (95, 0.634639458862981), (99, 0.470458387848978)])
def test_an_interval_by_t_has_a_smaller_standard_error(level: float, se: float) -> None:
    """R 4.2.2: (0.1 + 2.5)/2/qt(1 - (1 - level/100)/2, 28)."""
    found = from_interval(-1.2, -2.5, 0.1, ratio=False, level=level, df=28)
    assert (found.yi, found.se) == pytest.approx((-1.2, se), rel=1e-11)
    by_z = from_interval(-1.2, -2.5, 0.1, ratio=False, level=level)
    assert by_z.se is not None
    assert found.se is not None
    assert found.se < by_z.se


def test_a_p_value_by_t() -> None:
    """R 4.2.2: 1.2/qt(1 - .03/2, 28) and abs(log(.62))/qt(1 - .03/2, 17.5)."""
    assert from_p(1.2, 0.03, ratio=False, df=28).se == pytest.approx(0.524847085683546, rel=1e-10)
    assert from_p(0.62, 0.03, ratio=True, df=17.5).se == pytest.approx(0.202391677681276, rel=1e-10)


def test_a_statistic_is_the_effect_in_standard_errors() -> None:
    """1.5/2.5 = 0.6 and ln 2/3 = 0.23105; the sign of a printed statistic says nothing of the error."""
    for statistic in (2.5, -2.5):
        assert from_statistic(1.5, statistic, ratio=False) == OnAnalysisScale(1.5, 0.6)
    assert from_statistic(2.0, 3.0, ratio=True).se == pytest.approx(0.23104906018664842, rel=1e-14)
    with pytest.raises(ValueError, match="statistic"):
        from_statistic(2.0, math.inf, ratio=True)
    with pytest.raises(ValueError, match="ratio"):
        from_statistic(-2.0, 3.0, ratio=True)


def test_a_printed_standard_error_is_that_of_the_logarithm() -> None:
    ratio, difference = from_standard_error(2.0, 0.3, ratio=True), from_standard_error(-2.0, 0.3, ratio=False)
    assert (ratio.yi, ratio.se) == (math.log(2.0), 0.3)
    assert (difference.yi, difference.se) == (-2.0, 0.3)


@pytest.mark.parametrize(
    "found",
    [
        from_interval(0.5, 0.0, 1.2, ratio=True),
        from_interval(0.0, 0.0, 1.2, ratio=True),
        from_interval(0.5, 0.5, 0.5, ratio=True),
        from_interval(0.5, 0.5, 0.5, ratio=False),
        from_standard_error(0.0, 0.1, ratio=True),
        from_standard_error(1.5, 0.0, ratio=True),
        from_p(1.0, 0.4, ratio=True),
        from_p(0.0, 0.4, ratio=False),
        from_p(0.0, 0.4, ratio=True),
        from_p(2.0, 0.0, ratio=True),
        from_p(2.0, 1.0, ratio=True),
        from_p(2.0, 1e-200, ratio=True, df=1),
        from_p(2.0, 5e-324, ratio=True),
        from_statistic(0.0, 2.0, ratio=True),
        from_statistic(1.0, 2.0, ratio=True),
        from_statistic(1.5, 0.0, ratio=True),
    ],
)
def test_undefined_has_a_reason(found: OnAnalysisScale) -> None:
    assert found.yi is found.se is None
    assert found.reason


def test_what_nobody_can_print_is_refused() -> None:
    with pytest.raises(ValueError, match="order"):
        from_interval(0.5, 0.9, 0.4, ratio=True)
    for level in (0, 100):
        with pytest.raises(ValueError, match="level"):
            from_interval(0.5, 0.4, 0.9, ratio=True, level=level)
    with pytest.raises(ValueError, match="ratio"):
        from_interval(0.5, -0.1, 0.9, ratio=True)
    assert from_interval(0.5, -0.1, 0.9, ratio=False).se is not None
    with pytest.raises(ValueError, match="standard error"):
        from_standard_error(0.5, -0.1, ratio=False)
    with pytest.raises(ValueError, match="P value"):
        from_p(0.5, 1.1, ratio=False)
    for df in (0, -1, math.nan):
        with pytest.raises(ValueError, match="above 0"):
            from_interval(0.5, 0.4, 0.9, ratio=True, df=df)
        with pytest.raises(ValueError, match="above 0"):
            from_p(0.5, 0.1, ratio=True, df=df)
