"""Whether a difference is clear of none, or inside a margin; asked of claims and verdicts, never of directions."""

import math

from acuevid.measures import MEASURES
from acuevid.models import Outcome, Study
from acuevid.numbers.reported_p import parse_p
from acuevid.results.kinds import outcome_effects
from acuevid.results.reported import excludes_none, limits_95


def is_clear(study: Study, outcome: Outcome) -> bool:
    """Whether the difference is clear: by the printed effect, else by the computed one, else by the p-value printed.

    An interval decides, at 95 % whatever level is printed; a printed effect without one leaves it to its p-value. A
    computed difference of means must be clear by Welch's t as well: its normal interval is too narrow for few people.
    """
    if outcome.effect is not None and (clear := excludes_none(outcome.effect)) is not None:
        return clear
    effects = outcome_effects(study, outcome)
    main = None if effects.estimated else effects.main  # what is estimated from medians makes nothing clear
    if (
        main is not None
        and main.measure != "proportion"
        and (holds := main.holds(MEASURES[main.measure].null)) is not None
    ):
        return not holds and not effects.is_unclear_by_welch
    return outcome.p is not None and parse_p(outcome.p).is_significant


def has_interval(study: Study, outcome: Outcome) -> bool:
    """Whether there is an interval, printed or computed, so that the result can be looked at."""
    if outcome.effect is not None and outcome.effect.interval is not None:
        return True
    main = outcome_effects(study, outcome).main
    return main is not None and main.ci_low is not None and main.measure != "proportion"


def inside_margin(study: Study, outcome: Outcome, *, both_ends: bool) -> bool | None:
    """Whether the 95 % interval stays inside the margin that the source set; `None` without a margin or an interval.

    With `both_ends` (equivalence) all of it, otherwise (non-inferiority) its worse end for the treatment.
    """
    margin, better = outcome.margin, outcome.higher_is_better
    ends = _ends(study, outcome)
    if margin is None or ends is None or (better is None and not both_ends):
        return None
    is_ratio = MEASURES[_measure(study, outcome)].is_ratio
    if margin <= (1 if is_ratio else 0):
        return None
    reach = math.log(float(margin)) if is_ratio else float(margin)
    low, high = ends
    worse_is_inside = low > -reach if better else high < reach
    return -reach < low and high < reach if both_ends else worse_is_inside


def within_margin(study: Study, outcome: Outcome) -> bool:
    """Whether a result is no worse than the margin that its source set beforehand, and not clearly better or worse.

    It then points to no side: the source said beforehand that so small a difference is none that matters.
    """
    return bool(inside_margin(study, outcome, both_ends=False)) and not is_clear(study, outcome)


def _ends(study: Study, outcome: Outcome) -> tuple[float, float] | None:
    """The 95 % interval on the scale of analysis: the printed effect's, else the computed difference's."""
    if outcome.effect is not None:
        return limits_95(outcome.effect)
    main = outcome_effects(study, outcome).main
    if main is None or main.ci_low is None or main.ci_high is None or main.measure == "proportion":
        return None
    ends = main.ci_low, main.ci_high
    if not MEASURES[main.measure].is_ratio:
        return ends
    return None if ends[0] <= 0 else (math.log(ends[0]), math.log(ends[1]))


def _measure(study: Study, outcome: Outcome) -> str:
    """The measure of the effect that decides: the printed one, else the computed."""
    if outcome.effect is not None:
        return outcome.effect.measure.name
    main = outcome_effects(study, outcome).main
    return main.measure if main is not None else "mean_difference"
