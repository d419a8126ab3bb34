"""References as people type them, in the formats of reference managers: the table of cases in `formats/`.

Read back by rispy, bibtexparser, pybtex and pandoc; Zotero's translator parts an author of RIS at every comma
(RIS.js, `value.split(/\\s*,\\s*/)`), and so do the tests here.
"""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import rispy
from bibtexparser import middlewares
from bibtexparser.entrypoint import parse_string as parse_bibtex
from pybtex.database import parse_string

from tests.catalogue.test_people import catalogue
from tests.conftest import DATA, Command
from tests.export.tools import csl_schema, pandoc

CASES = DATA / "cases"
SICI = "10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2"


def case(name: str) -> Path:
    return CASES / (f"{name}.toml" if name == "references" else f"formats/{name}.toml")


def ris(acuevid: Command, path: Path) -> list[dict[str, Any]]:
    return list(rispy.loads(acuevid("export", "--format", "ris", "--catalogue", path).out))


def csl(acuevid: Command, path: Path) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = json.loads(acuevid("export", "--format", "csl-json", "--catalogue", path).out)
    return items


def bibtex(acuevid: Command, path: Path) -> str:
    return acuevid("export", "--format", "bibtex", "--catalogue", path).out


@pytest.mark.parametrize("name", ["references", "jr2011", "corpcomma2011", "doisici2011", "pagemulti2011"])
def test_csl_is_valid_under_the_schema(name: str, acuevid: Command) -> None:
    jsonschema.validate(csl(acuevid, case(name)), json.loads(csl_schema().read_text(encoding="utf-8")))


NAMES = {
    "jr2011": [("King", "M. L.", "Jr"), ("Smith", "J. B.", "Jr."), ("Downey", "R.", "III"), ("Jones", "A.", "3rd")],
    "commaname2011": [("Shiflett", "Samuel C", ""), ("Smith", "A.", "")],
    "fourinit2011": [
        ("Silva", "J. R. M. A.", ""),
        ("Souza", "A. B. C. D. E.", ""),
        ("Ølberg", "Å.", ""),
        ("Émile", "É.", ""),
    ],
    "references": [("MacPherson", "Hugh", ""), ("Smith", "J. A.", "III"), ("O'Neill", "P.", "Jr")],
}


@pytest.mark.parametrize("name", NAMES)
def test_family_given_and_suffix_stand_apart(name: str, acuevid: Command) -> None:
    wanted = NAMES[name]
    path = case(name)
    authors = [author for item in ris(acuevid, path) for author in item["authors"]]
    assert [tuple([*author.split(", "), "", ""][:3]) for author in authors][: len(wanted)] == wanted
    people = [author for item in csl(acuevid, path) for author in item["author"]]
    found = [tuple(person.get(part, "") for part in ("family", "given", "suffix")) for person in people]
    assert found[: len(wanted)] == wanted
    entries = parse_string(bibtex(acuevid, path), "bibtex").entries.values()
    persons = [person for entry in entries for person in entry.persons["author"]]
    parted = [(p.last_names, " ".join([*p.first_names, *p.middle_names]), " ".join(p.lineage_names)) for p in persons]
    assert parted[: len(wanted)] == [([family], given, suffix) for family, given, suffix in wanted]
    library = parse_bibtex(
        bibtex(acuevid, path), append_middleware=[middlewares.SeparateCoAuthors(), middlewares.SplitNameParts()]
    )
    names = [name for entry in library.entries for name in entry["author"]]
    told = [(" ".join(n.last), " ".join(n.first), " ".join(n.jr)) for n in names]
    assert told[: len(wanted)] == wanted


