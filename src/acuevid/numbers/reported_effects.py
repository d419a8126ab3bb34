"""A printed effect on the scale on which it is analysed, with its standard error."""

import math
from dataclasses import dataclass

from .intervals import normal_quantile, t_quantile_of_level
from .quantiles import normal_of_share, t_of_p


@dataclass(frozen=True, slots=True)
class OnAnalysisScale:
    """An effect `yi` and its standard error `se`, logarithms for ratios; both None, with the reason, if undefined."""

    yi: float | None
    se: float | None
    reason: str | None = None


def from_interval(
    estimate: float, ci_low: float, ci_high: float, *, ratio: bool, level: float = 95, df: float | None = None
) -> OnAnalysisScale:
    """A printed effect and its interval on the scale of analysis: SE = (high − low)/(2·z), by logarithms for ratios.

    `level` is 95 for 95 %, z its normal quantile or, with `df`, that of t, by which differences of means in small
    trials have their intervals (Handbook 6.5.2.3). As metafor's `conv.wald`; Cochrane Handbook 6.3. That
    the estimate lies midway is not asked here. None, with the reason, where a ratio or its limit is 0 and where the
    interval has no width. ValueError for limits in the wrong order, negative ratios, a level not between 0 and 100,
    and `df` not above 0.
    """
    if not 0 < level < 100:
        raise ValueError(f"the level of an interval lies between 0 and 100 %, not {level}")
    if not all(map(math.isfinite, (estimate, ci_low, ci_high))) or ci_low > ci_high:
        raise ValueError(f"the effect {estimate} or its limits {ci_low} and {ci_high} are not finite, or not in order")
    scaled = [_scaled(value, ratio) for value in (estimate, ci_low, ci_high)]
    yi, low, high = scaled
    if yi is None or low is None or high is None:
        return OnAnalysisScale(None, None, "a ratio or limit of 0 has no logarithm")
    if low == high:
        return OnAnalysisScale(None, None, "the interval has no width")
    quantile = normal_quantile(level) if df is None else t_quantile_of_level(level, df)
    return OnAnalysisScale(yi, (high / 2 - low / 2) / quantile)


def from_standard_error(estimate: float, se: float, *, ratio: bool) -> OnAnalysisScale:
    """A printed effect and its standard error on the scale of analysis.

    For a ratio `se` is that of its logarithm, as papers and packages print it. None, with the reason, for a ratio or a
    standard error of 0. ValueError for negative ones.
    """
    if not (math.isfinite(estimate) and math.isfinite(se)) or se < 0:
        raise ValueError(f"no effect is {estimate} with a standard error of {se}")
    yi = _scaled(estimate, ratio)
    if yi is None:
        return OnAnalysisScale(None, None, "a ratio of 0 has no logarithm")
    return OnAnalysisScale(yi, se) if se else OnAnalysisScale(None, None, "a standard error of 0 cannot be weighed")


def from_statistic(estimate: float, statistic: float, *, ratio: bool) -> OnAnalysisScale:
    """A printed effect and its test statistic, z or t, on the scale of analysis: SE = effect/statistic.

    A Wald χ² on 1 degree of freedom and an F on 1 and df are its square. The sign of the statistic is not asked for.
    As metafor's `conv.wald`; Cochrane Handbook 6.5.2.3. None, with the reason, for an estimate of no effect and for a
    statistic of 0. ValueError for a negative ratio and for what is not finite.
    """
    if not (math.isfinite(estimate) and math.isfinite(statistic)):
        raise ValueError(f"no effect is {estimate} with a statistic of {statistic}")
    yi = _scaled(estimate, ratio)
    if yi is None:
        return OnAnalysisScale(None, None, "a ratio of 0 has no logarithm")
    if yi == 0 or statistic == 0:
        return OnAnalysisScale(None, None, "no effect, or a statistic of 0, says nothing of the standard error")
    return OnAnalysisScale(yi, abs(yi / statistic))


def from_p(estimate: float, p_value: float, *, ratio: bool, df: float | None = None) -> OnAnalysisScale:
    """A printed effect and its two-sided P value on the scale of analysis: SE = |effect|/z, with `df` |effect|/t.

    As metafor's `conv.wald`; Cochrane Handbook 6.3, with t 6.5.2.3. None, with the reason, for an estimate of no
    effect, for P of 0 or 1, and for one that no finite z or t has. ValueError for P outside 0 to 1, for negative
    ratios, and for `df` not above 0.
    """
    if not 0 <= p_value <= 1 or not math.isfinite(estimate):
        raise ValueError(f"no effect is {estimate} with a P value of {p_value}")
    if df is not None and not df > 0:
        raise ValueError(f"degrees of freedom lie above 0, not {df}")
    yi = _scaled(estimate, ratio)
    if yi is None:
        return OnAnalysisScale(None, None, "a ratio of 0 has no logarithm")
    if yi == 0 or p_value in (0, 1):
        return OnAnalysisScale(None, None, "no effect, or a P value of 0 or 1, says nothing of the standard error")
    try:
        quantile = -normal_of_share(p_value / 2) if df is None else t_of_p(p_value, df)
    except ValueError:
        return OnAnalysisScale(None, None, "the P value is too small to have a statistic")
    return OnAnalysisScale(yi, abs(yi) / quantile)


def _scaled(value: float, ratio: bool) -> float | None:
    if not ratio:
        return value
    if value < 0:
        raise ValueError(f"a ratio is not below 0: {value}")
    return math.log(value) if value else None
