"""From the works of some sources to what is added to a catalogue: checked, named, and each once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import ValidationError

from acuevid.bibliography import bare_doi
from acuevid.escape import visible
from acuevid.intake.citekeys import take_citekey
from acuevid.intake.designs import design_of
from acuevid.intake.duplicates import Same, known
from acuevid.intake.entries import Entry, Leftover
from acuevid.intake.naming import Names
from acuevid.intake.works import Work
from acuevid.models import Catalogue
from acuevid.references import Reference
from acuevid.terms import Design

_SHOWN = 300
"""So much is shown of a text that was not taken."""
_LISTS = ("authors", "editors", "notice")


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A work that is there already: where it stood, its title, and the record that it is."""

    origin: str
    title: str
    same: Same


@dataclass(slots=True)
class Added:
    """What some sources come to: the records to append, what is there already, what is left, and what has no field.

    `passed` counts the parts that a catalogue has no field for; `unfit` are works without a title or a year.
    """

    entries: list[Entry] = field(default_factory=list)
    duplicates: list[Duplicate] = field(default_factory=list)
    leftovers: list[Leftover] = field(default_factory=list)
    unfit: list[Leftover] = field(default_factory=list)
    passed: dict[str, int] = field(default_factory=dict)


def added(
    works: Iterable[Work],
    catalogue: Catalogue,
    kind: Literal["study", "background"] = "study",
    conditions: Sequence[str] = (),
) -> Added:
    """What adding these works comes to; the cost of each is the same however many there are.

    Where no condition is named, the only one of the catalogue is meant.
    """
    if not conditions and len(catalogue.conditions) == 1:
        conditions = [catalogue.conditions[0].key]
    found, there = Added(), known(catalogue)
    taken = Names((*catalogue.study_by_key, *catalogue.work_by_key))
    for work in works:
        reference, table = checked(work)
        found.leftovers += work.left
        for name in work.passed:
            found.passed[name] = found.passed.get(name, 0) + 1
        if not work.fields:
            continue
        if reference is None or not (reference.title and reference.issued):
            found.unfit.append(_unfit(work, table))
            continue
        if same := there.find(reference):
            found.duplicates.append(Duplicate(work.origin, reference.title, same))
            continue
        key = take_citekey(reference.first_family, reference.year, taken)
        there.note(key, reference)
        found.entries.append(_entry(work, key, table, kind, conditions))
    return found


def checked(work: Work) -> tuple[Reference | None, dict[str, Any]]:
    """The reference, and its table without what no catalogue takes, which is left; no reference without a year."""
    table = {name: _clean(work, name, value) for name, value in work.fields.items()}
    if table.get("type") == "article-journal":
        del table["type"]
    if isinstance(doi := table.get("doi"), str):
        table["doi"] = bare_doi(doi) or doi
    for _ in range(2):
        try:
            return Reference.model_validate(table), table
        except ValidationError as error:
            _drop(work, table, error)
    return None, table


def _clean(work: Work, name: str, value: Any) -> Any:
    """A value without characters that nobody could see and a terminal might obey."""
    if isinstance(value, list):
        return [_clean(work, name, item) for item in value]
    if isinstance(value, dict):
        return {part: _clean(work, name, item) for part, item in value.items()}
    if not isinstance(value, str) or value.isprintable():
        return value
    kept = "".join(c for c in value if len(visible(c)) == 1)
    if any(len(visible(c)) > 1 for c in value):
        work.leave(work.origin, f"{name} = {value}", "characters that cannot be shown are left out of it")
    return kept


def _drop(work: Work, table: dict[str, Any], error: ValidationError) -> None:
    """Take what fails out of the table, and keep it as left."""
    items: set[tuple[str, int]] = set()
    for problem in error.errors():
        name = str(problem["loc"][0])
        if name not in table:
            continue
        if name in _LISTS and len(problem["loc"]) > 1 and isinstance(problem["loc"][1], int):
            items.add((name, problem["loc"][1]))
            continue
        work.leave(work.origin, f"{name} = {table.pop(name)}", f"no catalogue takes it as {name}")
    for name, place in sorted(items, reverse=True):
        work.leave(work.origin, f"{name}: {table[name].pop(place)}", f"no catalogue takes it in {name}")


def _unfit(work: Work, table: dict[str, Any]) -> Leftover:
    lacking = " and ".join(words for name, words in (("title", "no title"), ("issued", "no year")) if name not in table)
    number = next((f"{key}:{table[key]}" for key in ("doi", "pmid") if key in table), "")
    hint = f"; try 'acuevid add {number}'" if number else ""
    told = {**table, **({"abstract": work.abstract} if work.abstract else {})}
    shown = "; ".join(f"{name} = {value}" for name, value in told.items() if name != "type")
    return Leftover(work.origin, shown, f"not added: it has {lacking or 'no sound reference'}{hint}")


def _entry(
    work: Work, key: str, table: dict[str, Any], kind: Literal["study", "background"], conditions: Sequence[str]
) -> Entry:
    if kind == "background":
        return Entry(kind, {"citekey": key, "reference": table}, work.origin)
    design, remark = design_of(work.kinds)
    record: dict[str, Any] = {"citekey": key, "design": design.value, **work.study, "reference": table}
    if conditions:
        record["conditions"] = list(conditions)
    remarks = [remark] if remark else []
    remarks += [f"Not taken: {shortened(left.text)} ({left.reason})." for left in work.left]
    return Entry(kind, record, work.origin, tuple(remarks), tuple(_to_do(design, conditions)), work.abstract)


def shortened(text: str) -> str:
    """As much of a text as is shown of it."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _to_do(design: Design, conditions: Sequence[str]) -> Iterable[tuple[str, str]]:
    """What a person must fill in, in the order of the record."""
    if not conditions:
        yield "conditions", "which conditions of the catalogue is it about?"
    if design == Design.NOT_RECORDED:
        yield "design", "how was it made? (randomised-trial, systematic-review, cohort …)"
    if design.is_review:
        yield "review", "how many trials did it include, and of which design?"
    yield "arm", "which groups, and which of them is the comparator?"
    yield "outcome", "what was measured, and what was found?"
