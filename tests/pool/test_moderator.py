"""A pool regressed on one number: the fit against metafor, what is refused, and what is said; through `pool --json`.

Expected figures are `scripts/moderators.R`'s, of metadat's bcg (trials by latitude, which stands in the field of weeks
here) and bangertdrowns2004 (studies by their length in weeks).
"""

import json
import math
from typing import Any

import pytest

from tests.conftest import DATA, Command, Golden
from tests.pool.builder import Pooled, counts, event, scale, study

SETS: dict[str, Any] = json.loads((DATA / "reference" / "moderators.json").read_text(encoding="utf-8"))["moderators"]
COEFFICIENT = ("estimate", "se", "statistic", "p_value", "ci_low", "ci_high")
CASES = {"bcg-ablat": ("risk_ratio", "rr"), "bangertdrowns2004-length": ("std_mean_difference", "smd")}


def close(mine: float | None, theirs: float, what: str) -> None:
    assert mine is not None, what
    assert math.isclose(mine, theirs, rel_tol=1e-8, abs_tol=1e-11), (what, mine, theirs)


def weeks(value: object) -> str:
    return f"treatment.weeks = {value}"


def printed(measure: str, yi: float, vi: float) -> str:
    estimate = math.exp(yi) if measure == "risk_ratio" else yi
    given = f'effect = {{ measure = "{measure}", estimate = {estimate:.12f}, se = {math.sqrt(vi):.12f} }}'
    return event(given) if measure == "risk_ratio" else scale(given)


def catalogue(name: str) -> list[str]:
    data, (measure, _) = SETS[name], CASES[name]
    rows = zip(data["yi"], data["vi"], data["x"][0], strict=True)
    return [study(i, printed(measure, y, v), more=weeks(x)) for i, (y, v, x) in enumerate(rows, 1)]


@pytest.mark.parametrize("name", CASES)
def test_metafor(pool_of: Pooled, name: str) -> None:
    data = pool_of(*catalogue(name), options=("--measure", CASES[name][1], "--moderator", "treatment.weeks"))
    (theirs,) = [fit for fit in SETS[name]["fits"] if (fit["method"], fit["test"]) == ("REML", "knha")]
    mine = data["moderator"]["fit"]
    assert (mine["method"], mine["test"], mine["k"]) == ("REML", "knha", theirs["k"])
    for key in ("tau2", "i2", "r2", "qe", "qe_p", "qm", "qm_p"):
        close(mine[key], theirs[key], key)
    for one, other in zip(mine["coefficients"], theirs["coefficients"], strict=True):
        for key, value in zip(COEFFICIENT, other, strict=True):
            close(one[key], value, key)


def test_the_order_of_studies_does_not_matter(pool_of: Pooled) -> None:
    trials = catalogue("bcg-ablat")
    one, two = (
        pool_of(*some, options=("--moderator", "treatment.weeks"))["moderator"] for some in (trials, trials[::-1])
    )
    for a, b in zip(one["fit"]["coefficients"], two["fit"]["coefficients"], strict=True):
        assert a["estimate"] == pytest.approx(b["estimate"], rel=1e-9)
        assert a["ci_low"] == pytest.approx(b["ci_low"], rel=1e-9)


def text(data: dict[str, Any]) -> str:
    return " ".join(s["text"] for s in data["moderator"]["sentences"])


def test_the_slope_is_told_for_a_step_of_the_moderator(pool_of: Pooled) -> None:
    """By metafor's slope of −0.0291017250 (−0.0471529230 to −0.0110505270) a degree: e^(10 · −0.0291) = 0.7475."""
    data = pool_of(*catalogue("bcg-ablat"), options=("--moderator", "treatment.weeks"))
    told = text(data)
    assert "13 effects are regressed on the length of treatment in weeks, which goes from 13 to 55 among them." in told
    assert "For every 10 weeks more, the risk ratio is multiplied by 0.75, 95% CI 0.62 to 0.90 (p = 0.0046)." in told
    assert "It accounts for 75.6% of τ² (R²); what is left is τ² = 0.076, I² = 68.4%, Q = 30.7 on 11 degrees" in told
    assert all(len(s["text"].split()) <= 35 and s["basis"] for s in data["moderator"]["sentences"])


def trial(number: int, more: str) -> str:
    return study(number, counts(4 + number % 5, 9 + number % 3), more=more)


@pytest.mark.parametrize(("known", "others"), [(9, []), (9, ['treatment.weeks = "6 to 8"']), (0, ["", ""]), (1, [""])])
def test_under_ten_studies_it_is_refused(pool_of: Pooled, known: int, others: list[str]) -> None:
    trials = [trial(i, weeks(i)) for i in range(1, known + 1)]
    trials += [trial(i, more) for i, more in enumerate(others, known + 1)]
    found = pool_of(*trials, options=("--moderator", "treatment.weeks"))["moderator"]
    have = {9: "nine of these record", 1: "one of these records", 0: "none of these records"}[known]
    reason = f"10 studies are needed, and {have} the length of treatment in weeks as a number"
    assert (found["fit"], found["reason"]) == (None, reason)
    assert [s["text"] for s in found["sentences"]] == [f"There is no meta-regression: {reason}."]


