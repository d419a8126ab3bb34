"""What a file is, by its content, and all that some files say together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from acuevid.errors import UsageError
from acuevid.escape import visible
from acuevid.intake import longform, metafor, own, revman5, revman5_csv, revman_web, robvis
from acuevid.intake.decode import read_source
from acuevid.intake.drafts import DataSet
from acuevid.intake.tables import Table, read_table

_OWN_METAFOR = {"first": "group1", "second": "group2", "label": "outcome", "outcome": "key of the outcome"}
"""The columns of acuevid's own export for metafor that have other names here."""


@dataclass(frozen=True)
class Hints:
    """What a person says of the files: columns by the field they are, what `yi` is, which group is compared with.

    `judging` says of which tool judgements are.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    measure: str = ""
    control: str = ""
    judging: robvis.Judging = field(default_factory=robvis.Judging)


def read_datasets(names: Sequence[str], hints: Hints) -> DataSet:
    """All that some files say, put together by the names of the studies.

    Raises `AcuevidError` for a file that cannot be read, `UsageError` for one that is no data set.
    """
    data = DataSet()
    unused = set(hints.columns)
    for name in names:
        source = read_source(name)
        shown = source.name.replace("\\", "/").rpartition("/")[2] or source.name
        data.add(_read(shown, source.text, hints, unused))
    if unused:
        raise UsageError(f"no file has a column {', '.join(map(visible, sorted(unused)))}")
    longform.settle(data, hints.control)
    return data


def _read(name: str, text: str, hints: Hints, unused: set[str]) -> DataSet:
    if revman5.fits(text):
        return revman5.read(name, text)
    if own.fits_json(text):
        return own.read_json(name, text)
    table = _renamed(read_table(name, text), hints.columns, unused)
    for fits, read in _READERS:
        if fits(table):
            return read(table)
    if robvis.fits(table, hints.judging):
        return robvis.read(table, hints.judging)
    if longform.fits(table):
        return longform.read(table)
    if metafor.fits(table):
        return metafor.read(table, hints.measure)
    shown = ", ".join(visible(column) for column in table.columns[:12])
    raise UsageError(f"{name}: no data set that acuevid knows by its columns ({shown}): --map COLUMN=FIELD says more")


_READERS: tuple[tuple[Callable[[Table], bool], Callable[[Table], DataSet]], ...] = (
    (own.fits, own.read),
    (revman5_csv.fits, revman5_csv.read),
    (revman_web.fits, revman_web.read),
)


def _renamed(table: Table, columns: Mapping[str, str], unused: set[str]) -> Table:
    """The table under the names that `--map` gives; a column that already has such a name steps aside."""
    columns = {old: new for old, new in columns.items() if old in table.columns}
    if table.has("citekey", "first", "second", "label", "ai", "x1i"):
        columns = _OWN_METAFOR | columns
    if not columns:
        return table
    unused.difference_update(columns)
    aside = {new: f"{new} as it was" for new in columns.values() if new in table.columns and new not in columns}
    names = columns | aside
    rows = tuple(replace(row, cells={names.get(c, c): v for c, v in row.cells.items()}) for row in table.rows)
    return Table(table.file, tuple(names.get(c, c) for c in table.columns), rows)


def read_map(pairs: Sequence[str]) -> dict[str, str]:
    """The columns that `--map column=field` names; raises `UsageError` for a field that there is not."""
    found: dict[str, str] = {}
    for pair in pairs:
        column, is_pair, name = pair.rpartition("=")
        if not is_pair or not column or name not in metafor.FIELDS:
            known = ", ".join(metafor.FIELDS)
            raise UsageError(f"--map {visible(pair)}: COLUMN=FIELD with one of the fields {known}")
        found[column.strip()] = name
    return found
