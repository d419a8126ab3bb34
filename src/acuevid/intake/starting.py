"""A catalogue to begin with: its sheet and its conditions, with comments that teach; no study yet."""

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from acuevid.errors import UsageError
from acuevid.intake.values import written
from acuevid.scalars import KEY_PATTERN

_LONGEST_KEY = 64


class NewCondition(NamedTuple):
    """A condition of a new catalogue: its key, and the name that sentences use."""

    key: str
    name: str


def read_condition(text: str) -> NewCondition:
    """A condition as people give it: “key = name”, or a name alone, of which the key is made.

    Raises `UsageError` for a key of the wrong form, and for a name of which none can be made.
    """
    before, sign, after = (part.strip() for part in text.partition("="))
    key, name = (before, after) if sign else (_key_of(before), before)
    if not name or not re.fullmatch(KEY_PATTERN.strip("^$"), key) or len(key) > _LONGEST_KEY:
        raise UsageError(
            f"the condition '{text.strip()[:60]}' has no key of small letters, digits and hyphens; "
            "write “key = name”: back-pain = chronic back pain"
        )
    return NewCondition(key, name)


def _key_of(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST_KEY].rstrip("-")


def new_catalogue(title: str, topic: str, treatment: str, conditions: Sequence[NewCondition]) -> str:
    """The text of a catalogue without studies; raises `UsageError` where two conditions have one key."""
    keys = [condition.key for condition in conditions]
    twice = next((key for key in keys if keys.count(key) > 1), None)
    if twice is not None:
        raise UsageError(f"two conditions have the key {twice}; write “key = name” for one of them")
    told = "\n".join(_condition(condition) for condition in conditions)
    return _TEXT.format(title=written(title), topic=written(topic), treatment=written(treatment), conditions=told)


def _condition(condition: NewCondition) -> str:
    return _CONDITION.format(key=written(condition.key), name=written(condition.name))


_TEXT = """\
# The evidence of a fact sheet. 'acuevid check' says what is wrong, with the line; 'acuevid todo' what is left to do.
# Names and labels go into sentences: write them as phrases, in lower case unless they are names.

[sheet]
title = {title}
topic = {topic}
intervention = {treatment}  # the treatment that the sheet is about
# published = "2026-01"
# search = "where and when you looked for studies"

# A condition has a key, which studies name, and the name that sentences use.
# To 'acuevid summarize' it answers to its aliases, too.
{conditions}
# The studies follow. 'acuevid add' takes their references from a file; 'acuevid new study --design randomised-trial'
# prints one to fill in. Write numbers as the source prints them, zeros included; what it does not give, leave out.
"""
_CONDITION = """\
[[condition]]
key = {key}
name = {name}
# aliases = ["another name"]
"""
