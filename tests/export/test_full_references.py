"""The reference in full: article numbers, supplements, editors, preprints, notices … in each format, and read back.

The works are invented. Read back by rispy, bibtexparser, pybtex, pandoc, Zotero's translator and the CSL schema; how a
list of references prints them is that of the National Library of Medicine (Citing Medicine), the check digits those of
ISSN of the journals Pain (0304-3959) and JAMA (0098-7484).
"""

import json
import os
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import rispy
from bibtexparser.entrypoint import parse_string as parse_bibtex
from pybtex.database import parse_string

from acuevid.bibliography import is_url, issn_checks
from acuevid.catalogue.load import load_catalogue
from acuevid.escape import visible
from tests.catalogue.test_people import catalogue
from tests.conftest import Command
from tests.export.hostile import TEXTS
from tests.export.test_readers import by_node
from tests.export.tools import csl_schema, missing, pandoc

ARTICLE: dict[str, Any] = {
    "container_title": "J Trials",
    "volume": "7",
    "issue": "3",
    "supplement": 1,
    "number": "e123",
    "issn": "0304-3959",
    "pmcid": "PMC123",
    "doi": "10.5555/a",
    "url": "https://example.org/a;b?x=1&y=2",
    "accessed": "2015-03-02",
    "notice": [{"kind": "retraction", "date": "2015-03-02", "doi": "10.5555/r"}],
}
CHAPTER: dict[str, Any] = {
    "type": "chapter",
    "editors": ["Berg J", {"family": "MacPherson", "given": "Hugh"}],
    "edition": 2,
    "container_title": "Whole",
    "publisher": "Press",
    "page": "1-9",
}
PREPRINT: dict[str, Any] = {"type": "preprint", "container_title": "medRxiv", "version": 2, "doi": "10.5555/p"}
WORKS = {"article": ARTICLE, "chapter": CHAPTER, "preprint": PREPRINT}


def export(acuevid: Command, name: str, path: Path) -> str:
    return acuevid("export", "--format", name, "--catalogue", path).out


@pytest.fixture(params=WORKS)
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return catalogue(tmp_path, WORKS[request.param])


def test_it_comes_back_from_toml(path: Path, tmp_path: Path, acuevid: Command) -> None:
    other = tmp_path / "other.toml"
    other.write_text(export(acuevid, "toml", path), encoding="utf-8")
    assert load_catalogue(other) == load_catalogue(path)


