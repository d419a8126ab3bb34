"""Files of tagged lines, as RIS and PubMed's MEDLINE text are: each tag with its text and its line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(slots=True)
class Tagged:
    """A tag, its text over all its lines, and the number of its first line."""

    tag: str
    text: str
    line: int


RIS = re.compile(r"([A-Z][A-Z0-9])  -(?: (.*)|\s*)\Z", re.DOTALL)
"""``TI  - A title``; nothing need follow the hyphen."""
MEDLINE = re.compile(r"([A-Z][A-Z0-9]{1,3}) {0,2}- ?(.*)\Z", re.DOTALL)
"""``TI  - A title``, ``PMID- 1``: four places for the tag, then a hyphen."""


def tagged(text: str, form: re.Pattern[str]) -> Iterator[Tagged]:
    """Each tag in turn; a line without a tag goes on with the text before it, and a blank one is passed over.

    Before the first tag such a line stands under the empty tag.
    """
    at: Tagged | None = None
    more: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if found := form.match(line):
            if at:
                yield _joined(at, more)
            at, more = Tagged(found[1], (found[2] or "").strip(), number), []
        elif line.strip():
            if at is None:
                at = Tagged("", "", number)
            more.append(line.strip())
    if at:
        yield _joined(at, more)


def _joined(at: Tagged, more: list[str]) -> Tagged:
    return Tagged(at.tag, " ".join([at.text, *more]).strip(), at.line) if more else at
