"""What pooling a set of studies gives: the fits, which of them leads and why, and whether the conclusion stands."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import isfinite
from statistics import median
from typing import NamedTuple

from acuevid.measures import COUNTED, MEASURES, RATIOS, Sort
from acuevid.numbers.effects import AbsoluteEffect, Estimate, absolute_per_1000
from acuevid.numbers.heterogeneity import Tau2Interval, reml_maxima, tau2_interval
from acuevid.numbers.pooling import Model, Pooled, Test, lead_by_variance, mantel_haenszel, on_its_scale, peto, pool
from acuevid.pools.by_events import ByEvents, by_events
from acuevid.pools.sets import Measure, Member, PoolSet
from acuevid.results.entering import Tier

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
WITHOUT_DOUBTED = "without figures that do not fit each other"
WITHOUT_NEAREST = "without counts that are the nearest to a percentage"
WITHOUT_HIGH_RISK = "without studies at high risk of bias"
WITHOUT_ESTIMATED = "without means that are estimated from medians"
WITHOUT_DESIGNS = "without cluster and crossover trials"
WITHOUT_PRINTED = "without effects as printed"
WITHOUT_ZEROS = "without trials that have a zero cell"
WAYS: dict[str, Callable[[Member], bool]] = {
    WITHOUT_DOUBTED: lambda m: bool(m.doubt),
    WITHOUT_NEAREST: lambda m: m.is_nearest,
    WITHOUT_HIGH_RISK: lambda m: m.is_at_high_risk,
    WITHOUT_ESTIMATED: lambda m: m.entry.tier is Tier.ESTIMATED,
    WITHOUT_DESIGNS: lambda m: bool(m.entry.by_design),
    WITHOUT_PRINTED: lambda m: m.entry.tier is Tier.PRINTED,
    WITHOUT_ZEROS: lambda m: bool(m.effect.rule),
}
"""Which studies are left out together, by the name of what is then told; those with a zero cell not from counts."""
MOST_LEFT_OUT = 100
"""Of more studies none is left out in turn where nobody asked for it: each would need a fit of all the others."""
MOST_IN_TURN = 500
"""More studies than these are not left out or added in turn, even if asked for."""


class Headline(NamedTuple):
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

    What only some readers ask for is worked out when it is asked for.
    """

    chosen: PoolSet
    headline: Headline
    fits: tuple[Pooled, ...]
    tau2: Tau2Interval
    by_events: ByEvents
    maxima: tuple[float, ...]
    double_arcsine: Estimate | None
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

    @cached_property
    def without(self) -> tuple[tuple[Member, Pooled], ...]:
        """The headline's model with each study left out in turn, of `MOST_LEFT_OUT` at the most."""
        return self._left_out_of(MOST_LEFT_OUT)

    @cached_property
    def each_left_out(self) -> tuple[tuple[Member, Pooled], ...]:
        """The same of more studies, for those who ask for it."""
        return self.without or self._left_out_of(MOST_IN_TURN)

    def _left_out_of(self, most: int) -> tuple[tuple[Member, Pooled], ...]:
        if not 2 < self.main.k <= most:
            return ()
        return _without_each(self.chosen, refit(self.headline, self.measure))

    @cached_property
    def variants(self) -> tuple[tuple[str, Pooled], ...]:
        """What leads with some studies left out together, each by its name in `WAYS`."""
        by_counts = self.chosen.leading_by_counts is not None
        return _variants(self.chosen, refit(self.headline, self.measure) if by_counts else _by_variance)

    @property
    def _may_be_absolute(self) -> bool:
        """Whether a risk turns it into an absolute effect, as it does a ratio of risks or odds."""
        return self.headline.measure in COUNTED & RATIOS

    @property
    def absolute(self) -> AbsoluteEffect | None:
        """What the result means among people at the control risk; `None` for other measures, and without a risk."""
        if not self.control_risk or not self._may_be_absolute:
            return None
        name = "risk_ratio" if self.headline.measure == "risk_ratio" else "odds_ratio"
        return absolute_per_1000(replace(self.effect, measure=name), self.control_risk)

    @property
    def absolute_reason(self) -> str:
        """Why there is no absolute effect where one could be expected; empty otherwise."""
        if not self._may_be_absolute:
            return ""
        if self.control_risk == 0:
            return "the median risk in the control groups is 0; give one with --control-risk"
        found = self.absolute
        return (found.risk_difference.reason or "") if found is not None else ""

    @property
    def side(self) -> int:
        """The conclusion: on which side of no effect the interval lies; 0 too where a measure has no such point."""
        return interval_side(self.main) if MEASURES[self.measure].has_null else 0

    @cached_property
    def sensitivity(self) -> Sensitivity:
        """The conclusion by the other models, by Mantel–Haenszel and Peto, with studies left out.

        What else the events give (`ByEvents.random`, `ByEvents.glmm`) is not counted.
        """
        if not MEASURES[self.measure].has_null:
            return Sensitivity(0, ())
        fits = [*self.fits, self.by_events.mantel_haenszel, self.by_events.peto]
        others = [
            (model_name(f), interval_side(f))
            for f in fits
            if f is not None and f is not self.main and f.ci_low is not None
        ]
        others += [(f"without {m.study.label}", interval_side(f)) for m, f in self.without if f.ci_low is not None]
        others += [(name, interval_side(f)) for name, f in self.variants if f.ci_low is not None]
        return Sensitivity(self.side, tuple(others))

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
    ("MH-DL", "z"): "Mantel–Haenszel, random effects",
    ("PETO", "z"): "Peto",
    ("CM.EL", "z"): "GLMM, CM.EL",
    ("UM.FS", "z"): "GLMM, UM.FS",
}


