"""Effect sizes of one study, with 95 % intervals, from counts or from means.

Arm 1 is the experimental arm and arm 2 the comparator throughout.
"""

import math
from dataclasses import dataclass, replace
from typing import Literal

Z95 = 1.959963984540054
"""The 97.5 % quantile of the standard normal distribution, so that ± Z95 covers 95 %."""

_HALVES = {
    zeros: f"½ added to all four cells, {text} zero"
    for zeros, text in ((1, "one of which is"), (2, "two of which are"))
}


@dataclass(frozen=True, slots=True)
class Estimate:
    """An effect with its 95 % interval.

    Scale: ratios (`risk_ratio`, `odds_ratio`) stand on their natural scale, with `se` on the log scale;
    differences and proportions are fractions (0.25, not 25 %); mean differences are in the units of the
    measurement. What is undefined is None, and `reason` then says why, in words that can be printed.
    `rule` names the zero-cell rule where it was applied. `se` is None where the interval does not rest
    on one (`risk_difference`, `proportion`).
    """

    measure: str
    estimate: float | None
    ci_low: float | None
    ci_high: float | None
    se: float | None = None
    rule: str | None = None
    reason: str | None = None

    def holds(self, value: float) -> bool | None:
        """Whether the interval holds a value; `None` without an interval."""
        if self.ci_low is None or self.ci_high is None:
            return None
        return self.ci_low <= value <= self.ci_high


def undefined(measure: str, reason: str) -> Estimate:
    """An effect that does not exist: no figure, only the reason."""
    return Estimate(measure, None, None, None, reason=reason)


def check_counts(events: float, total: float) -> None:
    """Raise ValueError for counts that no arm can have: total 0, events negative or above the total.

    They are no whole numbers where they were divided by a design effect.
    """
    if total <= 0:
        raise ValueError(f"total must be above 0, not {total}")
    if not 0 <= events <= total:
        raise ValueError(f"events must lie between 0 and the total {total}, not {events}")


def _ratio(measure: str, a: float, n1: float, c: float, n2: float) -> Estimate:
    check_counts(a, n1)
    check_counts(c, n2)
    if a == c == 0:
        return undefined(measure, "nobody had the event in either arm")
    if a == n1 and c == n2:
        return undefined(measure, "everybody had the event in both arms")
    zeros = (a, n1 - a, c, n2 - c).count(0)
    # The cells in halves of a person, so that the half added is a whole number and nothing is rounded.
    cell_a, cell_b, cell_c, cell_d = (2 * cell + (1 if zeros else 0) for cell in (a, n1 - a, c, n2 - c))
    if measure == "odds_ratio":
        numerator, denominator = cell_a * cell_d, cell_b * cell_c
        var = 2 / cell_a + 2 / cell_b + 2 / cell_c + 2 / cell_d
    else:
        size_1, size_2 = cell_a + cell_b, cell_c + cell_d
        numerator, denominator = cell_a * size_2, cell_c * size_1
        # 1/a − 1/n1 is b/(a·n1), which loses no digits when nearly everybody had the event.
        var = 2 * cell_b / (cell_a * size_1) + 2 * cell_d / (cell_c * size_2)
    se = math.sqrt(var)
    width = math.exp(Z95 * se)  # at most about 250, for no cell here is below ½
    try:
        estimate = numerator / denominator
    except OverflowError:
        estimate = math.inf
    if estimate / width == 0 or estimate * width == math.inf:
        return undefined(measure, "the ratio is too large or too small for a floating-point number")
    return Estimate(measure, estimate, estimate / width, estimate * width, se, _HALVES.get(zeros))


def risk_ratio(events_1: float, total_1: float, events_2: float, total_2: float) -> Estimate:
    """Risk in arm 1 divided by the risk in arm 2.

    Natural scale; the interval is made on the log scale with variance 1/a − 1/n1 + 1/c − 1/n2 (Katz et
    al. 1978), and `se` is on that scale. With a zero cell, ½ is added to all four cells and `rule` says
    so. None, with the reason, if nobody or everybody in both arms had the event.
    """
    return _ratio("risk_ratio", events_1, total_1, events_2, total_2)


def odds_ratio(events_1: float, total_1: float, events_2: float, total_2: float) -> Estimate:
    """Odds in arm 1 divided by the odds in arm 2.

    Natural scale; the interval is made on the log scale with variance 1/a + 1/b + 1/c + 1/d (Woolf
    1955), and `se` is on that scale. Zero cells (Haldane 1956, Anscombe 1956) and undefined tables as
    in `risk_ratio`.
    """
    return _ratio("odds_ratio", events_1, total_1, events_2, total_2)


