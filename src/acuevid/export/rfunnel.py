"""The tests for small-study effects of a pool as R: ``tests`` of ``funnel --json``."""

from collections.abc import Iterator

from acuevid.export.rcalls import shown, table
from acuevid.export.rtext import comment
from acuevid.pools.fit import PoolResult
from acuevid.pools.small_studies import SmallStudyTests


def tests_calls(number: int, result: PoolResult, tests: SmallStudyTests) -> Iterator[str]:
    """Each test, or why there is none; `number` is that of the pool."""
    yield from comment("Tests for small-study effects.")
    if tests.reason:
        yield from comment(f"None: {tests.reason}.")
    calls = {
        "egger": "egger(weighed)",
        "peters": f'peters(d, "{"RR" if result.headline.measure == "risk_ratio" else "OR"}")',
        "harbord": "harbord(d)",
    }
    known = [test for test in tests.tests if test.se is not None]
    for test in tests.tests:
        if test.se is None:
            yield from comment(f"No {test.test.capitalize()}'s test: {test.reason}.")
    if known:
        yield table("tests", (calls[test.test] for test in known))
        yield shown(number, "tests", "tests")
