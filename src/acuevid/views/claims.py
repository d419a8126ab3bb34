"""The sheet's claims with their verdicts, for readers and for `check`."""

from collections.abc import Iterable, Sequence

from acuevid.catalogue.load import Loaded
from acuevid.catalogue.paths import toml_path
from acuevid.checks.prose import CODE, Overclaim, overclaims
from acuevid.citations import Work, behind
from acuevid.diagnostics import Diagnostic, Severity
from acuevid.models import Acknowledgement, Catalogue, Claim
from acuevid.synthesis.claims import Judgement, judge_claims
from acuevid.views.blocks import Block, ClaimRow, Claims, Heading, Prose, Sentences


def claim_blocks(catalogue: Catalogue, claims: Sequence[Claim]) -> list[Block | Claims]:
    """Each of these claims, what it rests on, its verdict with the reason, and what the records let one say."""
    if not claims:
        return []
    is_transcribed = catalogue.sheet.kind == "transcribed"
    blocks: list[Block | Claims] = [
        Heading("What the source sheet claims" if is_transcribed else "What this sheet claims"),
        Prose(
            "These are claims of the source sheet in our words, each held against the records by rule."
            if is_transcribed
            else "Each claim of this sheet, held against the records by rule."
        ),
    ]
    wanted = {claim.id for claim in claims}
    rows = tuple(_row(catalogue, j) for j in judge_claims(catalogue) if j.claim.id in wanted)
    return [*blocks, Claims(rows)]


def _row(catalogue: Catalogue, judgement: Judgement) -> ClaimRow:
    claim = judgement.claim
    return ClaimRow(
        Prose(behind(claim.text, [Work(key, catalogue.labelled(key)) for key in claim.studies])),
        judgement.verdict,
        f"{judgement.rule.code}, {judgement.rule.title}" if judgement.rule else "",
        judgement.reason.text,
        Sentences(judgement.licensed) if judgement.licensed else None,
        claim.note,
    )


def claim_diagnostics(source: Loaded) -> list[Diagnostic]:
    """The claims that go further than the records, with their places and what the records let one say."""
    found = []
    for judgement in judge_claims(source.catalogue):
        if judgement.rule is None:
            continue
        claim = judgement.claim
        answer = _acknowledged(source, judgement.rule.code, claim.id)
        place = source.place(toml_path(source.catalogue, claim.id, "text"))
        licensed = " ".join(s.text for s in judgement.licensed)
        found.append(
            Diagnostic(
                judgement.rule.code,
                Severity.INFO if answer else Severity.WARNING,
                f"claim {claim.id} {judgement.verdict.value}: {judgement.reason.text}",
                place.file,
                place.line,
                place.column,
                place.text,
                answer.reason if answer else f"the records say: {licensed}" if licensed else "",
                claim.id,
                "text",
            )
        )
    return found


def prose_diagnostics(source: Loaded, of_studies: Iterable[Overclaim]) -> list[Diagnostic]:
    """Phrases in hand-written prose that claim more than records can bear, with what may be said instead.

    `of_studies` are those in the records of studies.
    """
    made = []
    for found in (*overclaims(source.catalogue), *of_studies):
        answer = _acknowledged(source, CODE, found.record)
        place = source.place(found.path)
        made.append(
            Diagnostic(
                CODE,
                Severity.INFO if answer else Severity.WARNING,
                f"{found.record}: “{found.words}”: {found.why}",
                place.file,
                place.line,
                place.column,
                place.text,
                answer.reason if answer else f"say {found.instead}",
                found.record,
                ".".join(str(part) for part in found.path),
            )
        )
    return made


def _acknowledged(source: Loaded, code: str, record: str) -> Acknowledgement | None:
    return next(iter(source.catalogue.answers.get((code, record), ())), None)
