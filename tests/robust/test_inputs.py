"""Files that are no catalogue, or barely one: one line or diagnostics, an exit code, and an end."""

import os
import subprocess
import sys
import tempfile
import threading
import zipfile
from pathlib import Path
from typing import NamedTuple

import pytest
import tomli

import acuevid as package
from acuevid.catalogue.files import shipped_catalogues
from acuevid.catalogue.load import load_source
from acuevid.catalogue.locate import locate
from acuevid.errors import CatalogueError
from tests.catalogue.test_locate import paths_in
from tests.conftest import DATA, TALLY, rest_long
from tests.export.tools import missing

TOML_TEST = "/usr/share/gocode/src/github.com/BurntSushi/toml/internal/toml-test/tests"
SINCE_TOML_1_1 = ("no-secs", "linebreak-", "trailing-comma", "basic-byte-escapes")
"""Times without seconds, inline tables over several lines or with a last comma, ``\\x`` and ``\\e``."""

PACKAGE = Path(package.__file__).parent
GOOD = (DATA / "good.toml").read_bytes()
MEASURE = (
    "import resource, subprocess, sys; code = subprocess.call(sys.argv[1:]); "
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024); sys.exit(code)"
)


class Done(NamedTuple):
    code: int
    out: str
    err: str


def acuevid(*args: str | Path, stdin: bytes = b"") -> Done:
    command = [sys.executable, "-m", "acuevid", *map(str, args)]
    done = subprocess.run(command, input=stdin, capture_output=True, check=False, timeout=60)
    found = Done(done.returncode, done.stdout.decode(), done.stderr.decode())
    assert "Traceback" not in found.err
    assert "internal error" not in found.err
    return found


ODD = [
    b"",
    b"\x00" * 1000,
    GOOD.replace(b"A trial", b"A \x00 trial"),
    GOOD.decode().encode("utf-16"),
    GOOD.decode().encode("utf-16-le"),
    GOOD.replace(b"\n", b"\r"),
    b"\xef\xbb\xbf\xef\xbb\xbf" + GOOD,
    b"a = " + b"[" * 100_000 + b"]" * 100_000,
    b"a = " + b"{a = " * 5_000 + b"1" + b"}" * 5_000,
    b"a" + b".a" * 20_000 + b" = 1",
    b"[" + b"a." * 20_000 + b"a]",
    GOOD + b"x = 1\n" * 2,
    b"[[study]]\n" * 50_000,
    b"study = 1",
    b"sheet = []",
    b"[sheet]\ntitle = 1979-05-27T07:32:00Z\ntopic = 07:32:00\nintervention = inf\n",
    GOOD.replace(b"40.0", b"1e400"),
    GOOD.replace(b"participants = 40", b"participants = " + b"9" * 5_000),
]


@pytest.mark.parametrize("which", rest_long(range(0, len(ODD), 8), [n for n in range(len(ODD)) if n % 8]))
def test_broken_and_odd_files(tmp_path: Path, which: int) -> None:
    path = tmp_path / "c.toml"
    path.write_bytes(ODD[which])
    for verb in ("list", "check"):
        done = acuevid(verb, "--catalogue", path)
        assert done.code == 1
        assert (done.err or done.out).startswith(("acuevid: ", str(path), "c.toml"))


@pytest.mark.parametrize(
    ("name", "most_mb"),
    [("long string", 500), ("many keys", 500), ("long line of keys", 500)],
)
@pytest.mark.long
def test_large_nonsense_ends_within_memory(tmp_path: Path, name: str, most_mb: int) -> None:
    path = tmp_path / "c.toml"
    with path.open("wb") as stream:
        match name:
            case "long string":
                stream.write(b'[sheet]\ntitle = "' + b"x" * 100_000_000 + b'"\n')
            case "many keys":
                stream.write(b"[sheet]\n" + b"".join(b"k%d = 1\n" % i for i in range(1_000_000)))
            case _:
                stream.write(b"[sheet.abbreviations]\n" + b"".join(b'k%d = "v"\n' % i for i in range(200_000)))
    command = [sys.executable, "-c", MEASURE, sys.executable, "-m", "acuevid", "list", "--catalogue", str(path)]
    done = subprocess.run(command, capture_output=True, check=False, timeout=120, text=True)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    megabytes = int(done.stdout.split()[-1])
    TALLY[f"memory on {name}"] = f"{megabytes} MB"
    assert megabytes < most_mb


def test_the_toml_files_of_python_itself() -> None:
    """CPython's own test files: they come with most Pythons."""
    spec = Path(os.__file__).parent / "test" / "test_tomllib" / "data"
    if not spec.is_dir():
        pytest.skip("this Python came without its tests")
    TALLY["TOML files of Python's tests"] = str(told_apart(spec))


def test_the_toml_projects_own_files() -> None:
    """toml-test's files of valid and of invalid TOML, as a package of Debian's carries them."""
    spec = Path(os.environ.get("ACUEVID_TOML_TEST", TOML_TEST))
    if not spec.is_dir():
        missing("toml-test (Debian's golang-github-burntsushi-toml-dev, or a folder named by ACUEVID_TOML_TEST)")
    TALLY["files of toml-test"] = str(told_apart(spec))


