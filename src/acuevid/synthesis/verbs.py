"""Directions as the verbs of sentences, in the order in which they are told."""

from acuevid.synthesis.statements import Phrase, joined
from acuevid.terms import Direction

ORDER: tuple[Direction | None, ...] = (
    Direction.FAVOURS_EXPERIMENTAL,
    Direction.FAVOURS_COMPARATOR,
    Direction.NO_CLEAR_DIFFERENCE,
    Direction.MIXED,
    Direction.UNCLEAR,
    None,
)


def favoured(direction: Direction | None, first: Phrase, second: Phrase) -> Phrase | None:
    """The side that a direction favours; `None` where it favours none."""
    return {Direction.FAVOURS_EXPERIMENTAL: first, Direction.FAVOURS_COMPARATOR: second}.get(
        direction or Direction.UNCLEAR
    )


def of_results(direction: Direction | None, first: Phrase, second: Phrase, *, many: bool) -> Phrase:
    """What results did: ``favoured acupuncture``, ``were mixed``."""
    if (side := favoured(direction, first, second)) is not None:
        return joined("favoured ", side)
    match direction:
        case Direction.NO_CLEAR_DIFFERENCE:
            return Phrase("showed no clear difference")
        case None:
            return Phrase("gave no direction")
        case _:
            word = "mixed" if direction is Direction.MIXED else "inconclusive"
            return Phrase(f"{'were' if many else 'was'} {word}")


def of_studies(direction: Direction | None, *, many: bool) -> str:
    """What studies did: ``favoured the treatment``, ``gave mixed results``."""
    if direction is Direction.MIXED:
        return "gave mixed results"
    return of_results(direction, Phrase("the treatment"), Phrase("the comparison"), many=many).text


def between(direction: Direction, first: Phrase, second: Phrase) -> Phrase:
    """The same as the end of a sentence that names both sides: ``favoured acupuncture over placebo``."""
    if (side := favoured(direction, first, second)) is not None:
        return joined("favoured ", side, " over ", second if side is first else first)
    if direction is Direction.NO_CLEAR_DIFFERENCE:
        return joined("showed no clear difference between ", first, " and ", second)
    word = "inconclusive" if direction is Direction.UNCLEAR else "mixed"
    return joined(f"were {word} between ", first, " and ", second)
