"""The meta-regression of a pool as R: ``moderator`` of ``pool --moderator --json``."""

from collections.abc import Iterator

from acuevid.export.rcalls import shown
from acuevid.export.rtext import Value, comment
from acuevid.pools.moderator import Moderated


def moderator_column(moderated: Moderated) -> dict[int, Value]:
    """The moderator of each study that records it as a number, by the `id` of members."""
    return {id(m): value for m, value in zip(moderated.members, moderated.values, strict=True)}


def moderator_calls(number: int, moderated: Moderated) -> Iterator[str]:
    """The model and its coefficients, or why there is none; `number` is that of the pool."""
    if moderated.found is None:
        yield from comment(f"No meta-regression: {moderated.reason}.")
        return
    why = f", since {moderated.reason}" if moderated.reason else ""
    yield from comment(f"Regressed on the {moderated.field.what}: {moderated.model}{why}.")
    test = moderated.found.test
    yield "known <- weighed[!is.na(weighed$moderator), ]"
    yield f'regressed <- model(known, "REML", "{test}", ~ moderator)'
    yield shown(number, "moderator_studies", 'known[c("id", "outcome", "moderator")]')
    yield shown(number, "moderator", f'regression(regressed, model(known, "REML", "{test}")$tau2)')
    yield shown(number, "coefficients", "slopes(regressed)")
