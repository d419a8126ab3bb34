"""Key messages where their rule turns: one comparison, two or three; one body or several; what must not be cut off."""

import json
from typing import Any

import pytest

from acuevid.models import Catalogue
from acuevid.synthesis.condition import summarise_condition
from acuevid.synthesis.sheet import summarise_sheet
from tests.conftest import Command
from tests.synthesis.test_edges import Given, trial
from tests.test_boundaries import DOWN, UP, catalogue, effect, outcome


def key(made: Catalogue) -> list[str]:
    return [s.text for s in summarise_condition(made, made.conditions[0]).key]


def against(kind: str, *studies: Given) -> list[Given]:
    """The studies as if they had compared with this class."""
    made = []
    for one in studies:
        first, second = one["arm"]
        made.append(one | {"arm": [first, second | {"comparator": kind, "label": kind.replace("-", " ")}]})
    return made


def pain(low: str, middle: str, high: str, ident: str = "pain") -> Given:
    return outcome(ident, effect=effect("mean_difference", middle, low, high), better="lower", unit="points")


def test_the_order_of_a_reader(acuevid: Command) -> None:
    """What was compared, how sure that is, harms, what no study tells of; each can be traced."""
    shown = acuevid("summarize", "hiv", "--brief").out
    lines = [" ".join(line.split()) for line in shown.split("\n- ")[1:]]
    assert lines[0] == (
        "Against placebo, one randomised trial (Shlay 1998; 250 people in three groups) showed no clear difference "
        "in pain."
    )
    assert lines[1].startswith("Against amitriptyline, one randomised trial (Shlay 1998;")
    assert lines[2].startswith("No rating of certainty is recorded, and only one randomised trial")
    assert lines[3].startswith("Apart from deaths, the catalogue records no adverse effects")
    assert lines[4].startswith("No study here gives a comparison with usual care or no treatment")
    assert "Study by study" not in shown
    whole = acuevid("summarize", "hiv").out
    assert whole.index("Key messages") < whole.index("4 studies") < whole.index("In summary")
    assert "Shlay 1998" in acuevid("trace", "hiv.key.1").out
    assert acuevid("trace", "hiv.key.6").code == 1


@pytest.mark.parametrize(("n", "each"), [(1, 1), (2, 2), (3, 1)])
def test_two_comparisons_are_told_one_by_one_and_of_three_the_first(n: int, each: int) -> None:
    kinds = ("placebo", "active-drug", "usual-care")[:n]
    studies = [s for i, kind in enumerate(kinds) for s in against(kind, trial(i, outcome("pain", direction=UP)))]
    told = key(catalogue(*studies[::-1]))
    assert [line.split(",")[0] for line in told[:each]] == [f"Against {k.replace('-', ' ')}" for k in kinds[:each]]
    assert ("also compared with an active drug and usual care" in " ".join(told)) is (n == 3)
    assert 2 <= len(told) <= 5


def test_one_body_speaks_for_a_comparison_only_with_all_its_studies() -> None:
    both = trial(1, pain("-1.6", "-1.2", "-0.8")), trial(2, pain("-1.5", "-1.0", "-0.5"))
    assert key(catalogue(*both))[0].startswith("In two randomised trials there was a lower mean of pain with needles")
    silent = trial(3, outcome("pain", direction=DOWN))
    told = key(catalogue(*both, silent))[0]
    assert told.startswith("Of three randomised trials against sham")
    assert "two favoured needles" in told
    assert "one favoured sham" in told


def test_of_several_bodies_none_is_chosen_but_an_important_outcome() -> None:
    one = trial(1, pain("-1.6", "-1.2", "-0.8"), pain("-0.9", "0.1", "1.1", "sleep"))
    assert key(catalogue(one))[0].startswith("Against sham, one randomised trial (Bbb 2001;")
    important = [{"outcome": "sleep", "importance": "critical"}]
    assert "mean of sleep" in key(catalogue(one, important_outcome=important))[0]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"direction": UP}, "favoured needles on pain (without an interval)."),
        ({"direction": "no-clear-difference"}, "showed no clear difference in pain."),
        ({"direction": DOWN}, "favoured sham on pain (without an interval)."),
        ({"direction": "unclear"}, "was inconclusive on pain."),
    ],
)
def test_one_study_says_on_what_it_points_where(given: dict[str, Any], words: str) -> None:
    assert key(catalogue(trial(1, outcome("pain", **given))))[0].endswith(words)


