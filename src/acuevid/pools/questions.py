"""Which studies may be pooled on which question, and which are left out and why.

A question is one class of comparator, one construct, one event (good or bad) or one scale, one window of time, in
randomised trials or in the other studies. Nothing here depends on the order of studies, outcomes, arms or time points.
"""

from collections.abc import Sequence
from dataclasses import replace

from acuevid.catalogue.names import fold
from acuevid.measures import Sort
from acuevid.models import Study
from acuevid.pools.asked import Wanted, of_question
from acuevid.pools.candidates import barred, candidates, why_not
from acuevid.pools.members import by_measure, members_of
from acuevid.pools.sets import Doubted, LeftOut, PoolSet, Question
from acuevid.terms import Comparator, Window


def pool_sets(studies: Sequence[Study], wanted: Wanted | None = None, doubted: Doubted | None = None) -> list[PoolSet]:
    """The questions that these clinical studies give effects on, those with most studies first.

    One effect a dataset and question: a re-analysis or a companion never adds one, and no control group is used twice.
    """
    wanted, doubted = wanted or Wanted(), doubted or {}
    known = {study.citekey: study for study in studies}
    sets: list[PoolSet] = []
    for question, found in candidates(studies, wanted)[0].items():
        asked, measure = of_question(question, wanted), by_measure(found, wanted.measure)
        members, refused = members_of(found, measure, doubted, question.window, wanted.multi_arm)
        made = PoolSet(question, measure, tuple(members), ())
        taken = {m.study.citekey for m in made.pooled if m.point is not None or made.leading_by_counts}
        reasons = {item.study.citekey: item for item in refused} | {
            m.study.citekey: LeftOut(m.study, m.reason, f"outcome[{m.outcome.id}]", m.outcome)
            for m in members
            if m.point is None
        }
        left = [
            reasons.get(s.citekey) or barred(s, known, wanted) or why_not(s, asked)
            for s in studies
            if s.citekey not in taken
        ]
        sets.append(replace(made, left_out=tuple(left)))
    return sorted((s for s in sets if s.all_members), key=lambda s: (-len(s.members), _rank(s.question), s.measure))


def left_out_of_all(studies: Sequence[Study], wanted: Wanted | None = None) -> list[LeftOut]:
    """Why each study is in no pool, where there is none: what it lacks, or that it stands alone."""
    wanted = wanted or Wanted()
    groups, why = candidates(studies, wanted)
    refused = {
        item.study.citekey: item
        for question, found in groups.items()
        for item in members_of(found, by_measure(found, wanted.measure), {}, question.window, wanted.multi_arm)[1]
    }
    told = []
    for study in studies:
        if (reason := why.get(study.citekey) or refused.get(study.citekey)) is not None:
            told.append(reason)
        else:
            alone = sorted({_question_words(q) for q, found in groups.items() if any(c.study is study for c in found)})
            told.append(LeftOut(study, f"alone on {' and on '.join(alone)}", "outcome"))
    return told


def _question_words(question: Question) -> str:
    when = "" if question.window is Window.UNRECORDED else f" {question.window.label}"
    return f"{question.construct}{when}{question.against}"


def _rank(question: Question) -> tuple[int, int, str, str, str, int, str]:
    kinds = list(Comparator)
    at = -1 if question.comparator is None else kinds.index(question.comparator), question.family.place
    sort = list(Sort).index(question.sort)
    return (*at, fold(question.construct), question.window.value, question.event_is or "", sort, question.adjusted)
