"""The readers that exports are read back by: programs and a browser that no one here wrote.

A test skips, with the reason, where a program is not installed; with ``ACUEVID_TOOLS=required``, as in CI, it fails.
"""

import json
import os
import shutil
import subprocess
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NoReturn

import pytest


def missing(what: str) -> NoReturn:
    """Skip for want of a tool, or fail where all must be there."""
    if os.environ.get("ACUEVID_TOOLS") == "required":
        pytest.fail(f"{what} is not installed, and ACUEVID_TOOLS=required")
    pytest.skip(f"{what} is not installed")


def program(name: str) -> str:
    """The path of a program."""
    return shutil.which(name) or missing(name)


def run(command: list[str], text: str = "", *, may_talk: bool = False) -> str:
    """What a program makes of a text; it must succeed and, unless it `may_talk`, say nothing on the side."""
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert may_talk or not done.stderr, done.stderr
    return done.stdout


def pandoc(text: str, *options: str) -> str:
    """A text through pandoc, without a warning."""
    return run([program("pandoc"), "--fail-if-warnings", *options], text)


def csl_schema() -> Path:
    """The CSL project's schema of CSL-JSON: a file named by a variable, or inside a package that carries it."""
    named = os.environ.get("ACUEVID_CSL_SCHEMA")
    if named:
        return Path(named)
    spec = find_spec("commonmeta")
    if spec is None or spec.origin is None:
        missing("the CSL-JSON schema (the package commonmeta-py, or a file named by ACUEVID_CSL_SCHEMA)")
    return Path(spec.origin).parent / "resources" / "csl-data.json"


def fhir_bundle(text: str) -> dict[str, Any]:
    """A Bundle of FHIR R5 that fhir.resources takes, with its numbers as they are written."""
    if find_spec("fhir") is None:
        missing("fhir.resources")
    from fhir.resources.bundle import Bundle

    Bundle.model_validate_json(text)
    found: dict[str, Any] = json.loads(text, parse_float=Decimal)
    assert (found["resourceType"], found["type"]) == ("Bundle", "collection")
    return found
