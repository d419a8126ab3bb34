"""Hostile text in Markdown comes back word for word from pandoc, by each of three readers, and nothing in it acts."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from acuevid.citations import Work, after, behind, read
from acuevid.escape import visible
from acuevid.export.markdown import markdown
from acuevid.synthesis.statements import Basis, Statement
from acuevid.views.blocks import (
    Block,
    Bullets,
    Document,
    Effect,
    EffectList,
    Facts,
    Footnote,
    Heading,
    Prose,
    ReferenceItem,
    References,
    Sentences,
)
from acuevid.views.table import Column, Table
from tests.conftest import TALLY, Command, rest_long, tries
from tests.export.hostile import TEXTS, hostile
from tests.export.tools import pandoc

READERS = ("gfm", "markdown", "commonmark_x")
ONCE = (
    "word{#id}",
    "see @{smith2000} there",
    "see -@{smith2000}",
    "~   a definition",
    ":   a definition",
    "(1) first of all",
    "a) first",
    "i. e. this",
    'Needles {tabindex=0 autofocus=1 onfocus="document.body.dataset.pwned=7"}',
    "***",
    "--- ---",
    "- - -",
    "H~2~O",
    "10^2^ and x^2^",
    "Table: not a caption",
    ": neither is this",
    "::: {.warning}",
    "(@) an example",
    "(@good) an example",
    "#. a list",
    "% a title",
    "---",
    "+---+---+",
    "wow!",
    "[x] done",
    "[ ] to do",
    "he said “so",
    "the ‘90s",
    'the "sheet\'s" words ... -- and so on',
)
"""Texts that once came back changed, each in every place and beside every other."""
PIECES = (
    *list("\\`*_~^$|<>&!#+-=:;@%'\".,()[]{}/?x1é漢–“”‘’…"),
    *(" ", " ", " ", "  ", "\u00a0", "\t", "\n", "\n\n", " - ", " | "),
    *("word", "Term", "Table", "table", "needle", "www.", "http://x.example", "a@b.example", "mailto:a@b.example"),
    *(
        "...",
        "....",
        "--",
        "---",
        "----",
        "``",
        "~~",
        "**",
        "__",
        "^^",
        "$$",
        "::",
        ":::",
        "***",
        "- - -",
        "___",
        "===",
    ),
    *(
        "[x]",
        "[^x]",
        "^[x]",
        "[@smith2000]",
        "@smith2000",
        "-@smith2000",
        "@{smith}",
        "(@)",
        "(@a)",
        "![x](y)",
        "[x](y)",
    ),
    *(
        "{#id}",
        "{.class}",
        "{=html}",
        '{onfocus="alert(1)"}',
        "[x]{.y}",
        "`x`{=html}",
        "{",
        "}",
        "{{x}}",
        "{key=value}",
    ),
    *("<script>", "</p>", "<!--", "-->", "<?x", "<br>", "<a@b.c>", "<http://x.example>", "&lt;", "&#35;", "&amp"),
    *(":smile:", ":100:", ":+1:", "10:30:15", "x^2^", "H~2~O", "~~x~~", "$x$", "$$x$$", "*x*", "_x_", "__x__", "a_b_c"),
    *(
        "1.",
        "1)",
        "(1)",
        "a.",
        "a)",
        "(a)",
        "iv.",
        "(iv)",
        "A.",
        "B)",
        "#.",
        "#)",
        "1234567890.",
        "- ",
        "+ ",
        "* ",
        "• ",
    ),
    *("# ", "###### ", "> ", ": ", "~ ", "% ", "| ", ":- ", ":-:", "|---|", "+---+", "Table: ", "*[HTML]: ", "[x]: y"),
    *(
        "\\begin{x}",
        "\\frac",
        "\\(x\\)",
        "\\[x\\]",
        "\\newpage",
        "it's",
        "'90s",
        "5'10\"",
        '"quoted"',
        "'a'",
        "rock 'n' roll",
        "“x”",
        "‘x’",
    ),
    *(
        "e.g. this",
        "Mr. X",
        "p. 5",
        "vs. that",
        "~5 mg",
        "p < 0.05",
        "p<0.05",
        "a & b",
        "C#",
        "wow!",
        "O'Brien",
        "x--y",
    ),
)
"""What texts are made of: every sign that some Markdown knows, and the shapes in which it knows them."""
PLAIN = {"Str", "Space", "SoftBreak", "Quoted", "Strong", "Emph", "Note", "Link"}
"""What inlines may come back as; the last four only where acuevid puts them."""
QUOTES = {"SingleQuote": ("‘", "’"), "DoubleQuote": ("“", "”")}


def hostile_texts(number: int) -> Iterator[str]:
    rng = random.Random(35)
    for _ in range(number):
        yield "".join(rng.choice(PIECES) for _ in range(rng.randint(1, 8)))


def cited_first(work: Work, text: str) -> str:
    return read(f"[@{work.key}]{text}", {work.key: work.name}.get)


class Sheet:
    """A document with texts in every place, and the words that a reader must find, place by place."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.notes: list[Footnote] = []
        self.words: list[list[str]] = []

    def put(self, block: Block, *texts: str) -> None:
        self.blocks.append(block)
        self.words += [text.split() for text in texts]

    def put_everywhere(self, text: str, other: str) -> None:
        """The text in every place, with another beside it, as paragraphs meet, cells and items."""
        shown, beside = visible(text), visible(other)
        key = f"n{len(self.notes)}"
        self.notes.append(Footnote(key, key, text, "https://doi.org/10.1000/first"))
        self.put(Heading(text), shown)
        self.put(Prose("Term"), "Term")
        self.put(Prose(text), shown)
        self.put(Prose(behind(other, [Work("of no note", text)])), f"{beside} ({shown})")
        noted = after(text, behind(other, [Work(key, "First 2001")]))
        told = f"{shown} https://doi.org/10.1000/first"
        self.put(Prose(after("", noted)), f"{visible(text + other).strip()}[ {told} ]")
        self.put(Prose(behind(noted, [])), f"{visible(text + other).strip()}[ {told} ]")
        self.put(Prose(cited_first(Work(key, "First 2001"), text)), f"[ {told} ]{shown.rstrip()}")
        self.put(Table((Column("a", text), Column("b", other)), ((text, other), ("x", text))), *[shown, beside] * 2)
        self.words += [["x"], shown.split()]
        self.put(Prose(text), shown)
        self.put(Prose(text, quiet=True), shown)
        self.put(Facts(((text, other),)), f"{shown.strip()}: {beside}")
        self.put(Prose(text), shown)
        self.put(References((ReferenceItem("k", text, other, "https://doi.org/10.1000/first"),)))
        self.words += [f"{shown.strip()}. {beside} https://doi.org/10.1000/first".split()]
        self.put(Prose(text), shown)
        said = [Statement("t", words, (Basis(key, "field", "value"),)) for words in (text, other)]
        self.put(Sentences(tuple(said)), f"{shown.strip()}[ {told} ] {beside}[ {told} ]")
        self.put(Bullets((Sentences(tuple(said[:1])), Prose(text))), f"{shown.strip()}[ {told} ]", shown)
        self.put(EffectList((Effect(text, other),)), f"{shown}: {beside}")

    @property
    def text(self) -> str:
        return markdown(Document(tuple(self.blocks), tuple(self.notes)))


