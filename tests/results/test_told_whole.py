"""What a record says of its designs, margins, notices and statistics is told, and told truly, wherever it matters."""

from pathlib import Path

import pytest

from tests.conftest import Command

_SHEET = """
[sheet]
title = "Walking and sleep"
topic = "poor sleep"
intervention = "walking"

[[condition]]
key = "sleep"
name = "poor sleep"
"""

_STUDY = """
[[study]]
citekey = "{key}"
conditions = ["sleep"]
design = "{design}"
species = "human"
participants = 200
{more}

[study.reference]
authors = ["{name} A"]
title = "Walking"
issued = {year}
{notice}

[[study.arm]]
id = "walk"
label = "walking"
role = "experimental"
participants = 100

[[study.arm]]
id = "rest"
label = "rest"
role = "comparator"
comparator = "no-treatment"
participants = 100
"""

_FELL = """
[[study.outcome]]
id = "falls"
label = "falls"
family = "symptoms"
event_is = "bad"
"""
_SLEEP = """
[[study.outcome]]
id = "sleep"
label = "sleep score"
family = "sleep"
better = "lower"
unit = "points"
"""
_RETRACTED = 'notice = [{ kind = "retraction", date = 2018 }]'


def study(
    key: str, *outcomes: str, design: str = "randomised-trial", more: str = "", notice: str = ""
) -> tuple[str, ...]:
    head = _STUDY.format(key=key, name=key[:-4].title(), year=key[-4:], design=design, more=more, notice=notice)
    return head, *outcomes


@pytest.fixture
def told(acuevid: Command, tmp_path: Path) -> "Told":
    return Told(acuevid, tmp_path / "sheet.toml")


class Told:
    """What a command prints of a catalogue of these studies, on one line."""

    def __init__(self, acuevid: Command, path: Path) -> None:
        """Keep where to write it."""
        self.acuevid, self.path = acuevid, path

    def __call__(self, command: str, *studies: tuple[str, ...]) -> str:
        """Write the catalogue and run the command."""
        self.path.write_text(_SHEET + "".join(part for parts in studies for part in parts), encoding="utf-8")
        return " ".join(self.acuevid(*command.split(), "--catalogue", str(self.path)).out.split())


def test_events_over_person_time_are_not_held_against_a_p_as_people(told: Told) -> None:
    """310 falls may be of 40 people: four tests on 310 of so many people would be of another thing."""
    rate = 'unit = "person-years"\nevents = { walk = 60, rest = 90 }\nperson_time = { walk = 95, rest = 94 }\n'
    text = told("check --all", study("ames2001", f'{_FELL}{rate}p = "= 0.01"\n'))
    assert "Fisher" not in text
    assert "STA101 the events are counted over person-time, and not in people" in text


@pytest.mark.parametrize(
    ("printed", "reason"),
    [
        (
            'effect = { measure = "mean_difference", estimate = -1.2, ci_low = -2.0, ci_high = -0.4 }',
            "an effect is printed without the figures of the groups",
        ),
        ('statistic = "t(198) = 2.20"\np = "= 0.03"', "a test statistic is printed without the figures of the groups"),
        ('p = "= 0.03"', "no figures of the groups are printed"),
    ],
)
def test_why_nothing_is_computed_names_what_is_printed(told: Told, printed: str, reason: str) -> None:
    text = told("show ames2001", study("ames2001", f"{_SLEEP}{printed}\n"))
    assert f"none computed: {reason}" in text


def test_a_statistic_stands_among_what_is_reported(told: Told) -> None:
    text = told("show ames2001", study("ames2001", f'{_SLEEP}statistic = "t(198) = 2.20"\np = "= 0.03"\n'))
    assert "t(198) = 2.20; p = 0.03" in text


def test_why_a_crossover_trial_gives_no_effect(told: Told) -> None:
    means = "mean = { walk = 6.1, rest = 7.0 }\nsd = { walk = 2.0, rest = 2.1 }\n"
    text = told("show ames2001", study("ames2001", _SLEEP + means, more='features = ["crossover"]'))
    assert "the same people stand in both groups, and the correlation of their two times is not printed" in text


def test_clusters_are_facts_of_a_study_and_are_heeded_in_a_pool(told: Told) -> None:
    events = "events = { walk = 20, rest = 30 }\n"
    made = study(
        "ames2001",
        _FELL + events,
        design="cluster-randomised-trial",
        more='clusters = 20\nicc = 0.03\nicc_from = "a survey"',
    )
    assert "Clusters 20, intracluster correlation 0.03 (from a survey)" in told("show ames2001", made)
    pool = told("pool", made, study("bell2002", _FELL + events))
    assert "Ames 2001 randomised clusters, which its interval heeds" in pool


