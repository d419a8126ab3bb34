"""What people judged of how one study was done, for the paragraph on it."""

from collections.abc import Iterator, Sequence

from acuevid.appraisal_tools import NO_INFORMATION, OVERALL, SOME_CONCERNS, Concern, Domain, Judgement, Tool
from acuevid.appraisals import Appraisal
from acuevid.models import Study
from acuevid.numbers import format as fmt
from acuevid.results.analysed import analysed
from acuevid.results.appraised import Judged, severity
from acuevid.synthesis.appraisal_words import appraisal_basis, own_word
from acuevid.synthesis.outcomes import MOST_WORDS, value
from acuevid.synthesis.statements import Phrase, Statement, computed, joined, listed, named, say

_MOST_APART = 2
"""Where a tool was used for more sets of outcomes than these, their judgements are counted in one sentence."""
_MOST_LABELS = 3
"""More outcomes than these are counted."""
_DISPUTED, _WITHOUT = "disputed", "without an overall judgement"
_AMSTAR, _JBI = "amstar-2", "jbi-case-series"


def appraisal_sentences(study: Study) -> Iterator[Statement]:
    """Each tool by which a study was appraised, with the judgement that stands, and what it was given for."""
    tools: dict[str, list[Judged]] = {}
    for item in analysed(study).judged:
        tools.setdefault(item.tool.key, []).append(item)
    for items in tools.values():
        if len(items) > _MOST_APART:
            yield _counted(study, items)
            continue
        for item in items:
            yield _sentence(study, item)


def _sentence(study: Study, item: Judged) -> Statement:
    found = item.stands
    if found is None:
        return _disputed(study, item)
    if item.tool.key == _AMSTAR and found.verdict is not None:
        return _of_review(study, item, found, found.verdict)
    if not item.tool.of_bias:
        return _by_another_tool(study, item, found)
    if found.verdict is None:
        return _without_overall(study, item, found)
    return _of_bias(study, item, found, found.verdict)


def _tool(study: Study, found: Appraisal) -> Phrase:
    return Phrase(found.tool.name, (appraisal_basis(study, found, "tool", found.tool.name),))


def _on(study: Study, outcomes: Sequence[str]) -> Phrase:
    """``on pain and walking, ``; empty where the whole study was judged."""
    about = [o for o in study.outcomes if o.id in outcomes]
    labels = {o.label: value(study, o, "label", o.label) for o in about}
    if not labels:
        return Phrase("")
    told = listed(labels.values())
    if len(labels) > _MOST_LABELS:
        told = computed(f"{fmt.count_word(len(labels))} outcomes", told.basis)
    return joined("on ", told, ", ")


def _of_bias(study: Study, item: Judged, found: Appraisal, verdict: Judgement) -> Statement:
    """``the risk of bias in Birch 2014 was judged high overall (RoB 2), for missing outcome data``."""
    told = own_word(verdict)
    judged = Phrase("", (appraisal_basis(study, found, "overall", verdict.label),))
    overall = " overall" if found.domains else ""
    pattern = f"{{on}}the risk of bias in {{study}} was judged {told.label}{overall} ({{tool}}){{why}}."
    if told == SOME_CONCERNS:
        pattern = "{on}some concerns about the risk of bias in {study} were recorded ({tool}){why}."
    elif told == NO_INFORMATION:
        pattern = "{on}too little information was found to judge the risk of bias in {study} ({tool}){why}."
    parts = {"on": _on(study, item.outcomes), "study": named(study), "tool": _tool(study, found)}
    for why in (*_reasons(study, found, verdict), Phrase("")):
        whole = say("appraisal.risk-of-bias", pattern, judged, why=why, **parts)
        if len(whole.text.split()) <= MOST_WORDS:
            break
    return whole


