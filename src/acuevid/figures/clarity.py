"""Whether a difference is clear of none; asked of claims and verdicts only, never when directions are counted."""

from acuevid.figures.effects import outcome_effects
from acuevid.figures.reported import excludes_none
from acuevid.models import Outcome, Study
from acuevid.numbers.reported_p import parse_p


def is_clear(study: Study, outcome: Outcome) -> bool:
    """Whether the difference is clear: by the printed effect, else by the computed one, else by the p-value printed.

    An interval decides, at 95 % whatever level is printed; a printed effect without one leaves it to its p-value.
    """
    if outcome.effect is not None and (clear := excludes_none(outcome.effect)) is not None:
        return clear
    main = outcome_effects(study, outcome).main
    if main is not None and main.ci_low is not None and main.ci_high is not None and main.measure != "proportion":
        return not main.ci_low <= 0 <= main.ci_high
    return outcome.p is not None and parse_p(outcome.p).is_significant
