"""What a study records that pools may be divided by, or regressed on."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from acuevid.catalogue.names import fold
from acuevid.errors import UsageError
from acuevid.lists import spoken
from acuevid.nearest import nearest
from acuevid.pools.sets import Member
from acuevid.results.windows import days, window_at
from acuevid.terms import Comparator, Window

Placed = tuple[tuple[float, str], str]
"""Where a value stands among others, and how it is written."""

_NUMBER = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?", re.ASCII)
_CONCERNS = ("low", "some", "high")
_TREATMENT = "treatment."
_DURATIONS = {
    Window.SHORT: "up to 3 months",
    Window.MEDIUM: "over 3 and up to 12 months",
    Window.LONG: "over 12 months",
}


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a study: its name on the command line, what it is in words, and the unit of a number of it.

    `path` is that of the record. `is_number`: studies can be regressed on it.
    """

    name: str
    what: str
    path: str
    unit: tuple[str, str] = ("", "")

    def path_in(self, member: Member) -> str:
        """The path of it in the record of a study: what is said of the second group stands there."""
        return f"arm[{member.pair.second.id}].{self.path}" if self is COMPARATOR and member.pair else self.path

    @property
    def is_number(self) -> bool:
        """Whether it is a number, as far as a study records one."""
        return bool(self.unit[0])


COMPARATOR = Field("comparator", "comparator", "comparator")
"""What the second group had: else each class is a question of its own."""
_ROWS = (
    Field("design", "design", "design"),
    COMPARATOR,
    Field("duration", "duration", "duration", ("day", "days")),
    Field("country", "country", "countries"),
    Field("risk-of-bias", "risk of bias", "appraisal"),
    Field("year", "year of publication", "reference.issued", ("year", "years")),
    Field("setting", "setting", "setting"),
    Field("species", "species", "species"),
    Field("population", "population", "population"),
    Field("participants", "number of participants", "participants", ("person", "people")),
    Field("age", "age", "age", ("year", "years")),
    Field("funding", "funding", "funding"),
    Field("treatment.sessions", "number of sessions", "treatment.sessions", ("session", "sessions")),
    Field("treatment.weeks", "length of treatment in weeks", "treatment.weeks", ("week", "weeks")),
    Field("treatment.minutes", "length of a session in minutes", "treatment.minutes", ("minute", "minutes")),
    Field("treatment.points", "points treated", "treatment.points"),
    Field("treatment.practitioner", "practitioner", "treatment.practitioner"),
)
FIELDS = {row.name: row for row in _ROWS}
"""The fields that pools may be divided by; those with a unit are moderators, too."""


def divider(name: str) -> Field:
    """The field that pools are to be divided by; raises `UsageError` for what is none."""
    return _known(name, FIELDS, "a field to divide a pool by")


def moderator(name: str) -> Field:
    """The field that studies are to be regressed on; raises `UsageError` for what is none."""
    return _known(name, {key: row for key, row in FIELDS.items() if row.is_number}, "a number that studies record")


def _known(name: str, rows: Mapping[str, Field], what: str) -> Field:
    found = rows.get(name.lower())
    if found is None:
        near = nearest(name.lower(), rows)
        hint = f"did you mean {near!r}?" if near else f"there are {', '.join(rows)}"
        raise UsageError(f"{name!r} is not {what}; {hint}")
    return found


def placed(member: Member, field: Field) -> Placed | None:
    """The group of a study by a field, with its place among the groups; `None` where it records none.

    Durations are grouped by the windows of time points, years by decades; texts in any spelling are one group.
    """
    if field.name in _GROUPED:
        return _GROUPED[field.name](member)
    text = _text(member, field)
    if text is None:
        return None
    return (float(text), "") if _NUMBER.fullmatch(text) else (float("inf"), fold(text)), text


def number(member: Member, field: Field) -> float | None:
    """A field of a study as a number, in its unit; `None` where it records none, or a range or words."""
    if field.name == "year":
        return float(member.study.reference.year)
    text = _text(member, field)
    if text is None:
        return None
    if field.name == "duration":
        return days(text)
    return float(text) if _NUMBER.fullmatch(text) else None


def written(member: Member, field: Field) -> str:
    """A field of a study as a column has it: as recorded, without the groups of years and times; empty without one."""
    if field.name == "year":
        return str(member.study.reference.year)
    if field.name in _GROUPED and field.name != "duration":
        found = placed(member, field)
        return found[1] if found is not None else ""
    return _text(member, field) or ""


def _text(member: Member, field: Field) -> str | None:
    """The field as the record has it; what an arm was treated with goes before what all were."""
    if field.name.startswith(_TREATMENT):
        name = field.name.removeprefix(_TREATMENT)
        own = member.pair.first.treatment if member.pair is not None else None
        given = [getattr(of, name) for of in (own, member.study.treatment) if of is not None]
        return next((value for value in given if value is not None), None)
    value = getattr(member.study, field.name)
    return None if value is None else str(getattr(value, "label", value))


def _by_design(member: Member) -> Placed:
    design = member.study.design
    return (float(design.place), ""), design.label


def _by_comparator(member: Member) -> Placed | None:
    found = member.pair.comparator if member.pair is not None else None
    return ((float(list(Comparator).index(found)), ""), found.label) if found is not None else None


def _by_duration(member: Member) -> Placed | None:
    when = window_at(None if member.study.duration is None else days(member.study.duration))
    return ((float(list(Window).index(when)), ""), _DURATIONS[when]) if when in _DURATIONS else None


def _by_country(member: Member) -> Placed | None:
    names = sorted(member.study.countries)
    return ((0.0, fold(" ".join(names))), spoken(names)) if names else None


def _by_risk(member: Member) -> Placed | None:
    found = member.risk_of_bias
    if found is None:
        return None
    return (float(_CONCERNS.index(found.concern)) if found.concern else float(len(_CONCERNS)), found.word), found.label


def _by_year(member: Member) -> Placed:
    first = member.study.reference.year // 10 * 10
    return (float(first), ""), f"{first} to {first + 9}"


_GROUPED: dict[str, Callable[[Member], Placed | None]] = {
    "design": _by_design,
    "comparator": _by_comparator,
    "duration": _by_duration,
    "country": _by_country,
    "risk-of-bias": _by_risk,
    "year": _by_year,
}
