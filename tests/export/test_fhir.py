"""The FHIR export: valid by models that no one here wrote, with every effect, every pool and every judgement."""

import json
import math
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from acuevid.measures import MEASURES
from tests.conftest import DATA, HERE, Command
from tests.export.tools import fhir_bundle

SHEETS = HERE.parent / "data"
CATALOGUES = [
    SHEETS / "studies.toml",
    SHEETS / "p6-nausea.toml",
    *(DATA / f"{name}.toml" for name in ("rated", "effects", "kinds", "three_arms", "sound")),
    *(DATA / "cases" / f"{name}.toml" for name in ("rare-harms", "overlapping-reviews", "references")),
]
IDS = [path.stem for path in CATALOGUES]
Data: TypeAlias = dict[str, Any]

THO, HL7 = "http://terminology.hl7.org/CodeSystem", "http://hl7.org/fhir"
CODES = {
    f"{THO}/statistic-type": {
        "C93152": "Relative Risk",
        "C16932": "Odds Ratio",
        "C93150": "Hazard Ratio",
        "0000424": "Risk Difference",
        "0000457": "Mean Difference",
        "0000100": "Standardized Mean Difference",
        "rate-ratio": "Incidence Rate Ratio",
        "C44256": "Proportion",
    },
    f"{THO}/attribute-estimate-type": {
        "C53324": "Confidence interval",
        "C44185": "P-value",
        "0000420": "I-squared",
        "0000419": "Cochran's Q statistic",
        "0000421": "Tau squared",
    },
    f"{THO}/variable-role": {
        "population": "population",
        "subpopulation": "subpopulation",
        "exposure": "exposure",
        "referenceExposure": "reference exposure",
        "measuredVariable": "measured variable",
    },
    f"{THO}/synthesis-type": {"std-MA": "summary data meta-analysis"},
    f"{HL7}/statistic-model-code": {
        "zeroCellConstant": "Zero-cell adjustment with constant",
        "adjusted": "Adjusted analysis",
        "inverseVariance": "Inverse variance method",
        "manteHaenszelMethod": "Mantel-Haenszel method",
        "petoMethod": "Peto method",
        "effectsRandom": "Random-effects",
        "tauRestrictedMaximumLikelihood": "Restricted Maximum Likelihood method",
        "hartungKnapp": "Hartung-Knapp adjustment",
    },
    f"{HL7}/certainty-type": {
        "Overall": "Overall certainty",
        "RiskOfBias": "Risk of bias",
        "Inconsistency": "Inconsistency",
        "Indirectness": "Indirectness",
        "Imprecision": "Imprecision",
        "PublicationBias": "Publication bias",
        "DoseResponseGradient": "Dose response gradient",
        "PlausibleConfounding": "Plausible confounding",
        "LargeEffect": "Large effect",
    },
    f"{HL7}/certainty-rating": {
        "high": "High quality",
        "moderate": "Moderate quality",
        "low": "Low quality",
        "very-low": "Very low quality",
        "downcode1": "reduce rating: -1",
        "downcode2": "reduce rating: -2",
        "downcode3": "reduce rating: -3",
        "upcode1": "increase rating: +1",
        "upcode2": "increase rating: +2",
    },
    f"{HL7}/title-type": {"primary": "Primary title"},
    f"{HL7}/published-in-type": {"D020492": "Periodical", "D001877": "Book"},
}
"""The codes used, as the code systems bound in FHIR 5.0.0 have them (HL7/fhir, source/evidence and source/citation)."""


def exported(acuevid: Command, name: str, path: Path, *options: str) -> str:
    result = acuevid("export", "--format", name, "--catalogue", path, *options)
    assert (result.code, result.err) == (0, "")
    return result.out


def bundle(acuevid: Command, path: Path, *options: str) -> Data:
    return fhir_bundle(exported(acuevid, "fhir", path, *options))


def resources(found: Data, kind: str) -> list[Data]:
    return [e["resource"] for e in found["entry"] if e["resource"]["resourceType"] == kind]


def named(found: Data) -> dict[str, Data]:
    """Evidence by the name that the catalogue has for it."""
    evidence = resources(found, "Evidence")
    by_name = {e["identifier"][0]["value"]: e for e in evidence}
    assert len(by_name) == len(evidence)
    return by_name


def attributes(statistic: Data, code: str) -> list[Data]:
    return [a for a in statistic.get("attributeEstimate", ()) if coded(a["type"]) == code]


