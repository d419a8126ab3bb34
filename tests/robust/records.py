"""Whole catalogues for hypothesis, made from the models: any field may be there or not, and any text may be nasty."""

import types
import typing
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from hypothesis import strategies as st
from pydantic import BaseModel

from acuevid import appraisals, models, terms, words
from acuevid.appraisal_tools import OVERALL, TOOLS
from acuevid.measures import REPORTED, MeasureKind
from acuevid.vocabulary import DESIGNS, FAMILIES

ARMS, CONDITIONS = ("a", "b", "c"), ("one", "two", "three")
STUDIES, WORKS = ("first2001", "second2002", "third2003", "fourth2004a"), ("work1999", "work2000")
NASTY = (
    "pain",
    "=1+1",
    "@SUM(A1)",
    "[link](javascript:alert(1))",
    "<script>alert(1)</script>",
    "`rm -rf /`",
    "$(reboot)",
    "\\end{document}",
    "%s {0} {x}",
    "a | b | c",
    "* star *\n\n# heading",
    "1. one",
    "tab\there",
    "\x1b[31mred\x07",
    "\u202eright to left",
    "e\u0301\u00a0\u200b",
    "針灸",
    "🧪" * 3,
    "x" * 200,
    "-",
    'ﬁ, „quotes“ ‘and’ "more"',
    "[bold]rich[/bold] [/]",
    "a}b{c",
    "ER  - \nTY  - JOUR",
    "]]>",
    '"""',
    "'''",
)
texts = st.sampled_from(NASTY) | st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
printed = st.decimals(-50, 50, places=2) | st.integers(-50, 50)

# fields whose values a type alone does not tell
BY_NAME: dict[str, st.SearchStrategy[Any]] = {
    "citekey": st.sampled_from(STUDIES),
    "conditions": st.lists(st.sampled_from(CONDITIONS), min_size=1, max_size=2, unique=True),
    "condition": st.sampled_from(CONDITIONS),
    "key": st.sampled_from(CONDITIONS),
    "compares": st.sampled_from([["a", "b"], ["b", "a"], ["a", "c"]]),
    "within": st.lists(st.sampled_from(ARMS), min_size=1, max_size=2, unique=True),
    "category_of": st.sampled_from(["course", "pain"]),
    "reanalysis_of": st.sampled_from(STUDIES),
    "companion_of": st.sampled_from(STUDIES),
    "included_in": st.lists(st.sampled_from(STUDIES), max_size=2, unique=True),
    "studies": st.lists(st.sampled_from(STUDIES), min_size=1, max_size=3, unique=True),
    "cites": st.lists(st.sampled_from(STUDIES + WORKS), max_size=2, unique=True),
    "record": st.sampled_from(STUDIES),
    "as_cited_in": st.sampled_from(WORKS),
    "code": st.sampled_from(["CNT201", "STA101", "CLM201", "REF202", "XXX999"]),
    "level": st.sampled_from([90, 95, 99]),
    "ci_level": st.sampled_from([90, 95, 99]),
    "statistic": st.sampled_from(["t(28) = 2.20", "F(2, 28) = 2.20", "χ²(1) = 3.84", "z = 1.20", "r(28) = .22"]),
    "items": st.integers(1, 9),
    "instrument": st.just("declared-here"),
    "language": st.sampled_from(["en", "zh", "pt-BR"]),
    "issued": st.integers(1900, 2026) | st.dates(date(1900, 1, 1), date(2026, 1, 1)),
    "page": st.sampled_from(["1", "148-54", "S12-S20", "e1"]),
    "doi": st.sampled_from(["10.1000/abc(1)", "10.1234/a_b;c"]),
    "pmid": st.sampled_from(["1", "123456789"]),
    "pmcid": st.sampled_from(["PMC1", "PMC1234567"]),
    "issn": st.sampled_from(["0304-3959", "1234-567X"]),
    "url": st.sampled_from(["https://example.org/a;b?c='d'&e=%20#f", "http://example.org"]),
    "protocol": st.sampled_from(["10.1000/abc(1)", "10.1234/a_b;c"]),
    "date": st.integers(1900, 2026) | st.dates(date(1900, 1, 1), date(2026, 1, 1)),
    "accessed": st.dates(date(1900, 1, 1), date(2026, 1, 1)),
    "searched": st.sampled_from([2009, "2009-03"]),
    "p": st.sampled_from(["= 0.04", "< .001", "ns", "> 0.05", "<=0.5"]),
    "published": st.sampled_from(["2024", "2024-02", "2024-02-29"]),
    "minimal_important_difference": st.integers(1, 9),
    "control_risk": st.just({"risk": Decimal("0.3"), "high": Decimal("0.5"), "source": "a registry"}),
    "down": st.dictionaries(st.sampled_from([word.value for word in terms.Down]), st.integers(1, 2), max_size=2),
    "up": st.dictionaries(st.sampled_from([word.value for word in terms.Up]), st.integers(1, 2), max_size=1),
    "on": st.integers(1900, 2026),
    "rated_on": st.integers(1900, 2026) | st.dates(date(1900, 1, 1), date(2026, 1, 1)),
    "abbreviations": st.dictionaries(st.sampled_from(["HIV", "RCT", "<b>"]), texts, max_size=2),
}
BY_NAME |= {
    name: st.dictionaries(st.sampled_from(ARMS), st.integers(0, 60), max_size=3) for name in ("events", "total")
}
BY_NAME |= {
    "percent": st.dictionaries(st.sampled_from(ARMS), st.decimals(0, 100, places=1) | st.integers(0, 100), max_size=3)
}
BY_NAME |= {name: st.dictionaries(st.sampled_from(ARMS), printed, max_size=3) for name in ("mean", "sd")}
WORDS: dict[Any, list[str]] = {
    terms.Family: list(FAMILIES),
    terms.Design: list(DESIGNS),
    MeasureKind: list(REPORTED),
}
DECLARED = "declared-here"
"""A word of both tables, and an instrument, that each catalogue declares."""
DECLARED_DESIGN: dict[str, st.SearchStrategy[Any]] = {
    "key": st.just(DECLARED),
    "group": st.just("other-clinical-studies"),
    "level": st.integers(1, 5),
    "controlled": st.just(True),
}
DECLARED_TOOL: dict[str, st.SearchStrategy[Any]] = {
    "key": st.just(DECLARED),
    "domain": st.just([{"key": "one", "name": "One"}, {"key": "two", "name": "Two"}]),
    "judgements": st.just({"good": "low", "fair": "some", "poor": "high"}),
}
LEAST = {"arm": 0, "outcome": 0, "paragraph": 1}


