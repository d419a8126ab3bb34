"""A catalogue of studies, pooled through the command."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Command
from tests.pool.builder import HEAD, Pooled


@pytest.fixture
def pool_of(acuevid: Command, tmp_path: Path) -> Pooled:
    """What ``pool --json`` prints of these studies."""

    def made(*studies: str, options: Sequence[str] = ()) -> dict[str, Any]:
        path = tmp_path / "c.toml"
        path.write_text(HEAD + "".join(studies), encoding="utf-8")
        result = acuevid("pool", "--json", "--catalogue", path, *options)
        assert (result.code, result.err) == (0, "")
        data: dict[str, Any] = json.loads(result.out)
        return data

    return made
