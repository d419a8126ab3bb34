"""Studies that a sheet takes from another one: ``use = "neuropathic:shlay1998"`` stands for the whole record there.

The taken record is put into the raw data before anything is validated, so that all above reads one catalogue. What it
cannot do without comes with it: the words that its own sheet declares, the works that it cites, and what a person
acknowledged of it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import Path as File
from typing import TYPE_CHECKING, Any

import tomli
from pydantic import ValidationError

from acuevid.catalogue.links import DUPLICATE, NO_STUDY
from acuevid.catalogue.problem import Path, Problem, quoted
from acuevid.catalogue.works import Identity, are_one, identity
from acuevid.citations import keys_in, renamed
from acuevid.models import Used
from acuevid.prose import texts
from acuevid.references import Reference

if TYPE_CHECKING:
    from acuevid.catalogue.locate import Places

NO_SHEET, TWO_MEANINGS, NEEDS = "CAT214", "CAT215", "CAT216"
_WORDS = ("family", "design", "instrument", "appraisal_tool")
OWN = ("citekey", "conditions", "source")
_DEEPEST = 10
"""A record may be taken from a sheet that took it itself; so many times at most."""


@dataclass(frozen=True)
class Lending:
    """A catalogue that lends: its name in messages, its text with plain line feeds, and the data in it."""

    name: str
    text: str
    raw: dict[str, Any]

    @cached_property
    def places(self) -> "Places":
        """The place of every value; made when first asked for."""
        from acuevid.catalogue.locate import locate

        return locate(self.text)

    @cached_property
    def index(self) -> dict[str, int]:
        """The position of each study by its citekey, which is that of the record it uses where it has none itself."""
        found: dict[str, int] = {}
        for i, study in enumerate(_tables(self.raw, "study")):
            key = study.get("citekey") or str(study.get("use", "")).rpartition(":")[2]
            if isinstance(key, str):
                found.setdefault(key, i)
        return found


@dataclass(frozen=True)
class Origin:
    """Where a study was taken from: the sheet by name, its citekey there, and where that record stands."""

    sheet: str
    citekey: str
    lending: Lending
    index: int


class Unlent(Exception):
    """A catalogue that cannot be read for its studies; the text says why."""


@dataclass
class Lenders:
    """The catalogues that may lend, by name, each read when it is first asked for, and once."""

    files: Mapping[str, File]
    read: Callable[[File], bytes]
    shown: Callable[[File], str] = str
    known: dict[str, Lending] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Lending:
        """The catalogue of this name; raises `KeyError` for none, `Unlent` for one that is not readable."""
        if name not in self.known:
            path = self.files[name]
            try:
                text = self.read(path).decode("utf-8-sig").replace("\r\n", "\n")
                self.known[name] = Lending(self.shown(path), text, tomli.loads(text, parse_float=Decimal))
            except (ValueError, ArithmeticError, RecursionError, OSError) as error:
                raise Unlent(f"{self.shown(path)} cannot be read: {error or type(error).__name__}") from None
        return self.known[name]


def uses(raw: Mapping[str, Any]) -> bool:
    """Whether the data of a catalogue has a study that stands elsewhere."""
    return any("use" in study for study in _tables(raw, "study"))


def taken(raw: dict[str, Any], lenders: Lenders) -> tuple[dict[str, Any], dict[int, Origin], list[Problem]]:
    """The data with the records that its studies stand for, where each came from, and what is wrong with them."""
    return _Taking(raw, lenders).all()


class _Taking:
    """One catalogue while its studies are taken."""

    def __init__(self, raw: dict[str, Any], lenders: Lenders) -> None:
        self.raw = dict(raw)
        self.lenders = lenders
        self.problems: list[Problem] = []
        self.origins: dict[int, Origin] = {}
        self.here: dict[tuple[str, str], str] = {}
        """The citekey here of each record that is taken, by its sheet and citekey there."""
        self.own: list[dict[str, Any]] = []
        """The studies that stand here in full."""
        self.identities: dict[int, Identity | None] = {}
        """What tells the work of each reference that was looked at, which all live as long as this."""

    def all(self) -> tuple[dict[str, Any], dict[int, Origin], list[Problem]]:
        studies: list[Any] = list(self.raw["study"])
        lent: dict[int, dict[str, Any]] = {}
        for i, study in enumerate(studies):
            if not isinstance(study, dict) or "use" not in study:
                continue
            problems = list(_not_its_own(study, i))
            self.problems += problems
            found = None if problems else self._origin(study["use"], ("study", i, "use"), _DEEPEST)
            if found is None:
                studies[i] = _stand_in(study)
                continue
            if (found[0].sheet, found[0].citekey) in self.here:
                told = f"{quoted(study['use'])} is used twice, and would count as two"
                self.problems.append(
                    Problem(("study", i, "use"), DUPLICATE, told, "use it once, with all its conditions")
                )
                studies[i] = _stand_in(study)
                continue
            self.origins[i], lent[i] = found
            key = study.get("citekey", found[0].citekey)
            self.here[found[0].sheet, found[0].citekey] = key
        self.own = [study for study in studies if isinstance(study, dict) and "use" not in study]
        for i, record in lent.items():
            studies[i] = self._merged(studies[i], record, i)
            self._bring(studies[i], record, i)
        self.raw["study"] = studies
        return self.raw, self.origins, self.problems

    def _origin(self, use: str, at: Path, depth: int) -> tuple[Origin, dict[str, Any]] | None:
        """The record that a name stands for, from the sheet that holds it in full."""
        name, _, citekey = use.partition(":")
        try:
            lending = self.lenders[name]
        except KeyError:
            told = f"use names {quoted(name)}, which is no sheet of the library or of this folder"
            self.problems.append(Problem(at, NO_SHEET, told, near=tuple(self.lenders.files), name=name))
            return None
        except Unlent as error:
            self.problems.append(Problem(at, NO_SHEET, f"use names {quoted(name)}, and {error}"))
            return None
        index = lending.index.get(citekey)
        if index is None:
            told = f"use names {quoted(citekey)}, which is no study of {name}"
            self.problems.append(Problem(at, NO_STUDY, told, near=tuple(lending.index), name=citekey))
            return None
        record = _tables(lending.raw, "study")[index]
        onward = record.get("use")
        if onward is None:
            return Origin(name, citekey, lending, index), record
        if not isinstance(onward, str) or depth == 0:
            self.problems.append(
                Problem(at, NO_SHEET, f"use of {quoted(use)} leads from sheet to sheet without an end")
            )
            return None
        return self._origin(onward, at, depth - 1)

    def _merged(self, study: dict[str, Any], record: dict[str, Any], i: int) -> dict[str, Any]:
        """The record there with what is this sheet's own, and with its ties to records that are here."""
        origin = self.origins[i]
        merged = {name: value for name, value in record.items() if name not in ("conditions", "source")}
        merged |= {"citekey": origin.citekey} | {name: study[name] for name in OWN if name in study}
        for name in ("reanalysis_of", "companion_of"):
            if isinstance(key := merged.get(name), str):
                tied = self._key_here(origin.sheet, key)
                if tied is None:
                    told = f"{quoted(study['use'])} is of the same people as {quoted(key)}, which is not here"
                    hint = f"add the other: use = '{origin.sheet}:{key}'; both count once"
                    self.problems.append(Problem(("study", i, "use"), NEEDS, told, hint))
                    del merged[name]
                else:
                    merged[name] = tied
        if isinstance(keys := merged.get("included_in"), list):
            here = [tied for key in keys if (tied := self._key_here(origin.sheet, key)) is not None]
            merged = {n: v for n, v in merged.items() if n != "included_in"} | ({"included_in": here} if here else {})
        review = merged.get("review")
        if isinstance(review, dict) and isinstance(names := review.get("lists"), list):
            merged["review"] = review | {"lists": [self._listed(origin, name) for name in names]}
        return merged

    def _listed(self, origin: Origin, name: Any) -> Any:
        """What a review's list calls a trial here: its citekey here, and no name that another trial here has."""
        if name not in origin.lending.index:
            return name
        tied = self._key_here(origin.sheet, name)
        taken = {study.get("citekey") for study in self.own} | set(self.here.values())
        return tied or (f"{origin.sheet}:{name}" if name in taken else name)

    def _key_here(self, sheet: str, key: Any) -> str | None:
        """The citekey here of a record that another sheet calls so: it is used here, too, or stands here in full."""
        end = self._end(sheet, key)
        if end is None:
            return None
        if (end.sheet, end.citekey) in self.here:
            return self.here[end.sheet, end.citekey]
        reference = _tables(end.lending.raw, "study")[end.index].get("reference")
        same = (s.get("citekey") for s in self.own if self._is_same_work(reference, s.get("reference")))
        return next((citekey for citekey in same if isinstance(citekey, str)), None)

    def _end(self, sheet: str, key: Any) -> Origin | None:
        """Where the record in full stands that a sheet calls so; `None` where there is none."""
        for _ in range(_DEEPEST):
            try:
                lending = self.lenders[sheet]
                index = lending.index[key]
            except (KeyError, Unlent):
                return None
            onward = _tables(lending.raw, "study")[index].get("use")
            if not isinstance(onward, str):
                return Origin(sheet, key, lending, index)
            sheet, _, key = onward.partition(":")
        return None

    def _bring(self, study: dict[str, Any], record: dict[str, Any], i: int) -> None:
        """Bring the words that a record uses, the works that it cites, and the acknowledgements that answer for it."""
        origin = self.origins[i]
        lending = origin.lending.raw
        strings = set(_strings(record))
        for table in _WORDS:
            for word in _tables(lending, table):
                if word.get("key") not in strings:
                    continue
                there = next((w for w in _tables(self.raw, table) if w.get("key") == word["key"]), None)
                if there is None:
                    self.raw[table] = [*self.raw.get(table, ()), word]
                elif there != word:
                    told = f"{quoted(study['citekey'])} uses {table} '{word['key']}', which {origin.sheet} declares"
                    hint = "declare it in the same words, or under another key"
                    path = ("study", i, "use")
                    self.problems.append(Problem(path, TWO_MEANINGS, f"{told} in other words than this sheet", hint))
        self._bring_works(study, origin)
        answered = {(a.get("code"), a.get("record")) for a in _tables(self.raw, "acknowledged")}
        for item in _tables(lending, "acknowledged"):
            mine = item | {"record": study["citekey"]}
            if item.get("record") == record.get("citekey") and (item.get("code"), mine["record"]) not in answered:
                self.raw["acknowledged"] = [*self.raw.get("acknowledged", ()), mine]

    def _bring_works(self, study: dict[str, Any], origin: Origin) -> None:
        """Bring the works that a record cites, under a name of their own where another work here has theirs."""
        reference = study.get("reference")
        cited = {key for _, text in texts(study) for key in keys_in(text)}
        named = reference.get("as_cited_in") if isinstance(reference, dict) else None
        names: dict[str, str] = {}
        works = {w.get("citekey"): w for w in _tables(origin.lending.raw, "background")}
        for key in sorted({*cited, *([named] if isinstance(named, str) else [])}):
            tied = self._key_here(origin.sheet, key)
            if tied is not None:
                names[key] = tied
                continue
            end = self._end(origin.sheet, key)
            work = works.get(key) if end is None else _tables(end.lending.raw, "study")[end.index]
            if work is not None and "reference" in work:
                names[key] = self._named_here(key, work["reference"], origin.sheet)
        changed = {old: new for old, new in names.items() if old != new}
        if changed:
            study.update(_renamed(study, changed))
            if named in changed:
                study["reference"] = {**study["reference"], "as_cited_in": changed[named]}

    def _named_here(self, key: str, reference: Any, sheet: str) -> str:
        """The citekey of a work among the works here, to which it is added where it is new."""
        works = _tables(self.raw, "background")
        for work in (*works, *self.own):
            if self._is_same_work(reference, work.get("reference")):
                return str(work.get("citekey"))
        taken = {w.get("citekey") for w in (*works, *self.own)} | set(self.here.values())
        name = key if key not in taken else f"{key}-{sheet}"[:64]
        self.raw["background"] = [*self.raw.get("background", ()), {"citekey": name, "reference": reference}]
        return name

    def _is_same_work(self, one: Any, other: Any) -> bool:
        """Whether two references are of one work; those that nothing tells, where they are word for word the same."""
        mine, theirs = self._identity(one), self._identity(other)
        return mine is not None and theirs is not None and (one == other or are_one(mine, theirs))

    def _identity(self, reference: Any) -> Identity | None:
        """What tells the work of a reference; `None` of what is none, which is said where it is validated."""
        if id(reference) not in self.identities:
            try:
                found = identity(Reference.model_validate(reference))
            except ValidationError:
                found = None
            self.identities[id(reference)] = found
        return self.identities[id(reference)]


