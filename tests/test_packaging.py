"""What is given away: the source distribution and the wheel, their version, and the bounds of what they need."""

import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from importlib.util import find_spec
from typing import Any, NamedTuple

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.version import Version

from acuevid import __version__
from tests.conftest import HERE
from tests.export.tools import missing, program, run

ROOT = HERE.parent
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


class Built(NamedTuple):
    """The names in the source distribution, and in the wheel that was made of it."""

    source: set[str]
    wheel: set[str]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    if find_spec("build") is None:
        missing("build (pip install -e '.[test]')")
    folder = tmp_path_factory.mktemp("dist")
    done = subprocess.run(
        [sys.executable, "-m", "build", "--outdir", str(folder), str(ROOT)], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    with tarfile.open(folder / f"acuevid-{__version__}.tar.gz") as source:
        names = {name.partition("/")[2] for name in source.getnames()}
    return Built(names, set(zipfile.ZipFile(folder / f"acuevid-{__version__}-py3-none-any.whl").namelist()))


def git(*args: str) -> list[str]:
    """What git says of the checkout, line by line."""
    if not (ROOT / ".git").exists():
        pytest.skip("this is about the checkout, and here is none: git has nothing to say of a source distribution")
    return run([program("git"), "-C", str(ROOT), *args]).splitlines()


@pytest.mark.long
def test_the_source_distribution_is_the_checkout(built: Built) -> None:
    """So all that tests read is in it: `.ci/lowest.txt`, `benchmarks/`, the docs; `.ci/run` passes tests from it."""
    assert {
        "pyproject.toml",
        ".ci/run",
        "benchmarks/generate.py",
        "docs/checks.md",
        "tests/conftest.py",
    } <= built.source
    assert not {name for name in git("ls-files") if (ROOT / name).is_file()} - built.source


@pytest.mark.long
def test_the_wheel_has_what_it_should_and_nothing_else(built: Built) -> None:
    names = {name for name in built.wheel if ".dist-info/" not in name}
    package = {f"acuevid/{p.relative_to(ROOT / 'src' / 'acuevid')}" for p in (ROOT / "src").rglob("*") if p.is_file()}
    package = {name for name in package if "__pycache__" not in name}
    data = {f"acuevid/data/{path.name}" for path in (ROOT / "data").glob("*.toml")}
    man = {name for name in names if name.endswith("share/man/man1/acuevid.1")}
    assert len(man) == 1
    assert names == package | data | man


def test_a_tag_says_the_version() -> None:
    assert set(git("tag", "--points-at", "HEAD", "--list", "v[0-9]*")) <= {f"v{__version__}"}


def test_a_version_that_is_tagged_has_its_date_in_the_changelog() -> None:
    if git("tag", "--list", f"v{__version__}"):
        assert re.search(rf"(?m)^## \[{re.escape(__version__)}\] - \d{{4}}-\d\d-\d\d$", text_of("CHANGELOG.md"))


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def bounds(requirement: Requirement) -> tuple[str, str]:
    """The lowest version that is taken, and the first that is not."""
    found = {specifier.operator: specifier.version for specifier in requirement.specifier}
    assert set(found) == {">=", "<"}, requirement
    return found[">="], found["<"]


def test_what_is_needed_has_bounds_and_the_lower_ones_are_tried() -> None:
    """`.ci/run` tests with `.ci/lowest.txt`, and with the newest below the upper bounds."""
    extras = (words for extra, words in PROJECT["optional-dependencies"].items() if extra not in ("test", "dev"))
    needed = [Requirement(word) for words in (PROJECT["dependencies"], *extras) for word in words]
    lowest = {one.name: one for one in map(Requirement, re.findall(r"(?m)^\w.*$", text_of(".ci/lowest.txt")))}
    for one in needed:
        low, high = bounds(one)
        assert str(lowest[one.name].specifier) == f"=={low}", one.name
        assert Version(low) < Version(high)


def test_the_citation_says_what_the_package_says() -> None:
    """Citation File Format 1.2.0: `cff-version`, `message`, `title` and `authors` are required."""
    told = yaml.safe_load(text_of("CITATION.cff"))
    assert (told["cff-version"], told["type"], told["title"]) == ("1.2.0", "software", PROJECT["name"])
    assert (told["version"], told["license"]) == (__version__, PROJECT["license"])
    assert told["abstract"].strip().rstrip(".") == PROJECT["description"]
    assert told["message"]
    assert [author["name"] for author in told["authors"]] == re.findall(r"Copyright \(c\) \d+ (.+)", text_of("LICENSE"))
