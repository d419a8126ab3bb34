"""The effects of an outcome, computed from what its source prints, or the reason why there are none."""

from dataclasses import dataclass

from acuevid.figures.counts import ArmCount, NoCount, StudyCounts
from acuevid.models import Arm, Outcome, Study
from acuevid.numbers.effects import (
    Estimate,
    NumberNeeded,
    mean_difference,
    number_needed_to_treat,
    odds_ratio,
    proportion,
    risk_difference,
    risk_ratio,
    std_mean_difference,
)
from acuevid.terms import EventIs, Feature


@dataclass(frozen=True, slots=True)
class Effects:
    """What acuevid computes of an outcome; empty `estimates` come with a `reason`.

    `counts` are those of the arms compared (or of the one arm), `number_needed` is from the risk difference.
    """

    counts: tuple[ArmCount, ...] = ()
    estimates: tuple[Estimate, ...] = ()
    number_needed: NumberNeeded | None = None
    reason: str = ""

    def get(self, measure: str) -> Estimate | None:
        """The estimate of this measure, if it could be computed."""
        return next((e for e in self.estimates if e.measure == measure and e.estimate is not None), None)

    @property
    def main(self) -> Estimate | None:
        """The one effect that a sentence tells: the risk difference, the mean difference, or the proportion."""
        return self.get("risk_difference") or self.get("mean_difference") or self.get("proportion")

    @property
    def inferred(self) -> str:
        """How counts were inferred, in words; empty where all are printed."""
        return "; ".join(dict.fromkeys(c.inferred for c in self.counts if c.inferred))


def outcome_effects(study: Study, outcome: Outcome, counts: StudyCounts | None = None) -> Effects:
    """The effects of an outcome between its two arms, or the proportion in the one arm that it was seen in."""
    source = counts or StudyCounts(study)
    sides = study.sides(outcome)
    if sides is not None and Feature.CROSSOVER in study.features:
        return Effects(reason="in a crossover trial the same people stand in both groups")
    if sides is not None:
        return _between(outcome, sides, source)
    arms = study.inside(outcome)
    if len(arms) != 1 or not (outcome.events or outcome.percent):
        return Effects(reason="no comparison and no count in a single arm")
    count = source.of(outcome, arms[0])
    if isinstance(count, NoCount):
        return Effects(reason=count.reason)
    return Effects((count,), (proportion(count.events, count.total),))


def _between(outcome: Outcome, sides: tuple[Arm, Arm], source: StudyCounts) -> Effects:
    if outcome.mean:
        return _means(outcome, sides, source)
    if outcome.trials is not None:
        return Effects(reason="a review's count of trials is no effect")
    first, second = (source.of(outcome, arm) for arm in sides)
    for count in (first, second):
        if isinstance(count, NoCount):
            return Effects(reason=count.reason)
    assert isinstance(first, ArmCount)
    assert isinstance(second, ArmCount)
    if not first.total or not second.total:
        return Effects(reason="a group is empty")
    table = (first.events, first.total, second.events, second.total)
    difference = risk_difference(*table)
    return Effects(
        (first, second),
        (risk_ratio(*table), odds_ratio(*table), difference),
        _needed(difference, outcome.event_is),
    )


def _needed(difference: Estimate, event_is: EventIs | None) -> NumberNeeded | None:
    match event_is:
        case EventIs.GOOD:
            return number_needed_to_treat(difference, "good")
        case EventIs.BAD:
            return number_needed_to_treat(difference, "bad")
        case _:
            return None


def _means(outcome: Outcome, sides: tuple[Arm, Arm], source: StudyCounts) -> Effects:
    values = []
    for arm in sides:
        n = source.total(outcome, arm)
        mean, sd = outcome.mean.get(arm.id), outcome.sd.get(arm.id)
        if mean is None:
            return Effects(reason=f"no mean is printed for {arm.label}")
        if sd is None or sd <= 0:
            return Effects(reason=f"no standard deviation is printed for {arm.label}")
        if n is None or n < 2:
            return Effects(reason=f"the number of people behind the mean is not printed for {arm.label}")
        values += [float(mean), float(sd), n]
    m1, s1, n1, m2, s2, n2 = values
    table = (m1, s1, int(n1), m2, s2, int(n2))
    return Effects(estimates=(mean_difference(*table), std_mean_difference(*table)))
