"""Names and supports that try to break out of every face of an appraisal."""

import csv
import io
import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from markdown_it import MarkdownIt

from tests.conftest import Command
from tests.export.hostile import TEXTS
from tests.export.test_appraised_page import hostile


@pytest.mark.parametrize("name", TEXTS)
def test_no_text_breaks_out(acuevid: Command, tmp_path: Path, name: str) -> None:
    path = hostile(tmp_path, TEXTS[name])
    for columns in (30, 80):
        for args in (("bias", "--format", "table"), ("show", "author1")):
            result = acuevid(*args, "--catalogue", path, columns=columns)
            assert result.code == 0
            assert not set("\x1b\x9b\x07\x00\u202e\u2066") & set(result.out)
            assert max(map(len, result.out.splitlines())) <= columns
    data = acuevid("bias", "--catalogue", path).out
    rows = list(csv.reader(io.StringIO(data, newline=""), delimiter="\t"))
    assert [len(row) for row in rows] == [11] * 4
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    (tool,) = json.loads(acuevid("bias", "--catalogue", path, "--json").out)["tools"]
    assert tool["studies"][0]["overall"] == "poor"
    root = ElementTree.fromstring(acuevid("bias", "--catalogue", path, "-o", "-").out)
    kinds = {e.tag.removeprefix("{http://www.w3.org/2000/svg}") for e in root.iter()}
    assert kinds == {"svg", "title", "desc", "text", "rect", "circle", "line"}
    markdown = acuevid("bias", "--catalogue", path, "--format", "md").out
    html = MarkdownIt("commonmark").enable("table").render(markdown)
    assert html.count("<table>") == 2
    assert not [tag for tag in ("<script", "<img", "<a ") if tag in html]
