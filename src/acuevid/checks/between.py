"""What two sheets of a library say of one work, where they do not agree."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

from acuevid.catalogue.names import fold, letters
from acuevid.catalogue.works import by_work, identity
from acuevid.citations import source
from acuevid.diagnostics import Severity
from acuevid.models import BY_GROUP, Arm, Outcome, Study
from acuevid.numbers import format as fmt
from acuevid.results.analysed import analysed
from acuevid.terms import Role

_Item = TypeVar("_Item", Arm, Outcome)
FIGURES, DIRECTIONS, REFERENCES, DESIGNS, TWICE = "LIB101", "LIB102", "LIB103", "LIB104", "LIB201"


class Rule(NamedTuple):
    """What a code of a library says."""

    code: str
    title: str
    text: str
    example: str
    severity: Severity


RULES = {
    rule.code: rule
    for rule in (
        Rule(
            FIGURES,
            "two sheets print other figures",
            "Two sheets of the library have the same work (by DOI, PMID, or title and first author), and a figure "
            "of it differs: people, or of an outcome that is the same by its id, or by its label, groups and time, any "
            "figure, effect or P value. A figure that one of them lacks is no difference; 40 is 40.0.",
            "participants = 250 in one sheet, and 239 in the other",
            Severity.WARNING,
        ),
        Rule(
            DIRECTIONS,
            "two sheets tell other directions",
            "Two sheets of the library have the same work, and an outcome of it that both have, its verdict, or what "
            "it found as a whole points to different sides.",
            "favours-experimental in one sheet, and no-clear-difference in the other",
            Severity.WARNING,
        ),
        Rule(
            REFERENCES,
            "two sheets cite one work differently",
            "Two sheets of the library have the same work, and its year, title, authors, journal, volume, pages, DOI "
            "or PMID differ, or one alone has a notice of a retraction, a correction or a doubt. "
            "Case, accents and signs do not tell texts apart, nor initials authors.",
            "issued = 1998 in one sheet, and 1999 in the other",
            Severity.WARNING,
        ),
        Rule(
            DESIGNS,
            "two sheets give one work other designs",
            "Two sheets of the library have the same work, and take it for a study of another design or species, so "
            "that it stands at another level of evidence.",
            "randomised-trial in one sheet, and cohort in the other",
            Severity.WARNING,
        ),
        Rule(
            TWICE,
            "one work has two records",
            "Two sheets of the library have a record of the same work. One could use the other's, so that a figure is "
            "typed, and mended, once.",
            "[[study]] with use = 'neuropathic:shlay1998' and its own conditions",
            Severity.NOTE,
        ),
    )
}


class Recorded(NamedTuple):
    """A study as one sheet has it: the sheet's name, its position there (`at`), and the record."""

    sheet: str
    at: int
    study: Study


class Value(NamedTuple):
    """A value as one sheet has it: its field, and how it is told."""

    field: str
    text: str


class Clash(NamedTuple):
    """What differs between two records of one work; the second is held against the first."""

    code: str
    first: Recorded
    second: Recorded
    old: Value
    new: Value


def clashes(records: Iterable[Recorded]) -> Iterator[Clash]:
    """All that differs between the records of each work, each later sheet's against the first that has it."""
    for work in by_work((identity(record.study.reference), record) for record in records):
        for n, second in enumerate(work):
            first = next((r for r in work[:n] if r.sheet != second.sheet), None)
            if first is not None:
                yield from _between(first, second)


def _between(first: Recorded, second: Recorded) -> Iterator[Clash]:
    yield Clash(TWICE, first, second, Value("citekey", first.study.citekey), Value("citekey", second.study.citekey))
    differing = (
        (DESIGNS, _designs),
        (REFERENCES, _references),
        (FIGURES, _figures),
        (DIRECTIONS, _directions),
    )
    for code, pairs in differing:
        for old, new in pairs(first.study, second.study):
            yield Clash(code, first, second, old, new)


_Pairs = Iterator[tuple[Value, Value]]


def _designs(one: Study, other: Study) -> _Pairs:
    for name in ("design", "species"):
        a, b = getattr(one, name), getattr(other, name)
        if a is not None and b is not None and a != b:
            yield Value(name, str(a.value)), Value(name, str(b.value))


def _references(one: Study, other: Study) -> _Pairs:
    old, new = one.reference, other.reference
    told = {
        "issued": (str(old.year), str(new.year)),
        "notice": (old.standing or "no notice", new.standing or "no notice"),
        "authors": (_families(one), _families(other)),
        **{
            name: (str(getattr(old, name) or ""), str(getattr(new, name) or ""))
            for name in ("title", "container_title", "volume", "page", "doi", "pmid")
        },
    }
    for name, (a, b) in told.items():
        if a and b and letters(a) != letters(b) and not (name == "authors" and _is_shortened(one, other)):
            field = f"reference.{name}"
            yield Value(field, _text(a)), Value(field, _text(b))


def _families(study: Study) -> str:
    reference = study.reference
    return ", ".join(name.family for name in reference.names) or reference.group_author or ""


def _is_shortened(one: Study, other: Study) -> bool:
    """Whether one list of authors begins the other, and says that it names the first of them only."""
    a, b = ([fold(name.family) for name in s.reference.names] for s in (one, other))
    shorter, longer = (a, b) if len(a) <= len(b) else (b, a)
    says_so = (one if shorter is a else other).reference.et_al
    return says_so and longer[: len(shorter)] == shorter


