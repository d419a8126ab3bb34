"""Imports point downward only (the house, in docs/decisions.md)."""

import ast
from pathlib import Path

import pytest

import acuevid

ROOT = Path(acuevid.__file__).parent
LAYERS = (
    ("cli",),
    ("api",),
    ("render", "export"),
    ("views",),
    ("synthesis",),
    ("checks",),
    ("pools",),
    ("results",),
    ("intake",),
    ("catalogue",),
    ("models",),
    ("appraisals",),
    ("references", "words", "prose"),
    ("scalars",),
    ("numbers", "writing"),
    ("terms", "errors"),
    (
        "diagnostics",
        "escape",
        "measures",
        "people",
        "bibliography",
        "nearest",
        "lists",
        "vocabulary",
        "appraisal_tools",
        "citations",
    ),
)
LEVEL = {name: i for i, names in enumerate(LAYERS) for name in names}
FILES = sorted(path for path in ROOT.rglob("*.py") if path.parent != ROOT or path.stem in LEVEL)


def part_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_downward(path: Path) -> None:
    here = part_of(path)
    for name in imports(path):
        parts = name.split(".")
        if parts[0] == "acuevid" and len(parts) > 1 and parts[1] in LEVEL and parts[1] != here:
            assert LEVEL[parts[1]] > LEVEL[here], f"{here} may not import {name}"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_only_the_face_knows_typer_and_rich(path: Path) -> None:
    outside = {name.split(".")[0] for name in imports(path)}
    here = part_of(path)
    assert here == "cli" or "typer" not in outside
    assert here in ("cli", "render") or "rich" not in outside
    assert here == "numbers" or "scipy" not in outside


PUBLIC = {"os._exit", "_asdict", "_fields", "_make", "_replace"}
"""Names with an underscore that Python's library documents: one of `os`, and those of a `NamedTuple`."""


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.py")), ids=lambda p: str(p.relative_to(ROOT)))
def test_no_private_name_of_another_file_or_package_is_used(path: Path) -> None:
    """What a file takes from elsewhere has a public name, by import and as an attribute."""
    used = {part for name in imports(path) for part in name.split(".")}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute):
            of = ast.unparse(node.value)
            if of not in ("self", "cls") and f"{of}.{node.attr}" not in PUBLIC and node.attr not in PUBLIC:
                used.add(node.attr)
    assert not {name for name in used if name.startswith("_") and not name.endswith("__")}


def test_every_part_has_a_layer() -> None:
    parts = {p.name for p in ROOT.iterdir() if p.is_dir() and (p / "__init__.py").exists()}
    assert parts == {name for names in LAYERS for name in names if (ROOT / name).is_dir()}


ANALYSED = {
    *("comparisons", "finding", "is_beside", "counted", "overall", "direction_of", "pointing", "outcome_effects"),
    *("is_clear", "has_interval", "inside_margin", "within_margin", "study_counts", "gap", "margin_in_words"),
}


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_what_is_worked_out_of_a_study_is_read_of_the_study_analysed(path: Path) -> None:
    if LEVEL[part_of(path)] < LEVEL["results"]:
        asked = {name.split(".")[-1] for name in imports(path) if name.startswith("acuevid.results.")}
        assert not asked & ANALYSED


def test_numbers_are_pure() -> None:
    for path in (ROOT / "numbers").glob("*.py"):
        assert not any(name.startswith(("acuevid.models", "acuevid.terms")) for name in imports(path))
