"""What is still to do in a catalogue, as a reader is shown it: rows of a table, and notes of `check`."""

from collections.abc import Collection, Sequence

from acuevid.catalogue.load import Loaded
from acuevid.diagnostics import Diagnostic, Severity
from acuevid.intake.todo import Todo, todos
from acuevid.views.table import Column, Table

CODE, TITLE = "CAT303", "still to fill in"
WHY = (
    "A `# TODO` comment says so, or nothing is recorded of a study but its reference. `check --strict` counts it, "
    "and names each; `acuevid todo` lists all."
)
EXAMPLE = "# TODO participants: how many took part"


def chosen_todos(source: Loaded, citekeys: Collection[str]) -> tuple[Todo, ...]:
    """What is still to do, of these studies or (none named) of the whole catalogue."""
    return tuple(todo for todo in todos(source) if not citekeys or todo.record in citekeys)


def todo_diagnostics(source: Loaded, citekeys: Collection[str] = ()) -> list[Diagnostic]:
    """The same as notes of `check`."""
    lines = source.text.split("\n") if (found := chosen_todos(source, citekeys)) else []
    return [_note(todo, lines[todo.line - 1], source) for todo in found]


def is_todo(diagnostic: Diagnostic) -> bool:
    """Whether it says what is still to do, and not what a check found."""
    return diagnostic.code == CODE


def _note(todo: Todo, line: str, source: Loaded) -> Diagnostic:
    about = f"{todo.record}: " if todo.record else ""
    citekey = todo.record if todo.record in source.catalogue.study_by_key else ""
    message = f"{about}{TITLE}: {todo.text}"
    column = len(line) - len(line.lstrip()) + 1
    return Diagnostic(CODE, Severity.NOTE, message, source.name, todo.line, column, "", "", citekey)


def todo_table(found: Sequence[Todo]) -> Table:
    """What is still to do, record by record in the order of the catalogue, and line by line in each."""
    order = {record: n for n, record in enumerate(dict.fromkeys(todo.record for todo in found))}
    rows = sorted(found, key=lambda todo: order[todo.record])
    return Table(
        (Column("record", "Record"), Column("line", "Line", is_number=True), Column("todo", "Still to fill in")),
        tuple((todo.record or "the sheet", todo.line, todo.text) for todo in rows),
    )
