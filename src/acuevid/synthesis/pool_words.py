"""What pooling lets one say, in sentences that rest on the counts or means that were pooled."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from acuevid.figures.findings import side_name
from acuevid.models import Condition
from acuevid.numbers import format as fmt
from acuevid.numbers.effects import number_needed_to_treat
from acuevid.numbers.pooling import RATIOS, on_its_scale
from acuevid.synthesis.brief import design_phrase, people_in
from acuevid.synthesis.pool import MOST_LEFT_OUT, LeftOut, Member, PoolResult, PoolSet, model_name
from acuevid.synthesis.statements import Basis, Phrase, Statement, joined, listed, named, say
from acuevid.terms import Better, EventIs

FEW = 3
"""With so many studies or fewer, neither interval of a random-effects model is good."""


def pooled_basis(members: Sequence[Member]) -> tuple[Basis, ...]:
    """The figures that were pooled."""
    return tuple(Basis(m.study.citekey, f"outcome[{m.outcome.id}]", figures(m)) for m in members)


def figures(member: Member) -> str:
    """The counts or means of a study in a pool: ``18 of 100 v 20 of 100``."""
    if member.counts:
        return " v ".join(count.text for count in member.counts)
    outcome, arms = member.outcome, (member.pair.first.id, member.pair.second.id)
    return " v ".join(f"{fmt.printed(outcome.mean[a])} ({fmt.printed(outcome.sd[a])})" for a in arms)


def pool_sentences(result: PoolResult) -> list[list[Statement]]:
    """Paragraphs: the result; how the studies differ and what the result hangs on; what it means in absolute terms."""
    return [
        [_size(result.chosen), *_result(result)],
        [*_heterogeneity(result), *_sensitivity(result), *_zero_rule(result)],
        [*_absolute(result), *_remarks(result), _caution(result)],
    ]


def brief_pooled(results: Sequence[PoolResult]) -> Iterator[Statement]:
    """For a summary: each question on which two randomised trials or more are pooled, in two sentences."""
    for result in results:
        yield from _result(result, opening=True)


def could_be_pooled(chosen: PoolSet) -> Statement:
    """What stands in place of a pooled result where scipy is not installed."""
    return say(
        "pool.no-scipy",
        "{who} could be pooled; this copy of acuevid lacks its extra for that (stats).",
        who=_designs(chosen),
    )


def nothing_to_pool(
    condition: Condition | None, left: Sequence[LeftOut], *, is_randomised: bool = True
) -> Iterator[Statement]:
    """Two lines: that no two studies answer one question with figures, and what each lacks."""
    about = f" on {condition.name}" if condition else ""
    basis = tuple(Basis(item.study.citekey, item.field, item.reason) for item in left)
    if not left:
        record = condition.key if condition else "sheet"
        empty = Phrase("", (Basis(record, "studies", "none"),))
        yield say(
            "pool.empty", "there is nothing to pool{about}: the catalogue has no clinical study.", empty, about=about
        )
        return
    yield say(
        "pool.nothing",
        "there is nothing to pool{about}: no two independent {kind} have figures for one question in the catalogue.",
        Phrase("", basis),
        about=about,
        kind="randomised trials" if is_randomised else "controlled studies that are not randomised",
    )
    yield say("pool.left-out", "{who}.", who=_by_reason(left))


def left_out(chosen: PoolSet) -> Iterator[Statement]:
    """The studies that are not in a pool, by the reason."""
    if chosen.left_out:
        yield say("pool.left-out", "left out: {who}.", who=_by_reason(chosen.left_out))


def _by_reason(left: Sequence[LeftOut]) -> Phrase:
    groups: dict[str, list[LeftOut]] = {}
    for item in left:
        groups.setdefault(item.reason, []).append(item)
    told = [
        joined(
            listed(named(item.study) for item in items),
            Phrase(f" ({reason})", tuple(Basis(i.study.citekey, i.field, reason) for i in items)),
        )
        for reason, items in groups.items()
    ]
    return Phrase("; ".join(t.text for t in told), tuple(b for t in told for b in t.basis))


def sides(chosen: PoolSet) -> tuple[str, str]:
    """Both sides by name; ``the treatment`` and the class where the studies' arms have several names."""
    pairs = [m.pair for m in chosen.members]
    first = side_name([p.first for p in pairs], "the treatment")
    return first, side_name([p.second for p in pairs], chosen.question.comparator.label)


def topic(chosen: PoolSet) -> str:
    """What was measured: the outcome's label where all studies share it, and else its kind."""
    labels = {m.outcome.label for m in chosen.members}
    return labels.pop() if len(labels) == 1 else chosen.question.family.label


