"""Words on a page that form the lines of a table, its columns, cells and rows.

Knows places and type sizes. Knows nothing of rules, pages or what a table is taken for.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.readers.pdf_joining import join_lines
from ingest.readers.pdf_marks import with_marks
from ingest.readers.pdf_words import Style, Word

__all__ = [
    "CellLine",
    "Spacing",
    "Table",
    "VisualRow",
    "cell_text",
    "cells_of",
    "columns_of",
    "is_sound",
    "is_value",
    "mark_gaps",
    "rows_of",
    "visual_rows",
]

_VALUE = re.compile(r"[-+−–±<>≤≥~(]?\s?[$€£¥]?\s?\d[\d.,/:’'  %-]*\s?[%)€$£*]?")
"""A cell's line that is a figure or a date: such a cell has one line only."""
_GAP = 1.0
"""Room between two cells of a line, in type sizes, where nothing else tells them apart."""


@dataclass(slots=True)
class VisualRow:
    """Words on one baseline, from left to right."""

    words: list[Word]
    baseline: float
    size: float
    is_gapped: bool = False
    """Whether so much room is in it that it may be the cells of a row; told by `mark_gaps`."""

    @property
    def left(self) -> float:
        return self.words[0].left

    @property
    def right(self) -> float:
        return max(word.right for word in self.words)

    def parts(self, gap: float = _GAP) -> list[list[Word]]:
        """The words, cut where much room is between them."""
        cut: list[list[Word]] = [[self.words[0]]]
        reach = self.words[0].right
        for word in self.words[1:]:
            if word.left - reach >= gap * self.size:
                cut.append([])
            cut[-1].append(word)
            reach = max(reach, word.right)
        return cut


@dataclass(slots=True)
class CellLine:
    """One line of a cell."""

    words: list[Word]
    baseline: float
    size: float


@dataclass(slots=True)
class Table:
    """Rows of cells, a text for each column, and where they are on the page."""

    rows: list[list[str]]
    edges: tuple[float, ...]
    """Where the columns begin."""
    top: float
    bottom: float
    left: float
    right: float
    words: list[Word] = field(default_factory=list)
    doubtful: bool = False
    """Whether words are there whose row or column cannot be told with certainty."""


def visual_rows(words: Iterable[Word]) -> list[VisualRow]:
    """The words by their baselines, from the top."""
    rows: list[VisualRow] = []
    for word in sorted(words, key=lambda one: (-one.baseline, one.left)):
        near = rows[-1] if rows else None
        if near is not None and near.baseline - word.baseline <= 0.4 * min(word.size, near.size):
            near.words.append(word)
            near.size = max(near.size, word.size)
        else:
            rows.append(VisualRow([word], word.baseline, word.size))
    for row in rows:
        row.words.sort(key=lambda one: one.left)
    return rows


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
    size = _usual(row.size for row in rows)
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
    figures = [
        w.text for row in rows for w in row.words if abs(w.right - start) < 0.8 and _VALUE.fullmatch(w.text)
    ]
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


