"""GRIM and the enumeration of divisions on every table with up to 12 people an arm, against counting by hand.

The oracle knows nothing of the code under test: it rounds exact fractions. (Fisher's turn is in test_pvalues.py.)
"""

from decimal import Decimal
from fractions import Fraction
from itertools import product

from acuevid.numbers.grim import grim
from acuevid.numbers.splits import splits

PEOPLE = range(1, 13)
TENTH = Fraction(1, 10)


def prints(x: int, n: int) -> set[Decimal]:
    """The percentages that x of n rounds to at one decimal: two at an exact half, half up and half down."""
    exact = Fraction(100 * x, n)
    below = exact // TENTH
    rest = exact / TENTH - below
    tenths = {below} if rest < Fraction(1, 2) else {below + 1} if rest > Fraction(1, 2) else {below, below + 1}
    return {Decimal(tenth).scaleb(-1) for tenth in tenths}


FITS: dict[tuple[int, Decimal], list[int]] = {}
for people, events in ((n, x) for n in range(1, 24) for x in range(n + 1)):
    for percent in prints(events, people):
        FITS.setdefault((people, percent), []).append(events)
PRINTED = sorted({value for n, value in FITS if n in PEOPLE})


def test_grim_on_every_percentage_and_group() -> None:
    for n, value in product(PEOPLE, PRINTED):
        found = grim(value, n, percent=True)
        assert (found.status == "rounds") == ((n, value) in FITS)
        if found.status == "rounds":
            assert list(found.candidates) == FITS[n, value]


def test_divisions_of_every_table() -> None:
    tables = {
        (n_1 + n_2, max(prints(a, n_1)), max(prints(c, n_2)))
        for n_1, n_2 in product(PEOPLE, repeat=2)
        for a, c in product(range(n_1 + 1), range(n_2 + 1))
    }
    assert len(tables) > 4000
    for total, first, second in tables:
        found = {
            split.totals: [list(fits) for (fits,) in split.counts]
            for split in splits(total, [[first], [second]]).rounded
        }
        expected = {
            (n, total - n): [FITS[n, first], FITS[total - n, second]]
            for n in range(1, total)
            if (n, first) in FITS and (total - n, second) in FITS
        }
        assert found == expected
