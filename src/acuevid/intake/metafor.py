"""Tables with one row a study, under the names that metafor's `escalc` uses (Viechtbauer 2010, its help page).

`ai, bi, ci, di` or `ai, n1i, ci, n2i` are counts, `m1i, sd1i, n1i, m2i, sd2i, n2i` means, `x1i, t1i, x2i, t2i` events
over person-time; `xi, ni` and `xi, ti` are those of one group; `yi` with `vi`, `sei` or limits an effect.
"""

from decimal import Decimal

from acuevid.errors import UsageError
from acuevid.intake.drafts import DataSet, Draft, DraftOutcome
from acuevid.intake.effects import MEASURE_WORDS, effect_of, is_ratio, measure_of
from acuevid.intake.tables import Row, Table

_COUNTS = ({"ai", "n1i", "ci", "n2i"}, {"ai", "bi", "ci", "di"})
_MEANS, _RATES = {"m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i"}, {"x1i", "t1i", "x2i", "t2i"}
_ONE = ({"xi", "ni"}, {"xi", "ti"})
_STUDY = ("study", "slab", "trial", "studlab", "name", "author", "authors")
_WORDS = {"study", "year", "outcome", "group1", "group2", "subgroup", "timepoint", "measure", "citekey"}
_OWN = ("key of the outcome", "family", "event_is", "better")
"""What acuevid's own export says more of an outcome, beside `comparator` and `design`."""
_EFFECT = {"yi", "vi", "sei", "ci.lb", "ci.ub"}
_KNOWN = _WORDS.union(_EFFECT, _MEANS, _RATES, *_COUNTS, *_ONE)
FIELDS = tuple(sorted(_KNOWN | {"group", "events", "n", "mean", "sd"}))
"""The fields that `--map column=field` may name."""


def fits(table: Table) -> bool:
    """Whether a table is one of these."""
    sets = (*_COUNTS, _MEANS, _RATES, *_ONE, {"yi", "vi"}, {"yi", "sei"}, {"yi", "ci.lb", "ci.ub"})
    return any(table.has(*columns) for columns in sets)


def read(table: Table, measure: str = "") -> DataSet:
    """A study for each row, or for the rows that name one; `measure` says what `yi` is where the table does not."""
    data = DataSet()
    name = study_column(table)
    sets = [columns for columns in (*_COUNTS, _MEANS, _RATES, *_ONE) if table.has(*columns)]
    has_figures = bool(sets)
    if not has_figures and not measure and not table.has("measure"):
        words = ", ".join(MEASURE_WORDS)
        raise UsageError(f"{table.file}: what is yi? --measure {words}; a ratio as its logarithm, as metafor has it")
    for row in table.rows:
        study = study_of(data, row, name)
        outcome = _outcome(row, study, measure)
        if outcome is None:
            data.leave(row.origin, shown(row), "no figures of both groups, and no effect with its spread")
        else:
            study.outcomes.append(outcome)
    used = set().union(*sets) if sets else _EFFECT
    if table.has(*_OWN):
        used = used.union(_OWN, ("comparator", "design"))
    leave_columns(data, table, _WORDS | used | {name}, is_computed=has_figures)
    return data


def study_column(table: Table) -> str:
    """The column that names the studies, by one of the usual names; one of mere numbers only where there is no other.

    Raises `UsageError` where there is none.
    """
    by_name = {column.casefold(): column for column in reversed(table.columns)}
    found = [by_name[name] for name in _STUDY if name in by_name]
    told = [c for c in found if not all(row.text(c).isdigit() for row in table.rows)]
    if not found:
        raise UsageError(f"{table.file}: no column names the studies: --map COLUMN=study")
    return (told or found)[0]


def study_of(data: DataSet, row: Row, column: str) -> Draft:
    """The study of a row, under its name and year."""
    name, year = row.text(column), row.year("year")
    if not name:
        raise row.error(column, "no study is named")
    key = f"{name} {year}" if year and str(year) not in name else name
    study = data.study(key, row.origin, year)
    study.key = study.key or row.text("citekey")
    return study


def shown(row: Row) -> str:
    """A row as a list of what is left shows it."""
    return "; ".join(f"{name} {cell.strip()}" for name, cell in row.cells.items() if cell.strip())


def leave_columns(data: DataSet, table: Table, known: set[str], *, is_computed: bool = False) -> None:
    """List the columns that no field takes, with what stands in the first rows."""
    for column in table.columns:
        if column in known or not any(row.text(column) for row in table.rows):
            continue
        some = ", ".join(dict.fromkeys(row.text(column) for row in table.rows if row.text(column)))
        why = "computed from the figures" if is_computed and column in _EFFECT else "no field takes it"
        data.leave(f"{table.file}, column {column}", some, why)


