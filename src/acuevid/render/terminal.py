"""Blocks as Rich renderables. Catalogue text goes in as `Text`, never as markup."""

from collections.abc import Iterator

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.measure import Measurement
from rich.style import Style
from rich.table import Table as RichTable
from rich.text import Text

from acuevid.escape import visible
from acuevid.render.forest import draw_forest
from acuevid.render.table import draw_table
from acuevid.render.wrap import wrap
from acuevid.views.blocks import (
    Block,
    Bullets,
    Document,
    EffectList,
    Facts,
    Forest,
    Heading,
    Prose,
    References,
    Sentences,
)
from acuevid.views.table import Table

MEASURE = 92
"""The widest line of running text; longer ones are hard to read."""
_TITLE, _STRONG, _QUIET = Style(bold=True, underline=True), Style(bold=True), Style(dim=True)


def renderables(document: Document, width: int, *, ascii_only: bool = False) -> Iterator[RenderableType]:
    """The document for a console of this width, block by block, with a blank line between blocks."""
    for i, block in enumerate(document.blocks):
        if i:
            yield Text("")
        yield _block(block, width, ascii_only)


def _block(block: Block, width: int, ascii_only: bool) -> RenderableType:
    match block:
        case Heading():
            return Text(visible(block.text), style=_TITLE if block.level == 1 else _STRONG)
        case Sentences():
            return Running(block.text)
        case Prose():
            cites = f" ({'; '.join(block.cites)})" if block.cites else ""
            return Running(block.text + cites, _QUIET if block.quiet else None)
        case Bullets():
            return _bullets(block, width)
        case EffectList():
            return _bullets(Bullets(tuple(Prose(item.line) for item in block.items)), width)
        case Facts():
            return _facts(block, width)
        case Forest():
            return draw_forest(block, width, ascii_only=ascii_only)
        case Table():
            return draw_table(block, width, ascii_only=ascii_only)
        case References():
            return _references(block, width)


class Running:
    """Running text in lines of a readable measure."""

    def __init__(self, text: str, style: Style | None = None) -> None:
        """Keep the text, made safe to show."""
        self.text, self.style = visible(text), style or Style.null()

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the lines."""
        for line in wrap(self.text, min(options.max_width, MEASURE)):
            yield Text(line, style=self.style)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        """Take what width there is, up to the measure."""
        return Measurement(min(20, options.max_width), min(options.max_width, MEASURE))


def _grid(width: int) -> RichTable:
    grid = RichTable.grid(padding=(0, 1))
    grid.width = min(width, MEASURE)
    return grid


def _bullets(block: Bullets, width: int) -> RenderableType:
    grid = _grid(width)
    grid.add_column(width=1)
    grid.add_column(ratio=1, overflow="fold")
    for item in block.items:
        cites = f" ({'; '.join(item.cites)})" if isinstance(item, Prose) and item.cites else ""
        grid.add_row("-", Running(item.text + cites))
    return grid


def _facts(block: Facts, width: int) -> RenderableType:
    grid = _grid(width)
    grid.add_column(style=_STRONG, max_width=24)
    grid.add_column(ratio=1, overflow="fold")
    for label, text in block.rows:
        grid.add_row(Text(visible(label)), Running(text))
    return grid


def _references(block: References, width: int) -> RenderableType:
    grid = _grid(width)
    grid.add_column(ratio=1, overflow="fold")
    for item in block.items:
        text = Text(visible(item.text))
        if item.url:
            text.append("\n")
            text.append(item.url, Style(link=item.url))
        grid.add_row(text)
    return grid
