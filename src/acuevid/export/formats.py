"""The formats of an export: what each is called, what it is for, and how it is made."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from acuevid.catalogue.load import Loaded
from acuevid.errors import AcuevidError
from acuevid.export.names import ExportFormat as Name
from acuevid.models import BackgroundWork, Study
from acuevid.views.blocks import Document, Heading
from acuevid.views.scope import Scope
from acuevid.views.table import Table

if TYPE_CHECKING:
    from acuevid.export.styled import Style


@dataclass(frozen=True)
class Export:
    """What is exported: the part in scope of a catalogue, and the choices that some formats have."""

    source: Loaded
    scope: Scope
    rows: Literal["studies", "outcomes"] = "studies"
    trace: bool = False
    raw: bool = False
    bom: bool = False
    tool: str = ""
    template: Path | None = None
    plain: bool = False
    style: Path | None = None
    remarks: list[str] = field(default_factory=list)
    """What a format has to say beside what it makes."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name, the end of its files' names, what it holds, the tool it is for, and how it is made.

    Text comes in pieces, so that JSON Lines, a line a study, are never whole in memory; what is no text, as bytes.
    """

    name: Name
    extension: str
    holds: str
    tool: str
    make: Callable[[Export], Iterator[str | bytes]]

    @property
    def is_json(self) -> bool:
        """Whether its text may be written in ASCII without a loss, as JSON's may."""
        return "json" in self.extension

    @property
    def is_text(self) -> bool:
        """Whether a terminal can show it."""
        return self.name not in (Name.DOCX, Name.PDF, Name.PARQUET)


def _markdown(export: Export) -> Iterator[str]:
    from acuevid.export.markdown import markdown_file

    yield markdown_file(_document(export))


def _html(export: Export) -> Iterator[str]:
    if export.plain:
        from acuevid.export.html.document import document_html

        document = _plain(export)
        title, *blocks = document.blocks
        assert isinstance(title, Heading)
        yield document_html(Document(tuple(blocks)), title.text)
        return
    from acuevid.checks.run import run_checks
    from acuevid.export.html.brand import logo_address
    from acuevid.export.html.page import page_html
    from acuevid.synthesis.sheet import summarise_sheet
    from acuevid.views.page import sheet_page

    catalogue = export.source.catalogue
    style = _style(export)
    report = run_checks(catalogue, export.scope.studies)  # the summary reads what this has found
    page = sheet_page(catalogue, summarise_sheet(catalogue), report, export.scope)
    if style is not None:
        from acuevid.views.restyle import restyled_page

        page = restyled_page(page, catalogue, style)
    ours = catalogue.sheet.style
    logo = logo_address(ours.logo, Path(export.source.name)) if ours is not None and ours.logo else ""
    yield from page_html(page, logo)


def _docx(export: Export) -> Iterator[bytes]:
    try:
        from acuevid.export.docx.document import Properties, document_docx
    except ImportError:
        raise AcuevidError('Word files need the extra "publish": pip install "acuevid[publish]"') from None
    sheet = export.source.catalogue.sheet
    document = _document(export)
    title = next((block.text for block in document.blocks if isinstance(block, Heading)), sheet.title)
    author = sheet.publisher.name if sheet.publisher is not None and sheet.kind == "own" else "acuevid"
    keywords = ", ".join(condition.name for condition in export.scope.conditions)
    yield document_docx(document, Properties(title, sheet.topic, author, keywords), export.template)


def _pdf(export: Export) -> Iterator[bytes]:
    from acuevid.export.pdf.document import Described, document_pdf

    sheet = export.source.catalogue.sheet
    document = _document(export)
    title = next((block.text for block in document.blocks if isinstance(block, Heading)), sheet.title)
    author = sheet.publisher.name if sheet.publisher is not None and sheet.kind == "own" else "acuevid"
    colour = (sheet.style.colour or "") if sheet.style is not None else ""
    words = tuple(condition.name for condition in export.scope.conditions)
    made = document_pdf(document, Described(title, sheet.topic, author, words, colour))
    export.remarks.extend(made.remarks)
    yield made.data


def _style(export: Export) -> "Style | None":
    """The style of the reference list, where one is chosen; it is read first, for it may be none."""
    if export.style is None:
        return None
    from acuevid.export.styled import Style

    return Style(export.style)


def _document(export: Export) -> Document:
    """The sheet, and on request what each of its sentences rests on; or the sheet in plain words."""
    if export.plain:
        return _plain(export)
    from acuevid.checks.run import run_checks
    from acuevid.synthesis.sheet import summarise_sheet
    from acuevid.views.factsheet import fact_sheet
    from acuevid.views.trace import trace_document

    catalogue = export.source.catalogue
    style = _style(export)
    report = run_checks(catalogue, export.scope.studies)  # the summary reads what this has found
    summary = summarise_sheet(catalogue)
    sheet = fact_sheet(catalogue, summary, report, export.scope)
    if style is not None:
        from acuevid.views.restyle import restyled_sheet

        sheet = restyled_sheet(sheet, catalogue, style)
    document = sheet.document
    if not export.trace:
        return document
    shown = [s for c in summary.conditions if c.condition.key in export.scope.condition_keys for s in c.statements]
    shown += (*summary.key, *summary.in_summary, *summary.mechanisms) if export.scope.is_whole else ()
    traced = trace_document(export.source, shown)
    blocks = Document.of(document.blocks, Heading("What each sentence rests on"), traced.blocks).blocks
    return Document(blocks, document.footnotes)


def _plain(export: Export) -> Document:
    """What is in scope in plain words."""
    from acuevid.synthesis.condition import summarise_condition
    from acuevid.views.plain import plain_document

    catalogue = export.source.catalogue
    return plain_document(catalogue, [summarise_condition(catalogue, c) for c in export.scope.conditions], whole=True)


