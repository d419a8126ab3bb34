"""The whole fact sheet: everything that the source sheet has, made from the catalogue."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from acuevid.catalogue.query import in_order
from acuevid.checks.run import Report, findings_of
from acuevid.citations import Work, after, behind
from acuevid.models import BackgroundWork, Catalogue, Claim, Outcome, Section, Sheet, Study
from acuevid.numbers import format as fmt
from acuevid.numbers.tails import ScipyMissing
from acuevid.prose import cites
from acuevid.results.analysed import analysed
from acuevid.scalars import Record
from acuevid.synthesis.condition import ConditionSummary
from acuevid.synthesis.sheet import SheetSummary
from acuevid.synthesis.statements import Statement
from acuevid.synthesis.summary_of_findings import Findings, summary_of_findings
from acuevid.terms import Group
from acuevid.views.bias import bias_section
from acuevid.views.blocks import Block, Bullets, Claims, Document, Facts, Footnote, Heading, Prose, References
from acuevid.views.characteristics import characteristics_table, study_name
from acuevid.views.citation import link, telephone_link, website_link
from acuevid.views.claims import claim_blocks
from acuevid.views.findings import count_line, finding_text
from acuevid.views.findings_table import findings_blocks
from acuevid.views.forest import forest
from acuevid.views.icons import icon_arrays
from acuevid.views.map import CELL, EvidenceMap, evidence_map
from acuevid.views.pictures import IconArrays
from acuevid.views.rows import comparison_words, condition_names, design_words, level_cell
from acuevid.views.scope import Scope
from acuevid.views.study import between, flags, has_nothing_printed, outcome_name, points_to, reference_item, reported
from acuevid.views.summary import (
    ADVICE,
    condition_first,
    condition_rest,
    elsewhere_blocks,
    key_blocks,
    mechanism_blocks,
    whole_blocks,
)
from acuevid.views.table import Column, Table

_MOST_ICONS = 2


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a sheet: its name, for links, its blocks, `more` that a page folds, and its own parts.

    The blocks begin with a heading.
    """

    name: str
    blocks: tuple[Block | Claims, ...]
    more: tuple[Block, ...] = ()
    inner: "tuple[Part, ...]" = ()

    @property
    def title(self) -> str:
        """What its heading says."""
        return next((block.text for block in self.blocks if isinstance(block, Heading)), self.name)

    @property
    def every_block(self) -> Iterator[Block]:
        """Its blocks in the order of reading, those of its parts last."""
        for block in self.blocks:
            yield from block.blocks if isinstance(block, Claims) else (block,)
        yield from self.more
        for part in self.inner:
            yield from part.every_block


@dataclass(frozen=True, slots=True)
class FactSheet:
    """A sheet in parts, in the order of reading; every face lays out the same parts."""

    title: str
    lead: tuple[Block, ...]
    parts: tuple[Part, ...]
    map: EvidenceMap | None
    footnotes: tuple[Footnote, ...]
    colour: str = ""

    @property
    def document(self) -> Document:
        """The sheet as one run of blocks."""
        blocks = Document.of(Heading(self.title, 1), self.lead, *(list(part.every_block) for part in self.parts)).blocks
        return Document(blocks, self.footnotes)


def fact_sheet(catalogue: Catalogue, summary: SheetSummary, report: Report, scope: Scope) -> FactSheet:
    """The sheet of what is in scope: in summary, conditions, mechanisms, evidence, claims, references, notes.

    `report` is what the checks say of the studies in scope.
    """
    treated = [s for s in summary.conditions if s.studies and s.condition.key in scope.condition_keys]
    elsewhere = [s for s in summary.conditions if not s.studies and s.condition.key in scope.condition_keys]
    shown = evidence_map(scope.studies, scope.conditions) if treated else None
    cited = _cited(catalogue, scope)
    found = {s.condition.key: findings_of_condition(catalogue, s) for s in treated}
    is_one = scope.is_whole and not summary.key  # its key messages are those of its one condition
    parts = [
        _key_messages(summary, found, treated, is_one=is_one) if scope.is_whole else Part("key-messages", ()),
        Part("in-summary", tuple(whole_blocks(summary) if scope.is_whole else ())),
        *_sections(catalogue, scope, "before"),
        Part("map", tuple(_map(shown) if shown else ())),
        _conditions(catalogue, treated, elsewhere, {} if is_one else found, key=not is_one),
        Part("findings", tuple(_summary_of_findings(found))),
        Part("mechanisms", tuple(mechanism_blocks(summary) if scope.is_whole else ())),
        Part("evidence", tuple(_evidence(catalogue, scope))),
        Part("characteristics", tuple(_characteristics(catalogue, scope))),
        Part("bias", tuple(bias_section(scope.studies))),
        Part("checks", tuple(_findings(catalogue, report, scope))),
        Part("claims", tuple(claim_blocks(catalogue, scope_claims(catalogue, scope)))),
        *_sections(catalogue, scope, "after"),
        Part("references", tuple(_references(catalogue, scope, cited))),
        Part("notes", tuple(_notes(catalogue, scope))),
        Part("sheet", tuple(_about(catalogue))),
    ]
    title = catalogue.sheet.title
    return FactSheet(
        f"{title}: {_names(scope)}" if scope.conditions and not scope.is_whole else title,
        _lead(catalogue, scope, advice=not parts[0].blocks),
        tuple(part for part in parts if part.blocks),
        shown,
        (*(_footnote(study) for study in scope.studies), *map(_work_footnote, cited)),
        (catalogue.sheet.style.colour or "") if catalogue.sheet.style else "",
    )