def test_ten_studies_are_enough_and_the_others_are_named(pool_of: Pooled) -> None:
    trials = [*(trial(i, weeks(i)) for i in range(1, 11)), trial(11, 'treatment.weeks = "6 to 8"')]
    data = pool_of(*trials, options=("--moderator", "treatment.weeks"))
    assert data["moderator"]["fit"]["k"] == 10
    assert data["moderator"]["without"] == ["s011-2001"]
    assert "S011 A 2001 does not record the length of treatment in weeks as a number, and stands outside" in text(data)


def test_a_moderator_that_does_not_vary_gives_nothing(pool_of: Pooled) -> None:
    found = pool_of(*(trial(i, weeks(6)) for i in range(1, 12)), options=("--moderator", "treatment.weeks"))[
        "moderator"
    ]
    assert (found["fit"], found["reason"]) == (None, "a moderator is the same in all studies")


@pytest.mark.parametrize(
    ("field", "given", "value"),
    [
        ("year", "", 2001),
        ("participants", "", 80),
        ("duration", 'duration = "2 weeks"', 14),
        ("age", "age = 52.5", 52.5),
    ],
)
def test_what_is_a_number(pool_of: Pooled, field: str, given: str, value: float) -> None:
    data = pool_of(trial(1, given), trial(2, given), options=("--moderator", field))
    assert [s["value"] for s in data["moderator"]["studies"]] == [value, value]


def test_rare_events_are_told(pool_of: Pooled) -> None:
    """Of bcg's counts the risk is under 1% in all groups together, so Mantel–Haenszel leads the pool."""
    trials = [study(i, counts(i % 3, i % 4 + 1), (1000, 1000), weeks(i)) for i in range(1, 13)]
    told = text(pool_of(*trials, options=("--moderator", "treatment.weeks")))
    assert "not fit for events as rare as these; Mantel–Haenszel leads the pool" in told


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_screen(acuevid: Command, golden: Golden, columns: int) -> None:
    result = acuevid("pool", "--moderator", "year", "--catalogue", "p6-nausea", columns=columns)
    assert (result.code, result.err) == (0, "")
    assert max(map(len, result.out.splitlines())) <= columns
    if columns > 40:
        golden(f"p6/pool-moderator-{columns}.txt", result.out)


def test_files(acuevid: Command, golden: Golden) -> None:
    options = ("pool", "--moderator", "year", "--catalogue", "p6-nausea")
    golden("p6/pool-moderator-svg.txt", acuevid(*options, "-o", "-").out)
    golden("p6/pool-moderator-md.txt", acuevid(*options, "-f", "md").out)


def test_a_picture_of_nothing_is_refused(acuevid: Command) -> None:
    result = acuevid("pool", "--moderator", "duration", "-o", "-", "--catalogue", "p6-nausea")
    assert (result.code, result.out) == (1, "")
    assert result.err == (
        "acuevid: there is no meta-regression: 10 studies are needed, "
        "and none of these records the duration as a number\n"
    )


def test_wald_leads_where_knapp_hartung_is_narrower(pool_of: Pooled) -> None:
    """The same counts in all: what is left is nothing, and Knapp–Hartung has no interval; nearly so, a narrow one."""
    same = [study(i, counts(5, 10), more=weeks(i)) for i in range(1, 13)]
    found = pool_of(*same, options=("--moderator", "treatment.weeks"))["moderator"]
    assert found["fit"]["test"] == "z"
    assert found["reason"] == "the moderators explain the effects completely, so Knapp–Hartung gives no interval"
    alike = [study(i, counts(5 + i % 2, 10), more=weeks(i)) for i in range(1, 13)]
    found = pool_of(*alike, options=("--moderator", "treatment.weeks"))["moderator"]
    assert (found["fit"]["test"], found["reason"]) == ("z", "Knapp–Hartung's is narrower here")


def test_a_slope_beyond_all_ratios_is_told_as_a_logarithm(pool_of: Pooled) -> None:
    given = 'effect = {{ measure = "risk_ratio", estimate = {}, se = 350 }}'
    trials = [study(i, event(given.format(1 + i / 10)), more=weeks(1 if i == 1 else 2)) for i in range(1, 13)]
    told = text(pool_of(*trials, options=("--moderator", "treatment.weeks")))
    assert "For every 1 week more, the logarithm of the risk ratio changes by 0.42, 95% CI −716.07 to 716.91" in told
