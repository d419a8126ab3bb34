"""The columns that a reader chooses to stand beside a forest plot."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from acuevid.errors import UsageError
from acuevid.numbers import format as fmt
from acuevid.pools.fields import FIELDS, written
from acuevid.pools.sets import Member
from acuevid.synthesis.pool_taken import sides_figures
from acuevid.views.blocks import BIAS, RESULTS, ForestColumn, ForestRow

_OF_GROUPS = {"figures": "", "events": "Events", "people": "People", "means": "Mean (SD)"}
"""What both groups have a column of, and its heading."""
_HEADINGS = {"weight": "Weight", BIAS: "Bias", "year": "Year", "participants": "Participants"}
_NAMES = (*_OF_GROUPS, *RESULTS, *(name for name in FIELDS if name not in RESULTS))
_ALIASES = {"bias": BIAS}
_DECIMALS = 4
"""A mean or deviation of more decimals was worked out, and is not as printed."""
_LONGEST = 28
"""A longer cell is cut."""


def column_names(told: str) -> tuple[str, ...]:
    """The columns that a list with commas names, each once; raises `UsageError` for what is none."""
    names = [name.strip().lower() for name in told.split(",")]
    names = list(dict.fromkeys(_ALIASES.get(name, name) for name in names))
    for name in names:
        if name not in _NAMES:
            raise UsageError(f"{name!r} is no column of a forest plot; there are {', '.join(_NAMES)}")
    return tuple(names)


def beside(
    names: Sequence[str], rows: Sequence[ForestRow], members: Mapping[int, Member], effect: str
) -> tuple[tuple[ForestColumn, ...], tuple[str, ...]]:
    """The columns of these names with a cell for each row, and the names of those in which no study has anything.

    `members` are the studies by the `id` of their rows, `effect` heads the column of effects. Columns of groups that
    are named one after the other stand group by group.
    """
    columns: list[ForestColumn] = []
    missing: list[str] = []
    run: list[str] = []
    for name in (*names, ""):
        if name in _OF_GROUPS:
            run.append(name)
            continue
        of_first, of_second = ([_of_group(key, side, rows, members) for key in run] for side in (0, 1))
        missing += [key for key, column in zip(run, of_first, strict=True) if not any(column.cells)]
        columns += [column for column in (*of_first, *of_second) if any(column.cells)]
        run = []
        if name:
            column = _of_study(name, rows, members, effect)
            if any(column.cells):
                columns.append(column)
            else:
                missing.append(name)
    return tuple(columns), tuple(missing)


def _of_group(name: str, side: int, rows: Sequence[ForestRow], members: Mapping[int, Member]) -> ForestColumn:
    cells = tuple(_figure(name, members[id(row)], side) if id(row) in members else "" for row in rows)
    is_of_two = any(member.pair is not None for member in members.values())
    return ForestColumn(name, _OF_GROUPS[name], cells, group=("first", "second")[side] if is_of_two else "")


def _figure(name: str, member: Member, side: int) -> str:
    """What a study has of one of its groups, as it is recorded or was inferred; nothing of effects as printed."""
    if member.entry.printed is not None:
        return ""
    if name == "figures":
        return sides_figures(member)[side].replace(" of ", "/")
    count = member.counts[side] if side < len(member.counts) else None
    mean = member.groups[side] if member.groups is not None else None
    if name == "means":
        return "" if mean is None else f"{_number(mean.mean)} ({_number(mean.sd)})"
    if count is not None:
        events, _, people = count.text.partition(" of ")
        return events if name == "events" else people
    return fmt.count(mean.n) if mean is not None and name == "people" else ""


def _number(value: Decimal) -> str:
    """A mean or deviation as printed; one that was worked out is shortened."""
    exponent = value.as_tuple().exponent
    is_printed = isinstance(exponent, int) and -exponent <= _DECIMALS
    return fmt.printed(value) if is_printed else fmt.difference(float(value))


def _of_study(name: str, rows: Sequence[ForestRow], members: Mapping[int, Member], effect: str) -> ForestColumn:
    if name == "effect":
        return ForestColumn(name, f"{effect} (95% CI)", tuple(row.text for row in rows))
    if name == "weight":
        cells = tuple("" if row.weight is None else fmt.weight(row.weight) for row in rows)
    elif name == BIAS:
        cells = tuple(row.lights[-1].sign if row.lights else "" for row in rows)
    else:
        cells = tuple(_cut(written(members[id(row)], FIELDS[name])) if id(row) in members else "" for row in rows)
    what = FIELDS[name].what.capitalize() if name in FIELDS else name.capitalize()
    is_number = name in RESULTS or all(cell.replace(",", "").replace(".", "").isdecimal() for cell in cells if cell)
    return ForestColumn(name, _HEADINGS.get(name, what), cells, is_number=is_number)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()}…"
