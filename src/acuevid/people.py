"""Names of authors as references print them, read as family, given names and suffix.

What cannot be read without guessing is kept whole, with the reason: `check` asks about it (REF203).
"""

import re
from typing import NamedTuple
from unicodedata import category


class Name(NamedTuple):
    """An author's name in its parts; `is_whole`: an organisation's, or one that nobody can split without guessing."""

    family: str
    given: str = ""
    suffix: str = ""
    is_whole: bool = False


_PLAIN = re.compile(r"([A-Z][a-z]+(?:[-'’][A-Z][a-z]+)?) ([A-Z]{1,3})")
"""What most names are: ``Shlay JC``."""
_SUFFIX = r"(?i:jr|sr|junior|senior|ii|iii|iv|2nd|3rd|4th)\.?"
_ROMAN = ("ii", "iv")
"""Suffixes that may be initials."""
_ET_AL = r"(?i:\bet\.? ?al\b|^(?:and )?others\.?$)"
_STRANGE = r"[^\w\s.,'’‘ʼ`´·‐‑-]|[\d_]"
"""A character that stands in no name of a person."""
_ORDINAL = r"(?<!\w)(?:2nd|3rd|4th)(?!\w)"
_LETTERS = r"[\w'’]+"
_SYLLABLE = r"[BCDFGHJKLMNPQRSTWXYZ]{1,2}[AEIOU]{1,3}(?:NG?)?"
"""A family name in capitals, ``WANG``, where initials could stand."""
_JOINERS = "\u200c\u200d"
_DEGREES = frozenset(
    ("md", "phd", "msc", "bsc", "ma", "ba", "mph", "drph", "dphil", "do", "rn", "lac", "dds", "mbbs", "scd", "pharmd")
)
_ACRONYMS = frozenset(("who", "nice", "nih", "nhs", "fda", "cdc", "ema", "ahrq", "nccam", "nccih", "oecd", "nhmrc"))
_OF_GROUPS = frozenset(
    re.findall(
        r"\w+",
        "group groups trialists collaboration collaborative collaborators consortium investigators committee society "
        "association organization organisation institute institutes institution university hospital hospitals college "
        "department ministry foundation agency network team office centre center centers centres council federation "
        "board panel trial trials study studies force project programme program academy commission administration "
        "authority service services union national international royal working clinic clinics medicine research "
        "of for the on",
    )
)
"""Words that stand in the names of organisations."""


def read_name(text: str) -> tuple[Name, str]:
    """The name in its parts, and why it can be read only by guessing; then it is whole, and otherwise that is empty.

    ``MacPherson H``, ``MacPherson, Hugh``, ``van der Berg J``, ``Smith JA III``, ``King, Martin L, Jr``.
    """
    if plain := _PLAIN.fullmatch(text):
        return Name(plain[1], plain[2]), ""
    shown = " ".join(text.split())
    found = _read(shown)
    return (found, "") if isinstance(found, Name) else (Name(shown, is_whole=True), found)


def _read(text: str) -> Name | str:
    """The parts of a name, or why they cannot be told."""
    parts = [part.strip() for part in text.split(",")]
    if re.search(_ET_AL, text):
        return "“et al.” is no person: name those who are named, and say et_al = true"
    if _is_group(text, parts):
        return f'it reads as an organisation: write {{ literal = "{_shown(text)}" }}, or group_author'
    if ";" in text or "&" in text or " and " in text or len(parts) > 3:
        return "it reads as several authors: give each a text of its own, in a list"
    if _is_strange(re.sub(_ORDINAL, "", text)) or not all(parts):
        return "no name has such a character: write it as in MacPherson H"
    if len(parts) == 1:
        return _in_one(text.split(" "))
    return _with_commas(parts)


def _is_strange(text: str) -> bool:
    """Whether a character stands in no name; marks over and under letters do."""
    found: list[str] = re.findall(_STRANGE, text)
    return any(not category(character).startswith("M") and character not in _JOINERS for character in found)


def _is_group(text: str, parts: list[str]) -> bool:
    words = [word.strip("'’").casefold() for word in re.findall(_LETTERS, text)]
    if len(words) == 1:
        return words[0] in _ACRONYMS and text.isupper()
    if _OF_GROUPS.isdisjoint(words):
        return False
    tokens = text.split(" ")  # there are people called Board and Hospital
    return not (len(tokens) == 2 and (_is_initials(tokens[1]) or (len(parts) == 2 and tokens[0].endswith(","))))


