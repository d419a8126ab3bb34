"""Writing a file so that a reader finds the old one or the new one, and never a part of either."""

import difflib
import os
import re
import stat
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from acuevid.errors import AcuevidError, OutOfStep
from acuevid.escape import visible

_MARK = re.compile(
    rb"""
    (?:<!DOCTYPE\ html>\n)?<!--\ acuevid\ made\ this  # Markdown, HTML, SVG
    | [#%]\ acuevid\ made\ this                       # TOML, BibTeX
    | \{\s*"acuevid":                                 # JSON, JSON Lines
    | \[\s*(?:\]\s*\Z|\{\s*"id":\s*"[^"]*",\s*"source":\s*"acuevid")  # CSL-JSON
    | TY\ \ -\ \w+\r?\nD[BP]\ \ -\ acuevid\r?\n         # RIS
    | (?:\xef\xbb\xbf)?citekey[,\t]study[,\t]year[,\t]design[,\t]  # CSV, TSV
      (?:level[,\t]group|reanalysis_of[,\t]outcome)[,\t]
    """,
    re.VERBOSE,
)
_LOOK = 400
_TEMPORARY = re.compile(r"\.acuevid-([0-9]{1,9})-[a-z0-9_]{8}\.tmp")


def target(name: str, default_name: str) -> Path:
    """The file that a name stands for: itself, or one of the default name in a folder."""
    if not name:
        raise AcuevidError("the file to write has an empty name")
    path = Path(name)
    return path / default_name if path.is_dir() or name.endswith("/") else path


def difference(path: Path, text: str) -> str | None:
    """A unified diff from the file to this text; `None` where they are the same.

    Raises `OutOfStep` where there is no file.
    """
    try:
        old = path.read_bytes().decode("utf-8", "backslashreplace")
    except FileNotFoundError:
        raise OutOfStep(f"{path} is not there") from None
    new = text.encode("utf-8", "backslashreplace").decode("utf-8")
    if old == new:
        return None
    lines = difflib.unified_diff(old.splitlines(), new.splitlines(), str(path), f"{path} (now)", lineterm="")
    return "".join(f"{visible(line)}\n" for line in lines)


def write_file(path: Path, pieces: Iterable[str], *, source: Path | None = None, force: bool = False) -> Path:
    """Write text, that comes in pieces, to a file, and return where it went.

    The text goes to a temporary file beside it, to the disk, and then takes its place. Raises `AcuevidError` where
    a file stands there that acuevid did not write, unless `force`, or the catalogue itself (`source`); `OSError`
    where it cannot be written.
    """
    data = (piece.encode("utf-8", "backslashreplace") for piece in pieces)
    if path.exists() and not path.is_file():  # a device or a pipe cannot be replaced
        with path.open("wb") as stream:
            stream.writelines(data)
        return path
    path = Path(os.path.realpath(path))
    if source is not None and path == Path(os.path.realpath(source)):
        raise AcuevidError(f"{path} is the catalogue itself")
    if path.is_symlink():
        raise AcuevidError(f"{path} is a link that leads round in a circle")
    if path.exists() and not force and not _is_ours(path):
        raise AcuevidError(f"{path} was not written by acuevid; --force overwrites it")
    if not path.parent.is_dir():
        raise AcuevidError(f"there is no folder {path.parent}")
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o666 & ~_umask()
    _sweep(path.parent)
    handle, name = tempfile.mkstemp(prefix=f".acuevid-{os.getpid()}-", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.writelines(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(name, mode)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return path


def _sweep(folder: Path) -> None:
    """Take away what exports that were killed have left behind: temporary files of processes that are no more."""
    for left in folder.glob(".acuevid-*-*.tmp"):
        name = _TEMPORARY.fullmatch(left.name)
        try:
            if name is not None:
                os.kill(int(name.group(1)), 0)
        except ProcessLookupError:
            with suppress(OSError):
                left.unlink(missing_ok=True)
        except OSError:  # somebody else's process, which lives
            continue


def _is_ours(path: Path) -> bool:
    with path.open("rb") as stream:
        head = stream.read(_LOOK)
    return not head or _MARK.match(head) is not None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
