"""Effects with small interval plots as inline SVG."""

import math

from acuevid.export.markup import Markup, element, text, together
from acuevid.export.shapes import FONT, NAMESPACE, QUIET, shape
from acuevid.numbers import format as fmt
from acuevid.views.blocks import Effect, EffectList, Interval

_WIDTH, _HEIGHT, _EDGE, _MIDDLE = 320, 44, 24, 14


def effect_list(item: EffectList) -> Markup:
    """Each effect in words, with its interval drawn below it."""
    bounds = {axis: _bound([e.interval for e in item.items if e.interval], axis) for axis in ("difference", "mean")}
    return element("ul", *(element("li", _effect(e, bounds)) for e in item.items), class_="effects")


def _effect(effect: Effect, bounds: dict[str, float]) -> Markup:
    told = together(element("strong", text(effect.name)), text(f": {effect.text}"))
    if effect.interval is None:
        return told
    plot = interval_plot(effect.interval, bounds.get(effect.interval.axis, 1.0))
    return together(told, element("div", plot, *_ends(effect.interval), class_="plot"))


def _ends(interval: Interval) -> tuple[Markup, ...]:
    if not interval.low:
        return ()
    ends = (element("span", text(f"← {interval.low}")), element("span", text(f"{interval.high} →")))
    return (element("div", *ends, class_="ends"),)


def interval_plot(interval: Interval, bound: float) -> Markup:
    """The interval on an axis from −`bound` to `bound`, or from 0 to 100 % for a proportion."""
    first = 0.0 if interval.axis == "proportion" else -bound
    last = 1.0 if interval.axis == "proportion" else bound

    def x(value: float) -> float:
        return round(_EDGE + (value - first) / (last - first) * (_WIDTH - 2 * _EDGE), 1)

    low, high, middle = x(interval.ci_low), x(interval.ci_high), x(interval.estimate)
    ticks = (first, (first + last) / 2, last)
    null = () if interval.axis == "proportion" else (_line(x(0), 2, x(0), _MIDDLE + 12, "null"),)
    return element(
        "svg",
        _line(_EDGE, _MIDDLE + 12, _WIDTH - _EDGE, _MIDDLE + 12, "axis"),
        *(_tick(x(tick), _label(tick, interval.axis)) for tick in ticks),
        *null,
        _line(low, _MIDDLE, high, _MIDDLE, "interval"),
        _line(low, _MIDDLE - 4, low, _MIDDLE + 4, "interval"),
        _line(high, _MIDDLE - 4, high, _MIDDLE + 4, "interval"),
        shape("rect", "estimate", x=middle - 4, y=_MIDDLE - 4, width=8, height=8),
        xmlns=NAMESPACE,
        viewBox=f"0 0 {_WIDTH} {_HEIGHT}",
        font_family=FONT,
        font_size=11,
        role="img",
        aria_label=interval.text,
    )


def _line(x1: float, y1: float, x2: float, y2: float, name: str) -> Markup:
    return shape("line", name, x1=x1, y1=y1, x2=x2, y2=y2)


def _tick(x: float, label: str) -> Markup:
    mark = _line(x, _MIDDLE + 12, x, _MIDDLE + 16, "axis")
    return together(mark, element("text", text(label), x=x, y=_MIDDLE + 28, text_anchor="middle", fill=QUIET))


def _label(value: float, axis: str) -> str:
    if axis == "mean":
        return fmt.tick(value)
    return f"{fmt.tick(100 * value)}{'%' if axis == 'proportion' else ''}"


def _bound(intervals: list[Interval], axis: str) -> float:
    """The round number that the ends of all intervals lie within."""
    ends = [abs(end) for i in intervals if i.axis == axis for end in (i.ci_low, i.ci_high)]
    largest = max(ends, default=1.0) or 1.0
    power = 10.0 ** math.floor(math.log10(largest))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= largest * 0.999999)
