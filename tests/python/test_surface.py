"""What acuevid offers to Python: its names, its results, and that it keeps to itself."""

import ast
import doctest
import gc
import json
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import Any

import pandas
import polars
import pytest

import acuevid
from tests.conftest import DATA, Command

ROOT = Path(__file__).parents[2]
BCG = ROOT / "docs" / "notebook" / "bcg.toml"
SHEETS = ["studies", "p6-nausea", BCG, DATA / "kinds.toml", DATA / "rated.toml"]
NAMES = [
    "AcuevidError",
    "CatalogueError",
    "Changes",
    "Checked",
    "ConditionOf",
    "Diagnostic",
    "Library",
    "NotFound",
    "Picture",
    "Pool",
    "Rows",
    "Sheet",
    "Studies",
    "StudyInFull",
    "Summary",
    "UsageError",
    "__version__",
    "load",
    "pool",
]


def test_the_public_names() -> None:
    assert acuevid.__all__ == NAMES
    assert all(getattr(acuevid, name) is not None for name in NAMES)
    assert set(NAMES) <= set(dir(acuevid))
    with pytest.raises(AttributeError):
        _ = acuevid.nothing


def test_a_star_import_brings_them() -> None:
    space: dict[str, Any] = {}
    exec("from acuevid import *", space)
    assert set(NAMES) <= space.keys()


