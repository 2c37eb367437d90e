"""A chart of goodput by interruption rate, as SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

_WIDTH, _HEIGHT, _LEFT, _TOP, _RIGHT, _BOTTOM = 720, 400, 60, 40, 190, 50
_COLOURS = ("#1f77b4", "#ff7f0e", "#2ca02c", "#d62728")


def chart(title: str, rates: Sequence[float], series: Mapping[str, Sequence[float]], lowest: float) -> str:
    """Lines over the mean seconds between interruptions; names that end in `blocking` are dashed."""
    width, height = _WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM

    def place(number: int, value: float) -> tuple[float, float]:
        x = _LEFT + width * number / max(1, len(rates) - 1)
        return x, _TOP + height * (1 - (value - lowest) / (1 - lowest))

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" '
        'font-size="12">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="white"/>',
        f'<text x="{_LEFT}" y="22" font-size="14">{escape(title)}</text>',
    ]
    for tenth in range(int(lowest * 10 + 0.5), 11):
        _, y = place(0, tenth / 10)
        parts.append(f'<line x1="{_LEFT}" x2="{_LEFT + width}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>')
        parts.append(f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{tenth * 10} %</text>')
    for number, rate in enumerate(rates):
        x, _ = place(number, 1)
        parts.append(f'<text x="{x:.1f}" y="{_TOP + height + 20}" text-anchor="middle">{rate:g} s</text>')
    middle = _LEFT + width / 2
    parts.append(
        f'<text x="{middle}" y="{_HEIGHT - 10}" text-anchor="middle">mean time between interruptions</text>'
    )
    for number, (name, values) in enumerate(series.items()):
        colour = _COLOURS[number // 2 % len(_COLOURS)]
        dash = ' stroke-dasharray="5 4"' if name.endswith("blocking") else ""
        style = f'stroke="{colour}" stroke-width="2"{dash}'
        points = " ".join("{:.1f},{:.1f}".format(*place(*each)) for each in enumerate(values))
        parts.append(f'<polyline points="{points}" fill="none" {style}/>')
        x, y = _LEFT + width + 20, _TOP + 14 + 20 * number
        parts.append(f'<line x1="{x}" x2="{x + 24}" y1="{y - 4}" y2="{y - 4}" {style}/>')
        parts.append(f'<text x="{x + 30}" y="{y}">{escape(name)}</text>')
    return "\n".join([*parts, "</svg>", ""])
