"""The rules that a claim can break, each with its code, what it says, and an example."""

from typing import NamedTuple


class Rule(NamedTuple):
    """A rule that a claim can break; the code is that of the diagnostic."""

    code: str
    title: str
    text: str
    example: str


RULES = {
    rule.code: rule
    for rule in (
        Rule(
            "CLM101",
            "equality not shown within a margin",
            "“As good as” needs a margin set beforehand, and an interval wholly inside it; “at least as good "
            "as” needs the worse end of the interval inside it, or a clear advantage.",
            '"as effective as the drug", from eight trials without a difference.',
        ),
        Rule(
            "CLM102",
            "no effect from no clear difference",
            "No clear difference does not show that there is none.",
            '"not effective", from 16 people without a difference.',
        ),
        Rule(
            "CLM103",
            "benefit without a comparison",
            "A change without a comparison group does not show its cause.",
            '"helps with sleep", from a case series.',
        ),
        Rule(
            "CLM104",
            "efficacy from mechanism",
            "Work on mechanisms says how a treatment might act, not that it helps.",
            '"relieves pain", from a study in rats.',
        ),
        Rule(
            "CLM105",
            "fewer harms than were shown",
            "Fewer harms must have been measured on both sides, and be as clear as a benefit would have to be.",
            '"fewer side effects", from trials that report those of one side, or from 1 of 50 against 2 of 50.',
        ),
        Rule(
            "CLM106",
            "a re-analysis told as the result",
            "A later look at a trial's data raises a question; it does not settle it.",
            '"reduces deaths", from a second paper on an old trial.',
        ),
        Rule(
            "CLM107",
            "superiority that the records do not bear",
            "The outcomes named do not favour the treatment clearly.",
            '"better than the drug", with an interval that spans zero.',
        ),
        Rule(
            "CLM108",
            "benefit from weak designs",
            "None of the studies is a randomised trial of its own, or a review of such trials.",
            '"brings further benefits", from a case series and a re-analysis.',
        ),
        Rule(
            "CLM109",
            "a clear difference told as none",
            "An interval that lies wholly on one side is a clear difference, whichever side it is.",
            '"no different from sham", with an interval that excludes zero.',
        ),
        Rule(
            "CLM110",
            "surer than the certainty that people gave",
            "Of evidence that people rated as of low certainty (GRADE) one may say what a treatment “may” do; of "
            "very low certainty, only that the evidence is very uncertain.",
            '"reduces attacks", of evidence rated low; "may reduce attacks", of evidence rated very low.',
        ),
    )
}
