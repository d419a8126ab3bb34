"""What `acuevid new` asks, and the file that it writes."""

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import typer

from acuevid.cli.common import catalogue_file


class Answers(NamedTuple):
    """What is known of a new catalogue; `None`, or no condition, where that is still to be asked."""

    title: str | None
    topic: str | None
    treatment: str | None
    conditions: tuple[str, ...]


_QUESTIONS = {
    "title": "Title of the sheet",
    "topic": "Topic, as in “the evidence on …”",
    "treatment": "Treatment",
    "condition": "Condition, or “key = name”",
}


def started(answers: Answers, source: str | None, design: str | None) -> str:
    """The text of a new catalogue: from the answers, asking for what lacks, or that of a catalogue to start from.

    Raises `UsageError` where something lacks and there is no terminal to ask at.
    """
    from acuevid.errors import UsageError
    from acuevid.intake.starting import new_catalogue, read_condition

    if design is not None:
        raise UsageError("--design is for a study: acuevid new study --design …")
    if source is not None:
        if any(answers):
            raise UsageError("--from copies a catalogue as it is; leave out --title, --topic, --treatment, --condition")
        return _copied(source)
    title, topic, treatment, conditions = _complete(answers)
    return new_catalogue(title, topic, treatment, [read_condition(text) for text in conditions])


def write_new(path: Path, text: str, *, force: bool) -> None:
    """Write a new catalogue; raises `AcuevidError` where a file of that name is there, unless `force`."""
    from acuevid.catalogue.load import load_bytes
    from acuevid.errors import AcuevidError
    from acuevid.writing import refuse_to_part, replace_file

    def refuse(_: Path | None = None) -> None:
        if not force and os.path.lexists(path):
            raise AcuevidError(f"{path} is there already; --force overwrites it")

    refuse()
    if path.exists():
        if not path.is_file():
            raise AcuevidError(f"{path} is no file")
        refuse_to_part(path, path.stat())
    if not path.parent.is_dir():
        raise AcuevidError(f"there is no folder {path.parent}")
    data = text.encode("utf-8", "surrogateescape")
    load_bytes(data, str(path))
    replace_file(Path(os.path.realpath(path)), (data,), refuse)


def template(context: typer.Context, catalogue: str | None, design: str | None, conditions: Sequence[str]) -> str:
    """The text of a study to fill in; raises `UsageError` where the design lacks or is not known.

    It stands under the conditions that are named, or under those of a catalogue that is named.
    """
    from acuevid.catalogue.names import find_condition
    from acuevid.catalogue.query import find_design
    from acuevid.cli.common import load
    from acuevid.errors import UsageError
    from acuevid.intake.templates import study_template
    from acuevid.vocabulary import DESIGNS

    if design is None:
        raise UsageError(f"--design is missing; there are: {', '.join(DESIGNS)}")
    records = load(context, catalogue)
    found = find_design(records, design)
    if catalogue_file(context, catalogue) is None:  # the shipped one, which nobody appends to
        return study_template(found, conditions)
    keys = [find_condition(records, name).key for name in conditions]
    return study_template(found, keys or [condition.key for condition in records.conditions])


def _complete(answers: Answers) -> tuple[str, str, str, tuple[str, ...]]:
    """The answers with what lacks asked for."""
    from acuevid.errors import UsageError

    given = {"title": answers.title, "topic": answers.topic, "treatment": answers.treatment}
    blank = [name for name, text in given.items() if text is not None and not text.strip()]
    if blank:
        raise UsageError(f"--{blank[0]} is empty")
    lacking = [name for name, text in given.items() if text is None] + (["condition"] if not answers.conditions else [])
    if lacking and not _can_ask():
        told = ", ".join(f"--{name}" for name in lacking)
        raise UsageError(f"missing: {told}; there is no terminal to ask at")
    title, topic, treatment = (text if text is not None else _ask(name) for name, text in given.items())
    return title, topic, treatment, answers.conditions or tuple(_ask_conditions())


def _can_ask() -> bool:
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


def _ask(name: str) -> str:
    """The answer to a question, which is asked again while there is none."""
    while not (answer := _line(f"{_QUESTIONS[name]}: ")):
        pass
    return answer


def _ask_conditions() -> Iterator[str]:
    """Conditions until an empty line, at least one; what has no key is asked again."""
    from acuevid.errors import UsageError
    from acuevid.intake.starting import read_condition

    keys: set[str] = set()
    while True:
        answer = _line(f"{'Another condition (Enter: no more)' if keys else _QUESTIONS['condition']}: ")
        if not answer and keys:
            return
        try:
            key = read_condition(answer).key if answer else ""
        except UsageError as error:
            typer.echo(str(error), err=True)
            continue
        if key and key not in keys:
            keys.add(key)
            yield answer


def _line(question: str) -> str:
    """A line from the terminal; raises `UsageError` at its end."""
    from acuevid.errors import UsageError

    sys.stderr.write(question)
    sys.stderr.flush()
    line = sys.stdin.readline()
    if not line:
        sys.stderr.write("\n")
        raise UsageError("nothing is written: the answers ended")
    return line.strip()


def _copied(name: str) -> str:
    """The text of a catalogue that loads, with its comments, as it stands."""
    from acuevid.catalogue.files import find_catalogue, shown_name
    from acuevid.catalogue.load import load_source

    path = find_catalogue(name)
    return load_source(path, shown_name(path)).text
