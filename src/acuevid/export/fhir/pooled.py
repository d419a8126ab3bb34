"""Bodies of evidence as Evidence of FHIR R5: what studies give together, and how certain people called it."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from acuevid.export.fhir.assessment import certainty
from acuevid.export.fhir.evidence import Entry, address_of, derived_from, role, variable
from acuevid.export.fhir.statistic import OF_95, P_VALUE, attribute, estimate, interval, model
from acuevid.export.fhir.types import (
    TERMINOLOGY,
    Addresses,
    Resource,
    concept,
    count,
    identifier,
    markdown,
    resource,
    string,
)
from acuevid.models import Condition
from acuevid.numbers import format as fmt
from acuevid.numbers.pooling import on_its_scale
from acuevid.pools.bodies import Body
from acuevid.pools.fit import PoolResult, model_name
from acuevid.pools.sets import Member
from acuevid.synthesis.certainty import plain_words
from acuevid.synthesis.pool_words import sides, unit_of

_POOLED = (f"{TERMINOLOGY}/synthesis-type", "std-MA", "summary data meta-analysis")
_MODELS = {
    "REML": (
        ("inverseVariance", "Inverse variance method"),
        ("effectsRandom", "Random-effects"),
        ("tauRestrictedMaximumLikelihood", "Restricted Maximum Likelihood method"),
    ),
    "MH": (("manteHaenszelMethod", "Mantel-Haenszel method"),),
    "PETO": (("petoMethod", "Peto method"),),
}
_HARTUNG = ("hartungKnapp", "Hartung-Knapp adjustment")
_I2, _Q, _TAU2 = ("0000420", "I-squared"), ("0000419", "Cochran's Q statistic"), ("0000421", "Tau squared")


def keys_of(condition: Condition, body: Body) -> tuple[str, ...]:
    """The names that tell a body of evidence from all others."""
    q = body.question
    kind = "randomised" if q.is_randomised else "not-randomised"
    event = q.event_is.value if q.event_is else ""
    against = q.comparator.value if q.comparator else ""
    return condition.key, against, kind, q.family.value, q.construct, q.sort.value, event, q.window.value


def body_of(condition: Condition, body: Body, addresses: Addresses, known: Collection[str]) -> Iterator[Entry]:
    """A body of evidence, before it its variables; it is drawn from what is `known` by its address of its studies."""
    keys, q = keys_of(condition, body), body.question
    people = addresses.of("population", condition.key, "")
    yield variable(people, (condition.key, "population"), condition.name)
    roles = [role("population", people, condition.name)]
    for name, part in zip(("exposure", "referenceExposure"), sides(body.chosen), strict=True):
        if part:
            url = addresses.of(name, part)
            yield variable(url, (name, part), part)
            roles.append(role(name, url, part))
    outcome = addresses.of("construct", q.family.value, q.construct, q.window.value)
    names = ("outcome", q.family.value, q.construct, q.window.value)
    yield variable(outcome, names, q.construct, description=q.window.label)
    url, title = addresses.of("body", *keys), f"{q.construct}{q.against} in {condition.name}"
    yield (
        url,
        resource(
            "Evidence",
            url,
            identifier=identifier(*keys),
            title=string(f"{fmt.count(len(body.chosen.studies))} studies: {title}" if body.pooled else title),
            status="active",
            relatedArtifact=[_source(m, addresses, known) for m in body.members],
            description=markdown(" ".join(s.text for s in plain_words(body))),
            variableDefinition=[*roles, role("measuredVariable", outcome, q.construct)],
            synthesisType=concept(None, _POOLED) if body.pooled else None,
            studyDesign=[concept("randomised trials" if q.is_randomised else "studies that were not randomised")],
            statistic=[_statistic(body)] if body.effect.estimate is not None else None,
            certainty=[certainty(body.rating[1])] if body.rating else None,
        ),
    )


def _source(member: Member, addresses: Addresses, known: Collection[str]) -> Resource:
    study, url = member.study, address_of(member.study, member.outcome, addresses)
    if url in known:
        return derived_from("Evidence", url, f"{study.label}: {member.outcome.label}")
    return derived_from("Citation", addresses.of("Citation", study.citekey), study.label)


def _statistic(body: Body) -> Resource:
    found = estimate(body.effect, unit_of(body.chosen))
    size = {"numberOfStudies": len(body.chosen.studies), "numberOfParticipants": count(body.people)}
    told = {**found, "numberOfEvents": _events(body), "sampleSize": size}
    if body.pooled is None:
        return told
    fit = body.pooled.main
    codes = [*_MODELS.get(fit.method, ()), *([_HARTUNG] if fit.test == "knha" else [])]
    return told | {
        "description": markdown(f"Pooled: {model_name(fit)}."),
        "attributeEstimate": [*found["attributeEstimate"], *_of_pool(body, body.pooled)],
        "modelCharacteristic": [model(code, display) for code, display in codes],
    }


def _events(body: Body) -> int | None:
    """The events in all groups, where all are known as they are and enter undivided."""
    plain = all(m.counts and m.divisors == (1, 1) and not m.is_nearest for m in body.members)
    return count(sum(c.events for m in body.members for c in m.counts)) if plain else None


def _of_pool(body: Body, pooled: PoolResult) -> Iterator[Resource | None]:
    """The P value, how far results differ, and where the effect of one further study is to be expected."""
    fit = pooled.main
    common = next((f for f in pooled.fits if f.method == "CE"), None)
    yield attribute(None, P_VALUE, value=fit.p_value)
    if body.i2 is not None:
        yield attribute("I² from Cochran's Q, in per cent", _I2, value=body.i2)
    if common is not None:
        of_q = attribute(None, P_VALUE, value=common.q_p)
        yield attribute(None, _Q, value=common.q, attributeEstimate=[of_q])
    spread = interval(pooled.tau2.low, pooled.tau2.high)
    yield attribute("τ², on the scale of analysis", _TAU2, value=fit.tau2, attributeEstimate=[spread])
    if fit.pi_low is not None and fit.pi_high is not None:
        ends = on_its_scale(replace(fit, ci_low=fit.pi_low, ci_high=fit.pi_high), pooled.headline.measure)
        yield attribute("prediction interval", ends=(ends.ci_low, ends.ci_high), level=OF_95)
