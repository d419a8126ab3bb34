"""The effects of an outcome that may enter a pool: worked out of its figures, and as printed where these give none.

Pools ask here, whatever kind of result an outcome is and whatever its design.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from acuevid.measures import MEASURES, Sort
from acuevid.models import Outcome, ReportedEffect, Study
from acuevid.numbers import format as fmt
from acuevid.results.analysed import result
from acuevid.results.computed import Effects
from acuevid.results.once import once
from acuevid.results.reported import effect_text, on_scale

if TYPE_CHECKING:
    from acuevid.numbers.effects import Estimate


class Tier(StrEnum):
    """How an effect was had, the surest first."""

    COMPUTED = "computed"
    INFERRED = "inferred"
    PRINTED = "printed"
    NEAREST = "nearest"
    ESTIMATED = "estimated"


class Entry(NamedTuple):
    """An effect of one measure with its standard error on the scale of analysis, as it may enter a pool.

    `printed` is the effect that it was taken from, and `field` where that stands; without it the effect is worked out
    of figures. `is_change`: these are changes from baseline. `by_design` is what the interval heeds: clusters, or the
    same people in both groups. `note` is what must be known of it.
    """

    estimate: "Estimate"
    tier: Tier
    printed: ReportedEffect | None = None
    field: str = ""
    is_change: bool = False
    by_design: str = ""
    note: str = ""

    @property
    def sort(self) -> Sort:
        """What it compares."""
        return MEASURES[self.estimate.measure].sort

    @property
    def is_adjusted(self) -> bool:
        """Whether the source adjusted it for what may differ between groups; heeding clusters is no such thing."""
        return self.printed is not None and bool(adjusting(self.printed))


class Entries(NamedTuple):
    """What may enter a pool of an outcome, what the source puts first before all else; and why nothing else does."""

    found: tuple[Entry, ...] = ()
    reason: str = ""


def entries(study: Study, outcome: Outcome) -> Entries:
    """The effects of an outcome that may enter a pool: adjusted ones that lead, computed ones, the other printed ones.

    A printed unadjusted effect enters only where the figures give none of its measure. Figures that do not give the
    printed effect which leads enter only for a measure of which the source prints an unadjusted effect that fits them.
    """
    return once(study, ("entries", id(outcome)), lambda: (outcome, _entries(study, outcome)))[1]


def _entries(study: Study, outcome: Outcome) -> Entries:
    effects = result(study, outcome).effects
    computed = tuple(_computed(outcome, effects))
    known = {e.measure for e in effects.estimates} - {"correlation"}
    found: list[Entry] = []
    lacks: list[str] = []
    for field, effect in outcome.effect_fields:
        if not adjusting(effect) and effect.measure.name in known:
            continue
        entry = _printed(study, outcome, field, effect, effects)
        if isinstance(entry, str):
            lacks.append(entry)
        else:
            found.append(entry)
    leads = tuple(e for e in found if e.is_adjusted and e.field == outcome.lead_field)
    rest = sorted((e for e in found if e not in leads), key=lambda e: (e.is_adjusted, e.field != outcome.lead_field))
    figures = effects.reason if result(study, outcome).kind is not None else ""
    why = effects.apart or figures or next(iter(lacks), "") or effects.reason
    return Entries((*leads, *computed, *rest), why)


_CLUSTERS = re.compile(r"\bcluster", re.IGNORECASE)


def adjusting(effect: ReportedEffect) -> tuple[str, ...]:
    """What an effect is adjusted for beside clusters, which belong to the design."""
    return tuple(factor for factor in effect.adjusted_for if not _CLUSTERS.search(factor))


def _computed(outcome: Outcome, effects: Effects) -> Iterator[Entry]:
    """The effects that the figures of the groups give."""
    if effects.reason:
        return
    agreed = {
        effect.measure.name
        for name, effect in outcome.effect_fields
        if not adjusting(effect) and (held := effects.agreements.get(name)) is not None and not held.differs
    }
    told = "final values are taken, not the changes from baseline" if outcome.change and not effects.is_change else ""
    for estimate in _estimates(effects):
        if not effects.apart or estimate.measure in agreed:
            yield Entry(
                estimate,
                _tier(effects),
                is_change=effects.is_change,
                by_design=effects.by_design,
                note="; ".join(filter(None, (told, effects.note))),
            )


def _estimates(effects: Effects) -> "Iterator[Estimate]":
    """Each estimate as it is pooled: a risk difference with Wald's variance, and a ratio of means beside others."""
    from acuevid.numbers.clusters import inflated
    from acuevid.numbers.effects import wald_risk_difference
    from acuevid.numbers.means import ratio_of_means
    from acuevid.numbers.proportions import from_logit, logit_proportion

    for estimate in effects.estimates:
        if estimate.measure == "correlation":
            continue  # it is the printed one
        if estimate.measure == "proportion":
            logit = logit_proportion(effects.counts[0].events, effects.counts[0].total)
            yield replace(from_logit(logit), se=logit.se)
        elif estimate.measure == "risk_difference" and not effects.by_design:
            first, second = effects.counts
            yield wald_risk_difference(first.events, first.total, second.events, second.total)
        elif estimate.measure != "ratio_of_means":
            yield estimate
    if effects.groups is not None and not effects.is_change:
        one, two = effects.groups
        ratio = ratio_of_means(float(one.mean), float(one.sd), one.n, float(two.mean), float(two.sd), two.n)
        yield ratio if effects.design_effect == 1 else inflated(ratio, effects.design_effect, ratio=True)


