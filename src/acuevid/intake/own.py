"""acuevid's own exports, read back: outcomes as CSV or TSV, and JSON.

JSON holds whole records. The CSV of outcomes has the figures, the sides and a short name of the study, so that what it
does not hold (references, arms without figures, texts) is for a person to fill in.
"""

import json
from decimal import Decimal
from typing import Any

from acuevid.errors import AcuevidError
from acuevid.intake.drafts import DataSet, Draft, DraftOutcome
from acuevid.intake.tables import Row, Table, sensible
from acuevid.vocabulary import DESIGNS

_OUTCOMES = {"citekey", "outcome", "label", "first", "second", "direction_from", "events_1", "total_1"}
_TABLES = (
    *("family", "design", "instrument", "appraisal_tool", "condition", "background", "section", "mechanism", "claim"),
    *("important_outcome", "rating", "acknowledged"),
)
_LISTS = {"families": "family", "designs": "design", "instruments": "instrument", "conditions": "condition"}
_LISTS |= {"appraisal_tools": "appraisal_tool"}
_COUNTS, _PAIRS = ("events", "total"), {"ci": "ci", "iqr": "iqr", "range": "range", "change_ci": "change_ci"}
_FIGURES = ("percent", "mean", "sd", "se", "median", "change", "change_sd", "change_se", "baseline", "baseline_sd")
_TEXTS = ("event", "event_is", "better", "subgroup", "family", "statistic", "comparator", "unit")
_RELATIONS = {"equals": "=", "below": "<", "at most": "<=", "above": ">", "at least": ">="}
_TAKEN = {
    *{"citekey", "study", "year", "design", "outcome", "label", "timepoints", "first", "second", "p", "p_relation"},
    *{"direction", "direction_from", "reanalysis_of", "all_events", *_TEXTS},
    *{"margin", "paired_correlation", "crossover", "clusters", "icc"},
    *{f"reported{part}" for part in ("", "_low", "_high", "_level", "_measure", "_adjusted_for", "_se")},
    *{f"{name}_{side}" for side in (1, 2) for name in (*_COUNTS, *_FIGURES, "person_time")},
    *{f"{name}_{end}_{side}" for side in (1, 2) for name in _PAIRS for end in ("low", "high")},
}


def fits(table: Table) -> bool:
    """Whether a table is the export of outcomes."""
    return set(table.columns) >= _OUTCOMES


def fits_json(text: str) -> bool:
    """Whether a text is JSON, or JSON Lines, of acuevid."""
    return text.lstrip("\ufeff \t\r\n").startswith("{") and '"acuevid"' in text[:1000]


# -------------------------------------------------------------------------------------------------------- JSON
def read_json(name: str, text: str) -> DataSet:
    """The records of a JSON export, and the other tables of a whole sheet; raises `AcuevidError` for other JSON."""
    data = DataSet()
    for value in _values(name, text):
        kind = value.get("acuevid", {}).get("kind") if isinstance(value.get("acuevid"), dict) else None
        if kind not in ("sheet", "studies", "study"):
            raise AcuevidError(f"{name}: JSON of kind {str(kind)[:40]!r} has no studies to bring in")
        studies = value.get("studies", []) if kind != "study" else [value]
        for study in studies if isinstance(studies, list) else ():
            if not isinstance(study, dict):
                raise AcuevidError(f"{name}: a study is no table")
            table = {key: inner for key, inner in study.items() if key not in ("derived", "acuevid")}
            data.records.append((_toml(table), f"{name}, study {str(table.get('citekey', ''))[:64]}"))
        if kind == "sheet":
            _sheet(data, value)
    return data


def _values(name: str, text: str) -> list[dict[str, Any]]:
    text = text.removeprefix("\ufeff").strip()
    lines = text.splitlines() if "\n{" in text and not text.startswith("{\n") else [text]
    try:
        found = [json.loads(line, parse_float=Decimal) for line in lines if line.strip()]
    except RecursionError:
        raise AcuevidError(f"{name}: JSON that is nested too deeply") from None
    except (ValueError, ArithmeticError) as error:
        raise AcuevidError(f"{name}: no JSON that can be read: {str(error)[:100]}") from None
    return [value if isinstance(value, dict) else {} for value in found]


def _sheet(data: DataSet, value: dict[str, Any]) -> None:
    sheet = value.get("sheet")
    if isinstance(sheet, dict):
        data.title = str(sheet.get("title", ""))
        data.tables["sheet"] = _toml(sheet)
    for name, items in value.items():
        table = _LISTS.get(name, name.removesuffix("s"))
        if table in _TABLES and isinstance(items, list) and items:
            data.tables[table] = [
                _toml({k: v for k, v in item.items() if k != "derived"}) for item in items if isinstance(item, dict)
            ]


