"""Tools by which studies are appraised: their domains, their judgements, and the rule for the overall one.

A tool says what people may judge and how their judgements fit each other; it never judges.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Literal, NamedTuple, TypeAlias

Concern = Literal["low", "some", "high"]
"""How far a judgement calls a result into question."""
CONCERNS: tuple[Concern, ...] = ("low", "some", "high")
OVERALL = "overall"
"""The name of the judgement on the whole, beside those of domains."""


class Judgement(NamedTuple):
    """A judgement: its word, how it is read, its sign, and what it says of the result; `None` for nothing.

    Signs are robvis's (McGuinness & Higgins 2021), so that nothing rests on colour.
    """

    word: str
    label: str
    sign: str
    concern: Concern | None


class Domain(NamedTuple):
    """A domain: its key, its name, and its judgements where they are not the tool's."""

    key: str
    name: str
    judgements: tuple[Judgement, ...] = ()


Rule: TypeAlias = Callable[["Tool", Mapping[str, str]], frozenset[str]]


class Tool(NamedTuple):
    """A tool of appraisal; `judgements` are those of domains, from the best on, `verdicts` those of the whole.

    `rule` gives the overall judgements that those of all domains allow; `None` where the tool has no rule. `of_bias`:
    it judges the risk of bias, where a good one is low. `source` names the publication that the rule is from.
    """

    key: str
    name: str
    domains: tuple[Domain, ...]
    judgements: tuple[Judgement, ...]
    verdicts: tuple[Judgement, ...]
    rule: Rule | None
    of_bias: bool = True
    source: str = ""

    def domain(self, text: str) -> Domain | None:
        """The domain that a text names, by its key or its name in any spelling; `None` where there is none."""
        folded = _folded(text)
        return next((d for d in self.domains if folded in (_folded(d.key), _folded(d.name))), None)

    def choices(self, domain: str) -> tuple[Judgement, ...]:
        """The judgements that a domain may have, or the whole (`OVERALL`)."""
        if domain == OVERALL:
            return self.verdicts
        known = self.domain(domain)
        return (known.judgements if known else ()) or self.judgements

    def judgement(self, domain: str, word: str) -> Judgement | None:
        """The judgement that a word stands for in a domain; `None` where it has none of the kind."""
        folded = _folded(word)
        also = _ALSO.get(folded)
        return next((j for j in self.choices(domain) if j.word in (folded, also) or _folded(j.label) == folded), None)

    def allowed(self, judged: Mapping[str, str]) -> frozenset[str]:
        """The overall judgements that its rule allows; empty without a rule, or while a domain is not judged."""
        if self.rule is None or any(domain.key not in judged for domain in self.domains):
            return frozenset()
        return self.rule(self, judged)


def _folded(text: str) -> str:
    """A text in the form of a key: ``Some concerns`` and ``some.concerns`` as ``some-concerns``."""
    return "-".join(text.casefold().replace(".", " ").replace("_", " ").replace("-", " ").split())


_ALSO = {
    "some-concern": "some-concerns",
    "low-risk": "low",
    "high-risk": "high",
    "unclear-risk": "unclear",
    "low-risk-of-bias": "low",
    "high-risk-of-bias": "high",
    "unclear-risk-of-bias": "unclear",
    "ni": "no-information",
    "na": "not-applicable",
    "n/a": "not-applicable",
    "y": "yes",
    "py": "partial-yes",
    "n": "no",
    "no-meta-analysis-conducted": "not-applicable",
}
"""Other words that people and programs write for a judgement."""

LOW = Judgement("low", "low", "+", "low")
SOME_CONCERNS = Judgement("some-concerns", "some concerns", "-", "some")
UNCLEAR = Judgement("unclear", "unclear", "?", "some")
MODERATE = Judgement("moderate", "moderate", "-", "some")
HIGH = Judgement("high", "high", "x", "high")
SERIOUS = Judgement("serious", "serious", "x", "high")
CRITICAL = Judgement("critical", "critical", "!", "high")
NO_INFORMATION = Judgement("no-information", "no information", "?", "some")
NOT_APPLICABLE = Judgement("not-applicable", "not applicable", ".", None)
_SILENT = (NO_INFORMATION.word, NOT_APPLICABLE.word)


def _words(tool: Tool, judged: Mapping[str, str]) -> list[str]:
    return [judged[domain.key] for domain in tool.domains]


def worst(tool: Tool, judged: Mapping[str, str]) -> frozenset[str]:
    """The worst judgement of a domain stands for the whole; where one has no information, that may as well."""
    order = [j.word for j in tool.judgements if j.word not in _SILENT]
    words = _words(tool, judged)
    known = [order.index(word) for word in words if word in order]
    found = {order[max(known)]} if known else set[str]()
    return frozenset(found | ({NO_INFORMATION.word} if NO_INFORMATION.word in words else set()))


