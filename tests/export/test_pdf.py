"""The sheet as a PDF: what poppler reads of it, whatever its texts say, and what is said where a font is missing."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from acuevid.escape import visible
from acuevid.export.pdf.document import Described, document_pdf
from acuevid.models import Catalogue
from acuevid.views.blocks import Document, Heading, Prose
from tests.conftest import DATA, Command, rest_long
from tests.export.hostile import TEXTS, hostile
from tests.export.tools import program, run

RATED = DATA / "rated.toml"
MARKUP = {
    "typst": '#panic("x") $ x^2 $ @ref <label> [#set text(red)] \\\\ /* c */ // ` ``` = heading #import "@x/y:1.0": *',
    "calls": '#read("/sheet.json") #eval("1 + 1") #sys.inputs #(1 + 1) \\u{41} ~ -- --- https://example.org/',
}
EVERY = TEXTS | MARKUP


@pytest.fixture
def pdf(acuevid: Command, tmp_path: Path) -> Any:
    def made(*options: Any) -> Path:
        path = tmp_path / "sheet.pdf"
        result = acuevid("export", "--format", "pdf", "-o", path, "--force", *options)
        assert (result.code, result.out) == (0, "")
        assert result.err == f"wrote {path}\n"
        return path

    return made


def told(path: Path, *options: str) -> str:
    """The text of a PDF in one line, words parted at the end of a line joined again."""
    text = run([program("pdftotext"), *options, str(path), "-"])
    return " ".join(re.sub(r"(?<=[^\W\d])-\n(?=[^\W\d])", "", text).split())


def structure(path: Path) -> str:
    """The structure that poppler lists; what it cannot print of a character is left out."""
    command = [program("pdfinfo"), "-struct-text", str(path)]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8", "replace")


def squeezed(words: str) -> str:
    """Without blanks and hyphens, of which the end of a line takes and gives some."""
    return re.sub(r"[\s\u00ad-]", "", words)


def test_it_is_tagged_with_headings_tables_and_pictures(pdf: Any) -> None:
    path = pdf("--catalogue", "p6-nausea")
    info = run([program("pdfinfo"), str(path)], may_talk=True)
    assert re.search(r"Tagged: +yes", info)
    assert re.search(r"Page size: +595[.0-9]* x 84", info)
    assert re.search(r"Title: +Acupuncture point P6 and nausea after operations", info)
    assert b"pdfuaid" in path.read_bytes()
    found = structure(path)
    assert re.findall(r'^ *H1 "(.*)"', found, re.MULTILINE) == ["Acupuncture point P6 and nausea after operations"]
    assert "Key messages" in re.findall(r'^ *H2 "(.*)"', found, re.MULTILINE)
    assert len(re.findall(r"^ *Table\b", found, re.MULTILINE)) == found.count("THead") >= 5
    assert found.count("/Scope /Column") > 20
    assert len(re.findall(r"^ *Figure", found, re.MULTILINE)) == 3  # icons, forest plot, directions
    assert path.read_bytes().count(b"/Alt") == 3


def test_every_key_message_and_reference_is_in_it(pdf: Any, shipped: Catalogue, acuevid: Command) -> None:
    path = pdf()
    text = squeezed("".join(re.findall(r'^ *"(.*)"$', structure(path), re.MULTILINE)))
    brief = acuevid("summarize", "--brief").out.split("\n\n“Favours”")[0]
    for line in re.findall(r"^- (.*(?:\n  .*)*)", brief, re.MULTILINE):
        words = " ".join(line.split()).rstrip(".")
        assert squeezed(words) in text
    for study in shipped.studies:
        assert squeezed(study.label) in text
    first = told(path, "-l", "1")
    assert "Acupuncture and neuropathic pain" in first
    assert "harms other than deaths cannot be compared" in first
    assert "not medical advice" in first
    assert "In summary" not in first


def test_the_same_twice_and_out_of_step(acuevid: Command, pdf: Any, tmp_path: Path) -> None:
    path = pdf("--catalogue", RATED)
    before = path.read_bytes()
    assert pdf("--catalogue", RATED).read_bytes() == before
    assert acuevid("export", "--format", "pdf", "-o", path, "--check", "--catalogue", RATED).code == 0
    changed = tmp_path / "rated.toml"
    changed.write_text(RATED.read_text("utf-8").replace("Birch", "Beech"), "utf-8")
    result = acuevid("export", "--format", "pdf", "-o", path, "--check", "--catalogue", changed)
    assert (result.code, "another PDF" in result.out) == (1, True)


def test_a_terminal_gets_none_and_without_typst_a_line(acuevid: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "typst", None)
    result = acuevid("export", "--format", "pdf", "-o", "x.pdf")
    assert (result.code, result.out) == (1, "")
    assert "pip install 'acuevid[publish]'" in result.err


@pytest.mark.parametrize("name", rest_long(["typst", "escape"], sorted(EVERY.keys() - {"typst", "escape"})))
def test_hostile_text_is_text(pdf: Any, tmp_path: Path, name: str) -> None:
    text = visible(EVERY[name])
    path = pdf("--catalogue", hostile(tmp_path, EVERY[name]))
    heading = structure(path).split("H1", 1)[1].split("(block)", 1)[0]
    if name not in (
        "long",
        "direction",
        "surrogate",
    ):  # parted by pages; from right to left; beyond what poppler prints
        assert squeezed(heading.strip().strip('"')) == squeezed(text)
    if name != "direction":
        assert squeezed(text)[:60] in squeezed(told(path, "-raw"))
    data = path.read_bytes()
    assert b"/JavaScript" not in data
    assert b"/Launch" not in data


def test_what_no_font_has_is_said() -> None:
    """U+10FFFD is of a private plane, which no font here has."""
    made = document_pdf(Document.of(Heading("T", 1), Prose("a \U0010fffd b")), Described("T"))
    assert made.data.startswith(b"%PDF")
    if made.remarks:
        assert made.remarks == ("no font here has “<U+10FFFD>”, which the PDF shows as boxes; it is no PDF/UA-1",)
    rare = document_pdf(Document.of(Heading("T", 1), Prose("a \U00012000 b")), Described("T"))
    assert rare.remarks == ("no font here has “\U00012000”, which the PDF shows as boxes; it is no PDF/UA-1",)
    assert b"pdfuaid" not in rare.data
