"""The lists of an extraction form to choose from."""

from collections.abc import Mapping, Sequence

from acuevid.appraisal_tools import OVERALL, Tool
from acuevid.measures import REPORTED
from acuevid.models import Catalogue, Study
from acuevid.terms import Analysis, Better, Comparator, Direction, EventIs, Feature, Role, Species

Lists = Mapping[str, Sequence[tuple[str, str]]]
"""Words to choose from with what they mean, by the name of the list."""


def _judgements(tools: Sequence[Tool]) -> list[tuple[str, str]]:
    """The judgements of some tools, each once."""
    found = (j for tool in tools for name in (OVERALL, *(d.key for d in tool.domains)) for j in tool.choices(name))
    return list({judgement.word: (judgement.word, judgement.label) for judgement in found}.values())


def lists_of(catalogue: Catalogue, studies: Sequence[Study], tools: Sequence[Tool]) -> Lists:
    """The lists of a form of some studies, in which studies are appraised with some tools."""
    words = catalogue.vocabulary
    return {
        "study": [(study.citekey, study.label) for study in studies],
        "condition": [(condition.key, condition.name) for condition in catalogue.conditions],
        "design": [(key, word.label) for key, word in words.designs.items()],
        "species": [(word.value, word.noun(None)) for word in Species],
        "feature": [(word.value, "") for word in Feature],
        "role": [(word.value, "") for word in Role],
        "comparator": [(word.value, word.label) for word in Comparator],
        "family": [(key, word.label) for key, word in words.families.items()],
        "instrument": [(key, instrument.name) for key, instrument in words.instruments.items()],
        "event is": [(word.value, "") for word in EventIs],
        "better": [(word.value, "") for word in Better],
        "direction": [(word.value, word.sign) for word in Direction],
        "measure": [(name, measure.label) for name, measure in REPORTED.items()],
        "effect unit": [("points", "percentage points"), ("fraction", "from 0 to 1")],
        "analysis": [(word.value, word.label) for word in Analysis],
        "tool": [(key, tool.name) for key, tool in words.tools.items()],
        "judgement": _judgements(tools),
        "yes": [("yes", "")],
    }
