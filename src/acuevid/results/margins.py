"""A margin of non-inferiority or equivalence that the record's words speak of, and no outcome carries."""

import re

from acuevid.models import Outcome, Study
from acuevid.results.once import once

_MARGIN = re.compile(r"\bmargin\b(?! of error)[^.;]{0,40}\d", re.IGNORECASE)


def margin_in_words(study: Study, outcome: Outcome) -> tuple[str, str] | None:
    """The field and the words that give a margin for an outcome without a recorded one; `None` where none do.

    The outcome's own note, or the conclusion, which is about the primary outcomes where there are any.
    """
    if outcome.margin is not None:
        return None
    if outcome.note and (found := _MARGIN.search(outcome.note)):
        return f"outcome[{outcome.id}].note", found[0]
    if study.conclusion and (outcome.primary or not study.has_primary) and (found := _in_conclusion(study)):
        return "conclusion", found[0]
    return None


def _in_conclusion(study: Study) -> re.Match[str] | None:
    return once(study, "margin", lambda: _MARGIN.search(study.conclusion or ""))
