"""Studies that may be one work entered twice."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import repeat
from string import ascii_lowercase
from string import digits as numerals
from typing import TypeAlias

from acuevid.catalogue.names import fold
from acuevid.models import BY_GROUP, Catalogue, Study

_ALIKE = 0.9
_FEW = 30
"""Among so many works of one author in one year each title is held against each; among more, against its neighbours."""
_NEAR = 8
"""So many neighbours on either side, in alphabetical order and in that of the titles read backwards."""
_LONG = 300
"""So much of a title is compared: the work grows with the square of its length."""
_TELLING = 10
"""Figures of so many significant digits in all do not agree by chance."""
_LETTERS = ascii_lowercase + numerals + " "


Twins: TypeAlias = dict[str, list[tuple[str, str]]]
_last: list[tuple[Catalogue, Twins]] = []
"""The catalogue at hand with its twins: many parts ask for those of one catalogue, and none of another's."""


def twins_in(catalogue: Catalogue) -> Twins:
    """The twins among a catalogue's studies, worked out once."""
    kept = _last[0] if _last else None
    if kept is None or kept[0] is not catalogue:
        kept = (catalogue, twins(catalogue.studies))
        _last[:] = [kept]
    return kept[1]


def twins(studies: Iterable[Study]) -> Twins:
    """For each study that looks like an earlier one: the field that gives it away, and which one it is, by citekey.

    Titles are nearly the same where nine tenths of their characters stand in both in the same order, which is the
    ratio of Ratcliff and Metzener (1988). Neighbours alone are compared among many, after the sorted neighbourhoods
    of Hernández and Stolfo (1995): then a title that differs both at its start and at its end can be missed.
    """
    seen = Seen()
    for study in studies:
        seen.note(study)
    return seen.twins()


class Seen:
    """What tells two records of one work, of the studies that were seen so far; the studies themselves are not kept."""

    def __init__(self) -> None:
        """Begin with none."""
        self._found: Twins = {}
        self._first: dict[tuple[str, object], tuple[str, bool]] = {}
        self._by_author: dict[tuple[str, int], list[tuple[str, str]]] = {}

    def note(self, study: Study) -> None:
        """Look at a study, and whether an earlier one has its DOI, PMID, title or figures."""
        reference, title = study.reference, fold(study.reference.title or "")
        own = study.citekey, study.shares_data
        for field, value in (("doi", reference.doi), ("pmid", reference.pmid), ("title", title)):
            if value:
                other = self._first.setdefault((field, value), own)
                if other is not own:
                    line = f"{other[0]} has the same {field if field == 'title' else field.upper()}"
                    self._found.setdefault(study.citekey, []).append((f"reference.{field}", line))
        self._by_author.setdefault((fold(reference.first_family), reference.year), []).append((study.citekey, title))
        figures = _figures(study)
        if figures is not None:
            other = self._first.setdefault(("figures", figures), own)
            if other is not own and not study.shares_data and not other[1]:
                line = f"{other[0]} has the same sizes of groups and the same figures"
                self._found.setdefault(study.citekey, []).append(("participants", line))

    def twins(self) -> Twins:
        """Those that look like an earlier one, with those whose titles are nearly the same."""
        found = self._found
        for (_, year), works in self._by_author.items():
            for earlier, later in _nearly_same([title for _, title in works]):
                line = f"{works[earlier][0]} has nearly the same title, by the same author in {year}"
                found.setdefault(works[later][0], []).append(("reference.title", line))
        return found

    def keep_for(self, catalogue: Catalogue) -> None:
        """Let `twins_in` of this catalogue find what was seen."""
        _last[:] = [(catalogue, self.twins())]


def _figures(study: Study) -> tuple[object, ...] | None:
    """The sizes of the groups and the figures of the outcomes, in no order; `None` where they could agree by chance."""
    sizes = sorted(arm.participants for arm in study.arms if arm.participants is not None)
    figures = sorted(
        str(n)
        for outcome in study.outcomes
        for name in BY_GROUP
        if name != "total"  # of groups, which are compared by themselves
        for n in getattr(outcome, name).values()
    )
    digits = sum(len(str(n).replace(".", "").strip("-0")) for n in (*sizes, *figures))
    return (*sizes, *figures) if sizes and figures and digits >= _TELLING else None


def _nearly_same(titles: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The pairs of positions whose titles are nearly the same, and not the same."""
    if len(titles) < 2:
        return
    starts = [title[:_LONG] for title in titles]
    letters = [_letters(start) for start in starts]
    matcher = SequenceMatcher(autojunk=False)
    for earlier, later in _pairs(titles):
        a, b = starts[later], starts[earlier]
        least = _ALIKE * (len(a) + len(b)) / 2
        # no more characters can stand in both than the letters that both have
        differ = titles[earlier] != titles[later]
        if differ and min(len(a), len(b)) >= least and sum(map(min, letters[earlier], letters[later])) >= least:
            matcher.set_seqs(a, b)
            if matcher.ratio() >= _ALIKE:
                yield earlier, later


def _pairs(titles: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The pairs of positions to compare: all of a few titles, the neighbours of many."""
    n = len(titles)
    if n <= _FEW:
        yield from ((i, j) for j in range(n) for i in range(j))
        return
    near: set[tuple[int, int]] = set()
    for order in (
        sorted(range(n), key=lambda i: titles[i]),
        sorted(range(n), key=lambda i: titles[i][::-1]),
    ):
        for distance in range(1, _NEAR + 1):
            near.update((min(pair), max(pair)) for pair in zip(order, order[distance:], strict=False))
    yield from sorted(near, key=lambda pair: (pair[1], pair[0]))


def _letters(title: str) -> tuple[int, ...]:
    """How often each letter and digit stands in a title, and last how many other characters do."""
    counter = Counter(title)
    counts = tuple(map(counter.get, _LETTERS, repeat(0)))
    return (*counts, len(title) - sum(counts))