def test_that_the_other_interval_says_otherwise_is_not_cut_off() -> None:
    """Two trials: Wald's interval leads and lies on one side; Knapp–Hartung's, with one degree of freedom, does not."""
    both = trial(1, pain("-1.6", "-1.2", "-0.8")), trial(2, pain("-1.5", "-1.0", "-0.5"))
    two = against("usual-care", *both)
    other = against("placebo", trial(4, outcome("pain", direction=UP)))
    for studies in (two, [*two, *other]):
        told = key(catalogue(*studies))
        assert len(told) <= 5
        assert any(line.startswith("By Knapp–Hartung the interval is") for line in told), told


def test_without_a_comparison_nothing_is_shown_of_the_treatment() -> None:
    arm = [{"id": "a", "label": "needles", "role": "experimental"}]
    better = outcome("pain", direction="improved", within=["a"])
    told = key(catalogue(trial(1, better, design="before-after", arm=arm)))
    assert told[0] == "No study here compares the treatment with anything, so none can show what it does."
    assert "none of these studies is a randomised trial" in told[1]


def test_a_retraction_and_a_rating_are_told() -> None:
    one = trial(1, outcome("pain", direction=UP))
    one["reference"] |= {"notice": [{"kind": "retraction"}]}
    rating = {"condition": "c", "outcome": "pain", "comparator": "sham", "certainty": "low", "rated_by": "A panel"}
    told = key(catalogue(one, rating=[rating]))
    assert "Bbb 2001 was retracted." in told
    assert "People rated the certainty of the evidence as low for pain against sham treatment." in told
    assert not any("No rating" in line for line in told)


def test_a_sheet_of_several_conditions_names_the_comparisons_that_its_first_lines_leave_out() -> None:
    conditions = [{"key": "c", "name": "c"}, {"key": "d", "name": "d"}]
    kinds = ("placebo", "sham", "active-drug")
    studies = [s for i, kind in enumerate(kinds) for s in against(kind, trial(i, outcome("pain", direction=UP)))]
    studies[0]["conditions"] = ["d"]
    whole = summarise_sheet(catalogue(*studies, condition=conditions))
    told = [s.text for s in whole.key]
    assert [line.startswith("Against") or "against" in line for line in told[:2]] == [True, True]
    assert told[2] == "The treatment was also compared with an active drug; the full summary tells what was found."
    assert len(told) <= 5
    assert not {s.text for s in whole.key} & {s.text for s in whole.in_summary}
    only = summarise_sheet(catalogue(*studies[1:]))
    assert (only.key, only.first) == ((), only.conditions[0].key)


@pytest.mark.parametrize(("format", "start"), [("html", "<h2"), ("md", "\n## ")])
def test_a_sheet_begins_with_them(acuevid: Command, format: str, start: str) -> None:
    for name in ("studies", "p6-nausea"):
        options = () if name == "studies" else ("--catalogue", name)
        sheet = acuevid("export", "--format", format, *options).out
        assert "Key messages" in sheet[(at := sheet.index(start)) : at + 80]


def test_in_json_they_stand_alone_too(acuevid: Command) -> None:
    one = json.loads(acuevid("summarize", "hiv", "--brief", "--json").out)
    assert [list(c) for c in one["conditions"]] == [["condition", "name", "key_messages"]]
    assert [s["id"] for s in one["conditions"][0]["key_messages"]] == [f"hiv-neuropathy.key.{n}" for n in range(1, 6)]
    whole = json.loads(acuevid("summarize", "--brief", "--json").out)
    assert whole["key_messages"][0]["id"] == "sheet.key.1"
    assert len(whole["conditions"]) > 1


def test_the_list_of_conditions_shows_the_first_of_each(acuevid: Command) -> None:
    data = json.loads(acuevid("conditions", "--key", "--json").out)["conditions"]
    assert [list(row) for row in data] == [["condition", "name", "studies", "key_message"]] * 11
    told = {row["condition"]: row["key_message"] for row in data}
    assert told["hiv-neuropathy"].startswith("Against placebo, one randomised trial (Shlay 1998;")
    assert told["cancer"] == "Cancer is covered in another sheet, “Cancer”."


def test_a_sheet_says_first_that_a_trial_was_retracted() -> None:
    """The trial is counted, as everywhere; whoever reads the key messages alone learns what it is."""
    studies = [
        one | {"conditions": [f"c{i}"]}
        for i, kind in enumerate(("placebo", "active-drug", "usual-care"))
        for one in against(kind, trial(i, outcome("pain", direction=UP)))
    ]
    conditions = [{"key": f"c{i}", "name": f"ache {i}"} for i in range(3)]
    whole = summarise_sheet(catalogue(*studies, condition=conditions))
    assert len([s for s in whole.key if s.template == "sheet.against"]) == 2
    studies[0]["reference"]["notice"] = [{"kind": "retraction", "date": 2010}]
    gone = summarise_sheet(catalogue(*studies, condition=conditions))
    told = [s.text for s in gone.key]
    assert any("was retracted after publication" in text for text in told)
    assert len(told) <= 5
