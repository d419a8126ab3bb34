"""Between-study variance and what is derived from it; all on the scale of the effects (log for ratios)."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from operator import mul
from typing import Literal, TypeAlias

from .tails import chi2_above

Method = Literal["DL", "PM", "REML"]
OUT_OF_RANGE = "the figures are beyond the range of floating-point numbers"
MORE_ALIKE = "the results are more alike than chance would make them"
Curve: TypeAlias = Callable[[float], float]
"""A function of τ²."""
_STEPS = 400
_NATS = 0.6
"""How far apart, in ln(τ² + the smallest variance), the score is looked at: it changes over 1 and more."""


@dataclass(frozen=True, slots=True)
class Tau2Interval:
    """The 95 % interval of the between-study variance by the Q-profile; None with the reason where there is none."""

    low: float | None
    high: float | None
    reason: str | None = None


def weighted_mean(yi: Sequence[float], vi: Sequence[float], tau2: float = 0.0) -> tuple[float, float]:
    """The mean of effects weighted by 1/(vi + τ²), and the sum of these weights."""
    weights = [1 / (v + tau2) for v in vi]
    total = math.fsum(weights)
    return math.fsum(map(mul, weights, yi)) / total, total


def generalised_q(yi: Sequence[float], vi: Sequence[float], tau2: float = 0.0) -> float:
    """Cochran's Q with weights 1/(vi + τ²); with τ² of 0 the ordinary one (Cochran 1954)."""
    return _q(centred(yi, vi), vi, tau2)


def tau_squared(yi: Sequence[float], vi: Sequence[float], method: Method) -> float:
    """The between-study variance of at least two effects, by one estimator; never negative.

    DL: DerSimonian & Laird 1986, from Q. PM: Paule & Mandel 1982, the root of the generalised Q at k − 1.
    REML: where the restricted likelihood (Viechtbauer 2005) is highest of all, see `reml_maxima`.
    """
    match method:
        case "DL":
            return _dersimonian_laird(yi, vi)
        case "PM":
            return _where_q_is(yi, vi, len(yi) - 1)
        case "REML":
            return reml_maxima(yi, vi)[0]


def reml_maxima(yi: Sequence[float], vi: Sequence[float]) -> tuple[float, ...]:
    """Every τ² at which the restricted likelihood has a maximum, the highest first; of equal ones the smaller first.

    Not below zero; 0 is one where the likelihood falls from there. ValueError for fewer than two effects;
    OverflowError, ValueError or ZeroDivisionError for figures out of range. Likelihood and slope: Viechtbauer 2005.
    """
    if len(yi) < 2:
        raise ValueError(f"the variance between studies needs two of them, not {len(yi)}")
    di, least = centred(yi, vi), min(vi)
    return maxima(
        lambda tau2: restricted_slope(di, vi, least, tau2),
        lambda tau2: restricted_likelihood(di, vi, tau2),
        least,
        no_maximum_above(spread_about_mean(di) / (len(di) - 1), max(vi)),
    )


def maxima(slope: Curve, height: Curve, least: float, most: float) -> tuple[float, ...]:
    """Every τ² from 0 to `most` at which a curve has a maximum, the highest first; of equal ones the smaller first.

    `slope` is defined from minus `least` on and must not be above zero at `most`; between the places looked at in it
    changes its sign once at the most (see `_looked_at`). OverflowError for figures out of range.
    """
    points = _looked_at(slope, least, most)
    found = [0.0] if points[0][1] <= 0 else []
    for (low, at_low), (high, at_high) in pairwise(points):
        if at_low > 0 >= at_high:
            found.append(_crossing(slope, low, high, at_low, at_high, least))
    if not found:  # it falls in the end, unless figures have lost all their digits
        raise OverflowError(OUT_OF_RANGE)
    if len(found) == 1:
        return (found[0],)
    return tuple(sorted(found, key=lambda tau2: (-height(tau2), tau2)))


