"""Plain summaries: what they say, that they say no more than the records, and that a reader of 12 to 14 can follow."""

import copy
import json
import re
import warnings
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import strategies as st

from acuevid.models import Catalogue
from acuevid.synthesis.condition import summarise_condition
from acuevid.synthesis.plain import QUESTIONS, explained, plain_summary
from acuevid.synthesis.statements import Statement
from acuevid.terms import GLOSSARY
from tests.conftest import DATA, Command, law
from tests.synthesis.catalogues import COMPARISON, TREATMENT, build, catalogues, mirrored
from tests.synthesis.test_edges import trial
from tests.synthesis.test_laws import FORBIDDEN, LONG, SHORT, with_margins_for_both
from tests.synthesis.test_statements import unfounded
from tests.test_boundaries import DOWN, UP, catalogue, effect, outcome

SHEETS = [None, "p6-nausea", DATA / "rated.toml", *sorted((DATA / "topics").glob("*.toml"))]
OF_THE_FIELD = re.compile(
    r"\bp [=<>]|p-value|\bCI\b|\bNNT|\bratio\b|τ|I²|confidence|statistic|significan", re.IGNORECASE
)
SIDES = re.compile(f"{re.escape(TREATMENT)}|{re.escape(COMPARISON)}")


def plain(made: Catalogue) -> list[Statement]:
    return [s for c in made.conditions for s in plain_summary(made, summarise_condition(made, c)).statements]


def texts(made: Catalogue) -> list[str]:
    return [statement.text for statement in plain(made)]


def test_hiv_for_a_patient(acuevid: Command) -> None:
    shown = acuevid("summarize", "hiv", "--plain", "--format", "md").out
    questions = re.findall(r"^### (.*)$", shown, re.MULTILINE)
    assert questions == list(QUESTIONS)
    assert "One randomised trial compared acupuncture with placebo (250 people)." in shown
    assert "It found no clear difference in pain." in shown
    assert "Two studies had no other group to compare with, so they cannot show what caused any change." in shown
    assert "Only one of these studies is a randomised trial." in shown
    assert "We have no record of unwanted effects other than deaths in these studies." in shown
    assert "- **placebo:** a treatment that looks real but has nothing in it" in shown
    assert "retracted" not in shown
    assert "not medical advice" in shown


def test_people_of_100(acuevid: Command) -> None:
    """RevMan's and metafor's figures for these trials: 42.2% and, by the pooled ratio, 30.8% (24.1% to 39.3%)."""
    shown = " ".join(acuevid("summarize", "--plain", "--catalogue", "p6-nausea").out.split())
    assert "About 31 of 100 people had nausea with P6 stimulation, and about 42 of 100 with sham treatment." in shown
    assert "The true number with P6 stimulation is likely to lie between 24 of 100 and 39 of 100." in shown
    assert "due to chance" not in shown


@pytest.mark.parametrize(
    ("low", "high", "says"),
    [
        ("0.1", "0.9", "Results were better with sham for pain."),
        ("-0.9", "-0.1", "Results were better with needles for pain."),
        ("-0.9", "0.1", "This may be due to chance."),
    ],
)
def test_chance_is_named_where_the_interval_holds_none(low: str, high: str, says: str) -> None:
    middle = f"{(float(low) + float(high)) / 2:.1f}"
    told = texts(
        catalogue(trial(1, outcome("pain", effect=effect("mean_difference", middle, low, high), better="lower")))
    )
    assert says in told
    assert ("This may be due to chance." in told) is (float(low) * float(high) < 0)


def test_what_rests_on_a_p_value_alone_has_no_size_and_figures_in_doubt_are_named(acuevid: Command) -> None:
    """Pan 2008 prints p < 0.05 without an interval, and a percentage that no count of 42 people gives."""
    told = " ".join(acuevid("summarize", "greater-occipital", "--plain").out.split())
    assert "for response to treatment. How large the true difference may be is not known." in told
    assert "Not all figures of Pan 2008 fit each other; the study in full says which." in told
    with_interval = trial(1, outcome("pain", effect=effect("mean_difference", "-0.5", "-0.9", "-0.1"), better="lower"))
    assert not any("How large" in text for text in texts(catalogue(with_interval)))


def test_without_an_interval_chance_cannot_be_told() -> None:
    told = texts(catalogue(trial(1, outcome("pain", direction=UP)), trial(2, outcome("pain", direction=DOWN))))
    assert "Results were better with needles in one and results were better with sham in one." in told
    assert "For two of these studies it cannot be told how far the result is due to chance." in told