def _reasons(study: Study, found: Appraisal, verdict: Judgement) -> Iterator[Phrase]:
    """The domains that an overall judgement was given for, by name and by their number; of a low one those not low.

    They are those judged at least as badly, the worst first; where none is, those of some concern.
    """
    if verdict.concern is None:
        return
    is_low, least = verdict.concern == "low", severity(found.tool, verdict)
    domains = _domains_from(found, least + is_low)
    some = "" if domains or is_low else "some concerns in "
    domains = domains if domains or is_low else _domains_of(found, "some")
    if domains:
        names, lead = _named(study, found, domains, least), ", with " if is_low else ", for "
        yield joined(lead, some, names)
        yield joined(lead, some, computed(_share(len(domains), found.tool), names.basis), " not low" if is_low else "")


def _domains_from(found: Appraisal, least: int) -> list[Domain]:
    """The domains judged at least so badly, the worst first; for too little information, those without any."""
    judged = [(d, severity(found.tool, judgement)) for d in found.tool.domains if (judgement := found.of(d.key))]
    if least < 0:
        return [domain for domain, _ in judged if found.of(domain.key) == NO_INFORMATION]
    bad = [(domain, level) for domain, level in judged if level >= least]
    return [domain for domain, _ in sorted(bad, key=lambda pair: -pair[1])]


def _domains_of(found: Appraisal, concern: Concern | None) -> list[Domain]:
    """The domains that call a result into question so far, in the order of the tool; that nothing is known does not."""
    judged = ((domain, found.of(domain.key)) for domain in found.tool.domains)
    known = ((domain, judgement) for domain, judgement in judged if judgement not in (None, NO_INFORMATION))
    return [domain for domain, judgement in known if judgement is not None and judgement.concern == concern]


def _named(study: Study, found: Appraisal, domains: Sequence[Domain], least: int | None = None) -> Phrase:
    """Domains by name; one that was judged worse than `least` with its own word: ``confounding (serious)``."""
    return listed(
        Phrase(
            _inside(domain.name) + _worse(found, domain, least),
            (appraisal_basis(study, found, f"domains.{domain.key}", _word(found, domain)),),
        )
        for domain in domains
    )


def _worse(found: Appraisal, domain: Domain, least: int | None) -> str:
    judgement = found.of(domain.key)
    if judgement is None or least is None or severity(found.tool, judgement) <= max(least, 0):
        return ""
    return f" ({own_word(judgement).label})"


def _word(found: Appraisal, domain: Domain) -> str:
    judgement = found.of(domain.key)
    return judgement.label if judgement is not None else "absent"


def _share(n: int, tool: Tool) -> str:
    """``two of five domains``; ``every domain``."""
    return "every domain" if n == len(tool.domains) else f"{fmt.share(n, len(tool.domains))} domains"


