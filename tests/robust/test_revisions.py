"""A catalogue at a git revision: read from any ordinary repository; a stranger's runs nothing and fetches nothing."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import DATA, rest_long

GOOD = (DATA / "good.toml").read_text(encoding="utf-8")
CHANGED = GOOD.replace("participants = 40", "participants = 42")
LIMIT = 60
OURS = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "ACUEVID"))}


def git(folder: Path, *args: str | Path) -> None:
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    subprocess.run(["git", "-C", folder, *identity, *args], check=True, capture_output=True, env=OURS)


def diff(catalogue: Path, *revisions: str, cwd: Path | None = None, **env: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "acuevid", "diff", "--catalogue", str(catalogue), "--", *revisions]
    done = subprocess.run(
        command, cwd=cwd or catalogue.parent, capture_output=True, check=False, text=True, timeout=LIMIT, env=OURS | env
    )
    assert "Traceback" not in done.stderr
    assert "internal error" not in done.stderr
    return done


def repository(folder: Path, name: str = "c.toml") -> Path:
    """A repository with two versions of a catalogue, of which the second changes a number of people."""
    catalogue = folder / name
    catalogue.parent.mkdir(parents=True)
    git(catalogue.parent, "init", "-q", folder)
    for text in (GOOD, CHANGED):
        catalogue.write_text(text, encoding="utf-8")
        git(folder, "add", "-A")
        git(folder, "commit", "-qm", "one")
    return catalogue


def without_its_blob(catalogue: Path, *settings: str) -> Path:
    """The same as somebody hands it on: a partial clone, with these settings, that lacks the catalogue."""
    config = catalogue.parent / ".git" / "config"
    found = subprocess.run(
        ["git", "-C", catalogue.parent, "rev-parse", "HEAD:c.toml"], check=True, capture_output=True, text=True
    ).stdout.strip()
    (catalogue.parent / ".git" / "objects" / found[:2] / found[2:]).unlink()
    text = config.read_text(encoding="utf-8").replace("repositoryformatversion = 0", "repositoryformatversion = 1")
    lines = ("[extensions]", "partialClone = origin", '[remote "origin"]', "promisor = true", *settings)
    config.write_text("\n".join((text, *lines, "")), encoding="utf-8")
    return catalogue


def by_its_upload_pack(folder: Path, marker: Path) -> Path:
    return without_its_blob(repository(folder), "url = .", f'uploadpack = "touch {marker}; false"')


def by_a_transport(folder: Path, marker: Path) -> Path:
    allowed = ('[protocol "ext"]', "allow = always")
    return without_its_blob(repository(folder), f"url = ext::touch {marker}", *allowed)


def by_ssh(folder: Path, marker: Path) -> Path:
    return without_its_blob(
        repository(folder), "url = ssh://example.invalid/x", "[core]", f'sshCommand = "touch {marker}; false"'
    )


def by_a_folder_that_looks_like_a_repository(folder: Path, marker: Path) -> Path:
    """A clone of an ordinary repository with such a folder in it, which a clone brings along."""
    origin = folder / "origin"
    catalogue = repository(origin, "cat/c.toml")
    bare = catalogue.parent
    for name, text in {
        "HEAD": "ref: refs/heads/x\n",
        "refs/heads/x": "1" * 40 + "\n",
        "objects/keep": "",
        "config": (
            "[core]\nrepositoryformatversion = 1\nbare = false\nworktree = .\n[extensions]\npartialClone = origin\n"
            f'[remote "origin"]\npromisor = true\nurl = .\nuploadpack = "touch {marker}; false"\n'
        ),
    }.items():
        (bare / name).parent.mkdir(parents=True, exist_ok=True)
        (bare / name).write_text(text, encoding="utf-8")
    git(origin, "add", "-A", "--force")
    git(origin, "commit", "-qm", "two")
    git(folder, "clone", "-q", origin, folder / "clone")
    return folder / "clone" / "cat" / "c.toml"


WAYS: list[Callable[[Path, Path], Path]] = [
    by_its_upload_pack,
    by_a_transport,
    by_ssh,
    by_a_folder_that_looks_like_a_repository,
]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_nothing_of_a_strangers_repository_runs(tmp_path: Path, way: Callable[[Path, Path], Path]) -> None:
    marker = tmp_path / "it-ran"
    catalogue = way(tmp_path / "given", marker)
    done = diff(catalogue, "HEAD", cwd=tmp_path)
    assert not marker.exists()
    if way is by_a_folder_that_looks_like_a_repository:  # what it is in is an ordinary repository
        assert (done.returncode, done.stdout, done.stderr) == (0, "Nothing changed.\n", "")
    else:
        assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)
        assert "partial clone" in done.stderr


def test_what_a_stranger_has_watch_the_files_does_not_run(tmp_path: Path) -> None:
    """Git asks such a program when it reads the index, which holds the version that is staged."""
    marker = tmp_path / "it-ran"
    catalogue = repository(tmp_path / "given")
    quiet = tmp_path / "quiet"
    quiet.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    quiet.chmod(0o755)
    git(catalogue.parent, "config", "core.fsmonitor", quiet)
    git(catalogue.parent, "update-index", "--fsmonitor")
    git(catalogue.parent, "status")
    git(catalogue.parent, "config", "core.fsmonitor", f"touch {marker}; false")
    done = diff(catalogue, ":0")
    assert not marker.exists()
    assert (done.returncode, done.stdout, done.stderr) == (0, "Nothing changed.\n", "")


@pytest.mark.parametrize("place", ["", "."])
def test_a_program_called_git_beside_the_catalogue_does_not_run(tmp_path: Path, place: str) -> None:
    marker = tmp_path / "it-ran"
    catalogue = repository(tmp_path / "given")
    program = catalogue.parent / "git"
    program.write_text(f"#!/bin/sh\ntouch {marker}\n", encoding="utf-8")
    program.chmod(0o755)
    done = diff(catalogue, "HEAD", PATH=f"{place}{os.pathsep}{OURS['PATH']}")
    assert not marker.exists()
    assert (done.returncode, done.stdout, done.stderr) == (0, "Nothing changed.\n", "")


@pytest.mark.parametrize("name", rest_long(["deep/er/é c.toml"], ["c.toml"]))
@pytest.mark.long
def test_ordinary_repositories(tmp_path: Path, name: str) -> None:
    """Loose and packed, by tags and branches, from a linked worktree, and through a link to the file."""
    top = tmp_path / "mine"
    catalogue = repository(top, name)
    git(top, "tag", "-am", "first", "v1", "HEAD~1")
    git(top, "branch", "old", "HEAD~1")
    git(top, "worktree", "add", "-q", tmp_path / "linked")
    (tmp_path / "link.toml").symlink_to(catalogue)
    there = [(catalogue, revision) for revision in ("HEAD~1", "v1", "old", "HEAD^{/one}~1")]
    for _ in range(2):
        for file, revision in (*there, (tmp_path / "linked" / name, "HEAD~1"), (tmp_path / "link.toml", "HEAD~1")):
            done = diff(file, revision)
            assert done.returncode == 0, done.stderr
            assert "participants: 40 → 42" in done.stdout
        for revision in ("HEAD", ":0", "@{0}"):
            assert diff(catalogue, revision).stdout == "Nothing changed.\n"
        git(top, "gc", "-q")
    assert not [*(top / ".git" / "objects").glob("[0-9a-f][0-9a-f]/*")]


def test_a_repository_that_git_was_told_of_is_not_the_catalogues(tmp_path: Path) -> None:
    """Git sets such variables for its hooks."""
    other = repository(tmp_path / "other")
    git(other.parent, "reset", "-q", "--hard", "HEAD~1")
    catalogue = repository(tmp_path / "mine")
    done = diff(catalogue, "HEAD", GIT_DIR=str(other.parent / ".git"), GIT_INDEX_FILE=str(tmp_path / "none"))
    assert (done.returncode, done.stdout) == (0, "Nothing changed.\n")


@pytest.mark.parametrize("revision", ["x" * 120_000, "x" * 300, "HEAD:" + "y" * 900])
def test_a_long_revision_is_cut(tmp_path: Path, revision: str) -> None:
    done = diff(repository(tmp_path / "mine"), revision)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)
    assert "no such revision" in done.stderr
    assert revision[:60] in done.stderr
    assert len(done.stderr) < 500


def test_where_there_is_no_repository(tmp_path: Path) -> None:
    catalogue = tmp_path / "c.toml"
    catalogue.write_text(GOOD, encoding="utf-8")
    (tmp_path / ".git").mkdir()  # an empty one is none
    done = diff(catalogue, "HEAD")
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)
    assert "no git repository" in done.stderr
    none = tmp_path / "empty"
    none.mkdir()
    assert "git is not installed" in diff(repository(tmp_path / "mine"), "HEAD", PATH=str(none)).stderr
