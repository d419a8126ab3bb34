"""``export --style``: the reference list in a CSL style, held against pandoc's; and files that are no styles."""

import json
import re
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import DATA, Command
from tests.export.tools import pandoc

SMALL = DATA / "styles" / "small.csl"
CITED = DATA / "cited.toml"
TEXT = SMALL.read_text(encoding="utf-8")


def listed(out: str) -> list[str]:
    part = out.split("## References")[1].split("\n## ")[0]
    return re.findall(r"^- \*\*.*?\*\* (.*)$", part, re.M)


def test_the_list_is_in_the_style(acuevid: Command) -> None:
    assert listed(acuevid("export", "--style", SMALL, "--catalogue", CITED).out) == [
        "First A (2001). A trial of needles for backs. <https://doi.org/10.1000/first>",
        "Second B (2005). Needles again.",
        "Third C (2003). Needles and rats.",
        "Smith D, Torrance E (2010). How to search. Later than (First 2001). <https://doi.org/10.1000/guide>",
    ]


def test_pandoc_makes_the_same_words(tmp_path: Path, acuevid: Command) -> None:
    """pandoc has a processor of its own (Haskell's citeproc); what acuevid leaves to the link is left out for both."""
    items = json.loads(acuevid("export", "--format", "csl-json", "--catalogue", CITED).out)
    for item in items:
        item.pop("DOI", None), item.pop("URL", None)
    references = tmp_path / "references.json"
    references.write_text(json.dumps(items), encoding="utf-8")
    asked = f'---\nnocite: "@*"\nbibliography: "{references}"\ncsl: "{SMALL}"\n---\n'
    told = pandoc(asked, "-f", "markdown", "-t", "plain", "--citeproc", "--wrap", "none")
    theirs = sorted(re.sub(r"^\d+\. ", "", line).replace("_", "") for line in told.splitlines() if line.strip())
    ours = listed(acuevid("export", "--style", SMALL, "--catalogue", CITED).out)
    assert sorted(re.sub(r" (Later than .*|<.*)$", "", line) for line in ours) == theirs


def test_a_page_and_a_word_file_have_it(tmp_path: Path, acuevid: Command) -> None:
    out = acuevid("export", "--format", "html", "--style", SMALL, "--catalogue", CITED).out
    assert "<strong>First 2001</strong>. First A (2001). A trial of needles for backs. <a href" in out
    assert "First A. A trial" not in out  # nor in the study in full
    book = tmp_path / "sheet.docx"
    assert acuevid("export", "--format", "docx", "--style", SMALL, "--catalogue", CITED, "-o", book).code == 0
    with zipfile.ZipFile(book) as parts:
        assert "First A (2001). A trial of needles for backs." in parts.read("word/document.xml").decode()


def test_a_retraction_is_in_every_style(tmp_path: Path, acuevid: Command) -> None:
    path = tmp_path / "retracted.toml"
    text = CITED.read_text(encoding="utf-8")
    notice = 'doi = "10.1000/first"\nnotice = [{ kind = "retraction", date = 2015 }]'
    path.write_text(text.replace('doi = "10.1000/first"', notice), encoding="utf-8")
    out = acuevid("export", "--style", SMALL, "--catalogue", path).out
    assert listed(out)[0] == (
        "First A (2001). A trial of needles for backs. \\[Retracted 2015\\] <https://doi.org/10.1000/first>"
    )


def test_signs_of_html_stay_text(tmp_path: Path, acuevid: Command) -> None:
    """citeproc-py escapes nothing; each format escapes what it gets."""
    path, style = tmp_path / "hostile.toml", tmp_path / "hostile.csl"
    path.write_text(
        CITED.read_text(encoding="utf-8").replace("Needles again", "<script>alert(1)</script> & <i>it</i>"), "utf-8"
    )
    style.write_text(TEXT.replace('prefix=" ("', 'prefix="&lt;img src=x&gt;&#x202e;("'), encoding="utf-8")
    out = acuevid("export", "--format", "html", "--style", style, "--catalogue", path).out
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;i&gt;it&lt;/i&gt;" in out
    assert "<script>alert" not in out
    assert "<img" not in out
    assert "\u202e" not in out


