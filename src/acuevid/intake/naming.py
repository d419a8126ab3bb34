"""Names of records made from the words of a file, and what words of a file say about a group."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator

_STUDY = re.compile(r"(?P<name>.*?)[\s,_(]*(?P<year>(?:1[6-9]|20)[0-9]{2})(?P<letter>[a-z]?)\)?")
_CLASSES = (
    ("sham", r"sham\b|simulated|minimal acupuncture"),
    ("placebo", r"placebo"),
    ("waiting-list", r"wait(?:ing)?[ -]?list"),
    ("no-treatment", r"no (?:treatment|intervention|therapy)|untreated"),
    ("usual-care", r"usual care|standard care|treatment as usual|routine care|tau\b"),
)
_PLAIN_CONTROL = re.compile(r"\b(?:controls?|comparators?|comparison)\b", re.IGNORECASE)


def slug(text: str, most: int = 48) -> str:
    """A key from words: ASCII, lower case, hyphens between; ``x`` where nothing is left of them."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    key = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return (key if len(key) <= most else key[:most].rpartition("-")[0] or key[:most]) or "x"


class Names(Collection[str]):
    """Names that are taken; a free one costs the same however many there are."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        """Begin with those that are taken already."""
        self._taken = set(taken)
        self._next: dict[str, int] = {}

    def __iter__(self) -> Iterator[str]:
        """Those that are taken, in any order."""
        return iter(self._taken)

    def __len__(self) -> int:
        """How many are taken."""
        return len(self._taken)

    def __contains__(self, name: object) -> bool:
        """Whether a name is taken."""
        return name in self._taken

    def take(self, name: str, suffix: Callable[[int], str] = "-{}".format) -> str:
        """The name, or with the suffix of a number from 2 on where it is taken; taken from now on."""
        found, n = name, self._next.get(name, 2)
        while found in self._taken:
            found, n = f"{name}{suffix(n)}", n + 1
        self._next[name] = n
        self._taken.add(found)
        return found


def name_and_year(text: str) -> tuple[str, int | None]:
    """A study as reviews name it, in name and year: ``MRC-1 1974``, ``Smith 2001a``, ``Smith (2001)``."""
    text = " ".join(text.split())
    found = _STUDY.fullmatch(text)
    if found is None or not found["name"]:
        return text, None
    return found["name"].rstrip(",( "), int(found["year"])


def comparator_class(label: str) -> str:
    """The class of comparator that a label says in so many words; empty where it says none."""
    label = label.replace("_", " ")
    return next((key for key, words in _CLASSES if re.search(rf"\b(?:{words})", label, re.IGNORECASE)), "")


def reads_as_control(label: str) -> bool:
    """Whether a label calls its group a control, or names a class of comparator."""
    return bool(comparator_class(label) or _PLAIN_CONTROL.search(label))
