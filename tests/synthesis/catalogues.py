"""Generated catalogues, and their mirror images."""

import copy
from typing import Any

from hypothesis import strategies as st

from acuevid.models import Catalogue

TREATMENT, COMPARISON = "ALPHA", "BETA"
CONDITIONS = ("one", "two")
CONTROLLED = (
    *("randomised-trial", "non-randomised-controlled", "retrospective-comparison", "cluster-randomised-trial"),
    *("n-of-1-trial", "quasi-randomised-trial", "cohort", "cross-sectional", "economic-evaluation", "registry"),
)
REVIEWS = ("systematic-review", "overview-of-reviews", "network-meta-analysis")
ALONE = ("before-after", "case-series", "case-report", "qualitative-study", "guideline", "mechanism-study")
COMPARATORS = ("placebo", "sham", "active-drug", "usual-care", "add-on")
FAMILIES = ("pain", "function", "anxiety", "response", "mortality", "harms", "cost", "satisfaction", "itch", "burns")
SIDES = ("favours-experimental", "favours-comparator")
BETWEEN = (*SIDES, "no-clear-difference", "unclear", "mixed")
WITHIN = ("improved", "worsened", "unchanged")
FLIP = {
    "favours-experimental": "favours-comparator",
    "favours-comparator": "favours-experimental",
    "improved": "worsened",
    "worsened": "improved",
    "good": "bad",
    "bad": "good",
    "higher": "lower",
    "lower": "higher",
}
P = st.sampled_from(["= 0.03", "= 0.2", "< 0.05", "ns"])


@st.composite
def outcomes(draw: st.DrawFn, index: int, between: bool, sizes: tuple[int, int] | None) -> dict[str, Any]:
    label = draw(st.sampled_from(["pain", "walking", "attacks", "recovery"]))
    made: dict[str, Any] = {"id": f"o{index}", "label": f"{label} {index}", "family": draw(st.sampled_from(FAMILIES))}
    made["direction"] = draw(st.sampled_from(BETWEEN if between else WITHIN))
    if not between:
        made["within"] = ["a"]
    if draw(st.booleans()):
        made["p"] = draw(P)
    if draw(st.booleans()):
        made["timepoints"] = ["6 weeks"]
    arms = ("a", "b") if between else ("a",)
    kind = draw(st.sampled_from(["none", "events", "percent", "means", "changes", "medians", "rates"]))
    if kind == "events":
        made["event_is"] = draw(st.sampled_from(["good", "bad"]))
        limit = sizes or (30, 30)
        made["events"] = {arm: draw(st.integers(0, limit[i])) for i, arm in enumerate(arms)}
        if draw(st.booleans()):
            made["event"] = "had it"
    elif kind == "percent":
        made["event_is"] = draw(st.sampled_from(["good", "bad"]))
        made["percent"] = {arm: draw(st.integers(0, 100)) for arm in arms}
    elif kind == "means":
        made["better"] = draw(st.sampled_from(["higher", "lower"]))
        made["mean"] = {arm: draw(st.integers(0, 10)) for arm in arms}
        if draw(st.booleans()):
            made["sd"] = {arm: draw(st.integers(1, 5)) for arm in arms}
        elif draw(st.booleans()):
            made["se"] = {arm: draw(st.integers(1, 5)) for arm in arms}
    elif kind == "changes":
        made["better"] = draw(st.sampled_from(["higher", "lower"]))
        made["change"] = {arm: draw(st.integers(-9, 9)) for arm in arms}
        if draw(st.booleans()):
            made["change_sd"] = {arm: draw(st.integers(1, 5)) for arm in arms}
    elif kind == "medians":
        made["better"] = draw(st.sampled_from(["higher", "lower"]))
        made["median"] = {arm: draw(st.integers(4, 8)) for arm in arms}
        made["iqr"] = {arm: [draw(st.integers(1, 4)), draw(st.integers(8, 12))] for arm in arms}
    elif kind == "rates":
        made["event_is"] = draw(st.sampled_from(["good", "bad"]))
        made["events"] = {arm: draw(st.integers(0, 90)) for arm in arms}
        made["person_time"] = {arm: draw(st.integers(100, 400)) for arm in arms}
        made["unit"] = "person-years"
    return made


