"""README's example is a catalogue that loads, lists, summarises and exports as it stands."""

import html
import json
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
    """Ten references become a sheet, which names each in full and claims nothing of it, and no editor is opened."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EDITOR", "false")
    found = re.search(r"<!-- ci: start -->\n```sh\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    said = {}
    for line in found[1].splitlines():
        command, _, target = line.partition("#")[0].partition(">>")
        words = shlex.split(command)[1:]
        said[words[0]] = result = acuevid(*words)
        assert result.code == 0, line
        if target:
            with (tmp_path / target.strip()).open("a", encoding="utf-8") as stream:
                stream.write(result.out)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["nerve.html", "nerve.toml", "references.ris"]
    assert len(said["add"].out.split()) == 10
    assert said["summarize"].out.count("10 studies are listed and not yet extracted") == 1
    assert "lists 10 studies, and nothing is extracted from them yet" in " ".join(said["summarize"].out.split())
    assert "not yet extracted" in said["todo"].out
    page = html.unescape((tmp_path / "nerve.html").read_text(encoding="utf-8"))
    listed = acuevid("list", "--json", "--columns", "citekey,title,journal,year", "--catalogue", "nerve.toml").out
    records = {record["citekey"]: record for record in json.loads(listed)["studies"]}
    for citekey in said["add"].out.split():
        record = records[citekey]
        found = re.search(rf'<tbody[^>]* id="study-{citekey}".*?</tbody>', page, re.DOTALL)
        assert found
        for told in (record["title"], record["journal"], str(record["year"]), "not yet extracted"):
            assert told in found[0]
    assert acuevid("check", "--strict", "--catalogue", "nerve.toml").code == 1
