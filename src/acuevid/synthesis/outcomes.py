"""What one outcome says, as phrases and sentences made of the figures that the source prints."""

from acuevid.measures import MEASURES
from acuevid.models import Arm, Outcome, Study
from acuevid.numbers import format as fmt
from acuevid.numbers.effects import Estimate
from acuevid.results.analysed import result
from acuevid.results.computed import Effects
from acuevid.results.kind import Figure
from acuevid.results.kinds import figure_of, is_association, kind_of, short_figure_of
from acuevid.results.rates import RATES
from acuevid.results.reported import effect_text, lead_text
from acuevid.results.windows import days
from acuevid.synthesis import verbs
from acuevid.synthesis.statements import Basis, Phrase, Statement, joined, listed, named, say
from acuevid.terms import Direction


def field(outcome: Outcome, name: str) -> str:
    """The path of an outcome's field inside its study."""
    return f"outcome[{outcome.id}].{name}"


def value(study: Study, outcome: Outcome, name: str, text: str) -> Phrase:
    """A field of an outcome as a phrase."""
    return Phrase(text, (Basis(study.citekey, field(outcome, name), text),))


def direction_basis(study: Study, outcome: Outcome) -> Phrase:
    """The direction of an outcome as something to rest on, without a word: recorded, or computed from its figures."""
    name, told = result(study, outcome).pointing.basis
    return Phrase("", (Basis(study.citekey, field(outcome, name), told),))


def arm_name(study: Study, arm: Arm) -> Phrase:
    """An arm's label as a phrase."""
    return Phrase(arm.label, (Basis(study.citekey, f"arm[{arm.id}].label", arm.label),))


def has_figures(outcome: Outcome) -> bool:
    """Whether the source prints a figure of this outcome for some arm."""
    return kind_of(outcome) is not None


def figure(study: Study, outcome: Outcome, arm: Arm, *, digits: bool = False) -> Phrase | None:
    """What the source prints of an outcome for one arm: ``16 of 21 (76%)``, ``66.7%``, ``3.2 (SD 1.1)``.

    `None` where it prints nothing. `digits` writes all counts in digits, as tables do.
    """
    return _phrase(study, outcome, figure_of(outcome, arm, fmt.count if digits else fmt.count_word))


def short_figure(study: Study, outcome: Outcome, arm: Arm) -> Phrase | None:
    """The same for a bracket: the mean, the percentage where one is printed, and otherwise the count in digits."""
    return _phrase(study, outcome, short_figure_of(outcome, arm))


def _phrase(study: Study, outcome: Outcome, printed: Figure | None) -> Phrase | None:
    """A printed figure with the fields that it is."""
    if printed is None:
        return None
    pieces: list[Phrase | str] = []
    for part in printed:
        if isinstance(part, str):
            pieces.append(part)
        elif part.field.startswith("arm["):
            pieces.append(Phrase(part.text, (Basis(study.citekey, part.field, part.text),)))
        else:
            pieces.append(value(study, outcome, part.field, part.text))
    return joined(*pieces)


def brackets(study: Study, outcome: Outcome, effects: Effects | None = None) -> Phrase:
    """The effect with its interval and p in brackets, with a space before; empty where there are none.

    A reported effect goes before a computed one; a computed one says whether its counts are inferred.
    """
    items = []
    if outcome.effect is not None:
        items.append(value(study, outcome, outcome.lead_field, lead_text(outcome, brief=True)))
    elif effects is not None and effects.main is not None:
        main = effects.main
        text = (
            fmt.proportion_interval(main) if main.measure == "proportion" else fmt.estimate_interval(main, outcome.unit)
        )
        items.append(value(study, outcome, "computed", f"{text}{source_of(effects)}"))
        if (other := ratio_apart(effects)) is not None:
            items.append(value(study, outcome, "computed", f"{fmt.estimate_interval(other)}, which spans one"))
    if items and (at := at_margin(study, outcome)) is not None:
        items.append(at)
    if outcome.p is not None and not (
        outcome.p == "ns" and result(study, outcome).direction is Direction.NO_CLEAR_DIFFERENCE
    ):
        items.append(value(study, outcome, "p", fmt.p_value(outcome.p)))
    return joined(" (", listed(items, last="; "), ")") if items else Phrase("")


def at_margin(study: Study, outcome: Outcome) -> Phrase | None:
    """How the interval lies to the margin that the source set; `None` without a margin or an interval."""
    inside = result(study, outcome).inside_margin(both_ends=False)
    if inside is None or outcome.margin is None:
        return None
    how = "inside" if inside else "reaching beyond"
    told = f"interval {how} the margin of {fmt.printed(outcome.margin)}"
    return value(study, outcome, "margin", told)


