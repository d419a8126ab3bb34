"""The options that choose studies, shared by `list` and `export`."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from acuevid.cli.common import complete_condition
from acuevid.terms import Comparator, Direction, Species
from acuevid.vocabulary import DESIGNS

if TYPE_CHECKING:
    from acuevid.catalogue.query import Query


def _choice(metavar: str, words: type[StrEnum]) -> Any:
    return typer.Option(case_sensitive=False, metavar=metavar, help=f"One of {', '.join(words)}.")


def _complete_design(incomplete: str) -> list[str]:
    return [word for word in DESIGNS if word.startswith(incomplete.casefold())]


ConditionOption = Annotated[
    list[str] | None,
    typer.Option(
        "--condition", "-c", metavar="NAME", help="A condition by any of its names.", autocompletion=complete_condition
    ),
]
DesignOption = Annotated[
    list[str] | None,
    typer.Option(
        metavar="DESIGN",
        help=f"One of {', '.join(DESIGNS)}, or one that the catalogue declares.",
        autocompletion=_complete_design,
    ),
]
SpeciesOption = Annotated[list[Species] | None, _choice("SPECIES", Species)]
ComparatorOption = Annotated[list[Comparator] | None, _choice("CLASS", Comparator)]
DirectionOption = Annotated[list[Direction] | None, _choice("FINDING", Direction)]
YearOption = Annotated[str | None, typer.Option(metavar="FROM..TO", help="Years: 2005..2011, 2005.., ..2011 or 2010.")]
AuthorOption = Annotated[list[str] | None, typer.Option(metavar="NAME", help="Part of an author's name.")]
JournalOption = Annotated[list[str] | None, typer.Option(metavar="NAME", help="Part of a journal's name.")]
SearchOption = Annotated[
    list[str] | None,
    typer.Option("--search", "-s", metavar="WORDS", help="Words anywhere in a record; all must be there."),
]


def query_of(
    condition: list[str] | None,
    design: list[str] | None,
    species: list[Species] | None,
    comparator: list[Comparator] | None,
    year: str | None,
    author: list[str] | None,
    journal: list[str] | None,
    search: list[str] | None,
) -> "Query":
    """The query that the options ask; raises `UsageError` for a span of years that is none."""
    from acuevid.catalogue.query import Query, parse_years

    return Query(
        tuple(condition or ()),
        tuple(design or ()),
        tuple(species or ()),
        tuple(comparator or ()),
        parse_years(year) if year is not None else (None, None),
        tuple(author or ()),
        tuple(journal or ()),
        tuple(search or ()),
    )
