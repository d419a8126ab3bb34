"""Control risks go upwards: that of people at low risk, that of most, and that of people at high risk."""

from pathlib import Path

import pytest

from tests.appraisal.catalogues import catalogue, study
from tests.conftest import Command


def risky(folder: Path, **risks: float) -> Path:
    important = {"outcome": "peak flow", "importance": "critical", "control_risk": {**risks, "source": "a registry"}}
    return catalogue(folder, [study(1)], important_outcome=[important])


@pytest.mark.parametrize(
    ("risks", "told"),
    [
        ({"risk": 0.5}, ""),
        ({"risk": 0.5, "low": 0.1, "high": 0.9}, ""),
        ({"risk": 0.5, "low": 0.5, "high": 0.5}, ""),
        ({"risk": 0.5, "low": 0.6, "high": 0.4}, "low = 0.6, risk = 0.5, high = 0.4"),
        ({"risk": 0.5, "low": 0.501}, "low = 0.501, risk = 0.5"),
        ({"risk": 0.5, "high": 0.499}, "risk = 0.5, high = 0.499"),
        ({"risk": 0.5, "low": 0.2, "high": 0.4}, "low = 0.2, risk = 0.5, high = 0.4"),
    ],
)
def test_the_order_of_control_risks(risks: dict[str, float], told: str, tmp_path: Path, acuevid: Command) -> None:
    path = risky(tmp_path, **risks)
    result = acuevid("check", "--catalogue", path)
    assert result.code == (1 if told else 0), result.err + result.out
    out = result.out + result.err
    assert (f"CAT105 control_risk: low, risk and high go upwards, and here are {told}\n" in out) is bool(told)
    if told:
        row = next(n for n, line in enumerate(path.read_text().splitlines(), 1) if "control_risk" in line)
        assert f"{path.name}:{row}:" in out
