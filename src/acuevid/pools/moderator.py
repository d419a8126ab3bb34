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
    """A meta-regression on one moderator, by inverse variance and REML, with Knapp–Hartung's interval.

    `values` are the moderator of each of `members`, `without` the studies that record none. `found` is `None` where
    `reason` says why there is none; otherwise a reason says why the interval is Wald's.
    """

    field: Field
    members: tuple[Member, ...]
    values: tuple[float, ...]
    without: tuple[Member, ...]
    found: Regression | None
    reason: str

    @property
    def model(self) -> str:
        """The model as readers know it: ``REML, Knapp–Hartung``."""
        test = None if self.found is None else self.found.test
        return f"REML, {'Wald' if test == 'z' else 'Knapp–Hartung'}"

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
    points = [m.yi for m in members], [m.vi for m in members], [values]
    hartung, wald = regress(*points, "REML", "knha"), regress(*points, "REML", "z")
    if not wald.coefficients:
        return Moderated(field, members, values, without, None, wald.reason or "")
    found, reason = _led(hartung, wald)
    return Moderated(field, members, values, without, found, reason)


def _led(hartung: Regression, wald: Regression) -> tuple[Regression, str]:
    """Knapp–Hartung, or Wald where its interval of the slope is absent or narrower, and why."""
    wide, narrow = (_width(found) for found in (hartung, wald))
    if wide is None:
        return wald, hartung.reason or ""
    if narrow is not None and wide < narrow:
        return wald, "Knapp–Hartung's is narrower here"
    return hartung, ""


def _width(found: Regression) -> float | None:
    slope = found.coefficients[1] if found.coefficients else None
    return None if slope is None or slope.ci_low is None or slope.ci_high is None else slope.ci_high - slope.ci_low
