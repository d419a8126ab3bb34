"""Maximum likelihood of generalised linear models with a normal effect of each study; import it where scipy is known.

The likelihood of a study is an integral over its random effect u, standard normal: ∫ exp(Σ yη − b(η)) φ(u) du over its
arms, with η = offset + α + βx + τzu and b the cumulant function of the family. It is taken by adaptive Gauss–Hermite
quadrature (Liu & Pierce 1994), which is what lme4 takes.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.float64]
Cumulants: TypeAlias = Callable[[Array, int], Sequence[Array]]
"""b and its derivatives up to an order at values of η by study, arm and point."""
_STARTS = (0.2, 1.0, 3.0)
_CLIMBS, _HALVINGS, _NEAR = 60, 30, 1e-16
_LONGEST, _WIDEST = 1.0, 10.0
_NO_END = "the search for the highest likelihood came to no end"
_SHARE = 0.003
"""How far apart slopes are taken for a curvature, as a share of a standard error or less."""
_WIDE, WIDELY = 1.5, 0
"""The τ above which points are taken widely: of few events the integrand has a long side that Gauss's points miss."""


class NoMaximum(Exception):
    """The likelihood has no maximum that can be told; its text says why."""


@dataclass(frozen=True, slots=True)
class Likelihood:
    """What the studies saw: `y` and `offset` by study and arm, `x` and `z` by arm.

    With `levels` each study has an α of its own to estimate, else α is 0. `points` is how many the quadrature has, or
    `WIDELY`.
    """

    y: Array
    offset: Array
    x: Array
    z: Array
    cumulants: Cumulants
    levels: bool
    points: int


@dataclass(frozen=True, slots=True)
class Fit:
    """Where the likelihood is highest: effect, its standard error and τ²; and its logarithm where τ² must be 0.

    The standard error is from the joint observed information of everything that is estimated.
    """

    effect: float
    se: float
    tau2: float
    common: float


@dataclass(frozen=True, slots=True)
class _Place:
    level: Array
    effect: float
    tau: float


def fit(model: Likelihood, level: Array) -> Fit:
    """The highest maximum that is reached from τ = 0 and from several τ above it, with levels to start from.

    Raises `NoMaximum`.
    """
    with np.errstate(all="ignore"):  # a step too far is seen by its value, and shortened
        return _fit(model, level)


def highest_of_each(model: Likelihood, level: Array) -> float:
    """The greatest log-likelihood with an effect for each study alone, near the levels; raises `NoMaximum`."""
    own = replace(model, x=np.zeros_like(model.x), levels=True, points=1)
    with np.errstate(all="ignore"):
        return _climb(own, _Place(level, 0.0, 0.0), free=False)[1]


def _fit(model: Likelihood, level: Array) -> Fit:
    common, at_zero = _climb(replace(model, points=1), _Place(level, 0.0, 0.0), free=False)
    best, value = common, at_zero
    information = _information(model, common, _SHARE)
    is_maximum = information[1, 1] >= -1e-9 * (1 + information[0, 0])
    for tau in _STARTS:
        place, found = _climb(model, replace(common, tau=tau), free=True)
        if not is_maximum or found > value + 1e-9 * (1 + abs(value)):
            best, value, is_maximum = place, found, True
    if not model.levels and abs(best.tau) > _WIDE:
        model = replace(model, points=WIDELY)
        best, value = _climb(model, best, free=True)
    if abs(best.tau) > _WIDEST:
        raise NoMaximum("the variance between studies has no bound")
    return Fit(best.effect, _standard_error(model, best), best.tau**2, at_zero)


def _standard_error(model: Likelihood, place: _Place) -> float:
    """From curvatures over two distances, taken to distance 0 (Richardson)."""
    information = (4 * _information(model, place, _SHARE) - _information(model, place, 2 * _SHARE)) / 3
    if place.tau == 0:
        information = information[:1, :1]
    if not np.all(np.linalg.eigvalsh(information) > 0):
        raise NoMaximum("the likelihood is flat where it is highest")
    return math.sqrt(np.linalg.inv(information)[0, 0])


