"""The summary of a whole sheet: each condition in brief, the sheet "in summary", and the mechanisms."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from acuevid.catalogue.query import extracted, in_order
from acuevid.checks.run import each_finding
from acuevid.models import Catalogue, Mechanism, Study
from acuevid.numbers import format as fmt
from acuevid.results.analysed import analysed
from acuevid.results.findings import Comparison, by_study
from acuevid.results.independence import Overlap, independent, own_people
from acuevid.synthesis import verbs
from acuevid.synthesis.appraisal_words import appraisable, not_appraised, risk_tally
from acuevid.synthesis.brief import directions_basis, reanalysis, told_alone
from acuevid.synthesis.condition import ConditionSummary, summarise_condition
from acuevid.synthesis.doubts import doubts_in
from acuevid.synthesis.further import further
from acuevid.synthesis.harms_known import harms_known
from acuevid.synthesis.limits import overlap_limit
from acuevid.synthesis.listed_only import may_be_trial, not_extracted
from acuevid.synthesis.nouns import design_phrase
from acuevid.synthesis.outcomes import MOST_WORDS
from acuevid.synthesis.retracted import retracted
from acuevid.synthesis.statements import Basis, Phrase, Statement, joined, listed, named, numbered, opened, say, written
from acuevid.terms import Comparator, Design, Group, Species

_KEY = (
    (("sheet.against",), 2),
    (("brief.retracted",), 1),
    (("sheet.not-appraised", "sheet.risk-of-bias"), 1),
    (("sheet.harms", "sheet.no-harms"), 1),
)
"""What the key messages of a sheet are made of, and how many sentences of each."""
NOTE = "mechanisms.note"
"""The template of what a person noted of the mechanism in the sentence before it."""


@dataclass(frozen=True)
class SheetSummary:
    """All that may be said of a sheet."""

    conditions: tuple[ConditionSummary, ...]
    key: tuple[Statement, ...]
    in_summary: tuple[Statement, ...]
    mechanisms: tuple[Statement, ...]

    @property
    def first(self) -> tuple[Statement, ...]:
        """What goes before all else: its key messages, or those of its one condition."""
        return self.key or next((c.key for c in self.conditions if c.key), ())

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Every sentence, in the order of reading."""
        return (*self.key, *(s for c in self.conditions for s in c.statements), *self.in_summary, *self.mechanisms)


def summarise_sheet(catalogue: Catalogue) -> SheetSummary:
    """Summarise every condition of a sheet, then the sheet as a whole."""
    conditions = tuple(summarise_condition(catalogue, c) for c in catalogue.conditions)
    told = list(_in_summary(catalogue))
    key, rest = _parted(told) if sum(bool(c.key) for c in conditions) > 1 else ([], told)
    key, whole, mechanisms = opened(catalogue, [key, rest, list(_mechanisms(catalogue))])
    ((key,), (whole,), (mechanisms,)) = (
        numbered(name, [part]) for name, part in (("sheet.key", key), ("sheet", whole), ("mechanisms", mechanisms))
    )
    return SheetSummary(conditions, key, whole, mechanisms)


def _parted(told: Sequence[Statement]) -> tuple[Sequence[Statement], Sequence[Statement]]:
    """The key messages of a sheet, and the rest: the first comparisons, which others there are, how well done, harms.

    Comparators stand in the order of their classes, placebo and sham first, so that none is chosen by what was found;
    a sentence that names many studies is left to the summary. A sheet of one condition has that condition's.
    """
    key: list[Statement] = []
    fewer = any(s.template == "brief.retracted" for s in told)  # five sentences at the most
    for templates, most in _KEY:
        found = [s for s in told if s.template in templates and len(s.text.split()) <= MOST_WORDS]
        key += found[: 1 if fewer else most]
    chosen = set(map(id, key))
    rest = [s for s in told if id(s) not in chosen]
    first = sum(s.template == "sheet.against" for s in key)
    others = _others([s for s in rest if s.template == "sheet.against"], key[:first])
    return [*key[:first], *others, *key[first:]], rest


