"""Changing a catalogue's file so that nothing is lost: one change at a time, whole or not at all, if it loads."""

import difflib
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from acuevid.catalogue.files import is_installed, shown_name
from acuevid.catalogue.load import NOT_READ, load_bytes, read_bytes
from acuevid.diagnostics import Diagnostic
from acuevid.errors import AcuevidError, CatalogueError
from acuevid.escape import visible
from acuevid.intake.layout import line_end
from acuevid.writing import lock, refuse_to_part, replace_file

_MARK = b"\xef\xbb\xbf"
"""The byte order mark that some editors put before UTF-8."""


def change(path: Path, work: Callable[[str], str]) -> bool:
    """Put what `work` makes of a catalogue's text in its place, and say whether that was anything new.

    The text has the file's own line ends, and no byte order mark. While `work` runs no other change of the file can
    begin; a process that is killed leaves the old file. Raises `CatalogueError` with all that keeps the new text from
    loading and did not keep the old, or where it is not TOML; `AcuevidError` where the file must not be changed.
    """
    with _held(path) as (file, old, seen):
        new = _made(file, old, work)
        if new == old:
            return False
        replace_file(file, (new,), lambda _: _refuse_to_overtake(file, seen))
        return True


def preview(path: Path, work: Callable[[str], str]) -> str:
    """The unified diff that `change` would make, as lines for a terminal; empty where nothing would change.

    Raises what `change` raises.
    """
    with _held(path) as (file, old, _):
        new = _made(file, old, work)
    before, after = (data.decode("utf-8-sig").replace("\r\n", "\n").splitlines() for data in (old, new))
    name = shown_name(path)
    lines = difflib.unified_diff(before, after, name, f"{name} (changed)", lineterm="")
    return "".join(f"{visible(line)}\n" for line in lines)


def with_appended(text: str, block: str) -> str:
    """A catalogue's text with a block behind it, parted by one blank line, in the line ends that the text has."""
    end = line_end(text)
    block = block.strip("\r\n").replace("\r\n", "\n").replace("\n", end)
    if not block:
        return text
    before = text.rstrip("\r\n \t")
    return f"{before}{end}{end}{block}{end}" if before else f"{block}{end}"


def own_file(path: Path) -> Path:
    """The file that a path leads to; raises `AcuevidError` where it must not, or cannot, be changed."""
    file = Path(os.path.realpath(path))
    if is_installed(file):
        raise AcuevidError(
            f"{shown_name(path)} comes with acuevid and stays as it is; "
            f"'acuevid new --from {path.stem}' makes a copy of your own"
        )
    if file.exists() and not file.is_file():
        raise AcuevidError(f"{shown_name(path)} is no file that can be changed")
    if file.exists():
        refuse_to_part(file, file.stat())
    return file


@contextmanager
def _held(path: Path) -> Iterator[tuple[Path, bytes, os.stat_result]]:
    """The file that a path leads to, locked, what is in it, and its status before that was read."""
    file, name = own_file(path), shown_name(path)
    handle = _locked(file, name)
    try:
        seen = os.fstat(handle)
        yield file, read_bytes(file, name), seen
    finally:
        os.close(handle)


def _locked(file: Path, name: str) -> int:
    """The open file, locked; another change may have put a new one in its place before that."""
    while True:
        try:
            handle = os.open(file, os.O_RDWR)
        except OSError as error:
            raise AcuevidError(f"{name}: {error.strerror or error}") from None
        try:
            lock(handle, wait=True)
            if os.path.samestat(file.stat(), os.fstat(handle)):
                return handle
        except FileNotFoundError:
            pass
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)


def _made(file: Path, old: bytes, work: Callable[[str], str]) -> bytes:
    """What `work` makes of the bytes of a catalogue; raises `CatalogueError` for what it breaks in it."""
    try:
        text = old.decode("utf-8-sig")
    except UnicodeDecodeError:
        load_bytes(old, shown_name(file), file)  # says where
        raise
    try:
        new = (_MARK if old.startswith(_MARK) else b"") + work(text).encode("utf-8")
    except UnicodeEncodeError:
        raise AcuevidError("what is to be written holds bytes that are no text") from None
    if new != old and (broken := _problems(new, file)):
        if any(problem.code in NOT_READ for problem in broken):  # nobody can tell what else is wrong
            raise CatalogueError(broken)
        known = Counter(_told(problem) for problem in _problems(old, file))
        if added := [problem for problem in broken if not _counted(known, _told(problem))]:
            raise CatalogueError(added)
    return new


def _problems(data: bytes, file: Path) -> tuple[Diagnostic, ...]:
    """All that keeps the bytes of a catalogue from loading."""
    try:
        load_bytes(data, shown_name(file), file)
    except CatalogueError as error:
        return error.diagnostics
    return ()


def _told(problem: Diagnostic) -> tuple[str, ...]:
    """A problem without its place, which moves when something is written before it."""
    return problem.code, problem.message, problem.citekey, problem.source


def _counted(known: Counter[tuple[str, ...]], told: tuple[str, ...]) -> bool:
    """Whether a problem was known, as often as it is told."""
    known[told] -= 1
    return known[told] >= 0


def _refuse_to_overtake(file: Path, seen: os.stat_result) -> None:
    """Raise `AcuevidError` where a program that knows no lock, an editor say, wrote the file meanwhile."""
    now = file.stat()
    if (now.st_ino, now.st_size, now.st_mtime_ns) != (seen.st_ino, seen.st_size, seen.st_mtime_ns):
        raise AcuevidError(f"{shown_name(file)} was written by another program meanwhile, and is left as that made it")
