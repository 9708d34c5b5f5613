"""Latencies by kind go in; a picture of how they are distributed, as SVG, comes out.

A line for each kind: the share (upwards) that came within so many seconds (to the right).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

_WIDTH, _HEIGHT = 860, 480
_LEFT, _RIGHT, _TOP, _BOTTOM = 60, 250, 40, 50
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#999999")
"""Told apart by colour-blind people too (Okabe and Ito 2008)."""
_DASHES = ("", "6 3", "2 2")
_STEPS = (0.05, 0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0)
_MOST_TICKS = 12
_SHARES = (0.0, 0.25, 0.5, 0.75, 0.95, 1.0)
_FEWEST = 3
"""Fewer latencies are no distribution."""
_TAIL = 0.99
"""The axis ends at this share of the slowest kind, so that one straggler does not crush it."""


def latency_plot(latencies: Mapping[str, Sequence[float]], title: str) -> str:
    """The SVG of every kind with at least three latencies. Text is escaped; nothing is fetched."""
    kinds = {kind: sorted(values) for kind, values in latencies.items() if len(values) >= _FEWEST}
    low = min((values[0] for values in kinds.values()), default=0.0)
    high = max((values[int((len(values) - 1) * _TAIL)] for values in kinds.values()), default=1.0)
    axis = _Axis(min(low, 0.0), max(high, low + 0.1))
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        'font-family="sans-serif" font-size="12">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="white"/>',
        _text(_LEFT, 22, title, size=15),
        *_grid(axis),
    ]
    for number, (kind, values) in enumerate(kinds.items()):
        lines += _curve(axis, number, kind, values)
    return "\n".join([*lines, "</svg>", ""])


class _Axis:
    """Where seconds and shares lie on the picture."""

    def __init__(self, low: float, high: float) -> None:
        self.step = next(
            (step for step in _STEPS if (high - low) / step <= _MOST_TICKS), (high - low) / 10
        )
        self.first, self.last = int(low // self.step), int(-(-high // self.step))

    def x(self, seconds: float) -> float:
        width = _WIDTH - _LEFT - _RIGHT
        share = (seconds / self.step - self.first) / max(1, self.last - self.first)
        return round(_LEFT + width * min(max(share, 0.0), 1.0), 1)

    def y(self, share: float) -> float:
        return round(_HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * share, 1)


def _grid(axis: _Axis) -> list[str]:
    lines = []
    for tick in range(axis.first, axis.last + 1):
        x = axis.x(tick * axis.step)
        lines.append(_line(x, axis.y(0), x, axis.y(1), "#888" if tick == 0 else "#ddd"))
        lines.append(_text(x, axis.y(0) + 18, f"{tick * axis.step:g}", anchor="middle"))
    for share in _SHARES:
        lines.append(_line(_LEFT, axis.y(share), _WIDTH - _RIGHT, axis.y(share), "#ddd"))
        lines.append(_text(_LEFT - 8, axis.y(share) + 4, f"{share:.0%}", anchor="end"))
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    lines.append(_text(middle, _HEIGHT - 10, "seconds after the evidence", anchor="middle"))
    return lines


def _curve(axis: _Axis, number: int, kind: str, values: Sequence[float]) -> list[str]:
    """The steps of the distribution, and the kind's line in the legend."""
    points = [f"{axis.x(values[0])},{axis.y(0)}"]
    for count, value in enumerate(values):
        x = axis.x(value)
        points += [
            f"{x},{axis.y(count / len(values))}",
            f"{x},{axis.y((count + 1) / len(values))}",
        ]
    points.append(f"{_WIDTH - _RIGHT},{axis.y(1)}")
    colour = _COLOURS[number % len(_COLOURS)]
    dash = _DASHES[number // len(_COLOURS) % len(_DASHES)]
    style = f'stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"'
    left, y = _WIDTH - _RIGHT + 20, _TOP + 10 + 20 * number
    return [
        f'<polyline fill="none" {style} points="{" ".join(points)}"/>',
        f'<line x1="{left}" y1="{y}" x2="{left + 26}" y2="{y}" {style}/>',
        _text(left + 34, y + 4, f"{kind} ({len(values)})"),
    ]


def _line(x1: float, y1: float, x2: float, y2: float, colour: str) -> str:
    return f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{colour}"/>'


def _text(x: float, y: float, text: str, *, anchor: str = "start", size: int = 12) -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" font-size="{size}">{escape(text)}</text>'
