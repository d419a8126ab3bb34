"""The shipped catalogue, damaged byte by byte and token by token: it loads, or says what is wrong and where.

400 mutants, with `pytest -m long` 5,000; no traceback, none over five seconds, none over 500 MB.
"""

import random
import re
import resource
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from acuevid.catalogue import load, pieces
from acuevid.catalogue.files import find_catalogue
from acuevid.catalogue.load import load_source
from acuevid.cli import run
from acuevid.errors import CatalogueError
from tests.conftest import TALLY, tries

SECONDS, MEGABYTES = 5, 500
TOKEN = re.compile(rb'"""|"[^"\n]*"|[\w.+-]+|\[\[|\]\]|[\[\]{}=,#]|\n|[ \t]+')
NASTY = (
    *(
        b"",
        b'"',
        b"'",
        b'"""',
        b"'''",
        b"[",
        b"]]",
        b"{",
        b"}",
        b"=",
        b",",
        b"#",
        b"\n",
        b"\\",
        b"\x00",
        b"\xff",
        b"\r",
    ),
    *(
        b"-1",
        b"0",
        b"1e999",
        b"1e9999999999999999999",
        b"nan",
        b"inf",
        b"true",
        b"1979-05-27",
        b"9" * 400,
        b"0x1F",
        b"1_000",
        b"07:32:00",
    ),
    *(b"[[study]]", b"[sheet]", b"\n[[study]]\n", b"\xe2\x80\xae", b"\x1b[31m", b"\xef\xbb\xbf", "ß".encode() * 50),
)


def mutants(source: bytes, n: int, seed: int = 7) -> Iterator[bytes]:
    """Damaged copies: a byte or a token put in, taken out, doubled, exchanged, or the file cut off."""
    rng = random.Random(seed)
    tokens = [match.span() for match in TOKEN.finditer(source)]
    for _ in range(n):
        data = source
        for _ in range(rng.choice((1, 1, 1, 2, 5))):
            data = _damaged(data, rng, tokens)
        yield data


def _damaged(data: bytes, rng: random.Random, tokens: list[tuple[int, int]]) -> bytes:
    at = rng.randrange(len(data))
    start, end = rng.choice(tokens)
    match rng.randrange(8):
        case 0:
            return data[:at] + bytes([rng.randrange(256)]) + data[at + 1 :]
        case 1:
            return data[:at] + data[at + rng.randint(1, 40) :]
        case 2:
            return data[:at] + rng.choice(NASTY) + data[at:]
        case 3:
            return data[:start] + rng.choice(NASTY) + data[end:]
        case 4:
            return data[:start] + data[start:end] * 2 + data[end:]
        case 5:
            a, b = rng.choice(tokens)
            return data[:start] + data[a:b] + data[end:]
        case 6:
            line = data.find(b"\n", at) + 1
            return data[:line] + data[data.find(b"\n", line) + 1 :]
        case _:
            return data[:at] if rng.random() < 0.2 else data[:at] + data[at:].swapcase()


def _too_long(_number: int, _frame: object) -> None:
    raise TimeoutError(f"over {SECONDS} seconds")


def complaints(path: Path) -> CatalogueError | None:
    try:
        load_source(path)
    except CatalogueError as error:
        return error
    return None


@pytest.fixture
def little_memory() -> Iterator[None]:
    """No more than so many megabytes beyond what the tests hold already: then `MemoryError`."""
    held = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (held + MEGABYTES * 2**20, hard))
    yield
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the memory held is not known here")
@pytest.mark.usefixtures("little_memory")
@pytest.mark.parametrize("in_pieces", [False, True])
@tries("many", 200, 2_500)
def test_every_mutant_loads_or_has_diagnostics_with_a_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_pieces: bool, many: int
) -> None:
    if in_pieces:
        monkeypatch.setattr(load, "_SMALL", 0)
        monkeypatch.setattr(pieces, "_SIZE", 1)
    source = find_catalogue(None).read_bytes()
    path, out = tmp_path / "mutant.toml", tmp_path / "out.md"
    loaded = refused = 0
    old = signal.signal(signal.SIGALRM, _too_long)
    try:
        for i, data in enumerate(mutants(source, many, seed=8 if in_pieces else 7)):
            path.write_bytes(data)
            signal.alarm(SECONDS)
            error = complaints(path)
            if error is None and i % 20 == 0:  # what loads can be exported
                assert run(["export", "--catalogue", str(path), "-o", str(out), "--force"]) == 0
            signal.alarm(0)
            loaded += error is None
            refused += error is not None
            assert error is None or error.diagnostics
            assert error is None or all(d.line >= 1 and d.message and d.code for d in error.diagnostics)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, old)
    assert loaded > many // 20
    assert refused > many // 5
    TALLY[f"mutants read {'in pieces' if in_pieces else 'whole'}"] = f"{loaded} loaded, {refused} refused"
