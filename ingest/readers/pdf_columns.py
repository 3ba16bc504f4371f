"""Where on a PDF's pages text runs, and in which order: columns, running heads and page numbers.

Knows lines and their places. Knows nothing of paragraphs.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import groupby

from ingest.readers.pdf_page import Line

__all__ = ["regions_of"]

_ROMAN = re.compile(r"[ivxlc]{1,7}")
_MARGIN = 0.08
"""Share of the height of all text in which running heads and feet stand."""


def regions_of(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Parts of all `pages` in the order of reading, each one column wide and sorted from its top; without
    running heads, feet and page numbers."""
    kept = _without_running_heads(pages)
    gutters = [_gutter(lines, 3) for lines in kept]
    usual = Counter(round(gutter / 6) for gutter in gutters if gutter is not None).most_common(1)
    hint = next((g for g in gutters if g is not None and usual and round(g / 6) == usual[0][0]), None)
    regions: list[list[Line]] = []
    for lines, gutter in zip(kept, gutters, strict=True):
        if gutter is None and hint is not None and _gutter(lines, 1, hint) is not None:
            gutter = hint
        regions += _regions(lines, gutter)
    return regions


def _without_running_heads(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    levels = [line.baseline for lines in pages for line in lines]
    if not levels:
        return [list(lines) for lines in pages]
    high, low = max(levels), min(levels)
    margin = _MARGIN * (high - low)
    seen: defaultdict[tuple[bool, str], set[int]] = defaultdict(set)
    steps: Counter[tuple[bool, int]] = Counter()

    outer: list[set[float]] = []
    for lines in pages:
        found = sorted({line.baseline for line in lines})
        outer.append({*found[:2], *found[-2:]})

    def place(line: Line, page: int) -> tuple[bool, str] | None:
        is_head = line.baseline > high - margin
        if line.baseline not in outer[page]:
            return None
        if not is_head and line.baseline > low + margin:
            return None
        return is_head, f"{re.sub(r'[0-9]+', '#', line.text.casefold())} at {round(line.baseline / 3)}"

    for page, lines in enumerate(pages):
        for line in lines:
            where = place(line, page)
            if where is not None:
                seen[where].add(line.page)
                number = _page_number(line.text)
                if number is not None:
                    steps[where[0], number - line.page] += 1

    def runs(line: Line, page: int) -> bool:
        where = place(line, page)
        if where is None:
            return False
        number = _page_number(line.text)
        if number is not None:
            alone = len(pages) == 1 and number == 1
            return (
                alone or steps[where[0], number - line.page] >= 2 or _ROMAN.fullmatch(line.text) is not None
            )
        return len(seen[where]) >= min(3, max(2, len(pages) // 2))

    return [
        [line for line in lines if not runs(line, page)] or list(lines) for page, lines in enumerate(pages)
    ]


def _page_number(text: str) -> int | None:
    match = re.fullmatch(
        r"(?:page|seite|p\.?)?\s*[-–—|]?\s*(\d{1,4})\s*[-–—|]?(?:\s*(?:of|/|von)\s*\d+)?", text, re.I
    )
    if match:
        return int(match[1])
    return 0 if _ROMAN.fullmatch(text) else None


def _gutter(lines: Sequence[Line], least: int, hint: float | None = None) -> float | None:
    """Where the right one of two columns begins, or None when the lines stand in one."""
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
