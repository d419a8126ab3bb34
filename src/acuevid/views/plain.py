"""The evidence in plain words: questions with their answers, then the words of the field that stand in them."""

from collections.abc import Sequence

from acuevid.models import Catalogue
from acuevid.synthesis.condition import ConditionSummary
from acuevid.synthesis.paragraphs import paragraphs
from acuevid.synthesis.plain import PlainSummary, explained, plain_summary
from acuevid.views.blocks import Block, Document, Facts, Heading, Prose, Sentences

ADVICE = "This tells what studies found. It is not medical advice; a health professional can say what it means for you."


def plain_document(catalogue: Catalogue, summaries: Sequence[ConditionSummary], *, whole: bool = False) -> Document:
    """The answers on some conditions, without those that have no study; `whole` names the sheet."""
    found = plain_summaries(catalogue, summaries)
    words = explained(s for summary in found for s in summary.statements)
    glossary: list[Block] = [Heading("What the words mean", 2), Facts(tuple(words))] if words else []
    title = [Heading(f"{catalogue.sheet.title}: in plain words", 1)] if whole else []
    nothing = [] if found else [Prose("The catalogue has no condition yet.")]
    return Document.of(title, nothing, *map(_condition, found), glossary, Prose(ADVICE, quiet=True))


def plain_summaries(catalogue: Catalogue, summaries: Sequence[ConditionSummary]) -> list[PlainSummary]:
    """The plain summary of each condition of which there is a study; of all where no condition has one."""
    studied = [s for s in summaries if s.studies] or summaries
    return [plain_summary(catalogue, summary) for summary in studied]


def _condition(summary: PlainSummary) -> list[Block]:
    blocks: list[Block] = [Heading(summary.title, 2)]
    for question, told in summary.answers:
        blocks += [Heading(question, 3), *map(Sentences, paragraphs(told))]
    return blocks
