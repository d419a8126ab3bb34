"""How sure a claim may be: the certainty that people gave to the evidence that it is about (GRADE)."""

from collections.abc import Iterable, Iterator, Mapping

from acuevid.catalogue.names import fold
from acuevid.models import Catalogue, Claim, Outcome
from acuevid.results.once import once
from acuevid.synthesis.outcomes import MOST_WORDS
from acuevid.synthesis.ratings import RatingWords, ratings_on
from acuevid.synthesis.statements import Basis, Phrase, Statement, joined, say
from acuevid.terms import Asserts, Certainty

_ORDER = tuple(Certainty)
"""The certainties from the highest on."""
_WEAK = (Certainty.LOW, Certainty.VERY_LOW)
_MAY = {
    Asserts.SUPERIORITY: "{treatment} may be better than {comparator} for {about}",
    Asserts.BENEFIT: "{treatment} may be better than {comparator} for {about}",
    Asserts.FEWER_HARMS: "{treatment} may do less harm than {comparator}, as to {about}",
    Asserts.NON_INFERIORITY: "{treatment} may be no worse than {comparator} for {about}, by the margin set beforehand",
    Asserts.EQUIVALENCE: "{treatment} and {comparator} may lie within the margin set beforehand for {about}",
}
"""What a claim of each kind may say of evidence of low certainty."""
_SPEAK_OF_AN_EFFECT = (*_MAY, Asserts.NO_EFFECT)
"""The claims that need certainty: "no clear difference" tells what was found, and doubt goes well with it."""


def beyond_certainty(catalogue: Catalogue, claim: Claim, conditions: Iterable[str]) -> RatingWords | None:
    """The rating that a claim is surer than; `None` where it keeps to every rating of what it is about, or none is.

    A claim on several bodies of evidence is as sure as the least certain of them, as GRADE's overall certainty is that
    of the least certain critical outcome (Guyatt et al. 2013, J Clin Epidemiol 66, 151–157). "May" is for low
    certainty, and too much for very low.
    """
    if claim.asserts not in _SPEAK_OF_AN_EFFECT:
        return None
    rated = [r for key in conditions for r in _weak(catalogue).get(key, ()) if _is_about(catalogue, claim, r)]
    found = max(rated, key=lambda r: _ORDER.index(r.rating.certainty), default=None)
    if found is None or (claim.hedged and found.rating.certainty is Certainty.LOW):
        return None
    return found


def certainty_reason(claim: Claim, rated: RatingWords) -> Statement:
    """Who rated what as how certain, and what that lets one say."""
    is_low = rated.rating.certainty is Certainty.LOW
    hedged = Phrase("", (Basis(claim.id, "hedged", str(claim.hedged).lower()),))
    so = "that bears “may”, and no more" if is_low else "that bears “very uncertain”, and no more"
    for by in (joined(" by ", rated.who), Phrase("", rated.who.basis)):
        whole = say(
            "claim.CLM110",
            "the evidence on {about} was rated as of {certainty} certainty{by} (GRADE); {so}.",
            hedged,
            about=rated.about,
            certainty=rated.certainty,
            by=by,
            so=so,
        )
        if len(whole.text.split()) <= MOST_WORDS:
            break
    return whole


def by_certainty(catalogue: Catalogue, claim: Claim, rated: RatingWords, *, is_borne_out: bool) -> Iterator[Statement]:
    """What may be said instead, in GRADE's words; of low certainty only where the records bear the rest of it out."""
    treatment = Phrase(catalogue.sheet.intervention, (Basis("sheet", "intervention", catalogue.sheet.intervention),))
    if rated.rating.certainty is Certainty.VERY_LOW:
        pattern = "the evidence is very uncertain about the effect of {treatment} on {about}."
        yield say("claim.certainty", pattern, rated.certainty, treatment=treatment, about=rated.about)
    elif is_borne_out and claim.asserts in _MAY:
        yield say(
            "claim.certainty",
            _MAY[claim.asserts] + " (low certainty).",
            rated.certainty,
            treatment=treatment,
            comparator=rated.comparator,
            about=rated.outcome,
        )


def _weak(catalogue: Catalogue) -> Mapping[str, tuple[RatingWords, ...]]:
    """The bodies of evidence rated low or very low, by condition; of several ratings of one the best counts."""
    return once(catalogue, "weak ratings", lambda: {k: tuple(_weakest(r)) for k, r in ratings_on(catalogue).items()})


def _weakest(ratings: Iterable[RatingWords]) -> Iterator[RatingWords]:
    best: dict[tuple[object, ...], RatingWords] = {}
    for rated in ratings:
        rating = rated.rating
        body = rating.comparator, rating.outcome is None, fold(rating.about)
        known = best.get(body)
        if known is None or _ORDER.index(rating.certainty) < _ORDER.index(known.rating.certainty):
            best[body] = rated
    return (rated for rated in best.values() if rated.rating.certainty in _WEAK)


def _is_about(catalogue: Catalogue, claim: Claim, rated: RatingWords) -> bool:
    """Whether a rating is of what a claim says: by comparator, and by outcome or family where it names any."""
    comparator, family = rated.rating.comparator, rated.rating.family
    if claim.comparators and comparator is not None and comparator not in claim.comparators:
        return False
    outcomes = _outcomes(catalogue, rated)
    is_harm = family.is_harm if family else bool(outcomes) and all(o.family.is_harm for o in outcomes)
    if claim.asserts is Asserts.FEWER_HARMS and not is_harm:
        return False
    if claim.outcomes:
        named = {fold(name) for name in claim.outcomes}
        return fold(rated.rating.about) in named or any(not named.isdisjoint(_names(o)) for o in outcomes)
    if claim.families:
        own = rated.rating.outcome is None and family in claim.families
        return own or any(o.family in claim.families for o in outcomes)
    return is_harm is (claim.asserts is Asserts.FEWER_HARMS)


def _names(outcome: Outcome) -> tuple[str, str]:
    return fold(outcome.measures), fold(outcome.label)


def _outcomes(catalogue: Catalogue, rated: RatingWords) -> tuple[Outcome, ...]:
    """The outcomes of the studies of a condition that a rating is about."""
    return once(catalogue, ("rated", rated.record), lambda: tuple(_covered(catalogue, rated)))


def _covered(catalogue: Catalogue, rated: RatingWords) -> Iterator[Outcome]:
    rating = rated.rating
    name = fold(rating.outcome) if rating.outcome is not None else None
    for study in catalogue.studies_of.get(rating.condition, ()):
        for outcome in study.outcomes:
            if name in _names(outcome) if name is not None else outcome.family == rating.family:
                yield outcome
