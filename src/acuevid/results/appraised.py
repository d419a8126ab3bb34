"""How a study was done, as people judged it: which of its appraisals stands, and where people disagree."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from acuevid.appraisal_tools import CONCERNS, OVERALL, Concern, Judgement, Tool
from acuevid.appraisals import Appraisal
from acuevid.models import Study


class Judged(NamedTuple):
    """The appraisals of a study with one tool for the same outcomes; `stands` is the one that counts, if any does.

    The consensus stands, and else the only one; of several that agree in all, the first.
    """

    tool: Tool
    outcomes: tuple[str, ...]
    appraisals: tuple[Appraisal, ...]

    @property
    def stands(self) -> Appraisal | None:
        """The appraisal that counts; `None` where people disagree and no consensus is recorded."""
        agreed = [appraisal for appraisal in self.appraisals if appraisal.consensus]
        if agreed:
            return agreed[-1]
        return None if self.disputed else self.appraisals[0]

    @property
    def disputed(self) -> tuple[str, ...]:
        """The domains, and `OVERALL`, that two appraisals without consensus judge in different ways."""
        single = [appraisal for appraisal in self.appraisals if not appraisal.consensus]
        names = [*(domain.key for domain in self.tool.domains), OVERALL]
        return tuple(name for name in names if len({w for a in single if (w := _word(a, name)) is not None}) > 1)

    @property
    def has_consensus(self) -> bool:
        """Whether a consensus is recorded."""
        return any(appraisal.consensus for appraisal in self.appraisals)


def _word(appraisal: Appraisal, name: str) -> str | None:
    return appraisal.overall if name == OVERALL else appraisal.domains.get(name)


def judged(study: Study) -> tuple[Judged, ...]:
    """The appraisals of a study, by tool and outcomes, in the order of the record."""
    groups: dict[tuple[str, tuple[str, ...]], list[Appraisal]] = {}
    for appraisal in study.appraisals:
        groups.setdefault((appraisal.tool.key, tuple(sorted(appraisal.outcomes))), []).append(appraisal)
    return tuple(Judged(found[0].tool, outcomes, tuple(found)) for (_, outcomes), found in groups.items())


def standing(study: Study, outcome: str | None = None) -> Iterator[Appraisal]:
    """The appraisals that stand for an outcome, those that name it first; without one, all that stand for any."""
    found = [item for item in judged(study) if outcome is None or not item.outcomes or outcome in item.outcomes]
    for item in sorted(found, key=lambda item: outcome is not None and not item.outcomes):
        if (appraisal := item.stands) is not None:
            yield appraisal


def deciding(study: Study, outcome: str | None = None) -> Appraisal | None:
    """The appraisal whose overall judgement is the risk of bias in an outcome; `None` where none stands or is recorded.

    The one on the outcome itself stands before that on the whole study. Without an outcome it is the one on the whole
    study, and else the worst on any of its outcomes.
    """
    known = [a for a in standing(study, outcome) if a.tool.of_bias and a.verdict is not None and a.verdict.concern]
    if outcome is not None:
        return known[0] if known else None
    whole = [appraisal for appraisal in known if not appraisal.outcomes]
    return whole[0] if whole else max(known, key=_rank, default=None)


def risk_of_bias(study: Study, outcome: str | None = None) -> Judgement | None:
    """The overall judgement on the risk of bias in an outcome, or in the study; see `deciding`."""
    found = deciding(study, outcome)
    return found.verdict if found is not None else None


def _rank(appraisal: Appraisal) -> int:
    verdict = appraisal.verdict
    return CONCERNS.index(verdict.concern) if verdict is not None and verdict.concern else -1


def tally(judgements: Iterable[Judgement | None]) -> Mapping[Concern | None, int]:
    """How many studies are at low, some or high risk of bias, and (`None`) of how many that is not known."""
    found: dict[Concern | None, int] = {**dict.fromkeys(CONCERNS, 0), None: 0}
    for judgement in judgements:
        found[judgement.concern if judgement else None] += 1
    return found
