"""Tables whose cells are ruled: the grids that rules on a PDF's page form, and the words in their cells."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.readers.pdf_cells import CellLine, Table, cell_text, is_sound, rows_of, visual_rows
from ingest.readers.pdf_drawing import Drawing, Rule
from ingest.readers.pdf_words import Word

__all__ = ["merged", "ruled_tables"]

_SAME = 2.0
"""Points within which two rules are one."""
_MOST_RULES = 700
_COVERED = 0.6
"""Share of a cell's side that must be ruled."""


@dataclass(slots=True)
class _Grid:
    level: list[Rule]
    upright: list[Rule]
    xs: list[float]
    ys: list[float]
    """From the top."""


def merged(rules: Sequence[Rule]) -> list[Rule]:
    """Rules in one line as one, where they touch."""
    lines: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda one: one.at):
        if lines and rule.at - lines[-1][-1].at <= _SAME and rule.at - lines[-1][0].at <= 2 * _SAME:
            lines[-1].append(rule)
        else:
            lines.append([rule])
    done: list[Rule] = []
    for line in lines:
        at = sum(rule.at for rule in line) / len(line)
        start: float | None = None
        end = 0.0
        for rule in sorted(line, key=lambda one: one.start):
            if start is not None and rule.start <= end + 2 * _SAME:
                end = max(end, rule.end)
                continue
            if start is not None:
                done.append(Rule(at, start, end))
            start, end = rule.start, rule.end
        if start is not None:
            done.append(Rule(at, start, end))
    return done


def ruled_tables(
    words: Sequence[Word], drawing: Drawing, vocabulary: Counter[str], *, mirrored: bool = False
) -> list[Table]:
    """The tables whose columns are ruled."""
    found: list[Table] = []
    for grid in _grids(merged(drawing.level), merged(drawing.upright)):
        left, right, bottom, top = grid.xs[0], grid.xs[-1], grid.ys[-1], grid.ys[0]
        inside = [
            word
            for word in words
            if left - _SAME <= (word.left + word.right) / 2 <= right + _SAME
            and bottom - 0.3 * word.size <= word.baseline <= top
        ]
        table = _table(grid, inside, vocabulary, mirrored)
        if table is not None:
            found.append(table)
    return found


