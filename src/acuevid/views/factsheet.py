"""The whole fact sheet: everything that the source sheet has, made from the catalogue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from acuevid.catalogue.query import in_order
from acuevid.checks.run import Report, findings_of
from acuevid.models import Catalogue, Claim, Outcome, Section, Study
from acuevid.numbers import format as fmt
from acuevid.numbers.tails import ScipyMissing
from acuevid.results.analysed import analysed
from acuevid.synthesis.condition import ConditionSummary
from acuevid.synthesis.sheet import SheetSummary
from acuevid.synthesis.summary_of_findings import Findings, summary_of_findings
from acuevid.terms import Group
from acuevid.views.bias import bias_section
from acuevid.views.blocks import Block, Bullets, Document, Facts, Footnote, Heading, Prose, References
from acuevid.views.characteristics import characteristics_table, study_name
from acuevid.views.citation import link
from acuevid.views.claims import claim_blocks
from acuevid.views.findings import count_line, finding_text
from acuevid.views.findings_table import findings_blocks
from acuevid.views.map import CELL, EvidenceMap, evidence_map
from acuevid.views.rows import comparison_words, condition_names, design_words, level_cell
from acuevid.views.scope import Scope
from acuevid.views.study import between, flags, has_nothing_printed, outcome_name, points_to, reference_item, reported
from acuevid.views.summary import ADVICE, condition_blocks, elsewhere_blocks, key_blocks, whole_blocks
from acuevid.views.table import Column, Table


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a sheet: its name, for links, and its blocks, the heading first."""

    name: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class FactSheet:
    """A sheet in parts, in the order of reading; every face lays out the same parts."""

    title: str
    lead: tuple[Block, ...]
    parts: tuple[Part, ...]
    map: EvidenceMap | None
    footnotes: tuple[Footnote, ...]

    @property
    def document(self) -> Document:
        """The sheet as one run of blocks."""
        blocks = Document.of(Heading(self.title, 1), self.lead, *(part.blocks for part in self.parts)).blocks
        return Document(blocks, self.footnotes)


def fact_sheet(catalogue: Catalogue, summary: SheetSummary, report: Report, scope: Scope) -> FactSheet:
    """The sheet of what is in scope: in summary, conditions, mechanisms, evidence, claims, references, notes.

    `report` is what the checks say of the studies in scope.
    """
    treated = [s for s in summary.conditions if s.studies and s.condition.key in scope.condition_keys]
    elsewhere = [s for s in summary.conditions if not s.studies and s.condition.key in scope.condition_keys]
    shown = evidence_map(scope.studies, scope.conditions) if treated else None
    whole = whole_blocks(summary) if scope.is_whole else []
    parts = [
        ("key-messages", key_blocks(summary.first) if scope.is_whole else []),
        ("in-summary", whole[:2]),
        *((f"about-{s.id}", _section(catalogue, s)) for s in _sections(catalogue, scope, "before")),
        ("map", _map(shown) if shown else []),
        ("conditions", _conditions(catalogue, treated, elsewhere, key=bool(summary.key) or not scope.is_whole)),
        ("findings", _summary_of_findings(catalogue, treated)),
        ("mechanisms", whole[2:]),
        ("evidence", _evidence(catalogue, scope)),
        ("characteristics", _characteristics(catalogue, scope)),
        ("bias", bias_section(scope.studies)),
        ("checks", _findings(catalogue, report, scope)),
        ("claims", claim_blocks(catalogue, scope_claims(catalogue, scope))),
        *((f"about-{s.id}", _section(catalogue, s)) for s in _sections(catalogue, scope, "after")),
        ("references", _references(catalogue, scope)),
        ("notes", _notes(catalogue, scope)),
    ]
    title = catalogue.sheet.title
    return FactSheet(
        f"{title}: {_names(scope)}" if scope.conditions and not scope.is_whole else title,
        _lead(catalogue, scope),
        tuple(Part(name, tuple(blocks)) for name, blocks in parts if blocks),
        shown,
        tuple(_footnote(study) for study in scope.studies),
    )


def _summary_of_findings(catalogue: Catalogue, treated: Sequence[ConditionSummary]) -> list[Block]:
    """The tables of each condition of which something is pooled, rated or called important."""
    found = [findings for summary in treated if (findings := findings_of_condition(catalogue, summary)) is not None]
    blocks = [block for findings in found for block in findings_blocks(findings, 3)]
    return [Heading("Summary of findings"), *blocks] if blocks else []


