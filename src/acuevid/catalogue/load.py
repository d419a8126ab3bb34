"""From a file to a `Catalogue`, or to everything that is wrong with it."""

import os
import re
import stat
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import tomli
from pydantic import ValidationError

from acuevid.catalogue.files import SHOWN, packed
from acuevid.catalogue.links import link_problems
from acuevid.catalogue.problem import MISSING, Problem
from acuevid.diagnostics import Diagnostic, Severity
from acuevid.errors import CatalogueError
from acuevid.models import Catalogue

if TYPE_CHECKING:
    from acuevid.catalogue.locate import Path as FieldPath
    from acuevid.catalogue.locate import Place, Places
    from acuevid.catalogue.pieces import Keep, Tick
    from acuevid.catalogue.using import Lenders, Origin

UNREADABLE, BAD_TOML, TOO_MANY = "CAT001", "CAT002", "CAT003"
NOT_READ = (UNREADABLE, BAD_TOML, TOO_MANY)
"""With these nothing else of a catalogue is looked at."""


@dataclass(frozen=True)
class Loaded:
    """A catalogue with the bytes that it was read from, so that a value's place can be named.

    `origins` are the studies, by their position, that were taken from other sheets.
    """

    catalogue: Catalogue
    name: str
    data: bytes
    origins: "Mapping[int, Origin]" = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The text of the file with plain line feeds, without a byte order mark."""
        return _decoded(self.data, self.name)

    @property
    def study_lines(self) -> Sequence[int]:
        """The line on which each study begins."""
        return [self.places["study", n].line for n in range(len(self.catalogue.studies))]

    @property
    def citekeys(self) -> Sequence[str]:
        """The citekey of each study."""
        return [study.citekey for study in self.catalogue.studies]

    @property
    def not_extracted(self) -> Sequence[int]:
        """The studies, by their position, of which nothing is recorded but the reference."""
        return [n for n, study in enumerate(self.catalogue.studies) if not study.is_extracted]

    @cached_property
    def places(self) -> "Places":
        """The place of every value in the file; made when first asked for."""
        from acuevid.catalogue.locate import locate

        return locate(self.text)

    def place(self, path: "FieldPath") -> "Place":
        """The place of a value with the name of its file, which for a study that is used is another sheet's."""
        return _place_of(path, self.origins, self.places, self.name)


def _place_of(path: "FieldPath", origins: "Mapping[int, Origin]", places: "Places", name: str) -> "Place":
    if len(path) > 2 and path[0] == "study" and (origin := origins.get(int(path[1]))) is not None:
        from acuevid.catalogue.using import OWN

        if path[2] not in (*OWN, "use"):
            there = origin.lending.places["study", origin.index, *path[2:]]
            return there._replace(file=origin.lending.name)
    return places[path]._replace(file=name)


def load_catalogue(path: Path, shown_as: str | None = None) -> Catalogue:
    """The catalogue in the file at `path`; raises `CatalogueError` with all its diagnostics, in file order.

    `shown_as` is the name of the file in messages.
    """
    return load_source(path, shown_as).catalogue


def load_revision(path: Path, revision: str) -> Loaded:
    """The catalogue as it stood at a git revision; raises `NotFound` where git does not have it."""
    from acuevid.catalogue.revisions import find_blob

    def read(file: Path) -> bytes:
        blob = find_blob(file, revision)
        if blob.size > _MOST_BYTES:
            raise _too_large(name(file))
        return blob.read()

    def name(file: Path) -> str:
        return f"{revision[:SHOWN]}:{file.name}"

    def lenders() -> "Lenders":
        return replace(_lenders_of(path), read=read, shown=name)

    return _built(read(path), name(path), lenders=lenders)


def load_bytes(data: bytes, name: str, path: Path | None = None) -> Loaded:
    """The catalogue in the bytes of a file that goes by this name; raises `CatalogueError` as `load_catalogue` does.

    `path` is where the file stands, or will stand, so that the sheets from which it takes studies are found.
    """
    if len(data) > _MOST_BYTES:
        raise _too_large(name)
    return _built(data, name, lenders=lambda: _lenders_of(path or Path(name)))


