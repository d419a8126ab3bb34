"""One effect a study: the outcome that speaks for it, on one scale with the others, turned to one side."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from acuevid.lists import spoken
from acuevid.measures import COUNTED, MEASURES, Sort
from acuevid.models import Outcome, Study
from acuevid.numbers.pooling import for_pooling
from acuevid.pools.arms import taken
from acuevid.pools.candidates import Candidate
from acuevid.pools.lacks import times_words
from acuevid.pools.sets import Doubted, LeftOut, Measure, Member
from acuevid.results.entering import Tier
from acuevid.results.findings import Comparison
from acuevid.results.once import once
from acuevid.results.windows import measured_at, window
from acuevid.terms import MultiArm, Window

_FIRST = {Sort.EVENTS: "risk_ratio", Sort.SCALE: "mean_difference", Sort.RATES: "rate_ratio"}
"""The measure that is pooled where none is asked for and two studies give it."""
_IN_UNITS = ("mean_difference", "rate_difference")
"""The measures that have the unit of what was measured, which must then be one."""


def by_measure(found: Sequence[Candidate], measure: Measure | None) -> Measure:
    """The measure that is pooled: as asked for, or the usual one of the sort, or else what most studies give.

    Means on several scales are standardised; means that are estimated from medians do not decide that.
    """
    if measure is not None:
        return measure
    sort = found[0].entries[0].sort
    both = [c for c in found if c.get("std_mean_difference") is not None]
    deciding = [c for c in both if c.entries[0].tier is not Tier.ESTIMATED] or both
    scales = {_scale(c.outcome) for c in deciding}
    if (len(scales) > 1 or None in scales) and len({c.study.citekey for c in deciding}) > 1:
        return "std_mean_difference"
    given = Counter(name for name, _ in {(e.estimate.measure, c.study.citekey) for c in found for e in c.entries})
    most = min(given, key=lambda name: (-given[name], list(MEASURES).index(name)))
    first = _FIRST.get(sort, most)
    return first if given[first] > 1 or given[first] >= given[most] else most


def members_of(
    found: Sequence[Candidate], measure: Measure, doubted: Doubted, when: Window, several: MultiArm = MultiArm.CHOOSE
) -> tuple[list[Member], list[LeftOut]]:
    """One member a study, of several groups as asked for, turned to one side; and those that cannot stand beside it."""
    usable = [c for c in found if c.get(measure) is not None]
    have = {c.study.citekey for c in usable}
    refused = [_without(c, measure) for c in found if c.study.citekey not in have]
    if measure in _IN_UNITS:
        usable, others = _on_one_scale(usable)
        refused += others
    by_study: dict[str, list[Candidate]] = {}
    for candidate in usable:
        by_study.setdefault(candidate.study.citekey, []).append(candidate)
    members = [m for same in by_study.values() for m in _members(same, measure, doubted, when, several)]
    if measure in COUNTED and all(m.counts for m in members):
        return members, refused
    for member in [m for m in members if m.point is None]:  # only tables of counts say something without a variance
        members.remove(member)
        refused.append(LeftOut(member.study, member.reason, f"outcome[{member.outcome.id}]", member.outcome))
    if MEASURES[measure].sort is not Sort.SCALE:
        return members, refused
    return _on_one_side(members, measure, refused)


def _without(candidate: Candidate, measure: Measure) -> LeftOut:
    """Why an outcome does not give the effect that is pooled."""
    given = list(dict.fromkeys(MEASURES[e.estimate.measure].label for e in candidate.entries))
    wanted = MEASURES[measure].label
    if all(e.printed is not None for e in candidate.entries):
        reason = f"the {spoken(given)} {'is' if len(given) == 1 else 'are'} printed, and no figures for a {wanted}"
    elif measure == "std_mean_difference" and candidate.entries[0].is_change:
        reason = "changes from baseline, whose deviations are not those of values"
    else:
        reason = f"no {wanted} is computed of it"
    return LeftOut(candidate.study, reason, f"outcome[{candidate.outcome.id}]", candidate.outcome)


def _on_one_side(
    members: Sequence[Member], measure: Measure, refused: list[LeftOut]
) -> tuple[list[Member], list[LeftOut]]:
    """Scales turned to the side that most of them use; a ratio of means cannot be turned."""
    higher = sum(m.outcome.higher_is_better is True for m in members)
    high = 2 * higher > len(members)
    if not MEASURES[measure].is_ratio:
        return [m if m.outcome.higher_is_better is high else _turned(m) for m in members], refused
    other = [m for m in members if m.outcome.higher_is_better is not high]
    why = "its scale runs the other way, and a ratio cannot be turned"
    turned = [LeftOut(m.study, why, f"outcome[{m.outcome.id}].better", m.outcome) for m in other]
    return [m for m in members if m.outcome.higher_is_better is high], refused + turned


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


def _members(
    same: Sequence[Candidate], measure: Measure, doubted: Doubted, when: Window, several: MultiArm
) -> Iterator[Member]:
    """The outcome that speaks for a study, between two of its groups or more, and what else there was."""
    labels = {c.outcome.label for c in same}
    ordered = sorted(same, key=lambda c: _preference(c, measure, several=len(labels) > 1))
    chosen, others = ordered[0], _shared(ordered[0], same)
    why = ""
    if several is not MultiArm.CHOOSE and others:
        at = chosen.outcome.label, chosen.outcome.timepoints
        alike = {_arms(c): c for c in reversed(ordered) if (c.outcome.label, c.outcome.timepoints) == at}
        made = taken(sorted(alike.values(), key=ordered.index), measure, several)
        if not isinstance(made, str):
            for n, candidate in enumerate(made):
                remarks = (*_remarks(chosen, same, when), candidate.told) if n == 0 else ()
                yield _member(candidate, measure, doubted, candidate.told if n == 0 else "", remarks)
            return
        verb = "taken together" if several is MultiArm.COMBINE else "divided"
        why = f"; they are not {verb}: {made}"
    shared = f"{others}{why}"
    yield _member(chosen, measure, doubted, shared, (*_remarks(chosen, same, when), *([shared] if shared else [])))


def _member(chosen: Candidate, measure: Measure, doubted: Doubted, shared: str, remarks: tuple[str, ...]) -> Member:
    entry = chosen.get(measure)
    assert entry is not None
    point = for_pooling(entry.estimate)
    reason = "" if point is not None else entry.estimate.reason or "no standard error"
    remarks = (*remarks, *([entry.note] if entry.note else []))
    one, two = chosen.shares
    effect, rates = chosen.effects.design_effect, chosen.effects.rates if entry.printed is None else None
    return Member(
        chosen.study,
        chosen.outcome,
        chosen.pair,
        entry,
        entry.estimate,
        point,
        chosen.effects.counts if entry.printed is None else (),
        chosen.people,
        (one * effect, two * effect),
        None if rates is None else (rates[0] / effect, rates[1] / effect, rates[2] / effect, rates[3] / effect),
        chosen.cells,
        doubt=doubted.get((chosen.study.citekey, chosen.outcome.id), ""),
        reason=reason,
        remarks=remarks,
        shared=shared,
        groups=chosen.effects.groups if entry.printed is None else None,
    )


def _preference(candidate: Candidate, measure: Measure, *, several: bool) -> tuple[object, ...]:
    """What goes first inside a study: the last time, a primary outcome, values before changes, the surer figures."""
    entry, outcome = candidate.get(measure), candidate.outcome
    assert entry is not None
    return (
        several and not outcome.primary,
        -(measured_at(outcome) or 0.0),
        not outcome.primary,
        entry.is_change,
        list(Tier).index(entry.tier),
        -(candidate.people or 0),
        _arms(candidate),
        outcome.id,
    )


def _remarks(chosen: Candidate, same: Sequence[Candidate], when: Window) -> Iterator[str]:
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
    entry = chosen.entries[0]
    changes = [c for c in beside if c.outcome.label == label and c.entries[0].is_change is not entry.is_change]
    if any(times_words([c.outcome]) == at for c in changes):
        yield f"“{label}” is pooled as its {'changes from baseline' if entry.is_change else 'final values'}"
    alike = _measuring(chosen.study, pair).get(chosen.outcome.measures, ()) if pair is not None else ()
    elsewhere = [o for o in alike if not o.subgroup and when not in (Window.ANY, window(o))]
    if elsewhere:
        yield f"“{label}” was also measured {times_words(elsewhere)}, in another window"


def _measuring(study: Study, pair: Comparison) -> dict[str, list[Outcome]]:
    """The outcomes of two groups of a study by what they measure; gone through once."""

    def found() -> dict[str, list[Outcome]]:
        by_measured: dict[str, list[Outcome]] = {}
        for outcome in pair.outcomes:
            by_measured.setdefault(outcome.measures, []).append(outcome)
        return by_measured

    return once(study, ("measuring", pair.first.id, pair.second.id), found)


def _shared(chosen: Candidate, same: Sequence[Candidate]) -> str:
    """The comparisons of a study that are left out beside the one that is pooled; empty without any."""
    groups = sorted({c.pair.label for c in same if c.pair is not None and _arms(c) != _arms(chosen)})
    if not groups or chosen.pair is None:
        return ""
    pair, verb = chosen.pair, "is" if len(groups) == 1 else "are"
    left = f"{spoken(groups)} {verb} left out, since no group may count twice"
    return f"{pair.first.label} v {pair.second.label} is pooled, and {left}"


def _arms(candidate: Candidate) -> tuple[str, str]:
    return ("", "") if candidate.pair is None else (candidate.pair.first.id, candidate.pair.second.id)


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
