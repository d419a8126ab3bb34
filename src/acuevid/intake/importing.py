"""From what some files say to the text of a catalogue: what is new, what is there already, what is left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import tomli_w
from pydantic import ValidationError

from acuevid.catalogue.load import load_bytes
from acuevid.catalogue.names import find_condition, fold
from acuevid.errors import AcuevidError, UsageError
from acuevid.intake.blocks import as_toml, tool_toml
from acuevid.intake.drafts import DataSet
from acuevid.intake.duplicates import known
from acuevid.intake.entries import Entry, Leftover
from acuevid.intake.grafting import Grafts, about, of_outcomes, undeclared, with_tools
from acuevid.intake.keeping import change, preview, with_appended
from acuevid.intake.naming import name_and_year, slug
from acuevid.intake.study_entries import NO_YEAR, Said, entries_of
from acuevid.models import Catalogue
from acuevid.references import Reference
from acuevid.words import vocabulary_of
from acuevid.writing import replace_file

_UNNAMED = "the condition"
"""The condition of a new catalogue of which nobody said the name."""


@dataclass(frozen=True)
class Plan:
    """What is to be written: new records, records that the catalogue has (with its citekey), what is left.

    `grafts` are appraisals of studies that it has, `tools` as TOML those that it must declare for them.
    """

    new: tuple[Entry, ...]
    there: tuple[tuple[Entry, str], ...]
    leftovers: tuple[Leftover, ...]
    head: str = ""
    conditions: tuple[str, ...] = field(default=())
    grafts: Grafts = field(default_factory=lambda: Grafts(vocabulary_of({})))
    tools: tuple[str, ...] = ()

    @property
    def blocks(self) -> str:
        """The new records as TOML, and before them the tools of appraisal that they need."""
        return "\n".join((*self.tools, *map(as_toml, self.new)))

    @property
    def known_blocks(self) -> str:
        """The records of studies that are there already, from which a person takes what is new."""
        return "\n".join(f"# {key} is in the catalogue, and was left as it is.\n{as_toml(e)}" for e, key in self.there)


def plan_for(data: DataSet, catalogue: Catalogue, said: Said) -> Plan:
    """What becomes of a data set in a catalogue that there is; raises `UsageError` where no condition is known."""
    names = said.conditions
    if not names and data.studies and len(catalogue.conditions) == 1:
        names = (catalogue.conditions[0].key,)
    keys = tuple(find_condition(catalogue, name).key for name in names)
    taken = {*catalogue.study_by_key, *catalogue.work_by_key}
    tools = undeclared((*data.tools, *data.tables.get("appraisal_tool", ())), catalogue.vocabulary)
    grafts = Grafts(with_tools(catalogue.vocabulary, tools))
    found = _sorted(entries_of(data, replace(said, conditions=keys), taken), catalogue, grafts)
    if found.new and data.studies and not names:
        known_keys = ", ".join(condition.key for condition in catalogue.conditions)
        raise UsageError(f"which condition are the studies on? --condition KEY, one of {known_keys}")
    own = [name for name in data.tables if name != "appraisal_tool" or not tools]
    left = [Leftover(data.title, name, "the catalogue has its own") for name in own]
    blocks = tuple(_tool(tool, is_read=tool in data.tools) for tool in tools)
    return replace(found, leftovers=(*data.leftovers, *left), conditions=keys, tools=blocks)


def _sorted(entries: Sequence[Entry], catalogue: Catalogue, grafts: Grafts) -> Plan:
    """The records by whether the catalogue has them; of those that it has, the grafts take the appraisals."""
    there_is = _There(catalogue)
    new: list[Entry] = []
    there: list[tuple[Entry, str]] = []
    for each in entries:
        key, entry = there_is.find(each)
        if not key:
            new.append(entry)
            continue
        study = catalogue.study_by_key.get(key)
        rest = grafts.take(entry, study) if study else entry
        there += [(rest, key)] if rest is not None else []
    return Plan(tuple(new), tuple(there), (), grafts=grafts)


class _There:
    """The records of a catalogue by all that a file may call them."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._keys, self._works = catalogue.place_by_key, known(catalogue)
        self._labels = {fold(study.label): study.citekey for study in catalogue.studies}
        self._labels |= {fold(study.citekey): study.citekey for study in catalogue.studies}
        self._outcomes = of_outcomes(catalogue)

    def find(self, entry: Entry) -> tuple[str, Entry]:
        """The citekey of the record that is there, empty for none; the entry, about an outcome where its name is."""
        key, reference = str(entry.table["citekey"]), _reference(entry)
        same = self._works.find(reference) if reference else None
        found = key if key in self._keys else same.citekey if same else self._by_name(entry, reference)
        name = fold(reference.title or "") if reference and _is_named(entry) else ""
        if not found and name in self._outcomes:
            found, outcome = self._outcomes[name]
            return found, about(entry, outcome)
        return found, entry

    def _by_name(self, entry: Entry, reference: Reference | None) -> str:
        """The study that goes by the name that stands for a title: ``Shlay 1998``, ``shlay1998``."""
        if reference is None or not _is_named(entry):
            return ""
        has_year = name_and_year(reference.title or "")[1] is not None
        name = (has_year and reference.title) or f"{reference.first_family} {reference.year}"
        return self._labels.get(fold(name), "")


