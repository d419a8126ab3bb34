"""From a name as people type it to the condition or study that it stands for."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

from acuevid.appraisal_tools import Tool
from acuevid.errors import NotFound, UsageError
from acuevid.models import Catalogue, Condition, Study
from acuevid.nearest import nearest

Named = TypeVar("Named", Condition, Study)

_APART = re.compile(r"[^\w]+")
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def fold(text: str) -> str:
    """Text as names are compared: lower case, without accents, words parted by one space."""
    plain = text.casefold()
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return _APART.sub(" ", plain).strip()


def letters(text: str) -> str:
    """Text as titles are compared: folded, letters and figures alone."""
    return "".join(sign for sign in fold(text) if sign.isalnum())


def find_condition(catalogue: Catalogue, name: str) -> Condition:
    """The condition that `name` stands for; raises `NotFound` with candidates, or with the nearest name."""
    exact = catalogue.condition_by_key.get(name)
    if exact is not None:
        return exact
    index = [(c, [c.key, c.name, *c.aliases]) for c in catalogue.conditions]
    return _find(name, "condition", index, lambda c: c.key)


class Clash(NamedTuple):
    """An alias that another condition has, too, as its alias, name or key (`kind`), and where both stand."""

    alias: str
    path: tuple[str | int, ...]
    owner: str
    kind: str
    other: tuple[str | int, ...]


def alias_clashes(catalogue: Catalogue) -> Iterator[Clash]:
    """Each alias that leads to a second condition; case, accents, hyphens and blanks do not tell names apart."""
    seen: dict[str, list[tuple[Condition, str, str, tuple[str | int, ...]]]] = {}
    for i, condition in enumerate(catalogue.conditions):
        own: list[tuple[str, str, tuple[str | int, ...]]] = [
            ("key", condition.key, ("condition", i, "key")),
            ("name", condition.name, ("condition", i, "name")),
            *(("alias", alias, ("condition", i, "aliases", n)) for n, alias in enumerate(condition.aliases)),
        ]
        for kind, name, path in own:
            if plain := fold(name).replace(" ", ""):
                seen.setdefault(plain, []).append((condition, kind, name, path))
    for found in seen.values():
        first, first_kind, first_name, first_path = found[0]
        told = {first.key}
        for condition, kind, name, path in found[1:]:
            if condition.key in told or "alias" not in (first_kind, kind):
                continue
            told.add(condition.key)
            if kind == "alias":
                yield Clash(name, path, first.key, first_kind, first_path)
            else:
                yield Clash(first_name, first_path, condition.key, kind, path)


def find_study(catalogue: Catalogue, name: str) -> Study:
    """The study that `name` stands for: a citekey, an author, or an author and a year."""
    exact = catalogue.study_by_key.get(name)
    if exact is not None:
        return exact
    index = []
    for study in catalogue.studies:
        families = [name.family for name in study.reference.names] or [study.reference.first_family]
        names = [study.citekey, study.label]
        names += [f"{' '.join(families)} {study.reference.year}", " ".join(families)]
        names += [f"{family.casefold().translate(_GERMAN)} {study.reference.year}" for family in families[:1]]
        index.append((study, names))
    return _find(name, "study", index, lambda s: s.citekey)


def find_tool(tools: Mapping[str, Tool], name: str) -> Tool:
    """The tool of appraisal that `name` stands for, by its key or its name; raises `UsageError` with those there are.

    Case, hyphens and blanks do not tell names apart.
    """
    wanted = fold(name).replace(" ", "")
    for tool in tools.values():
        if wanted in (fold(tool.key).replace(" ", ""), fold(tool.name).replace(" ", "")):
            return tool
    raise UsageError(f"no tool of appraisal {_shown(name)}; there are: {', '.join(tools)}")


def _find(name: str, kind: str, index: Sequence[tuple[Named, Sequence[str]]], key: Callable[[Named], str]) -> Named:
    """The one item that `name` fits, by the strictest way of fitting that any item passes."""
    wanted = fold(name)
    folded = [(item, [fold(n) for n in names]) for item, names in index]
    for fits in (_same, _whole_words, _words_begin):
        found = [item for item, names in folded if wanted and any(fits(wanted, n) for n in names)]
        if len(found) == 1:
            return found[0]
        if found:
            more = f" and {len(found) - 10} more" if len(found) > 10 else ""
            told = ", ".join(key(item) for item in found[:10])
            raise NotFound(f"{_shown(name)} could be any of: {told}{more}", has_near=True)
    spellings = {n: names[0] for _, names in folded for n in names}
    near = nearest(wanted, spellings)
    if near:
        keys = {fold(key(item)): key(item) for item, _ in folded}
        raise NotFound(f"no {kind} {_shown(name)}; did you mean {keys[spellings[near]]}?", has_near=True)
    command = {"condition": "acuevid conditions", "study": "acuevid list"}[kind]
    raise NotFound(f"no {kind} {_shown(name)}; '{command}' shows what there is")


def _same(wanted: str, name: str) -> bool:
    return wanted == name or wanted.replace(" ", "") == name.replace(" ", "")


def _whole_words(wanted: str, name: str) -> bool:
    return f" {wanted} " in f" {name} "


def _words_begin(wanted: str, name: str) -> bool:
    return f" {wanted}" in f" {name}"


def _shown(name: str) -> str:
    return f"'{name[:60]}'"
