"""Catalogues of any structure, seeded: parsed ones with values, fields and tables changed, moved, repeated, removed.

Case `n` of a seed is always the same, whatever was made before it.
"""

import copy
import random
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import tomli
from pydantic import ValidationError

from acuevid.catalogue.links import link_problems
from acuevid.models import Catalogue
from tests.conftest import DATA
from tests.robust.records import NASTY

Table = dict[str, Any]
Kind = tuple[str, ...]
"""The names that lead to a table, as in study, outcome."""

SOURCES = (DATA.parents[1] / "data", DATA, DATA / "sheets", *(p for p in (DATA / "cases", *(DATA / "cases").iterdir())))
_MOST_BYTES = 100_000

LONG = (
    "x" * 20_000,
    "x" * 20_001,
    "word " * 3_999,
    "針" * 5_000,
    "e\u0301" * 2_000,
    "\n" * 3_000 + "x",
    "#" * 9_000 + "x",
    "a-" * 9_000,
    "(" * 5_000,
    "*_`" * 3_000,
    "&<>" * 3_000,
    "\\" * 9_999,
    '"' * 9_999,
)
SHORT = ("", " ", "\x00", "\u2028", "\ufeff", "x", "0", "-1", "0.5", "ns", "> 1.0", "< 0", "= 1e-99", "2001-02", "nan")
WHOLE = (0, 1, -1, 2, 10**9, 10**9 + 1, -(10**9), 2**31, 2**63, -(2**64), 10**400, -(10**4000), 1998, 9999)
DECIMALS = (
    *("0.0", "-0.0", "0.001", "0.000000000001", "9999999999", "-9999999999.999999999999", "99.999999999999", "50.5"),
    *("0." + "3" * 40, "1" * 40 + ".5", "1E+30", "-1E-30", "1E-400", "1E+400", "inf", "-inf", "nan"),
)
TIMES = (
    *(date(1, 1, 1), date(9999, 12, 31), date(2001, 2, 3), time(0), time(23, 59, 59, 999_999)),
    *(datetime(2001, 2, 3, 4, 5, 6), datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=-23)))),
)
EACH_TYPE: tuple[Any, ...] = (
    *([], {}, 1, "x", date(2001, 2, 3), [[]], [{}], ["x"], {"x": {}}, True),
    *(Decimal("0.5"), Decimal("nan"), time(1)),
)
LEGAL_WHOLE = (0, 1, 2, 3, 7, 100, 10**6, 10**9 - 1, 10**9)
LEGAL_DECIMALS = (
    *("0", "0.0", "0.001", "0.000000000001", "1", "1.0", "0.5", "50", "99.999999999999", "100", "-1", "-0.5", "-100"),
    *("9999999999", "-9999999999", "9999999999.999999999999", "1.234567890123", "0.10"),
)
LEGAL_P = ("= 0.0" + "1" * 40, "< 1e-99", "> 0", ">= 1", "<= 0", "= 0", "= 1", "ns", "> 0.9999999999", "< 1", "= 0.05")
MANY = (2, 3, 12, 60, 300)
_MOST_PLACES = 5_000
"""A catalogue in which so many values stand is large enough; repeated again and again it would have no bounds."""
_NAMES = frozenset({"citekey", "id", "key", "conditions", "compares", "within", "studies", "cites", "record", "role"})
"""Fields whose value has to fit to another's: exchanged at random they would make all catalogues alike, refused."""


class Case(NamedTuple):
    """A catalogue as raw data: which it is, what was done to it, and the catalogue that it was made from."""

    number: int
    way: str
    data: Table
    source: Table


class Site(NamedTuple):
    """Where a value stands: in a table under a name, or in a list at an index."""

    holder: Any
    at: Any
    kind: Kind

    @property
    def field(self) -> str:
        return self.kind[-1]

    @property
    def value(self) -> Any:
        return self.holder[self.at]

    def put(self, value: Any) -> None:
        self.holder[self.at] = value


def parsed() -> Iterator[Table]:
    """Every catalogue of the project that is TOML, whether it is sound or not."""
    for folder in SOURCES:
        for path in sorted(folder.glob("*.toml")) if folder.is_dir() else ():
            if (data := _toml(path)) is not None:
                yield data


def _toml(path: Path) -> Table | None:
    text = path.read_text(encoding="utf-8")
    try:
        return tomli.loads(text, parse_float=Decimal) if len(text) < _MOST_BYTES else None
    except (ValueError, ArithmeticError):
        return None


def _is_sound(data: Table) -> bool:
    try:
        return bool(Catalogue.model_validate(data)) and not any(True for _ in link_problems(data))
    except ValidationError:
        return False