def _others(against: Sequence[Statement], told: Sequence[Statement]) -> Iterator[Statement]:
    """Which comparators the summary tells of beside the key messages, which have `told` of the first."""
    classes: dict[Comparator, tuple[Basis, ...]] = {}
    for basis in _comparators(against):
        comparator = Comparator(basis.value)
        classes[comparator] = (*classes.get(comparator, ()), basis)
    if classes:
        yield further("sheet.further", classes, tuple(_comparators(told)))


def _comparators(told: Sequence[Statement]) -> Iterator[Basis]:
    return (basis for s in told for basis in s.basis if basis.field.endswith(".comparator"))


def _in_summary(catalogue: Catalogue) -> Iterator[Statement]:
    clinical = in_order(s for s in catalogue.studies if not s.is_mechanism)
    studies = extracted(clinical)
    yield from _told_of(catalogue, studies, clinical)
    yield from retracted(studies)
    yield from _how_well(studies)
    if studies:
        yield from not_extracted(clinical)
    if clinical:
        yield _search(catalogue)


def _told_of(catalogue: Catalogue, studies: Sequence[Study], clinical: Sequence[Study]) -> Iterator[Statement]:
    """The sentences on the clinical studies of the sheet that are extracted, beside others that are not."""
    if not studies and clinical:
        yield say(
            "sheet.nothing-extracted",
            "the catalogue lists {n} {studies}, and nothing is extracted from {them} yet.",
            n=Phrase(fmt.count_word(len(clinical)), tuple(Basis(s.citekey, "outcome", "absent") for s in clinical)),
            studies="study" if len(clinical) == 1 else "studies",
            them="it" if len(clinical) == 1 else "them",
        )
        return
    if not studies:
        yield say(
            "sheet.empty",
            "the catalogue has no clinical study of {topic}.",
            topic=Phrase(catalogue.sheet.topic, (Basis("sheet", "topic", catalogue.sheet.topic),)),
        )
        return
    sources = independent(studies)
    evidence = [s for s in studies if not analysed(s).is_beside]
    if evidence:
        yield _size(evidence, independent(evidence))
    by_class: dict[Comparator, list[Comparison]] = {}
    for study in sources:
        for pair in analysed(study).of_treatment:
            by_class.setdefault(pair.comparator, []).append(pair)
    for place, comparator in enumerate(Comparator):
        if comparator in by_class:
            yield from _against(comparator, by_class[comparator], studies_first=place % 2 == 1)
    yield from _shared(by_class)
    own = {s.citekey for s in sources}
    sharing = [s for s in studies if s.citekey not in own and s.shares_data]
    doubts = doubts_in(item for _, items in each_finding(catalogue, sharing) for item in items)
    for study in sharing:
        yield from reanalysis(catalogue, study, doubts)
    alone = [s for s in sources if not analysed(s).of_treatment]
    yield from told_alone(alone)
    if evidence:
        yield harms_known(evidence)
    if not any(may_be_trial(s) for s in clinical):
        yield from _one_trial_each(sources)


def _how_well(studies: Sequence[Study]) -> Iterator[Statement]:
    """At what risk of bias the studies were judged to be; that nothing of the kind is recorded where nothing is."""
    evidence = [s for s in independent(studies) if not analysed(s).is_beside]
    told = list(risk_tally("sheet.risk-of-bias", appraisable(evidence)))
    yield from told or not_appraised("sheet.not-appraised", evidence)


def _search(catalogue: Catalogue) -> Statement:
    search = catalogue.sheet.search
    if search is not None:
        told = written("sheet", "search", search, ends=".")
        return say("sheet.search", "how studies were found: {told}.", told=told)
    absent = Phrase("", (Basis("sheet", "search", "absent"),))
    return say("sheet.search", "how the studies were searched for and chosen is not recorded.", absent)