def _tier(effects: Effects) -> Tier:
    if effects.estimated:
        return Tier.ESTIMATED
    if effects.is_nearest:
        return Tier.NEAREST
    return Tier.INFERRED if effects.inferred else Tier.COMPUTED


def _printed(study: Study, outcome: Outcome, field: str, effect: ReportedEffect, effects: Effects) -> Entry | str:
    """A printed effect by its interval or standard error, or why it cannot be weighed."""
    from acuevid.numbers.estimates import difference, ratio

    name = effect.measure.label
    if effect.measure.name == "std_mean_difference" and effects.is_change:
        return "changes from baseline, whose deviations are not those of values"
    if study.is_clustered and not _heeds_clusters(effect):
        return f"the trial was randomised in clusters, which the printed {name} is not said to heed"
    if effect.measure.name == "correlation":
        return _correlation(study, field, effect)
    found = on_scale(effect)
    if found.yi is None or found.se is None:
        return f"the printed {name} cannot be weighed: {found.reason}"
    per = per_of(outcome, field, effects) if effect.measure.name == "rate_difference" else 1
    make = ratio if effect.measure.is_ratio else difference
    estimate = make(effect.measure.name, found.yi / per, found.se / per)
    if estimate.estimate is None or estimate.se is None:
        return f"the printed {name} cannot be weighed: {estimate.reason}"
    paired = study.is_crossover
    by_design = "as printed, for clusters" if study.is_clustered else "as printed, for pairs" if paired else ""
    told = []
    if effect.adjusted_for or effect.model or effect.analysis or effect.level != 95 or effect.interval is None:
        told.append(f"it enters by its printed {effect_text(effect, outcome.unit, brief=True)}")
    if per > 1:
        told.append(f"its difference is taken to be for {fmt.count(per)} {outcome.unit or 'units of person-time'}")
    if paired:
        told.append("its printed interval is taken for one of the same people under both treatments")
    return Entry(estimate, Tier.PRINTED, effect, field, by_design=by_design, note="; ".join(told))


def _correlation(study: Study, field: str, effect: ReportedEffect) -> Entry | str:
    """A printed correlation with the standard error of its Fisher's z, from the people that it is of."""
    from acuevid.numbers.correlations import correlation, fisher_z
    from acuevid.results.correlations import people_behind

    n, r = people_behind(study), float(effect.estimate)
    if n is None:
        return "the number of people behind the correlation is not printed"
    if n < 2 or abs(r) > 1:
        return f"no {fmt.count(n)} people can have a correlation of {fmt.printed(effect.estimate)}"
    z = fisher_z(r, n)
    if z.se is None:
        return f"the printed correlation cannot be weighed: {z.reason}"
    return Entry(replace(correlation(r, n), se=z.se), Tier.PRINTED, effect, field)


def _heeds_clusters(effect: ReportedEffect) -> bool:
    return any(_CLUSTERS.search(text) for text in (*effect.adjusted_for, effect.model or ""))


def per_of(outcome: Outcome, field: str, effects: Effects) -> int:
    """For how many units of person-time a difference of rates is printed: as it fits the rates, or as these are."""
    held = effects.agreements.get(field)
    return held.per if held is not None and not held.differs else outcome.rate_per
