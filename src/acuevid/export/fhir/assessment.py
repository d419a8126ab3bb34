"""Appraisals and ratings as ArtifactAssessments of FHIR R5, and the certainty of some evidence."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from acuevid.appraisal_tools import OVERALL
from acuevid.appraisals import Appraisal, Rating
from acuevid.bibliography import iso
from acuevid.export.fhir.evidence import Entry, address_of
from acuevid.export.fhir.types import (
    HL7,
    Addresses,
    Resource,
    concept,
    identifier,
    markdown,
    note,
    reference,
    resource,
    string,
)
from acuevid.models import Study
from acuevid.terms import Certainty, Down, Up

_TYPE, _RATING = f"{HL7}/certainty-type", f"{HL7}/certainty-rating"
_OVERALL = (_TYPE, "Overall", "Overall certainty")
_RISK_OF_BIAS = (_TYPE, "RiskOfBias", "Risk of bias")
_REASONS: Mapping[Down | Up, tuple[str, str, str]] = {
    Down.RISK_OF_BIAS: _RISK_OF_BIAS,
    Down.INCONSISTENCY: (_TYPE, "Inconsistency", "Inconsistency"),
    Down.INDIRECTNESS: (_TYPE, "Indirectness", "Indirectness"),
    Down.IMPRECISION: (_TYPE, "Imprecision", "Imprecision"),
    Down.PUBLICATION_BIAS: (_TYPE, "PublicationBias", "Publication bias"),
    Up.LARGE_EFFECT: (_TYPE, "LargeEffect", "Large effect"),
    Up.DOSE_RESPONSE: (_TYPE, "DoseResponseGradient", "Dose response gradient"),
    Up.OPPOSING_CONFOUNDING: (_TYPE, "PlausibleConfounding", "Plausible confounding"),
}
_CERTAINTY = {
    Certainty.HIGH: (_RATING, "high", "High quality"),
    Certainty.MODERATE: (_RATING, "moderate", "Moderate quality"),
    Certainty.LOW: (_RATING, "low", "Low quality"),
    Certainty.VERY_LOW: (_RATING, "very-low", "Very low quality"),
}
_MOST_UP = 2


def appraisals_of(study: Study, addresses: Addresses) -> Iterator[Entry]:
    """Each appraisal of a study, with the outcomes that it holds for."""
    for n, appraisal in enumerate(study.appraisals, start=1):
        yield _appraisal(study, n, appraisal, addresses)


def rating_of(place: int, rating: Rating, about: str | None, addresses: Addresses) -> Entry:
    """A rating; of the evidence at an address, or of what it names where it stands with none."""
    named = rating.named[:1].upper() + rating.named[1:]
    names = (rating.id or str(place), rating.condition, rating.about)
    return _assessment(
        addresses.of("rating", *names),
        names[:2],
        f"GRADE: {named}",
        reference("Evidence", about, rating.named) if about else {"display": string(rating.named)},
        iso(rating.rated_on) if rating.rated_on else None,
        {
            "informationType": "rating",
            "summary": markdown(rating.reason),
            "type": concept("GRADE", _OVERALL),
            "classifier": [_certainty(rating.certainty)],
            "author": {"display": string(rating.rated_by)},
            "component": [
                {"informationType": "rating", "summary": markdown(why), "type": kind, "classifier": [step]}
                for kind, step, why in _steps(rating)
            ],
        },
    )


def certainty(rating: Rating) -> Resource:
    """How certain people called some evidence, and why."""
    return {
        "description": markdown(rating.reason),
        "note": note(f"Started at {rating.start.words}." if rating.start else None),
        "type": concept("GRADE", _OVERALL),
        "rating": _certainty(rating.certainty),
        "rater": string(rating.rated_by),
        "subcomponent": [
            {"description": markdown(why), "type": kind, "rating": step} for kind, step, why in _steps(rating)
        ],
    }


def _certainty(found: Certainty) -> Resource:
    return concept(found.words, _CERTAINTY[found])


def _steps(rating: Rating) -> Iterator[tuple[Resource, Resource, str | None]]:
    """Each reason, by how much it moved the certainty, and why."""
    moved: list[tuple[Down | Up, int]] = [(reason, -steps) for reason, steps in rating.down.items()]
    moved += [(reason, steps) for reason, steps in rating.up.items()]
    for reason, steps in moved:
        yield concept(None, _REASONS[reason]), _step(steps), rating.because.get(reason.value)


def _step(steps: int) -> Resource:
    if steps < 0:
        return concept(None, (_RATING, f"downcode{-steps}", f"reduce rating: {steps}"))
    if steps > _MOST_UP:
        return concept(f"increase rating: +{steps}")
    return concept(None, (_RATING, f"upcode{steps}", f"increase rating: +{steps}"))


def _appraisal(study: Study, n: int, appraisal: Appraisal, addresses: Addresses) -> Entry:
    tool, verdict = appraisal.tool, appraisal.verdict
    about = set(appraisal.outcomes)
    told = [outcome for outcome in study.compared if outcome.id in about]
    return _assessment(
        addresses.of("appraisal", study.citekey, str(n)),
        (study.citekey, tool.key, str(n)),
        f"{tool.name}: {study.label}{', consensus' if appraisal.consensus else ''}",
        reference("Citation", addresses.of("Citation", study.citekey), study.label),
        iso(appraisal.on) if appraisal.on else None,
        {
            "informationType": "rating",
            "summary": markdown(" ".join(filter(None, (appraisal.support.get(OVERALL), appraisal.note)))),
            "type": concept(tool.name, *([_RISK_OF_BIAS] if tool.of_bias else [])),
            "classifier": [concept(verdict.label if verdict else None)],
            "author": {"display": string(appraisal.by)},
            "relatedArtifact": [
                {
                    "type": "comments-on",
                    "resourceReference": reference("Evidence", address_of(study, outcome, addresses), outcome.label),
                }
                for outcome in told
            ],
            "component": list(_domains(appraisal)),
        },
    )


def _domains(appraisal: Appraisal) -> Iterator[Resource]:
    for domain in appraisal.tool.domains:
        found, why = appraisal.of(domain.key), appraisal.support.get(domain.key)
        if found or why:
            yield {
                "informationType": "rating",
                "summary": markdown(why),
                "type": concept(domain.name),
                "classifier": [concept(found.label if found else None)],
            }


def _assessment(
    url: str, keys: Collection[str], title: str, about: Resource, date: str | None, content: dict[str, Any]
) -> Entry:
    return url, resource(
        "ArtifactAssessment",
        url,
        identifier=identifier(*keys),
        title=string(title),
        artifactReference=about,
        date=date,
        content=[content],
    )
