"""How single studies bear on a pool by inverse variance: their places in plots, and what leaving each out changes."""

from dataclasses import dataclass

from acuevid.numbers.influence import Influence, Point, baujat, influence, radial
from acuevid.numbers.pooling import Test
from acuevid.pools.fit import MOST_LEFT_OUT, PoolResult, model_name
from acuevid.pools.sets import Member


@dataclass(frozen=True, slots=True)
class Bearing:
    """One study, or one comparison of it: its place in Baujat's and in the radial plot, and its influence."""

    member: Member
    baujat: Point
    radial: Point
    influence: Influence


@dataclass(frozen=True, slots=True)
class Bearings:
    """All studies of a pool, with the model that they are told in."""

    model: str
    studies: tuple[Bearing, ...]


def bearings(result: PoolResult) -> Bearings | None:
    """What each study does to the pool by REML, with the headline's test; raises `ScipyMissing`.

    `None` under three studies and over `MOST_LEFT_OUT`. Where a method for counts leads, REML with Wald's interval.
    """
    test = bearing_test(result)
    if test is None:
        return None
    members = result.chosen.members
    yi, vi = [m.yi for m in members], [m.vi for m in members]
    found = zip(
        members,
        baujat(yi, vi, "REML", test),
        radial(yi, vi, "REML"),
        influence(yi, vi, "REML", test),
        strict=True,
    )
    model = next(model_name(fit) for fit in result.fits if (fit.method, fit.test) == ("REML", test))
    return Bearings(model, tuple(Bearing(*one) for one in found))


def bearing_test(result: PoolResult) -> Test | None:
    """The test of the model that `bearings` are told in; `None` where there are none."""
    if not 2 < len(result.chosen.members) <= MOST_LEFT_OUT:
        return None
    return "knha" if result.main.test == "knha" else "z"