def record(model: type[BaseModel], **fixed: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """The raw table of a record; its optional fields may be missing."""
    needed: dict[str, st.SearchStrategy[Any]] = {}
    optional: dict[str, st.SearchStrategy[Any]] = {}
    for name, field in model.model_fields.items():
        key = field.alias or name
        known = fixed.get(key, BY_NAME.get(name))
        values = _of_type(field.annotation, key) if known is None else known
        (needed if field.is_required() or key in fixed else optional)[key] = values
    return st.fixed_dictionaries(needed, optional=optional)


def _of_type(kind: Any, name: str) -> st.SearchStrategy[Any]:
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Annotated:
        return _of_type(inner[0], name)
    if origin in (types.UnionType, typing.Union):
        return _of_type(next(t for t in inner if t is not type(None)), name)
    if origin is typing.Literal:
        return st.sampled_from(inner)
    if origin is dict:
        return st.dictionaries(st.sampled_from(ARMS), _of_type(inner[1], ""), max_size=3)
    if origin is tuple and len(inner) == 2 and inner[1] is not Ellipsis:
        return st.tuples(_of_type(inner[0], ""), _of_type(inner[1], "")).map(list)
    if origin is tuple:
        return st.lists(_of_type(inner[0], name), min_size=LEAST.get(name, 0), max_size=3)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return record(kind)
    if kind in WORDS:
        return st.sampled_from([*WORDS[kind], DECLARED])
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from([member.value for member in kind])
    return {str: texts, int: st.integers(0, 300), bool: st.booleans(), Decimal: printed}[kind]


@st.composite
def studies(draw: st.DrawFn, citekey: str, others: tuple[str, ...]) -> dict[str, Any]:
    """A study with arms of different names, in which what ties it to others leads somewhere."""
    n = draw(st.integers(0, 3))
    roles = draw(st.permutations(["experimental", "comparator", "comparator"]))[:n]
    arms = [draw(record(models.Arm, id=st.just(ARMS[i]), role=st.just(roles[i]))) for i in range(n)]
    for arm in arms:
        if arm["role"] == "comparator":
            arm.setdefault("comparator", draw(st.sampled_from([kind.value for kind in terms.Comparator])))
    study = draw(
        record(models.Study, citekey=st.just(citekey), arm=st.just(arms), outcome=st.just([]), appraisal=st.just([]))
    )
    study["outcome"] = [_outcome(draw, i, arms) for i in range(draw(st.integers(0, 3)))]
    study["appraisal"] = [_appraisal(draw, study["outcome"]) for _ in range(draw(st.integers(0, 2)))]
    for name in ("reanalysis_of", "companion_of"):
        if study.get(name) not in others:
            study.pop(name, None)
    if "included_in" in study:
        study["included_in"] = [key for key in study["included_in"] if key in others]
    study.setdefault("conditions", ["one"])
    study["reference"].setdefault("title", "A title")
    if "comparator" in roles and draw(st.integers(0, 9)):
        study["design"] = "randomised-trial"
    if study["design"] in DESIGNS and DESIGNS[study["design"]].is_review:
        study.setdefault("review", {"trials": 4})
        if study["design"] == "overview-of-reviews":
            study["review"]["included"] = "systematic-review"
    return study


def _appraisal(draw: st.DrawFn, outcomes: list[dict[str, Any]]) -> dict[str, Any]:
    """An appraisal in the words of its tool, some of them with a domain that the tool has not."""
    tool = draw(st.sampled_from(list(TOOLS.values())))
    ids = [outcome["id"] for outcome in outcomes]
    known = {d.key: draw(st.sampled_from([j.word for j in tool.choices(d.key)])) for d in tool.domains}
    fixed = {
        "tool": st.just(tool.key),
        "domains": st.just(known) | st.just({**known, "other": "x"}) | st.just({}),
        "overall": st.sampled_from([j.label for j in tool.choices(OVERALL)]),
        "support": st.dictionaries(st.sampled_from([*known, OVERALL]), texts, max_size=2),
        "outcomes": st.lists(st.sampled_from(ids), max_size=2, unique=True) if ids else st.just([]),
    }
    return draw(record(appraisals.Appraisal, **fixed))


def _outcome(draw: st.DrawFn, i: int, arms: list[dict[str, Any]]) -> dict[str, Any]:
    outcome = draw(record(models.Outcome, id=st.just(["course", "pain", "walking"][i])))
    there = {arm["id"]: arm["role"] for arm in arms}
    for name in models.BY_GROUP:
        if name in outcome:
            outcome[name] = {arm: value for arm, value in outcome[name].items() if arm in there}
    if "within" in outcome and not there.keys() >= set(outcome["within"]):
        del outcome["within"]
    pair = outcome.get("compares", ())
    if pair and ("within" in outcome or there.get(pair[1]) != "comparator" or pair[0] not in there):
        del outcome["compares"]
    if len(there) > 2 and "compares" not in outcome and "within" not in outcome:
        sides = sorted(there, key=lambda arm: there[arm] == "comparator")
        outcome["compares"] = [sides[0], sides[-1]]
    if draw(st.integers(0, 9)):  # mostly a word that fits
        between = "within" not in outcome and ("compares" in outcome or "comparator" in there.values())
        words = [word.value for word in terms.Direction if word.is_comparative == between]
        outcome["direction"] = draw(st.sampled_from(words))
    return outcome


@st.composite
def catalogues(draw: st.DrawFn) -> dict[str, Any]:
    """A whole catalogue as raw data; most of them load."""
    keys = STUDIES[: draw(st.integers(0, 4))]
    made: dict[str, Any] = {
        "sheet": draw(record(models.Sheet)),
        "family": [draw(record(words.DeclaredFamily, key=st.just(DECLARED)))],
        "design": [draw(record(words.DeclaredDesign, **DECLARED_DESIGN))],
        "instrument": [draw(record(words.Instrument, key=st.just(DECLARED)))],
        "appraisal_tool": [draw(record(words.DeclaredTool, **DECLARED_TOOL))],
        "condition": [draw(record(models.Condition, key=st.just(key))) for key in CONDITIONS],
        "study": [draw(studies(key, keys[:i])) for i, key in enumerate(keys)],
        "background": [draw(record(models.BackgroundWork, citekey=st.just(key))) for key in WORKS],
    }
    for i, work in enumerate(made["background"]):
        work["reference"].pop("as_cited_in", None)
        work["reference"].setdefault("title", f"Work {i}")
    if keys:
        of_studies = st.lists(st.sampled_from(keys), min_size=1, max_size=2, unique=True)
        for table, model in (("section", models.Section), ("mechanism", models.Mechanism), ("claim", models.Claim)):
            fixed = {} if table == "section" else {"studies": of_studies}
            made[table] = [
                draw(record(model, id=st.just(f"{table}-{i}"), **fixed)) for i in range(draw(st.integers(0, 2)))
            ]
        for section in made["section"]:
            for paragraph in section["paragraph"]:
                paragraph["cites"] = [key for key in paragraph.get("cites", ()) if key in (*keys, *WORKS)]
        rated = record(
            appraisals.Rating, family=st.sampled_from(list(FAMILIES)), id=st.just("rated"), because=st.just({})
        )
        made["rating"] = [draw(rated) for _ in range(draw(st.integers(0, 1)))]
        important = record(appraisals.ImportantOutcome, minimal_important_difference=st.integers(1, 9))
        made["important_outcome"] = [draw(important) for _ in range(draw(st.integers(0, 2)))]
        made["acknowledged"] = [draw(record(models.Acknowledgement, record=st.sampled_from(keys)))]
    return made
