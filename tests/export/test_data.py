"""The data formats: every study, every figure, in what other programs read."""

import csv
import io
import json
import math
from decimal import Decimal
from pathlib import Path

import pytest

from acuevid.catalogue.load import load_catalogue
from acuevid.models import Catalogue
from tests.conftest import DATA, HERE, Command
from tests.export.tools import program, run

SHEET_KEYS = [
    *("acuevid", "selection", "sheet", "families", "designs", "instruments", "appraisal_tools", "conditions"),
    *("studies", "background", "sections", "mechanisms", "claims", "important_outcomes", "ratings", "acknowledged"),
    *("findings", "summary"),
]
DERIVED_KEYS = ["label", "level", "group", "finding", "direction", "effects", "findings"]
ESTIMATE_KEYS = ["measure", "estimate", "ci_low", "ci_high", "se", "rule", "reason"]


def rows(text: str, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


def test_the_keys_of_the_json_are_a_contract(acuevid: Command) -> None:
    """A key that goes or changes its meaning needs a new `schema_version`, and a line in the changelog."""
    data = json.loads(acuevid("export", "--format", "json").out)
    assert data["acuevid"] == {"kind": "sheet", "schema_version": 1}
    assert list(data) == SHEET_KEYS
    assert list(data["summary"]) == ["conditions", "key_messages", "in_summary", "mechanisms"]
    study = next(s for s in data["studies"] if s["citekey"] == "shiflett2011")
    assert list(study["derived"]) == DERIVED_KEYS
    assert list(study["derived"]["effects"][1]["estimates"][0]) == ESTIMATE_KEYS
    assert list(data["summary"]["in_summary"][0]) == ["id", "digest", "text", "template", "basis"]


def test_json_lines_have_a_study_each(acuevid: Command, shipped: Catalogue) -> None:
    lines = acuevid("export", "--format", "jsonl").out.splitlines()
    studies = [json.loads(line, parse_float=Decimal) for line in lines]
    assert [s["citekey"] for s in studies] == [s.citekey for s in shipped.studies]
    assert studies[0]["acuevid"] == {"kind": "study", "schema_version": 1}
    whole = json.loads(acuevid("export", "--format", "json").out, parse_float=Decimal)["studies"]
    assert [{k: v for k, v in s.items() if k != "acuevid"} for s in studies] == whole


@pytest.mark.parametrize(("name", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_csv_and_tsv_have_a_row_a_study(acuevid: Command, shipped: Catalogue, name: str, delimiter: str) -> None:
    found = rows(acuevid("export", "--format", name).out, delimiter)
    assert [row["citekey"] for row in found] == [s.citekey for s in shipped.studies]
    shlay = next(row for row in found if row["citekey"] == "shlay1998")
    assert (shlay["participants"], shlay["journal"], shlay["level"]) == ("250", "JAMA", "2")
    assert shlay["author"].endswith("; et al")


def test_csv_has_a_row_an_outcome_on_request(acuevid: Command, shipped: Catalogue) -> None:
    found = rows(acuevid("export", "--format", "csv", "--rows", "outcomes").out)
    assert {(r["citekey"], r["outcome"]) for r in found} == {
        (s.citekey, o.id) for s in shipped.studies for o in s.outcomes
    }
    (xu,) = [r for r in found if r["citekey"] == "xu2010"]
    assert (xu["percent_1"], xu["percent_2"], xu["p_relation"], xu["p"]) == ("66.7", "40.0", "below", "0.05")
    assert "4 divisions of 64" in xu["reason"]
    attrition = next(r for r in found if r["citekey"] == "shiflett2011" and r["outcome"] == "attrition")
    assert math.isclose(float(attrition["risk_ratio"]), (16 / 58) / (25 / 56))
    assert attrition["counts"].startswith("inferred: ")


def test_metafor_gets_the_effects_of_acuevid(acuevid: Command, tmp_path: Path) -> None:
    """R's metafor, from the CSV: log RR and log OR (½ added where a cell is zero), MD and SMD, to 1e-8."""
    program("Rscript")
    source = (DATA / "sound.toml").read_text(encoding="utf-8")
    path = tmp_path / "numbers.toml"
    path.write_text(source, encoding="utf-8")
    compared = 0
    for catalogue in (None, path):
        options = ["--catalogue", catalogue] if catalogue else []
        counts = tmp_path / "m.csv"
        assert acuevid("export", "--format", "metafor", "-o", counts, "--force", *options).code == 0
        text = run(["Rscript", "-e", R_EFFECTS, str(counts)], may_talk=True)
        by_r = {(r["citekey"], r["outcome"]): r for r in rows(text)}
        data = rows(acuevid("export", "--format", "csv", "--rows", "outcomes", *options).out)
        for row in data:
            theirs = by_r.get((row["citekey"], row["outcome"]))
            for ours, name in (
                ("risk_ratio", "rr"),
                ("odds_ratio", "or"),
                ("mean_difference", "md"),
                ("std_mean_difference", "smd"),
            ):
                if row[ours] and theirs is not None:
                    mine = float(row[ours])
                    mine = math.log(mine) if name in ("rr", "or") else mine
                    assert math.isclose(mine, float(theirs[name]), rel_tol=0, abs_tol=1e-8), (row["citekey"], ours)
                    compared += 1
    assert compared >= 14


R_EFFECTS = """
suppressPackageStartupMessages(library(metafor))
d <- read.csv(commandArgs(trailingOnly = TRUE)[1])
effect <- function(measure, ...) if (all(is.na(list(...)[[1]]))) rep(NA, nrow(d)) else
  as.numeric(escalc(measure = measure, ...)$yi)
options(digits = 17)
out <- data.frame(citekey = d$citekey, outcome = d$outcome,
  rr = effect("RR", ai = d$ai, n1i = d$n1i, ci = d$ci, n2i = d$n2i),
  or = effect("OR", ai = d$ai, n1i = d$n1i, ci = d$ci, n2i = d$n2i),
  md = effect("MD", m1i = d$m1i, sd1i = d$sd1i, n1i = d$n1i, m2i = d$m2i, sd2i = d$sd2i, n2i = d$n2i),
  smd = effect("SMD", m1i = d$m1i, sd1i = d$sd1i, n1i = d$n1i, m2i = d$m2i, sd2i = d$sd2i, n2i = d$n2i))
write.csv(out, row.names = FALSE)
"""


def test_toml_loads_back_equal(acuevid: Command, shipped: Catalogue, tmp_path: Path) -> None:
    path = tmp_path / "copy.toml"
    assert acuevid("export", "--format", "toml", "-o", path).code == 0
    assert load_catalogue(path) == shipped
    for command in ("summarize", "list", "conditions"):
        assert acuevid(command, "--catalogue", path).out == acuevid(command).out


def test_a_part_of_the_catalogue_is_a_catalogue(acuevid: Command, tmp_path: Path) -> None:
    path = tmp_path / "hiv.toml"
    assert acuevid("export", "--format", "toml", "-c", "hiv", "-o", path).code == 0
    assert acuevid("summarize", "hiv", "--catalogue", path).out == acuevid("summarize", "hiv").out
    alone = tmp_path / "shiflett.toml"
    assert acuevid("export", "--format", "toml", "--author", "shiflett", "-o", alone).code == 0
    assert [s.citekey for s in load_catalogue(alone).studies] == ["shlay1998", "shiflett2011"]  # what it re-analyses


@pytest.mark.parametrize(
    "name", ["md", "html", "json", "jsonl", "csv", "tsv", "metafor", "bibtex", "ris", "csl-json", "fhir", "toml"]
)
def test_filters_choose_the_studies_of_every_format(acuevid: Command, name: str) -> None:
    result = acuevid("export", "--format", name, "--design", "randomised-trial", "--year", "2010")
    assert (result.code, result.err) == (0, "")
    assert "Xu" in result.out
    for other in ("Komori", "Donald", "komori", "donald"):
        assert other not in result.out


def test_every_format_is_listed_with_what_it_is_for(acuevid: Command) -> None:
    told = acuevid("export", "--list-formats").out.splitlines()
    assert len(told) == 17
    for line, word in zip(
        told,
        (
            "pandoc",
            "browsers",
            "Word",
            "printing",
            "jq",
            "DuckDB",
            "spread",
            "awk",
            "Spark",
            "escalc",
            "Rscript",
            "robvis",
            "LaTeX",
            "Zotero",
            "pandoc",
            "FHIR",
            "acuevid",
        ),
        strict=True,
    ):
        assert word in line
    readme = (HERE.parent / "README.md").read_text(encoding="utf-8")
    help_text = acuevid("export", "--help").out
    for name in ("pandoc", "Rscript", "Zotero", "duckdb", "csl-json", "fhir", "metafor", "jsonl", "--check"):
        assert name.casefold() in readme.casefold()
        assert name.casefold() in help_text.casefold()
