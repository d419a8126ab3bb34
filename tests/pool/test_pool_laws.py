"""Laws of pooling from a record to its conclusion: what must not change it, and what it may not do."""

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from acuevid.models import Catalogue
from acuevid.pools.asked import Wanted
from acuevid.pools.fit import pool_set
from acuevid.pools.questions import pool_sets
from acuevid.pools.sets import PoolSet
from acuevid.results.better import favoured
from acuevid.results.findings import comparisons
from acuevid.results.sides import gap
from acuevid.synthesis.pool_words import brief_pooled, pool_sentences
from acuevid.synthesis.pool_words import favoured as favoured_side
from tests.conftest import law

laws = settings(deadline=None, database=None, max_examples=60)
Outcome = dict[str, Any]


def catalogue(studies: list[list[Outcome]], sizes: list[tuple[int, int]]) -> Catalogue:
    return Catalogue.model_validate(
        {
            "sheet": {"title": "t", "topic": "t", "intervention": "x"},
            "condition": [{"key": "c", "name": "c"}],
            "study": [
                {
                    "citekey": f"s{i}-2001",
                    "conditions": ["c"],
                    "design": "randomised-trial",
                    "participants": sum(n),
                    "reference": {"title": f"On {i}", "issued": 2001},
                    "arm": [
                        {"id": "a", "label": "x", "role": "experimental", "participants": n[0]},
                        {"id": "b", "label": "y", "role": "comparator", "comparator": "sham", "participants": n[1]},
                    ],
                    "outcome": outcomes,
                }
                for i, (outcomes, n) in enumerate(zip(studies, sizes, strict=True))
            ],
        }
    )


def only(catalogue: Catalogue, wanted: Wanted | None = None) -> PoolSet | None:
    return next((s for s in pool_sets(catalogue.studies, wanted) if s.is_poolable), None)


def conclusion(chosen: PoolSet) -> tuple[object, ...]:
    """What a reader takes from a pool: the side that the interval favours, how wide it is, who is in it."""
    result = pool_set(chosen)
    side = result.side
    main = result.main
    assert main.estimate is not None
    width = None if main.ci_low is None or main.ci_high is None else round(main.ci_high - main.ci_low, 9)
    return (
        favoured_side(chosen, lower=side < 0) if side else "",
        round(abs(main.estimate), 9),
        width,
        sorted((m.study.citekey, m.outcome.id) for m in chosen.all_members),
    )


SIZE = st.tuples(st.integers(5, 90), st.integers(5, 90))
MEAN = st.integers(-400, 400).map(lambda n: Decimal(n) / 10)
SPREAD = st.integers(5, 150).map(lambda n: Decimal(n) / 10)
SCALE = st.fixed_dictionaries(
    {
        "mean": st.fixed_dictionaries({"a": MEAN, "b": MEAN}),
        "sd": st.fixed_dictionaries({"a": SPREAD, "b": SPREAD}),
        "better": st.sampled_from(["higher", "lower"]),
    }
).map(lambda o: {"id": "o", "label": "score", "family": "pain", "unit": "points"} | o)


def turned(outcome: Outcome, whole: int = 100) -> Outcome:
    other = {"higher": "lower", "lower": "higher"}
    means = {arm: whole - value for arm, value in outcome["mean"].items()}
    return outcome | {"mean": means, "better": other[outcome["better"]]}


@laws
@given(st.lists(st.tuples(SCALE, SIZE, st.booleans()), min_size=2, max_size=5), st.sampled_from([None, "smd"]))
def test_turning_a_scale_over_changes_no_conclusion(drawn: list[Any], short: str | None) -> None:
    wanted = Wanted(measure="std_mean_difference") if short else None
    outcomes, sizes = [o for o, _, _ in drawn], [n for _, n, _ in drawn]
    plain = only(catalogue([[o] for o in outcomes], sizes), wanted)
    other = only(catalogue([[turned(o) if t else o] for o, _, t in drawn], sizes), wanted)
    assert (plain is None) is (other is None)
    if plain is not None and other is not None:
        assert conclusion(plain) == conclusion(other)


