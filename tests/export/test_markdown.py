"""The Markdown as pandoc and markdown-it-py read it."""

import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from markdown_it import MarkdownIt

from acuevid.models import Catalogue
from tests.conftest import Command
from tests.export.tools import pandoc

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture
def sheet(acuevid: Command) -> str:
    return acuevid("export", "--format", "md").out


def table_sizes(sheet: str) -> list[int]:
    """The rows of each table, its header counted, by markdown-it-py."""
    sizes: list[int] = []
    for token in MarkdownIt("gfm-like").parse(sheet):
        if token.type == "table_open":
            sizes.append(0)
        elif token.type == "tr_open":
            sizes[-1] += 1
    return sizes


def test_evidence_tables_have_a_row_a_study(sheet: str, shipped: Catalogue) -> None:
    sizes = table_sizes(sheet)
    conditions = [c for c in shipped.conditions if any(c.key in s.conditions for s in shipped.studies)]
    assert sizes[0] == len(conditions) + 1  # the evidence map
    assert sorted(sizes[-4:]) == sorted([1 + 1, 5 + 1, 5 + 1, 8 + 1])  # reviews, trials, others, mechanisms


@pytest.mark.parametrize("dialect", ["markdown", "gfm", "commonmark_x"])
def test_pandoc_makes_html_with_the_same_tables(sheet: str, dialect: str) -> None:
    html = pandoc(sheet, "-f", dialect, "-t", "html")
    tables = re.findall(r"<table.*?</table>", html, re.DOTALL)
    assert [table.count("<tr") for table in tables] == table_sizes(sheet)
    assert "[^" not in html


def test_pandoc_makes_a_word_document_with_the_same_tables(sheet: str, tmp_path: Path) -> None:
    path = tmp_path / "sheet.docx"
    pandoc(sheet, "-o", str(path))
    root = ElementTree.fromstring(zipfile.ZipFile(path).read("word/document.xml"))
    assert [len(table.findall(f"{WORD}tr")) for table in root.iter(f"{WORD}tbl")] == table_sizes(sheet)


def test_every_footnote_that_is_named_is_there(sheet: str, shipped: Catalogue) -> None:
    named = set(re.findall(r"\[\^([^\]]+)\](?!:)", sheet))
    told = re.findall(r"^\[\^([^\]]+)\]: ", sheet, re.MULTILINE)
    assert sorted(named) == sorted(told)
    assert {s.citekey for s in shipped.studies if not s.is_mechanism} <= named


def test_references_have_their_dois(sheet: str, shipped: Catalogue) -> None:
    references = sheet.split("## References\n")[1].split("\n## ")[0]
    for study in shipped.studies:
        (line,) = [line for line in references.splitlines() if line.startswith(f"- **{study.label}.**")]
        assert study.reference.doi is None or f"<https://doi.org/{study.reference.doi}>" in line


def test_it_is_the_same_each_time(acuevid: Command, sheet: str) -> None:
    assert acuevid("export", "--format", "md").out == sheet


def test_a_part_says_what_it_is_a_part_of(acuevid: Command) -> None:
    text = acuevid("export", "--condition", "hiv").out
    assert "# Acupuncture and neuropathic pain: HIV-related peripheral neuropathy\n" in text
    assert "one claim that speaks of other conditions, too, stands in the whole sheet only." in text
    chosen = acuevid("export", "--design", "randomised-trial", "--comparator", "active-drug", "--condition", "hiv").out
    assert "condition HIV-related peripheral neuropathy; design randomised trial; comparator an active drug" in chosen
