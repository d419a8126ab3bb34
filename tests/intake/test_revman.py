"""What RevMan 5's XML holds beside plain analyses: references, subgroups, inverse variance, judgements, leftovers."""

from decimal import Decimal
from pathlib import Path

import pytest

from acuevid.catalogue.load import load_catalogue
from acuevid.models import Catalogue
from tests.conftest import Command

REVIEW = """<?xml version="1.0" encoding="UTF-8"?>
<COCHRANE_REVIEW><COVER_SHEET><TITLE>Needling for headache</TITLE></COVER_SHEET>
<STUDIES_AND_REFERENCES><STUDIES><INCLUDED_STUDIES>
<STUDY ID="STD-Smith-2001" NAME="Smith 2001" YEAR="2001">
<REFERENCE PRIMARY="NO" TYPE="OTHER"><AU>Smith J</AU><TI>A protocol</TI><YR>1999</YR></REFERENCE>
<REFERENCE PRIMARY="YES" TYPE="JOURNAL_ARTICLE"><AU>Smith J, Jones AB, et al</AU>
<TI>Needling for headache: a trial.</TI>
<SO>Pain</SO><YR>2001</YR><VL>90</VL><NO>2</NO><PG>148-54</PG>
<IDENTIFIERS><IDENTIFIER TYPE="DOI" VALUE="10.1000/x1"/><IDENTIFIER TYPE="PUBMED" VALUE="11111111"/></IDENTIFIERS>
</REFERENCE></STUDY>
<STUDY ID="STD-Brown-2003" NAME="Brown 2003" YEAR="2003"/>
</INCLUDED_STUDIES><EXCLUDED_STUDIES><STUDY ID="STD-Out" NAME="Out 1999" YEAR="1999"/></EXCLUDED_STUDIES></STUDIES>
</STUDIES_AND_REFERENCES>
<CHARACTERISTICS_OF_STUDIES><CHARACTERISTICS_OF_INCLUDED_STUDIES>
<INCLUDED_CHAR STUDY_ID="STD-Smith-2001"><CHAR_METHODS><P>Parallel groups.</P></CHAR_METHODS>
<CHAR_PARTICIPANTS><P>40 adults</P><P>with migraine</P></CHAR_PARTICIPANTS></INCLUDED_CHAR>
</CHARACTERISTICS_OF_INCLUDED_STUDIES></CHARACTERISTICS_OF_STUDIES>
<QUALITY_ITEMS><QUALITY_ITEM><NAME>Allocation concealment</NAME><QUALITY_ITEM_DATA>
<QUALITY_ITEM_DATA_ENTRY RESULT="YES" STUDY_ID="STD-Smith-2001"><DESCRIPTION><P>Sealed.</P></DESCRIPTION>
</QUALITY_ITEM_DATA_ENTRY><QUALITY_ITEM_DATA_ENTRY RESULT="NO" STUDY_ID="STD-Brown-2003"><DESCRIPTION/>
</QUALITY_ITEM_DATA_ENTRY></QUALITY_ITEM_DATA></QUALITY_ITEM></QUALITY_ITEMS>
<ANALYSES_AND_DATA><COMPARISON NO="1"><NAME>Needling versus sham</NAME>
<DICH_OUTCOME NO="1" EFFECT_MEASURE="RR" METHOD="MH" RANDOM="NO"><NAME>Response</NAME>
<GROUP_LABEL_1>Needling</GROUP_LABEL_1><GROUP_LABEL_2>Sham needling</GROUP_LABEL_2>
<DICH_SUBGROUP NO="1"><NAME>Women</NAME>
<DICH_DATA STUDY_ID="STD-Smith-2001" EVENTS_1="6" TOTAL_1="10" EVENTS_2="3" TOTAL_2="11"/></DICH_SUBGROUP>
<DICH_SUBGROUP NO="2"><NAME>Men</NAME>
<DICH_DATA STUDY_ID="STD-Smith-2001" EVENTS_1="5" TOTAL_1="10" EVENTS_2="4" TOTAL_2="10"/>
<DICH_DATA STUDY_ID="STD-Brown-2003" EVENTS_1="7" TOTAL_1="20" EVENTS_2="4" TOTAL_2="20"/></DICH_SUBGROUP>
</DICH_OUTCOME>
<IV_OUTCOME NO="2" RANDOM="YES"><NAME>Relapse</NAME><EFFECT_MEASURE>Hazard Ratio</EFFECT_MEASURE>
<GROUP_LABEL_1>Needling</GROUP_LABEL_1><GROUP_LABEL_2>Sham needling</GROUP_LABEL_2>
<IV_DATA STUDY_ID="STD-Brown-2003" ESTIMATE="-0.3567" SE="0.15" EFFECT_SIZE="0.6999823" CI_START="0.521686"
 CI_END="0.939216"/></IV_OUTCOME>
<IPD_OUTCOME NO="3" EFFECT_MEASURE="PETO_OR"><NAME>Death</NAME>
<IPD_DATA STUDY_ID="STD-Brown-2003" EVENTS_1="1" TOTAL_1="20" EVENTS_2="2" TOTAL_2="20" O_E="-0.5" VAR="0.71"/>
</IPD_OUTCOME>
<OTHER_OUTCOME NO="4"><NAME>Costs</NAME><OTHER_DATA STUDY_ID="STD-Smith-2001"><TR><TD><P>Not measured</P></TD></TR>
</OTHER_DATA></OTHER_OUTCOME>
</COMPARISON></ANALYSES_AND_DATA></COCHRANE_REVIEW>
"""


