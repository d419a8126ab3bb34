"""Which outcomes have figures that do not fit, for the sentences that tell these figures."""

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from acuevid.checks.run import Found
from acuevid.synthesis.statements import Basis, Phrase

Doubts: TypeAlias = Mapping[tuple[str, str], Phrase]
"""By citekey and outcome, the word that figures of it do not fit."""


_HARMLESS = ("CNT203", "STA107")
"""A percentage that was cut off, and a p printed as zero, are ways of printing; no figure is in doubt for them."""


def _fields_in_doubt(found: Iterable[Found]) -> dict[tuple[str, str], dict[str, str]]:
    """By citekey and outcome, its fields that a check found not to fit, each with the code."""
    fields: dict[tuple[str, str], dict[str, str]] = {}
    for result in (item.result for item in found):
        if result.is_about_figures and result.code not in _HARMLESS:
            for outcome, name in result.by_outcome:
                fields.setdefault((result.record, outcome), {})[name] = result.code
    return fields


def doubted_in(found: Mapping[str, Iterable[Found]]) -> dict[tuple[str, str], str]:
    """By citekey and outcome, the codes of the checks that its figures fail; for pools."""
    fields = _fields_in_doubt(item for items in found.values() for item in items)
    return {key: ", ".join(dict.fromkeys(codes.values())) for key, codes in fields.items()}


def doubts_in(found: Iterable[Found]) -> Doubts:
    """The outcomes whose figures a check found not to fit, apart from mere ways of printing."""
    fields = _fields_in_doubt(found)
    return {
        (record, outcome): Phrase(
            "not all consistent",
            tuple(Basis(record, name, code) for name, code in codes.items()),
        )
        for (record, outcome), codes in fields.items()
    }
