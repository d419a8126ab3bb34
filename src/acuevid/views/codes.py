"""What every diagnostic code means: for `check --explain` and the page of checks."""

import inspect
from typing import NamedTuple

from acuevid.catalogue import retractions
from acuevid.checks import prose
from acuevid.checks import run as _run  # the register fills as it loads
from acuevid.checks.between import RULES as BETWEEN
from acuevid.checks.rated import RatingCheck, rating_checks
from acuevid.checks.results import CHECKS, Check
from acuevid.diagnostics import Severity
from acuevid.errors import NotFound, UsageError
from acuevid.synthesis.claim_rules import RULES
from acuevid.views import todo
from acuevid.views.findings import ALIAS_OF_TWO
from acuevid.views.style import FAINT

__all__ = ["Code", "all_codes", "explanation", "known_codes"]

_AT_LOADING = (
    ("CAT001", "the file cannot be read", "It is not there, not a file, or not UTF-8.", "byte 0x80 is not UTF-8"),
    ("CAT002", "the file is not TOML", "The text breaks a rule of TOML 1.0.", "participants = = 40"),
    (
        "CAT003",
        "a table of too many keys",
        "No record has so many; the file is no catalogue.",
        "a million lines of key = 1",
    ),
    ("CAT101", "unknown key", "A record is closed: a misspelt key would otherwise be lost.", "particpants = 40"),
    ("CAT102", "wrong type", "A value is of another kind than the record asks for.", 'participants = "40"'),
    ("CAT103", "missing field", "A record lacks a field that it cannot do without.", "a reference without a title"),
    ("CAT104", "value not allowed", "A word is neither built in nor declared.", 'design = "chohort"'),
    ("CAT105", "value of the wrong form", "A value has the right type and cannot be right.", "a percentage of 135"),
    ("CAT201", "used twice", "A key that must be single stands twice.", "two studies with one citekey"),
    ("CAT202", "unknown condition", "A name stands for no condition.", 'conditions = ["bakc-pain"]'),
    ("CAT203", "unknown arm", "A name stands for no arm of the study.", "percent = { shan = 35.0 }"),
    ("CAT204", "unknown study", "A name stands for no study or work.", 'reanalysis_of = "frist2001"'),
    ("CAT205", "a circle", "Re-analyses lead back to where they began.", "a of b, b of a"),
    ("CAT206", "which arms?", "In a study of several arms an outcome does not say which.", "no compares, no within"),
    (
        "CAT207",
        "unknown record",
        "A name stands for no study, claim, section, mechanism or rating.",
        'record = "shlay1989"',
    ),
    (
        "CAT208",
        "a direction of the wrong kind",
        "Changes are no comparisons.",
        'direction = "improved" between two arms',
    ),
    ("CAT209", "a comparator in an uncontrolled design", "One of the two is wrong.", "a case series with a sham arm"),
    ("CAT210", "no comparator", "The second of two arms compared is no comparator.", "two experimental arms"),
    (
        "CAT211",
        "more conditions than a sheet can hold",
        "Each study is told under each of its conditions; together they name at most 10,000, or five each.",
        "500 studies with 100 conditions each",
    ),
    ("CAT212", "unknown outcome", "A name stands for no outcome of the study.", 'outcomes = ["apin"]'),
    (
        "CAT213",
        "a citation that is none",
        r"In prose `[@` begins a citation, `[@citekey]`; as text it is `\[@`.",
        "[@shlay1998, p. 3]",
    ),
    (
        "CAT214",
        "unknown sheet",
        "A study is used from a sheet that is not in the library, nor in this folder, or that cannot be read.",
        'use = "neuropathc:shlay1998"',
    ),
    (
        "CAT215",
        "a word of two meanings",
        "A study that is used speaks a declared word which this sheet declares otherwise.",
        "a family 'stiffness' with another label in each sheet",
    ),
    (
        "CAT216",
        "a study that needs another",
        "A study that is used is of the same people as one that is not here, and both would count as independent.",
        "a re-analysis that is used without its trial",
    ),
    (_run.UNUSED_ACKNOWLEDGEMENT, "an acknowledgement of nothing", "It answers no finding.", "a code that is mended"),
    (
        ALIAS_OF_TWO,
        "an alias of two conditions",
        "Who asks for a condition by this alias is asked back, or gets the one whose key it is.",
        'aliases = ["headache"] under tension headache and under migraine',
    ),
    (
        FAINT,
        "a colour that cannot be read",
        "Text in the publisher's colour needs a contrast of 4.5 to 1 with the page, which is darkened until it has.",
        'colour = "#ffcc00"',
    ),
    ("REF101", "impossible year", "No work was published then.", "issued = 2991"),
    ("REF102", "impossible DOI", "It has not the form of a DOI, or seems cut off.", 'doi = "10.1000/first-"'),
    ("REF103", "impossible pages", "They have no form in which pages are printed.", 'page = "p. 148"'),
)


class Code(NamedTuple):
    """A diagnostic code: what it says, why it is asked, an example, and how much it weighs."""

    code: str
    title: str
    text: str
    severity: str


def all_codes() -> tuple[Code, ...]:
    """Every code, in order; those of checks are documented by the docstring of their function."""
    loading = [
        Code(code, title, f"{text}\n\nExample: {example}.", "warning" if code in ("CAT301", FAINT) else "error")
        for code, title, text, example in _AT_LOADING
    ]
    registered: list[Check | RatingCheck] = [*CHECKS.values(), *rating_checks().values()]
    checks = [Code(c.code, c.title, inspect.getdoc(c.function) or "", c.severity.value) for c in registered]
    claims = [
        Code(r.code, r.title, f"{r.text}\n\nExample: {r.example}", Severity.WARNING.value) for r in RULES.values()
    ]
    claims.append(Code(prose.CODE, prose.TITLE, f"{prose.WHY}\n\nExample: {prose.EXAMPLE}", Severity.WARNING.value))
    claims.append(Code(todo.CODE, todo.TITLE, f"{todo.WHY}\n\nExample: `{todo.EXAMPLE}`.", Severity.NOTE.value))
    between = [Code(r.code, r.title, f"{r.text}\n\nExample: {r.example}.", r.severity.value) for r in BETWEEN.values()]
    noticed = [
        Code(code, title, f"{text}\n\nExample: {example}.", Severity.WARNING.value)
        for code, title, text, example in retractions.CODES
    ]
    return tuple(sorted([*loading, *checks, *claims, *between, *noticed], key=lambda c: c.code))


def explanation(code: str) -> str:
    """A code explained; raises `NotFound` for one that does not exist."""
    found = next((c for c in all_codes() if c.code == code.upper()), None)
    if found is None:
        raise NotFound(f"no code '{code}'; there are: {', '.join(c.code for c in all_codes())}")
    return f"{found.code} ({found.severity}): {found.title}\n\n{found.text}"


def known_codes(prefixes: tuple[str, ...]) -> None:
    """Raise `UsageError` for a prefix that no code begins with."""
    for prefix in prefixes:
        if not any(c.code.startswith(prefix.upper()) for c in all_codes()):
            raise UsageError(f"no code begins with '{prefix}'; there are: {', '.join(c.code for c in all_codes())}")
