"""Twelve hostile catalogues in every format: read back with the same records and the same text, and nothing runs."""

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import rispy
from markdown_it import MarkdownIt

from acuevid.catalogue.load import load_catalogue
from acuevid.escape import visible
from tests.conftest import Command, rest_long
from tests.export import test_bibliography as bibliography
from tests.export.conftest import Opener
from tests.export.hostile import TEXTS, hostile
from tests.export.tools import csl_schema, fhir_bundle, pandoc

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]")
KEYS = ["first2001", "second2002"]


EVERY_DAY = list(TEXTS)[::6]


@pytest.fixture(params=rest_long(EVERY_DAY, [text for text in TEXTS if text not in EVERY_DAY]))
def text(request: pytest.FixtureRequest) -> str:
    return TEXTS[request.param]


@pytest.fixture
def export(acuevid: Command, tmp_path: Path, text: str) -> Any:
    path = hostile(tmp_path, text)

    def made(name: str, *options: str) -> str:
        result = acuevid("export", "--format", name, "--catalogue", path, *options)
        assert (result.code, result.err) == (0, "")
        assert not CONTROL.search(result.out)
        return result.out

    return made


def words(text: str) -> list[str]:
    """Text as a reader compares it: white space does not count."""
    return text.split()


def test_html(export: Any, opened: Opener, text: str) -> None:
    page, noise = opened(export("html"))
    assert noise == []
    assert words(page.title()) == words(visible(text))
    assert words(page.locator("h1").text_content() or "") == words(visible(text))
    assert page.locator(".studies > tbody").count() == 2
    cited = page.locator("#references ol li").first.text_content() or ""
    assert " ".join(words(visible(text))).rstrip(".") in " ".join(words(cited))
    allowed = {"data:,"}
    found = page.eval_on_selector_all("[href],[src],[style]", "all => all.map(e => e.getAttribute('href') ?? 'bad')")
    assert all(a in allowed or a.startswith(("#", "https://doi.org/10.1000/first")) for a in found)
    assert page.locator("script").count() == 1
    assert page.locator("img, iframe, object").count() == 0
    narrow = opened(export("html"), width=360).page
    assert narrow.evaluate("document.documentElement.scrollWidth") <= 360


def test_markdown(export: Any, text: str) -> None:
    sheet = export("md")
    markdown = MarkdownIt("gfm-like")
    assert markdown.linkify
    markdown.linkify.set({"fuzzy_link": False})
    tokens = markdown.parse(sheet.split("\n", 2)[2])
    inline = [child for token in tokens for child in token.children or ()]
    assert not [
        t for t in (*tokens, *inline) if t.type in ("html_block", "html_inline", "image", "code_inline", "fence")
    ]
    links = {t.attrGet("href") for t in inline if t.type == "link_open"}
    assert links <= {"https://doi.org/10.1000/first"}
    headings = [tokens[i + 1] for i, t in enumerate(tokens) if t.type == "heading_open"]
    told = "".join(child.content for child in headings[0].children or ())
    assert words(told) == words(visible(text))
    html = pandoc(sheet, "-f", "gfm", "-t", "html")
    assert "<script" not in html
    assert "<img" not in html
    assert html.count("<table") == len(re.findall(r"^\| -", sheet, re.MULTILINE))  # no row breaks a table


def test_json_and_json_lines(export: Any, text: str) -> None:
    data = json.loads(export("json"))
    assert [s["citekey"] for s in data["studies"]] == KEYS
    assert data["studies"][0]["reference"]["title"] == text
    lines = export("jsonl").split("\n")
    assert [json.loads(line)["citekey"] for line in lines if line] == KEYS
    assert json.loads(lines[0])["reference"]["title"] == text


@pytest.mark.parametrize(("name", "delimiter"), [("csv", ","), ("tsv", "\t"), ("metafor", ",")])
@pytest.mark.parametrize("kind", ["studies", "outcomes"])
def test_csv_and_tsv(export: Any, text: str, name: str, delimiter: str, kind: str) -> None:
    found = list(csv.reader(io.StringIO(export(name, "--rows", kind), newline=""), delimiter=delimiter))
    assert len({len(row) for row in found}) == 1
    assert len(found) == (3 if kind == "studies" and name != "metafor" else 2)
    cells = {cell for row in found for cell in row}
    safe = visible(text)
    assert (f"'{safe}" if safe.lstrip().startswith(("=", "+", "-", "@")) else safe) in cells
    for cell in cells:
        assert not cell.lstrip(" ").startswith(("=", "+", "@", "\t", "\r"))
        assert not cell.startswith("-") or cell[1:].replace(".", "", 1).replace("e-", "", 1).isdigit()
    raw = list(csv.reader(io.StringIO(export(name, "--rows", kind, "--csv-raw"), newline=""), delimiter=delimiter))
    assert safe in {cell for row in raw for cell in row}


