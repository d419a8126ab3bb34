"""A funnel plot as JSON at full precision: the studies, the tests, and what they cannot tell."""

from dataclasses import asdict
from typing import Any

from acuevid.export.json import SCHEMA_VERSION, statement_data
from acuevid.export.jsontext import dumps
from acuevid.measures import MEASURES
from acuevid.models import Condition
from acuevid.pools.fit import PoolResult, model_name
from acuevid.pools.small_studies import SmallStudyTests, funnel_reason
from acuevid.synthesis.small_studies import no_funnel, told_tests
from acuevid.views.forest import drawn
from acuevid.views.funnel import band


def funnel_json(condition: Condition, result: PoolResult, tests: SmallStudyTests) -> str:
    """Effects and standard errors on the scale of analysis, the pooled effect, and the tests or why there are none."""
    reason = funnel_reason(result)
    sentences = [[no_funnel(result, reason)]] if reason else told_tests(result, tests)
    data = {
        "acuevid": {"kind": "funnel", "schema_version": SCHEMA_VERSION},
        "condition": condition.key,
        "measure": result.headline.measure,
        "scale": MEASURES[result.headline.measure].scale,
        "studies": [] if reason else _points(result),
        "pooled": None if reason else {"model": model_name(result.main), "estimate": result.main.estimate},
        "tests": [asdict(test) for test in tests.tests],
        "reason": tests.reason or None,
        "sentences": [[statement_data(s) for s in paragraph] for paragraph in sentences],
    }
    return dumps(data)


def _points(result: PoolResult) -> list[dict[str, Any]]:
    found = []
    for member in result.chosen.members:
        yi, se, _ = drawn(result, member)
        arms = [member.pair.first.id, member.pair.second.id] if member.pair is not None else []
        outcome = {"citekey": member.study.citekey, "outcome": member.outcome.id, "arms": arms}
        found.append(outcome | {"yi": yi, "se": se, "contour": band(yi, se)})
    return found
