"""What pydantic says of a catalogue, in an author's words: a code, a message and a hint for each."""

from collections.abc import Iterator
from functools import cache
from re import fullmatch
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from acuevid.catalogue.problem import MISSING, Path, Problem, quoted
from acuevid.catalogue.slips import number_hint, two_brackets
from acuevid.models import Catalogue
from acuevid.nearest import nearest
from acuevid.scalars import KEY_PATTERN

UNKNOWN_KEY, WRONG_TYPE, NOT_ALLOWED, BAD_FORM = "CAT101", "CAT102", "CAT104", "CAT105"
BAD_YEAR, BAD_DOI, BAD_PAGE = "REF101", "REF102", "REF103"

_FORM_HINT = {
    "citekey": "use lower-case letters, digits, '.', '_' and '-', as in 'shlay1998'",
    "key": "use lower-case letters, digits, '.', '_' and '-', as in 'hiv-neuropathy'",
    "id": "use lower-case letters, digits, '.', '_' and '-', as in 'pain-6-weeks'",
    "doi": "give the bare DOI, from 10. on, whole: a line end may have cut it",
    "page": "write 148-54, 148-154 or e12",
    "issued": "write 2007, '2007-09' or 2007-09-14",
    "p": "write '= 0.058', '< 0.05', or 'ns' where the source says only that it was not significant",
    "published": "write '2014', '2014-11' or '2014-11-03'",
    "language": "write an ISO 639 code such as 'zh' or 'de'",
    "issn": "write '1234-5679', with the hyphen",
    "pmcid": "write 'PMC1234567'",
    "url": "write the whole address, from https:// on, with no blank in it",
    "protocol": "give the bare DOI, from 10. on, whole",
    "date": "write 2015, '2015-03' or 2015-03-02",
    "accessed": "write 2015, '2015-03' or 2015-03-02",
    "searched": "write 2015, '2015-03' or 2015-03-02",
    "use": "write the sheet, a colon and the citekey there, as in 'neuropathic:shlay1998'",
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
    "issued": (BAD_YEAR, "a year, as in 1998, a month, as in '2011-09', or a date, as in 2011-09-14"),
    "authors": (BAD_FORM, "text in quotes, or a table, as in { family = 'MacPherson', given = 'Hugh' }"),
    "editors": (BAD_FORM, "text in quotes, or a table, as in { family = 'MacPherson', given = 'Hugh' }"),
    **dict.fromkeys(("date", "accessed", "searched"), (BAD_FORM, "a year, a month in quotes, or a date")),
    "p": (BAD_FORM, "a p-value, as in 0.058 or '< 0.05'"),
}
_DESIGN_HINT = {
    "cohort": "did you mean 'cohort'?",
    "follow-up": "use cohort where there is a comparison group, and else before-after",
    "longitudinal": "use cohort where there is a comparison group, and else before-after",
    "observational": "use cohort, case-control or cross-sectional, and before-after where there is one group",
    "cross-sectional": "did you mean 'cross-sectional'?",
    "survey": "use cross-sectional",
    "prevalence": "use cross-sectional",
    "quasi-randomi": "did you mean 'quasi-randomised-trial'?",
    "quasi-experiment": "use non-randomised-controlled, and before-after where there is one group",
    "controlled-before": "use non-randomised-controlled",
    "controlled-clinical": "use randomised-trial where chance made the groups, and else non-randomised-controlled",
    "cct": "use randomised-trial where chance made the groups, and else non-randomised-controlled",
    "crossover": "use randomised-trial, with features = ['crossover']",
    "cross-over": "use randomised-trial, with features = ['crossover']",
    "pilot": "use the design that it pilots, with features = ['pilot']",
    "cluster": "did you mean 'cluster-randomised-trial'?",
    "n-of-1": "did you mean 'n-of-1-trial'?",
    "n-of-one": "did you mean 'n-of-1-trial'?",
    "single-case": "use n-of-1-trial where chance ordered the treatments, and else case-report",
    "case-report": "did you mean 'case-report'?",
    "case-stud": "use case-report, and case-series for several people",
    "network": "did you mean 'network-meta-analysis'?",
    "overview": "did you mean 'overview-of-reviews'?",
    "umbrella": "use overview-of-reviews",
    "review-of-reviews": "use overview-of-reviews",
    "meta": "use systematic-review",
    "narrative": "it is no study: make it a background work",
    "review": "use systematic-review, and for prose without a search a background work",
    "guid": "did you mean 'guideline'?",
    "recommendation": "use guideline",
    "economic": "did you mean 'economic-evaluation'?",
    "cost": "use economic-evaluation",
    "qualitative": "did you mean 'qualitative-study'?",
    "interview": "use qualitative-study",
    "focus-group": "use qualitative-study",
    "protocol": "it has no results yet: leave it out, or make it a background work",
    "animal": "use mechanism-study, and name the species",
    "in-vitro": "use mechanism-study, with species = 'in-vitro'",
    "laboratory": "use mechanism-study",
    "trial": "use randomised-trial where chance made the groups, and else non-randomised-controlled",
}
"""What begins a word for a design that does not exist here, and what to use instead."""


