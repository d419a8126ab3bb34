"""What pydantic says of a catalogue, in an author's words: a code, a message and a hint for each."""

from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from acuevid.catalogue.problem import MISSING, Path, Problem, quoted
from acuevid.models import Catalogue

UNKNOWN_KEY, WRONG_TYPE, NOT_ALLOWED, BAD_FORM = "CAT101", "CAT102", "CAT104", "CAT105"
BAD_YEAR, BAD_DOI, BAD_PAGE = "REF101", "REF102", "REF103"

_FORM_HINT = {
    "citekey": "use lower-case letters, digits, '.', '_' and '-', as in 'shlay1998'",
    "key": "use lower-case letters, digits, '.', '_' and '-', as in 'hiv-neuropathy'",
    "id": "use lower-case letters, digits, '.', '_' and '-', as in 'pain-6-weeks'",
    "doi": "give the bare DOI, from 10. on, whole: a line end may have cut it",
    "page": "write 148-54, 148-154 or e12",
    "p": "write '= 0.058', '< 0.05', or 'ns' where the source says only that it was not significant",
    "published": "write '2014', '2014-11' or '2014-11-03'",
    "language": "write an ISO 639 code such as 'zh' or 'de'",
}
_EXPECTED = {
    "string_type": "text in quotes",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "tuple_type": "a list in square brackets",
    "dict_type": "a table, as in { acupuncture = 14 }",
    "model_type": "a table",
    "model_attributes_type": "a table",
    "is_instance_of": "a number",
    "date_type": "a year or a date",
    "enum": "one of the words allowed",
}
_BOUND = {
    "less_than_equal": "at most",
    "greater_than_equal": "at least",
    "less_than": "below",
    "greater_than": "above",
}
_BY_FIELD = {
    "issued": (BAD_YEAR, "a year, as in 1998, or a date, as in 2011-09-14"),
    "p": (BAD_FORM, "a p-value, as in 0.058 or '< 0.05'"),
}


def did_you_mean(word: str, known: list[str]) -> str:
    """A hint that names the known word nearest to this one, or nothing."""
    near = get_close_matches(word, known, n=1, cutoff=0.6)
    return f"did you mean '{near[0]}'?" if near else ""


def schema_problems(error: ValidationError, raw: dict[str, Any]) -> Iterator[Problem]:
    """Each thing that keeps the data from being a catalogue."""
    seen = set()
    for item in error.errors(include_url=False):
        path, value, present = _real_path(item["loc"], raw)
        problem = _problem(item, path, value, present)
        if (problem.path, problem.code) not in seen:
            seen.add((problem.path, problem.code))
            yield problem


def _real_path(loc: tuple[int | str, ...], raw: Any) -> tuple[Path, Any, bool]:
    """The part of pydantic's location that exists in the data, what stands there, and whether it is all of it."""
    path: list[str | int] = []
    value = raw
    for part in loc:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return tuple(path), value, False
        path.append(part)
    return tuple(path), value, True


def _problem(item: Any, path: Path, value: Any, present: bool) -> Problem:
    kind, ctx, field = item["type"], item.get("ctx", {}), _field(path)
    if kind == "extra_forbidden":
        known = _known_keys(path[:-1])
        hint = did_you_mean(str(path[-1]), known) or f"known keys: {', '.join(known)}"
        return Problem(path, UNKNOWN_KEY, f"unknown key {quoted(path[-1])} in {_table(path[:-1])}", hint)
    if kind == "missing" and not present:
        return Problem(path, MISSING, f"{_table(path)} has no '{item['loc'][-1]}'")
    if kind == "impossible_year":
        return Problem(path, BAD_YEAR, item["msg"])
    if kind == "doi_cut":
        return Problem(path, BAD_DOI, item["msg"], _FORM_HINT["doi"])
    if kind == "page_range":
        return Problem(path, BAD_PAGE, item["msg"], _FORM_HINT["page"])
    if kind in ("enum", "literal_error") and isinstance(value, str):
        allowed = str(ctx.get("expected", "")).replace("'", "").replace(" or ", ", ")
        hint = did_you_mean(value, allowed.split(", "))
        return Problem(path, NOT_ALLOWED, f"{field} = {quoted(value)} is not one of: {allowed}", hint)
    if kind in _EXPECTED or kind.endswith("_type"):
        expected = _BY_FIELD[field][1] if field in _BY_FIELD else _EXPECTED.get(kind, "of another type")
        return Problem(path, WRONG_TYPE, f"{field} should be {expected}, not {_told(value)}", _type_hint(field, value))
    if kind in _BOUND:
        bound = next(iter(ctx.values()), "")
        return Problem(path, BAD_FORM, f"{field} should be {_BOUND[kind]} {bound}, not {_told(value)}")
    code = {"doi": BAD_DOI, "page": BAD_PAGE}.get(field, BAD_FORM)
    hint = _FORM_HINT.get(field, "")
    if kind in ("out_of_range", "impossible_p"):
        return Problem(path, BAD_FORM, f"{field}: {item['msg']}", hint)
    if kind == "string_too_long":
        return Problem(path, code, f"{field} has more than {ctx['max_length']:,} characters", hint)
    if kind == "string_pattern_mismatch":
        return Problem(path, code, f"{quoted(value)} cannot be {_article(field)}", hint)
    return Problem(path, code, f"{field}: {_lowered(item['msg'])}, not {_told(value)}", hint)


_LISTS = ("condition", "study", "arm", "outcome", "section", "paragraph", "mechanism", "claim", "background", "rating")


def _type_hint(field: str, value: object) -> str:
    if field in _LISTS and isinstance(value, dict):
        return f"write [[{field}]], with two brackets, for each"
    return ""


def _field(path: Path) -> str:
    return next((part for part in reversed(path) if isinstance(part, str)), "the file")


def _table(path: Path) -> str:
    names = [part for part in path if isinstance(part, str)]
    return f"[{'.'.join(names)}]" if names else "the catalogue"


def _told(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return f"text ({quoted(value)})"
        case dict():
            return "a table"
        case list():
            return "a list"
        case _:
            return quoted(value).strip("'")


def _article(field: str) -> str:
    return {
        "p": "a p-value",
        "doi": "a DOI",
        "page": "a page range",
        "id": "an id",
        "conditions": "the key of a condition",
        "studies": "the citekey of a study",
        "cites": "a citekey",
    }.get(field, f"a {field}")


def _lowered(message: str) -> str:
    return message[:1].lower() + message[1:]


@cache
def _known_keys(path: Path) -> list[str]:
    model: type[BaseModel] = Catalogue
    for part in path:
        if isinstance(part, str):
            field = next((f for name, f in model.model_fields.items() if part in (name, f.alias)), None)
            inner = _record_in(field.annotation) if field else None
            if inner is None:
                return []
            model = inner
    return [field.alias or name for name, field in model.model_fields.items()]


def _record_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for arg in get_args(annotation) if (found := _record_in(arg))), None)
