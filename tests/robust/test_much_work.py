"""A megabyte that asks for much work: every verb ends soon and with little memory, by the time that it works itself.

The promise is five seconds and 500 MB; a machine of half the speed has ten seconds. Each command runs as a process of
its own, and the system ends it when its processor time is used up: nothing here looks at a clock on the wall.
The eleven catalogues that were found run at full size with the verb that each once was worst at, and with
`pytest -m long` with every verb; so do crowds of each kind and mixtures of them.
"""

import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import TALLY
from tests.robust.crowds import FOUND, KINDS, MEGABYTE, crowd, found, mixture
from tests.robust.test_mutants import MEGABYTES, SECONDS
from tests.robust.test_structure import SHOWN

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processor time is not limited there")

SLOWER = 2
"""A machine of CI may be so many times slower than the one of the promise."""

LIMITED = (
    "import resource, subprocess, sys; most = int(sys.argv[1]); "
    "resource.setrlimit(resource.RLIMIT_CPU, (most, most + 1)); code = subprocess.call(sys.argv[2:]); "
    "used = resource.getrusage(resource.RUSAGE_CHILDREN); "
    "print(code, round(used.ru_utime + used.ru_stime, 1), used.ru_maxrss // 1024, file=sys.stderr)"
)
VERBS = {
    "check": ["check"],
    "summarize": ["summarize"],
    "pool": ["pool"],
    "md": ["export", "--format", "md", "-o", "sheet.md"],
    "html": ["export", "--format", "html", "-o", "sheet.html"],
    "json": ["export", "--format", "json", "-o", "sheet.json"],
    "export --check": ["export", "--check", "-o", "sheet.md"],
}
WORST = {
    "splits2": "check",
    "prose": "check",
    "claims-1000": "json",
    "fisher": "md",
    "subg": "check",
    "acks": "check",
    "abbrev": "summarize",
    "arms": "check",
    "dense": "summarize",
    "cats": "check",
    "didyoumean-cjk-50000": "check",
}
"""What each of the eleven was worst at when it was found."""


class Used(NamedTuple):
    """What a command came to: its exit code, and the seconds of the processor and megabytes that it had."""

    code: int
    seconds: float
    megabytes: int
    told: bytes


def used(catalogue: Path, verb: str) -> Used:
    """Run a verb on a catalogue, in its folder, within the limits of time."""
    return ran(catalogue.parent, *VERBS[verb], "--catalogue", catalogue.name)


def ran(folder: Path, *words: str) -> Used:
    """Run a command in a folder within the limits of time; the system ends it there, with another code than its own."""
    limited = [sys.executable, "-c", LIMITED, str(SECONDS * SLOWER), sys.executable, "-m", "acuevid", *words]
    with (folder / "out").open("wb") as out:
        done = subprocess.run(limited, stdout=out, stderr=subprocess.PIPE, check=True, cwd=folder)
    told, _, last = done.stderr.rstrip().rpartition(b"\n")
    code, seconds, megabytes = last.split()
    return Used(int(code), float(seconds), int(megabytes), told)


def assert_small(catalogue: Path, *verbs: str) -> None:
    """Each verb has a result or a complaint, within the limits."""
    for verb in verbs:
        done = used(catalogue, verb)
        assert done.code in (0, 1), (verb, done)
        assert not re.search(SHOWN, done.told.decode()), (verb, done)
        assert done.code == 0 or done.told or (catalogue.parent / "out").stat().st_size, verb
        assert done.megabytes < MEGABYTES, (verb, done)
        _tally(verb, done)


def _tally(verb: str, done: Used) -> None:
    seconds, megabytes = map(float, re.findall(r"[0-9.]+", TALLY.get(f"much work for {verb}", "0 s, 0 MB")))
    most = (max(seconds, done.seconds), max(megabytes, done.megabytes))
    TALLY[f"much work for {verb}"] = f"{most[0]:.1f} s of the processor, {most[1]:.0f} MB at most"


def written(folder: Path, text: str) -> Path:
    """A catalogue in a folder of its own."""
    path = folder / "c.toml"
    path.write_text(text, encoding="utf-8")
    return path


EVERY_DAY = ("splits2", "subg", "cats", "abbrev", "prose", "didyoumean-cjk-50000")
EACH = [
    pytest.param(name, verb, marks=() if verb == worst and name in EVERY_DAY else pytest.mark.long)
    for name, worst in WORST.items()
    for verb in VERBS
]
"""Every verb on each of the eleven: every day the one that was worst, of some."""

MIXTURES = [(0, MEGABYTE // 16), *(pytest.param(n, MEGABYTE, marks=pytest.mark.long) for n in range(9))]
"""The number of a mixture, and its size."""


@pytest.mark.parametrize("name", FOUND)
def test_the_generator_makes_what_was_found(name: str) -> None:
    _, size = FOUND[name]
    assert abs(len(found(name).encode()) - size) <= size // 1000


@pytest.mark.parametrize(("name", "verb"), EACH)
@pytest.mark.long
def test_what_was_found_takes_little(tmp_path: Path, name: str, verb: str) -> None:
    before = ("md",) if verb == "export --check" else ()
    assert_small(written(tmp_path, found(name)), *before, verb)


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
def test_much_of_one_kind_takes_little(tmp_path: Path, kind: str) -> None:
    assert_small(written(tmp_path, crowd(kind)), *VERBS)


@pytest.mark.parametrize(("number", "size"), MIXTURES)
@pytest.mark.long
def test_much_of_several_kinds_takes_little(tmp_path: Path, number: int, size: int) -> None:
    assert_small(written(tmp_path, mixture(number, size)), *VERBS)
