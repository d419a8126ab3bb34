"""The headings under which Cochrane's programs keep judgements of the risk of bias, as domains of RoB 1 and RoB 2."""

import re
from typing import NamedTuple

from acuevid.appraisal_tools import OVERALL, TOOLS, Tool
from acuevid.intake.drafts import Draft

_KINDS = re.compile(r"\s*\([^()]*\bbias\b[^()]*\)", re.IGNORECASE)
"""What RevMan writes behind a domain: ``(selection bias)``."""
_ALL = re.compile(r"\s*[:–-]\s*all outcomes\s*$", re.IGNORECASE)
_LEAD = re.compile(r"^(?:risk of )?bias (?:arising from (?:the )?|due to |in )", re.IGNORECASE)
_ALSO = {
    "adequate sequence generation": ("rob-1", "random-sequence-generation"),
    "sequence generation": ("rob-1", "random-sequence-generation"),
    "incomplete outcome data addressed": ("rob-1", "incomplete-outcome-data"),
    "free of selective reporting": ("rob-1", "selective-reporting"),
    "free of other bias": ("rob-1", "other-sources-of-bias"),
    "other bias": ("rob-1", "other-sources-of-bias"),
    "overall bias": ("rob-2", OVERALL),
    "overall risk of bias": ("rob-2", OVERALL),
}
"""Headings of RevMan that are not the domain's name, in lower case."""


class Asked(NamedTuple):
    """A domain of a tool, or its `OVERALL`."""

    tool: Tool
    key: str


def asked(heading: str) -> Asked | None:
    """The domain that a heading asks about for all outcomes; `None` where it is of neither tool."""
    text = _ALL.sub("", _KINDS.sub("", " ".join(heading.split()))).rstrip("? ")
    text = _LEAD.sub("", text).replace("andomiz", "andomis")
    if found := _ALSO.get(text.casefold()):
        return Asked(TOOLS[found[0]], found[1])
    for key in ("rob-1", "rob-2"):
        domain = TOOLS[key].domain(text)
        if domain is not None and text.casefold() != domain.key.casefold():
            return Asked(TOOLS[key], domain.key)
    return None


def judge(study: Draft, heading: str, word: str, why: str) -> bool:
    """Keep a judgement in an appraisal of the study; false where it fits none, or its domain has one already."""
    found = asked(heading)
    judgement = found.tool.judgement(found.key, word) if found else None
    return bool(found and judgement and study.judge(found.tool.key, found.key, judgement.word, why))
