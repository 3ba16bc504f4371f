"""What a PDF's pages carry beside the text: running heads and feet, page numbers, line numbers, margins.

Knows lines and their places over all pages. Text in the margin that is no furniture (side heads, side
notes) is given back apart from the lines beside it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from itertools import pairwise

from ingest.readers.pdf_page import Line
from ingest.readers.pdf_words import Word

__all__ = ["asides_of", "without_line_numbers", "without_margins", "without_running_heads"]

_ROMAN = re.compile(r"[ivxlc]{1,7}")
_MARGIN = 0.08
"""Share of the height of all text in which running heads and feet stand."""
_CLAUSE = re.compile(
    r"^(?:§+|art(?:icle|ikel|\.)|clause|section|sec\.|chapter|part|schedule|annex|appendix|rule|item|paragraph"
    r"|abschnitt|kapitel|teil|anhang|titre|chapitre|cap[ií]tulo|sección)\s*\d",
    re.IGNORECASE,
)
_STEPS = (1, 2, 5, 10)
Pages = Sequence[Sequence[Line]]


def without_running_heads(pages: Pages) -> list[list[Line]]:
    """`pages` without running heads, feet and page numbers."""
    levels = [line.baseline for lines in pages for line in lines]
    if not levels:
        return [list(lines) for lines in pages]
    high, low = max(levels), min(levels)
    margin = _MARGIN * (high - low)
    seen: defaultdict[tuple[bool, str], dict[int, str]] = defaultdict(dict)
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
                seen[where][line.page] = line.text
                number = _page_number(line.text)
                if number is not None:
                    steps[where[0], number - line.page] += 1

    def alone_runs(line: Line, page: int) -> bool:
        where = place(line, page)
        if where is None:
            return False
        number = _page_number(line.text)
        if number is not None:
            alone = len(pages) == 1 and number == 1
            return (
                alone or steps[where[0], number - line.page] >= 2 or _ROMAN.fullmatch(line.text) is not None
            )
        if len(seen[where]) < min(3, max(2, len(pages) // 2)):
            return False
        told = seen[where].values()  # clauses of which each is named once are the text's own
        return _CLAUSE.match(line.text) is None or len(set(told)) < len(told)

    held = [_rows_of_tables(lines) for lines in pages]

    def runs(line: Line, page: int) -> bool:
        """A line runs with all that stands beside it, and no row of a table does."""
        if line.baseline not in outer[page] or round(line.baseline) in held[page]:
            return False
        beside = [one for one in pages[page] if abs(one.baseline - line.baseline) < 0.3 * line.size]
        return all(alone_runs(one, page) for one in beside)

    return _kept(pages, runs)


def _rows_of_tables(lines: Sequence[Line]) -> set[int]:
    """The levels of lines in several parts, two or more of them below or above those of a near line."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda one: -one.baseline):
        if rows and rows[-1][0].baseline - line.baseline < 0.3 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    found: set[int] = set()
    for upper, lower in pairwise(rows):
        if len(upper) < 2 or len(lower) < 2 or upper[0].baseline - lower[0].baseline > 3 * upper[0].size:
            continue
        below = sum(
            any(abs(one.left - other.left) < 2 or abs(one.right - other.right) < 2 for other in lower)
            for one in upper
        )
        if below > 1:
            found |= {round(line.baseline) for line in (*upper, *lower)}
    return found


def _kept(pages: Pages, goes: Callable[[Line, int], bool]) -> list[list[Line]]:
    return [
        [line for line in lines if not goes(line, page)] or list(lines) for page, lines in enumerate(pages)
    ]


def _page_number(text: str) -> int | None:
    match = re.fullmatch(
        r"(?:page|seite|p\.?)?\s*[-–—|]?\s*(\d{1,4})\s*[-–—|]?(?:\s*(?:of|/|von)\s*\d+)?", text, re.I
    )
    if match:
        return int(match[1])
    return 0 if _ROMAN.fullmatch(text) else None


def without_line_numbers(pages: Pages, remade: Callable[[Line, list[Word]], Line]) -> list[list[Line]]:
    """`pages` without the numbers of their lines; `remade` makes a line of fewer words."""
    numbered = [(_line_numbers(lines, first=True) or _line_numbers(lines, first=False)) for lines in pages]
    if sum(len(found) for found in numbered) < 8:
        return [list(lines) for lines in pages]
    done: list[list[Line]] = []
    for lines, numbers in zip(pages, numbered, strict=True):
        kept: list[Line] = []
        for line in lines:
            words = [word for word in line.words if id(word) not in numbers]
            if len(words) == len(line.words):
                kept.append(line)
            elif words:
                kept.append(remade(line, words))
        done.append(kept)
    return done


