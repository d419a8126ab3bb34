"""The shipped catalogue holds what the source sheet prints; the expected values were typed from the sheet."""

import json
from collections import Counter
from decimal import Decimal

import pytest

from acuevid.models import Catalogue
from acuevid.terms import Group
from tests.conftest import Command

REFERENCES = {
    "liu2010": ("Altern Ther Health Med", 2010, "16", "30-5"),
    "penza2011": ("Pain Med", 2011, None, None),
    "xu2010": ("Zhongguo Zhen Jiu", 2010, "30", "457-60"),
    "pan2008": ("J Tradit Chin Med", 2008, "28", "175-7"),
    "shlay1998": ("JAMA", 1998, "280", "1590-5"),
    "shiflett2011": ("Explore (NY)", 2011, "7", "148-54"),
    "donald2011": ("Acupunct Med", 2011, "29", "230-3"),
    "schroder2007": ("Eur J Neurol", 2007, "14", "276-81"),
    "phillips2004": ("J Altern Complement Med", 2004, "10", "449-55"),
    "galantino1999": ("J Altern Complement Med", 1999, "5", "135-42"),
    "spacek1998": ("Wien Med Wochenschr", 1998, "148", "447-9"),
    "cidral-filho2011": ("Neuroscience", 2011, "193", "370-6"),
    "meng2011": ("Brain Res", 2011, "1414", "58-65"),
    "goldman2010": ("Nat Neurosci", 2010, None, None),
    "hui2010": ("Auton Neurosci", 2010, "157", "81-90"),
    "hui2009": ("Human Brain Mapping", 2009, "30", "1196-206"),
    "komori2009": ("Anesth Analg", 2009, "108", "635-40"),
    "kavoussi2007": ("Integr Cancer Ther", 2007, "6", "251-7"),
    "dong2006": ("Brain Research Bulletin", 2006, "69", "30-6"),
}
AUTHORS = {
    "liu2010": ["Liu H"],
    "pan2008": ["Pan C", "Tan G"],
    "shlay1998": ["Shlay JC"],
    "shiflett2011": ["Shiflett SC", "Schwartz GE"],
    "schroder2007": ["Schröder S"],
    "hui2009": ["Hui K.K.-S."],
    "kavoussi2007": ["Kavoussi B", "Ross BE"],
    "dong2006": ["Dong Z-Q"],
}
PARTICIPANTS = {
    "liu2010": 920,
    "penza2011": 16,
    "xu2010": 64,
    "pan2008": 84,
    "shlay1998": 250,
    "shiflett2011": 114,
    "donald2011": 18,
    "schroder2007": 47,
    "phillips2004": 21,
    "galantino1999": 11,
    "spacek1998": 39,
    "hui2009": 10,
}
# (study, outcome, field, arm) → as the sheet prints it
FIGURES = {
    ("penza2011", "pain-relief-50", "events", "electroacupuncture"): "1",
    ("penza2011", "pain-relief-50", "events", "pseudo-electroacupuncture"): "1",
    ("xu2010", "sensory-response", "percent", "acupuncture"): "66.7",
    ("xu2010", "sensory-response", "percent", "cobamamide"): "40.0",
    ("pan2008", "response", "percent", "acupuncture-injection"): "92.8",
    ("pan2008", "response", "percent", "carbamazepine"): "71.4",
    ("shiflett2011", "attrition", "percent", "acupuncture"): "27.6",
    ("shiflett2011", "attrition", "percent", "amitriptyline"): "44.6",
    ("shiflett2011", "mortality", "percent", "acupuncture"): "0",
    ("shiflett2011", "mortality", "percent", "amitriptyline"): "12.5",
    ("shiflett2011", "mortality-poorest-function", "percent", "acupuncture"): "0",
    ("shiflett2011", "mortality-poorest-function", "percent", "amitriptyline"): "23.8",
    ("donald2011", "symptoms", "events", "acupuncture"): "14",
    ("donald2011", "symptoms", "percent", "acupuncture"): "82",
    ("donald2011", "deaths", "events", "acupuncture"): "1",
    ("schroder2007", "improved", "events", "acupuncture"): "16",
    ("schroder2007", "improved", "percent", "acupuncture"): "76",
    ("schroder2007", "improved", "events", "medical-care"): "4",
    ("schroder2007", "improved", "percent", "medical-care"): "15",
    ("schroder2007", "unchanged", "events", "acupuncture"): "3",
    ("schroder2007", "unchanged", "percent", "acupuncture"): "14",
    ("schroder2007", "unchanged", "events", "medical-care"): "7",
    ("schroder2007", "unchanged", "percent", "medical-care"): "27",
    ("schroder2007", "worse", "events", "acupuncture"): "2",
    ("schroder2007", "worse", "percent", "acupuncture"): "10",
    ("schroder2007", "worse", "events", "medical-care"): "15",
    ("schroder2007", "worse", "percent", "medical-care"): "58",
    ("galantino1999", "condition", "events", "electroacupuncture"): "7",
    ("galantino1999", "condition", "total", "electroacupuncture"): "7",
    ("spacek1998", "pain-free-b-c", "events", "b"): "5",
    ("spacek1998", "pain-free-b-c", "events", "c"): "2",
    ("spacek1998", "pain-free-a-c", "events", "a"): "8",
    ("spacek1998", "pain-free-a-c", "events", "c"): "2",
}
P_VALUES = {
    ("xu2010", "sensory-response"): "< 0.05",
    ("pan2008", "response"): "< 0.05",
    ("shiflett2011", "attrition"): "= 0.058",
    ("shiflett2011", "mortality"): "= 0.047",
    ("shiflett2011", "mortality-poorest-function"): "= 0.047",
    ("phillips2004", "present-pain"): "= 0.0002",
    ("phillips2004", "least-pain-24h"): "< 0.0001",
    ("phillips2004", "most-pain-24h"): "= 0.0004",
    ("phillips2004", "pain-summary"): "< 0.0001",
    ("phillips2004", "hand-foot-symptoms"): "= 0.0065",
    ("phillips2004", "symptom-summary"): "= 0.0001",
    ("galantino1999", "function"): "= 0.02",
}
ARM_SIZES = {
    ("schroder2007", "acupuncture"): 21,
    ("schroder2007", "medical-care"): 26,
    ("spacek1998", "a"): 17,
    ("spacek1998", "b"): 11,
    ("spacek1998", "c"): 11,
}