def _size(studies: Sequence[Study], sources: Sequence[Study]) -> Statement:
    conditions = {key for s in studies for key in s.conditions}
    keys = tuple(Basis(s.citekey, "conditions", ", ".join(s.conditions)) for s in studies)
    people = own_people(sources)
    n, k, c, r = len(studies), len(people), len(conditions), sum(s.review is not None for s in sources)
    reviews = f"{fmt.count_word(r)} {'review' if r == 1 else 'reviews'}"
    ties = tuple(Basis(s.citekey, "reanalysis_of", s.reanalysis_of or "absent") for s in studies)
    independence = Phrase(fmt.count_word(k), ties)
    own = "{k} independent {sources}" if k or not r else ""
    return say(
        "sheet.size",
        f"the catalogue holds {{n}} clinical {{studies}} of {{c}} {{conditions}}, from {{reviews}}{own}.",
        *([] if own else [independence]),
        reviews=Phrase(
            (f"{reviews} and " if own else reviews) if r else "",
            tuple(Basis(s.citekey, "review.trials", str(s.review.trials)) for s in sources if s.review),
        ),
        n=Phrase(fmt.count_word(n), keys),
        studies="study" if n == 1 else "studies",
        c=Phrase(fmt.count_word(c), keys),
        conditions="condition" if c == 1 else "conditions",
        **({"k": independence, "sources": "source of data" if k == 1 else "sources of data"} if own else {}),
    )


def _against(comparator: Comparator, pairs: Sequence[Comparison], *, studies_first: bool) -> Iterator[Statement]:
    """A class of comparator; classes open in turn with themselves and with their studies.

    A review speaks for its trials, which are named after it and not counted beside it.
    """
    clauses: list[tuple[Phrase, Phrase]] = []
    every = by_study(pairs)
    reviews = {s.citekey for s, pointing in every if s.review is not None and pointing is not None}
    inside = [s for s, _ in every if not reviews.isdisjoint(s.included_in)]
    found = [(s, pointing) for s, pointing in every if reviews.isdisjoint(s.included_in)]
    for direction in verbs.ORDER:
        for group in Group:
            same = [study for study, pointing in found if pointing is direction and study.group is group]
            for studies in _alike(same):
                n = Phrase(fmt.count_word(len(studies)), directions_basis(studies, pairs))
                verb = verbs.of_studies(direction, many=len(studies) > 1)
                who = joined(" (", listed(named(s) for s in studies), ")")
                clauses.append((joined(n, " ", design_phrase(studies), " ", verb), who))
    lead = Phrase(
        "when added to another treatment" if comparator is Comparator.ADD_ON else f"against {comparator.label}",
        tuple(Basis(p.study.citekey, f"arm[{p.second.id}].comparator", comparator.value) for p in pairs),
    )
    if studies_first and len(clauses) == 1:
        told, who = clauses[0]
        yield say("sheet.against", "{told} {lead}{who}.", told=told, lead=lead, who=who)
    else:
        yield say("sheet.against", "{lead}, {all}.", lead=lead, all=listed(joined(*clause) for clause in clauses))
    yield from _overlapping([s for s, _ in every])
    if inside:
        yield say(
            "sheet.inside",
            "{who} {are} not counted beside {review}, which included {them}.",
            Phrase("", tuple(Basis(s.citekey, "included_in", ", ".join(s.included_in)) for s in inside)),
            who=listed(named(s) for s in inside),
            are="is" if len(inside) == 1 else "are",
            review="the review" if len(reviews) == 1 else "the reviews",
            them="it" if len(inside) == 1 else "them",
        )


def _overlapping(studies: Sequence[Study]) -> Iterator[Statement]:
    """That reviews of one condition share trials or may, each set of reviews once."""
    told: set[frozenset[str]] = set()
    for key in dict.fromkeys(key for s in studies if s.review is not None for key in s.conditions):
        overlap = Overlap(tuple(s for s in studies if key in s.conditions))
        for cluster in overlap.clusters:  # of a class, so that reviews of other comparators are no part of it
            keys = frozenset(s.citekey for s in cluster)
            if len(cluster) > 1 and keys not in told:
                told.add(keys)
                yield overlap_limit(overlap, cluster)


