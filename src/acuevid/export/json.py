"""JSON: the records as they stand, what is derived from them, and every sentence with what it rests on.

The keys are a contract: `SCHEMA_VERSION` changes when one is renamed, removed or changes its meaning.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, TypeAlias

from acuevid.checks.run import Found, Report, each_finding, findings_of
from acuevid.citations import source
from acuevid.diagnostics import Diagnostic
from acuevid.export.jsontext import dumps, pieces
from acuevid.models import Catalogue, Study
from acuevid.results.analysed import analysed
from acuevid.scalars import Record
from acuevid.synthesis.claims import Judgement, judge_claims
from acuevid.synthesis.condition import ConditionSummary
from acuevid.synthesis.plain import PlainSummary, explained
from acuevid.synthesis.sheet import SheetSummary
from acuevid.synthesis.statements import Basis, Statement
from acuevid.views.diff import Difference
from acuevid.views.effects import effects_data
from acuevid.views.factsheet import findings_of_condition, scope_claims
from acuevid.views.scope import Scope
from acuevid.views.table import Table

SCHEMA_VERSION = 1

Places: TypeAlias = Callable[[Basis], str]
"""Where a field that a sentence rests on stands in the catalogue: ``file:line``."""


def sheet_json(
    catalogue: Catalogue, summary: SheetSummary, scope: Scope, places: Places | None = None
) -> Iterator[str]:
    """The catalogue, or the part of it in scope, and what may be said of it; in pieces."""
    from acuevid.export.findingsjson import findings_data  # which is made of the same pieces

    conditions = [c for c in summary.conditions if c.condition.key in scope.condition_keys]
    keys = {key for study in scope.studies for key in study.conditions} | {c.key for c in scope.conditions}
    wanted = {claim.id for claim in scope_claims(catalogue, scope)}
    whole = scope.is_whole
    return pieces(
        {
            "acuevid": {"kind": "sheet", "schema_version": SCHEMA_VERSION},
            "selection": scope.selection or None,
            "sheet": record(catalogue.sheet),
            "families": [record(f) for f in catalogue.families],
            "designs": [record(d) for d in catalogue.designs],
            "instruments": [record(i) for i in catalogue.instruments],
            "appraisal_tools": [record(t) for t in catalogue.tools],
            "conditions": [record(c) for c in catalogue.conditions if whole or c.key in keys],
            "studies": _studies(scope.studies, findings_of(catalogue, scope.studies)),
            "background": [record(w) for w in catalogue.background if whole],
            "sections": [record(s) for s in catalogue.sections if whole],
            "mechanisms": [record(m) for m in catalogue.mechanisms if whole],
            "claims": (judgement_data(j) for j in judge_claims(catalogue) if j.claim.id in wanted),
            "important_outcomes": [
                record(o)
                for o in catalogue.important_outcomes
                if whole or not scope.condition_keys.isdisjoint(o.conditions or scope.condition_keys)
            ],
            "ratings": [record(r) for r in catalogue.ratings if whole or r.condition in scope.condition_keys],
            "acknowledged": [record(a) for a in catalogue.acknowledged if whole or a.record in scope.citekeys],
            "findings": [findings_data(f, places) for c in conditions if (f := findings_of_condition(catalogue, c))],
            "summary": {
                "conditions": (condition_data(c, places) for c in conditions),
                "key_messages": [statement_data(s, places) for s in summary.key if whole],
                "in_summary": [statement_data(s, places) for s in summary.in_summary if whole],
                "mechanisms": [statement_data(s, places) for s in summary.mechanisms if whole],
            },
            **_bias(scope.studies),
        }
    )


def _bias(studies: Sequence[Study]) -> dict[str, Any]:
    """How the studies were done, where any is appraised."""
    if not any(study.appraisals for study in studies):
        return {}
    from acuevid.export.biasjson import bias_data
    from acuevid.views.bias import appraised

    return {"bias": bias_data(appraised(studies))}


def studies_jsonl(catalogue: Catalogue, studies: Sequence[Study], sheet: str = "") -> Iterator[str]:
    """A line for each study, in full, as JSON; of a library with the name of its sheet."""
    head: dict[str, Any] = {"acuevid": {"kind": "study", "schema_version": SCHEMA_VERSION}}
    head |= {"sheet": sheet} if sheet else {}
    for study, found in each_finding(catalogue, studies):
        yield dumps(head | _study_data(study, found), indent=None) + "\n"


def summaries_json(summaries: Sequence[ConditionSummary], places: Places | None = None) -> Iterator[str]:
    """The summaries of some conditions, in pieces."""
    return pieces(
        {
            "acuevid": {"kind": "summary", "schema_version": SCHEMA_VERSION},
            "conditions": (condition_data(s, places) for s in summaries),
        }
    )


def key_json(
    key: Sequence[Statement], summaries: Sequence[ConditionSummary], places: Places | None = None
) -> Iterator[str]:
    """The key messages alone: of a sheet, where there are any, and of conditions."""
    return pieces(
        {
            "acuevid": {"kind": "key-messages", "schema_version": SCHEMA_VERSION},
            "key_messages": [statement_data(s, places) for s in key],
            "conditions": (
                {
                    "condition": s.condition.key,
                    "name": s.condition.name,
                    "key_messages": [statement_data(told, places) for told in s.key],
                }
                for s in summaries
            ),
        }
    )


def plain_json(summaries: Sequence[PlainSummary], places: Places | None = None) -> Iterator[str]:
    """Plain summaries: the answer to each question, and what the words mean."""
    words = explained(told for summary in summaries for told in summary.statements)
    return pieces(
        {
            "acuevid": {"kind": "plain-summary", "schema_version": SCHEMA_VERSION},
            "conditions": (
                {
                    "condition": s.condition,
                    "name": s.title,
                    "answers": [
                        {"question": question, "statements": [statement_data(one, places) for one in told]}
                        for question, told in s.answers
                    ],
                }
                for s in summaries
            ),
            "words": [{"word": word, "meaning": meaning} for word, meaning in words],
        }
    )


def studies_json(catalogue: Catalogue, studies: Sequence[Study]) -> str:
    """Some studies in full."""
    return dumps(
        {
            "acuevid": {"kind": "studies", "schema_version": SCHEMA_VERSION},
            "studies": list(_studies(studies, findings_of(catalogue, studies))),
        }
    )


def statements_json(statements: Sequence[Statement], places: Places) -> str:
    """Some sentences with what they rest on."""
    return dumps(
        {
            "acuevid": {"kind": "statements", "schema_version": SCHEMA_VERSION},
            "statements": [statement_data(s, places) for s in statements],
        }
    )


def diff_json(difference: Difference) -> str:
    """What changed between two catalogues."""
    return dumps(
        {
            "acuevid": {"kind": "diff", "schema_version": SCHEMA_VERSION},
            "added": list(difference.added),
            "removed": list(difference.removed),
            "changed": [asdict(change) for change in difference.changed],
            "sentences": [
                {
                    "old": statement_data(change.old) if change.old else None,
                    "new": statement_data(change.new) if change.new else None,
                    "through": [basis._asdict() for basis in change.through],
                }
                for change in difference.sentences
            ],
        }
    )


def shelf_json(is_library: bool, parts: Iterable[tuple[str, Iterable[str]]], **more: Any) -> Iterator[str]:
    """The JSON of each sheet under its name, in pieces; that of a single catalogue as it is."""
    if not is_library:
        for _, told in parts:
            yield from told
        return
    head = {"acuevid": {"kind": "library", "schema_version": SCHEMA_VERSION}, **more}
    yield dumps(head).rstrip().removesuffix("}").rstrip() + ',\n  "sheets": {'
    start = "\n    "
    for key, told in parts:
        yield f"{start}{dumps(key).strip()}: " + "".join(told).rstrip().replace("\n", "\n    ")
        start = ",\n    "
    yield "\n  }\n}\n"


def table_json(table: Table, name: str) -> str:
    """A table as a list of objects, keyed by column name."""
    names = [column.name for column in table.columns]
    return dumps(
        {
            "acuevid": {"kind": name, "schema_version": SCHEMA_VERSION},
            name: [dict(zip(names, row, strict=True)) for row in table.rows],
        }
    )


def check_json(diagnostics: Sequence[Diagnostic], report: Report | None) -> str:
    """What is wrong with a catalogue, and how every number of it ends."""
    numbers = report.numbers if report else ()
    return dumps(
        {
            "acuevid": {"kind": "check", "schema_version": SCHEMA_VERSION},
            "diagnostics": [d._asdict() for d in diagnostics],
            "numbers": [n._asdict() for n in numbers],
            "totals": {kind.value: dict(counts) for kind, counts in report.totals.items()} if report else {},
        }
    )


def library_check_json(diagnostics: Sequence[Diagnostic], reports: Mapping[str, Report]) -> Iterator[str]:
    """The same of each sheet of a library, with all diagnostics together; that of one catalogue as it is."""
    if not reports or "" in reports:
        return iter([check_json(diagnostics, reports.get(""))])
    told = ((key, [check_json((), report)]) for key, report in reports.items())
    return shelf_json(True, told, diagnostics=[d._asdict() for d in diagnostics])


def _studies(studies: Sequence[Study], found: Mapping[str, Sequence[Found]]) -> Iterator[dict[str, Any]]:
    """The records of some studies with what is derived from each under `derived`."""
    return (_study_data(study, found[study.citekey]) for study in studies)


def _study_data(study: Study, findings: Sequence[Found]) -> dict[str, Any]:
    found = analysed(study).finding
    derived = {
        "label": study.label,
        "level": study.level,
        "group": study.group.value,
        "finding": found.words,
        "direction": found.direction.value if found.direction else None,
        "effects": effects_data(study),
        "findings": [finding_data(item) for item in findings],
    }
    return {**record(study), "derived": derived}


def judgement_data(judgement: Judgement) -> dict[str, Any]:
    """A claim's record with its verdict under `derived`."""
    derived = {
        "verdict": judgement.verdict.value,
        "rule": judgement.rule.code if judgement.rule else None,
        "reason": statement_data(judgement.reason),
        "supporting": list(judgement.supporting),
        "opposing": list(judgement.opposing),
        "silent": list(judgement.silent),
        "licensed": [statement_data(s) for s in judgement.licensed],
    }
    return {**record(judgement.claim), "derived": derived}


