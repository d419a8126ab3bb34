"""Studies as nouns of a sentence: their designs, and how many people they speak of."""

from collections.abc import Sequence

from acuevid.models import Arm, Study
from acuevid.numbers import format as fmt
from acuevid.results.findings import Comparison
from acuevid.results.independence import Overlap
from acuevid.synthesis.statements import Basis, Phrase, computed
from acuevid.terms import Design, Feature

_FEATURES = (Feature.DOUBLE_BLIND, Feature.SINGLE_BLIND, Feature.OPEN_LABEL, Feature.PILOT)


def design_of(study: Study) -> Phrase:
    """A study's design with what of its conduct a reader weighs: ``double-blind randomised crossover trial``."""
    told = [f.value for f in _FEATURES if f in study.features]
    label = study.design.label
    if study.is_crossover:
        label = label.replace("randomised trial", "randomised crossover trial")
    basis: tuple[Basis, ...] = (Basis(study.citekey, "design", study.design.label),)
    if study.features:
        basis += (Basis(study.citekey, "features", ", ".join(f.value for f in study.features)),)
    return Phrase(" ".join([*told, label]), basis)


def design_phrase(studies: Sequence[Study], n: int | None = None) -> Phrase:
    """The designs of some studies as one noun, in number: ``randomised trials``; ``studies`` where they differ."""
    designs = {s.design for s in studies}
    plural = (n or len(studies)) > 1
    if len(designs) == 1:
        design = designs.pop()
        text = design.plural if plural else design.label
        included = {s.review.included for s in studies if s.review is not None}
        of = included.pop() if len(included) == 1 else None
        if of not in (None, Design.RANDOMISED_TRIAL) and design != Design.OVERVIEW_OF_REVIEWS:
            text += f" of {of.plural}"
    else:
        text = "studies" if plural else "study"
    return Phrase(text, tuple(Basis(s.citekey, "design", s.design.value) for s in studies))


def people_in(studies: Sequence[Study], overlap: Overlap | None = None) -> Phrase:
    """How many people took part in all, where every study says so; otherwise how many studies do not.

    Several reviews are not added up, for they may share trials: the people of their trials are told where all of these
    are listed, and else that the overlap is not known.
    """
    if sum(s.review is not None for s in studies) > 1:
        return _people_of_reviews(Overlap((*studies, *(overlap.studies if overlap else ()))), studies)
    known = [s for s in studies if s.participants is not None]
    total = sum(s.participants or 0 for s in known)
    silent = len(studies) - len(known)
    basis = tuple(
        Basis(s.citekey, "participants", str(s.participants if s.participants is not None else "absent"))
        for s in studies
    )
    if not known:
        return Phrase("number of people not given", basis)
    text = f"{fmt.count(total)} {'person' if total == 1 else 'people'}"
    missing = sum((s.participants or 0) - s.analysed for s in known if s.analysed is not None)
    if missing > 0:
        text = f"{text}, {fmt.count_word(missing)} of them without complete data"
        basis += tuple(Basis(s.citekey, "analysed", str(s.analysed)) for s in known if s.analysed is not None)
        basis = computed(text, basis).basis
    return Phrase(f"{text}, and {fmt.count_word(silent)} without a number" if silent else text, basis)


def people_compared(pairs: Sequence[Comparison], overlap: Overlap | None = None) -> Phrase:
    """The people of the groups compared, where a study of more groups gives their sizes; else those of the studies."""
    studies = list({p.study.citekey: p.study for p in pairs}.values())
    arms: dict[str, dict[str, Arm]] = {}
    for pair in pairs:
        arms.setdefault(pair.study.citekey, {}).update({a.id: a for a in (pair.first, pair.second)})
    partly = [s for s in studies if len(s.arms) > len(arms[s.citekey]) and s.review is None]
    sized = [s for s in partly if all(a.participants is not None for a in arms[s.citekey].values())]
    if not sized:
        return people_in(studies, overlap)
    by_size = {s.citekey for s in sized}
    others = [s for s in studies if s.citekey not in by_size]
    compared = [a for s in sized for a in arms[s.citekey].values()]
    n = sum(a.participants or 0 for a in compared) + sum(s.participants or 0 for s in others)
    basis = tuple(
        Basis(s.citekey, f"arm[{a.id}].participants", str(a.participants))
        for s in sized
        for a in arms[s.citekey].values()
    ) + tuple(Basis(s.citekey, "participants", str(s.participants or "absent")) for s in others)
    silent = sum(s.participants is None for s in others)
    text = f"{fmt.count(n)} people in the groups compared"
    return Phrase(f"{text}, and {fmt.count_word(silent)} without a number" if silent else text, basis)


def _people_of_reviews(overlap: Overlap, reviews: Sequence[Study]) -> Phrase:
    """The people of the different trials of some reviews, where all of these are listed; or that it is not known."""
    basis = tuple(Basis(s.citekey, "participants", str(s.participants or "absent")) for s in reviews)
    known = {name: s for r in reviews for name, s in overlap.trials(r).items()}
    trials = [s for s in known.values() if s is not None and s.review is None]
    if all(overlap.is_complete(r) for r in reviews) and not known:
        return Phrase("which included no trial", basis)
    counted = len(trials) == len(known) and all(s.participants is not None for s in trials)
    if all(overlap.is_complete(r) for r in reviews) and counted:
        n = sum(s.participants or 0 for s in trials)
        basis += tuple(Basis(s.citekey, "participants", str(s.participants)) for s in trials)
        return computed(f"{fmt.count(n)} people in {fmt.count_word(len(trials))} different trials", basis)
    share = "share trials" if overlap.surely_share(reviews) else "may share trials"
    return Phrase(f"which {share}, so their people are not added up", basis)
