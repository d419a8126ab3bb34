"""Tables as metafor has them, one row a group, and RevMan Web's files; figures from metafor 3.8.1 and metadat."""

import csv
import io
from decimal import Decimal
from pathlib import Path

import pytest

from acuevid.catalogue.load import load_catalogue
from acuevid.models import Catalogue
from tests.conftest import DATA, Command
from tests.intake.test_import import TRIALS, brought, fits

BCG = (DATA / "import" / "bcg.csv").read_text("utf-8")
"""metadat's dat.bcg (Colditz et al. 1994, JAMA 271, 698–702), written by R's write.csv."""
MAPS = ("--map", "tpos=ai", "--map", "tneg=bi", "--map", "cpos=ci", "--map", "cneg=di")


def of(acuevid: Command, tmp_path: Path, text: str, *args: str) -> tuple[Catalogue, str]:
    path = tmp_path / "data.csv"
    path.write_text(text, "utf-8")
    return brought(acuevid, tmp_path, path, *args)


def test_counts_of_metadat_pool_as_metafor_does(acuevid: Command, tmp_path: Path) -> None:
    catalogue, said = of(acuevid, tmp_path, BCG, *MAPS, *TRIALS)
    assert [study.label for study in catalogue.studies][:2] == ["Aronson 1948", "Ferguson 1949"]
    assert catalogue.studies[1].reference.authors == ("Ferguson", "Simes")
    assert catalogue.studies[0].outcomes[0].total == {"treatment": 123, "control": 139}
    # rma(measure = "OR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg, method = "DL")
    found = fits(acuevid, tmp_path / "1.toml", "or")["DerSimonian–Laird, Wald"]
    assert found["estimate"] == pytest.approx(-0.7474, abs=5e-5)
    assert (found["ci_low"], found["ci_high"]) == pytest.approx((-1.1242, -0.3706), abs=5e-5)
    assert found["q"] == pytest.approx(163.1649, abs=5e-5)
    assert "left: data.csv, column alloc: random, alternate, systematic (no field takes it)" in said


def test_semicolons_and_decimal_commas(acuevid: Command, tmp_path: Path) -> None:
    text = "\ufeffstudy;year;m1i;sd1i;n1i;m2i;sd2i;n2i\r\nSmith;2001;3,20;1,5;20;4,1;1,25;21\r\n"
    catalogue, _ = of(acuevid, tmp_path, text)
    outcome = catalogue.studies[0].outcomes[0]
    assert [str(v) for v in outcome.mean.values()] == ["3.20", "4.1"]
    assert [str(v) for v in outcome.sd.values()] == ["1.5", "1.25"]
    assert outcome.total == {"treatment": 20, "control": 21}


def test_an_effect_is_a_printed_effect(acuevid: Command, tmp_path: Path) -> None:
    catalogue, _ = of(acuevid, tmp_path, "study,year,yi,vi\nSmith,2001,-0.693147,0.0625\n", "--measure", "or")
    effect = catalogue.studies[0].outcomes[0].effect
    assert effect is not None
    assert (effect.measure.name, effect.se) == ("odds_ratio", Decimal("0.25"))
    assert float(effect.estimate) == pytest.approx(0.5, abs=1e-6)
    catalogue, _ = of(acuevid, tmp_path, "study,year,yi,sei\nSmith,2001,-1.50,0.40\n", "--measure", "md")
    effect = catalogue.studies[0].outcomes[0].effect
    assert effect is not None
    assert (str(effect.estimate), str(effect.se)) == ("-1.50", "0.40")
    catalogue, _ = of(acuevid, tmp_path, "study,year,yi,ci.lb,ci.ub\nSmith,2001,-1.5,-2.3,-0.7\n", "--measure", "md")
    effect = catalogue.studies[0].outcomes[0].effect
    assert effect is not None
    assert effect.interval == (Decimal("-2.3"), Decimal("-0.7"))