def finding_data(found: Found) -> dict[str, Any]:
    """What a check found, and what a person made of it."""
    return {
        "code": found.result.code,
        "fields": list(found.result.fields),
        "line": found.result.line,
        "acknowledged": found.acknowledged.reason if found.acknowledged else None,
    }


def condition_data(summary: ConditionSummary, places: Places | None = None) -> dict[str, Any]:
    """A condition's summary."""
    return {
        "condition": summary.condition.key,
        "name": summary.condition.name,
        "studies": [s.citekey for s in summary.studies],
        "datasets": summary.datasets,
        "level": summary.level,
        "key_messages": [statement_data(s, places) for s in summary.key],
        "brief": [statement_data(s, places) for s in summary.brief],
        "detail": [[statement_data(s, places) for s in paragraph] for paragraph in summary.detail],
        "directions": {
            "rows": [
                {
                    "comparator": row.comparator.value,
                    "family": row.family.value,
                    "votes": [
                        {"citekeys": [s.citekey for s in vote.studies], "direction": vote.direction.value}
                        for vote in row.votes
                    ],
                    "inside_reviews": [s.citekey for s in row.silent],
                }
                for row in summary.rows
            ],
            "statements": [statement_data(s, places) for s in summary.directions],
        },
        "limits": [statement_data(s, places) for s in summary.limits],
    }


def statement_data(statement: Statement, places: Places | None = None) -> dict[str, Any]:
    """A sentence, its identifier, the template that it was made from, and the fields it rests on with their lines."""
    return {
        "id": statement.id,
        "digest": statement.digest,
        "text": statement.text,
        "template": statement.template,
        "basis": [
            {"record": b.record, "field": b.field, "value": b.value} | ({"place": places(b)} if places else {})
            for b in statement.basis
        ],
    }


def record(item: Record) -> dict[str, Any]:
    """A record under the names that the catalogue uses; what the catalogue does not say is left out."""
    data: dict[str, Any] = _plain(item.model_dump(by_alias=True, exclude_unset=True))
    return data


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(source(value)) if isinstance(value, str) else value
