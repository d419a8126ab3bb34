"""Writing a file so that a reader finds the old one or the new one, and never a part of either."""

import os
import stat
import tempfile
from pathlib import Path

from acuevid.errors import AcuevidError

_MARKS = (b"<!-- acuevid", b'{\n  "acuevid": {')
_LOOK = 64


def write_file(name: str, text: str, *, default_name: str, force: bool = False) -> Path:
    """Write text to the file of this name, or to one of the default name in a folder, and return where it went.

    The text goes to a temporary file beside it, to the disk, and then takes its place. Raises `AcuevidError` where
    a file stands there that acuevid did not write, unless `force`; `OSError` where it cannot be written.
    """
    if not name:
        raise AcuevidError("the file to write has an empty name")
    path = Path(name)
    if path.is_dir() or name.endswith("/"):
        path = path / default_name
    data = text.encode("utf-8", "backslashreplace")
    if path.exists() and not path.is_file():  # a device or a pipe cannot be replaced
        with path.open("wb") as stream:
            stream.write(data)
        return path
    path = Path(os.path.realpath(path))
    if path.exists() and not force and not _is_ours(path):
        raise AcuevidError(f"{path} was not written by acuevid; --force overwrites it")
    if not path.parent.is_dir():
        raise AcuevidError(f"there is no folder {path.parent}")
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o666 & ~_umask()
    handle, name = tempfile.mkstemp(prefix=".acuevid-", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(name, mode)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return path


def _is_ours(path: Path) -> bool:
    with path.open("rb") as stream:
        head = stream.read(_LOOK)
    return not head or head.startswith(_MARKS)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
