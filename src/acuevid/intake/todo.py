"""What a catalogue still lacks by its own word: its ``# TODO`` comments, and the studies that nobody has extracted."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from acuevid.catalogue.load import Loaded
from acuevid.catalogue.locate import STRING
from acuevid.models import Catalogue, Study

NOT_EXTRACTED = "not yet extracted: nothing is recorded but its reference"
_MARK = b"TODO"
_COMMENT = re.compile(rf"{STRING}|(#[^\n]*+)", re.DOTALL)
_TODO = re.compile(r"#+[ \t]*TODO\b[ \t:]*(.*)", re.DOTALL)
_ALONE = re.compile(r"[ \t]*#")


class Todo(NamedTuple):
    """A thing to do: its line from 1, the record that it is about (empty before any), and the words."""

    line: int
    record: str
    text: str


def todos(source: Loaded) -> tuple[Todo, ...]:
    """All that is still to do in a catalogue, in file order.

    A comment is about the record in which it stands; one directly above a record, with no blank line between, is
    about that record. What looks like a comment inside a text is none.
    """
    studies = source.study_lines
    found = [
        Todo(studies[n], source.citekeys[n], _not_extracted(source.catalogue.studies[n]))
        for n in source.not_extracted
        if n not in source.origins
    ]
    if _MARK in source.data:
        others = list(_records(source.catalogue))
        records = [*zip(studies, source.citekeys, strict=True), *((source.places[path].line, r) for path, r in others)]
        lines = [line for line, _ in records]
        order = sorted(range(len(records)), key=lines.__getitem__)
        starts = [lines[n] for n in order]
        for line, about, text in _comments(source.text):
            at = bisect_right(starts, about)
            found.append(Todo(line, records[order[at - 1]][1] if at else "", text))
    return tuple(sorted(found, key=lambda todo: todo.line))


def _not_extracted(study: Study) -> str:
    return f"{NOT_EXTRACTED} and its appraisal" if study.appraisals else NOT_EXTRACTED


def _records(catalogue: Catalogue) -> Iterator[tuple[tuple[str, int], str]]:
    """The path of every record in the file but studies, and the name that people know it by."""
    named: tuple[tuple[str, list[str]], ...] = (
        ("family", [f"family {f.key}" for f in catalogue.families]),
        ("design", [f"design {d.key}" for d in catalogue.designs]),
        ("instrument", [f"instrument {i.key}" for i in catalogue.instruments]),
        ("appraisal_tool", [f"tool {t.key}" for t in catalogue.tools]),
        ("condition", [f"condition {c.key}" for c in catalogue.conditions]),
        ("background", [w.citekey for w in catalogue.background]),
        ("section", [f"section {s.id}" for s in catalogue.sections]),
        ("mechanism", [f"mechanism {m.id}" for m in catalogue.mechanisms]),
        ("claim", [f"claim {c.id}" for c in catalogue.claims]),
        ("important_outcome", [f"outcome {o.outcome}" for o in catalogue.important_outcomes]),
        ("rating", [f"rating of {r.condition}" for r in catalogue.ratings]),
        ("acknowledged", [f"acknowledged {a.record}" for a in catalogue.acknowledged]),
    )
    for table, names in named:
        for n, name in enumerate(names):
            yield (table, n), name


def _comments(text: str) -> Iterator[tuple[int, int, str]]:
    """The line of each ``# TODO`` comment, the line that says what it is about, and its words."""
    lines = text.split("\n")
    line = at = below = 0
    for found in _COMMENT.finditer(text):
        comment = found[1]
        if comment is None or "TODO" not in comment or (todo := _TODO.match(comment)) is None:
            continue
        line += text.count("\n", at, found.start())
        at = found.start()
        if line >= below:
            below = _below(lines, line)
        about = below if below < len(lines) and lines[below].strip() else line
        yield line + 1, about + 1, todo[1].strip() or "something, without a word what"


def _below(lines: list[str], line: int) -> int:
    """The line itself, or the first that is no comment below a run of comments that begins there."""
    while line < len(lines) and _ALONE.match(lines[line]):
        line += 1
    return line
