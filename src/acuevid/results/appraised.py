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

    def judgement(self, name: str) -> Judgement | None:
        """The judgement of a domain, or of the whole (`OVERALL`), that counts; `None` where none is recorded.

        It is that of the appraisal that stands. Of several that differ elsewhere, it is what all of them say that say
        anything; `None`, too, where they differ in this one.
        """
        stands = self.stands
        words = [_word(a, name) for a in (self.appraisals if stands is None else (stands,))]
        known = {word for word in words if word is not None}
        return self.tool.judgement(name, known.pop()) if len(known) == 1 else None

    @property
    def giving_overall(self) -> tuple[Appraisal, ...]:
        """The appraisals that the judgement on the whole is from."""
        stands = self.stands
        return tuple(a for a in (self.appraisals if stands is None else (stands,)) if a.overall is not None)

    def is_disputed(self, name: str) -> bool:
        """Whether people judge a domain, or the whole, in different ways and no consensus is recorded."""
        return not self.has_consensus and name in self.disputed

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


def deciding(study: Study, outcome: str | None = None) -> Judged | None:
    """The appraisals that say what the risk of bias in an outcome is, or in the study; `None` without any that do.

    Those that name the outcome stand before those on the whole study, also where they disagree. Without an outcome they
    are those on the whole study, and else the ones with the worst judgement on an outcome.
    """
    found = [item for item in judged(study) if item.tool.of_bias]
    if outcome is not None:
        about = [item for item in found if not item.outcomes or outcome in item.outcomes]
        told = [item for item in about if item.is_disputed(OVERALL) or item.judgement(OVERALL) is not None]
        return min(told, key=lambda item: not item.outcomes, default=None)
    known = [item for item in found if _rank(item) >= 0]
    whole = [item for item in known if not item.outcomes]
    return whole[0] if whole else max(known, key=_rank, default=None)


def risk_of_bias(study: Study, outcome: str | None = None) -> Judgement | None:
    """The overall judgement on the risk of bias in an outcome, or in the study; see `deciding`."""
    found = deciding(study, outcome)
    return found.judgement(OVERALL) if found is not None else None


def _rank(item: Judged) -> int:
    judgement = item.judgement(OVERALL)
    return CONCERNS.index(judgement.concern) if judgement is not None and judgement.concern else -1


def tally(judgements: Iterable[Judgement | None]) -> Mapping[Concern | None, int]:
    """How many studies are at low, some or high risk of bias, and (`None`) of how many that is not known."""
    found: dict[Concern | None, int] = {**dict.fromkeys(CONCERNS, 0), None: 0}
    for judgement in judgements:
        found[judgement.concern if judgement else None] += 1
    return found