def _key_messages(
    summary: SheetSummary,
    found: Mapping[str, Findings | None],
    treated: Sequence[ConditionSummary],
    *,
    is_one: bool,
) -> Part:
    """What goes before all else; on a sheet of one condition with its picture."""
    key = key_blocks(summary.first)
    icons = [icon for s in treated for icon in _icons(found[s.condition.key], summary.first)] if is_one else []
    return Part("key-messages", (*key, *icons, Prose(ADVICE, quiet=True)) if key else ())


def _icons(findings: Findings | None, key: Sequence[Statement]) -> list[IconArrays]:
    """The first pictures of 100 people of what the key messages say, so that none is chosen by what can be drawn."""
    said = {statement.text for statement in key}
    icons = icon_arrays([findings]) if findings is not None else ()
    return [icon for icon in icons if any(s.text in said for s in icon.plain)][:_MOST_ICONS]


def _summary_of_findings(found: Mapping[str, Findings | None]) -> list[Block]:
    """The tables of each condition of which something is pooled, rated or called important."""
    blocks = [block for findings in found.values() if findings is not None for block in findings_blocks(findings, 3)]
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


def _lead(catalogue: Catalogue, scope: Scope, *, advice: bool) -> tuple[Block, ...]:
    """Who says it and when, which part of the sheet it is, and how to read it where no key message does."""
    by = published_words(catalogue.sheet)
    told = [Prose(by, quiet=True)] if by else []
    if scope.selection:
        told.append(Prose(f"A selection: {scope.selection}. No summary is made of a selection."))
    elif not scope.is_whole:
        wider = len(_touching(catalogue, scope)) - len(scope_claims(catalogue, scope))
        left = {0: "", 1: "; one claim that speaks of other conditions, too, stands in the whole sheet only"}.get(
            wider,
            f"; {fmt.count_word(wider)} claims that speak of other conditions, too, stand in the whole sheet only",
        )
        told.append(Prose(f"This is the part of the sheet on {_names(scope)}{left}."))
    return (*told, Prose(ADVICE, quiet=True)) if advice else tuple(told)


def published_words(sheet: Sheet) -> str:
    """Who published a sheet and when; of a transcribed one, that this is of its source."""
    by = [sheet.publisher.name] if sheet.publisher is not None else []
    by += [fmt.month_and_year(sheet.published)] if sheet.published else []
    source = "Source sheet: " if sheet.kind == "transcribed" else ""
    return f"{source}{', '.join(by)}" if by else ""


def _sections(catalogue: Catalogue, scope: Scope, place: str) -> list[Part]:
    """The sheet's own prose that stands before the evidence or after it."""
    sections = [s for s in catalogue.sections if s.place == place] if scope.is_whole else []
    return [Part(f"about-{s.id}", tuple(_section(catalogue, s))) for s in sections]


def _map(shown: EvidenceMap) -> list[Block]:
    return [
        Heading("Where there is evidence"),
        shown.table(),
        Prose(
            f"{CELL}: {shown.legend}. An empty cell (–) is a gap: nothing in the catalogue.{shown.left_out}", quiet=True
        ),
    ]


