"""One effect a study: the outcome that speaks for it, on one scale with the others, turned to one side."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from acuevid.lists import spoken
from acuevid.measures import COUNTED, MEASURES
from acuevid.models import Outcome
from acuevid.numbers.effects import Estimate, wald_risk_difference
from acuevid.numbers.pooling import for_pooling
from acuevid.pools.candidates import Candidate, times_words
from acuevid.pools.sets import Doubted, LeftOut, Measure, Member
from acuevid.results.kinds import is_scale
from acuevid.results.windows import measured_at, window
from acuevid.terms import Window


def by_measure(found: Sequence[Candidate], measure: Measure | None) -> dict[Measure, list[Candidate]]:
    """The effect that is pooled: as asked for, or the risk ratio for counts, the mean difference on one scale."""
    if not is_scale(found[0].outcome):
        return {measure or "risk_ratio": list(found)}
    scales = {_scale(c.outcome) for c in found}
    if measure is None and (len(scales) > 1 or None in scales) and len({c.study.citekey for c in found}) > 1:
        measure = "std_mean_difference"
    return {measure or "mean_difference": list(found)}


def members_of(
    found: Sequence[Candidate], measure: Measure, doubted: Doubted, when: Window
) -> tuple[list[Member], list[LeftOut]]:
    """One member a study, turned to one side; and those that cannot stand beside the others."""
    refused: list[LeftOut] = []
    if measure == "mean_difference":
        found, refused = _on_one_scale(found)
    usable = [c for c in found if measure in COUNTED or any(e.measure == measure for e in c.effects.estimates)]
    have = {c.study.citekey for c in usable}
    why = f"no {MEASURES[measure].label} is computed of it"
    refused += [
        LeftOut(c.study, why, f"outcome[{c.outcome.id}]", c.outcome) for c in found if c.study.citekey not in have
    ]
    by_study: dict[str, list[Candidate]] = {}
    for candidate in usable:
        by_study.setdefault(candidate.study.citekey, []).append(candidate)
    members = [_member(same, measure, doubted, when) for same in by_study.values()]
    if measure in COUNTED:
        return members, refused
    for member in [m for m in members if m.point is None]:  # only tables of counts say something without a variance
        members.remove(member)
        refused.append(LeftOut(member.study, member.reason, f"outcome[{member.outcome.id}]", member.outcome))
    higher = sum(m.outcome.higher_is_better is True for m in members)
    high = 2 * higher > len(members)
    return [m if m.outcome.higher_is_better is high else _turned(m) for m in members], refused


def _on_one_scale(found: Sequence[Candidate]) -> tuple[list[Candidate], list[LeftOut]]:
    """Those on the instrument and unit that most studies use, of several the first by name; the others by name."""
    studies: dict[_Scale, set[str]] = {}
    for candidate in found:
        if (scale := _scale(candidate.outcome)) is not None:
            studies.setdefault(scale, set()).add(candidate.study.citekey)
    alone = len({c.study.citekey for c in found}) == 1
    chosen = min(studies, key=lambda scale: (-len(studies[scale]), scale)) if studies else None
    kept = [c for c in found if alone or (chosen is not None and _scale(c.outcome) == chosen)]
    have = {c.study.citekey for c in kept}
    refused = [_on_another(c, chosen) for c in found if c.study.citekey not in have]
    return kept, refused


_Scale = tuple[str, str]


def _scale(outcome: Outcome) -> _Scale | None:
    """The instrument and the unit, which a mean difference must share; `None` where neither is recorded."""
    if outcome.instrument is not None:
        return outcome.instrument.key, outcome.unit or ""
    return ("", outcome.unit) if outcome.unit is not None else None


def _on_another(candidate: Candidate, chosen: _Scale | None) -> LeftOut:
    """Why an outcome cannot stand on the scale that was chosen."""
    outcome, field = candidate.outcome, "unit"
    reason = f"measured in {outcome.unit}" if outcome.unit else "the unit of its scale is not recorded"
    if chosen is not None and chosen[0] != (outcome.instrument.key if outcome.instrument else ""):
        field = "instrument"
        reason = f"measured on {outcome.instrument.name}" if outcome.instrument else "its instrument is not recorded"
    return LeftOut(candidate.study, reason, f"outcome[{outcome.id}].{field}", outcome)


def _member(same: Sequence[Candidate], measure: Measure, doubted: Doubted, when: Window) -> Member:
    """The outcome that speaks for a study: the latest in the window, a primary one, the larger group; and what else."""
    labels = {c.outcome.label for c in same}
    chosen = min(
        same,
        key=lambda c: (
            len(labels) > 1 and not c.outcome.primary,
            -(measured_at(c.outcome) or 0.0),
            not c.outcome.primary,
            -(c.people or 0),
            c.pair.first.id,
            c.pair.second.id,
            c.outcome.id,
        ),
    )
    effect = _estimate(chosen, measure)
    point = for_pooling(effect)
    reason = "" if point is not None else effect.reason or "no standard error"
    shared = _shared(chosen, same)
    remarks = (*_remarks(chosen, same, when), *(text for text in (shared, chosen.effects.note) if text))
    doubt = doubted.get((chosen.study.citekey, chosen.outcome.id), "")
    return Member(
        chosen.study,
        chosen.outcome,
        chosen.pair,
        effect,
        point,
        chosen.effects.counts,
        chosen.people,
        is_nearest=chosen.effects.is_nearest,
        doubt=doubt,
        reason=reason,
        remarks=remarks,
        shared=shared,
    )


def _estimate(candidate: Candidate, measure: Measure) -> Estimate:
    if measure == "risk_difference":
        first, second = candidate.effects.counts
        return wald_risk_difference(first.events, first.total, second.events, second.total)
    return next(e for e in candidate.effects.estimates if e.measure == measure)


def _remarks(chosen: Candidate, same: Sequence[Candidate], when: Window) -> Iterable[str]:
    """What was chosen inside the study, and what else there was."""
    pair, label, at = chosen.pair, chosen.outcome.label, times_words([chosen.outcome])
    beside = [c for c in same if _arms(c) == _arms(chosen) and c is not chosen]
    times = [c.outcome for c in beside if c.outcome.label == label]
    is_timed = any(times_words([o]) != at for o in times)
    if is_timed:
        yield f"“{label}” {at} is pooled, the last of its times here (also {times_words(times)})"
    others = sorted({c.outcome.label for c in beside if c.outcome.label != label})
    if others:
        why = "its primary outcome" if chosen.outcome.primary else "the latest, or the first by name"
        yield f"“{label}” is pooled, {why} (also {', '.join(others)})"
    elif times and not is_timed:
        yield f"“{label}” is pooled as one of its {len(beside) + 1} entries says"
    elsewhere = [
        o
        for o in pair.outcomes
        if o.measures == chosen.outcome.measures and not o.subgroup and when not in (Window.ANY, window(o))
    ]
    if elsewhere:
        yield f"“{label}” was also measured {times_words(elsewhere)}, in another window"


def _shared(chosen: Candidate, same: Sequence[Candidate]) -> str:
    """The comparisons of a study that are left out beside the one that is pooled; empty without any."""
    groups = sorted({f"{c.pair.first.label} v {c.pair.second.label}" for c in same if _arms(c) != _arms(chosen)})
    if not groups:
        return ""
    pair, verb = chosen.pair, "is" if len(groups) == 1 else "are"
    left = f"{spoken(groups)} {verb} left out, since no group may count twice"
    return f"{pair.first.label} v {pair.second.label} is pooled, and {left}"


def _arms(candidate: Candidate) -> tuple[str, str]:
    return candidate.pair.first.id, candidate.pair.second.id


def _turned(member: Member) -> Member:
    effect, point = member.effect, member.point
    if effect.estimate is None or point is None:
        return member
    low, high = effect.ci_low, effect.ci_high
    turned = replace(
        effect,
        estimate=-effect.estimate,
        ci_low=None if high is None else -high,
        ci_high=None if low is None else -low,
    )
    return replace(member, effect=turned, point=(-point[0], point[1]), is_turned=True)