def model_name(fit: Pooled) -> str:
    """A model as readers know it: ``REML, Knapp–Hartung``."""
    return _NAMES[fit.method, fit.test]


def interval_side(fit: Pooled) -> int:
    """−1 or 1 where the interval lies below or above no effect, 0 where it holds it or there is none."""
    if fit.ci_low is None or fit.ci_high is None:
        return 0
    return (fit.ci_low > 0) - (fit.ci_high < 0)


def pool_set(chosen: PoolSet, control_risk: float | None = None) -> PoolResult:
    """Pool a set that is poolable; raises `ScipyMissing`.

    The control risk of absolute effects is a fraction of 1; without one it is the median of the trials' own.
    """
    yi, vi = _points(chosen.members)
    fits = tuple(pool(yi, vi, method, test) for method, test in MODELS)
    of_events = by_events(chosen)
    headline = _headline(chosen, fits, of_events)
    risks = _control_risks(chosen)
    return PoolResult(
        chosen,
        headline,
        fits,
        tau2_interval(yi, vi) if yi else Tau2Interval(None, None, "no study can be weighed by its variance"),
        of_events,
        _maxima(yi, vi),
        _double_arcsine(chosen, headline.fit.test),
        control_risk if control_risk is not None else median(risks) if risks else None,
        control_risk is None,
    )


def _double_arcsine(chosen: PoolSet, test: str) -> Estimate | None:
    """Proportions pooled on Freeman and Tukey's scale and brought back, beside those pooled on the logit's."""
    if chosen.question.sort is not Sort.GROUP:
        return None
    from acuevid.numbers.proportions import double_arcsine, from_double_arcsine

    counts = [m.counts[0] for m in chosen.members]
    points = [double_arcsine(c.events, c.total) for c in counts]
    yi, vi = [p.estimate or 0.0 for p in points], [(p.se or 0.0) ** 2 for p in points]
    fit = pool(yi, vi, "REML", "knha" if test == "knha" else "z")
    found = Estimate("proportion", fit.estimate, fit.ci_low, fit.ci_high, reason=fit.reason)
    return from_double_arcsine(found, [c.total for c in counts])


def _control_risks(chosen: PoolSet) -> list[float]:
    """The risk in each control group that is pooled by its counts, once."""
    groups = {
        (m.study.citekey, m.pair.second.id): m.counts[1].events / m.counts[1].total
        for m in chosen.pooled
        if m.counts and m.pair is not None and chosen.measure in COUNTED
    }
    return list(groups.values())


def _maxima(yi: Sequence[float], vi: Sequence[float]) -> tuple[float, ...]:
    """The variances between studies at which the restricted likelihood has a maximum, best first, if several."""
    try:
        found = reml_maxima(yi, vi) if len(yi) > 1 else ()
    except (OverflowError, ZeroDivisionError, ValueError):
        return ()
    return found if len(found) > 1 and all(isfinite(t) for t in found) else ()


def _headline(chosen: PoolSet, fits: Sequence[Pooled], of_events: ByEvents) -> Headline:
    """Which result leads (docs/pooling.md)."""
    by_name = {(f.method, f.test): f for f in fits}
    hartung, wald = by_name["REML", "knha"], by_name["REML", "z"]
    if (counts := chosen.leading_by_counts) is not None:
        fit = of_events.mantel_haenszel if counts.fit.method == "MH" else of_events.peto
        assert fit is not None
        return Headline(fit, counts.measure, counts.why, wald)
    fit, why = lead_by_variance(hartung, wald)
    return Headline(fit, chosen.measure, why, wald if fit is hartung else hartung)


Refit = Callable[[Sequence[Member]], Pooled]


def refit(headline: Headline, measure: Measure) -> Refit:
    """The headline's way of pooling, for some of its studies; what it gives raises `ScipyMissing`."""
    fit = headline.fit
    if fit.method == "MH" and MEASURES[measure].sort is Sort.RATES:
        from acuevid.numbers.mantel_haenszel import mantel_haenszel_rates

        return lambda members: mantel_haenszel_rates([m.rates for m in members if m.rates is not None], measure)
    if fit.method == "MH":
        return lambda members: mantel_haenszel([m.table for m in members], measure)
    if fit.method == "PETO":
        return lambda members: peto([m.table for m in members])
    return lambda members: pool(*_points(members), "REML", "knha" if fit.test == "knha" else "z")


def _by_variance(members: Sequence[Member]) -> Pooled:
    """What leads for these studies by the rule for all: fewer may need the other interval."""
    points = _points(members)
    return lead_by_variance(pool(*points, "REML", "knha"), pool(*points, "REML", "z"))[0]


def _points(members: Sequence[Member]) -> tuple[list[float], list[float]]:
    points = [m.point for m in members if m.point is not None]
    return [yi for yi, _ in points], [vi for _, vi in points]


def _without_each(chosen: PoolSet, again: Refit) -> tuple[tuple[Member, Pooled], ...]:
    members = chosen.pooled
    each = {m.study.citekey: m for m in reversed(members)}.values()  # a study may have several comparisons
    return tuple((m, again([o for o in members if o.study is not m.study])) for m in reversed(each))


def _variants(chosen: PoolSet, again: Refit) -> tuple[tuple[str, Pooled], ...]:
    """The pool without some of its studies together, where two at least are left."""
    members = chosen.pooled
    by_variance = chosen.leading_by_counts is None
    found = []
    for name, is_out in WAYS.items():
        rest = [m for m in members if not is_out(m)]
        if not 1 < len(rest) < len(members) or (name == WITHOUT_ZEROS and not by_variance):
            continue
        if not by_variance or sum(m.point is not None for m in rest) > 1:
            found.append((name, again(rest)))
    return tuple(found)