def _information(model: Likelihood, place: _Place, share: float) -> Array:
    return -_reduced(model, *_slopes_and_curvatures(model, place, share))[1]


def _climb(model: Likelihood, place: _Place, free: bool) -> tuple[_Place, float]:
    """A maximum by Newton's method, each step turned uphill and shortened until the likelihood rises; τ if `free`."""
    value = _value(model, place)
    for _ in range(_CLIMBS):
        slopes, curvatures = _slopes_and_curvatures(model, place, _SHARE)
        if not (np.isfinite(slopes).all() and np.isfinite(curvatures).all()):
            break
        step, level_step = _step(model, slopes, curvatures, free)
        rise = float(step @ slopes[:, 1:].sum(axis=0) + level_step @ slopes[:, 0])
        if abs(rise) < _NEAR or abs(place.tau) > _WIDEST:
            return place, value
        share = _LONGEST / max(_LONGEST, float(abs(step).max()))
        for _ in range(_HALVINGS):
            level = place.level + share * level_step
            further = _Place(level, place.effect + share * float(step[0]), place.tau + share * float(step[1]))
            there = _value(model, further)
            if there >= value - 1e-13 * (1 + abs(value)):
                break
            share /= 2
        else:
            raise NoMaximum(_NO_END)
        place, value = further, there
    raise NoMaximum(_NO_END)


def _step(model: Likelihood, slopes: Array, curvatures: Array, free: bool) -> tuple[Array, Array]:
    slope, curvature = _reduced(model, slopes, curvatures)
    if not free:
        slope, curvature = slope[:1], curvature[:1, :1]
    bends, axes = np.linalg.eigh(curvature)
    step = np.zeros(2)
    step[: len(slope)] = axes @ ((axes.T @ slope) / np.maximum(abs(bends), 1e-12))
    if not model.levels:
        return step, np.zeros(len(slopes))
    return step, (slopes[:, 0] + curvatures[:, 0, 1:] @ step) / abs(curvatures[:, 0, 0])


def _reduced(model: Likelihood, slopes: Array, curvatures: Array) -> tuple[Array, Array]:
    """Slope and curvature in effect and τ, where each study's level follows at its best."""
    slope, curvature = slopes[:, 1:].sum(axis=0), curvatures[:, 1:, 1:].sum(axis=0)
    if not model.levels:
        return slope, curvature
    mixed, own = curvatures[:, 0, 1:], curvatures[:, 0, 0]
    return slope - (slopes[:, 0] / own) @ mixed, curvature - (mixed.T / own) @ mixed


def _value(model: Likelihood, place: _Place) -> float:
    return float(_values_and_slopes(model, place)[0].sum())


def _slopes_and_curvatures(model: Likelihood, place: _Place, share: float) -> tuple[Array, Array]:
    """Slopes of each study's log-likelihood in its level, the effect and τ; curvatures from slopes on both sides."""
    eta = model.offset + place.level[:, None] + place.effect * model.x
    seen = model.cumulants(eta[:, :, None], 2)[2][:, :, 0].sum(axis=1)
    of_level, apart = share / np.sqrt(1 + seen), share / math.sqrt(1 + seen.sum())

    def across(level: Array | float, effect: float, tau: float) -> Array:
        below, above = (
            _Place(place.level + side * level, place.effect + side * effect, place.tau + side * tau) for side in (-1, 1)
        )
        return (_values_and_slopes(model, above)[1] - _values_and_slopes(model, below)[1]) / 2

    by_level = across(of_level, 0, 0) / of_level[:, None] if model.levels else np.zeros((len(seen), 3))
    curvatures: Array = np.stack([by_level, across(0, apart, 0) / apart, across(0, 0, apart) / apart], axis=2)
    return _values_and_slopes(model, place)[1], (curvatures + curvatures.swapaxes(1, 2)) / 2


