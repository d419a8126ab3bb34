"""Icon arrays: what a row of the summary of findings means among 100 people, with the treatment and without it."""

from collections.abc import Iterable, Sequence

from acuevid.catalogue.names import fold
from acuevid.numbers import format as fmt
from acuevid.numbers.effects import round_half_away
from acuevid.pools.bodies import AtRisk, Body, speaks_of
from acuevid.synthesis.certainty import base_of, change_in_people, event_of, topic_of
from acuevid.synthesis.findings_notes import risk_sentences
from acuevid.synthesis.summary_of_findings import Findings, FindingsTable, Row
from acuevid.terms import Comparator
from acuevid.views.blocks import Block, Document, Heading
from acuevid.views.findings_table import certainty, follow_up, heading
from acuevid.views.pictures import IconArrays, IconSide

_OF = 100


def icon_arrays(
    found: Sequence[Findings], outcome: str | None = None, comparator: Comparator | None = None
) -> tuple[IconArrays, ...]:
    """A picture for each row, at each of its control risks, that has an absolute effect with an interval.

    `outcome` are words for what was measured: a construct, a label or a kind of outcome.
    """
    tables = [
        table
        for findings in found
        for table in findings.tables
        if comparator is None or table.comparison.comparator is comparator
    ]
    rows = [(table, row) for table in tables for row in table.rows if outcome is None or _is_about(row.body, outcome)]
    return tuple(_arrays(table, row, at) for table, row in rows for at in drawable(row.body))


def drawable(body: Body) -> Iterable[AtRisk]:
    """The control risks at which the effect in people has an interval, that of the comparison itself first."""
    risks = sorted(body.at_risks, key=lambda at: bool(at.name))
    return (at for at in risks if at.treated is not None and None not in at.treated and change_in_people(at))


def icons_document(pictures: Iterable[IconArrays]) -> Document:
    """The pictures, each under the comparison that it is of where that changes."""
    blocks: list[Block] = []
    last = ""
    for picture in pictures:
        blocks += [Heading(picture.heading)] if picture.heading != last else []
        blocks.append(picture)
        last = picture.heading
    return Document.of(blocks)


def _is_about(body: Body, words: str) -> bool:
    family = body.question.family
    return speaks_of(body, words) or fold(words) in (fold(family.value), fold(family.label))


def _arrays(table: FindingsTable, row: Row, at: AtRisk) -> IconArrays:
    body = row.body
    assert at.treated is not None
    risk, low, high = at.treated
    assert low is not None
    assert high is not None
    n = base_of(at)
    title = f"{topic_of(body)}{follow_up(body)}{f', at {at.name} risk' if at.name else ''}"
    at_all = any(not other.name for other in drawable(body))
    plain = () if at.name and at_all else row.plain
    change = f"Difference with {table.first}: {_with_level(change_in_people(at))} in {fmt.count(n)} people."
    interval = f"95% CI {_people(low, n)} to {_people(high, n)}"
    where = " ".join(statement.text for statement in risk_sentences(body))
    return IconArrays(
        title[:1].upper() + title[1:],
        heading(table),
        event_of(body),
        (_side(f"With {table.second}", at.risk, n), _side(f"With {table.first}", risk, n, interval)),
        change if at.name else "",
        plain,
        f"Certainty (GRADE): {certainty(body)}.",
        f"{where} Icons are rounded to whole people.".strip(),
    )


def _side(label: str, risk: float, n: int, interval: str = "") -> IconSide:
    return IconSide(label, icons(risk), fmt.of_100(risk), f"{_people(risk, n)} in {fmt.count(n)}", interval)


def icons(risk: float) -> int:
    """How many of 100 icons a share of 1 has: the nearest whole number, a half upwards."""
    return min(_OF, max(0, round_half_away(_OF * risk)))


def _people(risk: float, n: int) -> str:
    return fmt.count(max(0, round_half_away(risk * n)))


def _with_level(change: str) -> str:
    """``114 fewer (95% CI 180 fewer to 29 fewer)``."""
    return change.replace("(", "(95% CI ", 1)
