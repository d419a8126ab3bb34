"""How many independent datasets point which way, by comparator class and kind of outcome."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from acuevid.models import Outcome, Study
from acuevid.numbers import format as fmt
from acuevid.numbers.directions import SignTest, corrected_covered_area, sign_test
from acuevid.numbers.effects import proportion
from acuevid.results.analysed import analysed, result
from acuevid.results.better import SIDES
from acuevid.results.independence import Overlap, independent
from acuevid.synthesis.outcomes import direction_basis
from acuevid.synthesis.statements import Basis, Phrase, Statement, computed, listed, say
from acuevid.terms import Comparator, Direction, Family

ENOUGH = 6
"""The fewest directions with which the two-sided exact sign test can fall below 0.05 (1/32)."""


@dataclass(frozen=True, slots=True)
class Vote:
    """One direction on a question: of a dataset, or of reviews that share trials, or may, between them."""

    studies: tuple[Study, ...]
    direction: Direction

    @property
    def label(self) -> str:
        """The study by name; several reviews as one: ``Linde 2016 with Sun 2008``."""
        return " with ".join(study.label for study in self.studies)

    @property
    def standing(self) -> str:
        """The same, each with what was said of it since: ``First 2001 (retracted 2015)``."""
        told = ((study.label, study.reference.standing) for study in self.studies)
        return " with ".join(f"{label} ({since})" if since else label for label, since in told)


class DirectionRow(NamedTuple):
    """The directions on one kind of outcome against one class of comparator, each dataset and cluster of reviews once.

    `silent` are trials inside one of the reviews that vote here: their people have been counted.
    """

    comparator: Comparator
    family: Family
    votes: tuple[Vote, ...]
    silent: tuple[Study, ...] = ()

    def count(self, *directions: Direction) -> int:
        """How many votes point so."""
        return sum(vote.direction in directions for vote in self.votes)

    @property
    def test(self) -> SignTest | None:
        """The exact sign test on the votes with a side; `None` where there are too few for it."""
        first, second = (self.count(side) for side in SIDES)
        return sign_test(first, second) if first + second >= ENOUGH else None


def direction_rows(studies: Sequence[Study]) -> tuple[DirectionRow, ...]:
    """One row for each comparator class and outcome family that an independent dataset or a review speaks of."""
    found: dict[tuple[Comparator, Family], list[tuple[Study, Direction]]] = {}
    for study in independent(studies):
        outcomes: dict[tuple[Comparator, Family], list[Outcome]] = {}
        for pair in analysed(study).of_treatment:
            for outcome in analysed(study).counted(pair.outcomes):
                outcomes.setdefault((pair.comparator, outcome.family), []).append(outcome)
        for key, about in outcomes.items():
            direction = analysed(study).overall(about)
            if direction is not None:
                found.setdefault(key, []).append((study, direction))
    kinds = list(Comparator)
    ordered = sorted(found.items(), key=lambda item: (kinds.index(item[0][0]), item[0][1].place))
    return tuple(_row(comparator, family, pointing, studies) for (comparator, family), pointing in ordered)


def _row(
    comparator: Comparator, family: Family, found: Sequence[tuple[Study, Direction]], studies: Sequence[Study]
) -> DirectionRow:
    """The votes on a question: a review's trials have none beside it, and reviews that may share trials have one."""
    reviews = {s.citekey: d for s, d in found if s.review is not None}
    overlap = Overlap(tuple(studies))
    votes = [
        Vote(together, _shared([reviews[s.citekey] for s in together]))
        for cluster in overlap.clusters
        if (together := tuple(s for s in cluster if s.citekey in reviews))
    ]
    trials = [(s, d, reviews.keys().isdisjoint(s.included_in)) for s, d in found if s.review is None]
    votes += [Vote((s,), d) for s, d, is_outside in trials if is_outside]
    inside = [s for s, _, is_outside in trials if not is_outside]
    return DirectionRow(comparator, family, tuple(sorted(votes, key=lambda v: v.label)), tuple(inside))


def _shared(directions: Sequence[Direction]) -> Direction:
    """The one direction of reviews that share trials: the one they all have, and else mixed."""
    return directions[0] if len(set(directions)) == 1 else Direction.MIXED


