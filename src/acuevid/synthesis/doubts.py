"""Which outcomes have figures that do not fit, for the sentences that tell these figures."""

import re
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from acuevid.checks.run import Found
from acuevid.synthesis.statements import Basis, Phrase

_OF_OUTCOME = re.compile(r"outcome\[(.+?)\]\.")
Doubts: TypeAlias = Mapping[tuple[str, str], Phrase]
"""By citekey and outcome, the word that figures of it do not fit."""


def doubts_in(found: Iterable[Found]) -> Doubts:
    """The outcomes whose figures a check found not to fit, apart from a percentage that was cut off."""
    fields: dict[tuple[str, str], dict[str, str]] = {}
    for result in (item.result for item in found):
        if result.code.startswith(("CNT", "STA1")) and result.code != "CNT203":
            for name in result.fields:
                if (outcome := _OF_OUTCOME.match(name)) is not None:
                    fields.setdefault((result.record, outcome.group(1)), {})[name] = result.code
    return {
        (record, outcome): Phrase(
            f"not all consistent [{', '.join(dict.fromkeys(codes.values()))}]",
            tuple(Basis(record, name, code) for name, code in codes.items()),
        )
        for (record, outcome), codes in fields.items()
    }
