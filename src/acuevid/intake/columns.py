"""The sheets and columns of an extraction form: which field each column holds, and what its note tells the person."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "text",
    "texts",
    "key",
    "keys",
    "count",
    "number",
    "percent",
    "word",
    "words",
    "flag",
    "date",
    "p",
    "free",
    "judgement",
]
"""How a cell is read. `texts`, `keys` and `words` have one entry a line; `free` is a number or words."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, the path of its field in the record of its sheet, and how its cells are read.

    `end` is 0 or 1 where the cell is the lower or the upper end of a pair. `words` names the list to choose from.
    `what` says what it is with its unit, `example` shows a cell.
    """

    heading: str
    path: tuple[str, ...]
    kind: Kind
    what: str
    example: str = ""
    words: str = ""
    end: int | None = None

    @property
    def note(self) -> str:
        """What stands beside the heading."""
        how = _HOW.get(self.kind, "")
        example = f"Example: {self.example.replace(chr(10), ' / ')}" if self.example else ""
        return "\n".join(part for part in (self.what, how, example) if part)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name, the headings that tell its rows apart, and its columns; `told` is what one row is.

    `shown` is the heading of a column that is there for reading only; `needed` are those that no row can do without;
    `personal` those in which two people need not agree.
    """

    name: str
    keys: tuple[str, ...]
    told: str
    shown: str
    needed: tuple[str, ...]
    columns: tuple[Column, ...]
    personal: tuple[str, ...] = ()

    def field(self, key: tuple[str, ...], column: Column) -> str:
        """A field as `check` names it: ``outcome[pain].mean.sham``."""
        path = ".".join(column.path)
        match self.name:
            case "studies":
                return path
            case "arms":
                return f"arm[{key[1]}].{path}"
            case "figures":
                return f"outcome[{key[1]}].{path}.{key[2]}"
            case "appraisals":
                return f"appraisal[{key[1]}].{path}"
            case "judgements":
                return f"appraisal[{key[1]}].{path}.{key[2]}"
        return f"outcome[{key[1]}].{path}"


_HOW = {
    "texts": "Several: each on a line of its own.",
    "keys": "Several: each on a line of its own.",
    "words": "Several: each on a line of its own, from the list.",
    "word": "Choose from the list.",
    "judgement": "Choose from the list.",
    "count": "A whole number.",
    "number": "As printed, with its last zeros: 40.0 is not 40.",
    "percent": "As printed, with its last zeros: 40.0 is not 40.",
    "flag": "yes, or empty.",
}


def _treatment(whose: str) -> tuple[Column, ...]:
    def column(heading: str, field: str, kind: Kind, what: str, example: str) -> Column:
        return Column(heading, ("treatment", field), kind, what, example)

    return (
        column("sessions", "sessions", "free", f"How many sessions {whose} had in all.", "12"),
        column("weeks", "weeks", "free", "Over how many weeks.", "6"),
        column("minutes", "minutes", "free", "How many minutes each session took.", "20 to 30"),
        column("points", "points", "text", "The points or places that were treated.", "SP6, LV3"),
        column("practitioner", "practitioner", "text", "Who gave the treatment.", "two acupuncturists"),
        column("co-treatments", "co_treatments", "texts", "What was given beside it.", "amitriptyline"),
    )


def _pair(heading: str, field: tuple[str, ...], what: str, example: tuple[str, str]) -> tuple[Column, Column]:
    return (
        Column(f"{heading} low", field, "number", f"{what}: its lower end.", example[0], end=0),
        Column(f"{heading} high", field, "number", f"{what}: its upper end.", example[1], end=1),
    )


