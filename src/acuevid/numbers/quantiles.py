"""Quantiles of the normal distribution and of Student's t, without scipy."""

import math

from .student import t_tail


def normal_of_share(share: float) -> float:
    """The value below which a share (above 0, below 1) of the standard normal distribution lies.

    Wichura 1988, algorithm AS 241, as Python's own. ValueError for other shares.
    """
    if not 0 < share < 1:
        raise ValueError(f"a share lies above 0 and below 1, not {share}")
    from statistics import NormalDist  # an import that most commands can do without

    return NormalDist().inv_cdf(share)


def t_of_p(p: float, df: float) -> float:
    """The t, not negative, of which `p` is the two-sided P value on `df` degrees of freedom (above 0).

    By bisection of `t_tail`, to about 11 digits. ValueError for a p that is not above 0 and at most 1, or a t beyond
    1e150.
    """
    if not 0 < p <= 1:
        raise ValueError(f"a P value of a finite t lies above 0 and not above 1, not {p}")
    low, high = 0.0, 1.0
    while t_tail(high, df) > p:
        low, high = high, 2 * high
        if high > 1e150:
            raise ValueError(f"no t below 1e150 has the P value {p} on {df} degrees of freedom")
    while high - low > 4 * math.ulp(high):
        middle = (low + high) / 2
        low, high = (middle, high) if t_tail(middle, df) > p else (low, middle)
    return (low + high) / 2
