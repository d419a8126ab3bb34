"""Imports point downward only (the house, in docs/decisions.md)."""

import ast
from pathlib import Path

import pytest

import acuevid

ROOT = Path(acuevid.__file__).parent
LAYERS = (
    ("cli",),
    ("render", "export"),
    ("views",),
    ("synthesis",),
    ("checks",),
    ("results",),
    ("intake",),
    ("catalogue",),
    ("models",),
    ("numbers", "writing"),
    ("terms", "errors"),
    ("diagnostics", "escape", "measures", "people", "bibliography", "nearest", "vocabulary"),
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


def test_every_part_has_a_layer() -> None:
    parts = {p.name for p in ROOT.iterdir() if p.is_dir() and (p / "__init__.py").exists()}
    assert parts == {name for names in LAYERS for name in names if (ROOT / name).is_dir()}


def test_numbers_are_pure() -> None:
    for path in (ROOT / "numbers").glob("*.py"):
        assert not any(name.startswith(("acuevid.models", "acuevid.terms")) for name in imports(path))
