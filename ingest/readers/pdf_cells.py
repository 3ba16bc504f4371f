"""Words on a page that form the lines of a table, its cells and rows.

Knows places and type sizes. Knows nothing of rules, pages or what a table is taken for.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.readers.pdf_joining import join_lines
from ingest.readers.pdf_marks import with_marks
from ingest.readers.pdf_words import Word

__all__ = [
    "CellLine",
    "Table",
    "VisualRow",
    "cell_text",
    "is_figure",
    "is_sound",
    "is_value",
    "rows_of",
    "usual_size",
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
    size = usual_size(sizes)
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


def is_figure(text: str) -> bool:
    """Whether the text is a figure or a date."""
    return _VALUE.fullmatch(text) is not None


def is_value(line: CellLine) -> bool:
    """Whether the line of a cell is a figure or a date."""
    return is_figure(_words(line))


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


def usual_size(sizes: Iterable[float]) -> float:
    """The type size that most have."""
    return Counter(sizes).most_common(1)[0][0]
