"""A catalogue whose studies are read as they are asked for tells what the whole one tells, and holds little."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from acuevid.catalogue import lazily, load, pieces
from acuevid.catalogue.files import shipped_folder
from acuevid.catalogue.lazily import LazyLoaded, load_lazily
from tests.conftest import DATA, Command, rest_long

CASES = sorted((DATA / "cases").rglob("*.toml"))
GOOD = [shipped_folder() / "p6-nausea.toml", DATA / "kinds.toml", DATA / "sound.toml", DATA / "ten.toml", *CASES]
BAD = sorted((DATA / "bad").glob("*.toml"))
COMMANDS = (
    ["check"],
    ["check", "--all"],
    ["check", "--json", "--strict"],
    ["check", "--select", "REF", "--ignore", "REF2"],
    ["export", "--format", "jsonl"],
    ["export", "--format", "jsonl", "--design", "randomised-trial"],
)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Every catalogue is a large one, with a cut at every study."""
    monkeypatch.setattr(load, "_SMALL", 0)
    monkeypatch.setattr(pieces, "_SIZE", 1)
    return monkeypatch


def told(acuevid: Command, path: Path) -> list[object]:
    return [acuevid(*command, "--catalogue", path) for command in COMMANDS]


def test_every_kind_of_result_is_told_the_same(acuevid: Command, small: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "kinds.toml"
    path.write_text(KINDS, "utf-8")
    test_every_byte_is_the_same(acuevid, small, path)


@pytest.mark.parametrize("path", rest_long(GOOD[:5], [*GOOD[5:], *BAD]), ids=lambda p: p.stem)
def test_every_byte_is_the_same(acuevid: Command, small: pytest.MonkeyPatch, path: Path) -> None:
    first = told(acuevid, path)
    small.setattr(lazily, "load_lazily", lambda *_: None)
    assert told(acuevid, path) == first


def loaded(text: str) -> LazyLoaded | None:
    found = load_lazily(text.encode(), "any.toml")
    assert found is None or isinstance(found, LazyLoaded)
    return found


TEXT = (DATA / "kinds.toml").read_text("utf-8")
WORDS = TEXT[TEXT.index("[[instrument]]") :]
KINDS = TEXT.removesuffix(WORDS).replace("[[study]]", f"{WORDS}\n[[study]]", 1)
"""All kinds of results, with the words that they use before them, as a large catalogue has to have them."""
CLAIM = '[[claim]]\nid = "c"\nplace = "narrative"\ntext = "It helps."\nasserts = "benefit"\n'


def test_what_needs_all_studies_is_read_whole() -> None:
    assert loaded(KINDS) is not None
    assert loaded(KINDS + CLAIM) is None
    assert loaded("[[ study ]]".join(KINDS.rsplit("[[study]]", 1))) is not None
    assert loaded(KINDS.replace("[[study]]", "[[ study ]]", 1)) is None  # in the first piece, which has none
    assert loaded(KINDS + "[[") is None


def test_studies_are_a_sequence_and_found_by_key() -> None:
    source = loaded(KINDS)
    whole = load.load_bytes(KINDS.encode(), "any.toml").catalogue
    assert source is not None
    studies = source.catalogue.studies
    assert list(studies) == list(whole.studies)
    assert (studies[0], studies[-1], studies[2:4]) == (whole.studies[0], whole.studies[-1], whole.studies[2:4])
    with pytest.raises(IndexError):
        _ = studies[len(whole.studies)]
    key = whole.studies[3].citekey
    assert source.catalogue.study_by_key[key] == whole.study_by_key[key]
    assert source.catalogue.study_by_key.get("nobody") is None
    assert set(source.catalogue.study_by_key) == set(whole.study_by_key)
    for condition, those in whole.studies_of.items():
        found = source.catalogue.studies_of[condition]
        assert (len(found), tuple(found), found[:1]) == (len(those), those, those[:1])
    assert source.catalogue.place_by_key == whole.place_by_key


def test_every_place_is_that_of_the_whole_text() -> None:
    source = loaded(KINDS)
    whole = load.load_bytes(KINDS.encode(), "any.toml")
    assert source is not None
    for path in whole.places.paths():
        assert source.places[path] == whole.places[path], path
    assert list(source.study_lines) == list(whole.study_lines)
    assert list(source.not_extracted) == list(whole.not_extracted)


def test_citations_in_a_study_are_read() -> None:
    text = (DATA / "cited.toml").read_text("utf-8")
    source, whole = loaded(text), load.load_bytes(text.encode(), "any.toml").catalogue
    if source is not None:
        assert list(source.catalogue.studies) == list(whole.studies)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the memory held is not known here")
@pytest.mark.long
@pytest.mark.parametrize("command", [["check"], ["export", "--format", "jsonl"]])
def test_memory_grows_by_little(tmp_path: Path, command: list[str]) -> None:
    """Not by the records: 20,000 studies take less than twice what 2,000 take, and the file beside it."""
    generate = [sys.executable, str(Path(__file__).parents[2] / "benchmarks" / "generate.py")]
    held = []
    for n in (2_000, 20_000):
        path = tmp_path / f"{n}.toml"
        path.write_bytes(subprocess.run([*generate, str(n)], check=True, capture_output=True).stdout)
        code = (
            "import resource, sys; from acuevid.cli import run; code = run(sys.argv[1:]); "
            "print('peak', resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"
        )
        run = [sys.executable, "-c", code, *command, "--catalogue", str(path)]
        done = subprocess.run(run, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        peak = re.search(r"peak (\d+)", done.stderr)
        assert peak is not None
        held.append(int(peak[1]) / 1024)
    assert held[1] < 2 * held[0]
    assert held[1] - held[0] < 70
