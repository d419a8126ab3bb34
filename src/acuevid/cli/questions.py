"""The options that say what is to be pooled."""

from enum import StrEnum
from typing import Annotated

import typer

from acuevid.cli.common import complete_condition
from acuevid.measures import MEASURE_BY_OPTION
from acuevid.terms import Adjusted, Comparator, EventIs, MultiArm, Window


def _known(measure: str | None) -> str | None:
    """The measure asked for, in small letters."""
    if measure is not None and measure.lower() not in MEASURE_BY_OPTION:
        raise typer.BadParameter(f"{measure!r} is not one of {', '.join(MEASURE_BY_OPTION)}.")
    return measure and measure.lower()


MultiArmOption = Annotated[
    MultiArm,
    typer.Option(
        "--multi-arm",
        case_sensitive=False,
        metavar="HOW",
        help="Trials of several groups: choose (one comparison), combine (groups together), split (a shared one).",
    ),
]
ConditionArgument = Annotated[
    str | None,
    typer.Argument(
        metavar="[CONDITION]",
        help="A condition by any of its names; all without one.",
        autocompletion=complete_condition,
    ),
]
OutcomeOption = Annotated[
    str | None,
    typer.Option(
        "--outcome", "-O", metavar="WORDS", help="What was measured: a construct, a label, a kind of outcome."
    ),
]
MeasureOption = Annotated[
    str | None,
    typer.Option(
        "--measure",
        "-m",
        metavar="MEASURE",
        callback=_known,
        help=f"One of {', '.join(MEASURE_BY_OPTION)}. [default: rr for counts, md or smd for means, irr for rates]",
    ),
]
AdjustedOption = Annotated[
    Adjusted | None,
    typer.Option(
        case_sensitive=False,
        metavar="WHICH",
        help="Effects that the source adjusted: no, yes (these alone), or any (what it puts first). "
        "[default: two questions]",
    ),
]
AgainstOption = Annotated[
    Comparator | None,
    typer.Option("--comparator", case_sensitive=False, metavar="CLASS", help=f"One of {', '.join(Comparator)}."),
]
NotRandomisedOption = Annotated[
    bool, typer.Option("--not-randomised", help="Pool the controlled studies that are not randomised instead.")
]
WindowOption = Annotated[
    Window | None,
    typer.Option(
        "--window",
        case_sensitive=False,
        metavar="WINDOW",
        help="When it was measured: short (up to 3 months), medium (to 12), long, unrecorded, or any of these at once.",
    ),
]
EventOption = Annotated[
    EventIs | None,
    typer.Option("--event", case_sensitive=False, metavar="KIND", help="Only events that are good, bad or neutral."),
]
ByOption = Annotated[
    str | None,
    typer.Option(
        "--by",
        metavar="FIELD",
        help="Subgroups: design, comparator, duration, country, risk-of-bias, year, or a field such as setting.",
    ),
]
CommonOption = Annotated[bool, typer.Option("--common-tau2", help="One variance between studies for all subgroups.")]
ModeratorOption = Annotated[
    str | None,
    typer.Option(
        metavar="FIELD",
        help="Meta-regression on a number: year, participants, duration, treatment.sessions …",
    ),
]
ForceOption = Annotated[
    bool, typer.Option("--force", help="Overwrite a file that acuevid did not write, or that was written in.")
]
RiskOption = Annotated[
    float | None,
    typer.Option(
        metavar="RISK",
        min=0,
        max=1,
        help="The control risk of absolute effects, 0 to 1. [default: the median of the studies']",
        show_default=False,
    ),
]
BiasOption = Annotated[bool, typer.Option("--bias", help="Show the risk of bias in each study's result, as judged.")]


class PoolFormat(StrEnum):
    """How to print a pool, or the tests of its funnel plot."""

    TEXT = "text"
    MD = "md"
    JSON = "json"
    R = "r"


PoolFormatOption = Annotated[
    PoolFormat,
    typer.Option("--format", "-f", case_sensitive=False, help="How to print it; r is a script for metafor."),
]
