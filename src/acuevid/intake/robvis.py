"""Judgements of risk of bias, a row a study and a column a domain, as the R package robvis takes them.

Until a catalogue holds such judgements as records, each study keeps all of its own in a note, under the headings of
the file (McGuinness & Higgins 2021, Research Synthesis Methods 12, 55–61).
"""

import re

from acuevid.intake.drafts import DataSet, joined
from acuevid.intake.tables import Table

_JUDGED = frozenset(
    ("low", "some concerns", "high", "unclear", "moderate", "serious", "critical", "no information", "not applicable")
) | {"low risk", "high risk", "unclear risk", "some concern", "n/a", "ni", "+", "-", "?", "x", "very high", ""}


def fits(table: Table) -> bool:
    """Whether a table is one of judgements: its first column names studies, and nearly all else is a judgement."""
    if not table.columns or table.columns[0].casefold() != "study" or len(table.columns) < 3:
        return False
    domains = [c for c in table.columns[1:] if c.casefold() != "weight"]
    cells = [row.text(c) for row in table.rows for c in domains]
    return bool(cells) and sum(cell.casefold() in _JUDGED for cell in cells) > 0.9 * len(cells) and any(cells)


def read(table: Table) -> DataSet:
    """A study with its judgements for each row."""
    data = DataSet()
    for row in table.rows:
        name = row.text(table.columns[0])
        if not name:
            raise row.error(table.columns[0], "no study is named")
        judged = (f"{_heading(c)}: {row.text(c)}" for c in table.columns[1:] if row.text(c))
        data.study(name, row.origin).notes.append(f"Risk of bias, as judged in {row.file}: {joined(judged)}")
    return data


def _heading(column: str) -> str:
    """A heading as it is read: R has full stops where the words had blanks."""
    return column.replace(".", " ").strip() if re.fullmatch(r"[A-Za-z.]+", column) else column
