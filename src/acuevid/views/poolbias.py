"""The risk of bias in the results of a pool: a row of lights for each study, and what share of the weight has which."""

from collections.abc import Sequence
from math import fsum
from typing import NamedTuple

from acuevid.appraisal_tools import OVERALL, Tool
from acuevid.lists import spoken
from acuevid.numbers import format as fmt
from acuevid.pools.fit import PoolResult
from acuevid.pools.sets import Member
from acuevid.results.analysed import analysed
from acuevid.results.appraised import Judged
from acuevid.views.bias import cell, domain_columns, used
from acuevid.views.lights import NOT_APPRAISED, NOT_JUDGED, BiasBar, BiasBars, Light, LightColumn, Share, key_of


class PoolBias(NamedTuple):
    """The lights of each study that is drawn, the overall one last; domains only where all have them of one tool."""

    tools: tuple[Tool, ...]
    domains: tuple[LightColumn, ...]
    rows: tuple[tuple[Light, ...], ...]

    @property
    def key(self) -> str:
        """What the column of signs is: ``Bias: overall risk of bias by RoB 2: + low, x high.``"""
        if not self.tools:
            return "Bias: no study is appraised with a tool of risk of bias."
        whole = used(self.tools, [row[-1] for row in self.rows])
        return f"Bias: overall risk of bias by {spoken([tool.name for tool in self.tools])}: {key_of(whole)}."

    @property
    def headed(self) -> str:
        """What the columns of domains are, and their signs; empty without them."""
        if not self.domains:
            return ""
        cells = used(self.tools, [item for row in self.rows for item in row[:-1]])
        return f"{'; '.join(column.told for column in self.domains)}. Their signs: {key_of(cells)}."


def pool_bias(members: Sequence[Member]) -> PoolBias:
    """The judgements that count for the outcomes that were pooled."""
    found = [analysed(m.study).deciding(m.outcome.id) for m in members]
    tools = tuple({judged.tool.key: judged.tool for judged in found if judged}.values())
    domains = domain_columns(tools[0]) if len(tools) == 1 else ()
    return PoolBias(tools, domains, tuple(_row(m, j, domains) for m, j in zip(members, found, strict=True)))


def _row(member: Member, judged: Judged | None, domains: Sequence[LightColumn]) -> tuple[Light, ...]:
    if judged is None:
        is_seen = any(j.tool.of_bias for j in analysed(member.study).judged)
        return (NOT_JUDGED if is_seen else NOT_APPRAISED,) * (len(domains) + 1)
    return tuple(cell(judged, key) for key in (*(column.key for column in domains), OVERALL))


def pool_bars(result: PoolResult, weights: Sequence[float | None]) -> BiasBars | None:
    """What share of the weight has which judgement; `None` where nothing is appraised or a study has no weight."""
    found = pool_bias(result.chosen.members)
    shares = [weight for weight in weights if weight is not None]
    if not found.tools or len(shares) < len(weights):
        return None
    columns = (*found.domains, LightColumn(OVERALL, "Overall", "Overall"))
    bars = []
    for place, column in enumerate(columns):
        cells = [row[place] for row in found.rows]
        parts = (
            Share(item, None, fsum(w for w, c in zip(shares, cells, strict=True) if c == item) / fsum(shares))
            for item in used(found.tools, cells)
        )
        bars.append(BiasBar(column, tuple(parts)))
    n = len(shares)
    note = f"Shares of the weight of {fmt.count(n)} {'study' if n == 1 else 'studies'} in the model above."
    headed = f" {'; '.join(c.told for c in found.domains)}." if found.domains else ""
    return BiasBars("Risk of bias by weight in the pool", tuple(bars), note + headed)
