"""The design of a study, as far as the type of publication that its source gives says it."""

from collections.abc import Sequence

from acuevid.terms import Design

_BY_TYPE = {
    "randomized controlled trial": Design.RANDOMISED_TRIAL,
    "meta-analysis": Design.SYSTEMATIC_REVIEW,
    "systematic review": Design.SYSTEMATIC_REVIEW,
    "network meta-analysis": Design.NETWORK_META_ANALYSIS,
    "practice guideline": Design.GUIDELINE,
    "guideline": Design.GUIDELINE,
    "case reports": Design.CASE_REPORT,
}
"""PubMed's types of publication that name a design; a "Clinical Trial" or a "Comparative Study" may have any."""
_PLAIN = ("journal article", "english abstract", "journal", "article")


def design_of(kinds: Sequence[str]) -> tuple[Design, str]:
    """The design, and in words what it was told by; `not-recorded` where the types name none, or several."""
    telling = {_BY_TYPE[kind.casefold()]: kind for kind in kinds if kind.casefold() in _BY_TYPE}
    if Design.NETWORK_META_ANALYSIS in telling:  # one of these is called a meta-analysis, too
        telling.pop(Design.SYSTEMATIC_REVIEW, None)
    told = "; ".join(f"“{kind}”" for kind in kinds if kind.casefold() not in _PLAIN and not kind.startswith("Research "))
    if len(telling) == 1:
        design, kind = next(iter(telling.items()))
        return design, f"The design is guessed from the source's type of publication, “{kind}”."
    if telling:
        return Design.NOT_RECORDED, f"The source's types of publication name several designs: {told}."
    return Design.NOT_RECORDED, f"The source's types of publication name no design: {told}." if told else ""