@pytest.fixture
def review(acuevid: Command, tmp_path: Path) -> tuple[Catalogue, str]:
    (tmp_path / "review").write_text(REVIEW, "utf-8")
    result = acuevid("import", tmp_path / "review", "-o", tmp_path / "new.toml")
    assert result.code == 0, result.err
    return load_catalogue(tmp_path / "new.toml"), result.err


def test_references(review: tuple[Catalogue, str]) -> None:
    catalogue, said = review
    reference = catalogue.study_by_key["smith2001"].reference
    assert (reference.authors, reference.et_al) == (("Smith J", "Jones AB"), True)
    assert (reference.title, reference.container_title) == ("Needling for headache: a trial", "Pain")
    assert (reference.volume, reference.issue, reference.page) == ("90", "2", "148-54")
    assert (reference.doi, reference.pmid, reference.year) == ("10.1000/x1", "11111111", 2001)
    assert "Smith J. A protocol. 1999 (a further report of the study" in said


def test_a_subgroup_of_people_and_one_of_studies(review: tuple[Catalogue, str]) -> None:
    catalogue, _ = review
    smith, brown = catalogue.studies
    assert [o.subgroup for o in smith.outcomes] == ["Women", "Men"]
    assert [o.id for o in smith.outcomes] == ["response", "response-2"]
    assert smith.arms[1].comparator == "sham"
    assert (brown.outcomes[0].subgroup, brown.outcomes[0].note) == (None, "the review's subgroup: Men")


def test_an_effect_by_inverse_variance(review: tuple[Catalogue, str]) -> None:
    catalogue, _ = review
    effect = catalogue.study_by_key["brown2003"].outcomes[1].effect
    assert effect is not None
    assert (effect.measure.name, effect.estimate) == ("hazard_ratio", Decimal("0.6999823"))
    assert effect.interval == (Decimal("0.521686"), Decimal("0.939216"))
    assert effect.se == Decimal("0.15")


def test_what_no_record_has_is_listed_or_noted(review: tuple[Catalogue, str]) -> None:
    catalogue, said = review
    smith, brown = catalogue.studies
    assert smith.population == "40 adults with migraine"
    assert smith.source.notes == (
        "Costs: Not measured",
        "Methods: Parallel groups.",
    )
    (judged,) = smith.appraisals
    assert (judged.tool.key, judged.domains) == ("rob-1", {"allocation-concealment": "low"})
    assert judged.support == {"allocation-concealment": "Sealed."}
    assert [a.domains for a in brown.appraisals] == [{"allocation-concealment": "high"}]
    assert brown.source.notes == ()
    assert brown.outcomes[2].events == {"experimental": 1, "control": 2}
    assert "Brown 2003, Death: O-E -0.5, Variance 0.71 (O−E has no field)" in said
    assert "Out 1999 (not among the included: excluded)" in said
