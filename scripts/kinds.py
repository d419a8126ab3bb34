"""The kinds of result that a catalogue can hold, each with an example and what the program makes of it."""

from dataclasses import dataclass

from acuevid.catalogue.load import load_bytes
from acuevid.models import Catalogue
from acuevid.numbers import format as fmt
from acuevid.results.analysed import result
from acuevid.results.changes import CHANGES
from acuevid.results.computed import Effects
from acuevid.results.events import EVENTS
from acuevid.results.means import MEANS
from acuevid.results.medians import MEDIANS
from acuevid.results.rates import RATES
from acuevid.synthesis.condition import summarise_condition
from acuevid.views.effects import effects_text

SHEET = """\
[sheet]
title = "Acupuncture and migraine"
topic = "migraine"
intervention = "acupuncture"

[[condition]]
key = "migraine"
name = "migraine"
"""
REFERENCE = """\
[study.reference]
authors = ["Adams A"]
title = "Acupuncture for migraine"
issued = 2001
"""
STUDY = """\
[[study]]
citekey = "adams2001"
conditions = ["migraine"]
design = "randomised-trial"
species = "human"
participants = 100
"""
ARMS = """\
[[study.arm]]
id = "acupuncture"
label = "acupuncture"
role = "experimental"
participants = 50

[[study.arm]]
id = "sham"
label = "sham acupuncture"
role = "comparator"
comparator = "sham"
participants = 50
"""


@dataclass(frozen=True)
class Example:
    """A kind of result: what it is called, the fields that it is printed in, and a study that has one.

    `more` is what its `[[study]]` has beside what all have, or instead of it.
    """

    name: str
    fields: tuple[str, ...]
    outcome: str
    more: str = ""
    arms: str = ARMS

    @property
    def shown(self) -> str:
        """What of it a reader must see: the outcome, and what of its study and arms is not as in all others."""
        arms = "" if self.arms == ARMS else f"{self.arms}\n"
        more = f"[[study]]\n{self.more}\n" if self.more else ""
        return f"{more}{arms}[[study.outcome]]\n{self.outcome}"

    @property
    def catalogue(self) -> str:
        """The whole catalogue, as TOML."""
        own = {line.split(" =")[0] for line in self.more.splitlines()}
        usual = "".join(f"{line}\n" for line in STUDY.splitlines() if line.split(" =")[0] not in own)
        parts = (SHEET, f"{usual}{self.more}", REFERENCE, self.arms, f"[[study.outcome]]\n{self.outcome}")
        return "\n".join(parts)

    @property
    def loaded(self) -> Catalogue:
        """The same as the program reads it."""
        return load_bytes(self.catalogue.encode(), self.name).catalogue

    @property
    def effects(self) -> Effects:
        """The effects that the program computes of it, or why there are none."""
        (study,) = self.loaded.studies
        return result(study, study.outcomes[0]).effects

    @property
    def effects_in_words(self) -> str:
        """The same as `show` tells it."""
        (study,) = self.loaded.studies
        return effects_text(self.effects, study.outcomes[0].unit)

    @property
    def sentence(self) -> str:
        """What a summary says of it."""
        catalogue = self.loaded
        summary = summarise_condition(catalogue, catalogue.conditions[0])
        verdict = [s for s in summary.brief if any(basis.field.endswith(".margin") for basis in s.basis)]
        about = [s for s in summary.detail[0] if any(basis.field.startswith("outcome[") for basis in s.basis)]
        return " ".join(s.text for s in verdict or about)

    @property
    def measures(self) -> str:
        """The measures that it gives, for a table."""
        return ", ".join(fmt.measure_name(e.measure) for e in self.effects.estimates) or "none; told as printed"


def _pain(figures: str) -> str:
    return f'id = "pain"\nlabel = "pain"\nfamily = "pain"\nbetter = "lower"\nunit = "points"\n{figures}\n'


def _relief(figures: str) -> str:
    return f'id = "relief"\nlabel = "relief"\nevent = "had relief"\nfamily = "response"\nevent_is = "good"\n{figures}\n'


