"""Pools as studies are added or left out, and the influence of each, through the commands, against metafor.

`scripts/moderators.R` makes the reference: cumul() by year, leave1out(), baujat(), radial() and influence().
"""

import json
import math
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import DATA, Command, Result
from tests.pool.builder import HEAD, Pooled, counts, event, study

REFERENCE: dict[str, Any] = json.loads((DATA / "reference" / "moderators.json").read_text(encoding="utf-8"))
BCG: dict[str, Any] = REFERENCE["influence"]["bcg"]
YEARS: list[int] = [int(x[1]) for x in zip(*REFERENCE["moderators"]["bcg-ablat-year"]["x"], strict=True)]
FIT = ("estimate", "se", "ci_low", "ci_high", "p_value", "tau2", "q", "i2")
ORDER: list[int] = BCG["order"]
Drawn = Callable[..., Result]


def dated(number: int, year: int, outcome: str, n: tuple[float, float] = (40, 40)) -> str:
    return study(number, outcome, n).replace("issued = 2001", f"issued = {year}")


def bcg() -> list[str]:
    """Effects and variances as printed, to twelve decimals, so that REML with Knapp–Hartung leads."""
    return [
        dated(
            i,
            year,
            event(f'effect = {{ measure = "risk_ratio", estimate = {math.exp(y):.12f}, se = {math.sqrt(v):.12f} }}'),
        )
        for i, (y, v, year) in enumerate(zip(BCG["yi"], BCG["vi"], YEARS, strict=True), 1)
    ]


def same(mine: Sequence[float | None], theirs: Sequence[float | None], what: str) -> None:
    for a, b in zip(mine, theirs, strict=True):
        assert a is not None, what
        assert b is not None, what
        assert math.isclose(a, b, rel_tol=1e-8, abs_tol=0 if b else 1e-12), (what, a, b)


def figures(found: dict[str, Any]) -> list[float | None]:
    return [found[key] for key in FIT]


def by_number(found: list[dict[str, Any]], key: str = "citekey") -> list[dict[str, Any]]:
    """In the order of the data set; a pool has the latest studies first."""
    return sorted(found, key=lambda one: str(one[key]))


@pytest.fixture
def forest(acuevid: Command, tmp_path: Path) -> Drawn:
    """``acuevid forest`` of these studies."""

    def run(studies: Sequence[str], *options: str, columns: int = 80) -> Result:
        path = tmp_path / "c.toml"
        path.write_text(HEAD + "".join(studies), encoding="utf-8")
        return acuevid("forest", "--catalogue", path, *options, columns=columns)

    return run


def test_cumulative(pool_of: Pooled) -> None:
    """By year; the first study alone has no Knapp–Hartung interval here, where metafor gives Wald's."""
    found = pool_of(*bcg())
    assert found["headline"]["model"] == "REML, Knapp–Hartung"
    steps = found["cumulative"]
    assert [int(step["added"][1:4]) - 1 for step in steps] == ORDER
    theirs = BCG["REML knha"]["cumulative"]
    same([steps[0]["estimate"]], [theirs[0][0]], "first")
    assert steps[0]["ci_low"] is None
    for step, other in zip(steps[1:], theirs[1:], strict=True):
        same(figures(step), other, step["added"])
    assert figures(steps[-1]) == pytest.approx(figures(found["headline"]), rel=1e-12)


def test_leave_one_out(pool_of: Pooled) -> None:
    for step, other in zip(
        by_number(pool_of(*bcg())["leave_one_out"], "without"), BCG["REML knha"]["leave_one_out"], strict=True
    ):
        same(figures(step), other, step["without"])


def test_baujat_radial_and_influence(pool_of: Pooled) -> None:
    found, theirs = pool_of(*bcg())["influence"], BCG["REML knha"]
    assert found["model"] == "REML, Knapp–Hartung"
    names = ("residual", "dffits", "cooks_distance", "covariance_ratio", "tau2", "q", "hat")
    for i, one in enumerate(by_number(found["studies"])):
        same([one["baujat"][axis] for axis in "xy"], theirs["baujat"][i], "baujat")
        same([one["radial"][axis] for axis in "xy"], theirs["radial"][i], "radial")
        same([one[name] for name in names], theirs["influence"][i][:7], "influence")


def test_where_wald_leads_influence_is_by_wald(pool_of: Pooled) -> None:
    """Mantel–Haenszel leads the tables of dat.bcg, whose events are rare; inverse variance then has Wald's interval."""
    rows = REFERENCE["counts"]["bcg"]["tables"]
    found = pool_of(*(dated(i, 2000 + i, counts(a, c), (n1, n2)) for i, (a, n1, c, n2) in enumerate(rows, 1)))
    assert found["headline"]["method"] == "MH"
    assert found["influence"]["model"] == "REML, Wald"
    for one, other in zip(by_number(found["influence"]["studies"]), BCG["REML z"]["influence"], strict=True):
        same([one["residual"], one["cooks_distance"], one["hat"]], [other[0], other[2], other[6]], "influence")
    assert [step["method"] for step in found["cumulative"]] == ["MH"] * 13
    assert figures(found["cumulative"][-1])[:5] == figures(found["headline"])[:5]


