"""Which side a difference favours, once it is known which end of a scale is better."""

from acuevid.terms import Direction

SIDES = (Direction.FAVOURS_EXPERIMENTAL, Direction.FAVOURS_COMPARATOR)


def favoured(sign: int, higher_is_better: bool | None) -> Direction | None:
    """The side that a difference (first less second) of this sign favours; `None` for none, or without a better end."""
    if not sign or higher_is_better is None:
        return None
    return SIDES[(sign > 0) is not higher_is_better]
