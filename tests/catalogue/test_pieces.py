"""A catalogue read piece by piece is the catalogue read whole, and its faults have the same lines."""

from pathlib import Path

import pytest

from acuevid.catalogue import load, pieces
from acuevid.catalogue.files import shipped_catalogues
from acuevid.catalogue.load import load_source
from acuevid.catalogue.query import Query, matcher
from acuevid.errors import CatalogueError
from acuevid.models import Catalogue
from tests.conftest import DATA, HERE, Command

GOOD = (DATA / "good.toml").read_text(encoding="utf-8")


def both_ways(path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Catalogue | CatalogueError, ...]:
    """The catalogue, or what is wrong with it: read whole, and with a cut at every study."""
    found: list[Catalogue | CatalogueError] = []
    for small in (10**9, 0):
        monkeypatch.setattr(load, "_SMALL", small)
        monkeypatch.setattr(pieces, "_SIZE", 1)
        try:
            found.append(load_source(path).catalogue)
        except CatalogueError as error:
            found.append(error)
    return tuple(found)


@pytest.mark.parametrize("path", [*shipped_catalogues(), DATA / "good.toml", DATA / "sound.toml"], ids=lambda p: p.stem)
def test_a_good_catalogue_is_the_same(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = both_ways(path, monkeypatch)
    assert isinstance(second, Catalogue)
    assert first == second
    assert pieces.load_pieces(path.read_bytes(), None, None) == first  # it did not fall back


@pytest.mark.parametrize("path", sorted((DATA / "bad").glob("*.toml")), ids=lambda p: p.stem)
def test_a_bad_catalogue_has_the_same_faults_in_the_same_lines(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = both_ways(path, monkeypatch)
    assert isinstance(first, CatalogueError)
    assert isinstance(second, CatalogueError)
    assert first.diagnostics == second.diagnostics


CUT = "\n[[study]]\ncitekey = 'no'\n"
MECHANISM = '\n[[mechanism]]\nid = "m"\nstatement = "s"\nstudies = ["second2002"]\n'


@pytest.mark.parametrize(
    "text",
    [
        GOOD.replace('title = "A trial"', f'title = """A trial{CUT}"""'),
        GOOD.replace('title = "A trial"', f"title = '''{CUT}'''"),
        GOOD.replace('title = "A trial"', f'title = "A trial" # """{CUT.replace(chr(10) + "[[", " [[")}'),
        GOOD.replace("\n", "\r\n"),
        "\ufeff" + GOOD,
        GOOD + MECHANISM,
        GOOD.replace(
            "\n[[study]]", '\n[[mechanism]]\nid = "m"\nstatement = "s"\nstudies = ["second2002"]\n\n[[study]]'
        ),
        GOOD + '\n[[condition]]\nkey = "late"\nname = "late"\n',
        GOOD + '\n[[condition]]\nkey = "back-pain"\nname = "twice"\n',
        GOOD + '\n[sheet]\ntitle = "again"\n',
        GOOD + '\n[sheet.publisher]\nname = "P"\n',
        "study = []\n" + GOOD,
        "mechanism = []\n" + GOOD + MECHANISM,
        GOOD.replace('citekey = "second2002"', 'citekey = "second2002"\nreanalysis_of = "first2001"'),
        GOOD.replace('citekey = "first2001"', 'citekey = "first2001"\nreanalysis_of = "second2002"'),
        GOOD.replace('citekey = "second2002"', 'citekey = "first2001"'),
        GOOD.replace("[[study]]", "[[ study ]]"),
        GOOD + "\n[[study]]\n",
        GOOD + "\n[[study]]\n\x00",
    ],
    ids=range(19),
)
def test_wherever_a_cut_falls(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "c.toml"
    path.write_text(text, encoding="utf-8", newline="")
    first, second = both_ways(path, monkeypatch)
    if isinstance(first, CatalogueError):
        assert isinstance(second, CatalogueError)
        assert first.diagnostics == second.diagnostics
    else:
        assert first == second


def test_only_the_wanted_studies_are_kept_and_all_are_validated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load, "_SMALL", 0)
    path = tmp_path / "c.toml"
    path.write_text(GOOD, encoding="utf-8")

    def wanted(head: Catalogue) -> pieces.Keep:
        assert [c.key for c in head.conditions] == ["back-pain"]
        return matcher(head, Query(authors=("first",)))

    assert [s.citekey for s in load_source(path, wanted=wanted).catalogue.studies] == ["first2001"]
    path.write_text(GOOD.replace("issued = 2002", "issued = 9002"), encoding="utf-8")
    with pytest.raises(CatalogueError, match="1 problem"):
        load_source(path, wanted=wanted)


@pytest.mark.parametrize(
    "args",
    [
        "list",
        "list -c hiv",
        "list -c trigeminal --design systematic-review",
        "list -c nowhere",
        "list --columns study,doi",
    ],
)
def test_list_says_the_same_of_a_large_catalogue(acuevid: Command, monkeypatch: pytest.MonkeyPatch, args: str) -> None:
    first = acuevid(*args.split())
    monkeypatch.setattr(load, "_SMALL", 0)
    monkeypatch.setattr(pieces, "_SIZE", 1)
    assert acuevid(*args.split()) == first


def test_the_generator_of_the_benchmark_makes_sound_catalogues(tmp_path: Path, acuevid: Command) -> None:
    text: dict[str, object] = {"__name__": "generate"}
    exec((HERE.parent / "benchmarks" / "generate.py").read_text(encoding="utf-8"), text)
    path = tmp_path / "c.toml"
    path.write_text("".join(text["catalogue"](300)), encoding="utf-8")  # type: ignore[operator]
    result = acuevid("check", "--catalogue", path)
    assert result.code == 0
    assert "300 studies" in result.out