def reference(path: Path) -> bibliography.Work:
    return bibliography.work(load_catalogue(path).studies[0].reference, others=False)


def test_bibtex(export: Any, tmp_path: Path) -> None:
    bib = export("bibtex")
    wanted = reference(tmp_path / "hostile.toml")
    decoded = bibliography.by_bibtexparser(bib)
    assert sorted(decoded) == sorted([*KEYS, "work2003"])
    assert sorted(bibliography.by_pybtex(bib)) == sorted([*KEYS, "work2003"])
    by_pandoc = bibliography.by_csl(json.loads(pandoc(bib, "-f", "bibtex", "-t", "csljson")))
    assert sorted(by_pandoc) == sorted([*KEYS, "work2003"])
    assert by_pandoc["first2001"].year == decoded["first2001"].year == "2001"
    assert plain(by_pandoc["first2001"].title) == plain(wanted.title)
    assert plain(decoded["first2001"].title) == plain(wanted.title)


def plain(text: str) -> str:
    """Text as far as these readers keep it: quotation marks straight, no white space, and no brace that is alone.

    A brace without its partner is printed by LaTeX; pandoc and pylatexenc do not know its command and drop it.
    """
    straight = text.translate(str.maketrans("’‘”“ˆ", "''\"\"^")).replace('"', "''").replace("`", "'")
    return "".join(straight.replace("{", "").replace("}", "").split())


def test_ris(export: Any, tmp_path: Path) -> None:
    found = rispy.loads(export("ris"))
    assert [item["id"] for item in found] == [*KEYS, "work2003"]
    wanted = reference(tmp_path / "hostile.toml")
    assert words(found[0]["title"]) == words(wanted.title)
    assert words(found[0]["secondary_title"]) == words(wanted.journal)
    told = [name.replace(",", "") for name in wanted.names]  # a group's name has no comma, at which readers would split
    assert [words(name.replace(",", "")) for name in found[0]["authors"]] == [words(name) for name in told]


def test_csl(export: Any, tmp_path: Path) -> None:
    items = json.loads(export("csl-json"))
    jsonschema.validate(items, json.loads(csl_schema().read_text(encoding="utf-8")))
    assert bibliography.by_csl(items)["first2001"] == reference(tmp_path / "hostile.toml")
    path = tmp_path / "works.json"
    path.write_text(json.dumps(items), encoding="utf-8")
    html = pandoc("---\nnocite: '@*'\n---\n", "--citeproc", "--bibliography", str(path), "-t", "html")
    assert "<script" not in html
    assert "<img" not in html
    assert html.count('class="csl-entry"') == 3


def test_fhir(export: Any, text: str) -> None:
    """Strings have the text as it can be seen; markdown reads as it, and holds no markup."""
    entries = [e["resource"] for e in fhir_bundle(export("fhir"))["entry"]]
    by_kind = {kind: [r for r in entries if r["resourceType"] == kind] for kind in ("Citation", "EvidenceVariable")}
    cited = by_kind["Citation"][0]
    safe = words(visible(text))
    assert [c["identifier"][0]["value"] for c in by_kind["Citation"]] == KEYS
    assert words(cited["contained"][-1]["name"]) == safe
    assert words(cited["citedArtifact"]["publicationForm"][0]["publishedIn"]["title"]) == safe
    assert safe in [words(r["title"]) for r in by_kind["EvidenceVariable"]]
    markdown = MarkdownIt("gfm-like")
    for title in cited["citedArtifact"]["title"]:
        start, inline, end = markdown.parse(title["text"])
        assert (start.type, end.type) == ("paragraph_open", "paragraph_close")
        assert {child.type for child in inline.children or ()} <= {"text", "text_special"}
        assert words("".join(child.content for child in inline.children or ())) == safe


def test_toml(export: Any, tmp_path: Path) -> None:
    copy = tmp_path / "copy.toml"
    copy.write_text(export("toml"), encoding="utf-8")
    assert load_catalogue(copy) == load_catalogue(tmp_path / "hostile.toml")


def test_an_escaped_lone_surrogate_is_no_toml(acuevid: Command, tmp_path: Path) -> None:
    path = hostile(tmp_path, "x")
    path.write_text(path.read_text(encoding="utf-8").replace('"x"', '"\\ud800"', 1), encoding="utf-8")
    for name in ("html", "ris", "toml"):
        result = acuevid("export", "--format", name, "--catalogue", path)
        assert (result.code, result.out) == (1, "")
        assert "CAT002" in result.err
