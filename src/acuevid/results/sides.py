"""The side on which printed figures lie, over all that their digits allow."""

from acuevid.measures import MEASURES
from acuevid.models import Outcome, Study
from acuevid.numbers.ranges import Range
from acuevid.results.kind import Gap, signs_of
from acuevid.results.kinds import KINDS, kind_of, outcome_effects
from acuevid.results.reported import effect_text, own_ranges, side_of
from acuevid.terms import Measure


def gap(study: Study, outcome: Outcome) -> Gap | None:
    """Where the first arm's figures lie against the second's; `None` without figures in both.

    The printed effect comes first (unless it is that of the groups exchanged), then means, counts and percentages: a
    rounded percentage never overrules an exact count.
    """
    sides = study.sides(outcome)
    if sides is None or outcome.trials is not None or is_association(outcome):
        return None
    if outcome.effect is not None and not _is_exchanged(study, outcome):
        printed, _, _ = own_ranges(outcome.effect)
        null = MEASURES[outcome.effect.measure.value].null
        shifted = Range(printed.low - null, printed.middle - null, printed.high - null)
        return Gap(side_of(outcome.effect), signs_of(shifted), effect_text(outcome.effect, outcome.unit))
    return next((found for kind in KINDS if (found := kind.gap(study, outcome, sides)) is not None), None)


def is_association(outcome: Outcome) -> bool:
    """Whether a correlation is all that is printed: it ties two things in the same people and compares no groups."""
    return outcome.effect is not None and outcome.effect.measure is Measure.CORRELATION and kind_of(outcome) is None


def _is_exchanged(study: Study, outcome: Outcome) -> bool:
    """Whether the printed effect fits its figures only with the groups exchanged, so that its side says nothing."""
    agreement = outcome_effects(study, outcome).agreement
    return agreement is not None and agreement.exchanged