def direction_sentences(rows: Sequence[DirectionRow]) -> Iterator[Statement]:
    """The sign test of each row that has enough directions, or the plain word that none has."""
    tested = [(row, test) for row in rows if (test := row.test) is not None]
    for row, test in tested:
        yield _tested(row, test)
    if rows and not tested:
        most = max(row.count(*SIDES) for row in rows)
        if not most:
            yield say(
                "directions.none", "no independent {source} points to a side.", _votes(rows), source=_sources(rows, 1)
            )
            return
        yield say(
            "directions.few",
            "on any one outcome against any one comparator at most {most} independent {datasets} {point} to a side, "
            "too few for a sign test.",
            _votes(rows),
            most=Phrase(fmt.count_word(most), _votes(rows).basis),
            datasets=_sources(rows, most),
            point="points" if most == 1 else "point",
        )


def _sources(rows: Sequence[DirectionRow], n: int) -> str:
    """``datasets``, or ``sources`` where reviews, which have no people of their own, are among the votes."""
    noun = "source" if any(s.review for row in rows for vote in row.votes for s in vote.studies) else "dataset"
    return noun if n == 1 else f"{noun}s"


def _votes(rows: Sequence[DirectionRow]) -> Phrase:
    return Phrase(
        "",
        tuple(
            b
            for row in rows
            for vote in row.votes
            for study in vote.studies
            for o in study.compared
            if o.family == row.family and result(study, o).direction is not None
            for b in direction_basis(study, o).basis
        ),
    )


def _tested(row: DirectionRow, test: SignTest) -> Statement:
    basis = _votes([row]).basis
    first, second = test.favourable, test.unfavourable
    more = max(first, second)
    side = "on either side" if first == second else f"for the {'treatment' if first > second else 'comparison'}"
    share = proportion(more, first + second)
    left = len(row.votes) - first - second
    told = f"{fmt.estimate_interval(share).replace(',', f' {side},', 1)}; exact sign test p {_p(test)}"
    return say(
        "directions.sign-test",
        "against {comparator}, {first} independent {datasets} favoured the treatment on {family} and {second} the "
        "comparison ({computed}){left}.",
        comparator=row.comparator.label,
        first=Phrase(fmt.count_word(first), basis),
        second=Phrase(fmt.count_word(second), basis),
        datasets=_sources([row], first),
        family=row.family.label,
        computed=computed(told, basis),
        left=Phrase(f"; {fmt.count_word(left)} had no side", basis) if left else "",
    )


def _p(test: SignTest) -> str:
    return fmt.told_p(test.p_value) if test.p_value is not None else "undefined"


def overlap_sentences(studies: Sequence[Study]) -> Iterator[Statement]:
    """How far reviews overlap: the covered area where all their trials are listed, and else that it is not known."""
    overlap = Overlap(tuple(studies))
    reviews = overlap.reviews
    if len(reviews) < 2:
        return
    basis = tuple(
        Basis(r.citekey, "review.trials", str(r.review.trials if r.review else "absent")) for r in reviews
    ) + tuple(Basis(s.citekey, "included_in", ", ".join(s.included_in)) for s in studies if s.included_in)
    basis += tuple(
        Basis(r.citekey, "review.lists", "; ".join(r.review.lists)) for r in reviews if r.review and r.review.lists
    )
    if not overlap.is_known:
        n = len(overlap.unique)
        told = f"{fmt.count_word(n)} {'trial' if n == 1 else 'trials'}" if n else "no trial"
        each = listed(Phrase(fmt.count(r.review.trials) if r.review else "0") for r in reviews)
        both = len(overlap.shared)
        shared = f"they share at least {fmt.count_word(both)} {'trial' if both == 1 else 'trials'}, and "
        yield say(
            "directions.overlap-unknown",
            "how far the {n} reviews overlap is not known: {shared}of their {each} {included} the catalogue lists "
            "{told}.",
            Phrase("", basis),
            n=fmt.count_word(len(reviews)),
            shared=shared if both else "",
            included="studies" if any(r.review and r.review.included.is_review for r in reviews) else "trials",
            each=each,
            told=told,
        )
        return
    included, unique = sum(len(overlap.trials(r)) for r in reviews), len(overlap.unique)
    if not unique:
        return
    area = corrected_covered_area(included, unique, len(reviews))
    if area.percent is None:
        return
    pattern = "the {n} reviews share trials: {unique} trials stand in them {included} times "
    if not overlap.shared:
        pattern = "no two of the {n} reviews share a trial: {unique} trials stand in them {included} times "
    yield say(
        "directions.overlap",
        f"{pattern}(corrected covered area {{area}}%).",
        n=Phrase(fmt.count_word(len(reviews)), basis),
        unique=Phrase(fmt.count_word(unique), basis),
        included=Phrase(fmt.count_word(included), basis),
        area=computed(fmt.computed_percent(area.percent / 100), basis),
    )