EXAMPLES = (
    Example(
        "Counts and percentages",
        tuple(field.name for field in EVENTS.fields),
        _relief("events = { acupuncture = 30, sham = 20 }"),
    ),
    Example(
        "Means",
        tuple(field.name for field in MEANS.fields),
        _pain("mean = { acupuncture = 3.2, sham = 4.1 }\nsd = { acupuncture = 2.0, sham = 2.1 }"),
    ),
    Example(
        "Changes from baseline",
        tuple(field.name for field in CHANGES.fields),
        _pain(
            "change = { acupuncture = -2.1, sham = -0.6 }\nchange_sd = { acupuncture = 2.4, sham = 2.2 }\n"
            "baseline = { acupuncture = 6.3, sham = 6.1 }"
        ),
    ),
    Example(
        "Medians",
        tuple(field.name for field in MEDIANS.fields),
        _pain("median = { acupuncture = 4, sham = 6 }\niqr = { acupuncture = [2, 6], sham = [4, 8] }"),
    ),
    Example(
        "Rates",
        ("events", *(field.name for field in RATES.fields if field.name != "events"), "unit"),
        'id = "attacks"\nlabel = "attacks"\nfamily = "symptoms"\nevent_is = "bad"\nunit = "person-months"\n'
        "events = { acupuncture = 210, sham = 300 }\nperson_time = { acupuncture = 880, sham = 900 }\n",
    ),
    Example(
        "Proportions in one group",
        ("events", "total", "percent", "within"),
        _relief("events = { acupuncture = 16 }").replace("event_is", 'within = ["acupuncture"]\nevent_is'),
        'design = "case-series"\nparticipants = 21\n',
        '[[study.arm]]\nid = "acupuncture"\nlabel = "acupuncture"\nrole = "experimental"\nparticipants = 21\n',
    ),
    Example(
        "Effects as reported",
        ("effect",),
        _relief(
            'effect = { measure = "odds_ratio", estimate = 1.45, ci_low = 1.02, ci_high = 2.06, '
            'adjusted_for = ["age", "sex"] }'
        ),
    ),
    Example(
        "Correlations",
        ("effect",),
        'id = "sessions"\nlabel = "sessions and days without headache"\nfamily = "symptoms"\nbetter = "higher"\n'
        'effect = { measure = "correlation", estimate = 0.21, ci_low = 0.14, ci_high = 0.28 }\n',
        'design = "cohort"\n',
    ),
    Example(
        "Test statistics",
        ("statistic", "p", "direction"),
        _pain('direction = "favours-experimental"\nstatistic = "t(98) = 2.20"\np = "= 0.03"'),
    ),
    Example(
        "Trials in clusters",
        ("clusters", "icc", "icc_from"),
        _relief("events = { acupuncture = 28, sham = 21 }"),
        'design = "cluster-randomised-trial"\nclusters = 20\nicc = 0.05\nicc_from = "a survey of practices"\n',
    ),
    Example(
        "Crossover trials",
        ("features", "correlation"),
        _pain("mean = { acupuncture = 4.1, sham = 5.2 }\nsd = { acupuncture = 2.4, sham = 2.3 }\ncorrelation = 0.6"),
        'features = ["crossover"]\nparticipants = 24\n',
        ARMS.replace("participants = 50\n", ""),
    ),
    Example(
        "Margins of non-inferiority and equivalence",
        ("margin", "effect"),
        _pain(
            "margin = 1\n"
            'effect = { measure = "mean_difference", estimate = 0.2, ci_low = -0.4, ci_high = 0.8, '
            'analysis = "per-protocol" }'
        ),
    ),
)
"""Every kind, in the order of the page; the fields of an outcome's figures come from the register of kinds."""


def kinds_part() -> list[str]:
    """The part of docs/catalogue.md on kinds of result."""
    rows = ["| kind | its fields | effects computed |", "| --- | --- | --- |"]
    rows += [f"| {e.name} | {', '.join(f'`{f}`' for f in e.fields)} | {e.measures} |" for e in EXAMPLES]
    parts = [
        "## What a result can be",
        "\n".join(rows),
        "Each example below is an outcome of this study, with what is not as here. The line below it says what acuevid "
        "computes, and the last one what a summary says.",
        f"```toml\n{STUDY}\n{ARMS}```",
    ]
    for example in EXAMPLES:
        parts += [f"### {example.name}", f"```toml\n{example.shown}```"]
        parts += [f"Effects: {example.effects_in_words}.", f"> {example.sentence}"]
    return parts
