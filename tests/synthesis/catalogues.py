"""Generated catalogues, and their mirror images."""

import copy
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from acuevid.appraisal_tools import OVERALL, TOOLS, Domain, Judgement, Tool
from acuevid.measures import REPORTED
from acuevid.models import Catalogue
from acuevid.terms import Analysis, Certainty, Down, Importance, Up, Window

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
BOTH_ENDS = st.sampled_from(["higher", "lower"])
GOOD_OR_BAD = st.sampled_from(["good", "bad"])
KINDS = ("none", "events", "percent", "means", "changes", "medians", "rates", "effect", "statistic", "instrument")
STATISTICS = ("t(28) = 2.20", "F(1, 28) = 2.20", "χ²(1) = 4.10", "z = 1.20", "r(28) = .22")
CHARACTERISTICS: tuple[tuple[str, Any], ...] = (
    ("countries", ["Norway", "Chile"]),
    ("setting", "two hospitals"),
    ("recruitment", "2001 to 2003"),
    ("eligibility", "adults with it for three months"),
    ("age", 51),
    ("women", "60%"),
    ("treatment", {"sessions": 12, "weeks": 6, "practitioner": "nurses"}),
    ("funding", "a foundation"),
    ("registration", ["NCT00000001"]),
)
NOTICES = ("retraction", "correction", "concern", "reinstatement")
CONTEXT = ("economic-evaluation", "qualitative-study", "guideline")

LIST = {
    "key": "list",
    "name": "the panel's list",
    "judgements": {"good": "low", "fair": "some", "poor": "high"},
    "domain": [{"key": "sampling", "name": "Sampling"}, {"key": "follow-up", "name": "Follow-up"}],
}
_SAID = (Judgement("good", "good", "+", "low"), Judgement("poor", "poor", "x", "high"))
_LIST = Tool("list", "the panel's list", (Domain("sampling", "Sampling"), Domain("follow-up", "")), _SAID, _SAID, None)
OF_TRIALS = ("rob-2", "rob-2", "rob-2", "rob-1", "robins-i", "jadad", "jbi-case-series", "list")


@st.composite
def appraisals(draw: st.DrawFn, review: bool, outcomes: list[str]) -> list[dict[str, Any]]:
    """What people judged of a study: none, one, several that agree or not, with a consensus, on single outcomes."""
    made = []
    for by in draw(st.sampled_from([(), (), ("AB",), ("AB",), ("AB", "CD"), ("AB", "CD", "both")])):
        key = draw(st.sampled_from(("amstar-2", "list") if review else OF_TRIALS))
        tool = TOOLS.get(key, _LIST)
        judged = draw(st.lists(st.sampled_from(tool.domains), max_size=len(tool.domains), unique=True))
        appraisal: dict[str, Any] = {"tool": key, "by": by} | ({"consensus": True} if by == "both" else {})
        appraisal["domains"] = {d.key: draw(st.sampled_from(tool.choices(d.key))).word for d in judged}
        if draw(st.integers(0, 4)):
            appraisal["overall"] = draw(st.sampled_from(tool.choices(OVERALL))).word
        if len(outcomes) > 0 and draw(st.booleans()):
            appraisal["outcomes"] = draw(st.lists(st.sampled_from(outcomes), min_size=1, max_size=3, unique=True))
        made.append(appraisal)
    return made


@st.composite
def ratings(draw: st.DrawFn) -> dict[str, Any]:
    """A certainty that people gave, to one outcome or to a family, with reasons or without."""
    made: dict[str, Any] = {"condition": draw(st.sampled_from(CONDITIONS)), "rated_by": "AB and CD"}
    made["certainty"] = draw(st.sampled_from(tuple(Certainty))).value
    about = draw(st.sampled_from(["pain 0", "walking 1", ""]))
    made |= {"outcome": about} if about else {"family": draw(st.sampled_from(FAMILIES))}
    some: tuple[tuple[str, Any], ...] = (
        ("comparator", st.sampled_from(COMPARATORS)),
        ("window", st.sampled_from(tuple(Window)).map(str)),
        ("randomised", st.booleans()),
        ("rated_on", st.sampled_from([2020, "2020-03"])),
        ("down", st.dictionaries(st.sampled_from(tuple(Down)).map(str), st.integers(1, 3), max_size=5)),
        ("up", st.dictionaries(st.sampled_from(tuple(Up)).map(str), st.integers(1, 2), max_size=3)),
    )
    return made | {name: draw(values) for name, values in some if draw(st.booleans())}


def _body(rating: dict[str, Any]) -> tuple[Any, ...]:
    names = ("condition", "comparator", "window", "outcome", "family")
    return tuple(rating.get(name) for name in names)


@st.composite
def effects(draw: st.DrawFn) -> dict[str, Any]:
    """A printed effect of any measure, with an interval of some level, a standard error, or neither."""
    measure = draw(st.sampled_from(tuple(REPORTED.values())))
    near, width = draw(st.integers(-80, 80)), draw(st.integers(1, 60))
    low, middle, high = (Decimal(n) / 100 for n in (near - width, near, near + width))
    if measure.is_ratio:
        low, middle, high = (round(x.exp(), 2) for x in (low, middle, high))
    elif measure.name == "correlation":
        low, high = max(low, Decimal(-1)), min(high, Decimal(1))
    made: dict[str, Any] = {"measure": measure.name, "estimate": middle}
    shown = draw(st.sampled_from(["interval", "interval", "se", "alone"]))
    if shown == "interval":
        made |= {"ci_low": low, "ci_high": high, "level": draw(st.sampled_from([95, 95, 90, 99]))}
    elif shown == "se":
        made["se"] = Decimal(width) / 200
    if draw(st.booleans()):
        made["adjusted_for"] = ["age", "sex"][: draw(st.integers(1, 2))]
    if draw(st.booleans()):
        made["model"] = "logistic regression"
    if draw(st.booleans()):
        made["analysis"] = draw(st.sampled_from(tuple(Analysis))).value
    return made


