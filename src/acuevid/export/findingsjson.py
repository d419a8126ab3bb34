"""A summary of findings as JSON at full precision, each sentence with its basis."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from acuevid.export.json import SCHEMA_VERSION, Places, record, statement_data
from acuevid.export.jsontext import dumps
from acuevid.pools.bodies import AtRisk
from acuevid.synthesis.summary_of_findings import Findings, FindingsTable, Row


def findings_json(found: Sequence[Findings], places: Places | None = None) -> str:
    """The tables of some conditions."""
    head = {"kind": "findings", "schema_version": SCHEMA_VERSION}
    return dumps({"acuevid": head, "conditions": [findings_data(findings, places) for findings in found]})


def findings_data(findings: Findings, places: Places | None = None) -> dict[str, Any]:
    """The tables of a condition, and the sentences on what stands in none."""
    return {
        "condition": findings.condition.key,
        "tables": [table_data(table, places) for table in findings.tables],
        "sentences": [statement_data(s, places) for s in findings.rest],
    }


def table_data(table: FindingsTable, places: Places | None = None) -> dict[str, Any]:
    """One table: ratios on their own scale, risks and differences of risks as shares of 1."""
    comparison = table.comparison
    return {
        "condition": comparison.condition.key,
        "comparator": comparison.comparator.value,
        "randomised": comparison.is_randomised,
        "treatment": table.first,
        "comparison": table.second,
        "rows": [_row(row, places) for row in table.rows],
        "notes": [
            {"number": n} | statement_data(note.statement, places) | {"words": note.words or None}
            for n, note in enumerate(table.notes, start=1)
        ],
        "missing": [item.outcome for _, item in comparison.missing],
        "sentences": [statement_data(s, places) for s in table.rest],
    }


def _row(row: Row, places: Places | None) -> dict[str, Any]:
    body = row.body
    return {
        "outcome": body.question.construct,
        "family": body.question.family.value,
        "window": body.question.window.value,
        "importance": body.important[1].importance.value if body.important else None,
        "studies": [m.study.citekey for m in body.members],
        "people": body.people,
        "pooled": body.pooled is not None,
        "effect": asdict(body.effect),
        "at_risks": [_at(at) for at in body.at_risks],
        "smallest_that_matters": body.smallest_that_matters,
        "rating": record(body.rating[1]) if body.rating else None,
        "sentences": [statement_data(s, places) for s in row.plain],
        "notes": list(row.notes),
    }


def _at(at: AtRisk) -> dict[str, Any]:
    treated = at.treated
    return {
        "name": at.name or None,
        "risk": at.risk,
        "source": at.source or None,
        "treated": treated and dict(zip(("risk", "low", "high"), treated, strict=True)),
        "difference": asdict(at.effect.risk_difference),
    }
