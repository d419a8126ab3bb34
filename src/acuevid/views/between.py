"""What two sheets of a library say differently of one work, with both places."""

from collections.abc import Collection, Iterator

from acuevid.catalogue.paths import toml_path
from acuevid.catalogue.shelf import Opened, Shelf
from acuevid.checks.between import DIRECTIONS, RULES, TWICE, Clash, Recorded, Value, clashes
from acuevid.diagnostics import Diagnostic, Severity
from acuevid.models import Acknowledgement
from acuevid.terms import Direction
from acuevid.views.rows import design_words


def library_diagnostics(shelf: Shelf) -> list[Diagnostic]:
    """The contradictions between the sheets of a library; one that a sheet acknowledges is for information only.

    A record that several sheets use is one record, and cannot contradict itself.
    """
    sheets = {sheet.key: sheet for sheet in (*shelf.sheets, *shelf.shared)}
    found = [_diagnostic(one, sheets[one.first.sheet], sheets[one.second.sheet]) for one in clashes(_own(shelf))]
    return sorted(found, key=lambda d: (d.file, d.line, d.column, d.code))


def differences(shelf: Shelf, records: Collection[tuple[str, str]]) -> list[str]:
    """What differs between these records of one work, each a sheet and a citekey, in lines for readers."""
    own = [r for r in _own(shelf) if (r.sheet, r.study.citekey) in records]
    titles = {sheet.key: sheet.catalogue.sheet.title for sheet in shelf}
    return [
        f"{_told(clash)}: {_value(clash, clash.first, clash.old)} in “{titles[clash.first.sheet]}”, "
        f"{_value(clash, clash.second, clash.new)} in “{titles[clash.second.sheet]}”"
        for clash in clashes(own)
        if clash.code != TWICE
    ]


_WORDS = {
    "": "what it found",
    "participants": "people studied",
    "analysed": "people analysed",
    "reference.issued": "year of publication",
    "reference.container_title": "journal",
    "reference.page": "pages",
    "reference.notice": "notice on the work",
}


def _value(clash: Clash, record: Recorded, value: Value) -> str:
    """A value as readers are told it: directions and designs in words."""
    if clash.code == DIRECTIONS:
        return Direction(value.text).told()
    return design_words(record.study) if value.field == "design" else value.text


def _told(clash: Clash) -> str:
    """The field that differs as readers are told it: of an outcome its label, and for a group the group's."""
    study, field = clash.first.study, clash.old.field
    if field.startswith("arm["):
        name = field.removeprefix("arm[").partition("]")[0]
        return f"people in {next(a.label for a in study.arms if a.id == name)}"
    if not field.startswith("outcome["):
        return _WORDS.get(field, field.removeprefix("reference.").replace("_", " "))
    name, _, figure = field.removeprefix("outcome[").partition("].")
    label = next(outcome.label for outcome in study.outcomes if outcome.id == name)
    kind, _, arm = figure.partition(".")
    group = next((a.label for a in study.arms if a.id == arm), arm.replace("_", " "))
    return f"{label}, {kind.replace('_', ' ')}{f' of {group}' if group else ''}"


def _own(shelf: Shelf) -> Iterator[Recorded]:
    """The studies of each sheet that stand in it in full."""
    for sheet in (*shelf.sheets, *shelf.shared):
        for index, study in enumerate(sheet.catalogue.studies):
            if index not in sheet.source.origins:
                yield Recorded(sheet.key, index, study)


def _diagnostic(clash: Clash, one: Opened, other: Opened) -> Diagnostic:
    rule = RULES[clash.code]
    there = one.source.place(toml_path(one.catalogue, clash.first.study.citekey, clash.old.field))
    place = other.source.place(toml_path(other.catalogue, clash.second.study.citekey, clash.new.field))
    answer = _answer(clash, one, other)
    label, at = clash.second.study.label, f"{there.file}:{there.line}"
    if clash.code == TWICE:
        message, hint = f"{label}: {rule.title}: the other is {at}", f"use = '{one.key}:{clash.first.study.citekey}'"
    else:
        name = clash.new.field or "what it found"
        message = f"{label}: {rule.title}: {name} is {clash.new.text} here, and {clash.old.text} in {at}"
        hint = ""
    return Diagnostic(
        clash.code,
        Severity.INFO if answer else rule.severity,
        message,
        place.file,
        place.line,
        place.column,
        place.text,
        answer.reason if answer else hint,
        clash.second.study.citekey,
        clash.new.field,
    )


def _answer(clash: Clash, one: Opened, other: Opened) -> Acknowledgement | None:
    """What a person wrote in either sheet after looking into it."""
    for sheet, record, value in ((other, clash.second, clash.new), (one, clash.first, clash.old)):
        answers = sheet.catalogue.answers.get((clash.code, record.study.citekey), ())
        found = next((a for a in answers if a.field is None or a.field == value.field), None)
        if found is not None:
            return found
    return None
