"""Prose cites works by ``[@citekey]``: the marks of each output, links, renaming, and hostile prose."""

import json
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from acuevid.citations import broken, in_parts, keys_in, marked, read, renamed
from tests.conftest import DATA, Command

CITED = DATA / "cited.toml"
LABELS = {"a": "Aa 1999", "b": "Bb and Cc 2000", "x.y-z_1": "Xx 2001"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "cited.toml"
    made.write_bytes(CITED.read_bytes())
    return made


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("as [@a] says", "as (Aa 1999) says"),
        ("[@a; @b]", "(Aa 1999; Bb and Cc 2000)"),
        ("[@a;@b ].", "(Aa 1999; Bb and Cc 2000)."),
        ("[@a\n;\n@x.y-z_1]", "(Aa 1999; Xx 2001)"),
        (r"\[@a] and [@a]", "[@a] and (Aa 1999)"),
        ("[[@a]]", "[(Aa 1999)]"),
        ("[@a[@b]", "[@a(Bb and Cc 2000)"),
        ("[@a; @lost]", "[@a; @lost]"),
        ("[@", "[@"),
        ("[@]", "[@]"),
        ("[@a", "[@a"),
        ("[ @a]", "[ @a]"),
        ("a@b.org", "a@b.org"),
        ("[@@a]", "[@@a]"),
    ],
)
def test_prose_is_read(written: str, shown: str) -> None:
    assert read(written, LABELS.get) == shown


def test_what_begins_as_a_citation_and_is_none_is_told() -> None:
    assert list(broken("[@a] [@a, p. 3] [@ a] [@] [@b")) == ["[@a,", "[@b"]
    assert not list(broken(r"\[@a, p. 3]"))


def test_an_output_that_knows_one_of_two_works_names_both() -> None:
    text = read("One [@a; @b], two [@a] .", LABELS.get)
    assert [str(words) for words, _ in marked(text, {"a"})] == ["One (Aa 1999; Bb and Cc 2000), two", "(Aa 1999)", " ."]


def test_another_name_goes_into_citations_alone() -> None:
    assert renamed(r"[@a; @ab;@a] \[@a] @a [@b]", "a", "new") == r"[@new; @ab;@new] \[@a] @a [@b]"


@pytest.mark.parametrize(
    "text", ["[@a] " * 40_000, "[@a" * 40_000, "[@a" + "; @a" * 40_000, "[" * 200_000, "[@a;" + " " * 200_000]
)
def test_long_prose_is_read_once(text: str) -> None:
    """Where a part of the pattern gave back what it took, these would take hours."""
    shown = read(text, LABELS.get)
    assert "".join(words for words, _ in in_parts(shown)) == shown
    assert sum(1 for _ in broken(text)) in (0, 1, 40_000)
    assert set(keys_in(renamed(text, "a", "b"))) <= {"b"}
    assert sum(len(works) for _, works in marked(shown, {"a"})) in (0, 40_000, 40_001)


def test_a_terminal_names_what_is_cited(acuevid: Command) -> None:
    shown = " ".join(acuevid("show", "first2001", "--catalogue", CITED).out.split())
    assert "unlike in (Second 2005)." in shown  # the conclusion
    assert "See (Smith and Torrance 2010)." in shown  # a note on the source
    assert "as in (Second 2005)" in shown  # a note on an arm, in a table
    assert "leaving: Counted as by (Second 2005)." in shown
    assert "[@" not in shown
    told = " ".join(acuevid("summarize", "--catalogue", CITED).out.split())
    assert "PubMed, as (Smith and Torrance 2010) asks." in told
    assert (
        "Needles release opioids (Smith and Torrance 2010) (Third 2003, rats). So does running (Second 2005)." in told
    )


def test_where_the_sheet_uses_a_study_names_the_prose_that_cites_it(acuevid: Command) -> None:
    shown = acuevid("show", "second2005", "--catalogue", CITED).out
    assert [line.split()[1].rstrip(":") for line in shown.split("Where the sheet uses it")[1].splitlines() if line] == [
        *("Claim", "Mechanism", "Section")
    ]