def did_you_mean(word: str, known: list[str]) -> str:
    """A hint that names the known word nearest to this one, or nothing."""
    near = nearest(word, known)
    return f"did you mean '{near}'?" if near else ""


def schema_problems(error: ValidationError, raw: dict[str, Any]) -> Iterator[Problem]:
    """Each thing that keeps the data from being a catalogue."""
    seen = set()
    for item in error.errors(include_url=False):
        path, value, present = _real_path(item["loc"], raw)
        if _is_beside(item["loc"], raw):
            continue
        problem = _problem(item, path, value, present)
        if (problem.path, problem.code) not in seen:
            seen.add((problem.path, problem.code))
            yield problem


_TEXT = "constrained-str"
_AUTHOR = (_TEXT, "Author", "function-after[_one_name(), Author]")
"""What pydantic puts into a place where a text or a table might stand."""


def _is_beside(loc: tuple[int | str, ...], raw: Any) -> bool:
    """Whether it is said of a table that it is no good text, or of a text that it is no good table."""
    at = next((n + 2 for n, part in enumerate(loc) if part in ("authors", "editors")), len(loc))
    if at >= len(loc) or loc[at] not in _AUTHOR:
        return False
    return isinstance(_real_path(loc[:at], raw)[1], dict) == (loc[at] == _TEXT)


def _real_path(loc: tuple[int | str, ...], raw: Any) -> tuple[Path, Any, bool]:
    """The part of pydantic's location that exists in the data, what stands there, and whether it is all of it."""
    path: list[str | int] = []
    value = raw
    for part in loc:
        if part in _AUTHOR and not (isinstance(value, dict) and part in value):
            continue  # which of two kinds was tried
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return tuple(path), value, False
        path.append(part)
    return tuple(path), value, True