COUNTS = st.tuples(SIZE, st.floats(0, 1), st.floats(0, 1)).map(
    lambda t: (t[0], {"a": round(t[1] * t[0][0]), "b": round(t[2] * t[0][1])})
)


@laws
@given(COUNTS, st.sampled_from(["good", "bad"]))
def test_event_for_non_event_changes_no_direction(drawn: Any, event_is: str) -> None:
    (n, events), other = drawn, {"good": "bad", "bad": "good"}[event_is]
    rest = {"a": n[0] - events["a"], "b": n[1] - events["b"]}
    base = {"id": "o", "label": "event", "family": "symptoms"}
    there = catalogue([[base | {"events": events, "event_is": event_is}]], [n]).studies[0]
    back = catalogue([[base | {"events": rest, "event_is": other}]], [n]).studies[0]
    sides = []
    for study in (there, back):
        found = gap(study, study.outcomes[0])
        assert found is not None
        sides.append(favoured(found.sign, study.outcomes[0].higher_is_better))
    assert sides[0] is sides[1]
    assert comparisons(there)


TIMES = ("2 weeks", "4 weeks", "12 weeks", "6 months", "1 year", "2 years", "at the end")


@laws
@given(st.data())
def test_the_order_of_studies_outcomes_arms_and_times_changes_nothing(data: st.DataObject) -> None:
    k = data.draw(st.integers(2, 4))
    studies, sizes = [], []
    for _ in range(k):
        times = data.draw(st.lists(st.sampled_from(TIMES), min_size=1, max_size=4, unique=True))
        outcomes = [
            data.draw(SCALE) | {"id": f"o{i}", "timepoints": [time], "primary": data.draw(st.booleans())}
            for i, time in enumerate(times)
        ]
        studies.append(outcomes)
        sizes.append(data.draw(SIZE))
    first = catalogue(studies, sizes)
    order = data.draw(st.permutations(range(k)))
    moved = first.model_copy(
        update={
            "studies": tuple(
                first.studies[i].model_copy(
                    update={
                        "outcomes": tuple(data.draw(st.permutations(first.studies[i].outcomes))),
                        "arms": tuple(data.draw(st.permutations(first.studies[i].arms))),
                    }
                )
                for i in order
            )
        }
    )
    before, after = ([s for s in pool_sets(c.studies) if s.is_poolable] for c in (first, moved))
    assert [s.question for s in before] == [s.question for s in after]
    for one, other in zip(before, after, strict=True):
        assert conclusion(one) == conclusion(other)
        assert {m.study.citekey: m.remarks for m in one.members} == {m.study.citekey: m.remarks for m in other.members}
        assert len({m.outcome.timepoints == ("at the end",) for m in one.members}) == 1


