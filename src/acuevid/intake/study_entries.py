"""From drafts of studies to records of a catalogue: keys, arms, outcomes, and what a person must still say."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from acuevid.intake.citekeys import take_citekey
from acuevid.intake.drafts import DataSet, Draft, DraftOutcome, Group
from acuevid.intake.entries import Entry
from acuevid.intake.naming import Names, comparator_class, name_and_year, slug
from acuevid.people import read_name

NO_YEAR = 2099
"""Stands where a file gives no year: `check` calls it still to come (REF205), so that it is never taken for one."""
STAND_IN = "usual-care"
"""The class of a comparator of which a file says nothing: it asserts neither a placebo nor another treatment."""
_ORDER = ("events", "total", "percent", "mean", "sd", "se", "ci", "median", "iqr", "range", "person_time")
_ON_SCALE = frozenset(("mean", "median", "change"))
_BEFORE = ("subgroup", "timepoints", "unit", "event", "event_is", "better", "direction")


@dataclass(frozen=True)
class Said:
    """What a person says of all that comes in: conditions, design, class of comparator, which way is better.

    `by` is who made its appraisals.
    """

    conditions: tuple[str, ...] = ()
    design: str = ""
    comparator: str = ""
    better: str = ""
    event_is: str = ""
    unit: str = ""
    by: str = ""


def entries_of(data: DataSet, said: Said, taken: Collection[str]) -> tuple[Entry, ...]:
    """The record of each study, in the order of the file; no citekey is one of those `taken`."""
    keys, found = set(taken), []
    for record, origin in data.records:
        table = dict(record) | ({"conditions": list(said.conditions)} if said.conditions else {})
        found.append(Entry("study", table, origin))
        keys.add(str(table.get("citekey", "")))
    names = Names(keys)
    return (*found, *(_entry(draft, said, names) for draft in data.studies.values()))


def _entry(draft: Draft, said: Said, taken: Names) -> Entry:
    todo: list[tuple[str, str]] = []
    reference = _reference(draft, todo)
    key = draft.key or _key(draft, reference, taken)
    design = draft.fields.get("design") or said.design
    if not design:
        todo.append(("design", "how was the study made?"))
    arms, ids = _arms(draft, said, todo)
    own = {name: value for name, value in draft.fields.items() if name != "design"}
    table: dict[str, Any] = {"citekey": key, "conditions": list(said.conditions)}
    table |= {"design": design or "not-recorded", **own, "reference": reference}
    outcomes = _outcomes(draft, ids, said, todo)
    appraisals = [_appraisal(appraisal, said.by) for appraisal in draft.appraisals]
    tables = (("arm", arms), ("outcome", outcomes), ("appraisal", appraisals))
    table |= {name: value for name, value in tables if value}
    if draft.notes:
        table["source"] = {"notes": draft.notes}
    return Entry("study", table, draft.origin, tuple(draft.remarks), tuple(dict.fromkeys(todo)))


def _appraisal(table: dict[str, Any], by: str) -> dict[str, Any]:
    return {name: value for name, value in (table | {"by": by or table.get("by")}).items() if value}


def _key(draft: Draft, reference: dict[str, Any], taken: Names) -> str:
    """The first author's name and the year; of a study that has no year, its name."""
    authors = reference.get("authors") or [reference.get("group_author") or draft.name]
    family, issued = read_name(str(authors[0]))[0].family, reference["issued"]
    if issued == NO_YEAR:
        return taken.take(slug(draft.name))
    if family[-1:].isdigit():  # MRC-1 of 1974 is not of 1197
        return taken.take(f"{slug(family)}-{issued}")
    return take_citekey(family, issued, taken)


def _reference(draft: Draft, todo: list[tuple[str, str]]) -> dict[str, Any]:
    name, year = name_and_year(draft.name)
    found = {key: value for key, value in draft.reference.items() if value}
    if not found.get("authors"):
        found |= _author(name)
        todo.append(("reference.authors", f"the file says only “{name}”"))
    if not found.get("title"):
        found["title"] = draft.name
        todo.append(("reference.title", "the name in the file stands for it"))
    issued = found.get("issued") or draft.year or year
    if not issued:
        todo.append(("reference.issued", f"the file gives no year; {NO_YEAR} stands for it"))
    return found | {"issued": issued or NO_YEAR}