def load_source(
    path: Path,
    shown_as: str | None = None,
    *,
    wanted: "Callable[[Catalogue], Keep] | None" = None,
    tick: "Tick | None" = None,
    lenders: "Lenders | None" = None,
    is_shared: bool = False,
    lazily: bool = False,
) -> Loaded:
    """The same with the bytes that it came from.

    A large file is read piece by piece. `wanted` may then leave out studies that are not asked for, all of which are
    validated: it makes the test of a study from a catalogue that has the conditions only. `tick` is told the progress.
    `lenders` are the sheets from which studies are taken, those of the library around the file unless they are named;
    a shared file has studies alone, which belong to no sheet. `lazily`, the studies of a large file are read as they
    are asked for.
    """
    name = shown_as or str(path)
    if lazily and not is_shared and len(data := read_bytes(path, name)) >= _SMALL:
        from acuevid.catalogue.lazily import load_lazily

        return load_lazily(data, name, tick) or _built(data, name, wanted, tick, lambda: lenders or _lenders_of(path))
    return _built(read_bytes(path, name), name, wanted, tick, lambda: lenders or _lenders_of(path), is_shared=is_shared)


def _lenders_of(path: Path) -> "Lenders":
    from acuevid.catalogue.library import library_around

    return library_around(path).lenders


def _built(
    data: bytes,
    name: str,
    wanted: "Callable[[Catalogue], Keep] | None" = None,
    tick: "Tick | None" = None,
    lenders: "Callable[[], Lenders] | None" = None,
    *,
    is_shared: bool = False,
) -> Loaded:
    if len(data) >= _SMALL and not is_shared:
        from acuevid.catalogue.pieces import load_pieces

        catalogue = load_pieces(data, wanted, tick)
        if catalogue is not None:
            return Loaded(catalogue, name, data)
    return _whole(data, name, lenders, is_shared=is_shared)


_USE = re.compile(rb"""\buse["']?[ \t]*=""")
"""A study that stands in another sheet; what only looks like one is found out later."""
_SMALL = 1_000_000
"""A file of fewer bytes is read whole."""


def _whole(data: bytes, name: str, lenders: "Callable[[], Lenders] | None", *, is_shared: bool) -> Loaded:
    if (line := _crowded(data)) is not None:
        message = "a table of more keys than any record has"
        raise CatalogueError([Diagnostic(TOO_MANY, Severity.ERROR, message, name, line, 1)])
    text = _decoded(data, name)
    raw = _parse(text, name)
    origins: Mapping[int, Origin] = {}
    faults: list[Problem] = []
    if lenders is not None and _USE.search(data):
        from acuevid.catalogue.using import taken, uses

        if uses(raw):
            raw, origins, faults = taken(raw, lenders())
    if is_shared:
        raw = {"sheet": _NO_SHEET, **raw}
    catalogue, problems = _validate(raw)
    if is_shared:
        problems = [problem for problem in problems if not (problem.code == MISSING and len(problem.path) == 2)]
    if catalogue is None or problems or faults:
        from acuevid.catalogue.locate import locate

        raise CatalogueError(_placed([*faults, *problems], locate(text), raw, name, origins))
    return Loaded(catalogue, name, data, origins)


_NO_SHEET = {"title": "Studies that sheets share", "topic": "none", "intervention": "none"}
"""What a shared file is validated with: its studies belong to no sheet, and have no conditions yet."""


_MOST_KEYS = 20_000
"""Between two headings of tables, so many equals signs are more than keys and texts of a record can have."""


def _crowded(data: bytes) -> int | None:
    """The line of a table with far too many keys: to say so of each of them would cost more than all else."""
    if data.count(b"=") <= _MOST_KEYS:
        return None
    start = 0
    while start >= 0:
        end = data.find(b"\n[", start + 1)
        if data.count(b"=", start, end if end >= 0 else len(data)) > _MOST_KEYS:
            return data.count(b"\n", 0, start + 1) + 1
        start = end
    return None


_MOST_BYTES = 150_000_000
"""So much is read of a file, of a pipe, which may have no end, or of a revision: 100,000 studies are 87 MB."""


def read_bytes(path: Path, name: str) -> bytes:
    """All that is in a file, or in a pipe; raises `CatalogueError` where it cannot be read or is too large."""
    try:
        with path.open("rb") as stream:
            return _at_most(stream, name)
    except OSError as error:
        if (data := packed(path)) is not None:
            return data
        reason = error.strerror or type(error).__name__
        raise CatalogueError([_whole_file(name, UNREADABLE, f"cannot read the catalogue: {reason}")]) from None
    except ValueError:  # a NUL in the path
        raise CatalogueError([_whole_file(name, UNREADABLE, "cannot read the catalogue: no such name")]) from None