def test_importing_it_loads_nothing() -> None:
    code = (
        "import sys, acuevid; print(sorted(m for m in sys.modules if m.startswith(('acuevid.', 'pydantic', 'rich'))))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_the_page_of_the_docs_holds() -> None:
    path = ROOT / "docs" / "python.md"
    found = doctest.testfile(str(path), module_relative=False, optionflags=doctest.ELLIPSIS, encoding="utf-8")
    assert found.attempted > 20
    assert found.failed == 0


@pytest.mark.parametrize("name", SHEETS, ids=str)
def test_every_result_is_text_html_data_and_a_frame(name: Any, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = acuevid.load(name)
    assert isinstance(sheet, acuevid.Sheet)
    study = sheet.studies[0]
    results: list[Any] = [
        sheet,
        sheet.studies,
        sheet.studies[:2],
        sheet.studies.rows(),
        sheet.studies.outcomes,
        sheet.study(study.citekey),
        *sheet.conditions[:2],
        sheet.summary(),
        sheet.summary("brief"),
        sheet.conditions[0].summary("plain"),
        sheet.check(),
        sheet.diff(sheet),
        sheet.todo(),
        sheet.map(),
        sheet.map("comparator"),
        *sheet.pools(),
    ]
    for result in results:
        assert str(result)
        assert len(repr(result)) < 400
        assert result._repr_html_().startswith('<div class="acuevid">')
        json.dumps(result.to_dict(), default=str)
        if hasattr(result, "to_frame"):
            frame, other = result.to_frame(), result.to_frame("polars")
            assert isinstance(frame, pandas.DataFrame)
            assert isinstance(other, polars.DataFrame)
            assert list(frame.columns) == other.columns
            assert frame.shape == other.shape
    assert capsys.readouterr() == ("", "")


def test_data_are_those_of_the_command(acuevid: Command) -> None:
    import acuevid as library

    sheet = library.load("p6-nausea")
    assert isinstance(sheet, library.Sheet)
    of = ("--catalogue", "p6-nausea", "--json")
    assert sheet.pool().to_dict() == json.loads(acuevid("pool", *of).out)
    assert sheet.check().to_dict() == json.loads(acuevid("check", *of).out)
    assert sheet.summary().to_dict() == json.loads(acuevid("summarize", *of).out)
    assert sheet.condition("p6").summary("brief").to_dict() == json.loads(
        acuevid("summarize", "p6", "--brief", *of).out
    )
    assert sheet.map().to_dict() == json.loads(acuevid("map", *of).out)["cells"]
    assert sheet.export("csv") == acuevid("export", "--format", "csv", "--catalogue", "p6-nausea").out


def test_a_pool_of_some_studies_is_of_these_alone() -> None:
    sheet = acuevid.load(BCG)
    assert isinstance(sheet, acuevid.Sheet)
    few = sheet.studies.where(design="randomised-trial", year="1960..")
    pool = acuevid.pool(few, measure="rr")
    assert {m.study.citekey for m in pool.members} == {study.citekey for study in few}
    reml = next(fit for fit in pool.models if (fit.method, fit.test) == ("REML", "z"))
    # metafor 3.8-1: rma(yi, vi, data = dat, subset = (alloc == "random" & year >= 1960))
    assert reml.k == 5
    assert reml.estimate == pytest.approx(-0.89033149, abs=1e-6)
    assert reml.ci_low == pytest.approx(-1.56166987, abs=1e-6)


def test_figures_of_a_pool_are_those_of_metafor() -> None:
    """metafor 3.8-1, metadat 1.2-0: rma of dat.bcg's seven randomised trials, and of the six others."""
    reference = json.loads((DATA / "reference" / "moderators.json").read_text("utf-8"))["subgroups"]["bcg"]
    sheet = acuevid.load(BCG)
    assert isinstance(sheet, acuevid.Sheet)
    pool = sheet.pool(measure="rr")
    reml = next(fit for fit in pool.models if (fit.method, fit.test) == ("REML", "z"))
    estimate, se, low, high, p = reference["separate REML z"]["groups"][0]
    assert [reml.estimate, reml.se, reml.ci_low, reml.ci_high, reml.p_value] == pytest.approx(
        [estimate, se, low, high, p]
    )
    frame = pool.to_frame().set_index("citekey")
    both = zip(sheet.studies, reference["yi"], reference["vi"], reference["groups"], strict=True)
    for study, yi, vi, group in both:
        if group == "random":
            assert [*frame.loc[study.citekey, ["yi", "vi"]]] == pytest.approx([yi, vi])


@pytest.mark.parametrize(
    ("ask", "error", "says"),
    [
        (lambda s: s.study("nobody"), acuevid.NotFound, "no study 'nobody'"),
        (lambda s: s.condition("gout"), acuevid.NotFound, "no condition 'gout'"),
        (lambda s: s.studies.where(design="chohort"), acuevid.UsageError, "chohort"),
        (lambda s: s.studies.where(comparator="nothing"), acuevid.UsageError, "'nothing' is not one of"),
        (lambda s: s.studies.where(year="2010..2000"), acuevid.UsageError, "runs backwards"),
        (lambda s: s.studies.rows("nothing"), acuevid.UsageError, "no column 'nothing'"),
        (lambda s: s.pool(), acuevid.NotFound, "There is nothing to pool"),
        (lambda s: s.pool(measure="wrong"), acuevid.UsageError, "'wrong' is not one of"),
        (lambda s: s.export("wrong"), acuevid.UsageError, "'wrong' is not one of"),
        (lambda s: s.map("wrong"), acuevid.UsageError, "'wrong' is not one of"),
        (lambda s: s.trace("hiv.900"), acuevid.NotFound, "no sentence 'hiv.900'"),
        (lambda _: acuevid.load("no-such"), acuevid.NotFound, "no file and no catalogue 'no-such'"),
    ],
)
def test_an_error_is_raised_and_nothing_exits(ask: Callable[[Any], Any], error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        ask(acuevid.load())


def test_a_bad_catalogue_has_all_its_diagnostics() -> None:
    with pytest.raises(acuevid.CatalogueError) as caught:
        acuevid.load(
            DATA / "bad" / "two_sides.toml"
            if (DATA / "bad" / "two_sides.toml").exists()
            else next((DATA / "bad").glob("*.toml"))
        )
    assert caught.value.diagnostics
    assert isinstance(caught.value.diagnostics[0], acuevid.Diagnostic)


def test_results_are_frozen() -> None:
    sheet = acuevid.load("p6-nausea")
    assert isinstance(sheet, acuevid.Sheet)
    for result in (sheet, sheet.studies, sheet.pool(), sheet.check(), sheet.summary()):
        with pytest.raises(FrozenInstanceError):
            result.source = None  # type: ignore[misc, union-attr]


def test_pictures_are_saved_and_not_over_others(tmp_path: Path) -> None:
    sheet = acuevid.load("p6-nausea")
    assert isinstance(sheet, acuevid.Sheet)
    for picture in (sheet.pool().forest(), sheet.pool().funnel(), sheet.pool().bubble("year"), sheet.map_picture()):
        assert picture._repr_svg_().startswith("<svg")
        picture.save(tmp_path / "drawn.svg")
    (tmp_path / "mine.svg").write_text("mine", "utf-8")
    with pytest.raises(acuevid.AcuevidError, match="was not written by acuevid"):
        picture.save(tmp_path / "mine.svg")
    assert (tmp_path / "mine.svg").read_text("utf-8") == "mine"


def test_a_library_is_a_mapping_of_sheets(tmp_path: Path) -> None:
    (tmp_path / "bcg.toml").write_bytes(BCG.read_bytes())
    using = BCG.read_text("utf-8").split("[[study]]")[0].replace("BCG and tuberculosis", "Another")
    more = '[[study]]\nuse = "bcg:hart1977"\nconditions = ["tuberculosis"]\n'
    (tmp_path / "more.toml").write_text(using + more, "utf-8")
    library = acuevid.load(tmp_path)
    assert isinstance(library, acuevid.Library)
    assert list(library) == ["bcg", "more"]
    assert library["more"].studies[0].participants == 26465
    rows = library.studies("citekey", author="Hart")
    assert rows.to_dict() == [{"sheet": "bcg", "citekey": "hart1977"}, {"sheet": "more", "citekey": "hart1977"}]
    assert library.check().errors == ()
    assert library.site(tmp_path / "public") > 13
    assert {key: change.is_empty for key, change in library.diff(library).items()} == {"bcg": True, "more": True}
    assert isinstance(library.to_frame(), pandas.DataFrame)
    assert "Another" in library._repr_html_()


def test_the_collector_is_left_alone(tmp_path: Path) -> None:
    big = tmp_path / "big.toml"
    text = BCG.read_text("utf-8")
    head, *studies = text.split("[[study]]")
    key = 'citekey = "'
    many = "".join("[[study]]" + s.replace(key, f"{key}n{n}-", 1) for n in range(120) for s in studies)
    big.write_text(head + many, "utf-8")
    assert big.stat().st_size > 1_000_000  # read piece by piece
    for is_on in (True, False):
        (gc.enable if is_on else gc.disable)()
        try:
            acuevid.load(big)
            assert gc.isenabled() is is_on
        finally:
            gc.enable()


def test_threads_do_not_mix_sheets() -> None:
    def told(name: Any) -> str:
        sheet = acuevid.load(name)
        assert isinstance(sheet, acuevid.Sheet)
        parts = (sheet.summary().to_dict(), sheet.check().to_dict(), [pool.to_dict() for pool in sheet.pools()])
        return json.dumps(parts, sort_keys=True)

    alone = {str(name): told(name) for name in SHEETS}
    with ThreadPoolExecutor(8) as threads:
        for name, text in zip(SHEETS * 2, threads.map(told, SHEETS * 2), strict=True):
            assert text == alone[str(name)]


def test_the_command_line_reads_through_the_surface() -> None:
    """Catalogues are opened, checked, summarised and pooled by `api` alone; the verbs that write files are apart."""
    cli = Path(acuevid.__file__).parent / "cli"
    apart = {"common", "diff", "changing", "watching", "add", "edit", "starting", "catalogues", "form"}
    for path in sorted(cli.glob("*.py")):
        names = {
            f"{node.module}.{alias.name}"
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.ImportFrom) and node.module
            for alias in node.names
        }
        below = {"acuevid.checks.run.run_checks", "acuevid.pools.fit.pool_set", "acuevid.pools.questions.pool_sets"}
        below |= {"acuevid.synthesis.sheet.summarise_sheet"}
        assert not names & below, path.name
        if path.stem not in apart:
            assert not {n for n in names if n.startswith("acuevid.catalogue.load.load_")}, path.name
