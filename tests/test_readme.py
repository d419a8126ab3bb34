"""README's example is a catalogue that loads, lists, summarises and exports as it stands."""

import re
import shlex
from pathlib import Path

import pytest

from tests.conftest import HERE, Command, Golden

README = HERE.parent / "README.md"


def example() -> str:
    found = re.search(r"<!-- example -->\n```toml\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    return found[1]


def test_the_example_of_the_readme(acuevid: Command, golden: Golden, tmp_path: Path) -> None:
    path = tmp_path / "headache.toml"
    path.write_text(example(), encoding="utf-8")
    assert acuevid("check", "--catalogue", path).code == 0
    for name, args in {
        "list": ["list", "--format", "table"],
        "show": ["show", "example"],
        "summarize": ["summarize", "headache"],
        "sheet": ["summarize"],
        "export": ["export", "--format", "md"],
    }.items():
        result = acuevid(*args, "--catalogue", path)
        assert (result.code, result.err) == (0, "")
        golden(f"example/{name}.txt", result.out)


def test_every_output_block_has_its_command() -> None:
    text = README.read_text(encoding="utf-8")
    assert text.count("```text") == len(re.findall(r"<!-- output of: acuevid .* -->\n\n```text", text)) > 0


def test_the_commands_that_start_a_sheet(acuevid: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = re.search(r"<!-- ci: start -->\n```sh\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    for line in found[1].splitlines():
        command, _, target = line.partition(">>")
        result = acuevid(*shlex.split(command, comments=True)[1:])
        assert result.code == 0
        if target:
            with (tmp_path / target.strip()).open("a", encoding="utf-8") as stream:
                stream.write(result.out)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["neck.html", "neck.toml"]
    assert "not yet extracted" in acuevid("todo", "--catalogue", "neck.toml").out
