"""The sheet as a Word file, read back by python-docx, by its own XML, and by LibreOffice."""

import hashlib
import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from lxml import etree

from acuevid.catalogue.load import load_catalogue
from acuevid.escape import visible
from acuevid.models import Catalogue
from tests.conftest import DATA, Command, rest_long
from tests.export.hostile import TEXTS, hostile
from tests.export.tools import pandoc, program

RATED = DATA / "rated.toml"
P6 = DATA.parents[1] / "data" / "p6-nausea.toml"


@pytest.fixture
def word(acuevid: Command, tmp_path: Path) -> Any:
    """Export a Word file; its path."""

    def made(*options: str | Path, name: str = "sheet.docx") -> Path:
        path = tmp_path / name
        result = acuevid("export", "--format", "docx", "-o", path, *options)
        assert (result.code, result.out) == (0, ""), result.err
        return path

    return made


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def tree(path: Path, name: str = "word/document.xml") -> Any:
    return etree.fromstring(parts(path)[name], etree.XMLParser(resolve_entities=False))


def values(root: Any, tag: str, attribute: str = "val") -> list[str]:
    return [str(e.get(qn(f"w:{attribute}"))) for e in root.iter(qn(f"w:{tag}"))]


def text_of(element: Any) -> str:
    return "".join(t.text or "" for t in element.iter(qn("w:t")))


def fields(root: Any) -> list[tuple[str, str]]:
    """The code of each field and what it shows."""
    found = []
    for code in root.iter(qn("w:instrText")):
        run = code.getparent()
        kinds = [values(r, "fldChar", "fldCharType") for r in (run.getprevious(), run.getnext())]
        assert kinds == [["begin"], ["separate"]]
        shown = run.getnext().getnext()
        assert values(shown.getnext(), "fldChar", "fldCharType") == ["end"]
        found.append((code.text.strip(), text_of(shown)))
    return found


def all_text(path: Path) -> str:
    book = docx.Document(str(path))
    cells = (cell.text for table in book.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(p.text for p in book.paragraphs), *cells])


def headings(book: Any) -> list[tuple[int, str]]:
    """The outline, the title as its first level."""
    found = []
    for p in book.paragraphs:
        name = p.style.name.casefold() if p.style is not None else ""
        if name == "title" or name.startswith("heading "):
            found.append((1 if name == "title" else int(name[-1]) + 1, p.text))
    return found


def plain_headings(markdown: str) -> list[tuple[int, str]]:
    """The headings of the Markdown, as pandoc reads them."""
    html = pandoc(markdown, "-f", "gfm", "-t", "html", "--wrap=none")
    return [(int(n), re.sub("<[^>]+>", "", told)) for n, told in re.findall(r"<h([1-6])[^>]*>(.*?)</h\1>", html)]


@pytest.mark.parametrize("path", [None, P6, RATED], ids=["shipped", "p6", "rated"])
def test_python_docx_reads_every_study_back(word: Any, shipped: Catalogue, path: Path | None) -> None:
    told = all_text(word(*(["--catalogue", path] if path else [])))
    catalogue = load_catalogue(path) if path else shipped
    for study in catalogue.studies:
        assert told.count(study.label) >= 2
        assert study.reference.title is None or study.reference.title.rstrip(".") in told
        assert study.conclusion is None or study.conclusion in told
        for note in study.source.notes:
            assert f"{study.label}: {note}" in told


@pytest.mark.parametrize("path", [None, P6, RATED], ids=["shipped", "p6", "rated"])
def test_headings_and_tables_are_those_of_the_sheet(acuevid: Command, word: Any, path: Path | None) -> None:
    options = ["--catalogue", path] if path else []
    book = docx.Document(str(word(*options)))
    sheet = acuevid("export", "--format", "md", *options).out
    assert headings(book)[:-1] == plain_headings(sheet)
    assert headings(book)[-1] == (2, "The studies that sentences rest on")
    assert len(book.tables) == len(re.findall(r"^\| ---", sheet, re.MULTILINE))
    rows = [line for line in sheet.splitlines() if line.startswith("| ")]
    assert sum(len(table.rows) + 1 for table in book.tables) == len(rows)