def favoured(chosen: PoolSet, lower: bool) -> str:
    """The side that a lower, or a higher, effect favours; empty where the studies do not all say what is better."""
    low_is_good = {
        m.outcome.event_is is EventIs.BAD or m.outcome.better is Better.LOWER
        for m in chosen.members
        if m.outcome.event_is in (EventIs.BAD, EventIs.GOOD) or m.outcome.better is not None
    }
    known = all(m.outcome.event_is in (EventIs.BAD, EventIs.GOOD) or m.outcome.better for m in chosen.members)
    if not known or len(low_is_good) != 1:
        return ""
    first, second = sides(chosen)
    return first if low_is_good.pop() is lower else second


def _designs(chosen: PoolSet) -> Phrase:
    studies = [m.study for m in chosen.members]
    return joined(Phrase(fmt.count_word(len(studies)), pooled_basis(chosen.members)), " ", design_phrase(studies))


def _size(chosen: PoolSet) -> Statement:
    first, second = sides(chosen)
    pairs = [m.pair for m in chosen.members]
    return say(
        "pool.size",
        "{designs} ({people}) compared {first} with {second} on {topic}.",
        designs=_designs(chosen),
        people=people_in([m.study for m in chosen.members]),
        first=Phrase(first, tuple(Basis(p.study.citekey, f"arm[{p.first.id}].label", p.first.label) for p in pairs)),
        second=Phrase(
            second, tuple(Basis(p.study.citekey, f"arm[{p.second.id}].label", p.second.label) for p in pairs)
        ),
        topic=topic(chosen),
    )


def _null(result: PoolResult) -> str:
    return "1" if result.measure in RATIOS else "0"


def _result(result: PoolResult, *, opening: bool = False) -> Iterator[Statement]:
    """The pooled effect, the side on which its interval lies, and what a further study may find."""
    chosen, main, effect = result.chosen, result.main, result.effect
    basis = pooled_basis(chosen.members)
    units = {m.outcome.unit for m in chosen.members}
    told = fmt.estimate_interval(effect, units.pop() if len(units) == 1 else None)
    if not told:
        reason = main.reason or "there is no interval"
        yield say("pool.undefined", "pooled, they give no result: {reason}.", reason=Phrase(reason, basis))
        return
    on = f" on {topic(chosen)} against {chosen.question.comparator.label}" if opening else ""
    yield say(
        "pool.effect",
        "pooled{on}, {who} give: {effect} ({model}); {where}.",
        on=on,
        who=joined("the ", _designs(chosen)) if opening else "they",
        effect=Phrase(told, basis),
        model=f"random effects, {model_name(main)}",
        where=_where(result),
    )
    if main.pi_low is None or main.pi_high is None:
        return
    low, high = natural(result, main.pi_low, main.pi_high)
    holds = main.pi_low <= 0 <= main.pi_high
    yield say(
        "pool.prediction",
        "the effect in a further study like these may lie anywhere from {low} to {high} (95% prediction interval, t on "
        "{df} degrees of freedom){tail}.",
        low=Phrase(low, basis),
        high=Phrase(high, basis),
        df=fmt.count(main.k - 1),
        tail=", on either side" if holds else "",
    )


def natural(result: PoolResult, low: float, high: float) -> tuple[str, str]:
    """Two points of the scale of analysis as the measure is written."""
    found = on_its_scale(replace(result.main, ci_low=low, ci_high=high), result.measure)
    assert found.ci_low is not None
    assert found.ci_high is not None
    return fmt.effect(found.ci_low, result.measure), fmt.effect(found.ci_high, result.measure)


def _where(result: PoolResult) -> str:
    """On which side of no effect the interval lies."""
    null, lies = _null(result), result.sensitivity.side
    if not lies:
        return f"the interval holds {null}, so the pool shows no clear difference"
    who = favoured(result.chosen, lies < 0)
    tail = f", on the side of {who}" if who else ""
    return f"the whole interval lies {'below' if lies < 0 else 'above'} {null}{tail}"


def _heterogeneity(result: PoolResult) -> Iterator[Statement]:
    main, tau2 = result.main, result.tau2
    if main.q is None or main.q_p is None or main.tau2 is None or main.i2 is None:
        return
    span = ""
    if tau2.low is not None and tau2.high is not None:
        span = f" (95% CI {fmt.variance(tau2.low)} to {fmt.variance(tau2.high)}, Q-profile)"
    p = fmt.computed_p(main.q_p)
    p = p if p.startswith("u") else f"= {p}"
    told = (
        f"τ² = {fmt.variance(main.tau2)}{span}; I² = {fmt.computed_percent(main.i2 / 100)}%, derived from τ²; "
        f"Q = {fmt.statistic(main.q)} on {fmt.count(main.k - 1)} degrees of freedom, p {p}"
    )
    yield say(
        "pool.heterogeneity",
        "how the effects vary between studies: {told}.",
        told=Phrase(told, pooled_basis(result.chosen.members)),
    )
    if main.k <= FEW:
        yield say(
            "pool.few",
            "with {k} studies both intervals are poor: Knapp–Hartung's may be too wide to use, Wald's too narrow.",
            k=Phrase(fmt.count_word(main.k), pooled_basis(result.chosen.members)),
        )


