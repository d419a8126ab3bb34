"""What a study compared, and what it found by rule from the directions of its outcomes; significance plays no part."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from acuevid.models import Arm, Outcome, Study
from acuevid.results.better import SIDES
from acuevid.results.once import once
from acuevid.results.pointing import direction_of
from acuevid.terms import Comparator, Direction, Role

AGREEMENT_PERCENT = 70
"""The share of a study's outcomes that must point one way to give it that direction (docs/methods.md: directions)."""


@dataclass(frozen=True)
class Comparison:
    """Two arms of a study, the class of the second, and the outcomes between them."""

    study: Study
    first: Arm
    second: Arm
    comparator: Comparator
    outcomes: tuple[Outcome, ...]

    @property
    def is_of_treatment(self) -> bool:
        """Whether the first arm is the treatment under study (a trial may also compare two comparators)."""
        return self.first.role is Role.EXPERIMENTAL

    @cached_property
    def direction(self) -> Direction | None:
        """Which way its outcomes point as a whole; `None` where none of them has a direction that counts."""
        return overall(self.study, counted(self.study, self.outcomes))

    @property
    def label(self) -> str:
        """``acupuncture v placebo``."""
        return f"{self.first.label} v {self.second.label}"


def comparisons(study: Study) -> tuple[Comparison, ...]:
    """The comparisons that a study makes, in the order of its outcomes; without any, that of its only two sides."""
    return once(study, "comparisons", lambda: _comparisons(study))


def _comparisons(study: Study) -> tuple[Comparison, ...]:
    found: dict[tuple[str, str, Comparator], list[Outcome]] = {}
    for outcome in study.compared:
        sides = study.sides(outcome)
        if sides is None:
            continue
        kind = study.comparator_of(outcome)
        if kind is not None:
            found.setdefault((sides[0].id, sides[1].id, kind), []).append(outcome)
    if not found:
        first, second = study.arms_in(Role.EXPERIMENTAL), study.arms_in(Role.COMPARATOR)
        if len(first) == len(second) == 1 and second[0].comparator is not None:
            found[first[0].id, second[0].id, second[0].comparator] = []
    return tuple(
        Comparison(study, study.arm(first), study.arm(second), kind, tuple(outcomes))
        for (first, second, kind), outcomes in found.items()
    )


def is_beside(study: Study) -> bool:
    """Whether a study stands beside the evidence: on costs, experience or guidance, without a comparison of its own."""
    return study.design.is_context and not any(pair.is_of_treatment for pair in comparisons(study))


def counted(study: Study, outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """The outcomes that speak of benefit: those with a direction; subgroups and harms are told apart from them.

    The primary ones alone where some are marked so. Costs, satisfaction and the course of care (families that count
    as `other`) count only where there is nothing else.
    """
    found = [o for o in outcomes if o.subgroup is None and not o.family.is_harm and direction_of(study, o) is not None]
    found = [o for o in found if o.family.counts == "benefit"] or found
    return tuple([o for o in found if o.primary] or found)


def overall(study: Study, outcomes: Sequence[Outcome]) -> Direction | None:
    """The one direction of several outcomes of a study: that of at least 70 per cent of them, otherwise mixed.

    `None` where there are no outcomes. The rule is that of Boon and Thomson 2021.
    """
    if not outcomes:
        return None
    directions = Counter(direction_of(study, o) for o in outcomes)
    direction, most = directions.most_common(1)[0]
    return direction if most * 100 >= AGREEMENT_PERCENT * len(outcomes) else Direction.MIXED


NOT_EXTRACTED = "not yet extracted"
"""What is said of a study of which only the reference is recorded."""


class Finding(NamedTuple):
    """A study's finding as a direction, and in words."""

    direction: Direction | None
    words: str

    @property
    def sign(self) -> str:
        """The direction as one character."""
        return self.direction.sign if self.direction else " "


def finding(study: Study) -> Finding:
    """What a study found: its comparisons of the treatment, or, where it has none, the change inside its arms."""
    return once(study, "finding", lambda: _finding(study))


def _finding(study: Study) -> Finding:
    if study.is_mechanism:
        return Finding(Direction.OBSERVED, "mechanism only")
    if not study.is_extracted:
        return Finding(None, NOT_EXTRACTED)
    pairs = [c for c in comparisons(study) if c.is_of_treatment]
    between = [o for c in pairs for o in c.outcomes]
    direction = overall(study, counted(study, between))
    if direction is not None:
        return Finding(direction, _words(direction, pairs))
    direction = overall(study, counted(study, [o for o in study.compared if study.sides(o) is None]))
    if direction is None:
        return Finding(None, "no direction given")
    return Finding(direction, f"{direction.words}, no comparison")


def with_finding(studies: Sequence[Study], directions: Collection[Direction]) -> list[Study]:
    """The studies whose finding is one of these directions."""
    return [s for s in studies if finding(s).direction in directions]


def _words(direction: Direction, pairs: Sequence[Comparison]) -> str:
    if direction not in SIDES:
        return direction.told()
    first = side_name([c.first for c in pairs], "the treatment")
    return direction.told(first, side_name([c.second for c in pairs], "the comparison"))


def by_study(pairs: Sequence[Comparison]) -> list[tuple[Study, Direction | None]]:
    """Each study once with the direction of all its outcomes in these comparisons, so that none counts twice."""
    grouped: dict[str, list[Comparison]] = {}
    for pair in pairs:
        grouped.setdefault(pair.study.citekey, []).append(pair)
    found = []
    for same in grouped.values():
        study = same[0].study
        found.append((study, overall(study, counted(study, [o for p in same for o in p.outcomes]))))
    return found


def side_name(arms: Sequence[Arm], several: str) -> str:
    """The label that all these arms share, or the word for several."""
    labels = {arm.label for arm in arms}
    return labels.pop() if len(labels) == 1 else several
