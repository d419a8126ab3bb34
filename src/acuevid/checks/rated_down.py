"""APP2: what a certainty was rated down for, or not, against what the figures and the appraisals of the studies say."""

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from acuevid.appraisals import Rating
from acuevid.checks.rated import Rated, concerns, rating_check
from acuevid.checks.results import Answer, Status
from acuevid.measures import MEASURES, RATIOS
from acuevid.models import Catalogue
from acuevid.numbers import format as fmt
from acuevid.terms import Certainty, Down, Window

if TYPE_CHECKING:
    from acuevid.pools.bodies import Body

LOWER, UPPER = 0.80, 1.25
"""Appreciable benefit or harm in a ratio: GRADE's 0.75 and 1.25 (Guyatt 2011), with 1 / 1.25 for the 0.75."""
ENOUGH_EVENTS, ENOUGH_PEOPLE = 300, 400
"""The optimal information size by rule of thumb, in events and on scales: below it, GRADE has a reason to rate down."""
MANY_PEOPLE = 2000
"""Of so many people an interval of a ratio may be wide where few have the event, and that of risks be narrow."""
CONSIDERABLE, _NOISE = 75.0, 1e-9
"""I² from which the Cochrane Handbook (10.10.2) calls heterogeneity considerable, but for the noise of arithmetic."""
FEW_STUDIES = 10
"""Under so many studies a funnel plot and its tests say little (Cochrane Handbook, chapter 13)."""


@rating_check("APP203", "imprecision that the interval does not bear out")
def imprecision_fits_interval(rated: Rated) -> Iterator[Answer]:
    """Imprecision is held against the 95 % interval: of the pool, or of the only study.

    Rated down: an interval that lies, by every model shown, on one side of no effect, and wholly beyond or wholly
    within an appreciable effect, with 300 events or 400 people at least (a rule of thumb for GRADE's optimal
    information size), is precise. Not rated down: an interval that holds both appreciable benefit and harm is not.

    Appreciable is the margin of the outcomes or their minimal important difference, where recorded; in ratios else
    below 0.80 or above 1.25. GRADE's rough guide is 0.75 and 1.25 (Guyatt 2011, J Clin Epidemiol 64, 1283–1293);
    1 / 1.25 stands for 0.75, so that it is one which side comes first. With 2,000 people a wide ratio alone is passed
    over. It is asked only where every study of the rating is in the pool, and none is a review.
    Example: a risk ratio of 0.90 (0.60 to 1.40), and down without imprecision.
    """
    evidence, rating = rated.evidence, rated.rating
    if not evidence.is_whole or not evidence.bodies:
        return
    bodies = [(body, _appreciable(body, rating, rated.catalogue)) for body in evidence.bodies]
    told = "; ".join(_told(body, ends) for body, ends in bodies)
    if Down.IMPRECISION in rating.down and all(_is_precise(body, ends) for body, ends in bodies):
        yield Status.INCONSISTENT, ("down.imprecision",), f"rated down for imprecision, and {told}"
    elif rated.passes_over(Down.IMPRECISION) and all(_holds_both(body, ends) for body, ends in bodies):
        line = f"not rated down for imprecision, and {told}, so that it holds benefit and harm"
        yield Status.INCONSISTENT, ("certainty", "down"), line


_Ends = tuple[float, float]


def _appreciable(body: "Body", rating: Rating, catalogue: Catalogue) -> _Ends | None:
    """The effects on either side from which one is appreciable; `None` where none is known."""
    effect, outcomes = body.effect, [member.outcome for member in body.chosen.pooled]
    if effect.estimate is None:
        return None
    margins = {outcome.margin for outcome in outcomes}
    margin = margins.pop() if len(margins) == 1 else None
    if effect.measure in RATIOS:
        return (LOWER, UPPER) if margin is None or margin <= 1 else (1 / float(margin), float(margin))
    if effect.measure != "mean_difference":
        return None
    least = {o.instrument.minimal_important_difference if o.instrument is not None else None for o in outcomes}
    known = [_least_important(rating, catalogue), margin, least.pop() if len(least) == 1 else None]
    found = next((value for value in known if value is not None), None)
    return None if found is None else (-float(found), float(found))


def _least_important(rating: Rating, catalogue: Catalogue) -> Decimal | None:
    """The minimal important difference of the important outcome that a rating is about."""
    from acuevid.catalogue.names import fold

    if rating.outcome is None:
        return None
    wanted = fold(rating.outcome)
    for item in catalogue.important_outcomes:
        here = not item.conditions or rating.condition in item.conditions
        against = not item.comparators or rating.comparator in item.comparators
        when = item.window in (None, Window.ANY, rating.window)
        if fold(item.outcome) == wanted and here and against and when:
            return item.minimal_important_difference
    return None


def _is_precise(body: "Body", ends: _Ends | None) -> bool:
    """Whether every interval lies on one side of no effect and on one side of what is appreciable, of enough people."""
    intervals, effect = body.intervals, body.effect
    if not intervals or not _is_enough(body):
        return False
    null = MEASURES[effect.measure].null
    sides = {(low > null) - (high < null) for low, high in intervals}
    crossed = any(low < end < high for low, high in intervals for end in ends or ())
    return len(sides) == 1 and 0 not in sides and not crossed


