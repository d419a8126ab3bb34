"""Judgements of a tool of appraisal, a row a study and a column a domain, as the R package robvis takes them.

robvis: McGuinness & Higgins 2021, Research Synthesis Methods 12, 55–61.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from acuevid.appraisal_tools import OVERALL, TOOLS, Concern, Tool
from acuevid.catalogue.names import find_tool
from acuevid.errors import UsageError
from acuevid.escape import visible
from acuevid.intake.drafts import DataSet
from acuevid.intake.naming import Names, slug
from acuevid.intake.tables import Row, Table
from acuevid.words import DeclaredTool

_CONCERNS: dict[str, Concern | None] = {
    **dict.fromkeys(("low", "yes", "good", "very low"), "low"),
    **dict.fromkeys(("some concerns", "unclear", "moderate", "partial yes", "fair", "no information"), "some"),
    **dict.fromkeys(("high", "serious", "critical", "very high", "no", "poor"), "high"),
    "not applicable": None,
}
"""The judgements of any tool, each with how far it calls a result into question."""
_ALSO = {"low risk": "low", "high risk": "high", "unclear risk": "unclear", "some concern": "some concerns"}
_ALSO |= {"ni": "no information", "n/a": "not applicable", "na": "not applicable"}
_SIGNS = ("+", "-", "?", "x", "!")
_ORDER: tuple[Concern, ...] = ("low", "some", "high")
_LETTERED = re.compile(r"D(?:[0-9]{1,2}[a-z]?|S)", re.IGNORECASE)
_WEIGHT = "weight"


class Judging(NamedTuple):
    """What is known of judgements beside a file: the tools of the catalogue, and the one that a person names."""

    tools: Mapping[str, Tool] = TOOLS
    tool: str = ""


def fits(table: Table, judging: Judging) -> bool:
    """Whether a table is one of judgements: studies come first, and the rest is of a tool, or nearly all judgements."""
    if not table.columns or table.columns[0].casefold() != "study" or len(table.columns) < 3:
        return False
    if judging.tool or any(_same_domains(tool, _domains(table)) for tool in judging.tools.values()):
        return True
    cells = [row.text(c).casefold() for row in table.rows for c in table.columns[1:] if c.casefold() != _WEIGHT]
    judged = sum(not cell or cell in _SIGNS or _ALSO.get(cell, cell) in _CONCERNS for cell in cells)
    return judged > 0.9 * len(cells) and any(cells)


def read(table: Table, judging: Judging) -> DataSet:
    """An appraisal for each row; raises `UsageError` where the columns are of no tool, or of several."""
    data = DataSet()
    tool = _tool(table, judging)
    if tool is None:
        declared = _declared(table, judging.tools)
        data.tools.append(declared)
        tool = DeclaredTool.model_validate(declared).tool
    for row in table.rows:
        name = row.text(table.columns[0])
        if not name:
            raise row.error(table.columns[0], "no study is named")
        appraisal = _appraisal(row, name, table, tool, data)
        if appraisal:
            data.study(name, row.origin).appraisals.append({"tool": tool.key, **appraisal})
    _weights(table, data)
    return data


def _appraisal(row: Row, name: str, table: Table, tool: Tool, data: DataSet) -> dict[str, Any]:
    """What a row judges; a cell that the tool has no domain or no judgement for is left."""
    domains: dict[str, str] = {}
    found: dict[str, Any] = {"domains": domains}
    for column in _judged(table):
        text = row.text(column)
        if not text:
            continue
        domain = tool.domain(column)
        key = OVERALL if column.casefold() == OVERALL else domain.key if domain else ""
        word = _word(tool, key, text) if key else None
        if word is None:
            why = f"no judgement of {tool.name}" if key else f"{tool.name} has no such domain"
            data.leave(row.origin, f"{name}, {column}: {text}", why)
        elif key == OVERALL:
            found[OVERALL] = word
        else:
            domains[key] = word
    return {key: value for key, value in found.items() if value}


def _word(tool: Tool, key: str, text: str) -> str | None:
    """The word of a judgement, which may be given by its sign."""
    found = tool.judgement(key, text)
    signed = (judgement.word for judgement in tool.choices(key) if judgement.sign == text.casefold())
    return found.word if found else next(signed, None)


def _weights(table: Table, data: DataSet) -> None:
    """List the weights with which robvis draws a summary; a catalogue holds none."""
    for column in table.columns[1:]:
        cells = ", ".join(f"{row.text(table.columns[0])} {row.text(column)}" for row in table.rows if row.text(column))
        if column.casefold() == _WEIGHT and cells:
            data.leave(f"{table.file}, column {column}", cells, "computed: the weight of a study in a plot of robvis")


# ------------------------------------------------------------------------------------------------------ the tool
def _judged(table: Table) -> tuple[str, ...]:
    return tuple(column for column in table.columns[1:] if column.casefold() != _WEIGHT)


def _domains(table: Table) -> tuple[str, ...]:
    return tuple(column for column in _judged(table) if column.casefold() != OVERALL)


def _same_domains(tool: Tool, columns: Sequence[str]) -> bool:
    """Whether columns are just the domains of a tool."""
    found = [tool.domain(column) for column in columns]
    return None not in found and len(found) == len(set(found)) == len(tool.domains)


def _some_domains(tool: Tool, columns: Sequence[str]) -> bool:
    """Whether columns name domains of a tool in words; a mere D1 is one of many tools."""
    return all(tool.domain(column) and not _LETTERED.fullmatch(column) for column in columns)


def _tool(table: Table, judging: Judging) -> Tool | None:
    """The tool that a person names, or whose domains the columns are; `None` where there is none of the kind."""
    if judging.tool:
        return find_tool(judging.tools, judging.tool)
    columns, tools = _domains(table), list(judging.tools.values())
    found = [tool for tool in tools if _same_domains(tool, columns)]
    found = found or [tool for tool in tools if _some_domains(tool, columns)]
    if len(found) > 1:
        found = [tool for tool in found if all(_fit(tool, table))] or found
    if len(found) > 1:
        keys = ", ".join(tool.key for tool in found)
        raise UsageError(f"{table.file}: its columns are those of {keys}; --tool says which")
    return found[0] if found else None


def _fit(tool: Tool, table: Table) -> Iterator[bool]:
    """Whether a tool has the judgement of each cell."""
    for column in _domains(table):
        domain = tool.domain(column)
        yield from (bool(domain and _word(tool, domain.key, r.text(column))) for r in table.rows if r.text(column))


def _declared(table: Table, tools: Mapping[str, Tool]) -> dict[str, Any]:
    """The tool that a file itself is of, for the catalogue to declare; raises `UsageError` where its words are unknown.

    Of words in the table above it can be said what they mean, and of no others.
    """
    words: dict[str, Concern] = {}
    for row in table.rows:
        for column in _judged(table):
            text = row.text(column).casefold()
            word = _ALSO.get(text, text)
            if text and word not in _CONCERNS:
                known = ", ".join(tools)
                raise UsageError(
                    f"{row.origin}: “{visible(text[:40])}” is no judgement that acuevid knows, and its columns are "
                    f"of no tool that it knows; --tool says which of {known}"
                )
            concern = _CONCERNS.get(word)
            if concern and (word != "no information" or column.casefold() == OVERALL):
                words[slug(word)] = concern
    if len(words) < 2:
        words |= {"low": "low", "high": "high"}
    stem = re.sub(r"\.[A-Za-z]{1,4}$", "", table.file)
    keys = Names()
    return {
        "key": Names(tools).take(slug(stem)),
        "name": " ".join(re.split(r"[\s_]+", stem)).strip() or "a tool of appraisal",
        "judgements": dict(sorted(words.items(), key=lambda item: _ORDER.index(item[1]))),
        "domain": [{"key": keys.take(slug(c)), "name": c.replace(".", " ").strip()} for c in _domains(table)],
    }
