"""Laws that every measure keeps in every model, from a record to its pool: a measure that is new must be here."""

import math
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import Phase, find, settings
from hypothesis import strategies as st

from acuevid.measures import MEASURES, Sort
from acuevid.models import Catalogue
from acuevid.numbers.pooling import Pooled
from acuevid.pools.asked import Wanted
from acuevid.pools.by_events import by_events
from acuevid.pools.fit import PoolResult, pool_set
from acuevid.pools.questions import pool_sets
from acuevid.pools.sets import PoolSet
from tests.conftest import law

Fields = dict[str, Any]
Size = tuple[int, int]
Trial = tuple[Fields, Size]

SIZE = st.tuples(st.integers(8, 90), st.integers(8, 90))
MEAN = st.integers(5, 400).map(lambda n: Decimal(n) / 10)
SPREAD = st.integers(5, 150).map(lambda n: Decimal(n) / 10)
POSITIVE = st.integers(10, 400).map(lambda n: Decimal(n) / 100)
ERROR = st.integers(102, 900).map(lambda n: Decimal(n) / 1000)


def of_arms(each: st.SearchStrategy[Any]) -> st.SearchStrategy[Fields]:
    return st.fixed_dictionaries({"a": each, "b": each})


def printed(measure: str, scale: Fields) -> st.SearchStrategy[Fields]:
    signed = st.integers(-300, 300).map(lambda n: Decimal(n) / 100)
    found = st.tuples(POSITIVE if MEASURES[measure].is_ratio else signed, ERROR)
    return found.map(lambda e: scale | {"effect": {"measure": measure, "estimate": e[0], "se": e[1]}})


BAD: Fields = {"event_is": "bad"}
LOW: Fields = {"better": "lower", "unit": "points"}
COUNTS = of_arms(st.integers(0, 8)).map(lambda e: BAD | {"events": e})
RATES = st.tuples(of_arms(st.integers(0, 40)), of_arms(st.integers(50, 900).map(Decimal))).map(
    lambda t: BAD | {"unit": "years", "events": t[0], "person_time": t[1]}
)
MEANS = st.tuples(of_arms(MEAN), of_arms(SPREAD)).map(lambda t: LOW | {"mean": t[0], "sd": t[1]})
CHANGES = st.tuples(of_arms(MEAN), of_arms(SPREAD)).map(lambda t: LOW | {"change": t[0], "change_sd": t[1]})
R = st.integers(-95, 95).map(lambda n: {"effect": {"measure": "correlation", "estimate": Decimal(n) / 100}})
GROUP = st.integers(0, 8).map(lambda n: {"event_is": "good", "within": ["a"], "events": {"a": n}})

KINDS: dict[str, tuple[str, st.SearchStrategy[Fields]]] = {
    "risk ratio": ("risk_ratio", COUNTS),
    "odds ratio": ("odds_ratio", COUNTS),
    "risk difference": ("risk_difference", COUNTS),
    "mean difference": ("mean_difference", MEANS),
    "mean difference of changes": ("mean_difference", CHANGES),
    "standardised": ("std_mean_difference", MEANS),
    "ratio of means": ("ratio_of_means", MEANS),
    "rate ratio": ("rate_ratio", RATES),
    "rate difference": ("rate_difference", RATES),
    "correlation": ("correlation", R),
    "proportion": ("proportion", GROUP),
    **{
        f"printed {name}": (name, printed(name, LOW if kind.sort is Sort.SCALE else BAD))
        for name, kind in MEASURES.items()
        if kind.is_reported and name not in ("correlation", "rate_difference", "risk_difference")
    },
}
"""What a pool may be made of, each with its measure."""


def pool_of(measure: str, trials: Sequence[Trial]) -> PoolSet | None:
    """The pool of trials, or, for a measure of one group, of cohorts."""
    alone = MEASURES[measure].sort.is_inside
    arms = [{"id": "a", "label": "x", "role": "experimental"}]
    arms += [] if alone else [{"id": "b", "label": "y", "role": "comparator", "comparator": "sham"}]
    studies = [
        {
            "citekey": f"s{i}-2001",
            "conditions": ["c"],
            "design": "cohort" if alone else "randomised-trial",
            **({"participants": sizes[0]} if alone else {}),
            "reference": {"title": f"On {i}", "issued": 2001},
            "arm": [arm | {"participants": n} for arm, n in zip(arms, sizes, strict=False)],
            "outcome": [{"id": "o", "label": "it", "family": "pain"} | fields],
        }
        for i, (fields, sizes) in enumerate(trials)
    ]
    sheet = {"title": "t", "topic": "t", "intervention": "x"}
    found = Catalogue.model_validate({"sheet": sheet, "condition": [{"key": "c", "name": "c"}], "study": studies})
    sets = pool_sets(found.studies, Wanted(measure=measure))
    return next((s for s in sets if s.is_poolable), None)


