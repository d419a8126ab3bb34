"""What acuevid computes of an outcome, whatever kind of result it is."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from acuevid.lists import spoken
from acuevid.models import Arm, Outcome
from acuevid.numbers import format as fmt
from acuevid.results.counts import ArmCount, StudyCounts

if TYPE_CHECKING:
    from acuevid.numbers.effects import Estimate, NumberNeeded
    from acuevid.numbers.rates import Rates
    from acuevid.results.agreement import Agreement

CLEAR = 0.05
_NONE: Mapping[str, Any] = MappingProxyType({})
_MAIN = ("risk_difference", "mean_difference", "rate_ratio", "proportion")


class ArmMean(NamedTuple):
    """The mean of a group with its standard deviation and people; `how` that was had where none is printed."""

    mean: Decimal
    sd: Decimal
    n: int
    how: str = ""


class Effects(NamedTuple):
    """What acuevid computes of an outcome; empty `estimates` come with a `reason`.

    `counts` are those of the arms compared (or of the one arm), `number_needed` is from the risk difference. Where
    counts are the nearest to percentages, `spread` has each measure's lowest and highest value over what the print
    allows. `agreements` holds each printed effect against the figures, by its field, and `agreement` is that of the one
    that leads. `apart` says why these crude figures are not those of the printed effect, which then leads; `note` what
    else must be known of them. `welch_p` is that of Welch's t between means, which holds few people to a stricter
    standard than the normal interval. `groups` are the means compared, with their deviations; `estimated` says how they
    were estimated where the source prints neither, `by_design` what the interval heeds: clusters, or the same people;
    `is_change`: these are changes from baseline. `design_effect` is how many times clusters make the variance.
    `rates` are the events over person-time that are compared.
    """

    counts: tuple[ArmCount, ...] = ()
    estimates: "tuple[Estimate, ...]" = ()
    number_needed: "NumberNeeded | None" = None
    reason: str = ""
    spread: Mapping[str, tuple[float, float]] = _NONE
    agreements: "Mapping[str, Agreement | None]" = _NONE
    agreement: "Agreement | None" = None
    apart: str = ""
    note: str = ""
    welch_p: float | None = None
    groups: tuple[ArmMean, ArmMean] | None = None
    estimated: str = ""
    by_design: str = ""
    design_effect: float = 1.0
    rates: "Rates | None" = None
    is_change: bool = False

    def get(self, measure: str) -> "Estimate | None":
        """The estimate of this measure, if it could be computed."""
        return next((e for e in self.estimates if e.measure == measure and e.estimate is not None), None)

    @property
    def main(self) -> "Estimate | None":
        """The one effect that a sentence tells: a difference of risks or means, a rate ratio, or a proportion.

        `None` where the source prints another effect than the crude figures give, for then that one is told.
        """
        if self.apart:
            return None
        return next((found for name in _MAIN if (found := self.get(name)) is not None), None)

    @property
    def is_unclear_by_welch(self) -> bool:
        """Whether Welch's t leaves the difference of means open."""
        return self.welch_p is not None and self.welch_p >= CLEAR

    @property
    def is_nearest(self) -> bool:
        """Whether a count is only the nearest to a printed percentage."""
        return any(c.span for c in self.counts)

    @property
    def inferred(self) -> str:
        """How counts were inferred, in words; empty where all are printed."""
        return "; ".join(dict.fromkeys(c.inferred for c in self.counts if c.inferred))


def spread(estimates: "Iterable[Estimate]") -> dict[str, tuple[float, float]]:
    """The lowest and highest value of each measure."""
    values: dict[str, list[float]] = {}
    for estimate in estimates:
        if estimate.estimate is not None:
            values.setdefault(estimate.measure, []).append(estimate.estimate)
    return {measure: (min(found), max(found)) for measure, found in values.items()}


def apart(outcome: Outcome, agreement: "Agreement | None", figures: str) -> str:
    """Why the printed effect is another than the crude figures give; empty where it is theirs or none is printed."""
    effect = outcome.effect
    if effect is None:
        return ""
    name = effect.measure.label
    if effect.adjusted_for:
        return f"the printed {name} is adjusted for {spoken(effect.adjusted_for)}"
    if agreement is not None and agreement.differs:
        what = f"the interval of the printed {name}" if agreement.differs == "interval" else f"the printed {name}"
        return f"{what} is not what the {figures} give"
    if effect.measure.name == "hazard_ratio":
        return f"the printed hazard ratio is of times to an event, which the {figures} do not tell"
    return ""


def fewer_analysed(outcome: Outcome, sides: Sequence[Arm], source: StudyCounts) -> str:
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
