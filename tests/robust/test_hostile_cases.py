"""Small catalogues of an attacker, each with what is right; where each of the others is tested stands here, too.

- `git-embedded-bare`, `git-lazy-config`: `test_revisions.py`, which builds their repositories, and further ones.
- `t-tail-hang`: here, by its processor time; its output in `tests/test_cases.py`.
- `p-above-one`, `direction-list`, `direction-table`: here; other values of these fields in `test_odd_fields.py`.
- The eleven that ask for much work (`splits2` and others): `test_much_work.py`, which makes them.
- `md-*`: here, as pandoc's default reader makes HTML of them; their texts in every place, with further texts and
  readers, in `tests/export/test_pandoc.py`.
- `csv-semicolon`: here; further formulas, and R as the reader, in `tests/export/test_readers.py`.
"""

import csv
import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
import tomli

from tests.conftest import DATA, Command
from tests.export.tools import pandoc
from tests.robust.test_catalogues import VERBS
from tests.robust.test_much_work import assert_small, written
from tests.robust.test_odd_fields import FURTHER, complaint, line_of

CASES = DATA / "cases"
MARKED = sorted((CASES / "hostile").glob("md-*.toml"))


@pytest.mark.parametrize(
    ("case", "field", "told"),
    [
        ("hostile/direction-list", "direction = []", "CAT102 direction should be one of the words allowed, not a list"),
        ("hostile/direction-table", "direction = {}", "CAT102 direction should be one of the words allowed, not a tab"),
        ("p-above-one", 'p = "> 1.0"', "CAT105 p: no P value can be > 1.0"),
    ],
)
def test_a_value_that_cannot_be_is_told_with_its_line_by_every_verb(
    acuevid: Command, case: str, field: str, told: str
) -> None:
    path = CASES / f"{case}.toml"
    for verb in (*VERBS, *FURTHER):
        found = complaint(acuevid, path, *verb)
        assert re.match(rf"\S*{path.name}:{line_of(path, field)}:1: {re.escape(told)}", found), (verb, found)


def test_a_thousand_million_people_take_no_time(tmp_path: Path) -> None:
    text = (CASES / "t-tail-hang.toml").read_text(encoding="utf-8")
    assert_small(written(tmp_path, text), "check", "summarize")


def test_no_cell_is_a_formula_where_semicolons_split(acuevid: Command) -> None:
    out = acuevid("export", "--format", "csv", "--catalogue", CASES / "hostile" / "csv-semicolon.toml").out
    cells = [cell for row in csv.reader(io.StringIO(out, newline=""), delimiter=";") for cell in row]
    assert any("=1+1" in cell for cell in cells)
    assert not [cell for cell in cells if cell.lstrip(' "').startswith(("=", "+", "-", "@"))]


class Page(HTMLParser):
    """A page as its tags, each with the names of its attributes and with its classes, and its words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, ...]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(
            (tag, *(f"{name} {value if name in ('class', 'role', 'style') else ''}" for name, value in attrs))
        )

    def handle_data(self, data: str) -> None:
        self.text += data

    @property
    def words(self) -> list[str]:
        """Its words, in small letters: a heading begins with a capital."""
        return self.text.casefold().split()


def test_there_are_eleven_texts_that_are_marks_elsewhere() -> None:
    assert len(MARKED) == 11


@pytest.mark.parametrize("path", MARKED, ids=lambda path: path.stem)
def test_a_text_of_marks_is_a_text_in_html(acuevid: Command, tmp_path: Path, path: Path) -> None:
    """The page has the tags, attributes and classes that it has with as many harmless letters in place of the marks."""
    text = tomli.loads(path.read_text(encoding="utf-8"))["sheet"]["title"]
    harmless = " ".join(re.sub(r"\S", "q", text).split())
    plain = written(tmp_path, path.read_text(encoding="utf-8").replace(in_toml(text), in_toml(harmless)))
    page, other = (Page(pandoc(sheet, "--to", "html")) for sheet in exported(acuevid, path, plain))
    assert page.tags == other.tags
    assert harmless in " ".join(other.words)
    wanted = " ".join(other.words).replace(harmless, " ".join(text.casefold().split()))
    assert " ".join(page.words) == wanted


def in_toml(text: str) -> str:
    """A text as it stands in a file, without the marks at its ends."""
    return text.replace('"', '\\"')


def exported(acuevid: Command, *paths: Path) -> Iterator[str]:
    """The sheet in Markdown of each of these."""
    for path in paths:
        result = acuevid("export", "--format", "md", "--catalogue", path)
        assert result.code == 0, result.err
        yield result.out
