"""Extraction forms: what the catalogue holds comes back the same, and a changed cell is a changed field."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import strategies as st

from acuevid.catalogue.files import shipped_catalogues
from acuevid.catalogue.load import load_catalogue
from acuevid.intake.blank_forms import blank_form
from acuevid.intake.columns import SHEETS, Column
from acuevid.intake.compare import differences
from acuevid.intake.forms import read_form
from acuevid.models import Catalogue
from tests.conftest import DATA, Command, law

KINDS = DATA / "kinds.toml"
CATALOGUES = (*shipped_catalogues(), KINDS, DATA / "effects.toml", DATA / "sound.toml", DATA / "rated.toml")

Page = Any
Edit = Callable[[Any], None]
Filled = Callable[..., Path]


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A catalogue of one's own."""
    path = tmp_path / "kinds.toml"
    path.write_bytes(KINDS.read_bytes())
    return path


@pytest.fixture
def filled(acuevid: Command, mine: Path) -> Filled:
    """A form of that catalogue, which somebody has worked in."""

    def fill(edit: Edit, name: str = "filled.xlsx") -> Path:
        path = mine.parent / name
        assert acuevid("form", "--catalogue", mine, "-o", path, "--force").code == 0
        book = openpyxl.load_workbook(path)
        edit(book)
        book.save(path)
        return path

    return fill


def at(page: Page, row: tuple[str, ...], heading: str) -> Any:
    """The cell of a row, told by its key, under a heading."""
    headings = [cell.value for cell in page[1]]
    for cells in page.iter_rows(min_row=2):
        if tuple(cell.value for cell in cells[: len(row)]) == row:
            return cells[headings.index(heading)]
    raise LookupError(row)


def add(page: Page, **values: str | float) -> None:
    """A new row below all others; a heading's blanks are underscores here."""
    headings = [cell.value for cell in page[1]]
    row = page.max_row + 1
    for heading, value in values.items():
        page.cell(row, headings.index(heading.replace("_", " ")) + 1).value = value


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_what_the_catalogue_holds_comes_back_the_same(path: Path, acuevid: Command, tmp_path: Path) -> None:
    form = tmp_path / "forms.xlsx"
    made = acuevid("form", "--catalogue", path, "-o", form)
    assert (made.code, made.out) == (0, "")
    assert acuevid("import", form, "--catalogue", path) == (0, "", "no difference\n")


def test_every_field_of_a_study_has_a_column_or_is_known_to_have_none() -> None:
    from acuevid.appraisals import Appraisal
    from acuevid.models import Arm, Outcome, ReportedEffect, ReviewScope, Source, Study, Treatment, TrialCounts

    paths = {sheet.name: {column.path for column in sheet.columns} for sheet in SHEETS}

    def names(model: Any) -> set[str]:
        return {field.alias or name for name, field in model.model_fields.items()}

    def under(sheet: str, first: str) -> set[str]:
        return {path[1] for path in paths[sheet] if path[0] == first}

    tables = {"citekey", "reference", "arm", "outcome", "appraisal"}
    assert {path[0] for path in paths["studies"]} | tables == names(Study)
    assert {path[0] for path in paths["arms"]} | {"id"} == names(Arm)
    of_outcomes = {path[0] for sheet in ("outcomes", "figures", "effects") for path in paths[sheet]}
    assert of_outcomes | {"id"} == names(Outcome)
    assert under("effects", "effect") | {"primary", "p"} == names(ReportedEffect)  # those of one among several
    of_appraisals = {path[0] for sheet in ("appraisals", "judgements") for path in paths[sheet]}
    assert of_appraisals == names(Appraisal)
    assert under("outcomes", "trials") == names(TrialCounts)
    assert under("studies", "review") == names(ReviewScope)
    assert under("studies", "source") == names(Source)
    assert under("studies", "treatment") == under("arms", "treatment") == names(Treatment)


@pytest.fixture(scope="module", params=[KINDS, DATA / "rated.toml"], ids=lambda path: path.stem)
def whole(request: pytest.FixtureRequest) -> Catalogue:
    return load_catalogue(request.param)