def test_rates_and_single_groups(acuevid: Command, tmp_path: Path) -> None:
    catalogue, _ = of(acuevid, tmp_path, "study,year,x1i,t1i,x2i,t2i\nAFASAK,1989,9,413,19,398\n")
    outcome = catalogue.studies[0].outcomes[0]
    assert outcome.events == {"treatment": 9, "control": 19}
    assert outcome.person_time == {"treatment": 413, "control": 398}
    catalogue, _ = of(acuevid, tmp_path, "study,year,xi,ti\nSmith,2001,9,413.5\n")
    outcome = catalogue.studies[0].outcomes[0]
    assert (outcome.within, outcome.person_time) == (("all",), {"all": Decimal("413.5")})


def test_rows_without_figures_are_listed(acuevid: Command, tmp_path: Path) -> None:
    text = "study,year,ai,n1i,ci,n2i\nSmith,2001,1,10,2,10\nJones,2002,NA,10,2,10\n"
    catalogue, said = of(acuevid, tmp_path, text)
    assert catalogue.studies[1].outcomes == ()
    assert "left: data.csv, line 3: study Jones; year 2002; ai NA; n1i 10; ci 2; n2i 10" in said


LONG = "study,year,treatment,events,n\nSmith,2001,needling,5,40\nSmith,2001,{other},9,41\n"


def test_one_row_a_group(acuevid: Command, tmp_path: Path) -> None:
    catalogue, _ = of(acuevid, tmp_path, LONG.format(other="sham needling"))
    study = catalogue.studies[0]
    sides = study.sides(study.outcomes[0])
    assert sides is not None
    assert [(arm.label, arm.comparator) for arm in sides] == [("needling", None), ("sham needling", "sham")]
    assert study.outcomes[0].total == {"needling": 40, "sham-needling": 41}


def test_groups_of_which_none_reads_as_a_control_are_not_compared(acuevid: Command, tmp_path: Path) -> None:
    catalogue, _ = of(acuevid, tmp_path, LONG.format(other="cupping"))
    study = catalogue.studies[0]
    assert study.outcomes[0].within == ("needling", "cupping")
    catalogue, _ = of(acuevid, tmp_path, LONG.format(other="cupping"), "--control", "cupping")
    study = catalogue.studies[0]
    assert study.outcomes[0].within is None
    assert [arm.role.value for arm in study.arms] == ["experimental", "comparator"]


def test_own_export_for_metafor(acuevid: Command, tmp_path: Path) -> None:
    made = tmp_path / "m.csv"
    p6 = DATA.parent.parent / "data" / "p6-nausea.toml"
    assert acuevid("export", "--catalogue", p6, "--format", "metafor", "-o", made).code == 0
    catalogue, _ = brought(acuevid, tmp_path, made)
    for old, new in zip(load_catalogue(p6).studies, catalogue.studies, strict=True):
        assert (new.citekey, new.design, new.outcomes[0].event_is) == (
            old.citekey,
            old.design,
            old.outcomes[0].event_is,
        )
        assert list(new.outcomes[0].events.values()) == list(old.outcomes[0].events.values())
        assert [arm.comparator for arm in new.arms] == [arm.comparator for arm in old.arms]


# ------------------------------------------------------------------------------------- RevMan Web and Covidence
INFORMATION = "Study,Char: Methods,Char: Participants,Funding\nSmith 2001,Parallel trial,<p>40 adults</p>,Public\n"
ARMS = """Study,Arm,Description,Intervention
Smith 2001,Needling,12 sessions,Acupuncture
Smith 2001,Sham needling,,Sham acupuncture
"""
COLUMNS = (
    "Study,Outcome,Data type,Effect measure,Arm,Reference arm,Sample size,Cases,Mean,SD,SE,Variance,CI level,CI start,"
    "CI end,Exp mean,Exp CI start,Exp CI end,t-test,z-test,P value,Footnotes"
)


