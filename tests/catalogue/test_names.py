"""Names resolve as people type them."""

import pytest

from acuevid.catalogue.names import find_condition, find_study
from acuevid.errors import NotFound
from acuevid.models import Catalogue


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("trigeminal", "trigeminal-neuralgia"),
        ("hiv", "hiv-neuropathy"),
        ("HIV", "hiv-neuropathy"),
        ("chemo", "chemotherapy-neuropathy"),
        ("cipn", "chemotherapy-neuropathy"),
        ("Carpal Tunnel", "carpal-tunnel-syndrome"),
        ("hiv-neuropathy", "hiv-neuropathy"),
        ("occip", "greater-occipital-neuralgia"),
    ],
)
def test_condition(shipped: Catalogue, name: str, key: str) -> None:
    assert find_condition(shipped, name).key == key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("shlay1998", "shlay1998"),
        ("Shiflett", "shiflett2011"),
        ("shiflett 2011", "shiflett2011"),
        ("Shiflett & Schwartz", "shiflett2011"),
        ("schröder", "schroder2007"),
        ("Schroeder 2007", "schroder2007"),
        ("Hui 2010", "hui2010"),
        ("tan", "pan2008"),
        ("cidral", "cidral-filho2011"),
    ],
)
def test_study(shipped: Catalogue, name: str, key: str) -> None:
    assert find_study(shipped, name).citekey == key


@pytest.mark.parametrize("name", ["", " ", "\x1b[31m", "x" * 10_000, "*"])
def test_nonsense_is_not_found(shipped: Catalogue, name: str) -> None:
    with pytest.raises(NotFound):
        find_study(shipped, name)
    with pytest.raises(NotFound):
        find_condition(shipped, name)
