"""What a command was told to read: one sheet, or all of a library."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from acuevid.catalogue.files import SHOWN
from acuevid.catalogue.load import Loaded
from acuevid.catalogue.names import find_condition, find_study, fold
from acuevid.catalogue.query import Query
from acuevid.errors import AcuevidError, NotFound, UsageError
from acuevid.models import Catalogue, Condition, Study
from acuevid.nearest import nearest

if TYPE_CHECKING:
    from acuevid.catalogue.library import Library

_T = TypeVar("_T")


class Opened(NamedTuple):
    """A sheet that is read: its name in the library (empty where it stands alone), and the catalogue."""

    key: str
    source: Loaded

    @property
    def catalogue(self) -> Catalogue:
        """The records of the sheet."""
        return self.source.catalogue


@dataclass(frozen=True)
class Shelf:
    """What a command was told to read: one sheet, or all of a library; everything that goes over sheets goes over it.

    `shared` are the files of studies that belong to no sheet, read as catalogues of their own.
    """

    sheets: tuple[Opened, ...]
    library: "Library | None" = None
    shared: tuple[Opened, ...] = ()

    def __iter__(self) -> Iterator[Opened]:
        """Each sheet."""
        return iter(self.sheets)

    @property
    def is_library(self) -> bool:
        """Whether it is a library, so that what is told names its sheet."""
        return self.library is not None

    def studies(self, names: Iterable[str]) -> "list[tuple[Opened, list[Study]]]":
        """The studies that names stand for, by sheet; raises `NotFound` as `find` does."""
        return self.named(names, lambda sheet, name: find_study(sheet.catalogue, name))

    def conditions(self, names: Iterable[str]) -> "list[tuple[Opened, list[Condition]]]":
        """The conditions that names stand for, by sheet; raises `NotFound` as `find` does."""
        return self.named(names, lambda sheet, name: find_condition(sheet.catalogue, name))

    def named(self, names: Iterable[str], finder: Callable[[Opened, str], _T]) -> list[tuple[Opened, list[_T]]]:
        """What names stand for, by sheet, each thing once."""
        found: dict[str, tuple[Opened, list[_T]]] = {}
        for name in names:
            for sheet, thing in self.find(name, finder):
                things = found.setdefault(sheet.key, (sheet, []))[1]
                if not any(thing is known for known in things):
                    things.append(thing)
        return list(found.values())

    def find(self, name: str, finder: Callable[[Opened, str], _T]) -> list[tuple[Opened, _T]]:
        """What `name` stands for, in every sheet that has it; ``neuropathic:hiv`` looks in one sheet alone.

        Raises `NotFound`, with what is near, where no sheet has it.
        """
        if self.library is None:
            return [(sheet, finder(sheet, name)) for sheet in self.sheets]
        key, colon, rest = name.partition(":")
        if colon:
            sheet = self.sheet(key.strip())
            return [(sheet, finder(sheet, rest.strip()))]
        found: list[tuple[Opened, _T]] = []
        refused: list[tuple[str, str]] = []
        for sheet in self.sheets:
            try:
                found.append((sheet, finder(sheet, name)))
            except NotFound as error:
                refused.append((sheet.key, str(error)))
        if found:
            return found
        told = [(key, text) for key, text in refused if "did you mean" in text or "could be any" in text]
        if told:
            raise NotFound("; ".join(f"in {key}: {text}" for key, text in told[:5]))
        raise NotFound(f"no sheet of the library has '{name[:SHOWN]}'; 'acuevid list' shows what there is")

    def each(self, work: Callable[[Opened, Query], _T], query: Query) -> list[tuple[Opened, _T]]:
        """What `work` makes of a query in every sheet, but for those that have no such condition or design.

        A condition as ``neuropathic:hiv`` is asked of that sheet alone. Raises what the sheets raise where all do.
        """
        if self.library is None:
            return [(sheet, work(sheet, query)) for sheet in self.sheets]
        found: list[tuple[Opened, _T]] = []
        refused: AcuevidError | None = None
        for name in query.conditions:
            if ":" in name:
                self.sheet(name.partition(":")[0].strip())
        for sheet in self.sheets:
            asked = [name.partition(":")[2] if name.startswith(f"{sheet.key}:") else name for name in query.conditions]
            mine = tuple(name for name in asked if ":" not in name)
            if query.conditions and not mine:
                continue
            try:
                found.append((sheet, work(sheet, query._replace(conditions=mine))))
            except (NotFound, UsageError) as error:
                refused = refused or error
        if refused is not None and not found:
            raise refused
        return found

    def treating(self, sheet: Opened, condition: Condition) -> "tuple[Opened, Condition | None] | None":
        """The sheet of the library that treats a condition which this one leaves to another, with its condition there.

        It is the one that the condition names, by its title, topic or name in the library; and else one that has a
        condition of this name or alias itself. `None` where there is none.
        """
        if condition.treated_in is None:
            return None
        others = [other for other in self.sheets if other.key != sheet.key]
        named = fold(condition.treated_in.sheet or "")
        for other in others:
            about = other.catalogue.sheet
            if named and named in (fold(about.title), fold(about.topic), fold(other.key)):
                return other, _same_condition(other.catalogue, condition)
        found = ((other, _same_condition(other.catalogue, condition)) for other in others)
        return next(((other, there) for other, there in found if there is not None), None)

    def sheet(self, key: str) -> Opened:
        """The sheet of this name; raises `NotFound` with the nearest."""
        for sheet in self.sheets:
            if sheet.key == key:
                return sheet
        near = nearest(key, [sheet.key for sheet in self.sheets])
        hint = f"did you mean {near}?" if near else f"there are: {', '.join(s.key for s in self.sheets[:20])}"
        raise NotFound(f"no sheet '{key[:SHOWN]}' in the library; {hint}")


def _same_condition(catalogue: Catalogue, condition: Condition) -> Condition | None:
    """The condition of another sheet that is the same by key, name or alias, and that this sheet treats itself."""
    names = {fold(name) for name in (condition.key, condition.name)}
    for there in catalogue.conditions:
        if there.treated_in is None and not names.isdisjoint(map(fold, (there.key, there.name, *there.aliases))):
            return there
    return None
