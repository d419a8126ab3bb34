"""The effects of a pool regressed on one number that the studies record."""

import math
from dataclasses import dataclass

from acuevid.numbers import format as fmt
from acuevid.numbers.regression import Prediction, Regression, predict, regress
from acuevid.pools.fields import Field, number
from acuevid.pools.fit import PoolResult
from acuevid.pools.sets import Member

FEWEST = 10
"""Studies that a meta-regression needs at least (Cochrane Handbook 10.11.4)."""


@dataclass(frozen=True)
class Moderated:
    """A meta-regression on one moderator, by inverse variance, REML with Knapp–Hartung.

    `values` are the moderator of each of `members`, `without` the studies that record none. `found` is `None` where
    `reason` says why there is none.
    """

    field: Field
    members: tuple[Member, ...]
    values: tuple[float, ...]
    without: tuple[Member, ...]
    found: Regression | None
    reason: str

    @property
    def step(self) -> float:
        """What the slope is told for: the power of ten that stands in the range of the moderator."""
        span = max(self.values) - min(self.values)
        return 10.0 ** math.floor(math.log10(span))

    @property
    def weights(self) -> tuple[float, ...]:
        """The weight of each study in the regression, a share of 100."""
        assert self.found is not None
        each = [1 / (m.vi + (self.found.tau2 or 0.0)) for m in self.members]
        return tuple(100 * w / math.fsum(each) for w in each)

    def at(self, value: float) -> Prediction:
        """The mean effect where the moderator has this value."""
        assert self.found is not None
        return predict(self.found, [value])


def moderated(result: PoolResult, field: Field) -> Moderated:
    """The effects that are weighed by their variance, regressed on a field; raises `ScipyMissing`."""
    known = [(m, number(m, field)) for m in result.chosen.members]
    members = tuple(m for m, value in known if value is not None)
    values = tuple(value for _, value in known if value is not None)
    without = tuple(m for m, value in known if value is None)
    studies = len({m.study.citekey for m in members})
    if studies < FEWEST:
        have = fmt.count_word(studies) if studies else "none"
        verb = "record" if studies > 1 else "records"
        reason = f"{FEWEST} studies are needed, and {have} of these {verb} the {field.what} as a number"
        return Moderated(field, members, values, without, None, reason)
    found = regress([m.yi for m in members], [m.vi for m in members], [values], "REML", "knha")
    has_slope = len(found.coefficients) == 2
    reason = "" if has_slope and found.coefficients[1].ci_low is not None else found.reason or ""
    return Moderated(field, members, values, without, found if has_slope else None, reason)
