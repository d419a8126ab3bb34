"""Effects as statistics of FHIR R5: the estimate with its interval, and what it rests on."""

from decimal import Decimal
from typing import Any, TypeAlias

from acuevid.export.fhir.types import HL7, TERMINOLOGY, Resource, concept, count, markdown, string
from acuevid.lists import spoken
from acuevid.measures import MEASURES
from acuevid.models import Outcome, ReportedEffect, Study
from acuevid.numbers.effects import Estimate
from acuevid.numbers.reported_p import parse_p
from acuevid.results.analysed import result
from acuevid.results.computed import Effects

Number: TypeAlias = float | Decimal | None

_TYPES = {
    "risk_ratio": ("C93152", "Relative Risk"),
    "odds_ratio": ("C16932", "Odds Ratio"),
    "peto_odds_ratio": ("C16932", "Odds Ratio"),
    "hazard_ratio": ("C93150", "Hazard Ratio"),
    "risk_difference": ("0000424", "Risk Difference"),
    "mean_difference": ("0000457", "Mean Difference"),
    "std_mean_difference": ("0000100", "Standardized Mean Difference"),
    "rate_ratio": ("rate-ratio", "Incidence Rate Ratio"),
    "proportion": ("C44256", "Proportion"),
}
_IN_UNITS = ("mean_difference", "mean_change")
_INTERVAL = ("C53324", "Confidence interval")
P_VALUE = ("C44185", "P-value")
_ERRORS = {"log": "standard error of the logarithm", "natural": "standard error"}
_ERROR = "standard error on the scale of analysis"
OF_95 = Decimal("0.95")
_HALF = Decimal("0.5")
_COMPARATORS = {"=": None, "<": "<", "<=": "<=", ">": ">", ">=": ">="}


def statistics_of(study: Study, outcome: Outcome) -> list[Resource]:
    """What is computed of an outcome and what is printed of it, that first which sentences tell."""
    effects = result(study, outcome).effects
    computed = [_computed(study, outcome, effects, e) for e in effects.estimates if e.estimate is not None]
    leading = outcome.effect
    ordered = [leading, *outcome.other_effects] if leading else []
    printed = [_printed(effect, outcome, outcome.p if effect is leading else effect.p) for effect in ordered]
    if outcome.p and leading is None:
        printed.append({"description": "As printed.", "attributeEstimate": [_printed_p(outcome.p)]})
    return printed + computed if effects.apart else computed + printed


def estimate(found: Estimate, unit: str | None = None) -> Resource:
    """An effect on its own scale: ratios as ratios, risks, proportions and their differences as shares of 1."""
    return {
        "statisticType": _type(found.measure),
        "quantity": quantity(found.estimate, unit if found.measure in _IN_UNITS else None),
        "attributeEstimate": [
            interval(found.ci_low, found.ci_high),
            attribute(_ERRORS.get(MEASURES[found.measure].scale, _ERROR), value=found.se),
        ],
    }


def _type(measure: str) -> Resource:
    label = MEASURES[measure].label
    return concept(label, (f"{TERMINOLOGY}/statistic-type", *_TYPES[measure])) if measure in _TYPES else concept(label)


def quantity(value: Number, unit: str | None = None, comparator: str | None = None) -> Resource | None:
    """A number with its unit in words; `None` for none."""
    return None if value is None else {"value": value, "comparator": comparator, "unit": string(unit)}


def interval(low: Number, high: Number, level: Decimal = OF_95) -> Resource | None:
    """A confidence interval, of which one end may be missing; `None` without both."""
    return None if low is None and high is None else attribute(None, _INTERVAL, ends=(low, high), level=level)


def attribute(
    name: str | None,
    code: tuple[str, str] | None = None,
    *,
    value: Number = None,
    ends: tuple[Number, Number] = (None, None),
    **more: Any,
) -> Resource | None:
    """What is known of a statistic, by its code or in words; `None` without a figure."""
    low, high = ends
    if value is None and low is None and high is None:
        return None
    codings = ((f"{TERMINOLOGY}/attribute-estimate-type", *code),) if code else ()
    return {
        "type": concept(name, *codings),
        "quantity": quantity(value),
        "range": {"low": quantity(low), "high": quantity(high)},
    } | more


def model(code: str, display: str, **more: Any) -> Resource:
    """A characteristic of the model that a statistic is from."""
    return {"code": concept(None, (f"{HL7}/statistic-model-code", code, display)), **more}


def _computed(study: Study, outcome: Outcome, effects: Effects, found: Estimate) -> Resource:
    figures = " v ".join(c.text for c in effects.counts)
    people = [c.total for c in effects.counts] or [g.n for g in effects.groups or ()]
    is_exact = bool(effects.counts) and not effects.is_nearest
    everyone = max(people, default=None) if study.is_crossover else sum(people) or None
    halves = [model("zeroCellConstant", "Zero-cell adjustment with constant", value={"value": _HALF})]
    return {
        "description": markdown(f"Computed{f' from {figures}' if figures else ''}."),
        **estimate(found, outcome.unit),
        "numberOfEvents": count(sum(c.events for c in effects.counts)) if is_exact else None,
        "sampleSize": {"knownDataCount": count(everyone)},
        "modelCharacteristic": halves if found.rule else None,
    }


def _printed(effect: ReportedEffect, outcome: Outcome, p: str | None) -> Resource:
    adjusted = effect.adjusted_for
    told = [f"adjusted for {spoken(adjusted)}" if adjusted else "", effect.model or ""]
    told.append(effect.analysis.label if effect.analysis else "")
    variables = [{"variableDefinition": {"display": string(text)}} for text in adjusted]
    name = effect.measure.name
    unit = "percentage points" if effect.in_points else outcome.unit if name in _IN_UNITS else None
    return {
        "description": markdown(f"As printed; {'; '.join(filter(None, told))}." if any(told) else "As printed."),
        "statisticType": _type(name),
        "quantity": quantity(effect.estimate, unit),
        "attributeEstimate": [
            interval(effect.ci_low, effect.ci_high, effect.level / 100),
            attribute(_ERRORS["log" if effect.measure.is_ratio else "natural"], value=effect.se),
            _printed_p(p) if p else None,
        ],
        "modelCharacteristic": [model("adjusted", "Adjusted analysis", variable=variables)] if variables else None,
    }


def _printed_p(text: str) -> Resource:
    """A P value as printed; one that is only called not significant has no figure."""
    p = parse_p(text)
    kind = concept(None, (f"{TERMINOLOGY}/attribute-estimate-type", *P_VALUE))
    if p.value is None:
        return {"type": kind, "description": "not significant"}
    return {"type": kind, "quantity": quantity(p.value, comparator=_COMPARATORS[p.relation])}
