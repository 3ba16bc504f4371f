"""Where on a PDF's pages text runs, and in which order: its columns.

Knows lines and their places. Knows nothing of paragraphs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from ingest.readers.pdf_page import Line

__all__ = ["regions_of"]


def regions_of(
    pages: Sequence[Sequence[Line]], asides: Sequence[Sequence[list[Line]]] = ()
) -> list[list[Line]]:
    """Parts of all `pages` in the order of reading, each one column wide and sorted from its top.

    `asides` are for each page the groups of lines that stand beside its text: a heading before what it stands
    at, a note behind the paragraph.
    """
    gutters = [_gutter(lines, 3) for lines in pages]
    usual = Counter(round(gutter / 6) for gutter in gutters if gutter is not None).most_common(1)
    hint = next((g for g in gutters if g is not None and usual and round(g / 6) == usual[0][0]), None)
    regions: list[list[Line]] = []
    for number, (lines, gutter) in enumerate(zip(pages, gutters, strict=True)):
        if gutter is None and hint is not None and _gutter(lines, 1, hint) is not None:
            gutter = hint
        found = _regions(lines, gutter)
        for aside in asides[number] if asides else ():
            found = _with_aside(found, aside)
        regions += found
    return regions


def _with_aside(regions: list[list[Line]], aside: list[Line]) -> list[list[Line]]:
    top = aside[0].baseline + 0.3 * aside[0].size
    for number, region in enumerate(regions):
        if len(region) == 1 and region[0].bold and region[0].baseline >= top:
            continue
        at = next((place for place, line in enumerate(region) if line.baseline <= top), None)
        if at is None:
            continue
        if not aside[0].bold:
            at = next(
                (
                    place
                    for place in range(max(1, at), len(region))
                    if region[place - 1].baseline - region[place].baseline > 1.45 * region[place].size
                    or region[place].left - region[place - 1].left > 0.8 * region[place].size
                ),
                len(region),
            )
        parts = [part for part in (region[:at], aside, region[at:]) if part]
        return [*regions[:number], *parts, *regions[number + 1 :]]
    return [*regions, aside]


def _gutter(lines: Sequence[Line], least: int, hint: float | None = None) -> float | None:
    """Where the right one of two columns begins, or None when the lines stand in one."""
    lines = [line for line in lines if line.rows is None]
    if len(lines) < 2 * least:
        return None
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    starts = Counter(round(line.left) for line in lines)
    candidates = (
        [hint]
        if hint is not None
        else [
            float(x)
            for x, count in starts.items()
            if count >= least and left + 0.2 * (right - left) < x < right - 0.15 * (right - left)
        ]
    )
    best: tuple[int, int, float] | None = None
    for x in candidates:
        before = [line for line in lines if line.right < x - 3]
        after = [line for line in lines if line.left >= x - 1.5]
        if len(before) < least or len(after) < least:
            continue
        if not (_is_column(before, least) and _is_column(after, least)):
            continue
        top = min(max(line.baseline for line in before), max(line.baseline for line in after))
        bottom = max(min(line.baseline for line in before), min(line.baseline for line in after))
        beside = [
            line
            for line in lines
            if line.left < x - 1.5 and line.right >= x - 3 and bottom < line.baseline < top
        ]
        if hint is None and (bottom >= top or len(beside) > 0.5 * min(len(before), len(after))):
            continue
        score = (len(beside) - min(len(before), len(after)), -len(after), x)
        best = score if best is None else min(best, score)
    return None if best is None else best[2]


def _is_column(lines: Sequence[Line], least: int) -> bool:
    """Whether these are lines of a column of text, not of cells: many are long and about as wide."""
    if least == 1:
        return True
    width = sorted(line.width for line in lines)[int(0.9 * (len(lines) - 1))]
    wide = [line for line in lines if line.width >= 0.6 * width]
    return len(wide) >= 0.4 * len(lines) and sum(len(line.text) for line in wide) >= 18 * len(wide)


def _regions(lines: Sequence[Line], gutter: float | None, depth: int = 0) -> list[list[Line]]:
    """Parts of a page that are read one after the other, each from its top to its foot."""
    ordered = sorted(lines, key=lambda line: -line.baseline)
    if gutter is None:
        return [ordered] if ordered else []

    def spans(line: Line) -> bool:
        return line.left < gutter - 1.5 and line.right >= gutter - 3

    regions: list[list[Line]] = []
    for is_spanning, group in groupby(ordered, spans):
        part = list(group)
        if is_spanning:
            regions.append(part)
            continue
        for column in (
            [line for line in part if line.left < gutter - 1.5],
            [line for line in part if line.left >= gutter - 1.5],
        ):
            further = _gutter(column, 5) if depth < 2 else None  # three and more columns
            regions += _regions(column, further, depth + 1)
    return regions
