"""Appraisals that come in for studies that a catalogue has: what is new of them, and what differs."""

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import ValidationError

from acuevid.appraisal_tools import OVERALL
from acuevid.appraisals import Appraisal
from acuevid.catalogue.names import fold
from acuevid.intake.blocks import appraisal_toml
from acuevid.intake.editing import CatalogueText
from acuevid.intake.entries import Entry
from acuevid.models import Catalogue, Study
from acuevid.words import DeclaredTool, Vocabulary, speaking


@dataclass
class Grafts:
    """The appraisals to be put under studies that are there, each with its citekey, and what a person is told.

    `words` are those of the catalogue, with the tools that come in. `alone` counts the records that held nothing else.
    """

    words: Vocabulary
    new: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    alone: int = 0

    @property
    def blocks(self) -> str:
        """The new appraisals as TOML, each with the study that it is of."""
        return "\n".join(f"# Of {key}:\n{appraisal_toml(table)}" for key, table in self.new)

    def into(self, text: str) -> str:
        """The text of a catalogue with the new appraisals, each behind the last of its study."""
        if not self.new:
            return text
        whole = CatalogueText(text)
        for key, table in self.new:
            whole.record(key).append("appraisal", table)
        return whole.joined()

    def take(self, entry: Entry, study: Study) -> Entry | None:
        """Take the appraisals out of a record that is there; the rest of it, `None` where that says nothing more."""
        there = list(study.appraisals)
        for table in entry.table.get("appraisal", ()):
            with speaking(self.words):
                made = _read(table)
            if made is None:  # loading says what is wrong with it
                self.new.append((study.citekey, table))
                continue
            same = [a for a in there if a.tool == made.tool and set(a.outcomes) == set(made.outcomes)]
            what = f"{study.citekey}: the appraisal with {made.tool.name}"
            if any(not _differing(made, other) and made.by in (None, other.by) for other in same):
                self.told.append(f"{what} is there already ({entry.origin})")
            elif rivals := [other for other in same if made.by in (None, other.by)]:
                said = "; ".join(_differing(made, rivals[-1]))
                self.told.append(f"{what} differs, and stays as it is ({entry.origin}): {said}")
            else:
                self.new.append((study.citekey, table))
                self.told.append(f"{what} is added ({entry.origin})")
                there.append(made)
        rest = {name: value for name, value in entry.table.items() if name != "appraisal"}
        if len(rest) == len(entry.table) or _says_more(entry):
            return replace(entry, table=rest)
        self.alone += 1
        return None


def _read(table: Mapping[str, Any]) -> Appraisal | None:
    try:
        return Appraisal.model_validate(table)
    except ValidationError:
        return None


def _differing(made: Appraisal, there: Appraisal) -> list[str]:
    """Where an appraisal judges otherwise than one that is there; what it does not judge is no difference."""
    names = [domain.key for domain in made.tool.domains]
    pairs = [(name, made.domains.get(name), there.domains.get(name)) for name in names]
    pairs.append((OVERALL, made.overall, there.overall))
    return [
        f"{name} {new} in the file, {old or 'not judged'} in the catalogue"
        for name, new, old in pairs
        if new != old and new
    ]


def _says_more(entry: Entry) -> bool:
    """Whether a record has more than appraisals and a name that stands for its reference."""
    named = any(name == "reference.title" for name, _ in entry.todo)
    return not named or bool(entry.table.keys() - {"citekey", "conditions", "design", "reference", "appraisal"})


def of_outcomes(catalogue: Catalogue) -> Mapping[str, tuple[str, str]]:
    """The study and the outcome by the names that exports have for both: ``Amber 2011 (asthma attack)``."""
    found: dict[str, tuple[str, str]] = {}
    for study in catalogue.studies:
        for outcome in study.outcomes:
            found.setdefault(fold(f"{study.label} ({outcome.label})"), (study.citekey, outcome.id))
    return found


def about(entry: Entry, outcome: str) -> Entry:
    """The record with its appraisals about one outcome."""
    appraisals: Sequence[Mapping[str, Any]] = entry.table.get("appraisal", ())
    made = [{"tool": table["tool"], "outcomes": [outcome]} | dict(table) for table in appraisals]
    return replace(entry, table={**entry.table, "appraisal": made})


def undeclared(tools: Iterable[Mapping[str, Any]], words: Vocabulary) -> tuple[Mapping[str, Any], ...]:
    """The tools that a catalogue does not have yet."""
    return tuple(tool for tool in tools if tool.get("key") not in words.tools)


def with_tools(words: Vocabulary, tools: Iterable[Mapping[str, Any]]) -> Vocabulary:
    """The words of a catalogue with further tools; one that is no good is passed over, and complained of later."""
    found = dict(words.tools)
    for table in tools:
        with contextlib.suppress(ValidationError):
            declared = DeclaredTool.model_validate(table)
            found.setdefault(declared.key, declared.tool)
    return words._replace(tools=found)
