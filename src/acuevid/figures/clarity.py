"""Whether a difference is clear of none; asked of claims and verdicts only, never when directions are counted."""

from acuevid.figures.effects import outcome_effects
from acuevid.models import Outcome, Study
from acuevid.numbers.reported_p import parse_p


def is_clear(study: Study, outcome: Outcome) -> bool:
    """Whether the difference is clear: by its interval where there is one, and otherwise by the p-value printed."""
    effect = outcome.effect
    if effect is not None and effect.ci_low is not None and effect.ci_high is not None:
        null = 1 if effect.measure.is_ratio else 0
        return not effect.ci_low <= null <= effect.ci_high
    main = outcome_effects(study, outcome).main
    if main is not None and main.ci_low is not None and main.ci_high is not None and main.measure != "proportion":
        return not main.ci_low <= 0 <= main.ci_high
    if outcome.p is None:
        return False
    reported = parse_p(outcome.p)
    return reported.value is not None and reported.relation in ("=", "<", "<=") and float(reported.value) <= 0.05