def test_the_five_references(acuevid: Command) -> None:
    """Families MacPherson, Smith (III), O'Neill (Jr), and an organisation as a group; what is asked about is whole."""
    items = {item["id"]: item for item in ris(acuevid, case("references"))}
    assert [item["authors"] for item in items.values()] == [
        ["MacPherson, Hugh"],
        ["Smith, J. A., III"],
        ["O'Neill, P., Jr"],
        ["Hugh MacPherson"],
        ["World Health Organization"],
    ]
    assert items["x2001"]["doi"] == SICI
    assert items["x2001"]["urls"] == [
        "https://doi.org/10.1002/(SICI)1097-0258(19980815/30)17:15/16%3C1661::AID-SIM968%3E3.0.CO%3B2-2"
    ]
    assert items["x2002"]["doi"] == "10.1016/j.pain.2010.01.001"
    pages = [(item.get("start_page"), item.get("end_page")) for item in items.values()]
    assert pages[2:] == [("1590-5; discussion 1600", None), ("157.e1", "157.e9"), ("i-x, 1-84", None)]
    (who,) = [item["author"] for item in csl(acuevid, case("references")) if item["id"] == "x2005"]
    assert who == [{"literal": "World Health Organization"}]
    assert "author = {{World Health Organization}}" in bibtex(acuevid, case("references"))


def test_particles_stay_with_the_family_name(tmp_path: Path, acuevid: Command) -> None:
    path = catalogue(tmp_path, {"authors": ["van der Berg J", "de la Cruz, María"]})
    assert ris(acuevid, path)[0]["authors"] == ["van der Berg, J.", "de la Cruz, María"]
    assert [a["family"] for a in csl(acuevid, path)[0]["author"]] == ["van der Berg", "de la Cruz"]
    (entry,) = parse_string(bibtex(acuevid, path), "bibtex").entries.values()
    assert [" ".join(p.prelast_names + p.last_names) for p in entry.persons["author"]] == ["van der Berg", "de la Cruz"]
    read = json.loads(pandoc(bibtex(acuevid, path), "-f", "bibtex", "-t", "csljson"))
    assert [a["given"] for a in read[0]["author"]] == ["J.", "María"]


def test_a_suffix_without_given_names(tmp_path: Path, acuevid: Command) -> None:
    path = catalogue(tmp_path, {"authors": ["King, Jr", "First A"]})
    assert ris(acuevid, path)[0]["authors"] == ["King, , Jr", "First, A."]
    assert csl(acuevid, path)[0]["author"][0] == {"family": "King", "suffix": "Jr"}
    read = json.loads(pandoc(bibtex(acuevid, path), "-f", "bibtex", "-t", "csljson"))
    assert read[0]["author"][0] == {"family": "King", "suffix": "Jr"}


def test_an_organisation_with_commas_is_no_person_in_ris(acuevid: Command) -> None:
    path = case("corpcomma2011")
    (author,) = ris(acuevid, path)[0]["authors"]
    assert author == "Food Drug and Allergy Office U.S."
    assert csl(acuevid, path)[0]["author"] == [{"literal": "Food, Drug and Allergy Office, U.S."}]
    (entry,) = parse_string(bibtex(acuevid, path), "bibtex").entries.values()
    assert [str(person) for person in entry.persons["author"]] == ["{Food, Drug and Allergy Office, U.S.}"]


@pytest.mark.parametrize(
    ("name", "doi", "address"),
    [
        ("doiunder2011", "10.1007/978-3-319-55696-3_16", "10.1007/978-3-319-55696-3_16"),
        (
            "doisici2011",
            SICI,
            "10.1002/(SICI)1097-0258(19980815/30)17:15/16%3C1661::AID-SIM968%3E3.0.CO%3B2-2",
        ),
        ("doihash2011", "10.1000/456#789%20a", "10.1000/456%23789%2520a"),
        ("doiurl2011", "10.1002/14651858.CD007793", "10.1002/14651858.CD007793"),
    ],
)
def test_dois_are_taken_and_written_verbatim(name: str, doi: str, address: str, acuevid: Command) -> None:
    path = case(name)
    assert acuevid("check", "--catalogue", path).code == 0
    (item,) = ris(acuevid, path)
    assert (item["doi"], item["urls"]) == (doi, [f"https://doi.org/{address}"])
    (work,) = csl(acuevid, path)
    assert (work["DOI"], work["URL"]) == (doi, f"https://doi.org/{address}")
    text = bibtex(acuevid, path)
    assert f"  doi = {{{doi}}},\n  url = {{https://doi.org/{address}}}\n" in text
    (entry,) = parse_string(text, "bibtex").entries.values()
    assert (entry.fields["doi"], entry.fields["url"]) == (doi, f"https://doi.org/{address}")
    (read,) = json.loads(pandoc(text, "-f", "bibtex", "-t", "csljson"))
    assert (read["DOI"], read["URL"]) == (doi, f"https://doi.org/{address}")
    for name in ("html", "md"):
        assert f"https://doi.org/{address}" in acuevid("export", "--format", name, "--catalogue", path).out


