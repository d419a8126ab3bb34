"""The authors' claims held against the records: a verdict by rule, with what supports it and what it rests on."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from acuevid.catalogue.names import fold
from acuevid.checks.run import findings_of
from acuevid.figures.clarity import has_interval, inside_margin, is_clear
from acuevid.figures.findings import Comparison, comparisons
from acuevid.figures.independence import Overlap, independent, own_people
from acuevid.figures.pointing import direction_of
from acuevid.models import Catalogue, Claim, Outcome, Study
from acuevid.numbers import format as fmt
from acuevid.synthesis.brief import brief_sentences
from acuevid.synthesis.detail import harms_sentences
from acuevid.synthesis.doubts import doubts_in
from acuevid.synthesis.outcomes import direction_basis
from acuevid.synthesis.statements import Basis, Phrase, Statement, joined, listed, named, say
from acuevid.terms import Asserts, Direction, Family, Group


class Verdict(StrEnum):
    """How a claim stands against the records."""

    SUPPORTED = "supported"
    REPORTED = "reported, not checked"
    TOO_FAR = "goes too far"
    NOT_SUPPORTED = "not supported"
    OPEN = "cannot be judged"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that a claim can break; the code is that of the diagnostic."""

    code: str
    title: str
    text: str
    example: str


RULES = {
    rule.code: rule
    for rule in (
        Rule(
            "CLM101",
            "equality without a margin",
            "“As good as” needs a margin that was set beforehand, and an interval wholly inside it; “at least as good "
            "as” needs the worse end of the interval inside it, or a clear advantage.",
            '"as effective as the drug", from eight trials without a difference.',
        ),
        Rule(
            "CLM102",
            "no effect from no clear difference",
            "No clear difference does not show that there is none.",
            '"not effective", from 16 people without a difference.',
        ),
        Rule(
            "CLM103",
            "benefit without a comparison",
            "A change without a comparison group does not show its cause.",
            '"helps with sleep", from a case series.',
        ),
        Rule(
            "CLM104",
            "efficacy from mechanism",
            "Work on mechanisms says how a treatment might act, not that it helps.",
            '"relieves pain", from a study in rats.',
        ),
        Rule(
            "CLM105",
            "fewer harms than were shown",
            "Fewer harms must have been measured on both sides, and be as clear as a benefit would have to be.",
            '"fewer side effects", from trials that report those of one side, or from 1 of 50 against 2 of 50.',
        ),
        Rule(
            "CLM106",
            "a re-analysis told as the result",
            "A later look at a trial's data raises a question; it does not settle it.",
            '"reduces deaths", from a second paper on an old trial.',
        ),
        Rule(
            "CLM107",
            "superiority that the records do not bear",
            "The outcomes named do not favour the treatment clearly.",
            '"better than the drug", with an interval that spans zero.',
        ),
        Rule(
            "CLM108",
            "benefit from weak designs",
            "None of the studies is a randomised trial of its own, or a review of such trials.",
            '"brings further benefits", from a case series and a re-analysis.',
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """A claim with its verdict, the rule it breaks, the studies for, against and silent, and what may be said."""

    claim: Claim
    verdict: Verdict
    rule: Rule | None
    supporting: tuple[str, ...]
    opposing: tuple[str, ...]
    silent: tuple[str, ...]
    reason: Statement
    licensed: tuple[Statement, ...]


def judge_claims(catalogue: Catalogue) -> tuple[Judgement, ...]:
    """Every claim of the catalogue with its verdict."""
    return tuple(judge(catalogue, claim) for claim in catalogue.claims)


def judge(catalogue: Catalogue, claim: Claim) -> Judgement:
    """Hold one claim against the records that it cites or, where it cites none, all that it is about."""
    return _Case(catalogue, claim).judgement()


class _Case:
    """A claim with the studies that it is about."""

    def __init__(self, catalogue: Catalogue, claim: Claim) -> None:
        self.catalogue, self.claim = catalogue, claim
        cited = [catalogue.study_by_key[key] for key in claim.studies]
        self.studies = cited or [s for s in catalogue.studies if self._is_about(s)]
        self.pairs = [p for s in self.studies for p in comparisons(s) if self._bears_on(p)]

    def _is_about(self, study: Study) -> bool:
        """Whether a claim without citations is about this study: by condition, comparator and outcome."""
        claim = self.claim
        if study.is_mechanism or not (claim.conditions or claim.comparators or claim.families):
            return False
        in_scope = not claim.conditions or bool(set(claim.conditions) & set(study.conditions))
        families = {o.family for o in study.outcomes}
        classes = {p.comparator for p in comparisons(study)}
        return (
            in_scope
            and (not claim.families or bool(families & set(claim.families)))
            and (not claim.comparators or bool(classes & set(claim.comparators)))
        )

    def _bears_on(self, pair: Comparison) -> bool:
        return pair.is_of_treatment and (not self.claim.comparators or pair.comparator in self.claim.comparators)

    def outcomes(self) -> list[tuple[Comparison, Outcome]]:
        """The outcomes between arms that the claim is about, those of the whole groups."""
        return [(p, o) for p in self.pairs for o in p.outcomes if self._names(o) and o.subgroup is None]

    def _names(self, outcome: Outcome) -> bool:
        """Whether the claim is about an outcome: by what it names, or else by the families."""
        claim = self.claim
        if claim.outcomes:
            return not {fold(name) for name in claim.outcomes}.isdisjoint((fold(outcome.measures), fold(outcome.label)))
        return not claim.families or outcome.family in claim.families

    def judgement(self) -> Judgement:
        match self.claim.asserts:
            case Asserts.EQUIVALENCE:
                return self._equality(both_ends=True)
            case Asserts.NON_INFERIORITY:
                return self._equality(both_ends=False)
            case Asserts.NO_EFFECT:
                return self._no_effect()
            case Asserts.FEWER_HARMS:
                return self._harms()
            case Asserts.SUPERIORITY:
                return self._superiority()
            case Asserts.NO_CLEAR_DIFFERENCE:
                return self._no_clear_difference()
            case Asserts.BENEFIT:
                return self._benefit()
            case Asserts.MECHANISM:
                return self._mechanism()
            case Asserts.INSUFFICIENT_EVIDENCE:
                return self._insufficient()

    def _equality(self, *, both_ends: bool) -> Judgement:
        """Equivalence needs an interval inside the margin; what supports "better" supports "at least as good", too."""
        if not self.pairs:
            return self._open()
        found = self.outcomes()
        if not both_ends and found:
            better = self._how_clear(found)
            if better in (Verdict.SUPPORTED, Verdict.REPORTED):
                return self._verdict(better, None)
        inside = [(p, o, inside_margin(p.study, o, both_ends=both_ends)) for p, o in found]
        if found and all(within for _, _, within in inside):
            return self._verdict(Verdict.SUPPORTED, None, self._margins(found, "lies inside the margin of"))
        with_margin = [(p, o) for p, o, within in inside if within is False]
        if with_margin:
            return self._verdict(Verdict.TOO_FAR, "CLM101", self._margins(with_margin, "does not stay inside"))
        why = self._because(
            "the records have no margin that was set beforehand, so no result can show this", self.pairs
        )
        return self._verdict(Verdict.TOO_FAR, "CLM101", why)

    def _margins(self, found: "list[tuple[Comparison, Outcome]]", how: str) -> Statement:
        told = listed(
            Phrase(
                f"the interval for {o.label} in {p.study.label} {how} {fmt.printed(o.margin or Decimal(0))}",
                (Basis(p.study.citekey, f"outcome[{o.id}].margin", str(o.margin)),),
            )
            for p, o in found
        )
        return say("claim.margin", "{told}.", self._claim(), told=told)

    def _no_effect(self) -> Judgement:
        if self.claim.hedged:
            return self._no_clear_difference()
        return self._verdict(Verdict.TOO_FAR, "CLM102") if self.pairs else self._open()

    def _harms(self) -> Judgement:
        found = [(p, o) for p, o in self.outcomes() if o.family is Family.HARMS]
        if not found:
            why = self._because("harms of both sides are not recorded, so they cannot be compared", self.pairs)
            return self._verdict(Verdict.TOO_FAR, "CLM105", why)
        verdict = self._how_clear(found)
        return self._verdict(verdict, None if verdict in (Verdict.SUPPORTED, Verdict.REPORTED) else "CLM105")

    def _superiority(self) -> Judgement:
        found = self.outcomes()
        if not found:
            return self._open()
        own = {s.citekey for s in independent(self.catalogue.studies)}
        verdict = self._how_clear(found)
        if verdict is not Verdict.NOT_SUPPORTED and any(p.study.citekey not in own for p, _ in found):
            return self._verdict(Verdict.TOO_FAR, "CLM106")
        return self._verdict(verdict, None if verdict in (Verdict.SUPPORTED, Verdict.REPORTED) else "CLM107")

    def _how_clear(self, found: "list[tuple[Comparison, Outcome]]") -> Verdict:
        """Whether all that is claimed favours the treatment, clearly, with figures that can be looked at.

        Reviews that may share trials do not confirm each other, and are not counted: the one with most trials speaks.
        An interval is asked first; a result that is clear by its printed p alone is reported, not checked.
        """
        found = self._speaking(found)
        if any(direction_of(p.study, o) is not Direction.FAVOURS_EXPERIMENTAL for p, o in found):
            return Verdict.NOT_SUPPORTED
        if not all(is_clear(p.study, o) for p, o in found):
            return Verdict.TOO_FAR
        return Verdict.SUPPORTED if all(has_interval(p.study, o) for p, o in found) else Verdict.REPORTED

    def _speaking(self, found: "list[tuple[Comparison, Outcome]]") -> "list[tuple[Comparison, Outcome]]":
        """The outcomes without those of reviews that a larger review of the same cluster speaks for."""
        studies = list({p.study.citekey: p.study for p, _ in found}.values())
        silent: set[str] = set()
        for cluster in Overlap((*studies, *self.catalogue.studies)).clusters:
            about = [s for s in studies if any(s.citekey == r.citekey for r in cluster)]
            if len(about) > 1:
                speaks = max(about, key=lambda s: (s.review.trials if s.review else 0, s.reference.year, s.label))
                silent |= {s.citekey for s in about if s is not speaks}
        return [(p, o) for p, o in found if p.study.citekey not in silent]

    def _no_clear_difference(self) -> Judgement:
        if not self.pairs:
            return self._open()
        found = self.outcomes() or [(p, o) for p in self.pairs for o in p.outcomes]
        ok = any(
            direction_of(p.study, o) is Direction.NO_CLEAR_DIFFERENCE or not is_clear(p.study, o) for p, o in found
        )
        return self._verdict(Verdict.SUPPORTED if ok else Verdict.NOT_SUPPORTED, None)

    def _benefit(self) -> Judgement:
        if not self.studies:
            return self._open()
        if all(s.is_mechanism for s in self.studies):
            return self._verdict(Verdict.TOO_FAR, "CLM104")
        if all(s.design.is_uncontrolled for s in self.studies):
            return self._verdict(Verdict.TOO_FAR, "CLM103")
        if not any(s.group in (Group.REVIEWS, Group.TRIALS) and not s.shares_data for s in self.studies):
            return self._verdict(Verdict.TOO_FAR, "CLM108", self._weak())
        return self._superiority()

    def _weak(self) -> Statement:
        """What keeps each of the studies from bearing a benefit out, each ground with those that it holds for."""
        grounds: tuple[tuple[str, str, list[Study]], ...] = (
            ("has no comparison group", "have no comparison group", [s for s in self.studies if _is_alone(s)]),
            (
                "looks again at old data",
                "look again at old data",
                [s for s in self.studies if not _is_alone(s) and s.shares_data],
            ),
            (
                "was not randomised",
                "were not randomised",
                [s for s in self.studies if not _is_alone(s) and not s.shares_data],
            ),
        )
        told = [
            joined(listed(named(s) for s in who), " ", one if len(who) == 1 else many)
            for one, many, who in grounds
            if who
        ]
        designs = Phrase("", tuple(Basis(s.citekey, "design", s.design.value) for s in self.studies))
        return say("claim.CLM108", "{told}.", self._claim(), designs, told=listed(told, last="; "))

    def _mechanism(self) -> Judgement:
        mechanisms = [s for s in self.studies if s.is_mechanism]
        if not mechanisms:
            return self._open()
        return self._verdict(Verdict.SUPPORTED, None)

    def _insufficient(self) -> Judgement:
        trials = [s for s in own_people(self.catalogue.studies) if s.group is Group.TRIALS]
        per = Counter(key for s in trials for key in s.conditions)
        few = max(per.values(), default=0) <= 1
        self.studies = trials
        return self._verdict(Verdict.SUPPORTED if few else Verdict.OPEN, None)

    # ------------------------------------------------------------------ telling it

    def _open(self) -> Judgement:
        return self._verdict(Verdict.OPEN, None)

    def _claim(self) -> Phrase:
        return Phrase("", (Basis(self.claim.id, "asserts", self.claim.asserts.value),))

    def _because(self, told: str, pairs: list[Comparison]) -> Statement:
        basis = tuple(Basis(p.study.citekey, "outcome", "absent") for p in pairs)
        return say("claim.because", "{told}.", self._claim(), told=Phrase(told, basis))

    def _verdict(self, verdict: Verdict, code: str | None, reason: Statement | None = None) -> Judgement:
        """A judgement; its reason is the one given, which decided, or else that of the rule."""
        rule = RULES[code] if code else None
        supporting, opposing, silent = self._sides()
        return Judgement(
            self.claim,
            verdict,
            rule,
            supporting,
            opposing,
            silent,
            reason or self._reason(verdict, rule),
            self._licensed(verdict),
        )

    def _sides(self) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        """The studies that point the claim's way, another way, or are silent on it."""
        wanted = {
            Asserts.NO_CLEAR_DIFFERENCE: (Direction.NO_CLEAR_DIFFERENCE,),
            Asserts.NO_EFFECT: (Direction.NO_CLEAR_DIFFERENCE,),
            Asserts.EQUIVALENCE: (Direction.NO_CLEAR_DIFFERENCE,),
        }.get(self.claim.asserts, (Direction.FAVOURS_EXPERIMENTAL, Direction.IMPROVED, Direction.OBSERVED))
        sides: tuple[list[str], list[str], list[str]] = ([], [], [])
        for study in self.studies:
            directions = {direction_of(study, o) for o in self._told(study)} - {None, Direction.UNCLEAR}
            at = 2 if not directions else 0 if directions & set(wanted) else 1
            sides[at].append(study.citekey)
        return tuple(sides[0]), tuple(sides[1]), tuple(sides[2])

    def _told(self, study: Study) -> list[Outcome]:
        classes = self.claim.comparators
        found = []
        for outcome in study.outcomes:
            sides = study.sides(outcome)
            kind = (outcome.comparator or sides[1].comparator) if sides else None
            if self._names(outcome) and (not classes or kind in classes):
                found.append(outcome)
        return found

    def _reason(self, verdict: Verdict, rule: Rule | None) -> Statement:
        claim = self._claim()
        directions = Phrase("", self._directions(self.studies))
        if rule is not None:
            return say(f"claim.{rule.code}", "{text}", claim, directions, text=rule.text)
        if verdict is Verdict.OPEN:
            if self.claim.studies or self.studies:
                told = "the records that it is about do not settle it."
                return say("claim.open", told, claim, *(named(s) for s in self.studies))
            cites = Phrase("", (Basis(self.claim.id, "studies", "absent"),))
            told = "it cites no study, and names nothing that records could be held against."
            return say("claim.open", told, claim, cites)
        bearing = [s for s in self.studies if s.citekey in self._sides()[0]] or self.studies
        who = listed(named(s) for s in bearing)
        if verdict is Verdict.SUPPORTED and self.claim.asserts is Asserts.INSUFFICIENT_EVIDENCE:
            return say(
                "claim.few",
                "outside systematic reviews, no condition has more than one independent randomised trial.",
                claim,
                who,
            )
        if verdict is Verdict.SUPPORTED and self.claim.asserts is Asserts.MECHANISM:
            return say("claim.mechanism", "{who} speak of how it might act, and of nothing more.", claim, who=who)
        if verdict is Verdict.REPORTED or self.claim.asserts in (Asserts.SUPERIORITY, Asserts.BENEFIT):
            return self._reported_by(verdict, claim, bearing)
        word = "bears" if len(bearing) == 1 else "bear"
        told = "it out" if verdict is Verdict.SUPPORTED else "it out only in part"
        return say("claim.studies", "{who} {word} {told}.", claim, directions, who=who, word=word, told=told)

    def _directions(self, studies: list[Study]) -> tuple[Basis, ...]:
        return tuple(b for s in studies for o in self._told(s) for b in direction_basis(s, o).basis)

    def _reported_by(self, verdict: Verdict, claim: Phrase, bearing: list[Study]) -> Statement:
        """What studies report: on what, and whether their figures can be checked and fit."""
        told = [o for s in bearing for o in self._told(s)]
        labels = listed(Phrase(label) for label in dict.fromkeys(o.label for o in told))
        amiss = any(findings_of(self.catalogue, bearing).values())
        tail = "; without an interval or the counts behind it, this cannot be checked"
        tail = tail if verdict is Verdict.REPORTED else ""
        if amiss:
            tail += f"; not all {'its' if len(bearing) == 1 else 'their'} figures fit each other"
        return say(
            "claim.reported",
            "{who} {report} so, on {labels} only{tail}.",
            claim,
            Phrase("", self._directions(bearing)),
            who=listed(named(s) for s in bearing),
            report="reports" if len(bearing) == 1 else "report",
            labels=labels,
            tail=tail,
        )

    def _licensed(self, verdict: Verdict) -> tuple[Statement, ...]:
        """What the records let one say instead, or, of a claim that they bear out, what they say themselves."""
        clinical = [s for s in self.studies if not s.is_mechanism]
        if verdict is Verdict.OPEN or not clinical or self.claim.asserts is Asserts.INSUFFICIENT_EVIDENCE:
            return ()
        if self.claim.families == (Family.HARMS,):
            return tuple(harms_sentences(clinical))
        supporting = self._sides()[0]
        borne = verdict in (Verdict.SUPPORTED, Verdict.REPORTED)
        bearing = [s for s in clinical if s.citekey in supporting] if borne else clinical
        found = findings_of(self.catalogue, bearing)
        doubts = doubts_in(item for items in found.values() for item in items)
        return tuple(brief_sentences(self.catalogue, bearing, doubts))


def _is_alone(study: Study) -> bool:
    """Whether a study has no comparison group."""
    return study.design.is_uncontrolled or not comparisons(study)
