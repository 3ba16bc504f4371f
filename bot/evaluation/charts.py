"""Charts as SVG text: lines, paired bars and a heat map."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

__all__ = ["bars", "heat_map", "lines"]

COLOURS = ("#1f6feb", "#c2410c")
_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP = 460, 240, 44, 40, 14

Points = Sequence[tuple[float, float]]


def lines(series: Sequence[tuple[str, Points]], *, x_label: str, y_label: str) -> str:
    """Each series (name, points in order of x) as a line; y runs from 0 to 1."""
    drawn = [(name, points) for name, points in series if points]
    if not drawn:
        return '<p class="none">nothing to draw</p>'
    xs = [x for _, points in drawn for x, _ in points]
    low, high = min(xs), max(xs)
    span = (high - low) or 1.0

    def place(x: float, y: float) -> str:
        return f"{_LEFT + (x - low) / span * _plot_width():.1f},{_TOP + (1 - y) * _plot_height():.1f}"

    parts = [_axes(x_label, y_label, [(0, f"{low:g}"), (1, f"{high:g}")], ["0", "0.5", "1"])]
    for position, (name, points) in enumerate(drawn):
        colour = COLOURS[position % len(COLOURS)]
        path = " ".join(place(x, y) for x, y in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        for x, y in points if len(points) <= 20 else ():
            at_x, at_y = place(x, y).split(",")
            parts.append(
                f'<circle cx="{at_x}" cy="{at_y}" r="3" fill="{colour}">'
                f"<title>{escape(name)}: {x:g}, {y:.3f}</title></circle>"
            )
    return _svg("".join(parts), [name for name, _ in drawn], f"{y_label} by {x_label}")


def bars(groups: Sequence[tuple[str, Sequence[float]]], *, x_label: str, bins: int = 12) -> str:
    """Histograms of the groups' values side by side, on one scale."""
    drawn = [(name, values) for name, values in groups if values]
    if not drawn:
        return '<p class="none">nothing to draw</p>'
    low = min(min(values) for _, values in drawn)
    high = max(max(values) for _, values in drawn)
    width = (high - low) / bins or 1.0
    counts = []
    for _, values in drawn:
        row = [0] * bins
        for value in values:
            row[min(bins - 1, int((value - low) / width))] += 1
        counts.append(row)
    most = max(max(row) for row in counts)
    step = _plot_width() / bins
    bar = step / (len(drawn) + 0.4)
    ends = [(0.0, f"{low:.2f}"), (1.0, f"{high:.2f}")]
    parts = [_axes(x_label, "questions", ends, ["0", "", str(most)])]
    for position, row in enumerate(counts):
        for number, count in enumerate(row):
            height = count / most * _plot_height()
            parts.append(
                f'<rect x="{_LEFT + number * step + position * bar:.1f}" '
                f'y="{_TOP + _plot_height() - height:.1f}" width="{bar:.1f}" height="{height:.1f}" '
                f'fill="{COLOURS[position % len(COLOURS)]}" fill-opacity="0.8">'
                f"<title>{escape(drawn[position][0])}: {count}</title></rect>"
            )
    return _svg("".join(parts), [name for name, _ in drawn], f"questions by {x_label}")


def heat_map(rows: Sequence[tuple[str, Sequence[float | None]]], columns: Sequence[str]) -> str:
    """A table whose cells (0 to 1, None for none) are coloured from red over yellow to green."""
    head = "".join(f"<th>{escape(column)}</th>" for column in columns)
    body = []
    for name, values in rows:
        cells = "".join(
            '<td class="none">–</td>'
            if value is None
            else f'<td class="num heat" style="background:hsl({120 * value:.0f} 60% 85%)">{value:.2f}</td>'
            for value in values
        )
        body.append(f"<tr><th>{escape(name)}</th>{cells}</tr>")
    return f"<table><thead><tr><th></th>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"


def _plot_width() -> int:
    return _WIDTH - _LEFT - 12


def _plot_height() -> int:
    return _HEIGHT - _BOTTOM - _TOP


def _axes(x_label: str, y_label: str, x_ends: Sequence[tuple[float, str]], y_marks: Sequence[str]) -> str:
    floor = _TOP + _plot_height()
    middle = _LEFT + _plot_width() / 2
    parts = [
        f'<path d="M{_LEFT} {_TOP}V{floor}H{_WIDTH - 12}" fill="none" stroke="currentColor"/>',
        f'<text x="{middle}" y="{_HEIGHT - 6}" text-anchor="middle">{escape(x_label)}</text>',
        f'<text x="12" y="{_TOP + _plot_height() / 2}" text-anchor="middle" '
        f'transform="rotate(-90 12 {_TOP + _plot_height() / 2})">{escape(y_label)}</text>',
    ]
    for share, label in x_ends:
        x = _LEFT + share * _plot_width()
        parts.append(f'<text x="{x}" y="{floor + 15}" text-anchor="middle">{escape(label)}</text>')
    for number, label in enumerate(y_marks):
        y = floor - number / (len(y_marks) - 1) * _plot_height()
        parts.append(f'<text x="{_LEFT - 5}" y="{y + 4}" text-anchor="end">{escape(label)}</text>')
    return "".join(parts)


def _svg(inside: str, names: Sequence[str], title: str) -> str:
    legend = "".join(
        f'<span><i style="background:{COLOURS[position % len(COLOURS)]}"></i>{escape(name)}</span>'
        for position, name in enumerate(names)
    )
    size = f"0 0 {_WIDTH} {_HEIGHT}"
    return (
        f'<figure><svg viewBox="{size}" role="img" aria-label="{escape(title)}">{inside}</svg>'
        f"<figcaption>{legend}</figcaption></figure>"
    )