def _values_and_slopes(model: Likelihood, place: _Place) -> tuple[Array, Array]:
    """Each study's log-likelihood, up to a constant, and its slopes in level, effect and τ.

    The points of the quadrature stand about the mode û of the integrand, 1/√curvature apart, and move with it.
    """
    y, x, z = model.y, model.x, model.z
    fixed, slant = model.offset + place.level[:, None] + place.effect * x, place.tau * z
    u = _mode(model, fixed, slant)
    _, b1, b2, b3 = (part[:, :, 0] for part in model.cumulants((fixed + slant * u[:, None])[:, :, None], 3))
    bend = 1 + b2 @ slant**2
    nodes, log_weights = _quadrature(model.points)
    scale = 1 / np.sqrt(bend)
    at = u[:, None] + scale[:, None] * nodes
    eta = fixed[:, :, None] + slant[:, None] * at[:, None, :]
    b, b_slope = model.cumulants(eta, 1)
    log_terms = log_weights + (y[:, :, None] * eta - b).sum(axis=1) - at**2 / 2
    top = log_terms.max(axis=1)
    terms = np.exp(log_terms - top[:, None])
    total = terms.sum(axis=1)
    values = np.log(scale) + top + np.log(total)

    def mean(parts: Array) -> Array:
        weighted: Array = (terms * parts).sum(axis=1) / total
        return weighted

    def left(weights: Array) -> Array:
        slope: Array = ((y[:, :, None] - b_slope) * weights[:, None]).sum(axis=1)
        return slope

    by_u, by_level, by_effect, by_tau = left(slant) - at, left(np.ones_like(x)), left(x), left(z) * at
    mode_by = [-(b2 @ slant), -(b2 @ (slant * x)), (y - b1) @ z - (b2 @ (slant * z)) * u]
    bend_by = [b3 @ slant**2, b3 @ (slant**2 * x), (b3 @ (slant**2 * z)) * u + 2 * (b2 @ (slant * z))]
    slopes = []
    for direct, mode, curving in zip((by_level, by_effect, by_tau), mode_by, bend_by, strict=True):
        u_moves = mode / bend
        scale_moves = -scale * (curving + (b3 @ slant**3) * u_moves) / (2 * bend)
        moving = u_moves[:, None] + scale_moves[:, None] * nodes
        slopes.append(scale_moves / scale + mean(direct + by_u * moving))
    return values, np.stack(slopes, axis=1)


def _mode(model: Likelihood, fixed: Array, slant: Array) -> Array:
    """Where each study's integrand is highest: its log falls off at least as −u²/2, so the slope at 0 bounds it."""
    u = np.zeros(len(fixed))
    low, high, last = np.full_like(u, -np.inf), np.full_like(u, np.inf), np.full_like(u, np.inf)
    for _ in range(_CLIMBS):
        _, b1, b2 = (part[:, :, 0] for part in model.cumulants((fixed + slant * u[:, None])[:, :, None], 2))
        slope = (model.y - b1) @ slant - u
        low = np.maximum(low, np.where(slope > 0, u, u - abs(slope)))
        high = np.minimum(high, np.where(slope < 0, u, u + abs(slope)))
        step = slope / (1 + b2 @ slant**2)
        new, near = u + step, abs(step) <= 1e-9 * (1 + abs(u))  # each of Newton's steps doubles the digits
        halve = ~near & ((new < low) | (new > high) | (abs(slope) > last / 2))
        u, last = np.where(halve, (low + high) / 2, new), abs(slope)
        if near.all():
            break
    return u


@cache
def _quadrature(points: int) -> tuple[Array, Array]:
    """Points and log-weights for an integral over a density that is normal of variance 1 about 0, times 1/√2π.

    Taken widely, they are those of the trapezium rule after a change of variable by sinh, which leaves the middle as it
    is and reaches to 120 standard deviations.
    """
    if points == WIDELY:
        step = 0.05
        t = step * np.arange(-110, 111)
        return np.sinh(t), np.log(step * np.cosh(t)) - math.log(2 * math.pi) / 2
    nodes, weights = np.polynomial.hermite.hermgauss(points)
    return math.sqrt(2) * nodes, np.log(weights) + nodes**2 - math.log(math.pi) / 2
