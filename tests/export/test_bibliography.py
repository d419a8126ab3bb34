"""The references come back equal from the readers that people use."""

import json
import xml.etree.ElementTree as ElementTree
from typing import Any, NamedTuple

import jsonschema
import pytest
import rispy
from bibtexparser import middlewares
from bibtexparser.entrypoint import parse_string as parse_bibtex
from pybtex.database import parse_string

from acuevid.bibliography import page_bounds
from acuevid.escape import visible
from acuevid.models import BackgroundWork, Catalogue, Study
from acuevid.references import Reference
from acuevid.views.citation import OTHERS, creators
from tests.conftest import Command
from tests.export.tools import csl_schema, pandoc, program, run


class Work(NamedTuple):
    """What must come back of a reference; a name is one string, family first."""

    names: tuple[str, ...]
    title: str
    year: str
    journal: str
    volume: str
    pages: tuple[str, str]
    doi: str


def work(reference: Reference, *, others: bool = True) -> Work:
    """A reference as BibTeX has it; in RIS and CSL-JSON no author is called `others`."""
    told = [c for c in creators(reference) if others or c is not OTHERS]
    names = (f"{c.family}, {c.given}" if c.given else c.family for c in told)
    return Work(
        tuple(visible(name) for name in names),
        visible(reference.title or ""),
        str(reference.year),
        visible(reference.container_title or ""),
        visible(reference.volume or ""),
        page_bounds(reference.page) if reference.page else ("", ""),
        reference.doi or "",
    )


def works(catalogue: Catalogue) -> tuple[Study | BackgroundWork, ...]:
    """All that has a reference of its own."""
    return (*catalogue.studies, *catalogue.background)


def expected(catalogue: Catalogue, *, others: bool = True) -> dict[str, Work]:
    """All studies and background works, the journals of articles only."""
    return {item.citekey: work(item.reference, others=others) for item in works(catalogue)}


def pages(text: str) -> tuple[str, str]:
    first, _, last = text.replace("--", "-").replace("–", "-").partition("-")
    return first, last or first


# ------------------------------------------------------------------ BibTeX


def by_bibtexparser(text: str) -> dict[str, Work]:
    library = parse_bibtex(
        text,
        append_middleware=[
            middlewares.SeparateCoAuthors(),
            middlewares.SplitNameParts(),
            middlewares.LatexDecodingMiddleware(),
        ],
    )
    assert not library.failed_blocks
    found = {}
    for entry in library.entries:
        value = {field.key: field.value for field in entry.fields}
        names = [
            ", ".join(" ".join(part) for part in (n.von + n.last, n.first) if part) for n in value.get("author", ())
        ]
        found[entry.key] = Work(
            tuple(name.strip("{}") for name in names),
            value.get("title", "").strip("{}"),
            value["year"],
            value.get("journal", ""),
            value.get("volume", ""),
            pages(value.get("pages", "")),
            value.get("doi", ""),
        )
    return found


def by_pybtex(text: str) -> dict[str, Work]:
    found = {}
    for key, entry in parse_string(text, "bibtex").entries.items():
        names = [
            ", ".join(
                " ".join(part) for part in (p.prelast_names + p.last_names, p.first_names + p.middle_names) if part
            )
            for p in entry.persons.get("author", ())
        ]
        field = entry.fields
        found[key] = Work(
            tuple(name.strip("{}") for name in names),
            field.get("title", "").strip("{}"),
            field["year"],
            field.get("journal", ""),
            field.get("volume", ""),
            pages(field.get("pages", "")),
            field.get("doi", "").replace("\\_", "_"),
        )
    return found


def by_csl(items: list[dict[str, Any]]) -> dict[str, Work]:
    """The works of CSL-JSON; "et al." behind the last name is no part of it."""
    found = {}
    for item in items:
        names = [
            n["literal"] if "literal" in n else ", ".join(n[part] for part in ("family", "given") if part in n)
            for n in item.get("author", ())
        ]
        found[item["id"]] = Work(
            tuple(name.removesuffix(", et al.") for name in names),
            item.get("title", ""),
            str(item["issued"]["date-parts"][0][0]),
            item.get("container-title", ""),
            item.get("volume", ""),
            pages(item.get("page", "")),
            item.get("DOI", ""),
        )
    return found


@pytest.fixture
def bibtex(acuevid: Command) -> str:
    return acuevid("export", "--format", "bibtex").out


def test_bibtex_comes_back_from_bibtexparser(bibtex: str, shipped: Catalogue) -> None:
    assert by_bibtexparser(bibtex) == expected(shipped)


def test_bibtex_comes_back_from_pybtex(bibtex: str, shipped: Catalogue) -> None:
    assert by_pybtex(bibtex) == expected(shipped)


def test_bibtex_comes_back_from_pandoc(bibtex: str, shipped: Catalogue) -> None:
    assert by_csl(json.loads(pandoc(bibtex, "-f", "bibtex", "-t", "csljson"))) == expected(shipped)


# --------------------------------------------------------------------- RIS


