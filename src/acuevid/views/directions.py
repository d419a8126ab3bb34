"""Effect direction plots: which way each independent dataset points on each kind of outcome, by comparator."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from acuevid.catalogue.names import fold
from acuevid.catalogue.query import clinical, extracted, in_order
from acuevid.lists import spoken
from acuevid.models import Catalogue, Condition
from acuevid.numbers import format as fmt
from acuevid.results.analysed import analysed
from acuevid.results.better import SIDES
from acuevid.synthesis.directions import DirectionRow, Vote, direction_rows, direction_sentences
from acuevid.terms import Comparator
from acuevid.views.blocks import Block, Document, Heading, Sentences
from acuevid.views.lights import NOT_APPRAISED, light
from acuevid.views.pictures import DirectionPlot, DirectionStudy
from acuevid.vocabulary import Family

_RULE = (
    "Each independent dataset has one direction an outcome: that of at least 70% of its results, otherwise mixed. "
    "Directions are those of point estimates, whatever their p; they tell neither size nor certainty."
)


def condition_directions(
    catalogue: Catalogue, condition: Condition, outcome: str | None = None, comparator: Comparator | None = None
) -> tuple[DirectionRow, ...]:
    """The rows of a condition, or those alone on a kind of outcome and against a class of comparator."""
    rows = direction_rows(extracted(in_order(clinical(catalogue, condition))))
    return tuple(
        row
        for row in rows
        if comparator in (None, row.comparator)
        and (outcome is None or fold(outcome) in (fold(row.family.value), fold(row.family.label)))
    )


def direction_plots(condition: Condition, rows: Sequence[DirectionRow]) -> Iterator[DirectionPlot]:
    """A plot for each class of comparator, for they answer different questions; the last one says how to read all."""
    comparators = list(dict.fromkeys(row.comparator for row in rows))
    for comparator in comparators:
        plot = _plot(condition, comparator, [row for row in rows if row.comparator is comparator])
        is_last = comparator is comparators[-1]
        yield replace(plot, note=f"{plot.note} {_RULE}".strip()) if is_last else plot


def directions_document(found: Iterable[tuple[Condition, Sequence[DirectionRow]]]) -> Document:
    """The plots of each condition under its name, and the sign tests that they allow."""
    blocks: list[Block] = []
    for condition, rows in found:
        blocks += [Heading(condition.name[:1].upper() + condition.name[1:]), *direction_plots(condition, rows)]
        told = tuple(direction_sentences(rows))
        blocks += [Sentences(told)] if told else []
    return Document.of(blocks)


def _plot(condition: Condition, comparator: Comparator, rows: Sequence[DirectionRow]) -> DirectionPlot:
    votes: dict[tuple[str, ...], dict[Family, Vote]] = {}
    for row in rows:
        for vote in row.votes:
            votes.setdefault(tuple(s.citekey for s in vote.studies), {})[row.family] = vote
    families = [row.family for row in rows]
    against = f"Against {comparator.label}"
    studies = sorted((_study(by, families) for by in votes.values()), key=lambda study: study.label)
    if all(study.bias in (None, NOT_APPRAISED) for study in studies):
        studies = [study._replace(bias=None) for study in studies]
    silent = dict.fromkeys(study.label for row in rows for study in row.silent)
    inside = f"Without a row, as trials in a review that has one: {spoken(list(silent))}." if silent else ""
    return DirectionPlot(
        f"Directions of effect against {comparator.label}: {condition.name}",
        against,
        tuple(family.label for family in families),
        tuple(studies),
        tuple((row.count(SIDES[0]), row.count(SIDES[1])) for row in rows),
        inside,
    )


def _study(by_family: dict[Family, Vote], families: Sequence[Family]) -> DirectionStudy:
    """A vote with its directions; several reviews together have neither people nor a judgement of their own."""
    vote = next(iter(by_family.values()))
    only = vote.studies[0] if len(vote.studies) == 1 else None
    people = only.participants if only is not None else None
    judged = analysed(only).risk_of_bias() if only is not None else None
    bias = NOT_APPRAISED if judged is None else light(judged)
    return DirectionStudy(
        vote.standing,
        people,
        "not stated" if people is None else fmt.count(people),
        tuple(by_family[f].direction if f in by_family else None for f in families),
        None if only is None else bias,
    )
