"""What the tests share: the shipped catalogue, a way to run a command, golden files, laws in short and at length."""

import inspect
import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import SearchStrategy

from acuevid.catalogue.files import find_catalogue, is_installed
from acuevid.catalogue.load import load_catalogue
from acuevid.cli import run
from acuevid.models import Catalogue

if TYPE_CHECKING:
    from playwright.sync_api import Browser

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
Test = Callable[..., None]

# tests run side by side, so that how long an example takes says little; the same code tries the same examples
# wherever it runs, and `pytest --hypothesis-profile new` tries others
settings.register_profile("new", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("same", settings.get_profile("new"), derandomize=True)
settings.load_profile("same")


def tries(name: str, short: int, long: int) -> pytest.MarkDecorator:
    """Run a test with a small number, and with the full one under ``pytest -m long``."""
    return pytest.mark.parametrize(name, [short, pytest.param(long, marks=pytest.mark.long)])


def read_terminal(terminal: int) -> bytes:
    """All that a terminal gets until its other end is closed."""
    told = b""
    try:
        while piece := os.read(terminal, 65_536):
            told += piece
    except OSError:  # Linux says so where others give nothing more
        pass
    os.close(terminal)
    return told


def rest_long(first: Iterable[Any], rest: Iterable[Any]) -> list[Any]:
    """Parameters of which the first are tried every day, and the rest under ``pytest -m long``."""
    several = ((each if isinstance(each, tuple) else (each,)) for each in rest)
    return [*first, *(pytest.param(*each, marks=pytest.mark.long) for each in several)]


def law(
    *strategies: SearchStrategy[Any], short: int, long: int, **named: SearchStrategy[Any]
) -> Callable[[Test], Test]:
    """Hypothesis's ``given``, with few examples, and with all of them under ``pytest -m long``."""

    def decorate(body: Test) -> Test:
        def test(examples: int, **fixtures: Any) -> None:
            known = settings(max_examples=examples, suppress_health_check=list(HealthCheck))
            known(given(*strategies, **named)(body))(**fixtures)
            TALLY[body.__name__.removeprefix("test_").replace("_", " ")] = f"{examples:,} examples"

        fixtures = inspect.signature(given(*strategies, **named)(body)).parameters.values()
        number = inspect.Parameter("examples", inspect.Parameter.POSITIONAL_OR_KEYWORD)
        test.__name__, test.__doc__, test.__module__ = body.__name__, body.__doc__, body.__module__
        test.__signature__ = inspect.Signature([number, *fixtures])  # type: ignore[attr-defined]  # pytest reads it
        numbered: Test = tries("examples", short, long)(test)
        return numbered

    return decorate


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew; read the diff")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A process of pytest-xdist hands over what its tests tried."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["tally"] = TALLY


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    for name, told in getattr(node, "workeroutput", {}).get("tally", {}).items():
        TALLY[name] = f"{TALLY[name]}; {told}" if name in TALLY else told


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for name, told in sorted(TALLY.items()):
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
        if is_installed(find_catalogue(None)):  # it goes by its name there, and by its path in a checkout
            text = re.sub(r'(?m)(^|")(?=studies\.toml:\d)', r"\1data/", text)
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.exists(), f"no golden file {name}; make it with --update-golden and read it"
        assert text == path.read_text(encoding="utf-8")

    return compare


CHROMIUM = Path("/usr/bin/chromium")
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """Debian's Chromium without a window; a process can have one."""
    from playwright.sync_api import sync_playwright

    from tests.export.tools import missing

    if not CHROMIUM.exists():
        missing("Debian's chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(QUIET))
        yield chromium
        chromium.close()
