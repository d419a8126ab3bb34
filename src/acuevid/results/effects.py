"""The effects of an outcome, computed from what its source prints, or the reason why there are none."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from acuevid.models import Arm, Outcome, Study
from acuevid.numbers import format as fmt
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
from acuevid.numbers.student import t_tail, welch_from_means
from acuevid.results.agreement import Agreement, Means, corners, with_counts, with_means
from acuevid.results.counts import ArmCount, NoCount, StudyCounts, study_counts
from acuevid.results.once import once
from acuevid.terms import EventIs

_CLEAR = 0.05

_NOTICEABLE = 0.0005
"""A difference that rounds to 0 in 1,000 people has no number needed to treat (METHODS)."""


@dataclass(frozen=True, slots=True)
class Effects:
    """What acuevid computes of an outcome; empty `estimates` come with a `reason`.

    `counts` are those of the arms compared (or of the one arm), `number_needed` is from the risk difference. Where
    counts are the nearest to percentages, `spread` has each measure's lowest and highest value over what the print
    allows. `apart` says why these crude figures are not those of the printed effect, which then leads; `note` what
    else must be known of them. `welch_p` is that of Welch's t between means, which holds few people to a stricter
    standard than the normal interval.
    """

    counts: tuple[ArmCount, ...] = ()
    estimates: tuple[Estimate, ...] = ()
    number_needed: NumberNeeded | None = None
    reason: str = ""
    spread: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    agreement: Agreement | None = None
    apart: str = ""
    note: str = ""
    welch_p: float | None = None

    def get(self, measure: str) -> Estimate | None:
        """The estimate of this measure, if it could be computed."""
        return next((e for e in self.estimates if e.measure == measure and e.estimate is not None), None)

    @property
    def main(self) -> Estimate | None:
        """The one effect that a sentence tells: the risk difference, the mean difference, or the proportion.

        `None` where the source prints another effect than the crude figures give, for then that one is told.
        """
        if self.apart:
            return None
        return self.get("risk_difference") or self.get("mean_difference") or self.get("proportion")

    @property
    def is_unclear_by_welch(self) -> bool:
        """Whether Welch's t leaves the difference of means open."""
        return self.welch_p is not None and self.welch_p >= _CLEAR

    @property
    def is_nearest(self) -> bool:
        """Whether a count is only the nearest to a printed percentage."""
        return any(c.span for c in self.counts)

    @property
    def inferred(self) -> str:
        """How counts were inferred, in words; empty where all are printed."""
        return "; ".join(dict.fromkeys(c.inferred for c in self.counts if c.inferred))


def outcome_effects(study: Study, outcome: Outcome) -> Effects:
    """The effects of an outcome between its two arms, or the proportion in the one arm that it was seen in."""
    return once(study, ("effects", id(outcome)), lambda: (outcome, _effects(study, outcome)))[1]


def _effects(study: Study, outcome: Outcome) -> Effects:
    source = study_counts(study)
    sides = study.sides(outcome)
    if sides is not None and study.is_crossover:
        return Effects(reason="in a crossover trial the same people stand in both groups")
    if sides is not None and study.review is not None and study.review.trials > 1 and not outcome.trials:
        n = fmt.count_word(study.review.trials)
        return Effects(reason=f"the figures are summed over {n} trials, which is no comparison inside any of them")
    if sides is not None:
        return _between(outcome, sides, source)
    arms = study.inside(outcome)
    if len(arms) != 1 or not (outcome.events or outcome.percent):
        return Effects(reason="no comparison and no count in a single arm")
    count = source.of(outcome, arms[0])
    if isinstance(count, NoCount):
        return Effects(reason=count.reason)
    if not count.total:
        return Effects(reason="the group is empty")
    shares = [proportion(n, count.total) for n in count.possible]
    return Effects((count,), (proportion(count.events, count.total),), spread=_spread(shares) if count.span else {})


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
    tables = corners(first.possible, first.total, second.possible, second.total)
    estimates = _of_table(table)
    agreement = with_counts(outcome.effect, tables) if outcome.effect is not None else None
    apart = _apart(outcome, agreement, "counts")
    near = first.span is not None or second.span is not None
    return Effects(
        (first, second),
        estimates,
        None if apart else _needed(estimates[-1], outcome.event_is),
        spread=_spread([e for t in tables for e in _of_table(t)]) if near else {},
        agreement=agreement,
        apart=apart,
        note=_analysed(outcome, sides, source),
    )


