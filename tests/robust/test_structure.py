"""The project's catalogues in any structure: every verb gives a result or diagnostics, soon, and with little memory.

Any type of TOML at any field, values exchanged, tables moved, repeated and removed, legal extremes, hundreds of arms:
20 catalogues, with `pytest -m long` 300, each that loads with every verb.
"""

import re
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from acuevid.errors import CatalogueError
from acuevid.models import Catalogue
from tests.conftest import TALLY, Command, tries
from tests.robust.structures import EACH_TYPE, Case, Generator
from tests.robust.test_catalogues import VERBS, loaded
from tests.robust.test_mutants import SECONDS
from tests.robust.test_mutants import little_memory as little_memory  # a fixture

SEED = 20261126
SHOWN = re.compile(r"^(?:Traceback|acuevid: .*(?:internal error|\bmemory\b))", re.MULTILINE)
"""What no input may lead to: memory ends at a limit that these catalogues never come near."""

COMPLAINT = re.compile(r"\S*any\.toml:[1-9][0-9]*:[1-9][0-9]*: [A-Z]{3}[0-9]{3} ")
"""A diagnostic with its place."""


class TooLong(BaseException):
    """A command goes on and on; no error, so that nothing of the tool takes it for one of its own."""


@contextmanager
def within_seconds() -> Iterator[None]:
    """End what takes too long, by the time that this process works: others may work beside it."""

    def stop(_number: int, _frame: object) -> None:
        raise TooLong(f"over {SECONDS} seconds")

    old = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, old)


def verbs(catalogue: Catalogue, path: Path, other: Path) -> Iterator[list[str]]:
    """Every verb with the names of this catalogue; `other` is the one that it was made from."""
    conditions = [condition.key for condition in catalogue.conditions[:1]] or ["none"]
    for verb in VERBS:
        yield [conditions[0] if word == "one" else word for word in verb]
    yield from (["show", study.citekey] for study in catalogue.studies[:1])
    yield from (["show", "--json", study.citekey] for study in catalogue.studies[-1:])
    yield from (["pool"], ["pool", "--json"], ["pool", "--leave-one-out", "--format", "md"])
    yield from (["forest"], ["forest", "-o", "-"], ["forest", conditions[0]], ["forest", "--cumulative"], ["funnel"])
    yield from (["conditions", "--json"], ["list", "--condition", conditions[0]], ["map", "--by", "comparator"])
    yield from (["summarize", "--json"], ["summarize", conditions[0], "--format", "md"])
    yield from (["trace", "sheet.1"], ["trace", f"{conditions[0]}.1", "--json"])
    yield from (["diff", str(other), str(path)], ["diff", "--json", str(path), str(other)], ["diff", str(path)])


REFUSED = (["list"], ["check", "--json"], ["summarize"], ["pool"], ["export", "--format", "html"], ["map"])
"""What is tried of a catalogue that does not load: each of them has the same complaints."""


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the memory held is not known here")
@pytest.mark.usefixtures("little_memory")
@pytest.mark.long
@tries("many", 16, 300)
def test_every_verb_on_any_structure(acuevid: Command, tmp_path: Path, many: int) -> None:
    tally: Counter[str] = Counter()
    for case in Generator(SEED).cases(many):
        tally.update(tried(case, acuevid, tmp_path))
    ways = sorted({name.rsplit(" ", 1)[0] for name in tally} - {"commands"})
    told = [f"{way}: {tally[f'{way} loaded']} loaded, {tally[f'{way} refused']} refused" for way in ways]
    TALLY["structures"] = f"{'; '.join(told)}; {tally['commands']:,} commands"
    assert sum(tally[f"{way} loaded"] for way in ways) > many // 5
    assert sum(tally[f"{way} refused"] for way in ways) > many // 5


@tries("types", 1, len(EACH_TYPE))
def test_each_field_of_each_type(acuevid: Command, tmp_path: Path, types: int) -> None:
    path = tmp_path / "any.toml"
    tally = Counter(read=0, refused=0)
    for data in Generator(SEED).each_field(types):
        path.write_bytes(tomli_w.dumps(data).encode())
        with within_seconds():
            result = acuevid("summarize", "--catalogue", path)
        assert_sound(result, data)
        assert result.out if result.code == 0 else COMPLAINT.match(result.err), (data, result.err)
        tally["refused" if result.code else "read"] += 1
    TALLY["fields of each type"] = f"{tally['read']} read, {tally['refused']} refused"
    assert min(tally.values()) > 0


def tried(case: Case, acuevid: Command, folder: Path) -> dict[str, int]:
    """Run every verb on a case, and count what was done."""
    path, other = folder / "any.toml", folder / "other.toml"
    path.write_bytes(tomli_w.dumps(case.data).encode())
    other.write_bytes(tomli_w.dumps(case.source).encode())
    with within_seconds():
        source = loaded(path)
    if isinstance(source, CatalogueError):
        assert source.diagnostics
        assert all(d.line >= 1 and d.message and d.code for d in source.diagnostics), case.number
        commands = list(REFUSED)
    else:
        commands = list(verbs(source.catalogue, path, other))
    for command in commands:
        own = () if command[0] == "diff" and len(command) > 2 else ("--catalogue", path)
        with within_seconds():
            result = acuevid(*command, *own)
        asked_back = (2,) if "robvis" in command else ()  # which of several tools
        assert_sound(result, (case.number, case.way, command), *asked_back)
    how = "refused" if isinstance(source, CatalogueError) else "loaded"
    return {f"{case.way} {how}": 1, "commands": len(commands)}


def assert_sound(result: Any, told: object, *codes: int) -> None:
    """A result or complaints, one of the exit codes (0, 1 or `codes`), and nothing that a terminal would obey."""
    assert not SHOWN.search(result.err), (told, result.err[-2000:])
    assert result.code in (0, 1, *codes), (told, result.err[-2000:])
    assert result.code == 0 or result.err or result.out, told
    assert not any(c in result.out + result.err for c in "\x1b\x07\u202e"), told
