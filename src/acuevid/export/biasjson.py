"""Appraisals as JSON: which judgement of each domain counts, where people differ, and what share has which."""

from typing import Any

from acuevid.appraisal_tools import OVERALL
from acuevid.bibliography import iso
from acuevid.export.json import SCHEMA_VERSION
from acuevid.export.jsontext import dumps
from acuevid.results.appraised import Judged
from acuevid.views.bias import Appraised, ByTool, bars, cell


def bias_json(found: Appraised) -> str:
    """What is appraised of some studies."""
    return dumps({"acuevid": {"kind": "bias", "schema_version": SCHEMA_VERSION}, **bias_data(found)})


def bias_data(found: Appraised) -> dict[str, Any]:
    """The tools with their studies, and the studies that are not appraised."""
    return {"tools": [_tool(by) for by in found.tools], "not_appraised": [study.citekey for study in found.missing]}


def judged_data(judged: Judged) -> dict[str, Any]:
    """What counts of the appraisals with one tool; what is disputed or not judged says so."""
    stands = judged.stands
    return {
        "tool": judged.tool.key,
        "outcomes": list(judged.outcomes),
        "overall": cell(judged, OVERALL).word,
        "domains": {domain.key: cell(judged, domain.key).word for domain in judged.tool.domains},
        "disputed": list(judged.disputed),
        "consensus": judged.has_consensus,
        "appraisals": len(judged.appraisals),
        "by": stands.by if stands else None,
        "on": iso(stands.on) if stands and stands.on else None,
    }


def _tool(by: ByTool) -> dict[str, Any]:
    summary = bars(by)
    return {
        "tool": by.tool.key,
        "name": by.tool.name,
        "of_bias": by.tool.of_bias,
        "source": by.tool.source or None,
        "domains": [{"key": domain.key, "name": domain.name} for domain in by.tool.domains],
        "studies": [{"citekey": item.study.citekey, **judged_data(item.judged)} for item in by.items],
        "summary": [
            {
                "domain": bar.column.key,
                "judgements": [{"judgement": s.light.word, "number": s.number, "share": s.share} for s in bar.shares],
            }
            for bar in summary.bars
        ],
    }
