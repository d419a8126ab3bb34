"""What pooling a set of studies gives: the fits, which of them leads and why, and whether the conclusion stands."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import isfinite
from statistics import median

from acuevid.measures import RATIOS
from acuevid.numbers import format as fmt
from acuevid.numbers.effects import AbsoluteEffect, Estimate, absolute_per_1000
from acuevid.numbers.heterogeneity import Tau2Interval, reml_maxima, tau2_interval
from acuevid.numbers.pooling import Model, Pooled, Test, mantel_haenszel, on_its_scale, peto, pool
from acuevid.synthesis.questions import Measure, Member, PoolSet

MODELS: tuple[tuple[Model, Test], ...] = (
    ("REML", "knha"),
    ("REML", "z"),
    ("PM", "knha"),
    ("PM", "z"),
    ("DL", "knha"),
    ("DL", "z"),
    ("CE", "z"),
)
"""The inverse-variance models that are shown beside each other; which result leads is decided in `_headline`."""
RARE_RISK, RARE_SHARE, RARE_TRIALS = 0.01, 3, 2
"""Events are rare where the pooled risk is below 1 %, or an arm is without any in a third of the trials, two at least:
one zero cell among common events changes nothing but its own ½."""
WITHOUT_DOUBTED = "without figures that do not fit each other"
WITHOUT_NEAREST = "without counts that are the nearest to a percentage"
WITHOUT_ZEROS = "without trials that have a zero cell"
MOST_LEFT_OUT = 400
"""Of more studies none is left out in turn: each would need a fit of all the others."""


@dataclass(frozen=True, slots=True)
class Headline:
    """The result that leads: a fit on the scale of analysis, its measure, why it leads, and what stands beside it."""

    fit: Pooled
    measure: str
    why: str
    beside: Pooled | None = None


@dataclass(frozen=True)
class Sensitivity:
    """Whether the conclusion stands: on which side of no effect the interval lies, in each way of looking."""

    side: int
    others: tuple[tuple[str, int], ...]

    @property
    def changed(self) -> tuple[str, ...]:
        """The ways of looking that give another conclusion."""
        return tuple(name for name, side in self.others if side != self.side)


@dataclass(frozen=True)
class PoolResult:
    """All that pooling a set gives; every table, plot and sentence on it is made from here.

    `without` has the headline's model with each study left out in turn, `variants` with some left out together
    (those with zero cells, with nearest counts, with figures that do not fit), each by its name.
    """

    chosen: PoolSet
    headline: Headline
    fits: tuple[Pooled, ...]
    tau2: Tau2Interval
    mantel_haenszel: Pooled | None
    peto: Pooled | None
    maxima: tuple[float, ...]
    without: tuple[tuple[Member, Pooled], ...]
    variants: tuple[tuple[str, Pooled], ...]
    control_risk: float | None
    is_control_risk_of_trials: bool

    @property
    def main(self) -> Pooled:
        """The fit that leads."""
        return self.headline.fit

    @property
    def measure(self) -> Measure:
        """What is pooled; the headline may have a measure of its own (Peto's odds ratio)."""
        return self.chosen.measure

    @cached_property
    def effect(self) -> Estimate:
        """The result on the measure's own scale."""
        return on_its_scale(self.main, self.headline.measure)

    @property
    def absolute(self) -> AbsoluteEffect | None:
        """What the result means among people at the control risk; `None` for other measures, and without a risk."""
        if not self.control_risk or self.headline.measure not in RATIOS:
            return None
        name = "risk_ratio" if self.headline.measure == "risk_ratio" else "odds_ratio"
        return absolute_per_1000(replace(self.effect, measure=name), self.control_risk)

    @property
    def absolute_reason(self) -> str:
        """Why there is no absolute effect where one could be expected; empty otherwise."""
        if self.headline.measure not in RATIOS:
            return ""
        if self.control_risk == 0:
            return "the median risk in the control groups is 0; give one with --control-risk"
        found = self.absolute
        return (found.risk_difference.reason or "") if found is not None else ""

    @cached_property
    def sensitivity(self) -> Sensitivity:
        """The conclusion by the other models, by the methods for counts, with studies left out."""
        fits = [*self.fits, self.mantel_haenszel, self.peto]
        others = [
            (model_name(f), side(f)) for f in fits if f is not None and f is not self.main and f.ci_low is not None
        ]
        others += [(f"without {m.study.label}", side(f)) for m, f in self.without if f.ci_low is not None]
        others += [(name, side(f)) for name, f in self.variants if f.ci_low is not None]
        return Sensitivity(side(self.main), tuple(others))

    @property
    def has_zero_cells(self) -> bool:
        """Whether ½ was added to the cells of a table."""
        return any(m.effect.rule for m in self.chosen.members)


_NAMES: dict[tuple[str, str], str] = {
    ("REML", "knha"): "REML, Knapp–Hartung",
    ("REML", "z"): "REML, Wald",
    ("PM", "knha"): "Paule–Mandel, Knapp–Hartung",
    ("PM", "z"): "Paule–Mandel, Wald",
    ("DL", "knha"): "DerSimonian–Laird, Knapp–Hartung",
    ("DL", "z"): "DerSimonian–Laird, Wald",
    ("CE", "z"): "common effect",
    ("MH", "z"): "Mantel–Haenszel",
    ("PETO", "z"): "Peto",
}


def model_name(fit: Pooled) -> str:
    """A model as readers know it: ``REML, Knapp–Hartung``."""
    return _NAMES[fit.method, fit.test]


def side(fit: Pooled) -> int:
    """−1 or 1 where the interval lies below or above no effect, 0 where it holds it or there is none."""
    if fit.ci_low is None or fit.ci_high is None:
        return 0
    return (fit.ci_low > 0) - (fit.ci_high < 0)


def width(fit: Pooled) -> float | None:
    """The width of the interval on the scale of analysis; `None` without one."""
    return None if fit.ci_low is None or fit.ci_high is None else fit.ci_high - fit.ci_low


def why_rare(members: Sequence[Member]) -> str:
    """Why events are too rare for inverse variance: see `RARE_RISK` and the others (Handbook 10.4.4); or empty."""
    tables = [m.table for m in members]
    events, people = sum(t[0] + t[2] for t in tables), sum(t[1] + t[3] for t in tables)
    if events < RARE_RISK * people:
        return f"the risk in all groups together is {fmt.risk(events / people)}"
    empty = sum(t[0] == 0 or t[2] == 0 for t in tables)
    if empty >= RARE_TRIALS and RARE_SHARE * empty >= len(tables):
        return f"in {fmt.share(empty, len(tables))} trials a group has no event"
    return ""


def pool_set(chosen: PoolSet, control_risk: float | None = None) -> PoolResult:
    """Pool a set that is poolable; raises `ScipyMissing`.

    The control risk of absolute effects is a fraction of 1; without one it is the median of the trials' own.
    """
    members = chosen.members
    yi, vi = [m.yi for m in members], [m.vi for m in members]
    tables = [m.table for m in chosen.all_members] if chosen.is_counted else []
    fits = tuple(pool(yi, vi, method, test) for method, test in MODELS)
    of_counts = mantel_haenszel(tables, chosen.measure) if tables else None
    of_peto = peto(tables) if tables else None
    headline = _headline(chosen, fits, of_counts, of_peto)
    again = _refit(headline, chosen.measure)
    risks = [t[2] / t[3] for t in tables]
    return PoolResult(
        chosen,
        headline,
        fits,
        tau2_interval(yi, vi) if yi else Tau2Interval(None, None, "no study can be weighed by its variance"),
        of_counts,
        of_peto,
        _maxima(yi, vi),
        _without_each(chosen, again),
        _variants(chosen, headline, again),
        control_risk if control_risk is not None else median(risks) if risks else None,
        control_risk is None,
    )


def _maxima(yi: Sequence[float], vi: Sequence[float]) -> tuple[float, ...]:
    """The variances between studies at which the restricted likelihood has a maximum, best first, if several."""
    try:
        found = reml_maxima(yi, vi) if len(yi) > 1 else ()
    except (OverflowError, ZeroDivisionError, ValueError):
        return ()
    return found if len(found) > 1 and all(isfinite(t) for t in found) else ()


def _headline(chosen: PoolSet, fits: Sequence[Pooled], of_counts: Pooled | None, of_peto: Pooled | None) -> Headline:
    """Which result leads (METHODS: headline model, rare events); docs/pooling.md tells it to users."""
    by_name = {(f.method, f.test): f for f in fits}
    hartung, wald = by_name["REML", "knha"], by_name["REML", "z"]
    why = _why_counts(chosen) if of_counts is not None else ""
    if of_counts is not None and why:
        if of_counts.ci_low is not None:
            return Headline(of_counts, chosen.measure, why, wald)
        if of_peto is not None and of_peto.ci_low is not None:
            return Headline(of_peto, "peto_odds_ratio", f"{why}, and one side has none at all", wald)
    narrow, wide = width(wald), width(hartung)
    if wide is None or wald.k < 3 or not wald.tau2:
        return Headline(wald, chosen.measure, "", hartung)
    if narrow is not None and wide < narrow:
        return Headline(wald, chosen.measure, "Knapp–Hartung's interval is narrower here", hartung)
    return Headline(hartung, chosen.measure, "", wald)


def _why_counts(chosen: PoolSet) -> str:
    """Why a method for counts leads: rare events, or tables that differ and that inverse variance cannot weigh."""
    if rare := why_rare(chosen.all_members):
        return rare
    lost = sum(a * n2 != c * n1 for a, n1, c, n2 in (m.table for m in chosen.unweighed))
    if lost or len(chosen.members) < 2:
        n = fmt.share(len(chosen.unweighed), len(chosen.all_members))
        return f"{n} trials cannot be weighed by variance"
    return ""


Refit = Callable[[Sequence[Member]], Pooled]


def _refit(headline: Headline, measure: Measure) -> Refit:
    """The headline's way of pooling, for some of its studies."""
    fit = headline.fit
    if fit.method == "MH":
        return lambda members: mantel_haenszel([m.table for m in members], measure)
    if fit.method == "PETO":
        return lambda members: peto([m.table for m in members])
    return lambda members: _by_variance(members, fit)


def _by_variance(members: Sequence[Member], like: Pooled) -> Pooled:
    weighed = [m for m in members if m.point is not None]
    test: Test = "knha" if like.test == "knha" else "z"
    return pool([m.yi for m in weighed], [m.vi for m in weighed], "REML", test)


def _pooled_members(chosen: PoolSet, headline: Headline) -> tuple[Member, ...]:
    """The studies behind the headline: all with counts for the methods of counts, and else those that were weighed."""
    return chosen.all_members if headline.fit.method in ("MH", "PETO") else chosen.members


def _without_each(chosen: PoolSet, again: Refit) -> tuple[tuple[Member, Pooled], ...]:
    members = chosen.members
    if not 2 < len(members) <= MOST_LEFT_OUT:
        return ()
    every = chosen.all_members
    return tuple((m, again([o for o in every if o is not m])) for m in members)


def _variants(chosen: PoolSet, headline: Headline, again: Refit) -> tuple[tuple[str, Pooled], ...]:
    """The headline without some of its studies together, where two at least are left."""
    members = _pooled_members(chosen, headline)
    by_variance = headline.fit.method not in ("MH", "PETO")
    ways: list[tuple[str, Callable[[Member], bool]]] = [
        (WITHOUT_DOUBTED, lambda m: bool(m.doubt)),
        (WITHOUT_NEAREST, lambda m: m.is_nearest),
    ]
    if by_variance:
        ways.append((WITHOUT_ZEROS, lambda m: bool(m.effect.rule)))
    found = []
    for name, is_out in ways:
        rest = [m for m in members if not is_out(m)]
        if 1 < len(rest) < len(members) and (not by_variance or sum(m.point is not None for m in rest) > 1):
            found.append((name, again(rest)))
    return tuple(found)
