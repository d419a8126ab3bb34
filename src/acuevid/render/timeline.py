"""The timeline in the cells of a terminal: a line a study, with a sign at its year."""

from itertools import pairwise

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text

from acuevid.escape import visible
from acuevid.render.wrap import pad, wrap
from acuevid.views.pictures import Timeline, TimelineStudy
from acuevid.views.timeline import year_marks

_MEASURE, _NAME, _MOST, _LEAST = 92, 30, 60, 12
"""The widest running text and names, and the most and the fewest cells for years."""
_STRONG, _QUIET, _NONE = Style(bold=True), Style(dim=True), Style.null()
_SIGNS = {False: ("∙", "•", "●", "○"), True: (".", "o", "O", "-")}
_AXES = {False: ("─", "┬"), True: ("-", "+")}


def draw_timeline(shown: Timeline, width: int, *, ascii_only: bool = False) -> Text:
    """Years across, studies down by design, their people behind their names; without years where there is no room."""
    signs = _SIGNS[ascii_only]
    labels = [wrap(visible(text), _NAME) for design, studies in shown.groups for text in (s.label for s in studies)]
    names = max(cell_len(line) for label in labels for line in label)
    people = max(cell_len("People"), *(cell_len(s.told) for s in shown.studies))
    room = min(_MOST, width - names - people - 4)
    lines = [(line, _STRONG) for line in wrap(visible(shown.title), width)] + [("", _NONE)]
    if room < _LEAST:
        lines += _listed(shown, width)
    else:
        before = " " * (names + people + 4)
        axis = _axis(shown, room, ascii_only=ascii_only)
        head = f"{pad('Study', names)}  {pad('People', people, right=True)}  "
        lines += [(head + axis[0], _QUIET), (before + axis[1], _QUIET)]
        at = iter(labels)
        for design, studies in shown.groups:
            lines += [(line, _STRONG) for line in wrap(visible(design), width)]
            for study in studies:
                name, *more = next(at)
                place = " " * _column(shown, study.year, room)
                lines.append(
                    (f"{pad(name, names)}  {pad(study.told, people, right=True)}  {place}{_sign(study, signs)}", _NONE)
                )
                lines += [(line, _NONE) for line in more]
        small, middle, large, hollow = signs
        key = f"{small} under 50 people, {middle} 50 to 299, {large} 300 or more"
        key += f", {hollow} not stated, or people of another record"
        lines += [("", _NONE), *((line, _QUIET) for line in wrap(f"{key}.", min(width, _MEASURE)))]
    lines += [(line, _QUIET) for line in wrap(visible(shown.note), min(width, _MEASURE))]
    return Text("\n").join(Text(text.rstrip(), style=style) for text, style in lines)


def _sign(study: TimelineStudy, signs: tuple[str, str, str, str]) -> str:
    """The sign of a study by its people; hollow where these are not stated, or another record speaks of them."""
    if study.people is None or not study.is_own:
        return signs[3]
    return signs[(study.people >= 50) + (study.people >= 300)]


def _column(shown: Timeline, year: int, room: int) -> int:
    return round((year - shown.first) / max(1, shown.last - shown.first) * (room - 1))


def _axis(shown: Timeline, room: int, *, ascii_only: bool) -> list[str]:
    """Years at round places, which never touch, over a line with their ticks."""
    for most in range(max(1, room // 6), 0, -1):
        found = [(_column(shown, year, room), str(year)) for year in year_marks(shown, most)]
        spans = [(max(0, min(at - len(text) // 2, room - len(text))), text) for at, text in found]
        if all(a + len(t) < b for (a, t), (b, _) in pairwise(spans)):
            break
    line, tick = _AXES[ascii_only]
    years, across = [" "] * room, [line] * room
    for (at, _), (start, text) in zip(found, spans, strict=True):
        across[at] = tick
        years[start : start + len(text)] = text
    return ["".join(years), "".join(across)]


def _listed(shown: Timeline, width: int) -> list[tuple[str, Style]]:
    """The studies by design, the year before each."""
    lines: list[tuple[str, Style]] = []
    for design, studies in shown.groups:
        lines += [(line, _STRONG) for line in wrap(visible(design), width)]
        for study in studies:
            first, *more = wrap(visible(f"{study.year} {study.label} ({study.told})"), max(1, width - 2))
            lines += [(first, _NONE), *((f"  {line}", _NONE) for line in more)]
    return lines
