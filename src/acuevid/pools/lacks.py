"""The hurdles between an outcome and a pool, and the words for the one that an outcome does not take."""

from collections.abc import Iterable
from typing import NamedTuple

from acuevid.lists import spoken
from acuevid.measures import Sort
from acuevid.models import Outcome, Study
from acuevid.pools.asked import Asked
from acuevid.results.analysed import result
from acuevid.results.entering import Entries, Entry, adjusting, entries
from acuevid.results.kinds import is_association, is_counted, sort_of
from acuevid.results.windows import days, window
from acuevid.terms import Adjusted, EventIs


class Lack(NamedTuple):
    """Which of the hurdles an outcome does not take, and why."""

    hurdle: int
    reason: str


WHO, KIND, WHEN, FIGURES = range(4)
"""The hurdles between an outcome and a pool, in their order."""


def entering(study: Study, outcome: Outcome, asked: Asked) -> tuple[Entry, ...] | Lack:
    """The effects of an outcome that bear on what is asked for, or what it lacks."""
    if outcome.subgroup:
        return Lack(WHO, "a subgroup only")
    every = entries(study, outcome)
    of_sort = tuple(e for e in every.found if asked.sort in (None, e.sort))
    if (other := _of_another_kind(outcome, asked, every, of_sort)) is not None:
        return Lack(KIND, other)
    if asked.window not in (None, window(outcome)):
        return Lack(WHEN, "another time")
    if is_association(outcome) and asked.sort is not Sort.ASSOCIATION:
        return Lack(KIND, "a correlation, which compares no groups")
    is_open = asked.adjusted in (None, Adjusted.ANY)
    found = tuple(e for e in of_sort if is_open or e.is_adjusted is (asked.adjusted is Adjusted.YES))
    if not found:
        return Lack(FIGURES, _no_figures(study, outcome, asked, every))
    usable = tuple(e for e in found if e.sort is not Sort.SCALE or outcome.higher_is_better is not None)
    return usable or Lack(FIGURES, "which end of its scale is better is not recorded")


def _of_another_kind(outcome: Outcome, asked: Asked, every: Entries, of_sort: tuple[Entry, ...]) -> str | None:
    """Why an outcome is another kind of result, or counts another event, than is asked for."""
    own = sort_of(outcome)
    if asked.sort is not None and not of_sort and own not in (None, asked.sort):
        assert own is not None
        return f"{own.label}, not {asked.sort.label}"
    told = is_counted(outcome) or any(e.sort.has_event for e in every.found)
    if asked.event_is is not None and told and (outcome.event_is or EventIs.NEUTRAL) is not asked.event_is:
        return _event_words(outcome.event_is, asked.event_is)
    return None


def _no_figures(study: Study, outcome: Outcome, asked: Asked, every: Entries) -> str:
    """Why an outcome has no effect of the sort that is asked for, adjusted or not as is asked for."""
    sorts = [e for e in every.found if asked.sort in (None, e.sort)]
    if asked.adjusted is Adjusted.YES and sorts:
        return "no adjusted effect is printed"
    effects = result(study, outcome).effects
    if effects.apart:
        return effects.apart
    adjusted = next((e for e in sorts if e.is_adjusted), None)
    if adjusted is not None and adjusted.printed is not None:
        label, factors = adjusted.printed.measure.label, adjusting(adjusted.printed)
        return f"the printed {label} is adjusted for {spoken(factors)}"
    return every.reason or "no effect is printed"


def _event_words(own: EventIs | None, asked: EventIs) -> str:
    if own is None:
        return "whether its event is good or bad is not recorded"
    return f"counts a {own.value} event, not a {asked.value} one"


def times_words(outcomes: Iterable[Outcome]) -> str:
    """When outcomes were measured, in the order of time: ``at 6 weeks, 12 weeks and 1 year``."""
    found = sorted({t for o in outcomes for t in o.timepoints}, key=lambda t: (days(t) or 0.0, t))
    if not found:
        return "at a time that is not recorded"
    if all(t[:1].isdigit() for t in found):
        return f"at {spoken(found)}"
    return spoken([f"at {t}" if t[:1].isdigit() else t for t in found])
