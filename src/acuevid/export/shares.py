"""Which parts of a document need a wide page, and how the columns of a table share the width."""

from collections.abc import Iterator, Sequence

from acuevid.export.plottables import Plot, plot_table
from acuevid.export.widths import wide
from acuevid.views.blocks import Block, Heading
from acuevid.views.table import Cell, Column, Table

_TWIPS = 12.3
"""Of a cell of 8.5 points, for each pixel that `wide` gives for 13; its font is wider than those of most files."""
_EDGES = 160
_LEAST, _MOST, _NAME = 500, 4200, 1500
"""The narrowest column, the widest word that one holds whole, and the widest name of a row that stands on one line."""
_LOOKED_AT, _STEPS, _FULL = 200, 60, 0.9
"""So many rows decide, in so many steps; text that takes more than so much of a line may wrap."""
_CRAMPED, _MANY, _LONG = 0.95, 7, 1.4
"""A table is turned where its words fill the page, or where of many columns the texts would, so many times over."""


def is_wide(item: Table, width: int) -> bool:
    """Whether a table of many columns, or of long words, would be cramped on a page of this width."""
    least, wanted = _needs(item.columns, item.rows)
    return sum(least) > _CRAMPED * width or (len(item.columns) > _MANY and sum(wanted) > _LONG * width)


def shared(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], width: int) -> list[int]:
    """The widths of columns: each has its longest word, and what is left goes where rows are tallest, bit by bit."""
    least, wanted = _needs(columns, rows)
    if sum(least) >= width:
        return _whole([size * width / sum(least) for size in least], width)
    if sum(wanted) <= width:
        return _whole([size * width / sum(wanted) for size in wanted], width)
    sizes = list(least)
    texts = [[_TWIPS * wide("" if cell is None else str(cell)) for cell in row] for row in rows[:_LOOKED_AT]]
    texts.append([_TWIPS * wide(column.heading, bold=True) for column in columns])
    step = (width - sum(least)) / _STEPS
    for _ in range(_STEPS):
        sizes[_tallest(texts, sizes, wanted)] += step
    return _whole(sizes, width)


def _tallest(texts: Sequence[Sequence[float]], sizes: Sequence[float], wanted: Sequence[float]) -> int:
    """The column that makes the most lines, counted in the rows of which it is the tallest."""
    lines = [0.0] * len(sizes)
    for row in texts:
        counts = [text / (size - _EDGES) for text, size in zip(row, sizes, strict=True)]
        n = max(range(len(counts)), key=counts.__getitem__)
        lines[n] += max(0.0, counts[n] - _FULL)
    if not any(lines):
        return max(range(len(sizes)), key=lambda n: wanted[n] - sizes[n])
    return max(range(len(lines)), key=lines.__getitem__)


def _whole(sizes: Sequence[float], width: int) -> list[int]:
    found = [int(size) for size in sizes]
    found[-1] += width - sum(found)
    return found


def _needs(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> tuple[list[float], list[float]]:
    """What each column needs for its longest word, and would take for its longest text, both within bounds."""
    least, wanted = [], []
    for n, column in enumerate(columns):
        texts = {str(row[n]) for row in rows if row[n] is not None}
        words = {word for text in texts for word in text.split()}
        is_bold = n == 0
        word = max(
            [wide(word, bold=True) for word in column.heading.split()] + [wide(word, bold=is_bold) for word in words],
            default=0.0,
        )
        line = max([wide(column.heading, bold=True)] + [wide(text, bold=is_bold) for text in texts])
        whole = _TWIPS * line + _EDGES
        low = max(_LEAST, min(_MOST, _TWIPS * word + _EDGES), min(whole, _NAME) if is_bold else 0)
        least.append(low)
        wanted.append(max(low, min(_MOST * 2, whole)))
    return least, wanted


def parts_of_document(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """The blocks in parts, each with its heading of the second level."""
    part: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading) and block.level <= 2 and part:
            yield part
            part = []
        part.append(block)
    if part:
        yield part


def tables_of(part: Sequence[Block]) -> Iterator[Table]:
    """The tables of a part, those that stand for plots too."""
    for block in part:
        if isinstance(block, Table):
            yield block
        elif isinstance(block, Plot):
            yield plot_table(block).table


class Trail:
    """The headings above a place in a document, from which its tables are called."""

    def __init__(self) -> None:
        """Begin above all headings."""
        self._above: list[tuple[int, str]] = []

    def pass_by(self, heading: Heading) -> None:
        """Go on below a heading, which ends those of its level and deeper ones."""
        self._above = [(level, text) for level, text in self._above if level < heading.level]
        self._above.append((heading.level, heading.text))

    @property
    def title(self) -> str:
        """What a table here is called: the last two headings above it."""
        return ": ".join(text for level, text in self._above[-2:] if level > 1) or "Table"
