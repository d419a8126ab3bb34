"""Between-study variance and what is derived from it; all on the scale of the effects (log for ratios)."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from .tails import chi2_above

Method = Literal["DL", "PM", "REML"]
OUT_OF_RANGE = "the figures are beyond the range of floating-point numbers"
_STEPS = 400


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
    return math.fsum(w * y for w, y in zip(weights, yi, strict=True)) / total, total


def generalised_q(yi: Sequence[float], vi: Sequence[float], tau2: float = 0.0) -> float:
    """Cochran's Q with weights 1/(vi + τ²); with τ² of 0 the ordinary one (Cochran 1954)."""
    mean, _ = weighted_mean(yi, vi, tau2)
    return math.fsum((y - mean) ** 2 / (v + tau2) for y, v in zip(yi, vi, strict=True))


def tau_squared(yi: Sequence[float], vi: Sequence[float], method: Method) -> float:
    """The between-study variance of at least two effects, by one estimator; never negative.

    DL: DerSimonian & Laird 1986, equation 8. PM: Paule & Mandel 1982, the root of the generalised Q at k − 1.
    REML: the restricted likelihood's maximum, by Fisher scoring (Viechtbauer 2005, equation 17).
    """
    match method:
        case "DL":
            return _dersimonian_laird(yi, vi)
        case "PM":
            return _where_q_is(yi, vi, len(yi) - 1)
        case "REML":
            return _restricted_likelihood(yi, vi)


def typical_variance(vi: Sequence[float]) -> float:
    """The sampling variance that stands for all, at least two: (k − 1)Σw / ((Σw)² − Σw²) (Higgins & Thompson 2002)."""
    weights = [1 / v for v in vi]
    total = math.fsum(weights)
    # (Σw)² − Σw² as a sum of products, which loses no digits where one weight outweighs all others
    return (len(vi) - 1) * total / math.fsum(w * (total - w) for w in weights)


def i_squared(tau2: float, vi: Sequence[float]) -> float:
    """I² as derived from τ²: 100 τ²/(τ² + s²), 0 to 100, s² the typical sampling variance (Higgins & Thompson 2002)."""
    return 100 * tau2 / (tau2 + typical_variance(vi))


def tau2_interval(yi: Sequence[float], vi: Sequence[float]) -> Tau2Interval:
    """The Q-profile interval of τ² (Viechtbauer 2007): where the generalised Q is the 2.5 % and 97.5 % point of χ².

    None, with the reason, for one effect; 0 to 0, with the reason, where even τ² = 0 makes Q too small.
    """
    if len(yi) < 2:
        return Tau2Interval(None, None, "one study says nothing of the variance between studies")
    df = len(yi) - 1
    upper, lower = chi2_above(0.025, df), chi2_above(0.975, df)
    try:
        if generalised_q(yi, vi) < lower:
            return Tau2Interval(0.0, 0.0, "the results are more alike than chance would make them")
        low, high = _where_q_is(yi, vi, upper), _where_q_is(yi, vi, lower)
    except (OverflowError, ZeroDivisionError, ValueError):
        return Tau2Interval(None, None, OUT_OF_RANGE)
    return Tau2Interval(low, high) if math.isfinite(high) else Tau2Interval(None, None, OUT_OF_RANGE)


def _dersimonian_laird(yi: Sequence[float], vi: Sequence[float]) -> float:
    df = len(yi) - 1
    return max(0.0, (generalised_q(yi, vi) - df) * typical_variance(vi) / df)


def _where_q_is(yi: Sequence[float], vi: Sequence[float], wanted: float) -> float:
    """The τ² at which the generalised Q, which falls with τ², is as wanted; 0 where it is below that already."""
    return _root(lambda tau2: generalised_q(yi, vi, tau2) - wanted, max(vi))


def _root(falling: Callable[[float], float], scale: float) -> float:
    """Where a function that ends below zero crosses it, by halving; 0 where it begins there."""
    if falling(0.0) <= 0:
        return 0.0
    low, high = 0.0, scale
    while falling(high) > 0:
        low, high = high, 2 * high
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if not low < middle < high:
            break
        if falling(middle) > 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _restricted_likelihood(yi: Sequence[float], vi: Sequence[float]) -> float:
    tau2 = _dersimonian_laird(yi, vi)
    for _ in range(_STEPS):
        score, information = _score(yi, vi, tau2)
        step = score / information
        while tau2 + step < 0:
            step /= 2
            if abs(step) <= 1e-14 * tau2 or tau2 == 0:
                step = -tau2
                break
        tau2 += step
        if abs(step) <= 1e-13 * (tau2 + 1e-3 * min(vi)):
            return tau2
    return _root(lambda t: _score(yi, vi, t)[0], max(vi))


def _score(yi: Sequence[float], vi: Sequence[float], tau2: float) -> tuple[float, float]:
    """Twice the slope of the restricted log-likelihood at τ², and twice its Fisher information."""
    mean, total = weighted_mean(yi, vi, tau2)
    weights = [1 / (v + tau2) for v in vi]
    squares = math.fsum(w * w for w in weights)
    cubes = math.fsum(w**3 for w in weights)
    # tr P = Σw − Σw²/Σw and tr PP as sums of products, for the reason given in `typical_variance`
    trace = math.fsum(w * (total - w) for w in weights) / total
    residual = math.fsum((w * (y - mean)) ** 2 for w, y in zip(weights, yi, strict=True))
    return residual - trace, squares - 2 * cubes / total + (squares / total) ** 2
