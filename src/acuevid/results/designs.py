"""Designs in which two groups are not two sets of single people: clusters, and the same people twice."""

from acuevid.measures import MEASURES
from acuevid.models import Outcome, Study
from acuevid.numbers import format as fmt
from acuevid.numbers.clusters import design_effect, inflated
from acuevid.numbers.crossover import paired_from_sds
from acuevid.numbers.effects import Estimate, wald_risk_difference
from acuevid.results.computed import Effects
from acuevid.results.kind import Sides


def of_clusters(study: Study, effects: Effects) -> Effects:
    """The effects of a trial that was randomised in clusters, with its intervals as wide as the clusters make them.

    Without the number of clusters and the intracluster correlation there are none, for figures of single people do not
    show how alike a cluster is. Cochrane Handbook 23.1: the variance times 1 + (m − 1)·ICC.
    """
    if effects.reason:
        return effects
    if study.clusters is None or study.icc is None or not study.participants:
        lacks = "the number of clusters" if study.clusters is None else "an intracluster correlation"
        lacks = lacks if study.participants else "the number of people"
        return Effects(reason=f"the trial was randomised in clusters, and {lacks} is not printed")
    size = study.participants / study.clusters
    if size < 1:
        return Effects(reason="the trial is printed with more clusters than people")
    factor = design_effect(size, float(study.icc))
    source = f" from {study.icc_from}" if study.icc_from else ""
    note = (
        f"intervals widened by the design effect {fmt.ratio(factor)} "
        f"({fmt.statistic(size)} people in a cluster, ICC {fmt.printed(study.icc)}{source})"
    )
    return effects._replace(
        estimates=tuple(_widened(estimate, effects, factor) for estimate in effects.estimates),
        number_needed=None,
        by_design="widened for clusters",
        design_effect=factor,
        welch_p=None,
        note="; ".join(filter(None, (note, effects.note))),
    )


def _widened(estimate: Estimate, effects: Effects, factor: float) -> Estimate:
    if estimate.measure == "risk_difference" and len(effects.counts) == 2:
        first, second = effects.counts
        estimate = wald_risk_difference(first.events, first.total, second.events, second.total)
    return inflated(estimate, factor, ratio=MEASURES[estimate.measure].is_ratio)


def of_crossover(study: Study, outcome: Outcome, sides: Sides) -> Effects:
    """The paired difference of a crossover trial, from both deviations and a printed correlation between the two times.

    Without the correlation there is none: the same people stand in both groups. Cochrane Handbook 23.2.7.
    """
    one, two = (arm.id for arm in sides)
    n, r = outcome.total.get(one, study.participants), outcome.correlation
    means, sds = (outcome.mean.get(one), outcome.mean.get(two)), (outcome.sd.get(one), outcome.sd.get(two))
    if r is None or not n or None in means or None in sds:
        figures = None in means or None in sds
        lacks = "both means with their deviations are" if figures else "the number of people is"
        lacks = "the correlation of their two times is" if r is None else lacks
        return Effects(reason=f"in a crossover trial the same people stand in both groups, and {lacks} not printed")
    m1, m2, s1, s2 = (float(value) for value in (*means, *sds) if value is not None)
    if min(s1, s2) <= 0:
        return Effects(reason="a standard deviation is printed as 0 or less")
    return Effects(
        estimates=(paired_from_sds(m1, s1, m2, s2, n, float(r)),),
        by_design="paired",
        note=f"paired in {fmt.count(n)} people, by the printed correlation of {fmt.printed(r)}",
    )