def _conditions(
    catalogue: Catalogue,
    treated: Sequence[ConditionSummary],
    elsewhere: Sequence[ConditionSummary],
    found: Mapping[str, Findings | None],
    *,
    key: bool,
) -> Part:
    """Each condition as a part; those without a study are told together."""
    without = elsewhere_blocks(elsewhere)
    parts = [
        Part(
            f"condition-{s.condition.key}",
            tuple(
                condition_first(
                    s, 3, key=key, pictures=[*_icons(found.get(s.condition.key), s.key), *map(forest, s.pools)]
                )
            ),
            tuple(condition_rest(catalogue, s, 3, pictures=True)),
        )
        for s in treated
    ]
    if not parts:
        return Part("conditions", tuple(without))
    last = [Part("elsewhere", tuple(_deeper(without)))] if without else []
    return Part("conditions", (Heading("The evidence by condition"),), inner=(*parts, *last))


def _deeper(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks with headings one level further down."""
    return (Heading(b.text, b.level + 1) if isinstance(b, Heading) else b for b in blocks)


def _footnote(study: Study) -> Footnote:
    people = f", {fmt.count(study.participants)} people" if study.participants and not study.is_mechanism else ""
    text = f"{study_name(study)}, {design_words(study)}{people}."
    return Footnote(study.citekey, study.label, text, link(study.reference))


def _work_footnote(work: Study | BackgroundWork) -> Footnote:
    if isinstance(work, Study):
        return _footnote(work)
    told = ", ".join(part for part in (work.label, (work.reference.title or "").rstrip(".")) if part)
    return Footnote(work.citekey, work.label, f"{told}.", link(work.reference))


def _about(catalogue: Catalogue) -> list[Block]:
    """Who publishes the sheet, of what, and how its words are to be read."""
    sheet, publisher = catalogue.sheet, catalogue.sheet.publisher
    rows, links = [("Topic", sheet.topic), ("Treatment", sheet.intervention)], []
    if publisher is not None:
        whose = "Source sheet published by" if sheet.kind == "transcribed" else "Published by"
        rows.append((whose, publisher.name))
        for label, text, url in (
            ("Website", publisher.website, website_link),
            ("Telephone", publisher.telephone, telephone_link),
        ):
            if text:
                rows.append((label, text))
                links += [(label, address) for address in (url(text),) if address]
    if sheet.published:
        date = "Date of the source sheet" if sheet.kind == "transcribed" else "Date"
        rows.append((date, fmt.month_and_year(sheet.published)))
    if sheet.licence:
        rows.append(("Licence", sheet.licence))
    return [Heading("About this sheet"), Facts(tuple(rows), tuple(links))]


def _section(catalogue: Catalogue, section: Section) -> list[Block]:
    return [
        Heading(section.title),
        *(Prose(behind(p.text, [Work(key, catalogue.labelled(key)) for key in p.cites])) for p in section.paragraphs),
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
    items = tuple(Prose(after(f"{labels[f.result.record]}: ", finding_text(f))) for f in report.found)
    intro = Prose(f"Every number was checked: {count_line(report)}.")
    return [Heading("What the checks found"), intro, *([Bullets(items)] if items else [])]


def _references(catalogue: Catalogue, scope: Scope, cited: Sequence[Study | BackgroundWork]) -> list[Block]:
    items = [reference_item(catalogue, s) for s in in_order(scope.studies)]
    blocks: list[Block] = [Heading("References"), References(tuple(items))] if items else []
    if cited:
        works = tuple(reference_item(catalogue, work) for work in cited)
        blocks += [Heading("Background works" if scope.is_whole else "Other works cited", 3), References(works)]
    return blocks


def _cited(catalogue: Catalogue, scope: Scope) -> list[Study | BackgroundWork]:
    """The works to be listed beside the studies in scope: all background works, or those that the part cites."""
    if scope.is_whole:
        return list(catalogue.background)
    keys = scope.condition_keys
    about: list[Record] = [*scope.studies, *scope.conditions, *scope_claims(catalogue, scope)]
    about += [r for r in catalogue.ratings if r.condition in keys]
    about += [a for a in catalogue.acknowledged if a.record in scope.citekeys]
    wanted = {key for record in about for key in cites(record)} - set(scope.citekeys)
    wanted.update(key for claim in scope_claims(catalogue, scope) for key in claim.studies if key not in scope.citekeys)
    every: list[Study | BackgroundWork] = [*catalogue.studies, *catalogue.background]
    return [work for work in every if work.citekey in wanted]


def _notes(catalogue: Catalogue, scope: Scope) -> list[Block]:
    notes = [Prose(note) for note in catalogue.sheet.notes] if scope.is_whole else []
    notes += [Prose(after(f"{s.label}: ", note)) for s in in_order(scope.studies) for note in s.source.notes]
    return [Heading("Notes on the source"), Bullets(tuple(notes))] if notes else []