def typical_variance(vi: Sequence[float]) -> float:
    """The sampling variance that stands for all, at least two: (k − 1)Σw / ((Σw)² − Σw²) (Higgins & Thompson 2002)."""
    least = min(vi)
    weights = [least / v for v in vi]
    return (len(vi) - 1) * least * math.fsum(weights) / (2 * _pairs(weights))


def i_squared(tau2: float, vi: Sequence[float]) -> float:
    """I² as derived from τ²: 100 τ²/(τ² + s²), 0 to 100, s² the typical sampling variance (Higgins & Thompson 2002)."""
    return 100 * tau2 / (tau2 + typical_variance(vi))


def tau2_interval(yi: Sequence[float], vi: Sequence[float]) -> Tau2Interval:
    """The Q-profile interval of τ² (Viechtbauer 2007): where the generalised Q is the 2.5 % and 97.5 % point of χ².

    None, with the reason, for one effect, and where even τ² = 0 makes Q too small, so that the interval is empty.
    """
    if len(yi) < 2:
        return Tau2Interval(None, None, "one study says nothing of the variance between studies")
    df = len(yi) - 1
    upper, lower = chi2_above(0.025, df), chi2_above(0.975, df)
    try:
        if generalised_q(yi, vi) < lower:
            return Tau2Interval(None, None, MORE_ALIKE)
        low, high = _where_q_is(yi, vi, upper), _where_q_is(yi, vi, lower)
    except (OverflowError, ZeroDivisionError, ValueError):
        return Tau2Interval(None, None, OUT_OF_RANGE)
    return Tau2Interval(low, high) if math.isfinite(high) else Tau2Interval(None, None, OUT_OF_RANGE)


def centred(yi: Sequence[float], vi: Sequence[float]) -> list[float]:
    """The effects as differences from the most precise one, which alone may lie so near the mean that digits go."""
    origin = yi[min(range(len(vi)), key=vi.__getitem__)]
    return [y - origin for y in yi]


def _q(di: Sequence[float], vi: Sequence[float], tau2: float) -> float:
    mean, _ = weighted_mean(di, vi, tau2)
    return math.fsum((d - mean) ** 2 / (v + tau2) for d, v in zip(di, vi, strict=True))


def _pairs(weights: Sequence[float]) -> float:
    """The sum of the products of all pairs, ((Σw)² − Σw²)/2, from positive terms only, so that no digits are lost."""
    return math.fsum(map(mul, weights[1:], accumulate(weights)))


def _dersimonian_laird(yi: Sequence[float], vi: Sequence[float]) -> float:
    df = len(yi) - 1
    return max(0.0, (generalised_q(yi, vi) - df) * typical_variance(vi) / df)


def _where_q_is(yi: Sequence[float], vi: Sequence[float], wanted: float) -> float:
    """The τ² at which the generalised Q is as wanted; 0 where it is below that already."""
    di = centred(yi, vi)
    return where_zero(lambda tau2: _q(di, vi, tau2) - wanted, min(vi))


def where_zero(excess: Curve, least: float) -> float:
    """The τ² at which what falls with τ² is zero; 0 where it is not above zero there. `least` is the first step."""
    low, at_low = 0.0, excess(0.0)
    if at_low <= 0:
        return 0.0
    high = least
    while (at_high := excess(high)) > 0:
        low, at_low, high = high, at_high, 4 * high
    return _crossing(excess, low, high, at_low, at_high, 0.0)


