"""CNT3: means against the ends of the scale that they are measured on."""

from collections.abc import Iterator

from acuevid.checks.results import Answer, Status, Subject, check, fits
from acuevid.models import Outcome
from acuevid.numbers import format as fmt
from acuevid.numbers.ranges import Range, as_printed
from acuevid.words import Instrument


@check("CNT301", "a mean lies outside its scale", of=("instrument",))
def mean_inside_scale(subject: Subject) -> Iterator[Answer]:
    """The mean of a group lies between the ends of the instrument that the outcome names, within its rounding.

    It needs both ends (`low` and `high` of the instrument), and a mean in the instrument's own unit.
    Example: a mean of 12.4 on a scale from 0 to 10.
    """
    for outcome in subject.study.outcomes:
        if outcome.instrument is None:
            continue
        for arm_id, mean in outcome.mean.items():
            fields = (f"outcome[{outcome.id}].mean.{arm_id}",)
            ends = outcome.instrument.ends
            if ends is None or (reason := _in_another_unit(outcome, outcome.instrument)):
                told = f"both ends of {outcome.instrument.name} are not recorded" if ends is None else reason
                yield Status.NOT_TESTABLE, fields, told
                continue
            low, high = ends
            is_inside = as_printed(mean).meets(Range(float(low), float(low), float(high)))
            scale = f"{outcome.instrument.name} runs from {fmt.printed(low)} to {fmt.printed(high)}"
            yield fits(is_inside), fields, f"a mean of {fmt.printed(mean)}; {scale}"


def _in_another_unit(outcome: Outcome, instrument: Instrument) -> str:
    """Why a mean cannot be held against the ends; empty where it can."""
    if outcome.unit == instrument.unit:
        return ""
    own = f"in {instrument.unit}" if instrument.unit else "without a unit"
    return f"printed in {outcome.unit}, while the ends of {instrument.name} are {own}"
