"""Icon arrays as SVG: 100 people on each side, filled where they have the event; no wider than a telephone."""

from collections.abc import Sequence

from acuevid.export.markup import Markup
from acuevid.export.shapes import drawing, shape, words
from acuevid.export.theme import Theme
from acuevid.export.widths import wrapped
from acuevid.lists import spoken
from acuevid.views.pictures import IconArrays, IconSide

_WIDE, _COLUMN, _STEP, _TALL = 350.0, 165.0, 16.5, 21.0
"""The picture, one side of it, and from a person to the next, across and down."""
_LINE, _TITLE, _PARTS = 16.0, 16, 36.0


def icons_svg(items: Sequence[IconArrays], *, alone: Theme | None = None) -> Markup:
    """The pictures one below the other; `alone` gives them a size and a ground of their own."""
    body: list[Markup] = []
    y = 0.0
    for i, item in enumerate(items):
        drawn, y = _picture(item, y + (_PARTS if i else 0))
        body += drawn
    title = spoken([item.title for item in items])
    told = " ".join(map(_in_words, items))
    return drawing(body, _WIDE, y - 8, title, told, alone=alone, name="icons")


def _in_words(item: IconArrays) -> str:
    """What a picture shows, for those who do not see it."""
    sides = " ".join(f"{side.label}: {side.told} people {item.event} ({side.whole})." for side in item.sides)
    return " ".join((f"{item.title}. {item.heading}. {sides}", *item.below))


def _picture(item: IconArrays, top: float) -> tuple[list[Markup], float]:
    """One picture from a height on, and how far down it goes."""
    body: list[Markup] = []
    y = top + 18
    titles, where = wrapped(item.title, _WIDE, _TITLE, bold=True), wrapped(item.heading, _WIDE)
    body += [words(line, 0, y + 20 * i, "title") for i, line in enumerate(titles)]
    y += 20 * len(titles)
    body += [words(line, 0, y + _LINE * i, "quiet") for i, line in enumerate(where)]
    y += _LINE * len(where) + 10
    names = [wrapped(side.label, _COLUMN, bold=True) for side in item.sides]
    deep = max(map(len, names)) + 3
    for n, (side, name) in enumerate(zip(item.sides, names, strict=True)):
        x, below = n * (_WIDE - _COLUMN), y + _LINE * (deep - 3)
        body += [words(line, x, y + _LINE * i, "head") for i, line in enumerate(name)]
        body += [words(side.told, x, below, "strong"), words(side.figures, x, below + _LINE, "quiet")]
        body += [words(side.interval, x, below + 2 * _LINE, "quiet")] if side.interval else []
        body += _people(side, x, y + _LINE * deep)
    y += _LINE * deep + 10 * _TALL + 16
    for who, style in zip(item.key, ("person-with", "person-without"), strict=True):
        found = wrapped(who, _WIDE - 22)
        body += [_person(style, 2, y - 14), *(words(text, 22, y + _LINE * i) for i, text in enumerate(found))]
        y += _LINE * len(found) + 6
    for told in item.below:
        look = "strong" if told == item.certainty else "quiet" if told == item.note else None
        found = wrapped(told, _WIDE, bold=look == "strong")
        body += [words(text, 0, y + _LINE * i, look) for i, text in enumerate(found)]
        y += _LINE * len(found) + 5
    return body, y


def _people(side: IconSide, x: float, y: float) -> list[Markup]:
    return [
        _person("person-with" if i < side.people else "person-without", x + i % 10 * _STEP + 2, y + i // 10 * _TALL - 8)
        for i in range(100)
    ]


def _person(name: str, x: float, y: float) -> Markup:
    """A head over a body, from its upper left corner on, 11 by 18."""
    x, y = round(x, 1), round(y, 1)
    head = f"M{x + 5.5:g} {y + 0.5:g}a2.8 2.8 0 1 1 0 5.6a2.8 2.8 0 1 1 0 -5.6z"
    return shape("path", name, d=f"{head}M{x + 0.5:g} {y + 17:g}v-5a4 4 0 0 1 4 -4h2a4 4 0 0 1 4 4v5z")