def source_of(effects: Effects) -> str:
    """``, from inferred counts``, ``, from the nearest counts``, ``, widened for clusters``; empty where printed."""
    if effects.estimated or effects.by_design:
        return ", estimated from medians" if effects.estimated else f", {effects.by_design}"
    if effects.is_nearest:
        return ", from the nearest counts"
    return ", from inferred counts" if effects.inferred else ""


def ratio_apart(effects: Effects) -> Estimate | None:
    """The risk ratio, where its interval reaches one and that of the risk difference does not reach zero.

    With few events the two can part; to tell only the one that looks clearer would be a choice of result.
    """
    difference, ratio = effects.get("risk_difference"), effects.get("risk_ratio")
    parted = difference is not None and ratio is not None and not difference.holds(0) and ratio.holds(1)
    return ratio if parted else None


def spans_none(effects: Effects) -> bool:
    """Whether the interval of the main effect reaches the value of no difference."""
    main = effects.main
    return main is not None and bool(main.holds(MEASURES[main.measure].null))


def when(study: Study, outcome: Outcome) -> Phrase:
    """The time points with a preposition, and a space before; empty where none is printed, or the label says it."""
    if not outcome.timepoints or days(outcome.label) in {days(text) for text in outcome.timepoints} - {None}:
        return Phrase("")
    times = outcome.timepoints
    if len(times) == 2 and times[0].split(" ")[1:] == times[1].split(" ")[1:] and times[0][:1].isdigit():
        text = f"{times[0].split(' ')[0]} and {times[1]}"
    else:
        text = " and ".join(times) if len(times) < 3 else f"{', '.join(times[:-1])} and {times[-1]}"
    told = value(study, outcome, "timepoints", text)
    if text[:1].isdigit():
        return joined(" at ", told)
    return joined(" at the ", told) if text.startswith(("end", "start")) else joined(" (", told, ")")


MOST_WORDS = 35
"""A sentence with more words than this is told as two."""


def comparison_sentences(
    study: Study, outcome: Outcome, first: Arm, second: Arm, turn: int = 0, *, opened: bool = False
) -> tuple[Statement, ...]:
    """What an outcome shows between two arms; the effect stands in a sentence of its own where it grows too long."""
    effects = result(study, outcome).effects
    one = _comparison(study, outcome, first, second, turn, opened, brackets(study, outcome, effects))
    if len(one.text.split()) <= MOST_WORDS:
        return (one,)
    if outcome.effect is not None:
        bare = _comparison(study, outcome, first, second, turn, opened, Phrase(""))
        return (bare, _printed_effect(study, outcome))
    if effects.main is None:
        return (one,)
    short = _comparison(study, outcome, first, second, turn, opened, brackets(study, outcome))
    figures = fmt.estimate_figures(effects.main, outcome.unit)
    text = f"{fmt.measure_name(effects.main.measure)} was {figures}{source_of(effects)}"
    if (other := ratio_apart(effects)) is not None:
        text += f"; the interval of the risk ratio, {fmt.estimate_cell(other)}, spans one"
    effect = say(
        "outcome.effect",
        "for {label} the {text}{margin}.",
        label=value(study, outcome, "label", outcome.label),
        text=value(study, outcome, "computed", text),
        margin=joined(", its ", at) if (at := at_margin(study, outcome)) is not None else "",
    )
    return (short, effect)


_OF_PRINTED = 5
"""The words of that sentence that are neither names nor figures."""


def _printed_effect(study: Study, outcome: Outcome) -> Statement:
    """The printed effect with its margin and p, where the sentence on the figures has no room for them."""
    p = value(study, outcome, "p", fmt.p_value(outcome.p)) if outcome.p else None
    aside = [phrase for phrase in (at_margin(study, outcome), p) if phrase is not None]
    effect, text = outcome.effect, lead_text(outcome, brief=True)
    words = sum(len(told.split()) for told in (outcome.label, text, *(phrase.text for phrase in aside)))
    if effect is not None and words + _OF_PRINTED > MOST_WORDS:  # the study in full has the model
        text = effect_text(effect.model_copy(update={"model": None}), outcome.unit, brief=True)
    return say(
        "outcome.printed",
        "for {label} the printed effect is: {effect}{p}.",
        label=value(study, outcome, "label", outcome.label),
        effect=value(study, outcome, outcome.lead_field, text),
        p=joined(" (", listed(aside, last="; "), ")") if aside else Phrase(""),
    )


