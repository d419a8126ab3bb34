"""GitHub-flavoured Markdown from blocks; good to read raw, and nothing in a catalogue can break out of it."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from acuevid.citations import marked
from acuevid.escape import visible
from acuevid.export.marks import mark
from acuevid.export.plottables import Plot, below, plot_table
from acuevid.synthesis.statements import Statement
from acuevid.views.blocks import (
    Block,
    BubblePlot,
    Bullets,
    Document,
    EffectList,
    Facts,
    Footnote,
    Forest,
    Funnel,
    Heading,
    Prose,
    References,
    Sentences,
)
from acuevid.views.lights import BiasBars, TrafficLights
from acuevid.views.pictures import DirectionPlot, IconArrays, Timeline
from acuevid.views.table import Cell, Table

_SPECIAL = re.compile(
    r"""
    [\\`*\[\]|$]
    | [~^@{]                            # pandoc: sub- and superscript, citations, attributes
    | ['"] | -(?=-) | \.(?=\.\.)        # pandoc: typographic marks in place of those typed
    | <(?=[A-Za-z/!?]) | &(?=\#?\w+;)   # HTML
    | (?<![^\W_])_ | _(?![^\W_])
    | !(?=\[|\s*$)                      # an image, also of the footnote that comes behind
    | :(?=//|[\w+-]+:) | (?<=[Ww]{3})\.  # addresses, emoji
    """,
    re.VERBOSE,
)
_LONE_QUOTE = re.compile(
    r"(?<![^\W_])‘(?![^\W_](?:[^‘’“”]|(?<=[^\W_])’(?=[^\W_]))*(?<=[\w.,!?])’(?![^\W_])) | “(?![^“”]*[^“”\s]”)",
    re.VERBOSE,
)
"""An opening quotation mark without a closing one: pandoc makes an apostrophe of it, or looks for one far away."""
_NAMES = {"‘": "&lsquo;", "“": "&ldquo;"}
_TASK = re.compile(r"\A\\\[(?:( )\\\]|[xX]\\\]( ))")
"""An item of a list that begins so is one to tick off in pandoc, escaped or not, unless the blank does not break."""
_LINE_START = re.compile(
    r"""
    (?P<marker> \#{1,6}(?=\s|$) | > | [-+](?=\s|$) | ={2,}\s*$ | : | %(?=\s|$) | \((?=(?:\w+|\#)\)(?:\s|$)) )
    | (?: [0-9]+ | [A-Za-z] | [ivxlcdm]+ | [IVXLCDM]+ | \# ) (?P<behind> [.)](?=\s|$) )
    | [Tt]able (?P<caption> : )
    """,
    re.VERBOSE,
)
"""What begins a block, and the sign in it that is escaped: a heading, a list of any kind, a definition, a caption …"""

Notes: TypeAlias = Mapping[str, Footnote]
_MANY = 4
"""A sentence that rests on more records than these has one footnote for all of them."""


def markdown_file(document: Document) -> str:
    """A document as Markdown with a mark that says where it comes from."""
    return f"{mark('md')}\n\n{markdown(document)}"


def markdown(document: Document) -> str:
    """A document as Markdown text that ends in one line feed; sentences link to its footnotes."""
    notes = {note.key: note for note in document.footnotes}
    parts = [text for block in document.blocks if (text := _block(block, notes))]
    links = [link for block in document.blocks for s in _statements(block) for link in _links(s, notes)]
    links += [_footnote(notes[key]) for block in document.blocks for key in _cited(block, notes)]
    told = "\n".join(dict.fromkeys(f"[^{name}]: {text}" for name, text in sorted(links, key=_by_note(notes))))
    return "\n\n".join([*parts, *([told] if told else [])]) + "\n"


def inline(text: str) -> str:
    """Text that reads as itself inside a paragraph, a list item or a table cell."""
    told = _SPECIAL.sub(r"\\\g<0>", visible(text))
    return _LONE_QUOTE.sub(lambda m: _NAMES[m[0]], told) if "‘" in told or "“" in told else told


def _closed(heading: str) -> str:
    """A heading whose last number signs are kept: without escapes they would be taken for its closing."""
    bare = heading.rstrip("#")
    return bare + "\\#" * (len(heading) - len(bare))


def paragraph(text: str) -> str:
    """Text that reads as itself at the start of a line."""
    told = inline(text).strip()
    start = _LINE_START.match(told)
    if start is None:
        return told
    at = start.start(start.lastgroup or 0)
    return f"{told[:at]}\\{told[at:]}"


def _block(block: Block, notes: Notes) -> str:
    match block:
        case Heading():
            return f"{'#' * block.level} {_closed(inline(block.text).strip())}"
        case Sentences():
            return _running(block, notes)
        case Prose():
            text = _written(block, notes)
            return f"*{text}*" if block.quiet else text
        case Bullets():
            return "\n".join(f"- {_unticked(_item(item, notes))}" for item in block.items)
        case EffectList():
            return "\n".join(f"- {_unticked(paragraph(item.line))}" for item in block.items)
        case Facts():
            return "\n".join(f"- **{_label(label, ':')}** {inline(text)}" for label, text in block.rows)
        case Forest() | BubblePlot() | Funnel() | TrafficLights() | BiasBars() | DirectionPlot() | Timeline():
            return _plot(block)
        case IconArrays():
            return "\n\n".join((_plot(block), *(_block(item, notes) for item in below(block))))
        case Table():
            return "\n".join(_table(block))
        case References():
            return "\n".join(
                f"- **{_label(item.label, '.')}** {inline(item.text)}" + (f" <{item.url}>" if item.url else "")
                for item in block.items
            )


def _label(name: str, sign: str) -> str:
    """A label with the sign behind it, with which its last characters could make something else."""
    return inline(visible(name).strip() + sign)


def _unticked(item: str) -> str:
    """An item of a list that is none of a list of things to do."""
    return _TASK.sub(lambda m: m[0].replace(" ", "&nbsp;"), item)


def _item(item: Sentences | Prose, notes: Notes) -> str:
    return _running(item, notes) if isinstance(item, Sentences) else _written(item, notes)


def _running(sentences: Sentences, notes: Notes) -> str:
    """A paragraph with links to footnotes behind each sentence."""
    texts = [(paragraph if i == 0 else inline)(s.text) for i, s in enumerate(sentences.statements)]
    marks = [" ".join(f"[^{name}]" for name, _ in _links(s, notes)) for s in sentences.statements]
    return " ".join(text + mark for text, mark in zip(texts, marks, strict=True))


def _statements(block: Block) -> Iterator[Statement]:
    if isinstance(block, Sentences):
        yield from block.statements
    elif isinstance(block, Bullets):
        yield from (s for item in block.items if isinstance(item, Sentences) for s in item.statements)
    elif isinstance(block, IconArrays):
        yield from block.plain


def _footnote(note: Footnote) -> tuple[str, str]:
    return note.key, paragraph(note.text) + (f" <{note.url}>" if note.url else "")


def _links(statement: Statement, notes: Notes) -> Iterator[tuple[str, str]]:
    """A sentence's footnotes, by name and text: one for each record, or one for all where there are many."""
    found = [notes[key] for key in statement.citekeys if key in notes]
    if len(found) > _MANY and statement.id:
        yield statement.id, f"{paragraph(', '.join(note.name for note in found) + '.')}"
        return
    yield from map(_footnote, found)


def _by_note(notes: Notes) -> Callable[[tuple[str, str]], tuple[int, str]]:
    """Footnotes on records in their order, then those of sentences."""
    place = {key: i for i, key in enumerate(notes)}
    return lambda link: (place.get(link[0], len(place)), "" if link[0] in place else link[0])


def _written(prose: Prose, notes: Notes) -> str:
    """Prose with links to footnotes where it cites works; with their names where these have none."""
    told: list[str] = []
    for words, works in marked(prose.text, notes):
        if works:
            told.append(" ".join(f"[^{work.key}]" for work in works))
        elif not told:
            told.append(paragraph(words))
        else:
            plain = inline(words)
            told.append(f"\\{plain}" if plain.startswith(_BEHIND) else plain)
    return "".join(told).rstrip()


_BEHIND = (":", "(")
"""With these right behind it a link to a footnote is something else."""


def _cited(block: Block, notes: Notes) -> Iterator[str]:
    """The works that prose links to."""
    for item in block.items if isinstance(block, Bullets) else (block,):
        if isinstance(item, Prose):
            yield from (work.key for _, works in marked(item.text, notes) for work in works)


def _table(table: Table) -> Iterator[str]:
    yield _row(column.heading for column in table.columns)
    yield _rule("---:" if column.is_number else "---" for column in table.columns)
    for row in table.rows:
        yield _row(row)


def _plot(plot: Plot) -> str:
    """A plot as the table that it is drawn from."""
    drawn = plot_table(plot)
    return "\n".join(_table(drawn.table)) + "".join(f"\n\n*{paragraph(note)}*" for note in drawn.notes)


def _row(cells: "Iterator[Cell] | tuple[Cell, ...]") -> str:
    return "| " + " | ".join("" if cell is None else inline(str(cell)).strip() for cell in cells) + " |"


def _rule(marks: Iterator[str]) -> str:
    return "| " + " | ".join(marks) + " |"