def by_rispy(text: str) -> dict[str, Work]:
    return {
        item["id"]: Work(
            tuple(item.get("authors", ())),
            item.get("title", ""),
            item["year"],
            item.get("secondary_title", ""),
            item.get("volume", ""),
            (item.get("start_page", ""), item.get("end_page", "")),
            item.get("doi", ""),
        )
        for item in rispy.loads(text)
    }


def test_ris_comes_back_from_rispy(acuevid: Command, shipped: Catalogue) -> None:
    assert by_rispy(acuevid("export", "--format", "ris").out) == expected(shipped, others=False)


def words(name: str) -> str:
    return " ".join(sorted(name.replace(".", "").replace(",", "").split()))


def test_ris_comes_back_from_bibutils(acuevid: Command, shipped: Catalogue) -> None:
    """Bibutils writes MODS, with initials without their full stops; it says which tags it has no use for.

    It takes the name of a group for a person's and turns it round, so names are compared by their words.
    """
    text = run([program("ris2xml")], acuevid("export", "--format", "ris").out, may_talk=True)
    mods = {"m": "http://www.loc.gov/mods/v3"}
    found = {}
    for item in ElementTree.fromstring(text.lstrip("\ufeff")):

        def one(path: str, item: ElementTree.Element = item) -> str:
            texts = [e.text for e in item.iterfind(path, mods) if e.text]
            return texts[0] if texts else ""

        names = []
        for name in item.iterfind("m:name", mods):
            parts = {e.get("type"): e.text or "" for e in reversed(list(name.iterfind("m:namePart", mods)))}
            given = " ".join(e.text or "" for e in name.iterfind("m:namePart[@type='given']", mods))
            names.append(f"{parts['family']}, {given}" if given else " ".join(parts.values()))
        found[item.get("ID") or ""] = Work(
            tuple(map(words, names)),
            ": ".join(filter(None, (one("m:titleInfo/m:title"), one("m:titleInfo/m:subTitle")))),
            (one("m:originInfo/m:dateIssued") or one("m:part/m:date"))[:4],
            one("m:relatedItem/m:titleInfo[@type='abbreviated']/m:title"),
            one("m:part/m:detail[@type='volume']/m:number"),
            (one("m:part/m:extent/m:start"), one("m:part/m:extent/m:end")),
            one("m:identifier[@type='doi']"),
        )
    assert found == {
        key: w._replace(names=tuple(map(words, w.names))) for key, w in expected(shipped, others=False).items()
    }


# ---------------------------------------------------------------- CSL-JSON


def test_csl_comes_back_and_is_valid_under_the_schema(acuevid: Command, shipped: Catalogue) -> None:
    items = json.loads(acuevid("export", "--format", "csl-json").out)
    assert by_csl(items) == expected(shipped, others=False)
    jsonschema.validate(items, json.loads(csl_schema().read_text(encoding="utf-8")))


def test_csl_is_rendered_by_a_citation_processor(acuevid: Command, shipped: Catalogue, tmp_path: Any) -> None:
    path = tmp_path / "works.json"
    path.write_text(acuevid("export", "--format", "csl-json").out, encoding="utf-8")
    text = pandoc("---\nnocite: '@*'\n---\n", "--citeproc", "--bibliography", str(path), "-t", "plain", "--wrap=none")
    told = " ".join(text.split())
    for study in shipped.studies:
        assert study.reference.first_family in told
        title = study.reference.title or ""
        assert title
        assert title.rstrip(".").casefold() in told.casefold().replace("’", "'")
    assert "Liu, H., et al. 2010" in told  # the sheet names one author and "et al"; no one else is made up
    assert "others" not in told


def test_a_work_of_each_type(acuevid: Command, tmp_path: Any) -> None:
    path = tmp_path / "types.toml"
    types = ("book", "chapter", "report", "thesis", "webpage", "document")
    path.write_text(
        '[sheet]\ntitle = "T"\ntopic = "t"\nintervention = "i"\n'
        + "".join(
            f'[[background]]\ncitekey = "w{i}"\n[background.reference]\ntype = "{kind}"\nauthors = ["van der Berg A"]\n'
            f'title = "On {kind}"\nissued = 200{i}\npublisher = "Press"\ncontainer_title = "Whole"\npage = "e12"\n'
            for i, kind in enumerate(types)
        ),
        encoding="utf-8",
    )
    items = json.loads(acuevid("export", "--format", "csl-json", "--catalogue", path).out)
    assert [item["type"] for item in items] == list(types)
    bib = acuevid("export", "--format", "bibtex", "--catalogue", path).out
    kinds = [entry.type for entry in parse_string(bib, "bibtex").entries.values()]
    assert kinds == ["book", "incollection", "techreport", "phdthesis", "misc", "misc"]
    ris = rispy.loads(acuevid("export", "--format", "ris", "--catalogue", path).out)
    assert [item["type_of_reference"] for item in ris] == ["BOOK", "CHAP", "RPRT", "THES", "ELEC", "GEN"]
    assert {item["authors"][0] for item in ris} == {"van der Berg, A."}