def _line_numbers(lines: Sequence[Line], *, first: bool) -> set[int]:
    """The words that number the lines, at their beginning or at their end; by identity."""
    ends = [(line.words[0 if first else -1], line) for line in lines if line.words]
    figures = [(word, line) for word, line in ends if word.text.isdecimal() and len(word.text) < 6]
    if len(figures) < 4:
        return set()
    edges = Counter(round(word.right / 3) for word, _ in figures)
    edges_left = Counter(round(word.left / 3) for word, _ in figures)
    edge, count = edges.most_common(1)[0]
    edge_left, count_left = edges_left.most_common(1)[0]
    column = [
        word
        for word, _ in figures
        if (
            abs(word.right / 3 - edge) <= 1.2
            if count >= count_left
            else abs(word.left / 3 - edge_left) <= 1.2
        )
    ]
    column.sort(key=lambda word: -word.baseline)
    if len(column) < 4:
        return set()
    values = [int(word.text) for word in column]
    step = Counter(below - above for above, below in pairwise(values)).most_common(1)[0]
    if step[0] not in _STEPS or step[1] < 0.85 * (len(values) - 1):
        return set()
    numbers = {id(word) for word in column}
    left, right = min(word.left for word in column), max(word.right for word in column)
    rest = [word for line in lines for word in line.words if id(word) not in numbers]
    within = sum(word.left < right + 1 and word.right > left - 1 for word in rest)
    texts = [line for line in lines if any(id(word) not in numbers for word in line.words)]
    if within > 0.1 * len(column) + 1 or not texts:
        return set()
    levels = Counter(round(line.baseline / 3) for line in texts)
    is_prose = len(levels) > 0.8 * len(texts) and sum(len(line.text) for line in texts) > 25 * len(texts)
    return numbers if is_prose else set()


def without_margins(pages: Pages) -> list[list[Line]]:
    """`pages` without what recurs beside their text: running heads and page numbers in the margin."""
    beside = _beside(pages)
    seen: defaultdict[tuple[int, int, str], set[int]] = defaultdict(set)
    steps: Counter[int] = Counter()
    for line in (line for lines in pages for line in lines if id(line) in beside):
        seen[_spot(line)].add(line.page)
        number = _page_number(line.text)
        if number:
            steps[number - line.page] += 1
    least = min(3, max(2, len(pages) // 2))

    def goes(line: Line, _: int) -> bool:
        if id(line) not in beside:
            return False
        number = _page_number(line.text)
        return len(seen[_spot(line)]) >= least or (bool(number) and steps[(number or 0) - line.page] >= 2)

    return _kept(pages, goes)


def asides_of(pages: Pages) -> tuple[list[list[Line]], list[list[list[Line]]]]:
    """The lines of each page's own text, and the groups of lines beside it."""
    beside = _beside(pages)
    own = [[line for line in page if id(line) not in beside] for page in pages]
    return own, [_groups([line for line in page if id(line) in beside]) for page in pages]


def _beside(pages: Pages) -> set[int]:
    """The lines beside the block of text, by identity: few on a page, so that they are no column."""
    lines = [line for page in pages for line in page if line.rows is None]
    widths = sorted(line.width for line in lines)
    usual = widths[int(0.85 * (len(widths) - 1))] if widths else 0.0
    long = [line for line in lines if line.width >= 0.6 * usual and len(line.text) > 20]
    if len(long) < 8:
        return set()
    left = sorted(line.left for line in long)[int(0.03 * len(long))]
    right = sorted(line.right for line in long)[int(0.97 * (len(long) - 1))]
    found: set[int] = set()
    for page in pages:
        rows = {round(line.baseline / 4) for line in page}
        before = [line for line in page if line.rows is None and line.right < left - 0.4 * line.size]
        after = [line for line in page if line.rows is None and line.left > right + 0.4 * line.size]
        for side in (before, after):
            if len({round(line.baseline / 4) for line in side}) <= 0.3 * len(rows) and len(side) < len(page):
                found |= {id(line) for line in side}
    return found


def _spot(line: Line) -> tuple[int, int, str]:
    return round(line.left / 4), round(line.baseline / 4), re.sub(r"[0-9]+", "#", line.text.casefold())


def _groups(lines: Sequence[Line]) -> list[list[Line]]:
    groups: list[list[Line]] = []
    for line in sorted(lines, key=lambda one: (round(one.left / 60), -one.baseline)):
        last = groups[-1][-1] if groups else None
        if (
            last is not None
            and abs(last.size - line.size) < 0.6
            and last.bold == line.bold
            and 0 <= last.baseline - line.baseline < 1.6 * line.size
            and line.left < last.right
            and last.left < line.right
        ):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups
