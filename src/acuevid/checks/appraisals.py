"""APP1: what people judged of a study, held against their tool, the study and each other."""

from collections.abc import Iterator, Mapping

from acuevid.appraisal_tools import OVERALL, Tool
from acuevid.appraisals import Appraisal
from acuevid.checks.results import Answer, Status, Subject, check, fits
from acuevid.diagnostics import Severity
from acuevid.lists import spoken
from acuevid.models import Study
from acuevid.nearest import nearest
from acuevid.results.analysed import analysed
from acuevid.terms import Design, Feature
from acuevid.vocabulary import Group

_OF = ("appraisals",)
_MOST_TOLD = 16
_OF_TRIALS = ("rob-2", "rob-2-cluster", "rob-2-crossover", "rob-1", "jadad")
_OF_EFFECTS = ("rob-2", "rob-2-cluster", "rob-2-crossover", "rob-1", "robins-i")


def _each(study: Study) -> Iterator[tuple[str, Appraisal]]:
    """Each appraisal with its field: ``appraisal[1]`` and on."""
    for n, appraisal in enumerate(study.appraisals, start=1):
        yield f"appraisal[{n}]", appraisal


def _known(appraisal: Appraisal) -> dict[str, str]:
    """The judgements of the tool's own domains, in its order."""
    keys = (domain.key for domain in appraisal.tool.domains)
    return {key: appraisal.domains[key] for key in keys if key in appraisal.domains}


def _told(tool: Tool, judged: Mapping[str, str]) -> str:
    """The judgements with the domains that have them, the worst first: ``high: D2, D4; low: D1, D3, D5``."""
    by_label: dict[str, list[str]] = {}
    for key, word in judged.items():
        found = tool.judgement(key, word)
        by_label.setdefault(found.label if found else word, []).append(key)
    order = [judgement.label for judgement in tool.judgements]
    labels = sorted(by_label, key=lambda label: -order.index(label) if label in order else 0)
    return "; ".join(f"{label}: {', '.join(by_label[label])}" for label in labels)


@check("APP101", "an overall judgement that the rule of its tool does not give", of=_OF)
def overall_fits_rule(subject: Subject) -> Iterator[Answer]:
    """The judgement on the whole is one that the tool's own rule gives for the judgements of all domains.

    People may have reasons to go beyond a rule; they are then worth a line. It is asked where every domain is judged
    and the tool has a rule (Sterne 2019 for RoB 2, Sterne 2016 for ROBINS-I, Shea 2017 for AMSTAR 2, Jadad 1996).
    Example: overall = "low", with one domain of RoB 2 at high risk.
    """
    for at, appraisal in _each(subject.study):
        tool, verdict, judged = appraisal.tool, appraisal.verdict, _known(appraisal)
        allowed = tool.allowed(judged)
        given = [item.label for item in tool.verdicts if item.word in allowed]
        if verdict is None or not given:
            continue
        line = f"{_told(tool, judged)}; {tool.name} gives {spoken(given, ' or ')}, recorded as {verdict.label}"
        yield fits(verdict.word in allowed), (f"{at}.overall", f"{at}.domains"), line


@check("APP102", "a domain that is not judged", of=_OF)
def domains_are_judged(subject: Subject) -> Iterator[Answer]:
    """Who judges one domain of a tool judges all; where nothing can be said, the tool has a judgement for that.

    Where only the whole is judged, as reviews may print it, nothing is missing.
    Example: RoB 2 with D1 to D4, and no D5.
    """
    for at, appraisal in _each(subject.study):
        judged = _known(appraisal)
        missing = [domain for domain in appraisal.tool.domains if domain.key not in judged]
        if judged and missing:
            names = ", ".join(_named(domain.key, domain.name) for domain in missing)
            yield Status.INCONSISTENT, (f"{at}.domains",), f"{appraisal.tool.name} also has {names}"


def _named(key: str, name: str) -> str:
    return name if key == name.casefold().replace(" ", "-") else f"{key} ({name})"


@check("APP103", "a domain that the tool does not have", Severity.ERROR, of=_OF)
def domains_are_of_the_tool(subject: Subject) -> Iterator[Answer]:
    """What is judged or explained is a domain of the tool, by its key or its name; `support` may be of the overall.

    A judgement under another name would be lost.
    Example: D6 = "low" in RoB 2, which has five domains.
    """
    for at, appraisal in _each(subject.study):
        tool = appraisal.tool
        names = {name: domain.key for domain in tool.domains for name in (domain.key, domain.name)}
        keys = [(name, key) for name in ("domains", "support") for key in getattr(appraisal, name)]
        for name, key in keys:
            if tool.domain(key) is not None or (name == "support" and key == OVERALL):
                continue
            near = nearest(key, names)
            all_keys = ", ".join(domain.key for domain in tool.domains[:_MOST_TOLD])
            hint = f"; the nearest is {names[near]}" if near is not None else f"; it has {all_keys}"
            yield Status.INCONSISTENT, (f"{at}.{name}.{key}",), f"{tool.name} has no domain “{key}”{hint}"


