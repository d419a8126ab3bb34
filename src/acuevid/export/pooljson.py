"""Pools as JSON at full precision, on the scale of analysis and on the measure's own."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from acuevid.export.biasjson import judged_data
from acuevid.export.json import SCHEMA_VERSION, statement_data
from acuevid.export.jsontext import dumps
from acuevid.measures import MEASURES
from acuevid.models import Condition
from acuevid.numbers.pooling import Pooled, on_its_scale
from acuevid.pools.by_events import measure_of
from acuevid.pools.cumulative import cumulative
from acuevid.pools.fit import MOST_LEFT_OUT, PoolResult, model_name
from acuevid.pools.influence import bearings
from acuevid.pools.sets import LeftOut, Member, PoolSet
from acuevid.results.analysed import analysed
from acuevid.synthesis.pool_words import left_out, pool_sentences
from acuevid.synthesis.statements import Statement
from acuevid.views.forest import weights

if TYPE_CHECKING:
    from acuevid.pools.groups import Groups
    from acuevid.pools.moderator import Moderated


def pool_json(
    condition: Condition,
    result: PoolResult,
    *,
    each_left_out: bool = False,
    as_added: bool = False,
    bias: bool = False,
    groups: "Groups | None" = None,
    moderated: "Moderated | None" = None,
) -> str:
    """A pool: studies with their effects, models, sensitivity, absolute effects, sentences, who is left out.

    More studies than `MOST_LEFT_OUT` are left out and added in turn only where that is asked for.
    With `bias` each study has what is judged of the risk of bias in its result, or null; `groups` and `moderated` add
    ``subgroups`` and ``moderator``.
    """
    chosen, events = result.chosen, result.by_events
    added = cumulative(result) if as_added or result.main.k <= MOST_LEFT_OUT else ()
    data = _head(condition) | {
        "question": _question(chosen),
        "measure": result.measure,
        "scale": MEASURES[result.measure].scale,
        "headline": _fit(result.main, result)
        | {"measure": result.headline.measure, "why": result.headline.why or None},
        "studies": [
            _member(m) | {"yi": m.yi, "vi": m.vi, "weight": weight} | (_bias(m) if bias else {})
            for m, weight in zip(chosen.members, weights(result), strict=True)
        ],
        "unweighed": [_member(m) | {"reason": m.reason} for m in chosen.unweighed],
        "people": chosen.people,
        "fits": [_fit(fit, result) for fit in result.fits],
        "mantel_haenszel": _fit(events.mantel_haenszel, result) if events.mantel_haenszel else None,
        "mantel_haenszel_random": _fit(events.random, result) if events.random else None,
        "peto": _fit(events.peto, result) if events.peto else None,
        "glmm": [_fit(fit, result) | {"measure": measure_of(fit, chosen)} for fit in events.glmm],
        "tau2_interval": asdict(result.tau2) | {"method": "Q-profile"},
        "tau2_maxima": list(result.maxima),
        "leave_one_out": [
            {"without": m.study.citekey} | _fit(fit, result)
            for m, fit in (result.each_left_out if each_left_out else result.without)
        ],
        "cumulative": [{"added": m.study.citekey} | _fit(fit, result) for m, fit in added],
        "influence": _influence(result),
        "sensitivity": asdict(result.sensitivity) | {"changed": list(result.sensitivity.changed)},
        "variants": [{"name": name} | _fit(fit, result) for name, fit in result.variants],
        "double_arcsine": asdict(result.double_arcsine) if result.double_arcsine else None,
        "control_risk": result.control_risk,
        "absolute": asdict(result.absolute) if result.absolute else None,
        "absolute_reason": result.absolute_reason or None,
        "sentences": [[statement_data(s) for s in paragraph] for paragraph in pool_sentences(result)],
        "left_out": [_left_out(item) for item in chosen.left_out],
        "left_out_sentences": [statement_data(s) for s in left_out(chosen)],
    }
    data |= {"subgroups": _groups(result, groups)} if groups else {}
    data |= {"moderator": _moderator(result, moderated)} if moderated else {}
    return dumps(data)


def nothing_json(condition: Condition | None, left: Sequence[LeftOut], told: Sequence[Statement]) -> str:
    """Why there is nothing to pool."""
    data = _head(condition) | {
        "studies": [],
        "sentences": [[statement_data(s)] for s in told],
        "left_out": [_left_out(item) for item in left],
    }
    return dumps(data)


def _head(condition: Condition | None) -> dict[str, Any]:
    head = {"kind": "pool", "schema_version": SCHEMA_VERSION}
    return {"acuevid": head, "condition": condition.key if condition else None}


def _member(m: Member) -> dict[str, Any]:
    return {
        "citekey": m.study.citekey,
        "outcome": m.outcome.id,
        "arms": [m.pair.first.id, m.pair.second.id] if m.pair is not None else [],
        "divisors": list(m.divisors),
        "counts": [count._asdict() for count in m.counts],
        "effect": asdict(m.effect),
        "people": m.people,
        "turned": m.is_turned,
        "nearest": m.is_nearest,
        "tier": m.entry.tier.value,
        "adjusted": m.entry.is_adjusted,
        "change": m.entry.is_change,
        "design": m.entry.by_design or None,
        "doubt": m.doubt or None,
        "risk_of_bias": found.word if (found := m.risk_of_bias) is not None else None,
        "remarks": list(m.remarks),
    }


def _bias(m: Member) -> dict[str, Any]:
    judged = analysed(m.study).deciding(m.outcome.id)
    return {"bias": judged_data(judged) if judged else None}


def _question(chosen: PoolSet) -> dict[str, Any]:
    question = chosen.question
    return {
        "comparator": question.comparator.value if question.comparator else None,
        "family": question.family.value,
        "outcome": question.construct,
        "event_is": question.event_is.value if question.event_is else None,
        "window": question.window.value,
        "randomised": question.is_randomised,
        "adjusted": question.adjusted.value,
    }


def _groups(result: PoolResult, groups: "Groups") -> dict[str, Any]:
    from acuevid.synthesis.subgroups import group_sentences

    told = groups.common
    return {
        "by": groups.field.name,
        "common_tau2": told is not None,
        "groups": [
            {
                "name": group.name,
                "recorded": group.is_recorded,
                "studies": [m.study.citekey for m in group.members],
                "people": group.chosen.people,
                "result": _fit(group.fit, result) | {"measure": group.measure},
            }
            for group in groups.groups
        ],
        "between": asdict(groups.between),
        "tau2": told.tau2 if told else None,
        "i2": told.i2 if told else None,
        "q": told.q if told else None,
        "q_p": told.q_p if told else None,
        "df": told.df if told else None,
        "reason": groups.reason or None,
        "sentences": [[statement_data(s) for s in paragraph] for paragraph in group_sentences(result, groups)],
    }


def _moderator(result: PoolResult, moderated: "Moderated") -> dict[str, Any]:
    """The meta-regression; the slope is for one unit of the moderator, on the scale of analysis."""
    from acuevid.synthesis.moderators import moderator_sentences

    fit = None
    if moderated.found is not None:
        fit = asdict(moderated.found)
        fit = {key: value for key, value in fit.items() if key not in ("centres", "covariance", "reason")}
    both = zip(moderated.members, moderated.values, strict=True)
    return {
        "field": moderated.field.name,
        "unit": moderated.field.unit[1],
        "studies": [{"citekey": m.study.citekey, "outcome": m.outcome.id, "value": value} for m, value in both],
        "without": [m.study.citekey for m in moderated.without],
        "fit": fit,
        "reason": moderated.reason or None,
        "sentences": [statement_data(s) for s in moderator_sentences(result, moderated)],
    }


def _influence(result: PoolResult) -> dict[str, Any] | None:
    """What each study does to the pool by inverse variance; null under three studies, and with very many."""
    if (found := bearings(result)) is None:
        return None
    studies = [
        {"citekey": b.member.study.citekey, "outcome": b.member.outcome.id}
        | {"baujat": asdict(b.baujat), "radial": asdict(b.radial)}
        | asdict(b.influence)
        for b in found.studies
    ]
    return {"model": found.model, "studies": studies}


def _fit(fit: Pooled, result: PoolResult) -> dict[str, Any]:
    natural = on_its_scale(fit, measure_of(fit, result.chosen))
    own = {"estimate": natural.estimate, "ci_low": natural.ci_low, "ci_high": natural.ci_high}
    return {"model": model_name(fit), **asdict(fit), "natural": own}


def _left_out(item: LeftOut) -> dict[str, Any]:
    return {
        "citekey": item.study.citekey,
        "outcome": item.outcome.id if item.outcome else None,
        "reason": item.reason,
    }
