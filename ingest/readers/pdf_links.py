"""The menus of printed web pages: words that are nothing but links, before, behind or beside the text.

Knows the links of a page. A list of links within the text is content and stays.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from ingest.readers.pdf_page import Line
from ingest.readers.pdf_words import Word

__all__ = ["linked_words", "without_menus"]

_MOST_LINKS = 4_000
_FEWEST = 3
"""Links that make a menu."""
_LONGEST = 40
"""Letters of one entry of a menu."""
Box = tuple[float, float, float, float]


def linked_words(page: Any, lines: Sequence[Line]) -> set[int]:
    """The words of an opened, level page that are links to the web; by identity."""
    boxes = _boxes(page)
    if len(boxes) < _FEWEST:
        return set()
    boxes.sort()
    found: set[int] = set()
    for word in (word for line in lines for word in line.words):
        middle, height = (word.left + word.right) / 2, word.baseline + 0.3 * word.size
        if any(left <= middle <= right and low <= height <= high for left, low, right, high in boxes):
            found.add(id(word))
    return found


def _boxes(page: Any) -> list[Box]:
    import pypdfium2.raw as raw

    place, link, rect = ctypes.c_int(0), raw.FPDF_LINK(), raw.FS_RECTF()
    boxes: list[Box] = []
    while len(boxes) < _MOST_LINKS and raw.FPDFLink_Enumerate(page, place, link):
        action = raw.FPDFLink_GetAction(link)
        if (
            action
            and raw.FPDFAction_GetType(action) == raw.PDFACTION_URI
            and raw.FPDFLink_GetAnnotRect(link, rect)
        ):
            boxes.append((rect.left, rect.bottom, rect.right, rect.top))
    return boxes


def without_menus(pages: Sequence[Sequence[Line]], linked: set[int]) -> list[list[Line]]:
    """`pages` without menus: above all text on the first page, below all on the last, or beside it."""
    kept = [list(lines) for lines in pages]
    if len(linked) < _FEWEST or not any(kept):
        return kept
    first = next(at for at, lines in enumerate(kept) if lines)
    last = max(at for at, lines in enumerate(kept) if lines)
    size = max(line.size for line in kept[first])
    kept[first] = _without_ends(kept[first], linked, size, from_top=True)
    kept[last] = _without_ends(kept[last], linked, size, from_top=False)
    return [_without_sides(lines, linked) for lines in kept]


def _is_menu_line(line: Line, linked: set[int]) -> bool:
    if not line.words or not all(
        id(word) in linked or not any(map(str.isalnum, word.text)) for word in line.words
    ):
        return False
    return any(id(word) in linked for word in line.words)


def _without_ends(lines: list[Line], linked: set[int], largest: float, *, from_top: bool) -> list[Line]:
    """Without the links before (or behind) everything else."""
    ordered = sorted(lines, key=lambda line: -line.baseline if from_top else line.baseline)
    menu: list[Line] = []
    for line in ordered:
        if not _is_menu_line(line, linked) or line.size >= largest:
            break
        menu.append(line)
    entries = sum(_entries(line.words) for line in menu)
    letters = sum(len(line.text) for line in menu)
    if entries < _FEWEST or letters > _LONGEST * entries or len(menu) == len(lines):
        return lines
    gone = {id(line) for line in menu}
    return [line for line in lines if id(line) not in gone]


def _entries(words: Sequence[Word]) -> int:
    """Links of a line, by the room between them."""
    gaps = (word.left - before.right for before, word in pairwise(words))
    return 1 + sum(gap > 0.45 * words[0].size for gap in gaps)


def _without_sides(lines: list[Line], linked: set[int]) -> list[Line]:
    """Without columns of links that stand beside text."""
    menu = [line for line in lines if _is_menu_line(line, linked) and len(line.text) <= _LONGEST]
    if len(menu) < _FEWEST + 1:
        return lines
    chosen = {id(line) for line in menu}
    text = [line for line in lines if id(line) not in chosen]
    gone: set[int] = set()
    for column in _columns(menu):
        top, foot = column[0].baseline + column[0].size, column[-1].baseline - column[-1].size
        left, right = min(line.left for line in column), max(line.right for line in column)
        beside = [line for line in text if foot <= line.baseline <= top]
        if (
            len(column) > _FEWEST
            and len(beside) > 1
            and all(line.left > right or line.right < left for line in beside)
        ):
            gone |= {id(line) for line in column}
    return [line for line in lines if id(line) not in gone]


def _columns(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines that begin below each other."""
    columns: list[list[Line]] = []
    for line in sorted(lines, key=lambda one: -one.baseline):
        column = next(
            (
                one
                for one in columns
                if abs(one[-1].left - line.left) < 2.5 * line.size
                and one[-1].baseline - line.baseline < 4 * line.size
            ),
            None,
        )
        if column is None:
            columns.append([line])
        else:
            column.append(line)
    return columns
