"""Where catalogues are: the shipped one, or the one that a user names."""

import os
from pathlib import Path

from acuevid.errors import NotFound

_PACKAGE = Path(__file__).resolve().parent.parent
DEFAULT = "studies"


def shipped_folder() -> Path:
    """The folder of the shipped catalogues: inside an installed wheel, or beside `src` in a checkout."""
    installed = _PACKAGE / "data"
    return installed if installed.is_dir() else _PACKAGE.parent.parent / "data"


def shipped_catalogues() -> list[Path]:
    """The files of the shipped catalogues, the default one first."""
    found = sorted(shipped_folder().glob("*.toml"))
    return sorted(found, key=lambda path: path.stem != DEFAULT)


def shown_name(path: Path) -> str:
    """A file as messages name it: from the working directory where it stands below that, and otherwise in full.

    A shipped catalogue of an installed acuevid goes by its name: its path is long, and nobody edits it there.
    """
    if path.parent == _PACKAGE / "data":
        return path.name
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except (OSError, ValueError, RuntimeError):
        return str(path)


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
        raise NotFound(f"there is no home folder for {name}") from None
    shipped = folder / f"{name}.toml"
    if "/" in name or name.endswith(".toml") or os.path.lexists(path):
        return path
    if shipped.is_file():
        return shipped
    from difflib import get_close_matches  # only where a name is wrong

    near = get_close_matches(name, [path.stem for path in shipped_catalogues()], n=1)
    hint = f"did you mean {near[0]}?" if near else "'acuevid catalogues' shows those that come with acuevid"
    raise NotFound(f"no file and no catalogue '{name[:60]}'; {hint}")
