"""A catalogue as git has it at a revision, read so that a stranger's repository runs nothing and fetches nothing.

A repository's own configuration names commands. Git runs them when it fetches what a partial clone lacks, and when it
reads the index. So a partial clone is refused, what else could fetch is shut off, and the repository is the one that a
`.git` above the catalogue stands for: git would also take a folder that only looks like a repository.
"""

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from acuevid.catalogue.files import SHOWN
from acuevid.errors import NotFound

_SHUT = {
    "GIT_ALLOW_PROTOCOL": "",  # goes before what a repository allows itself
    "GIT_NO_LAZY_FETCH": "1",  # known to newer gits
    "LC_ALL": "C",
}
_OPTIONS = (
    "--no-pager",
    "-c",
    "core.fsmonitor=",  # empty is off for all gits; older ones take "false" for a program
    "-c",
    f"core.hooksPath={os.devnull}",
)
_PARTIAL = (b"extensions.partialclone", b".promisor", b".partialclonefilter")
"""How the names end that git goes by when it fetches what a repository lacks."""
_LONGEST = 1_000
"""No revision has more characters; a longer argument may be more than a process can be given."""


@dataclass(frozen=True)
class Blob:
    """A file at a revision, of which only the size has been read."""

    size: int
    _git: "_Git"
    _name: str

    def read(self) -> bytes:
        """The bytes of the file; raises `NotFound` where they are not what the size said."""
        command = self._git.command("cat-file", "blob", self._name)
        with subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_environment()
        ) as process:
            assert process.stdout is not None
            data = process.stdout.read(self.size + 1)
            if len(data) > self.size:
                process.kill()
        if len(data) != self.size:
            raise NotFound("the revision cannot be read: git gave another file than it said")
        return data


def find_blob(path: Path, revision: str) -> Blob:
    """The file at `path` as it stood at a git revision; raises `NotFound` where git does not have it."""
    missing = f"no file '{revision[:SHOWN]}', and no such revision of {path.name}"
    if revision.startswith("-") or "\0" in revision or len(revision) > _LONGEST:  # git would take "-" for an option
        raise NotFound(missing)
    try:
        path = path.resolve()
    except (OSError, RuntimeError):  # links in a circle
        raise NotFound(f"{missing}: the file cannot be found") from None
    top = _top(path)
    if top is None:
        raise NotFound(f"{missing}: it is in no git repository")
    git = _Git(_program(), top)
    _refuse_partial(git)
    name = f"{revision}:{path.relative_to(top).as_posix()}"
    size = git.ask("cat-file", "-s", name)
    if size.returncode:
        raise NotFound(f"{missing}: {_reason(size.stderr).replace(revision, revision[:SHOWN])}")
    return Blob(int(size.stdout), git, name)


def _refuse_partial(git: "_Git") -> None:
    """A partial clone may lack what is asked for, and no option of older gits keeps them from fetching it."""
    names = git.ask("config", "--list", "--name-only", "-z")
    if names.returncode:
        raise NotFound(f"the repository cannot be read: {_reason(names.stderr)}")
    if any(name.endswith(_PARTIAL) for name in names.stdout.split(b"\0")):
        raise NotFound(
            "a revision is not read from a partial clone, since git would fetch what it lacks; clone it whole"
        )


@dataclass(frozen=True)
class _Git:
    """Git for one repository, with the folder that its `.git` is in."""

    program: str
    top: Path

    def command(self, *arguments: str) -> Sequence[str]:
        where = ("-C", str(self.top), f"--git-dir={self.top / '.git'}", f"--work-tree={self.top}")
        return (self.program, *where, *_OPTIONS, *arguments)

    def ask(self, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
        command = self.command(*arguments)
        return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False, env=_environment())


def _top(path: Path) -> Path | None:
    """The nearest folder above the file that has a `.git`; an empty one counts for nothing, as it does for git."""
    for folder in path.parents:
        git = folder / ".git"
        if os.path.isfile(git) or os.path.lexists(git / "HEAD"):
            return folder
    return None


def _program() -> str:
    """Where git is; a place in PATH that depends on the working directory may be the stranger's."""
    from shutil import which

    places = os.environ.get("PATH", os.defpath).split(os.pathsep)
    found = which("git", path=os.pathsep.join(place for place in places if os.path.isabs(place)))
    if found is None or not os.path.isabs(found):
        raise NotFound("git is not installed, so a revision cannot be read")
    return found


def _environment() -> dict[str, str]:
    """This environment without what it tells git, and with what shuts git off."""
    return {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | _SHUT


def _reason(told: bytes) -> str:
    """What git says is wrong, in one line."""
    lines = told.decode("utf-8", "replace").strip().split("\n")
    fatal = next((line for line in lines if line.startswith("fatal: ")), lines[0])
    return fatal.removeprefix("fatal: ")