@pytest.mark.parametrize(
    "doi", ["10.1000/}, note = {x", "10.1000/{a", "10.1000/a\\", '10.1000/"><script>x', "10.1000/a@b{c"]
)
def test_no_doi_ends_its_field(doi: str, tmp_path: Path, acuevid: Command) -> None:
    doi = doi.replace(" ", "")
    path = catalogue(tmp_path, {"doi": doi})
    (entry,) = parse_string(bibtex(acuevid, path), "bibtex").entries.values()
    assert set(entry.fields) <= {"title", "year", "doi", "url"}
    assert not set(entry.fields["url"]) & set('{}\\"<>')
    assert ris(acuevid, path)[0]["doi"] == doi
    for name in ("html", "md"):
        assert "<script>x" not in acuevid("export", "--format", name, "--catalogue", path).out.replace("\\<", "")


@pytest.mark.parametrize(
    ("name", "first", "last", "shown"),
    [
        ("pageart2011", "e123", None, "6(3): e123."),
        ("pageart2_2011", "CD007793", None, ": CD007793."),
        ("pageabbr2_2011", "S12", "S18", "12(Pt 2): S12–S18."),
        ("pageroman2011", "iii", "xii", ": iii–xii."),
        ("pagemulti2011", "12-15, 20", None, ": 12-15, 20."),
    ],
)
def test_pages(name: str, first: str, last: str | None, shown: str, acuevid: Command) -> None:
    """An article number has no last page; what is no plain range is given as printed."""
    path = case(name)
    assert acuevid("check", "--catalogue", path).code == 0
    text = acuevid("export", "--format", "ris", "--catalogue", path).out
    assert text.count("SP  - ") == 1
    assert text.count("EP  - ") == (last is not None)
    (item,) = ris(acuevid, path)
    assert (item["start_page"], item.get("end_page")) == (first, last)
    assert csl(acuevid, path)[0]["page"] == (f"{first}-{last}" if last else first)
    (entry,) = parse_string(bibtex(acuevid, path), "bibtex").entries.values()
    assert entry.fields["pages"] == (f"{first}--{last}" if last else first)
    key = item["id"]
    assert shown in acuevid("show", key, "--catalogue", path, columns=300).out


@pytest.mark.parametrize(
    ("issued", "parts", "tag", "month"),
    [
        (2007, [2007], None, None),
        ("2007-09", [2007, 9], "2007/09", "sep"),
        ("2007-09-14", [2007, 9, 14], "2007/09/14", "sep"),
    ],
)
def test_dates(
    issued: int | str, parts: list[int], tag: str | None, month: str | None, tmp_path: Path, acuevid: Command
) -> None:
    path = catalogue(tmp_path, {"issued": issued})
    assert csl(acuevid, path)[0]["issued"] == {"date-parts": [parts]}
    (item,) = ris(acuevid, path)
    assert (item["year"], item.get("date")) == ("2007", tag)
    text = bibtex(acuevid, path)
    assert "  year = {2007}" in text
    assert (f"  month = {month}" in text) if month else ("month" not in text)
    (read,) = json.loads(pandoc(text, "-f", "bibtex", "-t", "csljson"))
    assert read["issued"]["date-parts"] == [parts[:2]]
