"""The authors' claims held against the records: a verdict by rule, with what supports it and what it rests on."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import TypeAlias

from acuevid.catalogue.names import fold
from acuevid.catalogue.query import extracted
from acuevid.checks.run import findings_of
from acuevid.models import Catalogue, Claim, Outcome, Study
from acuevid.numbers import format as fmt
from acuevid.results.analysed import analysed, result
from acuevid.results.findings import Comparison
from acuevid.results.independence import Overlap, datasets, independent, own_people
from acuevid.results.once import once
from acuevid.synthesis import verbs
from acuevid.synthesis.brief import brief_sentences
from acuevid.synthesis.claim_certainty import beyond_certainty, by_certainty, certainty_reason
from acuevid.synthesis.claim_rules import RULES, Rule
from acuevid.synthesis.detail import harms_sentences
from acuevid.synthesis.doubts import doubts_in
from acuevid.synthesis.outcomes import MOST_WORDS, arm_name, direction_basis, figure, value
from acuevid.synthesis.statements import Basis, Phrase, Statement, joined, listed, named, say
from acuevid.terms import Asserts, Comparator, Design, Direction, Group


class Verdict(StrEnum):
    """How a claim stands against the records."""

    SUPPORTED = "supported"
    REPORTED = "reported, not checked"
    TOO_FAR = "goes too far"
    NOT_SUPPORTED = "not supported"
    OPEN = "cannot be judged"


_MOST_NAMES = 5
"""More studies than these are counted in a reason; the judgement lists them."""
_MOST_LABELS = 8
"""Outcomes whose labels have more words than these are several; a reason stays one sentence."""
_REST = 6
"""The words that tell how many results more there are."""
_Result: TypeAlias = tuple[Comparison, Outcome]


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


def _sources(studies: tuple[Study, ...]) -> tuple[dict[str, str], dict[str, set[str]], tuple[tuple[Study, ...], ...]]:
    """The people that each study speaks of, the reviews that these are in, and the reviews that may share trials."""
    people = datasets(studies)
    reviews: dict[str, set[str]] = {}
    for study in studies:
        reviews.setdefault(people[study.citekey], set()).update(study.included_in)
    return people, reviews, Overlap(studies).clusters


def judge_claims(catalogue: Catalogue) -> tuple[Judgement, ...]:
    """Every claim of the catalogue with its verdict."""
    return tuple(judge(catalogue, claim) for claim in catalogue.claims)


def judge(catalogue: Catalogue, claim: Claim) -> Judgement:
    """Hold one claim against the records that it cites or, where it cites none, all that it is about."""
    case = _Case(catalogue, claim)
    return case.held_against_ratings(case.judgement())


class _Case:
    """A claim with the studies that it is about."""

    def __init__(self, catalogue: Catalogue, claim: Claim) -> None:
        self.catalogue, self.claim = catalogue, claim
        cited = [catalogue.study_by_key[key] for key in claim.studies]
        self.studies = list(extracted(cited or (s for s in catalogue.studies if self._is_about(s))))
        self.pairs = [p for s in self.studies for p in analysed(s).comparisons if self._bears_on(p)]

    def _is_about(self, study: Study) -> bool:
        """Whether a claim without citations is about this study: by condition, comparator and outcome."""
        return self._is_scoped() and not study.is_mechanism and self._in_scope(study)

    def _in_scope(self, study: Study) -> bool:
        """Whether a study has the conditions, outcomes and comparators that the claim names, where it names any."""
        claim = self.claim
        return (
            (not claim.conditions or not set(claim.conditions).isdisjoint(study.conditions))
            and (not (claim.outcomes or claim.families) or any(self._names(o) for o in study.outcomes))
            and (not claim.comparators or any(p.comparator in claim.comparators for p in analysed(study).comparisons))
        )

    def _bears_on(self, pair: Comparison) -> bool:
        return pair.is_of_treatment and (not self.claim.comparators or pair.comparator in self.claim.comparators)

    @cached_property
    def own(self) -> set[str]:
        """The records of the catalogue that speak for their people."""
        return once(self.catalogue, "own", lambda: {s.citekey for s in independent(self.catalogue.studies)})

    @cached_property
    def found(self) -> list[_Result]:
        """The outcomes between arms that the claim is about, those of the whole groups, that have a vote."""
        return self._voting([(p, o) for p in self.pairs for o in p.outcomes if self._names(o) and o.subgroup is None])

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

    def held_against_ratings(self, found: Judgement) -> Judgement:
        """The judgement, or, of a claim that is surer than people rated the evidence, that it goes too far."""
        if found.rule is not None or not self.catalogue.ratings:
            return found
        claim = self.claim
        conditions = claim.conditions or dict.fromkeys(key for s in self.studies for key in s.conditions)
        rated = beyond_certainty(self.catalogue, claim, conditions)
        if rated is None:
            return found
        is_borne_out = found.verdict is not Verdict.OPEN
        instead = tuple(by_certainty(self.catalogue, claim, rated, is_borne_out=is_borne_out))
        return replace(
            found,
            verdict=Verdict.TOO_FAR,
            rule=RULES["CLM110"],
            reason=certainty_reason(claim, rated),
            licensed=(*instead, *(found.licensed or self._licensed(Verdict.TOO_FAR))),
        )

    def _equality(self, *, both_ends: bool) -> Judgement:
        """Equivalence needs an interval inside the margin; what supports "better" supports "at least as good", too."""
        if not self.pairs:
            return self._open()
        if not both_ends and self.found:
            better, _ = self._how_clear(self.found)
            if better in (Verdict.SUPPORTED, Verdict.REPORTED):
                return self._verdict(better, None)
        inside, outside, untold = (
            [(p, o) for p, o in self.found if result(p.study, o).inside_margin(both_ends=both_ends) is within]
            for within in (True, False, None)
        )
        if outside:
            told = [self._within(p, o, "does not stay inside", self._past(p, o, both_ends)) for p, o in outside]
            return self._verdict(Verdict.TOO_FAR, "CLM101", self._several("margin", told))
        kept = [self._within(p, o, "stays inside", "") for p, o in inside]
        if not untold and kept:
            return self._verdict(Verdict.SUPPORTED, None, self._several("margin", kept))
        if any(o.margin is not None for _, o in self.found):
            told = [self._unheld(p, o) for p, o in untold]
            return self._verdict(Verdict.TOO_FAR, "CLM101", self._several("margin", told + kept))
        why = self._because("the records have no margin set beforehand, so no result can show this", self.pairs)
        return self._verdict(Verdict.TOO_FAR, "CLM101", why)

    def _within(self, pair: Comparison, outcome: Outcome, how: str, where: str) -> Phrase:
        """How the interval of an outcome lies to its margin: ``Eqm 2016 stays inside its margin of 1.0 for pain``."""
        study = pair.study
        margin = value(study, outcome, "margin", "" if outcome.margin is None else fmt.printed(outcome.margin))
        label = value(study, outcome, "label", outcome.label)
        return joined(named(study), f" {how} its margin of ", margin, " for ", label, where)

    def _past(self, pair: Comparison, outcome: Outcome, both_ends: bool) -> str:
        """The side on which equality fails where the treatment is no worse, but may be better than the margin."""
        better = both_ends and result(pair.study, outcome).inside_margin(both_ends=False)
        return f", on the side of {pair.first.label}" if better else ""

    def _unheld(self, pair: Comparison, outcome: Outcome) -> Phrase:
        """What keeps an interval from being held against a margin."""
        study = pair.study
        missing = "margin" if outcome.margin is None else "interval"
        basis = Phrase("", (Basis(study.citekey, f"outcome[{outcome.id}].{missing}", "absent"),))
        usable = outcome.margin is None or not result(study, outcome).has_interval
        told = f"no {missing} is recorded for " if usable else "the margin cannot be held against "
        return joined(told, value(study, outcome, "label", outcome.label), " in ", named(study), basis)

    def _several(self, template: str, told: list[Phrase]) -> Statement:
        """Results one after the other in one sentence; what grows too long is told by how many more there are."""
        shown = told[:1]
        for phrase in told[1:]:
            if sum(len(p.text.split()) for p in (*shown, phrase)) > MOST_WORDS - _REST:
                shown.append(Phrase(f"and so on for {fmt.count_word(len(told) - len(shown))} more"))
                break
            shown.append(phrase)
        basis = Phrase("", tuple(b for phrase in told for b in phrase.basis))
        return say(f"claim.{template}", "{told}.", self._claim(), basis, told=listed(shown, last="; "))

    def _no_effect(self) -> Judgement:
        """So hedged it is a claim of no clear difference; what contradicts that contradicts this, too."""
        if self.claim.hedged or any(self._differs(p.study, o) for p, o in self.found):
            return self._no_clear_difference()
        return self._verdict(Verdict.TOO_FAR, "CLM102") if self.pairs else self._open()

    def _harms(self) -> Judgement:
        found = [(p, o) for p, o in self.found if o.family.is_harm]
        if not found:
            why = self._because("harms of both sides are not recorded, so they cannot be compared", self.pairs)
            return self._verdict(Verdict.TOO_FAR, "CLM105", why)
        verdict, failing = self._how_clear(found)
        if not failing:
            return self._verdict(verdict, None)
        how = "did not find fewer" if verdict is Verdict.NOT_SUPPORTED else "found fewer, but not clearly"
        return self._verdict(verdict, "CLM105", self._several("harms", [self._counted(*r, how) for r in failing]))

    def _counted(self, pair: Comparison, outcome: Outcome, how: str) -> Phrase:
        """The figures of both sides: ``Sup 2015 did not find fewer: adverse events, five of 60 v three of 60``."""
        study = pair.study
        figures = [f for arm in (pair.first, pair.second) if (f := figure(study, outcome, arm))]
        tail = (", ", listed(figures, last=" v ")) if len(figures) == 2 else ()
        label = value(study, outcome, "label", outcome.label)
        return joined(named(study), f" {how}: ", label, *tail, direction_basis(study, outcome))

    def _superiority(self) -> Judgement:
        if not self.found:
            return self._open()
        verdict, failing = self._how_clear(self.found)
        if verdict is not Verdict.NOT_SUPPORTED and not all(self._is_own(p.study) for p, _ in self.found):
            return self._verdict(Verdict.TOO_FAR, "CLM106")
        return self._verdict(verdict, "CLM107" if failing else None)

    def _is_own(self, study: Study) -> bool:
        """Whether a study speaks for its people: a re-analysis raises a question and settles none."""
        return study.citekey in self.own

    def _how_clear(self, found: list[_Result]) -> tuple[Verdict, list[_Result]]:
        """Whether all that is claimed favours the treatment, and clearly; with the results that do not.

        Every result must point its way; on each question the largest study must be clear. To ask it of all would
        count significance, and to ask it of any would choose the result. An interval is asked first; a result that is
        clear by its printed p alone is reported, not checked.
        """
        other = [(p, o) for p, o in found if result(p.study, o).direction is not Direction.FAVOURS_EXPERIMENTAL]
        if other:
            return Verdict.NOT_SUPPORTED, other
        largest = [result for results in _by_question(found).values() for result in _largest(results)]
        unclear = [(p, o) for p, o in largest if not result(p.study, o).is_clear]
        if unclear:
            return Verdict.TOO_FAR, unclear
        return Verdict.SUPPORTED if all(result(p.study, o).has_interval for p, o in largest) else Verdict.REPORTED, []

    def _voting(self, found: list[_Result]) -> list[_Result]:
        """The results without those that another source of the same question speaks for: one dataset, one vote.

        Reviews that may share trials do not confirm each other: the one with most trials speaks. A trial in a review
        has no vote beside it, with all papers on its people; nor has a re-analysis beside the paper that it goes back
        to.
        """
        if not found:
            return []
        people, reviews, clusters = once(self.catalogue, "sources", lambda: _sources(self.catalogue.studies))
        voting: list[_Result] = []
        for results in _by_question(found).values():
            studies = list({p.study.citekey: p.study for p, _ in results}.values())
            keys = {s.citekey for s in studies}
            own = [s for s in own_people(studies) if keys.isdisjoint(reviews[people[s.citekey]])]
            heard = {s.citekey for s in own}
            for cluster in clusters:
                about = [s for s in cluster if s.citekey in keys]
                if about:
                    heard.add(max(about, key=lambda s: (_trials(s), s.reference.year, s.label)).citekey)
            voting += [(p, o) for p, o in results if p.study.citekey in heard]
        return voting

    def _no_clear_difference(self) -> Judgement:
        """Not supported where any result is clear; a result that no figure and no direction tells of settles nothing.

        Unclear directions are left out. Without an interval it is reported, not checked. A hedged claim is not refused
        on a printed p alone where other results bear it out: doubt of the treatment's own effect is no over-claim.
        """
        told = [(p, o, self._differs(p.study, o)) for p, o in self.found]
        against = [(p, o) for p, o, differs in told if differs]
        borne_out = [(p, o) for p, o, differs in told if differs is False and self._is_own(p.study)]
        if against and self.claim.hedged and borne_out and not any(result(p.study, o).has_interval for p, o in against):
            return self._verdict(Verdict.OPEN, None, self._both_ways(borne_out, against))
        if against:
            return self._verdict(Verdict.NOT_SUPPORTED, "CLM109", self._contradicted(against))
        silent = (None, Direction.UNCLEAR)
        told = [x for x in told if x[2] is not None or result(x[0].study, x[1]).direction not in silent]
        if not told or any(differs is None for _, _, differs in told):
            return self._open()
        checked = all(result(p.study, o).has_interval for p, o, _ in told)
        return self._verdict(Verdict.SUPPORTED if checked else Verdict.REPORTED, None)

    def _differs(self, study: Study, outcome: Outcome) -> bool | None:
        """Whether a result is a clear difference; `None` where nothing tells, or a re-analysis alone does."""
        found = result(study, outcome)
        if found.is_clear:
            return True if self._is_own(study) else None
        none = found.direction is Direction.NO_CLEAR_DIFFERENCE
        return False if none or outcome.p is not None or found.has_interval else None

    def _both_ways(self, borne_out: list[_Result], against: list[_Result]) -> Statement:
        """``Shlay 1998 bears it out; Xu 2010 and Pan 2008 report a clear difference, by a p-value alone``."""
        for_it, others = (
            list({p.study.citekey: p.study for p, _ in results}.values()) for results in (borne_out, against)
        )
        return say(
            "claim.both-ways",
            "{for_it} {bear} it out; {others} {report} a clear difference, by a p-value alone.",
            self._claim(),
            *(direction_basis(p.study, o) for p, o in (*borne_out, *against)),
            for_it=_names(for_it),
            bear="bears" if len(for_it) == 1 else "bear",
            others=_names(others),
            report="reports" if len(others) == 1 else "report",
        )

    def _contradicted(self, against: list[_Result]) -> Statement:
        """``Big 2015 contradicts it: its interval for pain lies wholly on the side of acupuncture``."""
        studies = list({p.study.citekey: p.study for p, _ in against}.values())
        alone, single = len(studies) == 1, len(against) == 1
        labels = {o.label: value(p.study, o, "label", o.label) for p, o in against}
        about = _labels(labels.values())
        sides = {side.text: side for p, o in against if (side := _favoured(p, o))}
        where = joined("the side of ", *sides.values()) if len(sides) == 1 else Phrase("one side")
        if all(result(p.study, o).has_interval for p, o in against):
            its, lies = "its" if alone else "their", "interval" if single else "intervals"
            how = joined(f"{its} {lies} for ", about, f" {'lies' if single else 'lie'} wholly on ", where)
        else:
            how = joined("it reports" if alone else "they report", " a clear difference in ", about)
        return say(
            "claim.CLM109",
            "{who} {contradict} it: {how}.",
            self._claim(),
            *(direction_basis(p.study, o) for p, o in against),
            who=_names(studies),
            contradict="contradicts" if alone else "contradict",
            how=how,
        )

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
                "does not say here how its groups were formed",
                "do not say here how their groups were formed",
                [s for s in self.studies if not _is_alone(s) and not s.shares_data and s.design == Design.NOT_RECORDED],
            ),
            (
                "was not randomised",
                "were not randomised",
                [s for s in self.studies if not _is_alone(s) and not s.shares_data and s.design != Design.NOT_RECORDED],
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
        """Few trials of what the claim names, and no review of several; without a name, few outside reviews."""
        scope = [s for s in self.catalogue.studies if self._in_scope(s)]
        self.studies = [s for s in own_people(scope) if s.group is Group.TRIALS]
        per = Counter(key for s in self.studies for key in s.conditions)
        few = max(per.values(), default=0) <= 1 and not (self._is_scoped() and any(_trials(s) > 1 for s in scope))
        return self._verdict(Verdict.SUPPORTED if few else Verdict.OPEN, None)

    def _is_scoped(self) -> bool:
        """Whether the claim names anything that records can be asked for."""
        claim = self.claim
        return bool(claim.conditions or claim.comparators or claim.families or claim.outcomes)

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
        sides: tuple[list[str], list[str], list[str]] = ([], [], [])
        for study in self.studies:
            points = self._points(study)
            sides[2 if points is None else 0 if points else 1].append(study.citekey)
        return tuple(sides[0]), tuple(sides[1]), tuple(sides[2])

    def _points(self, study: Study) -> bool | None:
        """Whether a study points the claim's way; `None` where it is silent on it."""
        told = self._told(study)
        if self.claim.asserts in (Asserts.NO_CLEAR_DIFFERENCE, Asserts.NO_EFFECT):
            differs = {self._differs(study, o) for o in told} - {None}
            return True not in differs if differs else None
        directions = {result(study, o).direction for o in told} - {None, Direction.UNCLEAR}
        if self.claim.asserts is Asserts.EQUIVALENCE:
            return Direction.NO_CLEAR_DIFFERENCE in directions if directions else None
        wanted = {Direction.FAVOURS_EXPERIMENTAL, Direction.IMPROVED, Direction.OBSERVED}
        return not wanted.isdisjoint(directions) if directions else None

    def _told(self, study: Study) -> list[Outcome]:
        classes = self.claim.comparators
        found = []
        for outcome in study.compared:
            if self._names(outcome) and (not classes or study.comparator_of(outcome) in classes):
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
        is_none = self.claim.asserts in (Asserts.NO_CLEAR_DIFFERENCE, Asserts.NO_EFFECT)
        heard = {p.study.citekey for p, o in self.found if is_none or result(p.study, o).is_clear}
        supporting = [s for s in self.studies if s.citekey in self._sides()[0]]
        bearing = [s for s in supporting if s.citekey in heard] or supporting or self.studies
        who = _names(bearing)
        if verdict is Verdict.SUPPORTED and self.claim.asserts is Asserts.INSUFFICIENT_EVIDENCE:
            return self._few(who)
        if verdict is Verdict.SUPPORTED and self.claim.asserts is Asserts.MECHANISM:
            return say("claim.mechanism", "{who} speak of how it might act, and of nothing more.", claim, who=who)
        if verdict is Verdict.REPORTED or self.claim.asserts in (Asserts.SUPERIORITY, Asserts.BENEFIT):
            return self._reported_by(verdict, claim, bearing)
        word = "bears" if len(bearing) == 1 else "bear"
        return say("claim.studies", "{who} {word} it out.", claim, directions, who=who, word=word)

    def _few(self, who: Phrase) -> Statement:
        """How few trials there are: of what the claim names, or of the whole catalogue."""
        if not self._is_scoped():
            told = "outside systematic reviews, no condition has more than one independent randomised trial"
        elif self.studies:
            told = "no condition has more than one independent randomised trial of what the claim names"
        else:
            told = "no randomised trial of what the claim names is recorded"
        return say("claim.few", "{told}.", self._claim(), who, told=told)

    def _directions(self, studies: list[Study]) -> tuple[Basis, ...]:
        return tuple(b for s in studies for o in self._told(s) for b in direction_basis(s, o).basis)

    def _reported_by(self, verdict: Verdict, claim: Phrase, bearing: list[Study]) -> Statement:
        """What studies report: on what, and whether their figures can be checked and fit."""
        told = [o for s in bearing for o in self._told(s)]
        labels = _labels(Phrase(label) for label in dict.fromkeys(o.label for o in told))
        found = findings_of(self.catalogue, bearing)
        amiss = any(item.result.is_about_figures for items in found.values() for item in items)
        tail = "; without an interval or the counts behind it, this cannot be checked"
        tail = tail if verdict is Verdict.REPORTED else ""
        if amiss:
            tail += f"; not all {'its' if len(bearing) == 1 else 'their'} figures fit each other"
        return say(
            "claim.reported",
            "{who} {report} so, on {labels} only{tail}.",
            claim,
            Phrase("", self._directions(bearing)),
            who=_names(bearing),
            report="reports" if len(bearing) == 1 else "report",
            labels=labels,
            tail=tail,
        )

    def _licensed(self, verdict: Verdict) -> tuple[Statement, ...]:
        """What the records let one say instead, or, of a claim that they bear out, what they say themselves."""
        clinical = [s for s in self.studies if not s.is_mechanism]
        if verdict is Verdict.OPEN or not clinical or self.claim.asserts is Asserts.INSUFFICIENT_EVIDENCE:
            return ()
        if self.claim.families and all(family.is_harm for family in self.claim.families):
            return tuple(harms_sentences(clinical))
        supporting = self._sides()[0]
        borne = verdict in (Verdict.SUPPORTED, Verdict.REPORTED)
        bearing = [s for s in clinical if s.citekey in supporting] if borne else clinical
        # many claims may rest on the same studies
        return once(self.catalogue, ("brief", *(s.citekey for s in bearing)), lambda: self._brief(bearing))

    def _brief(self, studies: list[Study]) -> tuple[Statement, ...]:
        found = findings_of(self.catalogue, studies)
        doubts = doubts_in(item for items in found.values() for item in items)
        return tuple(brief_sentences(self.catalogue, studies, doubts))


