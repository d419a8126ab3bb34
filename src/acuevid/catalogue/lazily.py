"""A large catalogue of which a study is read when it is asked for, so that its records are never in memory together.

The whole file is read and validated once, a piece at a time (`pieces.py`); what is kept of a study is its citekey, its
conditions, where it stands, and what tells two records of one work. Whoever goes through the studies gets each of them
from its piece, and lets it go.
"""

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, overload

from acuevid.catalogue.load import Loaded
from acuevid.catalogue.locate import Path, Place, Places, locate
from acuevid.catalogue.pieces import Pieces, Tick, read_pieces
from acuevid.catalogue.twins import Seen
from acuevid.models import Catalogue, Study
from acuevid.prose import as_read, cites
from acuevid.words import speaking

_AT_HAND = 1_000
"""So many studies that are asked for out of order are kept."""


def load_lazily(data: bytes, name: str, tick: Tick | None = None) -> Loaded | None:
    """The catalogue in the bytes of a file, whose studies are read as they are asked for.

    `None` where all of them are needed together, for claims or ratings, or where the file has to be read whole: what is
    wrong with one is said by the whole file's reader.
    """
    seen, unextracted = Seen(), array("L")
    by_condition: dict[str, array[int]] = {}
    n = 0

    def look(study: Study) -> None:
        nonlocal n
        seen.note(study)
        for key in study.conditions:
            by_condition.setdefault(key, array("L")).append(n)
        if not study.is_extracted:
            unextracted.append(n)
        n += 1

    pieces = read_pieces(data, look, tick)
    if pieces is None or pieces.catalogue.claims or pieces.catalogue.ratings or cites(pieces.catalogue):
        return None
    studies = LazyStudies(data, pieces)
    catalogue = pieces.catalogue.model_copy(update={"studies": studies})
    places = {**pieces.catalogue.place_by_key, **{key: ("study", i) for i, key in enumerate(pieces.citekeys)}}
    vars(catalogue).update(
        studies=studies,
        study_by_key=_ByKey(studies),
        place_by_key=places,
        studies_of={key: _Some(studies, numbers) for key, numbers in by_condition.items()},
    )
    studies.catalogue = catalogue
    seen.keep_for(catalogue)
    return LazyLoaded(catalogue, name, data, pieces=pieces, unextracted=tuple(unextracted))


class LazyStudies(Sequence[Study]):
    """The studies of a large catalogue, in order, each read from its piece of the file when it is asked for."""

    def __init__(self, data: bytes, pieces: Pieces) -> None:
        """Nothing is read yet."""
        self.data, self.pieces = data, pieces
        self.catalogue: Catalogue = pieces.catalogue
        self._one = lru_cache(_AT_HAND)(self._read)

    def __len__(self) -> int:
        """How many studies there are."""
        return len(self.pieces.citekeys)

    def __iter__(self) -> Iterator[Study]:
        """Each study, a piece at a time; none is kept."""
        for piece in range(len(self.pieces.starts)):
            yield from self._piece(piece)

    @overload
    def __getitem__(self, index: int) -> Study: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Study, ...]: ...

    def __getitem__(self, index: int | slice) -> Study | tuple[Study, ...]:
        """A study by its place, or those of a slice."""
        if isinstance(index, slice):
            return tuple(self._one(n) for n in range(*index.indices(len(self))))
        return self._one(range(len(self))[index])

    def _read(self, index: int) -> Study:
        piece = bisect_right(self.pieces.firsts, index) - 1
        return self._piece(piece)[index - self.pieces.firsts[piece]]

    def _piece(self, number: int) -> list[Study]:
        with speaking(self.pieces.words):
            studies = [Study.model_validate(raw) for raw in self.pieces.raw(self.data, number)]
        return [as_read(study, self.catalogue.label_of) for study in studies]


class _ByKey(Mapping[str, Study]):
    """The studies by citekey."""

    def __init__(self, studies: LazyStudies) -> None:
        self.studies = studies
        self.places = {key: n for n, key in enumerate(studies.pieces.citekeys)}

    def __getitem__(self, key: str) -> Study:
        return self.studies[self.places[key]]

    def __iter__(self) -> Iterator[str]:
        return iter(self.places)

    def __len__(self) -> int:
        return len(self.places)


class _Some(Sequence[Study]):
    """The studies of a condition."""

    def __init__(self, studies: LazyStudies, numbers: "array[int]") -> None:
        self.studies, self.numbers = studies, numbers

    def __len__(self) -> int:
        return len(self.numbers)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return tuple(self.studies[n] for n in self.numbers[index])
        return self.studies[self.numbers[index]]


@dataclass(frozen=True, kw_only=True)
class LazyLoaded(Loaded):
    """A large catalogue with the bytes that its studies are read from."""

    pieces: Pieces
    unextracted: tuple[int, ...] = ()

    @cached_property
    def places(self) -> Places:
        """The place of every value, looked for in the piece in which it stands."""
        return _PiecedPlaces(self)

    @property
    def study_lines(self) -> Sequence[int]:
        """The line on which each study begins."""
        return self.pieces.lines

    @property
    def citekeys(self) -> Sequence[str]:
        """The citekey of each study."""
        return self.pieces.citekeys

    @property
    def not_extracted(self) -> Sequence[int]:
        """The studies, by their position, of which nothing is recorded but the reference."""
        return self.unextracted


class _PiecedPlaces(Places):
    """The places in a large catalogue: a study's are looked for in its piece, others in the whole text."""

    def __init__(self, source: LazyLoaded) -> None:
        self.source = source
        self._of_piece = lru_cache(4)(self._located)

    def __getitem__(self, path: Path) -> Place:
        pieces = self.source.pieces
        if len(path) < 2 or path[0] != "study" or not 0 <= int(path[1]) < len(pieces.citekeys):
            return self._whole[path]
        index = int(path[1])
        piece = bisect_right(pieces.firsts, index) - 1
        place = self._of_piece(piece)["study", index - pieces.firsts[piece], *path[2:]]
        return place._replace(line=place.line + pieces.before[piece])

    def _located(self, piece: int) -> Places:
        return locate(self.source.pieces.text(self.source.data, piece))

    @cached_property
    def _whole(self) -> Places:
        return locate(self.source.text)

    def paths(self) -> set[Path]:
        """Every path in the document."""
        return self._whole.paths()