def _is_enough(body: "Body") -> bool:
    members = body.chosen.pooled
    if body.is_counted:
        return sum(m.table[0] + m.table[2] for m in members) >= ENOUGH_EVENTS
    return (body.chosen.people or 0) >= ENOUGH_PEOPLE


def _holds_both(body: "Body", ends: _Ends | None) -> bool:
    """Whether every interval reaches beyond what is appreciable on both sides."""
    intervals = body.intervals
    if ends is None or not intervals:
        return False
    if body.is_counted and (body.chosen.people or 0) >= MANY_PEOPLE:
        return False
    return all(low < ends[0] and high > ends[1] for low, high in intervals)


def _told(body: "Body", ends: _Ends | None) -> str:
    """The effect with its interval, and what is appreciable beside it."""
    effect = body.effect
    if effect.estimate is None:
        return "no effect"
    told = f"the {fmt.estimate_interval(effect)}"
    if ends is None:
        return told
    low, high = fmt.effects(ends, effect.measure)
    why = " (GRADE's 0.75 and 1.25, taken alike on both sides)" if ends == (LOWER, UPPER) else ""
    return f"{told}; appreciable is below {low} or above {high}{why}"


@rating_check("APP204", "inconsistency that the studies do not bear out")
def inconsistency_fits_heterogeneity(rated: Rated) -> Iterator[Answer]:
    """Inconsistency is named where heterogeneity is considerable, and is not named of one study.

    Considerable is an I² of 75 % or more, as the Cochrane Handbook (10.10.2) calls it, by its formula from Q. It is
    named where it is rated down for, or spoken of in `because`: effects that all lie on one side may be a good reason.
    Example: I² = 88 %, and nothing is said of inconsistency.
    """
    evidence, rating = rated.evidence, rated.rating
    if Down.INCONSISTENCY in rating.down:
        if len(evidence.studies) == 1 and not evidence.holds_review:
            line = f"rated down for inconsistency, and {evidence.studies[0].label} is the only study"
            yield Status.INCONSISTENT, ("down.inconsistency",), line
        return
    shares = [body.i2 for body in evidence.bodies]
    known = [share for share in shares if share is not None]
    if not evidence.is_whole or len(known) < len(shares) or not known or min(known) < CONSIDERABLE - _NOISE:
        return
    if rated.passes_over(Down.INCONSISTENCY):
        told = " and ".join(f"{fmt.computed_percent(share / 100)}%" for share in known)
        line = f"I² from Q is {told}, from 75% on considerable (Cochrane Handbook 10.10.2), and inconsistency not named"
        yield Status.INCONSISTENT, ("certainty", "down"), line


@rating_check("APP205", "publication bias judged from few studies")
def publication_bias_has_studies(rated: Rated) -> Iterator[Answer]:
    """A funnel plot and its tests need ten studies (Cochrane Handbook, chapter 13); with fewer, say what it rests on.

    A review counts for all its trials, so that nothing is asked where one is among the studies.
    Example: down = { publication-bias = 1 }, from three trials.
    """
    evidence, rating = rated.evidence, rated.rating
    n = len(evidence.studies)
    if Down.PUBLICATION_BIAS in rating.down and 0 < n < FEW_STUDIES and not evidence.holds_review:
        studies = f"{fmt.count_word(n)} {'study' if n == 1 else 'studies'}"
        line = f"rated down for publication bias, from {studies}; a funnel plot and its tests need ten"
        yield Status.INCONSISTENT, ("down.publication-bias",), line


@rating_check("APP207", "risk of bias that the appraisals do not bear out")
def risk_of_bias_fits_appraisals(rated: Rated) -> Iterator[Answer]:
    """Risk of bias is held against the judgements that stand for the studies.

    Not rated down: from a start at high, half of the studies, or half of the weight, are at high, serious or critical
    risk. Rated down: every study is appraised, and at low risk. A start at low already allows for the risk of bias of
    studies that are not randomised. Nothing is asked where a review is among the studies.
    Example: two of three trials at high risk, and down without risk-of-bias.
    """
    evidence, rating = rated.evidence, rated.rating
    if not evidence.studies or evidence.holds_review:
        return
    found = {study.citekey: concerns(study, evidence.outcomes[study.citekey]) for study in evidence.studies}
    n = len(found)
    if Down.RISK_OF_BIAS in rating.down:
        if all(found_in == {"low"} for found_in in found.values()):
            whose = "the only study is" if n == 1 else f"all {fmt.count_word(n)} studies are"
            line = f"rated down for risk of bias, and {whose} at low risk"
            yield Status.INCONSISTENT, ("down.risk-of-bias",), line
        return
    high = frozenset(key for key, found_in in found.items() if found_in == {"high"})
    weight = evidence.bodies[0].weight_of(high) if len(evidence.bodies) == 1 else None
    is_most = bool(high) and (2 * len(high) >= n or (weight or 0) >= 50 - _NOISE)
    if is_most and rated.starts == (Certainty.HIGH,) and rated.passes_over(Down.RISK_OF_BIAS):
        share = "" if weight is None else f", with {fmt.weight(weight)} of the weight,"
        line = f"not rated down for risk of bias; {len(high)} of {n} studies{share} at high risk"
        yield Status.INCONSISTENT, ("certainty", "down"), line
