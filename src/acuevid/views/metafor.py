"""Outcomes as rows of data for metafor: figures for ``escalc``, effects with their errors for ``rma``, and flags."""

from collections.abc import Iterable, Iterator

from acuevid.models import Arm, Outcome, Study
from acuevid.numbers.pooling import for_pooling
from acuevid.numbers.reported_effects import OnAnalysisScale
from acuevid.results.analysed import analysed, result
from acuevid.results.computed import Effects
from acuevid.results.counts import ArmCount
from acuevid.results.entering import entries, per_of
from acuevid.results.kinds import kind_of
from acuevid.results.means import MEANS
from acuevid.results.rates import RATES
from acuevid.results.reported import on_scale
from acuevid.views.outcomes import about, printed_effect, sides_of, tier_of
from acuevid.views.table import Cell, Column, Table

METAFOR_COLUMNS = (
    *(
        "citekey",
        "study",
        "year",
        "design",
        "reanalysis_of",
        "outcome",
        "label",
        "family",
        "comparator",
        "subgroup",
        "first",
        "second",
    ),
    *("event_is", "better", "ai", "n1i", "ci", "n2i", "m1i", "sd1i", "m2i", "sd2i"),
    *("reported", "reported_low", "reported_high", "reported_level"),
    *("reported_measure", "reported_adjusted_for", "counts", "x1i", "t1i", "x2i", "t2i"),
    *("yi", "sei", "yi_measure", "yi_from", "adjusted", "analysis", "change", "cluster", "design_effect", "crossover"),
)
_NUMBERS = frozenset(
    (
        "year",
        *("ai", "n1i", "ci", "n2i", "m1i", "sd1i", "m2i", "sd2i", "x1i", "t1i", "x2i", "t2i", "yi", "sei"),
        *("design_effect", "reported", "reported_low", "reported_high", "reported_level"),
    )
)


def metafor_data(studies: Iterable[Study]) -> Table:
    """A row for each outcome between two arms under the names that metafor's ``escalc`` and ``rma`` use.

    Events and sizes are `ai`, `n1i`, `ci`, `n2i`; means `m1i`, `sd1i`, `m2i`, `sd2i` with the same sizes; group 1 is
    the treatment. `yi` and `sei` are the printed effect on its scale of analysis (the logarithm of a ratio), in a
    crossover trial without one the paired difference. Of several printed effects each further one has a row of its own,
    without figures. Cluster trials are flagged, and their figures are as printed: `design_effect` is to be heeded. A
    blank is NA: not printed, not to be inferred, or, in a crossover trial, not to be taken for two parallel groups;
    `counts` says which. Reviews' counts of trials are left out.
    """
    rows: list[tuple[Cell, ...]] = []
    for study in studies:
        for outcome in study.compared:
            sides = study.sides(outcome)
            if sides is not None and outcome.trials is None and not study.is_mechanism:
                figures = _CROSSOVER if study.is_crossover else _metafor(study, outcome, sides)
                told = about(study, outcome) | sides_of(study, outcome, sides) | _flags(study, outcome)
                rows += [
                    tuple((told | (figures if first else {}) | effect).get(c) for c in METAFOR_COLUMNS)
                    for first, effect in _effects(study, outcome)
                ]
    return Table(tuple(Column(c, c, is_number=c in _NUMBERS) for c in METAFOR_COLUMNS), tuple(rows))


_CROSSOVER: dict[str, Cell] = {"counts": "crossover: the same people stand in both groups"}


def _flags(study: Study, outcome: Outcome) -> dict[str, Cell]:
    """What must be known of a row before it is pooled."""
    effects = result(study, outcome).effects
    return {
        "cluster": "yes" if study.is_clustered else None,
        "design_effect": effects.design_effect if effects.design_effect != 1 else None,
        "change": "yes" if effects.is_change else None,
    }


