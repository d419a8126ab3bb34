"""Blocks as paragraphs and tables of a Word file."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from acuevid.citations import Work, marked
from acuevid.export.docx.notes import Notes, link
from acuevid.export.docx.styles import Styles
from acuevid.export.docx.tables import Captioned, table
from acuevid.export.docx.xml import Xml, run, w
from acuevid.export.plottables import below, plot_table
from acuevid.export.shares import Trail
from acuevid.lists import spoken
from acuevid.views.blocks import (
    Block,
    BubblePlot,
    Bullets,
    EffectList,
    Facts,
    Forest,
    Funnel,
    Heading,
    Prose,
    ReferenceItem,
    References,
    Sentences,
)
from acuevid.views.lights import BiasBars, Light, TrafficLights
from acuevid.views.pictures import DirectionPlot, IconArrays, Timeline
from acuevid.views.table import Table

_KINDS = {
    Forest: "Forest plot",
    BubblePlot: "Bubble plot",
    Funnel: "Funnel plot",
    TrafficLights: "Judgements",
    BiasBars: "Shares of judgements",
    IconArrays: "Icon arrays",
    DirectionPlot: "Directions of effect",
    Timeline: "Timeline",
}
_LEVELS = 6
_RUNNING = ("Normal", "Quiet", "List Bullet", "Bibliography")
"""Styles without space above, which they need behind a table."""


class Writer:
    """Writes blocks one after the other; `width` is that of the text on the page, in twips."""

    def __init__(self, part: Any, styles: Styles, notes: Notes) -> None:
        """Begin with an empty body."""
        self.body: list[Xml] = []
        self.width = 0
        self._part, self._styles, self._notes = part, styles, notes
        self._tables = 0
        self._last = ""
        self._trail = Trail()

    def write(self, block: Block) -> None:  # noqa: C901  # a case a kind
        """Add one block."""
        match block:
            case Heading():
                self._heading(block)
            case Sentences() | Prose():
                self._paragraph(_style(block), self._runs(block))
            case Bullets():
                for item in block.items:
                    self._paragraph("List Bullet", self._runs(item))
            case EffectList():
                for effect in block.items:
                    self._paragraph("List Bullet", [run(effect.line)])
            case Facts():
                for label, text in block.rows:
                    self._paragraph("List Bullet", [self._strong(f"{label.strip()}:"), run(f" {text}")])
            case References():
                for reference in block.items:
                    self._paragraph("Bibliography", self._reference(reference))
            case Table():
                self._table(block, self._trail.title, "Table")
            case IconArrays():
                self._table(plot_table(block).table, block.title, f"{_KINDS[type(block)]} as a table")
                for item in below(block):
                    self.write(item)
            case Forest() | BubblePlot() | Funnel() | TrafficLights() | BiasBars() | DirectionPlot() | Timeline():
                drawn = plot_table(block)
                self._table(drawn.table, block.title, f"{_KINDS[type(block)]} as a table", drawn.lights, drawn.notes)
                for note in drawn.notes:
                    self._paragraph("Quiet", [run(note)])

    def _heading(self, heading: Heading) -> None:
        self._trail.pass_by(heading)
        name = "Title" if heading.level == 1 else f"heading {min(_LEVELS, heading.level - 1)}"
        self._paragraph(name, [run(heading.text.strip())])

    def _table(
        self,
        item: Table,
        caption: str,
        kind: str,
        lights: Mapping[tuple[int, int], Light] = MappingProxyType({}),
        notes: tuple[str, ...] = (),
    ) -> None:
        self._tables += 1
        heads = spoken([column.heading for column in item.columns])
        told = " ".join((f"{kind}: {caption}. {len(item.rows)} rows under {heads}.", *notes))
        self.body += table(Captioned(item, caption, told, lights), self._tables, self._styles, self.width)

    def _paragraph(self, style: str, runs: Iterable[Xml]) -> None:
        if not (runs := list(runs)):
            return
        behind = "table" if self.body and self.body[-1].tag.endswith("}tbl") else self._last
        spaced = (behind == "table" and style in _RUNNING) or (behind == "List Bullet" and style in ("Normal", "Quiet"))
        self._last = style
        properties = w(
            "pPr",
            w("pStyle", val=self._styles[style]) if style != "Normal" else None,
            w("spacing", before=120) if spaced else None,
        )
        self.body.append(w("p", properties if len(properties) else None, *runs))

    def _runs(self, item: Sentences | Prose) -> list[Xml]:
        if isinstance(item, Prose):
            return [each for piece in marked(item.text, self._notes) for each in self._piece(*piece)]
        made: list[Xml] = []
        for n, statement in enumerate(item.statements):
            made.append(run(f" {statement.text}" if n else statement.text))
            made += self._notes.marks(statement.citekeys)
        return made

    def _piece(self, words: str, works: Sequence[Work]) -> list[Xml]:
        """Words of prose, or the marks of what it cites there."""
        return self._notes.marks([work.key for work in works]) if works else [run(words)]

    def _reference(self, item: ReferenceItem) -> list[Xml]:
        made = [self._strong(f"{item.label.strip()}."), run(f" {item.text}")]
        return [*made, run(" "), link(self._part, self._styles, item.url)] if item.url else made

    def _strong(self, text: str) -> Xml:
        return run(text, self._styles["Strong"])


def _style(item: Sentences | Prose) -> str:
    return "Quiet" if isinstance(item, Prose) and item.quiet else "Normal"
