"""A 95 % interval, its estimate and its P value: each from the others, and the symmetry of ratios."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Literal, NamedTuple

from .effects import Z95
from .printed import printed
from .pvalues import PValue
from .quantiles import normal_of_share, t_of_p
from .ranges import Range, as_printed
from .student import t_tail


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95 % interval on the scale of its estimate; None with the reason where it is undefined."""

    ci_low: float | None
    ci_high: float | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class PRange:
    """The P values that numbers printed with few digits leave open; None with the reason if undefined."""

    low: float | None
    high: float | None
    reason: str | None = None


class Symmetry(NamedTuple):
    """Whether a ratio lies midway between its limits on the log scale, as far as printed digits can tell.

    `ratio_low` is estimate / ci_low and `ratio_high` is ci_high / estimate, from the digits as printed.
    `centre_low` and `centre_high` bound √(ci_low·ci_high), where the estimate should lie, over all values
    that print as the two limits; the status takes the estimate's own rounding into account too.
    """

    status: Literal["symmetric", "asymmetric", "not-testable"]
    ratio_low: float | None
    ratio_high: float | None
    centre_low: float | None
    centre_high: float | None
    reason: str | None = None


def _check(estimate: float, *limits: float, ratio: bool) -> None:
    values = (estimate, *limits)
    if not all(math.isfinite(value) for value in values):
        raise ValueError("the estimate and its limits must be finite numbers")
    if ratio and min(values) <= 0:
        raise ValueError("a ratio and its limits lie above zero")
    if limits and limits[0] > limits[-1]:
        raise ValueError(f"the lower limit {limits[0]} lies above the upper limit {limits[-1]}")


def _two_sided(z: float) -> float:
    return math.erfc(abs(z) / math.sqrt(2))


def p_from_interval(estimate: float, ci_low: float, ci_high: float, *, ratio: bool) -> PValue:
    """Two-sided P value that belongs to an estimate and its 95 % interval.

    z = estimate / SE with SE = (ci_high − ci_low) / (2·1.96), on the log scale for a ratio (Altman & Bland
    2011, BMJ 343:d2304), but P from the normal distribution itself, to which their exp(−0.717z −
    0.416z²) is an approximation. None, with the reason, for an interval without width and for an
    estimate outside its interval. ValueError for limits in the wrong order, and ratios not above zero.
    """
    _check(estimate, ci_low, ci_high, ratio=ratio)
    if not ci_low <= estimate <= ci_high:
        return PValue(None, "the estimate lies outside its interval")
    if ratio:
        estimate, ci_low, ci_high = math.log(estimate), math.log(ci_low), math.log(ci_high)
    se = (ci_high / 2 - ci_low / 2) / Z95
    if se == 0:
        return PValue(None, "the interval has no width")
    return PValue(_two_sided(estimate / se))


def _rounding_bounds(value: Decimal) -> tuple[Fraction, Fraction]:
    v, decimals = printed(value)
    return Fraction(2 * v - 1, 2 * 10**decimals), Fraction(2 * v + 1, 2 * 10**decimals)


def _scaled_bounds(value: Decimal, ratio: bool) -> tuple[float, float]:
    low, high = (float(bound) for bound in _rounding_bounds(value))
    if not ratio:
        return low, high
    return (math.log(low) if low > 0 else -math.inf), math.log(high)


def p_range_from_interval(
    estimate: Decimal, ci_low: Decimal, ci_high: Decimal, *, ratio: bool, quantile: float = Z95, df: float | None = None
) -> PRange:
    """The P values that an estimate and interval leave open, over all values that print as they do.

    As `p_from_interval`, each number free within half a unit of its last digit; the range goes to
    `p_matches_range`. `quantile` is that of the interval's level, normal or Student's t; with `df` the tail of P is
    that of t. A ratio's limit printed as zero leaves P open up to 1. None, with the reason, for an estimate outside
    its interval. ValueError for limits in the wrong order, and negative ratios.
    """
    _check(float(estimate), float(ci_low), float(ci_high), ratio=False)
    if ratio and min(estimate, ci_low) < 0:
        raise ValueError("a ratio and its limits lie above zero")
    if not ci_low <= estimate <= ci_high:
        return PRange(None, None, "the estimate lies outside its interval")
    tail = _two_sided if df is None else partial(t_tail, df=df)
    e, low, high = (_scaled_bounds(value, ratio) for value in (estimate, ci_low, ci_high))
    nearest = 0.0 if e[0] <= 0 <= e[1] else min(abs(e[0]), abs(e[1]))
    farthest = max(abs(e[0]), abs(e[1]))
    widest, narrowest = (high[1] - low[0]) / (2 * quantile), (high[0] - low[1]) / (2 * quantile)
    p_low = tail(farthest / narrowest) if narrowest > 0 and math.isfinite(farthest / narrowest) else 0.0
    return PRange(p_low, tail(nearest / widest) if widest > 0 else 1.0)


def central_position(estimate: Decimal, ci_low: Decimal, ci_high: Decimal, *, ratio: bool) -> Range | None:
    """Where an estimate lies between its limits, 0 at the lower and 1 at the upper, over all values that print so.

    On the log scale for a ratio. None where a limit or the estimate may be zero there, or the interval has no width.
    """
    e, low, high = (as_printed(value) for value in (estimate, ci_low, ci_high))
    if ratio:
        e, low, high = e.log(), low.log(), high.log()
        if not all(math.isfinite(x.middle) for x in (e, low, high)):
            return None
    if high.middle <= low.middle:
        return None
    ends = [
        (x - a) / (b - a) for x in (e.low, e.high) for a in (low.low, low.high) for b in (high.low, high.high) if b > a
    ]
    if not ends or not all(math.isfinite(end) for end in ends):
        return Range(0.0, 0.5, 1.0)
    return Range(min(ends), (e.middle - low.middle) / (high.middle - low.middle), max(ends))


