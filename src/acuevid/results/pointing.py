"""Which way an outcome points: as recorded, or as its figures show; a computed side is called computed.

A result inside the margin that its source set beforehand points to no side, whatever the record says; nor does an
unclear one whose margin stands in words only, since a trial that looks for "no worse" is not won by a hair.
"""

from typing import NamedTuple

from acuevid.models import Outcome, Study
from acuevid.results.better import favoured
from acuevid.results.margins import margin_in_words
from acuevid.terms import Direction


class Pointing(NamedTuple):
    """The direction of an outcome; `is_computed` where the record leaves it to the figures, or to them and a margin."""

    study: Study
    outcome: Outcome
    direction: Direction | None
    is_computed: bool = False
    is_within_margin: bool = False

    @property
    def basis(self) -> tuple[str, str]:
        """The field of the outcome that it rests on, and what stands there."""
        if not self.is_computed or self.direction is None:
            return "direction", self.direction.value if self.direction else "absent"
        if self.is_within_margin:
            if told := margin_in_words(self.study, self.outcome):
                field = "direction" if told[0] == "conclusion" else "note"
                return field, f"{self.direction.value}, for “{told[1]}” is said and the result is not clear"
            return "margin", f"{self.direction.value}, within {self.outcome.margin}"
        from acuevid.results.sides import gap  # tables of studies ask for directions only

        found = gap(self.study, self.outcome)
        return "computed", f"{self.direction.value}, computed from {found.text if found else 'its figures'}"


def pointing(study: Study, outcome: Outcome) -> Pointing:
    """Which way an outcome points; a recorded direction is taken, and else the side on which its figures lie.

    Figures that are alike, or within a margin set beforehand, show no clear difference. `None` where the figures or the
    better end are not printed.
    """
    if _is_within_margin(study, outcome):
        return Pointing(study, outcome, Direction.NO_CLEAR_DIFFERENCE, is_computed=True, is_within_margin=True)
    if outcome.direction is not None:
        return Pointing(study, outcome, outcome.direction)
    found = _computed(study, outcome)
    return Pointing(study, outcome, found, found is not None)


def _is_within_margin(study: Study, outcome: Outcome) -> bool:
    if outcome.margin is None and margin_in_words(study, outcome) is None:
        return False
    from acuevid.results.clarity import is_clear, within_margin  # few outcomes have a margin, and it needs all figures

    return within_margin(study, outcome) if outcome.margin is not None else not is_clear(study, outcome)


def direction_of(study: Study, outcome: Outcome) -> Direction | None:
    """The direction alone."""
    if _is_within_margin(study, outcome):
        return Direction.NO_CLEAR_DIFFERENCE
    return outcome.direction if outcome.direction is not None else _computed(study, outcome)


def _computed(study: Study, outcome: Outcome) -> Direction | None:
    higher = outcome.higher_is_better
    if higher is None or outcome.trials is not None or study.is_mechanism or study.sides(outcome) is None:
        return None
    from acuevid.results.sides import gap  # tables of studies mostly ask for recorded directions

    found = gap(study, outcome)
    if found is None:
        return None
    return favoured(found.sign, higher) or Direction.NO_CLEAR_DIFFERENCE
