"""Catalogues of appraised studies, made of tables of judgements as robvis takes them."""

import csv
from pathlib import Path
from typing import Any

import tomli
import tomli_w

from tests.conftest import DATA

ROBVIS = {"rob1": "rob-1", "rob2": "rob-2", "rob2_cluster": "rob-2-cluster", "robins_i": "robins-i"}
"""robvis's example data (McGuinness & Higgins 2021), by the tool that judged."""
RATED = DATA / "rated.toml"


def robvis_rows(name: str) -> tuple[list[str], list[list[str]]]:
    """The headings and the rows of one of robvis's examples, of the study's name, its domains and the overall word."""
    with (DATA / "import" / f"robvis_data_{name}.csv").open(encoding="utf-8", newline="") as stream:
        head, *rows = csv.reader(stream)
    return head, rows


def study(number: int, **fields: Any) -> dict[str, Any]:
    """A randomised trial of ten people; the reference names it, for example ``Author7 2007``."""
    name = "".join("abcdefghij"[int(digit)] for digit in str(number))
    reference = {"authors": [f"Author{name} A"], "title": f"A trial, number {number}", "issued": 2000 + number}
    return {
        "citekey": f"author{number}",
        "conditions": ["asthma"],
        "design": "randomised-trial",
        "participants": 10,
        "reference": reference,
        "arm": [{"id": "all", "label": "all people", "role": "experimental", "participants": 10}],
        "outcome": [{"id": "peak-flow", "label": "peak flow", "family": "function", "timepoints": ["1 month"]}],
        **fields,
    }


def appraisal(tool: str, domains: dict[str, str], overall: str | None, **fields: Any) -> dict[str, Any]:
    """An appraisal as a catalogue has it."""
    found = {"tool": tool, "domains": domains, **fields}
    return found | ({"overall": overall} if overall is not None else {})


def catalogue(folder: Path, studies: list[dict[str, Any]], **tables: Any) -> Path:
    """A catalogue of these studies."""
    data = {
        "sheet": {"title": "A course for asthma", "topic": "asthma", "intervention": "the course"},
        "condition": [{"key": "asthma", "name": "asthma"}],
        **tables,
        "study": studies,
    }
    path = folder / "appraised.toml"
    path.write_text(tomli_w.dumps(data), encoding="utf-8")
    tomli.loads(path.read_text(encoding="utf-8"))
    return path


def robvis(folder: Path, name: str) -> Path:
    """One of robvis's examples as a catalogue; study ``n`` of it is ``author{n}``."""
    head, rows = robvis_rows(name)
    studies = [
        study(n, appraisal=[appraisal(ROBVIS[name], dict(zip(head[1:-1], row[1:-1], strict=True)), row[-1])])
        for n, row in enumerate(rows, start=1)
    ]
    return catalogue(folder, studies)
