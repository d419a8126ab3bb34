"""Who speaks for which people: papers on the same people, and reviews that overlap with trials and with each other.

Two relations, never mixed. *The same people*: a trial with its re-analyses and companions has one vote. *Overlap*: a
review and its trials, or two reviews, speak of some of the same trials. Trials of one review are independent of each
other; reviews of one question share trials until their full lists of trials show otherwise. Nothing here depends on
the order of studies or on their citekeys.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from acuevid.models import Study
from acuevid.terms import Design


def datasets(studies: Sequence[Study]) -> dict[str, str]:
    """By citekey, the name of the people that a study speaks of: the first record that its ties lead back to.

    Ties are `reanalysis_of` and `companion_of`; they may lead to a record that is not among these.
    """
    by_key = {study.citekey: study for study in studies}
    names: dict[str, str] = {}
    for study in studies:
        chain: dict[str, None] = {}
        here: str | None = study.citekey
        last = study.citekey
        while here is not None and here not in names and here not in chain:
            chain[here] = None
            last = here
            here = by_key[here].tie if here in by_key else None
        if here is None:
            name = last
        elif here in names:
            name = names[here]
        else:  # in a circle, which no catalogue that loads has
            name = min(chain)
        names.update(dict.fromkeys(chain, name))
    return names


def independent(studies: Sequence[Study]) -> tuple[Study, ...]:
    """One study for each dataset: the one that others go back to where it is at hand, and else the earliest.

    Reviews are among them: each is a record of its own, though not people of its own (`own_people`).
    """
    names = datasets(studies)
    speaks: dict[str, Study] = {}
    for study in sorted(studies, key=_age):
        name = names[study.citekey]
        if name not in speaks or study.citekey == name:
            speaks[name] = study
    chosen = {study.citekey for study in speaks.values()}
    return tuple(s for s in studies if s.citekey in chosen)


def _age(study: Study) -> tuple[int, int, str, str]:
    reference = study.reference
    return reference.year, -(study.participants or 0), reference.title or "", study.citekey


def own_people(studies: Sequence[Study]) -> tuple[Study, ...]:
    """The independent studies that have people of their own: a review has those of its trials, a guideline none."""
    return tuple(s for s in independent(studies) if s.review is None and s.design != Design.GUIDELINE)


@dataclass(frozen=True)
class Overlap:
    """The reviews among some studies, and the trials that are recorded as included in them."""

    studies: tuple[Study, ...]

    @cached_property
    def reviews(self) -> tuple[Study, ...]:
        """The reviews, in the order given."""
        return tuple(s for s in self.studies if s.review is not None)

    def listed(self, review: Study) -> tuple[Study, ...]:
        """The trials at hand that a review included, each dataset once."""
        return own_people([s for s in self.studies if review.citekey in s.included_in])

    def is_complete(self, review: Study) -> bool:
        """Whether every trial of a review is listed."""
        return review.review is not None and len(self.listed(review)) == review.review.trials

    @cached_property
    def unique(self) -> tuple[Study, ...]:
        """The different trials of all these reviews that are at hand."""
        keys = {s.citekey for r in self.reviews for s in self.listed(r)}
        return tuple(s for s in self.studies if s.citekey in keys)

    @cached_property
    def is_known(self) -> bool:
        """Whether the lists of trials of all the reviews are complete, so that their overlap is known."""
        return bool(self.reviews) and all(self.is_complete(r) for r in self.reviews)

    @cached_property
    def shared(self) -> tuple[Study, ...]:
        """The different trials that are recorded as included in two or more of the reviews."""
        keys = [s.citekey for r in self.reviews for s in self.listed(r)]
        return tuple(s for s in self.studies if keys.count(s.citekey) > 1)

    def surely_share(self, reviews: Sequence[Study]) -> bool:
        """Whether the trials recorded tie all of these reviews together, so that they share trials and not only may."""
        groups: list[tuple[int, set[str]]] = []
        for review in reviews:
            n, trials, rest = 1, {s.citekey for s in self.listed(review)}, []
            for size, theirs in groups:
                if trials & theirs:
                    n, trials = n + size, trials | theirs
                else:
                    rest.append((size, theirs))
            groups = [*rest, (n, trials)]
        return len(groups) == 1

    @cached_property
    def clusters(self) -> tuple[tuple[Study, ...], ...]:
        """The reviews that share trials, or may: all whose lists are not complete are one with what they touch."""
        groups: list[tuple[list[Study], set[str], bool]] = []
        for review in self.reviews:
            trials, is_open = {s.citekey for s in self.listed(review)}, not self.is_complete(review)
            joined, members, rest = is_open, [review], []
            for others, theirs, open_too in groups:
                if trials & theirs or is_open or open_too:
                    members, trials, joined = [*others, *members], trials | theirs, joined or open_too
                else:
                    rest.append((others, theirs, open_too))
            groups = [*rest, (members, trials, joined)]
        return tuple(tuple(members) for members, _, _ in groups)