def test_markdown_has_footnotes(acuevid: Command) -> None:
    out = acuevid("export", "--format", "md", "--catalogue", CITED).out
    assert "Backs hurt[^guide2010], and[^first2001] [^second2005] say so.[^guide2010]" in out
    assert "[^guide2010]\\(x) is first." in out  # no link
    assert "leans on[^first2001] [^guide2010]\\: twice." in out  # no definition of a footnote
    assert "Set as \\[\\@guide2010\\] there." in out
    assert "[^guide2010]: Smith and Torrance 2010, How to search. <https://doi.org/10.1000/guide>\n" in out
    assert set(re.findall(r"\[\^(\w+)\]", out)) == set(re.findall(r"^\[\^(\w+)\]: ", out, re.M))


def test_a_web_page_links_to_the_reference_list(acuevid: Command) -> None:
    out = acuevid("export", "--format", "html", "--catalogue", CITED).out
    assert 'Backs hurt<sup><a href="#work-guide2010" class="ref"><span class="unseen">Smith and Torrance 2010, ' in out
    assert out.count('id="work-guide2010"') == 1
    assert '<li value="4" id="work-guide2010"><strong>Smith and Torrance 2010</strong>' in out
    assert set(re.findall(r'href="#((?:work|study)-\w+)"', out)) <= set(re.findall(r' id="([\w-]+)"', out))
    assert "Set as [@guide2010] there." in out


def test_a_word_file_has_endnotes(path: Path, acuevid: Command) -> None:
    assert acuevid("export", "--format", "docx", "--catalogue", path, "-o", path.with_suffix(".docx")).code == 0
    with zipfile.ZipFile(path.with_suffix(".docx")) as book:
        notes, body = (ElementTree.fromstring(book.read(f"word/{name}.xml")) for name in ("endnotes", "document"))
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    told = ["".join(note.itertext()).strip() for note in notes]
    assert "Smith and Torrance 2010, How to search. https://doi.org/10.1000/guide" in told
    (cites,) = [p for p in body.iter(f"{w}p") if "".join(p.itertext()).startswith("Backs hurt")]
    assert len([*cites.iter(f"{w}endnoteReference"), *cites.iter(f"{w}fldChar"), *cites.iter(f"{w}fldSimple")]) >= 4
    assert "(" not in "".join(t.text or "" for t in cites.iter(f"{w}t"))


def test_json_keeps_the_record_and_a_sentence_rests_on_what_it_cites(acuevid: Command) -> None:
    data = json.loads(acuevid("export", "--format", "json", "--catalogue", CITED).out)
    assert data["mechanisms"][0]["note"] == "So does running [@second2005]."
    (note,) = [s for s in data["summary"]["mechanisms"] if s["template"] == "mechanisms.note"]
    assert note["text"] == "So does running (Second 2005)."
    assert {"record": "second2005", "field": "citekey", "value": "Second 2005"}.items() <= note["basis"][1].items()
    traced = acuevid("trace", note["id"], "--catalogue", CITED).out
    assert re.search(r"second2005 +citekey +Second 2005 +.*cited.toml:\d+|second2005 +citekey +Second 2005", traced)


def test_a_rating_rests_on_what_its_reasons_cite(path: Path, acuevid: Command) -> None:
    rating = """
[[rating]]
condition = "back-pain"
outcome = "leaving"
comparator = "active-drug"
start = "high"
certainty = "moderate"
down = { imprecision = 1 }
rated_by = "A person"
because = { imprecision = "Few people, as [@guide2010] has it." }
"""
    path.write_text(path.read_text(encoding="utf-8") + rating, encoding="utf-8")
    out = acuevid("findings", "back-pain", "--json", "--catalogue", path)
    assert out.code == 0, out.err
    (found,) = json.loads(out.out)["conditions"]
    (step,) = [note for table in found["tables"] for note in table["notes"] if note.get("words")]
    assert step["words"] == "Few people, as (Smith and Torrance 2010) has it."
    assert "guide2010" in {basis["record"] for basis in step["basis"]}


def test_the_part_on_a_condition_lists_what_it_cites(acuevid: Command) -> None:
    out = acuevid("export", "--format", "md", "--condition", "back-pain", "--catalogue", CITED).out
    assert "### Other works cited\n\n- **Smith and Torrance 2010.** Smith D, Torrance E. How to search." in out


