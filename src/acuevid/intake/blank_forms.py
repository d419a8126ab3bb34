"""Making an extraction form: a workbook for people who never see TOML, with what the catalogue has filled in."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from acuevid.appraisal_tools import Tool
from acuevid.errors import AcuevidError
from acuevid.intake.cells import as_key
from acuevid.intake.columns import APPRAISALS, JUDGEMENTS, KEY_NOTES, SHEETS, Column, Sheet
from acuevid.intake.compare import rows_of
from acuevid.intake.form_lists import Lists, lists_of
from acuevid.intake.forms import needed
from acuevid.models import Catalogue, Study

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_MOST_STUDIES = 1_000
_LAST_ROW = 2_000
"""So far down the lists to choose from are offered."""
_LONGEST = 32_000
_LINE, _MOST_LINES = 13.5, 12
"""The height of a line in points, and so many lines a row shows."""
_FREE_ROWS = {"arms": 2, "outcomes": 3}
"""So many rows stand ready for a study that has none."""
_UNFIT = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
_WIDTHS = {
    "text": 26,
    "texts": 24,
    "key": 18,
    "keys": 18,
    "word": 21,
    "words": 22,
    "date": 11,
    "free": 14,
    "p": 10,
    "judgement": 18,
}
_WIDE = ("title", "conclusion", "eligibility", "source: notes", "note", "support", "overall support")
_DARK, _MIDDLE, _PALE, _INK = "FF1F4E5F", "FF4F7F8F", "FFEDEFF1", "FFFFFFFF"
_FONT = "Calibri"
_HOW_TO = (
    "What stands in the catalogue is filled in. Fill in what is empty, and correct what is wrong.",
    "Rest the pointer on a heading: a note says what the column holds. Dark headings must be filled in.",
    "Write figures as the source prints them, with their last zeros. Do not work anything out.",
    "An empty cell says nothing, and takes nothing away. A single - takes a value out of the catalogue.",
    "Grey cells say which row is which, and are locked. A new group or outcome is a new row below.",
    "Give a new group or outcome a short name, and use it on all sheets. Its figures are rows of the sheet 'figures'.",
    "Of an appraisal, 'appraisals' has the tool and the whole, and 'judgements' a row for each domain.",
    "Where a cell has a list, choose from it; the sheet 'lists' says what the words mean.",
    "Several entries in one cell stand each on a line of its own (Alt and Enter; in LibreOffice Ctrl and Enter).",
)


class Ready(NamedTuple):
    """An appraisal that stands ready to be made in each study: its tool, and who is to make it."""

    tool: Tool
    by: str = ""

    def rows(self, study: Study) -> Iterator[tuple[Sheet, tuple[str, ...], Mapping[str, str]]]:
        """Its rows, by the name of the person; none where that person has appraised the study with the tool."""
        if self.by and any((a.tool.key, a.by) == (self.tool.key, self.by) for a in study.appraisals):
            return
        key = (study.citekey, as_key(self.by) or "new")
        said = {"tool": self.tool.key, "by": self.by}
        yield APPRAISALS, key, {heading: text for heading, text in said.items() if text}
        for domain in self.tool.domains:
            yield JUDGEMENTS, (*key, domain.key), {JUDGEMENTS.shown: domain.name}


def blank_form(catalogue: Catalogue, studies: Sequence[Study], ready: Ready | None = None) -> bytes:
    """The form of these studies as a workbook (xlsx); raises `AcuevidError` where that is more than one can hold."""
    if len(studies) > _MOST_STUDIES:
        raise AcuevidError(f"a form of {len(studies):,} studies is more than people can fill in; name up to 1,000")
    book = needed().Workbook()
    book.remove(book.active)
    book.properties.creator, book.properties.title = "acuevid", f"Extraction form: {_safe(catalogue.sheet.title)}"
    _how_to(book, catalogue)
    rows: dict[str, list[tuple[tuple[str, ...], Mapping[str, str]]]] = {sheet.name: [] for sheet in SHEETS}
    for study in studies:
        for sheet, key, texts in (*rows_of(study), *(ready.rows(study) if ready else ())):
            rows[sheet.name].append((key, texts))
        for name, there in (("arms", study.arms), ("outcomes", study.outcomes)):
            rows[name] += [((study.citekey,), {})] * (0 if there else _FREE_ROWS[name])
    used = {a.tool.key: a.tool for study in studies for a in study.appraisals}
    used |= {ready.tool.key: ready.tool} if ready else {}
    lists = lists_of(catalogue, studies, list((used or catalogue.vocabulary.tools).values()))
    for sheet in SHEETS:
        _page(book, sheet, rows[sheet.name], lists)
    _words(book, lists)
    book.active = 1
    stream = io.BytesIO()
    book.save(stream)
    return _without_warnings(stream)


def _page(
    book: "Workbook", sheet: Sheet, rows: Sequence[tuple[tuple[str, ...], Mapping[str, str]]], lists: Lists
) -> None:
    page = book.create_sheet(sheet.name)
    shown = (sheet.shown,) if sheet.shown else ()
    fixed = (*sheet.keys, *shown)
    headings = (*fixed, *(column.heading for column in sheet.columns))
    _header(page, sheet, headings)
    widths = [20] * len(fixed) + [_width(column) for column in sheet.columns]
    _column_styles(page, widths)
    for number, (key, texts) in enumerate(rows, 2):
        cells = [*key, *[""] * (len(sheet.keys) - len(key)), *(texts.get(h, "") for h in headings[len(sheet.keys) :])]
        for n, text in enumerate(cells, 1):
            if text:
                _put(page, number, n, text, is_locked=n <= len(fixed))
        lines = max(_lines(text, width) for text, width in zip(cells, widths, strict=True))
        page.row_dimensions[number].height = _LINE * min(_MOST_LINES, lines)
    page.freeze_panes = page.cell(2, len(fixed) + 1)
    page.auto_filter.ref = page.dimensions
    protection = page.protection
    protection.sheet = True  # no password: it guards against slips, not against anybody
    protection.formatColumns = protection.formatRows = protection.formatCells = False
    protection.insertRows = protection.sort = protection.autoFilter = False
    _choices(page, sheet, headings, lists)
    page.page_setup.orientation, page.print_title_rows = "landscape", "1:1"
    page.print_options.gridLines = True
    page.print_title_cols = f"A:{'ABCDE'[len(fixed) - 1]}"


def _header(page: "Worksheet", sheet: Sheet, headings: Sequence[str]) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill

    notes = KEY_NOTES | {column.heading: column.note for column in sheet.columns}
    must = (*sheet.keys, *sheet.needed)
    for n, heading in enumerate(headings, 1):
        cell = page.cell(1, n, heading)
        cell.fill = PatternFill("solid", _DARK if heading in must else _MIDDLE)
        cell.font = Font(name=_FONT, bold=True, color=_INK)
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        cell.comment = Comment(notes[heading], "acuevid", height=110, width=260)
    page.row_dimensions[1].height = 3 * _LINE


def _lines(text: str, width: int) -> int:
    """How many lines a text takes in a column; programs that open the form need not work that out."""
    return sum(1 + len(line) // width for line in text.split("\n"))


def _column_styles(page: "Worksheet", widths: Sequence[int]) -> None:
    """Every cell of a column is text, so that it stays as it is typed, and may be written in."""
    from openpyxl.styles import Alignment, Protection
    from openpyxl.utils import get_column_letter

    for n, width in enumerate(widths, 1):
        dimension = page.column_dimensions[get_column_letter(n)]
        dimension.width = width
        dimension.number_format = "@"
        dimension.alignment = Alignment(wrap_text=True, vertical="top")
        dimension.protection = Protection(locked=False)


def _width(column: Column) -> int:
    return 44 if column.heading in _WIDE else _WIDTHS.get(column.kind, 11)


def _put(page: "Worksheet", row: int, column: int, text: str, *, is_locked: bool) -> None:
    """A text into a cell; it is never a formula, whatever it begins with."""
    from openpyxl.styles import Alignment, PatternFill, Protection

    if len(text) > _LONGEST:
        raise AcuevidError(f"{page.title} {text[:20]}…: a text of more than {_LONGEST:,} characters fits no cell")
    cell = page.cell(row, column)
    cell.value = _safe(text)
    cell.data_type = "s"
    cell.number_format = "@"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.protection = Protection(locked=is_locked)
    if text[0] in "=+-@'":
        cell.quotePrefix = True
    if is_locked:
        cell.fill = PatternFill("solid", _PALE)


def _safe(text: str) -> str:
    """A text as the XML of a workbook has it: what XML cannot hold goes by its number, as Excel writes it."""
    return _UNFIT.sub(lambda match: f"_x{ord(match[0]):04X}_", text)


def _choices(page: "Worksheet", sheet: Sheet, headings: Sequence[str], lists: Lists) -> None:
    """Lists to choose from; where a cell may hold several words or new ones, others may be typed, too."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    names = {column.heading: (column.words or "yes", column.kind == "words") for column in _chosen(sheet)}
    for n, heading in enumerate(headings, 1):
        if heading == "study":
            source, is_open = _range(lists, "study"), False
        elif heading in ("arm", "outcome") and sheet.name not in ("arms", "outcomes"):
            source, is_open = f"'{heading}s'!$B$2:$B${_LAST_ROW}", True
        elif heading == "outcome" and sheet.name == "effects":
            source, is_open = f"'outcomes'!$B$2:$B${_LAST_ROW}", True
        elif heading in names and lists[names[heading][0]]:
            source, is_open = _range(lists, names[heading][0]), names[heading][1]
        else:
            continue
        rule = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=not is_open)
        rule.errorTitle, rule.error = "Not in the list", f"Choose a word of the list for '{heading}', or leave it."
        letter = get_column_letter(n)
        rule.add(f"{letter}2:{letter}{_LAST_ROW}")
        page.add_data_validation(rule)


