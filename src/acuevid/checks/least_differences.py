"""APP107: the smallest differences that people feel, against the scales that they are of."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from acuevid.appraisals import ImportantOutcome
from acuevid.catalogue.names import fold
from acuevid.checks.results import Answer, Status, Subject, check
from acuevid.models import Catalogue, Outcome, Study
from acuevid.numbers import format as fmt
from acuevid.results.once import once
from acuevid.words import Instrument

_Told = tuple[str, str]
"""A field of a study, and what is wrong with what it names."""


@check("APP107", "a smallest difference that is larger than its scale", of=("instrument",))
def least_difference_inside_scale(subject: Subject) -> Iterator[Answer]:
    """The minimal important difference of an instrument, or of an important outcome on it, is no more than its range.

    It needs both ends of the instrument, and is told once, with the first study whose outcome names the instrument.
    Example: minimal_important_difference = 200, on a scale from 0 to 100.
    """
    found = once(subject.catalogue, "too large differences", lambda: _by_study(subject.catalogue))
    for field, line in found.get(subject.study.citekey, ()):
        yield Status.INCONSISTENT, (field,), line


def _by_study(catalogue: Catalogue) -> Mapping[str, list[_Told]]:
    """What is wrong, by the first study that it concerns; the studies are gone through only where something may be."""
    found: dict[str, list[_Told]] = {}
    least = [i.minimal_important_difference for i in catalogue.instruments]
    least += [item.minimal_important_difference for item in catalogue.important_outcomes]
    ranges = [high - low for low, high in (i.ends for i in catalogue.instruments if i.ends is not None)]
    if not any(value is not None and value > own for value in least for own in ranges):
        return found
    seen: set[object] = set()
    for study in catalogue.studies:
        for outcome in study.outcomes:
            for key, line in _faults(catalogue, study, outcome):
                if key not in seen:
                    seen.add(key)
                    found.setdefault(study.citekey, []).append((f"outcome[{outcome.id}].instrument", line))
    return found


def _faults(catalogue: Catalogue, study: Study, outcome: Outcome) -> Iterator[tuple[object, str]]:
    """The differences that are larger than the scale of an outcome, each with what it is known by."""
    instrument = outcome.instrument
    if instrument is None or instrument.ends is None:
        return
    if line := _too_large(instrument.minimal_important_difference, instrument, instrument.name):
        yield instrument.key, line
    if outcome.unit != instrument.unit:
        return
    for n, item in enumerate(catalogue.important_outcomes):
        line = _too_large(item.minimal_important_difference, instrument, f"“{item.outcome}”")
        if line and _is_about(item, study, outcome):
            yield (n, instrument.key), line


def _is_about(item: ImportantOutcome, study: Study, outcome: Outcome) -> bool:
    named = (outcome.label, outcome.measures, outcome.family.value, outcome.family.label)
    here = not item.conditions or not set(item.conditions).isdisjoint(study.conditions)
    return here and fold(item.outcome) in {fold(name) for name in named}


def _too_large(least: Decimal | None, instrument: Instrument, whose: str) -> str:
    """What is wrong with a smallest difference; empty where nothing is."""
    if least is None or instrument.ends is None:
        return ""
    low, high = instrument.ends
    if least <= high - low:
        return ""
    scale = f"{instrument.name} runs from {fmt.printed(low)} to {fmt.printed(high)}"
    return f"the smallest difference that people feel in {whose} is {fmt.printed(least)}; {scale}"
