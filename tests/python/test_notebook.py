"""The notebook runs, its assertions against metafor hold, and what it shows is what is committed."""

import copy
import os
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).parents[2] / "docs" / "notebook" / "metafor.ipynb"


def shown(notebook: Any) -> list[list[Any]]:
    """What each cell shows, but for how objects stand in memory."""
    return [
        [
            (
                output["output_type"],
                re.sub(r"0x[0-9a-f]+", "", str(sorted(output.get("data", {"": output.get("text")}).items()))),
            )
            for output in cell.get("outputs", ())
        ]
        for cell in notebook.cells
    ]


@pytest.mark.filterwarnings("ignore")  # of the kernel's own packages
def test_the_notebook_runs_and_shows_what_is_committed(request: pytest.FixtureRequest, monkeypatch: Any) -> None:
    monkeypatch.setenv("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [os.environ.get("PYTHONPATH")])))
    committed: Any = nbformat.read(NOTEBOOK, as_version=4)  # type: ignore[no-untyped-call]
    fresh = copy.deepcopy(committed)
    NotebookClient(fresh, timeout=120, resources={"metadata": {"path": str(NOTEBOOK.parent)}}).execute()
    for cell in fresh.cells:
        cell.metadata.pop("execution", None)
    if request.config.getoption("--update-golden"):
        nbformat.write(fresh, NOTEBOOK)  # type: ignore[no-untyped-call]
        committed = fresh
    assert shown(fresh) == shown(committed)
    assert sum("assert " in cell["source"] for cell in fresh.cells) >= 4
