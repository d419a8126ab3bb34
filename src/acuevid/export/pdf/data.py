"""A document as data for the template: strings, numbers and lists, and the files of its pictures."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from acuevid.citations import marked
from acuevid.escape import visible
from acuevid.export.markup import Markup
from acuevid.export.plottables import plot_table
from acuevid.export.shapes import PAINT
from acuevid.export.shares import Trail, is_wide, parts_of_document, shared, tables_of
from acuevid.export.theme import Theme
from acuevid.lists import ranges
from acuevid.views.blocks import (
    Block,
    BubblePlot,
    Bullets,
    Document,
    EffectList,
    Facts,
    Forest,
    Funnel,
    Heading,
    Prose,
    References,
    Sentences,
)
from acuevid.views.lights import BiasBars, Light, TrafficLights
from acuevid.views.pictures import DirectionPlot, IconArrays, Timeline
from acuevid.views.table import Table

_UPRIGHT, _SIDEWAYS = 9900, 14800
"""The width of text in twips on A4 with its margins, as it stands and turned."""
_LONG = 1500
"""Of characters in a cell, above which its row may be parted: it might not fit a page."""
_OPENING = "Key messages"
Node = dict[str, Any]


class Sheet:
    """What the template is given: `parts` of blocks, `notes` on the sources, and `pictures` by the names of files."""

    def __init__(self, document: Document) -> None:
        """Take a document apart; the part with the key messages has a page of its own."""
        self.pictures: dict[str, bytes] = {}
        self.notes: list[Node] = []
        self._numbers: dict[str, int] = {}
        self._known = {note.key: note for note in document.footnotes}
        self._trail = Trail()
        self._tables = 0
        self.parts = [self._part(blocks) for blocks in parts_of_document(document.blocks)]

    def _part(self, blocks: Sequence[Block]) -> Node:
        turned = any(is_wide(table, _UPRIGHT) for table in tables_of(blocks))
        self._width = _SIDEWAYS if turned else _UPRIGHT
        opening = isinstance(blocks[0], Heading) and blocks[0].level == 2 and blocks[0].text == _OPENING
        return {"turned": turned, "opening": opening, "blocks": [n for block in blocks for n in self._nodes(block)]}

    def _nodes(self, block: Block) -> Iterator[Node]:
        match block:
            case Heading():
                self._trail.pass_by(block)
                yield {"kind": "heading", "level": min(6, block.level), "text": visible(block.text).strip() or "–"}
            case Sentences() | Prose():
                yield {"kind": "par", "quiet": isinstance(block, Prose) and block.quiet, "runs": self._runs(block)}
            case Bullets():
                yield {"kind": "list", "items": [self._runs(item) for item in block.items]}
            case EffectList():
                yield {"kind": "list", "items": [[_run(effect.line)] for effect in block.items]}
            case Facts():
                yield {"kind": "facts", "rows": [[visible(k), visible(v)] for k, v in block.rows]}
            case References():
                items = [{"label": visible(i.label), "text": visible(i.text), "url": i.url or ""} for i in block.items]
                yield {"kind": "references", "items": items}
            case Table():
                yield self._table(block, self._trail.title)
            case Forest() | BubblePlot() | Funnel() | DirectionPlot() | Timeline() | IconArrays():
                yield from self._picture(block)
            case TrafficLights() | BiasBars():
                drawn = plot_table(block)
                yield self._table(drawn.table, block.title, drawn.lights)
                for note in drawn.notes:
                    yield from self._nodes(Prose(note, quiet=True))

    def _picture(self, block: Forest | BubblePlot | Funnel | DirectionPlot | Timeline | IconArrays) -> Iterator[Node]:
        name = f"/{len(self.pictures)}.svg"
        drawn, share = _drawn(block)
        self.pictures[name] = drawn.encode()
        told = plot_table(block)
        rows = "; ".join(", ".join(str(c) for c in row if c not in (None, "")) for row in told.table.rows[:200])
        said = " ".join(block.below) if isinstance(block, IconArrays) else ""
        alt = visible(f"{block.title}. {rows}. {said}".strip())
        yield {"kind": "picture", "file": name, "alt": alt, "share": share}

    def _table(
        self,
        item: Table,
        caption: str,
        lights: Mapping[tuple[int, int], Light] = MappingProxyType({}),
    ) -> Node:
        self._tables += 1
        rows = [[_cell(cell, lights.get((n, m))) for m, cell in enumerate(row)] for n, row in enumerate(item.rows)]
        return {
            "kind": "table",
            "caption": visible(f"Table {self._tables}. {caption}"),
            "widths": shared(item.columns, item.rows, self._width),
            "heads": [{"text": visible(c.heading), "number": c.is_number} for c in item.columns],
            "rows": rows,
        }

    def _runs(self, item: Sentences | Prose) -> list[Node]:
        if isinstance(item, Prose):
            pieces = marked(item.text, self._known)
            return [_run("" if works else words, [self._note(w.key) for w in works]) for words, works in pieces]
        made = []
        for n, statement in enumerate(item.statements):
            made.append(_run(f"{' ' if n else ''}{statement.text}", [self._note(k) for k in statement.citekeys]))
        return made

    def _note(self, key: str) -> int:
        """The number of a source, 0 for one that is not of the sheet; each has one note, in the order of reading."""
        if key not in self._known:
            return 0
        if key not in self._numbers:
            note = self._known[key]
            self._numbers[key] = len(self._numbers) + 1
            self.notes.append({"text": visible(f"{note.name}: {note.text}"), "url": note.url or ""})
        return self._numbers[key]


def _run(told: str, notes: Iterable[int] = ()) -> Node:
    return {"text": visible(told), "notes": [list(found) for found in ranges(n for n in notes if n)]}


def _cell(value: object, light: Light | None) -> Node:
    told = "" if value is None else visible(str(value)).strip()
    ground = str(PAINT[f"tone-{light.tone}"]["fill"]) if light else ""
    ink = str(PAINT[f"mark-{light.tone}"]["fill"]) if light else ""
    return {"text": told, "ground": ground, "ink": ink, "long": len(told) > _LONG}


def _drawn(block: Forest | BubblePlot | Funnel | DirectionPlot | Timeline | IconArrays) -> tuple[Markup, int]:
    """A plot as a picture, and the percentage of the width of text that it takes at the most."""
    light = Theme.LIGHT
    match block:
        case Forest():
            from acuevid.export.svg import forest_svg

            return forest_svg(block, alone=light), 100
        case BubblePlot():
            from acuevid.export.bubbles import bubble_svg

            return bubble_svg(block, alone=light), 70
        case Funnel():
            from acuevid.export.funnel import funnel_svg

            return funnel_svg(block, alone=light), 70
        case DirectionPlot():
            from acuevid.export.directions import directions_svg

            return directions_svg((block,), alone=light), 75
        case Timeline():
            from acuevid.export.timeline import timeline_svg

            return timeline_svg(block, alone=light), 80
        case IconArrays():
            from acuevid.export.icons import icons_svg

            return icons_svg((block,), alone=light), 48
