"""The whole fact sheet: everything that the source sheet has, made from the catalogue."""

from collections.abc import Sequence

from acuevid.checks.run import Found, findings_of, run_checks
from acuevid.figures.findings import finding
from acuevid.models import BackgroundWork, Catalogue, Section, Study
from acuevid.numbers import format as fmt
from acuevid.synthesis.condition import in_order
from acuevid.synthesis.sheet import SheetSummary
from acuevid.terms import Group
from acuevid.views.blocks import (
    Block,
    Bullets,
    Column,
    Document,
    Facts,
    Heading,
    Prose,
    ReferenceItem,
    References,
    Table,
)
from acuevid.views.citation import citation, link
from acuevid.views.claims import claim_blocks
from acuevid.views.findings import count_line, finding_text
from acuevid.views.rows import comparison_words, condition_names, design_words
from acuevid.views.study import between, flags, outcome_name, pointing, reference_item, reported
from acuevid.views.summary import ADVICE, condition_blocks, elsewhere_blocks, whole_blocks


def factsheet_document(catalogue: Catalogue, summary: SheetSummary) -> Document:
    """The sheet: in summary, about, conditions, mechanisms, evidence, claims, references, publisher."""
    treated = [s for s in summary.conditions if s.studies]
    whole = whole_blocks(summary)
    blocks: list[Block] = [
        Heading(catalogue.sheet.title, 1),
        *_masthead(catalogue),
        Prose(ADVICE, quiet=True),
    ]
    blocks += whole[:2]
    blocks += [b for s in catalogue.sections if s.place == "before" for b in _section(catalogue, s)]
    blocks.append(Heading("The evidence by condition"))
    blocks += [b for s in treated for b in condition_blocks(catalogue, s, level=3)]
    blocks += elsewhere_blocks(summary)
    blocks += whole[2:]
    blocks += _evidence(catalogue)
    blocks += _findings(catalogue)
    blocks += claim_blocks(catalogue)
    blocks += [b for s in catalogue.sections if s.place == "after" for b in _section(catalogue, s)]
    blocks += _references(catalogue)
    blocks += _notes(catalogue)
    return Document.of(blocks)


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
        rows.append(("Date of the source sheet", fmt.month_and_year(sheet.published)))
    return [Facts(tuple(rows))]


def _section(catalogue: Catalogue, section: Section) -> list[Block]:
    return [
        Heading(section.title),
        *(Prose(p.text, tuple(_label(catalogue, key) for key in p.cites)) for p in section.paragraphs),
    ]


def _label(catalogue: Catalogue, key: str) -> str:
    return (catalogue.work_by_key.get(key) or catalogue.study_by_key[key]).label


def _evidence(catalogue: Catalogue) -> list[Block]:
    blocks: list[Block] = [Heading("The evidence")]
    ordered = in_order(catalogue.studies)
    for group in Group:
        studies = [s for s in ordered if s.group is group]
        if studies:
            blocks += [Heading(group.heading, 3), _evidence_table(catalogue, studies)]
    return blocks


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
        found = findings[study.citekey]
        cells = {
            "study": study.label,
            "design": design_words(study),
            "participants": study.participants,
            "condition": condition_names(study, catalogue),
            "comparison": comparison_words(study),
            "results": "; ".join(result_line(study, i, found) for i in range(len(study.outcomes))),
            "conclusion": study.conclusion or "",
            "finding": finding(study).words,
            "level": study.level,
        }
        rows.append(tuple(cells[c.name] for c in columns))
    return Table(columns, tuple(rows), tuple(finding(s).direction for s in studies))


def result_line(study: Study, index: int, found: Sequence[Found] = ()) -> str:
    """One outcome in a table cell: ``attrition: 27.6% v 44.6%; p = 0.058``; its direction without figures."""
    outcome = study.outcomes[index]
    figures = reported(study, outcome)
    if study.is_mechanism and figures == "no figures":
        if study.sides(outcome) is None:
            return outcome_name(outcome)
        return f"{outcome_name(outcome)}, {between(study, outcome)}: {pointing(study, outcome)}"
    figures += flags(outcome, found)
    told = pointing(study, outcome) if figures == "no figures" or figures.startswith("called") else figures
    sides = study.sides(outcome)
    pair = f", {sides[0].label} v {sides[1].label}" if sides is not None and len(study.arms) > 2 else ""
    return f"{outcome_name(outcome)}{pair}: {told}"


def _findings(catalogue: Catalogue) -> list[Block]:
    """What the checks found in the source's numbers, with the arithmetic and what a person made of it."""
    report = run_checks(catalogue)
    labels = {s.citekey: s.label for s in catalogue.studies}
    items = tuple(Prose(f"{labels[f.result.record]}: {finding_text(f)}") for f in report.found)
    intro = Prose(f"Every number was checked: {count_line(report)}.")
    return [Heading("What the checks found"), intro, *([Bullets(items)] if items else [])]


def _references(catalogue: Catalogue) -> list[Block]:
    items = [reference_item(s) for s in in_order(catalogue.studies)]
    blocks: list[Block] = [Heading("References"), References(tuple(items))]
    if catalogue.background:
        blocks += [Heading("Background works", 3), References(tuple(_work(w) for w in catalogue.background))]
    return blocks


def _work(work: BackgroundWork) -> ReferenceItem:
    text = citation(work.reference)
    return ReferenceItem(work.citekey, work.label, f"{text} {work.note}" if work.note else text, link(work.reference))


def _notes(catalogue: Catalogue) -> list[Block]:
    notes = [Prose(note) for note in catalogue.sheet.notes]
    notes += [Prose(f"{s.label}: {note}") for s in in_order(catalogue.studies) for note in s.source.notes]
    return [Heading("Notes on the source"), Bullets(tuple(notes))] if notes else []
