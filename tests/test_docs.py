"""Nothing that a user can type or read as a code is undocumented."""

import re
import subprocess
import sys
import zipfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from acuevid.cli.app import VERBS, app
from acuevid.views.codes import all_codes
from tests.conftest import HERE, Command
from tests.export.tools import missing

ROOT = HERE.parent
DOCS = ROOT / "docs"


def test_every_command_and_option_is_in_the_reference_and_the_man_page() -> None:
    reference = (DOCS / "commands.md").read_text(encoding="utf-8")
    man = (DOCS / "acuevid.1").read_text(encoding="utf-8").replace("\\-", "-")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    root: Any = get_command(app)
    for name, verb in VERBS.items():
        if verb.hidden:
            continue
        assert f"acuevid {name}" in readme
        section = reference.split(f"## acuevid {name}\n")[1].split("\n## ")[0]
        for parameter in root.commands[name].params:
            for option in (*parameter.opts, *parameter.secondary_opts):
                if option.startswith("-"):
                    assert re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", section), (name, option)
                    assert option in man


def test_the_summaries_are_those_of_the_commands() -> None:
    root: Any = get_command(app)
    for name, verb in VERBS.items():
        assert root.commands[name].help.split("\n")[0] == verb.summary


def test_every_diagnostic_code_is_documented(acuevid: Command) -> None:
    page = (DOCS / "checks.md").read_text(encoding="utf-8")
    used = set()
    for path in (ROOT / "src").rglob("*.py"):
        used |= set(re.findall(r'"((?:CAT|REF|CNT|STA|CLM|APP|LIB)\d{3})"', path.read_text(encoding="utf-8")))
    assert used == {code.code for code in all_codes()}
    for code in used:
        assert f"### {code}: " in page
        assert acuevid("check", "--explain", code).code == 0


def test_every_promise_names_a_test_that_is_there() -> None:
    text = (DOCS / "reliability.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(tests/[\w/]+\.py|\.ci/run)`", text))
    assert len(named) > 12
    assert all((ROOT / name).is_file() for name in named)


def test_the_wheel_has_what_it_should_and_nothing_else(tmp_path: Path) -> None:
    if find_spec("build") is None:
        missing("build (pip install -e '.[dev]')")
    command = [sys.executable, "-m", "build", "-q", "--wheel", "--outdir", str(tmp_path), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    package = {f"acuevid/{p.relative_to(ROOT / 'src' / 'acuevid')}" for p in (ROOT / "src").rglob("*") if p.is_file()}
    package = {name for name in package if "__pycache__" not in name}
    data = {f"acuevid/data/{path.name}" for path in (ROOT / "data").glob("*.toml")}
    man = {name for name in names if name.endswith("share/man/man1/acuevid.1")}
    assert len(man) == 1
    assert names == package | data | man


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_can_be_shown_for_each_shell(shell: str) -> None:
    code = "import sys; from acuevid.cli import run; sys.exit(run(sys.argv[1:]))"
    command = [sys.executable, "-c", code, "--show-completion", shell]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) in ((0, ""), (2, done.stderr))
    assert "Traceback" not in done.stderr


def test_the_house_on_one_page_is_the_house() -> None:
    """Every file that docs/architecture.md names is there, and every folder and file at the top is named."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    source = ROOT / "src" / "acuevid"
    for name in re.findall(r"`((?:[a-z_]+/)*[a-z_]+\.(?:py|toml))`", text):
        assert (source / name).is_file() or (ROOT / name).is_file(), name
    for name in re.findall(r"`((?:[a-z_]+/)+)`", text):
        assert (source / name).is_dir(), name
    top = {p.name + "/" if p.is_dir() else p.name for p in source.iterdir() if p.is_dir() or p.suffix == ".py"}
    top = {name for name in top if not name.startswith("__")}
    assert not {name for name in top - {"data/"} if f"`{name}`" not in text}