def coded(concept: Data) -> str | None:
    return concept["coding"][0]["code"] if "coding" in concept else None


def ends(statistic: Data) -> tuple[Any, Any, Any]:
    """The interval with its level; nothing without one."""
    told = attributes(statistic, "C53324")
    if not told:
        return None, None, None
    (interval,) = told
    low, high = (interval["range"].get(end, {}).get("value") for end in ("low", "high"))
    return low, high, interval["level"]


def each(value: Any) -> Iterator[Any]:
    """A value with all that is in it."""
    yield value
    for member in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from each(member)


@pytest.mark.parametrize("path", CATALOGUES[:-1], ids=IDS[:-1])
def test_each_effect_is_in_the_bundle_with_its_interval(acuevid: Command, path: Path) -> None:
    sheet = json.loads(exported(acuevid, "json", path), parse_float=Decimal, parse_int=Decimal)
    by_name, compared = named(bundle(acuevid, path)), 0
    for study in sheet["studies"]:
        recorded = {outcome["id"]: outcome for outcome in study.get("outcome", ())}
        for effects in study["derived"]["effects"]:
            outcome = recorded[effects["outcome"]]
            pair = [effects["first"], effects["second"]] if "first" in effects else outcome.get("compares", [])
            evidence = by_name["/".join([study["citekey"], outcome["id"], *pair])]
            told = [
                (s["statisticType"]["text"], s["quantity"]["value"], *ends(s))
                for s in evidence.get("statistic", ())
                if "quantity" in s
            ]
            printed = outcome.get("effect") or []
            wanted = [(e, Decimal("0.95")) for e in effects["estimates"]]
            wanted += [
                (e, e.get("level", 95) / Decimal(100)) for e in ([printed] if isinstance(printed, dict) else printed)
            ]
            for effect, level in wanted:
                if effect["estimate"] is None:
                    continue
                low, high = effect.get("ci_low"), effect.get("ci_high")
                about = level if (low, high) != (None, None) else None
                assert (MEASURES[effect["measure"]].label, effect["estimate"], low, high, about) in told
                compared += 1
            assert len(told) == sum(effect["estimate"] is not None for effect, _ in wanted)
    assert compared >= 3


@pytest.mark.parametrize("path", CATALOGUES, ids=IDS)
def test_each_pool_is_in_the_bundle_with_its_interval(acuevid: Command, path: Path) -> None:
    sheet = json.loads(exported(acuevid, "json", path), parse_float=Decimal, parse_int=Decimal)
    pooled = [e["statistic"][0] for e in resources(bundle(acuevid, path), "Evidence") if "synthesisType" in e]
    told = [(s["statisticType"]["text"], s["quantity"]["value"], *ends(s)[:2]) for s in pooled]
    rows = [row for f in sheet["findings"] for table in f["tables"] for row in table["rows"] if row["pooled"]]
    for row in rows:
        effect = row["effect"]
        label = MEASURES[effect["measure"]].label
        assert (label, effect["estimate"], effect["ci_low"], effect["ci_high"]) in told
    assert len(told) >= len(rows)


@pytest.mark.parametrize("path", CATALOGUES, ids=IDS)
def test_references_lead_to_what_they_say(acuevid: Command, path: Path) -> None:
    for options in ((), ("--design", "randomised-trial")):
        found = bundle(acuevid, path, *options)
        by_url = {e["fullUrl"]: e["resource"] for e in found["entry"]}
        assert len(by_url) == len(found["entry"])
        assert all(url == f"urn:uuid:{resource['id']}" for url, resource in by_url.items())
        for resource in by_url.values():
            inside = {f"#{item['id']}": item for item in resource.get("contained", ())}
            references = [value for value in each(resource) if isinstance(value, dict) and "reference" in value]
            assert references or resource["resourceType"] in ("EvidenceVariable", "Citation", "ArtifactAssessment")
            for reference in references:
                target = (by_url | inside)[reference["reference"]]
                assert target["resourceType"] == reference["type"]


@pytest.mark.parametrize("path", CATALOGUES, ids=IDS)
def test_codes_are_those_of_fhir_and_nothing_is_empty(acuevid: Command, path: Path) -> None:
    for value in each(bundle(acuevid, path)):
        assert value not in (None, "", [], {})
        if isinstance(value, dict) and "display" in value and "code" in value:
            assert CODES[value["system"]][value["code"]] == value["display"]
        if isinstance(value, str):
            assert value == value.strip()
            assert all(character >= " " for character in value)


