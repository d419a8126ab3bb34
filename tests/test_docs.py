"""Nothing that a user can type or read as a code is undocumented."""

import re
from typing import Any

import tomli
from typer.main import get_command

from acuevid.cli.app import VERBS, app
from acuevid.views.codes import all_codes
from tests.conftest import HERE, Command

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


def test_every_example_of_a_catalogue_is_toml() -> None:
    pages = [*ROOT.glob("*.md"), *DOCS.glob("*.md")]
    examples = [
        (page, text) for page in pages for text in re.findall(r"```toml\n(.*?)```", page.read_text("utf-8"), re.S)
    ]
    assert len(examples) > 10
    for page, text in examples:
        assert tomli.loads(text.replace("\n…\n", "\n")), page.name  # … stands for what is left out


def test_every_promise_names_a_test_that_is_there() -> None:
    text = (DOCS / "reliability.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(tests/[\w/]+\.py|\.ci/run)`", text))
    assert len(named) > 12
    assert all((ROOT / name).is_file() for name in named)


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