def _crossing(falling: Curve, low: float, high: float, at_low: float, at_high: float, scale: float) -> float:
    """Where a function crosses zero between a place where it is above and one where it is not.

    By inverse quadratic interpolation where that is sure to close in, and else by halving (Chandrupatla 1997), to the
    last digits of τ² + `scale`/1000.
    """
    a, at_a, b, at_b = low, at_low, high, at_high
    share = 0.5
    for _ in range(_STEPS):
        x = a + share * (b - a)
        at_x = falling(x)
        if math.isnan(at_x):
            raise OverflowError(OUT_OF_RANGE)
        if (at_x > 0) == (at_a > 0):
            c, at_c = a, at_a
        else:
            c, at_c, b, at_b = b, at_b, a, at_a
        a, at_a = x, at_x
        best = a if abs(at_a) < abs(at_b) else b
        least_share = 1e-15 * (best + 1e-3 * scale) / abs(b - a)
        if at_a == 0 or least_share > 0.5:
            return best
        xi, phi = (a - b) / (c - b), (at_a - at_b) / (at_c - at_b)
        share = 0.5
        if phi**2 < xi and (1 - phi) ** 2 < 1 - xi:
            share = at_a / (at_b - at_a) * at_c / (at_b - at_c)
            share += (c - a) / (b - a) * at_a / (at_c - at_a) * at_b / (at_c - at_b)
        share = min(1 - least_share, max(least_share, share))
    return best


def spread_about_mean(di: Sequence[float]) -> float:
    """The sum of squares about the mean, unweighted."""
    mean = math.fsum(di) / len(di)
    return math.fsum((d - mean) ** 2 for d in di)


def no_maximum_above(s2: float, greatest: float) -> float:
    """A τ² above which the restricted likelihood falls everywhere, with moderators and groups as without.

    `s2` is the sum of squares S about the unweighted fit, over its degrees of freedom. The slope's first part is at
    most S/(τ² + least v)², and its second at least df/(τ² + greatest v); so it is negative where (τ²)² > s²(τ² +
    greatest v).
    """
    return (1 + 1e-6) * (s2 + math.sqrt(s2) * math.sqrt(s2 + 4 * greatest)) / 2


def _looked_at(slope: Curve, least: float, most: float) -> list[tuple[float, float]]:
    """Values of τ², rising from 0 to `most`, and the slope there: so close that every change of its sign shows.

    Where three in a row turn round before zero, the turn itself is looked at too: it may lie beyond zero. For that
    one value below τ² = 0 is needed; the slope is defined down to minus the least variance.
    """
    span = math.log1p(most / least)
    if not math.isfinite(span):
        raise OverflowError(OUT_OF_RANGE)
    steps = math.ceil(span / _NATS)
    step = span / steps if steps else 0.0
    places = [j * step for j in range(-1, steps + 1)] if steps else [0.0]
    found = [(u, slope(least * math.expm1(u))) for u in places]
    turns = []
    for (_, before), (u, here), (_, after) in zip(found, found[1:], found[2:], strict=False):
        bend = before - 2 * here + after
        if (before > 0) == (here > 0) == (after > 0) and bend * here > 0:
            turn = u + step * (before - after) / (2 * bend)
            if abs(turn - u) <= step and turn > 0:
                turns.append((turn, slope(least * math.expm1(turn))))
    points = [(least * math.expm1(u), at) for u, at in sorted(found + turns) if u >= 0]
    if any(math.isnan(at) for _, at in points):
        raise OverflowError(OUT_OF_RANGE)
    return points


def restricted_slope(di: Sequence[float], vi: Sequence[float], least: float, tau2: float) -> float:
    """Twice the slope of the restricted log-likelihood by ln(τ² + least v): (τ² + least v)(y′PPy − tr P)."""
    unit = tau2 + least
    weights = [unit / (v + tau2) for v in vi]
    total = math.fsum(weights)
    mean = math.fsum(map(mul, weights, di)) / total
    parts = [w * (d - mean) for w, d in zip(weights, di, strict=True)]
    return math.fsum(map(mul, parts, parts)) / unit - 2 * _pairs(weights) / total


def restricted_likelihood(di: Sequence[float], vi: Sequence[float], tau2: float) -> float:
    """The restricted log-likelihood at τ², without its constant."""
    total = math.fsum(1 / (v + tau2) for v in vi)
    return -(math.fsum(math.log(v + tau2) for v in vi) + math.log(total) + _q(di, vi, tau2)) / 2