def _rob2(tool: Tool, judged: Mapping[str, str]) -> frozenset[str]:
    """Low where all domains are; high where one is, or where several have some concerns (RoB 2, Sterne 2019)."""
    words = _words(tool, judged)
    concerned = sum(word in (SOME_CONCERNS.word, NO_INFORMATION.word) for word in words)
    if HIGH.word in words or not concerned:
        return frozenset((HIGH.word if HIGH.word in words else LOW.word,))
    found = {SOME_CONCERNS.word} | ({HIGH.word} if concerned > 1 else set())
    return frozenset(found | ({NO_INFORMATION.word} if NO_INFORMATION.word in words else set()))


def _robins(tool: Tool, judged: Mapping[str, str]) -> frozenset[str]:
    """At least the worst of the domains, one step more where several are so bad (ROBINS-I, Sterne 2016)."""
    order = [j.word for j in tool.judgements if j.word not in _SILENT]
    words = _words(tool, judged)
    known = [order.index(word) for word in words if word in order]
    most = max(known, default=0)
    found = {order[most]} if known else set[str]()
    if most and known.count(most) > 1 and most + 1 < len(order):
        found.add(order[most + 1])
    return frozenset(found | ({NO_INFORMATION.word} if NO_INFORMATION.word in words else set()))


_CRITICAL_ITEMS = ("2", "4", "7", "9", "11", "13", "15")
"""The items of AMSTAR 2 that its authors call critical (Shea 2017)."""


def _amstar(tool: Tool, judged: Mapping[str, str]) -> frozenset[str]:
    """By flaws in critical items, then by weaknesses in others (Shea 2017); a partial yes may count as one."""
    found = set()
    for weak in (("no",), ("no", "partial-yes")):
        flaws = sum(judged[key] in weak for key in _CRITICAL_ITEMS)
        weaknesses = sum(word in weak for key, word in judged.items() if key not in _CRITICAL_ITEMS)
        if flaws:
            found.add("critically-low" if flaws > 1 else "low")
        else:
            found.add("moderate" if weaknesses > 1 else "high")
    order = [verdict.word for verdict in tool.verdicts]
    places = sorted(order.index(word) for word in found)
    return frozenset(order[places[0] : places[-1] + 1])


def _sum(tool: Tool, judged: Mapping[str, str]) -> frozenset[str]:
    """The sum of the points (Jadad 1996)."""
    return frozenset((str(sum(int(word) for word in _words(tool, judged))),))


def _numbered(names: Iterable[str]) -> tuple[Domain, ...]:
    return tuple(Domain(str(n), name) for n, name in enumerate(names, start=1))


def _points(most: int) -> tuple[Judgement, ...]:
    """Points of an item, the most first."""
    level: dict[int, tuple[str, Concern]] = {most: ("+", "low"), 0: ("x", "high")}
    return tuple(Judgement(str(n), f"{n} of {most}", *(level.get(n) or ("-", "some"))) for n in range(most, -1, -1))


def _rob2_domains(extra: Mapping[str, str]) -> tuple[Domain, ...]:
    """The five domains of RoB 2; a variant has one more behind the first."""
    first = Domain("D1", "Randomisation process")
    more = tuple(Domain(key, name) for key, name in extra.items())
    return (
        first,
        *more,
        Domain("D2", "Deviations from intended interventions"),
        Domain("D3", "Missing outcome data"),
        Domain("D4", "Measurement of the outcome"),
        Domain("D5", "Selection of the reported result"),
    )