def test_each_source_has_one_note(word: Any, shipped: Catalogue) -> None:
    """The sheet has 19 studies, and a sentence rests on each; its prose cites five background works."""
    path = word()
    notes = [e for e in tree(path, "word/endnotes.xml") if e.get(qn("w:type")) is None]
    told = [text_of(note).strip() for note in notes]
    assert len(told) == 24
    for study in shipped.studies:
        assert sum(text.startswith(f"{study.label}, ") for text in told) == 1
    assert {work.label for work in shipped.background} == {text.removesuffix(".") for text in told if "," not in text}
    body = tree(path)
    assert values(body, "endnoteReference", "id") == [str(n) for n in range(1, 25)]
    marks = dict(zip(values(body, "bookmarkStart", "name"), values(body, "bookmarkStart", "id"), strict=True))
    assert marks == {f"Source{n}": str(n) for n in range(1, 25)}
    again = [(code, shown) for code, shown in fields(body) if "NOTEREF" in code]
    assert len(again) > 150
    for code, shown in again:
        assert code in {f"NOTEREF {name} \\f \\h" for name, number in marks.items() if number == shown}


def test_sentences_carry_the_numbers_of_the_studies_that_they_rest_on(word: Any) -> None:
    path = word("--condition", "hiv")
    labels = [text_of(e).strip().split(",")[0] for e in tree(path, "word/endnotes.xml")][2:]
    assert sorted(labels) == ["Galantino 1999", "Phillips 2004", "Shiflett 2011", "Shlay 1998"]
    (found,) = [p for p in tree(path).iter(qn("w:p")) if text_of(p).startswith("Shlay 1998 and Shiflett 2011 are two")]
    numbers = re.findall(r"\d+", text_of(found).rpartition(".")[2])
    shown = [labels[int(n) - 1] for n in numbers]
    shown += [labels[int(e.get(qn("w:id"))) - 1] for e in found.iter(qn("w:endnoteReference"))]
    assert sorted(shown) == ["Shiflett 2011", "Shlay 1998"]


def test_many_numbers_in_a_row_are_told_by_their_ends(word: Any) -> None:
    """The first sentence of the summary rests on all 11 clinical studies, which the key messages have named."""
    told = [text_of(p) for p in tree(word()).iter(qn("w:p"))]
    assert any("nine independent sources of data.1–11" in text for text in told)


def test_tables_have_heads_that_repeat_captions_and_words_for_those_who_do_not_see_them(word: Any) -> None:
    body = tree(word("--catalogue", RATED))
    tables = list(body.iter(qn("w:tbl")))
    for number, table in enumerate(tables, start=1):
        caption = table.getprevious()
        assert values(caption, "pStyle") == ["Caption"]
        assert fields(caption) == [("SEQ Table \\* ARABIC", str(number))]
        assert text_of(caption).startswith(f"Table {number}. ")
        rows = list(table.iter(qn("w:tr")))
        assert [row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in rows] == [
            n == 0 for n in range(len(rows))
        ]
        assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows)
        assert {len(row.findall(qn("w:tc"))) for row in rows} == {len(values(table, "gridCol", "w"))}
        assert sum(map(int, values(table, "gridCol", "w"))) in (9638, 14570)  # A4, upright or turned, less 2 cm twice
        assert values(table, "tblCaption")[0]
        assert f"{len(rows) - 1} rows under " in values(table, "tblDescription")[0]
    told = [values(table, "tblDescription")[0].partition(":")[0] for table in tables]
    assert told.count("Forest plot as a table") == 2
    assert told.count("Judgements as a table") == 2
    (lights,) = [
        t for t in tables if values(t, "tblDescription")[0].startswith("Judgements as a table: Risk of bias by RoB")
    ]
    fills = {text_of(c): values(c, "shd", "fill") for c in lights.iter(qn("w:tc"))}
    assert (fills["x high"], fills["+ low"]) == (["B3261E"], ["1E6E34"])