def _is_alone(study: Study) -> bool:
    """Whether a study has no comparison group."""
    return study.design.is_uncontrolled or not analysed(study).comparisons


def _favoured(pair: Comparison, outcome: Outcome) -> Phrase | None:
    """The side that an outcome favours."""
    arms = arm_name(pair.study, pair.first), arm_name(pair.study, pair.second)
    return verbs.favoured(result(pair.study, outcome).direction, *arms)


def _by_question(found: list[_Result]) -> dict[tuple[Comparator, str], list[_Result]]:
    """The results by question: one class of comparator, and what is measured."""
    questions: dict[tuple[Comparator, str], list[_Result]] = {}
    for pair, outcome in found:
        questions.setdefault((pair.comparator, fold(outcome.measures)), []).append((pair, outcome))
    return questions


def _largest(found: list[_Result]) -> list[_Result]:
    """The results of the largest study, randomised where any is; of those without a number of people, too."""
    at_random = [(p, o) for p, o in found if p.study.is_randomised] or found
    most = max(p.study.participants or 0 for p, _ in at_random)
    return [(p, o) for p, o in at_random if p.study.participants in (None, most)]


def _trials(study: Study) -> int:
    return study.review.trials if study.review else 0


def _names(studies: list[Study]) -> Phrase:
    """The studies by name, or how many there are."""
    told = listed(named(s) for s in studies)
    return told if len(studies) <= _MOST_NAMES else Phrase(f"{fmt.count(len(studies))} studies", told.basis)


def _labels(labels: Iterable[Phrase]) -> Phrase:
    """The outcomes by label, where these are short enough."""
    told = listed(labels)
    return told if len(told.text.split()) <= _MOST_LABELS else Phrase("several outcomes", told.basis)
