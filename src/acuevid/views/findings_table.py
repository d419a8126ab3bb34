"""The summary of findings as a reader sees it: a table a comparison, what each row says, and the notes."""

from collections.abc import Iterator, Mapping, Sequence

from acuevid.measures import MEASURES, Sort
from acuevid.numbers import format as fmt
from acuevid.pools.bodies import AtRisk, Body
from acuevid.synthesis.certainty import base_of, change_in_people, difference_in_words, topic_of
from acuevid.synthesis.summary_of_findings import Findings, FindingsTable, Row
from acuevid.terms import Down, Up, Window
from acuevid.views.blocks import Block, Bullets, Document, Facts, Heading, Sentences
from acuevid.views.table import Cell, Column, Table

NOT_RATED = "not rated"
"""The certainty of a body that nobody has rated."""


def findings_document(found: Sequence[Findings]) -> Document:
    """The tables of each condition under its name."""
    return Document.of(*(findings_blocks(findings) for findings in found))


def findings_blocks(findings: Findings, level: int = 2) -> list[Block]:
    """The tables of a condition under its name, each with its heading, and what stands in none."""
    name = findings.condition.name
    blocks: list[Block] = [Heading(name[:1].upper() + name[1:], level)]
    for table in findings.tables:
        blocks += [Heading(heading(table), level + 1), reader_table(table)]
        blocks.append(Bullets(tuple(Sentences(row.plain) for row in table.rows)))
        blocks += [Sentences(table.rest)] if table.rest else []
        blocks.append(Facts(tuple((f"[{n}]", note.text) for n, note in enumerate(table.notes, start=1))))
    return [*blocks, Sentences(findings.rest)] if findings.rest else blocks


def heading(table: FindingsTable) -> str:
    """``The breathing course v usual care, in randomised trials``."""
    kind = "randomised trials" if table.comparison.is_randomised else "studies that were not randomised"
    told = f"{table.first} v {table.second}, in {kind}"
    return told[:1].upper() + told[1:]


def reader_table(table: FindingsTable) -> Table:
    """The table for a reader; of an outcome at several control risks the others have a row each below it."""
    columns = (
        Column("outcome", "Outcome"),
        Column("studies", "Studies (people)"),
        Column("effect", "Relative effect (95% CI)"),
        Column("control", f"With {table.second}"),
        Column("treated", f"With {table.first}"),
        Column("difference", "Difference (95% CI)"),
        Column("certainty", "Certainty (GRADE)"),
    )
    return Table(columns, tuple(cells for row in table.rows for cells in _cells(row)))


def _cells(row: Row) -> Iterator[tuple[Cell, ...]]:
    body = row.body
    marks = f" [{', '.join(map(str, row.notes))}]" if row.notes else ""
    outcome = topic_of(body) + follow_up(body) + marks
    people = "not given" if body.people is None else fmt.count(body.people)
    studies = f"{fmt.count(len(body.members))} ({people})"
    risks = sorted(body.at_risks, key=lambda at: bool(at.name))
    first = risks[0] if risks else None
    yield (
        outcome,
        studies,
        relative(body),
        _control(body, first),
        "" if first is None else _treated(first),
        _difference(body, first),
        certainty(body),
    )
    for at in risks[1:]:
        told = f"{topic_of(body)}, at {at.name} risk"
        yield told, "", "", _control(body, at), _treated(at), _difference(body, at), ""


def follow_up(body: Body) -> str:
    """When it was measured, behind the outcome."""
    when = body.question.window
    return "" if when in (Window.UNRECORDED, Window.ANY) else f", {when.label}"


def relative(body: Body) -> str:
    """The ratio with its interval; empty for a difference."""
    kind = MEASURES[body.measure]
    cell = fmt.estimate_cell(body.effect)
    return f"{kind.short} {cell}" if kind.is_ratio and cell else ""


def _control(body: Body, at: AtRisk | None) -> str:
    if at is not None:
        return fmt.risk(at.risk)
    if body.measure != "mean_difference":
        return ""
    return control_mean(body)


