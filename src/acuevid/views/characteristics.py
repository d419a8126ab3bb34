"""The characteristics of included studies: who, where, what was given, how a review searched, and who paid."""

from collections.abc import Callable, Iterable, Sequence

from acuevid.bibliography import iso
from acuevid.models import Catalogue, ReviewScope, Study, Treatment
from acuevid.numbers import format as fmt
from acuevid.views.citation import notice_words
from acuevid.views.table import Column, Several, Table

Told = Callable[[Study, Catalogue], str]
"""A characteristic of a study in words; empty where the record does not say."""


def study_name(study: Study) -> str:
    """The study by name, with what was said of it since: ``First 2001 (retracted 2015)``."""
    standing = study.reference.standing
    return f"{study.label} ({standing})" if standing else study.label


def notices(study: Study, _: Catalogue) -> str:
    """Every notice in force on the study, with its date and DOI."""
    return Several(notice_words(notice) for notice in study.reference.in_force)


def _field(name: str) -> Told:
    """A field of the study: a text, or several."""

    def told(study: Study, _: Catalogue) -> str:
        return _joined(getattr(study, name))

    return told


def _joined(value: str | Sequence[str] | None) -> str:
    return value if isinstance(value, str) else Several(value or ())


def _given(name: str) -> Told:
    """A field of the treatment: of the whole study, and of each arm that has its own, under its label."""

    def told(study: Study, _: Catalogue) -> str:
        own = [(arm.label, _of_treatment(arm.treatment, name)) for arm in study.arms]
        found = [f"{label}: {text}" for label, text in own if text]
        whole = _of_treatment(study.treatment, name)
        return "; ".join([whole, *found] if whole else found)

    return told


def _of_treatment(treatment: Treatment | None, name: str) -> str:
    return "" if treatment is None else _joined(getattr(treatment, name))


def _of_review(words: Callable[[ReviewScope, Catalogue], str]) -> Told:
    def told(study: Study, catalogue: Catalogue) -> str:
        return "" if study.review is None else words(study.review, catalogue)

    return told


def _searched(review: ReviewScope, _: Catalogue) -> str:
    return "" if review.searched is None else fmt.month_and_year(iso(review.searched))


def _listed(review: ReviewScope, catalogue: Catalogue) -> str:
    """The trials that a review lists, those of the catalogue by their names."""
    known = catalogue.study_by_key
    return Several(known[name].label if name in known else name for name in review.lists)


_LISTS = ("countries", "databases", "languages", "lists", "registration")
CHARACTERISTICS: dict[str, tuple[Column, Told]] = {
    name: (Column(name, heading, is_list=name in _LISTS), told)
    for name, heading, told in (
        ("countries", "Country", _field("countries")),
        ("setting", "Setting", _field("setting")),
        ("recruitment", "Recruited", _field("recruitment")),
        ("eligibility", "Inclusion criteria", _field("eligibility")),
        ("age", "Age", _field("age")),
        ("women", "Women", _field("women")),
        ("sessions", "Sessions", _given("sessions")),
        ("weeks", "Weeks", _given("weeks")),
        ("minutes", "Minutes a session", _given("minutes")),
        ("points", "Points", _given("points")),
        ("practitioner", "Given by", _given("practitioner")),
        ("co_treatments", "Other treatment", _given("co_treatments")),
        ("searched", "Searched", _of_review(_searched)),
        ("databases", "Databases", _of_review(lambda review, _: _joined(review.databases))),
        ("languages", "Languages", _of_review(lambda review, _: _joined(review.languages))),
        ("lists", "Trials listed", _of_review(_listed)),
        ("funding", "Funding", _field("funding")),
        ("conflicts", "Conflicts of interest", _field("conflicts")),
        ("registration", "Registration", _field("registration")),
        ("protocol", "Protocol", lambda s, _: f"doi:{s.protocol}" if s.protocol else ""),
    )
}
"""Each characteristic by the name of its column, in the order of tables."""


def characteristics(catalogue: Catalogue, study: Study) -> tuple[tuple[str, str], ...]:
    """What the record says of a study's characteristics: headings with the words, and no others."""
    told = ((column.heading, words(study, catalogue)) for column, words in CHARACTERISTICS.values())
    return tuple((heading, text) for heading, text in told if text)


def characteristics_table(catalogue: Catalogue, studies: Iterable[Study]) -> Table | None:
    """A row for each study that has any of them, under the columns that any has; `None` where no study has one."""
    every = [(study, {n: words(study, catalogue) for n, (_, words) in CHARACTERISTICS.items()}) for study in studies]
    rows = [(study, cells) for study, cells in every if any(cells.values())]
    if not rows:
        return None
    names = [name for name in CHARACTERISTICS if any(cells[name] for _, cells in rows)]
    has_people = any(study.population for study, _ in rows)
    columns = [Column("study", "Study"), *([Column("population", "People")] if has_people else [])]
    made = (
        (study_name(study), *([study.population or ""] if has_people else []), *(cells[name] for name in names))
        for study, cells in rows
    )
    return Table((*columns, *(CHARACTERISTICS[name][0] for name in names)), tuple(made))
