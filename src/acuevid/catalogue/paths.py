"""From a field as results and sentences name it to the path of that field in the TOML file."""

import re

from acuevid.models import BY_GROUP, Catalogue

Path = tuple[str | int, ...]

_NUMBERED = ("effect", "appraisal")
_PART = re.compile(r"([a-z_]+)\[([^\]]*)\]|([^.\[\]]+)")


def toml_path(catalogue: Catalogue, record: str, field: str) -> Path:
    """The path of ``outcome[pain].percent.sham`` of a study; of a condition, work, mechanism or the sheet likewise.

    A record that is not in the catalogue gives the empty path, a part that is not there ends the path before it.
    """
    place = catalogue.place_by_key.get(record)
    if place is None:
        return ("sheet", *field.split(".")) if record == "sheet" else ()
    inner = _inside_study(catalogue, place[1], field) if place[0] == "study" else tuple(field.split("."))
    return (*place, *inner)


def steps(field: str) -> tuple[tuple[str, str | None], ...]:
    """The steps of a field, each a name, with the id in brackets behind it: ``outcome[pain].mean.sham`` has three.

    Raises ValueError where it is none. The group's id behind a figure's name is one step, and may hold dots.
    """
    found: list[tuple[str, str | None]] = []
    rest = field
    while rest:
        match = _PART.match(rest)
        rest = rest[match.end() :] if match is not None else rest
        if match is None or (rest and (not rest.startswith(".") or rest == ".")):
            raise ValueError(f"not a field: {field}")
        table, key, plain = match.groups()
        found.append((plain, None) if plain is not None else (table, key))
        rest = rest[1:]
        if rest and len(found) > 1 and plain in BY_GROUP:
            return (*found, (rest, None))
    if not found:
        raise ValueError("not a field: it is empty")
    return tuple(found)


def _inside_study(catalogue: Catalogue, index: int, field: str) -> Path:
    study = catalogue.studies[index]
    places = {"arm": study.place_of_arm, "outcome": study.place_of_outcome}
    path: list[str | int] = []
    rest = field
    while rest:
        match = _PART.match(rest)
        if match is None:
            break
        table, key, plain = match.groups()
        if plain is not None:
            # an arm's id may hold dots, so what follows the figure's name is one part
            path.append(plain)
            tail = rest[match.end() + 1 :]
            if len(path) > 1 and path[-1] in BY_GROUP and tail:
                path.append(tail)
                break
            rest = tail
            continue
        if table in _NUMBERED and key.isdecimal():  # the first of several is effect[1]
            path += [table, int(key) - 1]
            rest = rest[match.end() + 1 :]
            continue
        if key not in places.get(table, {}):
            break
        path += [table, places[table][key]]
        rest = rest[match.end() + 1 :]
    return tuple(path)