def test_three_studies_have_influence_and_two_have_not(pool_of: Pooled) -> None:
    assert len(pool_of(*bcg()[:3])["influence"]["studies"]) == 3
    assert pool_of(*bcg()[:2])["influence"] is None


def test_no_more_than_a_hundred_are_taken_in_turn_unasked(pool_of: Pooled, forest: Drawn) -> None:
    """101 studies: no pool without each, none as they were added, no influence; each would need 100 fits or more."""
    many = [dated(i, 2001, counts(10 + i % 7, 14)) for i in range(1, 102)]
    found = pool_of(*many)
    assert (found["leave_one_out"], found["cumulative"], found["influence"]) == ([], [], None)
    asked = pool_of(*many, options=("--leave-one-out", "--cumulative"))
    assert (len(asked["leave_one_out"]), len(asked["cumulative"])) == (101, 101)
    assert {step["k"] for step in asked["leave_one_out"]} == {100}
    for option in ("--cumulative", "--leave-one-out"):
        assert forest(many, option).out.count("S0") + forest(many, option).out.count("S1") >= 101


def test_no_more_than_five_hundred_are_taken_in_turn(forest: Drawn) -> None:
    many = [dated(i, 2001, counts(10 + i % 7, 14)) for i in range(1, 502)]
    for option, word in (("--cumulative", "added"), ("--leave-one-out", "left out")):
        refused = forest(many, option)
        assert refused.code == 1
        assert f"with more than 500 studies, none is {word} in turn" in refused.err.lower()


def test_one_year_goes_by_name_whatever_the_order_of_the_record(pool_of: Pooled) -> None:
    studies = [dated(i, 1990 if i == 3 else 2001, counts(10 + i, 20)) for i in (4, 1, 3, 2)]
    assert [step["added"][:4] for step in pool_of(*studies)["cumulative"]] == ["s003", "s001", "s002", "s004"]
    assert [step["added"][:4] for step in pool_of(*studies[::-1])["cumulative"]] == ["s003", "s001", "s002", "s004"]


def test_pool_shows_the_steps_and_what_they_are_not(acuevid: Command) -> None:
    plain, shown = (
        acuevid("pool", "--catalogue", "p6-nausea").out,
        acuevid("pool", "--cumulative", "--catalogue", "p6-nausea").out,
    )
    assert "As studies were added" not in plain
    steps = shown.split("As studies were added")[1]
    assert re.search(r"Dundee 1986 .*\n.*\nGieron 1993 ", steps)
    assert re.search(r"Wang 2002 +0\.73 \(0\.57 to 0\.93\)", steps)
    assert "is no sequential test: its intervals are not corrected for looking again after each study." in " ".join(
        shown.split()
    )


@pytest.mark.parametrize("option", ["--cumulative", "--leave-one-out"])
@pytest.mark.parametrize("columns", [20, 80, 120])
def test_drawn(forest: Drawn, option: str, columns: int) -> None:
    shown = forest(bcg(), option, columns=columns)
    assert (shown.code, shown.err) == (0, "")
    assert max(map(len, shown.out.splitlines())) <= columns
    if columns >= 80:
        rows = [line for line in shown.out.splitlines() if re.match(r"S\d{3} A|All studies", line)]
        assert len(rows) == 14
        assert all(line.count("▪") == 1 for line in rows[:-1])
        assert "Weight" not in shown.out
        assert "│" in rows[0] + rows[-1] or "┼" in rows[0]


def test_no_effect_stays_inside_the_plot(forest: Drawn) -> None:
    """All intervals below no effect: its line is drawn none the less."""
    studies = [
        dated(i, 2001, event(f'effect = {{ measure = "risk_ratio", estimate = 0.5, se = 0.0{i} }}')) for i in (1, 2, 3)
    ]
    assert forest(studies, "--leave-one-out").out.count("│") >= 3
    assert forest(studies).out.count("│") >= 3


def test_groups_in_which_all_or_none_had_the_event_are_drawn_or_refused(forest: Drawn) -> None:
    """Ratios without much to draw: all or none in both groups, and all against none."""
    for figures in ((40, 40), (0, 0), (40, 0)):
        studies = [dated(i, 2000 + i, counts(*figures)) for i in (1, 2, 3)]
        for option in ("--cumulative", "--leave-one-out"):
            shown = forest(studies, option)
            assert shown.code in (0, 1)
            assert "Traceback" not in shown.err


def test_as_users_see_it(acuevid: Command, golden: Any) -> None:
    for name in ("cumulative", "leave-one-out"):
        golden(f"pool-forest-{name}-80.txt", acuevid("forest", f"--{name}", "--catalogue", "p6-nausea").out)


@pytest.mark.parametrize("option", ["--cumulative", "--leave-one-out"])
def test_the_picture_has_a_row_a_step_and_no_weights(forest: Drawn, option: str) -> None:
    svg = forest(bcg(), option, "-o", "-").out
    assert svg.count('class="estimate"') == 13
    assert svg.count('class="diamond"') == 1
    assert ">Weight<" not in svg
    assert (">Added<" in svg) == (option == "--cumulative")


def test_one_plot_at_a_time(forest: Drawn) -> None:
    assert forest(bcg(), "--cumulative", "--leave-one-out").code == 2
    assert forest(bcg()[:2], "--leave-one-out").code == 1
