"""The tables of a PDF's page, in place of the lines that they are made of.

Ruled ones are `pdf_grids`; here are those whose columns only the room between them tells. Where it is not
certain which column or row a word belongs to, the lines stay as they are printed and are marked as doubtful:
no value is put where it may not belong.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from ingest.readers.pdf_cells import CellLine, Table, VisualRow, cell_text, is_value, rows_of, visual_rows
from ingest.readers.pdf_drawing import Drawing, Rule
from ingest.readers.pdf_grids import merged, ruled_tables
from ingest.readers.pdf_page import Line, line_from
from ingest.readers.pdf_strips import Spacing, cells_of, columns_of, mark_gaps

__all__ = ["with_ruled_tables", "with_set_tables"]

_CAPTION = re.compile(
    r"^(?:fig(?:ure|\.)?|table|tab\.|scheme|box|abbildung|abb\.|tabelle|tableau|source|note)\b", re.I
)
_LEADER = re.compile(r"(?:\s*[.·…]){5,}\s*(?:\d{1,4}|[ivxlc]{1,6})?$")
_MARK = re.compile(
    r"^(?:[•▪◦‣·●■–*\uf0b7-]|\(?\d{1,3}[.)]|\[[^\]\s]{1,12}\]|\(?[a-zA-Z][).]|\(?[ivx]{1,5}[).])$"
)
_NUMBER = re.compile(r"^\d{1,2}(?:\.\d{1,2})*\.?$")
_MATH_FONT = re.compile(
    r"cmmi|cmsy|cmex|msam|msbm|math|symbol|stix.*(?:sym|int)|euex|lmmi|lmsy", re.IGNORECASE
)
_RELATIONS = frozenset("= ≤ ≥ ≈ ≡ ∼ → < >".split())
_CURRENCY = re.compile(r"[$€£¥]|US\$|EUR|USD|CHF")
_Strips = Sequence[tuple[float, float]]
_FURTHEST = 5.0
"""Room between two lines of one table, in type sizes."""
_LONGEST_CELL = 420


def with_ruled_tables(
    lines: Sequence[Line], drawing: Drawing, vocabulary: Counter[str], *, mirrored: bool = False
) -> list[Line]:
    """`lines` of a page with its ruled tables in place of their lines."""
    if not drawing.level or not drawing.upright:
        return list(lines)
    words = [word for line in lines for word in line.words]
    return _replaced(lines, ruled_tables(words, drawing, vocabulary, mirrored=mirrored))


def with_set_tables(
    lines: Sequence[Line],
    drawing: Drawing,
    vocabulary: Counter[str],
    *,
    width: float,
    mirrored: bool = False,
) -> list[Line]:
    """`lines` of a page or column, `width` points wide, with the tables in place of their lines."""
    plain = [line for line in lines if line.rows is None and not line.mono and not line.doubtful]
    levels = Counter(round(line.baseline / 3) for line in plain)
    if not any(count > 1 for count in levels.values()) and all(
        len(VisualRow(line.words, line.baseline, line.size).parts()) < 2 for line in plain
    ):
        return list(lines)
    rows = visual_rows(word for line in plain for word in line.words)
    rules = merged(drawing.level)
    tables: list[Table] = []
    for run in _runs(rows, width):
        tables += _tables(run, rules, vocabulary, mirrored, depth=0)
    return _replaced(lines, tables)


def _replaced(lines: Sequence[Line], tables: Sequence[Table]) -> list[Line]:
    if not tables:
        return list(lines)
    owner = {id(word): table for table in tables for word in table.words}
    done: list[Line] = []
    shown: dict[int, Line] = {}
    for line in lines:
        inside = [owner.get(id(word)) for word in line.words]
        table = next((one for one in inside if one is not None), None)
        if table is None:
            done.append(line)
            continue
        rest = [word for word, one in zip(line.words, inside, strict=True) if one is None]
        if rest:  # a line that runs out of the table
            done.append(line_from(rest, line.page))
        if table.doubtful:
            line.doubtful = True
            if not rest:
                done.append(line)
        elif id(table) not in shown:
            shown[id(table)] = Line(
                "", table.left, table.right, table.top, line.size, False, line.font, line.page
            )
            shown[id(table)].rows, shown[id(table)].edges = table.rows, table.edges
            shown[id(table)].baseline = max(word.baseline for word in table.words)
            done.append(shown[id(table)])
    return done


def _runs(rows: Sequence[VisualRow], width: float) -> list[list[VisualRow]]:
    """Neighbouring lines that may be one table: none is a line of prose, none far from the next."""
    runs: list[list[VisualRow]] = [[]]
    mark_gaps(rows)
    for at, row in enumerate(rows):
        text = " ".join(word.text for word in row.words)
        is_prose = not row.is_gapped and row.right - row.left > 0.62 * width
        is_prose = is_prose and not (
            0 < at < len(rows) - 1 and rows[at - 1].is_gapped and rows[at + 1].is_gapped
        )
        if is_prose or _CAPTION.match(text) or _LEADER.search(text):
            runs.append([])
            continue
        if runs[-1] and runs[-1][-1].baseline - row.baseline > _FURTHEST * max(row.size, runs[-1][-1].size):
            runs.append([])
        runs[-1].append(row)
    return [run for run in runs if sum(row.is_gapped for row in run) >= 2]


def _tables(
    run: Sequence[VisualRow], rules: Sequence[Rule], vocabulary: Counter[str], mirrored: bool, depth: int
) -> list[Table]:
    """The tables in a run of lines; where it is none as a whole, those in its parts."""
    gapped = [at for at, row in enumerate(run) if row.is_gapped]
    if len(gapped) < 2:
        return []
    core = run[gapped[0] : gapped[-1] + 1]
    table = _table(core, run, gapped, rules, vocabulary, mirrored)
    if table is not None and not table.doubtful:
        return [table]
    if depth < 4 and len(run) > 3:
        inside = [at for at in range(gapped[0] + 1, gapped[-1]) if at not in set(gapped)]
        wide = [at for at in inside if run[at].right - run[at].left > 0.62 * _width(run)]
        if wide:
            ends = [0, *(end for at in wide for end in (at, at + 1)), len(run)]
            return [
                found
                for start, end in pairwise(ends)
                for found in _tables(run[start:end], rules, vocabulary, mirrored, depth + 1)
            ]
        gaps = [above.baseline - below.baseline for above, below in pairwise(run)]
        at = max(range(len(gaps)), key=lambda place: gaps[place]) + 1
        usual = sorted(gaps)[len(gaps) // 2]
        if gaps[at - 1] > 1.25 * usual:
            parts = [
                found
                for part in (run[:at], run[at:])
                for found in _tables(part, rules, vocabulary, mirrored, depth + 1)
            ]
            if parts and (table is None or not any(part.doubtful for part in parts)):
                return parts
    return [] if table is None else [table]


def _width(run: Sequence[VisualRow]) -> float:
    return max(row.right for row in run) - min(row.left for row in run)


def _table(
    core: Sequence[VisualRow],
    run: Sequence[VisualRow],
    gapped: Sequence[int],
    rules: Sequence[Rule],
    vocabulary: Counter[str],
    mirrored: bool,
) -> Table | None:
    spacing = Spacing(run)
    cuts = columns_of(core, spacing)
    if not cuts or (len(core) < 4 and _is_stretched(core)):
        return None
    rows = _with_neighbours(list(core), run, gapped, cuts, spacing)
    left, right = min(row.left for row in rows), max(row.right for row in rows)
    columns: list[list[CellLine]] = [[] for _ in range(len(cuts) + 1)]
    across = 0
    for at, row in enumerate(rows):
        cells, crossing = cells_of(row, cuts, spacing)
        across += crossing if at and len(cells) > 1 else 0
        for column, words in cells.items():
            columns[column].append(CellLine(words, row.baseline, row.size))
    columns, cuts = _with_currency(columns, cuts)
    between = sorted(
        rule.at
        for rule in rules
        if rules and min(rule.end, right) - max(rule.start, left) >= 0.6 * (right - left)
    )
    parted, doubtful = rows_of(columns, between)
    if not (_is_table(parted) or (doubtful and _holds_values(columns, rows))):
        return None
    across += sum(
        spacing.is_apart(before, word)
        for column in columns
        for line in column
        for before, word in pairwise(line.words)
    )
    texts = [[cell_text(cell, vocabulary, mirrored=mirrored) for cell in row] for row in parted]
    edges = tuple(min((line.words[0].left for line in column), default=left) for column in columns)
    words = [word for row in rows for word in row.words]
    return Table(
        texts,
        edges,
        rows[0].baseline + rows[0].size,
        rows[-1].baseline,
        left,
        right,
        words,
        doubtful or across > 0,
    )


def _is_stretched(rows: Sequence[VisualRow]) -> bool:
    """Whether the blanks of the lines were only stretched, to fill a column."""
    wide = [
        word.blank == 2 and word.left - before.right < 3 * row.size
        for row in rows
        for before, word in pairwise(row.words)
        if word.left - before.right >= 0.9 * row.size
    ]
    return bool(wide) and all(wide)


def _with_neighbours(
    core: list[VisualRow], run: Sequence[VisualRow], gapped: Sequence[int], cuts: _Strips, spacing: Spacing
) -> list[VisualRow]:
    """`core` with the lines above and below it that can only be lines of its cells."""
    below = list(run[gapped[-1] + 1 :])
    size = core[-1].size
    while below and _goes_on(core[-1], below[0], cuts, spacing, size):
        core.append(below.pop(0))
    above = list(run[: gapped[0]])
    while above and _goes_on(above[-1], core[0], cuts, spacing, size, row=above[-1]):
        core.insert(0, above.pop())
    return core


def _goes_on(
    upper: VisualRow,
    lower: VisualRow,
    cuts: _Strips,
    spacing: Spacing,
    size: float,
    row: VisualRow | None = None,
) -> bool:
    """Whether `lower` goes on with the table that ends with `upper`, or `row` with the one below it."""
    line = row or lower
    if upper.baseline - lower.baseline > 1.5 * size or abs(line.size - size) > 0.6:
        return False
    cells, across = cells_of(line, cuts, spacing)
    if across or len(cells) > 1:
        return False
    column = next(iter(cells))
    room = 1.5 if line.words[0].text[:1].islower() else 1.3
    return column > 0 or (row is None and upper.baseline - lower.baseline <= room * size)


def _with_currency(
    columns: list[list[CellLine]], cuts: _Strips
) -> tuple[list[list[CellLine]], list[tuple[float, float]]]:
    """Signs of money or of a share that stand apart, put to their figures."""
    kept = list(cuts)
    at = 0
    while at < len(columns) - 1:
        signs = [" ".join(word.text for word in line.words) for line in columns[at]]
        if signs and all(_CURRENCY.fullmatch(sign) for sign in signs):
            by_level = {round(line.baseline): line for line in columns[at]}
            for line in columns[at + 1]:
                own = by_level.get(round(line.baseline))
                if own is not None:
                    line.words[:0] = own.words
            del columns[at], kept[at]
            continue
        at += 1
    return columns, kept


def _is_table(rows: Sequence[Sequence[Sequence[CellLine]]]) -> bool:
    """Whether these are cells, not two columns of prose, items with marks, or lines of a form."""
    if not rows:
        return False
    width = len(rows[0])
    if len(rows) < 2 or (len(rows) < 3 and width < 3):
        return False
    filled = [sum(bool(cell) for cell in row) for row in rows]
    full = sum(count > 1 for count in filled)
    if full < max(2, 0.5 * len(rows)) or (len(rows) < 3 and min(filled) < 0.6 * width):
        return False
    if _is_formula(rows) or _is_contents(rows):
        return False
    lengths = [
        sum(len(word.text) + 1 for line in cell for word in line.words)
        for row in rows
        for cell in row
        if cell
    ]
    if max(lengths) > _LONGEST_CELL or max(len(cell) for row in rows for cell in row) > 14:
        return False
    if _is_prose(rows):
        return False
    first = [" ".join(word.text for word in row[0][0].words) for row in rows if row[0]]
    marks = sum(_MARK.match(words) is not None for words in first)
    return not (first and marks >= 0.7 * len(first))


def _holds_values(columns: Sequence[Sequence[CellLine]], rows: Sequence[VisualRow]) -> bool:
    """Whether the lines, whose rows are not certain, are a table's: a column of figures beside others."""
    if sum(row.is_gapped for row in rows) < 3 or any(
        len(line.words) > 25 for column in columns for line in column
    ):
        return False
    return any(len(column) > 2 and sum(map(is_value, column)) > 0.7 * len(column) for column in columns)


