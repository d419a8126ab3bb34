"""Tables with one row a group: a study, a group, and its events or its mean."""

from acuevid.intake.drafts import DataSet, DraftOutcome, Group
from acuevid.intake.metafor import leave_columns, study_column, study_of
from acuevid.intake.naming import comparator_class, reads_as_control
from acuevid.intake.tables import Row, Table

_GROUP = ("group", "arm", "treatment", "treat", "trt", "intervention")
_ALIASES = {
    "n": "total",
    "ni": "total",
    "total": "total",
    "events": "events",
    "event": "events",
    "xi": "events",
    "mean": "mean",
    "mi": "mean",
    "sd": "sd",
    "sdi": "sd",
    "ti": "person_time",
}
_WHOLE = ("events", "total")
_KNOWN = {"study", "year", "outcome", "subgroup", "timepoint", "citekey"}


def fits(table: Table) -> bool:
    """Whether a table is one of these."""
    columns = {column.casefold() for column in table.columns}
    figures = {_ALIASES[c] for c in columns if c in _ALIASES}
    is_spread = bool(figures & {"total", "person_time"})
    return bool(columns.intersection(_GROUP)) and is_spread and bool(figures & {"events", "mean"})


def read(table: Table) -> DataSet:
    """A study for the rows that name one, an outcome for those that share one; `settle` says what is compared."""
    data = DataSet()
    name = study_column(table)
    group = next(c for c in table.columns if c.casefold() in _GROUP)
    figures = {c: _ALIASES[c.casefold()] for c in table.columns if c.casefold() in _ALIASES}
    outcomes: dict[tuple[str, str, str, str], DraftOutcome] = {}
    for row in table.rows:
        study = study_of(data, row, name)
        label = row.text(group)
        if not label:
            raise row.error(group, "no group is named")
        key = (study.name, row.text("outcome") or "outcome", row.text("subgroup"), row.text("timepoint"))
        if key not in outcomes:
            outcomes[key] = _made(key)
            study.outcomes.append(outcomes[key])
        _put(row, outcomes[key], label, figures)
        study.group(label)
    leave_columns(data, table, _KNOWN | {name, group} | set(figures))
    return data


def _made(key: tuple[str, str, str, str]) -> DraftOutcome:
    _, label, subgroup, when = key
    outcome = DraftOutcome(label)
    if subgroup:
        outcome.fields["subgroup"] = subgroup
    if when:
        outcome.fields["timepoints"] = [when]
    return outcome


def _put(row: Row, outcome: DraftOutcome, label: str, figures: dict[str, str]) -> None:
    for column, field in figures.items():
        if label in outcome.figures.get(field, {}):
            raise row.error(column, f"the group {label} has a second row for one outcome")
        outcome.put(field, label, row.count(column) if field in _WHOLE else row.number(column))


def settle(data: DataSet, control: str = "") -> None:
    """Say what is compared, where a file has the groups of a study one by one.

    The group that `control` names, or that alone reads as a control, is compared with each other one; without either
    an outcome is about each group by itself.
    """
    for study in data.studies.values():
        if any(outcome.pair is None and not outcome.within for outcome in study.outcomes):
            _decide(study.groups, study.outcomes, control)


def _decide(groups: dict[str, Group], outcomes: list[DraftOutcome], control: str) -> None:
    wanted = control.casefold()
    by_word = [label for label in groups if comparator_class(label)] or [g for g in groups if reads_as_control(g)]
    controls = [label for label in groups if label.casefold() == wanted] if wanted else by_word
    known = [label for label, group in groups.items() if group.role == "comparator"] or controls
    chosen = known[0] if len(known) == 1 and len(groups) > 1 else None
    for label, group in groups.items():
        group.role = "comparator" if label == chosen else "experimental"
    outcomes[:] = [made for outcome in outcomes for made in _compared(outcome, chosen)]


def _compared(outcome: DraftOutcome, chosen: str | None) -> list[DraftOutcome]:
    """An outcome of each other group against the chosen one; about the groups by themselves where there is none."""
    if outcome.pair is not None or outcome.within:
        return [outcome]
    labels = list(dict.fromkeys(label for values in outcome.figures.values() for label in values))
    others = [label for label in labels if label != chosen]
    if chosen is None or chosen not in labels or not others:
        outcome.within = True
        return [outcome]
    return [_pair_of(outcome, other, chosen) for other in others]


def _pair_of(outcome: DraftOutcome, first: str, second: str) -> DraftOutcome:
    figures = {f: {g: v for g, v in values.items() if g in (first, second)} for f, values in outcome.figures.items()}
    return DraftOutcome(outcome.label, (first, second), figures, dict(outcome.fields))
