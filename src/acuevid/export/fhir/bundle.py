"""The Bundle: of each study its citation, results and appraisals; of each condition its pools and ratings."""

from collections.abc import Collection, Iterator
from itertools import chain

from acuevid.catalogue.query import clinical, extracted, in_order
from acuevid.checks.run import findings_of
from acuevid.export.fhir.assessment import appraisals_of, rating_of
from acuevid.export.fhir.citation import citation_of
from acuevid.export.fhir.evidence import Entry, evidence_of
from acuevid.export.fhir.pooled import body_of
from acuevid.export.fhir.types import Addresses, Resource
from acuevid.export.jsontext import pieces
from acuevid.models import Catalogue, Condition
from acuevid.numbers.tails import ScipyMissing
from acuevid.pools.bodies import Body, comparisons_of
from acuevid.synthesis.doubts import doubted_in
from acuevid.views.scope import Scope


def sheet_fhir(catalogue: Catalogue, scope: Scope) -> Iterator[str]:
    """The part of a catalogue in scope as a Bundle of the type `collection`, in pieces."""
    addresses = Addresses(catalogue.sheet.title)
    bundle: Resource = {"resourceType": "Bundle", "id": addresses.id, "type": "collection"}
    entries = _entries(catalogue, scope, addresses)
    first = next(entries, None)
    return pieces(bundle if first is None else bundle | {"entry": chain((first,), entries)})


def _entries(catalogue: Catalogue, scope: Scope, addresses: Addresses) -> Iterator[Resource]:
    """Each resource once, behind its address."""
    known: set[str] = set()
    for url, resource in _resources(catalogue, scope, addresses, known):
        if url not in known:
            known.add(url)
            yield {"fullUrl": url, "resource": resource}


def _resources(catalogue: Catalogue, scope: Scope, addresses: Addresses, known: Collection[str]) -> Iterator[Entry]:
    for study in scope.studies:
        yield citation_of(catalogue, study, addresses)
        yield from evidence_of(catalogue, study, addresses)
        yield from appraisals_of(study, addresses)
    standing: dict[int, str] = {}
    for condition in scope.conditions:
        for body in _bodies(catalogue, condition):
            url = ""
            for url, resource in body_of(condition, body, addresses, known):
                yield url, resource
            if body.rating is not None:
                standing[body.rating[0]] = url
    for place, rating in enumerate(catalogue.ratings):
        if scope.is_whole or rating.condition in scope.condition_keys:
            yield rating_of(place, rating, standing.get(place), addresses)


def _bodies(catalogue: Catalogue, condition: Condition) -> list[Body]:
    """What studies of a condition give together, and what people rated; none without scipy."""
    studies = extracted(in_order(clinical(catalogue, condition)))
    try:
        found = comparisons_of(catalogue, condition, studies, doubted_in(findings_of(catalogue, studies)))
    except ScipyMissing:
        return []
    bodies = [body for comparison in found for body in (*comparison.bodies, *comparison.aside)]
    return [body for body in bodies if body.pooled is not None or body.rating is not None]