def _is_formula(rows: Sequence[Sequence[Sequence[CellLine]]]) -> bool:
    """Whether these are equations set below each other."""
    words = [word for row in rows for cell in row for line in cell for word in line.words]
    set_so = sum(_MATH_FONT.search(word.style[2]) is not None for word in words)
    equal = sum(
        any(word.text in _RELATIONS for cell in row for line in cell for word in line.words) for row in rows
    )
    return set_so > 0.3 * len(words) or (equal >= 0.4 * len(rows) and set_so > 0)


def _is_contents(rows: Sequence[Sequence[Sequence[CellLine]]]) -> bool:
    """Whether the last column holds the pages on which what the first one names begins."""
    pages = [" ".join(word.text for word in row[-1][0].words) for row in rows if row[-1]]
    if (
        len(rows) < 4
        or len(pages) < 0.8 * len(rows)
        or not all(page.isdecimal() and len(page) < 5 for page in pages)
    ):
        return False
    numbers = [int(page) for page in pages]
    lines = [line for row in rows for line in row[0]]
    return (
        len(rows[0]) <= 3
        and numbers == sorted(numbers)
        and numbers[0] < numbers[-1]
        and any(_NUMBER.match(line.words[0].text) or len(line.words) > 1 for line in lines)
    )


def _is_prose(rows: Sequence[Sequence[Sequence[CellLine]]]) -> bool:
    """Whether these are columns of prose: long lines that begin within a sentence, or end at one edge."""
    firsts = [cell[0] for row in rows for cell in row if cell]
    long = [line for line in firsts if sum(len(word.text) + 1 for word in line.words) > 16]
    if len(long) < 0.5 * len(firsts):
        return False
    inner = sum(line.words[0].text[:1].islower() for line in long)
    if inner > 0.3 * len(long):
        return True
    ends = Counter(round(line.words[-1].right / 4) for line in long)
    return sum(count for _, count in ends.most_common(len(rows[0]))) > 0.7 * len(long) and len(long) > 12