def _inside(name: str) -> str:
    """A name as it stands inside a sentence: its first letter small, where it is no abbreviation."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def _without_overall(study: Study, item: Judged, found: Appraisal) -> Statement:
    """An appraisal that judges domains, and not the whole: ``high for missing outcome data, and not overall``."""
    levels: tuple[tuple[Concern, str], ...] = (("high", "high"), ("some", "of some concern"), ("low", "low"))
    judged = ((concern, word, _domains_of(found, concern)) for concern, word in levels)
    concern, word, domains = next((level for level in judged if level[2]), ("low", "", []))
    tool, absent = _tool(study, found), Phrase("", (appraisal_basis(study, found, "overall", "absent"),))
    parts = {"on": _on(study, item.outcomes), "study": named(study), "tool": tool}
    if not domains:
        pattern = "{on}{study} was appraised by {tool}, without an overall judgement."
        return say("appraisal.no-overall", pattern, absent, **parts)
    names = _named(study, found, domains)
    counted = computed(_share(len(domains), found.tool), names.basis)
    told = f"{{on}}the risk of bias in {{study}} was judged {word} for {{what}} ({{tool}})"
    pattern = f"{told}; no overall judgement is recorded."
    for what in (counted,) if concern == "low" else (names, counted):
        whole = say("appraisal.no-overall", pattern, absent, what=what, **parts)
        if len(whole.text.split()) <= MOST_WORDS:
            break
    return whole


def _disputed(study: Study, item: Judged) -> Statement:
    """``assessors disagree on the risk of bias in Birch 2014 (RoB 2): missing outcome data``."""
    first = item.appraisals[0]
    names = {domain.key: _inside(domain.name) for domain in item.tool.domains} | {OVERALL: "the overall judgement"}
    basis = tuple(
        appraisal_basis(study, a, key if key == OVERALL else f"domains.{key}", _of(a, key))
        for key in item.disputed
        for a in item.appraisals
    )
    n = len([key for key in item.disputed if key != OVERALL])
    of = _share(n, item.tool)
    counted = listed([computed(of, basis)] * bool(n) + [Phrase(names[OVERALL])] * (OVERALL in item.disputed))
    for what in (listed(Phrase(names[key], basis) for key in item.disputed), counted):
        whole = say(
            "appraisal.disputed",
            "{on}assessors disagree on {how} {study} ({tool}): {what}.",
            Phrase("", basis),
            on=_on(study, item.outcomes),
            how="the risk of bias in" if item.tool.of_bias else "how to appraise",
            study=named(study),
            tool=_tool(study, first),
            what=what,
        )
        if len(whole.text.split()) <= MOST_WORDS:
            break
    return whole


def _of(appraisal: Appraisal, key: str) -> str:
    """The judgement on a domain, or the whole, in words."""
    judgement = appraisal.verdict if key == OVERALL else appraisal.of(key)
    return judgement.label if judgement is not None else "absent"


def _of_review(study: Study, item: Judged, found: Appraisal, verdict: Judgement) -> Statement:
    """AMSTAR 2 rates how far the results of a review may be relied on."""
    return say(
        "appraisal.review",
        "{on}confidence in the results of {study} was judged {how} ({tool}).",
        on=_on(study, item.outcomes),
        study=named(study),
        how=Phrase(
            verdict.label.removesuffix(" confidence"), (appraisal_basis(study, found, "overall", verdict.label),)
        ),
        tool=_tool(study, found),
    )


def _by_another_tool(study: Study, item: Judged, found: Appraisal) -> Statement:
    """A tool that does not judge the risk of bias, with its own word in quotes or its points."""
    told = found.verdict.label if found.verdict is not None else ""
    basis = Phrase("", (appraisal_basis(study, found, "overall", told or "absent"),))
    if found.tool.key == _JBI and told == "exclude":
        return say(
            "appraisal.other-tool",
            "{on}by the {tool} {study} was judged as one to exclude.",
            basis,
            on=_on(study, item.outcomes),
            study=named(study),
            tool=_tool(study, found),
        )
    quoted = told if told[:1].isdigit() else f"“{told}”"
    return say(
        "appraisal.other-tool",
        "{on}{study} was appraised by the {tool}{how}.",
        basis,
        on=_on(study, item.outcomes),
        study=named(study),
        tool=Phrase(found.tool.name.removeprefix("the "), _tool(study, found).basis),
        how=f": {quoted}" if told else ", without an overall judgement",
    )


def _counted(study: Study, items: Sequence[Judged]) -> Statement:
    """The judgements of one tool on many outcomes apart, counted."""
    tool: Tool = items[0].tool
    groups: dict[str, list[Judged]] = {}
    for item in items:
        verdict = item.stands.verdict if item.stands is not None else None
        word = own_word(verdict).label if verdict is not None and tool.of_bias else verdict.label if verdict else ""
        groups.setdefault(word or (_DISPUTED if item.stands is None else _WITHOUT), []).append(item)
    order = [*(own_word(v).label if tool.of_bias else v.label for v in reversed(tool.verdicts)), _DISPUTED, _WITHOUT]
    parts = []
    for word in dict.fromkeys(word for word in order if word in groups):
        firsts = [item.stands or item.appraisals[0] for item in groups[word]]
        basis = tuple(appraisal_basis(study, a, "overall", word) for a in firsts)
        parts.append(joined(f"{word} for ", computed(fmt.count_word(len(firsts)), basis)))
    return say(
        "appraisal.by-outcome",
        "{what} {study} was judged apart for {n} sets of outcomes ({tool}): {told}.",
        what="the risk of bias in" if tool.of_bias else "the conduct of",
        study=named(study),
        n=computed(fmt.count_word(len(items)), _tool(study, items[0].appraisals[0]).basis),
        tool=_tool(study, items[0].appraisals[0]),
        told=listed(parts),
    )
