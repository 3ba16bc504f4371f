"""The columns of a table without rules: upright strips of a page in which no word lies.

Knows lines of words; nothing of rows. Columns may stand closer together than words do: then the way in which
the file parts words tells that these were not written as one text.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

from ingest.readers.pdf_cells import VisualRow, is_figure, usual_size
from ingest.readers.pdf_words import Style, Word

__all__ = ["Spacing", "cells_of", "columns_of", "mark_gaps"]


class Spacing:
    """How the file parts words, so that it shows where two words are not of one text."""

    def __init__(self, rows: Sequence[VisualRow]) -> None:
        gaps: defaultdict[Style, Counter[float]] = defaultdict(Counter)
        close = written = 0
        for row in rows:
            for before, word in pairwise(row.words):
                gap = (word.left - before.right) / word.size
                if word.begins and before.style == word.style and 0.12 < gap < 0.5:
                    gaps[word.style][round(gap, 2)] += 1
                    close += 1
                    written += word.blank == 2
        self._writes = close > 4 and written > 0.8 * close
        self._usual: dict[Style, float] = {}
        for style, found in gaps.items():
            gap, _ = found.most_common(1)[0]
            near = sum(count for other, count in found.items() if abs(other - gap) < 0.025)
            if near > 3 and near > 0.6 * found.total():
                self._usual[style] = gap

    def is_apart(self, before: Word, word: Word) -> bool:
        """Whether the room between the two is no blank of theirs."""
        if not word.begins:
            return False
        gap = (word.left - before.right) / word.size
        if self._writes:
            return word.blank == 1 and gap > 0.05
        usual = self._usual.get(word.style)
        if usual is None or before.style != word.style:
            return False
        return 0.05 < gap < usual - 0.08 or gap > usual + 0.06  # pairs of letters move by less


def mark_gaps(rows: Sequence[VisualRow]) -> None:
    """Tell of each line whether it may be the cells of a row."""
    spacing = Spacing(rows)
    for row in rows:
        row.is_gapped = len(row.parts()) > 1 or any(
            word.left - before.right > 0.5 * row.size and spacing.is_apart(before, word)
            for before, word in pairwise(row.words)
        )


def columns_of(rows: Sequence[VisualRow], spacing: Spacing) -> list[tuple[float, float]]:
    """Where one column ends and the next begins: upright strips that no word, or hardly one, lies in."""
    size = usual_size(row.size for row in rows)
    least = size * (1.0 if len(rows) < 3 else 0.6 if len(rows) < 8 else 0.42)
    strips = _sure(rows, _strips(rows, 0.07 * size, 0), least, spacing)
    if len(rows) >= 4:  # the first line may name several columns at once
        below = _sure(rows, _strips(rows[1:], 0.07 * size, 0), least, spacing)
        strips = below if len(below) > len(strips) else strips
    if len(rows) >= 5:
        crossing = max(1, len(rows) // 14)
        for body in (rows, rows[1:]):
            loose = [
                strip
                for strip in _strips(body, size, crossing)
                if all(len(row.parts()) == 1 for row in body if _crosses(row, strip))
            ]
            strips = loose if len(loose) > len(strips) else strips
    return strips


def _crosses(row: VisualRow, strip: tuple[float, float]) -> bool:
    return any(word.left < strip[1] and word.right > strip[0] for word in row.words)


def _sure(
    rows: Sequence[VisualRow], strips: Sequence[tuple[float, float]], least: float, spacing: Spacing
) -> list[tuple[float, float]]:
    """The strips that are `least` wide, and narrow ones where the words on both sides were written apart."""
    kept: list[tuple[float, float]] = []
    for start, end in strips:
        if end - start < least:
            over = [
                (before, word)
                for row in rows
                for before, word in pairwise(row.words)
                if before.right <= start + 0.01 and word.left >= end - 0.01
            ]
            close = [(before, word) for before, word in over if word.left - before.right < 0.7 * word.size]
            if len(over) < 2 or not (
                all(spacing.is_apart(*pair) for pair in close) or _is_between_edges(rows, start, end)
            ):
                continue
        kept.append((start, end))
    return kept


def _is_between_edges(rows: Sequence[VisualRow], start: float, end: float) -> bool:
    """Whether figures end where the strip begins and words begin where it ends: the edges of two columns."""
    figures = [w.text for row in rows for w in row.words if abs(w.right - start) < 0.8 and is_figure(w.text)]
    words = [
        w.text
        for row in rows
        for w in row.words
        if abs(w.left - end) < 0.8 and (len(w.text) > 3 or w.text[:1].isupper())
    ]
    least = max(4, len(rows) // 4)
    return min(len(figures), len(words)) >= least and min(len(set(figures)), len(set(words))) > 2


def _strips(rows: Sequence[VisualRow], least: float, crossing: int) -> list[tuple[float, float]]:
    """Free strips `least` wide or more, with words on both sides; `crossing` rows may have words in one."""
    events: list[tuple[float, int]] = []
    for row in rows:
        for part in row.parts(0.0):  # words that touch count once
            events.append((min(word.left for word in part), 1))
            events.append((max(word.right for word in part), -1))
    events.sort()
    strips: list[tuple[float, float]] = []
    depth = 0
    free_from: float | None = None
    for at, change in events:
        before = depth
        depth += change
        if before > crossing >= depth:
            free_from = at
        elif before <= crossing < depth and free_from is not None:
            if at - free_from >= least:
                strips.append((free_from, at))
            free_from = None
    return [_freest(rows, strip) for strip in strips] if crossing else strips


def _freest(rows: Sequence[VisualRow], strip: tuple[float, float]) -> tuple[float, float]:
    """The widest part of the strip in which the fewest words are."""
    start, end = strip
    inside = [
        (max(start, word.left), min(end, word.right))
        for row in rows
        for word in row.words
        if word.left < end and word.right > start
    ]
    marks = sorted({start, end, *(at for part in inside for at in part)})
    return max(
        pairwise(marks),
        key=lambda part: (
            -sum(left < part[1] - 0.01 and right > part[0] + 0.01 for left, right in inside),
            part[1] - part[0],
        ),
        default=strip,
    )


def cells_of(
    row: VisualRow, strips: Sequence[tuple[float, float]], spacing: Spacing
) -> tuple[dict[int, list[Word]], int]:
    """The words of a line by column, and how many words lie across the room between two columns.

    Words that nothing parts stay together, in the column where they begin.
    """
    cuts = [(start + end) / 2 for start, end in strips]
    if not row.is_gapped and sum(row.left < start and row.right > end for start, end in strips) > 1:
        return {sum(cut < row.left for cut in cuts): list(row.words)}, 0
    found: dict[int, list[Word]] = {}
    across = column = 0
    last: Word | None = None
    for word in row.words:
        own = sum(cut < (word.left + word.right) / 2 for cut in cuts)
        across += any(word.left + 0.15 * row.size < cut < word.right - 0.15 * row.size for cut in cuts)
        if last is None or (own > column and _is_parted(last, word, strips[column:own], row.size, spacing)):
            column = own
        found.setdefault(column, []).append(word)
        last = word if last is None or word.right > last.right else last
    return found, across


def _is_parted(
    before: Word, word: Word, strips: Sequence[tuple[float, float]], size: float, spacing: Spacing
) -> bool:
    """Whether a cell ends between the two words: much room, or the edge of a column is there."""
    gap = word.left - before.right
    if gap > 0.55 * size or spacing.is_apart(before, word):
        return True
    near = 0.12 * size
    return any(abs(before.right - start) < near or abs(word.left - end) < near for start, end in strips)