def _effects(study: Study, outcome: Outcome) -> Iterator[tuple[bool, dict[str, Cell]]]:
    """The printed effects, the one that leads first, each with what it is on the scale of analysis; or that of pairs.

    Whether it stands in the first row, that of the figures, goes before.
    """
    fields = sorted(outcome.effect_fields, key=lambda pair: pair[0] != outcome.lead_field)
    effects = result(study, outcome).effects
    if not fields:
        yield True, _of_pairs(effects) if study.is_crossover else {}
    for field, effect in fields:
        scaled = _correlation(study, outcome, field) if effect.measure.name == "correlation" else on_scale(effect)
        how = "printed interval" if effect.interval else "printed standard error"
        how = "Fisher's z of its people" if effect.measure.name == "correlation" else how
        per = per_of(outcome, field, effects) if effect.measure.name == "rate_difference" else 1
        yield (
            field == outcome.lead_field,
            printed_effect(effect)
            | {
                "yi": None if scaled.yi is None else scaled.yi / per,
                "sei": None if scaled.se is None else scaled.se / per,
                "yi_measure": effect.measure.name,
                "yi_from": scaled.reason or how,
                "adjusted": "yes" if effect.adjusted_for else "no",
                "analysis": effect.analysis and effect.analysis.value,
            },
        )


def _correlation(study: Study, outcome: Outcome, field: str) -> OnAnalysisScale:
    """A correlation as Fisher's z, with the standard error that its people give."""
    found = next((e for e in entries(study, outcome).found if e.field == field), None)
    point = None if found is None else for_pooling(found.estimate)
    if point is None:
        return OnAnalysisScale(None, None, "no people are printed that it is of, or they are too few")
    return OnAnalysisScale(point[0], point[1] ** 0.5)


def _of_pairs(effects: Effects) -> dict[str, Cell]:
    """The paired difference of a crossover trial that prints no effect."""
    found = next(iter(effects.estimates), None)
    if found is None or found.se is None:
        return {}
    return {"yi": found.estimate, "sei": found.se, "yi_measure": found.measure, "yi_from": effects.note}


def _metafor(study: Study, outcome: Outcome, sides: tuple[Arm, Arm]) -> dict[str, Cell]:
    kind, effects = kind_of(outcome), result(study, outcome).effects
    one, two = (arm.id for arm in sides)
    counts = analysed(study).counts
    cells: dict[str, Cell]
    if kind is RATES:
        cells = {"x1i": outcome.events.get(one), "t1i": outcome.person_time.get(one)}
        return cells | {"x2i": outcome.events.get(two), "t2i": outcome.person_time.get(two)}
    if kind is MEANS and effects.groups is None:  # what is printed of it
        first, second = (counts.total(outcome, arm) for arm in sides)
        cells = {"m1i": outcome.mean.get(one), "sd1i": outcome.sd.get(one), "n1i": first}
        return cells | {"m2i": outcome.mean.get(two), "sd2i": outcome.sd.get(two), "n2i": second}
    if kind is not None and kind.is_scale:
        return _means(effects)
    a, c = (counts.of(outcome, arm) for arm in sides)
    if not isinstance(a, ArmCount) or not isinstance(c, ArmCount):
        return {}
    cells = {"ai": a.events, "n1i": a.total, "ci": c.events, "n2i": c.total}
    return cells | {"counts": tier_of((a, c))}


def _means(effects: Effects) -> dict[str, Cell]:
    """Means with their deviations, and how these were had where they are not printed."""
    if effects.groups is None:
        return {}
    one, two = effects.groups
    cells: dict[str, Cell] = {
        "m1i": one.mean,
        "sd1i": one.sd,
        "n1i": one.n,
        "m2i": two.mean,
        "sd2i": two.sd,
        "n2i": two.n,
    }
    how = dict.fromkeys(group.how for group in (one, two) if group.how)
    return cells | ({"counts": f"standard deviations from {' and '.join(how)}"} if how else {})
