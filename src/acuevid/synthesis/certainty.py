"""What a body of evidence says in plain words: as certain as people rated it, and no more.

The verbs are GRADE's (Santesso et al. 2020, J Clin Epidemiol 119, 126–135): results in, probably results in,
may result in; of evidence of very low certainty, that it is very uncertain. They stand only where a person rated it.
"""

from collections.abc import Iterator
from typing import NamedTuple

from acuevid.measures import MEASURES, Sort
from acuevid.numbers import format as fmt
from acuevid.numbers.effects import people_base, round_half_away
from acuevid.pools.bodies import AtRisk, Body
from acuevid.synthesis.outcomes import MOST_WORDS
from acuevid.synthesis.pool_taken import pooled_basis
from acuevid.synthesis.pool_words import beside_words, designs_of, dissent, sides, unit_of
from acuevid.synthesis.statements import Basis, Phrase, Statement, computed, joined, named, say
from acuevid.terms import Certainty

_VERBS = {
    Certainty.HIGH: "results in",
    Certainty.MODERATE: "probably results in",
    Certainty.LOW: "may result in",
}


class Told(NamedTuple):
    """An effect in words: on which side of none its interval lies, what there is more or less of, and the figures."""

    side: int
    what: str
    figures: str


def plain_words(body: Body) -> Iterator[Statement]:
    """The effect in one sentence, two where it is long; with GRADE's verbs where the body is rated."""
    effect, basis = body.effect, pooled_basis(body.members)
    if effect.estimate is None or effect.ci_low is None or effect.ci_high is None:
        reason = Phrase(effect.reason or "it has no interval", basis)
        yield say(
            "findings.none", "an effect on {topic} cannot be given: {reason}.", topic=topic_phrase(body), reason=reason
        )
        return
    told, rated = effect_in_words(body), _rated(body)
    pattern = _pattern(body, told)
    first, second = sides(body.chosen)
    parts: dict[str, Phrase | str] = {
        "subject": subject(first),
        "first": _of_side(body, first, 0),
        "second": _of_side(body, second, 1),
        "topic": topic_phrase(body),
        "what": computed(told.what, basis),
        "verb": joined(_VERBS.get(body.rating[1].certainty, "") if body.rating else "", rated),
        "who": _who(body),
        "rated": rated,
    }
    one = say("findings.plain", f"{pattern}: {{figures}}.", figures=computed(told.figures, basis), **parts)
    if len(one.text.split()) <= MOST_WORDS:
        yield one
    else:
        yield say("findings.plain", f"{pattern}.", **parts)
        yield say("findings.figures", "in figures, that is {figures}.", figures=computed(told.figures, basis))
    yield from _other_interval(body)


def _other_interval(body: Body) -> Iterator[Statement]:
    """The other interval of the model, where only one of the two holds no effect."""
    if body.pooled is not None and dissent(body.pooled) is not None:
        how, given = beside_words(body.pooled)
        null = MEASURES[body.measure].null_text
        holds = f"holds {null}" if effect_in_words(body).side else f"lies on one side of {null}"
        yield say(
            "findings.dissent",
            "{how} the interval is {figures}, which {holds}.",
            how=how,
            figures=computed(given, pooled_basis(body.members)),
            holds=holds,
        )


def _pattern(body: Body, told: Told) -> str:
    """The sentence without its figures."""
    certainty = body.rating[1].certainty if body.rating else None
    if certainty is Certainty.VERY_LOW:
        return "the evidence{rated} is very uncertain about the effect on {topic} of {first} compared with {second}"
    if is_smaller_than_felt(body):
        verb = "may be" if certainty is Certainty.LOW else "is"
        tail = "in {who}, and the certainty is not rated" if certainty is None else "{rated}"
        smaller = f"any difference in {{topic}} between {{first}} and {{second}} {verb} smaller than people feel"
        return f"{smaller} {tail}" if certainty is None else f"{smaller}{tail}"
    if certainty is None and told.side:
        were = "was" if body.question.sort in (Sort.SCALE, Sort.TIMES) else "were"
        return f"in {{who}} there {were} {{what}} with {{first}} than with {{second}}; the certainty is not rated"
    if told.side:
        return "{subject} {verb} {what}, compared with {second}"
    unsure = "whether {subject} leads to {what}, compared with {second}, is not clear"
    return f"{unsure} from {{who}}, and the certainty is not rated" if certainty is None else f"{unsure}{{rated}}"


def is_smaller_than_felt(body: Body) -> bool:
    """Whether the whole interval lies inside the smallest difference that people feel."""
    smallest, low, high = body.smallest_that_matters, body.effect.ci_low, body.effect.ci_high
    return smallest is not None and low is not None and high is not None and -smallest < low and high < smallest


def subject(first: str) -> str:
    """The treatment as the subject of a sentence, whatever its number."""
    return first if first == "the treatment" else f"treatment with {first}"


