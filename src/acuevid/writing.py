"""Putting a new file in the place of an old one, so that a reader finds one or the other and never a part of either."""

import os
import re
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from acuevid.errors import AcuevidError

_FOLDER = re.compile(r"\.acuevid-[a-z0-9_]{8}\.new")
_TEMPORARY = re.compile(r"\.acuevid-(?:[0-9]{1,9}-)?[a-z0-9_]{8}\.tmp")


def replace_file(
    path: Path, content: Iterable[bytes] | Callable[[BinaryIO], None], ready: Callable[[Path], None] | None = None
) -> None:
    """Write a temporary file beside `path`, bring it to the disk, and put it in the place of `path`.

    `content` is the pieces of the new file, or writes it to a stream that can be sought in.

    The new file has the mode and the owner of the old one. `ready` gets the temporary file just before it takes its
    place, and may raise to prevent that. The temporary file is locked until then, so that nobody takes it for litter.
    A link stays, and what it leads to is written.
    Raises `AcuevidError` where a device, a pipe or a folder stands there, or a file that is read-only or would lose its
    other names or its owner, and `OSError` where the file cannot be written.
    """
    path = Path(os.path.realpath(path))
    old = path.stat() if path.exists() else None
    if old is not None:
        if not path.is_file():
            raise AcuevidError(f"{path} is no file that could be written over")
        refuse_to_part(path, old)
    _sweep(path.parent)
    handle, name = _temporary(path.parent)
    with os.fdopen(handle, "wb") as stream:
        try:
            _keep_owner(handle, path, old)
            if callable(content):
                content(stream)
            else:
                stream.writelines(content)
            stream.flush()
            os.fsync(handle)
            if ready is not None:
                ready(Path(name))
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def replace_folder(folder: Path, made: Mapping[str, str], kept: Iterable[str], own: Collection[str]) -> None:
    """Put a folder of new files in the place of an old one, so that a reader finds all of the one or of the other.

    `made` are the new files by name, `kept` the names of old ones that stay as they are, and `own` all that were put
    there before: any other file of the folder stays, too. Raises `OSError` where the folder cannot be written.
    """
    folder = Path(os.path.realpath(folder))
    _sweep_folders(folder.parent)
    new = Path(tempfile.mkdtemp(prefix=".acuevid-", suffix=".new", dir=folder.parent))
    handle = os.open(new, os.O_RDONLY)
    lock(handle, wait=True)
    try:
        os.chmod(new, stat.S_IMODE(folder.stat().st_mode) if folder.exists() else 0o777 & ~_umask())
        for name in kept:
            _keep(folder / name, new / name)
        ours = {name.partition("/")[0] for name in own} & {name.partition("/")[0] for name in made}
        for old in sorted(folder.rglob("*")) if folder.exists() else ():
            name = old.relative_to(folder).as_posix()
            if old.is_dir() and not old.is_symlink():
                if name not in ours:
                    (new / name).mkdir(parents=True, exist_ok=True)
                    os.chmod(new / name, stat.S_IMODE(old.stat().st_mode))
            elif name not in own and name not in made:
                _keep(old, new / name)
        for name, text in made.items():
            path = new / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8", newline="")
        if hasattr(os, "sync"):
            os.sync()
        _swap(new, folder)
    finally:
        os.close(handle)
        shutil.rmtree(new, ignore_errors=True)


def _keep(old: Path, new: Path) -> None:
    """The same file under another name, or a copy where the file system has no second names."""
    new.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(old, new, follow_symlinks=False)
    except OSError:
        shutil.copy2(old, new, follow_symlinks=False)


def _swap(new: Path, old: Path) -> None:
    """Give a folder the name of another, which gets its name, in one step where the system can."""
    if not old.exists():
        os.rename(new, old)
    elif not _exchanged(new, old):
        beside = new.with_suffix(".old")
        os.rename(old, beside)
        os.rename(new, old)
        shutil.rmtree(beside, ignore_errors=True)


def _exchanged(one: Path, other: Path) -> bool:
    """Whether the system exchanged two names: Linux's renameat2, or macOS's renamex_np."""
    import ctypes

    names = os.fsencode(one), os.fsencode(other)
    exchange = 2  # RENAME_EXCHANGE, and RENAME_SWAP
    try:
        library = ctypes.CDLL(None)
        if sys.platform == "darwin":
            return int(library.renamex_np(*names, exchange)) == 0
        here = -100  # AT_FDCWD
        return int(library.renameat2(here, names[0], here, names[1], exchange)) == 0
    except (OSError, AttributeError, TypeError):
        return False


def _sweep_folders(folder: Path) -> None:
    """Take away the folders that processes which were killed have left behind, and that nobody holds locked."""
    for left in folder.glob(".acuevid-*.new"):
        if not _FOLDER.fullmatch(left.name) or left.is_symlink() or not left.is_dir():
            continue
        with suppress(OSError):
            handle = os.open(left, os.O_RDONLY)
            try:
                if lock(handle, wait=False):
                    shutil.rmtree(left, ignore_errors=True)
            finally:
                os.close(handle)


def refuse_to_part(path: Path, old: os.stat_result) -> None:
    """Raise `AcuevidError` where a new file would undo what somebody made of the old one beside its text."""
    if not old.st_mode & 0o222 or not os.access(path, os.W_OK):
        raise AcuevidError(f"{path} is read-only; make it writable first, or write elsewhere")
    if old.st_nlink > 1:
        raise AcuevidError(
            f"{path} has {old.st_nlink} names (hard links), and the others would keep the old text; "
            "remove it first, or write elsewhere"
        )


def lock(handle: int, *, wait: bool) -> bool:
    """Lock an open file, and say whether that went well; the lock ends with the process, however it ends."""
    if sys.platform == "win32":
        return False
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:  # somebody holds it, or the file system has no locks
        return False
    return True


def _keep_owner(handle: int, path: Path, old: os.stat_result | None) -> None:
    """Give a new file the mode and the owner of the old one."""
    if old is None:
        return os.chmod(handle, 0o666 & ~_umask())
    new = os.fstat(handle)
    if (new.st_uid, new.st_gid) != (old.st_uid, old.st_gid):
        try:
            os.chown(handle, old.st_uid, old.st_gid)
        except PermissionError:
            raise AcuevidError(
                f"{path} has another owner or group, which a new file would not have; "
                "remove it first, or write elsewhere"
            ) from None
    return os.chmod(handle, stat.S_IMODE(old.st_mode))


def _temporary(folder: Path) -> tuple[int, str]:
    """A new file in a folder, open and locked, and its name."""
    while True:
        handle, name = tempfile.mkstemp(prefix=".acuevid-", suffix=".tmp", dir=folder)
        lock(handle, wait=True)
        with suppress(FileNotFoundError):
            if os.path.samestat(os.stat(name), os.fstat(handle)):
                return handle, name
        os.close(handle)  # another process swept it before it was locked


def _sweep(folder: Path) -> None:
    """Take away what processes that were killed have left behind: temporary files that nobody holds locked.

    The number of a process says nothing where containers share a folder, each with numbers of its own.
    """
    for left in folder.glob(".acuevid-*.tmp"):
        if not _TEMPORARY.fullmatch(left.name) or left.is_symlink() or not left.is_file():
            continue
        with suppress(OSError):
            handle = os.open(left, os.O_RDWR | os.O_NONBLOCK)
            try:
                if lock(handle, wait=False):
                    left.unlink()
            finally:
                os.close(handle)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
