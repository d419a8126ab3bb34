"""What those who contribute are told holds: paths, pins, commands, the forms of issues, the form of the changelog."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import HERE

ROOT = HERE.parent
FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "docs/releasing.md", "SECURITY.md"])
def test_every_file_that_is_named_is_there(page: str) -> None:
    named = re.findall(
        r"`((?:\.ci/|docs/|scripts/|src/|tests/)[\w./-]*|[A-Z]+\.(?:md|cff)|pyproject\.toml)`", text_of(page)
    )
    assert len(named) > 5
    assert all((ROOT / name).exists() for name in named)


def test_the_commands_are_those_that_ci_runs() -> None:
    """`.ci/run` takes them from under these marks."""
    for mark, page in {
        "main": "README.md",
        "test": "README.md",
        "setup": "CONTRIBUTING.md",
        "quick": "CONTRIBUTING.md",
    }.items():
        assert re.search(rf"<!-- ci: {mark} -->\n```sh\n.+?\n```\n", text_of(page), re.DOTALL)
        assert f"$(told {mark})" in text_of(".ci/run")


def test_a_commit_is_checked_by_the_same_ruff() -> None:
    hooks = yaml.safe_load(text_of(".pre-commit-config.yaml"))["repos"][0]["hooks"]
    pins = tomllib.loads(text_of("pyproject.toml"))["project"]["optional-dependencies"]["dev"]
    assert [hook["entry"].split()[:2] for hook in hooks] == [["ruff", "format"], ["ruff", "check"]]
    assert all(hook["additional_dependencies"][0] in pins for hook in hooks)


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_form_of_an_issue_is_one_that_github_takes(path: Path) -> None:
    """Keys of GitHub's schema for issue forms: a form needs name, description and body, a field a type and a label."""
    form: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert set(form) == {"name", "description", "body"}
    assert len({field["id"] for field in form["body"]}) == len({field["attributes"]["label"] for field in form["body"]})
    for field in form["body"]:
        assert field["type"] in ("input", "textarea")
        assert set(field) <= {"type", "id", "attributes", "validations"}
        assert set(field["attributes"]) <= {"label", "description", "placeholder", "value", "render"}
        assert re.fullmatch(r"[a-z-]+", field["id"])


def test_there_is_a_form_for_each_kind_of_fault() -> None:
    assert [path.stem for path in FORMS] == ["file-does-not-come-in", "over-claim", "wrong-number"]


SECTIONS = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"]
"""The kinds of changes of Keep a Changelog 1.1.0, in its order."""


def test_the_changelog_is_kept_by_its_form() -> None:
    title, *versions = re.split(r"(?m)^## ", text_of("CHANGELOG.md"))
    assert title.startswith("# Changelog\n")
    heads = [version.split("\n")[0] for version in versions]
    assert heads[0] == "[Unreleased]"
    assert all(re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d", head) for head in heads[1:])
    for version in versions:
        _, *sections = re.split(r"(?m)^### ", version)
        names = [section.split("\n")[0] for section in sections]
        assert names == [name for name in SECTIONS if name in names]
        for line in "".join(section.partition("\n")[2] for section in sections).split("\n"):
            assert line.startswith(("- ", "  ")) or not line
            assert "**numbers**" not in line.removeprefix("- **numbers** ")