def normal_quantile(level: float) -> float:
    """The z between whose two signs `level` per cent of the standard normal distribution lie; level 0 to 100."""
    return Z95 if level == 95 else normal_of_share(0.5 + level / 200)


def t_quantile_of_level(level: float, df: float) -> float:
    """The t between whose two signs `level` per cent of Student's distribution on `df` degrees of freedom lie."""
    return t_of_p(1 - level / 100, df)


def p_range_of_methods(
    estimate: Decimal,
    ci_low: Decimal,
    ci_high: Decimal,
    *,
    ratio: bool,
    level: float = 95,
    dfs: Sequence[float] = (),
    share: float = 0.0,
    shift: float = 0.0,
) -> PRange:
    """The P values that correct methods may print beside an estimate and its interval of a level (95 for 95 %).

    The interval and P may each come from the normal distribution or from Student's t with any of `dfs`. Between two
    methods (Wald's interval beside Fisher's test) z may lie apart by a `share` of itself and a `shift`. Undefined as
    in `p_range_from_interval`.
    """
    z = normal_quantile(level)
    ways: list[tuple[float, float | None]] = [(z, None)]
    for df in dfs:
        t = t_quantile_of_level(level, df)
        ways += [(t, None), (z, df), (t, df)]
    found = [
        p_range_from_interval(estimate, ci_low, ci_high, ratio=ratio, quantile=quantile, df=tail)
        for quantile, tail in ways
    ]
    lows, highs = [r.low for r in found if r.low is not None], [r.high for r in found if r.high is not None]
    if not lows or not highs:
        return found[0]
    return PRange(_moved(min(lows), share, shift), _moved(max(highs), -share, -shift))


def _moved(p: float, share: float, shift: float) -> float:
    """The P value whose z is moved by a share of itself and by a shift."""
    if p <= 0 or not (share or shift):
        return p
    z = normal_of_share(1 - p / 2) if p > 1e-15 else 8.0
    return _two_sided(max(0.0, z * (1 + share) + shift))


def interval_from_p(estimate: float, p_value: float, *, ratio: bool) -> Interval:
    """95 % interval that belongs to an estimate and its two-sided P value, on the estimate's scale.

    z = −0.862 + √(0.743 − 2.404·ln P), SE = |estimate| / z, on the log scale for a ratio (Altman & Bland
    2011, BMJ 343:d2090): an approximation, of which P comes back within 0.0005 up to P = 0.1, and within
    0.014 beyond. None, with the reason, where P is 0 or so near 1 that z is not above zero, and
    where the estimate is one of no difference. ValueError for P outside 0 to 1, and ratios not above zero.
    """
    _check(estimate, ratio=ratio)
    if not 0 <= p_value <= 1:
        raise ValueError(f"a P value lies between 0 and 1, not {p_value}")
    if p_value == 0:
        return Interval(None, None, "a P value of exactly zero gives no interval")
    centre = math.log(estimate) if ratio else estimate
    if centre == 0:
        return Interval(None, None, "an estimate of no difference has no interval that its P value could give")
    z = -0.862 + math.sqrt(0.743 - 2.404 * math.log(p_value))
    if z <= 0:
        return Interval(None, None, "a P value of 1 gives no interval")
    half = Z95 * abs(centre) / z
    try:
        low, high = centre - half, centre + half
        if ratio:
            low, high = math.exp(low), math.exp(high)
    except OverflowError:
        low = high = math.inf
    if not (math.isfinite(low) and math.isfinite(high)):
        return Interval(None, None, "the interval is too wide for a floating-point number")
    return Interval(low, high)


def ratio_interval_symmetry(estimate: Decimal, ci_low: Decimal, ci_high: Decimal) -> Symmetry:
    """Whether estimate / ci_low equals ci_high / estimate, within the rounding of the printed digits.

    Ratios on their natural scale, as printed: each may lie half a unit of its last digit either way.
    Intervals made as estimate ± z·SE on the log scale are symmetric there (Altman & Bland 2011, BMJ
    343:d2304); exact and profile-likelihood intervals need not be. Compared in exact fractions. Not
    testable, with the reason, where the estimate or a limit is printed as zero. ValueError for negative
    numbers and limits in the wrong order.
    """
    _check(float(estimate), float(ci_low), float(ci_high), ratio=False)
    if min(estimate, ci_low) < 0:
        raise ValueError("a ratio and its limits lie above zero")
    if min(estimate, ci_low, ci_high) == 0:
        reason = "a ratio or limit printed as zero has no logarithm"
        return Symmetry("not-testable", None, None, None, None, reason)
    e, low, high = (_rounding_bounds(value) for value in (estimate, ci_low, ci_high))
    # No product is negative, for a number printed as above zero begins half a unit above zero or higher.
    product_low, product_high = low[0] * high[0], low[1] * high[1]
    symmetric = e[0] ** 2 <= product_high and e[1] ** 2 >= product_low
    return Symmetry(
        "symmetric" if symmetric else "asymmetric",
        float(estimate) / float(ci_low),
        float(ci_high) / float(estimate),
        math.sqrt(product_low),
        math.sqrt(product_high),
    )