def test_the_file_says_what_it_is_and_no_time(word: Any, shipped: Catalogue) -> None:
    path = word()
    core = docx.Document(str(path)).core_properties
    assert (core.title, core.subject, core.language) == (
        "Acupuncture and neuropathic pain",
        "neuropathic pain",
        "en-GB",
    )
    assert (core.author, core.created, core.modified) == ("acuevid", None, None)  # the publisher's is another text
    assert core.keywords.startswith(f"{shipped.conditions[0].name}, ")
    assert core.comments.startswith("acuevid made this from a catalogue (docx sha256:")
    with zipfile.ZipFile(path) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert values(tree(path, "word/styles.xml"), "lang") == ["en-GB"]


def test_the_same_catalogue_gives_the_same_bytes(word: Any) -> None:
    assert word(name="one.docx").read_bytes() == word(name="two.docx").read_bytes()


def test_standard_output_is_the_file_without_the_digest(word: Any, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "acuevid", "export", "--format", "docx"]
    out = subprocess.run(command, capture_output=True, check=True).stdout
    piped = tmp_path / "piped.docx"
    piped.write_bytes(out)
    mine, theirs = parts(word()), parts(piped)
    assert list(mine) == list(theirs)
    assert [mine[name] for name in mine if name != "docProps/core.xml"] == [
        theirs[name] for name in theirs if name != "docProps/core.xml"
    ]
    assert mine["docProps/core.xml"] != theirs["docProps/core.xml"]
    assert b"sha256" not in theirs["docProps/core.xml"]


def test_links_lead_to_checked_addresses_only(word: Any) -> None:
    found = targets(word())
    assert found
    assert all(url.startswith("https://doi.org/10.") for url in found)


def targets(path: Path) -> set[str]:
    """All that a file refers to outside itself."""
    relations = [data for name, data in parts(path).items() if name.endswith(".rels")]
    items = (item for data in relations for item in etree.fromstring(data))
    return {item.get("Target") for item in items if item.get("TargetMode") == "External"}


# --- a file that somebody has written in


def written_in(path: Path) -> None:
    book = docx.Document(str(path))
    book.paragraphs[0].add_run(" (draft)")
    book.save(str(path))


def test_a_file_that_somebody_wrote_in_is_kept(acuevid: Command, word: Any) -> None:
    path = word()
    word()  # once more: it is acuevid's own
    written_in(path)
    before = path.read_bytes()
    refused = acuevid("export", "--format", "docx", "-o", path)
    assert (refused.code, refused.out) == (1, "")
    assert "was written in after acuevid made it; --force overwrites it" in refused.err
    assert path.read_bytes() == before
    word("--force")
    word()


def test_a_file_of_another_kind_is_kept(acuevid: Command, word: Any, tmp_path: Path) -> None:
    path = word()
    refused = acuevid("export", "--format", "md", "-o", path)
    assert "is an export as docx, not md" in refused.err
    (tmp_path / "mine.docx").write_bytes(b"PK\x03\x04 and then nothing")
    blank = tmp_path / "blank.docx"
    docx.Document().save(str(blank))
    text = tmp_path / "sheet.md"
    assert acuevid("export", "-o", text).code == 0
    for other, why in (
        ("mine.docx", "was not written by"),
        ("blank.docx", "was not written by"),
        ("sheet.md", "as md"),
    ):
        refused = acuevid("export", "--format", "docx", "-o", tmp_path / other)
        assert refused.code == 1
        assert why in refused.err


def test_what_came_through_standard_output_needs_force_once(acuevid: Command, word: Any) -> None:
    path = word()
    data = parts(path)
    core = data["docProps/core.xml"].decode()
    core = re.sub(r" \(docx sha256:[0-9a-f]{64}\); what is .*?<", "; what is written in here is lost<", core)
    with zipfile.ZipFile(path, "w") as archive:
        for name in data:
            archive.writestr(name, core if name == "docProps/core.xml" else data[name])
    refused = acuevid("export", "--format", "docx", "-o", path)
    assert "came through standard output" in refused.err
    word("--force")