def _author(name: str) -> dict[str, Any]:
    """The name that a review has for a study: family names where it reads as such, and otherwise a group."""
    first = re.sub(r",? et\.? al\.?$", "", name)
    names = re.split(r" (?:&|and) ", first)
    if not all(_is_family(one) for one in names):
        return {"group_author": name}
    return {"authors": names, **({"et_al": True} if first != name else {})}


def _is_family(name: str) -> bool:
    read, doubt = read_name(name)
    return not doubt and not read.is_whole and name[:1].isupper() and not name.isupper() and len(name.split()) == 1


# ------------------------------------------------------------------------------------------------ arms, outcomes
def _arms(draft: Draft, said: Said, todo: list[tuple[str, str]]) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """The arms, and the id of each by its label."""
    arms: list[dict[str, Any]] = []
    ids: dict[str, str] = {}
    names = Names()
    for label, group in draft.groups.items():
        ids[label] = names.take(slug(label))
        arm: dict[str, Any] = {
            "id": ids[label],
            "label": label,
            "role": group.role or ("comparator" if group.comparator else "experimental"),
        }
        note = group.note
        if arm["role"] == "comparator":
            arm["comparator"] = group.comparator or comparator_class(label) or said.comparator or STAND_IN
            if arm["comparator"] == STAND_IN and not (group.comparator or comparator_class(label) or said.comparator):
                note = _unknown_class(group, todo, ids[label])
        if note:
            arm["note"] = note
        arms.append(arm)
    return arms, ids


def _unknown_class(group: Group, todo: list[tuple[str, str]], arm_id: str) -> str:
    words = f"the file says only “{group.label}”; {STAND_IN} stands for its class"
    todo.append((f"arm[{arm_id}].comparator", words))
    told = f"The class of this comparator is not recorded: the source file says only “{group.label}”."
    return f"{told} {group.note}".strip()


def _outcomes(draft: Draft, ids: dict[str, str], said: Said, todo: list[tuple[str, str]]) -> list[dict[str, Any]]:
    outcomes: list[dict[str, Any]] = []
    names = Names()
    controls = [g for g in draft.groups.values() if g.role == "comparator"]
    simple = len(controls) == 1 and len(draft.groups) == 2
    for outcome in draft.outcomes:
        fields = _which_way(outcome, said) | outcome.fields
        key = fields.pop("id", "") or names.take(slug(outcome.label))
        table: dict[str, Any] = {"id": key, "label": outcome.label, "family": fields.pop("family", "") or "other"}
        if outcome.within or outcome.pair is None:
            table["within"] = _inside(outcome, ids)
        elif not simple:
            table["compares"] = [ids[label] for label in outcome.pair]
        table |= {name: fields.pop(name) for name in _BEFORE if name in fields}
        for name in sorted(outcome.figures, key=lambda n: _ORDER.index(n) if n in _ORDER else len(_ORDER)):
            table[name] = {ids[label]: value for label, value in outcome.figures[name].items()}
        outcomes.append(table | fields)
        _ask(table | fields, todo)
    return outcomes


def _which_way(outcome: DraftOutcome, said: Said) -> dict[str, Any]:
    """What a person said of all events, or of all scales, that come in."""
    if "events" in outcome.figures:
        return {"event_is": said.event_is} if said.event_is else {}
    if not _ON_SCALE & outcome.figures.keys():
        return {}
    return {name: value for name, value in (("better", said.better), ("unit", said.unit)) if value}


def _inside(outcome: DraftOutcome, ids: dict[str, str]) -> list[str]:
    figured = (label for values in outcome.figures.values() for label in values)
    labels = dict.fromkeys((*outcome.about, *figured))
    return [ids[label] for label in labels]


def _ask(table: dict[str, Any], todo: list[tuple[str, str]]) -> None:
    """What the figures of an outcome do not say, and a direction needs."""
    at = f"outcome[{table['id']}]"
    if table["family"] == "other":
        todo.append((f"{at}.family", "what kind of thing does it measure?"))
    if "events" in table and "event" not in table and "person_time" not in table:
        todo.append((f"{at}.event", "what happened to those who are counted, as in “had less pain”?"))
    if "events" in table and "event_is" not in table:
        todo.append((f"{at}.event_is", "is the event good or bad?"))
    if _ON_SCALE & table.keys() and "better" not in table:
        todo.append((f"{at}.better", "is a higher or a lower figure better?"))
    if _ON_SCALE & table.keys() and "unit" not in table and "instrument" not in table:
        todo.append((f"{at}.unit", "in what unit?"))