@check("APP104", "assessors who disagree without a consensus", of=_OF)
def assessors_agree(subject: Subject) -> Iterator[Answer]:
    """Where people judge an outcome, or the whole study, in different ways with one tool, a consensus is recorded.

    An outcome is judged by every appraisal that names it, whatever else that names. Without a consensus, or with two
    that differ, no judgement counts in tables and plots; so, too, where one person judged the same twice.
    Example: AB calls D2 high, CD calls it low, and no third appraisal has consensus = true.
    """
    for group in analysed(subject.study).judged:
        if not group.disputed:
            continue
        each = [(at, a) for at, a in _each(subject.study) if any(a is one for one in group.counting)]
        told, fields = [], []
        for name in group.disputed:
            said = [(at, a, word) for at, a in each if (word := _judged(a, name)) is not None]
            fields += [f"{at}.{name if name == OVERALL else f'domains.{name}'}" for at, _, _ in said]
            told.append(f"{name}: {', '.join(f'{a.by or at} says {word}' for at, a, word in said)}")
        about = f" for {', '.join(group.outcomes)}" if group.outcomes else ""
        yield Status.INCONSISTENT, tuple(fields), f"{group.tool.name}{about}; {'; '.join(told)}"


def _judged(appraisal: Appraisal, name: str) -> str | None:
    """What an appraisal says of a domain or the whole, in words."""
    found = appraisal.verdict if name == OVERALL else appraisal.of(name)
    return found.label if found else None


@check("APP105", "a tool that is not made for the design", of=_OF)
def tool_fits_design(subject: Subject) -> Iterator[Answer]:
    """RoB 2, RoB 1 and the Jadad score are for randomised trials, ROBINS-I for studies that are not randomised.

    RoB 2 has variants for cluster-randomised and for crossover trials. AMSTAR 2 is for reviews, the JBI checklist for
    case series. Nothing is asked of a tool of the catalogue's own, or where the design is not recorded.
    Example: robins-i for a randomised trial.
    """
    for at, appraisal in _each(subject.study):
        if why := _why_not(subject.study, appraisal.tool.key):
            yield Status.INCONSISTENT, (f"{at}.tool", "design"), f"{appraisal.tool.name} is for {why}"


def _why_not(study: Study, tool: str) -> str:
    """For what a tool is, where the study is another; empty where it may be right."""
    design = study.design
    this = f"; the design is recorded as “{design.label}”"
    if design == Design.NOT_RECORDED:
        return ""
    if tool == "amstar-2":
        return "" if design.is_review or design == Design.MECHANISM_REVIEW else f"reviews{this}"
    if tool == "jbi-case-series":
        fit = design.is_uncontrolled and design.group is Group.OTHER and design != Design.CASE_REPORT
        return "" if fit else f"case series{this}"
    if tool == "robins-i":
        return f"studies that are not randomised{this}" if design.is_randomised or design.is_review else ""
    if tool not in _OF_TRIALS or design.group in (Group.CONTEXT, Group.MECHANISMS):
        return ""  # an economic evaluation or a study of mechanisms may be randomised, and does not say so
    return f"randomised trials{this}" if not design.is_randomised else _variant(study, tool)


def _variant(study: Study, tool: str) -> str:
    crossed = Feature.CROSSOVER in study.features
    if tool == "rob-2" and study.is_clustered:
        return "trials that randomise single people; rob-2-cluster is for those that randomise groups, as this one"
    if tool == "rob-2" and crossed:
        return "trials of parallel groups; rob-2-crossover is for crossover trials, as this one"
    if tool == "rob-2-cluster" and not study.is_clustered:
        return "trials that randomise groups; neither the design nor clusters say that this one did"
    if tool == "rob-2-crossover" and not study.is_crossover:
        return "crossover trials; no crossover is among the features of this one"
    return ""


@check("APP106", "an appraisal of an outcome without a comparison", of=_OF)
def outcomes_are_compared(subject: Subject) -> Iterator[Answer]:
    """RoB 2, RoB 1 and ROBINS-I judge the effect between groups; a change inside one group (`within`) has none.

    Example: outcomes = ["weight-change"], an outcome with within = ["course"].
    """
    by_id = {outcome.id: outcome for outcome in subject.study.outcomes}
    for at, appraisal in _each(subject.study):
        if appraisal.tool.key not in _OF_EFFECTS:
            continue
        inside = [key for key in appraisal.outcomes if key in by_id and by_id[key].within is not None]
        if inside:
            line = f"{appraisal.tool.name} judges effects between groups; {', '.join(inside)} is a change inside groups"
            yield Status.INCONSISTENT, (f"{at}.outcomes",), line