def test_check_is_quiet_on_what_is_in_step_and_shows_the_lines_that_are_not(
    acuevid: Command, word: Any, tmp_path: Path
) -> None:
    path = word()
    command = ["export", "--format", "docx", "-o", path, "--check"]
    before = path.read_bytes()
    for _ in range(2):
        assert acuevid(*command) == (0, "", "")
    written_in(path)
    result = acuevid(*command)
    assert result.code == 1
    assert "-Acuevid" not in result.out
    assert "-Acupuncture and neuropathic pain (draft)\n+Acupuncture and neuropathic pain\n" in result.out
    assert "out of step" in result.err
    path.write_bytes(before[:200])
    assert "is no Word file" in acuevid(*command).err
    missing = acuevid("export", "--format", "docx", "-o", tmp_path / "none.docx", "--check")
    assert (missing.code, missing.out) == (1, "")
    assert "is not there" in missing.err


# --- a template of the publisher's own

GERMAN = {"heading 1": "berschrift1", "Title": "Titel", "Normal": "Standard"}
SECRET = "the text of last year, which nobody is to read"


def template(folder: Path) -> Path:
    """A file as a publisher may have it: styles by German ids, a header in an earlier section, text, ties to others."""
    book = docx.Document()
    book.add_paragraph(SECRET)
    book.sections[0].header.paragraphs[0].text = "British Journal of Sheets"
    book.add_section()
    last = book.sections[-1]
    last.page_width, last.page_height = 7_772_400, 10_058_400  # US letter, in EMU
    book.styles["Heading 1"].font.color.rgb = docx.shared.RGBColor(0x99, 0, 0)
    book.core_properties.author = "Somebody"
    book.save(str(folder / "plain.docx"))
    data = parts(folder / "plain.docx")
    styles = data["word/styles.xml"].decode()
    document = data["word/document.xml"].decode()
    for name, style_id in GERMAN.items():
        old = re.search(rf'w:styleId="(\w+)"[^>]*>\s*<w:name w:val="{name}"', styles)
        assert old is not None
        styles = re.sub(rf'(?<!<w:name w:val=)"{old[1]}"', f'"{style_id}"', styles)
        document = re.sub(rf'w:val="{old[1]}"', f'w:val="{style_id}"', document)
    data["word/styles.xml"], data["word/document.xml"] = styles.encode(), document.encode()
    settings = data["word/settings.xml"].decode()
    tied = '<w:attachedTemplate r:id="rId9"/><w:defaultTabStop'
    data["word/settings.xml"] = settings.replace("<w:defaultTabStop", tied).encode()
    data["word/_rels/settings.xml.rels"] = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId9" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
        b'Target="file://server/share/evil.dotm" TargetMode="External"/></Relationships>'
    )
    path = folder / "ours.docx"
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in data.items():
            archive.writestr(name, part)
    return path


def test_a_template_gives_the_look_and_not_its_text(word: Any, tmp_path: Path) -> None:
    path = word("--template", template(tmp_path))
    book = docx.Document(str(path))
    assert headings(book)[0] == (1, "Acupuncture and neuropathic pain")
    used = set(values(tree(path), "pStyle"))
    assert {"berschrift1", "Titel", "ListBullet", "Caption"} <= used
    known = values(tree(path, "word/styles.xml"), "style", "styleId")
    assert used <= set(known)
    assert len(known) == len(set(known))
    assert book.styles["Heading 1"].font.color.rgb == docx.shared.RGBColor(0x99, 0, 0)
    assert [s.header.paragraphs[0].text for s in book.sections] == ["British Journal of Sheets"] * len(book.sections)
    widths = {(s.page_width, s.page_height) for s in book.sections}
    assert widths == {(7_772_400, 10_058_400), (10_058_400, 7_772_400)}
    assert (book.core_properties.author, book.core_properties.created) == ("acuevid", None)
    assert not any(SECRET.encode() in part or b"evil.dotm" in part for part in parts(path).values())
    assert values(tree(path, "word/settings.xml"), "attachedTemplate") == []