def every_fit(result: PoolResult) -> tuple[Pooled, ...]:
    """Each model; the mixed ones, which look for their place by steps, have laws of their own."""
    of_events = result.by_events
    found = (of_events.mantel_haenszel, of_events.random, of_events.peto)
    return (*result.fits, *(fit for fit in found if fit is not None))


def same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=1e-6, abs_tol=1e-6)


def assert_same(one: PoolSet | None, other: PoolSet | None, sign: float = 1, by: float = 1) -> None:
    """Two pools of the same figures, on the scale of analysis: the second `sign` turned, and `by` times as large."""
    assert (one is None) is (other is None)
    if one is None or other is None:
        return
    for fit, again in zip(every_fit(pool_set(one)), every_fit(pool_set(other)), strict=True):
        name = fit.method, fit.test
        assert fit.k == again.k, name
        assert (fit.estimate is None) is (again.estimate is None), name
        times = sign * by
        assert same(fit.estimate and fit.estimate * times, again.estimate), name
        assert same(fit.se and fit.se * by, again.se), name
        low, high = (again.ci_low, again.ci_high) if sign > 0 else (again.ci_high, again.ci_low)
        assert same(fit.ci_low and fit.ci_low * times, low), name
        assert same(fit.ci_high and fit.ci_high * times, high), name


def trials(fields: st.SearchStrategy[Fields], fewest: int = 2) -> st.SearchStrategy[list[Trial]]:
    return st.lists(st.tuples(fields, SIZE), min_size=fewest, max_size=4)


ANY = st.sampled_from(sorted(KINDS))


def test_every_measure_is_here() -> None:
    assert {measure for measure, _ in KINDS.values()} == {name for name, kind in MEASURES.items() if kind.is_pooled}


@law(ANY, st.data(), short=60, long=3000)
def test_the_order_of_studies_changes_no_model(kind: str, data: st.DataObject) -> None:
    measure, fields = KINDS[kind]
    drawn = data.draw(trials(fields))
    assert_same(pool_of(measure, drawn), pool_of(measure, data.draw(st.permutations(drawn))))


def mirrored(trial: Trial) -> Trial:
    """The groups exchanged; where there is one group, the other sign, or the event for the lack of it."""
    fields, (first, second) = trial
    made = {
        name: {"a": value["b"], "b": value["a"]} if isinstance(value, dict) and "b" in value else value
        for name, value in fields.items()
    }
    if (effect := fields.get("effect")) is not None:
        value = effect["estimate"]
        other = round(1 / value, 11) if MEASURES[effect["measure"]].is_ratio else -value
        made["effect"] = effect | {"estimate": other}
        return made, (first, second) if effect["measure"] == "correlation" else (second, first)
    if "within" in fields:
        return made | {"events": {"a": first - fields["events"]["a"]}}, (first, second)
    return made, (second, first)


@law(ANY, st.data(), short=60, long=3000)
def test_the_mirror_image_is_the_mirror_image_in_every_model(kind: str, data: st.DataObject) -> None:
    measure, fields = KINDS[kind]
    drawn = data.draw(trials(fields))
    assert_same(pool_of(measure, drawn), pool_of(measure, [mirrored(trial) for trial in drawn]), sign=-1)


@law(ANY, st.data(), st.integers(2, 5), short=60, long=3000)
def test_identical_studies_have_their_own_effect(kind: str, data: st.DataObject, k: int) -> None:
    """Every model gives the study's effect; by inverse variance with its error over √k, and Knapp–Hartung has none."""
    measure, fields = KINDS[kind]
    found = pool_of(measure, [data.draw(st.tuples(fields, SIZE))] * k)
    if found is None or not found.members:
        return
    result, alone = pool_set(found), found.members[0]
    for fit in result.fits:
        assert same(fit.estimate, alone.yi)
        assert fit.tau2 == 0
        assert same(fit.se, None if fit.test == "knha" else math.sqrt(alone.vi / k))
        assert fit.test == "z" or fit.reason
    _as_its_counts(result, found)


@law(ANY, st.data(), short=60, long=3000)
def test_one_study_is_itself_in_every_model(kind: str, data: st.DataObject) -> None:
    measure, fields = KINDS[kind]
    both = pool_of(measure, data.draw(trials(fields)))
    if both is None or not both.members:
        return
    found = replace(both, all_members=both.members[:1], left_out=())
    result, alone = pool_set(found), found.members[0]
    for fit in result.fits:
        assert (fit.k, fit.tau2, fit.i2, fit.q, fit.weights) == (1, 0, 0, 0, (100,))
        assert same(fit.estimate, alone.yi)
        assert same(fit.se, None if fit.test == "knha" else math.sqrt(alone.vi))
        assert fit.test == "z" or fit.reason
    _as_its_counts(result, found)


