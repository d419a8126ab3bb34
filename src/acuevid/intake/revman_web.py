"""The CSV files of RevMan Web and of Covidence's export to it, one file for each kind of data.

Cochrane's knowledge base names them (documentation.cochrane.org/revman-kb: "Data extraction templates", "Populate study
data", "Data package specification"); Covidence, "How to upload your data to RevMan Web" (support.covidence.org), its
columns "Char: …". What stands under which heading in the data package's rows and judgements is as `read.cdir` of the R
package meta reads it ("Experimental cases", "GIV Mean", "Domain (judgement): …"); the header of results is that of
public programs that write such files.
"""

import re
from collections.abc import Sequence

from acuevid.intake.analyses import COMPUTED, Analyses, Analysis, Figure, Result
from acuevid.intake.cochrane_bias import judge
from acuevid.intake.drafts import DataSet, Draft, DraftOutcome
from acuevid.intake.effects import effect_of, is_ratio, measure_of
from acuevid.intake.naming import comparator_class
from acuevid.intake.tables import Row, Table

_ARMS = ("Study", "Arm", "Description", "Intervention")
_RESULTS = ("Study", "Outcome", "Arm", "Sample size")
_ROWS = ("Study", "Analysis group", "Analysis number", "Analysis name")
_EXP = ("Exp mean", "Exp CI start", "Exp CI end")
_ARM_FIGURES = {"Mean": "mean", "SD": "sd", "SE": "se"}
_RESULT_COLUMNS = {
    *{*_RESULTS, "Cases", "Data type", "Effect measure", "Reference arm", "Footnotes", "P value", "t-test", "z-test"},
    *{"Mean", "SD", "SE", "Variance", "CI level", "CI start", "CI end", "Exp mean", "Exp CI start", "Exp CI end"},
}
_PEOPLE, _CHAR = "Char: Participants", re.compile(r"Char(?:acteristic)?: ?(.+)", re.IGNORECASE)
_AROUND = re.compile(r"^Domain\b|\(?\b(?:support(?: for)?(?: judge?ment)?|judge?ment)\b\)?", re.IGNORECASE)
_BIAS = re.compile(r"\b(?:judge?ment|support)\b", re.IGNORECASE)


def fits(table: Table) -> bool:
    """Whether a table is one of these files."""
    is_bias = table.has("Study") and any(_BIAS.search(column) for column in table.columns)
    information = table.has("Study") and any(_CHAR.fullmatch(column) for column in table.columns)
    return is_bias or information or any(table.has(*columns) for columns in (_ARMS, _RESULTS, _ROWS))


def read(table: Table) -> DataSet:
    """What one of the files says; those of one review are put together by the names of the studies."""
    data = DataSet()
    if table.has(*_ROWS):
        _analysis_rows(table, data)
    elif table.has(*_RESULTS):
        _results(table, data)
    else:
        take = _arm if table.has(*_ARMS) else _information
        for row in table.rows:
            take(row, data.study(_named(row), row.origin, row.year("Study year") or row.year("Year")))
    return data


def _named(row: Row) -> str:
    name = row.text("Study")
    if not name:
        raise row.error("Study", "no study is named")
    return name


# ------------------------------------------------------------------------------- information, arms, risk of bias
def _information(row: Row, study: Draft) -> None:
    kept = _appraised(row, study)
    for column in row.cells:
        text = _plain(row, column)
        if not text or column in ("Study", "Study year", "Year", *kept):
            continue
        if column == _PEOPLE:
            study.fields["population"] = text
        elif found := _CHAR.fullmatch(column):
            study.notes.append(f"{found[1]}: {text}")
        elif _BIAS.search(column):
            study.notes.append(f"Risk of bias, {column.removeprefix('Domain ')}: {text}")
        else:
            study.notes.append(f"{column}: {text}")


def _plain(row: Row, column: str) -> str:
    """A cell without marks of HTML, on one line."""
    return " ".join(re.sub(r"<[^<>]{0,200}>", " ", row.text(column)).split())


def _appraised(row: Row, study: Draft) -> set[str]:
    """Keep the judgements of domains that are known, with their support; the columns that this takes."""
    found: dict[str, dict[str, str]] = {}
    for column in row.cells:
        if (kind := _BIAS.search(column)) and row.text(column):
            heading = _AROUND.sub(" ", column).strip(" :-–")
            found.setdefault(heading, {}).setdefault("why" if kind[0].casefold() == "support" else "judged", column)
    kept: set[str] = set()
    for heading, columns in found.items():
        why = _plain(row, columns["why"]) if "why" in columns else ""
        if "judged" in columns and judge(study, heading, _plain(row, columns["judged"]), why):
            kept.update(columns.values())
    return kept


def _arm(row: Row, study: Draft) -> None:
    label = row.text("Arm")
    if not label:
        raise row.error("Arm", "no arm is named")
    treatment, words = row.text("Intervention"), row.text("Description")
    group = study.group(label, "", comparator_class(label) or comparator_class(treatment))
    told = [f"intervention: {treatment}" if treatment and treatment != label else "", words]
    group.note = "; ".join(text for text in told if text)


