"""Changes of the same people from one time to another, in their own units and standardised."""

import math

from .effects import Estimate, check_arm, small_sample_factor, undefined
from .estimates import difference
from .spreads import sd_of_differences


def mean_change(change: float, sd: float, n: int) -> Estimate:
    """The mean change of one group with the standard deviation of the changes, in the units of the measurement.

    Later minus earlier value; normal interval with variance SD²/n. Without an interval, with the reason, for one person
    and where the standard deviation is 0. ValueError for figures that no group can have.
    """
    check_arm(change, sd, n)
    if n < 2:
        reason = "one person has no standard deviation, so there is no interval"
        return Estimate("mean_change", change, None, None, reason=reason)
    if sd == 0:
        reason = "the standard deviation is not above zero, so there is no interval"
        return Estimate("mean_change", change, None, None, reason=reason)
    return difference("mean_change", change, sd / math.sqrt(n))


def mean_change_from_values(
    later: float, sd_later: float, earlier: float, sd_earlier: float, n: int, correlation: float
) -> Estimate:
    """The mean change of one group from its two means, their standard deviations and a printed correlation.

    In the units of the measurement; variance (SD1² + SD2² − 2·r·SD1·SD2)/n (metafor's `MC`). Undefined cases as in
    `mean_change`. ValueError for a correlation outside −1 to 1, too.
    """
    check_arm(later, sd_later, n)
    check_arm(earlier, sd_earlier, n)
    return mean_change(later - earlier, sd_of_differences(sd_later, sd_earlier, correlation).value or 0.0, n)


def std_mean_change(change: float, sd: float, n: int) -> Estimate:
    """The mean change in standard deviations of the changes, corrected for small samples.

    Exact correction factor of n − 1 degrees of freedom (Hedges 1981) and variance 1/n + d²/(2n), d the corrected one
    (Gibbons et al. 1993; metafor's `SMCC`, vtype "LS"), with a normal interval. Not on the scale of
    `std_mean_difference`, which divides by the standard deviation of values: the two never stand in one pool. None,
    with the reason, for fewer than three people and where the standard deviation is 0.
    """
    check_arm(change, sd, n)
    if n < 3:
        return undefined("std_mean_change", "the correction for small samples needs at least three people")
    if sd == 0:
        return undefined("std_mean_change", "the standard deviation is not above zero")
    d = change / sd * small_sample_factor(n - 1)
    return difference("std_mean_change", d, math.hypot(math.sqrt(1 / n), d / math.sqrt(2 * n)))
