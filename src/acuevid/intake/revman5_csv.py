"""RevMan 5's export of its analyses as CSV: a line for each comparison, outcome, subgroup and study."""

from acuevid.intake.analyses import COMPUTED, Analyses, Analysis, Figure, Result
from acuevid.intake.drafts import DataSet, joined
from acuevid.intake.tables import Row, Table

_COLUMNS = ("Comparison Number", "Outcome Number", "Subgroup Number", "Name", "Data Type")
_COUNTS = ("Events 1", "Total 1", "Events 2", "Total 2")
_NUMBERS = ("Mean 1", "SD 1", "Mean 2", "SD 2", "Effect Estimate", "SE", "CI Start", "CI End", "O-E", "Variance")


def fits(table: Table) -> bool:
    """Whether a table is such an export."""
    return table.has(*_COLUMNS)


def read(table: Table) -> DataSet:
    """The studies of all its analyses."""
    data = DataSet()
    analyses = Analyses(data)
    analysis, subgroup = Analysis("", "", ""), ""
    for row in table.rows:
        kind = row.text("Data Type")
        if row.text("Outcome Number") in ("0", ""):
            data.title = data.title or row.text("Name")
            data.leave(row.origin, row.text("Name"), "the heading of a comparison; the groups stand in the studies")
        elif kind and row.text("Subgroup Number") in ("0", ""):
            analysis, subgroup = _analysis(row, kind), ""
            data.leave(row.origin, _pool(row), "the review's own pool; acuevid pools the studies itself")
        elif row.text("Subgroup Number") not in ("0", "") and (kind or not row.text("User defined order")):
            subgroup = row.text("Name")
        else:
            analyses.rows.append((analysis, _result(row, subgroup, analysis)))
    analyses.finish()
    shown = "effect, SE, CI and weight of single studies, order, labels of the graph"
    data.leave(table.file, shown, f"{COMPUTED}, or of the picture only")
    return data


def _analysis(row: Row, kind: str) -> Analysis:
    number = f"{row.text('Comparison Number')}.{row.text('Outcome Number')}"
    labels = row.text("Group Label 1"), row.text("Group Label 2")
    return Analysis(number, row.text("Name"), kind.upper(), row.text("Effect Measure"), labels)


def _pool(row: Row) -> str:
    """The review's own result of an analysis, as its line has it."""
    settings = (row.text(column) for column in ("Effect Measure", "Statistical Method", "Analysis Model"))
    interval = joined((row.text("CI Start"), row.text("CI End")), " to ")
    shown = joined((row.text("Effect Estimate"), f"({interval})" if interval else ""), " ")
    return joined((row.text("Name"), joined(settings, " "), shown, f"I² {row.text('I²(Q)')}"))


def _result(row: Row, subgroup: str, analysis: Analysis) -> Result:
    counts: dict[str, Figure] = {name: row.count(name) for name in _COUNTS}
    of_effect = analysis.kind == "IV"
    figures: dict[str, Figure] = {n: row.number(n) for n in _NUMBERS if of_effect or n not in _NUMBERS[4:8]}
    return Result(row.text("Name"), row.year("Year of study"), row.origin, counts | figures, subgroup)
