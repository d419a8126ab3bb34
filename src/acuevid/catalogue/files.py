"""Where catalogues are: the shipped one, or the one that a user names."""

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING

from acuevid.errors import NotFound
from acuevid.nearest import nearest

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

_PACKAGE = Path(__file__).resolve().parent.parent
DEFAULT = "studies"
LIST = "library.toml"
"""The file that lists the sheets of a library."""
SHOWN = 60
"""So many characters are shown of a name that stands for nothing."""


def shipped_folder() -> Path:
    """The folder of the shipped catalogues: inside an installed wheel or a zip, or beside `src` in a checkout."""
    installed = _PACKAGE / "data"
    return _PACKAGE.parent.parent / "data" if _PACKAGE.is_dir() and not installed.is_dir() else installed


def shipped_catalogues() -> list[Path]:
    """The files of the shipped catalogues, the default one first."""
    folder = shipped_folder()
    found = folder.glob("*.toml") if _PACKAGE.is_dir() else (folder / name for name in _packed())
    return sorted(found, key=lambda path: (path.stem != DEFAULT, path))


def _packed() -> dict[str, "Traversable"]:
    """The shipped catalogues of an acuevid that runs from a zip, by the names of their files."""
    from importlib.resources import files  # costs more than a short command has to spare

    data = files("acuevid") / "data"
    return {entry.name: entry for entry in data.iterdir() if entry.name.endswith(".toml")} if data.is_dir() else {}


def packed(path: Path) -> bytes | None:
    """The bytes of a shipped catalogue of an acuevid that runs from a zip; `None` for any other file."""
    if _PACKAGE.is_dir() or path.parent != shipped_folder():
        return None
    entry = _packed().get(path.name)
    return entry.read_bytes() if entry is not None else None


def shown_name(path: Path) -> str:
    """A file as messages name it: from the working directory where it stands below that, and otherwise in full.

    A shipped catalogue of an installed acuevid goes by its name: its path is long, and nobody edits it there.
    """
    if is_installed(path):
        return path.name
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except (OSError, ValueError, RuntimeError):
        return str(path)


def is_installed(path: Path) -> bool:
    """Whether a file is a catalogue inside the installed package, which no user's change may touch."""
    return path.parent == _PACKAGE / "data"


def find_catalogue(name: str | None) -> Path:
    """The file that `name` stands for: a path, the name of a shipped catalogue, or (`None`) the default one."""
    folder = shipped_folder()
    if name is None:
        return folder / f"{DEFAULT}.toml"
    if not name:
        raise NotFound("the catalogue has an empty name")
    try:
        path = Path(name).expanduser() if name.startswith("~") else Path(name)
    except RuntimeError:
        raise NotFound(f"there is no home folder for {name[:SHOWN]}") from None
    if _is_too_long(path):
        raise NotFound(f"no file and no catalogue '{name[:SHOWN]}'; no name is that long")
    if "/" in name or name.endswith(".toml") or os.path.lexists(path):
        return path
    shipped = folder / f"{name}.toml"
    if shipped.is_file() or shipped in shipped_catalogues():
        return shipped
    near = nearest(name, [path.stem for path in shipped_catalogues()])
    hint = f"did you mean {near}?" if near else "'acuevid catalogues' shows those that come with acuevid"
    raise NotFound(f"no file and no catalogue '{name[:SHOWN]}'; {hint}")


def is_library(path: Path) -> bool:
    """Whether a path leads to a library: a folder, or the list of one."""
    return path.name == LIST or path.is_dir()


def _is_too_long(path: Path) -> bool:
    try:
        path.lstat()
    except OSError as error:
        return error.errno == errno.ENAMETOOLONG
    except ValueError:  # a NUL in it
        return False
    return False