def _grids(level: list[Rule], upright: list[Rule]) -> list[_Grid]:
    """Rules that cross or touch, as one grid each."""
    if not level or not upright or len(level) > _MOST_RULES or len(upright) > _MOST_RULES:
        return []
    parent = list(range(len(level) + len(upright)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for number, rule in enumerate(level):
        for other, post in enumerate(upright, len(level)):
            if (
                rule.start - _SAME <= post.at <= rule.end + _SAME
                and post.start - _SAME <= rule.at <= post.end + _SAME
            ):
                parent[root(number)] = root(other)
    groups: defaultdict[int, tuple[list[Rule], list[Rule]]] = defaultdict(lambda: ([], []))
    for number, rule in enumerate((*level, *upright)):
        groups[root(number)][number >= len(level)].append(rule)
    grids = []
    for flat, posts in groups.values():
        if len(flat) < 2 or not posts:
            continue
        xs = _places([*(rule.at for rule in posts), min(r.start for r in flat), max(r.end for r in flat)])
        ys = _places([*(rule.at for rule in flat), min(r.start for r in posts), max(r.end for r in posts)])
        if len(xs) >= 3 and len(ys) >= 2:
            grids.append(_Grid(flat, posts, xs, ys[::-1]))
    return grids


def _places(values: Sequence[float]) -> list[float]:
    done: list[float] = []
    for value in sorted(values):
        if not done or value - done[-1] > 2 * _SAME:
            done.append(value)
    return done


def _table(grid: _Grid, words: list[Word], vocabulary: Counter[str], mirrored: bool) -> Table | None:
    across, down = len(grid.xs) - 1, len(grid.ys) - 1
    if not words:
        return None
    owner = _owners(grid, words)
    held: defaultdict[int, list[Word]] = defaultdict(list)
    doubtful = False
    for word in words:
        middle = (word.left + word.right) / 2
        height = word.baseline + 0.3 * word.size
        column = min(across - 1, max(0, sum(x < middle for x in grid.xs) - 1))
        row = min(down - 1, max(0, sum(y > height for y in grid.ys) - 1))
        held[owner[row * across + column]].append(word)
    lines = {
        cell: [CellLine(row.words, row.baseline, row.size) for row in visual_rows(inside)]
        for cell, inside in held.items()
    }
    rows: list[list[str]] = []
    for row in range(down):
        cells = [owner[row * across + column] for column in range(across)]
        columns = [
            lines.get(cell, []) if cells.index(cell) == column else [] for column, cell in enumerate(cells)
        ]
        parted, unsure = _parted(columns, cells, row, across, is_ruled=down > 3)
        doubtful = doubtful or unsure
        rows += [[cell_text(cell, vocabulary, mirrored=mirrored) for cell in one] for one in parted]
    rows = [row for row in rows if any(row)]
    used = [column for column in range(across) if any(row[column] for row in rows)]
    if len(used) < 2 or len(rows) < 2 or _is_drawing(rows, used):
        return None
    return Table(
        [[row[column] for column in used] for row in rows],
        tuple(grid.xs[column] for column in used),
        grid.ys[0],
        grid.ys[-1],
        grid.xs[0],
        grid.xs[-1],
        words,
        doubtful,
    )


def _parted(
    columns: list[list[CellLine]], cells: Sequence[int], row: int, across: int, *, is_ruled: bool
) -> tuple[list[list[list[CellLine]]], bool]:
    """The rows in one ruled row: one, but where rules stand only between columns."""
    whole = [list(column) for column in columns]
    spans_rows = any(cell // across != row for cell in cells)
    if spans_rows or is_sound([whole]):
        return [whole], False
    found, doubtful = rows_of(columns, ())
    return ([whole], not is_ruled) if doubtful else (found, False)


def _owners(grid: _Grid, words: Sequence[Word]) -> list[int]:
    """For each place of the grid the first place of the cell that it belongs to."""
    across, down = len(grid.xs) - 1, len(grid.ys) - 1
    owner = list(range(across * down))

    def root(at: int) -> int:
        while owner[at] != at:
            at = owner[at]
        return at

    posts = [[rule for rule in grid.upright if abs(rule.at - x) <= 2 * _SAME] for x in grid.xs]
    flats = [[rule for rule in grid.level if abs(rule.at - y) <= 2 * _SAME] for y in grid.ys]
    ruled = [
        [_covers(posts[column], grid.ys[row + 1], grid.ys[row]) for row in range(down)]
        for column in range(across + 1)
    ]
    by_row: list[list[Word]] = [[] for _ in range(down)]
    for word in words:
        height = word.baseline + 0.3 * word.size
        by_row[min(down - 1, max(0, sum(y > height for y in grid.ys) - 1))].append(word)
    for row in range(down):
        for column in range(across):
            at = row * across + column
            if column + 1 < across and not ruled[column + 1][row]:
                is_usual = sum(ruled[column + 1]) >= 0.7 * down
                if _is_across(by_row[row], grid.xs[column + 1], grid.xs[column], is_usual=is_usual):
                    owner[root(at + 1)] = root(at)
            if row + 1 < down and not _covers(flats[row + 1], grid.xs[column], grid.xs[column + 1]):
                below = root(at + across)
                first, second = sorted((root(at), below))
                owner[second] = first
    return [root(at) for at in range(across * down)]


def _is_across(words: Sequence[Word], post: float, start: float, *, is_usual: bool) -> bool:
    """Whether a cell goes on where its row lacks the rule at `post`, which other rows have."""
    before = [word.right for word in words if start <= word.left < post]
    after = [word.left for word in words if word.left >= post - 1]
    if any(word.left < post - 1 and word.right > post + 1 for word in words):
        return True
    gap = min(after, default=1e9) - max(before, default=-1e9)
    size = words[0].size if words else 10.0
    return gap < 0.5 * size or (is_usual and not (before and after and gap < 1e8))


def _covers(rules: Sequence[Rule], start: float, end: float) -> bool:
    length = max(0.1, end - start)
    return sum(max(0.0, min(rule.end, end) - max(rule.start, start)) for rule in rules) >= _COVERED * length


def _is_drawing(rows: Sequence[Sequence[str]], used: Sequence[int]) -> bool:
    """Whether the rules are those of a figure or of boxes around text, not of a table."""
    filled = sum(bool(row[column]) for row in rows for column in used)
    longest = max(len(row[column]) for row in rows for column in used)
    return filled < 0.25 * len(rows) * len(used) or longest > 2500