BOMB = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(12))
MACROS = "".join(f'<macro name="m{n}">{f"""<text macro="m{n + 1}"/>""" * 9}</macro>' for n in range(12))
CHAIN = "".join(f'<macro name="m{n}"><text macro="m{n + 1}"/></macro>' for n in range(3000))
END = '<macro name="m12"><text value="x"/></macro>'
CALL = '<text macro="m0"/><text variable="title"'
HOSTILE = {
    "nothing": "",
    "no XML": "First A. A title.",
    "cut": TEXT[:400],
    "bytes": "\x00\x01\x02",
    "other XML": '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
    "unknown element": TEXT.replace("<layout suffix", "<needle/><layout suffix"),
    "unknown attribute": TEXT.replace("<layout suffix", "<layout colour='red' suffix"),
    "unknown macro": TEXT.replace('<text variable="title"', '<text macro="lost"/><text variable="title"'),
    "a bomb": TEXT.replace("<style", f'<!DOCTYPE style [<!ENTITY e0 "xxxxxxxxxx">{BOMB}]><style', 1).replace(
        "Small", "&e12;"
    ),
    "a file": TEXT.replace("<style", '<!DOCTYPE style [<!ENTITY f SYSTEM "file:///etc/passwd">]><style', 1).replace(
        "Small", "&f;"
    ),
    "deep": TEXT.replace('<text variable="title"', "<group>" * 500 + "</group>" * 500 + '<text variable="title"'),
    "endless": TEXT.replace("<citation>", '<macro name="m"><text macro="m"/></macro><citation>').replace(
        '<text variable="title"', '<text macro="m"/><text variable="title"'
    ),
    "too often": TEXT.replace("<citation>", f"{MACROS}{END}<citation>").replace('<text variable="title"', CALL),
    "a long chain": TEXT.replace("<citation>", f'{CHAIN}<macro name="m3000"/><citation>').replace(
        '<text variable="title"', CALL
    ),
    "no list": re.sub(r"<bibliography>.*</bibliography>", "", TEXT, flags=re.S),
    "no locale": TEXT.replace("en-GB", "../../../etc/passwd"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_style_is_refused_in_one_line(name: str, tmp_path: Path, acuevid: Command) -> None:
    style = tmp_path / "hostile.csl"
    style.write_text(HOSTILE[name], encoding="utf-8")
    out = acuevid("export", "--style", style, "--catalogue", CITED)
    assert (out.code, out.out) == (1, "")
    (line,) = out.err.splitlines()
    assert line.startswith(f"acuevid: {style} cannot be used as a style: ")
    assert "root:" not in line
    assert len(line) < 400


def test_the_line_of_what_is_no_element(tmp_path: Path, acuevid: Command) -> None:
    style = tmp_path / "unknown.csl"
    style.write_text(HOSTILE["unknown element"], encoding="utf-8")
    line = next(n for n, text in enumerate(HOSTILE["unknown element"].splitlines(), 1) if "<needle/>" in text)
    err = acuevid("export", "--style", style, "--catalogue", CITED).err
    assert err.endswith(f"cannot be used as a style: line {line}: needle is no element of CSL\n")


def test_a_style_that_takes_all_from_another_names_it(tmp_path: Path, acuevid: Command) -> None:
    style = tmp_path / "dependent.csl"
    other = '<link href="http://www.zotero.org/styles/vancouver" rel="independent-parent"/>'
    text = re.sub(r"<citation>.*</bibliography>", "", TEXT, flags=re.S)
    style.write_text(text.replace("<updated>", f"{other}<updated>").replace(' class="in-text"', ""), encoding="utf-8")
    err = acuevid("export", "--style", style, "--catalogue", CITED).err
    assert "it takes all from http://www.zotero.org/styles/vancouver; use that one's file" in err


def test_no_file_and_no_use(tmp_path: Path, acuevid: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    out = acuevid("export", "--style", tmp_path / "lost.csl", "--catalogue", CITED)
    assert (out.code, len(out.err.splitlines())) == (1, 1)
    assert "cannot read the style" in out.err
    out = acuevid("export", "--style", SMALL, "--format", "ris", "--catalogue", CITED)
    assert (out.code, out.err.splitlines()[0]) == (2, "acuevid: --style is for md, html, docx and pdf, without --plain")
    monkeypatch.setitem(sys.modules, "citeproc", None)
    out = acuevid("export", "--style", SMALL, "--catalogue", CITED)
    assert (out.code, out.err) == (1, 'acuevid: styles need the extra "publish": pip install "acuevid[publish]"\n')
