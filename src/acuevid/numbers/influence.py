"""How single studies bear on a pool: left out in turn, added in turn, and the points of Baujat's and radial plots."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from .heterogeneity import OUT_OF_RANGE, weighted_mean
from .pooling import Model, Pooled, Test, pool


@dataclass(frozen=True, slots=True)
class Point:
    """A study's place in a plot; both None, with the reason, where it has none."""

    x: float | None = None
    y: float | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Influence:
    """What a study does to a pool, by leaving it out; None, with the reason, where that cannot be told.

    `residual` is its distance from the pool of the others in standard errors (deleted, studentised: rstudent), `dffits`
    how far the estimate moves in standard errors without it, `cooks_distance` the square of the distance in those of
    the whole pool, `covariance_ratio` the squared standard error without over the one with it, `hat` its share of the
    weight, 0 to 1; `tau2` and `q` are of the others. Viechtbauer & Cheung 2010, as metafor's `influence`.
    """

    residual: float | None = None
    dffits: float | None = None
    cooks_distance: float | None = None
    covariance_ratio: float | None = None
    tau2: float | None = None
    q: float | None = None
    hat: float | None = None
    reason: str | None = None


def leave_one_out(
    yi: Sequence[float], vi: Sequence[float], method: Model = "REML", test: Test = "knha"
) -> tuple[Pooled, ...]:
    """The pool without each study in turn, in their order; see `pool`. Raises `ScipyMissing`."""
    ys, vs = list(yi), list(vi)
    return tuple(pool(ys[:j] + ys[j + 1 :], vs[:j] + vs[j + 1 :], method, test) for j in range(len(ys)))


def cumulative(
    yi: Sequence[float], vi: Sequence[float], method: Model = "REML", test: Test = "knha"
) -> tuple[Pooled, ...]:
    """The pool of the first study, the first two and so on, in the order given; see `pool`. Raises `ScipyMissing`."""
    return tuple(pool(yi[: j + 1], vi[: j + 1], method, test) for j in range(len(yi)))


def baujat(yi: Sequence[float], vi: Sequence[float], method: Model = "REML", test: Test = "knha") -> tuple[Point, ...]:
    """The points of Baujat's plot: x how much a study adds to heterogeneity, y how far it moves the pool.

    x is (y − μ)²/(v + τ²), with a common effect its part of Q; y is (μ − μ without it)² over the variance of the latter
    (Baujat et al. 2002; metafor's `baujat`). None, with the reason, where one of the pools has none and for figures out
    of range. Raises `ScipyMissing`.
    """
    whole = pool(yi, vi, method, test)

    def place(y: float, v: float, rest: Pooled) -> Point:
        if whole.estimate is None or whole.tau2 is None:
            return Point(reason=whole.reason)
        if rest.estimate is None or rest.se is None:
            return Point(reason=rest.reason)
        x = (y - whole.estimate) ** 2 / (v + whole.tau2)
        return Point(x, ((whole.estimate - rest.estimate) / rest.se) ** 2)

    rests = leave_one_out(yi, vi, method, test)
    return tuple(_in_range(place, Point, y, v, rest) for y, v, rest in zip(yi, vi, rests, strict=True))


def radial(yi: Sequence[float], vi: Sequence[float], method: Model = "REML") -> tuple[Point, ...]:
    """The points of the radial plot (Galbraith 1988): x = 1/√(v + τ²), y the effect in units of √(v + τ²).

    The line through the origin with the pooled effect as its slope runs through them, and 95 % are meant to lie within
    1.96 of it. With method CE τ² is 0 (metafor's `radial`). None, with the reason, where there is no pool and for
    figures out of range. Raises `ScipyMissing`.
    """
    whole = pool(yi, vi, method, "z")

    def place(y: float, v: float) -> Point:
        if whole.estimate is None or whole.tau2 is None:
            return Point(reason=whole.reason)
        se = math.sqrt(v + whole.tau2)
        return Point(1 / se, y / se)

    return tuple(_in_range(place, Point, y, v) for y, v in zip(yi, vi, strict=True))


def influence(
    yi: Sequence[float], vi: Sequence[float], method: Model = "REML", test: Test = "knha"
) -> tuple[Influence, ...]:
    """What each study does to the pool, in their order; None, with the reason, where a pool has no standard error.

    So it is for figures out of range. Raises `ScipyMissing`.
    """
    whole, ys, vs = pool(yi, vi, method, test), list(yi), list(vi)

    def of(j: int, rest: Pooled) -> Influence:
        if whole.estimate is None or whole.se is None:
            return Influence(reason=whole.reason)
        if rest.estimate is None or rest.se is None or rest.tau2 is None:
            return Influence(reason=rest.reason)
        _, total = weighted_mean(ys[:j] + ys[j + 1 :], vs[:j] + vs[j + 1 :], rest.tau2)
        scale = rest.se**2 * total  # of Knapp–Hartung; 1 with z
        own, moved, hat = vs[j] + rest.tau2, whole.estimate - rest.estimate, whole.weights[j] / 100
        return Influence(
            *((ys[j] - rest.estimate) / math.sqrt(scale * own + rest.se**2), moved / math.sqrt(scale * hat * own)),
            *((moved / whole.se) ** 2, (rest.se / whole.se) ** 2),
            *(rest.tau2, rest.q, hat),
        )

    return tuple(_in_range(of, Influence, j, rest) for j, rest in enumerate(leave_one_out(yi, vi, method, test)))


Found = TypeVar("Found", Point, Influence)


def _in_range(make: Callable[..., Found], kind: type[Found], *figures: object) -> Found:
    """What is made of figures, or that they are out of range."""
    try:
        found = make(*figures)
    except (OverflowError, ZeroDivisionError, ValueError):
        return kind(reason=OUT_OF_RANGE)
    told = [value for name in found.__slots__ if isinstance(value := getattr(found, name), float)]
    return found if all(map(math.isfinite, told)) else kind(reason=OUT_OF_RANGE)
