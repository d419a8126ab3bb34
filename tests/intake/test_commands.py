"""``set``, ``rename``, ``remove`` and ``edit`` on the shipped catalogues, through the command line."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from acuevid.catalogue.files import find_catalogue
from acuevid.catalogue.load import load_catalogue
from tests.conftest import Command

GIT = ("git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "core.autocrlf=false")
BOM = b"\xef\xbb\xbf"


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder under git with the shipped catalogue, and with the same as some editors of Windows save it."""
    data = find_catalogue(None).read_bytes()
    (tmp_path / "own.toml").write_bytes(data)
    (tmp_path / "windows.toml").write_bytes(BOM + data.replace(b"\n", b"\r\n"))
    (tmp_path / "nasty.toml").write_bytes((Path(__file__).parent / "nasty.toml").read_bytes())
    for command in (("init", "-q"), ("add", "."), ("commit", "-qm", "as shipped")):
        subprocess.run([*GIT, *command], cwd=tmp_path, check=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "own.toml"


def numstat() -> list[str]:
    """What ``git diff --numstat`` says: lines added, lines taken out, file."""
    done = subprocess.run([*GIT, "diff", "--numstat"], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize("name", ["own.toml", "windows.toml"])
@pytest.mark.parametrize(
    ("command", "added", "taken_out"),
    [
        (("set", "shlay1998", "participants", "251"), 1, 1),
        (("set", "Shlay 1998", "reference.doi", "10.1001/jama.280.18.1590"), 1, 0),
        (("set", "shlay1998", "outcome[pain-change].change.acupuncture", "-0.70"), 1, 0),
        (("set", "pan2008", "reference.volume", "16"), 1, 1),
        (("set", "shlay1998", "verdict", "--unset"), 0, 1),
        (("set", "hiv-neuropathy", "note", "A note."), 1, 0),
        (("set", "sheet", "publisher.website", "example.org"), 1, 1),
        (("rename", "shlay1998", "shlay1998b"), 4, 4),
        (("rename", "hiv-neuropathy", "hiv"), 8, 8),
        (("rename", "placebo", "dummy", "--arm", "shlay1998"), 4, 4),
        (("rename", "pain-change", "change", "--outcome", "shlay1998"), 1, 1),
        (("remove", "shlay1998", "--force"), 2, 89),
    ],
)
def test_only_the_lines_that_must_change_do(
    acuevid: Command, name: str, command: tuple[str, ...], added: int, taken_out: int
) -> None:
    done = acuevid(*command, "--catalogue", name)
    assert (done.code, done.out) == (0, "")
    assert done.err.endswith(f" in {name}\n")
    assert numstat() == [f"{added}\t{taken_out}\t{name}"]


@pytest.mark.parametrize(
    ("field", "value", "line"),
    [
        ("outcome[pain-change].mean.acupuncture", "40.0", "mean = { acupuncture = 40.0 }"),
        ("outcome[pain-change].p", "0.050", "p = 0.050"),
        ("outcome[pain-change].p", "< 0.05", 'p = "< 0.05"'),
        ("women", "12", "women = 12"),
        ("reference.volume", "7", 'volume = "7"'),
        ("reference.issued", "1998-11-11", "issued = 1998-11-11"),
        ("reference.issued", "1998-11", 'issued = "1998-11"'),
        ("population", "920", 'population = "920"'),
        ("population", 'a "b" \\ c', 'population = "a \\"b\\" \\\\ c"'),
        ("conditions", '["hiv-neuropathy", "cancer"]', 'conditions = ["hiv-neuropathy", "cancer"]'),
        ("treatment", "{ sessions = 12 }", "treatment = { sessions = 12 }"),
        ("reference.et_al", "false", "et_al = false"),
        ("outcome[pain-change].change.acupuncture", "-.5", 'change = { acupuncture = "-.5" }'),
    ],
)
def test_a_value_is_toml_where_the_field_takes_that(
    acuevid: Command, own: Path, field: str, value: str, line: str
) -> None:
    done = acuevid("set", "shlay1998", field, value, "--dry-run", "--catalogue", own)
    shown = done.out if done.code == 0 else done.err
    assert f"+{line}\n" in shown or f"    {line}\n" in shown
    assert numstat() == []


@pytest.mark.parametrize(
    ("command", "code", "says"),
    [
        (("set", "shlay1998", "volume", "3"), 1, "no field 'volume' in [study]; did you mean reference.volume?"),
        (("set", "shlay1998", "particpants", "3"), 1, "did you mean participants?"),
        (
            ("set", "shlay1998", "outcome[pian].p", "ns"),
            1,
            "shlay1998 has no such outcome (outcome: pain-acupuncture, ",
        ),
        (("set", "shlay1998", "outcome[pain", "ns"), 1, "'outcome[pain' is no field"),
        (("set", "shlay1998", "citekey", "x"), 1, "'acuevid rename' changes citekey"),
        (("set", "shlay1998", "arm[placebo].id", "x"), 1, "'acuevid rename' changes arm[placebo].id"),
        (("set", "shlay1998", "participants", "-5"), 1, "CAT105 participants should be at least 0, not -5"),
        (("set", "shlay1998", "participants", "many"), 1, "CAT102 participants should be a whole number"),
        (("set", "shlay1998", "reanalysis_of", "nobody1900"), 1, "CAT204"),
        (("set", "shlay1998", "design", "--unset"), 1, "CAT103"),
        (("set", "nobody1900", "participants", "3"), 1, "no study 'nobody1900'"),
        (("set", "shlay1998", "participants"), 2, "give a VALUE, or --unset"),
        (("set", "shlay1998", "participants", "3", "--unset"), 2, "give a VALUE, or --unset"),
        (("rename", "shlay1998", "pan2008"), 1, "CAT201 citekey 'pan2008' is used twice"),
        (("rename", "shlay1998", "Shlay 1998"), 1, "CAT105"),
        (("rename", "nobody", "x", "--arm", "shlay1998"), 1, "shlay1998 has no arm 'nobody'"),
        (("rename", "placebo", "acupuncture", "--arm", "shlay1998"), 1, "CAT201"),
        (("remove", "shlay1998"), 1, "is referred to by [claim] hiv-no-better-than-placebo studies; "),
        (("remove", "liu2010", "--force"), 1, "has nothing else; change or remove that first"),
    ],
)
def test_what_is_refused_is_said_and_changes_nothing(
    acuevid: Command, own: Path, command: tuple[str, ...], code: int, says: str
) -> None:
    done = acuevid(*command, "--catalogue", own)
    assert (done.code, done.out) == (code, "")
    assert says in done.err
    assert numstat() == []


def test_a_claim_goes_and_then_its_study(acuevid: Command, own: Path) -> None:
    for name in ("liu-as-effective", "liu-fewer-harms", "liu2010"):
        assert acuevid("remove", name, "--force", "--catalogue", own).code == 0
    catalogue = load_catalogue(own)
    assert "liu2010" not in catalogue.study_by_key
    assert not {claim.id for claim in catalogue.claims} & {"liu-as-effective", "liu-fewer-harms"}


def test_setting_what_stands_there_changes_nothing(acuevid: Command, own: Path) -> None:
    done = acuevid("set", "shlay1998", "participants", "250", "--catalogue", own)
    assert (done.code, done.err) == (0, "there is nothing to change\n")


def script(folder: Path, body: str) -> Path:
    """An editor: a program in Python that is told its arguments."""
    path = folder / "editor of mine"
    path.write_text(f"#!{sys.executable}\nimport sys, pathlib\n{body}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


TELL = "pathlib.Path('told').write_text(repr(sys.argv[1:]))"


@pytest.mark.parametrize(
    ("name", "arguments", "told"),
    [
        ("vim", "-u NONE", ["-u", "NONE", "+295", "own.toml"]),
        ("nano", "", ["+295", "own.toml"]),
        ("emacsclient", "-t -a ''", ["-t", "-a", "", "+295", "own.toml"]),
        ("code", "", ["--wait", "--goto", "own.toml:295"]),
        ("code", "-w", ["-w", "--goto", "own.toml:295"]),
        ("hx", "", ["own.toml:295"]),
        ("subl", "", ["--wait", "own.toml:295"]),
        ("other", "'; touch shell' $(touch shell)", ["; touch shell", "$(touch", "shell)", "own.toml"]),
    ],
)
@pytest.mark.usefixtures("own")
def test_the_editor_opens_at_the_line_and_no_shell_sees_it(
    acuevid: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, arguments: str, told: list[str]
) -> None:
    (tmp_path / "bin").mkdir()
    script(tmp_path / "bin", TELL).rename(tmp_path / "bin" / name)
    monkeypatch.setenv("VISUAL", f"'{tmp_path / 'bin' / name}' {arguments}")
    monkeypatch.setenv("EDITOR", "false")
    done = acuevid("edit", "Shlay 1998", "--catalogue", "own.toml")
    assert (done.code, done.err) == (0, "")
    assert (tmp_path / "told").read_text() == repr(told)
    assert not (tmp_path / "shell").exists()


@pytest.mark.parametrize(
    ("old", "new", "code", "says"),
    [
        ("participants = 250", "participants = 251", 0, ""),
        (
            "participants = 250",
            "participants = -1",
            1,
            "own.toml:301:1: CAT105 participants should be at least 0, not -1\n",
        ),
        ("participants = 250", "participants = ", 1, "own.toml:301:1"),
        (
            'p = "ns"\\n\\n[[study.outcome]]\\nid = "pain-change"',
            'p = "= 0.0"\\n\\n[[study.outcome]]\\nid = "pain-change"',
            0,
            "STA107",
        ),
        ('citekey = "shlay1998"', 'citekey = "gone1998"', 1, "CAT204"),
    ],
)
def test_what_was_written_is_checked(
    acuevid: Command, own: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, code: int, says: str
) -> None:
    body = f"p = pathlib.Path(sys.argv[-1])\np.write_text(p.read_text().replace({old!r}, {new!r}, 1))".replace(
        "\\\\n", "\\n"
    )
    monkeypatch.setenv("VISUAL", "")
    monkeypatch.setenv("EDITOR", f"'{script(own.parent, body)}'")
    done = acuevid("edit", "shlay1998", "--catalogue", "own.toml")
    assert (done.code, done.err) == (code, "")
    assert says in done.out
    assert (done.out == "") == (says == "")
    assert new.replace("\\n", "\n") in own.read_text(encoding="utf-8")


def test_a_study_beside_broken_toml_can_be_edited(acuevid: Command, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (
        own.read_text(encoding="utf-8").replace("participants = 920", "participants =").replace('"liu2010"', "liu2010")
    )
    own.write_text(text, encoding="utf-8")
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", "true")
    done = acuevid("edit", "shlay1998", "--catalogue", "own.toml")
    assert (done.code, done.err) == (1, "")
    assert "own.toml:89:11: CAT002" in done.out
    done = acuevid("set", "shlay1998", "participants", "3", "--catalogue", "own.toml")
    assert (done.code, done.out) == (1, "")
    assert "own.toml:89:11: CAT002" in done.err  # what cannot be read cannot be checked
    assert own.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    ("editor", "says"),
    [
        ("no-such-editor", "the editor no-such-editor cannot be run: No such file or directory"),
        ("'vim", "EDITOR has a quotation mark without its fellow"),
        ("false", "the editor false ended with 1; nothing was checked"),
    ],
)
@pytest.mark.usefixtures("own")
def test_an_editor_that_fails_is_one_line(
    acuevid: Command, monkeypatch: pytest.MonkeyPatch, editor: str, says: str
) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", editor)
    done = acuevid("edit", "shlay1998", "--catalogue", "own.toml")
    assert (done.code, done.out, done.err) == (1, "", f"acuevid: {says}\n")


def test_at_a_terminal_the_editor_opens_again(own: Path) -> None:
    """The first visit breaks the study, the second puts it right; the answer is Return."""
    body = (
        "p = pathlib.Path(sys.argv[-1])\nt = p.read_text()\n"
        "bad, good = 'participants = -1', 'participants = 250'\n"
        "p.write_text(t.replace(bad, good) if bad in t else t.replace(good, bad))\n"
        "open('lines', 'a').write(sys.argv[1] + ' ')"
    )
    (own.parent / "bin").mkdir()
    script(own.parent / "bin", body).rename(own.parent / "bin" / "vim")
    main, side = pty.openpty()
    environment = {**os.environ, "VISUAL": str(own.parent / "bin" / "vim")}
    process = subprocess.Popen(
        [sys.executable, "-m", "acuevid", "edit", "shlay1998", "--catalogue", "own.toml"],
        stdin=side,
        stdout=subprocess.PIPE,
        stderr=side,
        env=environment,
    )
    os.close(side)
    asked = b""
    while b"[Y/n]" not in asked:
        asked += os.read(main, 1000)
    os.write(main, b"\n")
    out, _ = process.communicate(timeout=60)
    os.close(main)
    assert process.returncode == 0
    assert b"CAT105" in out
    assert (own.parent / "lines").read_text() == "+295 +301 "
    assert numstat() == []


def test_a_pipe_or_a_folder_is_not_changed(acuevid: Command, tmp_path: Path) -> None:
    done = acuevid("set", "shlay1998", "participants", "3", "--catalogue", f"{tmp_path}/")
    assert (done.code, done.out) == (1, "")
    assert done.err.endswith("is no file that can be changed\n")
