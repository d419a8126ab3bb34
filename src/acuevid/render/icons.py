"""Icon arrays in the cells of a terminal: a sign a person, both sides beside each other where there is room."""

from rich.style import Style
from rich.text import Text

from acuevid.escape import visible
from acuevid.render.wrap import pad, wrap
from acuevid.views.pictures import IconArrays, IconSide

_MEASURE, _GAP = 92, 6
_ROW, _WIDE = 10, 19
"""Signs in a line, and the cells that they take with blanks between."""
_SIGNS = {False: ("●", "○"), True: ("#", ".")}
_STRONG, _QUIET, _NONE = Style(bold=True), Style(dim=True), Style.null()


def draw_icons(item: IconArrays, width: int, *, ascii_only: bool = False) -> Text:
    """Both arrays under their names, then who is who, the figures, what they mean, and how certain that is."""
    column = min(36, (width - _GAP) // 2)
    room = column if column >= _WIDE else width
    names = [wrap(visible(side.label), room) for side in item.sides]
    deep = max(map(len, names))
    lines = [(line, _STRONG) for line in wrap(visible(item.title), width)] + [("", _NONE)]
    arrays = [_array(side, _SIGNS[ascii_only]) for side in item.sides]
    if column >= _WIDE:
        first, second = ([*name, *[""] * (deep - len(name)), *a] for name, a in zip(names, arrays, strict=True))
        for left, right in zip(first, second, strict=True):
            lines.append((f"{pad(left, column)}{' ' * _GAP}{right}", _NONE))
    else:
        lines += [(line, _NONE) for name, a in zip(names, arrays, strict=True) for line in (*name, *a, "")]
    filled, hollow = (f"{sign} {visible(who)}" for sign, who in zip(_SIGNS[ascii_only], item.key, strict=True))
    lines.append(("", _NONE))
    lines += [(line, _QUIET) for line in wrap(f"{filled}; {hollow}.", min(width, _MEASURE))]
    for text in item.below:
        style = _STRONG if text == item.certainty else _QUIET if text == item.note else _NONE
        lines += [(line, style) for line in wrap(visible(text), min(width, _MEASURE))]
    return Text("\n").join(Text(text.rstrip(), style=style) for text, style in lines)


def _array(side: IconSide, signs: tuple[str, str]) -> list[str]:
    """What an array shows in figures, and its ten lines."""
    people = signs[0] * side.people + signs[1] * (100 - side.people)
    grid = [" ".join(people[at : at + _ROW]) for at in range(0, 100, _ROW)]
    return [*(visible(text) for text in (side.told, side.figures, side.interval)), *grid]