def _at_most(stream: BinaryIO, name: str) -> bytes:
    """All of a file or pipe, unless that is too much; what a file says of its size spares the reading."""
    status = os.fstat(stream.fileno())
    size = status.st_size if stat.S_ISREG(status.st_mode) else 0
    if size > _MOST_BYTES:
        raise _too_large(name)
    data = stream.read(size)
    if not (piece := stream.read(1 << 20)):
        return data
    more = bytearray(data)
    while piece and len(more) <= _MOST_BYTES:
        more += piece
        piece = stream.read(1 << 20)
    if len(more) > _MOST_BYTES:
        raise _too_large(name)
    return bytes(more)


def _too_large(name: str) -> CatalogueError:
    message = f"cannot read the catalogue: more than {_MOST_BYTES // 10**6} MB"
    return CatalogueError([_whole_file(name, UNREADABLE, message)])


def _decoded(data: bytes, name: str) -> str:
    data = data.replace(b"\r\n", b"\n")  # a text may take four times the bytes
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        start = data.rfind(b"\n", 0, error.start) + 1
        column = len(data[start : error.start].decode("utf-8", "replace")) + 1
        source = data[start : start + 200].split(b"\n")[0].decode("utf-8", "replace")
        raise CatalogueError(
            [
                Diagnostic(
                    UNREADABLE,
                    Severity.ERROR,
                    f"byte 0x{data[error.start]:02x} is not UTF-8",
                    name,
                    line,
                    column,
                    source,
                    "save the file as UTF-8",
                )
            ]
        ) from None


def _parse(text: str, name: str) -> dict[str, Any]:
    try:
        return tomli.loads(text, parse_float=Decimal)
    except tomli.TOMLDecodeError as error:
        from acuevid.catalogue.syntax import faults

        raise CatalogueError(
            [
                Diagnostic(BAD_TOML, Severity.ERROR, f"not TOML: {f.message}", name, f.line, f.column, f.source, f.hint)
                for f in faults(text, error)
            ]
        ) from None
    except RecursionError:
        diagnostic = _whole_file(name, BAD_TOML, "not TOML that can be read: nested too deeply")
    except ArithmeticError:
        diagnostic = _whole_file(name, BAD_TOML, "not TOML that can be read: a number is out of all range")
    except ValueError as error:
        diagnostic = _whole_file(name, BAD_TOML, f"not TOML that can be read: {error}")
    raise CatalogueError([diagnostic])


def _validate(raw: dict[str, Any]) -> tuple[Catalogue | None, list[Problem]]:
    problems = list(link_problems(raw))
    try:
        return Catalogue.model_validate(raw), problems
    except ValidationError as error:
        from acuevid.catalogue.problems import schema_problems

        return None, [*schema_problems(error, raw), *problems]


def _placed(
    problems: list[Problem], places: "Places", raw: dict[str, Any], name: str, origins: "Mapping[int, Origin]"
) -> list[Diagnostic]:
    from acuevid.catalogue.problems import did_you_mean

    found = {}
    for n, problem in enumerate(problems):
        place = _place_of(problem.path, origins, places, name)
        field = ".".join(str(part) for part in problem.path)
        found[problem.path, problem.code, problem.name] = Diagnostic(
            problem.code,
            Severity.ERROR,
            problem.message,
            place.file,
            place.line,
            place.column,
            place.text,
            problem.hint
            or (did_you_mean(_last_name(problem, raw), sorted(problem.near)) if problem.near and n < _HINTS else ""),
            _citekey(problem.path, raw),
            field,
        )
    return sorted(found.values(), key=lambda d: (d.line, d.column, d.code))


_HINTS = 20
"""So many problems get the nearest name as a hint; with more the search would take too long."""


def _last_name(problem: Problem, raw: Any) -> str:
    """The name that a problem is about: its own, the value at its path, or the key where a table goes by names."""
    if problem.name:
        return problem.name
    value = raw
    for step in problem.path:
        value = value[step]
    return value if isinstance(value, str) else str(problem.path[-1])


def _citekey(path: tuple[str | int, ...], raw: dict[str, Any]) -> str:
    if len(path) < 2 or path[0] != "study":
        return ""
    try:
        key = raw["study"][path[1]]["citekey"]
    except (KeyError, IndexError, TypeError):
        return ""
    return key if isinstance(key, str) else ""


def _whole_file(name: str, code: str, message: str) -> Diagnostic:
    return Diagnostic(code, Severity.ERROR, message, name, 1, 1)
