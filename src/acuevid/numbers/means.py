"""Two more effects from the means of two arms: with unequal variances, and as a ratio."""

import math
from collections.abc import Sequence

from .effects import Estimate, check_arm, small_sample_factor, undefined
from .estimates import difference, ratio


def std_mean_difference_unequal(mean_1: float, sd_1: float, n_1: int, mean_2: float, sd_2: float, n_2: int) -> Estimate:
    """The mean difference in units of √((SD1² + SD2²)/2), which does not take the two variances for equal.

    Corrected for small samples by the exact factor J of n1 + n2 − 2 degrees of freedom. Variance J²·(g²·(SD1⁴/(n1 − 1)
    + SD2⁴/(n2 − 1))/(8·S⁴) + (SD1²/(n1 − 1) + SD2²/(n2 − 1))/S²), S the unit (Bonett 2008, 2009; metafor's `SMDH`
    before version 4.6, from which on J² is left out), with a normal interval. None, with the reason, where an
    arm has one person or no standard deviation is above zero. ValueError for figures that no arm can have.
    """
    check_arm(mean_1, sd_1, n_1)
    check_arm(mean_2, sd_2, n_2)
    measure = "std_mean_difference"
    if min(n_1, n_2) < 2:
        return undefined(measure, "an arm of one person has no standard deviation")
    unit = math.hypot(sd_1, sd_2) / math.sqrt(2)
    if unit == 0:
        return undefined(measure, "no standard deviation is above zero")
    factor, s_1, s_2 = small_sample_factor(n_1 + n_2 - 2), (sd_1 / unit) ** 2, (sd_2 / unit) ** 2
    g = factor * (mean_1 - mean_2) / unit
    of_spread = g**2 * (s_1**2 / (n_1 - 1) + s_2**2 / (n_2 - 1)) / 8
    return difference(measure, g, factor * math.sqrt(of_spread + s_1 / (n_1 - 1) + s_2 / (n_2 - 1)))


def combined_group(groups: Sequence[tuple[float, float, int]]) -> tuple[float, float, int]:
    """The mean, standard deviation and people of groups taken together, in the units of the measurement.

    Cochrane Handbook table 6.5.a, group by group. ValueError for no group, and for figures that no group can have.
    """
    if not groups:
        raise ValueError("there is no group")
    mean, sd, n = groups[0]
    check_arm(mean, sd, n)
    for other, sd_other, m in groups[1:]:
        check_arm(other, sd_other, m)
        spread = (n - 1) * sd**2 + (m - 1) * sd_other**2 + n * m / (n + m) * (mean - other) ** 2
        mean, sd, n = (n * mean + m * other) / (n + m), math.sqrt(spread / (n + m - 1)), n + m
    return mean, sd, n


def ratio_of_means(mean_1: float, sd_1: float, n_1: float, mean_2: float, sd_2: float, n_2: float) -> Estimate:
    """The mean of arm 1 divided by the mean of arm 2, for scales whose zero is no arbitrary point.

    Natural scale; the interval is made on the log scale with variance SD1²/(n1·mean1²) + SD2²/(n2·mean2²), and `se` is
    on that scale (Hedges, Gurevitch & Curtis 1999; metafor's `ROM`, from version 5 on with correct = FALSE). None, with
    the reason, unless both means are above zero or both below, and where an arm has one person or no standard
    deviation is above zero. ValueError for figures that no arm can have.
    """
    check_arm(mean_1, sd_1, n_1)
    check_arm(mean_2, sd_2, n_2)
    measure = "ratio_of_means"
    if mean_1 == 0 or mean_2 == 0 or (mean_1 > 0) != (mean_2 > 0):
        return undefined(measure, "a ratio needs two means on the same side of zero")
    if min(n_1, n_2) < 2:
        return undefined(measure, "an arm of one person has no standard deviation")
    se = math.hypot(sd_1 / mean_1 / math.sqrt(n_1), sd_2 / mean_2 / math.sqrt(n_2))
    if se == 0:
        return undefined(measure, "no standard deviation is above zero")
    return ratio(measure, math.log(abs(mean_1)) - math.log(abs(mean_2)), se)