def _is_named(entry: Entry) -> bool:
    """Whether a mere name stands for the reference."""
    return any(name == "reference.title" for name, _ in entry.todo)


def plan_new(data: DataSet, said: Said, title: str = "") -> Plan:
    """What becomes of a data set as a catalogue of its own."""
    names = said.conditions or ((_UNNAMED,) if data.studies or "condition" not in data.tables else ())
    keys = tuple(slug(name) for name in names)
    entries = entries_of(data, replace(said, conditions=keys), ())
    tools = tuple(_tool(tool, is_read=True) for tool in data.tools)
    return Plan(entries, (), tuple(data.leftovers), _head(data, entries, names, title), keys, tools=tools)


def _tool(table: Mapping[str, Any], *, is_read: bool) -> str:
    """A tool of appraisal as TOML; where it was read out of a table, a person must look at it."""
    todo = "# TODO appraisal_tool.name: which tool is it, and is each judgement read right?\n"
    return f"{todo if is_read else ''}{tool_toml(table)}"


def _reference(entry: Entry) -> Reference | None:
    """The reference as a record; `None` where loading will say what is wrong with it."""
    try:
        return Reference.model_validate(entry.table.get("reference"))
    except ValidationError:
        return None


def _head(data: DataSet, entries: Sequence[Entry], names: Sequence[str], title: str) -> str:
    """The sheet and its conditions, with what a person must still say of them."""
    tables: dict[str, Any] = dict(data.tables)
    sheet = dict(tables.pop("sheet", {}))
    todo: list[str] = []
    if title or not sheet:
        sheet["title"] = title or data.title or "A sheet without a title"
    if "topic" not in sheet:
        sheet["topic"] = sheet["title"]
        todo.append("# TODO sheet.topic: the condition or field that the sheet is on")
    if "intervention" not in sheet:
        first = {arm["label"] for e in entries for arm in e.table.get("arm", ()) if arm["role"] == "experimental"}
        sheet["intervention"] = first.pop() if len(first) == 1 else "the treatment"
        todo.append("# TODO sheet.intervention: the treatment that the sheet is about")
    rest = tomli_w.dumps(tables) + "\n" if tables else ""  # an array on one line may stand only before a heading
    text = rest + "".join(f"{line}\n" for line in todo) + tomli_w.dumps({"sheet": sheet})
    for name in names:
        text += "\n" + ("# TODO condition.name: what are the studies on?\n" if name == _UNNAMED else "")
        text += "[[condition]]\n" + tomli_w.dumps({"key": slug(name), "name": name})
    return text


# ------------------------------------------------------------------------------------------------------- writing
def append(path: Path, plan: Plan) -> bool:
    """Append the new records to a catalogue; raises `CatalogueError` where they would not load."""
    return change(path, lambda text: _added(text, plan))


def _added(text: str, plan: Plan) -> str:
    return with_appended(plan.grafts.into(text), plan.blocks)


def write_new(path: Path, plan: Plan, *, force: bool) -> None:
    """Write a catalogue of the records; raises `AcuevidError` where a file is there, `CatalogueError` as loading."""
    if path.exists() and not force:
        raise AcuevidError(f"{path} is there already; --force writes over it, --catalogue {path} adds to it")
    check_new(plan, str(path))
    replace_file(path, (whole(plan).encode("utf-8"),))


def check_new(plan: Plan, name: str) -> None:
    """Raise `CatalogueError` where a catalogue of the records would not load."""
    load_bytes(whole(plan).encode("utf-8"), name)


def check_appended(path: Path, plan: Plan) -> None:
    """Raise `CatalogueError` where the catalogue with the new records would not load; nothing is written."""
    preview(path, lambda text: _added(text, plan))


def whole(plan: Plan) -> str:
    """A catalogue of the records, as text."""
    return with_appended(plan.head, plan.blocks)


def report_lines(plan: Plan) -> list[str]:
    """What a person is told: how much is new, what is there already, what is left and what still is to be filled in."""
    there = len(plan.there) + plan.grafts.alone
    lines = [f"{_count(len(plan.new), 'study', 'studies')} new, {there} in the catalogue already"]
    lines += [f"{key}: there already, left as it is ({entry.origin})" for entry, key in plan.there]
    lines += plan.grafts.told
    lines += [f"left: {left.origin}: {left.text} ({left.reason})" for left in plan.leftovers]
    if todo := sum(len(entry.todo) for entry in plan.new):
        lines.append(f"{_count(todo, 'thing', 'things')} to fill in, each marked # TODO")
    if any(e.table.get("reference", {}).get("issued") == NO_YEAR for e in plan.new):
        lines.append(f"studies without a year have {NO_YEAR}, which 'acuevid check' names until it is put right")
    return lines


def _count(n: int, one: str, several: str) -> str:
    return f"{n} {one if n == 1 else several}"