def findings_of_condition(catalogue: Catalogue, summary: ConditionSummary) -> Findings | None:
    """The findings of a condition that a sheet has; `None` where nothing is pooled, rated or called important."""
    key = summary.condition.key
    asked = any(r.condition == key for r in catalogue.ratings) or any(
        not o.conditions or key in o.conditions for o in catalogue.important_outcomes
    )
    if not (summary.pools or asked):
        return None
    try:
        found = summary_of_findings(catalogue, summary.condition, summary.pools)
    except ScipyMissing:  # the summary says that the studies could be pooled
        return None
    return found if found.tables or found.rest else None


def scope_claims(catalogue: Catalogue, scope: Scope) -> list[Claim]:
    """The claims that belong to what is in scope: all of the sheet's, or those on its conditions."""
    if scope.is_whole:
        return list(catalogue.claims)
    keys = scope.condition_keys
    return [claim for claim in catalogue.claims if claim.conditions and keys.issuperset(claim.conditions)]


def _touching(catalogue: Catalogue, scope: Scope) -> list[Claim]:
    """The claims that speak of a condition in scope, whatever else they speak of."""
    keys = scope.condition_keys
    return [claim for claim in catalogue.claims if not keys.isdisjoint(claim.conditions)]


def _names(scope: Scope) -> str:
    return ", ".join(condition.name for condition in scope.conditions)


def _lead(catalogue: Catalogue, scope: Scope) -> tuple[Block, ...]:
    told = [*_masthead(catalogue), Prose(ADVICE, quiet=True)]
    if scope.selection:
        told.append(Prose(f"A selection: {scope.selection}. No summary is made of a selection."))
    elif not scope.is_whole:
        wider = len(_touching(catalogue, scope)) - len(scope_claims(catalogue, scope))
        left = {0: "", 1: "; one claim that speaks of other conditions, too, stands in the whole sheet only"}.get(
            wider,
            f"; {fmt.count_word(wider)} claims that speak of other conditions, too, stand in the whole sheet only",
        )
        told.append(Prose(f"This is the part of the sheet on {_names(scope)}{left}."))
    return tuple(told)


def _sections(catalogue: Catalogue, scope: Scope, place: str) -> list[Section]:
    return [s for s in catalogue.sections if s.place == place] if scope.is_whole else []


def _map(shown: EvidenceMap) -> list[Block]:
    return [
        Heading("Where there is evidence"),
        shown.table(),
        Prose(
            f"{CELL}: {shown.legend}. An empty cell (–) is a gap: nothing in the catalogue.{shown.left_out}", quiet=True
        ),
    ]


def _conditions(
    catalogue: Catalogue, treated: Sequence[ConditionSummary], elsewhere: Sequence[ConditionSummary], *, key: bool
) -> list[Block]:
    if not treated and not elsewhere:
        return []
    blocks: list[Block] = [Heading("The evidence by condition")] if treated else []
    blocks += [b for s in treated for b in condition_blocks(catalogue, s, level=3, pictures=True, key=key)]
    return blocks + elsewhere_blocks(elsewhere)


def _footnote(study: Study) -> Footnote:
    people = f", {fmt.count(study.participants)} people" if study.participants and not study.is_mechanism else ""
    text = f"{study_name(study)}, {design_words(study)}{people}."
    return Footnote(study.citekey, study.label, text, link(study.reference))


def _masthead(catalogue: Catalogue) -> list[Block]:
    sheet = catalogue.sheet
    publisher = sheet.publisher
    rows = [("Topic", sheet.topic), ("Treatment", sheet.intervention)]
    if publisher is not None:
        rows.append(("Source sheet published by", publisher.name))
        rows += [
            (label, text)
            for label, text in (("Website", publisher.website), ("Telephone", publisher.telephone))
            if text
        ]
    if sheet.published:
        whose = "Date of the source sheet" if sheet.kind == "transcribed" else "Date"
        rows.append((whose, fmt.month_and_year(sheet.published)))
    return [Facts(tuple(rows))]


def _section(catalogue: Catalogue, section: Section) -> list[Block]:
    return [
        Heading(section.title),
        *(Prose(p.text, tuple(catalogue.labelled(key) for key in p.cites)) for p in section.paragraphs),
    ]