def _wilson(events: int, total: int) -> tuple[float, float]:
    p, inverse = events / total, 1 / total  # int / int never overflows here, however large the total
    centre = p + Z95 * Z95 * inverse / 2
    half = Z95 * math.sqrt((p * (1 - p) + Z95 * Z95 * inverse / 4) * inverse)
    scale = 1 + Z95 * Z95 * inverse
    low = 0.0 if events == 0 else (centre - half) / scale
    high = 1.0 if events == total else (centre + half) / scale
    return min(max(low, 0.0), p), max(min(high, 1.0), p)


def proportion(events: int, total: int) -> Estimate:
    """Share of the people (or studies) who had the event, as a fraction of 1.

    Wilson's score interval (Wilson 1927). Always defined for possible counts.
    """
    check_counts(events, total)
    return Estimate("proportion", events / total, *_wilson(events, total))


def risk_difference(events_1: int, total_1: int, events_2: int, total_2: int) -> Estimate:
    """Risk in arm 1 minus the risk in arm 2, as a fraction of 1.

    The interval joins the two Wilson score limits (Newcombe 1998, Statistics in Medicine 17:873, method
    10), so it is neither symmetric nor outside −1 to 1, and `se` is None. Nothing is added to zero
    cells. Always defined for possible counts.
    """
    check_counts(events_1, total_1)
    check_counts(events_2, total_2)
    # One exact fraction, rounded once: 0.3 − 0.42 in floats is already off by an ulp or two.
    estimate = (events_1 * total_2 - events_2 * total_1) / (total_1 * total_2)
    p1, p2 = events_1 / total_1, events_2 / total_2
    (low_1, high_1), (low_2, high_2) = _wilson(events_1, total_1), _wilson(events_2, total_2)
    low = estimate - math.hypot(p1 - low_1, high_2 - p2)
    high = estimate + math.hypot(high_1 - p1, p2 - low_2)
    return Estimate("risk_difference", estimate, max(low, -1.0), min(high, 1.0))


def wald_risk_difference(events_1: float, total_1: float, events_2: float, total_2: float) -> Estimate:
    """Risk in arm 1 minus the risk in arm 2 with its Wald variance, for pooling only.

    A fraction of 1; variance p1(1 − p1)/n1 + p2(1 − p2)/n2. Nothing is added to zero cells. Without a standard error,
    with the reason, where nobody or everybody in each arm had the event, for such a table cannot be weighed.
    """
    check_counts(events_1, total_1)
    check_counts(events_2, total_2)
    var = sum(e * (n - e) / n**3 for e, n in ((events_1, total_1), (events_2, total_2)))
    estimate = (events_1 * total_2 - events_2 * total_1) / (total_1 * total_2)
    if var == 0:
        reason = "nobody or everybody in each arm had the event, so the difference has no variance"
        return Estimate("risk_difference", estimate, None, None, reason=reason)
    se = math.sqrt(var)
    return Estimate("risk_difference", estimate, estimate - Z95 * se, estimate + Z95 * se, se)


def check_arm(mean: float, sd: float, n: float) -> None:
    """Raise ValueError for figures that no arm can have: not finite, a negative standard deviation, nobody."""
    if not (math.isfinite(mean) and math.isfinite(sd) and sd >= 0 and n > 0):
        raise ValueError(f"no arm can have mean {mean}, standard deviation {sd} and n {n}")


def normal_interval(measure: str, estimate: float, se: float) -> Estimate:
    """An estimate with estimate ± 1.96·SE; undefined, with the reason, where a limit is too large for a float."""
    low, high = estimate - Z95 * se, estimate + Z95 * se
    if not (math.isfinite(estimate) and math.isfinite(low) and math.isfinite(high)):
        return undefined(measure, "the difference is too large for a floating-point number")
    return Estimate(measure, estimate, low, high, se)


def mean_difference(mean_1: float, sd_1: float, n_1: float, mean_2: float, sd_2: float, n_2: float) -> Estimate:
    """Mean of arm 1 minus the mean of arm 2, in the units of the measurement.

    Normal interval with variance sd1²/n1 + sd2²/n2, the variances not pooled (metafor's `MD`). Without
    an interval, with the reason, where an arm has one person or no standard deviation is above zero.
    """
    check_arm(mean_1, sd_1, n_1)
    check_arm(mean_2, sd_2, n_2)
    se = math.hypot(sd_1 * math.sqrt(1 / n_1), sd_2 * math.sqrt(1 / n_2))
    result = normal_interval("mean_difference", mean_1 - mean_2, se)
    if result.estimate is None:
        return result
    if min(n_1, n_2) < 2:
        reason = "an arm of one person has no standard deviation, so there is no interval"
    elif se == 0:
        reason = "no standard deviation is above zero, so there is no interval"
    else:
        return result
    return replace(result, ci_low=None, ci_high=None, se=None, reason=reason)


