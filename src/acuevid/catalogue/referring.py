"""Where a catalogue names a record: what would lead nowhere if the record had no name."""

from typing import Any

from acuevid.catalogue.links import NO_ARM, NO_CONDITION, NO_OUTCOME, NO_RECORD, NO_STUDY, link_problems
from acuevid.catalogue.problem import Path

_DEAD = (NO_CONDITION, NO_ARM, NO_STUDY, NO_RECORD, NO_OUTCOME)


def referring(raw: dict[str, Any], name_at: Path) -> tuple[Path, ...]:
    """The paths of all that refers to the record whose name stands at this path, in no certain order.

    A path ends in a text, or in the key of a table that goes by names. `raw` is the data of a whole catalogue.
    """
    name = at(raw, name_at)
    before = {problem.path for problem in link_problems(raw) if problem.code in _DEAD}
    after = {problem.path for problem in link_problems(_nameless(raw, name_at)) if problem.code in _DEAD}
    listed = {
        ("study", i, "review", "lists", n)  # a list of trials may hold other names, so that none of it leads nowhere
        for i, study in enumerate(raw.get("study", ()))
        for n, other in enumerate(study.get("review", {}).get("lists", ()))
        if other == name and name_at[-1] == "citekey"
    }
    return tuple(after - before | listed)


def at(raw: Any, path: Path) -> Any:
    """The value at a path of plain data; raises KeyError or IndexError where there is none."""
    for step in path:
        raw = raw[step]
    return raw


def _nameless(raw: Any, path: Path) -> Any:
    """The data with nothing at a path; what does not lie on the path is shared."""
    if not path:
        return None
    step, rest = path[0], path[1:]
    if isinstance(raw, list):
        return [_nameless(item, rest) if n == step else item for n, item in enumerate(raw)]
    return {**raw, step: _nameless(raw[step], rest)}
