"""Who speaks for which people: papers on the same people, and reviews that overlap with trials and with each other.

Two relations, never mixed. *The same people*: a trial with its re-analyses and companions has one vote. *Overlap*: a
review and its trials, or two reviews, speak of some of the same trials. Trials of one review are independent of each
other; reviews of one question share trials until their full lists of trials show otherwise. Nothing here depends on
the order of studies or on their citekeys.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
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


_YEAR = re.compile(r"((?:19|20)[0-9]{2})([a-z]?)(?![0-9a-z])")
_FIRST = re.compile(r"(?:[,;&(]| and | et al).*", re.IGNORECASE)
_LONGEST_NAME = 200
_INITIALS = re.compile(r"(?:\s+[A-Z]{1,3})+$")


def _known_as(name: str) -> str:
    """A trial by its first author and year, in small letters: ``Lee A, Done ML 2004`` and ``lee2004`` are one.

    A name without a year, or longer than any name, is taken whole.
    """
    if len(name) > _LONGEST_NAME:
        return name
    year = _YEAR.search(name)
    first = _INITIALS.sub("", _FIRST.sub("", name[: year.start()]).strip()) if year else name
    plain = "".join(c for c in unicodedata.normalize("NFKD", first) if c.isalnum()).casefold()
    return f"{plain}{year[1]}{year[2]}" if year and plain else plain or name


def goes_by(study: Study) -> frozenset[str]:
    """What a list may call a study."""
    return frozenset({study.citekey, _known_as(study.citekey), _known_as(study.label)})


def full_list(review: Study) -> frozenset[str] | None:
    """What the trials of a review may be called, where it lists them all; `None` where it does not."""
    names = set(review.review.lists) if review.review else set()
    if review.review is None or len(names) < max(1, review.review.trials):
        return None
    return frozenset(form for name in names for form in (name, _known_as(name)))


@dataclass(frozen=True)
class Overlap:
    """The reviews among some studies, and the trials that are known to be included in them."""

    studies: tuple[Study, ...]

    @cached_property
    def reviews(self) -> tuple[Study, ...]:
        """The reviews, in the order given."""
        return tuple(s for s in self.studies if s.review is not None)

    @cached_property
    def _named(self) -> Mapping[str, Study | None]:
        """The studies by what a list may call them; `None` where two go by one name."""
        found: dict[str, Study | None] = {}
        for study in self.studies:
            for name in goes_by(study):
                found[name] = study if found.get(name, study) is study else None
        return found

    @cached_property
    def _included(self) -> Mapping[str, list[Study]]:
        found: dict[str, list[Study]] = {}
        for study in self.studies:
            for key in study.included_in:
                found.setdefault(key, []).append(study)
        return found

    @cached_property
    def _people(self) -> Mapping[str, str]:
        return datasets(self.studies)

    @cached_property
    def _trials(self) -> Mapping[str, tuple[Mapping[str, Study | None], bool]]:
        """By review its trials, and whether these are all that it included."""
        return {review.citekey: self._of(review) for review in self.reviews}

    def _of(self, review: Study) -> tuple[Mapping[str, Study | None], bool]:
        tied = {self._people[s.citekey]: s for s in own_people(self._included.get(review.citekey, ()))}
        if review.review is None:
            return tied, False
        names = tuple(dict.fromkeys(review.review.lists))
        calls = [_known_as(name) for name in names]
        times = Counter(calls)
        listed: dict[str, Study | None] = {}
        for name, call in zip(names, calls, strict=True):
            study = self._named.get(name) or self._named.get(call)
            alone = call if times[call] == 1 else name  # of two Lee 2004 in one list each is itself
            listed[self._people[study.citekey] if study else f"listed: {alone}"] = study
        trials = {**listed, **tied}
        is_all = len(names) == review.review.trials and tied.keys() <= listed.keys()
        return trials, is_all or len(trials) == review.review.trials

    def trials(self, review: Study) -> Mapping[str, Study | None]:
        """The trials that a review is known to have included, each dataset once, and the study where it is at hand.

        Those that say so (`included_in`), and those that the review names in `review.lists`, by a citekey, by a label
        or by a name of which the catalogue has no study. One name in two lists is one trial: a first author and a year,
        whatever stands between them.
        """
        return self._trials[review.citekey][0] if review.citekey in self._trials else {}

    def is_complete(self, review: Study) -> bool:
        """Whether every trial of a review is known."""
        return review.citekey in self._trials and self._trials[review.citekey][1]

    @cached_property
    def unique(self) -> frozenset[str]:
        """The different trials of all these reviews that are known."""
        return frozenset(trial for review in self.reviews for trial in self.trials(review))

    @cached_property
    def is_known(self) -> bool:
        """Whether the lists of trials of all the reviews are complete, so that their overlap is known."""
        return bool(self.reviews) and all(self.is_complete(r) for r in self.reviews)

    @cached_property
    def shared(self) -> frozenset[str]:
        """The different trials that are known to be in two or more of the reviews."""
        times = Counter(trial for review in self.reviews for trial in self.trials(review))
        return frozenset(trial for trial, n in times.items() if n > 1)

    def surely_share(self, reviews: Sequence[Study]) -> bool:
        """Whether the trials recorded tie all of these reviews together, so that they share trials and not only may."""
        groups: list[tuple[int, set[str]]] = []
        for review in reviews:
            n, trials, rest = 1, set(self.trials(review)), []
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
            trials, is_open = set(self.trials(review)), not self.is_complete(review)
            joined, members, rest = is_open, [review], []
            for others, theirs, open_too in groups:
                if trials & theirs or is_open or open_too:
                    members, trials, joined = [*others, *members], trials | theirs, joined or open_too
                else:
                    rest.append((others, theirs, open_too))
            groups = [*rest, (members, trials, joined)]
        return tuple(tuple(members) for members, _, _ in groups)
