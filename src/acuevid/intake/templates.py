"""A study to fill in, for each design: what must be given stands as ``# TODO``, what may be given as an example.

As printed it says nothing of any evidence: all figures are examples inside comments.
An example is TOML behind ``# ``; prose begins with ``##``.
"""

from collections.abc import Iterator, Sequence

from acuevid.appraisal_tools import TOOLS, Tool
from acuevid.bibliography import FIRST_YEAR
from acuevid.intake.values import written
from acuevid.vocabulary import Design


def study_template(design: Design, conditions: Sequence[str] = ()) -> str:
    """The text of a study of this design, to be appended to a catalogue.

    It stands under the condition with this key where there is one only; else a person must choose of them.
    """
    return "\n".join(_parts(design, conditions))


def _parts(design: Design, conditions: Sequence[str]) -> Iterator[str]:
    yield _head(design, conditions)
    yield _REFERENCE.format(year=FIRST_YEAR)
    yield from _results(design)
    if (tool := _TOOLS.get(design.value)) is not None:
        yield _appraisal(TOOLS[tool])
    yield _SOURCE


def _head(design: Design, conditions: Sequence[str]) -> str:
    about = written(list(conditions)) if len(conditions) == 1 else "[]"
    choice = f": one or more of {', '.join(conditions)}" if conditions else ": the keys of conditions in this catalogue"
    lines = [
        f"# TODO citekey: surname and year, for example smith2019; {_MUST}",
        *([] if len(conditions) == 1 or design.is_mechanism else [f"# TODO conditions{choice}"]),
        *_FURTHER.get(design.value, _PEOPLE[design.is_review or (design.is_context and design.is_uncontrolled)]),
    ]
    todo, optional = ([line for line in lines if line.startswith("# TODO") is is_todo] for is_todo in (True, False))
    given = ["[[study]]", f'citekey = "todo-{design.value}"', f"conditions = {about}", f'design = "{design.value}"']
    return "\n".join((f"\n## Design: {design.label}.", *todo, *given, *optional, *_SAID)) + "\n"


def _results(design: Design) -> Iterator[str]:
    """The examples of groups and results that suit a design."""
    if design.is_review:
        included = "systematic-review" if design == Design.OVERVIEW_OF_REVIEWS else "randomised-trial"
        yield _REVIEW.format(included=included)
        yield _GROUPS.format(first="", second="")
        yield _TRIALS
    elif design.is_mechanism or (design.is_context and design.is_uncontrolled):
        return
    elif design.is_uncontrolled:
        yield _ONE_GROUP
    else:
        yield _GROUPS.format(first="\n# participants = 30", second="\n# participants = 30")
        yield _COSTS if design.is_context else f"{_EVENTS}\n{_SCORES}"