def control_mean(body: Body) -> str:
    """The means of the control groups as printed: ``4.6 to 4.7``; empty where one prints none."""
    means = [m.outcome.mean.get(m.pair.second.id) if m.pair is not None else None for m in body.members]
    known = sorted(mean for mean in means if mean is not None)
    if len(known) < len(means):
        return ""
    return fmt.printed(known[0]) if known[0] == known[-1] else fmt.printed_pair((known[0], known[-1]))


def _treated(at: AtRisk) -> str:
    found = at.treated
    if found is None:
        return ""
    risk, low, high = found
    if low is None or high is None:
        return fmt.risk(risk)
    return f"{fmt.risk(risk)} ({fmt.risk(low)} to {fmt.risk(high)})"


def _difference(body: Body, at: AtRisk | None) -> str:
    if at is not None:
        change = change_in_people(at)
        return change and f"{change} in {fmt.count(base_of(at))}"
    if body.question.sort is Sort.SCALE and not MEASURES[body.measure].is_ratio and fmt.estimate_cell(body.effect):
        return difference_in_words(body)
    return fmt.estimate_cell(body.effect) if not MEASURES[body.measure].is_ratio else ""


def certainty(body: Body) -> str:
    """The certainty as people rated it, with GRADE's sign, or that nobody did."""
    if body.rating is None:
        return NOT_RATED
    found = body.rating[1].certainty
    return f"{found.symbol} {found.words}"


_DATA = (
    *("condition", "comparator", "randomised", "outcome", "measured", "importance", "studies", "people"),
    *("measure", "estimate", "ci_low", "ci_high", "control", "control_risk", "control_from", "treated_risk"),
    *("treated_low", "treated_high", "difference", "difference_low", "difference_high", "smallest_that_matters"),
    *("certainty", "down", "up", "words", "notes"),
)


def findings_data(tables: Sequence[FindingsTable]) -> Table:
    """The rows of all tables as data, one for each control risk; an important outcome without an effect has one, too.

    Ratios and risks stand on their own scale, risks as shares of 1.
    """
    rows = [cells for table in tables for cells in _data_rows(table)]
    return Table(
        tuple(Column(name, name) for name in _DATA), tuple(tuple(row.get(name) for name in _DATA) for row in rows)
    )


def _data_rows(table: FindingsTable) -> Iterator[dict[str, Cell]]:
    comparison = table.comparison
    head: dict[str, Cell] = {
        "condition": comparison.condition.key,
        "comparator": comparison.comparator.value,
        "randomised": "yes" if comparison.is_randomised else "no",
    }
    for row in table.rows:
        told = head | _data_of(table, row)
        for at in row.body.at_risks or (None,):
            yield told | (_data_at(at) if at is not None else {})
    for _, item in comparison.missing:
        yield head | {"outcome": item.outcome, "importance": item.importance.value, "studies": 0}


def _data_of(table: FindingsTable, row: Row) -> dict[str, Cell]:
    body, effect = row.body, row.body.effect
    rating = body.rating[1] if body.rating else None
    return {
        "outcome": topic_of(body),
        "measured": body.question.window.value,
        "importance": body.important[1].importance.value if body.important else None,
        "studies": len(body.members),
        "people": body.people,
        "measure": effect.measure,
        "estimate": effect.estimate,
        "ci_low": effect.ci_low,
        "ci_high": effect.ci_high,
        "smallest_that_matters": body.smallest_that_matters,
        "certainty": rating.certainty.value if rating else None,
        "down": _steps(rating.down) if rating else None,
        "up": _steps(rating.up) if rating else None,
        "words": " ".join(statement.text for statement in row.plain),
        "notes": " ".join(table.notes[n - 1].text for n in row.notes),
    }


def _data_at(at: AtRisk) -> dict[str, Cell]:
    found, treated = at.effect.risk_difference, at.treated or (None, None, None)
    return {
        "control": at.name or ("given" if at.source else "median"),
        "control_risk": at.risk,
        "control_from": at.source or "the studies",
        **dict(zip(("treated_risk", "treated_low", "treated_high"), treated, strict=True)),
        "difference": found.estimate,
        "difference_low": found.ci_low,
        "difference_high": found.ci_high,
    }


def _steps(steps: Mapping[Down, int] | Mapping[Up, int]) -> str:
    return "; ".join(f"{word.value} {count}" for word, count in steps.items())
