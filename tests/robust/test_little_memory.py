"""Where there is little memory, a command ends: with its result, or with one line."""

import os
import subprocess
import sys

import pytest

LIMIT = 60
IN_LITTLE = (
    "import resource, runpy, sys; most = int(sys.argv.pop(1)) * 1024; "
    "resource.setrlimit(resource.RLIMIT_AS, (most, most)); runpy.run_module('acuevid', run_name='__main__')"
)


@pytest.mark.parametrize("verb", ["pool", "forest"])
def test_pooling_in_little_memory_ends(verb: str) -> None:
    """The library behind scipy takes memory for each thread, and where there is none tries again without end."""
    pytest.importorskip("scipy")
    given = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    command = [sys.executable, "-c", IN_LITTLE, "250000", verb, "--catalogue", "p6-nausea"]
    done = subprocess.run(command, capture_output=True, check=False, timeout=LIMIT, text=True, env=given)
    assert "Traceback" not in done.stderr
    assert "internal error" not in done.stderr
    assert (done.returncode, len(done.stderr.splitlines())) in ((0, 0), (1, 1))
    assert done.stdout or done.stderr