@pytest.fixture(scope="module")
def blank(whole: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("forms") / "blank.xlsx"
    path.write_bytes(blank_form(whole, whole.studies))
    return path


_NEW = {"count": "7", "number": "0.70", "percent": "12.50", "key": "other", "date": "1999-03", "p": "< 0.001"}


def new_text(column: Column, old: str) -> str:
    """A text for a cell that it does not have yet."""
    if column.kind == "flag":
        return "-" if old else "yes"
    if column.kind in ("word", "words", "judgement", "text", "texts", "keys", "free"):
        return f"{old}\nmore" if column.kind == "texts" else "another"
    return _NEW[column.kind]


@law(st.integers(0, 10**9), short=6, long=150)
def test_one_cell_changed_is_one_field_changed(whole: Catalogue, blank: Path, seed: int) -> None:
    """Of a pair, an end that the catalogue has: that both ends go together is another test."""
    chance = random.Random(seed)
    book = openpyxl.load_workbook(blank)
    cell, column, sheet = None, SHEETS[0].columns[0], SHEETS[0]
    sheets = [sheet for sheet in SHEETS if book[sheet.name].max_row > 1]
    while cell is None or (column.end is not None and not cell.value):
        sheet = chance.choice(sheets)
        page, column = book[sheet.name], chance.choice(sheet.columns)
        headings = [cell.value for cell in page[1]]
        cell = page.cell(chance.randint(2, page.max_row), headings.index(column.heading) + 1)
    old = cell.value or ""
    cell.value = new_text(column, old)
    if old and column.end is None and chance.random() < 0.3:
        cell.value = "-"
    takes_out = cell.value == "-"  # a flag's other value is none, too
    changed = blank.with_name("changed.xlsx")
    book.save(changed)
    found = differences(whole, [read_form(changed)])
    key = tuple(str(page.cell(cell.row, n).value) for n in range(1, len(sheet.keys) + 1))
    place = f"changed.xlsx, {sheet.name} {cell.coordinate}"
    assert [(d.citekey, d.field, d.place) for d in found] == [(key[0], sheet.field(key, column), place)]
    assert (found[0].value is None) is takes_out
    assert not found[0].stays


def test_a_changed_cell_changes_its_field_and_nothing_else(filled: Filled, acuevid: Command, mine: Path) -> None:
    def edit(book: Any) -> None:
        at(book["figures"], ("adams2001", "pain", "needling"), "mean").value = "3.20"
        at(book["figures"], ("brown2003", "pain", "sham"), "ci low").value = "3.9"
        at(book["outcomes"], ("clark2005", "days"), "p").value = "< 0.001"
        at(book["studies"], ("davis2007",), "countries").value = "Wales\nIreland"

    form, before = filled(edit), mine.read_text(encoding="utf-8")
    shown = acuevid("import", form, "--catalogue", mine, "--dry-run")
    assert shown.out.splitlines() == [
        "study\tfield\tcatalogue\tform\tcell",
        "davis2007\tcountries\t\tWales Ireland\tfilled.xlsx, studies AD5",
        "clark2005\toutcome[days].p\t0.01\t< 0.001\tfilled.xlsx, outcomes Z4",
        "adams2001\toutcome[pain].mean.needling\t3.2\t3.20\tfilled.xlsx, figures J2",
        "brown2003\toutcome[pain].ci.sham\t3.8 to 5.0\t3.9 to 5.0\tfilled.xlsx, figures M5",
    ]
    assert shown.err == "nothing was changed\n"
    assert mine.read_text(encoding="utf-8") == before
    assert acuevid("import", form, "--catalogue", mine).code == 0
    after = mine.read_text(encoding="utf-8")
    expected = (
        before.replace("mean = { needling = 3.2, sham = 4.1 }", "mean = { needling = 3.20, sham = 4.1 }")
        .replace("sham = [3.8, 5.0]", "sham = [3.9, 5.0]")
        .replace('p = "= 0.01"', 'p = "< 0.001"')
        .replace("participants = 90\n", 'participants = 90\ncountries = ["Wales", "Ireland"]\n')
    )
    assert after == expected
    assert acuevid("import", form, "--catalogue", mine).err == "no difference\n"


def test_a_new_row_is_a_new_arm_or_outcome(filled: Filled, acuevid: Command, mine: Path) -> None:
    def edit(book: Any) -> None:
        at(book["outcomes"], ("ford2011", "sleep"), "compares").value = "needling\nsham"
        add(
            book["arms"], study="ford2011", arm="No Care", label="no care", role="Comparator", comparator="no-treatment"
        )
        add(
            book["outcomes"],
            study="ford2011",
            outcome="falls",
            label="falls",
            family="harms",
            compares="needling, no care",
        )
        add(book["figures"], study="ford2011", outcome="falls", arm="no care", events=3, total="14")
        add(book["effects"], study="ford2011", outcome="falls", measure="risk_ratio", estimate="0.50", ci_low=0.2)

    assert acuevid("import", filled(edit), "--catalogue", mine).code == 0
    study = load_catalogue(mine).study_by_key["ford2011"]
    assert study.arms[-1].id == "no-care"
    falls = study.outcomes[-1]
    assert (falls.compares, falls.events, falls.total) == (("needling", "no-care"), {"no-care": 3}, {"no-care": 14})
    assert falls.effect is not None
    assert [str(n) for n in (falls.effect.estimate, falls.effect.ci_low)] == ["0.50", "0.2"]


def test_an_empty_cell_says_nothing_and_a_hyphen_takes_out(filled: Filled, acuevid: Command, mine: Path) -> None:
    def edit(book: Any) -> None:
        at(book["figures"], ("adams2001", "pain", "needling"), "mean").value = None
        at(book["outcomes"], ("adams2001", "pain"), "p").value = "-"
        for end in ("low", "high"):
            at(book["figures"], ("brown2003", "pain", "sham"), f"ci {end}").value = "-"

    told = acuevid("import", filled(edit), "--catalogue", mine)
    assert "adams2001\toutcome[pain].mean.needling\t3.2\t\t" in told.out
    assert "1 field empty in a form stays; a - in the cell takes it out\n" in told.err
    adams, brown = load_catalogue(mine).studies[:2]
    assert str(adams.outcomes[0].mean["needling"]) == "3.2"
    assert adams.outcomes[0].p is None
    assert "sham" not in brown.outcomes[0].ci


def test_a_number_that_a_spreadsheet_keeps_as_one_may_lack_its_last_zeros(
    filled: Filled, acuevid: Command, mine: Path
) -> None:
    """sham's standard error is 0.30: a cell with the number 0.3 says the same, the text 0.3 does not."""

    def edit(book: Any) -> None:
        cell = at(book["figures"], ("adams2001", "pain", "sham"), "se")
        cell.number_format, cell.value = "General", 0.3

    assert acuevid("import", filled(edit), "--catalogue", mine).err == "no difference\n"

    def shorten(book: Any) -> None:
        at(book["figures"], ("adams2001", "pain", "sham"), "se").value = "0.3"

    assert "se.sham\t0.30\t0.3\t" in acuevid("import", filled(shorten), "--catalogue", mine, "--dry-run").out


@pytest.mark.parametrize(
    ("value", "shown_as", "read"),
    [(40, "0.0", "40.0"), (27.6, "General", "27.6"), (0.125, "0.0%", "12.5"), (3, "0", "3"), (0.05, "0.000", "0.050")],
)
def test_a_number_has_the_decimals_that_its_cell_shows(
    value: float, shown_as: str, read: str, filled: Filled, acuevid: Command, mine: Path
) -> None:
    def edit(book: Any) -> None:
        cell = at(book["figures"], ("irwin2017", "recovered", "usual"), "percent")
        cell.number_format, cell.value = shown_as, value

    told = acuevid("import", filled(edit), "--catalogue", mine, "--dry-run")
    assert f"percent.usual\t\t{read}\t" in told.out


@pytest.mark.parametrize(
    ("sheet", "row", "heading", "value", "said"),
    [
        ("figures", ("adams2001", "pain", "sham"), "mean", "=1+1", "figures J3: there is a formula; write its value"),
        ("figures", ("adams2001", "pain", "sham"), "mean", "4,1", "figures J3: '4,1' is no number; write 4.1"),
        ("figures", ("adams2001", "pain", "sham"), "mean", "about 4", "figures J3: 'about 4' is no number"),
        ("figures", ("adams2001", "pain", "sham"), "events", "4.5", "figures E3: '4.5' is no whole number"),
        ("figures", ("adams2001", "pain", "sham"), "ci low", "1", "figures M3: ci low and ci high go together"),
        ("outcomes", ("adams2001", "pain"), "p", "1.2", "outcomes Z2: "),
        ("outcomes", ("adams2001", "pain"), "family", "agony", "outcomes E2: family = 'agony' is not one of: "),
        ("outcomes", ("adams2001", "pain"), "compares", "needling\nshan", "compares names 'shan'"),
        ("arms", ("adams2001", "sham"), "comparator", "-", "arms E3: [study.arm] plays the comparator and has no"),
        ("studies", ("adams2001",), "study", "adams2002", "studies A2: the catalogue has no study 'adams2002'"),
        ("studies", ("adams2001",), "population", "a_x0007_b", "studies K2: there is a control character in it"),
        ("arms", ("adams2001", "sham"), "arm", "needling", "arms A3: the same row stands in"),
        ("arms", ("adams2001", "sham"), "arm", None, "arms row 3: it does not say which arm it is of"),
    ],
)
def test_what_is_wrong_is_one_line_with_its_cell(
    sheet: str,
    row: tuple[str, ...],
    heading: str,
    value: str | None,
    said: str,
    filled: Filled,
    acuevid: Command,
    mine: Path,
) -> None:
    def edit(book: Any) -> None:
        at(book[sheet], row, heading).value = value

    before = mine.read_bytes()
    told = acuevid("import", filled(edit), "--catalogue", mine)
    assert (told.code, told.out) == (1, "")
    (line,) = told.err.splitlines()
    assert line.startswith("filled.xlsx, ")
    assert said in line
    assert mine.read_bytes() == before


def test_text_that_begins_like_a_formula_is_text(acuevid: Command, mine: Path, tmp_path: Path) -> None:
    mine.write_text(
        mine.read_text(encoding="utf-8").replace('label = "pain"', "label = \"=cmd|' /C calc'!A0 \\u0007 _x0041_\""),
        encoding="utf-8",
    )
    form = tmp_path / "f.xlsx"
    acuevid("form", "adams2001", "--catalogue", mine, "-o", form)
    cell = at(openpyxl.load_workbook(form)["outcomes"], ("adams2001", "pain"), "label")
    assert cell.data_type == "s"
    assert cell.quotePrefix
    assert acuevid("import", form, "--catalogue", mine).err == "no difference\n"


def test_forms_of_several_people_come_in_together_unless_they_disagree(
    filled: Filled, acuevid: Command, mine: Path
) -> None:
    def anna(book: Any) -> None:
        at(book["studies"], ("adams2001",), "setting").value = "a clinic"

    def ben(book: Any) -> None:
        at(book["studies"], ("adams2001",), "funding").value = "a charity"

    def cleo(book: Any) -> None:
        at(book["studies"], ("adams2001",), "setting").value = "a hospital"

    forms = [filled(edit, name) for edit, name in ((anna, "anna.xlsx"), (ben, "ben.xlsx"), (cleo, "cleo.xlsx"))]
    refused = acuevid("import", *forms, "--catalogue", mine)
    assert refused.err == "cleo.xlsx, studies AE2: a hospital here, and a clinic in anna.xlsx, studies AE2\n"
    compared = acuevid("form", "--compare", *forms)
    assert compared.code == 1
    cells = "anna.xlsx, studies {0}; ben.xlsx, studies {0}; cleo.xlsx, studies {0}"
    assert compared.out.splitlines() == [
        "study\tfield\tform_1\tform_2\tform_3\tcells",
        f"adams2001\tsetting\ta clinic\t\ta hospital\t{cells.format('AE2')}",
        f"adams2001\tfunding\t\ta charity\t\t{cells.format('AP2')}",
    ]
    assert acuevid("form", "--compare", forms[0], forms[0]) == (
        0,
        compared.out.splitlines()[0].replace("form_3\t", "") + "\n",
        "no disagreement\n",
    )
    assert acuevid("import", *forms[:2], "--catalogue", mine).code == 0
    adams = load_catalogue(mine).studies[0]
    assert (adams.setting, adams.funding) == ("a clinic", "a charity")


def test_what_is_no_part_of_a_form_is_named(filled: Filled, acuevid: Command, mine: Path) -> None:
    def edit(book: Any) -> None:
        book.create_sheet("my sums")["A1"] = 1
        book["arms"].cell(1, 30).value = "Colour"
        book["arms"].delete_rows(3)

    told = acuevid("import", filled(edit), "--catalogue", mine)
    assert told.code == 0
    assert told.err.splitlines() == [
        "filled.xlsx: no part of a form, and not read: sheet 'my sums', column 'colour' of sheet 'arms'",
        "filled.xlsx has no row of arm[sham] of adams2001; what has none stays",
        "no difference",
    ]


def test_a_form_is_not_written_over_without_force(acuevid: Command, tmp_path: Path) -> None:
    form = tmp_path / "forms.xlsx"
    assert acuevid("form", "shlay", "-o", form).err == f"wrote {form}, a form of 1 study\n"
    assert "may have somebody's work in it" in acuevid("form", "shlay", "-o", form).err
    assert acuevid("form", "shlay", "-o", form, "--force").code == 0


def test_a_study_that_is_not_extracted_yet_has_rows_to_fill_in(acuevid: Command, mine: Path, tmp_path: Path) -> None:
    text = mine.read_text(encoding="utf-8")
    mine.write_text(
        text + '\n[[study]]\ncitekey = "new2024"\nconditions = ["migraine"]\ndesign = "cohort"\n'
        '[study.reference]\nauthors = ["New N"]\ntitle = "New"\nissued = 2024\n',
        encoding="utf-8",
    )
    form = tmp_path / "f.xlsx"
    acuevid("form", "new2024", "--catalogue", mine, "-o", form)
    book = openpyxl.load_workbook(form)
    assert [cell.value for cell in book["arms"]["A"]] == ["study", "new2024", "new2024"]
    assert [cell.value for cell in book["outcomes"]["A"]] == ["study", *["new2024"] * 3]
    assert acuevid("import", form, "--catalogue", mine).err == "no difference\n"


def test_a_command_line_that_makes_no_form(acuevid: Command, mine: Path, tmp_path: Path) -> None:
    form = tmp_path / "f.xlsx"
    assert acuevid("form", "shlay", "--condition", "hiv", "-o", form).code == 2
    assert acuevid("form", "--compare", form).code == 2
    assert acuevid("form", "nobody", "-o", form).code == 1
    assert acuevid("form", "-o", tmp_path / "nowhere" / "f.xlsx").err.startswith("acuevid: there is no folder ")
    assert acuevid("import", KINDS, form, "--catalogue", mine).code == 1
    assert not form.exists()


def test_forms_and_other_files_are_imported_apart(filled: Filled, acuevid: Command, mine: Path) -> None:
    told = acuevid("import", filled(lambda _: None), KINDS, "--catalogue", mine)
    assert told.code == 2
    assert told.err.startswith("acuevid: extraction forms (.xlsx) and other files are imported apart")


def test_a_catalogue_that_somebody_changed_meanwhile_is_not_written(
    filled: Filled, acuevid: Command, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def edit(book: Any) -> None:
        at(book["studies"], ("adams2001",), "setting").value = "a clinic"

    form = filled(edit)
    monkeypatch.setattr("acuevid.intake.taking.load_bytes", lambda *_: mine.write_text("# changed\n", encoding="utf-8"))
    told = acuevid("import", form, "--catalogue", mine)
    assert told.code == 1
    assert told.err.endswith("was changed meanwhile; import the form again\n")
    assert mine.read_text(encoding="utf-8") == "# changed\n"
