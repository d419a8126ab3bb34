"""``acuevid add``, through its door: real files, hostile ones, look-ups with recorded answers."""

import io
import os
import pty
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from acuevid.catalogue.files import find_catalogue
from acuevid.catalogue.load import load_catalogue
from tests.conftest import DATA, Command, read_terminal

SHEET = """[sheet]
title = "Acupuncture and migraine"
topic = "migraine"
intervention = "acupuncture"

[[condition]]
key = "migraine"
name = "migraine"
aliases = ["sick headache"]
"""
TRIAL = """PMID- 11111111
DP  - 2012 Sep
TI  - Needles for migraine: a trial.
LID - 10.1000/xyz123 [doi]
AB  - Twenty people took part.
FAU - Doe, Jane B
AU  - Doe JB
FAU - King, Martin L Jr
CN  - Migraine Group
LA  - chi
PT  - Journal Article
PT  - Randomized Controlled Trial
SI  - ClinicalTrials.gov/NCT01234567
RIN - Lancet. 2014 Mar 2;5(1):3. doi: 10.1000/ret1. PMID: 22222222
PT  - Retracted Publication
TT  - Zhen jiu.
JT  - The journal
VI  - 12 Suppl 1
COIS- None declared.
ZZ  - strange
"""


@pytest.fixture
def sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "sheet.toml"
    path.write_text(SHEET, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return path


@pytest.fixture
def acuevid(acuevid: Command, sheet: Path) -> Command:
    """Every command is about the sheet of the test."""
    return lambda *words: acuevid("--catalogue", sheet.name, *words)


def put(name: str, text: str | bytes) -> str:
    Path(name).write_bytes(text.encode() if isinstance(text, str) else text)
    return name


# ------------------------------------------------------------------------------------------- real files


REAL = {
    "nbib_pmc_medlars.txt": (["takeuchi2018", "thapliyal2018", "leinenger2014", "goldberg2012", "buchbinder2010"], 0),
    "rispy_example_basic.ris": (["shannon1948"], 0),
    "rispy_example_bom.ris": ([], 1),
    "rispy_example_full.ris": (["marx2014", "marxus2006"], 0),
    "rispy_example_multiline.ris": ([], 3),
    "rispy_example_urls.ris": (["shannon1948"], 0),
    "rispy_example_utf_chars.ris": (["dobrokhotova2009"], 0),
}


@pytest.mark.parametrize("name", REAL)
def test_a_real_file_comes_in_whole(name: str, sheet: Path, acuevid: Command) -> None:
    """Each text of it stands in the catalogue, or is told, as is a work that cannot be added."""
    keys, unfit = REAL[name]
    done = acuevid("add", str(DATA / "import" / name))
    assert done.code == (1 if unfit else 0)
    assert done.out.split() == keys
    assert done.err.count("not added: it has no title") == unfit
    assert [s.citekey for s in load_catalogue(sheet).studies] == keys
    known = "".join((sheet.read_text(encoding="utf-8") + done.err).replace("\n#   ", " ").split())
    text = (DATA / "import" / name).read_text(encoding="utf-8-sig")
    kept = (*("TI", "T1", "AU", "A1", "A2", "JF", "JO", "DO", "VL"), *("VO", "PB", "SN", "N1", "UR", "JT", "FAU"))
    for line in text.splitlines():
        tag, _, value = line.partition("- ")
        if tag.strip() in ("AU", "A1", "A2"):  # given names are written as the journals print them
            value = value.replace(",", " ").split()[0]
        if tag.strip() in kept and value.strip() and ";" not in value:
            assert "".join(value.split()).strip(".").split("(")[0].rstrip(".") in known, line


def test_rispy_sees_no_more_in_its_files(sheet: Path, acuevid: Command) -> None:
    """rispy 0.10, by others, as the oracle of how many records there are and which authors they have."""
    import rispy

    for name in (n for n in REAL if n.endswith(".ris")):
        records = rispy.loads((DATA / "import" / name).read_text(encoding="utf-8-sig"))
        done = acuevid("add", str(DATA / "import" / name), "--dry-run")
        told = done.out.count("citekey = ") + done.err.count("skipped, it is") + done.err.count("not added")
        assert told == len(records), name
    assert sheet.read_text(encoding="utf-8") == SHEET


# --------------------------------------------------------------------------------------- what is written


def test_a_full_reference_of_pubmed(sheet: Path, acuevid: Command) -> None:
    done = acuevid("add", put("search.nbib", TRIAL), "--condition", "sick headache")
    assert (done.code, done.out) == (0, "doe2012\n")
    assert "search.nbib, line 20: ZZ - strange: an unknown element" in done.err
    (study,) = load_catalogue(sheet).studies
    found = study.reference
    assert study.conditions == ("migraine",)
    assert (study.design, study.registration, study.conflicts) == (
        "randomised-trial",
        ("NCT01234567",),
        "None declared.",
    )
    assert found.authors == ("Doe, Jane B", "King, Martin L, Jr")
    assert (found.group_author, found.title) == ("Migraine Group", "Needles for migraine: a trial")
    assert (found.original_title, found.language) == ("Zhen jiu", "zh")
    assert (found.issued, found.volume, found.supplement) == ("2012-09", "12", "1")
    assert (found.doi, found.pmid, found.standing) == ("10.1000/xyz123", "11111111", "retracted 2014")
    text = sheet.read_text(encoding="utf-8")
    assert text.startswith(SHEET)
    for line in (
        "# From search.nbib, line 1.",
        "# The design is guessed from the source's type of publication, “Randomized Controlled Trial”.",
        "#   Twenty people took part.",
        "# Not taken: ZZ - strange (an unknown element).",
        "# TODO arm: ",
        "# TODO outcome: ",
    ):
        assert f"\n{line}" in text
    assert "# TODO conditions" not in text
    assert "# TODO design" not in text


@pytest.mark.parametrize(
    ("kinds", "design"),
    [
        (["Randomized Controlled Trial"], "randomised-trial"),
        (["Meta-Analysis", "Systematic Review"], "systematic-review"),
        (["Network Meta-Analysis", "Meta-Analysis"], "network-meta-analysis"),
        (["Practice Guideline"], "guideline"),
        (["Case Reports"], "case-report"),
        (["Clinical Trial"], "not-recorded"),
        (["Randomized Controlled Trial", "Meta-Analysis"], "not-recorded"),
        (["Randomized Controlled Trial, Veterinary"], "not-recorded"),
        ([], "not-recorded"),
    ],
)
def test_only_a_type_of_publication_gives_a_design(
    kinds: list[str], design: str, sheet: Path, acuevid: Command
) -> None:
    title = "A randomised trial, a systematic review and a guideline"
    types = "".join(f"PT  - {kind}\n" for kind in kinds)
    assert acuevid("add", put("s.nbib", f"PMID- 1\nDP  - 2001\nTI  - {title}\nAU  - Doe J\n{types}")).code == 0
    (study,) = load_catalogue(sheet).studies
    assert study.design == design
    assert study.level is None
    text = sheet.read_text(encoding="utf-8")
    assert ("# TODO design" in text) is (design == "not-recorded")
    assert ("guessed" in text) is (design != "not-recorded")


def test_a_bad_doi_is_left_out_and_told(sheet: Path, acuevid: Command) -> None:
    done = acuevid(
        "add", put("a.ris", "TY  - JOUR\nTI  - T\nPY  - 2001\nAU  - Doe, J\nDO  - 10.1/x y\nSN  - 1\nER  - \n")
    )
    assert done.code == 0
    assert "doi = 10.1/x y: no catalogue takes it as doi" in done.err
    assert "line 6: 1: no ISSN" in done.err
    assert load_catalogue(sheet).studies[0].reference.doi is None
    assert "# Not taken: doi = 10.1/x y" in sheet.read_text(encoding="utf-8")


def test_duplicates_are_named_and_skipped(acuevid: Command) -> None:
    ris = "TY  - JOUR\nTI  - {}\nPY  - {}\nAU  - Dœ, J\nDO  - {}\nER  - \n"
    first = ris.format("One", 2001, "10.1000/A") + ris.format("Two", 2001, "10.1000/b")
    assert acuevid("add", put("a.ris", first)).out == "doe2001\ndoe2001b\n"
    again = ris.format("Other words", 2002, "https://doi.org/10.1000/a") + ris.format("ONE.", 2001, "")
    again += ris.format("Three", 2001, "") + ris.format("Three", 2001, "")
    done = acuevid("add", put("b.ris", again))
    assert (done.code, done.out) == (0, "doe2001c\n")
    assert "b.ris, line 1: Other words: skipped, it is doe2001 (the same DOI)" in done.err
    assert "b.ris, line 7: ONE.: skipped, it is doe2001 (the same title, year and first author)" in done.err
    assert "b.ris, line 19: Three: skipped, it is doe2001c" in done.err
    assert "added 1 study to sheet.toml; 3 there already" in done.err


def test_background_works_have_no_design_and_nothing_to_do(sheet: Path, acuevid: Command) -> None:
    assert acuevid("add", "--background", put("search.nbib", TRIAL)).out == "doe2012\n"
    catalogue = load_catalogue(sheet)
    assert (len(catalogue.studies), len(catalogue.background)) == (0, 1)
    assert "TODO" not in sheet.read_text(encoding="utf-8")
    assert acuevid("add", "--background", "-c", "migraine", "search.nbib").code == 2


def test_a_dry_run_prints_the_block_and_writes_nothing(sheet: Path, acuevid: Command) -> None:
    done = acuevid("add", put("search.nbib", TRIAL), "--dry-run")
    assert '[[study]]\ncitekey = "doe2012"' in done.out
    assert "would add 1 study" in done.err
    assert sheet.read_text(encoding="utf-8") == SHEET


def test_the_abstract_is_in_no_export(sheet: Path, acuevid: Command) -> None:
    acuevid("add", put("search.nbib", TRIAL))
    assert "Twenty people" in sheet.read_text(encoding="utf-8")
    for format in ("md", "html", "json", "csv", "ris", "bibtex", "csl-json", "toml"):
        assert "Twenty people" not in acuevid("export", "-f", format).out


# --------------------------------------------------------------------------- formats and encodings


BIBTEX = r"""@preamble{"\input{/etc/passwd}"}
@string{jm = "J Migraine"}
@article{x, author = {Doe, J. B. and {Migraine Group} and others}, title = {{50% of \"{o}}},
  journal = jm, year = 2012, month = sep, pages = {1--9}, note = {By hand}, strange = {odd}}
@article{broken, title = {never closed
@book{y, author = {M{\"u}ller, K.}, title = {A book}, date = {2013-04-05}, publisher = {Press}}
"""
CSL = """[{"id": "x", "type": "article-journal", "title": "<i>One</i>", "author": [{"family": "Doe", "given": "J. B."}],
 "issued": {"date-parts": [[2012, 9]]}, "DOI": "10.1000/X", "ISSN": ["1234-5679", "1111-1119"], "odd": 1}]"""
ENDNOTE = """<?xml version="1.0" encoding="UTF-8"?><xml><records><record><ref-type name="Journal Article">17</ref-type>
<contributors><authors><author><style face="normal">Doe, J. B.</style></author></authors></contributors>
<titles><title><style>One </style><style face="italic">two</style></title><secondary-title>J</secondary-title></titles>
<pages>148-54</pages><volume>3</volume><number>2 Suppl A</number><dates><year>2012</year></dates>
<electronic-resource-num>10.1000/x</electronic-resource-num><odd>thing</odd></record></records></xml>"""


def test_bibtex(sheet: Path, acuevid: Command) -> None:
    done = acuevid("add", put("anything.txt", BIBTEX))
    assert (done.code, done.out) == (0, "doe2012\nmuller2013\n")
    for told in ("line 4: By hand: a note", "line 4: strange = odd", "line 5: @article{broken"):
        assert told in done.err
    one, two = (s.reference for s in load_catalogue(sheet).studies)
    assert (one.title, one.container_title, one.issued, one.et_al) == ("50% of ö", "J Migraine", "2012-09", True)
    assert [n.family for n in one.names] == ["Doe", "Migraine Group"]
    assert (two.type, two.authors, str(two.issued)) == ("book", ("Müller K",), "2013-04-05")


@pytest.mark.parametrize(("text", "told"), [(CSL, "odd = 1"), (ENDNOTE, "odd: thing")])
def test_csl_and_endnote(text: str, told: str, sheet: Path, acuevid: Command) -> None:
    done = acuevid("add", put("anything.txt", text))
    assert (done.code, done.out) == (0, "doe2012\n")
    assert told in done.err
    found = load_catalogue(sheet).studies[0].reference
    assert (found.authors, found.doi and found.doi.lower()) == (("Doe JB",), "10.1000/x")
    if text is ENDNOTE:
        assert (found.title, found.issue, found.supplement, found.page) == ("One two", "2", "Suppl A", "148-54")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_as_they_come(encoding: str, end: str, sheet: Path, acuevid: Command) -> None:
    text = "TY  - JOUR\nTI  - Über “Köpfe”\nAU  - Müller, Jörg\nPY  - 2001\nER  - \n".replace("\n", end)
    assert acuevid("add", put("a.ris", text.encode(encoding))).out == "muller2001\n"
    found = load_catalogue(sheet).studies[0].reference
    assert (found.title, found.authors) == ("Über “Köpfe”", ("Müller, Jörg",))


def test_values_of_any_kind_in_json(acuevid: Command) -> None:
    items = (
        '{"title": 5, "author": 7, "editor": {"a": 1}, "issued": 2001, "volume": 1e400, "ISSN": {"a": 1}, "page": []}',
        '{"title": "ok", "issued": {"date-parts": [["2001", "13"]]}, "author": [{"family": 5}, 3]}',
        *("4", "null", "[[]]"),
    )
    done = acuevid("add", put("a.json", f"[{', '.join(items)}]"))
    assert (done.code, done.out) == (0, "anonymous2001\n52001\n")
    assert done.err.count("no item of a bibliography") == 3


def test_no_other_character_ends_a_line(acuevid: Command) -> None:
    done = acuevid(
        "add", put("a.ris", "TY  - JOUR\nTI  - a\u2028ER  - \u2028TY  - JOUR\nPY  - 2001\nAU  - Doe, J\nER  - \n")
    )
    assert done.out == "doe2001\n"


def test_standard_input(sheet: Path, acuevid: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TRIAL.encode())))
    assert acuevid("add", "-").out == "doe2012\n"
    assert "# From standard input, line 1." in sheet.read_text(encoding="utf-8")


