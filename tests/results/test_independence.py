"""Reviews that list their trials: whom they share, and when their overlap is known. The reviews are invented."""

from typing import Any

import pytest

from acuevid.models import Catalogue, Study
from acuevid.results.independence import Overlap
from acuevid.synthesis.directions import overlap_sentences

A = ("lee2004", "Park 2006", "Kim 2008", "Choi 2010")
B = ("Lee & Done 2004", "Kim et al. 2008", "Sato 2012")


def trial(citekey: str, author: str, **more: Any) -> dict[str, Any]:
    reference = {"authors": [author], "title": f"On {citekey}", "issued": int(citekey[-4:])}
    return {"citekey": citekey, "conditions": ["c"], "design": "randomised-trial", "reference": reference} | more


def review(citekey: str, trials: int, *names: str) -> dict[str, Any]:
    scope = {"trials": trials, "lists": list(names)}
    return trial(citekey, "Sung S", review=scope) | {"design": "systematic-review"}


def catalogue(*studies: dict[str, Any]) -> Catalogue:
    sheet = {"title": "T", "topic": "t", "intervention": "needling"}
    condition = [{"key": "c", "name": "c"}]
    return Catalogue.model_validate({"sheet": sheet, "condition": condition, "study": list(studies)})


def overlap(*studies: dict[str, Any]) -> tuple[Overlap, tuple[Study, ...]]:
    made = catalogue(*studies).studies
    return Overlap(made), tuple(s for s in made if s.review is not None)


def test_two_full_lists_give_the_covered_area() -> None:
    """Pieper et al. 2014: (N − r)/(r·c − r) = (7 − 5)/(5·2 − 5) = 40 %."""
    made = catalogue(review("sung2015", 4, *A), review("moon2016", 3, *B), trial("lee2004", "Lee A", participants=60))
    found = Overlap(made.studies)
    assert found.is_known
    assert len(found.unique) == 5
    assert len(found.shared) == 2
    (told,) = overlap_sentences(made.studies)
    assert told.text == (
        "The two reviews share trials: five trials stand in them seven times (corrected covered area 40.0%)."
    )
    assert ("moon2016", "review.lists") in {(b.record, b.field) for b in told.basis}


def test_one_list_too_short_leaves_it_open() -> None:
    made = catalogue(review("sung2015", 5, *A), review("moon2016", 3, *B))
    found = Overlap(made.studies)
    assert not found.is_known
    assert len(found.clusters) == 1
    (told,) = overlap_sentences(made.studies)
    assert told.text.startswith("How far the two reviews overlap is not known: they share at least two trials")


def test_full_lists_without_a_common_trial_part_the_reviews() -> None:
    found, _ = overlap(review("sung2015", 2, "Lee 2004", "Kim 2008"), review("moon2016", 1, "Lee 2005"))
    assert found.is_known
    assert len(found.clusters) == 2
    (told,) = overlap_sentences(found.studies)
    assert told.text.startswith("No two of the two reviews share a trial")


@pytest.mark.parametrize("name", ["lee2004", "Lee 2004", "Lee A, Done ML 2004", "LEE et al., 2004", "Lee A 2004"])
def test_a_trial_at_hand_goes_by_many_names(name: str) -> None:
    found, (one,) = overlap(review("sung2015", 1, name), trial("lee2004", "Lee A"))
    assert list(found.trials(one)) == ["lee2004"]
    assert found.is_complete(one)


def test_a_trial_that_is_tied_and_listed_counts_once() -> None:
    found, (one,) = overlap(
        review("sung2015", 2, "Lee 2004", "Kim 2008"), trial("lee2004", "Lee A", included_in=["sung2015"])
    )
    assert len(found.trials(one)) == 2
    assert found.is_complete(one)


def test_a_trial_that_is_tied_and_not_in_a_full_list_leaves_it_open() -> None:
    found, (one,) = overlap(
        review("sung2015", 2, "Lee 2004", "Kim 2008"), trial("park2006", "Park P", included_in=["sung2015"])
    )
    assert len(found.trials(one)) == 3
    assert not found.is_complete(one)


def test_two_papers_on_one_dataset_are_one_trial() -> None:
    again = trial("shin2007", "Shin S", reanalysis_of="lee2004")
    both = (review("sung2015", 1, "Lee 2004"), review("moon2016", 1, "Shin 2007"))
    found, _ = overlap(*both, trial("lee2004", "Lee A"), again)
    assert found.shared == {"lee2004"}


def test_two_of_one_name_in_a_list_are_two() -> None:
    found, (one, _) = overlap(review("sung2015", 2, "Lee A 2004", "Lee B 2004"), review("moon2016", 1, "Lee 2004a"))
    assert len(found.trials(one)) == 2
    assert found.is_complete(one)
    assert not found.shared


def test_names_without_a_year_are_taken_whole() -> None:
    found, _ = overlap(
        review("sung2015", 1, "ART trial"), review("moon2016", 1, "Art-Trial"), review("oh2017", 1, "ART")
    )
    assert found.shared == {"listed: arttrial"}
