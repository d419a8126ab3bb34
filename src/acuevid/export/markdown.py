"""GitHub-flavoured Markdown from blocks; good to read raw, and nothing in a catalogue can break out of it."""

import re
from collections.abc import Iterator

from acuevid.escape import visible
from acuevid.views.blocks import (
    Block,
    Bullets,
    Cell,
    Document,
    Facts,
    Heading,
    Prose,
    References,
    Sentences,
    Table,
)

_SPECIAL = re.compile(r"([\\`*\[\]|$]|<(?=[A-Za-z/!?])|~(?=~)|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)|!(?=\[))")
_AUTOLINK = re.compile(r"(?i)(?<=www)\.|:(?=//)|@(?=\w)")
_LINE_START = re.compile(r"^(\s*)(#{1,6}(?=\s|$)|>|[-+](?=\s|$)|[-=]{2,}\s*$|\d{1,9}(?=[.)](?:\s|$)))")


MARK = "<!-- acuevid made this from a catalogue; what is written in here is lost at the next export -->"


def markdown_file(document: Document) -> str:
    """A document as Markdown with a mark that says where it comes from."""
    return f"{MARK}\n\n{markdown(document)}"


def markdown(document: Document) -> str:
    """A document as Markdown text that ends in one line feed."""
    return "\n\n".join(text for block in document.blocks if (text := _block(block))) + "\n"


def inline(text: str) -> str:
    """Text that reads as itself inside a paragraph, a list item or a table cell."""
    text = _SPECIAL.sub(r"\\\1", visible(text))
    return _AUTOLINK.sub(lambda m: "\\" + m.group(), text)


def paragraph(text: str) -> str:
    """Text that reads as itself at the start of a line."""

    def escaped(match: re.Match[str]) -> str:
        mark = match[2]
        return f"{mark}\\" if mark.isdigit() else f"\\{mark}"

    return _LINE_START.sub(escaped, inline(text).strip())


def _block(block: Block) -> str:
    match block:
        case Heading():
            return f"{'#' * block.level} {re.sub(r'#+$', lambda m: chr(92) + m.group(), inline(block.text).strip())}"
        case Sentences():
            return paragraph(block.text)
        case Prose():
            text = paragraph(block.text)
            return f"*{text}*" if block.quiet else text + _cites(block)
        case Bullets():
            return "\n".join(f"- {_item(item)}" for item in block.items)
        case Facts():
            return "\n".join(f"- **{inline(label).strip()}:** {inline(text)}" for label, text in block.rows)
        case Table():
            return "\n".join(_table(block))
        case References():
            return "\n".join(
                f"- **{inline(item.label).strip()}.** {inline(item.text)}" + (f" <{item.url}>" if item.url else "")
                for item in block.items
            )


def _item(item: Sentences | Prose) -> str:
    return paragraph(item.text) + (_cites(item) if isinstance(item, Prose) else "")


def _cites(prose: Prose) -> str:
    return f" ({'; '.join(inline(name) for name in prose.cites)})" if prose.cites else ""


def _table(table: Table) -> Iterator[str]:
    yield _row(column.heading for column in table.columns)
    yield _rule("---:" if column.is_number else "---" for column in table.columns)
    for row in table.rows:
        yield _row(row)


def _row(cells: "Iterator[Cell] | tuple[Cell, ...]") -> str:
    return "| " + " | ".join("" if cell is None else inline(str(cell)).strip() for cell in cells) + " |"


def _rule(marks: Iterator[str]) -> str:
    return "| " + " | ".join(marks) + " |"