def test_the_same_records_have_the_same_addresses(acuevid: Command) -> None:
    path = SHEETS / "studies.toml"
    assert exported(acuevid, "fhir", path) == exported(acuevid, "fhir", path)
    whole = {e["fullUrl"]: e["resource"] for e in bundle(acuevid, path)["entry"]}
    part = bundle(acuevid, path, "--condition", "hiv")["entry"]
    assert 0 < len(part) < len(whole)
    assert all(whole[e["fullUrl"]] == e["resource"] for e in part)


def test_an_effect_by_hand(acuevid: Command) -> None:
    """20 of 100 v 32 of 100: RR 0.2 / 0.32, its logarithm ± 1.96 times √(1/20 − 1/100 + 1/32 − 1/100)."""
    evidence = named(bundle(acuevid, DATA / "rated.toml"))["amber2011/attack"]
    ratio = next(s for s in evidence["statistic"] if coded(s["statisticType"]) == "C93152")
    assert ratio["quantity"] == {"value": Decimal("0.625")}
    half = 1.959963984540054 * math.sqrt(1 / 20 - 1 / 100 + 1 / 32 - 1 / 100)
    low, high, level = ends(ratio)
    assert math.isclose(float(low), 0.625 * math.exp(-half), rel_tol=1e-12)
    assert math.isclose(float(high), 0.625 * math.exp(half), rel_tol=1e-12)
    assert level == Decimal("0.95")
    assert (ratio["numberOfEvents"], ratio["sampleSize"]) == (52, {"knownDataCount": 200})
    roles = [coded(v["variableRole"]) for v in evidence["variableDefinition"]]
    assert roles == ["population", "exposure", "referenceExposure", "measuredVariable"]


def test_printed_effects_are_as_printed_and_lead_where_sentences_tell_them(acuevid: Command) -> None:
    statistics = named(bundle(acuevid, DATA / "effects.toml"))["marsh2016/relapse"]["statistic"]
    first, second, third = statistics[:3]  # the primary one is adjusted: the figures do not give it
    assert (first["description"], str(first["quantity"]["value"])) == ("As printed; adjusted for age and sex.", "0.43")
    assert [str(end) for end in ends(first)] == ["0.19", "0.97", "0.95"]
    variables = first["modelCharacteristic"][0]["variable"]
    assert [v["variableDefinition"]["display"] for v in variables] == ["age", "sex"]
    assert attributes(first, "C44185")[0]["quantity"] == {"value": Decimal("0.04")}
    assert attributes(second, "C44185")[0]["quantity"] == {"value": Decimal("0.061")}
    assert third["description"] == "As printed; intention to treat."
    assert {s["description"] for s in statistics[3:]} == {"Computed from 16 of 58 v 25 of 56."}


def test_a_pool_has_what_metafor_gives(acuevid: Command) -> None:
    """metafor 4.8, `rma(escalc("RR", …))` of 14/45 v 19/45, 9/60 v 18/60, 20/100 v 32/100."""
    (pool,) = [
        e
        for n, e in named(bundle(acuevid, DATA / "rated.toml")).items()
        if n.startswith("asthma/usual") and "attack" in n
    ]
    (statistic,) = pool["statistic"]
    assert math.isclose(float(statistic["quantity"]["value"]), 0.631806593664, rel_tol=1e-10)
    low, high, _ = ends(statistic)
    assert math.isclose(float(low), 0.456534300206, rel_tol=1e-10)
    assert math.isclose(float(high), 0.874369289706, rel_tol=1e-10)
    figures = {code: attributes(statistic, code)[0] for code in ("C44185", "0000419", "0000420", "0000421")}
    values = {code: float(told["quantity"]["value"]) for code, told in figures.items()}
    assert math.isclose(values["C44185"], 0.005609152343, rel_tol=1e-9)
    assert math.isclose(values["0000419"], 0.709568814085, rel_tol=1e-10)
    assert (values["0000420"], values["0000421"]) == (0, 0)
    of_q = figures["0000419"]["attributeEstimate"][0]["quantity"]["value"]
    assert math.isclose(float(of_q), 0.701324627561, rel_tol=1e-10)
    assert statistic["sampleSize"] == {"numberOfStudies": 3, "numberOfParticipants": 410}
    assert statistic["numberOfEvents"] == 14 + 19 + 9 + 18 + 20 + 32
    sources = [a["resourceReference"]["display"] for a in pool["relatedArtifact"]]
    assert sorted(sources) == [f"{name}: asthma attack" for name in ("Amber 2011", "Birch 2014", "Cedar 2018")]


