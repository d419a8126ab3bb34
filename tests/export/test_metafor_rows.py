"""The rows for metafor: printed effects with their errors on the scale of analysis, and what they are flagged as."""

import csv
import io
import math
from pathlib import Path

from tests.conftest import Command
from tests.pool.builder import HEAD, ci, counts, effect, event, pair, scale, study


def rows(acuevid: Command, tmp_path: Path, *studies: str) -> list[dict[str, str]]:
    path = tmp_path / "c.toml"
    path.write_text(HEAD + "".join(studies), encoding="utf-8")
    result = acuevid("export", "--format", "metafor", "-o", "-", "--catalogue", path)
    assert (result.code, result.err) == (0, "")
    return list(csv.DictReader(io.StringIO(result.out)))


def test_a_printed_effect_stands_with_its_error_on_the_scale_of_analysis(acuevid: Command, tmp_path: Path) -> None:
    """(ln 0.8 − ln 0.3125)/(2·1.959964) = 0.2398022; of 90 %, over 2·1.644854, 0.2857420."""
    crude = event(effect("odds_ratio", 0.5, ci(0.3125, 0.8)))
    other = event(effect("hazard_ratio", 0.5, ci(0.3125, 0.8) + ', level = 90, adjusted_for = ["age"]'))
    error = scale(effect("mean_difference", -1.5, 'se = 0.4, analysis = "per-protocol"'))
    first, second, third = rows(acuevid, tmp_path, study(1, crude), study(2, other), study(3, error))
    assert math.isclose(float(first["yi"]), math.log(0.5))
    assert math.isclose(float(first["sei"]), 0.2398022, rel_tol=1e-6)
    assert (first["yi_measure"], first["adjusted"]) == ("odds_ratio", "no")
    assert math.isclose(float(second["sei"]), 0.2857420, rel_tol=1e-6)
    assert (second["adjusted"], second["yi_from"]) == ("yes", "printed interval")
    assert (third["yi"], third["sei"], third["analysis"]) == ("-1.5", "0.4", "per-protocol")
    assert third["yi_from"] == "printed standard error"


def test_further_effects_have_rows_of_their_own_without_figures(acuevid: Command, tmp_path: Path) -> None:
    two = counts(5, 10) + "".join(
        f'[[study.outcome.effect]]\nmeasure = "{name}"\nestimate = 0.5\nci_low = 0.2\nci_high = 1.25\n{more}\n'
        for name, more in (("risk_ratio", "primary = true"), ("odds_ratio", 'adjusted_for = ["age"]'))
    )
    first, second = rows(acuevid, tmp_path, study(1, two))
    assert (first["ai"], first["yi_measure"], first["adjusted"]) == ("5", "risk_ratio", "no")
    assert (second["ai"], second["yi_measure"], second["adjusted"]) == ("", "odds_ratio", "yes")


def test_designs_are_flagged(acuevid: Command, tmp_path: Path) -> None:
    clusters = study(1, counts(5, 10), more="clusters = 8\nicc = 0.05")
    figures = f"{pair('mean', 3, 4)}\n{pair('sd', 2, 2)}\ncorrelation = 0.5"
    crossed = study(2, scale(figures), more='features = ["crossover"]')
    first, second = rows(acuevid, tmp_path, clusters, crossed)
    assert (first["ai"], first["cluster"], first["design_effect"]) == ("5", "yes", "1.45")
    assert (second["m1i"], second["crossover"], second["yi"]) == ("", "yes", "-1.0")
    assert second["yi_from"].startswith("paired in ")
