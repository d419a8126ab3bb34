"""A library: sheets that stand in one folder, or that a ``library.toml`` lists, each by a name of its own."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import tomli
from pydantic import Field, StringConstraints, ValidationError

from acuevid.catalogue.files import LIST, SHOWN, shown_name
from acuevid.catalogue.load import UNREADABLE, load_revision, load_source, read_bytes
from acuevid.catalogue.shelf import Opened, Shelf
from acuevid.catalogue.using import Lenders
from acuevid.diagnostics import Diagnostic, Severity
from acuevid.errors import CatalogueError, NotFound
from acuevid.scalars import KEY_PATTERN, Key, Record, Text

if TYPE_CHECKING:
    from acuevid.catalogue.pieces import Tick

_SHEET = re.compile(rb"^[ \t]*\[?[ \t]*\"?sheet\"?[ \t]*[\].=]", re.MULTILINE)
_STUDY = re.compile(rb"^[ \t]*(?:\[\[[ \t]*\"?study\"?[ \t]*\]\]|\"?study\"?[ \t]*=)", re.MULTILINE)
_KEY = re.compile(KEY_PATTERN)
_MOST = 1_000
"""A library has at most so many files."""


class About(Record):
    """What a library says of itself."""

    title: Text | None = None
    website: Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"']+$", max_length=500)] | None = None


class Listed(Record):
    """The list of a library: its sheets by name, and the files of studies that they share."""

    library: About = Field(default_factory=About)
    sheets: dict[Key, Text]
    shared: dict[Key, Text] = Field(default_factory=dict)


@dataclass(frozen=True)
class Library:
    """The files of a library: its folder, its sheets and shared files by name, and what it says of itself."""

    folder: Path
    sheets: dict[str, Path]
    shared: dict[str, Path] = field(default_factory=dict)
    about: About = field(default_factory=About)

    @property
    def title(self) -> str:
        """Its title; without one, the name of its folder."""
        return self.about.title or self.folder.resolve().name

    @property
    def lenders(self) -> Lenders:
        """The files from which a sheet may take studies."""
        return Lenders({**self.sheets, **self.shared}, lambda path: read_bytes(path, shown_name(path)), shown_name)


def find_library(path: Path) -> Library:
    """The library in a folder, or of the list at `path`; raises `CatalogueError` where there is none.

    A folder with a ``library.toml`` is what that lists; any other has all its catalogues, each by the name of its file.
    A file of studies without a ``[sheet]`` table is shared: other sheets take studies from it. Other TOML is passed by.
    """
    if path.name == LIST:
        return _listed(path)
    if not path.is_dir():
        raise _refusal(path, "this is one file, and no library", f"a folder of catalogues, or a {LIST} that lists them")
    if (path / LIST).is_file():
        return _listed(path / LIST)
    found, problems = _in_folder(path)
    if problems:
        raise CatalogueError(problems)
    _bounded(path, len(found.sheets) + len(found.shared))
    if not found.sheets:
        raise _refusal(path, "there is no catalogue in this folder", "a catalogue is a TOML file with a [sheet] table")
    return found


def _in_folder(folder: Path) -> tuple[Library, list[Diagnostic]]:
    """The catalogues of a folder by the names of their files, and what is wrong with those that cannot be one."""
    found, problems = Library(folder, {}, {}), list[Diagnostic]()
    seen: set[Path] = set()
    for file in sorted(folder.glob("*.toml"))[: _MOST + 1]:
        if not file.is_file() or file.resolve() in seen:  # a second name of one file is no second sheet
            continue
        seen.add(file.resolve())
        try:
            data = read_bytes(file, shown_name(file))
        except CatalogueError as error:
            problems += error.diagnostics
            continue
        kind = found.sheets if _SHEET.search(data) else found.shared if _STUDY.search(data) else None
        if kind is not None and _KEY.fullmatch(file.stem):
            kind[file.stem] = file
        elif kind is not None:
            hint = f"small letters, digits, '.', '_' and '-', or a {LIST} that names it"
            problems += _refusal(file, "no sheet can go by the name of this file", hint).diagnostics
    return found, problems


def library_around(path: Path) -> Library:
    """The library that a sheet stands in: one that lists it, in its folder or up to three above, or its own folder."""
    path = path.resolve()
    for folder in (path.parent, *path.parent.parents[:3]):
        if (folder / LIST).is_file():
            found = _listed(folder / LIST)
            if path in {file.resolve() for file in (*found.sheets.values(), *found.shared.values())}:
                return found
    return _in_folder(path.parent)[0]


def open_library(library: Library, tick: "Tick | None" = None) -> Shelf:
    """Every sheet of a library, read; raises `CatalogueError` with all diagnostics of all of them."""
    lenders = library.lenders
    opened: dict[str, list[Opened]] = {"sheets": [], "shared": []}
    problems: list[Diagnostic] = []
    files = [*(("sheets", *item) for item in library.sheets.items())]
    files += [("shared", *item) for item in library.shared.items()]
    for done, (kind, key, path) in enumerate(files):
        try:
            source = load_source(path, shown_name(path), lenders=lenders, is_shared=kind == "shared")
            opened[kind].append(Opened(key, source))
        except CatalogueError as error:
            problems += error.diagnostics
        if tick is not None:
            tick(done + 1, len(files))
    if problems:
        raise CatalogueError(list(dict.fromkeys(problems)))
    return Shelf(tuple(opened["sheets"]), library, tuple(opened["shared"]))


def library_at(library: Library, revision: str) -> Shelf:
    """The sheets that a library has now as they stood at a git revision; one that was not there yet is left out.

    Raises `NotFound` where git has none of them.
    """
    found: list[Opened] = []
    refused: NotFound | None = None
    for key, path in library.sheets.items():
        try:
            found.append(Opened(key, load_revision(path, revision)))
        except NotFound as error:
            refused = refused or error
    if refused is not None and not found:
        raise refused
    return Shelf(tuple(found), library)


def _listed(path: Path) -> Library:
    """What a ``library.toml`` lists; its files stand in its folder or below."""
    name = shown_name(path)
    data = read_bytes(path, name)
    try:
        raw: dict[str, Any] = tomli.loads(data.decode("utf-8-sig"))
        listed = Listed.model_validate(raw)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        form = "a [sheets] table, as in neuropathic = 'neuropathic.toml'"
        raise _refusal(
            path, f"no list of a library: {where}: {first['msg'][:1].lower()}{first['msg'][1:]}", form
        ) from None
    except (ValueError, RecursionError) as error:
        raise _refusal(path, f"not TOML: {error}") from None
    folder = path.parent
    twice = listed.sheets.keys() & listed.shared.keys()
    if twice:
        raise _refusal(
            path, f"'{min(twice)}' is the name of a sheet and of a shared file", "each file has its own name"
        )
    _bounded(path, len(listed.sheets) + len(listed.shared))
    if not listed.sheets:
        raise _refusal(path, "the library lists no sheet", "a [sheets] table, as in neuropathic = 'neuropathic.toml'")
    files = {key: _inside(path, folder, file) for key, file in (*listed.sheets.items(), *listed.shared.items())}
    sheets = {key: files[key] for key in listed.sheets}
    return Library(folder, sheets, {key: files[key] for key in listed.shared}, listed.library)


def _inside(path: Path, folder: Path, file: str) -> Path:
    """A file of the list, which must not lead out of its folder: a stranger's list would show what stands there."""
    found = folder / file
    try:
        is_inside = found.resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError):
        is_inside = False
    if not is_inside:
        raise _refusal(path, f"'{file[:SHOWN]}' stands outside the library's folder", "move it, or the list")
    return found


def _bounded(path: Path, n: int) -> None:
    if n > _MOST:
        raise _refusal(path, f"a library of more than {_MOST:,} files", "make several libraries of it")


def _refusal(path: Path, message: str, hint: str = "") -> CatalogueError:
    return CatalogueError([Diagnostic(UNREADABLE, Severity.ERROR, message, shown_name(path), 1, 1, "", hint)])