def _of_table(table: tuple[int, int, int, int]) -> tuple[Estimate, ...]:
    return risk_ratio(*table), odds_ratio(*table), risk_difference(*table)


def _spread(estimates: list[Estimate]) -> dict[str, tuple[float, float]]:
    """The lowest and highest value of each measure."""
    values: dict[str, list[float]] = {}
    for estimate in estimates:
        if estimate.estimate is not None:
            values.setdefault(estimate.measure, []).append(estimate.estimate)
    return {measure: (min(found), max(found)) for measure, found in values.items()}


def _apart(outcome: Outcome, agreement: Agreement | None, figures: str) -> str:
    """Why the printed effect is another than the crude figures give; empty where it is theirs or none is printed."""
    effect = outcome.effect
    if effect is None:
        return ""
    name = effect.measure.label
    if effect.adjusted_for:
        return f"the printed {name} is adjusted for {' and '.join(effect.adjusted_for)}"
    if agreement is not None and agreement.differs:
        what = f"the interval of the printed {name}" if agreement.differs == "interval" else f"the printed {name}"
        return f"{what} is not what the {figures} give"
    if effect.measure.value == "hazard_ratio":
        return f"the printed hazard ratio is of times to an event, which the {figures} do not tell"
    return ""


def _needed(difference: Estimate, event_is: EventIs | None) -> NumberNeeded | None:
    if difference.estimate is None or abs(difference.estimate) < _NOTICEABLE:
        return None
    match event_is:
        case EventIs.GOOD:
            return number_needed_to_treat(difference, "good")
        case EventIs.BAD:
            return number_needed_to_treat(difference, "bad")
        case _:
            return None


def _analysed(outcome: Outcome, sides: tuple[Arm, Arm], source: StudyCounts) -> str:
    """That fewer people were analysed than stand behind these figures, where the record does not say in which group."""
    study = source.study
    if study.analysed is None or any(arm.id in outcome.total for arm in sides):
        return ""
    used = sum(source.total(outcome, arm) or 0 for arm in sides)
    everyone = sum(arm.participants or 0 for arm in study.arms)
    if used <= study.analysed and everyone <= study.analysed:
        return ""
    return (
        f"computed with the sizes of the groups; {fmt.count(study.analysed)} people were analysed, and the record does "
        "not say how many of each group"
    )


def _means(outcome: Outcome, sides: tuple[Arm, Arm], source: StudyCounts) -> Effects:
    values: list[Means] = []
    for arm in sides:
        n = source.total(outcome, arm)
        mean, sd = outcome.mean.get(arm.id), outcome.sd.get(arm.id)
        if mean is None:
            return Effects(reason=f"no mean is printed for {arm.label}")
        if sd is None:
            return Effects(reason=f"no standard deviation is printed for {arm.label}")
        if sd <= 0:
            return Effects(reason=f"the standard deviation printed for {arm.label} is {fmt.printed(sd)}")
        if n is None:
            return Effects(reason=f"the number of people behind the mean is not printed for {arm.label}")
        if n < 2:
            return Effects(reason=f"fewer than two people stand behind the mean of {arm.label}")
        values.append((mean, sd, n))
    (m1, s1, n1), (m2, s2, n2) = values
    table = (float(m1), float(s1), n1, float(m2), float(s2), n2)
    estimates = (mean_difference(*table), std_mean_difference(*table))
    computed = next((e for e in estimates if outcome.effect and e.measure == outcome.effect.measure.value), None)
    agreement = with_means(outcome.effect, values[0], values[1], computed) if outcome.effect and computed else None
    difference = estimates[0]
    welch = _welch_p(difference, values[0], values[1])
    notes = [_analysed(outcome, sides, source)]
    if welch is not None and welch >= _CLEAR and difference.holds(0) is False:
        notes.append(
            f"by Welch's t test p = {fmt.computed_p(welch)}, so the groups do not differ clearly, "
            "whatever the normal interval says"
        )
    return Effects(
        estimates=estimates,
        agreement=agreement,
        apart=_apart(outcome, agreement, "means"),
        note="; ".join(note for note in notes if note),
        welch_p=welch,
    )


def _welch_p(difference: Estimate, first: Means, second: Means) -> float | None:
    """The two-sided p of Welch's t at the printed figures; `None` without a standard error."""
    test = welch_from_means(*first, *second)
    if test is None or not difference.se or difference.estimate is None:
        return None
    return t_tail(abs(difference.estimate) / difference.se, test.df)
