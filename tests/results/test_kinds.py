"""A room for each kind of result: what papers print of a study goes through every table, sentence and export.

The effects are those of R 4.2.2 with metafor 3.8.1, by the calls that stand beside them; n and the printed figures are
those of `tests/data/kinds.toml`, which is invented.
"""

import json
from decimal import Decimal
from pathlib import Path

import pytest
import tomli

from acuevid.catalogue.load import load_catalogue
from acuevid.models import BY_GROUP, Catalogue
from acuevid.results.kinds import KINDS, kind_of, outcome_effects
from acuevid.results.sides import gap
from tests.conftest import DATA, Command, Golden

CATALOGUE = DATA / "kinds.toml"
R = {
    # escalc("MD", m1i = 3.2, sd1i = 0.28 * sqrt(50), n1i = 50, m2i = 4.1, sd2i = 0.30 * sqrt(50), n2i = 50)
    ("adams2001", "pain", "mean_difference"): (-0.9, 0.41036569057),
    # sd = width / (2 * qt(.975, 39)) * sqrt(40); escalc("MD"), escalc("SMD")
    ("brown2003", "pain", "mean_difference"): (-0.9, 0.419504596089),
    ("brown2003", "pain", "std_mean_difference"): (-0.475093230330, 0.226739299327),
    # escalc("MD", m1i = -2.1, sd1i = 2.4, n1i = 45, m2i = -0.6, sd2i = 2.2, n2i = 45)
    ("davis2007", "pain", "mean_difference"): (-1.5, 0.485340659285),
    # escalc("IRD", x1i = 210, t1i = 880, x2i = 300, t2i = 900); the IRR below on its own scale
    ("evans2009", "attacks", "rate_difference"): (-0.0946969696970, 0.0253287989514),
    ("evans2009", "attacks", "rate_ratio"): (0.715909090909, 0.0899735410842),
    # escalc("RR", ai = 110, n1i = 200, ci = 86, n2i = 200) and "RD", vi times 1 + 19 * 0.05
    ("irwin2017", "recovered", "risk_ratio"): (1.279069767442, 0.144574172423),
    ("irwin2017", "recovered", "risk_difference"): (0.12, 0.0693025973539),
    # escalc("MC", m1i = 4.1, m2i = 5.2, sd1i = 2.4, sd2i = 2.3, ni = 24, ri = 0.6)
    ("jones2019", "pain", "mean_difference"): (-1.1, 0.429437616735),
}


def test_each_figure_by_group_has_one_room() -> None:
    owned = [field.name for kind in KINDS for field in kind.fields]
    assert sorted(owned) == sorted(BY_GROUP)


@pytest.mark.parametrize(("citekey", "outcome_id", "measure"), R)
def test_effects_are_those_of_metafor(citekey: str, outcome_id: str, measure: str) -> None:
    study = load_catalogue(CATALOGUE).study_by_key[citekey]
    outcome = study.outcomes[study.place_of_outcome[outcome_id]]
    found = outcome_effects(study, outcome).get(measure)
    estimate, se = R[citekey, outcome_id, measure]
    assert found is not None
    assert found.estimate == pytest.approx(estimate, abs=1e-8)
    assert found.se == pytest.approx(se, abs=1e-8)


def test_every_kind_has_a_side_and_says_how_its_effect_was_had() -> None:
    told = {}
    for study in load_catalogue(CATALOGUE).studies:
        for outcome in study.outcomes:
            kind = kind_of(outcome)
            if kind is not None:
                found, effects = gap(study, outcome), outcome_effects(study, outcome)
                assert found is not None
                assert found.sign == (1 if outcome.higher_is_better else -1)
                told[study.citekey, outcome.id] = (kind.name, effects.note or effects.reason)
    assert told == {
        ("adams2001", "pain"): ("means", "the standard deviations are had from standard errors"),
        ("brown2003", "pain"): ("means", "the standard deviations are had from intervals"),
        ("clark2005", "days"): (
            "medians",
            "means and deviations are estimated from the medians (Luo et al. 2018; Wan et al. 2014)",
        ),
        ("clark2005", "use"): (
            "medians",
            "no mean is estimated for needling: the values are too skewed to estimate a mean from them",
        ),
        ("davis2007", "pain"): ("changes", ""),
        ("evans2009", "attacks"): ("rates", ""),
        ("irwin2017", "recovered"): (
            "events",
            "intervals widened by the design effect 1.95 "
            "(20.0 people in a cluster, ICC 0.05 from a survey of practices)",
        ),
        ("jones2019", "pain"): ("means", "paired in 24 people, by the printed correlation of 0.6"),
        ("lewis2022", "impact"): ("means", ""),
    }


