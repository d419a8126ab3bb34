"""What is told of several sheets in one table, with a column that names the sheet."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from acuevid.catalogue.shelf import Opened, Shelf
from acuevid.models import Study
from acuevid.views.rows import studies_table
from acuevid.views.table import Column, Table

SHEET = Column("sheet", "Sheet")


def sheets_table(shelf: Shelf) -> Table:
    """The sheets of a library, one a row."""
    columns = (
        SHEET,
        Column("title", "Title"),
        Column("conditions", "Conditions", is_number=True),
        Column("studies", "Studies", is_number=True),
    )
    rows = (
        (sheet.key, sheet.catalogue.sheet.title, len(sheet.catalogue.conditions), len(sheet.catalogue.studies))
        for sheet in shelf
    )
    return Table(columns, tuple(rows))


def one_table(shelf: Shelf, tables: Iterable[tuple[Opened, Table]]) -> Table:
    """Tables of sheets as one, each row with its sheet first; that of a single catalogue as it is.

    A column that a sheet's table does not have is empty in its rows.
    """
    made = list(tables)
    if not shelf.is_library and len(made) == 1:
        return made[0][1]
    columns = list(dict.fromkeys(column for _, table in made for column in table.columns))
    names = [column.name for column in columns]
    rows = []
    for sheet, table in made:
        for row in table.rows:
            cells = dict(zip(table.names, row, strict=True))
            rows.append((sheet.key, *(cells.get(name) for name in names)))
    whole = all(len(table.directions) == len(table.rows) for _, table in made)
    directions = tuple(d for _, table in made for d in table.directions) if whole else ()
    return Table((SHEET, *columns), tuple(rows), directions, any(table.has_signs for _, table in made))


def studies_of(shelf: Shelf, found: Iterable[tuple[Opened, Study]], names: Sequence[str]) -> Table:
    """Studies of several sheets as one table, in the order given."""
    runs = [list(run) for _, run in groupby(found, key=lambda pair: pair[0].key)]
    sheets = [(run[0][0], [study for _, study in run]) for run in runs] or [(shelf.sheets[0], [])]
    return one_table(shelf, ((sheet, studies_table(sheet.catalogue, studies, names)) for sheet, studies in sheets))


def treating(shelf: Shelf, sheet: Opened) -> dict[str, str]:
    """The sheet of the library that treats each condition which this one leaves to another, by the condition's key."""
    found = ((condition.key, shelf.treating(sheet, condition)) for condition in sheet.catalogue.conditions)
    return {key: there[0].key for key, there in found if there is not None}
