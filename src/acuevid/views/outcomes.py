"""Outcomes as rows of data: what each study measured between whom, its figures as printed, and what is computed."""

from collections.abc import Iterable, Iterator, Sequence

from acuevid.measures import COMPUTED
from acuevid.models import Arm, Outcome, ReportedEffect, Study
from acuevid.numbers.reported_p import parse_p
from acuevid.results.analysed import analysed, result
from acuevid.results.computed import Effects
from acuevid.results.counts import ArmCount
from acuevid.results.events import EVENTS
from acuevid.results.kinds import KINDS
from acuevid.results.reported import other_texts
from acuevid.views.characteristics import study_name
from acuevid.views.table import Cell, Column, Several, Table

_TEXTS = (
    *(
        "citekey",
        "study",
        "year",
        "design",
        "reanalysis_of",
        "outcome",
        "label",
        "family",
        "event",
        "event_is",
        "better",
        "subgroup",
        "timepoints",
    ),
    *("first", "second", "comparator", "direction", "direction_from", "p_relation"),
)
_P = {"=": "equals", "<": "below", "<=": "at most", ">": "above", ">=": "at least", "ns": "not significant"}
"""How a printed p stands to its figure; in words, since a sign would begin a formula."""
_FIRST = (*EVENTS.columns, "mean", "sd")
_REST = tuple(column for kind in KINDS for column in kind.columns if column not in _FIRST)
_MEASURES = ("risk_ratio", "odds_ratio", "risk_difference", "mean_difference", "std_mean_difference", "proportion")
_MORE = tuple(name for name in COMPUTED if name not in _MEASURES)
OUTCOME_COLUMNS = (
    *_TEXTS,
    "p",
    *(f"{name}_{side}" for side in (1, 2) for name in _FIRST),
    *(f"{name}{part}" for name in _MEASURES for part in ("", "_low", "_high")),
    *("reported", "reported_low", "reported_high", "reported_level"),
    *("reported_measure", "reported_adjusted_for", "counts", "reason"),
    *(f"{name}_{side}" for side in (1, 2) for name in _REST),
    *("statistic", "estimated", "all_events", "reported_others"),
    *(f"{name}{part}" for name in _MORE for part in ("", "_low", "_high")),
    *("unit", "instrument", "margin", "crossover", "paired_correlation", "clusters", "icc"),
    *("reported_se", "reported_model", "reported_analysis", "notices"),
)
_WORDS = frozenset(
    (
        *_TEXTS,
        "reported_measure",
        "reported_adjusted_for",
        "counts",
        "reason",
        "statistic",
        "estimated",
        "reported_others",
        *("unit", "instrument", "crossover", "reported_model", "reported_analysis", "notices"),
    )
)
_NUMBERS = (frozenset(OUTCOME_COLUMNS) - _WORDS) | {"year"}
_WHOLE = frozenset(("year", "events_1", "events_2", "total_1", "total_2", "all_events", "clusters"))
_LISTS = frozenset(("timepoints", "reported_adjusted_for", "reported_others", "notices"))


def outcomes_data(studies: Iterable[Study]) -> Table:
    """A row for each outcome, with printed figures for its two sides, or for each arm that it is about."""
    rows: list[tuple[Cell, ...]] = []
    for study in studies:
        for outcome in study.compared:
            rows += [tuple(cells.get(c) for c in OUTCOME_COLUMNS) for cells in _rows(study, outcome)]
    return Table(_columns(OUTCOME_COLUMNS), tuple(rows))


def _columns(names: Iterable[str]) -> tuple[Column, ...]:
    return tuple(Column(name, name, name in _NUMBERS, name in _WHOLE, name in _LISTS) for name in names)


def _rows(study: Study, outcome: Outcome) -> Iterator[dict[str, Cell]]:
    named = about(study, outcome)
    effects = result(study, outcome).effects
    sides = study.sides(outcome)
    if sides is not None:
        figures = _figures(study, outcome, sides[0], 1) | _figures(study, outcome, sides[1], 2)
        yield named | sides_of(study, outcome, sides) | figures | _effects(effects)
        return
    arms = study.inside(outcome)
    for arm in arms:
        computed: dict[str, Cell] = _effects(effects) if len(arms) == 1 else {"reason": effects.reason}
        yield named | {"first": arm.label} | _figures(study, outcome, arm, 1) | computed
    if not arms:
        yield named | _effects(effects)