@st.composite
def studies(draw: st.DrawFn, index: int) -> dict[str, Any]:
    design = draw(st.sampled_from(["randomised-trial"] * 6 + [*CONTROLLED, *CONTROLLED, *REVIEWS, *ALONE]))
    between = design in (*CONTROLLED, *REVIEWS)
    sizes = draw(st.none() | st.tuples(st.integers(5, 60), st.integers(5, 60)))
    made: dict[str, Any] = {
        "citekey": f"author{index}",
        "conditions": draw(st.lists(st.sampled_from(CONDITIONS), min_size=1, max_size=2, unique=True)),
        "design": design,
        "species": "human",
        "reference": {"authors": [f"Author{'abcdefgh'[index]} A"], "title": f"Title {index}", "issued": 2000 + index},
        "arm": [{"id": "a", "label": TREATMENT, "role": "experimental"}],
    }
    if draw(st.booleans()):
        made["participants"] = sum(sizes) if sizes else draw(st.integers(1, 500))
    if between:
        comparator = draw(st.sampled_from(COMPARATORS))
        made["arm"].append({"id": "b", "label": COMPARISON, "role": "comparator", "comparator": comparator})
    if sizes:
        for arm, size in zip(made["arm"], sizes, strict=False):
            arm["participants"] = size
    if design in REVIEWS:
        counts = draw(st.tuples(*(st.integers(0, 5) for _ in range(3))))
        made["review"] = {"trials": sum(counts)}
        if design == "overview-of-reviews":
            made["review"]["included"] = "systematic-review"
        names = ("favours_experimental", "favours_comparator", "no_clear_difference")
        made["outcome"] = [
            {
                "id": "r",
                "label": "efficacy",
                "family": "response",
                "direction": draw(st.sampled_from(BETWEEN)),
                "trials": dict(zip(names, counts, strict=True)),
            }
        ]
    else:
        n = draw(st.integers(0, 3))
        made["outcome"] = [draw(outcomes(i, between, sizes)) for i in range(n)]
    return made


@st.composite
def catalogues(draw: st.DrawFn) -> dict[str, Any]:
    n = draw(st.integers(0, 5))
    made = [draw(studies(i)) for i in range(n)]
    if n > 1 and draw(st.booleans()):
        made[-1]["reanalysis_of"] = made[0]["citekey"]
        made[-1]["conditions"] = made[0]["conditions"]
        made[-1]["design"] = made[0]["design"]
        for key in ("arm", "outcome", "review"):
            if key in made[0]:
                made[-1][key] = copy.deepcopy(made[0][key])
            else:
                made[-1].pop(key, None)
    return {
        "sheet": {"title": "Generated", "topic": "pain", "intervention": TREATMENT},
        "family": [{"key": "itch", "label": "itch"}, {"key": "burns", "label": "burns", "counts": "harm"}],
        "design": [
            {
                "key": "registry",
                "label": "registry study",
                "plural": "registry studies",
                "group": "other-clinical-studies",
                "level": 3,
                "randomised": False,
                "controlled": True,
            }
        ],
        "condition": [{"key": key, "name": f"condition {key}"} for key in CONDITIONS],
        "study": made,
    }


def build(data: dict[str, Any]) -> Catalogue:
    return Catalogue.model_validate(data)


def mirrored(data: dict[str, Any]) -> dict[str, Any]:
    """Every direction flipped, and with it which end is better; the figures stand as they are."""
    data = copy.deepcopy(data)
    for study in data["study"]:
        for outcome in study.get("outcome", []):
            for name in ("direction", "event_is", "better"):
                if name in outcome:
                    outcome[name] = FLIP.get(outcome[name], outcome[name])
            if "trials" in outcome:
                trials = outcome["trials"]
                trials["favours_experimental"], trials["favours_comparator"] = (
                    trials["favours_comparator"],
                    trials["favours_experimental"],
                )
    return data