@st.composite
def printed_effect(draw: st.DrawFn) -> dict[str, Any]:
    """A printed effect with which end is better, and perhaps with the margin of a trial for non-inferiority."""
    effect = draw(effects())
    is_count = effect["measure"] in ("risk_ratio", "odds_ratio", "hazard_ratio", "risk_difference", "rate_ratio")
    made: dict[str, Any] = {"effect": effect}
    if draw(st.integers(0, 5)):
        made |= {"event_is": draw(GOOD_OR_BAD)} if is_count else {"better": draw(BOTH_ENDS)}
    if draw(st.booleans()) and effect["measure"] != "correlation":
        ratio = REPORTED[effect["measure"]].is_ratio
        made["margin"] = Decimal(draw(st.sampled_from(["1.2", "1.5"] if ratio else ["0.1", "0.5"])))
    return made


@st.composite
def outcomes(draw: st.DrawFn, index: int, between: bool, sizes: tuple[int, int] | None) -> dict[str, Any]:  # noqa: C901  # a case a kind
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
    kind = draw(st.sampled_from(KINDS))
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
    elif kind == "effect" and between:
        made |= draw(printed_effect())
    elif kind == "statistic" and between:
        made |= {"better": draw(BOTH_ENDS), "statistic": draw(st.sampled_from(STATISTICS))}
    elif kind == "instrument":
        made |= {"instrument": "score", "items": 4, "mean": {arm: draw(st.integers(0, 10)) for arm in arms}}
        made["sd"] = {arm: draw(st.integers(1, 4)) for arm in arms}
    if between and kind in ("events", "means", "changes") and draw(st.integers(0, 3)) == 0:
        made |= {"effect": draw(effects())}
    if between and kind in ("means", "instrument") and draw(st.booleans()):
        made["correlation"] = Decimal("0.6")
    return made


@st.composite
def forms(draw: st.DrawFn) -> dict[str, Any]:
    """How people were divided: singly, in clusters with what is known of these, or each one twice."""
    form = draw(st.sampled_from(["single", "single", "clusters", "crossover"]))
    if form == "crossover":
        return {"features": ["crossover"]}
    if form == "single":
        return {}
    made: dict[str, Any] = {"clusters": draw(st.integers(2, 8))}
    if draw(st.booleans()):
        made |= {"icc": Decimal("0.05"), "icc_from": "a survey"}
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
    if draw(st.integers(0, 3)) == 0:
        made |= dict(draw(st.lists(st.sampled_from(CHARACTERISTICS), max_size=5, unique_by=lambda item: item[0])))
    if draw(st.integers(0, 5)) == 0:
        kinds = draw(st.lists(st.sampled_from(NOTICES), min_size=1, max_size=2))
        made["reference"]["notice"] = [{"kind": kind, "date": 2010 + i} for i, kind in enumerate(kinds)]
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
        if between and design not in CONTEXT:
            made |= draw(forms())
        n = draw(st.integers(0, 3))
        made["outcome"] = [draw(outcomes(i, between, sizes)) for i in range(n)]
    judged = draw(appraisals(design in REVIEWS, [o["id"] for o in made["outcome"]]))
    return made | ({"appraisal": judged} if judged else {})


@st.composite
def catalogues(draw: st.DrawFn) -> dict[str, Any]:
    n = draw(st.integers(0, 5))
    made = [draw(studies(i)) for i in range(n)]
    if n > 1 and draw(st.booleans()):
        made[-1]["reanalysis_of"] = made[0]["citekey"]
        made[-1]["conditions"] = made[0]["conditions"]
        made[-1]["design"] = made[0]["design"]
        for key in ("arm", "outcome", "review", "appraisal"):
            if key in made[0]:
                made[-1][key] = copy.deepcopy(made[0][key])
            else:
                made[-1].pop(key, None)
    rated = draw(st.lists(ratings(), max_size=3, unique_by=_body)) if draw(st.booleans()) else []
    wanted = draw(st.lists(st.sampled_from(["pain 0", "recovery 1", "death"]), max_size=2, unique=True))
    important = [{"outcome": name, "importance": draw(st.sampled_from(tuple(Importance))).value} for name in wanted]
    return {
        "sheet": {"title": "Generated", "topic": "pain", "intervention": TREATMENT},
        "family": [{"key": "itch", "label": "itch"}, {"key": "burns", "label": "burns", "counts": "harm"}],
        "instrument": [
            {"key": "score", "name": "Score", "low": 0, "high": 10, "better": draw(BOTH_ENDS), "unit": "points"}
        ],
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
        "appraisal_tool": [LIST],
        "condition": [{"key": key, "name": f"condition {key}"} for key in CONDITIONS],
        "important_outcome": important,
        "study": made,
        "rating": rated,
    }


def build(data: dict[str, Any]) -> Catalogue:
    return Catalogue.model_validate(data)


def mirrored(data: dict[str, Any]) -> dict[str, Any]:
    """Every direction flipped, and with it which end is better; the figures stand as they are."""
    data = copy.deepcopy(data)
    for instrument in data.get("instrument", []):
        instrument["better"] = FLIP[instrument["better"]]
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
