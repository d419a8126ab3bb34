"""What the checks say of the shipped catalogue, and that every face shows the same numbers."""

import json
import re

from acuevid.checks.run import run_checks
from acuevid.models import Catalogue
from acuevid.numbers import format as fmt
from acuevid.results.kinds import outcome_effects
from tests.conftest import Command, Golden


def test_what_check_says_of_the_shipped_catalogue(acuevid: Command, golden: Golden, shipped: Catalogue) -> None:
    result = acuevid("check", "--all")
    assert result.code == 0
    golden("check-all.txt", re.sub(r"(?m)^\S*data/studies\.toml", "data/studies.toml", result.out))
    assert acuevid("check", "--strict", "--ignore", "CLM").code == 0
    assert acuevid("check", "--strict").code == 1
    assert {f.result.code for f in run_checks(shipped).found} == {"CNT203", "STA101", "CNT204"}


def test_every_finding_is_looked_into_by_hand(shipped: Catalogue) -> None:
    report = run_checks(shipped)
    assert all(found.acknowledged for found in report.found)
    assert report.unused == ()


def test_every_number_ends_in_one_of_three_ways_with_a_line(shipped: Catalogue) -> None:
    for number in run_checks(shipped, numbers=True).numbers:
        assert number.lines
        assert all(number.lines)


def test_one_number_everywhere(shipped: Catalogue, acuevid: Command) -> None:
    """Each computed effect reads the same in show, list, summarize and the exports, and its data rounds to it."""
    summary = " ".join(acuevid("export", "--format", "md").out.replace("\\", "").split())
    exported = {
        s["citekey"]: s["derived"]["effects"] for s in json.loads(acuevid("export", "--format", "json").out)["studies"]
    }
    listed = json.loads(acuevid("list", "--json", "--columns", "citekey,risk_difference,risk_ratio").out)["studies"]
    seen = 0
    for study in shipped.studies:
        shown = " ".join(acuevid("show", study.citekey, columns=4000).out.split())
        data = json.loads(acuevid("show", study.citekey, "--json").out)["studies"][0]["derived"]["effects"]
        assert data == exported[study.citekey]
        for outcome, entry in zip(study.outcomes, data, strict=True):
            effects = outcome_effects(study, outcome)
            for estimate, stored in zip(effects.estimates, entry["estimates"], strict=True):
                assert stored["estimate"] == estimate.estimate
                if estimate.estimate is not None:
                    seen += 1
                    assert fmt.estimate_interval(estimate) in shown
            main = effects.main
            if main is not None and main.measure == "risk_difference":
                figures = fmt.estimate_interval(main).removeprefix("risk difference ")
                assert figures in summary, study.citekey
                cells = [row["risk_difference"] for row in listed if row["citekey"] == study.citekey]
                first = next(o for o in study.outcomes if outcome_effects(study, o).main)
                if outcome is first:
                    assert cells == [fmt.estimate_cell(main)]
    assert seen > 20


def test_the_inferred_counts_of_shiflett(acuevid: Command) -> None:
    # METHODS.md: 27.6 / 44.6 and 0 / 12.5 of 114 fit one division only, 58 and 56
    text = " ".join(acuevid("show", "shiflett").out.split())
    assert "16 of 58 v 25 of 56" in text
    assert "58 + 56 is the only division of 114" in text
    assert "½ added to all four cells" in text
    assert "NNTB 6 (NNTB 4 to ∞ to NNTH 188)" in text


def test_the_reason_stands_where_there_is_no_effect(acuevid: Command) -> None:
    assert "4 divisions of 64 give the percentages" in " ".join(acuevid("show", "xu2010").out.split())
    assert "no division of 84 gives the percentages by rounding" in " ".join(acuevid("show", "pan2008").out.split())
