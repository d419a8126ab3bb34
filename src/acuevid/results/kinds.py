"""The register of the kinds of result: which one an outcome is, and what it gives."""

from collections.abc import Callable, Iterator

from acuevid.measures import Sort
from acuevid.models import Arm, Outcome, Study
from acuevid.numbers import format as fmt
from acuevid.results.changes import CHANGES, change_in_one_group
from acuevid.results.computed import Effects
from acuevid.results.events import EVENTS, in_one_group
from acuevid.results.kind import Figure, Kind, NumberKind, Sides
from acuevid.results.means import MEANS
from acuevid.results.medians import MEDIANS
from acuevid.results.once import once
from acuevid.results.rates import RATES

KINDS = (MEANS, CHANGES, MEDIANS, RATES, EVENTS)
"""Every kind, in the order in which one goes before another where a source prints both of one outcome."""


def kind_of(outcome: Outcome) -> Kind | None:
    """The kind of result that an outcome is printed as; `None` without a figure for any group."""
    return next((kind for kind in KINDS if kind.is_printed(outcome)), None)


def is_scale(outcome: Outcome) -> bool:
    """Whether an outcome is printed as measured on a scale."""
    kind = kind_of(outcome)
    return kind is not None and kind.is_scale


def sort_of(outcome: Outcome) -> Sort | None:
    """What the figures of an outcome compare, and without any its printed effect; `None` where neither is printed."""
    kind = kind_of(outcome)
    return kind.sort if kind is not None else outcome.effect.measure.sort if outcome.effect is not None else None


def is_counted(outcome: Outcome) -> bool:
    """Whether an outcome is printed as counts of people, or their shares; events over person-time are no people."""
    return EVENTS.is_printed(outcome) and not RATES.is_printed(outcome)


def is_association(outcome: Outcome) -> bool:
    """Whether a correlation is all that is printed: it ties two things in the same people and compares no groups."""
    return outcome.effect is not None and outcome.effect.measure.name == "correlation" and kind_of(outcome) is None


def figure_of(outcome: Outcome, arm: Arm, word: Callable[[int], str]) -> Figure | None:
    """What is printed of an outcome for one group, its counts written by `word`; `None` where nothing is."""
    return next((found for kind in KINDS if (found := kind.figure(outcome, arm, word)) is not None), None)


def short_figure_of(outcome: Outcome, arm: Arm) -> Figure | None:
    """The same for a bracket."""
    return next((found for kind in KINDS if (found := kind.short(outcome, arm)) is not None), None)


def numbers_of(outcome: Outcome) -> Iterator[tuple[str, NumberKind, str]]:
    """Every figure of every group: the path below the outcome, what kind of number, and how it is printed."""
    for kind in reversed(KINDS):
        yield from kind.numbers(outcome)


def outcome_effects(study: Study, outcome: Outcome) -> Effects:
    """The effects of an outcome between its two arms, or the proportion in the one arm that it was seen in."""
    return once(study, ("effects", id(outcome)), lambda: (outcome, _effects(study, outcome)))[1]


def _of_figures(study: Study, outcome: Outcome, sides: Sides) -> Effects:
    """The effects of the figures that go first, and where they give none, of others of the same sort."""
    first = kind_of(outcome) or EVENTS
    found = first.effects(study, outcome, sides)
    others = (k for k in KINDS if found.reason and k is not first and k.sort is first.sort and k.is_printed(outcome))
    given = (other.effects(study, outcome, sides) for other in others)
    return next((effects for effects in given if not effects.reason), found)


def _effects(study: Study, outcome: Outcome) -> Effects:
    from acuevid.results.correlations import of_correlation
    from acuevid.results.designs import of_clusters, of_crossover

    if is_association(outcome):
        return of_correlation(study, outcome)
    sides = study.sides(outcome)
    if sides is not None and study.is_crossover:
        return of_crossover(study, outcome, sides)
    if sides is not None and study.review is not None and study.review.trials > 1 and not outcome.trials:
        n = fmt.count_word(study.review.trials)
        return Effects(reason=f"the figures are summed over {n} trials, which is no comparison inside any of them")
    if sides is not None:
        found = _of_figures(study, outcome, sides)
        return of_clusters(study, found) if study.is_clustered else found
    arms = study.inside(outcome)
    if len(arms) == 1 and (outcome.change or outcome.baseline):
        return change_in_one_group(study, outcome, arms[0])
    if len(arms) != 1 or not is_counted(outcome):
        return Effects(reason="no comparison and no count in a single arm")
    return in_one_group(study, outcome, arms[0])
