"""That studies were retracted after publication."""

from collections.abc import Iterator, Sequence

from acuevid.models import Study
from acuevid.synthesis.statements import Statement, from_field, listed, named, say


def retracted(studies: Sequence[Study]) -> Iterator[Statement]:
    """Which of the studies were retracted, for a reader who reads no further."""
    gone = [s for s in studies if s.reference.is_retracted]
    if gone:
        one = len(gone) == 1
        yield say(
            "brief.retracted",
            "{who} {were} retracted after publication; {they} {are} counted here, with {their} results as printed.",
            *(from_field(s, "reference.notice", s.reference.standing or "") for s in gone),
            who=listed(named(s) for s in gone),
            were="was" if one else "were",
            are="is" if one else "are",
            their="its" if one else "their",
            they="it" if one else "they",
        )