@law(
    st.lists(st.tuples(SIZE, st.sampled_from([0, 0, 1, 2]), st.sampled_from([0, 0, 1, 2])), min_size=1, max_size=5),
    short=10,
    long=100,
)
def test_who_is_counted_is_who_is_pooled_and_no_one_is_left_out_besides(drawn: list[Any]) -> None:
    base = {"id": "o", "label": "event", "family": "symptoms", "event_is": "bad"}
    events = [{"a": a * n[0] // 2, "b": b * n[1] // 2} for n, a, b in drawn]  # none, half of them, all
    found = catalogue([[base | {"events": e}] for e in events], [n for n, _, _ in drawn])
    for measure in ("risk_ratio", "odds_ratio", "risk_difference"):
        chosen = only(found, Wanted(measure=measure))
        if chosen is None:
            continue
        result = pool_set(chosen)
        if result.main.k:
            assert result.main.k == len(chosen.pooled)
            assert not {m.study.citekey for m in chosen.pooled} & {item.study.citekey for item in chosen.left_out}
        sentences = [s for paragraph in pool_sentences(result) for s in paragraph] + list(brief_pooled([result]))
        figures = ("pool.absolute", "pool.heterogeneity", "pool.fragile", "pool.unweighed", "pool.zero-rule")
        assert [s.text for s in sentences if s.template not in figures and len(s.text.split()) > 35] == []


POSITIVE = st.integers(10, 400).map(lambda n: Decimal(n) / 100)
RATIO = st.tuples(POSITIVE, st.integers(102, 900), st.booleans()).map(
    lambda t: {"estimate": round(t[0], 2), "se": Decimal(t[1]) / 1000}
)
KINDS: dict[str, st.SearchStrategy[Outcome]] = {
    "hazard_ratio": RATIO.map(lambda e: {"event_is": "bad", "effect": {"measure": "hazard_ratio"} | e}),
    "odds_ratio": RATIO.map(lambda e: {"event_is": "bad", "effect": {"measure": "odds_ratio"} | e}),
    "mean_difference": RATIO.map(
        lambda e: {"better": "lower", "unit": "points", "effect": {"measure": "mean_difference"} | e}
    ),
    "rate_ratio": st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(50, 900), st.integers(50, 900)).map(
        lambda t: {
            "event_is": "bad",
            "events": {"a": t[0], "b": t[1]},
            "person_time": {"a": Decimal(t[2]), "b": Decimal(t[3])},
        }
    ),
    "risk_ratio": st.tuples(st.integers(0, 5), st.integers(0, 5)).map(
        lambda t: {"event_is": "bad", "events": {"a": t[0], "b": t[1]}}
    ),
}


def exchanged(outcome: Outcome) -> Outcome:
    """The same with the groups exchanged."""
    made = dict(outcome)
    for field in ("events", "person_time"):
        if field in made:
            made[field] = {"a": made[field]["b"], "b": made[field]["a"]}
    if (effect := made.get("effect")) is not None:
        is_ratio = effect["measure"] != "mean_difference"
        made["effect"] = effect | {"estimate": round(1 / effect["estimate"], 11) if is_ratio else -effect["estimate"]}
    return made


@laws
@given(st.data(), st.sampled_from(sorted(KINDS)))
def test_every_measure_keeps_the_laws(data: st.DataObject, measure: str) -> None:
    """Order changes nothing, exchanged groups exchange the sign, the same study twice has its own effect."""
    base = {"id": "o", "label": "it", "family": "pain"}
    drawn = data.draw(st.lists(KINDS[measure], min_size=2, max_size=4))
    sizes = [(30, 40)] * len(drawn)
    wanted = Wanted(measure=measure)
    plain = only(catalogue([[base | o] for o in drawn], sizes), wanted)
    other = only(catalogue([[base | o] for o in drawn[::-1]], sizes), wanted)
    turned_over = [(40, 30)] * len(drawn)
    back = only(catalogue([[base | exchanged(o)] for o in drawn], turned_over), wanted)
    assert (plain is None) is (other is None) is (back is None)
    if plain is None or other is None or back is None:  # with nothing to weigh, or one study alone
        return
    for one, two in zip(pool_set(plain).fits, pool_set(other).fits, strict=True):
        assert same_figure(one.estimate, two.estimate)
        assert same_figure(one.se, two.se)
    for one, two in zip(pool_set(plain).fits, pool_set(back).fits, strict=True):
        assert same_figure(one.estimate, None if two.estimate is None else -two.estimate)
    twice = only(catalogue([[base | drawn[0]], [base | drawn[0]]], [(30, 40)] * 2), wanted)
    if twice is not None and twice.members:
        (alone, *_) = twice.members
        assert same_figure(pool_set(twice).fits[1].estimate, alone.yi)


def same_figure(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= 1e-6 * (1 + abs(one))


@laws
@given(st.lists(st.tuples(RATIO, st.sampled_from([2, 10, 1000])), min_size=2, max_size=2))
def test_a_mean_difference_scales_with_its_unit(drawn: list[Any]) -> None:
    by = drawn[0][1]
    base = {"id": "o", "label": "it", "family": "pain", "better": "lower", "unit": "points"}
    found = []
    for times in (1, by):
        effects = [{"measure": "mean_difference"} | {k: v * times for k, v in e.items()} for e, _ in drawn]
        chosen = only(catalogue([[base | {"effect": e}] for e in effects], [(30, 40)] * 2))
        assert chosen is not None
        found.append(pool_set(chosen).fits[1])
    assert found[0].estimate is not None
    assert same_figure(found[0].estimate * by, found[1].estimate)
