"""The mean difference of a crossover trial, with a standard error that knows that the same people had both."""

import math

from .effects import Estimate, check_arm
from .estimates import difference
from .spreads import Spread, sd_of_differences, se_from_p, se_from_t

_MEASURE = "mean_difference"


def paired_from_se(mean_difference: float, se: float) -> Estimate:
    """A mean difference with its paired standard error, in the units of the measurement; normal interval.

    Without an interval, with the reason, where the standard error is 0. ValueError where it is negative. Cochrane
    Handbook 23.2.7.
    """
    if not (math.isfinite(mean_difference) and math.isfinite(se)) or se < 0:
        raise ValueError(f"no difference is {mean_difference} with a standard error of {se}")
    return difference(_MEASURE, mean_difference, se)


def paired_from_sds(mean_1: float, sd_1: float, mean_2: float, sd_2: float, n: int, correlation: float) -> Estimate:
    """A mean difference from the figures under each treatment and a printed correlation between them.

    In the units of the measurement; SE = √(SD1² + SD2² − 2·r·SD1·SD2)/√n. Without an interval, with the reason, for
    one person and where the differences have no spread. ValueError for figures that nobody can have. Cochrane Handbook
    23.2.7.
    """
    check_arm(mean_1, sd_1, n)
    check_arm(mean_2, sd_2, n)
    if n < 2:
        reason = "one person has no standard deviation, so there is no interval"
        return Estimate(_MEASURE, mean_1 - mean_2, None, None, reason=reason)
    spread = sd_of_differences(sd_1, sd_2, correlation)
    return _with(mean_1 - mean_2, spread if spread.value is None else Spread(spread.value / math.sqrt(n)))


def paired_from_t(mean_difference: float, t: float) -> Estimate:
    """A mean difference with the standard error that the t of its paired test gives: |difference/t|.

    Without an interval, with the reason, where one of them is 0. Cochrane Handbook 23.2.7.
    """
    return _with(mean_difference, se_from_t(mean_difference, t))


def paired_from_p(mean_difference: float, p_value: float, n: int) -> Estimate:
    """A mean difference with the standard error that the two-sided P of its paired t-test of n people gives.

    n − 1 degrees of freedom. Without an interval, with the reason, where the difference is 0 and where P is 0 or 1.
    ValueError for P outside 0 to 1 and n below 2. Cochrane Handbook 23.2.7.
    """
    if n < 2:
        raise ValueError(f"a paired test needs at least two people, not {n}")
    return _with(mean_difference, se_from_p(mean_difference, p_value, n - 1))


def _with(mean_difference: float, se: Spread) -> Estimate:
    if se.value is None:
        return Estimate(_MEASURE, mean_difference, None, None, reason=se.reason)
    return difference(_MEASURE, mean_difference, se.value)
