"""What changed inside the arms of a study, from before to after; it never becomes a comparison."""

from collections.abc import Sequence

from acuevid.models import Arm, Outcome, Study
from acuevid.numbers import format as fmt
from acuevid.results.analysed import result
from acuevid.results.computed import Effects
from acuevid.results.kinds import is_association, is_scale
from acuevid.synthesis.outcomes import (
    arm_name,
    association,
    brackets,
    field,
    figure,
    has_figures,
    is_of_others,
    opening,
    scale_word,
    used,
    value,
    when,
)
from acuevid.synthesis.statements import Basis, Phrase, Statement, joined, listed, named, say
from acuevid.terms import Direction

_CHANGED: dict[Direction | None, str] = {
    Direction.IMPROVED: "improved",
    Direction.WORSENED: "worsened",
    Direction.UNCHANGED: "did not change",
}


def within_sentences(study: Study, outcomes: Sequence[Outcome], *, opened: bool = False) -> list[Statement]:
    """What changed inside the arms of a study, one sentence for each kind of reporting."""
    made: list[Statement] = []
    told = [o for o in outcomes if not (has_figures(o) or is_association(o))]
    changed = [o for o in told if o.direction is not None and o.direction.is_within_arm]
    with_p = [o for o in changed if o.p and o.p != "ns"]
    for outcome in outcomes:
        if has_figures(outcome):
            for arm in study.inside(outcome):
                if figure(study, outcome, arm) is not None:
                    made.append(_counted_change(study, outcome, arm, opened=opened or bool(made)))
        elif is_association(outcome):
            made.append(association(study, outcome, opened=opened or bool(made)))
    if len(with_p) > 2 and len({o.direction for o in with_p}) == 1:
        made.append(_many_with_p(study, with_p, every=len(with_p) == len(outcomes)))
    else:
        made += [_change(study, o, opened=opened or bool(made)) for o in with_p]
    bare = [o for o in changed if not o.p or o.p == "ns"]
    for kind in dict.fromkeys((o.direction, o.within, o.timepoints) for o in bare):
        same = [o for o in bare if (o.direction, o.within, o.timepoints) == kind]
        made.append(_bare_changes(study, same, opened=opened or bool(made)))
    return made


def _many_with_p(study: Study, outcomes: Sequence[Outcome], *, every: bool) -> Statement:
    ordered = sorted(outcomes, key=lambda o: (_p_size(o.p), o.p or ""))
    basis = [
        Basis(study.citekey, field(o, name), str(getattr(o, name)))
        for o in outcomes
        for name in ("label", "direction", "p")
    ]
    low, high = (
        value(study, o, "p", fmt.p_value(o.p or "").removeprefix("p ").removeprefix("= "))
        for o in (ordered[0], ordered[-1])
    )
    return say(
        "change.many",
        "in {study}, {all}{n} measures {direction} from before to after treatment (p from {low} to {high}).",
        study=named(study),
        all="all " if every else "",
        n=Phrase(fmt.count_word(len(outcomes)), tuple(basis)),
        direction=_CHANGED[outcomes[0].direction],
        low=low,
        high=high,
    )


def _p_size(p: str | None) -> float:
    return float((p or "1").lstrip("<>= ")) if p and p != "ns" else 1.0


def _change(study: Study, outcome: Outcome, *, opened: bool) -> Statement:
    return say(
        "change.one",
        "{where}{label} {direction} from before to after treatment{who}{when}{tail}.",
        where=opening(study, outcome, opened),
        who=_who(study, outcome),
        label=value(study, outcome, "label", outcome.label),
        direction=value(study, outcome, "direction", _CHANGED[outcome.direction]),
        when=when(study, outcome),
        tail=brackets(study, outcome),
    )


def _counted_change(study: Study, outcome: Outcome, arm: Arm, *, opened: bool) -> Statement:
    event = "" if outcome.event is None or is_of_others(study, outcome) else outcome.event
    parts: dict[str, Phrase | str] = {
        "where": opening(study, outcome, opened),
        "a": figure(study, outcome, arm) or Phrase(""),
        "arm": arm_name(study, arm),
        "label": value(study, outcome, "label", outcome.label),
        "event": value(study, outcome, "event", event),
        "when": when(study, outcome),
        "tail": brackets(study, outcome, _known_share(study, outcome)),
    }
    if outcome.direction in _CHANGED and not event:
        parts["direction"] = value(study, outcome, "direction", _CHANGED[outcome.direction])
        parts["who"] = _who(study, outcome)
        word = scale_word(outcome)
        lead = "with a mean change of " if outcome.change else f"to a {word}of " if word else "to "
        parts["amount"] = joined(lead, parts["a"])
        pattern = "{where}{label} {direction}{who}{when}, {amount}{tail}."
    elif is_scale(outcome):
        pattern = "{where}" + scale_word(outcome) + "{label}{when} was {a} with {arm}{tail}."
    elif not event:
        pattern = "{where}{label}{when} occurred in {a} with {arm}{tail}."
    elif str(parts["a"]) == "one":
        pattern = "{where}{a} person {event}{tail}."
    else:
        pattern = "{where}{a}{complete} {event}{when}{tail}."
    if study.analysed is not None and outcome.total.get(arm.id) == study.analysed != study.participants:
        parts["complete"] = Phrase(" with complete data", (Basis(study.citekey, "analysed", str(study.analysed)),))
    else:
        parts["complete"] = ""
    return say("change.counted", pattern, **used(pattern, parts))


def _known_share(study: Study, outcome: Outcome) -> Effects | None:
    """The proportion in a single arm, where its counts are printed and are of all who took part."""
    effects = result(study, outcome).effects
    partial = study.analysed is not None and study.analysed != study.participants
    return None if effects.inferred or partial else effects


def _bare_changes(study: Study, outcomes: Sequence[Outcome], *, opened: bool) -> Statement:
    first = outcomes[0]
    return say(
        "change.bare",
        "{where}{labels} {direction}{who}{when}; no figures are given.",
        *(value(study, o, "direction", str(o.direction)) for o in outcomes),
        where=Phrase("") if opened else joined("in ", named(study), ", "),
        labels=listed(value(study, o, "label", o.label) for o in outcomes),
        direction=_CHANGED[first.direction],
        who=_who(study, first),
        when=when(study, first),
    )


def _who(study: Study, outcome: Outcome) -> Phrase:
    """The groups that a change was seen in, where a study has more than one: `` in both groups``, `` with sham``."""
    arms = study.inside(outcome)
    if len(study.arms) < 2 or not arms:
        return Phrase("")
    if len(arms) == len(study.arms):
        text = "both" if len(arms) == 2 else f"all {fmt.count_word(len(arms))}"
        return joined(" in ", value(study, outcome, "within", text), " groups")
    return joined(" with ", listed(arm_name(study, arm) for arm in arms))