@pytest.mark.parametrize(
    ("p", "says"),
    [
        ("= 0.60", "This may be due to chance."),
        ("> 0.05", "This may be due to chance."),
        ("ns", "This may be due to chance."),
        ("< 0.10", "How far this may be due to chance cannot be told."),
        ("> 0.01", "How far this may be due to chance cannot be told."),
        ("= 0.02", None),
    ],
)
def test_a_p_value_without_an_interval_tells_of_chance(p: str, says: str | None) -> None:
    told = [text for text in texts(catalogue(trial(1, outcome("pain", direction=DOWN, p=p)))) if "chance" in text]
    assert told == ([says] if says else [])


def test_on_which_side_unwanted_effects_were_worse_is_told() -> None:
    burns = outcome("burns", family="harms", event="was burnt", event_is="bad", events={"a": 20, "b": 4})
    told = texts(catalogue(trial(1, outcome("pain", direction=UP), burns), trial(2, burns)))
    assert "On unwanted effects, results were better with sham in both." in told


def test_a_retraction_stands_beside_what_the_study_found() -> None:
    gone = trial(1, outcome("pain", direction=UP), participants=100)
    gone["reference"]["notice"] = [{"kind": "retraction", "date": "2012"}]
    told = texts(catalogue(gone, trial(2, outcome("pain", direction=UP), participants=100)))
    assert told[1:4] == [
        "Two randomised trials compared needles with sham (200 people).",
        "One of these studies has been retracted (Bbb 2001).",
        "Results were better with needles in both.",
    ]
    assert texts(catalogue(gone))[2] == "It has been retracted (Bbb 2001)."


def test_without_groups_on_record_it_is_not_said_that_there_were_none() -> None:
    told = texts(catalogue(trial(1, design="cohort", arm=[], participants=900)))
    assert "For one study we have no comparison of x, so it cannot show what caused any change." in told


@pytest.mark.parametrize(("margin", "says"), [("1.5", "was not worse than sham"), ("0.5", "may be worse than sham")])
def test_a_limit_set_beforehand_is_told(margin: str, says: str) -> None:
    told = texts(
        catalogue(
            trial(
                1,
                outcome(
                    "pain",
                    effect=effect("mean_difference", "0.1", "-0.9", "1.1"),
                    better="lower",
                    margin=Decimal(margin),
                    direction="no-clear-difference",
                ),
            )
        )
    )
    assert f"Needles {says} by more than the limit that the study set." in told


def scores(i: int, a: str, b: str) -> dict[str, Any]:
    """A trial of a score with a standard deviation of 7 in 90 people a group, and burns as a harm."""
    pain = outcome("pain", mean={"a": Decimal(a), "b": Decimal(b)}, sd={"a": Decimal(7), "b": Decimal(7)})
    burns = outcome("burns", family="harms", event="was burnt", event_is="bad", events={"a": 20, "b": 9})
    return trial(i, pain | {"better": "lower"}, burns, n=(90, 90), participants=180)


@pytest.mark.parametrize(
    ("second", "says"),
    [("13.6", "may be due to chance"), ("14.8", "are hard to explain by chance alone")],
)
def test_what_scores_come_to_together_is_told_beside_a_harm(second: str, says: str) -> None:
    """By hand: mean differences of -0.6 and -0.6 or -1.8 and -1.8, each with a standard error of 1.04, pooled 0.74."""
    told = texts(catalogue(scores(1, "13.0", second), scores(2, "13.0", second)))
    assert f"Put together, their results {says}." in told
    assert not any("of 100" in text for text in told)  # burns are no finding


def test_a_number_outside_the_others_range_may_still_be_chance(acuevid: Command) -> None:
    """Two of 11 people against eight of 17: 18 of 100 lies below 26 to 69, for its own range was not told."""
    shown = " ".join(acuevid("summarize", "trigeminal", "--plain").out.split())
    assert "69 of 100. Neither number is certain, so the difference may be due to chance." in shown


def test_what_else_was_compared_is_told_beside_people_of_100(acuevid: Command) -> None:
    """By hand, from the means in the file: the quality of life scores are higher with the course."""
    shown = " ".join(acuevid("summarize", "--plain", "--catalogue", DATA / "rated.toml").out.split())
    assert "On hospital stay, results were better with the breathing course in one." in shown
    assert "On AQLQ, results were better with the breathing course in two." in shown