def results(*rows: dict[str, str]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS.split(","), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({"Study": "Smith 2001"} | row for row in rows)
    return out.getvalue()


BIAS = 'Study,Domain (judgement): Allocation,Domain (support): Allocation\nSmith 2001,Low risk,"Sealed, opaque"\n'


def test_the_four_files_of_revman_web(acuevid: Command, tmp_path: Path) -> None:
    pain = {"Outcome": "Pain", "Data type": "Continuous"}
    text = results(
        pain | {"Arm": "Needling", "Sample size": "20", "Mean": "3.20", "SD": "1.5", "Footnotes": "at 12 weeks"},
        pain | {"Arm": "Sham needling", "Sample size": "21", "Mean": "4.1", "SD": "1.4"},
        {"Outcome": "Response", "Arm": "Needling", "Sample size": "20", "Cases": "12"},
        {"Outcome": "Response", "Arm": "Sham needling", "Sample size": "21", "Cases": "7"},
        {
            "Outcome": "Relapse",
            "Effect measure": "HR",
            "Arm": "Needling",
            "Reference arm": "Sham needling",
            "Exp mean": "0.70",
            "Exp CI start": "0.52",
            "Exp CI end": "0.94",
            "P value": "0.018",
            "z-test": "-2.37",
        },
    )
    names = []
    for name, content in (("i.csv", INFORMATION), ("a.csv", ARMS), ("r.csv", text), ("b.csv", BIAS)):
        (tmp_path / name).write_text(content, "utf-8")
        names.append(tmp_path / name)
    catalogue, said = brought(acuevid, tmp_path, *names)
    (study,) = catalogue.studies
    assert (study.label, study.population) == ("Smith 2001", "40 adults")
    assert [(a.label, a.role.value, a.comparator) for a in study.arms] == [
        ("Needling", "experimental", None),
        ("Sham needling", "comparator", "sham"),
    ]
    assert study.arms[0].note == "intervention: Acupuncture; 12 sessions"
    means, counts, ratio = sorted(study.outcomes, key=lambda o: ["Pain", "Response", "Relapse"].index(o.label))
    assert [str(v) for v in means.mean.values()] == ["3.20", "4.1"]
    assert means.note == "at 12 weeks"
    assert (counts.events, counts.total) == (
        {"needling": 12, "sham-needling": 7},
        {"needling": 20, "sham-needling": 21},
    )
    assert ratio.effect is not None
    assert (ratio.effect.measure.name, str(ratio.effect.estimate)) == ("hazard_ratio", "0.70")
    assert ratio.p == "= 0.018"
    assert "Relapse, Needling against Sham needling: z-test -2.37 (beside an effect no field takes it)" in said
    assert study.source.notes == (
        "Methods: Parallel trial",
        "Funding: Public",
        "Risk of bias, (judgement): Allocation: Low risk",
        "Risk of bias, (support): Allocation: Sealed, opaque",
    )


def test_the_rows_of_a_data_package(acuevid: Command, tmp_path: Path) -> None:
    text = (
        "Study,Study year,Analysis group,Analysis number,Analysis name,Subgroup,Experimental mean,Experimental SD,"
        "Experimental cases,Experimental N,Control mean,Control SD,Control cases,Control N,O-E,Variance,GIV Mean,"
        "GIV SE,Weight,Mean,CI start,CI end,Footnotes\n"
        "Smith 2001,2001,1,1,Death,Adults,,,5,40,,,9,41,,,,,10,0.57,0.21,1.55,\n"
        "Jones 2002,2002,1,2,Relapse,,,,,,,,,,,,-0.3567,0.15,10,0.7,0.52,0.94,\n"
    )
    catalogue, said = of(acuevid, tmp_path, text)
    (study,) = catalogue.studies
    assert list(study.outcomes[0].events.values()) == [5, 9]
    assert (study.outcomes[0].subgroup, study.outcomes[0].note) == (None, "the review's subgroup: Adults")
    assert "Jones 2002, Relapse: -0.3567 (SE 0.15)" in said


def test_a_column_that_no_file_has(acuevid: Command, tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_text("study,year,ai,n1i,ci,n2i\nSmith,2001,1,10,2,10\n", "utf-8")
    result = acuevid("import", path, "--map", "tposs=ai", "-o", tmp_path / "n.toml")
    assert (result.code, result.err) == (2, "acuevid: no file has a column tposs\n")
    result = acuevid("import", path, "--map", "tpos=aii", "-o", tmp_path / "n.toml")
    assert (result.code, "COLUMN=FIELD with one of the fields" in result.err) == (2, True)
