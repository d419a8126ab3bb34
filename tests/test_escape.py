"""Catalogue text cannot command a terminal, nor break out of Markdown or a table."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from rich.cells import cell_len

from acuevid.escape import visible
from acuevid.export.jsontext import dumps
from acuevid.export.markdown import inline, paragraph
from acuevid.export.tsv import cell_text
from acuevid.render.wrap import wrap
from tests.conftest import DATA, Command

HOSTILE = (
    "[bold]x[/bold]",
    "[link=https://evil.example]y[/link]",
    "a|b",
    "<script>alert(1)</script>",
    "](javascript:alert(1))",
    "*stars* _under_ `code`",
    "\x1b]0;title\x07",
    "\x1b[31mred",
    "\x9b31m",
    "\u202egnp.exe",
    "line\nbreak",
    "=1+1",
    "# heading",
    "![img](x)",
    "&lt;",
    "www.evil.example",
    "\ud800",
)
MARKDOWN = MarkdownIt("gfm-like")
assert MARKDOWN.linkify
MARKDOWN.linkify.set({"fuzzy_link": False})  # GFM links no bare domain but www., for which there is a test


@given(st.text())
def test_visible_leaves_nothing_to_obey(text: str) -> None:
    shown = visible(text)
    for character in shown:
        assert character.isprintable() or character in "\u200c\u200d" or character.isspace()
    assert not any(ord(c) < 32 or 127 <= ord(c) < 160 for c in shown)
    assert visible(shown) == shown


@pytest.mark.parametrize("unseen", ["\u200b", "\u2060", "\ufeff", "\u00ad"])
def test_what_only_says_where_a_line_may_end_is_left_out(unseen: str) -> None:
    assert visible(f"neuro{unseen}pathy") == "neuropathy"
    assert visible(f"neuro{unseen}pathy", exact=True) == f"neuro<U+{ord(unseen):04X}>pathy"
    assert cell_text(f"{unseen}=1+1") == "'=1+1"


@pytest.mark.parametrize("override", ["\u202a", "\u202e", "\u2066", "\u2069", "\u200e", "\u200f", "\u061c"])
def test_what_turns_text_round_stays_in_sight(override: str) -> None:
    assert visible(f"a{override}b") == f"a<U+{ord(override):04X}>b"


@given(
    st.text(alphabet=st.characters(exclude_categories=["Cs"]))
    | st.text(alphabet="_*[]()<>&;#@:/.w~`!|\\- ab1")
    | st.lists(
        st.sampled_from(["www.", "http://", "https:", "a@b", ".example.com", "&amp;", "&#35;", "_", " ", "x"])
    ).map("".join)
)
def test_markdown_text_reads_as_itself(text: str) -> None:
    source = f"x {inline(text)} x"
    (block,) = [token for token in MARKDOWN.parse(source) if token.type == "inline"]
    assert {child.type for child in block.children or ()} <= {"text", "text_special"}
    read = "".join(child.content for child in block.children or ())
    assert read.split() == f"x {visible(text)} x".split()


def test_no_link_is_made_of_bare_text() -> None:
    for text in ("www.evil.example", "_WWW.evil.example", "http://evil.example", "_HTTP://0", "a@evil.example"):
        assert MarkdownIt("gfm-like").render(inline(text)).strip() == f"<p>{text}</p>"


@given(st.text(alphabet="#-+=>|*_`<&[]()!~1.) \tabc\n:", max_size=12))
def test_markdown_paragraph_is_a_paragraph(text: str) -> None:
    kinds = {token.type for token in MARKDOWN.parse(paragraph(f"{text}")) if token.nesting >= 0}
    assert kinds <= {"paragraph_open", "inline"}


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_json_reads_back(value: object) -> None:
    for indent in (None, 2):
        text = dumps(value, indent)
        text.encode("utf-8")
        assert json.loads(text) == value


@given(st.text(), st.integers(1, 60))
def test_wrapped_lines_fit_and_lose_nothing(text: str, width: int) -> None:
    text = visible(text)
    lines = wrap(text, width)
    assert all(cell_len(line) <= max(width, 2) for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", " =1", "\t=1"])
def test_no_formula_in_a_spreadsheet(text: str) -> None:
    assert cell_text(text).startswith("'")


def test_numbers_are_not_quoted() -> None:
    assert cell_text(-1) == "-1"


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_in_every_place(acuevid: Command, tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    good = (DATA / "good.toml").read_text(encoding="utf-8")
    escaped = "".join(f"\\u{ord(c):04x}" if ord(c) < 0xD800 or ord(c) > 0xDFFF else "" for c in text)
    path = tmp_path_factory.mktemp("hostile") / "hostile.toml"
    source = good
    for old in ("Needles and backs", "A trial", '"back pain"', "First A", 'label = "sham"', 'label = "pain"'):
        new = old[:-1] + escaped + '"' if old.endswith('"') else old + " " + escaped
        source = source.replace(old, new, 1) if old != '"back pain"' else source.replace(old, new)
    path.write_text(source, encoding="utf-8")
    for args in (
        ["list"],
        ["list", "--format", "table"],
        ["list", "--format", "md"],
        ["show", "first2001"],
        ["summarize"],
        ["summarize", "back-pain"],
        ["conditions", "--format", "table"],
        ["export", "--format", "md"],
    ):
        result = acuevid(*args, "--catalogue", path)
        assert result.code == 0, result.err
        for raw in ("\x1b", "\x9b", "\x07", "\u202e"):
            assert raw not in result.out
        if args[-1] == "md":
            assert "<script" not in result.out.replace("\\<script", "")
            html = MARKDOWN.render(result.out)
            assert "<script" not in html
            assert 'javascript:alert(1)"' not in html
            assert "<img" not in html