def _in_one(tokens: list[str]) -> Name | str:
    """A name without a comma: the family name, then initials, then a suffix."""
    tokens, suffix = _without_suffix(tokens)
    if len(tokens) > 2 and tokens[-1].replace(".", "").casefold() in _DEGREES and _is_initials(tokens[-2]):
        return "it ends with a degree, which is no part of a name: leave it out"
    start = len(tokens)
    while start > 1 and _is_initials(tokens[start - 1]) and _may_join(tokens, start):
        start -= 1
    family, given = tokens[:start], tokens[start:]
    if not given:
        if any(not token[0].islower() for token in family[:-1]):
            return _first_given(tokens, suffix)
    elif any(len(token.strip(".")) == 1 and token.isupper() for token in family) and len(family) > 1:
        return "which part is the family name? Put a comma behind it, as in MacPherson, Hugh"
    elif len(given) == 1 and re.fullmatch(_SYLLABLE, given[0]) and len(given[0]) > 3:
        return f"{_shown(given[0])} may be a family name in capitals: write it as in MacPherson, Hugh"
    return Name(" ".join(family), " ".join(given), suffix)


def _may_join(tokens: list[str], start: int) -> bool:
    """Whether one more word is initials: the last one is, and before it letters that are no family name in capitals."""
    if start == len(tokens):
        return True
    letters = tokens[start - 1].replace(".", "")
    return len(letters) == 1 or (len(letters) < 4 and any(not token.isupper() for token in tokens[: start - 1]))


def _first_given(tokens: list[str], suffix: str) -> str:
    begins = 1
    while begins < len(tokens) - 1 and not tokens[begins][0].islower():
        begins += 1
    family, given = " ".join(tokens[begins:]), " ".join(tokens[:begins])
    tail = f", {suffix}" if suffix else ""
    both = f"{_shown(f'{family}, {given}{tail}')}" if given and family else "MacPherson, Hugh"
    return f"which word is the family name? Write it first: {both} (an organisation as a literal)"


def _with_commas(parts: list[str]) -> Name | str:
    """A name with the family name before a comma; a suffix stands behind either part, or between two commas."""
    ends = [re.fullmatch(_SUFFIX, part) is not None for part in parts]
    if len(parts) == 3:
        if not ends[1] and not ends[2]:
            return "it reads as several authors: give each a text of its own, in a list"
        family, given, suffix = (parts[0], parts[1], parts[2]) if ends[2] else (parts[0], parts[2], parts[1])
        return Name(family, given, suffix)
    if ends[1]:
        inner = _in_one(parts[0].split(" "))
        return inner if isinstance(inner, str) else inner._replace(suffix=parts[1])
    before, suffix = _without_suffix(parts[0].split(" "), certain=True)
    names, other = _without_suffix(parts[1].split(" "))
    if len(before) > 1 and _is_initials(before[-1]) and not " ".join(before).isupper():
        return "it reads as several authors: give each a text of its own, in a list"
    return Name(" ".join(before), " ".join(names), suffix or other)


def _without_suffix(tokens: list[str], *, certain: bool = False) -> tuple[list[str], str]:
    """The words of a name, and its suffix; II and IV are one only behind initials, or where that is `certain`."""
    last = tokens[-1]
    if len(tokens) < 2 or not re.fullmatch(_SUFFIX, last):
        return tokens, ""
    if last.rstrip(".").casefold() in _ROMAN and not certain and not (len(tokens) > 2 and _is_initials(tokens[-2])):
        return tokens, ""
    return tokens[:-1], last


def _is_initials(token: str) -> bool:
    """Up to five capitals, with or without full stops and hyphens: ``SC``, ``K.K.-S.``, ``Z-Q``, ``Å``, ``YuA``."""
    letters = token.replace(".", "").replace("-", "")
    if not letters.isalpha() or len(letters) > 5:
        return False
    is_mixed = len(letters) < 5 and letters[0].isupper() and letters[-1].isupper() and "." not in token
    return letters.isupper() or is_mixed


def initials(given: str) -> str:
    """Given names as the medical journals print them: ``H`` for ``Hugh``, ``SC`` for ``Samuel C``, ``J-P``."""
    if all(_is_initials(token) for token in given.split(" ")):
        return given
    words = (re.sub(r"\w+\.?", lambda word: word[0][0], token) for token in given.split(" ") if token[:1].isupper())
    return "".join(words) or given


def dotted(given: str) -> str:
    """Initials with a full stop behind each, since a reference manager takes ``SC`` for one name: ``S. C.``."""
    if not all(_is_initials(token) and token.replace(".", "").replace("-", "").isupper() for token in given.split(" ")):
        return given
    stops = re.sub(r"([^\W\d_])", r"\1.", given.replace(".", ""))
    return re.sub(r"\.(?=[^\W\d_])", ". ", stops)


def _shown(text: str) -> str:
    return f"{text[:57]}…" if len(text) > 60 else text
