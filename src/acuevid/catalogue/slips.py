"""Slips of the pen that make a line no TOML, or a number no number, each with what to write instead."""

import re
from collections.abc import Callable

TABLES = (
    *("condition", "study", "background", "section", "mechanism", "claim", "important_outcome", "rating"),
    *("appraisal_tool", "acknowledged"),
)
"""The lists of tables at the top of a catalogue."""

_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"' + r"|'[^']*'")
_ONE_BRACKET = re.compile(
    rf"\s*\[\s*((?:{'|'.join(TABLES)})|study\s*\.\s*(?:arm|outcome|appraisal)|section\s*\.\s*paragraph)\s*\]"
)
_TWO_BRACKETS = re.compile(r"\s*\[\[([\w.-]{1,40})\]\]")
_MINUS = "−–—‒‐‑"
_ALONE = r"(?<![\w.,-])"
_SLIPS: tuple[tuple[re.Pattern[str], Callable[[str], str]], ...] = (
    (
        re.compile(rf"{_ALONE}[-+]?[0-9]{{1,3}}(?:,[0-9]{{3}})+(?![\w%])"),
        lambda found: f"a number has no comma between thousands: {found.replace(',', '')}",
    ),
    (
        re.compile(rf"{_ALONE}[-+]?[0-9]+,[0-9]+(?![\w%])"),
        lambda found: f"a decimal has a point, not a comma: {found.replace(',', '.')}",
    ),
    (
        re.compile(rf"{_ALONE}[-+]?[0-9]+(?:[.,][0-9]+)?\s?[%‰]"),
        lambda found: f"a number stands without the per cent sign: {found.rstrip(' %‰').replace(',', '.')}",
    ),
    (
        re.compile(rf"[{_MINUS}]\s?[0-9]+(?:[.,][0-9]+)?"),
        lambda found: f"the minus is the hyphen of the keyboard: -{found[1:].strip().replace(',', '.')}",
    ),
    (
        re.compile(r"(?<![\w.-])[0-9]{4}-[0-9]{1,2}(?![\w-])"),
        lambda found: f'a month stands in quotes: "{found[:5]}{found[5:].zfill(2)}"',
    ),
    (
        re.compile(r"(?<![\w.-])[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?![\w-])"),
        lambda _: 'write a real date, as in 2011-09-14, or a month in quotes: "2007-09"',
    ),
    (
        re.compile(rf"{_ALONE}[-+]?\.[0-9]+(?!\w)"),
        lambda found: f"a decimal has a digit before its point: {found.replace('.', '0.')}",
    ),
    (re.compile(rf"{_ALONE}[-+]?[0-9]+\.(?![\w.])"), lambda found: f"a decimal has a digit behind its point: {found}0"),
    (
        re.compile(rf"{_ALONE}[0-9]{{1,3}}(?:[ \u00a0\u202f][0-9]{{3}})+(?!\w)"),
        lambda found: f"a number has no blank between thousands: {re.sub(r'[^0-9]', '', found)}",
    ),
    (re.compile(r"[<>≤≥]\s?[0-9.]+"), lambda found: f'what has a sign stands in quotes: "{found}"'),
    (re.compile(r"[“”„«»‘’‚]"), lambda _: 'text stands in straight quotes: "text"'),
    (re.compile(r"(?<![\w.-])(?:True|TRUE|False|FALSE)(?!\w)"), lambda found: f"write {found.lower()}"),
)
_MESSAGES = (
    ("Illegal character '\\n'", 'a text of several lines stands between three quotes: """text""" (or one is missing)'),
    ("twice", "is a [[study]], [[study.arm]] or [[study.outcome]] missing above it?"),
    ("overwrite", "this key stands above already, or a [[study]] is missing between"),
    ("Unterminated string", "a text begins and ends with the same straight quote, on one line"),
)
_LAST = (
    ("Invalid value", 'text stands in straight quotes, a decimal has a point: "text", 3.2'),
    ("Expected newline", "one key a line; a decimal has a point: 3.2"),
)


def number_hint(text: str) -> str:
    """How to write what was meant as a number and stands in quotes; nothing where it is none."""
    shown = text.strip()
    if len(shown) > 40:
        return ""
    if re.fullmatch(r"-?[0-9]+(?:\.[0-9]+)?", shown):
        return f"a number stands without quotes: {shown}"
    for pattern, hint in _SLIPS[:4]:
        if pattern.fullmatch(shown):
            return f"{hint(shown)}, without quotes"
    return ""


def toml_hint(line: str, column: int, message: str) -> str:
    """What to write instead of a line that is no TOML; `column` is where the parser gave up, `message` why."""
    if one := _ONE_BRACKET.match(line[:200]):
        return two_brackets(re.sub(r"\s", "", one[1]))
    if "overwrite" in message and (two := _TWO_BRACKETS.match(line[:200])):
        return f"[{two[1]}] stands above: {two_brackets(two[1])}"
    if "twice" in message and "'effect'" in message:
        return "several effects are [[study.outcome.effect]] each, with two brackets, and one has primary = true"
    for words, hint in _MESSAGES:
        if words in message:
            return hint
    near = column - 1
    start = max(0, near - 200)
    shown, at = _bare(line)[start : near + 200], near - start
    found = [
        (max(match.start() - at, at - match.end(), 0), -len(match[0]), order, hint(match[0]))
        for order, (pattern, hint) in enumerate(_SLIPS)
        for match in pattern.finditer(shown)
    ]
    if found:
        return min(found)[-1]
    return next((hint for words, hint in _LAST if words in message), "")


def two_brackets(table: str) -> str:
    """That a table in one pair of brackets is one of a list."""
    return f"write [[{table}]], with two brackets, for each"


def _bare(line: str) -> str:
    """A line with its texts blanked and without its comment."""
    return _QUOTED.sub(lambda found: '"' + " " * (len(found[0]) - 2) + '"', line).split("#")[0]
