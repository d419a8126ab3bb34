"""Which appraisal of a study a row of a form is of: one of the catalogue by its number, a new one by a short name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from acuevid.appraisal_tools import TOOLS, Tool
from acuevid.intake.cells import REMOVE, Cell, as_key
from acuevid.intake.columns import APPRAISALS, JUDGEMENTS, Sheet
from acuevid.intake.forms import Form, Row
from acuevid.models import Catalogue, Study

_SAYS = ("overall", "overall support", "judgement", "support")
"""The columns without which a new appraisal says nothing, and is none."""


class _Known(NamedTuple):
    """By what two appraisals are one: the tool, the outcomes, and who made it."""

    tool: str
    outcomes: frozenset[str]
    by: str


@dataclass
class Numbers:
    """The appraisals of each study, those of the catalogue first, and then those that forms bring."""

    catalogue: Catalogue
    known: dict[str, list[_Known]] = field(default_factory=dict)

    def rows(self, form: Form, problems: list[tuple[str, str]]) -> Iterator[tuple[Sheet, Row]]:
        """The rows of a form, those of appraisals under the number and the domain that they are to have."""
        speaking = {row.key[:2] for sheet, row in form.rows if sheet in (APPRAISALS, JUDGEMENTS) and _says(row)}
        found: dict[tuple[str, ...], str] = {}
        tools: dict[tuple[str, ...], str] = {}
        for sheet, row in form.rows:
            study = self.catalogue.study_by_key.get(row.key[0])
            if sheet not in (APPRAISALS, JUDGEMENTS) or study is None:
                yield sheet, row
                continue
            name = row.key[:2]
            if sheet is APPRAISALS and (name[1].isdecimal() or name in speaking):
                found[name] = self._number(row, study)
                tools[name] = _text(row, "tool")
            number = found.get(name) or (self._number(row, study) if name[1].isdecimal() else "")
            if number:
                domain = self._domain(row, study, number, tools.get(name, ""), problems) if row.key[2:] else ""
                yield sheet, replace(row, key=(name[0], number, *([domain] if row.key[2:] else [])))
            elif name in speaking:
                problems.append((row.place, _unknown(*name)))

    def _number(self, row: Row, study: Study) -> str:
        """The number of the appraisal of a row; empty where a number is of none."""
        name, there = row.key[1], self.known.setdefault(study.citekey, [_known(a) for a in _appraisals(study)])
        if name.isdecimal():
            return name if 0 < int(name) <= len(study.appraisals) else ""
        this = _known(row)
        if this not in there:
            there.append(this)
        return str(there.index(this) + 1)

    def _domain(self, row: Row, study: Study, number: str, tool: str, problems: list[tuple[str, str]]) -> str:
        """The key of the domain that a row names; a problem where its tool has none of the kind."""
        place, text = int(number) - 1, row.key[2]
        own = study.appraisals[place] if place < len(study.appraisals) else None
        chosen = self.catalogue.vocabulary.tools.get(tool) or (own.tool if own else None)
        if chosen is None:
            return text
        known = chosen.domain(text)
        recorded = {key.casefold(): key for key in (*own.domains, *own.support)} if own else {}
        if known is None and text not in recorded and _says(row):
            domains = ", ".join(domain.key for domain in chosen.domains)
            problems.append((row.place, f"{chosen.name} has no domain '{text[:40]}'; it has {domains}"))
        return known.key if known else recorded.get(text, text)


def alike(form: Form) -> Iterator[tuple[Sheet, Row]]:
    """The rows of a form, those of appraisals under their tool and outcomes, so that those of two people meet."""
    names: dict[tuple[str, ...], str] = {}
    tools: dict[tuple[str, ...], Tool | None] = {}
    count: dict[tuple[str, str], int] = {}
    for sheet, row in form.rows:
        if sheet is APPRAISALS:
            this = _known(row)
            name = "/".join((this.tool, *sorted(this.outcomes))) or row.key[1]
            number = count[row.key[0], name] = count.get((row.key[0], name), 0) + 1
            names[row.key] = name if number == 1 else f"{name}/{number}"
            tools[row.key] = TOOLS.get(this.tool)
        if sheet in (APPRAISALS, JUDGEMENTS):
            known = [tool.domain(key) if (tool := tools.get(row.key[:2])) else None for key in row.key[2:]]
            domains = [domain.key if domain else key for domain, key in zip(known, row.key[2:], strict=True)]
            yield sheet, replace(row, key=(row.key[0], names.get(row.key[:2], row.key[1]), *domains))
        else:
            yield sheet, row


def _unknown(study: str, name: str) -> str:
    if name.isdecimal():
        return f"{study[:60]} has no appraisal {name[:9]}; give a new one a short name, such as ab"
    return f"the sheet 'appraisals' has no row '{name[:40]}' of {study[:60]}"


def _appraisals(study: Study) -> Iterator[Row]:
    """The appraisals of a study as rows that have no place."""
    for appraisal in study.appraisals:
        texts: Mapping[str, str] = {
            "tool": appraisal.tool.key,
            "outcomes": "\n".join(appraisal.outcomes),
            "by": appraisal.by or "",
        }
        yield Row((study.citekey,), {heading: Cell(text, "") for heading, text in texts.items()}, "")


def _known(row: Row) -> _Known:
    outcomes = _text(row, "outcomes").replace(",", "\n").replace(";", "\n").split("\n")
    return _Known(_text(row, "tool"), frozenset(as_key(o) for o in outcomes if o.strip()), _text(row, "by"))


def _text(row: Row, heading: str) -> str:
    cell = row.cells.get(heading)
    text = " ".join(cell.text.split()) if cell and heading != "outcomes" else cell.text if cell else ""
    return "" if text == REMOVE else text.casefold()


def _says(row: Row) -> bool:
    return any(row.cells[heading].text.strip() for heading in _SAYS if heading in row.cells)