def found_by(reader: str, text: str) -> list[list[str]]:
    """The words of each heading, paragraph, item and cell, in order."""
    return [told.split() for told in leaves(json.loads(pandoc(text, "-f", reader, "-t", "json"))["blocks"])]


def leaves(blocks: list[Any]) -> Iterator[str]:
    for block in blocks:
        kind, content = block["t"], block.get("c")
        if kind in ("Para", "Plain"):
            yield said_by(content)
        elif kind == "Header":
            assert content[1][1:] == [[], []], content
            yield said_by(content[2])
        elif kind == "BulletList":
            for item in content:
                yield from leaves(item)
        elif kind == "Table":
            _, (_, caption), _, (_, head), bodies, _ = content
            assert caption == []
            rows = [*head, *(row for body in bodies for row in body[3])]
            for _, cells in rows:
                for cell in cells:
                    yield " ".join(leaves(cell[4]))
        else:
            raise AssertionError(block)


def said_by(inlines: list[Any]) -> str:
    told = ""
    for inline in inlines:
        kind, content = inline["t"], inline.get("c")
        assert kind in PLAIN, (inline, told)
        if kind in ("Space", "SoftBreak"):
            told += " "
        elif kind == "Str":
            told += content
        elif kind == "Note":
            told += f"[ {' '.join(leaves(content))} ]"
        elif kind == "Quoted":
            before, behind = QUOTES[content[0]["t"]]
            told += before + said_by(content[1]) + behind
        elif kind == "Link":
            assert content[2][0] == "https://doi.org/10.1000/first", inline
            told += said_by(content[1])
        else:
            told += said_by(content)
    return told


def compare(sheet: Sheet, reader: str) -> None:
    found = found_by(reader, sheet.text)
    for ours, theirs in zip(sheet.words, found, strict=False):
        assert theirs == ours, reader
    assert len(found) == len(sheet.words)


@pytest.mark.parametrize("reader", READERS)
def test_what_once_came_back_changed_comes_back_word_for_word(reader: str) -> None:
    sheet = Sheet()
    for i, text in enumerate(ONCE):
        for other in (ONCE[i - 1], "word"):
            sheet.put_everywhere(text, other)
    compare(sheet, reader)


@pytest.mark.parametrize("reader", READERS)
@tries("number", 150, 2000)
def test_generated_hostile_texts_come_back_word_for_word(reader: str, number: int) -> None:
    texts = [text for text in hostile_texts(number) if visible(text).strip()]
    for start in range(0, len(texts), 250):
        sheet, batch = Sheet(), texts[start : start + 250]
        for text, other in zip(batch, [*batch[1:], batch[0]], strict=True):
            sheet.put_everywhere(text, other)
        compare(sheet, reader)
    TALLY[f"hostile texts through pandoc's {reader}"] = f"{len(texts):,}"


@pytest.mark.parametrize("reader", rest_long(READERS[:1], READERS[1:]))
def test_nothing_of_a_hostile_catalogue_acts(acuevid: Command, tmp_path: Path, reader: str) -> None:
    for text in (*ONCE, *TEXTS.values()):
        sheet = acuevid("export", "--catalogue", hostile(tmp_path, text)).out
        _, _, body = sheet.partition("-->\n")
        found = [" ".join(words) for words in found_by(reader, body)]
        wanted = " ".join(visible(text).split())
        assert found[0] == wanted  # the title
        assert sum(wanted in place for place in found) > 5