def _toml(value: Any) -> Any:
    """JSON as TOML has it: without nulls."""
    if isinstance(value, dict):
        return {key: _toml(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [_toml(inner) for inner in value if inner is not None]
    return sensible(value) if isinstance(value, Decimal) and value.is_finite() and value.adjusted() < 10 else value


# ----------------------------------------------------------------------------------------------- CSV of outcomes
def read(table: Table) -> DataSet:
    """The studies of an export of outcomes, with every printed figure of it."""
    data = DataSet()
    within: dict[tuple[str, str], DraftOutcome] = {}
    for row in table.rows:
        key = row.text("citekey")
        if not key:
            raise row.error("citekey", "no study is named")
        design = DESIGNS.get(row.text("design"))
        if design is not None and design.is_review:
            why = "the table does not say how many trials the review has; acuevid's JSON does"
            data.leave(row.origin, f"{_plain(row, 'study')}, {_plain(row, 'label')}", why)
            continue
        study = data.study(key, row.origin, row.year("year"))
        study.name = _plain(row, "study") or key
        study.key = key
        study.fields["design"] = row.text("design")
        if tie := row.text("reanalysis_of"):
            study.fields["reanalysis_of"] = tie
        if row.text("crossover"):
            study.fields["features"] = ["crossover"]
        if (clusters := row.count("clusters")) is not None:
            study.fields["clusters"] = clusters
        if (icc := row.number("icc")) is not None:
            study.fields["icc"] = icc
        _outcome(row, study, within)
    gone = "references, groups without figures, further effects and texts"
    data.leave(table.file, gone, "this table has none of them; acuevid's JSON has them all")
    computed = [c for c in table.columns if c not in _TAKEN and any(row.text(c) for row in table.rows)]
    if computed:
        data.leave(table.file, ", ".join(computed), "computed from the figures by acuevid")
    return data


def _plain(row: Row, column: str) -> str:
    """A text without the apostrophe that keeps a spreadsheet from running it."""
    text = row.text(column)
    return text[1:] if text[:1] == "'" and text[1:].lstrip()[:1] in tuple("=+-@") else text


def _outcome(row: Row, study: Draft, within: dict[tuple[str, str], DraftOutcome]) -> None:
    first, second = _plain(row, "first"), _plain(row, "second")
    known = within.get((study.key, row.text("outcome")))
    outcome = known or DraftOutcome(_plain(row, "label"), fields={"id": row.text("outcome")})
    if known is None:
        study.outcomes.append(outcome)
        _words(row, outcome)
    if second:
        outcome.pair = (first, second)
        study.group(first, "experimental")
        study.group(second, "comparator", row.text("comparator"))
        outcome.fields.pop("comparator", None)
    elif first:
        outcome.within = True
        within[study.key, row.text("outcome")] = outcome
        outcome.about.append(first)
        study.group(first, "experimental")
    else:
        outcome.within = True
    for side, label in ((1, first), (2, second)):
        if label:
            _figures(row, outcome, side, label)


def _figures(row: Row, outcome: DraftOutcome, side: int, label: str) -> None:
    for name in _COUNTS:
        outcome.put(name, label, row.count(f"{name}_{side}"))
    for name in (*_FIGURES, "person_time"):
        outcome.put(name, label, row.number(f"{name}_{side}"))
    for name in _PAIRS:
        ends = [row.number(f"{name}_{end}_{side}") for end in ("low", "high")]
        outcome.put(name, label, ends if None not in ends else None)


def _words(row: Row, outcome: DraftOutcome) -> None:
    for name in _TEXTS:
        if text := _plain(row, name):
            outcome.fields[name] = text
    if times := _plain(row, "timepoints"):
        outcome.fields["timepoints"] = times.split("; ")
    for column, field in (("margin", "margin"), ("paired_correlation", "correlation")):
        if (figure := row.number(column)) is not None:
            outcome.fields[field] = figure
    if (events := row.count("all_events")) is not None:
        outcome.fields["all_events"] = events
    if row.text("direction_from") == "record":
        outcome.fields["direction"] = row.text("direction")
    relation = row.text("p_relation")
    if relation:
        outcome.fields["p"] = f"{_RELATIONS[relation]} {row.text('p')}" if relation in _RELATIONS else "ns"
    if row.text("reported"):
        outcome.fields["effect"] = _effect(row)


def _effect(row: Row) -> dict[str, Any]:
    effect: dict[str, Any] = {"measure": row.text("reported_measure"), "estimate": row.number("reported")}
    for name, column in (("ci_low", "low"), ("ci_high", "high"), ("level", "level"), ("se", "se")):
        if (value := row.number(f"reported_{column}")) is not None:
            effect[name] = value
    if adjusted := _plain(row, "reported_adjusted_for"):
        effect["adjusted_for"] = adjusted.split("; ")
    if effect["measure"] == "risk_difference":
        effect["unit"] = "fraction"
    return effect
