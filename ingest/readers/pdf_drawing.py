"""What is drawn on a PDF's page beside its text: rules, shaded bands and pictures.

Knows paths and images; nothing of tables.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Drawing", "Rule", "drawing_of"]

_THIN = 3.0
"""Most points that a rule is thick."""
_SHORT = 5.0
"""Fewest points that a rule is long."""
_MOST_OBJECTS = 20_000
_MOST_SEGMENTS = 4_000
_DEEPEST = 4


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight rule: `at` is where it stands, `start` and `end` how far it runs."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class Drawing:
    """Rules that lie level, those that stand upright, and how much of the page pictures cover."""

    level: list[Rule] = field(default_factory=list)
    upright: list[Rule] = field(default_factory=list)
    pictured: float = 0.0


def drawing_of(page: Any, *, mirrored: bool = False) -> Drawing:
    """The rules of an opened page; `mirrored` sees their places in a mirror."""
    import pypdfium2.raw as raw

    drawing = Drawing()
    left, bottom, right, top = page.get_bbox()
    area = max(1.0, (right - left) * (top - bottom))
    budget = [_MOST_OBJECTS, _MOST_SEGMENTS]
    edges = tuple(ctypes.c_float() for _ in range(4))
    frame = raw.FS_MATRIX(1, 0, 0, 1, 0, 0)
    count, get = raw.FPDFPage_CountObjects(page), raw.FPDFPage_GetObject
    for at in range(count):
        _look_at(raw, drawing, get(page, at), edges, frame, budget, area, 0)
        if budget[0] <= 0:
            break
    if mirrored:
        drawing.level = [Rule(rule.at, -rule.end, -rule.start) for rule in drawing.level]
        drawing.upright = [Rule(-rule.at, rule.start, rule.end) for rule in drawing.upright]
    return drawing


def _look_at(
    raw: Any, drawing: Drawing, shape: Any, edges: Any, frame: Any, budget: list[int], area: float, depth: int
) -> None:
    budget[0] -= 1
    if budget[0] < 0:
        return
    kind = raw.FPDFPageObj_GetType(shape)
    if kind == raw.FPDF_PAGEOBJ_TEXT:
        return
    if kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
        own = raw.FS_MATRIX()
        raw.FPDFPageObj_GetMatrix(shape, own)
        inner = _product(raw, own, frame)
        for at in range(raw.FPDFFormObj_CountObjects(shape)):
            _look_at(
                raw, drawing, raw.FPDFFormObj_GetObject(shape, at), edges, inner, budget, area, depth + 1
            )
        return
    if kind not in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE):
        return
    if not raw.FPDFPageObj_GetBounds(shape, *edges):
        return
    box = _box_in(frame, *(edge.value for edge in edges))
    if kind == raw.FPDF_PAGEOBJ_IMAGE:
        drawing.pictured += max(0.0, (box[2] - box[0]) * (box[3] - box[1])) / area
        return
    segments = raw.FPDFPath_CountSegments(shape)
    budget[1] -= segments
    if segments <= 6 or budget[1] < 0:
        _take_box(drawing, *box)
        return
    own = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(shape, own)
    _take_path(raw, drawing, shape, segments, _product(raw, own, frame))


def _take_box(drawing: Drawing, left: float, bottom: float, right: float, top: float) -> None:
    """A rule, or the four sides of a box."""
    width, height = right - left, top - bottom
    if height <= _THIN and width >= _SHORT:
        drawing.level.append(Rule((bottom + top) / 2, left, right))
    elif width <= _THIN and height >= _SHORT:
        drawing.upright.append(Rule((left + right) / 2, bottom, top))
    elif width >= _SHORT and height >= _SHORT:
        drawing.level += [Rule(bottom, left, right), Rule(top, left, right)]
        drawing.upright += [Rule(left, bottom, top), Rule(right, bottom, top)]


def _take_path(raw: Any, drawing: Drawing, shape: Any, segments: int, matrix: Any) -> None:
    """Each straight stroke of a path of many."""
    x, y = ctypes.c_float(), ctypes.c_float()
    before: tuple[float, float] | None = None
    start: tuple[float, float] | None = None
    for at in range(segments):
        segment = raw.FPDFPath_GetPathSegment(shape, at)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == raw.FPDF_SEGMENT_LINETO and before is not None:
            _take_stroke(drawing, before, point)
        if raw.FPDFPathSegment_GetClose(segment) and start is not None:
            _take_stroke(drawing, point, start)
        before = point


def _take_stroke(drawing: Drawing, one: tuple[float, float], other: tuple[float, float]) -> None:
    (left, low), (right, high) = one, other
    if abs(low - high) <= 0.5 and abs(left - right) >= _SHORT:
        drawing.level.append(Rule((low + high) / 2, min(left, right), max(left, right)))
    elif abs(left - right) <= 0.5 and abs(low - high) >= _SHORT:
        drawing.upright.append(Rule((left + right) / 2, min(low, high), max(low, high)))


def _box_in(
    frame: Any, left: float, bottom: float, right: float, top: float
) -> tuple[float, float, float, float]:
    xs = [frame.a * x + frame.c * y + frame.e for x in (left, right) for y in (bottom, top)]
    ys = [frame.b * x + frame.d * y + frame.f for x in (left, right) for y in (bottom, top)]
    return min(xs), min(ys), max(xs), max(ys)


def _product(raw: Any, inner: Any, outer: Any) -> Any:
    """The matrix that does `inner` first."""
    return raw.FS_MATRIX(
        inner.a * outer.a + inner.b * outer.c,
        inner.a * outer.b + inner.b * outer.d,
        inner.c * outer.a + inner.d * outer.c,
        inner.c * outer.b + inner.d * outer.d,
        inner.e * outer.a + inner.f * outer.c + outer.e,
        inner.e * outer.b + inner.f * outer.d + outer.f,
    )