# --------------------------------------------------------------------------------------- hostile sources


_BOMB = "<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><xml><records><record><titles><title>&b;</title></titles>"
_OUTSIDE = "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><xml><record><titles><title>&a;</title></titles>"
HOSTILE: dict[str, tuple[str | bytes, str]] = {
    "bomb": (f"{_BOMB}</record></records></xml>", "declares entities, which are not read"),
    "outside": (f"{_OUTSIDE}</record></xml>", "declares entities, which are not read"),
    "escape": (
        "TY  - JOUR\nTI  - a\x1b[2Jb\nPY  - 2001\nER  - \n",
        "line 2: a control character stands there (U+001B)",
    ),
    "long": (b"TY  - JOUR\nTI  - " + b"a" * 1_000_001, "has a line of more than a million characters"),
    "zip": (b"PK\x03\x04\x00\x00\x00\x00\x01\x02" * 50, "is not text"),
    "empty": (" \n", "is empty"),
    "prose": ("Some words.\n", "is no RIS, PubMed, BibTeX, CSL-JSON or EndNote XML file"),
    "json": ('[{"title": "x"', "line 1 is no JSON"),
    "deep": ("[" * 200_000, "is nested too deeply"),
    "braces": ("@book{x, title={" + "{" * 3000 + "}" * 3001 + "}", "bad, line 1: its braces are nested too deeply"),
    "unclosed": ("@book{x, title={\n" * 3000, "bad holds no reference"),
    "xml": ("<xml><record>", "line 1 is no XML"),
    "html": ("<html></html>", "holds no reference"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_source_is_one_line_and_nothing_is_written(name: str, sheet: Path, acuevid: Command) -> None:
    text, told = HOSTILE[name]
    done = acuevid("add", put("good.nbib", TRIAL), put("bad", text))
    assert (done.code, done.out) == (1, "")
    assert done.err.count("\n") == 1
    assert told in done.err
    assert sheet.read_text(encoding="utf-8") == SHEET


def test_what_cannot_be_seen_is_taken_out_and_told(sheet: Path, acuevid: Command) -> None:
    item = (
        '[{"title": "a\\u001b[2J\\u202eb", "issued": {"date-parts": [[2001]]}, "author": [{"family": "D\\u0007oe"}]}]'
    )
    done = acuevid("add", put("a.json", item))
    assert done.out == "doe2001\n"
    assert "\x1b" not in done.err + sheet.read_text(encoding="utf-8")
    assert done.err.count("characters that cannot be shown are left out of it") == 2
    assert load_catalogue(sheet).studies[0].reference.title == "a[2Jb"


@pytest.mark.parametrize("title", ['"""', "'''", '"\n[[claim]]\nid = "x"', "# TODO", "\\", "[[study]]", "= 1"])
def test_no_title_can_end_its_field(title: str, sheet: Path, acuevid: Command) -> None:
    import json

    item = {"title": title, "abstract": title, "issued": {"date-parts": [[2001]]}, "note": title, "source": "x"}
    assert acuevid("add", put("a.json", json.dumps([item]))).code == 0
    catalogue = load_catalogue(sheet)
    assert len(catalogue.studies) == 1
    assert not catalogue.claims
    assert catalogue.studies[0].reference.title == " ".join(title.split())


# --------------------------------------------------------------------------------------------- look-ups


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Answers in place of the network, and the requests that were made."""
    import httpx

    from acuevid.intake import lookups

    asked: list[httpx.Request] = []

    def answering(reply: Any) -> list[httpx.Request]:
        def handle(request: httpx.Request) -> httpx.Response:
            asked.append(request)
            made: httpx.Response = reply(request) if callable(reply) else reply
            return made

        monkeypatch.setattr(lookups, "transport", lambda: httpx.MockTransport(handle))
        return asked

    return answering


PENZA = "10.1111/j.1526-4637.2011.01230.x"
CROSSREF = """{"type": "journal-article",
"title": "Electroacupuncture Is Not Effective in Chronic Painful Neuropathies",
"DOI": "10.1111/j.1526-4637.2011.01230.x", "container-title": "Pain Med", "source": "Crossref",
"author": [{"given": "P", "family": "Penza", "sequence": "first"}], "issued": {"date-parts": [[2011, 9, 14]]},
"URL": "http://dx.doi.org/10.1111/j.1526-4637.2011.01230.x"}"""
"""In the form of Crossref's documentation, "DOI content negotiation"; the work is one of the shipped catalogue."""


def test_a_doi_is_looked_up(sheet: Path, acuevid: Command, answers: Any) -> None:
    import httpx

    asked = answers(httpx.Response(200, text=CROSSREF))
    assert acuevid("add", f"doi:{PENZA}").out == "penza2011\n"
    (request,) = asked
    assert str(request.url) == f"https://doi.org/{PENZA}"
    assert request.headers["accept"] == "application/vnd.citationstyles.csl+json"
    assert request.headers["user-agent"].startswith("acuevid/")
    assert set(request.extensions["timeout"].values()) == {5.0}
    study = load_catalogue(sheet).studies[0]
    shipped = load_catalogue(find_catalogue(None)).study_by_key["penza2011"].reference
    for name in ("authors", "title", "container_title", "issued", "doi", "url"):
        assert getattr(study.reference, name) == getattr(shipped, name)
    assert f"# From doi:{PENZA}, looked up." in sheet.read_text(encoding="utf-8")


def test_a_pmid_is_looked_up(acuevid: Command, answers: Any) -> None:
    """In the form of NCBI's "E-utilities", efetch with rettype=medline."""
    import httpx

    asked = answers(httpx.Response(200, text=f"\n{TRIAL}\n"))
    assert acuevid("add", "pmid:11111111").out == "doe2012\n"
    url = asked[0].url
    assert (url.host, url.path) == ("eutils.ncbi.nlm.nih.gov", "/entrez/eutils/efetch.fcgi")
    wanted = {"db": "pubmed", "id": "11111111", "rettype": "medline", "retmode": "text", "tool": "acuevid"}
    assert dict(url.params) == wanted


def failing(error: str) -> Any:
    import httpx

    def fail(request: httpx.Request) -> httpx.Response:
        raise getattr(httpx, error)("no", request=request)

    return fail


@pytest.mark.parametrize(
    ("name", "reply", "told"),
    [
        ("doi:10.1000/x", 404, "doi:10.1000/x is not known to doi.org"),
        ("doi:10.1000/x", 503, "doi:10.1000/x: doi.org answers 503"),
        ("pmid:5", "\nid: 5 Error occurred: cannot get document summary\n", "pmid:5 is not known to PubMed"),
        ("doi:10.1000/x", "<html>", "doi:10.1000/x, line 1 is no JSON"),
        ("doi:10.1000/x", "ConnectError", "doi:10.1000/x: doi.org cannot be reached; are you online?"),
        ("pmid:5", "ReadTimeout", "pmid:5: PubMed does not answer within 5 seconds"),
        ("doi:nothing", 200, "doi:nothing is no DOI"),
        ("pmid:5&db=x", 200, "pmid:5&db=x is no PMID"),
    ],
)
def test_no_answer_is_one_line(
    name: str, reply: int | str, told: str, sheet: Path, acuevid: Command, answers: Any
) -> None:
    import httpx

    if isinstance(reply, str) and reply.isalpha():
        answers(failing(reply))
    else:
        answers(httpx.Response(reply) if isinstance(reply, int) else httpx.Response(200, text=reply))
    done = acuevid("add", name)
    assert (done.code, done.err) == (1, f"acuevid: {told}\n")
    assert sheet.read_text(encoding="utf-8") == SHEET


def test_nothing_else_touches_the_network(acuevid: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network is used")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    acuevid("add", put("search.nbib", TRIAL + "UR  - https://example.org\n"), "-c", "migraine")
    endnote = ENDNOTE.replace("<xml>", '<!DOCTYPE xml SYSTEM "https://example.org/x.dtd"><xml>')
    acuevid("add", put("a.xml", endnote))
    for words in (
        *(["list"], ["show", "doe2012"], ["conditions"], ["summarize"], ["pool"], ["map"], ["check"], ["catalogues"]),
        *(["trace", "migraine"], ["schema"], ["diff", "sheet.toml", "sheet.toml"], ["forest"]),
        *(["export", "-f", format] for format in ("md", "html", "json", "ris", "csl-json")),
        *(["set", "doe2012", "participants", "20"], ["rename", "doe2012", "roe2012"], ["remove", "roe2012"]),
    ):
        assert "network is used" not in acuevid(*words).err
    with pytest.raises(AssertionError, match="network is used"):
        socket.create_connection(("192.0.2.1", 80))


def test_the_only_condition_is_not_asked_for(acuevid: Command, sheet: Path) -> None:
    assert acuevid("add", put("search.nbib", TRIAL)).code == 0
    assert load_catalogue(sheet).study_by_key["doe2012"].conditions == ("migraine",)
    assert "# TODO conditions" not in sheet.read_text(encoding="utf-8")


def test_one_of_several_conditions_is_left_to_a_person(acuevid: Command, sheet: Path) -> None:
    sheet.write_text(SHEET + '\n[[condition]]\nkey = "other"\nname = "another"\n', encoding="utf-8")
    assert acuevid("add", put("search.nbib", TRIAL)).code == 0
    assert load_catalogue(sheet).study_by_key["doe2012"].conditions == ()
    assert "# TODO conditions" in sheet.read_text(encoding="utf-8")


def test_at_a_terminal_what_is_told_is_folded_between_words(sheet: Path) -> None:
    (sheet.parent / "trial.nbib").write_text(
        TRIAL + "ZY  - " + "another line that no field takes " * 3, encoding="utf-8"
    )
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "acuevid", "--catalogue", sheet.name, "add", "trial.nbib"]
    environment = os.environ | {"COLUMNS": "60"}
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, cwd=sheet.parent, env=environment)
    os.close(theirs)
    told = read_terminal(ours).decode().splitlines()
    assert process.wait() == 0
    assert max(map(len, told)) <= 60
    assert "added 1 study to sheet.toml" in told
    assert "another line that no field takes another line" in " ".join(" ".join(told).split())