def test_ratings_and_appraisals(acuevid: Command) -> None:
    found = bundle(acuevid, DATA / "rated.toml")
    by_url = {e["fullUrl"]: e["resource"] for e in found["entry"]}
    assessments = resources(found, "ArtifactAssessment")
    about = [by_url[a["artifactReference"]["reference"]] for a in assessments]
    assert [item["resourceType"] for item in about] == ["Citation"] * 5 + ["Evidence"] * 2
    high = next(a for a in assessments if a["title"] == "RoB 2: Birch 2014, consensus")
    (content,) = high["content"]
    assert (content["classifier"][0]["text"], content["author"]["display"]) == ("high", "AB and CD")
    assert [c["classifier"][0]["text"] for c in content["component"]] == ["some concerns", "high", "low", "high", "low"]
    (certainty,) = about[-2]["certainty"]
    assert (coded(certainty["rating"]), certainty["rater"]) == ("moderate", "AB and CD")
    (why,) = certainty["subcomponent"]
    assert (coded(why["type"]), coded(why["rating"])) == ("RiskOfBias", "downcode1")
    assert why["description"] == "One of three trials was at high risk of bias, and one was not judged."
    rating = assessments[-2]
    assert (rating["date"], coded(rating["content"][0]["classifier"][0])) == ("2023-03", "moderate")


def test_a_rating_that_stands_with_no_evidence_is_told(acuevid: Command, tmp_path: Path) -> None:
    path = tmp_path / "stray.toml"
    text = (DATA / "rated.toml").read_text(encoding="utf-8")
    stray = '[[rating]]\ncondition = "asthma"\noutcome = "cough"\ncertainty = "very-low"\nup = {large-effect = 3}\n'
    path.write_text(f'{text}\n{stray}rated_by = "EF"\n', encoding="utf-8")
    last = resources(bundle(acuevid, path), "ArtifactAssessment")[-1]
    assert last["artifactReference"] == {"display": "rating of cough in asthma"}
    (content,) = last["content"]
    assert coded(content["classifier"][0]) == "very-low"
    assert content["component"][0]["classifier"] == [{"text": "increase rating: +3"}]  # FHIR has a code up to two


def test_citations(acuevid: Command) -> None:
    found = {c["identifier"][0]["value"]: c for c in resources(bundle(acuevid, SHEETS / "studies.toml"), "Citation")}
    shlay = found["shlay1998"]["citedArtifact"]
    assert not shlay["contributorship"]["complete"]  # the source says et al.
    assert shlay["publicationForm"][0]["publishedIn"]["title"] == "JAMA"
    assert shlay["publicationForm"][0]["articleDate"] == "1998"
    assert found["shlay1998"]["contained"][0]["name"][0]["family"] == "Shlay"
    numbers = {i["system"] for c in found.values() for i in c["citedArtifact"].get("identifier", ())}
    assert numbers <= {"https://doi.org", "https://pubmed.ncbi.nlm.nih.gov", "https://www.ncbi.nlm.nih.gov/pmc"}


def test_a_selection_has_no_pools(acuevid: Command) -> None:
    found = bundle(acuevid, DATA / "rated.toml", "--design", "randomised-trial")
    assert resources(found, "Evidence")
    assert not [e for e in resources(found, "Evidence") if "synthesisType" in e]


def test_without_scipy_there_are_no_pools(acuevid: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    from acuevid.numbers import tails

    def nothing() -> None:
        raise tails.ScipyMissing

    monkeypatch.setattr(tails, "special", nothing)
    found = bundle(acuevid, DATA / "rated.toml")
    assert not [e for e in resources(found, "Evidence") if "synthesisType" in e]
    assert len(resources(found, "ArtifactAssessment")) == 7


def test_a_sheet_without_a_study_is_an_empty_bundle(acuevid: Command, tmp_path: Path) -> None:
    path = tmp_path / "none.toml"
    path.write_text('[sheet]\ntitle = "T"\ntopic = "t"\nintervention = "i"\n', encoding="utf-8")
    result = acuevid("export", "--format", "fhir", "--catalogue", path)
    assert result.code == 0
    assert list(fhir_bundle(result.out)) == ["resourceType", "id", "type"]
