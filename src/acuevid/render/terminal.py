"""Blocks as Rich renderables. Catalogue text goes in as `Text`, never as markup."""

from collections.abc import Iterator

from rich.cells import cell_len
from rich.console import RenderableType
from rich.style import Style
from rich.text import Text

from acuevid.escape import visible
from acuevid.render.forest import draw_forest
from acuevid.render.table import draw_table
from acuevid.render.wrap import pad, wrap
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
from acuevid.views.lights import BiasBars, TrafficLights
from acuevid.views.pictures import DirectionPlot, IconArrays, Timeline
from acuevid.views.table import Table

MEASURE = 92
"""The widest line of running text; longer ones are hard to read."""
_LABEL = 24
"""The widest label of a fact."""
_TITLE, _STRONG, _QUIET = Style(bold=True, underline=True), Style(bold=True), Style(dim=True)


def renderables(document: Document, width: int, *, ascii_only: bool = False) -> Iterator[RenderableType]:
    """The document for a console of this width, block by block, with a blank line between blocks."""
    for i, block in enumerate(document.blocks):
        if i:
            yield Text("")
        yield _block(block, width, ascii_only)


def _block(block: Block, width: int, ascii_only: bool) -> RenderableType:  # noqa: C901  # a case a kind
    match block:
        case Heading():
            return Text(visible(block.text), style=_TITLE if block.level == 1 else _STRONG)
        case Sentences():
            return _running(block.text, width)
        case Prose():
            return _running(block.text, width, _QUIET if block.quiet else None)
        case Bullets():
            return _bullets(block, width)
        case EffectList():
            return _bullets(Bullets(tuple(Prose(item.line) for item in block.items)), width)
        case Facts():
            return _facts(block, width)
        case Forest():
            return draw_forest(block, width, ascii_only=ascii_only)
        case BubblePlot():
            from acuevid.render.bubbles import draw_bubbles

            return draw_bubbles(block, width, ascii_only=ascii_only)
        case Funnel():
            from acuevid.render.funnel import draw_funnel

            return draw_funnel(block, width, ascii_only=ascii_only)
        case Table():
            return draw_table(block, width, ascii_only=ascii_only)
        case References():
            return _references(block, width)
        case TrafficLights():
            from acuevid.render.bias import draw_lights

            return draw_lights(block, width, ascii_only=ascii_only)
        case BiasBars():
            from acuevid.render.bias import draw_bars

            return draw_bars(block, width)
        case IconArrays():
            from acuevid.render.icons import draw_icons

            return draw_icons(block, width, ascii_only=ascii_only)
        case DirectionPlot():
            from acuevid.render.directions import draw_directions

            return draw_directions(block, width, ascii_only=ascii_only)
        case Timeline():
            from acuevid.render.timeline import draw_timeline

            return draw_timeline(block, width, ascii_only=ascii_only)


def _running(text: str, width: int, style: Style | None = None) -> Text:
    """Running text in lines of a readable measure."""
    return Text("\n".join(wrap(visible(text), min(width, MEASURE))), style or Style.null())


def _bullets(block: Bullets, width: int) -> Text:
    lines: list[str] = []
    for item in block.items:
        first, *rest = wrap(visible(item.text), max(1, min(width, MEASURE) - 2))
        lines += [f"- {first}", *(f"  {line}" for line in rest)]
    return Text("\n".join(lines))


def _facts(block: Facts, width: int) -> Text:
    drawn = Text()
    labels = [wrap(visible(label), _LABEL) for label, _ in block.rows]
    wide = max((cell_len(line) for label in labels for line in label), default=0)
    for label, (_, text) in zip(labels, block.rows, strict=True):
        lines = wrap(visible(text), max(1, min(width, MEASURE) - wide - 1))
        for i in range(max(len(label), len(lines))):
            drawn.append("\n" if drawn else "")
            drawn.append(pad(label[i] if i < len(label) else "", wide), _STRONG)
            drawn.append(f" {lines[i]}" if i < len(lines) else "")
    return drawn


def _references(block: References, width: int) -> Text:
    drawn = Text()
    for item in block.items:
        drawn.append("\n" if drawn else "")
        drawn.append("\n".join(wrap(visible(item.text), min(width, MEASURE))))
        if item.url:
            drawn.append("\n")
            drawn.append("\n".join(wrap(item.url, min(width, MEASURE))))
    return drawn