_MUST = "no two studies have one"
_PEOPLE = {
    True: (),
    False: (
        "# TODO participants: how many took part",
        '# species = "human"',
        "# participants = 60",
        "# analysed = 57  ## of whom results are given, where that is fewer",
    ),
}
_ANIMALS = ('# species = "rat"  ## human, rat, mouse, rabbit, other-animal, in-vitro',)
_FURTHER: dict[str, tuple[str, ...]] = {
    "randomised-trial": (
        *_PEOPLE[False],
        '# features = ["single-blind"]  ## double-blind, open-label, crossover, pilot …',
    ),
    "cluster-randomised-trial": (
        *_PEOPLE[False],
        "# clusters = 12  ## how many practices, wards … were randomised",
        "# icc = 0.05  ## the intracluster correlation, as printed",
    ),
    "mechanism-study": _ANIMALS,
    "mechanism-review": (),
}
_SAID = (
    '# conclusion = "The authors saw no clear difference in pain."  ## in a sentence of your own',
    '# verdict = "no-clear-difference"  ## or favours-experimental, favours-comparator, mixed, unclear …',
)
_REFERENCE = """\
# TODO reference: title, authors and year; {year} stands for a year that nobody has filled in
[study.reference]
title = "title to fill in"
issued = {year}
# authors = ["Smith AB", "Jones C"]
# container_title = "Journal of Pain"
# volume = "20"
# issue = "3"
# page = "101-9"
# doi = "10.1000/example"
# pmid = "12345678"
"""
_REVIEW = """\
# TODO review: how many trials it includes, and when it last searched
# [study.review]
# trials = 8
# included = "{included}"
# searched = "2018-06"
# databases = ["MEDLINE", "Embase"]
"""
_GROUPS = """\
# TODO arm: the groups, the treatment first
# [[study.arm]]
# id = "treatment"  ## a short name, by which outcomes give its figures
# label = "acupuncture"
# role = "experimental"{first}
# [[study.arm]]
# id = "control"
# label = "sham needling"
# role = "comparator"
# comparator = "sham"  ## placebo, active-drug, active-treatment, usual-care, no-treatment, add-on …{second}
"""
_EVENTS = """\
# TODO outcome: what was measured, with the figures as printed
## An event: how many people of each group had it, as counts or percentages.
# [[study.outcome]]
# id = "response"
# label = "response to treatment"
# event = "had less pain by half"  ## goes into the sentence "12 of 30 … "
# family = "response"
# event_is = "good"  ## good, bad or neutral for the person
# events = { treatment = 12, control = 20 }
# timepoints = ["8 weeks"]
"""
_SCORES = """\
## A score: the mean and the standard deviation of each group.
# [[study.outcome]]
# id = "pain"
# label = "pain"
# family = "pain"
# primary = true
# better = "lower"
# unit = "points"
# mean = { treatment = 3.2, control = 3.9 }  ## as printed: 4.0 is not 4
# sd = { treatment = 1.8, control = 1.9 }
# p = "= 0.15"
"""
_ONE_GROUP = """\
# TODO arm: the one group, and what it was given
# [[study.arm]]
# id = "treatment"
# label = "acupuncture"
# role = "experimental"

# TODO outcome: what changed from before to after; it shows no effect, since nothing is compared
# [[study.outcome]]
# id = "pain"
# label = "pain"
# family = "pain"
# within = ["treatment"]
# direction = "improved"  ## improved, worsened, unchanged
# p = "= 0.02"
"""
_TRIALS = """\
# TODO outcome: what the review found, and in how many of its trials
# [[study.outcome]]
# id = "pain"
# label = "pain"
# family = "pain"
# direction = "no-clear-difference"  ## favours-experimental, favours-comparator, mixed, unclear
# trials = { favours_experimental = 2, no_clear_difference = 5, reporting = 7 }
"""
_COSTS = """\
# TODO outcome: what it cost, and whom
# [[study.outcome]]
# id = "cost"
# label = "cost for each person"
# family = "cost"
# better = "lower"
# unit = "euros"
# mean = { treatment = 412, control = 398 }
# p = "= 0.60"
"""
_TOOLS = {
    "systematic-review": "amstar-2",
    "network-meta-analysis": "amstar-2",
    "randomised-trial": "rob-2",
    "cluster-randomised-trial": "rob-2-cluster",
    "quasi-randomised-trial": "rob-2",
    "non-randomised-controlled": "robins-i",
    "cohort": "robins-i",
    "retrospective-comparison": "robins-i",
    "case-series": "jbi-case-series",
}
"""The tool that an example of an appraisal has, by the design."""


def _appraisal(tool: Tool) -> str:
    """An example of an appraisal with a tool, in which every domain has its best judgement."""
    words = ", ".join(judgement.word for judgement in tool.judgements)
    known = f"  ## {words}" if len(words) < 40 else ""
    domains = [f'# domains.{d.key} = "{tool.judgements[0].word}"  ## {d.name}' for d in tool.domains]
    best = tool.verdicts[0].word
    return "\n".join(
        (
            f"## How it was done, as people judged it with {tool.name}.",
            "# [[study.appraisal]]",
            f'# tool = "{tool.key}"{known}',
            *domains,
            f'# overall = "{best}"',
            '# by = "AB"  ## who judged; a second person has an [[study.appraisal]] of their own',
            f'# support = {{ {tool.domains[0].key} = "What the report says of it." }}\n',
        )
    )


_SOURCE = """\
# [study.source]
# notes = ["What the paper misprints, contradicts or leaves open, in your own words."]
"""