def told_apart(spec: Path) -> int:
    """Valid files are no catalogue, the others no TOML, and each complaint has a line; how many files there are.

    Places are known of all that is valid. A parser of TOML 1.1 takes what 1.0 forbade.
    """
    files = sorted(spec.rglob("*.toml"))
    for path in files:
        with pytest.raises(CatalogueError) as caught:
            load_source(path)
        found = caught.value.diagnostics
        assert all(d.line >= 1 for d in found)
        is_toml = not any(d.code in ("CAT001", "CAT002") for d in found)
        valid = "valid" in path.relative_to(spec).parts
        assert is_toml is valid or (is_toml and path.stem.startswith(SINCE_TOML_1_1)), path
        if is_toml:
            text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
            assert locate(text).paths() == paths_in(tomli.loads(text)), path
    return len(files)


def test_things_that_are_no_file(tmp_path: Path) -> None:
    loop = tmp_path / "loop.toml"
    loop.symlink_to(loop)
    for path in (loop, tmp_path, tmp_path / "gone.toml", Path("/dev/null"), Path("/proc/self/mem"), Path("a\tb")):
        done = acuevid("list", "--catalogue", path)
        assert done.code == 1
        assert done.out == ""
        assert len(done.err.splitlines()) <= 2


@pytest.mark.parametrize("name", ["{}", "~{}", "{}.toml", "./{}", "{}/c.toml"])
@pytest.mark.parametrize("length", [300, 120_000])
@pytest.mark.long
def test_a_long_name_is_cut(name: str, length: int) -> None:
    long = name.format("x" * length)
    for args in (["list", "--catalogue", long], ["diff", long, long]):
        done = acuevid(*args)
        assert (done.code, done.out, len(done.err.splitlines())) == (1, "", 1)
        assert long[:60] in done.err
        assert len(done.err) < 300


def test_standard_input_and_a_pipe(tmp_path: Path) -> None:
    shown = acuevid("list", "--catalogue", "/dev/stdin", stdin=GOOD)
    assert (shown.code, shown.out.count("\n")) == (0, 3)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(GOOD,))
    writer.start()
    done = acuevid("list", "--catalogue", pipe)
    writer.join()
    assert (done.code, done.out) == (0, shown.out)


@pytest.mark.long
def test_acuevid_from_a_zip(tmp_path: Path) -> None:
    """Its own catalogues are found inside, by name, by default and by the path that is shown."""
    zipped = tmp_path / "acuevid.pyz"
    with zipfile.ZipFile(zipped, "w") as archive:
        for file in sorted(PACKAGE.rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                archive.write(file, Path("acuevid") / file.relative_to(PACKAGE))
        for file in shipped_catalogues():
            archive.write(file, Path("acuevid", "data", file.name))
        archive.writestr("__main__.py", "from acuevid.cli import main\nmain()\n")

    def from_zip(*args: str) -> Done:
        command = [sys.executable, str(zipped), *args]
        done = subprocess.run(command, capture_output=True, check=False, cwd=tmp_path, timeout=60)
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    for args in (
        ["catalogues"],
        ["list"],
        ["list", "--catalogue", "p6-nausea"],
        ["summarize", "hiv"],
        ["check", "--catalogue", "p6-nausea"],
        ["list", "--catalogue", "p6-nause"],
        ["export", "--format", "html"],
    ):
        assert from_zip(*args) == acuevid(*args)
    shown = from_zip("catalogues", "--paths")
    for line in shown.out.splitlines()[1:]:
        assert from_zip("list", "--catalogue", line.split("\t")[-1]).code == 0
    within = str(zipped / "acuevid" / "data" / "none.toml")
    assert from_zip("list", "--catalogue", within).code == 1


@pytest.mark.long
def test_poor_surroundings() -> None:
    """No home, no locale, no terminal type, no columns, a folder that cannot be written to."""
    bare = {"PATH": os.environ["PATH"], "TERM": "dumb", "COLUMNS": "0", "LC_ALL": "C"}
    for args in (["list", "--format", "table"], ["summarize", "hiv"], ["map", "--format", "table"], ["--help"]):
        command = [sys.executable, "-m", "acuevid", *args]
        done = subprocess.run(command, capture_output=True, check=False, env=bare, timeout=60)
        assert (done.returncode, done.stderr) == (0, b"")
        assert b"\x1b" not in done.stdout
    for columns in ("20", "1"):
        command = [sys.executable, "-m", "acuevid", "list", "--format", "table"]
        done = subprocess.run(command, capture_output=True, check=True, env=bare | {"COLUMNS": columns}, timeout=60)
        assert max(map(len, done.stdout.decode().splitlines())) <= 20
    refused = acuevid("export", "-o", "/proc/sheet.md")
    assert (refused.code, len(refused.err.splitlines())) == (1, 1)


@pytest.mark.parametrize("closed", ["1>&-", "2>&-", "1>&- 2>&-"])
def test_closed_streams(closed: str) -> None:
    with tempfile.TemporaryFile() as rest:
        command = f"{sys.executable} -m acuevid list {closed}"
        done = subprocess.run(["bash", "-c", command], stdout=rest, stderr=rest, check=False, timeout=60)
        rest.seek(0)
        assert b"Traceback" not in rest.read()
    assert done.returncode == (0 if closed == "2>&-" else 1)
