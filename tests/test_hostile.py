"""Catalogues and command lines that once hung, crashed or misled; each must now give a line or a sentence."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from acuevid.cli.common import in_ascii
from tests.conftest import DATA, Command

GOOD = (DATA / "good.toml").read_text(encoding="utf-8")
ACUEVID = [sys.executable, "-m", "acuevid"]
COMMANDS = (["check"], ["list"], ["show", "first2001"], ["summarize"], ["export", "--format", "json"])


def write(tmp_path: Path, *changes: tuple[str, str], more: str = "") -> Path:
    text = GOOD
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / "odd.toml"
    path.write_text(text + more, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "change",
    [
        ('p = "= 0.62"', 'p = "= 1.999"'),
        ('p = "= 0.62"', 'p = "> 1.0"'),
        ('p = "= 0.62"', f'p = "= 0.{"1" * 5000}"'),
        ("participants = 40", f"participants = 1{'0' * 400}"),
        ("participants = 40", f"participants = 0x{'f' * 5000}"),
        ("issued = 2001", f"issued = 0x{'f' * 5000}"),
        ("percent = { acupuncture = 40.0, sham = 35.0 }", "mean = { acupuncture = 1e400, sham = 2 }"),
        ("percent = { acupuncture = 40.0, sham = 35.0 }", "mean = { acupuncture = 1e1000000000, sham = 2 }"),
        ("percent = { acupuncture = 40.0, sham = 35.0 }", "mean = { acupuncture = 1e-9999999999, sham = 2 }"),
        ('design = "randomised-trial"', "design = []"),
        ('design = "randomised-trial"', "design = {}"),
        ('label = "sham"', 'label = " \\t"'),
        ('family = "pain"', 'family = "pain"\ncompares = ["sham", "acupuncture"]'),
    ],
    ids=range(13),
)
def test_a_number_or_word_that_cannot_be_is_a_diagnostic(
    acuevid: Command, tmp_path: Path, change: tuple[str, str]
) -> None:
    path = write(tmp_path, change)
    for args in COMMANDS:
        result = acuevid(*args, "--catalogue", path)
        assert result.code == 1
        assert "internal error" not in result.err
        assert "Traceback" not in result.err
        assert "odd.toml:" in result.out + result.err
        assert max(map(len, (result.out + result.err).splitlines())) < 1000


@pytest.mark.parametrize(("people", "percents"), [(2000, "50, 30"), (10000, "50, 30"), (999999999, "27.6, 44.6")])
def test_many_divisions_do_not_hang(acuevid: Command, tmp_path: Path, people: int, percents: str) -> None:
    first, second = percents.split(", ")
    path = write(
        tmp_path,
        ("participants = 40", f"participants = {people}"),
        ("acupuncture = 40.0, sham = 35.0", f"acupuncture = {first}, sham = {second}"),
    )
    for args in COMMANDS:
        assert acuevid(*args, "--catalogue", path).code == 0


def test_many_dead_references_do_not_hang(acuevid: Command, tmp_path: Path) -> None:
    studies = "".join(
        f'\n[[study]]\ncitekey = "s{i}"\nconditions = ["nowhere{i}"]\ndesign = "case-series"\n'
        f'reanalysis_of = "gone{i}"\n'
        f'[study.reference]\ntitle = "T{i}"\nissued = 2000\n'
        for i in range(1500)
    )
    result = acuevid("check", "--catalogue", write(tmp_path, more=studies))
    assert result.code == 1
    assert result.out.count("CAT202") == 1500


def test_a_long_chain_of_reanalyses(acuevid: Command, tmp_path: Path) -> None:
    studies = "".join(
        f'\n[[study]]\ncitekey = "s{i}"\nconditions = ["back-pain"]\ndesign = "case-series"\n'
        f'conclusion = "as before"\nreanalysis_of = "{f"s{i - 1}" if i else "first2001"}"\n'
        f'[study.reference]\ntitle = "T{i}"\nissued = 2000\n'
        for i in range(200)
    )
    result = acuevid("summarize", "back-pain", "--catalogue", write(tmp_path, more=studies))
    assert result.code == 0
    assert "202 studies (2000 to 2002) on 1 independent dataset · 1 not yet extracted" in " ".join(result.out.split())


def test_mixed_ties_and_self_inclusion_are_circles(acuevid: Command, tmp_path: Path) -> None:
    mixed = write(
        tmp_path,
        ("participants = 40", 'participants = 40\nreanalysis_of = "second2002"'),
        ('citekey = "second2002"', 'citekey = "second2002"\ncompanion_of = "first2001"'),
    )
    assert acuevid("check", "--catalogue", mixed).out.count("CAT205") == 2
    own = write(tmp_path, ("participants = 40", 'participants = 40\nincluded_in = ["first2001"]'))
    assert "CAT205" in acuevid("check", "--catalogue", own).out


def test_two_reanalyses_of_a_trial_elsewhere_are_one_dataset(acuevid: Command, tmp_path: Path) -> None:
    more = "".join(
        f'\n[[study]]\ncitekey = "{key}"\nconditions = ["other"]\ndesign = "case-series"\nreanalysis_of = "first2001"\n'
        f'conclusion = "as before"\n'
        f'[study.reference]\ntitle = "{key}"\nissued = 2010\n'
        for key in ("again2010", "more2010")
    )
    path = write(tmp_path, more='\n[[condition]]\nkey = "other"\nname = "other pain"\n' + more)
    result = acuevid("summarize", "other", "--json", "--catalogue", path)
    assert json.loads(result.out)["conditions"][0]["datasets"] == 1


def test_no_python_leaks_into_what_sentences_rest_on(acuevid: Command) -> None:
    text = acuevid("export", "--format", "json").out
    for leak in ("bound method", '"None"', "object at", "<"):
        assert leak not in text.replace('"p": "<', "").replace("p <", "").replace("from <", "").replace('"< ', "")


def test_labels_are_not_rewritten(acuevid: Command, tmp_path: Path) -> None:
    path = write(
        tmp_path,
        ('label = "acupuncture"', 'label = "comparator-matched needling"'),
        ('direction = "no-clear-difference"', 'direction = "favours-experimental"'),
    )
    text = acuevid("show", "first2001", "--catalogue", path, columns=300).out
    assert "favours comparator-matched needling" in text


# ------------------------------------------------------------------- command line


def shell(line: str, **environment: str) -> "subprocess.CompletedProcess[bytes]":
    acuevid = " ".join(ACUEVID)
    return subprocess.run(
        ["bash", "-c", line.replace("acuevid", acuevid)],
        capture_output=True,
        check=False,
        env={**os.environ, **environment},
    )


def test_a_reader_that_goes_away_is_no_error() -> None:
    for unbuffered in ("", "1"):
        done = shell("acuevid export -f json | head -c 10; echo ${PIPESTATUS[0]}", PYTHONUNBUFFERED=unbuffered)
        assert done.stdout.endswith(b"0\n")
        assert done.stderr == b""


def test_closed_standard_output_is_one_line() -> None:
    done = shell("acuevid list >&-")
    assert done.returncode == 1
    assert done.stderr.count(b"\n") == 1
    assert b"internal error" not in done.stderr


def test_odd_columns_home_and_names() -> None:
    assert shell("acuevid summarize hiv", COLUMNS="²").returncode == 0
    assert shell("acuevid summarize hiv", COLUMNS="0").returncode == 0
    for line in ("acuevid list --catalogue ''", "acuevid list --catalogue '~nosuch/x'"):
        done = shell(line)
        assert done.returncode == 1
        assert done.stderr.count(b"\n") == 1
        assert b"internal error" not in done.stderr


def test_json_is_json_on_any_terminal() -> None:
    done = shell("acuevid list --json", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert "Schröder 2007" in [study["study"] for study in json.loads(done.stdout)["studies"]]
    assert json.loads(in_ascii('"ö😀"')) == "ö😀"


def test_export_to_a_pipe_and_odd_names(acuevid: Command, tmp_path: Path) -> None:
    assert shell("acuevid export -f md -o /dev/stdout | wc -l").stdout.strip() > b"100"
    assert acuevid("export", "-o", "").code == 1
    assert acuevid("export", "-o", f"{tmp_path}/nosuch/").code == 1
    notes = tmp_path / "notes.md"
    notes.write_text("see <!-- acuevid\n", encoding="utf-8")
    assert acuevid("export", "-o", notes).code == 1
    long = tmp_path / f"{'n' * 250}.md"
    assert acuevid("export", "-o", long).code == 0


def test_a_condition_is_found_by_its_own_key(acuevid: Command, tmp_path: Path) -> None:
    path = write(tmp_path, more='\n[[condition]]\nkey = "d"\nname = "other"\naliases = ["back-pain"]\n')
    assert acuevid("summarize", "back-pain", "--catalogue", path).code == 0


def test_formats_in_any_case(acuevid: Command) -> None:
    for args in (["list", "-f", "JSON"], ["conditions", "-f", "Json"], ["show", "-f", "JSON", "hui2010"]):
        assert acuevid(*args).code == 0


def test_completion_reads_the_catalogue_before_the_verb(tmp_path: Path) -> None:
    line = f"acuevid --catalogue {DATA / 'good.toml'} show "
    environment = {
        **os.environ,
        "_ACUEVID_COMPLETE": "complete_bash",
        "COMP_WORDS": line,
        "COMP_CWORD": "4",
    }
    done = subprocess.run(ACUEVID, capture_output=True, check=False, env=environment)
    assert b"liu2010" not in done.stdout
    os.mkfifo(tmp_path / "pipe")
    environment["COMP_WORDS"] = f"acuevid --catalogue {tmp_path / 'pipe'} show "
    assert subprocess.run(ACUEVID, capture_output=True, check=False, env=environment, timeout=20).returncode in (0, 1)