def test_studies_by_group(shipped: Catalogue) -> None:
    groups = Counter(study.design.group for study in shipped.studies)
    assert groups == {Group.REVIEWS: 1, Group.TRIALS: 5, Group.OTHER: 5, Group.MECHANISMS: 8}


@pytest.mark.parametrize("key", REFERENCES)
def test_reference(shipped: Catalogue, key: str) -> None:
    reference = shipped.study_by_key[key].reference
    assert (reference.container_title, reference.year, reference.volume, reference.page) == REFERENCES[key]
    if key in AUTHORS:
        assert list(reference.authors) == AUTHORS[key]
    assert shipped.study_by_key[key].participants == PARTICIPANTS.get(key)


def test_every_figure_of_the_sheet_and_no_other(shipped: Catalogue) -> None:
    found = {
        (study.citekey, outcome.id, field, arm): str(value)
        for study in shipped.studies
        for outcome in study.outcomes
        for field in ("events", "total", "percent", "mean", "sd")
        for arm, value in getattr(outcome, field).items()
    }
    assert found == FIGURES


def test_every_p_value_of_the_sheet_and_no_other(shipped: Catalogue) -> None:
    found = {(s.citekey, o.id): o.p for s in shipped.studies for o in s.outcomes if o.p and o.p != "ns"}
    assert found == P_VALUES


def test_arm_sizes(shipped: Catalogue) -> None:
    found = {(s.citekey, a.id): a.participants for s in shipped.studies for a in s.arms if a.participants is not None}
    assert found == ARM_SIZES


def test_the_review_and_the_incomplete_study(shipped: Catalogue) -> None:
    liu = shipped.study_by_key["liu2010"]
    assert liu.review is not None
    assert liu.review.trials == 12
    efficacy, harms = liu.outcomes
    assert efficacy.trials is not None
    assert harms.trials is not None
    assert (efficacy.trials.favours_experimental, efficacy.trials.no_clear_difference) == (4, 8)
    assert harms.trials.reporting == 3
    assert shipped.study_by_key["galantino1999"].analysed == 7
    assert shipped.study_by_key["shlay1998"].outcomes[0].timepoints == ("6 weeks", "14 weeks")
    assert shipped.study_by_key["donald2011"].duration == "6 weeks"


def test_the_cut_doi_is_whole_and_no_other_is_invented(shipped: Catalogue) -> None:
    dois = {s.citekey: s.reference.doi for s in shipped.studies if s.reference.doi}
    assert dois == {"penza2011": "10.1111/j.1526-4637.2011.01230.x"}


def test_one_dataset_behind_two_papers(shipped: Catalogue) -> None:
    assert {s.citekey: s.reanalysis_of for s in shipped.studies if s.reanalysis_of} == {"shiflett2011": "shlay1998"}


def test_the_rest_of_the_sheet(shipped: Catalogue) -> None:
    assert [w.label for w in shipped.background] == [
        "International Association for the Study of Pain 2007",
        "Smith and Torrance 2010",
        "NICE 2010",
        "Sykes 1997",
        "Galer 1995",
    ]
    elsewhere = {c.key: c.treated_in.sheet for c in shipped.conditions if c.treated_in}
    assert elsewhere == {
        "diabetic-neuropathy": "Type 2 diabetes mellitus",
        "sciatica": "Sciatica",
        "cancer": "Cancer",
        "carpal-tunnel-syndrome": None,
        "postherpetic-neuralgia": None,
    }
    cited = {key for mechanism in shipped.mechanisms for key in mechanism.studies}
    assert cited == {s.citekey for s in shipped.studies if s.design.is_mechanism}
    assert len(shipped.mechanisms) == 7
    assert len([c for c in shipped.claims if c.place == "in-summary"]) == 5


def test_numbers_keep_their_zeros_in_json(acuevid: Command) -> None:
    text = acuevid("export", "--format", "json").out
    assert '"cobamamide": 40.0' in text
    assert '"p": "< 0.05"' in text
    data = json.loads(text, parse_float=Decimal)
    assert len(data["studies"]) == 19
    xu = next(s for s in data["studies"] if s["citekey"] == "xu2010")
    assert str(xu["outcome"][0]["percent"]["cobamamide"]) == "40.0"