def _figures(one: Study, other: Study) -> _Pairs:
    for name in ("participants", "analysed", "clusters"):
        yield from _differing(name, getattr(one, name), name, getattr(other, name))
    arms = _arms(one, other)
    for a, b in arms:
        yield from _differing(f"arm[{a.id}].participants", a.participants, f"arm[{b.id}].participants", b.participants)
    for old, new in _outcomes(one, other, arms):
        at, there = f"outcome[{old.id}]", f"outcome[{new.id}]"
        for name in BY_GROUP:
            if name not in _COUNTED and not _is_one_scale(old, new):
                continue
            mine, theirs = getattr(old, name), getattr(new, name)
            for a, b in arms:
                yield from _differing(f"{at}.{name}.{a.id}", mine.get(a.id), f"{there}.{name}.{b.id}", theirs.get(b.id))
        if old.effect is not None and new.effect is not None and old.effect.measure == new.effect.measure:
            is_one_level = old.effect.level == new.effect.level
            for name in ("estimate", *(("ci_low", "ci_high") if is_one_level else ())):
                a_value, b_value = getattr(old.effect, name), getattr(new.effect, name)
                yield from _differing(
                    f"{at}.{old.lead_field}.{name}", a_value, f"{there}.{new.lead_field}.{name}", b_value
                )
        if old.p is None or new.p is None or _are_both_exact(str(old.p), str(new.p)):
            yield from _differing(f"{at}.p", old.p, f"{there}.p", new.p)


_COUNTED = ("events", "total", "percent", "person_time", "rate")


def _is_one_scale(old: Outcome, new: Outcome) -> bool:
    """Whether two outcomes are measured alike, as far as it is recorded."""
    one, other = old.instrument, new.instrument
    same_unit = old.unit is None or new.unit is None or fold(old.unit) == fold(new.unit)
    return same_unit and (one is None or other is None or one.ends == other.ends)


def _are_both_exact(one: str, other: str) -> bool:
    """Whether two P values can contradict each other: “< 0.05” and “= 0.03” do not."""
    return one.startswith("=") and other.startswith("=")


def _differing(field: str, old: Any, there: str, new: Any) -> _Pairs:
    """A value of both, where it differs; numbers are compared as such, so that 40 is 40.0."""
    if old is not None and new is not None and old != new:
        yield Value(field, _text(old)), Value(there, _text(new))


def _directions(one: Study, other: Study) -> _Pairs:
    arms = _arms(one, other)
    told = False
    for old, new in _outcomes(one, other, arms):
        a, b = old.direction, new.direction
        if a is not None and b is not None and a != b:
            told = True
            yield Value(f"outcome[{old.id}].direction", a.value), Value(f"outcome[{new.id}].direction", b.value)
    if one.verdict is not None and other.verdict is not None and one.verdict != other.verdict:
        told = True
        yield Value("verdict", one.verdict.value), Value("verdict", other.verdict.value)
    if not any(a.role is Role.EXPERIMENTAL for a, _ in arms):
        return
    a_whole, b_whole = analysed(one).finding.direction, analysed(other).finding.direction
    if not told and a_whole is not None and b_whole is not None and a_whole != b_whole:
        yield Value("", a_whole.value), Value("", b_whole.value)


def _arms(one: Study, other: Study) -> list[tuple[Arm, Arm]]:
    """The groups that have the same part in both, and the same id or label, or a word of it; no other dose."""

    def words(arm: Arm) -> set[str]:
        return set(fold(arm.label).split())

    def figures(arm: Arm) -> list[str]:
        return [word for word in fold(arm.label).split() if any(sign.isdigit() for sign in word)]

    ways: tuple[Callable[[Arm, Arm], bool], ...] = (
        lambda a, b: a.id == b.id and a.role == b.role and figures(a) == figures(b),
        lambda a, b: fold(a.label) == fold(b.label) and a.role == b.role,
        lambda a, b: a.role == b.role and not words(a).isdisjoint(words(b)) and figures(a) == figures(b),
    )
    return _matched(one.arms, other.arms, ways)


def _outcomes(one: Study, other: Study, arms: Sequence[tuple[Arm, Arm]]) -> list[tuple[Outcome, Outcome]]:
    """The outcomes that are the same in both: by id, or by label, groups and time."""
    pairs = dict[tuple[int, str], str]()
    for a, b in arms:
        pairs |= {(id(one), a.id): a.id, (id(other), b.id): a.id}

    def group(study: Study, arm: Arm) -> object:
        """The group by its name in the first record; one that the other lacks is a comparator, or no group of both."""
        alone = arm.role.value if arm.role is Role.COMPARATOR else (id(study), arm.id)
        return pairs.get((id(study), arm.id), alone)

    def mark(study: Study, outcome: Outcome) -> tuple[Any, ...]:
        groups = study.sides(outcome) or study.inside(outcome)
        times = tuple(fold(time) for time in outcome.timepoints)
        return fold(outcome.label), times, tuple(group(study, g) for g in groups), fold(outcome.subgroup or "")

    ways: tuple[Callable[[Outcome, Outcome], bool], ...] = (
        lambda a, b: a.id == b.id and mark(one, a)[1:] == mark(other, b)[1:],
        lambda a, b: mark(one, a) == mark(other, b),
    )
    return _matched(one.outcomes, other.outcomes, ways)


def _matched(
    ones: Sequence[_Item], others: Sequence[_Item], ways: Iterable[Callable[[_Item, _Item], bool]]
) -> list[tuple[_Item, _Item]]:
    """Those that are the same by the first of these ways that any passes, each once."""
    found: list[tuple[_Item, _Item]] = []
    left = list(others)
    for same in ways:
        for item in ones:
            if any(item is a for a, _ in found):
                continue
            match = next((b for b in left if same(item, b)), None)
            if match is not None:
                left.remove(match)
                found.append((item, match))
    return found


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return " to ".join(_text(part) for part in value)
    if isinstance(value, int):
        return fmt.count(value)
    return fmt.printed(value) if isinstance(value, Decimal) else source(str(value))[:120]
