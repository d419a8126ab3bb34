"""The results of a study as Evidence of FHIR R5, with the variables that they are of."""

from collections.abc import Iterator
from typing import TypeAlias

from acuevid.export.fhir.statistic import statistics_of
from acuevid.export.fhir.types import (
    TERMINOLOGY,
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
from acuevid.models import Arm, Catalogue, Outcome, Study
from acuevid.views.effects import outcome_effect

_ROLES = {
    "population": "population",
    "subpopulation": "subpopulation",
    "exposure": "exposure",
    "referenceExposure": "reference exposure",
    "measuredVariable": "measured variable",
}
Entry: TypeAlias = tuple[str, Resource]
"""A resource behind its address."""


def evidence_of(catalogue: Catalogue, study: Study, addresses: Addresses) -> Iterator[Entry]:
    """Each outcome of a study between two groups or inside one, before it the people, groups and outcomes."""
    if not study.outcomes:
        return
    names = [catalogue.condition_by_key[key].name for key in study.conditions]
    people = addresses.of("population", study.citekey)
    title = study.population or ", ".join(names)
    yield variable(people, (study.citekey, "population"), title, description=study.eligibility)
    for arm in study.arms:
        url = addresses.of("arm", study.citekey, arm.id)
        yield variable(url, (study.citekey, "arm", arm.id), arm.label, remark=arm.note)
    for outcome in study.outcomes:
        yield _measured(study, outcome, addresses)
    for outcome in study.compared:
        yield _evidence(study, outcome, role("population", people, title), addresses)


def address_of(study: Study, outcome: Outcome, addresses: Addresses) -> str:
    """The address of what a study gives on an outcome between two groups or inside one."""
    return addresses.of("Evidence", study.citekey, outcome.id, *(outcome.compares or ()))


def variable(
    url: str,
    keys: tuple[str, ...],
    title: str,
    *,
    description: str | None = None,
    handling: str | None = None,
    remark: str | None = None,
) -> Entry:
    """People, a group, or what is measured."""
    return url, resource(
        "EvidenceVariable",
        url,
        identifier=identifier(*keys),
        title=string(title),
        status="active",
        description=markdown(description),
        note=note(remark),
        handling=handling,
    )


def role(name: str, url: str, display: str) -> Resource:
    """The part that a variable plays in some evidence."""
    told = concept(None, (f"{TERMINOLOGY}/variable-role", name, _ROLES[name]))
    return {"variableRole": told, "observed": reference("EvidenceVariable", url, display)}


def _measured(study: Study, outcome: Outcome, addresses: Addresses) -> Entry:
    url = addresses.of("outcome", study.citekey, outcome.id)
    is_counted = bool(outcome.event_is or outcome.events or outcome.percent)
    is_measured = bool(outcome.mean or outcome.median or outcome.change)
    return variable(
        url,
        (study.citekey, "outcome", outcome.id),
        outcome.label,
        description="; ".join(filter(None, (outcome.event, *outcome.timepoints))),
        handling="dichotomous" if is_counted else "continuous" if is_measured else None,
    )


def _evidence(study: Study, outcome: Outcome, people: Resource, addresses: Addresses) -> Entry:
    sides = study.sides(outcome)
    url, arms = address_of(study, outcome, addresses), sides or study.inside(outcome)
    title = f"{study.label}: {outcome.label}"
    if sides is not None:
        title += f", {sides[0].label} compared with {sides[1].label}"
    return url, resource(
        "Evidence",
        url,
        identifier=identifier(study.citekey, outcome.id, *(outcome.compares or ())),
        title=string(title),
        status="active",
        relatedArtifact=[derived_from("Citation", addresses.of("Citation", study.citekey), study.label)],
        description=markdown(outcome_effect(study, outcome, "").text),
        note=note(outcome.note),
        variableDefinition=[
            people,
            *_subgroup(outcome),
            *(_group(study, arm, addresses, is_second=sides is not None and n > 0) for n, arm in enumerate(arms)),
            role("measuredVariable", addresses.of("outcome", study.citekey, outcome.id), outcome.label),
        ],
        studyDesign=[concept(study.design.label)],
        statistic=statistics_of(study, outcome),
    )


def _subgroup(outcome: Outcome) -> list[Resource]:
    if outcome.subgroup is None:
        return []
    told = concept(None, (f"{TERMINOLOGY}/variable-role", "subpopulation", _ROLES["subpopulation"]))
    return [{"variableRole": told, "description": markdown(outcome.subgroup)}]


def _group(study: Study, arm: Arm, addresses: Addresses, *, is_second: bool) -> Resource:
    name = "referenceExposure" if is_second else "exposure"
    return role(name, addresses.of("arm", study.citekey, arm.id), arm.label)


def derived_from(kind: str, url: str, display: str) -> Resource:
    """What a resource was drawn from."""
    return {"type": "derived-from", "resourceReference": reference(kind, url, display)}
