"""What a command was told to read: one sheet, or all of a library."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
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


class Called(NamedTuple):
    """A sheet by its name in the library, what it is called, and each condition that it leaves to none other, by key.

    Names are folded.
    """

    key: str
    names: frozenset[str]
    conditions: dict[str, frozenset[str]]


def called(sheet: Opened) -> Called:
    """What a sheet that is read is called: by its title, its topic or its name in the library."""
    about = sheet.catalogue.sheet
    own = (c for c in sheet.catalogue.conditions if c.treated_in is None)
    conditions = {c.key: folded(c.key, c.name, *c.aliases) for c in own}
    return Called(sheet.key, folded(about.title, about.topic, sheet.key), conditions)


def folded(*names: str) -> frozenset[str]:
    """Names as they are compared."""
    return frozenset(map(fold, names))


def treating(names: Iterable[str], left_to: str, others: Iterable[Called]) -> tuple[str, str] | None:
    """Which of the other sheets treats a condition of these names, and the key of its condition there, if it has it.

    It is the sheet that the condition is left to by name, and else the first that has such a condition.
    """
    same = folded(*names)
    found = [
        (other, next((k for k, own in other.conditions.items() if not same.isdisjoint(own)), "")) for other in others
    ]
    named = ((other.key, key) for other, key in found if left_to and fold(left_to) in other.names)
    return next(named, None) or next(((other.key, key) for other, key in found if key), None)


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
        near: list[str] = []
        for sheet in self.sheets:
            try:
                found.append((sheet, finder(sheet, name)))
            except NotFound as error:
                near += [f"in {sheet.key}: {error}"] if error.has_near else []
        if found:
            return found
        if near:
            raise NotFound("; ".join(near[:5]), has_near=True)
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

        `None` where there is none; what `treating` says.
        """
        if condition.treated_in is None:
            return None
        others = {opened.key: called for opened, called in zip(self.sheets, self._called, strict=True)}
        del others[sheet.key]
        found = treating((condition.key, condition.name), condition.treated_in.sheet or "", others.values())
        if found is None:
            return None
        there = self.sheet(found[0])
        return there, there.catalogue.condition_by_key.get(found[1])

    @cached_property
    def _called(self) -> list[Called]:
        return [called(sheet) for sheet in self.sheets]

    def sheet(self, key: str) -> Opened:
        """The sheet of this name; raises `NotFound` with the nearest."""
        for sheet in self.sheets:
            if sheet.key == key:
                return sheet
        near = nearest(key, [sheet.key for sheet in self.sheets])
        hint = f"did you mean {near}?" if near else f"there are: {', '.join(s.key for s in self.sheets[:20])}"
        raise NotFound(f"no sheet '{key[:SHOWN]}' in the library; {hint}")
