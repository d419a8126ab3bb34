"""Standard deviations and standard errors from what papers print in their place."""

import math
from typing import NamedTuple

from .quantiles import t_of_p


class Spread(NamedTuple):
    """A standard deviation or standard error, in the units of the measurement; None with the reason if undefined."""

    value: float | None
    reason: str | None = None


_ONE_PERSON = Spread(None, "one person has no standard deviation")


def _check_size(*sizes: int) -> None:
    if min(sizes) < 1:
        raise ValueError(f"a group has at least one person, not {min(sizes)}")


def _check_spread(*values: float) -> None:
    if not all(math.isfinite(value) and value >= 0 for value in values):
        raise ValueError(f"a spread is a finite number not below 0: {values}")


def _t_of_level(level: float, df: float) -> float:
    if not 0 < level < 100:
        raise ValueError(f"the level of an interval lies between 0 and 100 %, not {level}")
    return t_of_p((100 - level) / 100, df)


def sd_from_se(se: float, n: int) -> Spread:
    """The standard deviation of a group from the standard error of its mean: SE·√n.

    In the units of the measurement. None, with the reason, for one person and for an SE of 0. ValueError for a
    negative SE and for n below 1. Cochrane Handbook 6.5.2.2.
    """
    _check_size(n)
    _check_spread(se)
    if n < 2:
        return _ONE_PERSON
    return Spread(se * math.sqrt(n)) if se else Spread(None, "a standard error of 0 gives no standard deviation")


def sd_from_interval(ci_low: float, ci_high: float, n: int, level: float = 95) -> Spread:
    """The standard deviation of a group from the interval of its mean: width/(2·t)·√n.

    t has n − 1 degrees of freedom and cuts off what `level` (95 for 95 %) leaves outside. In the units of the
    measurement. None, with the reason, for one person and for an interval without width. ValueError for limits in the
    wrong order, n below 1, and a level that is not between 0 and 100. Cochrane Handbook 6.5.2.2.
    """
    _check_size(n)
    if n < 2:
        return _ONE_PERSON
    se = se_from_interval(ci_low, ci_high, n - 1, level)
    return se if se.value is None else Spread(se.value * math.sqrt(n))


def se_from_interval(ci_low: float, ci_high: float, df: float, level: float = 95) -> Spread:
    """The standard error from an interval that was made with Student's t on `df` degrees of freedom: width/(2·t).

    For a difference of two means `df` is n1 + n2 − 2, for paired differences n − 1. Units and undefined cases as in
    `sd_from_interval`. Cochrane Handbook 6.5.2.3.
    """
    if not (math.isfinite(ci_low) and math.isfinite(ci_high)) or ci_low > ci_high:
        raise ValueError(f"the limits {ci_low} and {ci_high} are not finite, or in the wrong order")
    t = _t_of_level(level, df)
    if ci_low == ci_high:
        return Spread(None, "the interval has no width")
    return Spread((ci_high / 2 - ci_low / 2) / t)


def se_from_t(difference: float, t: float) -> Spread:
    """The standard error of a difference from its t: |difference/t|.

    In the units of the measurement; the signs do not matter. None, with the reason, where the difference or t is 0.
    ValueError for what is not finite. Cochrane Handbook 6.5.2.3.
    """
    if not (math.isfinite(difference) and math.isfinite(t)):
        raise ValueError(f"the difference and t must be finite numbers, not {difference} and {t}")
    if difference == 0 or t == 0:
        return Spread(None, "a difference or t of 0 says nothing of the standard error")
    return Spread(abs(difference / t))


def se_from_p(difference: float, p_value: float, df: float) -> Spread:
    """The standard error of a difference from the two-sided P value of its t-test on `df` degrees of freedom.

    In the units of the measurement. None, with the reason, where the difference is 0 and where P is 0 or 1. ValueError
    for P outside 0 to 1. Cochrane Handbook 6.5.2.3.
    """
    if not 0 <= p_value <= 1:
        raise ValueError(f"a P value lies between 0 and 1, not {p_value}")
    if p_value in (0, 1):
        return Spread(None, f"a P value of {p_value:g} says nothing of the standard error")
    return se_from_t(difference, t_of_p(p_value, df))


def sd_from_difference(se: float, n_1: int, n_2: int) -> Spread:
    """The standard deviation of both arms from the standard error of their mean difference: SE/√(1/n1 + 1/n2).

    It is the pooled one of Student's test, and stands for each arm. In the units of the measurement. None, with the
    reason, for an SE of 0 and for two arms of one person each. ValueError as in `sd_from_se`. Cochrane Handbook
    6.5.2.3.
    """
    _check_size(n_1, n_2)
    _check_spread(se)
    if n_1 + n_2 < 3:
        return Spread(None, "two arms of one person each have no standard deviation")
    if se == 0:
        return Spread(None, "a standard error of 0 gives no standard deviation")
    return Spread(se / math.sqrt(1 / n_1 + 1 / n_2))


def sd_of_differences(sd_1: float, sd_2: float, correlation: float) -> Spread:
    """The standard deviation of paired differences: √(SD1² + SD2² − 2·r·SD1·SD2).

    For a change from baseline and for crossover trials, in the units of the measurement. The correlation is that of
    the two values of one person. None, with the reason, where it comes to 0. ValueError for a correlation outside −1
    to 1 and for negative standard deviations. Cochrane Handbook 6.5.2.8 and 23.2.7.
    """
    _check_spread(sd_1, sd_2)
    if not -1 <= correlation <= 1:
        raise ValueError(f"a correlation lies between −1 and 1, not {correlation}")
    # (SD1 − SD2)² + 2(1 − r)·SD1·SD2 is the same, and neither term is negative
    value = math.hypot(sd_1 - sd_2, math.sqrt(2 * (1 - correlation) * sd_1 * sd_2))
    return Spread(value) if value else Spread(None, "the differences have no spread")


def correlation_from_sds(sd_1: float, sd_2: float, sd_difference: float) -> Spread:
    """The correlation of two values of one person from three standard deviations, that of the differences the last.

    (SD1² + SD2² − SDdiff²)/(2·SD1·SD2), a number without unit. None, with the reason, where SD1 or SD2 is 0 and where
    it lies outside −1 to 1: no three such standard deviations can be of the same people. ValueError for negative ones.
    Cochrane Handbook 6.5.2.8.
    """
    _check_spread(sd_1, sd_2, sd_difference)
    if sd_1 == 0 or sd_2 == 0:
        return Spread(None, "a standard deviation of 0 has no correlation")
    value = (sd_1**2 + sd_2**2 - sd_difference**2) / (2 * sd_1 * sd_2)
    if abs(value) <= 1 + 1e-12:
        return Spread(min(1.0, max(-1.0, value)))
    return Spread(None, f"the three standard deviations would need a correlation of {value:.3g}")
