"""What a data set says of studies, in the one form that every reader gives, before it becomes records."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from acuevid.appraisal_tools import OVERALL
from acuevid.intake.entries import Leftover


@dataclass
class Group:
    """One group of a study as a file names it, with its part where the file shows that."""

    label: str
    role: str = ""
    comparator: str = ""
    note: str = ""


@dataclass
class DraftOutcome:
    """One result: `figures` by field of the record and label of the group, `fields` what else the record has.

    `pair` are the labels of the two groups compared, the treatment first; `None` where the file does not say. With
    `within` it is about groups by themselves: those with figures, and those in `about`.
    """

    label: str
    pair: tuple[str, str] | None = None
    figures: dict[str, dict[str, Any]] = field(default_factory=dict)
    fields: dict[str, Any] = field(default_factory=dict)
    within: bool = False
    about: list[str] = field(default_factory=list)

    def put(self, name: str, group: str, value: Any) -> None:
        """Keep a figure of a group; what is absent is left out."""
        if value is not None:
            self.figures.setdefault(name, {})[group] = value


@dataclass
class Draft:
    """One study as a file has it; `key` is a citekey that the file itself gives."""

    name: str
    origin: str
    year: int | None = None
    key: str = ""
    reference: dict[str, Any] = field(default_factory=dict)
    fields: dict[str, Any] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    outcomes: list[DraftOutcome] = field(default_factory=list)
    appraisals: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def group(self, label: str, role: str = "", comparator: str = "") -> Group:
        """The group with this label, made when it is first named; a comparator once is one always."""
        found = self.groups.setdefault(label, Group(label))
        if role and found.role != "comparator":
            found.role = role
        found.comparator = found.comparator or comparator
        return found

    def judge(self, tool: str, domain: str, word: str, why: str = "") -> bool:
        """Keep a judgement with its support in the appraisal with a tool; false where that domain is judged already."""
        found = next((a for a in self.appraisals if a["tool"] == tool), None)
        if found is None:
            found = {"tool": tool, "domains": {}, "support": {}}
            self.appraisals.append(found)
        held = found if domain == OVERALL else found["domains"]
        if domain in held:
            return False
        held[domain] = word
        if why:
            found["support"][domain] = why
        return True


@dataclass
class DataSet:
    """All that a file says: studies in its order, a title, tables of a catalogue that it has whole, and the rest.

    `records` are studies that already are records (acuevid's own JSON); `tables` the other tables of such a file.
    `tools` are tools of appraisal that a table of judgements is read to be of.
    """

    title: str = ""
    studies: dict[str, Draft] = field(default_factory=dict)
    leftovers: list[Leftover] = field(default_factory=list)
    records: list[tuple[Mapping[str, Any], str]] = field(default_factory=list)
    tables: dict[str, Any] = field(default_factory=dict)
    tools: list[dict[str, Any]] = field(default_factory=list)

    def study(self, name: str, origin: str, year: int | None = None) -> Draft:
        """The study of this name, made when it is first named."""
        found = self.studies.setdefault(name, Draft(name, origin))
        found.year = found.year or year
        return found

    def leave(self, origin: str, text: str, reason: str) -> None:
        """List what fits no field."""
        self.leftovers.append(Leftover(origin, text, reason))

    def add(self, other: "DataSet") -> None:
        """Take in what another file says of the same studies."""
        self.title = self.title or other.title
        for name, draft in other.studies.items():
            mine = self.studies.setdefault(name, draft)
            if mine is not draft:
                _joined(mine, draft)
        self.leftovers += other.leftovers
        self.records += other.records
        self.tables |= other.tables
        self.tools += other.tools


def _joined(mine: Draft, other: Draft) -> None:
    mine.year, mine.key = mine.year or other.year, mine.key or other.key
    mine.reference = other.reference | mine.reference
    mine.fields = other.fields | mine.fields
    for label, group in other.groups.items():
        own = mine.group(label, group.role, group.comparator)
        own.note = own.note or group.note
    mine.outcomes += other.outcomes
    mine.appraisals += [appraisal for appraisal in other.appraisals if appraisal not in mine.appraisals]
    mine.notes += [note for note in other.notes if note not in mine.notes]
    mine.remarks += [remark for remark in other.remarks if remark not in mine.remarks]
    mine.origin = f"{mine.origin}; {other.origin}"


def plain(value: Decimal) -> int | Decimal:
    """A figure as TOML has it: a whole number where nothing was printed behind its point."""
    return int(value) if value.as_tuple().exponent == 0 else value


def joined(texts: Iterable[str], mark: str = "; ") -> str:
    """Texts that are not empty, in one."""
    return mark.join(text for text in texts if text)
