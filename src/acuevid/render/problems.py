"""Diagnostics as lines: place, code and message, then the offending text and a hint."""

from collections.abc import Iterator, Sequence

from acuevid.diagnostics import Diagnostic, Severity
from acuevid.escape import visible

_LONGEST = 200


def diagnostic_lines(diagnostic: Diagnostic) -> Iterator[str]:
    """One diagnostic as plain lines: ``file:line:column: CODE message``, the source line, the hint."""
    place, message = visible(diagnostic.place, exact=True), visible(diagnostic.message, exact=True)
    yield f"{place}: {diagnostic.code} {message}" if place else message
    source = visible(diagnostic.source.strip(), exact=True)
    if source:
        yield f"    {source[:_LONGEST]}{'…' if len(source) > _LONGEST else ''}"
    if diagnostic.hint:
        label = "acknowledged" if diagnostic.severity is Severity.INFO else "hint"
        yield f"    {label}: {visible(diagnostic.hint, exact=True)}"


def folded(line: str, width: int) -> Iterator[str]:
    """A line in as many as a terminal of this width needs, the further ones set in; words stay whole."""
    if len(line) <= width:
        yield line
        return
    from acuevid.render.wrap import wrap  # Rich is not loaded for a line that fits

    indent = len(line) - len(line.lstrip())
    further = indent or 4
    first, *rest = wrap(line.strip(), max(10, width - further))
    yield " " * indent + first
    yield from (" " * further + text for text in rest)


def problem_lines(diagnostics: Sequence[Diagnostic], most: int | None = None) -> Iterator[str]:
    """Some diagnostics, the first `most` of them where that is given, and how many there are."""
    for diagnostic in diagnostics[:most]:
        yield from diagnostic_lines(diagnostic)
    left = len(diagnostics) - len(diagnostics[:most])
    if left:
        yield f"… and {left} more; 'acuevid check' shows all"
