"""Many exports to one file at once, as from containers that share a folder: one whole file, and nobody fails."""

import random
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tests.conftest import TALLY
from tests.robust.test_interruption import command

APART = (["unshare", "-p", "-f", "--kill-child"], ["unshare", "-U", "-r", "-p", "-f", "--kill-child"])


def namespace() -> list[str]:
    """What starts a command among process numbers of its own, as a container does; nothing where that is forbidden."""
    for start in APART if shutil.which("unshare") else ():
        if subprocess.run([*start, "true"], check=False, capture_output=True).returncode == 0:
            return start
    return []


@pytest.mark.long
@pytest.mark.parametrize("rounds", [10])
def test_twenty_exports_at_once_and_kills_among_them(tmp_path: Path, rounds: int) -> None:
    path, rng, start = tmp_path / "sheet.html", random.Random(7), namespace()
    export = command("export", "--format", "html", "-o", path)
    part = [*export, "--condition", "hiv"]
    whole = set()
    for made in (export, part):
        subprocess.run(made, check=True, capture_output=True)
        whole.add(path.read_bytes())
    assert len(whole) == 2
    killed = 0
    for _ in range(rounds):
        lasting, doomed = ([], [])  # type: tuple[list[subprocess.Popen[bytes]], list[subprocess.Popen[bytes]]]
        for i in range(26):
            one = [*(start if i % 2 else []), *(part if i % 3 else export)]
            (doomed if i % 4 == 3 else lasting).append(subprocess.Popen(one, stderr=subprocess.PIPE))
        assert len(lasting) == 20
        for process in doomed:
            time.sleep(rng.uniform(0, 1.0))
            assert path.read_bytes() in whole
            killed += process.poll() is None
            process.kill()
        for process in lasting:
            _, told = process.communicate(timeout=120)
            assert (process.returncode, told.count(b"\n")) == (0, 1), told
        for process in doomed:
            process.communicate()
        assert path.read_bytes() in whole
        subprocess.run(export, check=True, capture_output=True)
        assert [p.name for p in tmp_path.iterdir()] == ["sheet.html"]
    where = "two PID namespaces" if start else "one PID namespace"
    TALLY["exports to one file at once"] = f"{20 * rounds} in {where}, {killed} more killed"