def _cited_anew(text: str, names: Mapping[str, str]) -> str:
    """Prose with works under other names, all at once, since one may get the name that another had."""
    for n, old in enumerate(names):
        text = renamed(text, old, f"0.between.{n}")
    for n, new in enumerate(names.values()):
        text = renamed(text, f"0.between.{n}", new)
    return text


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    """Raw data with the works that its texts cite under other names."""
    if isinstance(value, str):
        return _cited_anew(value, names) if "[@" in value else value
    if isinstance(value, dict):
        return {name: _renamed(inner, names) for name, inner in value.items()}
    return [_renamed(inner, names) for inner in value] if isinstance(value, list) else value


def _not_its_own(study: dict[str, Any], i: int) -> Iterator[Problem]:
    """What is wrong with the form of a study that is used: it has little of its own."""
    from acuevid.catalogue.problems import UNKNOWN_KEY, schema_problems

    for name in study:
        if name not in Used.model_fields:
            told = f"a study that is used has no {quoted(name)} of its own"
            hint = f"leave it out here, and change it where the study stands; its own are {', '.join(OWN)}"
            yield Problem(("study", i, name), UNKNOWN_KEY, told, hint)
    own = {name: value for name, value in study.items() if name in Used.model_fields}
    try:
        Used.model_validate(own)
    except ValidationError as error:
        for problem in schema_problems(error, own):
            yield problem._replace(path=("study", i, *problem.path))


def _stand_in(study: dict[str, Any]) -> dict[str, Any]:
    """In the place of one that cannot be taken, which is an error, so that the rest is looked at as well."""
    key = study.get("citekey", str(study.get("use")).rpartition(":")[2])
    reference = {"authors": ["Nobody N"], "title": "none", "issued": 2000}
    return {"citekey": key, "design": "mechanism-study", "reference": reference}


def _tables(raw: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    value = raw.get(name)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _strings(value: Any) -> Iterator[str]:
    """Every text in the values of a record."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