def about(study: Study, outcome: Outcome) -> dict[str, Cell]:
    """What is said of an outcome, its study and its printed effect."""
    reported = parse_p(outcome.p) if outcome.p is not None else None
    found = result(study, outcome).pointing
    return {
        "citekey": study.citekey,
        "study": study_name(study),
        "year": study.reference.year,
        "design": study.design.value,
        "reanalysis_of": study.reanalysis_of,
        "outcome": outcome.id,
        "label": outcome.label,
        "family": outcome.family.value,
        "event": outcome.event,
        "event_is": outcome.event_is and outcome.event_is.value,
        "better": outcome.better and outcome.better.value,
        "subgroup": outcome.subgroup,
        "timepoints": Several(outcome.timepoints) or None,
        "direction": found.direction and found.direction.value,
        "direction_from": ("figures" if found.is_computed else "record") if found.direction else None,
        "p_relation": _P[reported.relation] if reported else None,
        "p": reported.value if reported else None,
        "statistic": outcome.statistic,
        "all_events": outcome.all_events,
        "reported_others": Several(other_texts(outcome)) or None,
        "unit": outcome.unit,
        "instrument": outcome.instrument.name if outcome.instrument else None,
        "margin": outcome.margin,
        "crossover": "yes" if study.is_crossover else None,
        "paired_correlation": outcome.correlation,
        "clusters": study.clusters,
        "icc": study.icc,
        "notices": Several(notice.words for notice in study.reference.in_force) or None,
        **printed_effect(outcome.effect),
    }


def printed_effect(effect: ReportedEffect | None) -> dict[str, Cell]:
    """A printed effect with its interval, on its own scale; a difference of risks as a fraction, as all others."""
    if effect is None:
        return {}
    unit = 100 if effect.in_points else 1
    values = (effect.estimate, effect.ci_low, effect.ci_high)
    estimate, low, high = (None if value is None else value / unit for value in values)
    return {
        "reported_measure": effect.measure.name,
        "reported": estimate,
        "reported_low": low,
        "reported_high": high,
        "reported_level": effect.level if low is not None or high is not None else None,
        "reported_adjusted_for": Several(effect.adjusted_for) or None,
        "reported_se": None if effect.se is None else effect.se / unit,
        "reported_model": effect.model,
        "reported_analysis": effect.analysis and effect.analysis.value,
    }


def sides_of(study: Study, outcome: Outcome, sides: tuple[Arm, Arm]) -> dict[str, Cell]:
    """Which groups an outcome compares."""
    kind = study.comparator_of(outcome)
    return {"first": sides[0].label, "second": sides[1].label, "comparator": kind.value if kind else None}


def _figures(study: Study, outcome: Outcome, arm: Arm, side: int) -> dict[str, Cell]:
    return {
        **{f"{name}_{side}": cell for kind in KINDS for name, cell in kind.cells(outcome, arm).items()},
        f"total_{side}": analysed(study).counts.total(outcome, arm),
    }


def _effects(effects: Effects) -> dict[str, Cell]:
    cells: dict[str, Cell] = {"reason": effects.reason or None, "counts": tier_of(effects.counts)}
    cells["estimated"] = effects.estimated or None
    for estimate in effects.estimates:
        name = estimate.measure
        cells |= {name: estimate.estimate, f"{name}_low": estimate.ci_low, f"{name}_high": estimate.ci_high}
    return cells


def tier_of(counts: Sequence[ArmCount]) -> str | None:
    """How the counts were had: as printed, inferred, or the nearest to a percentage, with the reason."""
    if not counts:
        return None
    inferred = "; ".join(dict.fromkeys(count.inferred for count in counts if count.inferred))
    if any(count.span for count in counts):
        return f"nearest: {inferred}"
    return f"inferred: {inferred}" if inferred else "as printed"