def rows_of(
    columns: Sequence[Sequence[CellLine]], rules: Sequence[float]
) -> tuple[list[list[list[CellLine]]], bool]:
    """The lines of each column as rows of cells, and whether that is in doubt.

    `rules` are the heights of rules between rows. Within a cell lines are closer than those of two rows, or
    the first column tells where rows begin.
    """
    sizes = [line.size for column in columns for line in column]
    if not sizes:
        return [], False
    size = _usual(sizes)
    gaps = sorted(
        above.baseline - below.baseline
        for column in columns
        for above, below in pairwise(column)
        if not any(below.baseline < rule < above.baseline for rule in rules)
    )
    close = [gap for gap in gaps if 0.8 * size <= gap <= 1.55 * size]
    ways: list[list[list[list[CellLine]]]] = []
    if close:
        leading = close[len(close) // 20]
        wider = any(gap > 1.1 * leading for gap in gaps)
        if wider or rules:
            ways.append(_by_room(columns, rules, 1.1 * leading))
        ways.append(_by_first_column(columns, rules, size))
    else:
        ways.append(_by_room(columns, rules, 0.0))
    for rows in ways:
        if is_sound(rows) and (len(ways) == 1 or rows is not ways[-1] or _is_level(rows)):
            return rows, False
    return ways[0], True


def _by_room(
    columns: Sequence[Sequence[CellLine]], rules: Sequence[float], reach: float
) -> list[list[list[CellLine]]]:
    """Lines of a column not further apart than `reach` are one cell; cells beside each other are one row."""
    cells: list[tuple[float, float, int, list[CellLine]]] = []
    for number, column in enumerate(columns):
        for line in column:
            last = cells[-1] if cells and cells[-1][2] == number else None
            if (
                last is not None
                and last[3][-1].baseline - line.baseline <= reach
                and not any(line.baseline < rule < last[3][-1].baseline for rule in rules)
            ):
                last[3].append(line)
                cells[-1] = (last[0], _foot(line), number, last[3])
            else:
                cells.append((_head(line), _foot(line), number, [line]))
    cells.sort(key=lambda cell: -cell[0])
    rows: list[list[list[CellLine]]] = []
    bottom = 1e9
    for top, foot, number, lines in cells:
        if not rows or top <= bottom + 0.05 * lines[0].size:
            rows.append([[] for _ in columns])
            bottom = foot
        rows[-1][number] += lines
        bottom = min(bottom, foot)
    return rows


def _head(line: CellLine) -> float:
    return line.baseline + 0.6 * line.size


def _foot(line: CellLine) -> float:
    return line.baseline - 0.1 * line.size


def _by_first_column(
    columns: Sequence[Sequence[CellLine]], rules: Sequence[float], size: float
) -> list[list[list[CellLine]]]:
    """A row begins with each line of the first column, lines without one belong to the row above."""
    levels: list[tuple[float, list[tuple[int, CellLine]]]] = []
    every = sorted(
        ((line.baseline, number, line) for number, column in enumerate(columns) for line in column),
        key=lambda one: -one[0],
    )
    for baseline, number, line in every:
        if levels and levels[-1][0] - baseline <= 0.3 * size:
            levels[-1][1].append((number, line))
        else:
            levels.append((baseline, [(number, line)]))
    lead = 0 if columns and columns[0] else next((at for at, column in enumerate(columns) if column), 0)
    rows: list[list[list[CellLine]]] = []
    before = 1e9
    for baseline, lines in levels:
        ruled = any(baseline < rule < before for rule in rules)
        if not rows or ruled or any(number == lead for number, _ in lines):
            rows.append([[] for _ in columns])
        for number, line in lines:
            rows[-1][number].append(line)
        before = baseline
    return rows


def _is_level(rows: Sequence[Sequence[Sequence[CellLine]]]) -> bool:
    """Whether all cells of a row begin on one line."""
    for row in rows:
        tops = [cell[0].baseline for cell in row if cell]
        if tops and max(tops) - min(tops) > 0.35 * next(cell[0].size for cell in row if cell):
            return False
    return True


def is_sound(rows: Sequence[Sequence[Sequence[CellLine]]]) -> bool:
    """Whether no cell holds what are the cells of several rows."""
    tall = even = 0
    for row in rows:
        filled = [cell for cell in row if cell]
        for cell in filled:
            lines = [_words(line) for line in cell]
            values = [line if _VALUE.fullmatch(line) else "" for line in lines]
            if any(one and other and not _DATE.fullmatch(one + other) for one, other in pairwise(values)):
                return False
        if any(len(cell) > 1 for cell in filled) and len(filled) > 1:
            tall += 1
            levels = [tuple(round(line.baseline) for line in cell) for cell in filled]
            even += len(set(levels)) == 1
    return not (tall > 1 and even > 0.6 * tall and len(rows[0]) > 2)


def is_value(line: CellLine) -> bool:
    """Whether the line of a cell is a figure or a date."""
    return _VALUE.fullmatch(_words(line)) is not None


def _words(line: CellLine) -> str:
    return "".join((" " if at and word.blank else "") + word.text for at, word in enumerate(line.words))


_DATE = re.compile(r"\d{1,2}([./-])\d{1,2}\1\d{4}|\d{4}([./-])\d{1,2}\2\d{2}")


def cell_text(lines: Iterable[CellLine], words: Counter[str], *, mirrored: bool = False) -> str:
    """The text of a cell: its lines as one."""
    text = ""
    for line in lines:
        shown = with_marks(line.words, line.baseline, line.size, mirrored=mirrored)
        if shown[:1].isdigit() and _DATE.fullmatch(text + shown):  # cut by a column that is too narrow
            text += shown
        else:
            text = join_lines(text, shown, words) if text else shown
    return text


def _usual(sizes: Iterable[float]) -> float:
    return Counter(sizes).most_common(1)[0][0]