@pytest.mark.parametrize(
    "kind",
    [
        b"openxmlformats-officedocument.wordprocessingml.template.main+xml",
        b"ms-word.document.macroEnabled.main+xml",
        b"ms-word.template.macroEnabledTemplate.main+xml",
    ],
    ids=["dotx", "docm", "dotm"],
)
def test_other_kinds_of_word_files_are_taken_without_their_macros(word: Any, tmp_path: Path, kind: bytes) -> None:
    data = parts(template(tmp_path))
    types, ties = "[Content_Types].xml", "word/_rels/document.xml.rels"
    data[types] = data[types].replace(b"openxmlformats-officedocument.wordprocessingml.document.main+xml", kind)
    data[types] = data[types].replace(b"<Default", b'<Default Extension="bin" ContentType="application/x"/><Default', 1)
    data["word/vbaProject.bin"] = b"\xd0\xcf\x11\xe0 macro"
    macro = b'<Relationship Id="rId99" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" '
    data[ties] = data[ties].replace(b"</Rel", macro + b'Target="vbaProject.bin"/></Rel')
    with zipfile.ZipFile(tmp_path / "ours", "w") as archive:
        for name, part in data.items():
            archive.writestr(name, part)
    path = word("--template", tmp_path / "ours")
    assert len(docx.Document(str(path)).tables) == 17
    assert not [name for name, part in parts(path).items() if b"\xe0 macro" in part or "vba" in name]


def test_what_is_no_template_is_refused_in_one_line(acuevid: Command, tmp_path: Path) -> None:
    (tmp_path / "text.docx").write_text("no archive", encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "zip.docx", "w") as archive:
        archive.writestr("a.txt", "a")
    whole = parts(template(tmp_path))
    for name, broken in (
        ("entity.docx", b'<!DOCTYPE x [<!ENTITY a "b">]><w:document>&a;</w:document>'),
        ("cut.docx", whole["word/document.xml"][:500]),
    ):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            for part in whole:
                archive.writestr(part, broken if part == "word/document.xml" else whole[part])
    for name in ("text.docx", "zip.docx", "entity.docx", "cut.docx"):
        result = acuevid("export", "--format", "docx", "--template", tmp_path / name, "-o", tmp_path / "x.docx")
        line = f"acuevid: {name} is no Word file (docx) that could be a template\n"
        assert (result.code, result.out, result.err) == (1, "", line)
    for named in (tmp_path / "none.docx", tmp_path):
        result = acuevid("export", "--format", "docx", "--template", named, "-o", tmp_path / "x.docx")
        assert (result.code, len(result.err.splitlines())) == (1, 1)
        assert "internal" not in result.err
    assert not (tmp_path / "x.docx").exists()
    result = acuevid("export", "--template", tmp_path / "ours.docx")
    assert (result.code, result.err.splitlines()[-1]) == (2, "acuevid: --template is for docx")


def test_without_the_extra_one_line_says_how_to_get_it(
    acuevid: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.startswith("acuevid.export.docx")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "docx", None)
    result = acuevid("export", "--format", "docx", "-o", tmp_path / "x.docx")
    line = 'acuevid: Word files need the extra "publish": pip install "acuevid[publish]"\n'
    assert (result.code, result.out, result.err) == (1, "", line)


# --- hostile catalogues

EVERY_DAY = ["script", "escape", "record"]


PARTED = ["r", "t", *["r", "fldChar"] * 3, "r", "instrText", "r", "rPr", "rStyle", "t"]
"""A sentence of long names is parted into two: what the second adds."""


def skeleton(path: Path) -> Iterator[str]:
    """The elements of a file without their text; not those of sections, which the width of tables decides."""
    for name in ("word/document.xml", "word/endnotes.xml"):
        for element in tree(path, name).iter():
            tag = etree.QName(element).localname
            if not any(a.tag == qn("w:sectPr") for a in (element, *element.iterancestors())) and tag != "pPr":
                yield tag


