"""What the pages of a site say of each sheet beside its own page; kept between builds, so that a sheet is read once."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from acuevid.catalogue.names import fold
from acuevid.catalogue.shelf import Opened
from acuevid.checks.between import marks
from acuevid.models import Condition, Study
from acuevid.results.analysed import analysed
from acuevid.synthesis.sheet import summarise_sheet
from acuevid.views.map import evidence_map
from acuevid.views.study import reference_item


class ConditionCard(NamedTuple):
    """A condition of a sheet; `names` are all that it is found by, and `elsewhere` the sheet that it is left to."""

    key: str
    name: str
    names: tuple[str, ...]
    studies: int
    is_elsewhere: bool
    elsewhere: str


class StudyCard(NamedTuple):
    """A study of a sheet.

    `origin` is the sheet and the citekey of its record where another sheet has it; `marks` say which work it is;
    `words` is what it is found by.
    """

    citekey: str
    label: str
    reference: str
    url: str
    finding: str
    direction: str
    people: int | None
    conditions: tuple[str, ...]
    origin: tuple[str, str]
    marks: tuple[str, ...]
    year: int
    words: str


class SheetCard(NamedTuple):
    """A sheet: what is said of it elsewhere; `map` is its evidence map as a table, the heads first."""

    key: str
    digest: str
    title: str
    topic: str
    intervention: str
    publisher: str
    published: str
    messages: tuple[str, ...]
    conditions: tuple[ConditionCard, ...]
    studies: tuple[StudyCard, ...]
    map: tuple[tuple[str, ...], ...]


def sheet_card(opened: Opened, digest: str) -> SheetCard:
    """The card of a sheet that is read."""
    catalogue = opened.catalogue
    summary = summarise_sheet(catalogue)
    table = evidence_map(catalogue.studies, catalogue.conditions).table()
    publisher = catalogue.sheet.publisher
    messages = summary.key or next((s.key for s in summary.conditions if s.key), ())
    return SheetCard(
        opened.key,
        digest,
        catalogue.sheet.title,
        catalogue.sheet.topic,
        catalogue.sheet.intervention,
        publisher.name if publisher is not None else "",
        catalogue.sheet.published or "",
        tuple(statement.text for statement in messages[:2]),
        tuple(_condition(s.condition, len(s.studies)) for s in summary.conditions),
        tuple(_study(opened, index, study) for index, study in enumerate(catalogue.studies)),
        (tuple(column.heading for column in table.columns), *(tuple(map(str, row)) for row in table.rows)),
    )


def _condition(condition: Condition, studies: int) -> ConditionCard:
    names = (condition.key, condition.name, *condition.aliases)
    left = condition.treated_in
    sheet = (left.sheet or "") if left is not None else ""
    return ConditionCard(condition.key, condition.name, names, studies, left is not None, sheet)


def _study(opened: Opened, index: int, study: Study) -> StudyCard:
    item = reference_item(opened.catalogue, study)
    finding = analysed(study).finding
    origin = opened.source.origins.get(index)
    words = [item.text, study.population or "", *(arm.label for arm in study.arms), *(o.label for o in study.outcomes)]
    words += [opened.catalogue.condition_by_key[key].name for key in study.conditions]
    return StudyCard(
        study.citekey,
        study.label,
        item.text,
        item.url or "",
        finding.words,
        finding.direction.value if finding.direction is not None else "",
        study.participants,
        study.conditions,
        (origin.sheet, origin.citekey) if origin is not None else (opened.key, study.citekey),
        tuple(f"{kind} {mark}" for kind, mark in marks(study)),
        study.reference.year,
        " ".join(dict.fromkeys(fold(" ".join(words)).split())),
    )


def card_data(card: SheetCard) -> dict[str, Any]:
    """A card as plain data, for the state of a site."""
    return card._asdict()


def card_of(data: Mapping[str, Any]) -> SheetCard:
    """The card in plain data; raises `TypeError` or `KeyError` for what is none."""
    conditions = tuple(ConditionCard(*(_tuples(v) for v in row)) for row in data["conditions"])
    studies = tuple(StudyCard(*(_tuples(v) for v in row)) for row in data["studies"])
    rest = {name: _tuples(value) for name, value in data.items() if name not in ("conditions", "studies")}
    return SheetCard(**rest, conditions=conditions, studies=studies)


def _tuples(value: Any) -> Any:
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value


class Use(NamedTuple):
    """A study as one sheet has it."""

    sheet: SheetCard
    study: StudyCard


class Work(NamedTuple):
    """A study of the library: the name of its page, and every sheet that has it; the first is the one told in full."""

    page: str
    uses: tuple[Use, ...]

    @property
    def first(self) -> Use:
        """The record that is told in full: that which others use, or else the first."""
        origins = [use.study.origin for use in self.uses]
        own = (use for use in self.uses if use.study.origin == (use.sheet.key, use.study.citekey))
        return max(own, key=lambda use: origins.count(use.study.origin), default=self.uses[0])

    @property
    def records(self) -> tuple[Use, ...]:
        """The sheets that have a record of their own."""
        return tuple(use for use in self.uses if use.study.origin == (use.sheet.key, use.study.citekey))


def works_of(cards: Sequence[SheetCard]) -> list[Work]:
    """The studies of all sheets, those of one work together, each with a page of its own name.

    One work is one record that several sheets use, or several with a DOI, a PMID, or title and first author in common.
    """
    groups: list[list[Use]] = []
    by_mark: dict[str, list[list[Use]]] = {}
    for card in cards:
        for study in card.studies:
            names = [f"record {':'.join(study.origin)}", *study.marks]
            known = (group for name in names for group in by_mark.get(name, ()))
            found = next((g for g in known if all(_is_one(use.study, study) for use in g)), None)
            if found is None:
                found = []
                groups.append(found)
            found.append(Use(card, study))
            for name in names:
                there = by_mark.setdefault(name, [])
                if not any(found is one for one in there):
                    there.append(found)
    taken: set[str] = set()
    works = []
    for group in groups:
        first = Work("", tuple(group)).first
        name = next(n for n in _names(first) if n not in taken)
        taken.add(name)
        works.append(Work(name, tuple(group)))
    return works


def _is_one(one: StudyCard, other: StudyCard) -> bool:
    """As `checks.between` has it: an update of a review has its title, and another DOI or year."""
    if one.origin == other.origin:
        return True
    mine, theirs = (dict(mark.split(" ", 1) for mark in study.marks) for study in (one, other))
    for kind in ("doi", "pmid"):
        if kind in mine and kind in theirs:
            return mine[kind] == theirs[kind]
    return abs(one.year - other.year) <= 1


def _names(use: Use) -> Iterable[str]:
    yield use.study.citekey
    yield f"{use.study.citekey}-{use.sheet.key}"
    n = 2
    while True:
        yield f"{use.study.citekey}-{use.sheet.key}-{n}"
        n += 1
