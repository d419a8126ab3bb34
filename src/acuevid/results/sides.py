"""The side on which printed figures lie, over all that their digits allow."""

from acuevid.models import Outcome, Study
from acuevid.numbers.ranges import Range
from acuevid.results.kind import Gap, signs_of
from acuevid.results.kinds import KINDS, is_association, outcome_effects
from acuevid.results.reported import lead_text, own_ranges, side_of


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
        null = outcome.effect.measure.null
        shifted = Range(printed.low - null, printed.middle - null, printed.high - null)
        return Gap(side_of(outcome.effect), signs_of(shifted), lead_text(outcome))
    return next((found for kind in KINDS if (found := kind.gap(study, outcome, sides)) is not None), None)


def _is_exchanged(study: Study, outcome: Outcome) -> bool:
    """Whether the printed effect fits its figures only with the groups exchanged, so that its side says nothing."""
    agreement = outcome_effects(study, outcome).agreement
    return agreement is not None and agreement.exchanged
