"""Effects as a reader is shown them, and as data."""

from dataclasses import asdict
from typing import Any, Literal

from acuevid.models import Outcome, Study
from acuevid.numbers import format as fmt
from acuevid.results.analysed import analysed, result
from acuevid.results.better import favoured
from acuevid.results.computed import Effects
from acuevid.results.reported import effect_cell as effect_cell_as_printed
from acuevid.terms import Design
from acuevid.views.blocks import Effect, Interval

_AXES: dict[str, Literal["difference", "proportion", "mean"]] = {
    "risk_difference": "difference",
    "mean_difference": "mean",
    "proportion": "proportion",
}


def effects_text(effects: Effects, unit: str | None = None, *, aside: str = "") -> str:
    """All effects of an outcome in one line, with the counts, the rule used, what limits them, or why there is none."""
    if effects.reason:
        return f"none computed: {effects.reason}"
    told = [text for e in effects.estimates if (text := fmt.estimate_interval(e, unit))]
    told += [
        f"no {fmt.measure_name(e.measure)}{' interval' if e.estimate is not None else ''}: {e.reason}"
        for e in effects.estimates
        if e.reason
    ]
    if needed := number_needed(effects, aside):
        told.append(needed)
    rules = dict.fromkeys(
        f"{fmt.measure_name(e.measure)}: {e.rule}" for e in effects.estimates if e.rule and e.estimate is not None
    )
    text = "; ".join(told)
    if effects.counts:
        text = f"{' v '.join(count.text for count in effects.counts)}: {text}"
    if rules:
        text += f" ({'; '.join(rules)})"
    if effects.apart:
        text += f". These are crude figures; {effects.apart}"
    if spread := spread_text(effects):
        text += f". {spread}"
    if effects.note:
        text += f". {effects.note[:1].upper()}{effects.note[1:]}"
    how = "Counts, nearest to the percentages" if effects.is_nearest else "Counts inferred"
    return f"{text}. {how}: {effects.inferred}" if effects.inferred else text


def number_needed(effects: Effects, aside: str) -> str:
    """The number needed to treat with its interval, and what is said beside it, if there is such a number."""
    text = fmt.number_needed(effects.number_needed) if effects.number_needed is not None else ""
    return f"{text}{aside}" if text else ""


def _aside(study: Study) -> str:
    """How the groups were formed, where that was not at random or is not recorded."""
    if study.design == Design.NOT_RECORDED:
        return ", though how the groups were formed is not recorded"
    return "" if study.is_randomised else ", though the groups were not formed at random"


def spread_text(effects: Effects) -> str:
    """How far the main effect moves over the counts that the printed percentages leave open; empty without such."""
    name = next((m for m in ("risk_difference", "proportion") if m in effects.spread), None)
    if name is None:
        return ""
    low, high = fmt.effects(effects.spread[name], name)
    unit = " percentage points" if name == "risk_difference" else "%"
    what = f"from {low} to {high}{unit}" if low != high else f"at {low}{unit}"
    return f"Over the counts that the percentages allow, the {fmt.measure_name(name)} stands {what}"


def outcome_effect(study: Study, outcome: Outcome, name: str) -> Effect:
    """The effects of an outcome under a name, in words, with the interval of the main one to draw."""
    effects = result(study, outcome).effects
    text = effects_text(effects, outcome.unit, aside=_aside(study))
    return Effect(name, text, _interval(study, outcome, effects))


def _interval(study: Study, outcome: Outcome, effects: Effects) -> Interval | None:
    main = effects.main
    if (
        main is None
        or main.measure not in _AXES
        or main.estimate is None
        or main.ci_low is None
        or main.ci_high is None
    ):
        return None
    low, high = _ends(study, outcome)
    text = fmt.estimate_interval(main, outcome.unit)
    return Interval(main.estimate, main.ci_low, main.ci_high, _AXES[main.measure], text, low, high)


def _ends(study: Study, outcome: Outcome) -> tuple[str, str]:
    """Whom a difference below and above zero favours; empty where the record does not say what is better."""
    sides, higher = study.sides(outcome), outcome.higher_is_better
    if sides is None:
        return "", ""
    first, second = (arm.label for arm in sides)
    below, above = favoured(-1, higher), favoured(1, higher)
    return (below.told(first, second), above.told(first, second)) if below and above else ("", "")


def main_outcome(study: Study) -> Outcome | None:
    """The outcome that a table shows an effect of: a primary one, or the first of those that speak for the study."""
    compared = [o for o in analysed(study).counted(study.compared) if study.sides(o) is not None]
    usable = [o for o in compared if o.effect is not None or not result(study, o).effects.reason]
    return next((o for o in usable if o.primary), usable[0] if usable else None)


def effect_cell(study: Study, measure: str) -> str:
    """An effect of the study's main outcome for a table: ``0.62 (0.37 to 1.04)``; empty where there is none."""
    outcome = main_outcome(study)
    if outcome is None:
        return ""
    effects = result(study, outcome).effects
    if measure == "number_needed":
        return number_needed(effects, _aside(study))
    printed = next((e for e in (outcome.effect, *outcome.other_effects) if e and e.measure.name == measure), None)
    if printed is not None and (effects.apart or effects.reason):
        return effect_cell_as_printed(printed)
    found = None if effects.apart else effects.get(measure)
    return f"{'≈' if effects.is_nearest else ''}{fmt.estimate_cell(found)}" if found else ""


def effects_data(study: Study) -> list[dict[str, Any]]:
    """The effects of every outcome at full precision, with counts, rules and reasons."""
    return [_of_outcome(study, outcome) for outcome in study.compared]


def _of_outcome(study: Study, outcome: Outcome) -> dict[str, Any]:
    named = {"outcome": outcome.id}
    recorded = study.outcomes[study.place_of_outcome[outcome.id]]
    if (
        outcome.compares is not None and recorded.compares is None
    ):  # one pair of several, which the record does not name
        named |= {"first": outcome.compares[0], "second": outcome.compares[1]}
    return named | _data(result(study, outcome).effects)


def _data(effects: Effects) -> dict[str, Any]:
    return {
        "counts": [count._asdict() for count in effects.counts],
        "estimates": [asdict(estimate) for estimate in effects.estimates],
        "number_needed": asdict(effects.number_needed) if effects.number_needed else None,
        "spread": {measure: list(ends) for measure, ends in effects.spread.items()} or None,
        "apart": effects.apart or None,
        "note": effects.note or None,
        "reason": effects.reason or None,
    }