def _sensitivity(result: PoolResult) -> Iterator[Statement]:
    """The fragility line: whether the conclusion survives the model, the interval and each study left out."""
    found, null = result.sensitivity, _null(result)
    conclusion = {-1: f"lies wholly below {null}", 0: f"holds {null}", 1: f"lies wholly above {null}"}
    basis = Phrase("", pooled_basis(result.chosen.members))
    if not found.others or result.main.ci_low is None:  # without an interval there is no conclusion to be fragile
        return
    n = fmt.count_word(len(found.others))
    ways = "other models, and each study left out in turn" if result.without else "other models"
    if not found.changed:
        yield say(
            "pool.robust",
            "the interval {lies} in all {n} other ways of looking: {ways}.",
            basis,
            ways=ways,
            lies=conclusion[found.side],
            n=n,
        )
    else:
        yield say(
            "pool.fragile",
            "the conclusion is fragile: that the interval {lies} does not survive {changed} of {n} other ways of "
            "looking ({ways}).",
            basis,
            lies=conclusion[found.side],
            changed=fmt.count_word(len(found.changed)),
            n=n,
            ways="; ".join(found.changed[:8]) + (" …" if len(found.changed) > 8 else ""),
        )
    if len(result.chosen.members) > MOST_LEFT_OUT:
        yield say(
            "pool.none-left-out",
            "with more than {most} studies, none was left out in turn.",
            basis,
            most=fmt.count(MOST_LEFT_OUT),
        )
    points = [f.estimate for _, f in result.without if f.estimate is not None]
    if points:
        low, high = natural(result, min(points), max(points))
        yield say(
            "pool.leave-one-out",
            "leaving out one study at a time moves the {measure} between {low} and {high}.",
            basis,
            measure=fmt.measure_name(result.measure),
            low=low,
            high=high,
        )


def _zero_rule(result: PoolResult) -> Iterator[Statement]:
    with_zero = [m for m in result.chosen.members if m.effect.rule]
    if with_zero:
        yield say(
            "pool.zero-rule",
            "½ was added to all four cells of {who}, {each} a zero in its table.",
            who=listed(named(m.study) for m in with_zero),
            each="which has" if len(with_zero) == 1 else "each of which has",
        )


def _absolute(result: PoolResult) -> Iterator[Statement]:
    absolute = result.absolute
    if absolute is None or absolute.per_1000 is None or result.control_risk is None:
        return
    span = ""
    if absolute.per_1000_ci is not None:
        span = f" (95% CI {' to '.join(map(fmt.more_or_fewer, absolute.per_1000_ci))})"
    events = {m.outcome.event or f"had {m.outcome.label}" for m in result.chosen.members}
    event = events.pop() if len(events) == 1 else "had the event"
    good = {m.outcome.event_is for m in result.chosen.members}
    needed = ""
    if good in ({EventIs.GOOD}, {EventIs.BAD}):
        kind = good.pop()
        number = number_needed_to_treat(absolute.risk_difference, "good" if kind is EventIs.GOOD else "bad")
        needed = f"; {text}" if (text := fmt.number_needed(number)) else ""
    whose = "the median of these studies' control groups" if result.is_control_risk_of_trials else "as given"
    yield say(
        "pool.absolute",
        "in {n} people at a control risk of {risk}% ({whose}), that means {change} who {event}{span}{needed}.",
        n=fmt.count(1000),
        risk=Phrase(fmt.computed_percent(result.control_risk), pooled_basis(result.chosen.members)),
        whose=whose,
        change=fmt.more_or_fewer(absolute.per_1000),
        event=event,
        span=span,
        needed=needed,
    )


def _remarks(result: PoolResult) -> Iterator[Statement]:
    for member in result.chosen.members:
        if member.remark:
            basis = (Basis(member.study.citekey, f"outcome[{member.outcome.id}]", member.remark),)
            yield say(
                "pool.remark",
                "of {study}, “{label}” is pooled, {remark}.",
                study=named(member.study),
                label=member.outcome.label,
                remark=Phrase(member.remark, basis),
            )


def _caution(result: PoolResult) -> Statement:
    return say(
        "pool.caution",
        "pooling weighs studies by their precision, not by how well they were done, which is not judged here.",
        Phrase("", pooled_basis(result.chosen.members)),
    )
