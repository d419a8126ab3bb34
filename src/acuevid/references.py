"""The bibliographic record of a work: its authors, where it appeared, and notices published on it."""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from acuevid import bibliography, people
from acuevid.scalars import Doi, Given, Issn, Issued, Key, Lax, Page, Pmcid, Pmid, Record, Text, Url, year_of


class Author(Record):
    """An author in parts, where a text cannot tell them: a person's family name, or an organisation (`literal`)."""

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [
                {"required": ["family"], "not": {"required": ["literal"]}},
                {"required": ["literal"], "not": {"anyOf": [{"required": [n]} for n in ("family", "given", "suffix")]}},
            ]
        }
    )
    family: Text | None = None
    given: Text | None = None
    suffix: Text | None = None
    literal: Text | None = None

    @model_validator(mode="after")
    def _one_name(self) -> "Author":
        if (self.family is None) == (self.literal is None):
            raise PydanticCustomError("author_parts", "an author has a family name, or else a literal")
        if self.literal is not None and (self.given or self.suffix):
            raise PydanticCustomError("author_parts", "a literal is a whole name, without given name or suffix")
        return self

    @property
    def name(self) -> people.Name:
        """The name in its parts."""
        if self.literal is not None:
            return people.Name(self.literal, is_whole=True)
        return people.Name(self.family or "", self.given or "", self.suffix or "")

    @property
    def printed(self) -> str:
        """The name as a table of studies has it."""
        return self.literal or ", ".join(part for part in (self.family, self.given, self.suffix) if part)


class Notice(Record):
    """A notice that was published on a work: its retraction, a correction, a doubt, or that it stands again.

    `date` is that of the notice: 2015, "2015-03" or a date. A later reinstatement lifts a retraction and a doubt.
    """

    kind: Literal["retraction", "correction", "concern", "reinstatement"]
    date: Issued | None = None
    doi: Doi | None = None
    pmid: Pmid | None = None

    @property
    def iso(self) -> str:
        """The date in ISO's form, as precise as it is known; empty where it is not."""
        return "" if self.date is None else bibliography.iso(self.date)

    @property
    def done(self) -> str:
        """What was done, as it is said beside a work: ``retracted``."""
        return _NOTICED[self.kind]

    @property
    def words(self) -> str:
        """The same with the year: ``retracted 2015``."""
        return f"{self.done} {self.iso[:4]}".rstrip()


_NOTICED = {
    "retraction": "retracted",
    "concern": "expression of concern",
    "correction": "corrected",
    "reinstatement": "reinstated",
}
"""Kinds of notice, the gravest first, as they are said beside a work."""


def in_force(notices: Sequence[Notice]) -> tuple[Notice, ...]:
    """The notices that no later reinstatement lifts, the gravest first, and of one kind the latest first.

    Dates are compared as far as both are known; where one is not given, a reinstatement counts as the later.
    """
    lifting = [notice for notice in notices if notice.kind == "reinstatement"]
    others = [notice for notice in notices if notice.kind != "reinstatement"]
    left = [n for n in others if n.kind == "correction" or not any(_is_later(lift, n) for lift in lifting)]
    kinds = list(_NOTICED)
    return tuple(sorted(sorted(left, key=lambda n: n.iso, reverse=True), key=lambda n: kinds.index(n.kind)))


def _is_later(notice: Notice, other: Notice) -> bool:
    known = min(len(notice.iso), len(other.iso))
    return notice.iso[:known] >= other.iso[:known]


class Reference(Record):
    """A bibliographic reference in CSL's variables; absent is what the source does not print.

    A study's has a title, or names the work that it was taken from (`as_cited_in`). Authors are "MacPherson H" or
    "MacPherson, Hugh", or tables; `issued` is 2007, "2007-09" or a date; a `doi` may be its link, and is kept bare.
    `number` is that of an article where it has no pages, or of a report; `version` is a preprint's; `accessed` says
    when the `url` was looked at; each `notice` is a retraction, a correction or a doubt published on the work.
    """

    type: Literal["article-journal", "book", "chapter", "report", "thesis", "webpage", "document", "preprint"] = (
        "article-journal"
    )
    authors: Annotated[tuple[Text | Author, ...], Lax] = ()
    et_al: bool = False
    group_author: Text | None = None
    title: Text | None = None
    original_title: Text | None = None
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(?:-[A-Za-z0-9]+)*$")] | None = None
    container_title: Text | None = None
    publisher: Text | None = None
    issued: Issued
    volume: Text | None = None
    issue: Text | None = None
    page: Page | None = None
    doi: Doi | None = None
    pmid: Pmid | None = None
    as_cited_in: Key | None = None
    editors: Annotated[tuple[Text | Author, ...], Lax] = ()
    edition: Given | None = None
    version: Given | None = None
    number: Given | None = None
    supplement: Given | None = None
    issn: Issn | None = None
    pmcid: Pmcid | None = None
    url: Url | None = None
    accessed: Issued | None = None
    notices: Annotated[tuple[Notice, ...], Lax] = Field(default=(), alias="notice")

    @property
    def in_force(self) -> tuple[Notice, ...]:
        """The notices on the work that no later reinstatement lifts, the gravest first."""
        return in_force(self.notices) if self.notices else ()

    @property
    def standing(self) -> str | None:
        """What the gravest notice in force says: ``retracted 2015``; `None` where there is none."""
        return self.in_force[0].words if self.notices and self.in_force else None

    @property
    def is_retracted(self) -> bool:
        """Whether the work was retracted, and not reinstated since."""
        return any(notice.kind == "retraction" for notice in self.in_force)

    @property
    def year(self) -> int:
        """The year of publication."""
        return int(self.issued[:4]) if isinstance(self.issued, str) else year_of(self.issued)

    @property
    def names(self) -> tuple[people.Name, ...]:
        """Authors by family name, given names or initials, and suffix; what cannot be split is whole."""
        return tuple(people.read_name(a)[0] if isinstance(a, str) else a.name for a in self.authors)

    @property
    def editor_names(self) -> tuple[people.Name, ...]:
        """Editors in the same parts."""
        return tuple(people.read_name(a)[0] if isinstance(a, str) else a.name for a in self.editors)

    @property
    def printed_authors(self) -> tuple[str, ...]:
        """Authors as the record has them, each in one text."""
        return tuple(a if isinstance(a, str) else a.printed for a in self.authors)

    @property
    def first_family(self) -> str:
        """The name that the work goes by: the first author's family name, or the group's."""
        if not self.authors:
            return self.group_author or "Anonymous"
        first = self.authors[0]
        return (people.read_name(first)[0] if isinstance(first, str) else first.name).family
