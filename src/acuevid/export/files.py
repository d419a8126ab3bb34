"""Writing a file so that a reader finds the old one or the new one, and never a part of either."""

import difflib
import filecmp
import io
import os
import re
from collections.abc import Iterable
from pathlib import Path

from acuevid.errors import AcuevidError, OutOfStep
from acuevid.escape import visible
from acuevid.export import marks
from acuevid.writing import refuse_to_part, replace_file

_LINKS = 40
"""As many links as Linux follows."""


def target(name: str, default_name: str) -> Path:
    """The file that a name stands for: itself, or one of the default name in a folder."""
    if not name:
        raise AcuevidError("the file to write has an empty name")
    path = Path(name)
    return path / default_name if path.is_dir() or name.endswith("/") else path


def difference(path: Path, pieces: Iterable[str | bytes], format: str) -> str | None:
    """A unified diff from the file to this content; `None` where they are the same but for the digest in its mark.

    Of a Word file it is that of the paragraphs, of Parquet that of the rows, of a PDF one line. Raises
    `OutOfStep` where there is no file.
    """
    whole = b"".join(map(marks.encoded, pieces))
    try:
        if format == "pdf":
            return None if path.read_bytes() == whole else f"{path}: another PDF would be made now\n"
        old, new = {"docx": _archives, "parquet": _rows}.get(format, _texts)(path, whole)
    except FileNotFoundError:
        raise OutOfStep(f"{path} is not there") from None
    if old == new:
        return None
    lines = difflib.unified_diff(old.splitlines(), new.splitlines(), str(path), f"{path} (now)", lineterm="")
    return "".join(f"{visible(line)}\n" for line in lines)


def _texts(path: Path, whole: bytes) -> tuple[str, str]:
    old = marks.without_digest(path.read_bytes().decode("utf-8", "backslashreplace"))
    return old, whole.decode("utf-8")


def _archives(path: Path, whole: bytes) -> tuple[str, str]:
    from acuevid.export.archives import in_lines, unstamped

    try:
        old = in_lines(unstamped(path))
    except ValueError:
        raise OutOfStep(f"{path} is no Word file") from None
    return old, in_lines(unstamped(io.BytesIO(whole)))


def _rows(path: Path, whole: bytes) -> tuple[str, str]:
    from acuevid.export.parquet import rows_of

    try:
        old = rows_of(path.read_bytes())
    except ValueError:
        raise OutOfStep(f"{path} is no Parquet file") from None
    return old, rows_of(whole)


def write_file(
    path: Path, pieces: Iterable[str | bytes], format: str, *, source: Path | None = None, force: bool = False
) -> Path:
    """Write content, that comes in pieces, to a file of this format, and return where it went.

    It goes to a temporary file beside it, to the disk, and then takes its place. An open stream, a device or a
    pipe is written to as it is. Raises `AcuevidError` where a file stands there that acuevid did not write in this
    format, or that was written in since, unless `force`; where it is the catalogue itself (`source`); where it is
    read-only, or would lose other names or its owner; `OSError` where it cannot be written.
    """
    stream = _descriptor(path)
    if stream is not None or (path.exists() and not path.is_file()):
        _pour(path, pieces, stream)
        return path
    path = Path(os.path.realpath(path))
    if source is not None and path == Path(os.path.realpath(source)):
        raise AcuevidError(f"{path} is the catalogue itself")
    if path.is_symlink():
        raise AcuevidError(f"{path} is a link that leads round in a circle")
    if not path.parent.is_dir():
        raise AcuevidError(f"there is no folder {path.parent}")
    old = path.stat() if path.exists() else None
    if old is not None:
        refuse_to_part(path, old)
    if not force and marks.has_place(format):
        _refuse_to_lose(path, format)
    replace_file(
        path,
        lambda stream: marks.write(stream, pieces, format),
        None if force else lambda new: _refuse_to_lose(path, format, new),
    )
    return path


def _descriptor(path: Path) -> int | None:
    """The number of the open stream that a name such as ``/dev/stdout`` stands for."""
    streams = ("/dev/fd", os.path.realpath("/proc/self/fd"))
    for _ in range(_LINKS):
        if re.fullmatch("[0-9]{1,9}", path.name) and os.path.realpath(path.parent) in streams:
            return int(path.name)
        if not path.is_symlink():
            return None
        path = path.parent / os.readlink(path)
    return None


def _pour(path: Path, pieces: Iterable[str | bytes], stream: int | None) -> None:
    """Write to what cannot be replaced; an open stream goes on from where it is, as the shell opened it."""
    try:
        handle = os.open(path, os.O_WRONLY) if stream is None else os.dup(stream)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None
    with os.fdopen(handle, "wb") as open_stream:
        open_stream.writelines(map(marks.encoded, pieces))


def _refuse_to_lose(path: Path, format: str, new: Path | None = None) -> None:
    """Raise `AcuevidError` where what stands in a file could be somebody's work; not where it is what is new."""
    if not path.exists() or not path.stat().st_size:
        return
    if not marks.has_place(format):
        if new is not None and not filecmp.cmp(path, new, shallow=False):
            raise AcuevidError(
                f"{path} is there, and {format} has no place for a mark by which acuevid would know its own; "
                "--force overwrites it"
            )
        return
    found = marks.found(path)
    if found is None:
        if marks.is_unstamped(path):
            raise AcuevidError(
                f"{path} is by an earlier acuevid or came through standard output, and does not tell whether it was "
                "written in since; --force overwrites it, once"
            )
        raise AcuevidError(f"{path} was not written by acuevid; --force overwrites it")
    if found.format != format:
        raise AcuevidError(f"{path} is an export as {found.format}, not {format}; --force overwrites it")
    if not found.is_untouched:
        raise AcuevidError(f"{path} was written in after acuevid made it; --force overwrites it")