def sites(value: Any, kind: Kind = ()) -> Iterator[Site]:
    """Every place in the data at which a value stands."""
    members: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for at, member in members:
        inner = (*kind, at) if isinstance(value, dict) else kind
        yield Site(value, at, inner)
        yield from sites(member, inner)


class Generator:
    """The cases of one seed."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.corpus = list(parsed())
        self.sound = [data for data in self.corpus if _is_sound(data)]
        self.known: dict[Kind, dict[str, list[Any]]] = {}
        for data in self.corpus:
            for site in sites(data):
                if isinstance(site.holder, dict):
                    self.known.setdefault(site.kind[:-1], {}).setdefault(site.field, []).append(site.value)

    def cases(self, many: int, start: int = 0) -> Iterator[Case]:
        """So many cases, each by its number."""
        for number in range(start, start + many):
            yield self.case(number)

    def case(self, number: int) -> Case:
        """The case of this number."""
        rng = random.Random(f"{self.seed} {number}")
        way = rng.choice(tuple(_WAYS))
        source = rng.choice(self.corpus if way == "any type anywhere" else self.sound)
        data = copy.deepcopy(source)
        for _ in range(rng.choice((1, 1, 2, 3, 8))):
            rng.choice(_WAYS[way])(self, rng, data)
        return Case(number, way, data, source)

    def each_field(self, types: int) -> Iterator[Table]:
        """Every field that a catalogue of the project has, with values of so many types of TOML in turn."""
        smallest: dict[Kind, Table] = {}
        for data in sorted(self.sound, key=lambda data: sum(1 for _ in sites(data))):
            for site in sites(data):
                smallest.setdefault(site.kind, data)
        for kind, source in smallest.items():
            for value in EACH_TYPE[:types]:
                data = copy.deepcopy(source)
                next(site for site in sites(data) if site.kind == kind).put(copy.deepcopy(value))
                yield data

    def anything(self, rng: random.Random, depth: int = 0) -> Any:
        """A value of any type of TOML."""
        match rng.randrange(9):
            case 0:
                return rng.choice(WHOLE)
            case 1:
                return Decimal(rng.choice(DECIMALS))
            case 2:
                return rng.choice(rng.choice((LONG, SHORT, NASTY)))
            case 3:
                return rng.choice((True, False))
            case 4:
                return rng.choice(TIMES)
            case 5 if depth < 3:
                return [self.anything(rng, depth + 1) for _ in range(rng.choice((0, 1, 2, 5)))]
            case 6 if depth < 3:
                return {self._name(rng): self.anything(rng, depth + 1) for _ in range(rng.choice((0, 1, 2, 5)))}
            case 7:
                return rng.choice(([{}], [{}] * 30, [[]], _nested(40, list), _nested(40, dict), list(range(500))))
            case _:
                return copy.deepcopy(_any_site(rng, rng.choice(self.corpus)).value)

    def _name(self, rng: random.Random) -> str:
        return str(rng.choice((*SHORT, *NASTY, "id", "citekey", "study", "x" * 300)))

    def fitting(self, rng: random.Random, kind: Kind, value: Any) -> Any:
        """A value that a field of this kind may well have: one that another record has, or an extreme one."""
        if kind[-1] == "p" and rng.random() < 0.5:
            return rng.choice(LEGAL_P)
        if rng.random() < 0.5 and (others := self.known.get(kind[:-1], {}).get(kind[-1])):
            return copy.deepcopy(rng.choice(others))
        match value:
            case bool():
                return not value
            case int() | Decimal():
                whole = isinstance(value, int) and rng.random() < 0.7
                return rng.choice(LEGAL_WHOLE) if whole else Decimal(rng.choice(LEGAL_DECIMALS))
            case str():
                return rng.choice(rng.choice((NASTY, LONG[:1] + LONG[2:])))
            case list():
                return value[: rng.randint(0, len(value))]
            case _:
                return value


def _nested(depth: int, kind: type[list[Any]] | type[dict[str, Any]]) -> Any:
    value: Any = kind()
    for _ in range(depth):
        value = [value] if kind is list else {"a": value}
    return value


def _any_site(rng: random.Random, data: Table) -> Site:
    """A place of a kind that is drawn first, so that rare fields are tried as often as common ones."""
    by_kind: dict[Kind, list[Site]] = {}
    for site in sites(data):
        by_kind.setdefault(site.kind, []).append(site)
    return rng.choice(by_kind[rng.choice(sorted(by_kind))]) if by_kind else Site(data, "sheet", ("sheet",))


def _put_anything(made: Generator, rng: random.Random, data: Table) -> None:
    _any_site(rng, data).put(made.anything(rng))


def _add_anything(made: Generator, rng: random.Random, data: Table) -> None:
    holder = rng.choice([data, *(site.value for site in sites(data) if isinstance(site.value, dict))])
    holder[made._name(rng)] = made.anything(rng)


def _put_fitting(made: Generator, rng: random.Random, data: Table) -> None:
    places = [s for s in sites(data) if not isinstance(s.value, dict) and _NAMES.isdisjoint(s.kind)]
    if places:
        field = rng.choice(sorted({site.kind for site in places}))
        site = rng.choice([place for place in places if place.kind == field])
        site.put(made.fitting(rng, site.kind, site.value))


def _add_fitting(made: Generator, rng: random.Random, data: Table) -> None:
    """A field that a table of this kind has elsewhere."""
    holders = [((), data), *((s.kind, s.value) for s in sites(data) if isinstance(s.value, dict))]
    kind, holder = rng.choice([(kind, holder) for kind, holder in holders if kind in made.known])
    field = rng.choice(sorted(made.known[kind].keys() - _NAMES) or ["note"])
    holder[field] = made.fitting(rng, (*kind, field), copy.deepcopy(rng.choice(made.known[kind].get(field, ["x"]))))


def _exchange(_made: Generator, rng: random.Random, data: Table) -> None:
    """Two values, of one field or of any two."""
    first, second = _any_site(rng, data), _any_site(rng, data)
    if rng.random() < 0.5:
        second = rng.choice([site for site in sites(data) if site.kind == first.kind] or [first])
    a, b = copy.deepcopy(first.value), copy.deepcopy(second.value)
    second.put(a)
    first.put(b)


def _remove(_made: Generator, rng: random.Random, data: Table) -> None:
    site = _any_site(rng, data)
    site.holder.pop(site.at, None) if isinstance(site.holder, dict) else site.holder.pop(site.at)


def _move(_made: Generator, rng: random.Random, data: Table) -> None:
    """A value from where it stands to a table that need not have it."""
    site = _any_site(rng, data)
    if site.at not in site.holder and isinstance(site.holder, dict):
        return
    value = site.holder.pop(site.at)
    rng.choice([data, *(s.value for s in sites(data) if isinstance(s.value, dict))])[site.field] = value


def _repeat(_made: Generator, rng: random.Random, data: Table) -> None:
    """A member of a list many times over, mostly under names of its own."""
    places = [site for site in sites(data) if isinstance(site.holder, list)]
    if not places:
        return
    kind = rng.choice(sorted({site.kind for site in places}))
    site = rng.choice([place for place in places if place.kind == kind])
    renamed = rng.random() < 0.8
    room = _MOST_PLACES - sum(1 for _ in sites(data))
    for i in range(min(rng.choice(MANY), room // (1 + sum(1 for _ in sites(site.value))))):
        member = copy.deepcopy(site.value)
        if renamed and isinstance(member, dict):
            for name in ("id", "key", "citekey"):
                if isinstance(member.get(name), str):
                    member[name] = f"{member[name][:50]}-{i}"
        site.holder.append(member)


def _many_arms(_made: Generator, rng: random.Random, data: Table) -> None:
    """A study with hundreds of arms, and figures of each."""
    studies = [s.value for s in sites(data) if s.kind == ("study",) and isinstance(s.value, dict)]
    fitting = [study for study in studies if isinstance(study.get("arm"), list) and study["arm"]]
    if not fitting:
        return
    study = rng.choice(fitting)
    models = [arm for arm in study["arm"] if isinstance(arm, dict)]
    added = (
        [{**rng.choice(models), "id": f"arm-{len(study['arm']) + i}"} for i in range(rng.choice(MANY))]
        if models
        else []
    )
    study["arm"] += added
    for outcome in study.get("outcome", ()) if isinstance(study.get("outcome"), list) else ():
        if not isinstance(outcome, dict):
            continue
        for figures in (outcome.get(name) for name in ("events", "total", "percent", "mean", "sd")):
            if isinstance(figures, dict) and figures:
                figures |= {arm["id"]: rng.choice(tuple(figures.values())) for arm in added}
        pair = [arm.get("id") for arm in study["arm"] if isinstance(arm, dict) and arm.get("role") == "experimental"]
        other = [arm.get("id") for arm in study["arm"] if isinstance(arm, dict) and arm.get("role") == "comparator"]
        if "compares" not in outcome and "within" not in outcome and pair and other:
            outcome["compares"] = [rng.choice(pair), rng.choice(other)]


_Way = Callable[[Generator, random.Random, Table], None]
_WAYS: dict[str, tuple[_Way, ...]] = {
    "any type anywhere": (_put_anything, _put_anything, _add_anything),
    "moved and removed": (_move, _remove, _exchange, _exchange, _repeat),
    "legal extremes": (_put_fitting, _put_fitting, _put_fitting, _add_fitting),
    "many of one kind": (_repeat, _many_arms, _put_fitting),
}