_STUDY = (
    Column("title", ("reference", "title"), "text", "The title of the report.", "Acupuncture for migraine"),
    Column("issued", ("reference", "issued"), "date", "When it was published: a year, month or day.", "2007-09"),
    Column("journal", ("reference", "container_title"), "text", "The journal or book that it stands in.", "Pain Med"),
    Column("doi", ("reference", "doi"), "text", "The DOI, from 10. on.", "10.1000/abc"),
    Column("pmid", ("reference", "pmid"), "text", "The number in PubMed.", "9820260"),
    Column("conditions", ("conditions",), "words", "The conditions that it is about.", words="condition"),
    Column("design", ("design",), "word", "How the study was made.", "randomised-trial", "design"),
    Column("species", ("species",), "word", "Who or what was studied.", "human", "species"),
    Column("population", ("population",), "text", "Who took part, in a phrase.", "people with migraine"),
    Column("participants", ("participants",), "count", "How many people were included or randomised.", "250"),
    Column("analysed", ("analysed",), "count", "How many people were analysed, if not all.", "239"),
    Column("clusters", ("clusters",), "count", "How many groups were randomised, where not single people.", "20"),
    Column("icc", ("icc",), "number", "The intracluster correlation, 0 to 1.", "0.05"),
    Column("icc from", ("icc_from",), "text", "Where the intracluster correlation comes from.", "a survey"),
    Column("duration", ("duration",), "text", "How long the study ran for a person, with the unit.", "14 weeks"),
    Column("features", ("features",), "words", "Features of its conduct.", "double-blind", "feature"),
    Column("re-analysis of", ("reanalysis_of",), "key", "The study whose data it analyses again.", "shlay1998"),
    Column("companion of", ("companion_of",), "key", "The study that reports on the same people.", "shlay1998"),
    Column("included in", ("included_in",), "keys", "The reviews of this form that include it.", "liu2010"),
    Column("review: trials", ("review", "trials"), "count", "Of a review: how many studies it included.", "12"),
    Column(
        "review: included",
        *(("review", "included"), "word", "Of a review: the design of what it included.", "randomised-trial", "design"),
    ),
    Column("review: searched", ("review", "searched"), "date", "Of a review: the date of its last search.", "2009-06"),
    Column("review: databases", ("review", "databases"), "texts", "Of a review: where it searched.", "PubMed\nEmbase"),
    Column("review: languages", ("review", "languages"), "texts", "Of a review: the languages it took.", "English"),
    Column("review: lists", ("review", "lists"), "texts", "Of a review: its studies, by name.", "shlay1998"),
    Column("verdict", ("verdict",), "word", "Which way the authors say it went.", "mixed", "direction"),
    Column("conclusion", ("conclusion",), "text", "What the authors conclude, in your words."),
    Column("countries", ("countries",), "texts", "Where it was made.", "China"),
    Column("setting", ("setting",), "text", "The kind of place.", "a hospital clinic"),
    Column("recruitment", ("recruitment",), "free", "When people were recruited.", "2001 to 2003"),
    Column("eligibility", ("eligibility",), "text", "Who could take part.", "adults with pain for 3 months"),
    Column("age", ("age",), "free", "Age as printed, in years.", "mean 52.4"),
    Column("women", ("women",), "free", "How many were women: a number, or a share as printed.", "31 %"),
    *_treatment("people"),
    Column("funding", ("funding",), "text", "Who paid for it.", "a national research council"),
    Column("conflicts", ("conflicts",), "text", "Interests that the authors declare.", "none declared"),
    Column("registration", ("registration",), "texts", "Its numbers in registries.", "ISRCTN00000000"),
    Column("protocol", ("protocol",), "text", "The DOI of its protocol.", "10.1000/protocol"),
    Column("source: section", ("source", "section"), "text", "Where in the sheet it stands.", "Clinical trials"),
    Column("source: notes", ("source", "notes"), "texts", "What the source misprints, contradicts or leaves open."),
)
_ARM = (
    Column("label", ("label",), "text", "The group as sentences name it.", "sham needling"),
    Column("role", ("role",), "word", "Its part in the comparison.", "experimental", "role"),
    Column("comparator", ("comparator",), "word", "Of a comparator: its class.", "sham", "comparator"),
    Column("participants", ("participants",), "count", "How many people were in the group.", "125"),
    *_treatment("the group"),
    Column("note", ("note",), "text", "Anything a reader must know."),
)
_OUTCOME = (
    Column("label", ("label",), "text", "What was measured.", "pain in the diary"),
    Column("event", ("event",), "text", "The event that people had or had not.", "recovered"),
    Column("family", ("family",), "word", "The kind of outcome.", "pain", "family"),
    Column("construct", ("construct",), "text", "The thing that the scale measures.", "pain intensity"),
    Column("instrument", ("instrument",), "word", "A scale that the catalogue declares.", "", "instrument"),
    Column(
        "compares", ("compares",), "keys", "The two arms compared: experimental, then comparator.", "needling\nsham"
    ),
    Column("within", ("within",), "keys", "The arms in which a change was seen, where none are compared.", "needling"),
    Column("comparator", ("comparator",), "word", "The class of comparator, if not the arm's.", "sham", "comparator"),
    Column("event is", ("event_is",), "word", "Whether the event is good for a person.", "good", "event is"),
    Column("better", ("better",), "word", "The better end of the scale.", "lower", "better"),
    Column("direction", ("direction",), "word", "Which way it points, if the text says so.", "mixed", "direction"),
    Column("primary", ("primary",), "flag", "Whether it is the primary outcome."),
    Column("subgroup", ("subgroup",), "text", "The people it is about, if not all.", "women"),
    Column("category of", ("category_of",), "key", "The outcome that it is a category of.", "response"),
    Column("timepoints", ("timepoints",), "texts", "When it was measured, with the unit.", "12 weeks"),
    Column("unit", ("unit",), "text", "The unit of its figures.", "points"),
    Column("margin", ("margin",), "number", "The margin set for non-inferiority, in that unit.", "1.5"),
    Column("rate per", ("rate_per",), "count", "How much of that time a printed rate is for; empty is 1.", "100"),
    Column("all events", ("all_events",), "count", "Events in all groups together, if not told for each.", "25"),
    Column("items", ("items",), "count", "How many whole-number items a score is the mean of.", "1"),
    Column("correlation", ("correlation",), "number", "Of a crossover: between its two times, -1 to 1.", "0.6"),
    Column("ci level", ("ci_level",), "number", "The level of its intervals in per cent; empty is 95.", "90"),
    Column("statistic", ("statistic",), "text", "A test statistic as printed.", "t(28) = 2.20"),
    Column("p", ("p",), "p", "The P value as printed; ns for called not significant.", "< 0.05"),
    *(
        Column(f"trials: {told}", ("trials", field), "count", f"Of a review: how many trials {told}.", "4")
        for told, field in (
            ("favour the treatment", "favours_experimental"),
            ("favour the comparator", "favours_comparator"),
            ("show no clear difference", "no_clear_difference"),
            ("report it", "reporting"),
        )
    ),
    Column("note", ("note",), "text", "Anything a reader must know."),
)
_FIGURES = (
    Column("events", ("events",), "count", "How many people had the event, or how many events.", "14"),
    Column("total", ("total",), "count", "Of how many people, if not of all in the arm.", "118"),
    Column("percent", ("percent",), "percent", "The share with the event, in per cent, without the sign.", "27.6"),
    Column("person-time", ("person_time",), "number", "The time over which events were counted.", "880"),
    Column("rate", ("rate",), "number", "The rate itself, where it is printed.", "1.8"),
    Column("mean", ("mean",), "number", "The mean, in the outcome's unit.", "40.0"),
    Column("sd", ("sd",), "number", "The standard deviation of the mean.", "12.5"),
    Column("se", ("se",), "number", "The standard error of the mean.", "0.28"),
    *_pair("ci", ("ci",), "The interval of the mean", ("2.9", "4.1")),
    Column("median", ("median",), "number", "The median, in the outcome's unit.", "4"),
    *_pair("iqr", ("iqr",), "The quartiles", ("2", "6")),
    *_pair("range", ("range",), "The smallest and the largest value", ("0", "31")),
    Column("baseline", ("baseline",), "number", "The mean at the start.", "6.3"),
    Column("baseline sd", ("baseline_sd",), "number", "The standard deviation at the start.", "1.9"),
    Column("change", ("change",), "number", "The mean change since the start; a fall has a minus.", "-2.1"),
    Column("change sd", ("change_sd",), "number", "The standard deviation of the change.", "2.4"),
    Column("change se", ("change_se",), "number", "The standard error of the change.", "0.36"),
    *_pair("change ci", ("change_ci",), "The interval of the change", ("-2.8", "-1.4")),
)


