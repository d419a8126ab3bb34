"""Short paragraphs: where, in a run of sentences, what is told changes."""

from collections.abc import Iterable, Mapping

from acuevid.synthesis.statements import Statement

_COMPARISON = "a comparison"
"""Each sentence that opens with one begins a paragraph; other kinds share one as long as they follow each other."""
_KINDS: Mapping[str, str] = {
    "brief.class": _COMPARISON,
    "brief.class-opening": _COMPARISON,
    "brief.comparison": _COMPARISON,
    "brief.opening": _COMPARISON,
    "sheet.against": _COMPARISON,
    "pool.effect": _COMPARISON,
    "pool.undefined": _COMPARISON,
    "pool.no-scipy": _COMPARISON,
    "plain.compared": _COMPARISON,
    "plain.alone": _COMPARISON,
    "sheet.shared": "shared groups",
    "brief.uncontrolled": "alone",
    "brief.no-comparison": "alone",
    "brief.beside": "alone",
    "brief.harms-alone": "alone",
    "brief.rating": "ratings",
    "brief.risk-of-bias": "how far to trust it",
    "brief.retracted": "how far to trust it",
    "brief.listed-only": "how far to trust it",
    "sheet.harms": "how far to trust it",
    "sheet.no-harms": "how far to trust it",
    "sheet.one-trial-each": "how far to trust it",
    "sheet.not-appraised": "how far to trust it",
    "sheet.risk-of-bias": "how far to trust it",
    "sheet.search": "how far to trust it",
}
"""What the sentences that begin a paragraph speak of; any other goes on with what was said before it."""


def paragraphs(statements: Iterable[Statement]) -> list[tuple[Statement, ...]]:
    """The sentences in their order, parted where a comparison begins or what is told changes."""
    made: list[list[Statement]] = []
    current = ""
    for statement in statements:
        kind = _KINDS.get(statement.template, "")
        if not made or (kind and (kind == _COMPARISON or kind != current)):
            made.append([])
        current = kind or current
        made[-1].append(statement)
    return [tuple(paragraph) for paragraph in made]
