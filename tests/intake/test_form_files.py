"""Forms as files: LibreOffice opens and saves them without loss, and hostile ones are one line of error."""

import io
import random
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from acuevid.catalogue.files import shipped_catalogues
from tests.conftest import DATA, Command, rest_long
from tests.export.tools import missing

KINDS = DATA / "kinds.toml"
SHEET = "xl/worksheets/sheet3.xml"  # arms


@pytest.fixture(scope="session")
def office() -> str:
    found = shutil.which("soffice")
    return found if found is not None else missing("soffice (libreoffice-calc-nogui)")


@pytest.mark.parametrize(
    "path", rest_long([KINDS], [*shipped_catalogues(), DATA / "sound.toml"]), ids=lambda path: path.stem
)
def test_libreoffice_opens_and_saves_a_form_without_loss(
    path: Path, office: str, acuevid: Command, tmp_path: Path
) -> None:
    text = path.read_text(encoding="utf-8").replace('label = "pain"', 'label = "=1+1 \\u0007\\n 007"')
    mine = tmp_path / "mine.toml"
    mine.write_text(text.replace('label = "sham', 'label = "_x0041_ 40.0 sham'), encoding="utf-8")
    form = tmp_path / "form.xlsx"
    assert acuevid("form", "--catalogue", mine, "-o", form).code == 0
    saved = tmp_path / "saved"
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    command = [office, home, "--headless", "--convert-to", "xlsx", "--outdir", str(saved), str(form)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    assert acuevid("import", saved / "form.xlsx", "--catalogue", mine) == (0, "", "no difference\n")
    arms = openpyxl.load_workbook(saved / "form.xlsx")["arms"]
    assert arms.protection.sheet
    assert arms["C1"].comment is not None
    assert arms["C2"].number_format == "@"
    assert any("lists" in str(rule.formula1) for rule in arms.data_validations.dataValidation)


@pytest.fixture
def form(acuevid: Command, tmp_path: Path) -> Path:
    path = tmp_path / "form.xlsx"
    assert acuevid("form", "--catalogue", KINDS, "-o", path).code == 0
    return path


def parts_of(path: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            yield name, archive.read(name)


def with_parts(path: Path, **changed: bytes) -> None:
    """The workbook with other parts, by their names with `__` for the slash and `_xml` for `.xml`."""
    names = {name.replace("__", "/").replace("_xml", ".xml"): data for name, data in changed.items()}
    parts = dict(parts_of(path)) | names
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def refused(acuevid: Command, path: Path) -> str:
    """The one line that refuses a form."""
    told = acuevid("import", path, "--catalogue", KINDS)
    assert (told.code, told.out) == (1, "")
    (line,) = told.err.splitlines()
    return line


def sheet_of(rows: str) -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    heads = "".join(
        f'<c r="{letter}1" t="inlineStr"><is><t>{heading}</t></is></c>'
        for letter, heading in zip("ABCD", ("study", "arm", "label", "role"), strict=True)
    )
    return f'<worksheet xmlns="{space}"><sheetData><row r="1">{heads}</row>{rows}</sheetData></worksheet>'.encode()


def test_a_zip_bomb_is_not_unpacked(acuevid: Command, form: Path) -> None:
    with_parts(form, xl__worksheets__sheet3_xml=b" " * 25_000_000)
    assert "packed more tightly than any form" in refused(acuevid, form)
    with_parts(form, xl__worksheets__sheet3_xml=b" " * 31_000_000)
    assert "holds more than 30 MB" in refused(acuevid, form)


def test_entities_are_not_expanded(acuevid: Command, form: Path) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    with_parts(form, xl__worksheets__sheet3_xml=bomb + sheet_of("<row r='2'><c r='A2'><v>&b;</v></c></row>"))
    assert "declares entities" in refused(acuevid, form)
    with_parts(form, xl__worksheets__sheet3_xml=sheet_of("").decode().encode("utf-16"))
    assert "declares entities" in refused(acuevid, form)


def test_a_million_rows_are_too_many(acuevid: Command, form: Path) -> None:
    row = "<row><c><v>{}</v></c></row>"
    with_parts(form, xl__worksheets__sheet3_xml=sheet_of("".join(row.format(n) for n in range(1_000_000))))
    assert "holds more than 30 MB" in refused(acuevid, form)
    with_parts(form, xl__worksheets__sheet3_xml=sheet_of("".join(row.format(n) for n in range(100_000))))
    assert "below row 20,000" in refused(acuevid, form)
    lone = '<row r="1048576"><c r="A1048576"><v>1</v></c></row>'
    with_parts(form, xl__worksheets__sheet3_xml=sheet_of(lone))
    assert refused(acuevid, form).endswith("form.xlsx, sheet arms: there is something below row 20,000")


def test_rows_without_end_that_are_empty_are_no_harm(acuevid: Command, form: Path) -> None:
    with_parts(form, xl__worksheets__sheet3_xml=sheet_of('<row r="1048576"/>'))
    told = acuevid("import", form, "--catalogue", KINDS)
    assert told.code == 0
    assert "no difference" in told.err


def test_huge_texts_and_many_strings_are_one_line(acuevid: Command, form: Path) -> None:
    text = '<c r="{}2" t="inlineStr"><is><t>{}</t></is></c>'
    key = text.format("A", "adams2001") + text.format("B", "sham")
    many = random.Random(17).randbytes(2_000_000).hex()
    with_parts(form, xl__worksheets__sheet3_xml=sheet_of(f'<row r="2">{key}{text.format("C", many)}</row>'))
    assert "arms C2: label has more than 20,000 characters" in refused(acuevid, form)


def test_texts_and_cells_without_number_are_one_line(acuevid: Command, form: Path) -> None:
    shared = "".join(f"<si><t>{n * 7919 % 1_000_003}</t></si>" for n in range(300_000))
    with_parts(form, xl__sharedStrings_xml=f"<sst>{shared}</sst>".encode())
    assert "more cells than any form" in refused(acuevid, form)
    with_parts(
        form, xl__sharedStrings_xml=b"<sst/>", xl__worksheets__sheet3_xml=sheet_of(f"<row>{'<c/>' * 800_000}</row>")
    )
    assert "packed more tightly" in refused(acuevid, form)
    cells = "".join(f"<c><v>{n * 7919 % 1_000_003}</v></c>" for n in range(800_000))
    with_parts(form, xl__worksheets__sheet3_xml=sheet_of(f"<row r='2'>{cells}</row>"))
    assert "more cells than any form" in refused(acuevid, form)


def test_control_characters_of_a_file_name_or_a_heading_are_shown(acuevid: Command, form: Path) -> None:
    named = form.with_name("a\x1b[31m.xlsx")
    named.write_bytes(b"PK\x03\x04 no archive")
    told = acuevid("import", named, "--catalogue", KINDS)
    assert told.code == 1
    assert "\x1b" not in told.err
    rows = '<row r="2"><c r="A2" t="inlineStr"><is><t>x_x001B_[31m</t></is></c><c r="B2"><v>1</v></c></row>'
    with_parts(form, xl__worksheets__sheet3_xml=sheet_of(rows))
    assert "\x1b" not in refused(acuevid, form)


@pytest.mark.parametrize("cut", [5, 100, 5_000, -30])
def test_a_file_that_is_cut_off_is_one_line(acuevid: Command, form: Path, cut: int) -> None:
    form.write_bytes(form.read_bytes()[:cut])
    told = acuevid("form", "--compare", form, form)
    assert (told.code, told.out) == (1, "")
    assert told.err == "acuevid: form.xlsx is no spreadsheet in Excel's form (xlsx)\n"


def test_another_workbook_is_no_form(acuevid: Command, tmp_path: Path) -> None:
    stream = io.BytesIO()
    openpyxl.Workbook().save(stream)
    path = tmp_path / "budget.xlsx"
    path.write_bytes(stream.getvalue())
    assert "budget.xlsx is no form of acuevid: it has no sheet named studies" in refused(acuevid, path)


def test_a_broken_sheet_is_one_line(acuevid: Command, form: Path) -> None:
    with_parts(form, xl__worksheets__sheet3_xml=b"<worksheet><sheetData><row")
    assert "form.xlsx cannot be read as a spreadsheet" in refused(acuevid, form)


def test_external_links_and_macros_are_left_alone(acuevid: Command, form: Path) -> None:
    with_parts(form, xl__vbaProject=b"\xd0\xcf\x11\xe0 macro", xl__externalLinks__externalLink1_xml=b"<externalLink/>")
    assert acuevid("import", form, "--catalogue", KINDS).err == "no difference\n"


def test_without_the_extra_one_line_says_how_to_get_it(
    acuevid: Command, form: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)
    line = 'acuevid: forms need the extra "desk": pip install "acuevid[desk]"\n'
    assert acuevid("form", "-o", form, "--force").err == line
    assert acuevid("import", form).err == line
