"""What part of a catalogue is shown: all of it, some conditions, or a selection of studies."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from acuevid.catalogue.names import find_condition
from acuevid.catalogue.query import Query, find_design, select
from acuevid.models import Catalogue, Condition, Study
from acuevid.numbers import format as fmt
from acuevid.results.findings import with_finding
from acuevid.terms import Direction


@dataclass(frozen=True)
class Scope:
    """Studies of a catalogue, and how they were chosen.

    `conditions` are those whose summaries belong to it: all for the whole sheet, some for a sheet on them, and
    none for a `selection`, since a summary of chosen studies would say of the evidence what is true of a part only.
    """

    studies: tuple[Study, ...]
    conditions: tuple[Condition, ...]
    selection: str = ""
    is_whole: bool = False

    @cached_property
    def condition_keys(self) -> frozenset[str]:
        """The conditions by key."""
        return frozenset(condition.key for condition in self.conditions)

    @property
    def citekeys(self) -> frozenset[str]:
        """The studies by citekey."""
        return frozenset(study.citekey for study in self.studies)


def all_of(catalogue: Catalogue) -> Scope:
    """All of a catalogue."""
    return Scope(catalogue.studies, catalogue.conditions, is_whole=True)


def scope_of(catalogue: Catalogue, query: Query, directions: Sequence[Direction] = ()) -> Scope:
    """What a query asks for; raises `NotFound` for an unknown condition, `UsageError` for a design."""
    if query == Query() and not directions:
        return all_of(catalogue)
    studies = select(catalogue, query)
    if directions:
        studies = with_finding(studies, directions)
    named = list(dict.fromkeys(find_condition(catalogue, name).key for name in query.conditions))
    if query == Query(conditions=query.conditions) and not directions:
        return Scope(tuple(studies), tuple(catalogue.condition_by_key[key] for key in named))
    about = [catalogue.condition_by_key[key].name for key in named]
    told = [*([f"condition {', '.join(about)}"] if about else []), *_told(catalogue, query)]
    if directions:
        told.append(f"finding {', '.join(d.replace('-', ' ') for d in directions)}")
    size = f"{fmt.count(len(studies))} of the catalogue's {fmt.count(len(catalogue.studies))} studies"
    return Scope(tuple(studies), (), f"{size}, chosen by {'; '.join(told)}")


def _told(catalogue: Catalogue, query: Query) -> list[str]:
    low, high = query.years
    years = f"{low}" if low == high else f"{low or ''}..{high or ''}"
    filters = (
        ("design", [find_design(catalogue, word).label for word in query.designs]),
        ("species", query.species),
        ("comparator", [comparator.label for comparator in query.comparators]),
        ("year", (years,) if (low, high) != (None, None) else ()),
        ("author", query.authors),
        ("journal", query.journals),
        ("words", query.search),
    )
    return [f"{name} {', '.join(values)}" for name, values in filters if values]