def test_csl_is_valid_under_the_schema(path: Path, acuevid: Command) -> None:
    items = json.loads(export(acuevid, "csl-json", path))
    jsonschema.validate(items, json.loads(csl_schema().read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("reference", "shown"),
    [
        (
            ARTICLE,
            "First A. A title. J Trials 2001; 7(3 Suppl 1): e123. PMCID PMC123 Available from "
            "https://example.org/a;b?x=1&y=2 (accessed 2 March 2015) "
            "[Retracted 2 March 2015, doi:10.5555/r] https://doi.org/10.5555/a Notices",
        ),
        (CHAPTER, "First A. A title. In: Berg J, MacPherson H, editors. Edition 2. Whole 2001: 1–9."),
        (PREPRINT, "First A. A title [Preprint, version 2]. medRxiv 2001. https://doi.org/10.5555/p Design"),
        (CHAPTER | {"editors": ["Berg J"], "edition": "2nd rev. ed."}, "In: Berg J, editor. 2nd rev. ed. Whole 2001"),
        ({"volume": "7", "supplement": "Suppl A", "page": "S1-S5", "number": "9"}, "2001; 7(Suppl A): 9, S1–S5."),
        ({"notice": [{"kind": "concern", "pmid": "7"}]}, "2001. [Expression of concern, PMID 7]"),
        (
            {"notice": [{"kind": "correction", "date": 2003}, {"kind": "retraction", "date": 2004}]},
            "2001. [Retracted 2004; corrected 2003]",
        ),
        ({"pmcid": "PMC7"}, "A title. 2001. https://pmc.ncbi.nlm.nih.gov/articles/PMC7/ Design"),
        ({"url": "https://example.org"}, "A title. 2001. https://example.org Design"),
        (
            {"authors": ["A A", "B B", "C C", "D D", "E E", "F F"], "group_author": "Group"},
            "A A, B B, C C, D D, E E, F F; Group. A title.",
        ),
        ({"authors": ["A A", "B B", "C C", "D D", "E E", "F F", "G G"]}, "A A, B B, C C, D D, E E, F F, et al. A"),
        ({"authors": ["A A"], "et_al": True}, "A A, et al. A title."),
    ],
)
def test_the_citation(reference: dict[str, Any], shown: str, tmp_path: Path, acuevid: Command) -> None:
    out = acuevid("show", "one", "--catalogue", catalogue(tmp_path, reference), columns=400).out
    assert shown in " ".join(out.split()).replace("https:// ", "https://")  # a line may end there


def test_ris(tmp_path: Path, acuevid: Command) -> None:
    """A semicolon would part two addresses; the tags of EndNote for an article number and a PMCID are C7 and C2."""
    (item,) = rispy.loads(export(acuevid, "ris", catalogue(tmp_path, ARTICLE)))
    wanted = {
        "volume": "7",
        "number": "3 Suppl 1",
        "start_page": "e123",
        "custom7": "e123",
        "custom2": "PMC123",
        "issn": "0304-3959",
        "urls": ["https://example.org/a%3Bb?x=1&y=2"],
        "access_date": "2015/03/02",
        "notes": ["Retracted 2 March 2015, doi:10.5555/r."],
    }
    assert {key: item[key] for key in wanted} == wanted
    (item,) = rispy.loads(export(acuevid, "ris", catalogue(tmp_path, CHAPTER)))
    assert (item["secondary_authors"], item["edition"]) == (["Berg, J.", "MacPherson, Hugh"], "2")
    (item,) = rispy.loads(export(acuevid, "ris", catalogue(tmp_path, PREPRINT)))
    assert (item["type_of_reference"], item["edition"], item["secondary_title"]) == ("UNPB", "2", "medRxiv")
    (item,) = rispy.loads(export(acuevid, "ris", catalogue(tmp_path, CHAPTER | {"type": "book"})))
    assert item["tertiary_authors"] == ["Berg, J.", "MacPherson, Hugh"]


def test_ris_in_zoteros_translator(tmp_path: Path, acuevid: Command) -> None:
    translator = os.environ.get("ACUEVID_ZOTERO_RIS") or missing("Zotero's RIS.js, named by ACUEVID_ZOTERO_RIS,")
    (item,) = by_node(export(acuevid, "ris", catalogue(tmp_path, ARTICLE)), "zotero", translator)
    assert (item["issue"], item["pages"], item["ISSN"]) == ("3 Suppl 1", "e123", "0304-3959")
    assert item["url"] == "https://example.org/a%3Bb?x=1&y=2"
    assert "Retracted 2 March 2015" in json.dumps(item["notes"])
    for reference in (CHAPTER, CHAPTER | {"type": "book"}):
        (item,) = by_node(export(acuevid, "ris", catalogue(tmp_path, reference)), "zotero", translator)
        roles = [(c["creatorType"], c["lastName"]) for c in item["creators"]]
        assert roles == [("author", "First"), ("editor", "Berg"), ("editor", "MacPherson")]
        assert item["edition"] == "2"


def test_csl(tmp_path: Path, acuevid: Command) -> None:
    (item,) = json.loads(export(acuevid, "csl-json", catalogue(tmp_path, ARTICLE)))
    wanted = {
        "issue": "3 Suppl 1",
        "number": "e123",
        "page": "e123",
        "ISSN": "0304-3959",
        "PMCID": "PMC123",
        "URL": "https://example.org/a;b?x=1&y=2",
        "accessed": {"date-parts": [[2015, 3, 2]]},
        "status": "retracted 2015",
        "note": "Retracted 2 March 2015, doi:10.5555/r.",
    }
    assert {key: item[key] for key in wanted} == wanted
    (item,) = json.loads(export(acuevid, "csl-json", catalogue(tmp_path, CHAPTER)))
    assert item["editor"] == [{"family": "Berg", "given": "J."}, {"family": "MacPherson", "given": "Hugh"}]
    (item,) = json.loads(export(acuevid, "csl-json", catalogue(tmp_path, PREPRINT)))
    assert (item["type"], item["genre"], item["version"]) == ("article", "preprint", "2")
    (item,) = json.loads(export(acuevid, "csl-json", catalogue(tmp_path, ARTICLE | {"page": "1-9"})))
    assert (item["number"], item["page"]) == ("e123", "1-9")


def test_bibtex(tmp_path: Path, acuevid: Command) -> None:
    text = export(acuevid, "bibtex", catalogue(tmp_path, ARTICLE))
    wanted = {
        "number": "3 Suppl 1",
        "pages": "e123",
        "issn": "0304-3959",
        "pmcid": "PMC123",
        "url": "https://example.org/a;b?x=1&y=2",
        "urldate": "2015-03-02",
        "note": "Retracted 2 March 2015, doi:10.5555/r.",
    }
    (entry,) = parse_string(text, "bibtex").entries.values()
    assert {key: entry.fields[key] for key in wanted} == wanted
    assert "eid" not in entry.fields  # biblatex would print the number twice
    (parsed,) = parse_bibtex(text).entries
    assert {key: parsed[key] for key in wanted} == wanted
    (read,) = json.loads(pandoc(text, "-f", "bibtex", "-t", "csljson"))
    assert (read["issue"], read["page"], read["PMCID"]) == ("3 Suppl 1", "e123", "PMC123")
    assert (read["ISSN"], read["note"]) == ("0304-3959", wanted["note"])
    text = export(acuevid, "bibtex", catalogue(tmp_path, ARTICLE | {"page": "1-9"}))
    (entry,) = parse_string(text, "bibtex").entries.values()
    assert (entry.fields["eid"], entry.fields["pages"]) == ("e123", "1--9")
    text = export(acuevid, "bibtex", catalogue(tmp_path, CHAPTER))
    (entry,) = parse_string(text, "bibtex").entries.values()
    assert [str(person) for person in entry.persons["editor"]] == ["Berg, J.", "MacPherson, Hugh"]
    (read,) = json.loads(pandoc(text, "-f", "bibtex", "-t", "csljson"))
    assert (read["editor"][1], read["edition"]) == ({"family": "MacPherson", "given": "Hugh"}, "2")
    text = export(acuevid, "bibtex", catalogue(tmp_path, PREPRINT))
    (entry,) = parse_string(text, "bibtex").entries.values()
    assert (entry.fields["version"], entry.fields["note"]) == ("2", "Preprint, version 2.")


@pytest.mark.parametrize(
    ("issn", "fits"), [("0304-3959", True), ("0098-7484", True), ("0304-3958", False), ("0989-7484", False)]
)
def test_an_issn_ends_with_its_check_digit(issn: str, fits: bool, tmp_path: Path, acuevid: Command) -> None:
    """The ISSN International Centre's own example is 0317-8471; an X stands for ten."""
    assert issn_checks("0317-8471")
    assert [digit for digit in "0123456789X" if issn_checks(f"2434-561{digit}")] == ["X"]
    result = acuevid("check", "--json", "--catalogue", catalogue(tmp_path, {"issn": issn}))
    assert [d["code"] for d in json.loads(result.out)["diagnostics"]][:1] == ([] if fits else ["REF208"])


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("issn", "03043959", "'03043959' cannot be an ISSN"),
        ("pmcid", "123", "'123' cannot be a PMCID"),
        ("url", "example.org", "'example.org' cannot be an address of the web"),
        ("url", 7, "url should be text in quotes"),
        ("accessed", "yesterday", "'yesterday' cannot be a date"),
        ("editors", [{"given": "Hugh"}], "an author has a family name, or else a literal"),
    ],
)
def test_what_cannot_be_is_a_diagnostic(field: str, value: Any, message: str, tmp_path: Path, acuevid: Command) -> None:
    result = acuevid("check", "--catalogue", catalogue(tmp_path, {field: value}))
    assert result.code == 1
    assert message in result.out


