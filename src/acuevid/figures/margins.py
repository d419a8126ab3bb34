"""A margin of non-inferiority or equivalence that the record's words speak of, and no outcome carries."""

import re

from acuevid.models import Outcome, Study

_MARGIN = re.compile(r"\bmargin\b(?! of error)[^.;]{0,40}\d", re.IGNORECASE)


def margin_in_words(study: Study, outcome: Outcome) -> tuple[str, str] | None:
    """The field and the words that give a margin for an outcome without a recorded one; `None` where none do.

    The outcome's own note, or the conclusion, which is about the primary outcomes where there are any.
    """
    if outcome.margin is not None:
        return None
    texts = [(f"outcome[{outcome.id}].note", outcome.note)]
    if outcome.primary or not any(o.primary for o in study.outcomes):
        texts.append(("conclusion", study.conclusion))
    return next(((field, found[0]) for field, text in texts if text and (found := _MARGIN.search(text))), None)