def small_sample_factor(df: float) -> float:
    """Hedges' exact correction J for `df` degrees of freedom (2 or more), a number below 1.

    Γ(m/2) / (√(m/2)·Γ((m−1)/2)) (Hedges 1981), not the approximation 1 − 3/(4m − 1).
    ValueError below 2 degrees of freedom, where it does not exist.
    """
    if df < 2:
        raise ValueError(f"the factor needs at least 2 degrees of freedom, not {df}")
    if df <= 340:
        return math.gamma(df / 2) / (math.sqrt(df / 2) * math.gamma((df - 1) / 2))
    # Beyond 340 Γ overflows, and differences of its logarithm lose digits. With y = (m−1)/2 the series of
    # Γ(y+½)/(√y·Γ(y)) in 1/y leaves less than 1e-14 from here on.
    u = 2 / (df - 1)
    series = 1 - u / 8 + u**2 / 128 + 5 * u**3 / 1024 - 21 * u**4 / 32768
    return series * math.sqrt((df - 1) / df)


def std_mean_difference(mean_1: float, sd_1: float, n_1: float, mean_2: float, sd_2: float, n_2: float) -> Estimate:
    """Hedges' g: the mean difference in pooled standard deviations, corrected for small samples.

    Exact correction factor (Hedges 1981) and the variance 1/n1 + 1/n2 + g²/(2(n1 + n2)), metafor's
    default for `SMD` (vtype "LS"), with a normal interval. None, with the reason, where an arm has one
    person or no standard deviation is above zero.
    """
    check_arm(mean_1, sd_1, n_1)
    check_arm(mean_2, sd_2, n_2)
    measure, df = "std_mean_difference", n_1 + n_2 - 2
    if min(n_1, n_2) < 2:
        return undefined(measure, "an arm of one person has no standard deviation")
    pooled = math.hypot(sd_1 * math.sqrt((n_1 - 1) / df), sd_2 * math.sqrt((n_2 - 1) / df))
    if pooled == 0:
        return undefined(measure, "no standard deviation is above zero")
    # Divided before they are subtracted, if the difference itself would overflow.
    difference = mean_1 - mean_2
    d = difference / pooled if math.isfinite(difference) else mean_1 / pooled - mean_2 / pooled
    g = d * small_sample_factor(df)
    se = math.hypot(math.sqrt(1 / n_1), math.sqrt(1 / n_2), g * math.sqrt(1 / (2 * (n_1 + n_2))))
    return normal_interval(measure, g, se)


Kind = Literal["NNTB", "NNTH"]


@dataclass(frozen=True, slots=True)
class Needed:
    """One number needed: people to treat for one more to benefit (NNTB) or be harmed (NNTH); None is ∞."""

    value: int | None
    kind: Kind


@dataclass(frozen=True, slots=True)
class NumberNeeded:
    """Number needed to treat, with its 95 % interval.

    `value` and `kind` are None together, where the risk difference is undefined, or zero and the number
    infinite; `reason` says which. `ci` runs from the limit on the estimate's own side to the other one.
    With `spans_infinity` the second is of the other kind and the interval reads "NNTB 4 to ∞ to NNTH
    50"; without, "2 to 10". For a difference of zero it begins with NNTB.
    """

    value: int | None
    kind: Kind | None
    ci: tuple[Needed, Needed] | None
    spans_infinity: bool
    reason: str | None = None


def _needed(difference: float, benefit: int, at_zero: Kind) -> Needed:
    kind: Kind = at_zero if difference == 0 else "NNTB" if difference * benefit > 0 else "NNTH"
    number = 1 / abs(difference) if difference else math.inf
    if number == math.inf:
        return Needed(None, kind)
    # Rounded up, except that a billionth above a whole number is that number, for 1/0.1 has to give 10
    # even where the 0.1 came out of a subtraction of floats. A true 1/RD is n1·n2/k with k whole: not
    # whole, it stands off by at least 1/(n1·n2) of itself, so for arms up to 30,000 this changes nothing.
    nearest = round(number)
    return Needed(nearest if abs(number - nearest) <= 1e-9 * nearest else math.ceil(number), kind)