def _outcome(row: Row, study: Draft, measure: str) -> DraftOutcome | None:
    first, second = row.text("group1") or "Treatment", row.text("group2") or "Control"
    outcome = DraftOutcome(row.text("outcome") or "outcome", pair=(first, second))
    for field, column in (("subgroup", "subgroup"), ("timepoints", "timepoint")):
        if text := row.text(column):
            outcome.fields[field] = [text] if field == "timepoints" else text
    if _of_one(row, outcome):
        study.group("All" if not row.text("group1") else first, "experimental")
        return outcome
    if not (_counts(row, outcome) or _means(row, outcome) or _rates(row, outcome)) and not _effect(
        row, outcome, measure
    ):
        return None
    study.group(first, "experimental")
    study.group(second, "comparator", row.text("comparator") if _OWN[0] in row.cells else "")
    if _OWN[0] in row.cells:
        told = {"id": _OWN[0]} | {name: name for name in _OWN[1:]}
        outcome.fields |= {name: row.text(column) for name, column in told.items() if row.text(column)}
        study.fields["design"] = row.text("design")
    return outcome


def _of_one(row: Row, outcome: DraftOutcome) -> bool:
    """Events of a single group, over its people or its person-time."""
    events = row.count("xi") if "xi" in row.cells else None
    if events is None or not {"ni", "ti"} & set(row.cells):
        return False
    group = row.text("group1") or "All"
    outcome.pair, outcome.within = (group, group), True
    outcome.put("events", group, events)
    outcome.put("total", group, row.count("ni"))
    outcome.put("person_time", group, row.number("ti"))
    return True


def _pairs(row: Row, outcome: DraftOutcome, fields: dict[str, tuple[str, str]], *, whole: set[str]) -> bool:
    """Put the figures of both groups where all of them are printed."""
    assert outcome.pair is not None
    read = {f: [row.count(c) if f in whole else row.number(c) for c in columns] for f, columns in fields.items()}
    if any(value is None for values in read.values() for value in values):
        return False
    for field, values in read.items():
        for group, value in zip(outcome.pair, values, strict=True):
            outcome.put(field, group, value)
    return True


def _counts(row: Row, outcome: DraftOutcome) -> bool:
    if "n1i" in row.cells or "bi" not in row.cells:
        return _pairs(row, outcome, {"events": ("ai", "ci"), "total": ("n1i", "n2i")}, whole={"events", "total"})
    a, b, c, d = (row.count(column) for column in ("ai", "bi", "ci", "di"))
    if a is None or b is None or c is None or d is None or outcome.pair is None:
        return False
    for group, events, others in zip(outcome.pair, (a, c), (b, d), strict=True):
        outcome.put("events", group, events)
        outcome.put("total", group, events + others)
    return True


def _means(row: Row, outcome: DraftOutcome) -> bool:
    columns = {"mean": ("m1i", "m2i"), "sd": ("sd1i", "sd2i"), "total": ("n1i", "n2i")}
    return _pairs(row, outcome, columns, whole={"total"})


def _rates(row: Row, outcome: DraftOutcome) -> bool:
    return _pairs(row, outcome, {"events": ("x1i", "x2i"), "person_time": ("t1i", "t2i")}, whole={"events"})


def _effect(row: Row, outcome: DraftOutcome, measure: str) -> bool:
    named = row.text("measure") or measure
    key, yi, sei, vi = measure_of(named), row.number("yi"), row.number("sei"), row.number("vi")
    if yi is not None and not key:
        raise row.error("measure", f"“{named}” is no measure of a record: {', '.join(MEASURE_WORDS)}")
    if sei is None and vi is not None:
        if vi < 0:
            raise row.error("vi", f"{vi} is below 0")
        sei = Decimal(vi).sqrt()
    low, high = row.number("ci.lb"), row.number("ci.ub")
    if sei is None and None in (low, high):
        return False
    if is_ratio(key) and any(abs(Decimal(value)) > 20 for value in (yi, low, high) if value is not None):
        raise row.error("yi", "no logarithm of a ratio is so large; metafor has ratios as their logarithms")
    found = effect_of(key, yi, low, high, sei, is_log=True)
    if found is not None:
        outcome.fields["effect"] = found
        if is_ratio(key):
            outcome.fields["note"] = f"the ratio is computed from its logarithm, {yi}"
    return found is not None