@pytest.mark.parametrize(
    ("url", "good"),
    [
        ("https://example.org", True),
        ("http://example.org:8080/a/(b)?c=d&e=%20#f", True),
        ("https://example.org/a b", False),
        ("https://example.org/a}b", False),
        ('https://example.org/"><script>', False),
        ("https://example.org/a\n", False),
        ("javascript:alert(1)", False),
        ("ftp://example.org/a", False),
        ("https:///a", False),
        (f"https://example.org/{'a' * 980}", True),
        (f"https://example.org/{'a' * 981}", False),
    ],
)
def test_an_address_can_break_out_of_nothing(url: str, good: bool) -> None:
    """The characters that RFC 3986 leaves unescaped, and a scheme of the web; 1,000 of them at the most."""
    assert is_url(url) is good


@pytest.mark.parametrize("name", TEXTS)
def test_no_text_ends_its_field(name: str, tmp_path: Path, acuevid: Command) -> None:
    text = TEXTS[name]
    fields = ("edition", "version", "number", "supplement")
    path = catalogue(tmp_path, dict.fromkeys(fields, text) | {"editors": [{"literal": text}], "page": "1-2"})
    (item,) = rispy.loads(export(acuevid, "ris", path))
    assert item["edition"] == visible(text).strip()
    assert item["custom7"] == visible(text).strip()
    assert len(item["secondary_authors"]) == 1
    (entry,) = parse_string(export(acuevid, "bibtex", path), "bibtex").entries.values()
    assert set(entry.fields) == {"title", "edition", "version", "number", "eid", "pages", "year"}
    assert len(entry.persons["editor"]) == 1
    (work,) = json.loads(export(acuevid, "csl-json", path))
    assert work["editor"] == [{"literal": visible(text)}]
    assert work["number"] == visible(text)