def _evidence(catalogue: Catalogue, scope: Scope) -> list[Block]:
    blocks: list[Block] = [Heading("The evidence")]
    ordered = in_order(scope.studies)
    if not ordered:
        return [
            *blocks,
            Prose("The catalogue has no study yet." if scope.is_whole else "No study of the catalogue fits."),
        ]
    for group in Group:
        studies = [s for s in ordered if s.group is group]
        if studies:
            blocks += [Heading(group.heading, 3), _evidence_table(catalogue, studies)]
    return blocks


def _characteristics(catalogue: Catalogue, scope: Scope) -> list[Block]:
    """The studies as PICO, where the record of any has more than its results."""
    table = characteristics_table(catalogue, in_order(scope.studies))
    return [Heading("Characteristics of included studies"), table] if table else []


def _evidence_table(catalogue: Catalogue, studies: list[Study]) -> Table:
    columns: tuple[Column, ...] = (
        Column("study", "Study"),
        Column("design", "Design"),
        Column("participants", "People", is_number=True),
        Column("condition", "Condition"),
        Column("comparison", "Comparison"),
        Column("results", "Results as reported"),
        Column("conclusion", "Authors' conclusion"),
        Column("finding", "Finding"),
        Column("level", "Level", is_number=True),
    )
    if all(s.is_mechanism for s in studies):
        columns = tuple(c for c in columns if c.name not in ("condition", "comparison"))
    rows = []
    findings = findings_of(catalogue, studies)
    for study in studies:
        amiss = flags(findings[study.citekey])
        cells = {
            "study": study_name(study),
            "design": design_words(study),
            "participants": study.participants,
            "condition": condition_names(study, catalogue),
            "comparison": comparison_words(study),
            "results": "; ".join(result_line(study, outcome, amiss) for outcome in study.compared),
            "conclusion": study.conclusion or "",
            "finding": analysed(study).finding.words,
            "level": level_cell(study),
        }
        rows.append(tuple(cells[c.name] for c in columns))
    return Table(columns, tuple(rows), tuple(analysed(s).finding.direction for s in studies))


def result_line(study: Study, outcome: Outcome, amiss: Mapping[str, str]) -> str:
    """One outcome in a table cell: ``attrition: 27.6% v 44.6%; p = 0.058``; its direction without figures.

    `amiss` has the codes of what the checks found, by outcome.
    """
    sides, is_bare = study.sides(outcome), has_nothing_printed(study, outcome)
    if study.is_mechanism and is_bare and outcome.p is None:
        if sides is None:
            return outcome_name(outcome)
        return f"{outcome_name(outcome)}, {between(study, outcome)}: {points_to(study, outcome)}"
    told = points_to(study, outcome) if is_bare else reported(study, outcome)
    told += amiss.get(outcome.id, "")
    pair = f", {sides[0].label} v {sides[1].label}" if sides is not None and len(study.arms) > 2 else ""
    return f"{outcome_name(outcome)}{pair}: {told}"


def _findings(catalogue: Catalogue, report: Report, scope: Scope) -> list[Block]:
    """What the checks found in the source's numbers, with the arithmetic and what a person made of it."""
    if not scope.studies:
        return []
    labels = {s.citekey: s.label for s in catalogue.studies}
    items = tuple(Prose(f"{labels[f.result.record]}: {finding_text(f)}") for f in report.found)
    intro = Prose(f"Every number was checked: {count_line(report)}.")
    return [Heading("What the checks found"), intro, *([Bullets(items)] if items else [])]


def _references(catalogue: Catalogue, scope: Scope) -> list[Block]:
    items = [reference_item(catalogue, s) for s in in_order(scope.studies)]
    blocks: list[Block] = [Heading("References"), References(tuple(items))] if items else []
    if catalogue.background and scope.is_whole:
        works = tuple(reference_item(catalogue, work) for work in catalogue.background)
        blocks += [Heading("Background works", 3), References(works)]
    return blocks


def _notes(catalogue: Catalogue, scope: Scope) -> list[Block]:
    notes = [Prose(note) for note in catalogue.sheet.notes] if scope.is_whole else []
    notes += [Prose(f"{s.label}: {note}") for s in in_order(scope.studies) for note in s.source.notes]
    return [Heading("Notes on the source"), Bullets(tuple(notes))] if notes else []
