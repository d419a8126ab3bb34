"""The bubble plot of a meta-regression: its studies, its line and its axes, for every face to draw."""

from acuevid.measures import MEASURES
from acuevid.numbers import format as fmt
from acuevid.pools.fit import PoolResult
from acuevid.pools.moderator import Moderated
from acuevid.synthesis.moderators import figure, moderator_sentences
from acuevid.synthesis.pool_words import time_words, topic
from acuevid.views.axis import linear_ticks
from acuevid.views.blocks import Block, Bubble, BubblePlot, Heading, Sentences

_STEPS = 40
"""Pieces of the line, whose interval is curved."""
_ROOM = 0.05
"""The share of a span that is left free beyond the outermost studies."""


def moderator_blocks(result: PoolResult, moderated: Moderated) -> list[Block]:
    """The plot and what the meta-regression says; why there is none, where there is none."""
    plot = [] if moderated.found is None else [bubble_plot(result, moderated)]
    told = Sentences(tuple(moderator_sentences(result, moderated)))
    return [Heading(f"By {moderated.field.what}, as a moderator"), *plot, told]


def bubble_plot(result: PoolResult, moderated: Moderated) -> BubblePlot:
    """Effects against the moderator; the area of a bubble goes with its weight in the meta-regression."""
    kind, values = MEASURES[result.measure], moderated.values
    across = moderated.field.what
    spread = _ROOM * (max(values) - min(values))
    bubbles = tuple(
        Bubble(m.study.label, x, m.yi, figure(x), fmt.estimate_cell(m.effect), weight)
        for m, x, weight in zip(moderated.members, values, moderated.weights, strict=True)
    )
    line = []
    for i in range(_STEPS + 1):
        x = min(values) + (max(values) - min(values)) * i / _STEPS
        found = moderated.at(x)
        assert found.estimate is not None
        line.append((x, found.estimate, found.ci_low, found.ci_high))
    points = [*([0.0] if kind.has_null else []), *(b.y for b in bubbles), *(y for _, y, *_ in line)]
    room = _ROOM * (max(points) - min(points)) or 1.0
    title = f"{kind.label} by {across}: {topic(result.chosen)}{time_words(result.chosen)}"
    return BubblePlot(
        title[:1].upper() + title[1:],
        across[:1].upper() + across[1:],
        kind.short,
        kind.label,
        bubbles,
        tuple(line),
        min(values) - spread,
        max(values) + spread,
        min(points) - room,
        max(points) + room,
        kind.scale,
        kind.has_null,
        float(kind.times),
        f"Line: the mean effect by the meta-regression ({moderated.model}). Bubbles: the weights of the studies in it.",
    )


def across_ticks(plot: BubblePlot, most: int) -> list[tuple[float, str]]:
    """At most so many round values of the moderator, with their labels."""
    return [(v, figure(round(v, 10))) for v in linear_ticks(plot.first, plot.last, most)]