def _as_its_counts(result: PoolResult, found: PoolSet) -> None:
    """Mantel and Haenszel's ratio of tables that are all alike is that of one, without ½: where it has none, theirs."""
    fit, alone = result.by_events.mantel_haenszel, found.members[0]
    if fit is not None and fit.estimate is not None and not alone.effect.rule:
        assert same(fit.estimate, alone.yi)


SCALED = {
    "mean difference": 10,
    "mean difference of changes": 10,
    "printed mean_difference": 10,
    "standardised": 1,
    "ratio of means": 1,
    "rate ratio": 1,
    "rate difference": 0.1,
}
"""By how much a pool grows where its unit is a tenth, that of a mean or that of person-time."""


def in_tenths(trial: Trial) -> Trial:
    fields, sizes = trial
    made = dict(fields)
    for name in ("mean", "sd", "change", "change_sd", "person_time"):
        if name in fields:
            made[name] = {arm: 10 * value for arm, value in fields[name].items()}
    if (effect := fields.get("effect")) is not None:
        made["effect"] = effect | {"estimate": 10 * effect["estimate"], "se": 10 * effect["se"]}
    return made, sizes


@law(st.sampled_from(sorted(SCALED)), st.data(), short=40, long=2000)
def test_the_unit_goes_through_every_model(kind: str, data: st.DataObject) -> None:
    measure, fields = KINDS[kind]
    drawn = data.draw(trials(fields))
    made = pool_of(measure, list(map(in_tenths, drawn)))
    assert_same(pool_of(measure, drawn), made, by=SCALED[kind])


FIGURES = ("estimate", "se", "ci_low", "ci_high", "p_value", "q", "q_p", "tau2", "i2", "pi_low", "pi_high")
HUGE = st.sampled_from([0, 1, 2, 10**9 - 1, 10**9])
FAR = st.sampled_from([Decimal(x) for x in ("0", "1e-12", "0.5", "1e9", "999999999.999999999999")])
WILD: dict[str, st.SearchStrategy[Fields]] = {
    "risk_ratio": of_arms(HUGE).map(lambda e: BAD | {"events": e}),
    "rate_ratio": st.tuples(of_arms(HUGE), of_arms(FAR)).map(
        lambda t: BAD | {"unit": "years", "events": t[0], "person_time": t[1]}
    ),
    "mean_difference": st.tuples(of_arms(FAR), of_arms(FAR)).map(lambda t: LOW | {"mean": t[0], "sd": t[1]}),
    "hazard_ratio": st.tuples(FAR, FAR).map(
        lambda t: BAD | {"effect": {"measure": "hazard_ratio", "estimate": t[0], "se": t[1]}}
    ),
    "correlation": st.sampled_from([Decimal(x) for x in ("-1", "-0.999999999999", "0", "1e-12", "1")]).map(
        lambda r: {"effect": {"measure": "correlation", "estimate": r}}
    ),
    "proportion": HUGE.map(lambda n: {"event_is": "good", "within": ["a"], "events": {"a": n}}),
}
"""Records at the ends of what a record may hold, by the first measure of what they give."""
OTHERS = {
    "risk_ratio": ("risk_ratio", "odds_ratio", "risk_difference"),
    "rate_ratio": ("rate_ratio", "rate_difference"),
    "mean_difference": ("mean_difference", "std_mean_difference", "ratio_of_means"),
}
WILD_SIZE = st.tuples(st.sampled_from([1, 2, 3, 10**9]), st.sampled_from([1, 2, 3, 10**9]))


@law(st.sampled_from(sorted(WILD)), st.data(), short=80, long=5000)
def test_at_the_ends_of_a_record_a_result_or_a_reason(name: str, data: st.DataObject) -> None:
    measure = data.draw(st.sampled_from(OTHERS.get(name, (name,))))
    found = pool_of(measure, data.draw(st.lists(st.tuples(WILD[name], WILD_SIZE), min_size=2, max_size=5)))
    if found is None:
        return
    result = pool_set(found)
    for fit in (*every_fit(result), *by_events(found).glmm, *(fit for _, fit in result.without)):
        assert all(math.isfinite(value) for key in FIGURES if (value := getattr(fit, key)) is not None), fit
        assert (fit.estimate is not None and fit.ci_low is not None) or fit.reason, fit
    effect = result.effect
    for value in (effect.estimate, effect.ci_low, effect.ci_high):
        assert value is None or not math.isnan(value), effect


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_each_kind_is_pooled_at_all(kind: str) -> None:
    """The laws above would say nothing of a kind that no pool is made of."""
    measure, fields = KINDS[kind]
    brief = settings(max_examples=50, phases=[Phase.generate], database=None)
    assert find(trials(fields), lambda drawn: bool((made := pool_of(measure, drawn)) and made.members), settings=brief)