def _of_side(body: Body, name: str, place: int) -> Phrase:
    """A side by name, with the arms that it stands for."""
    pairs = [(m.study.citekey, (m.pair.first, m.pair.second)[place]) for m in body.members if m.pair is not None]
    return Phrase(name, tuple(Basis(key, f"arm[{arm.id}].label", arm.label) for key, arm in pairs))


def _who(body: Body) -> Phrase:
    """The studies: ``three randomised trials``, or the one by name."""
    if len(body.members) == 1:
        return named(body.members[0].study)
    return designs_of(body.members)


def _rated(body: Body) -> Phrase:
    """The certainty as something to rest on, and in words where no verb says it; without a rating nothing."""
    if body.rating is None:
        return Phrase("")
    n, rating = body.rating
    basis = (Basis(f"rating {n}", "certainty", rating.certainty.value),)
    if rating.certainty is Certainty.VERY_LOW:
        return Phrase("", basis)
    is_verb = effect_in_words(body).side != 0 and not is_smaller_than_felt(body)
    return Phrase("" if is_verb else f" (certainty: {rating.certainty.words})", basis)


def topic_phrase(body: Body) -> Phrase:
    """What was measured, with the outcomes that it names."""
    name = topic_of(body)
    members = body.chosen.all_members
    return Phrase(name, tuple(Basis(m.study.citekey, f"outcome[{m.outcome.id}].label", name) for m in members))


def topic_of(body: Body) -> str:
    """What was measured: the construct."""
    return body.question.construct


def effect_in_words(body: Body) -> Told:
    """The effect in words; people among 1,000 where the ratio gives them, otherwise the effect itself."""
    effect = body.effect
    assert effect.estimate is not None
    assert effect.ci_low is not None
    assert effect.ci_high is not None
    null = MEASURES[effect.measure].null
    side = (effect.ci_low > null) - (effect.ci_high < null)
    if body.is_own_difference and (own := body.at_risks[0].effect.risk_difference).ci_low is not None:
        side = (own.ci_low > 0) - ((own.ci_high or 0.0) < 0)
    what = _more_or_less(body, side)
    if body.question.sort is Sort.SCALE and effect.measure != "ratio_of_means":
        return Told(side, what, difference_in_words(body))
    at = next((item for item in body.at_risks if not item.name), None)
    if at is not None and at.effect.risk_difference.ci_low is not None:
        n = base_of(at)
        given = "" if not at.source else f" at a risk of {fmt.risk(at.risk)}"
        return Told(side, what, f"{change_in_people(at)} in {fmt.count(n)} people{given}")
    return Told(side, what, fmt.estimate_interval(effect))


def _more_or_less(body: Body, side: int) -> str:
    """What there is more or less of: people with an event, events, hazard, or the thing on its scale."""
    sort = body.question.sort
    ends = ("lower", "higher") if sort in (Sort.SCALE, Sort.TIMES) else ("fewer", "more")
    how = ends[side > 0] if side else " or ".join(ends)
    if sort is Sort.TIMES:
        return f"a {how} hazard of {topic_of(body)}"
    if sort is Sort.RATES:
        return f"{how} events ({topic_of(body)})"
    return f"{how} people {event_of(body)}" if sort is Sort.EVENTS else f"a {how} mean of {topic_of(body)}"


def event_of(body: Body) -> str:
    """What happened to those who are counted: ``who had an asthma attack``."""
    events = {m.outcome.event for m in body.members}
    only = events.pop() if len(events) == 1 else None
    return f"who {only}" if only else f"with the event ({topic_of(body)})"


def base_of(at: AtRisk) -> int:
    """Among how many people the effect at a risk is told."""
    return people_base(at.risk, at.effect.risk_difference.estimate or 0.0)


def change_in_people(at: AtRisk) -> str:
    """The effect at a risk in people: ``114 fewer (180 fewer to 29 fewer)``; without an interval where it has none."""
    found, n = at.effect.risk_difference, base_of(at)
    if found.estimate is None:
        return ""
    change = fmt.more_or_fewer(round_half_away(found.estimate * n))
    if found.ci_low is None or found.ci_high is None:
        return change
    low, high = (fmt.more_or_fewer(round_half_away(end * n)) for end in (found.ci_low, found.ci_high))
    return f"{change} ({low} to {high})"


def difference_in_words(body: Body) -> str:
    """A difference of means: ``0.58 points higher (0.34 higher to 0.83 higher)``, or in standard deviations."""
    effect, unit = body.effect, unit_of(body.chosen)
    assert effect.estimate is not None
    assert effect.ci_low is not None
    assert effect.ci_high is not None
    in_unit = " standard deviations" if effect.measure == "std_mean_difference" else f" {unit}" if unit else ""
    middle = fmt.lower_or_higher(effect.estimate, effect.measure, in_unit, (effect.ci_low, effect.ci_high))
    low, high = (
        fmt.lower_or_higher(end, effect.measure, "", (effect.estimate, effect.ci_low, effect.ci_high))
        for end in (effect.ci_low, effect.ci_high)
    )
    return f"{middle} ({low} to {high})"
