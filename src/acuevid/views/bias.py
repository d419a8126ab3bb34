"""How the studies were done as people judged them: a row a study for each tool, and what share has which judgement."""

from collections.abc import Sequence
from typing import NamedTuple

from acuevid.appraisal_tools import OVERALL, Tool
from acuevid.bibliography import iso
from acuevid.catalogue.names import fold
from acuevid.catalogue.query import in_order
from acuevid.errors import NotFound
from acuevid.lists import spoken
from acuevid.models import Outcome, Study
from acuevid.numbers import format as fmt
from acuevid.results.analysed import analysed
from acuevid.results.appraised import Judged
from acuevid.views.blocks import Block, Document, Heading, Prose
from acuevid.views.lights import (
    DISPUTED,
    NOT_APPRAISED,
    NOT_JUDGED,
    BiasBar,
    BiasBars,
    Light,
    LightColumn,
    LightRow,
    Share,
    TrafficLights,
    light,
)
from acuevid.views.table import Cell, Column, Table

_SHORT = 3
"""A key of more characters does not head a column of signs: the domain has its number there."""


class Item(NamedTuple):
    """A study with one judged group of its appraisals: for the whole study, or for some of its outcomes."""

    study: Study
    judged: Judged

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes that it is for, by their labels, with times where labels are alike; none for the whole study."""
        labels = [outcome.label for outcome in self.study.outcomes]
        wanted = [outcome for outcome in self.study.outcomes if outcome.id in self.judged.outcomes]
        names = (o.label if labels.count(o.label) == 1 else _timed(o) for o in wanted)
        return tuple(dict.fromkeys(names))

    def cell(self, domain: str) -> Light:
        """The judgement of a domain or the whole that counts, or that it is disputed, or not judged."""
        return cell(self.judged, domain)


def cell(judged: Judged, domain: str) -> Light:
    """The judgement of a domain or the whole that counts, or that it is disputed, or not judged."""
    judgement = judged.judgement(domain)
    if judgement is not None:
        return light(judgement)
    return DISPUTED if judged.is_disputed(domain) else NOT_JUDGED


def _timed(outcome: Outcome) -> str:
    return f"{outcome.label} ({', '.join(outcome.timepoints)})" if outcome.timepoints else outcome.label


class ByTool(NamedTuple):
    """All that was appraised with one tool."""

    tool: Tool
    items: tuple[Item, ...]

    @property
    def title(self) -> str:
        """``Risk of bias by RoB 2``; a tool that asks how well a study was done has another word."""
        return f"{'Risk of bias' if self.tool.of_bias else 'Appraisal'} by {self.tool.name}"

    @property
    def columns(self) -> tuple[LightColumn, ...]:
        """A column for each domain, headed by its key or its number, and one for the whole."""
        return (*domain_columns(self.tool), LightColumn(OVERALL, "Overall", "Overall"))


class Appraised(NamedTuple):
    """What is appraised of some studies, tool by tool, and which are not."""

    tools: tuple[ByTool, ...]
    missing: tuple[Study, ...]


def appraised(studies: Sequence[Study], tool: str | None = None) -> Appraised:
    """What is appraised of these studies, with one tool only where it is named; raises `NotFound` for an unused one.

    Studies of mechanisms, and those of which nothing is extracted yet, are not missed.
    """
    ordered = in_order(studies)
    found: dict[str, list[Item]] = {}
    for study in ordered:
        for judged in analysed(study).judged:
            found.setdefault(judged.tool.key, []).append(Item(study, judged))
    tools = [ByTool(items[0].judged.tool, tuple(items)) for items in found.values()]
    if tool is not None:
        tools = _named(tools, tool)
    seen = {item.study.citekey for by in tools for item in by.items}
    missing = (s for s in ordered if s.citekey not in seen and s.is_extracted and not s.is_mechanism)
    return Appraised(tuple(tools), tuple(missing))


def _named(tools: Sequence[ByTool], name: str) -> list[ByTool]:
    found = [by for by in tools if fold(name) in (fold(by.tool.key), fold(by.tool.name))]
    if not found:
        used = spoken([by.tool.key for by in tools])
        told = f"used here: {used}" if used else "no study is appraised"
        raise NotFound(f"no study is appraised with {name!r}; {told}")
    return found


def domain_columns(tool: Tool) -> tuple[LightColumn, ...]:
    """A column for each domain of a tool."""
    has_short = all(len(domain.key) <= _SHORT for domain in tool.domains)
    return tuple(
        LightColumn(domain.key, domain.key if has_short else f"D{n}", domain.name)
        for n, domain in enumerate(tool.domains, start=1)
    )


def lights(by: ByTool) -> TrafficLights:
    """The judgements that count, a row for each study, or for the outcomes that an appraisal is of."""
    rows = tuple(
        LightRow(i.study.citekey, i.study.label, i.outcomes, tuple(i.cell(c.key) for c in by.columns)) for i in by.items
    )
    domains = [cell for row in rows for cell in row.lights[:-1]]
    whole = [row.lights[-1] for row in rows]
    return TrafficLights(by.title, by.columns, rows, used([by.tool], domains), used([by.tool], whole))


def used(tools: Sequence[Tool], cells: Sequence[Light]) -> tuple[Light, ...]:
    """The judgements among these cells, each once, from the best on."""
    order: list[Light] = []
    for tool in tools:
        known = [j for domain in tool.domains for j in domain.judgements]
        order += [light(j) for j in (*known, *tool.judgements, *tool.verdicts)]
    order += [DISPUTED, NOT_JUDGED, NOT_APPRAISED]
    return tuple(item for item in dict.fromkeys(order) if item in cells)


def bars(by: ByTool) -> BiasBars:
    """What share of the studies has which judgement; of the appraisals, where a study has several for its outcomes."""
    n, studies = len(by.items), len({item.study.citekey for item in by.items})
    of = f"{fmt.count(studies)} {'study' if studies == 1 else 'studies'}"
    note = f"Of {of}." if n == studies else f"Of {fmt.count(n)} appraisals of {of}, some for single outcomes."
    found = []
    for column in by.columns:
        cells = [item.cell(column.key) for item in by.items]
        counts = ((item, cells.count(item)) for item in used([by.tool], cells))
        found.append(BiasBar(column, tuple(Share(item, count, count / n) for item, count in counts)))
    return BiasBars(f"{by.title}: summary", tuple(found), f"{note} Not weighted.")


def bias_blocks(found: Appraised, level: int = 2) -> list[Block]:
    """For each tool the lights and the summary, then who is not appraised."""
    blocks: list[Block] = []
    for by in found.tools:
        blocks += [Heading(by.title, level), lights(by), bars(by)]
    missing = not_appraised(found)
    return [*blocks, Prose(missing)] if missing else blocks


def not_appraised(found: Appraised) -> str:
    """A line on the studies that are not appraised; empty where all are."""
    return f"Not appraised: {', '.join(study.label for study in found.missing)}." if found.missing else ""


def bias_document(found: Appraised) -> Document:
    """The same as a view of its own."""
    return Document.of(bias_blocks(found))


def bias_section(studies: Sequence[Study]) -> list[Block]:
    """A part of a sheet on how the studies were done; empty where none is appraised."""
    if not any(study.appraisals for study in studies):
        return []
    found = appraised(studies)
    title = "Risk of bias" if any(by.tool.of_bias for by in found.tools) else "Appraisals of the studies"
    return [Heading(title), *bias_blocks(found, level=3)]


def data_table(found: Appraised) -> Table:
    """The judgements as data, one a row: those that count, or what each person says where they differ.

    A study that is not appraised has one row without a tool.
    """
    names = ("tool", "citekey", "study", "outcomes", "domain", "name", "judgement", "each", "by", "on", "support")
    columns = tuple(Column(name, name.capitalize()) for name in names)
    rows = [row for by in found.tools for item in by.items for row in _data(by, item)]
    rows += [("", s.citekey, s.label, *[""] * 3, "not-appraised", *[""] * 4) for s in found.missing]
    return Table(columns, tuple(rows))


def _data(by: ByTool, item: Item) -> list[tuple[Cell, ...]]:
    study, judged = item.study, item.judged
    stands = judged.stands
    shown = judged.counting if stands is None else (stands,)
    who = "; ".join(dict.fromkeys(a.by for a in shown if a.by))
    when = "; ".join(dict.fromkeys(iso(a.on) for a in shown if a.on))
    head = (by.tool.key, study.citekey, study.label, " ".join(judged.outcomes))
    rows: list[tuple[Cell, ...]] = []
    for column in by.columns:
        cell = item.cell(column.key)
        each = said(judged, column.key) if cell is DISPUTED else ""
        support = "; ".join(dict.fromkeys(a.support[column.key] for a in shown if column.key in a.support))
        rows.append((*head, column.key, column.name, cell.word, each, who, when, support))
    return rows


def said(judged: Judged, domain: str) -> str:
    """What each says whose appraisal counts, of a domain or the whole: ``AB low; CD high``."""
    found = []
    for n, appraisal in enumerate(judged.counting, start=1):
        judgement = appraisal.verdict if domain == OVERALL else appraisal.of(domain)
        if judgement is not None:
            found.append(f"{appraisal.by or f'appraisal {n}'} {judgement.label}")
    return "; ".join(found)
