"""How a study was done, as people judged it: which of its appraisals stands, and where people disagree."""

from collections.abc import Iterable
from typing import NamedTuple

from acuevid.appraisal_tools import CONCERNS, NO_INFORMATION, OVERALL, Concern, Judgement, Tool
from acuevid.appraisals import Appraisal
from acuevid.models import Study


class Judged(NamedTuple):
    """The appraisals of a study with one tool that name the same outcomes of it; or those on the whole study.

    The consensus counts, and else all; `stands` is the fullest of those that count, where they do not differ. The
    order of the record decides nothing.
    """

    tool: Tool
    outcomes: tuple[str, ...]
    appraisals: tuple[Appraisal, ...]

    @property
    def counting(self) -> tuple[Appraisal, ...]:
        """The appraisals that count: each consensus, and without one all."""
        return tuple(a for a in self.appraisals if a.consensus) or self.appraisals

    @property
    def single(self) -> tuple[Appraisal, ...]:
        """Those of single assessors, which are no consensus."""
        return tuple(a for a in self.appraisals if not a.consensus)

    @property
    def stands(self) -> Appraisal | None:
        """The appraisal that counts, of several that agree the fullest; `None` where those that count differ."""
        return None if self.disputed else min(self.counting, key=_fullest_first)

    @property
    def disputed(self) -> tuple[str, ...]:
        """The domains, and `OVERALL`, that two appraisals that count judge in different ways."""
        return self._differing(self.counting)

    @property
    def differing(self) -> tuple[str, ...]:
        """The domains, and `OVERALL`, that single assessors judge in different ways, also where they agreed later."""
        return self._differing(self.single)

    def _differing(self, appraisals: Iterable[Appraisal]) -> tuple[str, ...]:
        among = tuple(appraisals)
        names = [*(domain.key for domain in self.tool.domains), OVERALL]
        return tuple(name for name in names if len(_words(among, name)) > 1)

    def judgement(self, name: str) -> Judgement | None:
        """The judgement of a domain, or of the whole (`OVERALL`), that counts; `None` where none is recorded.

        It is what all say that count and say anything; `None`, too, where they differ in it.
        """
        known = _words(self.counting, name)
        return self.tool.judgement(name, known.pop()) if len(known) == 1 else None

    @property
    def giving_overall(self) -> tuple[Appraisal, ...]:
        """The appraisals that the judgement on the whole is from."""
        return tuple(a for a in self.counting if a.overall is not None)

    def is_disputed(self, name: str) -> bool:
        """Whether those that count judge a domain, or the whole, in different ways."""
        return name in self.disputed

    @property
    def has_consensus(self) -> bool:
        """Whether a consensus is recorded."""
        return any(appraisal.consensus for appraisal in self.appraisals)


def _words(appraisals: Iterable[Appraisal], name: str) -> set[str]:
    words = (a.overall if name == OVERALL else a.domains.get(name) for a in appraisals)
    return {word for word in words if word is not None}


def _fullest_first(appraisal: Appraisal) -> tuple[bool, int, str, str]:
    own = sorted(appraisal.domains.items()), sorted(appraisal.support.items())
    more = f"{appraisal.on} {own} {appraisal.note}"
    return appraisal.overall is None, -len(appraisal.domains), appraisal.by or "", more


def judged(study: Study) -> tuple[Judged, ...]:
    """The appraisals of a study, by tool and outcomes.

    Each outcome is judged by all appraisals that name it, whatever else they name; outcomes with the same appraisals
    stand together. Those on the whole study stand by themselves.
    """
    found = []
    for tool in {appraisal.tool.key: appraisal.tool for appraisal in study.appraisals}.values():
        own = [appraisal for appraisal in study.appraisals if appraisal.tool.key == tool.key]
        groups: dict[tuple[int, ...], list[str]] = {}
        if any(not appraisal.outcomes for appraisal in own):
            groups[tuple(n for n, appraisal in enumerate(own) if not appraisal.outcomes)] = []
        for outcome in dict.fromkeys(key for appraisal in own for key in appraisal.outcomes):
            places = tuple(n for n, appraisal in enumerate(own) if outcome in appraisal.outcomes)
            groups.setdefault(places, []).append(outcome)
        found += [Judged(tool, tuple(sorted(keys)), tuple(own[n] for n in ns)) for ns, keys in groups.items()]
    return tuple(found)


def deciding(study: Study, outcome: str | None = None) -> Judged | None:
    """The appraisals that say what the risk of bias in an outcome is, or in the study; `None` without any that do.

    Those that name the outcome stand before those on the whole study, also where they disagree. Without an outcome they
    are those on the whole study, and else those of the outcomes that were judged apart. Of several (by several tools,
    or on several outcomes) the worst count; a disagreement comes behind a high risk and before all others.
    """
    found = [item for item in judged(study) if item.tool.of_bias]
    if outcome is not None:
        found = [item for item in found if not item.outcomes or outcome in item.outcomes]
    told = [item for item in found if item.is_disputed(OVERALL) or item.judgement(OVERALL) is not None]
    nearest = [item for item in told if bool(item.outcomes) is (outcome is not None)] or told
    return max(nearest, key=_badness, default=None)


def risk_of_bias(study: Study, outcome: str | None = None) -> Judgement | None:
    """The overall judgement on the risk of bias in an outcome, or in the study; see `deciding`."""
    found = deciding(study, outcome)
    return found.judgement(OVERALL) if found is not None else None


_HIGH: Concern = "high"


def _badness(item: Judged) -> tuple[int, int, str, tuple[str, ...]]:
    """What a group is sorted by, the worst last; tools and outcomes settle what is alike."""
    judgement = item.judgement(OVERALL)
    if judgement is None:
        return CONCERNS.index(_HIGH), -1, item.tool.key, item.outcomes
    concern = -1 if judgement.concern is None else CONCERNS.index(judgement.concern)
    return concern, severity(item.tool, judgement), item.tool.key, item.outcomes


def severity(tool: Tool, judgement: Judgement) -> int:
    """The place of a judgement of risk among those of its tool, 0 for the best; −1 for one that tells no risk."""
    if judgement.concern is None or judgement.word == NO_INFORMATION.word:
        return -1
    order = [*tool.judgements, *tool.verdicts]
    return next((n for n, known in enumerate(order) if known.word == judgement.word), 0)
