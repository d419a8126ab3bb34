"""The authors' claims held against the records: a verdict by rule, with what supports it and what it rests on."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from acuevid.checks.run import findings_of
from acuevid.figures.clarity import is_clear
from acuevid.figures.effects import outcome_effects
from acuevid.figures.findings import Comparison, comparisons, independent
from acuevid.models import Catalogue, Claim, Outcome, Study
from acuevid.synthesis.brief import brief_sentences
from acuevid.synthesis.detail import harms_sentences
from acuevid.synthesis.doubts import doubts_in
from acuevid.synthesis.statements import Basis, Phrase, Statement, listed, named, say
from acuevid.terms import Asserts, Direction, Family, Group


class Verdict(StrEnum):
    """How a claim stands against the records."""

    SUPPORTED = "supported"
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
            "To say as good as, an interval must lie inside a stated margin; for at least as good, its worse end.",
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
            "fewer harms than were measured",
            "Harms can be compared only where both sides report them.",
            '"fewer side effects", from trials that report those of one side.',
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
            "Some of the studies have no comparison group; the others are not randomised or look again at old data.",
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
        """The outcomes between arms that the claim is about."""
        families = self.claim.families
        return [(p, o) for p in self.pairs for o in p.outcomes if not families or o.family in families]

    def judgement(self) -> Judgement:
        match self.claim.asserts:
            case Asserts.EQUIVALENCE | Asserts.NON_INFERIORITY:
                return self._equality()
            case Asserts.NO_EFFECT:
                return self._verdict(Verdict.TOO_FAR, "CLM102") if self.pairs else self._open()
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

    def _equality(self) -> Judgement:
        if not self.pairs:
            return self._open()
        return self._verdict(Verdict.TOO_FAR, "CLM101")

    def _harms(self) -> Judgement:
        both = [o for p in self.pairs for o in p.outcomes if o.family is Family.HARMS]
        if not both:
            return self._verdict(Verdict.TOO_FAR, "CLM105")
        if all(o.direction is Direction.FAVOURS_EXPERIMENTAL for o in both):
            return self._verdict(Verdict.SUPPORTED, None)
        return self._verdict(Verdict.NOT_SUPPORTED, "CLM105")

    def _superiority(self) -> Judgement:
        found = self.outcomes()
        if not found:
            return self._open()
        if any(o.direction is not Direction.FAVOURS_EXPERIMENTAL for _, o in found if o.subgroup is None):
            return self._verdict(Verdict.NOT_SUPPORTED, "CLM107")
        own = {s.citekey for s in independent(self.catalogue.studies)}
        if any(p.study.citekey not in own for p, _ in found):
            return self._verdict(Verdict.TOO_FAR, "CLM106")
        if not all(is_clear(p.study, o) for p, o in found):
            return self._verdict(Verdict.TOO_FAR, "CLM107")
        return self._verdict(Verdict.SUPPORTED, None)

    def _no_clear_difference(self) -> Judgement:
        directions = {p.direction for p in self.pairs}
        if not self.pairs:
            return self._open()
        ok = Direction.NO_CLEAR_DIFFERENCE in directions
        return self._verdict(Verdict.SUPPORTED if ok else Verdict.NOT_SUPPORTED, None)

    def _benefit(self) -> Judgement:
        if not self.studies:
            return self._open()
        if all(s.is_mechanism for s in self.studies):
            return self._verdict(Verdict.TOO_FAR, "CLM104")
        if all(s.design.is_uncontrolled for s in self.studies):
            return self._verdict(Verdict.TOO_FAR, "CLM103")
        if not any(s.group in (Group.REVIEWS, Group.TRIALS) and not s.shares_data for s in self.studies):
            return self._verdict(Verdict.TOO_FAR, "CLM108")
        return self._superiority()

    def _mechanism(self) -> Judgement:
        mechanisms = [s for s in self.studies if s.is_mechanism]
        if not mechanisms:
            return self._open()
        return self._verdict(Verdict.SUPPORTED, None)

    def _insufficient(self) -> Judgement:
        trials = [s for s in independent(self.catalogue.studies) if s.group is Group.TRIALS]
        per = Counter(key for s in trials for key in s.conditions)
        few = max(per.values(), default=0) <= 1
        self.studies = trials
        return self._verdict(Verdict.SUPPORTED if few else Verdict.OPEN, None)

    # ------------------------------------------------------------------ telling it

    def _open(self) -> Judgement:
        return self._verdict(Verdict.OPEN, None)

    def _verdict(self, verdict: Verdict, code: str | None) -> Judgement:
        rule = RULES[code] if code else None
        supporting, opposing, silent = self._sides()
        return Judgement(
            self.claim,
            verdict,
            rule,
            supporting,
            opposing,
            silent,
            self._reason(verdict, rule),
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
            directions = {o.direction for o in self._told(study)} - {None, Direction.UNCLEAR}
            at = 2 if not directions else 0 if directions & set(wanted) else 1
            sides[at].append(study.citekey)
        return tuple(sides[0]), tuple(sides[1]), tuple(sides[2])

    def _told(self, study: Study) -> list[Outcome]:
        families, classes = self.claim.families, self.claim.comparators
        found = []
        for outcome in study.outcomes:
            sides = study.sides(outcome)
            kind = (outcome.comparator or sides[1].comparator) if sides else None
            if (not families or outcome.family in families) and (not classes or kind in classes):
                found.append(outcome)
        return found

    def _reason(self, verdict: Verdict, rule: Rule | None) -> Statement:
        claim = Phrase("", (Basis(self.claim.id, "asserts", self.claim.asserts.value),))
        directions = Phrase(
            "",
            tuple(
                Basis(s.citekey, f"outcome[{o.id}].direction", str(o.direction or "absent"))
                for s in self.studies
                for o in self._told(s)
            ),
        )
        if rule is not None:
            return say(f"claim.{rule.code}", "{text}", claim, directions, text=rule.text)
        if verdict is Verdict.OPEN:
            cites = Phrase("", (Basis(self.claim.id, "studies", ", ".join(self.claim.studies) or "absent"),))
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
        if verdict is Verdict.SUPPORTED and self.claim.asserts is Asserts.SUPERIORITY:
            return self._reported_by(claim, bearing)
        word = "bears" if len(bearing) == 1 else "bear"
        told = "it out" if verdict is Verdict.SUPPORTED else "it out only in part"
        return say("claim.studies", "{who} {word} {told}.", claim, directions, who=who, word=word, told=told)

    def _reported_by(self, claim: Phrase, bearing: list[Study]) -> Statement:
        """A superiority that studies report: on what, and whether their figures can be checked."""
        told = [o for s in bearing for o in self._told(s)]
        labels = listed(Phrase(label) for label in dict.fromkeys(o.label for o in told))
        unchecked = [s for s in bearing if not any(outcome_effects(s, o).main or o.effect for o in self._told(s))]
        amiss = [f.result.code for found in findings_of(self.catalogue, bearing).values() for f in found]
        tail = "; group sizes are not printed, so the figures cannot be checked" if unchecked else ""
        if amiss:
            tail += f"; not all its figures fit ({', '.join(dict.fromkeys(amiss))})"
        basis = Phrase(
            "",
            tuple(
                Basis(s.citekey, f"outcome[{o.id}].direction", str(o.direction)) for s in bearing for o in self._told(s)
            ),
        )
        return say(
            "claim.reported",
            "{who} {report} so, on {labels} only{tail}.",
            claim,
            basis,
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
        bearing = [s for s in clinical if s.citekey in supporting] if verdict is Verdict.SUPPORTED else clinical
        found = findings_of(self.catalogue, bearing)
        doubts = doubts_in(item for items in found.values() for item in items)
        return tuple(brief_sentences(self.catalogue, bearing, doubts))
