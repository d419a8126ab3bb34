"""How many independent datasets point which way, by comparator class and kind of outcome."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from acuevid.figures.findings import comparisons, counted, independent, overall
from acuevid.models import Outcome, Study
from acuevid.numbers import format as fmt
from acuevid.numbers.directions import SignTest, corrected_covered_area, sign_test
from acuevid.numbers.effects import proportion
from acuevid.synthesis.statements import Basis, Phrase, Statement, say
from acuevid.terms import Comparator, Direction, Family

ENOUGH = 6
"""The fewest directions with which the two-sided exact sign test can fall below 0.05 (1/32)."""
SIDES = (Direction.FAVOURS_EXPERIMENTAL, Direction.FAVOURS_COMPARATOR)


@dataclass(frozen=True)
class DirectionRow:
    """The directions of the independent datasets on one kind of outcome against one class of comparator."""

    comparator: Comparator
    family: Family
    votes: tuple[tuple[Study, Direction], ...]

    def count(self, *directions: Direction) -> int:
        """How many datasets point so."""
        return sum(direction in directions for _, direction in self.votes)

    @property
    def test(self) -> SignTest | None:
        """The exact sign test on the datasets with a side; `None` where there are too few for it."""
        first, second = (self.count(side) for side in SIDES)
        return sign_test(first, second) if first + second >= ENOUGH else None


def direction_rows(studies: Sequence[Study]) -> tuple[DirectionRow, ...]:
    """One row for each comparator class and outcome family that an independent dataset of these studies speaks of."""
    votes: dict[tuple[Comparator, Family], list[tuple[Study, Direction]]] = {}
    for study in independent(studies):
        outcomes: dict[tuple[Comparator, Family], list[Outcome]] = {}
        for pair in comparisons(study):
            if pair.is_of_treatment:
                for outcome in counted(pair.outcomes):
                    outcomes.setdefault((pair.comparator, outcome.family), []).append(outcome)
        for key, found in outcomes.items():
            direction = overall(found)
            if direction is not None:
                votes.setdefault(key, []).append((study, direction))
    kinds, families = list(Comparator), list(Family)
    return tuple(
        DirectionRow(comparator, family, tuple(sorted(found, key=lambda vote: vote[0].citekey)))
        for (comparator, family), found in sorted(
            votes.items(), key=lambda item: (kinds.index(item[0][0]), families.index(item[0][1]))
        )
    )


def direction_sentences(rows: Sequence[DirectionRow]) -> Iterator[Statement]:
    """The sign test of each row that has enough directions, or the plain word that none has."""
    tested = [(row, test) for row in rows if (test := row.test) is not None]
    for row, test in tested:
        yield _tested(row, test)
    if rows and not tested:
        most = max(row.count(*SIDES) for row in rows)
        if not most:
            yield say("directions.none", "no independent dataset points to a side.", _votes(rows))
            return
        yield say(
            "directions.few",
            "no kind of outcome has more than {most} independent {datasets} with a side, too few for a sign test.",
            _votes(rows),
            most=Phrase(fmt.count_word(most), _votes(rows).basis),
            datasets="dataset" if most == 1 else "datasets",
        )


def _votes(rows: Sequence[DirectionRow]) -> Phrase:
    return Phrase(
        "",
        tuple(
            Basis(study.citekey, f"outcome[{o.id}].direction", str(o.direction))
            for row in rows
            for study, _ in row.votes
            for o in study.outcomes
            if o.family is row.family and o.direction is not None
        ),
    )


def _tested(row: DirectionRow, test: SignTest) -> Statement:
    basis = _votes([row]).basis
    first, second = test.favourable, test.unfavourable
    more = max(first, second)
    side = "on either side" if first == second else f"for the {'treatment' if first > second else 'comparison'}"
    share = proportion(more, first + second)
    left = len(row.votes) - first - second
    computed = f"{fmt.estimate_interval(share).replace(',', f' {side},', 1)}; exact sign test p {_p(test)}"
    return say(
        "directions.sign-test",
        "against {comparator}, {first} independent {datasets} favoured the treatment on {family} and {second} the "
        "comparison ({computed}){left}.",
        comparator=row.comparator.label,
        first=Phrase(fmt.count_word(first), basis),
        second=Phrase(fmt.count_word(second), basis),
        datasets="dataset" if first == 1 else "datasets",
        family=row.family.label,
        computed=Phrase(computed, (Basis(basis[0].record, "computed", computed),)),
        left=Phrase(f"; {fmt.count_word(left)} had no side", basis) if left else "",
    )


def _p(test: SignTest) -> str:
    text = fmt.computed_p(test.p_value) if test.p_value is not None else "undefined"
    return text if text.startswith("u") else f"= {text}"


def overlap_sentences(studies: Sequence[Study]) -> Iterator[Statement]:
    """The overlap of the reviews, as the corrected covered area, where the catalogue lists their trials."""
    reviews = [s for s in studies if s.review is not None]
    listed = {r.citekey: [s.citekey for s in studies if r.citekey in s.included_in] for r in reviews}
    listed = {key: members for key, members in listed.items() if members}
    if len(listed) < 2:
        return
    included = sum(map(len, listed.values()))
    unique = len({member for members in listed.values() for member in members})
    area = corrected_covered_area(included, unique, len(listed))
    if area.percent is None:
        return
    basis = tuple(Basis(s.citekey, "included_in", ", ".join(s.included_in)) for s in studies if s.included_in)
    yield say(
        "directions.overlap",
        "the {n} reviews share trials: {unique} trials stand in them {included} times "
        "(corrected covered area {area}%).",
        n=Phrase(fmt.count_word(len(listed)), basis),
        unique=Phrase(fmt.count_word(unique), basis),
        included=Phrase(fmt.count_word(included), basis),
        area=Phrase(fmt.computed_percent(area.percent / 100), (Basis(basis[0].record, "computed", "overlap"),)),
    )