@pytest.mark.parametrize("name", rest_long(EVERY_DAY, [name for name in TEXTS if name not in EVERY_DAY]))
def test_hostile_text_comes_back_as_it_is_shown_and_is_nothing_but_text(word: Any, tmp_path: Path, name: str) -> None:
    text = TEXTS[name]
    path = word("--catalogue", hostile(tmp_path, text))
    book = docx.Document(str(path))
    shown = " ".join(visible(text).split())
    assert " ".join(headings(book)[0][1].split()) == shown
    whole = " ".join(all_text(path).split())
    assert whole.count(shown) > 10
    assert targets(path) == {"https://doi.org/10.1000/first"}
    assert {code.split()[0] for code, _ in fields(tree(path))} == {"SEQ", "NOTEREF"}
    harmless = word("--catalogue", hostile(tmp_path, "harmless"), name="harmless.docx")
    extra = PARTED if name == "long" else []
    assert sorted(skeleton(path)) == sorted([*skeleton(harmless), *extra])
    assert extra or list(skeleton(path)) == list(skeleton(harmless))
    assert list(parts(path)) == list(parts(harmless))
    for part in parts(path).values():
        assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xe2\x80\xae|<!DOCTYPE|<!ENTITY", part)


# --- LibreOffice


def pdf(path: Path, folder: Path) -> str:
    """The text of a file as LibreOffice prints it."""
    command = [program("soffice"), "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
    done = subprocess.run(
        [*command, "--convert-to", "pdf", "--outdir", str(folder), str(path)],
        capture_output=True,
        check=True,
        timeout=300,
    )
    assert b"Error" not in done.stderr
    made = folder / f"{path.stem}.pdf"
    return subprocess.run([program("pdftotext"), str(made), "-"], capture_output=True, text=True, check=True).stdout


@pytest.mark.long
@pytest.mark.parametrize("catalogue", [None, RATED], ids=["shipped", "rated"])
def test_libreoffice_opens_it_and_prints_it(
    word: Any, shipped: Catalogue, tmp_path: Path, catalogue: Path | None
) -> None:
    path = word(*(["--catalogue", catalogue] if catalogue else []))
    told = " ".join(pdf(path, tmp_path).split())
    studies = load_catalogue(catalogue).studies if catalogue else shipped.studies
    for study in studies:
        assert study.label in told
    count = len(docx.Document(str(path)).tables)
    assert [int(n) for n in re.findall(r"Table (\d+)\. ", told)] == list(range(1, count + 1))


@pytest.mark.long
def test_libreoffice_reads_the_tables_headings_and_notes_back(word: Any, tmp_path: Path) -> None:
    """Through its own format and back into Word's, nothing is lost."""
    path = word()
    command = [program("soffice"), "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"]
    for form, source in (("odt", path), ("docx", tmp_path / "there" / "sheet.odt")):
        folder = tmp_path / ("there" if form == "odt" else "back")
        subprocess.run([*command, "--convert-to", form, "--outdir", str(folder), str(source)], check=True, timeout=300)
    back = tmp_path / "back" / "sheet.docx"
    old, new = docx.Document(str(path)), docx.Document(str(back))
    assert headings(new) == headings(old)
    assert len(new.tables) == len(old.tables)
    assert len(set(values(tree(back), "endnoteReference", "id"))) == 24  # 19 studies, five works that prose cites
    heads = list(tree(back).iter(qn("w:tblHeader")))
    assert len(heads) == len(old.tables)


@pytest.mark.long
def test_a_template_opens_in_libreoffice(word: Any, tmp_path: Path) -> None:
    told = pdf(word("--template", template(tmp_path)), tmp_path)
    assert told.count("British Journal of Sheets") > 10
    assert "Shiflett 2011" in told


def test_a_file_made_with_the_digest_of_another_is_not_taken_for_acuevids(word: Any) -> None:
    """The digest is that of every part, so that a picture that somebody put in counts, too."""
    path = word()
    data = parts(path)
    stamp = re.search(rb"sha256:([0-9a-f]{64})", data["docProps/core.xml"])
    assert stamp is not None
    zeros = data["docProps/core.xml"].replace(stamp[1], b"0" * 64)
    digest = hashlib.sha256()
    for name in sorted(data):
        part = zeros if name == "docProps/core.xml" else data[name]
        digest.update(f"{name}\0{len(part)}\0".encode() + part)
    assert digest.hexdigest().encode() == stamp[1]
    assert io.BytesIO(path.read_bytes()).read(2) == b"PK"