SCREENS = {
    "summarize": ["summarize", "migraine"],
    "check": ["check", "--all"],
    "pool": ["pool"],
    "list": ["list", "--format", "table"],
    "show-medians": ["show", "clark2005"],
    "show-rates": ["show", "evans2009"],
    "export-md": ["export", "--format", "md"],
    "export-outcomes": ["export", "--format", "tsv", "--rows", "outcomes"],
    "export-metafor": ["export", "--format", "metafor"],
}


@pytest.mark.parametrize("name", SCREENS)
def test_screen(name: str, acuevid: Command, golden: Golden) -> None:
    golden(f"kinds/{name}.txt", acuevid(*SCREENS[name], "--catalogue", CATALOGUE, columns=100).out)


def test_round_trips(acuevid: Command) -> None:
    catalogue = load_catalogue(CATALOGUE)
    again = acuevid("export", "--format", "toml", "--catalogue", CATALOGUE).out
    assert Catalogue.model_validate(tomli.loads(again, parse_float=Decimal)) == catalogue
    data = json.loads(acuevid("export", "--format", "json", "--catalogue", CATALOGUE).out)
    figures = {s["citekey"]: {o["id"]: o for o in s["outcome"]} for s in data["studies"]}
    assert figures["clark2005"]["days"]["iqr"] == {"needling": [2, 6], "usual": [4, 8]}
    assert figures["davis2007"]["pain"]["change_sd"] == {"needling": 2.4, "waiting": 2.2}
    assert figures["ford2011"]["sleep"]["statistic"] == "t(28) = 2.20"


@pytest.mark.parametrize(
    ("statistic", "p", "line"),
    [
        ("t(28) = 2.20", "= .06", "does not"),
        ("t(28) = 1.20", "= .03", "does not"),
        ("F(2, 28) = 2.20", "= .03", "does not"),
        ("r(28) = .22", "= .03", "does not"),
        ("χ²(28) = 2.20", "= .03", "does not"),
        ("z = 1.20", "= .03", "does not"),
        ("Q(28) = 52.20", "= .06", "does not"),
        ("t(28) = 2.20", "= .036", ""),
        ("t(28) = 2.20", "= .037", ""),
        ("t(28) = 2.20", "= .018", "one-sided"),
    ],
)
def test_statistics_as_statcheck_has_them(acuevid: Command, tmp_path: Path, statistic: str, p: str, line: str) -> None:
    """The cases that METHODS names (Nuijten & Epskamp, statcheck): each wrong one is an error of verdict."""
    path = tmp_path / "one.toml"
    text = CATALOGUE.read_text(encoding="utf-8").replace('statistic = "t(28) = 2.20"', f'statistic = "{statistic}"')
    path.write_text(text.replace('p = "= 0.036"', f'p = "{p}"'), encoding="utf-8")
    found = json.loads(acuevid("check", "--json", "--select", "STA", "--catalogue", path).out)
    codes = [d["code"] for d in found["diagnostics"]]
    assert codes == (["STA108"] if line == "does not" else [])
    if line == "does not":
        assert "the two lie on either side of 0.05" in found["diagnostics"][0]["message"]
    if line == "one-sided":
        assert any("one-sided" in one for n in found["numbers"] for one in n["lines"])
