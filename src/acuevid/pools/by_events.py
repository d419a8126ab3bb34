"""What the events themselves give beside inverse variance: Mantel–Haenszel, Peto, and mixed models of rare ones."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from acuevid.measures import RATIOS
from acuevid.numbers.mantel_haenszel import mantel_haenszel_rates, random_about, with_q
from acuevid.numbers.pooling import Pooled, Table, in_range, mantel_haenszel, peto, why_empty, why_rare
from acuevid.pools.sets import Measure, PoolSet

if TYPE_CHECKING:
    from acuevid.numbers.binomial_normal import GlmmModel

GLMM: "tuple[GlmmModel, ...]" = ("CM.EL", "UM.FS")


@dataclass(frozen=True)
class ByEvents:
    """The fits of events, on the scale of analysis; nothing where a study gives only an effect as printed.

    `random` is the random-effects model with Q about Mantel–Haenszel (RevMan's). `peto` is of tables only.
    """

    chosen: PoolSet
    mantel_haenszel: Pooled | None = None
    random: Pooled | None = None
    peto: Pooled | None = None

    @cached_property
    def glmm(self) -> tuple[Pooled, ...]:
        """Generalised linear mixed models of rare events: odds ratios of tables, rate ratios of person-time.

        None beside a difference, nor where events are not rare. Each takes about a tenth of a second.
        """
        if not self.is_rare or self.chosen.measure not in RATIOS:
            return ()
        from acuevid.numbers.binomial_normal import binomial_normal, poisson_normal

        if self.chosen.rates:
            fits = [poisson_normal(self.chosen.rates, model) for model in GLMM]
        else:
            fits = [binomial_normal(self.chosen.tables, model) for model in GLMM]
        return tuple(in_range(fit, measure_of(fit, self.chosen)) for fit in fits)

    @property
    def is_rare(self) -> bool:
        """Whether events are rare (docs/pooling.md)."""
        return bool(why_empty(self.chosen.rates) or why_rare(self.chosen.tables))

    @property
    def fits(self) -> tuple[Pooled, ...]:
        """All of them, in the order in which they are shown."""
        return tuple(f for f in (self.mantel_haenszel, self.random, self.peto, *self.glmm) if f is not None)


def by_events(chosen: PoolSet) -> ByEvents:
    """The methods for events of a set that is poolable; raises `ScipyMissing`."""
    yi, vi = [m.yi for m in chosen.members], [m.vi for m in chosen.members]
    tables, of_peto = chosen.tables, None
    if tables:
        fit, of_peto = mantel_haenszel(tables, chosen.measure), with_q(peto(tables), *_by_peto(tables))
    elif chosen.rates:
        fit = mantel_haenszel_rates(chosen.rates, chosen.measure)
    else:
        return ByEvents(chosen)
    random = in_range(random_about(fit, yi, vi), chosen.measure)
    return ByEvents(chosen, with_q(fit, yi, vi), random, of_peto)


def _by_peto(tables: tuple[Table, ...]) -> tuple[list[float], list[float]]:
    """The own Peto log odds ratio of each table with its variance, of those that have one."""
    alone = [peto([table]) for table in tables]
    found = [(fit.estimate, fit.se**2) for fit in alone if fit.estimate is not None and fit.se is not None]
    return [y for y, _ in found], [v for _, v in found]


def measure_of(fit: Pooled, chosen: PoolSet) -> Measure:
    """What a fit of a pool is of: Peto and the mixed models of tables give odds ratios, whatever else is pooled."""
    if fit.method == "PETO":
        return "peto_odds_ratio"
    return "odds_ratio" if fit.method in GLMM and not chosen.rates else chosen.measure
