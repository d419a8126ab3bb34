"""What metafor gives (`scripts/moderators.R`), and how near to it figures must be."""

import json
import math
from collections.abc import Iterable
from typing import Any

from hypothesis import strategies as st

from tests.conftest import DATA

REFERENCE: dict[str, Any] = json.loads((DATA / "reference" / "moderators.json").read_text(encoding="utf-8"))
IN_METAFOR = {"EE": "CE"}
STUDIES = st.lists(st.tuples(st.floats(-5, 5), st.floats(1e-4, 1e2)), min_size=4, max_size=12)
EXTREME = st.lists(st.tuples(st.floats(-1e300, 1e300), st.floats(1e-300, 1e300)), min_size=1, max_size=6)
ANYTHING = st.lists(st.tuples(st.floats(), st.floats(), st.floats()), max_size=6)
MODELS = st.sampled_from([("CE", "z"), ("DL", "z"), ("PM", "knha"), ("REML", "knha"), ("REML", "z"), ("DL", "knha")])


def model_of(key: str) -> tuple[Any, Any]:
    """Method and test of a key such as "EE z", in our names."""
    method, test = key.split()[-2:]
    return IN_METAFOR.get(method, method), test


def same(mine: Iterable[float | None], theirs: Iterable[float | None], what: str, rel: float = 1e-8) -> None:
    """Each within a relative 1e-8; where the reference is 0, within 1e-12."""
    for j, (a, b) in enumerate(zip(mine, theirs, strict=True)):
        if a is None or b is None:
            assert (a, b) == (None, None), (what, j)
        else:
            assert math.isclose(a, b, rel_tol=rel, abs_tol=0 if b else 1e-12), (what, j, a, b)


def close(a: float | None, b: float | None, rel: float = 1e-6, tol: float = 1e-8) -> bool:
    """Both undefined, or equal but for the last digits."""
    return a is b is None or (a is not None and b is not None and math.isclose(a, b, rel_tol=rel, abs_tol=tol))


def finite(found: Any) -> bool:
    """Whether no figure of a result is infinite or no number."""
    figures = [value for name in found.__slots__ if isinstance(value := getattr(found, name), float)]
    return all(map(math.isfinite, figures))
