"""The timeline as SVG: a row a study, a circle at its year, its area by its people."""

import math

from acuevid.export.markup import Markup
from acuevid.export.shapes import drawing, shape, words
from acuevid.export.theme import Theme
from acuevid.export.widths import wide, wrapped
from acuevid.views.pictures import Timeline, TimelineStudy
from acuevid.views.timeline import year_marks

_ROW, _LINE, _GAP, _YEARS = 24.0, 16.0, 16.0, 320.0
_NAME, _LEAST, _LARGEST = 240.0, 3.5, 11.0
"""The widest names, and the smallest and the largest radius."""
_KEY = "The area of a circle goes with the people. Hollow: another record has the same people. Dashed: not stated."


def timeline_svg(shown: Timeline, *, alone: Theme | None = None) -> Markup:
    """The timeline; `alone` gives it a size and a ground of its own."""
    studies = shown.studies
    names = min(_NAME, max(wide(s.label) for s in studies))
    end = names + _GAP + max(wide("People", bold=True), *(wide(s.told) for s in studies))
    left = end + _GAP + _LARGEST
    width = left + _YEARS + _LARGEST
    titles = wrapped(shown.title, width, 16, bold=True)
    body = [words(line, 0, 18 + 20 * i, "title") for i, line in enumerate(titles)]
    top = 26.0 + 20 * len(titles)
    body += [words("Study", 0, top, "head"), words("People", end, top, "head", "end")]
    y = top + 8
    rows: list[Markup] = []
    largest = max((s.people or 0 for s in studies), default=0) or 1
    for design, group in shown.groups:
        rows.append(words(design, 0, y + _ROW / 2 + 4, "strong"))
        y += _ROW
        for study in group:
            label = wrapped(study.label, _NAME)
            middle = y + _ROW / 2
            rows += [words(line, 0, middle + 4 + _LINE * i) for i, line in enumerate(label)]
            rows.append(words(study.told, end, middle + 4, "quiet", "end"))
            rows.append(_circle(study, _x(shown, study.year, left), middle, largest))
            y += _ROW + _LINE * (len(label) - 1)
    for year in year_marks(shown, 8):
        x = _x(shown, year, left)
        body += [shape("line", "rule", x1=x, y1=top + 8, x2=x, y2=y), words(str(year), x, top, "quiet", "middle")]
    body += [shape("line", "axis", x1=left, y1=top + 8, x2=left + _YEARS, y2=top + 8), *rows]
    notes = wrapped(f"{_KEY} {shown.note}", width)
    body += [words(line, 0, y + 22 + _LINE * i, "quiet") for i, line in enumerate(notes)]
    height = y + 14 + _LINE * len(notes)
    return drawing(body, width, height, shown.title, _in_words(shown), alone=alone, name="timeline")


def _in_words(shown: Timeline) -> str:
    """What it shows, for those who do not see it."""
    told = (f"{design}: {', '.join(f'{s.label}, {_people(s)}' for s in studies)}." for design, studies in shown.groups)
    return f"{shown.title}. {' '.join(told)} {shown.note}"


def _people(study: TimelineStudy) -> str:
    return (
        "people not stated" if study.people is None else f"{study.told} {'person' if study.people == 1 else 'people'}"
    )


def _circle(study: TimelineStudy, x: float, y: float, largest: int) -> Markup:
    """Its area goes with the people; hollow where another record speaks of them, dashed where they are not stated."""
    name = "study-unsized" if study.people is None else "study-own" if study.is_own else "study-shared"
    radius = max(_LEAST, _LARGEST * math.sqrt((study.people or 0) / largest))
    return shape("circle", name, cx=x, cy=y, r=round(radius, 1))


def _x(shown: Timeline, year: int, left: float) -> float:
    return round(left + (year - shown.first) / max(1, shown.last - shown.first) * _YEARS, 1)
