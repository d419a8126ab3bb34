"""Tables of judgements as the R package robvis takes them: a row a study, a column a domain, and the whole.

Headings and words are those of robvis's own examples (McGuinness & Higgins 2021, Research Synthesis Methods 12, 55–61).
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from acuevid.appraisal_tools import OVERALL, Judgement, Tool
from acuevid.catalogue.names import find_tool
from acuevid.errors import UsageError
from acuevid.escape import visible
from acuevid.intake.naming import name_and_year
from acuevid.intake.study_entries import NO_YEAR
from acuevid.models import Catalogue, Study
from acuevid.results.appraised import Judged, judged
from acuevid.views.table import Cell, Column, Table

_LETTERED = re.compile(r"D(?:[0-9]{1,2}[a-z]?|S)")


def robvis_table(catalogue: Catalogue, studies: Sequence[Study], tool: str = "") -> Table:
    """The judgements that stand, with one tool; an appraisal of outcomes names them behind its study.

    No row, and no domain, where no study has an appraisal. Raises `UsageError` where studies are appraised with several
    tools and none is named.
    """
    chosen = _chosen(catalogue, studies, tool)
    headings = [_heading(domain.key, domain.name) for domain in chosen.domains] if chosen else []
    columns = tuple(Column(name, name) for name in ("Study", *headings, OVERALL.capitalize()))
    return Table(columns, tuple(_rows(chosen, studies) if chosen else ()))


def left_out(catalogue: Catalogue, studies: Sequence[Study], tool: str = "") -> list[str]:
    """The appraisals that are in no row, for people disagree and no consensus is recorded; one line each."""
    chosen = _chosen(catalogue, studies, tool)
    if studies and chosen is None:
        return ["no study here has an appraisal"]
    return [
        f"left out: {study.label}: people disagree on {', '.join(item.disputed)}, and no consensus is recorded"
        for study in studies
        for item in judged(study)
        if item.tool == chosen and item.stands is None
    ]


def _chosen(catalogue: Catalogue, studies: Sequence[Study], name: str) -> Tool | None:
    if name:
        return find_tool(catalogue.vocabulary.tools, name)
    used = list(dict.fromkeys(appraisal.tool.key for study in studies for appraisal in study.appraisals))
    if len(used) > 1:
        raise UsageError(f"the studies are appraised with {', '.join(used)}; --tool says which")
    return catalogue.vocabulary.tools[used[0]] if used else None


def _rows(tool: Tool, studies: Sequence[Study]) -> Iterator[tuple[Cell, ...]]:
    names = Counter(map(_name, studies))
    for study in studies:
        name = _name(study) if names[_name(study)] == 1 else study.citekey
        for item in judged(study):
            if item.tool == tool and not item.disputed:
                judgements = [item.judgement(key) for key in (*(domain.key for domain in tool.domains), OVERALL)]
                yield (_about(name, study, item), *map(_word, judgements))


def _about(name: str, study: Study, item: Judged) -> str:
    labels = [outcome.label for outcome in study.outcomes if outcome.id in item.outcomes]
    return f"{name} ({'; '.join(labels)})" if labels else name


def _name(study: Study) -> str:
    """The study as the sheet names it; where a mere name stands for its reference, that name."""
    title, reference = study.reference.title or "", study.reference
    name, year = name_and_year(title)
    if name.startswith(reference.first_family) and reference.year == (year or NO_YEAR):
        return title
    return study.label


def _heading(key: str, name: str) -> str:
    """A heading as robvis has it: ``D1``, and of a domain that has no such number its name with stops for blanks."""
    return key if _LETTERED.fullmatch(key) else visible(name).replace(" ", ".")


def _word(judgement: Judgement | None) -> str | None:
    """A judgement as robvis has it: ``Some concerns``; points as a number."""
    if judgement is None:
        return None
    return judgement.word if judgement.word.isdigit() else judgement.label.capitalize()