def _problem(item: Any, path: Path, value: Any, present: bool) -> Problem:  # noqa: C901  # a case a kind
    kind, ctx, field = item["type"], item.get("ctx", {}), _field(path)
    if kind == "extra_forbidden":
        known = _known_keys(path[:-1])
        hint = did_you_mean(str(path[-1]), known) or f"known keys: {', '.join(known)}"
        return Problem(path, UNKNOWN_KEY, f"unknown key {quoted(path[-1])} in {_table(path[:-1])}", hint)
    if kind == "missing" and not present:
        return Problem(path, MISSING, f"{_table(path)} has no '{item['loc'][-1]}'")
    if kind == "impossible_year":
        return Problem(path, BAD_YEAR, item["msg"])
    if kind == "author_parts":
        return Problem(path, BAD_FORM, item["msg"], "{ family = 'MacPherson', given = 'Hugh' } or { literal = 'WHO' }")
    if kind == "risk_order":
        return Problem(path, BAD_FORM, f"{field}: {item['msg']}", _RISKS_HINT)
    if kind == "effects":
        return Problem(path, BAD_FORM, item["msg"], _EFFECTS_HINT if field != "p" else "move it there")
    if kind == "doi_cut":
        return Problem(path, BAD_DOI, item["msg"], _FORM_HINT["doi"])
    if kind in ("enum", "literal_error") and isinstance(value, str):
        allowed = str(ctx.get("expected", "")).replace("'", "").replace(" or ", ", ")
        hint = (_design_hint(value) if field in ("design", "included") else "") or did_you_mean(
            value, allowed.split(", ")
        )
        hint = hint or _declare_hint(_DECLARED_IN.get(field, ""), value)
        if not allowed:
            return Problem(path, NOT_ALLOWED, f"{field} = {quoted(value)} is not declared", hint)
        return Problem(path, NOT_ALLOWED, f"{field} = {quoted(value)} is not one of: {allowed}", hint)
    if kind in _EXPECTED or kind.endswith("_type"):
        expected = _BY_FIELD[field][1] if field in _BY_FIELD else _EXPECTED.get(kind, "of another type")
        hint = _type_hint(path, kind, value)
        return Problem(path, WRONG_TYPE, f"{field} should be {expected}, not {_told(value)}", hint)
    if kind in _BOUND:
        bound = next(iter(ctx.values()), "")
        return Problem(path, BAD_FORM, f"{field} should be {_BOUND[kind]} {bound}, not {_told(value)}")
    code = {"doi": BAD_DOI, "page": BAD_PAGE, "issued": BAD_YEAR}.get(field, BAD_FORM)
    hint = _FORM_HINT.get(field, "")
    if kind in ("out_of_range", "impossible_p"):
        return Problem(path, BAD_FORM, f"{field}: {item['msg']}", hint)
    if kind == "string_too_long":
        return Problem(path, code, f"{field} has more than {ctx['max_length']:,} characters", hint)
    if kind == "too_long":
        told = f"{field} has {ctx['actual_length']:,} entries, and may have {ctx['max_length']:,}"
        return Problem(path, code, told, hint)
    if kind == "string_pattern_mismatch":
        return Problem(path, code, f"{quoted(value)} cannot be {_article(field)}", hint)
    return Problem(path, code, f"{field}: {_lowered(item['msg'])}, not {_told(value)}", hint)


_RISKS_HINT = "low is the risk of people at a lower one, high that of people at a higher one"
_EFFECTS_HINT = "write primary = true in the one that leads, and in no other"
_LISTS = (
    *("family", "design", "instrument", "condition", "study", "arm", "outcome", "section", "paragraph", "mechanism"),
    *("claim", "background", "rating", "appraisal", "appraisal_tool", "domain", "important_outcome"),
)


def _type_hint(path: Path, kind: str, value: object) -> str:
    field = _field(path)
    if field in _LISTS and isinstance(value, dict):
        names = [part for part in path if isinstance(part, str)]
        return two_brackets(".".join(names))
    if kind == "tuple_type" and isinstance(value, str):
        return f'write {field} = ["{value[:60]}"]'
    if kind in ("int_type", "is_instance_of") and isinstance(value, str):
        return number_hint(value)
    return ""


def _design_hint(word: str) -> str:
    """What a design that people know by this word is here."""
    plain = "-".join(word.casefold().replace("_", " ").replace("-", " ").split())
    if plain.rstrip("s").replace("z", "s") in ("rct", "randomised-trial", "randomised-controlled-trial"):
        return "did you mean 'randomised-trial'?"
    return next((hint for begins, hint in _DESIGN_HINT.items() if begins in plain), "")


_DECLARED_IN = {
    "design": "design",
    "included": "design",
    "family": "family",
    "families": "family",
    "instrument": "instrument",
    "tool": "appraisal_tool",
}
"""The table that declares the words of a field."""
_LEAST = {
    "design": 'label = "…", group = "other-clinical-studies", randomised = false, controlled = true',
    "family": 'label = "…"',
    "instrument": 'name = "…"',
    "appraisal_tool": 'name = "…", its [[appraisal_tool.domain]] tables and its judgements',
}


def _declare_hint(table: str, word: str) -> str:
    """How a word that means something here is declared; nothing where it cannot be."""
    if not table or not fullmatch(KEY_PATTERN, word):
        return ""
    return f'declare it: [[{table}]] with key = "{word}", {_LEAST[table]}'


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
        "issn": "an ISSN",
        "pmcid": "a PMCID",
        "url": "an address of the web",
        "protocol": "a DOI",
        "accessed": "a date",
        "women": "a number of women",
        "searched": "a date",
        "issued": "a date of publication",
        "id": "an id",
        "conditions": "the key of a condition",
        "studies": "the citekey of a study",
        "cites": "a citekey",
        "use": "a study of a sheet",
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
