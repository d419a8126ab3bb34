"""A printed effect as numbers: the ranges that its digits allow, at the level of its interval, and its side.

Every decision on a printed effect asks here: what its level means, which unit it is in, what no effect is.
"""

from typing import TYPE_CHECKING

from acuevid.lists import spoken
from acuevid.models import Outcome, ReportedEffect
from acuevid.numbers import format as fmt
from acuevid.numbers.ranges import Range, as_printed, standard_error

if TYPE_CHECKING:
    from acuevid.numbers.reported_effects import OnAnalysisScale


def own_ranges(effect: ReportedEffect) -> tuple[Range, Range | None, Range | None]:
    """Estimate and limits over all values that print so, on the measure's own scale; risk differences as fractions."""
    unit = 100 if effect.in_points else 1
    low, high = (None if value is None else as_printed(value, unit) for value in (effect.ci_low, effect.ci_high))
    return as_printed(effect.estimate, unit), low, high


def ranges(effect: ReportedEffect) -> tuple[Range, Range | None, Range | None]:
    """The same on the scale of analysis, the logarithm for ratios."""
    estimate, low, high = own_ranges(effect)
    if not effect.measure.is_ratio:
        return estimate, low, high
    return estimate.log(), low and low.log(), high and high.log()


def error_range(effect: ReportedEffect) -> Range | None:
    """The standard errors that the printed interval leaves open, at its own level, or the printed one; else `None`."""
    from acuevid.numbers.intervals import normal_quantile

    _, low, high = ranges(effect)
    if low is None or high is None:
        return printed_error(effect)
    return standard_error(low, high, normal_quantile(float(effect.level)))


def printed_error(effect: ReportedEffect) -> Range | None:
    """The printed standard error over all values that print so; `None` where none is printed."""
    return None if effect.se is None else as_printed(effect.se, 100 if effect.in_points else 1)


def excludes_none(effect: ReportedEffect) -> bool | None:
    """Whether the 95 % interval excludes no effect; `None` without an interval.

    The limits of a 95 % interval decide as printed: one that touches no effect does not exclude it. An interval of
    another level is brought to 95 % through its standard error, on the scale of analysis.
    """
    if effect.interval is None and effect.se is None:
        return None
    if effect.ci_low is not None and effect.ci_high is not None and effect.level == 95:
        return not effect.ci_low <= effect.measure.null <= effect.ci_high
    found = limits_95(effect)
    return found is not None and not found[0] <= 0 <= found[1]


def limits_95(effect: ReportedEffect) -> tuple[float, float] | None:
    """The limits of the 95 % interval on the scale of analysis; `None` without an interval or standard error."""
    _, low, high = ranges(effect)
    if low is not None and high is not None and effect.level == 95:
        return low.middle, high.middle
    found = on_scale(effect)
    if found.yi is None or found.se is None:
        return None
    from acuevid.numbers.effects import Z95

    return found.yi - Z95 * found.se, found.yi + Z95 * found.se


def on_scale(effect: ReportedEffect) -> "OnAnalysisScale":
    """The effect and its standard error on the scale of analysis, by its interval or else its printed standard error.

    Undefined, with the reason, where neither is printed or they cannot be.
    """
    from acuevid.numbers.reported_effects import OnAnalysisScale, from_interval, from_standard_error

    unit, ratio = 100 if effect.in_points else 1, effect.measure.is_ratio
    figures = (effect.estimate, effect.ci_low, effect.ci_high, effect.se)
    estimate, low, high, se = (None if value is None else float(value / unit) for value in figures)
    assert estimate is not None
    try:
        if low is not None and high is not None:
            return from_interval(estimate, low, high, ratio=ratio, level=float(effect.level))
        if se is not None:
            return from_standard_error(estimate, se, ratio=ratio)
    except ValueError:
        return OnAnalysisScale(None, None, "the printed figures are not in order")
    return OnAnalysisScale(None, None, "neither an interval nor a standard error is printed")


def side_of(effect: ReportedEffect) -> int:
    """−1 or 1 where the printed estimate lies below or above no effect, 0 where it is printed as no effect."""
    null = int(effect.measure.null)
    return (effect.estimate > null) - (effect.estimate < null)


_NAMED = 3
"""Running text names at most so many factors that an effect is adjusted for."""


def effect_text(effect: ReportedEffect | None, unit: str | None = None, *, brief: bool = False) -> str:
    """The effect as printed: ``risk ratio 0.62, 95% CI 0.40 to 0.91``; empty where none is printed.

    A difference of risks in points says so, and a difference of means has the unit of the means. A `brief` text counts
    most of a long list of what it is adjusted for.
    """
    if effect is None:
        return ""
    unit = "percentage points" if effect.in_points else unit if effect.measure.name == "mean_difference" else None
    text = f"{effect.measure.label} {fmt.printed(effect.estimate)}{f' {unit}' if unit else ''}"
    if effect.ci_low is not None and effect.ci_high is not None:
        text += f", {fmt.interval(effect.ci_low, effect.ci_high, effect.level)}"
    elif effect.se is not None:
        text += f" (SE{' of its logarithm' if effect.measure.is_ratio else ''} {fmt.printed(effect.se)})"
    if effect.adjusted_for:
        factors = effect.adjusted_for
        if brief and len(factors) > _NAMED:
            factors = (*factors[: _NAMED - 1], f"{len(factors) - _NAMED + 1} more")
        text += f", adjusted for {spoken(factors)}"
    if effect.model:
        text += f", by {effect.model}"
    return f"{text}, {effect.analysis.label}" if effect.analysis else text


def lead_text(outcome: Outcome, *, brief: bool = False) -> str:
    """The printed effect that leads, as printed; empty where none is printed."""
    return "" if outcome.effect is None else told_apart(outcome, outcome.effect, brief=brief)


def told_apart(outcome: Outcome, effect: ReportedEffect, *, brief: bool = False) -> str:
    """One of the effects of an outcome as printed; unadjusted is said where another of its measure is adjusted."""
    text = effect_text(effect, outcome.unit, brief=brief)
    crude = not effect.adjusted_for and any(e.adjusted_for and e.measure is effect.measure for e in outcome.effects)
    return f"{text}, unadjusted" if crude else text


def other_texts(outcome: Outcome) -> tuple[str, ...]:
    """The printed effects beside the one that leads, each with its own p: ``odds ratio 1.62 (p = 0.01)``."""
    texts = ((told_apart(outcome, effect), effect.p) for effect in outcome.other_effects)
    return tuple(text if p is None else f"{text} ({fmt.p_value(p)})" for text, p in texts)


def effect_cell(effect: ReportedEffect) -> str:
    """The effect as printed, for a table cell: ``0.62 (0.40 to 0.91)``, with the level where it is not 95 %."""
    text = fmt.printed(effect.estimate)
    if effect.ci_low is None or effect.ci_high is None:
        return text if effect.se is None else f"{text} (SE {fmt.printed(effect.se)})"
    level = "" if effect.level == 95 else f"{fmt.percent(effect.level)} CI "
    return f"{text} ({level}{fmt.printed(effect.ci_low)} to {fmt.printed(effect.ci_high)})"