def _alike(studies: Sequence[Study]) -> list[list[Study]]:
    """The studies by design, so that designs are never merged."""
    designs: dict[tuple[Design, Design | None], list[Study]] = {}
    for study in studies:
        designs.setdefault((study.design, study.review.included if study.review else None), []).append(study)
    return list(designs.values())


def _shared(by_class: dict[Comparator, list[Comparison]]) -> Iterator[Statement]:
    """A study that stands in several classes is one study all the same."""
    classes: dict[str, list[Comparison]] = {}
    for pairs in by_class.values():
        for pair in pairs:
            classes.setdefault(pair.study.citekey, []).append(pair)
    several = [pairs for pairs in classes.values() if len({pair.comparator for pair in pairs}) > 1]
    for place, pairs in enumerate(several):
        basis = tuple(Basis(p.study.citekey, f"arm[{p.second.id}].comparator", p.comparator.value) for p in pairs)
        share = "are of the same people"
        for end, arms in (
            ("first", {p.first.id: p.first for p in pairs}),
            ("second", {p.second.id: p.second for p in pairs}),
        ):
            if len(arms) == 1 and len(pairs[0].study.arms) > 2:
                (arm,) = arms.values()
                share = "share one comparison group" if end == "second" else f"share the group that had {arm.label}"
        yield say(
            "sheet.shared",
            "from {study}, {n} comparisons {share}." if place % 2 else "the {n} comparisons from {study} {share}.",
            study=named(pairs[0].study),
            n=Phrase(fmt.count_word(len(pairs)), basis),
            share=share,
        )


def _one_trial_each(sources: Sequence[Study]) -> Iterator[Statement]:
    trials = [s for s in sources if s.group is Group.TRIALS]
    per_condition = Counter(key for s in trials for key in s.conditions)
    if len(trials) > 1 and max(per_condition.values(), default=0) <= 1:
        yield say(
            "sheet.one-trial-each",
            "outside systematic reviews, no condition has more than one independent randomised trial.",
            Phrase("", tuple(Basis(s.citekey, "conditions", ", ".join(s.conditions)) for s in trials)),
        )


# ---------------------------------------------------------------------- mechanisms


def _mechanisms(catalogue: Catalogue) -> Iterator[Statement]:
    studies = [s for s in catalogue.studies if s.is_mechanism]
    if not studies:
        return
    yield say(
        "mechanisms.caution",
        "{n} {works} {concern} how {treatment} might act; {they} cannot show that it helps patients.",
        n=Phrase(fmt.count_word(len(studies)), tuple(Basis(s.citekey, "design", s.design.value) for s in studies)),
        works="work" if len(studies) == 1 else "works",
        concern="concerns" if len(studies) == 1 else "concern",
        treatment=Phrase(catalogue.sheet.intervention, (Basis("sheet", "intervention", catalogue.sheet.intervention),)),
        they="it" if len(studies) == 1 else "they",
    )
    for mechanism in catalogue.mechanisms:
        if mechanism.studies:
            yield _mechanism(catalogue, mechanism)
            if mechanism.note:
                yield say(NOTE, "{note}", note=written(mechanism.id, "note", mechanism.note))


def _mechanism(catalogue: Catalogue, mechanism: Mechanism) -> Statement:
    studies = [catalogue.study_by_key[key] for key in mechanism.studies]
    return say(
        "mechanisms.one",
        "{what} ({who}).",
        what=written(mechanism.id, "statement", mechanism.statement, ends=". "),
        who=listed((joined(named(s), ", ", _material(s)) for s in studies), last="; "),
    )


def _material(study: Study) -> Phrase:
    """On whom or what the work was done: ``rats``, ``10 healthy adults``, ``a review``."""
    if study.species is None:
        text = "a review" if "review" in study.design.value else "species not given"
        return Phrase(text, (Basis(study.citekey, "design", study.design.value),))
    noun = study.population if study.species is Species.HUMAN and study.population else study.species.noun(None)
    if study.participants is not None:
        noun = f"{fmt.count(study.participants)} {noun}"
    return Phrase(noun, (Basis(study.citekey, "species", study.species.value),))