def number_needed_to_treat(risk_difference: Estimate, event_is: Literal["good", "bad"]) -> NumberNeeded:
    """People to treat for one more (or one fewer) to have the event, from one trial's risk difference.

    Whole people, rounded up, the limits of the interval too. The risk difference is experimental minus
    comparator: where the event is good a positive one is a benefit (NNTB), where it is bad a harm
    (NNTH). The inverted interval passes through infinity where it spans zero (Altman 1998, BMJ
    317:1309). None, with the reason, where the difference is undefined or zero. Never to be made from
    totals summed over trials. ValueError for another measure.
    """
    if risk_difference.measure != "risk_difference" or event_is not in ("good", "bad"):
        raise ValueError(f'expected a risk difference and "good" or "bad", not {risk_difference.measure}, {event_is}')
    benefit = 1 if event_is == "good" else -1
    rd, low, high = risk_difference.estimate, risk_difference.ci_low, risk_difference.ci_high
    if rd is None:
        return NumberNeeded(None, None, None, False, risk_difference.reason)
    point = _needed(rd, benefit, "NNTB")
    ci, spans = None, False
    if low is not None and high is not None:
        own, other = (high, low) if (rd or benefit) > 0 else (low, high)
        ci, spans = (_needed(own, benefit, point.kind), _needed(other, benefit, point.kind)), low < 0 < high
    if point.value is None:
        reason = "the risk difference is zero, so the number needed to treat is infinite"
        return NumberNeeded(None, None, ci, spans, reason)
    return NumberNeeded(point.value, point.kind, ci, spans)


@dataclass(frozen=True, slots=True)
class AbsoluteEffect:
    """What a ratio means at an assumed control risk.

    `risk_difference` is a fraction of 1 and can go to `number_needed_to_treat`; where it is None its
    `reason` says why. `per_1000` and its interval are whole people, half away from zero: negative is
    fewer, positive is more.
    """

    control_risk: float
    risk_difference: Estimate
    per_1000: int | None
    per_1000_ci: tuple[int, int] | None


_BASES, _SMALL_RISK, _FIVE = (1_000, 10_000, 100_000), 0.01, 5


def people_base(control_risk: float, difference: float) -> int:
    """Among how many people an absolute effect is told; both risks are shares of 1.

    1,000, or, where the control risk is below 1 %, the fewest in which the difference is five people.
    """
    if control_risk >= _SMALL_RISK:
        return _BASES[0]
    return next((n for n in _BASES if abs(difference) * n >= _FIVE), _BASES[-1])


def round_half_away(value: float) -> int:
    """The nearest whole number; a half goes away from zero, whatever the last bits of a float say."""
    return int(math.copysign(math.floor(abs(value) + 0.5 + 1e-9), value))


def _per_1000(difference: float) -> int:
    return round_half_away(difference * 1000)


def absolute_per_1000(ratio: Estimate, control_risk: float) -> AbsoluteEffect:
    """Events more or fewer per 1000 people that a risk ratio or odds ratio means at a control risk.

    The ratio stands on its natural scale, the control risk is a fraction of 1. From a risk ratio the
    difference is p·(RR − 1), from an odds ratio OR·p / (1 − p + OR·p) − p (Cochrane Handbook, chapter
    15); the interval comes from the ratio's limits and takes the control risk as certain. None, with
    the reason, where the ratio is undefined or gives a risk above 1. ValueError for other measures and
    for risks outside 0 to 1.
    """
    if ratio.measure not in ("risk_ratio", "odds_ratio"):
        raise ValueError(f"expected a risk ratio or an odds ratio, not {ratio.measure}")
    if not 0 <= control_risk <= 1:
        raise ValueError(f"a control risk lies between 0 and 1, not {control_risk}")
    factor = control_risk * (1 - control_risk) if ratio.measure == "odds_ratio" else control_risk

    def difference(value: float | None) -> float | None:
        if value is None or (ratio.measure == "risk_ratio" and control_risk * value > 1):
            return None
        # With the odds ratio, the formula above brought over one denominator.
        odds = 1 - control_risk + value * control_risk if ratio.measure == "odds_ratio" else 1
        return factor * (value - 1) / odds if factor else 0.0

    estimate, low, high = (difference(value) for value in (ratio.estimate, ratio.ci_low, ratio.ci_high))
    reason = ratio.reason
    if estimate is None and ratio.estimate is not None:
        reason = "at this control risk the risk ratio gives a risk above 1"
    elif high is None and ratio.ci_high is not None:
        reason = "at this control risk the upper limit of the risk ratio gives a risk above 1"
    if estimate is None or low is None or high is None:
        rd = Estimate("risk_difference", estimate, None, None, rule=ratio.rule, reason=reason)
        return AbsoluteEffect(control_risk, rd, None if estimate is None else _per_1000(estimate), None)
    rd = Estimate("risk_difference", estimate, low, high, rule=ratio.rule, reason=reason)
    return AbsoluteEffect(control_risk, rd, _per_1000(estimate), (_per_1000(low), _per_1000(high)))
