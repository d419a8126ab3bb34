"""What a set of studies cannot show, from their records and from what the records lack."""

from collections.abc import Iterator, Sequence

from acuevid.figures.findings import Comparison, comparisons, independent
from acuevid.models import Study
from acuevid.numbers import format as fmt
from acuevid.synthesis.statements import Basis, Phrase, Statement, listed, named, say
from acuevid.terms import Comparator, Direction, Group, language_name

SMALL = 100
"""A study with fewer participants than this is called small; the number is always printed beside the word."""


def limits(studies: Sequence[Study]) -> Iterator[Statement]:
    """The limits of the clinical studies of a condition, each with its reason."""
    sources = independent(studies)
    if not sources:
        return
    yield from _shared_data(studies, sources)
    yield from _trials(sources)
    yield from _no_placebo(sources)
    yield from _no_clear_difference(sources)
    yield from _small(sources)
    yield from _languages(studies)


def _every(studies: Sequence[Study], field: str) -> Phrase:
    return Phrase("", tuple(Basis(s.citekey, field, str(getattr(s, field, "") or "absent")) for s in studies))


def _shared_data(studies: Sequence[Study], sources: Sequence[Study]) -> Iterator[Statement]:
    own = {s.citekey for s in sources}
    for study in studies:
        if study.citekey in own or not study.reanalysis_of:
            continue
        parent = next(s for s in studies if s.citekey == study.reanalysis_of)
        yield say(
            "limits.one-dataset",
            "{parent} and {study} are two papers on one dataset, so they count once.",
            Phrase("", (Basis(study.citekey, "reanalysis_of", parent.citekey),)),
            parent=named(parent),
            study=named(study),
        )


def _trials(sources: Sequence[Study]) -> Iterator[Statement]:
    if any(s.design.group is Group.REVIEWS for s in sources):
        return
    trials = [s for s in sources if s.design.group is Group.TRIALS]
    if not trials:
        yield say("limits.no-trial", "there is no randomised trial.", _every(sources, "design"))
    elif len(trials) == 1:
        yield say(
            "limits.one-trial",
            "there is only one randomised trial, {study}.",
            _every(trials, "design"),
            study=named(trials[0]),
        )


def _no_placebo(sources: Sequence[Study]) -> Iterator[Statement]:
    classes = {c.comparator for s in sources for c in comparisons(s) if c.is_of_treatment}
    if not classes & {Comparator.PLACEBO, Comparator.SHAM}:
        yield say(
            "limits.no-placebo",
            "no study compared the treatment with placebo or sham.",
            _every(sources, "arm"),
        )


def _no_clear_difference(sources: Sequence[Study]) -> Iterator[Statement]:
    for active, words in (
        (True, "no clear difference between two treatments does not show that they work equally well"),
        (False, "no clear difference from placebo, sham or no treatment does not show that there is none"),
    ):
        studies = [s for s in sources if any(_leaves_open(c, active=active) for c in comparisons(s))]
        if studies:
            yield say(
                "limits.no-clear-difference",
                "{words}; {who} {print} no interval for it.",
                words=words,
                who=listed(named(s) for s in studies),
                print="prints" if len(studies) == 1 else "print",
            )


_ACTIVE = (Comparator.ACTIVE_DRUG, Comparator.ACTIVE_TREATMENT)


def _leaves_open(pair: Comparison, *, active: bool) -> bool:
    """Whether a comparison of the treatment shows no clear difference, in all or part, without an interval."""
    return (
        pair.is_of_treatment
        and (pair.comparator in _ACTIVE) is active
        and any(
            o.effect is None
            and (
                o.direction is Direction.NO_CLEAR_DIFFERENCE or (o.trials is not None and o.trials.no_clear_difference)
            )
            for o in pair.outcomes
        )
    )


def _small(sources: Sequence[Study]) -> Iterator[Statement]:
    sized = [s for s in sources if s.participants is not None]
    if not sized or len(sized) < len(sources):
        return
    largest = max(sized, key=lambda s: (s.participants or 0, s.citekey))
    if (largest.participants or 0) >= SMALL:
        return
    size = Phrase(
        f"{fmt.count(largest.participants or 0)} people",
        tuple(Basis(s.citekey, "participants", str(s.participants)) for s in sized),
    )
    if len(sized) == 1:
        yield say("limits.small", "all of this rests on one study of {size}.", size=size)
    else:
        yield say("limits.small", "every study is small: the largest had {size}.", size=size)


def _languages(studies: Sequence[Study]) -> Iterator[Statement]:
    for study in studies:
        code = study.reference.language
        if code and not code.startswith("en"):
            name = Phrase(language_name(code), (Basis(study.citekey, "reference.language", code),))
            yield say(
                "limits.language",
                "{study} is published in {name}, and whether more of it than an abstract was read is not recorded.",
                study=named(study),
                name=name,
            )