def _chosen(sheet: Sheet) -> Iterator[Column]:
    return (column for column in sheet.columns if column.words or column.kind == "flag")


def _range(lists: Lists, name: str) -> str:
    from openpyxl.utils import get_column_letter

    letter = get_column_letter(2 * list(lists).index(name) + 1)
    return f"'lists'!${letter}$3:${letter}${len(lists[name]) + 2}"


def _words(book: "Workbook", lists: Lists) -> None:
    """The lists, each in two columns: the words, and what they mean."""
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    page = book.create_sheet("lists")
    for n, (name, words) in enumerate(lists.items()):
        first = 2 * n + 1
        page.cell(1, first, name).font = Font(name=_FONT, bold=True)
        rows = [(_safe(word), _safe(meaning)) for word, meaning in words]
        for row, pair in enumerate(rows, 3):
            for column, text in enumerate(pair, first):
                cell = page.cell(row, column)
                cell.value, cell.data_type = text, "s"
        for column in (first, first + 1):
            longest = max((len(pair[column - first]) for pair in rows), default=0)
            page.column_dimensions[get_column_letter(column)].width = min(40, max(12, longest + 2))
    page.freeze_panes = "A3"
    page.protection.sheet = True


def _how_to(book: "Workbook", catalogue: Catalogue) -> None:
    """The first sheet: how to fill the form in, and every column with its note."""
    from openpyxl.styles import Alignment, Font, PatternFill

    page = book.create_sheet("how to")
    page.cell(1, 1, f"Extraction form: {_safe(catalogue.sheet.title)}").font = Font(name=_FONT, bold=True, size=14)
    for n, line in enumerate(_HOW_TO, 3):
        page.cell(n, 1, f"{n - 2}. {line}")
    start = len(_HOW_TO) + 4
    for n, heading in enumerate(("sheet", "column", "what it holds", "example"), 1):
        cell = page.cell(start, n, heading)
        cell.font, cell.fill = Font(name=_FONT, bold=True, color=_INK), PatternFill("solid", _DARK)
    row = start
    for sheet in SHEETS:
        row += 1
        page.cell(row, 1, sheet.name).font = Font(name=_FONT, bold=True)
        page.cell(row, 3, f"One row is {sheet.told}.").font = Font(name=_FONT, italic=True)
        for column in sheet.columns:
            row += 1
            told = [part for part in column.note.split("\n") if not part.startswith("Example: ")]
            for n, text in enumerate(("", column.heading, " ".join(told), column.example), 1):
                cell = page.cell(row, n)
                cell.value, cell.data_type = text, "s"
                cell.alignment = Alignment(wrap_text=n > 2, vertical="top")
            page.row_dimensions[row].height = _LINE * max(_lines(" ".join(told), 72), _lines(column.example, 28))
    for letter, width in zip("ABCD", (11, 26, 72, 28), strict=True):
        page.column_dimensions[letter].width = width
    page.protection.sheet = True
    page.page_setup.fitToHeight, page.sheet_properties.pageSetUpPr.fitToPage = 0, True


_NUMBERS_ARE_TEXT = b'<ignoredErrors><ignoredError sqref="A1:CV2000" numberStoredAsText="1"/></ignoredErrors>'


def _without_warnings(stream: io.BytesIO) -> bytes:
    """The workbook, in which Excel does not complain of each figure that is kept as text."""
    made = io.BytesIO()
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            data = old.read(part)
            if part.filename.startswith("xl/worksheets/sheet"):
                data = data.replace(b"<legacyDrawing", _NUMBERS_ARE_TEXT + b"<legacyDrawing", 1)
            new.writestr(part, data)
    return made.getvalue()
