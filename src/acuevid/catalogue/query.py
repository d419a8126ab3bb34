"""Which studies of a catalogue are wanted, and in what order."""

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple, TypeVar

from acuevid.catalogue.names import find_condition, fold
from acuevid.errors import UsageError
from acuevid.models import Catalogue, Condition, Study
from acuevid.nearest import nearest
from acuevid.terms import SORT_KEYS, Comparator, Design, Group, Species

_Term = TypeVar("_Term", bound=StrEnum)


class Query(NamedTuple):
    """Filters; several values of one filter mean any of them, several filters mean all of them."""

    conditions: Sequence[str] = ()
    designs: Sequence[str] = ()
    species: Sequence[Species] = ()
    comparators: Sequence[Comparator] = ()
    years: tuple[int | None, int | None] = (None, None)
    authors: Sequence[str] = ()
    journals: Sequence[str] = ()
    search: Sequence[str] = ()


def term_of(kind: type[_Term], word: str) -> _Term:
    """The word of this kind; case does not matter. Raises `UsageError`, with those there are, for any other."""
    try:
        return kind(word.lower())
    except ValueError:
        raise UsageError(f"{word!r} is not one of {', '.join(kind)}") from None


def parse_years(text: str) -> tuple[int | None, int | None]:
    """A span of years from ``2005..2011``, ``2005..``, ``..2011`` or ``2010``; raises `UsageError` otherwise."""
    first, dots, last = text.partition("..")
    parts = (first, last) if dots else (first, first)
    if not any(parts) or not all(
        part == "" or (part.isascii() and part.isdigit() and len(part) <= 4) for part in parts
    ):
        raise UsageError(f"'{text}' is no span of years; write 2010, 2005..2011, 2005.. or ..2011")
    low, high = (int(part) if part else None for part in parts)
    if low is not None and high is not None and low > high:
        raise UsageError(f"the span {text} runs backwards")
    return low, high


def select(catalogue: Catalogue, query: Query) -> list[Study]:
    """The studies that pass every filter, in the catalogue's order; raises `NotFound` for an unknown condition."""
    fits = matcher(catalogue, query)
    found = [study for study in catalogue.studies if fits(study)]
    authors = [fold(text) for text in query.authors]
    whole = {name for name in authors if any(_is_author(name, study) for study in found)}
    return [
        study for study in found if not authors or any(name not in whole or _is_author(name, study) for name in authors)
    ]


def matcher(catalogue: Catalogue, query: Query) -> Callable[[Study], bool]:
    """Whether a study passes every filter, asked of one study; the catalogue is asked for its conditions only.

    Authors pass whose names begin so: whether one is called so in full is known when all studies are (`select`).
    Raises `NotFound` for an unknown condition, `UsageError` for a design that is neither built in nor declared.
    """
    designs = [find_design(catalogue, word) for word in query.designs]
    wanted = {find_condition(catalogue, name).key for name in query.conditions}
    low, high = query.years
    authors, journals, words = (
        [fold(text) for text in texts] for texts in (query.authors, query.journals, query.search)
    )

    def fits(study: Study) -> bool:
        year = study.reference.year
        return (
            (not wanted or not wanted.isdisjoint(study.conditions))
            and (not designs or study.design in designs)
            and (not query.species or study.species in query.species)
            and (not query.comparators or not comparators(study).isdisjoint(query.comparators))
            and (low is None or year >= low)
            and (high is None or year <= high)
            and (not authors or any(_is_by(name, study) for name in authors))
            and (not journals or _any_in(journals, study.reference.container_title or ""))
            and (not words or all(word in _text_of(study) for word in words))
        )

    return fits


def find_design(catalogue: Catalogue, word: str) -> Design:
    """The design of this word, built in or declared; raises `UsageError` with the nearest one, or all."""
    known = catalogue.vocabulary.designs
    if (found := known.get(word.casefold())) is not None:
        return found
    near = nearest(word.casefold(), known)
    raise UsageError(
        f"no design '{word}'" + (f"; did you mean '{near}'?" if near else f"; there are: {', '.join(known)}")
    )


def sort_studies(studies: Sequence[Study], key: str) -> list[Study]:
    """Studies in another order; a key that begins with ``-`` sorts downwards; raises `UsageError` for no such key."""
    name = key.removeprefix("-")
    if name not in SORT_KEYS:
        raise UsageError(f"cannot sort by '{key}'; there are: {', '.join(SORT_KEYS)}, each with - before it")
    by = {
        "catalogue": lambda _: (),
        "year": lambda s: (s.reference.year,),
        "study": lambda s: (fold(s.label),),
        "participants": lambda s: (s.participants is not None, s.participants or 0),
        "level": lambda s: (s.level is None, s.level or 0),
        "design": lambda s: (s.design.place,),
    }[name]
    ordered = sorted(studies, key=by, reverse=key.startswith("-") and name != "catalogue")
    return ordered[::-1] if key == "-catalogue" else ordered


def clinical(catalogue: Catalogue, condition: Condition) -> Iterable[Study]:
    """The studies of a condition that can speak of benefit or harm."""
    return (s for s in catalogue.studies_of.get(condition.key, ()) if not s.is_mechanism)


def extracted(studies: Iterable[Study]) -> tuple[Study, ...]:
    """The studies that something is recorded of beside the reference, so that sentences may be made of them."""
    return tuple(s for s in studies if s.is_extracted)


def in_order(studies: Iterable[Study]) -> tuple[Study, ...]:
    """Studies as tables print them: by group, then newest first, a re-analysis right behind its trial."""
    found = tuple(studies)
    by_key = {s.citekey: s for s in found}
    groups = list(Group)

    def place(study: Study) -> tuple[object, ...]:
        root = by_key.get(study.reanalysis_of or study.companion_of or "", study)
        own = (study is not root, -study.reference.year, study.citekey)
        return (groups.index(root.group), -root.reference.year, root.citekey, *own)

    return tuple(sorted(found, key=place))


def comparators(study: Study) -> set[Comparator]:
    """The classes of comparator that a study has an arm or an outcome of."""
    classes = {arm.comparator for arm in study.arms} | {o.comparator for o in study.outcomes}
    return {c for c in classes if c is not None}


def _is_by(name: str, study: Study) -> bool:
    """Whether a study has an author of this name, or whose name has a word that begins so."""
    reference = study.reference
    printed = " ".join((*reference.printed_authors, reference.group_author or ""))
    return _any_in([name], printed) or _is_author(name, study)


def _is_author(name: str, study: Study) -> bool:
    """Whether an author's family name is this, or one of its words, or the name with its initials or given names."""
    reference = study.reference
    for author in reference.names:
        family = fold(author.family)
        if f" {name} " in f" {family} " or name in (fold(f"{family} {author.given}"), fold(f"{author.given} {family}")):
            return True
    return f" {name} " in f" {fold(reference.group_author or '')} "


def _any_in(wanted: Sequence[str], text: str) -> bool:
    folded = f" {fold(text)}"
    return any(f" {word}" in folded for word in wanted)


def _text_of(study: Study) -> str:
    reference = study.reference
    parts = [
        study.label,
        " ".join((*reference.printed_authors, reference.group_author or "")),
        reference.title or "",
        reference.container_title or "",
        study.population or "",
        study.conclusion or "",
        " ".join(f"{arm.label} {arm.note or ''}" for arm in study.arms),
        " ".join(f"{o.label} {o.event or ''} {o.note or ''}" for o in study.outcomes),
        " ".join(study.source.notes),
    ]
    return fold(" ".join(parts))
