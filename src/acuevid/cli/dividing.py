"""What ``--by`` and ``--moderator`` ask of a pool."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from acuevid.export.markup import Markup
    from acuevid.export.theme import Theme
    from acuevid.pools.fields import Field
    from acuevid.pools.fit import PoolResult
    from acuevid.pools.groups import Groups
    from acuevid.pools.moderator import Moderated


def fields_of(
    by: str | None, moderated: str | None, *, common_tau2: bool, output: str | None
) -> "tuple[Field | None, Field | None]":
    """The fields to divide a pool by and to regress on; raises `UsageError` for what is none, or does not fit."""
    if by is None and moderated is None and output is None and not common_tau2:
        return None, None
    from acuevid.errors import UsageError
    from acuevid.pools.fields import divider, moderator

    if common_tau2 and by is None:
        raise UsageError("--common-tau2 is of subgroups; --by FIELD makes them")
    if output is not None and moderated is None:
        raise UsageError("-o writes the plot of a meta-regression, so it needs --moderator; 'forest -o' draws a pool")
    return None if by is None else divider(by), None if moderated is None else moderator(moderated)


def divided_by(result: "PoolResult", field: "Field | None", *, common: bool) -> "Groups | None":
    """The pool divided by a field, if there is one."""
    if field is None:
        return None
    from acuevid.pools.groups import divided

    return divided(result, field, common=common)


def moderated_by(result: "PoolResult", field: "Field | None") -> "Moderated | None":
    """The pool regressed on a field, if there is one."""
    if field is None:
        return None
    from acuevid.pools.moderator import moderated

    return moderated(result, field)


def bubble_picture(result: "PoolResult", moderated: "Moderated", theme: "Theme") -> "Markup":
    """The plot of a meta-regression; raises `NotFound` where there is none."""
    from acuevid.api.pooling import bubble_svg_of

    return bubble_svg_of(result, moderated, theme)