@pytest.mark.parametrize("sheet", SHEETS, ids=str)
def test_no_figure_of_the_field_and_each_word_explained_once(acuevid: Command, sheet: Any) -> None:
    where = ["--catalogue", sheet] if sheet else []
    data = json.loads(acuevid("summarize", "--plain", "--json", *where).out)
    told = [s for c in data["conditions"] for a in c["answers"] for s in a["statements"]]
    assert [s["text"] for s in told if OF_THE_FIELD.search(s["text"])] == []
    whole = " ".join(s["text"] for s in told).casefold()
    assert [w["word"] for w in data["words"]] == [word for word in GLOSSARY if word in whole]
    for one in told[:: max(1, len(told) // 3)]:
        assert one["text"] in " ".join(acuevid("trace", one["id"], *where).out.split())


@pytest.mark.parametrize("sheet", SHEETS, ids=str)
def test_the_reading_age(acuevid: Command, sheet: Any) -> None:
    """The automated readability index (Smith & Senter 1967) is a school grade, of which age is five more."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import textstat
    where = ["--catalogue", sheet] if sheet else []
    data = json.loads(acuevid("summarize", "--plain", "--json", *where).out)
    told = " ".join(s["text"] for c in data["conditions"] for a in c["answers"] for s in a["statements"])
    assert textstat.automated_readability_index(told) + 5 < 14
    assert textstat.flesch_kincaid_grade(told) + 5 < 14


@pytest.mark.parametrize("format", ["md", "html", "docx", "pdf"])
def test_as_a_file(acuevid: Command, tmp_path: Any, format: str) -> None:
    path = tmp_path / f"plain.{format}"
    assert acuevid("export", "--plain", "--format", format, "-o", path).code == 0
    if format in ("md", "html"):
        told = path.read_text("utf-8")
        assert "We have two studies of acupuncture for chemotherapy-induced peripheral neuropathy" in told
        assert "Diabetic neuropathy" not in told  # another sheet has it
    assert acuevid("export", "--plain", "--format", format, "-o", path, "--check").code == 0


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--format", "csv"], "--plain is for md, html, docx and pdf"),
        (["--format", "md", "--trace"], "without --trace"),
        (["--format", "md", "--year", "1998"], "of whole conditions"),
    ],
)
def test_what_it_is_not_for(acuevid: Command, options: list[str], says: str) -> None:
    result = acuevid("export", "--plain", *options)
    assert (result.code, says in result.err) == (2, True)


def test_brief_and_plain_are_two(acuevid: Command) -> None:
    assert acuevid("summarize", "--plain", "--brief").code == 2


def exchanged(text: str) -> str:
    """The sentence with the two sides exchanged where it says which did better, and better for worse inside a group."""
    if "reported" in text:  # the brief's sentence, where there is no evidence but on others' data
        swap = {"improvement": "worsening", "worsening": "improvement"}
        return re.sub("improvement|worsening", lambda m: swap[m[0]], text)
    if "better with" not in text:
        return text
    return SIDES.sub(lambda m: COMPARISON if m[0] == TREATMENT else TREATMENT, text)


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.lower()))


@law(catalogues().map(with_margins_for_both), short=SHORT, long=LONG)
def test_the_mirror_law(data: dict[str, Any]) -> None:
    one, other = plain(build(data)), plain(build(mirrored(data)))
    assert [s.template for s in one] == [s.template for s in other]
    for a, b in zip(one, other, strict=True):
        if a.template not in ("plain.of-100", "plain.range"):  # figures of events, which the mirror leaves as they are
            assert words(exchanged(a.text)) == words(b.text), (a.text, b.text)


@law(catalogues(), st.randoms(use_true_random=False), short=SHORT, long=LONG)
def test_the_order_of_studies_changes_nothing(data: dict[str, Any], random: Any) -> None:
    shuffled = copy.deepcopy(data)
    random.shuffle(shuffled["study"])
    assert texts(build(shuffled)) == texts(build(data))


@law(catalogues(), short=SHORT, long=LONG)
def test_no_sentence_is_long_broken_or_forbidden(data: dict[str, Any]) -> None:
    for text in texts(build(data)):
        assert not FORBIDDEN.search(text), text
        assert len(text.split()) <= 35, text
        assert text[0].isupper() or text[0].isdigit(), text
        assert text.endswith("."), text
        assert not re.search(r"  | ,| \.|\(\)|\{|\.\.", text), text
        assert not re.search(r"\bone (?:people|studies|trials|reviews)\b", text), text
        assert not OF_THE_FIELD.search(text), text


@law(catalogues(), short=SHORT, long=LONG)
def test_every_name_and_number_is_in_its_sentences_basis(data: dict[str, Any]) -> None:
    made = build(data)
    assert unfounded(made, plain(made)) == []
    explained(plain(made))