def _comparison(
    study: Study, outcome: Outcome, first: Arm, second: Arm, turn: int, opened: bool, tail: Phrase
) -> Statement:
    """The figures where there are any, and otherwise the direction.

    `turn` counts the sentences of this kind before it, so that neighbours do not open alike; `opened` says that
    the study has been named.
    """
    a, b = figure(study, outcome, first), figure(study, outcome, second)
    where = opening(study, outcome, opened)
    parts: dict[str, Phrase | str] = {
        "where": where,
        "first": arm_name(study, first),
        "second": arm_name(study, second),
        "label": value(study, outcome, "label", outcome.label),
        "when": when(study, outcome),
        "tail": tail,
    }
    if a is None or b is None:
        found = result(study, outcome).pointing
        if is_association(outcome):
            return association(study, outcome, opened=opened)
        if found.direction is None:
            pattern = "{where}{label} is named without a direction{tail}."
            return say("outcome.silent", pattern, **used(pattern, parts))
        told = verbs.between(found.direction, arm_name(study, first), arm_name(study, second))
        basis = direction_basis(study, outcome)
        return say("outcome.direction", "{where}results for {label}{when} {told}{tail}.", basis, told=told, **parts)
    parts |= {"a": a, "b": b}
    kind = kind_of(outcome)
    if kind is not None and kind.is_scale:
        label = f"{{where}}{scale_word(outcome)}{{label}}{{when}}"
        return say(f"outcome.{kind.name}", label + " was {a} with {first} and {b} with {second}{tail}.", **parts)
    if kind is RATES:
        pattern = "{where}{label}{when} numbered {a} with {first} and {b} with {second}{tail}."
        return say("outcome.rates", pattern, **parts)
    one = 1 in (outcome.events.get(first.id), outcome.events.get(second.id))
    if outcome.event is None or one or is_of_others(study, outcome):
        return say("outcome.counts", _counts_pattern(outcome), **parts)
    if turn == 0 or outcome.subgroup:
        event = value(study, outcome, "event", outcome.event)
        pattern = "{where}{a} {event}{when} with {first}, against {b} with {second}{tail}."
        return say("outcome.events", pattern, event=event, **parts)
    return say("outcome.figures", _counts_pattern(outcome), **parts)


def association(study: Study, outcome: Outcome, *, opened: bool) -> Statement:
    """A correlation alone: two things in the same people, and no comparison."""
    parts = {
        "where": opening(study, outcome, opened),
        "label": value(study, outcome, "label", outcome.label),
        "when": when(study, outcome),
        "tail": brackets(study, outcome),
    }
    pattern = "{where}an association is reported for {label}{when}{tail}; it compares no groups."
    one = say("outcome.association", pattern, **parts)
    if len(one.text.split()) <= MOST_WORDS:
        return one
    return say("outcome.association", "{where}{label}{when}, an association without groups{tail}.", **parts)


def is_of_others(study: Study, outcome: Outcome) -> bool:
    """Whether another outcome of another name has the same words for its event, which then say too little alone."""
    return any(o.event == outcome.event and o.label != outcome.label for o in study.outcomes)


_SCALE_WORDS = {"means": "mean ", "medians": "median ", "changes": "mean change in "}


def scale_word(outcome: Outcome) -> str:
    """``mean `` before a label that does not say so itself; ``median ``, ``mean change in ``."""
    kind = kind_of(outcome)
    if kind is None or outcome.label.lower().startswith(("mean", "average", "median", "change")):
        return ""
    return _SCALE_WORDS.get(kind.name, "")


def _counts_pattern(outcome: Outcome) -> str:
    if outcome.events:
        return "{where}{label}{when} occurred in {a} with {first} and in {b} with {second}{tail}."
    return "{where}{label}{when} was {a} with {first} and {b} with {second}{tail}."


def opening(study: Study, outcome: Outcome, opened: bool) -> Phrase:
    """``In Shiflett 2011, ``, the subgroup where there is one, or nothing where the study has been named."""
    among = value(study, outcome, "subgroup", outcome.subgroup) if outcome.subgroup else None
    if opened:
        return joined("among ", among, ", a subgroup, ") if among else Phrase("")
    start = joined("in ", named(study), ", ")
    return joined(start, "among ", among, ", a subgroup, ") if among else start


def used(pattern: str, parts: dict[str, Phrase | str]) -> dict[str, Phrase | str]:
    """The parts that a pattern names, so that a sentence rests on what it says."""
    return {name: part for name, part in parts.items() if f"{{{name}}}" in pattern}