def _built_in() -> Iterator[Tool]:
    rob2 = (LOW, SOME_CONCERNS, HIGH, NO_INFORMATION, NOT_APPLICABLE)
    verdicts = (LOW, SOME_CONCERNS, HIGH, NO_INFORMATION)
    source = "Sterne et al. 2019, BMJ 366, l4898"
    yield Tool("rob-2", "RoB 2", _rob2_domains({}), rob2, verdicts, _rob2, source=source)
    cluster = _rob2_domains({"D1b": "Timing of identification and recruitment of participants"})
    yield Tool("rob-2-cluster", "RoB 2 for cluster-randomised trials", cluster, rob2, verdicts, _rob2, source=source)
    crossover = _rob2_domains({"DS": "Period and carryover effects"})
    yield Tool("rob-2-crossover", "RoB 2 for crossover trials", crossover, rob2, verdicts, _rob2, source=source)
    names = (
        ("random-sequence-generation", "Random sequence generation"),
        ("allocation-concealment", "Allocation concealment"),
        ("blinding-of-participants-and-personnel", "Blinding of participants and personnel"),
        ("blinding-of-outcome-assessment", "Blinding of outcome assessment"),
        ("incomplete-outcome-data", "Incomplete outcome data"),
        ("selective-reporting", "Selective reporting"),
        ("other-sources-of-bias", "Other sources of bias"),
    )
    rob1 = (LOW, UNCLEAR, HIGH, NO_INFORMATION, NOT_APPLICABLE)
    source = "Higgins et al. 2011, BMJ 343, d5928"
    domains = tuple(Domain(*name) for name in names)
    yield Tool("rob-1", "RoB 1", domains, rob1, (LOW, UNCLEAR, HIGH, NO_INFORMATION), worst, source=source)
    robins = (LOW, MODERATE, SERIOUS, CRITICAL, NO_INFORMATION, NOT_APPLICABLE)
    names_robins = (
        "Confounding",
        "Selection of participants",
        "Classification of interventions",
        "Deviations from intended interventions",
        "Missing data",
        "Measurement of outcomes",
        "Selection of the reported result",
    )
    domains = tuple(Domain(f"D{n}", name) for n, name in enumerate(names_robins, start=1))
    source = "Sterne et al. 2016, BMJ 355, i4919"
    yield Tool("robins-i", "ROBINS-I", domains, robins, robins[:-1], _robins, source=source)
    yield _amstar_2()
    yield _jadad()
    yield _jbi_case_series()


def _amstar_2() -> Tool:
    items = _numbered(
        (
            "Question and inclusion criteria with the parts of PICO",
            "Methods set before the review; deviations explained",
            "Choice of study designs explained",
            "Comprehensive search",
            "Studies selected in duplicate",
            "Data extracted in duplicate",
            "Excluded studies listed and explained",
            "Included studies described",
            "Risk of bias of the studies assessed",
            "Funding of the studies reported",
            "Meta-analysis by fit methods",
            "Effect of risk of bias on the meta-analysis",
            "Risk of bias taken into account in the discussion",
            "Heterogeneity explained",
            "Publication bias investigated",
            "Conflicts of interest reported",
        )
    )
    answers = (
        Judgement("yes", "yes", "+", "low"),
        Judgement("partial-yes", "partial yes", "-", "some"),
        Judgement("no", "no", "x", "high"),
        NOT_APPLICABLE,
    )
    verdicts = (
        Judgement("high", "high confidence", "+", "low"),
        Judgement("moderate", "moderate confidence", "-", "some"),
        Judgement("low", "low confidence", "x", "high"),
        Judgement("critically-low", "critically low confidence", "!", "high"),
    )
    source = "Shea et al. 2017, BMJ 358, j4008"
    return Tool("amstar-2", "AMSTAR 2", items, answers, verdicts, _amstar, of_bias=False, source=source)


def _jadad() -> Tool:
    domains = (
        Domain("randomisation", "Randomisation", _points(2)),
        Domain("blinding", "Blinding", _points(2)),
        Domain("withdrawals", "Withdrawals and dropouts", _points(1)),
    )
    total = tuple(
        Judgement(str(n), f"{n} of 5", "+" if n > 2 else "x", "low" if n > 2 else "high") for n in range(5, -1, -1)
    )
    source = "Jadad et al. 1996, Control Clin Trials 17, 1–12"
    return Tool("jadad", "Jadad score", domains, _points(2), total, _sum, of_bias=False, source=source)


def _jbi_case_series() -> Tool:
    items = _numbered(
        (
            "Clear criteria for inclusion",
            "Condition measured in a standard, reliable way",
            "Valid methods of identifying the condition",
            "Consecutive inclusion",
            "Complete inclusion",
            "Demographics reported",
            "Clinical information reported",
            "Outcomes or follow-up reported",
            "Sites or clinics described",
            "Fit statistical analysis",
        )
    )
    unclear = Judgement("unclear", "unclear", "?", "some")
    answers = (
        Judgement("yes", "yes", "+", "low"),
        unclear,
        Judgement("no", "no", "x", "high"),
        NOT_APPLICABLE,
    )
    verdicts = (
        Judgement("include", "include", "+", None),
        Judgement("exclude", "exclude", "x", None),
        Judgement("seek-further-information", "seek further information", "?", None),
    )
    source = "Munn et al. 2020, JBI Evid Synth 18, 2127–2133"
    name = "JBI checklist for case series"
    return Tool("jbi-case-series", name, items, answers, verdicts, None, of_bias=False, source=source)


TOOLS: dict[str, Tool] = {tool.key: tool for tool in _built_in()}
"""The built-in tools by their word."""
