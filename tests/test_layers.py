"""Imports point downward only (the house, in docs/decisions.md)."""

import ast
from functools import cache
from pathlib import Path

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


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imports(path: Path) -> frozenset[str]:
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
    return frozenset(found)


def test_imports_point_downward() -> None:
    upward = []
    for path in FILES:
        here = part_of(path)
        for name in imports(path):
            parts = name.split(".")
            if parts[0] == "acuevid" and len(parts) > 1 and parts[1] in LEVEL and parts[1] != here:
                upward += [(here, name)] if LEVEL[parts[1]] <= LEVEL[here] else []
    assert upward == []


def test_only_the_face_knows_typer_and_rich() -> None:
    allowed = {"typer": ("cli",), "rich": ("cli", "render"), "scipy": ("numbers",)}
    found = {(path, name.split(".")[0]) for path in FILES for name in imports(path)}
    assert [(path, name) for path, name in found if part_of(path) not in allowed.get(name, (part_of(path),))] == []


PUBLIC = {"os._exit", "_asdict", "_fields", "_make", "_replace"}
"""Names with an underscore that Python's library documents: one of `os`, and those of a `NamedTuple`."""


def test_no_private_name_of_another_file_or_package_is_used() -> None:
    """What a file takes from elsewhere has a public name, by import and as an attribute."""
    private = {path: names for path in sorted(ROOT.rglob("*.py")) if (names := private_names(path))}
    assert private == {}


def private_names(path: Path) -> set[str]:
    used = {part for name in imports(path) for part in name.split(".")}
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Attribute):
            of = ast.unparse(node.value)
            if of not in ("self", "cls") and f"{of}.{node.attr}" not in PUBLIC and node.attr not in PUBLIC:
                used.add(node.attr)
    return {name for name in used if name.startswith("_") and not name.endswith("__")}


def test_every_part_has_a_layer() -> None:
    parts = {p.name for p in ROOT.iterdir() if p.is_dir() and (p / "__init__.py").exists()}
    assert parts == {name for names in LAYERS for name in names if (ROOT / name).is_dir()}


ANALYSED = {
    *("comparisons", "finding", "is_beside", "counted", "overall", "direction_of", "pointing", "outcome_effects"),
    *("is_clear", "has_interval", "inside_margin", "within_margin", "study_counts", "gap", "margin_in_words"),
}


def test_what_is_worked_out_of_a_study_is_read_of_the_study_analysed() -> None:
    for path in FILES:
        if LEVEL[part_of(path)] < LEVEL["results"]:
            asked = {name.split(".")[-1] for name in imports(path) if name.startswith("acuevid.results.")}
            assert not asked & ANALYSED, path


def test_numbers_are_pure() -> None:
    for path in (ROOT / "numbers").glob("*.py"):
        assert not any(name.startswith(("acuevid.models", "acuevid.terms")) for name in imports(path))