def _effect(heading: str, field: str, kind: Kind, what: str, example: str, words: str = "") -> Column:
    return Column(heading, ("effect", field), kind, what, example, words)


_EFFECTS = (
    _effect("measure", "measure", "word", "What kind of effect the source prints.", "odds_ratio", "measure"),
    _effect("estimate", "estimate", "number", "The effect as printed; a ratio itself, not its logarithm.", "1.45"),
    _effect("ci low", "ci_low", "number", "The lower limit of its interval.", "1.02"),
    _effect("ci high", "ci_high", "number", "The upper limit of its interval.", "2.06"),
    _effect("level", "level", "number", "The level of the interval in per cent; empty is 95.", "90"),
    _effect("se", "se", "number", "Its standard error; of a ratio, that of its logarithm.", "0.18"),
    _effect("unit", "unit", "word", "Of a risk difference: points or a fraction.", "points", "effect unit"),
    _effect("adjusted for", "adjusted_for", "texts", "What it was adjusted for.", "age\nsex"),
    _effect("model", "model", "text", "How it was adjusted.", "logistic regression"),
    _effect("analysis", "analysis", "word", "Of whom it was computed.", "per-protocol", "analysis"),
)
_APPRAISAL = (
    Column("tool", ("tool",), "word", "The tool by which the study was appraised.", "rob-2", "tool"),
    Column("outcomes", ("outcomes",), "keys", "The outcomes that it is about; empty is the whole study.", "pain"),
    Column("overall", ("overall",), "judgement", "The judgement on the whole.", "some-concerns", "judgement"),
    Column("overall support", ("support", "overall"), "text", "Why the whole was judged so."),
    Column("by", ("by",), "text", "Who made the appraisal.", "AB"),
    Column("on", ("on",), "date", "When it was made: a year, month or day.", "2023-02"),
    Column("consensus", ("consensus",), "flag", "Whether those who appraised the study agreed on this one."),
    Column("note", ("note",), "text", "Anything a reader must know."),
)
_JUDGEMENT = (
    Column("judgement", ("domains",), "judgement", "The judgement on the domain.", "low", "judgement"),
    Column("support", ("support",), "text", "Why: what the report says, in its words or yours.", "Sealed envelopes."),
)
APPRAISALS = Sheet(
    *("appraisals", ("study", "appraisal"), "an appraisal of a study by one person, or by consensus", ""),
    *(("tool",), _APPRAISAL, ("by", "on")),
)
JUDGEMENTS = Sheet(
    *("judgements", ("study", "appraisal", "domain"), "a domain of an appraisal", "asks", ("judgement",), _JUDGEMENT),
)
SHEETS = (
    Sheet("studies", ("study",), "a study", "known as", ("title", "issued", "design"), _STUDY),
    Sheet("arms", ("study", "arm"), "a group of a study", "", ("label", "role"), _ARM),
    Sheet("outcomes", ("study", "outcome"), "a thing that a study measured", "", ("label", "family"), _OUTCOME),
    Sheet("figures", ("study", "outcome", "arm"), "an outcome in one group", "measured", (), _FIGURES),
    Sheet("effects", ("study", "outcome"), "an effect as printed", "measured", ("measure", "estimate"), _EFFECTS),
    APPRAISALS,
    JUDGEMENTS,
)
"""The sheets of a form that are read back."""

KEY_NOTES = {
    "study": "The study's key. It says which study a row belongs to.",
    "arm": "A short name for the group: small letters, digits and hyphens, as in sham-needling.",
    "outcome": "A short name for the outcome: small letters, digits and hyphens, as in pain-12-weeks.",
    "appraisal": "Its number in the catalogue; a new one has a short name instead, such as ab, on both sheets.",
    "domain": "The domain as its tool names it, such as D1.",
    "asks": "For reading only; it is not read back.",
    "known as": "For reading only; it is not read back.",
    "measured": "For reading only; it is not read back.",
}
"""What the headings say that tell rows apart."""
