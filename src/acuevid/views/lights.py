"""Judgements as a reader sees them: lights with a sign and a word each, rows of them, and what share has which."""

from dataclasses import dataclass
from typing import NamedTuple

from acuevid.appraisal_tools import Judgement
from acuevid.lists import spoken
from acuevid.numbers import format as fmt

_TONES = {
    "+": "low",
    "-": "some",
    "x": "high",
    "!": "critical",
    "?": "unknown",
    ".": "inapplicable",
    "/": "disputed",
    "_": "unjudged",
}


class Light(NamedTuple):
    """A judgement in a cell: its word in data, the same for a reader, and its sign."""

    word: str
    label: str
    sign: str

    @property
    def tone(self) -> str:
        """What it is drawn as; a colour only repeats the sign."""
        return _TONES[self.sign]

    @property
    def told(self) -> str:
        """``x high``."""
        return f"{self.sign} {self.label}"


DISPUTED = Light("disputed", "disputed", "/")
"""People judge it in different ways, and no consensus is recorded."""
NOT_JUDGED = Light("not-judged", "not judged", "_")
"""An appraisal without a judgement of this domain."""
NOT_APPRAISED = Light("not-appraised", "not appraised", "_")
"""A study without an appraisal."""


def light(judgement: Judgement) -> Light:
    """A judgement as a light."""
    return Light(judgement.word, judgement.label, judgement.sign)


class LightColumn(NamedTuple):
    """A column of lights: the domain's key, its heading in a narrow column, and its name."""

    key: str
    short: str
    name: str

    @property
    def told(self) -> str:
        """``D1 Randomisation process``; the name alone where that is its heading."""
        return self.name if self.short == self.name else f"{self.short} {self.name}"


class LightRow(NamedTuple):
    """A study, or some outcomes of one, with a light for each column."""

    citekey: str
    study: str
    outcomes: tuple[str, ...]
    lights: tuple[Light, ...]

    @property
    def label(self) -> str:
        """The study, and the outcomes where the appraisal is of these only: ``Birch 2014: AQLQ``."""
        return f"{self.study}: {spoken(self.outcomes)}" if self.outcomes else self.study


@dataclass(frozen=True)
class TrafficLights:
    """Studies by domains, the whole last; the used judgements of domains and of the whole, from the best on."""

    title: str
    columns: tuple[LightColumn, ...]
    rows: tuple[LightRow, ...]
    judgements: tuple[Light, ...]
    verdicts: tuple[Light, ...]

    @property
    def domains(self) -> str:
        """What the headings stand for: ``D1 Randomisation process; D2 …``."""
        return "; ".join(column.told for column in self.columns[:-1])

    @property
    def key(self) -> str:
        """What the signs mean; those of the whole apart, where they have other words."""
        if set(self.verdicts) <= set(self.judgements):
            return key_of(self.judgements)
        if not self.judgements:
            return key_of(self.verdicts)
        return f"{key_of(self.judgements)}; overall: {key_of(self.verdicts)}"


def key_of(lights: tuple[Light, ...]) -> str:
    """``+ low, x high``; words with one sign together: ``- fair or middling``."""
    signs = dict.fromkeys(item.sign for item in lights)
    return ", ".join(f"{sign} {spoken([i.label for i in lights if i.sign == sign], ' or ')}" for sign in signs)


class Share(NamedTuple):
    """How many have a judgement, and their share, 0 to 1; `number` is `None` where shares are of a weight."""

    light: Light
    number: int | None
    share: float

    @property
    def told(self) -> str:
        """``low 2 (66.7%)``, of a weight ``low 71.2%``."""
        share = f"{fmt.computed_percent(self.share)}%"
        return f"{self.light.label} {share if self.number is None else f'{fmt.count(self.number)} ({share})'}"


class BiasBar(NamedTuple):
    """The shares of one domain, or of the whole."""

    column: LightColumn
    shares: tuple[Share, ...]

    @property
    def told(self) -> str:
        """All its shares in words."""
        return ", ".join(share.told for share in self.shares)


@dataclass(frozen=True)
class BiasBars:
    """What share has which judgement, domain by domain; `note` says of what the shares are."""

    title: str
    bars: tuple[BiasBar, ...]
    note: str
