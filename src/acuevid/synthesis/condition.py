"""The summary of one condition: in summary, study by study, and what it cannot show; all of it statements."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from acuevid.catalogue.query import clinical, extracted, in_order
from acuevid.checks.run import findings_of
from acuevid.models import Catalogue, Condition, Study
from acuevid.numbers.tails import ScipyMissing
from acuevid.pools.fit import PoolResult, pool_set
from acuevid.pools.questions import pool_sets
from acuevid.pools.sets import Doubted
from acuevid.results.independence import Overlap, independent, own_people
from acuevid.synthesis.appraisal_words import appraisable, risk_tally
from acuevid.synthesis.brief import brief_sentences
from acuevid.synthesis.detail import detail_sentences, harms_sentences
from acuevid.synthesis.directions import DirectionRow, direction_rows, direction_sentences, overlap_sentences
from acuevid.synthesis.doubts import doubted_in, doubts_in
from acuevid.synthesis.key_messages import key_messages
from acuevid.synthesis.limits import limits
from acuevid.synthesis.listed_only import may_be_trial, not_extracted
from acuevid.synthesis.pool_words import brief_pooled, could_be_pooled
from acuevid.synthesis.ratings import rating_sentences
from acuevid.synthesis.retracted import retracted
from acuevid.synthesis.statements import Basis, Phrase, Statement, listed, named, numbered, opened, say


@dataclass(frozen=True)
class ConditionSummary:
    """All that may be said of a condition: the studies, and the sentences on those that are extracted.

    `datasets` counts the independent studies that have people of their own; reviews have those of their trials.
    """

    condition: Condition
    studies: tuple[Study, ...]
    datasets: int
    level: int | None
    key: tuple[Statement, ...]
    brief: tuple[Statement, ...]
    detail: tuple[tuple[Statement, ...], ...]
    rows: tuple[DirectionRow, ...]
    directions: tuple[Statement, ...]
    limits: tuple[Statement, ...]
    pools: tuple[PoolResult, ...] = ()

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Every sentence, in the order of reading: the key messages first."""
        return (*self.key, *self.told)

    @property
    def told(self) -> tuple[Statement, ...]:
        """The sentences behind the key messages, numbered through."""
        return (*self.brief, *(s for paragraph in self.detail for s in paragraph), *self.directions, *self.limits)


def summarise_condition(catalogue: Catalogue, condition: Condition) -> ConditionSummary:
    """Summarise the clinical studies of a condition; studies of mechanisms never speak here."""
    listed_too = in_order(clinical(catalogue, condition))
    studies = extracted(listed_too)
    waiting = list(not_extracted(listed_too))
    if not studies:
        (nothing,) = numbered(condition.key, [opened(catalogue, [waiting])[0] if waiting else [_nothing(condition)]])
        return ConditionSummary(condition, listed_too, 0, None, (), nothing, (), (), (), ())
    found = findings_of(catalogue, studies)
    every = [item for study in studies for item in found[study.citekey]]
    rows = direction_rows(studies)
    doubted = doubted_in(found)
    pools, unpooled = _pools(studies, doubted)
    first = opened(catalogue, [key_messages(catalogue, condition, studies, doubted, pools)])
    (key,) = numbered(f"{condition.key}.key", first)
    brief, *detail, directions, last = numbered(
        condition.key,
        opened(
            catalogue,
            [
                [
                    *brief_sentences(catalogue, studies, doubts_in(every)),
                    *risk_tally("brief.risk-of-bias", appraisable(studies)),
                    *brief_pooled(pools),
                    *retracted(studies),
                    *unpooled,
                    *rating_sentences(catalogue, condition),
                    *waiting,
                ],
                *(detail_sentences(study) for study in studies),
                list(harms_sentences(studies)),
                [
                    *(direction_sentences(rows) if len(studies) > 1 else ()),
                    *_no_vote(studies),
                    *_one_vote(rows, Overlap(studies)),
                    *overlap_sentences(studies),
                ],
                list(limits(studies, every, may_be_more=any(map(may_be_trial, listed_too)))),
            ],
        ),
    )
    return ConditionSummary(
        condition,
        listed_too,
        len(own_people(studies)),
        min((s.level for s in studies if s.level is not None), default=None),
        key,
        brief,
        tuple(paragraph for paragraph in detail if paragraph),
        rows,
        directions,
        last,
        pools,
    )


def _pools(studies: Sequence[Study], doubted: Doubted) -> tuple[tuple[PoolResult, ...], tuple[Statement, ...]]:
    """What the randomised trials give when pooled, and the word that they could be, where scipy is missing."""
    sets = [chosen for chosen in pool_sets(studies, doubted=doubted) if chosen.is_poolable]
    try:
        return tuple(pool_set(chosen) for chosen in sets), ()
    except ScipyMissing:
        return (), tuple(could_be_pooled(chosen) for chosen in sets)


def _no_vote(studies: Sequence[Study]) -> Iterator[Statement]:
    """The studies whose directions are not counted, since another record speaks for their people."""
    voting = {s.citekey for s in independent(studies)}
    without = [s for s in studies if s.citekey not in voting]
    if without:
        ties = tuple(Basis(s.citekey, "citekey", str(s.tie)) for s in without)
        yield say(
            "directions.no-vote",
            "{who} {speak} of people already counted and {have} no vote here.",
            Phrase("", ties),
            who=listed(named(s) for s in without),
            speak="speaks" if len(without) == 1 else "speak",
            have="has" if len(without) == 1 else "have",
        )


def _one_vote(rows: Sequence[DirectionRow], overlap: Overlap) -> Iterator[Statement]:
    """Reviews with one vote between them, and trials that have none beside a review that they are in."""
    clusters = {vote.label: vote.studies for row in rows for vote in row.votes if len(vote.studies) > 1}
    for cluster in clusters.values():
        yield say(
            "directions.cluster",
            "{who} {share}, and have one vote between them.",
            who=listed(named(s) for s in cluster),
            share="share trials" if overlap.surely_share(cluster) else "may share trials",
        )
    inside = {s.citekey: s for row in rows for s in row.silent}
    if inside:
        ties = tuple(Basis(s.citekey, "included_in", ", ".join(s.included_in)) for s in inside.values())
        yield say(
            "directions.inside",
            "{who} {have} no vote beside the reviews that included {them}, on what these cover.",
            Phrase("", ties),
            who=listed(named(s) for s in inside.values()),
            have="has" if len(inside) == 1 else "have",
            them="it" if len(inside) == 1 else "them",
        )


def _nothing(condition: Condition) -> Statement:
    name = Phrase(condition.name, (Basis(condition.key, "name", condition.name),))
    where = condition.treated_in
    if where is None:
        return say("condition.empty", "the catalogue has no clinical study of {name}.", name=name)
    if where.sheet is None:
        status = Phrase("", (Basis(condition.key, "treated_in.status", where.status.value),))
        return say("condition.planned", "{name} is left to a future sheet.", status, name=name)
    sheet = Phrase(where.sheet, (Basis(condition.key, "treated_in.sheet", where.sheet),))
    return say("condition.elsewhere", "{name} is covered in another sheet, “{sheet}”.", sheet=sheet, name=name)