# ------------------------------------------------------------------------------------------------------ results
def _results(table: Table, data: DataSet) -> None:
    outcomes: dict[tuple[str, str], DraftOutcome] = {}
    for row in table.rows:
        study = data.study(_named(row), row.origin)
        arm, label = row.text("Arm"), row.text("Outcome") or "outcome"
        if not arm:
            raise row.error("Arm", "no arm is named")
        study.group(arm)
        if row.text("Reference arm"):
            _contrast(row, study, data)
            continue
        outcome = outcomes.get((study.name, label))
        if outcome is None:
            outcome = outcomes[study.name, label] = DraftOutcome(label)
            study.outcomes.append(outcome)
        _of_arm(row, outcome, arm, data)
    rest = [c for c in table.columns if c not in _RESULT_COLUMNS and any(row.text(c) for row in table.rows)]
    for column in rest:
        cells = ", ".join(f"{r.text('Study')} {r.text(column)}" for r in table.rows if r.text(column))
        data.leave(f"{table.file}, column {column}", cells, "no field takes it")


def _of_arm(row: Row, outcome: DraftOutcome, arm: str, data: DataSet) -> None:
    if arm in outcome.figures.get("total", {}):
        raise row.error("Arm", f"{arm} has a second row for {outcome.label}")
    outcome.put("total", arm, row.count("Sample size"))
    outcome.put("events", arm, row.count("Cases"))
    for column, field in _ARM_FIGURES.items():
        outcome.put(field, arm, row.number(column))
    limits = row.number("CI start"), row.number("CI end")
    if None not in limits and row.number("Mean") is not None:
        outcome.put("ci", arm, list(limits))
    if words := row.text("Footnotes"):
        outcome.fields["note"] = words
    if row.text("CI level") not in ("", "95"):
        outcome.fields["ci_level"] = row.number("CI level")
    _left(
        row, f"{outcome.label}, {arm}", ("Variance", "t-test", "z-test", "P value", *_EXP), "no figure of one arm", data
    )


def _left(row: Row, what: str, columns: Sequence[str], why: str, data: DataSet) -> None:
    for column in columns:
        if text := row.text(column):
            data.leave(row.origin, f"{what}: {column} {text}", why)


def _contrast(row: Row, study: Draft, data: DataSet) -> None:
    """An effect between two arms; of a ratio the columns without "Exp" are logarithms."""
    label, pair = row.text("Outcome") or "outcome", (row.text("Arm"), row.text("Reference arm"))
    study.group(pair[0], "experimental")
    study.group(pair[1], "comparator")
    measure, natural = measure_of(row.text("Effect measure")), row.number("Exp mean") is not None
    columns = _EXP if natural else ("Mean", "CI start", "CI end")
    estimate, low, high = (row.number(column) for column in columns)
    found = effect_of(measure, estimate, low, high, row.number("SE"), is_log=is_ratio(measure) and not natural)
    if found is None:
        data.leave(row.origin, f"{label}: {row.text('Effect measure')}", "no effect that a record can hold")
        return
    outcome = DraftOutcome(label, pair, fields={"effect": found})
    if row.text("CI level") not in ("", "95"):
        outcome.fields["effect"]["level"] = row.number("CI level")
    if p := row.number("P value"):
        outcome.fields["p"] = f"= {p}"
    other = ("Variance", "t-test", "z-test", "Cases", "SD", *(("Mean", "CI start", "CI end") if natural else ()))
    _left(row, f"{label}, {pair[0]} against {pair[1]}", other, "beside an effect no field takes it", data)
    if words := row.text("Footnotes"):
        outcome.fields["note"] = words
    if total := row.count("Sample size"):
        outcome.put("total", pair[0], total)
    study.outcomes.append(outcome)


# ----------------------------------------------------------------------------------- the data package's data rows
_SIDES = {f"{name} {n}": f"{side} {column}" for n, side in ((1, "Experimental"), (2, "Control")) for name, column in (
    ("Events", "cases"), ("Total", "N"), ("Mean", "mean"), ("SD", "SD"))}  # fmt: skip


def _analysis_rows(table: Table, data: DataSet) -> None:
    analyses = Analyses(data)
    for row in table.rows:
        figures: dict[str, Figure] = {}
        for name, column in _SIDES.items():
            figures[name] = row.number(column) if name[0] in "MS" else row.count(column)
        figures |= {"O-E": row.number("O-E")}
        kind = "CON" if figures["Mean 1"] is not None else "DIC"
        number = f"{row.text('Analysis group')}.{row.text('Analysis number')}"
        analysis = Analysis(number, row.text("Analysis name"), kind, labels=_labels(row))
        if figures["Events 1"] is None and kind == "DIC":
            shown = f"{row.text('GIV Mean')} (SE {row.text('GIV SE')})"
            why = "its measure stands in another file of the package: bring it in from the study results"
            data.leave(row.origin, f"{_named(row)}, {analysis.label}: {shown}", why)
            continue
        place = Result(_named(row), row.year("Study year"), row.origin, figures, row.text("Subgroup"))
        analyses.rows.append((analysis, place))
    analyses.finish()
    data.leave(table.file, "effect, interval and weight of single studies", COMPUTED)


def _labels(row: Row) -> tuple[str, str]:
    return row.text("Experimental intervention"), row.text("Control intervention")
