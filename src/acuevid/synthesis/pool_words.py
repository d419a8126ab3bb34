"""What pooling lets one say, in sentences that rest on the counts or means that were pooled."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from acuevid.measures import MEASURES, Sort
from acuevid.models import Condition
from acuevid.numbers import format as fmt
from acuevid.numbers.effects import Estimate, number_needed_to_treat, people_base, round_half_away
from acuevid.numbers.pooling import Pooled, on_its_scale, says_something, width
from acuevid.pools.fit import (
    MOST_LEFT_OUT,
    WITHOUT_DOUBTED,
    WITHOUT_HIGH_RISK,
    WITHOUT_NEAREST,
    PoolResult,
    interval_side,
    model_name,
)
from acuevid.pools.sets import LeftOut, Member, PoolSet
from acuevid.results import better
from acuevid.results.appraised import deciding
from acuevid.results.better import SIDES
from acuevid.results.findings import side_name
from acuevid.synthesis.appraisal_words import risk_basis, risk_tally, risk_words
from acuevid.synthesis.nouns import design_phrase
from acuevid.synthesis.outcomes import MOST_WORDS
from acuevid.synthesis.pool_events import conclusion, otherwise
from acuevid.synthesis.pool_taken import pooled_basis, taken, without, zero_words
from acuevid.synthesis.statements import Basis, Phrase, Statement, computed, joined, listed, named, say
from acuevid.terms import EventIs, Window

_MOST_NAMES = 5
"""More studies than these are counted in a sentence; the table has them."""
FEW = 3
"""With so many studies or fewer, neither interval of a random-effects model is good, and both are told."""
FEW_FOR_PREDICTION = 5
"""With fewer studies a prediction interval is weak, and told so."""


def pool_sentences(result: PoolResult) -> list[list[Statement]]:
    """Paragraphs: the result; how the studies differ and what it hangs on; what it means; what was chosen."""
    paragraphs = [
        [_size(result.chosen), *_retracted(result), *_result(result), *_rare(result), *unweighed_tables(result)],
        [*taken(result)],
        [*_heterogeneity(result), *_sensitivity(result), *otherwise(result), *zero_rule(result)],
        [
            *_absolute(result),
            *turned_scales(result),
            *nearest_counts(result),
            *doubted_figures(result),
            *at_high_risk(result),
        ],
        [*_remarks(result), *_drawn(result), *_caution(result)],
    ]
    return [paragraph for paragraph in paragraphs if paragraph]


def brief_pooled(results: Sequence[PoolResult]) -> Iterator[Statement]:
    """For a summary: each question on which two randomised trials or more are pooled, in a few sentences.

    What is true of several pools alike, such as a scale that is turned in each, is said once.
    """
    said: set[str] = set()
    for result in results:
        yield from _result(result, opening=True)
        if result.main.ci_low is not None and (changed := result.sensitivity.changed):
            yield say(
                "pool.fragile-brief",
                "this is fragile: {changed} other ways of looking {give} another conclusion.",
                changed=computed(
                    fmt.share(len(changed), len(result.sensitivity.others)), pooled_basis(result.chosen.pooled)
                ),
                give="gives" if len(changed) == 1 else "give",
            )
        notes = [*taken(result), *nearest_counts(result), *turned_scales(result), *_shared(result)]
        notes += [*unweighed_tables(result), *at_high_risk(result)]
        yield from (note for note in notes if note.text not in said)
        said |= {note.text for note in notes}


def _shared(result: PoolResult) -> Iterator[Statement]:
    """The groups that are left out, since another comparison of their study shares one with theirs."""
    for member in result.chosen.pooled:
        if member.shared:
            basis = (Basis(member.study.citekey, f"outcome[{member.outcome.id}]", member.shared),)
            yield say(
                "pool.remark", "{study}: {remark}.", study=named(member.study), remark=Phrase(member.shared, basis)
            )


def could_be_pooled(chosen: PoolSet) -> Statement:
    """What stands in place of a pooled result where scipy is not installed."""
    return say(
        "pool.no-scipy",
        "{who} could be pooled; this copy of acuevid lacks its extra for that (stats).",
        who=designs_of(chosen.pooled),
    )


def nothing_to_pool(
    condition: Condition | None, left: Sequence[LeftOut], *, is_randomised: bool | None = True
) -> Iterator[Statement]:
    """Two lines: that no two studies answer one question with figures, and what each lacks.

    `is_randomised` is `None` where studies of any design were looked for.
    """
    about = f" on {condition.name}" if condition else ""
    basis = tuple(Basis(item.study.citekey, item.field, item.reason) for item in left)
    if not left:
        record = condition.key if condition else "sheet"
        empty = Phrase("", (Basis(record, "studies", "none"),))
        yield say(
            "pool.empty", "there is nothing to pool{about}: the catalogue has no clinical study.", empty, about=about
        )
        return
    kinds = {True: "randomised trials", False: "controlled studies that are not randomised", None: "studies"}
    yield say(
        "pool.nothing",
        "there is nothing to pool{about}: no two independent {kind} have figures for one question in the catalogue.",
        Phrase("", basis),
        about=about,
        kind=kinds[is_randomised],
    )
    yield say("pool.left-out", "{who}.", who=by_reason(left))


def left_out(chosen: PoolSet) -> Iterator[Statement]:
    """The studies that are not in a pool, by the reason."""
    if chosen.left_out:
        yield say("pool.left-out", "left out: {who}.", who=by_reason(chosen.left_out))


def by_reason(left: Sequence[LeftOut]) -> Phrase:
    """Studies that are left out, each with why."""
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
    """Both sides by name, empty where no groups are compared.

    ``the treatment`` and the class where the studies' arms have several names.
    """
    pairs, against = [m.pair for m in chosen.pooled if m.pair is not None], chosen.question.comparator
    if chosen.question.is_inside:
        return "", ""
    first = side_name([p.first for p in pairs], "the treatment")
    return first, side_name([p.second for p in pairs], against.label if against else "several comparators")


def topic(chosen: PoolSet) -> str:
    """What was measured: the construct, and the scales where a kind of outcome joins several."""
    labels = sorted({m.outcome.label for m in chosen.pooled})
    name = labels[0] if len(labels) == 1 else chosen.question.construct
    if len(labels) > 1 and chosen.question.construct == chosen.question.family.label:
        name += f" ({', '.join(labels)})"
    return name


def time_words(chosen: PoolSet) -> str:
    """The window behind what was measured, with a space before; empty where no study records a time."""
    when = chosen.question.window
    return "" if when is Window.UNRECORDED else f" {when.label}"


def favoured(chosen: PoolSet, lower: bool) -> str:
    """The side that a lower, or a higher, effect favours; empty where the record does not say what is better."""
    side = better.favoured(-1 if lower else 1, chosen.higher_is_better)
    return sides(chosen)[SIDES.index(side)] if side else ""


def axis_words(chosen: PoolSet, lower: bool) -> str:
    """What an end of the axis means: ``favours acupuncture``, or, where none is better, ``less with acupuncture``."""
    if side := favoured(chosen, lower):
        return f"favours {side}"
    if chosen.question.sort is Sort.GROUP:
        return "less often" if lower else "more often"
    if chosen.question.is_inside:
        return "negative" if lower else "positive"
    return f"{'less' if lower else 'more'} with {sides(chosen)[0]}"


def designs_of(members: Sequence[Member]) -> Phrase:
    """The studies by number and design: ``three randomised trials``."""
    studies = list({m.study.citekey: m.study for m in members}.values())
    return joined(Phrase(fmt.count_word(len(studies)), pooled_basis(members)), " ", design_phrase(studies))


def _people(chosen: PoolSet) -> Phrase:
    """How many people stand behind the figures pooled; those of groups that are left out are not counted."""
    members = chosen.pooled
    basis = pooled_basis(members)
    known = [m.people for m in members if m.people is not None]
    if not known:
        return Phrase("number of people not given", basis)
    text = f"{fmt.count(sum(known))} people"
    silent = len(members) - len(known)
    return Phrase(f"{text}, and {fmt.count_word(silent)} without a number" if silent else text, basis)


def _size(chosen: PoolSet) -> Statement:
    first, second = sides(chosen)
    pairs = [m.pair for m in chosen.pooled if m.pair is not None]
    when = time_words(chosen) or ", at times that are not recorded"
    if chosen.question.is_inside:
        return say(
            "pool.size-inside",
            "{designs} ({people}) tell of {topic} in people who were not compared{when}.",
            designs=designs_of(chosen.pooled),
            people=_people(chosen),
            topic=topic(chosen),
            when=when,
        )
    return say(
        "pool.size",
        "{designs} ({people}) compared {first} with {second} on {topic}{when}.",
        designs=designs_of(chosen.pooled),
        people=_people(chosen),
        first=Phrase(first, tuple(Basis(p.study.citekey, f"arm[{p.first.id}].label", p.first.label) for p in pairs)),
        second=Phrase(
            second, tuple(Basis(p.study.citekey, f"arm[{p.second.id}].label", p.second.label) for p in pairs)
        ),
        topic=topic(chosen),
        when=when,
    )


def _null(result: PoolResult) -> str:
    return MEASURES[result.headline.measure].null_text


def unit_of(chosen: PoolSet) -> str | None:
    """The unit that all share; `None` where they have several, or one has none."""
    units = {m.outcome.unit for m in chosen.members}
    return units.pop() if len(units) == 1 else None


def _model(fit: Pooled) -> str:
    return model_name(fit) if fit.method in ("MH", "PETO", "CE") else f"random effects, {model_name(fit)}"


def _result(result: PoolResult, *, opening: bool = False) -> Iterator[Statement]:
    """The pooled effect, the side on which its interval lies, and what a further study may find."""
    chosen, main, effect = result.chosen, result.main, result.effect
    members = chosen.pooled
    basis = pooled_basis(members)
    told = fmt.estimate_interval(effect, unit_of(result.chosen))
    if not told:
        reason = main.reason or "there is no interval"
        yield say("pool.undefined", "pooled, they give no result: {reason}.", reason=Phrase(reason, basis))
        return
    on = f" on {topic(chosen)}{time_words(chosen)}{chosen.question.against}" if opening else ""
    parts: dict[str, Phrase | str] = {
        "on": computed(on, basis),
        "who": joined("the ", designs_of(members)) if opening else "they",
        "effect": computed(told, basis),
        "model": _model(main),
    }
    give = "report" if chosen.question.sort is Sort.GROUP else "give"
    pattern, (how, given) = f"pooled{{on}}, {{who}} {give}: {{effect}} ({{model}})", beside_words(result)
    one = say(
        "pool.effect", f"{pattern}{{beside}}.", beside=computed(f"; {how} {given}" if how else "", basis), **parts
    )
    if how and len(one.text.split()) > MOST_WORDS:
        yield say("pool.effect", f"{pattern}.", **parts)
        yield say("pool.beside", "{how} it is {figures}.", how=how, figures=computed(given, basis))
    else:
        yield one
    if (other := result.headline.beside) is not None and other.estimate is not None and other.reason:
        yield say("pool.one-interval", "there is one interval: {reason}.", reason=Phrase(other.reason, basis))
    has_null = MEASURES[result.headline.measure].has_null
    if has_null:
        yield say("pool.where", "{where}.", where=computed(_where(result), basis))
    if main.pi_low is None or main.pi_high is None:
        return
    low, high = natural(result, main.pi_low, main.pi_high)
    holds = main.pi_low <= 0 <= main.pi_high
    quantile = f"t on {degrees(main.k - 1)}" if main.test == "knha" else "normal"
    few = "; with under five studies it is weak" if main.k < FEW_FOR_PREDICTION else ""
    yield say(
        "pool.prediction",
        "the effect in a further study like these may lie anywhere from {low} to {high} ({quantile}{few}){tail}.",
        low=computed(low, basis),
        high=computed(high, basis),
        quantile=computed(f"95% prediction interval, {quantile}", basis),
        few=few,
        tail=", on either side" if holds and has_null else "",
    )


def beside_words(result: PoolResult) -> tuple[str, str]:
    """How else the studies are pooled, where users must see both, and what that gives: ``by Wald``, ``0.99 to 1.64``.

    With three studies or fewer, where it leads against the usual rule, where it does not exist, and beside the methods
    for rare events.
    """
    headline, other = result.headline, result.headline.beside
    if other is None:
        return "", ""
    if other.ci_low is None or other.ci_high is None or other.estimate is None:
        return "", ""
    if other.k > FEW and not headline.why:
        return "", ""
    if headline.fit.method in ("MH", "PETO"):
        middle = fmt.estimate_cell(on_its_scale(other, result.measure))
        named = "" if headline.measure == result.measure else f"{MEASURES[result.measure].short} "
        return "by inverse variance, which is not fit for this,", f"{named}{middle}"
    low, high = natural(result, other.ci_low, other.ci_high)
    narrower = f", narrower than {_short_model(result.main)}'s" if _is_narrower(other, result.main) else ""
    return f"by {_short_model(other)}", f"{low} to {high}{narrower}"


def _short_model(fit: Pooled) -> str:
    return {"knha": "Knapp–Hartung", "z": "Wald"}[fit.test]


def _is_narrower(one: Pooled, other: Pooled) -> bool:
    a, b = width(one), width(other)
    return a is not None and b is not None and a < b


def _rare(result: PoolResult) -> Iterator[Statement]:
    """Why a method for counts leads, where it does."""
    if result.main.method in ("MH", "PETO") and result.headline.why:
        basis = pooled_basis(result.chosen.all_members)
        ratio, every = MEASURES[result.measure].is_ratio, len(result.chosen.all_members)
        yield say(
            "pool.rare",
            "{why}{every}, so {name} leads, with nothing added to any table.",
            why=Phrase(result.headline.why, basis),
            every=f" (all {fmt.count_word(every)} with counts taken together)" if every > result.main.k else "",
            name=model_name(result.main),
        )
        if result.chosen.rates and not ratio:
            return
        but = "add ½ where a cell is zero" if ratio else "leave out tables without a variance"
        yield say("pool.rare-variance", "beside it, inverse variance would {but}.", Phrase("", basis), but=but)


def natural(result: PoolResult, low: float, high: float) -> tuple[str, str]:
    """Two points of the scale of analysis as the measure is written."""
    found = on_its_scale(replace(result.main, ci_low=low, ci_high=high), result.headline.measure)
    assert found.ci_low is not None
    assert found.ci_high is not None
    return fmt.limits((found.ci_low, found.ci_high), result.headline.measure)


def _where(result: PoolResult) -> str:
    """On which side of no effect the interval lies, and where the other interval of the model says otherwise."""
    null, lies, other = _null(result), result.side, dissent(result)
    who = favoured(result.chosen, lies < 0) if lies else ""
    tail = f", on the side of {who}" if who else ""
    if other is None:
        if not lies:
            clear = "association" if result.chosen.question.is_inside else "difference"
            return f"the interval holds {null}, so the pool shows no clear {clear}"
        return f"the whole interval lies {_beyond(lies)} {null}{tail}"
    mine, theirs = _short_model(result.main), _short_model(other)
    if not lies:
        but = f"{theirs}'s lies wholly {_beyond(interval_side(other))} {null}"
        return f"{mine}'s interval holds {null}, so the pool shows no clear difference; {but}"
    return f"{mine}'s interval lies wholly {_beyond(lies)} {null}{tail}; {theirs}'s does not"


def _beyond(side: int) -> str:
    return "below" if side < 0 else "above"


def dissent(result: PoolResult) -> Pooled | None:
    """The other interval of the model that leads, where only one of the two holds no effect."""
    other = result.headline.beside
    if other is None or other.ci_low is None or {other.method, result.main.method} != {"REML"}:
        return None
    return other if interval_side(other) != result.side else None


def degrees(df: int) -> str:
    """Degrees of freedom in words."""
    return f"{fmt.count(df)} degree{'' if df == 1 else 's'} of freedom"


def _heterogeneity(result: PoolResult) -> Iterator[Statement]:
    random, tau2 = result.fits[0], result.tau2
    if random.q is None or random.q_p is None or random.tau2 is None or random.i2 is None or random.k < 2:
        return
    if tau2.low is not None and tau2.high is not None:
        span = f" (95% CI {fmt.variance(tau2.low)} to {fmt.variance(tau2.high)}, Q-profile)"
    else:
        span = f" (no interval: {tau2.reason})" if tau2.reason else ""
    told = (
        f"τ² = {fmt.variance(random.tau2)}{span}; I² = {fmt.computed_percent(random.i2 / 100)}%, derived from τ²; "
        f"Q = {fmt.statistic(random.q)} on {degrees(random.k - 1)}, p {fmt.told_p(random.q_p)}"
    )
    basis = pooled_basis(result.chosen.members)
    yield say("pool.heterogeneity", "how the effects vary between studies: {told}.", told=Phrase(told, basis))
    if len(result.maxima) > 1:
        others = listed(Phrase(fmt.variance(t)) for t in result.maxima[1:])
        yield say(
            "pool.maxima",
            "the likelihood of τ² has {n} maxima; the highest is used, and {others} would be {others_are}.",
            Phrase("", basis),
            n=fmt.count_word(len(result.maxima)),
            others=others,
            others_are="the other" if len(result.maxima) == 2 else "the others",
        )
    if random.k <= FEW and result.main.method == "REML":
        both = result.fits[0].ci_low is not None
        narrow = both and _is_narrower(result.fits[0], result.fits[1])
        poor = "an interval is poor: Wald's may be too narrow"
        if narrow:
            poor = "both intervals are poor: Wald's may be too narrow, and Knapp–Hartung's is narrower"
        elif both:
            poor = "both intervals are poor: Knapp–Hartung's may be too wide to use, Wald's too narrow"
        yield say("pool.few", f"with {{k}} studies {poor}.", k=Phrase(fmt.count_word(random.k), basis))


def _sensitivity(result: PoolResult) -> Iterator[Statement]:
    """The fragility line: whether the conclusion survives the model, the interval and each study left out."""
    found, null = result.sensitivity, _null(result)
    basis = Phrase("", pooled_basis(result.chosen.pooled))
    if not found.others or result.main.ci_low is None:  # without an interval there is no conclusion to be fragile
        return
    n = fmt.count_word(len(found.others))
    ways = "other models, and each study left out in turn" if result.without else "other models"
    if result.variants:
        ways += f"; {', '.join(name for name, _ in result.variants)}"
    if not found.changed:
        yield say(
            "pool.robust",
            "the interval {lies} in all {n} other ways of looking: {ways}.",
            basis,
            ways=ways,
            lies=conclusion(found.side, null),
            n=n,
        )
    else:
        yield say(
            "pool.fragile",
            "the conclusion is fragile: that the interval {lies} does not survive {changed} of {n} other ways of "
            "looking ({ways}).",
            basis,
            lies=conclusion(found.side, null),
            changed=fmt.count_word(len(found.changed)),
            n=n,
            ways="; ".join(found.changed[:8]) + (" …" if len(found.changed) > 8 else ""),
        )
    if len(result.chosen.members) > MOST_LEFT_OUT:
        yield say(
            "pool.none-left-out",
            "with more than {most} studies, this counts no pool without one of them.",
            basis,
            most=fmt.count(MOST_LEFT_OUT),
        )
    lost = [m for m, f in result.without if f.ci_low is None]
    if lost:
        yield say(
            "pool.no-result-without",
            "without {who} there is no result to compare with.",
            who=listed((named(m.study) for m in lost), last=" or without "),
        )
    points = [f.estimate for _, f in result.without if f.estimate is not None]
    if points:
        low, high = natural(result, min(points), max(points))
        yield say(
            "pool.leave-one-out",
            "leaving out one study at a time moves the {measure} between {low} and {high}.",
            basis,
            measure=fmt.measure_name(result.headline.measure),
            low=low,
            high=high,
        )


def zero_rule(result: PoolResult) -> Iterator[Statement]:
    """The tables to which ½ was added."""
    with_zero = [m for m in result.chosen.members if m.effect.rule]
    if with_zero:
        cells, table = zero_words(result.chosen)
        yield say(
            "pool.zero-rule",
            "{where}½ was added to {cells} of {who}, {each} a zero in its {table}.",
            where="by inverse variance, " if result.main.method in ("MH", "PETO") else "",
            cells=cells,
            table=table,
            who=listed(named(m.study) for m in with_zero),
            each="which has" if len(with_zero) == 1 else "each of which has",
        )


def _absolute(result: PoolResult) -> Iterator[Statement]:
    absolute, basis = result.absolute, pooled_basis(result.chosen.pooled)
    difference = absolute.risk_difference if absolute is not None else None
    if absolute is None or difference is None or difference.estimate is None or result.control_risk is None:
        if result.absolute_reason:
            reason = result.absolute_reason
            yield say("pool.no-absolute", "no absolute effect: {reason}.", reason=Phrase(reason, basis))
        return
    n = people_base(result.control_risk, difference.estimate)
    change, *ends = (
        round_half_away(x * n) for x in (difference.estimate, difference.ci_low, difference.ci_high) if x is not None
    )
    span = f" (95% CI {' to '.join(map(fmt.more_or_fewer, ends))})" if len(ends) == 2 else ""
    events = {m.outcome.event or "had the event" for m in result.chosen.pooled}  # a label need not name what happened
    those = "these studies'" if all(m.counts for m in result.chosen.pooled) else "the"
    with_counts = "" if all(m.counts for m in result.chosen.pooled) else " with counts"
    median = f"the median of {those} control groups{with_counts}"
    whose = median if result.is_control_risk_of_trials else "as given"
    yield say(
        "pool.absolute",
        "in {n} people at a control risk of {risk} ({whose}), that means {change} who {event}{span}{needed}.",
        n=fmt.count(n),
        risk=Phrase(fmt.risk(result.control_risk), basis),
        whose=whose,
        change=fmt.more_or_fewer(change),
        event=events.pop() if len(events) == 1 else "had the event",
        span=span,
        needed=_needed(result, difference),
    )
    if not span and difference.reason:
        yield say("pool.absolute-interval", "it has no interval: {reason}.", reason=Phrase(difference.reason, basis))


def _needed(result: PoolResult, difference: Estimate) -> str:
    """The number needed to treat, where the effect does not round to 0 in 1,000 and an end is better."""
    event_is = result.chosen.question.event_is
    if difference.estimate is None or not round_half_away(1000 * difference.estimate):
        return ""
    if event_is not in (EventIs.GOOD, EventIs.BAD):
        return ""
    text = fmt.number_needed(number_needed_to_treat(difference, "good" if event_is is EventIs.GOOD else "bad"))
    aside = "" if result.chosen.question.is_randomised else ", though the groups were not formed at random"
    return f"; {text}{aside}" if text else ""


def unweighed_tables(result: PoolResult) -> Iterator[Statement]:
    """The tables that inverse variance cannot weigh, where they count, and the people of those that do not here."""
    groups: dict[str, list[Member]] = {}
    for member in result.chosen.unweighed:
        groups.setdefault(member.reason, []).append(member)
    for reason, members in groups.items():
        basis, is_one = pooled_basis(members), len(members) == 1
        is_silent = not any(m.counts and says_something(m.table, result.measure) for m in members)
        is_apart = not any(m in result.chosen.pooled for m in members)
        people = sum(m.people or 0 for m in members)
        yield say(
            "pool.unweighed",
            "{who} {count} in {where} only{people}: {reason}.",
            who=listed(named(m.study) for m in members),
            count="counts" if is_one else "count",
            where="a risk difference" if is_silent else "Mantel–Haenszel",
            people=computed(f", and {'its' if is_one else 'their'} {fmt.count(people)} people not here", basis)
            if is_apart and people
            else "",
            reason=Phrase(reason, basis),
        )


def turned_scales(result: PoolResult) -> Iterator[Statement]:
    """The scales that were turned to one side with the others."""
    turned = [m for m in result.chosen.members if m.is_turned]
    if turned:
        basis = tuple(Basis(m.study.citekey, f"outcome[{m.outcome.id}].better", str(m.outcome.better)) for m in turned)
        yield say(
            "pool.turned",
            "the {scales} of {who} {were} turned, so that {lower} is better on all.",
            Phrase("", basis),
            scales="scale" if len(turned) == 1 else "scales",
            who=listed(named(m.study) for m in turned),
            were="was" if len(turned) == 1 else "were",
            lower="more" if result.chosen.higher_is_better else "less",
        )


def nearest_counts(result: PoolResult) -> Iterator[Statement]:
    """The studies whose counts are the nearest to a percentage, and the pool without them."""
    near = [m for m in result.chosen.pooled if m.is_nearest]
    if near:
        yield say(
            "pool.nearest",
            "the counts of {who} are the nearest to printed percentages (≈), not printed ones{without}.",
            who=joined(listed(named(m.study) for m in near), Phrase("", pooled_basis(near))),
            without=without(result, WITHOUT_NEAREST, near),
        )


def doubted_figures(result: PoolResult) -> Iterator[Statement]:
    """The studies whose figures do not fit each other, and the pool without them."""
    doubted = [m for m in result.chosen.pooled if m.doubt]
    if doubted:
        basis = tuple(Basis(m.study.citekey, f"outcome[{m.outcome.id}]", m.doubt) for m in doubted)
        codes = ", ".join(sorted({m.doubt for m in doubted}))
        yield say(
            "pool.doubted",
            "not all figures of {who} fit each other ({codes}); {whose} marked * in the plot{without}.",
            who=listed(named(m.study) for m in doubted),
            codes=Phrase(codes, basis),
            whose="the study is" if len(doubted) == 1 else "the studies are",
            without=without(result, WITHOUT_DOUBTED, doubted),
        )


def at_high_risk(result: PoolResult) -> Iterator[Statement]:
    """What the pool is without the studies at high risk of bias in its outcome, where they are some of it."""
    risky = [m for m in result.chosen.pooled if m.is_at_high_risk]
    if not risky or len(risky) == len(result.chosen.pooled):
        return
    is_one, judgements = len(risky) == 1, [m.risk_of_bias for m in risky]
    who = listed(named(m.study) for m in risky)
    if len(risky) > _MOST_NAMES:
        who = computed(f"{fmt.count_word(len(risky))} studies", who.basis)
    parts = {"who": who, "were": "was" if is_one else "were", "risk": risk_words([j for j in judgements if j])}
    of_outcome = all((found := deciding(m.study, m.outcome.id)) is not None and found.outcomes for m in risky)
    pattern = "{who} {were} judged {risk}" + (" in this outcome" if of_outcome else "")
    basis = Phrase("", tuple(b for m in risky for b in risk_basis(m.study, m.outcome.id)))
    rest = without(result, WITHOUT_HIGH_RISK, risky)
    whole = say("pool.high-risk", f"{pattern}{{without}}.", basis, without=rest, **parts)
    if len(whole.text.split()) <= MOST_WORDS:
        yield whole
    else:
        yield say("pool.high-risk", f"{pattern}.", basis, **parts)
        alone = Phrase(rest.text.removeprefix("; "), rest.basis)
        yield say("pool.without-high-risk", "{without}.", basis, without=alone)


def _retracted(result: PoolResult) -> Iterator[Statement]:
    gone = list({m.study.citekey: m.study for m in result.chosen.pooled if m.study.reference.is_retracted}.values())
    if gone:
        yield say(
            "pool.retracted",
            "{who} {were} retracted after publication, and {stand} in this pool.",
            Phrase("", tuple(Basis(s.citekey, "reference.notice", s.reference.standing or "") for s in gone)),
            who=listed(named(s) for s in gone),
            were="was" if len(gone) == 1 else "were",
            stand="stands" if len(gone) == 1 else "stand",
        )


def _remarks(result: PoolResult) -> Iterator[Statement]:
    for member in result.chosen.all_members:
        for remark in member.remarks:
            basis = (Basis(member.study.citekey, f"outcome[{member.outcome.id}]", remark),)
            yield say("pool.remark", "{study}: {remark}.", study=named(member.study), remark=Phrase(remark, basis))


def _drawn(result: PoolResult) -> Iterator[Statement]:
    if result.measure == "risk_difference":
        yield say(
            "pool.drawn",
            "the intervals of single studies in the plot are Wald's, whose variances are pooled; elsewhere they are "
            "Newcombe's.",
            Phrase("", pooled_basis(result.chosen.pooled)),
        )


def _caution(result: PoolResult) -> Iterator[Statement]:
    """That pooling does not weigh how well studies were done, with what people judged of it."""
    members = result.chosen.pooled
    told = tuple(risk_tally("pool.risk-of-bias", [m.study for m in members], [m.outcome.id for m in members]))
    yield say(
        "pool.caution",
        "pooling weighs studies by their precision, not by how well they were done{absent}.",
        Phrase("", pooled_basis(members)),
        absent=""
        if told
        else Phrase(", which is not recorded", tuple(b for m in members for b in risk_basis(m.study, m.outcome.id))),
    )
    yield from told
