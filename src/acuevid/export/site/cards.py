"""What the pages of a site say of each sheet beside its own page; kept between builds, so that a sheet is read once."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from acuevid.catalogue.names import fold
from acuevid.catalogue.shelf import Opened
from acuevid.catalogue.works import Identity, by_work, identity
from acuevid.models import BackgroundWork, Condition, Study
from acuevid.results.analysed import analysed
from acuevid.synthesis.sheet import summarise_sheet
from acuevid.views.factsheet import published_words
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

    `origin` is the sheet and the citekey of its record where another sheet has it; `words` is what it is found by.
    """

    citekey: str
    label: str
    reference: str
    url: str
    finding: str
    direction: str
    conditions: tuple[str, ...]
    origin: tuple[str, str]
    identity: Identity
    words: str


class ReferenceCard(NamedTuple):
    """A work that a sheet cites and that is none of its studies."""

    label: str
    reference: str
    url: str
    identity: Identity


class SheetCard(NamedTuple):
    """A sheet: what is said of it elsewhere; `source` says who published it and when.

    `map` is its evidence map as a table, the heads first.
    """

    key: str
    digest: str
    title: str
    topic: str
    source: str
    messages: tuple[str, ...]
    conditions: tuple[ConditionCard, ...]
    studies: tuple[StudyCard, ...]
    background: tuple[ReferenceCard, ...]
    map: tuple[tuple[str, ...], ...]


def sheet_card(opened: Opened, digest: str) -> SheetCard:
    """The card of a sheet that is read."""
    catalogue = opened.catalogue
    summary = summarise_sheet(catalogue)
    table = evidence_map(catalogue.studies, catalogue.conditions).table()
    messages = summary.key or next((s.key for s in summary.conditions if s.key), ())
    return SheetCard(
        opened.key,
        digest,
        catalogue.sheet.title,
        catalogue.sheet.topic,
        published_words(catalogue.sheet),
        tuple(statement.text for statement in messages[:2]),
        tuple(_condition(s.condition, len(s.studies)) for s in summary.conditions),
        tuple(_study(opened, index, study) for index, study in enumerate(catalogue.studies)),
        tuple(_background(opened, work) for work in catalogue.background),
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
    taken = opened.source.origins.get(index)
    origin = (taken.sheet, taken.citekey) if taken is not None else (opened.key, study.citekey)
    words = [item.text, study.population or "", *(arm.label for arm in study.arms), *(o.label for o in study.outcomes)]
    words += [opened.catalogue.condition_by_key[key].name for key in study.conditions]
    return StudyCard(
        study.citekey,
        study.label,
        item.text,
        item.url or "",
        finding.words,
        finding.direction.value if finding.direction is not None else "",
        study.conditions,
        origin,
        identity(study.reference, ":".join(origin)),
        " ".join(dict.fromkeys(fold(" ".join(words)).split())),
    )


def _background(opened: Opened, work: BackgroundWork) -> ReferenceCard:
    item = reference_item(opened.catalogue, work)
    return ReferenceCard(work.label, item.text, item.url or "", identity(work.reference))


def card_of(data: Mapping[str, Any]) -> SheetCard:
    """The card of which `_asdict` made this plain data; raises `TypeError` or `KeyError` for what is none."""
    rest = {name: _tuples(value) for name, value in data.items() if name not in ("conditions", "studies", "background")}
    return SheetCard(
        **rest,
        conditions=tuple(ConditionCard(*_tuples(row)) for row in data["conditions"]),
        studies=tuple(_with_identity(StudyCard(*_tuples(row))) for row in data["studies"]),
        background=tuple(_with_identity(ReferenceCard(*_tuples(row))) for row in data["background"]),
    )


_Identified = TypeVar("_Identified", StudyCard, ReferenceCard)


def _with_identity(card: _Identified) -> _Identified:
    return card._replace(identity=Identity(*card.identity))


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
    groups = by_work((study.identity, Use(card, study)) for card in cards for study in card.studies)
    taken: set[str] = set()
    works = []
    for group in groups:
        first = Work("", tuple(group)).first
        name = next(n for n in _names(first) if n not in taken)
        taken.add(name)
        works.append(Work(name, tuple(group)))
    return works


class Listed(NamedTuple):
    """A work in the list of all references, with the sheets that cite it; `page` is that of a study."""

    label: str
    reference: str
    url: str
    page: str
    sheets: tuple[SheetCard, ...]


def references_of(cards: Sequence[SheetCard], works: Sequence[Work]) -> list[Listed]:
    """Every work that a sheet has or cites, once, in the order of the references."""
    cited: list[tuple[Identity, tuple[SheetCard, Listed]]] = []
    for work in works:
        told = work.first.study
        entry = Listed(told.label, told.reference, told.url, work.page, ())
        cited += [(use.study.identity, (use.sheet, entry)) for use in work.uses]
    for card in cards:
        cited += [(w.identity, (card, Listed(w.label, w.reference, w.url, "", ()))) for w in card.background]
    found = []
    for group in by_work(cited):
        by_key = {card.key: card for card, _ in group}
        found.append(group[0][1]._replace(sheets=tuple(card for card in cards if card.key in by_key)))
    return sorted(found, key=lambda listed: (listed.reference.casefold(), listed.page))


def _names(use: Use) -> Iterable[str]:
    yield use.study.citekey
    yield f"{use.study.citekey}-{use.sheet.key}"
    n = 2
    while True:
        yield f"{use.study.citekey}-{use.sheet.key}-{n}"
        n += 1