def _json(export: Export) -> Iterator[str]:
    from acuevid.export.json import sheet_json
    from acuevid.synthesis.sheet import summarise_sheet
    from acuevid.views.trace import places_in

    catalogue = export.source.catalogue
    yield from sheet_json(catalogue, summarise_sheet(catalogue), export.scope, places_in(export.source))


def _jsonl(export: Export) -> Iterator[str]:
    from acuevid.export.json import studies_jsonl

    yield from studies_jsonl(export.source.catalogue, export.scope.studies)


def _csv(export: Export) -> Iterator[str]:
    from acuevid.export.csv import table_csv

    yield _with_bom(table_csv(table_of(export), raw=export.raw), export)


def _tsv(export: Export) -> Iterator[str]:
    from acuevid.export.tsv import table_tsv

    yield _with_bom(table_tsv(table_of(export), raw=export.raw), export)


def _parquet(export: Export) -> Iterator[bytes]:
    from acuevid.export.parquet import table_parquet

    yield table_parquet(table_of(export))


def _with_bom(text: str, export: Export) -> str:
    """With the mark, where it is asked for, by which Excel knows UTF-8."""
    return f"\ufeff{text}" if export.bom else text


def table_of(export: Export) -> Table:
    """The studies, or the outcomes, in scope as a table."""
    from acuevid.views.outcomes import outcomes_data
    from acuevid.views.rows import EXPORT_COLUMNS, studies_table

    if export.rows == "outcomes":
        return outcomes_data(export.scope.studies)
    return studies_table(export.source.catalogue, export.scope.studies, EXPORT_COLUMNS)


def _metafor(export: Export) -> Iterator[str]:
    from acuevid.export.csv import table_csv
    from acuevid.views.metafor import metafor_data

    yield table_csv(metafor_data(export.scope.studies), raw=export.raw)


def _r(export: Export) -> Iterator[str]:
    from acuevid.export.rscript import sheet_script

    yield sheet_script(export.source.catalogue, export.scope)


def _robvis(export: Export) -> Iterator[str]:
    from acuevid.export.csv import table_csv
    from acuevid.export.robvis import robvis_table

    yield table_csv(robvis_table(export.source.catalogue, export.scope.studies, export.tool), raw=export.raw)


def works_of(export: Export) -> Iterable[Study | BackgroundWork]:
    """The studies in scope, and with the whole sheet its background works."""
    background = export.source.catalogue.background if export.scope.is_whole else ()
    return (*export.scope.studies, *background)


def _bibtex(export: Export) -> Iterator[str]:
    from acuevid.export.bibtex import bibliography_bibtex

    yield bibliography_bibtex(tuple(works_of(export)))


def _ris(export: Export) -> Iterator[str]:
    from acuevid.export.ris import bibliography_ris

    yield bibliography_ris(tuple(works_of(export)))


def _csl(export: Export) -> Iterator[str]:
    from acuevid.export.csl import bibliography_csl

    yield bibliography_csl(tuple(works_of(export)))


def _fhir(export: Export) -> Iterator[str]:
    from acuevid.export.fhir.bundle import sheet_fhir

    yield from sheet_fhir(export.source.catalogue, export.scope)


def _toml(export: Export) -> Iterator[str]:
    from acuevid.catalogue.narrow import narrow
    from acuevid.export.toml import catalogue_toml

    catalogue, scope = export.source.catalogue, export.scope
    if not scope.is_whole:
        catalogue = narrow(catalogue, scope.studies, {condition.key for condition in scope.conditions})
    yield catalogue_toml(catalogue)


FORMATS = {
    form.name: form
    for form in (
        Format(Name.MD, ".md", "the sheet as Markdown", "editors, GitHub, pandoc", _markdown),
        Format(Name.HTML, ".html", "the sheet as one web page", "browsers, a website, printing", _html),
        Format(
            Name.DOCX, ".docx", "the sheet as a Word file", "Word, LibreOffice; with --template in your look", _docx
        ),
        Format(Name.PDF, ".pdf", "the sheet as a tagged PDF (PDF/UA-1), A4", "printing, archives, e-mail", _pdf),
        Format(Name.JSON, ".json", "records, effects, findings, sentences with their basis", "programs, jq", _json),
        Format(Name.JSONL, ".jsonl", "a study a line, in full", "DuckDB, pandas", _jsonl),
        Format(Name.CSV, ".csv", "a study a row, or an outcome (--rows outcomes)", "spreadsheets", _csv),
        Format(Name.TSV, ".tsv", "the same, parted by tabs", "spreadsheets, awk", _tsv),
        Format(
            Name.PARQUET, ".parquet", "the same, typed: numbers, texts, lists", "DuckDB, Spark, warehouses", _parquet
        ),
        Format(Name.METAFOR, ".metafor.csv", "counts and means of each comparison", "R: metafor's escalc", _metafor),
        Format(Name.R, ".R", "every pool: its data and the calls that redo it", "R: metafor, under Rscript", _r),
        Format(Name.ROBVIS, ".robvis.csv", "judgements with one tool of appraisal", "R: robvis", _robvis),
        Format(Name.BIBTEX, ".bib", "the references", "LaTeX, JabRef", _bibtex),
        Format(Name.RIS, ".ris", "the references", "Zotero, EndNote, Mendeley", _ris),
        Format(Name.CSL_JSON, ".csl.json", "the references", "Zotero, pandoc --citeproc", _csl),
        Format(
            Name.FHIR, ".fhir.json", "citations, effects, pools, ratings in FHIR R5", "FHIR servers, guidelines", _fhir
        ),
        Format(Name.TOML, ".toml", "the records as a catalogue", "acuevid", _toml),
    )
}