def test_a_part_as_a_catalogue_cites_what_it_has_and_names_the_rest(path: Path, acuevid: Command) -> None:
    part = path.with_name("part.toml")
    part.write_text(acuevid("export", "--format", "toml", "--catalogue", path, "--design", "case-series").out, "utf-8")
    assert acuevid("check", "--catalogue", part).code == 0
    text = part.read_text(encoding="utf-8")
    assert 'search = "PubMed, as [@guide2010] asks."' in text
    assert '"The sheet leans on (First 2001; Smith and Torrance 2010): twice."' in text
    assert 'citekey = "guide2010"' in text
    assert "Later than (First 2001)." in text
    whole = acuevid("export", "--format", "toml", "--catalogue", path).out
    assert r"Set as \\[@guide2010] there." in whole
    assert "leans on [@first2001; @guide2010]: twice." in whole


def test_a_citekey_is_renamed_in_prose(path: Path, acuevid: Command) -> None:
    before = path.read_text(encoding="utf-8")
    assert acuevid("rename", "guide2010", "smith2010", "--catalogue", path).code == 0
    cited = before.replace(r"\[@guide2010]", "ESCAPED").replace("guide2010", "smith2010")
    assert path.read_text(encoding="utf-8") == cited.replace("ESCAPED", r"\[@guide2010]")
    assert acuevid("check", "--catalogue", path).code == 0


def test_a_cited_record_is_not_removed(path: Path, acuevid: Command) -> None:
    before = path.read_text(encoding="utf-8")
    out = acuevid("remove", "second2005", "--catalogue", path)
    assert out.code != 0
    assert "[claim] works note; " in out.err
    assert "first2001 conclusion; " in out.err
    assert out.err.rstrip().endswith("change the words that cite it")
    out = acuevid("remove", "guide2010", "--force", "--catalogue", path)
    assert out.code != 0
    assert "cites guide2010 in its words; change these first" in out.err
    assert "Traceback" not in out.err
    assert path.read_text(encoding="utf-8") == before


def test_every_wrong_citation_of_a_text_is_told_with_its_line(path: Path, acuevid: Command) -> None:
    text = path.read_text(encoding="utf-8").replace("as in [@second2005]", "as in [@secnd2005; @nobody] or [@first2001")
    path.write_text(text, encoding="utf-8")
    line = next(n for n, told in enumerate(text.splitlines(), 1) if "nobody" in told)
    out = acuevid("check", "--catalogue", path)
    assert out.code == 1
    told = out.out + out.err
    assert f":{line}:1: CAT204 note cites 'secnd2005', which is no study of the catalogue" in told
    assert "did you mean 'second2005'?" in told
    assert f":{line}:1: CAT204 note cites 'nobody'" in told
    assert f":{line}:1: CAT213 note has '[@first2001', which is no citation" in told


@pytest.mark.long
def test_a_large_catalogue_reads_citations_as_a_small_one_does(path: Path, acuevid: Command) -> None:
    """A file of more than a megabyte is read piece by piece, and what a summary does not need is left out of it."""
    small = acuevid("summarize", "back-pain", "--catalogue", path).out
    more = "".join(
        f'\n[[study]]\ncitekey = "more{n}"\ndesign = "not-recorded"\n[study.reference]\n'
        f'authors = ["More M"]\ntitle = "{"x" * 90}"\nissued = 2001\n'
        f'[study.source]\nnotes = ["As [@second2005; @more{max(0, n - 1)}] has it."]\n'
        for n in range(6000)
    )
    head, rest = path.read_text(encoding="utf-8").split("[[background]]")
    path.write_text(f"{head}{more}\n[[background]]{rest}", encoding="utf-8")
    assert path.stat().st_size > 1_000_000
    assert acuevid("summarize", "back-pain", "--catalogue", path)[:2] == (0, small)
    assert "As (Second 2005; More 2001) has it." in acuevid("show", "more7", "--catalogue", path).out
    path.write_text(path.read_text(encoding="utf-8").replace("@more5998]", "@mroe5998]"), encoding="utf-8")
    assert "note" in acuevid("check", "--catalogue", path).err + acuevid("check", "--catalogue", path).out