def test_a_retracted_trial_is_counted_only_with_that_said(told: Told) -> None:
    events = "events = { walk = 20, rest = 30 }\n"
    made = (
        study("ames2001", _FELL + events, notice=_RETRACTED),
        study("bell2002", _FELL + events, design="non-randomised-controlled"),
    )
    text = told("summarize sleep", *made)
    assert "holds only one randomised trial, Ames 2001, and that one is retracted" in text
    assert "Ames 2001 was retracted after publication; it is counted here, with its results as printed." in text
    table = told("summarize sleep --format md", *made)
    assert "Ames 2001 (retracted 2018)" in table[table.index("Directions") :]


@pytest.mark.parametrize(
    ("high", "brief", "detail"),
    [
        ("2.2", "interval reaching beyond the margin of 2", "; interval reaching beyond the margin of 2)"),
        (
            "1.9",
            "stayed inside the margin of non-inferiority of 2 set beforehand",
            "; interval inside the margin of 2)",
        ),
    ],
)
def test_an_interval_that_passes_its_margin_is_told_so(told: Told, high: str, brief: str, detail: str) -> None:
    printed = (
        f'effect = {{ measure = "mean_difference", estimate = 0.9, ci_low = -0.4, ci_high = {high} }}\nmargin = 2\n'
    )
    made = study("ames2001", _SLEEP + printed)
    text = told("summarize sleep", made)
    summary, studies = text.split("Study by study")
    assert brief in summary
    assert detail in studies
    assert "margin 2" in told("show ames2001", made)


def test_a_sentence_stays_short_with_all_that_stands_in_its_brackets(told: Told) -> None:
    inside = 'effect = { measure = "mean_difference", estimate = 0.2, ci_low = -0.4, ci_high = 0.8 }\nmargin = 2\n'
    other = _SLEEP.replace('"sleep"\nlabel = "sleep score"', '"naps"\nlabel = "nap score"')
    adjusted = (
        'effect = { measure = "risk_ratio", estimate = 1.00, ci_low = 0.99, ci_high = 1.01, level = 90, '
        'adjusted_for = ["age", "sex"], model = "logistic regression", analysis = "intention-to-treat" }\n'
        'direction = "favours-experimental"\np = "= 0.03"\n'
    )
    harm = _FELL.replace('"symptoms"', '"harms"')
    text = told("summarize sleep --format md", study("ames2001", _SLEEP + inside, other + inside, harm + adjusted))
    assert "nap score" in text
    assert "on harms, results for falls" in text.lower()
    assert [
        s for s in text.split("Study by study")[0].split(". ") if len(s.split("|")) < 2 and len(s.split()) > 35
    ] == []


def test_a_pool_names_the_retracted_trials_in_it(told: Told) -> None:
    events = "events = { walk = 20, rest = 30 }\n"
    made = study("ames2001", _FELL + events, notice=_RETRACTED), study("bell2002", _FELL + events)
    assert "Ames 2001 was retracted after publication, and stands in this pool." in told("pool", *made)


def test_the_sheet_in_brief_names_the_retracted_trials_that_it_counts(told: Told) -> None:
    events = "events = { walk = 20, rest = 30 }\n"
    made = study("ames2001", _FELL + events, notice=_RETRACTED), study("bell2002", _FELL + events)
    text = told("export --format md --output -", *made).split("## In summary")[1].split("## Where")[0]
    assert "Ames 2001 was retracted after publication; it is counted here" in text


def test_a_harm_inside_a_margin_fits_one_sentence(acuevid: Command, tmp_path: Path) -> None:
    """The law over generated catalogues found a sentence of 36 words: a harm, its model, a p that does not fit."""
    path = tmp_path / "harm.toml"
    path.write_text(HARM_IN_MARGIN, encoding="utf-8")
    told = " ".join(acuevid("summarize", "--catalogue", path).out.split())
    sentence = next(s for s in told.split(". ") if s.startswith("On harms"))
    assert "inside the margin of non-inferiority of 1.2" in sentence
    assert len(sentence.split()) <= 35


HARM_IN_MARGIN = """
[sheet]
title = "T"
topic = "pain"
intervention = "needling"
[[condition]]
key = "one"
name = "condition one"
[[study]]
citekey = "author2000"
conditions = ["one"]
design = "randomised-trial"
reference = { authors = ["Author A"], title = "T", issued = 2000 }
[[study.arm]]
id = "a"
label = "needling"
role = "experimental"
[[study.arm]]
id = "b"
label = "sham"
role = "comparator"
comparator = "placebo"
[[study.outcome]]
id = "o"
label = "pain after"
family = "harms"
direction = "favours-experimental"
p = "= 0.03"
event_is = "good"
margin = 1.2
effect = { measure = "risk_ratio", estimate = 1.00, ci_low = 0.98, ci_high = 1.02, model = "logistic regression" }
"""
