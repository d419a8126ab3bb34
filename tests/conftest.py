"""What the tests share: the shipped catalogue, a way to run a command, and golden files."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from acuevid.catalogue.files import find_catalogue
from acuevid.catalogue.load import load_catalogue
from acuevid.cli import run
from acuevid.models import Catalogue

HERE = Path(__file__).parent
GOLDEN = HERE / "golden"
DATA = HERE / "data"


class Result(NamedTuple):
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


TALLY: dict[str, str] = {}
"""What the tests that try many cases tried; printed at the end."""

Command = Callable[..., Result]
Golden = Callable[[str, str], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew; read the diff")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for name, told in TALLY.items():
        terminalreporter.write_line(f"tried: {name}: {told}")


@pytest.fixture(scope="session")
def shipped() -> Catalogue:
    return load_catalogue(find_catalogue(None))


@pytest.fixture
def acuevid(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run a command inside this process, as in a pipe that is 80 columns wide."""
    for name in ("ACUEVID_CATALOGUE", "NO_COLOR", "FORCE_COLOR", "ACUEVID_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LINES", "50")
    monkeypatch.setenv("TERM", "xterm-256color")

    def command(*args: str | Path, columns: int = 80) -> Result:
        monkeypatch.setenv("COLUMNS", str(columns))
        capsys.readouterr()
        code = run([str(arg) for arg in args])
        out, err = capsys.readouterr()
        return Result(code, out, err)

    return command


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compare a text with its golden file; ``--update-golden`` writes it anew."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.exists(), f"no golden file {name}; make it with --update-golden and read it"
        assert text == path.read_text(encoding="utf-8")

    return compare
