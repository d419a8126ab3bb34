"""Names, DOIs, pages and dates as people type them; what needs guessing is asked about.

The names are invented or of the cases; how a list of references prints them is that of the National Library of
Medicine (Citing Medicine, chapter 1), and what may stand in a DOI that of the DOI handbook (2.2).
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import tomli_w
from hypothesis import example, given
from hypothesis import strategies as st

from acuevid.bibliography import bare_doi, doi_link, page_bounds
from acuevid.catalogue.load import load_catalogue
from acuevid.errors import CatalogueError
from acuevid.models import Catalogue
from acuevid.people import read_name
from acuevid.views.citation import citation
from tests.conftest import DATA, Command

CASES = DATA / "cases"
SOUND = (DATA / "sound.toml").read_text(encoding="utf-8")


def found(acuevid: Command, path: Path) -> list[tuple[str, str, str]]:
    data = json.loads(acuevid("check", "--json", "--catalogue", path).out)
    return [(d["code"], d["citekey"], d["message"]) for d in data["diagnostics"]]


def catalogue(folder: Path, reference: dict[str, Any], **study: Any) -> Path:
    """A catalogue of one study with this in its reference."""
    reference = {"title": "A title", "authors": ["First A"], "issued": 2001} | reference
    data = {
        "sheet": {"title": "T", "topic": "t", "intervention": "i"},
        "condition": [{"key": "c", "name": "c"}],
        "study": [
            {
                "citekey": "one",
                "conditions": ["c"],
                "design": "case-series",
                "conclusion": "none",
                "reference": reference,
            }
            | study
        ],
    }
    path = folder / "catalogue.toml"
    path.write_text(tomli_w.dumps(data), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("MacPherson, Hugh", ("MacPherson", "Hugh", "")),
        ("MacPherson H", ("MacPherson", "H", "")),
        ("van der Berg J", ("van der Berg", "J", "")),
        ("van der Berg, Jan", ("van der Berg", "Jan", "")),
        ("de la Cruz M", ("de la Cruz", "M", "")),
        ("de la Cruz", ("de la Cruz", "", "")),
        ("Smith JA III", ("Smith", "JA", "III")),
        ("O'Neill P Jr", ("O'Neill", "P", "Jr")),
        ("King ML Jr", ("King", "ML", "Jr")),
        ("King, Martin L, Jr", ("King", "Martin L", "Jr")),
        ("King, Jr, Martin L", ("King", "Martin L", "Jr")),  # BibTeX's order
        ("King, ML Jr", ("King", "ML", "Jr")),
        ("King ML, Jr.", ("King", "ML", "Jr.")),
        ("Smith III, John", ("Smith", "John", "III")),
        ("Jones A 3rd", ("Jones", "A", "3rd")),
        ("Petrov IV", ("Petrov", "IV", "")),  # two initials, no number
        ("Garcia Lopez MA", ("Garcia Lopez", "MA", "")),
        ("Hui K.K.-S.", ("Hui", "K.K.-S.", "")),
        ("Dong Z-Q", ("Dong", "Z-Q", "")),
        ("Ivanov YuA", ("Ivanov", "YuA", "")),
        ("Smith J A", ("Smith", "J A", "")),
        ("VAN DER BERG J", ("VAN DER BERG", "J", "")),
        ("Sousa e Silva J", ("Sousa e Silva", "J", "")),
        ("Émile É", ("Émile", "É", "")),
        ("Agarwal", ("Agarwal", "", "")),
        ("王伟", ("王伟", "", "")),
        ("कुमार", ("कुमार", "", "")),
        ("Board JA", ("Board", "JA", "")),  # a person
        ("Hospital, Maria", ("Hospital", "Maria", "")),
    ],
)
def test_a_name_in_its_parts(text: str, parts: tuple[str, str, str]) -> None:
    name, why = read_name(text)
    assert tuple(name[:3]) == parts
    assert (why, name.is_whole) == ("", False)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Hugh MacPherson", "Write it first: MacPherson, Hugh"),
        ("Hugh MacPherson Jr", "Write it first: MacPherson, Hugh, Jr"),
        ("Ludwig van Beethoven", "Write it first: van Beethoven, Ludwig"),
        ("J. Smith", "Write it first: Smith, J."),
        ("O Brien A", "Put a comma behind it"),
        ("Xiao WANG", "WANG may be a family name in capitals"),
        ("Smith A; Jones B", "several authors"),
        ("Smith A, Jones B, Brown C", "several authors"),
        ("Example A, Sample B", "several authors"),
        ("Smith A and Jones B", "several authors"),
        ("Smith A & Jones B", "several authors"),
        ("et al.", "et_al = true"),
        ("Liu H et al", "et_al = true"),
        ("and others", "et_al = true"),
        ("World Health Organization", "reads as an organisation"),
        ("WHO", "reads as an organisation"),
        ("GERAC Study Group", "reads as an organisation"),
        ("Acupuncture Trialists' Collaboration", "reads as an organisation"),
        ("Ministry of Health", "reads as an organisation"),
        ("Food, Drug and Allergy Office, U.S.", "reads as an organisation"),
        ("Smith J MD", "a degree"),
        ("Smith A1", "no name has such a character"),
        ("Smith,", "no name has such a character"),
        ("   x", ""),
    ],
)
def test_what_needs_guessing_is_asked_about_and_kept_whole(
    text: str, says: str, tmp_path: Path, acuevid: Command
) -> None:
    path = catalogue(tmp_path, {"authors": [text]})
    report = found(acuevid, path)
    assert [(code, citekey) for code, citekey, _ in report] == ([("REF203", "one")] if says else [])
    assert all(says in message for _, _, message in report)
    (item,) = json.loads(acuevid("export", "--format", "csl-json", "--catalogue", path).out)
    assert item["author"] == ([{"literal": text}] if says else [{"family": "x"}])


def test_a_finding_is_a_warning_and_can_be_answered(tmp_path: Path, acuevid: Command) -> None:
    path = catalogue(tmp_path, {"authors": ["Hugh MacPherson"]})
    assert acuevid("check", "--catalogue", path).code == 0
    assert acuevid("check", "--catalogue", path, "--strict").code == 1
    answer = '\n[[acknowledged]]\ncode = "REF203"\nrecord = "one"\nreason = "So the source prints it."\n'
    path.write_text(path.read_text(encoding="utf-8") + answer, encoding="utf-8")
    assert acuevid("check", "--catalogue", path, "--strict").code == 0


def test_an_author_in_parts(tmp_path: Path, acuevid: Command) -> None:
    authors = [
        {"family": "King", "given": "Martin Luther", "suffix": "Jr"},
        "Shlay JC",
        {"literal": "German Acupuncture Trials"},
        {"family": "Sting"},
    ]
    path = catalogue(tmp_path, {"authors": authors})
    assert found(acuevid, path) == []
    reference = load_catalogue(path).studies[0].reference
    assert reference.first_family == "King"
    assert citation(reference).startswith("King ML Jr, Shlay JC, German Acupuncture Trials, Sting. A title.")
    listed = acuevid("list", "--columns", "author", "--catalogue", path).out
    assert "King, Martin Luther, Jr; Shlay JC; German Acupuncture Trials; Sting" in listed
    written = tmp_path / "written.toml"
    written.write_text(acuevid("export", "--format", "toml", "--catalogue", path).out, encoding="utf-8")
    assert load_catalogue(written) == load_catalogue(path)


@pytest.mark.parametrize(
    ("author", "code", "says"),
    [
        ({"family": "K", "famly": "King"}, "CAT101", "did you mean 'family'?"),
        ({"literal": "K", "constrained-str": "King"}, "CAT101", "unknown key 'constrained-str'"),
        ({"author": "King"}, "CAT101", "unknown key 'author' in [study.reference.authors]"),
        ({"family": "King", "literal": "King"}, "CAT105", "an author has a family name, or else a literal"),
        ({"given": "Martin"}, "CAT105", "an author has a family name, or else a literal"),
        ({"literal": "WHO", "given": "Martin"}, "CAT105", "without given name or suffix"),
        ({"family": ""}, "CAT105", "family"),
        (7, "CAT102", "authors should be text in quotes, or a table"),
        ("", "CAT105", "authors"),
    ],
)
def test_an_author_that_is_none(author: object, code: str, says: str, tmp_path: Path, acuevid: Command) -> None:
    result = acuevid("check", "--catalogue", catalogue(tmp_path, {"authors": [author]}))
    assert result.code == 1
    assert result.out.count(": CAT") == 1
    assert f" {code} " in result.out
    assert says in result.out


def test_the_case_of_five_references(acuevid: Command) -> None:
    """All five load or are asked about (table of cases)."""
    path = CASES / "references.toml"
    assert [(code, key) for code, key, _ in found(acuevid, path)] == [("REF203", "x2004"), ("REF203", "x2005")]
    assert acuevid("check", "--catalogue", path).code == 0


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("59-authors-full", ["Example, Adam", "Sample, Betty"]),
        ("61-authors-semi", ["several authors"]),
    ],
)
def test_a_first_author_is_asked(name: str, says: list[str], acuevid: Command) -> None:
    report = found(acuevid, CASES / "newcomer" / f"{name}.toml")
    assert [code for code, _, _ in report] == ["REF203"] * len(says)
    assert all(words in message for words, (_, _, message) in zip(says, report, strict=True))


def test_et_al_as_a_person(tmp_path: Path, acuevid: Command) -> None:
    """The file of the case has a misspelt table instead, which is told, too."""
    text = (CASES / "newcomer" / "68-et.toml").read_text(encoding="utf-8")
    assert "did you mean 'sheet'?" in acuevid("check", "--catalogue", CASES / "newcomer" / "68-et.toml").out
    path = tmp_path / "et.toml"
    path.write_text(text.replace("[Sheet]", "[sheet]").replace('"Sample B"', '"et al."'), encoding="utf-8")
    assert [code for code, _, _ in found(acuevid, path)] == ["REF203"]
    assert "say et_al = true" in acuevid("check", "--catalogue", path).out


# ---------------------------------------------------------------------------- the author filter


def test_an_author_is_found_by_the_whole_name(tmp_path: Path, acuevid: Command) -> None:
    text = SOUND.replace('"First A"', '"Witte A"').replace('"Second B"', '"Witt, Claudia"')
    text = text.replace('"Third C"', '"van der Berg C"').replace('"Fourth D"', '"Bergmann WI"')
    path = tmp_path / "c.toml"
    path.write_text(text, encoding="utf-8")

    def by(name: str) -> list[str]:
        out = acuevid("list", "--author", name, "--json", "--catalogue", path).out
        return [study["citekey"] for study in json.loads(out)["studies"]]

    assert by("witt") == ["second2005"]
    assert by("claudia witt") == by("Witt, Claudia") == by("WITT") == ["second2005"]
    assert by("witte") == by("Witte A") == ["first2001"]
    assert by("berg") == by("van der Berg") == ["third2006"]
    assert by("wit") == ["first2001", "second2005"]  # no one is called so: names that begin so
    assert by("bergm") == ["fourth2007"]
    assert by("itt") == []


# ---------------------------------------------------------------------------- DOIs, pages, dates


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("10.1002/14651858.CD007793", "10.1002/14651858.CD007793"),
        ("https://doi.org/10.1002/14651858.CD007793", "10.1002/14651858.CD007793"),
        ("http://dx.doi.org/10.1000/a", "10.1000/a"),
        ("doi.org/10.1000/a", "10.1000/a"),
        ("doi:10.1000/a", "10.1000/a"),
        ("DOI: 10.1000/a", "10.1000/a"),
        ("10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2", None),
        ("https://doi.org/10.1002/(SICI)1097%3C1661::AID%3E3.0.CO;2-%23", "10.1002/(SICI)1097<1661::AID>3.0.CO;2-#"),
        ("10.1000/456#789%20a", None),
        ("10.1000.10/123", None),
        ("10.1000/ünïcode", None),
    ],
)
def test_dois_as_they_come(text: str, bare: str | None, tmp_path: Path, acuevid: Command) -> None:
    path = catalogue(tmp_path, {"doi": text})
    assert load_catalogue(path).studies[0].reference.doi == (bare or text)
    assert found(acuevid, path) == []


@pytest.mark.parametrize(
    "text", ["1000/a", "10.1/a", "10.1000", "10.1000/", "10.1000/a b", "10.1000/a-", "10.1000/a–2", "10.1000/a\n", "x"]
)
def test_what_is_no_doi(text: str, tmp_path: Path, acuevid: Command) -> None:
    result = acuevid("check", "--catalogue", catalogue(tmp_path, {"doi": text}))
    assert result.code == 1
    assert " REF102 " in result.out


def test_an_address_holds_no_character_of_a_doi_that_could_mean_something_else() -> None:
    assert doi_link("10.1000/456#789%20a") == "https://doi.org/10.1000/456%23789%2520a"
    assert doi_link("10.1/\"'><&{}\\|^`[]ü") == "https://doi.org/10.1/%22%27%3E%3C%26%7B%7D%5C%7C%5E%60%5B%5D%C3%BC"


@pytest.mark.parametrize(
    ("page", "bounds"),
    [
        ("148-54", ("148", "154")),
        ("148–154", ("148", "154")),
        ("S12-8", ("S12", "S18")),
        ("S12-S18", ("S12", "S18")),
        ("157.e1-9", ("157.e1", "157.e9")),
        ("iii-xii", ("iii", "xii")),
        ("e123", ("e123", "e123")),
        ("CD007793", ("CD007793", "CD007793")),
        ("1590-5; discussion 1600", None),
        ("i-x, 1-84", None),
        ("12-15, 20", None),
        ("45-9; author reply 50-1", None),
        ("98-101", ("98", "101")),
    ],
)
def test_pages_as_printed(page: str, bounds: tuple[str, str] | None, tmp_path: Path, acuevid: Command) -> None:
    path = catalogue(tmp_path, {"page": page})
    assert found(acuevid, path) == []
    assert load_catalogue(path).studies[0].reference.page == page
    assert page_bounds(page) == (bounds or (page, page))


@pytest.mark.parametrize("page", ["148 ff.", "p. 148", "pp 148-54", "", "pages", "1--2", "1-2-3", "$5", "12-\n15"])
def test_what_is_no_page(page: str, tmp_path: Path, acuevid: Command) -> None:
    assert " REF103 " in acuevid("check", "--catalogue", catalogue(tmp_path, {"page": page})).out


@pytest.mark.parametrize("page", ["154-148", "154-48", "S18-S12", "e9-e1"])
def test_pages_that_run_backwards_are_a_finding(page: str, tmp_path: Path, acuevid: Command) -> None:
    assert [code for code, _, _ in found(acuevid, catalogue(tmp_path, {"page": page}))] == ["REF204"]


@pytest.mark.parametrize(
    ("issued", "kept", "shown"),
    [
        (2007, 2007, "2007"),
        ("2007", 2007, "2007"),
        ("2007-09", "2007-09", "September 2007"),
        ("2007-09-14", date(2007, 9, 14), "14 September 2007"),
        (date(2007, 9, 14), date(2007, 9, 14), "14 September 2007"),
    ],
)
def test_dates_of_publication(issued: object, kept: object, shown: str, tmp_path: Path, acuevid: Command) -> None:
    path = catalogue(tmp_path, {"issued": issued})
    reference = load_catalogue(path).studies[0].reference
    assert (reference.issued, reference.year) == (kept, 2007)
    assert f"A title. {shown}." in citation(reference)
    written = tmp_path / "written.toml"
    written.write_text(acuevid("export", "--format", "toml", "--catalogue", path).out, encoding="utf-8")
    assert load_catalogue(written) == load_catalogue(path)


@pytest.mark.parametrize(
    "issued", ["2007-13", "2007-9", "09/2007", "2007-02-30", "1900-02-29", "September 2007", 1599, 2991, -5, 10**30]
)
def test_what_is_no_date_of_publication(issued: object, tmp_path: Path, acuevid: Command) -> None:
    result = acuevid("check", "--catalogue", catalogue(tmp_path, {"issued": issued}))
    assert " REF101 " in result.out
    assert isinstance(issued, int) or "write 2007, '2007-09' or 2007-09-14" in result.out


@pytest.mark.parametrize("issued", [True, 2007.5, [2007], {"year": 2007}])
def test_a_date_of_the_wrong_kind(issued: object, tmp_path: Path, acuevid: Command) -> None:
    result = acuevid("check", "--catalogue", catalogue(tmp_path, {"issued": issued}))
    assert " CAT102 " in result.out
    assert "a year, as in 1998, a month, as in '2011-09', or a date" in result.out


SCHEMA = Catalogue.model_json_schema(by_alias=True, mode="validation")
_DOI_LETTERS = st.text(st.sampled_from("aZ09./-;:<>()#%2034 \n–\x7f\u200bé,\\{}\"'"), max_size=12)
DOIS = st.one_of(
    st.tuples(
        st.sampled_from(["", "doi:", "DOI: ", "https://doi.org/", "http://dx.doi.org/", "doi.org/", "https://x.org/"]),
        st.sampled_from(["10.1000/", "10.1000.5/", "10.12/", "11.1000/", "10.1000"]),
        _DOI_LETTERS,
    ).map("".join),
    st.text(max_size=20),
)
_PAGE_PARTS = ["1", "15", "154", "e", "S12", "-", "–", ", ", "; ", "discussion ", "xii", ".e1", " ", "\n", "and ", "A"]
PAGES = st.one_of(st.lists(st.sampled_from(_PAGE_PARTS), max_size=8).map("".join), st.text(max_size=12))
DATES = st.one_of(
    st.integers(1500, 2200),
    st.integers(),
    st.dates().map(date.isoformat),
    st.from_regex(r"\A[12][0-9]{3}-[01][0-9](-[0-3][0-9])?\n?\Z"),
    st.text("0123456789-/ ", max_size=10),
)
AUTHORS = st.one_of(
    st.text(max_size=8),
    st.dictionaries(st.sampled_from(["family", "given", "suffix", "literal", "other"]), st.text(max_size=3)),
)
DESIGNS = st.sampled_from(
    ["RCT", "rct", "randomized-trial", "randomised controlled trial", "cohort", "case-series", ""]
)


def both(field: str, value: Any) -> None:
    """The schema and the reader say the same of a value, and what is read is read the same when written back."""
    study = {"citekey": "one", "conditions": ["c"], "design": "case-series"}
    reference = {"title": "T", "issued": 2001}
    if field == "design":
        study["design"] = value
    else:
        reference[field] = value
    data: dict[str, Any] = {
        "sheet": {"title": "T", "topic": "t", "intervention": "i"},
        "study": [study | {"reference": reference}],
    }
    valid = not list(jsonschema.Draft202012Validator(SCHEMA).iter_errors(data))
    try:
        loaded = Catalogue.model_validate(data)
    except ValueError:
        assert not valid, value
    else:
        assert valid, value
        again = Catalogue.model_validate(json.loads(loaded.model_dump_json(by_alias=True, exclude_unset=True)))
        assert again == loaded


@given(DOIS)
@example("https://doi.org/10.1000/a%0A")
@example("10.1000/a\n")
def test_schema_and_reader_agree_on_dois(doi: str) -> None:
    both("doi", doi)
    bare = bare_doi(doi)
    assert bare is None or bare_doi(bare) == bare


@given(PAGES)
@example("154-148")
def test_schema_and_reader_agree_on_pages(page: str) -> None:
    both("page", page)
    page_bounds(page)


@given(DATES)
@example("1900-02-29")
@example("2000-02-29")
def test_schema_and_reader_agree_on_dates(issued: int | str) -> None:
    both("issued", issued)


@given(st.dates())
def test_schema_and_reader_agree_on_dates_without_quotes(day: date) -> None:
    """TOML has dates; an editor shows them to the schema as text."""
    schema = {"$ref": "#/$defs/Reference", "$defs": SCHEMA["$defs"]}
    valid = not list(jsonschema.Draft202012Validator(schema).iter_errors({"issued": day.isoformat()}))
    assert valid == (1600 <= day.year <= 2099)


@given(st.lists(AUTHORS, max_size=3))
def test_schema_and_reader_agree_on_authors(authors: list[object]) -> None:
    both("authors", authors)


@given(DESIGNS)
def test_schema_and_reader_agree_on_designs(design: str) -> None:
    both("design", design)


@given(st.text(st.sampled_from("aAbBcJr. ,;-'III2nd\u0301王éMD&"), max_size=24))
def test_every_text_is_read_or_asked_about(text: str) -> None:
    name, why = read_name(text)
    assert name.is_whole == bool(why)
    if why:
        assert name.family == " ".join(text.split())
    else:
        assert sorted("".join(name[:3]).replace(" ", "")) == sorted(text.replace(" ", "").replace(",", ""))


# ---------------------------------------------------------------------------- designs


@pytest.mark.parametrize("word", ["RCT", "randomized-trial", "randomised controlled trial", "randomized trial"])
def test_a_randomised_trial_by_other_names(word: str, tmp_path: Path, acuevid: Command) -> None:
    path = catalogue(tmp_path, {}, design=word)
    assert found(acuevid, path) == []
    assert load_catalogue(path).studies[0].design.value == "randomised-trial"


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("observational", "use cohort, case-control or cross-sectional"),
        ("prospective cohort study", "did you mean 'cohort'?"),
        ("cross-sectional survey", "did you mean 'cross-sectional'?"),
        ("cluster RCT", "did you mean 'cluster-randomised-trial'?"),
        ("umbrella review", "use overview-of-reviews"),
        ("clinical trial", "use randomised-trial where chance made the groups"),
        ("RCTs", "did you mean 'randomised-trial'?"),
        ("randomised-trail", "did you mean 'randomised-trial'?"),
        ("crossover", "features = ['crossover']"),
        ("meta-analysis", "use systematic-review"),
        ("case reports", "did you mean 'case-report'?"),
        ("quasi-randomised trial", "did you mean 'quasi-randomised-trial'?"),
        ("guidelines", "did you mean 'guideline'?"),
        ("narrative review", "a background work"),
    ],
)
def test_a_design_that_does_not_exist_here(word: str, says: str, tmp_path: Path, acuevid: Command) -> None:
    result = acuevid("check", "--catalogue", catalogue(tmp_path, {}, design=word))
    assert " CAT104 " in result.out
    assert says in " ".join(result.out.split())
    with pytest.raises(CatalogueError):
        load_catalogue(tmp_path / "catalogue.toml")
