"""What is told of several sheets in one document, one sheet behind the other."""

from collections.abc import Iterable

from acuevid.catalogue.shelf import Opened, Shelf
from acuevid.views.blocks import Block, Document, Footnote, Heading


def one_document(shelf: Shelf, documents: Iterable[tuple[Opened, Document]]) -> Document:
    """Documents of sheets one behind the other, each under the title of its sheet; that of one catalogue as it is."""
    made = list(documents)
    if not shelf.is_library and len(made) == 1:
        return made[0][1]
    blocks: list[Block] = []
    notes: dict[str, Footnote] = {}
    for sheet, document in made:
        title = sheet.catalogue.sheet.title
        blocks.append(Heading(f"{title} ({sheet.key})", 1))
        blocks += [block for block in document.blocks if block != Heading(title, 1)]
        notes |= {note.key: note for note in document.footnotes}
    return Document(tuple(blocks), tuple(notes.values()))
