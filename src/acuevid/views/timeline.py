"""The timeline: studies by the year of publication, in groups of one design, with their people."""

from collections.abc import Iterable

from acuevid.catalogue.query import extracted
from acuevid.models import Study
from acuevid.numbers import format as fmt
from acuevid.views.blocks import Document
from acuevid.views.pictures import Timeline, TimelineStudy
from acuevid.vocabulary import in_place

_KEY = "Years are those of publication."


def timeline(studies: Iterable[Study], about: str) -> Timeline | None:
    """The timeline of the clinical studies among these that are extracted; `None` without any.

    Designs stand in the order of the vocabulary, and in each the studies from the first on.
    """
    listed = [study for study in studies if not study.is_mechanism]
    shown = sorted(extracted(listed), key=lambda s: (s.reference.year, s.label, s.citekey))
    if not shown:
        return None
    groups = tuple(
        (_capital(design.plural), tuple(_study(s) for s in shown if s.design == design))
        for design in in_place({s.design for s in shown})
    )
    left = len(listed) - len(shown)
    more = f" Not shown: {fmt.count(left)} {'study' if left == 1 else 'studies'} not yet extracted." if left else ""
    first, last = shown[0].reference.year, shown[-1].reference.year
    return Timeline(f"Studies by year and design: {about}", groups, first, last, _KEY + more)


def timeline_document(shown: Timeline) -> Document:
    """The timeline alone."""
    return Document.of(shown)


def year_marks(shown: Timeline, most: int) -> list[int]:
    """Round years from the first to the last, at most so many; the first alone where no round year is among them."""
    for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000):
        found = [year for year in range(shown.first, shown.last + 1) if year % step == 0]
        if len(found) <= most:
            return found or [shown.first]
    return [shown.first]


def _study(study: Study) -> TimelineStudy:
    standing, people = study.reference.standing, study.participants
    label = f"{study.label} ({standing})" if standing else study.label
    told = "not stated" if people is None else fmt.count(people)
    return TimelineStudy(label, study.reference.year, people, told, not study.shares_data)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
