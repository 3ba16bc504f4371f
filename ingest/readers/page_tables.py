"""The rows of a page's tables, and which tables hold data. Knows cells and spans; nothing of blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.inline import Styled, substituted
from ingest.readers.page_text import plain, styled

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["Row", "data_rows"]

_LAYOUT = ("h1", "h2", "h3", "h4", "h5", "h6", "table", "article", "form")
_BAR = re.compile(r"\|")
_MOST_COLUMNS = 500
_MOST_REPEATED = 1_000_000
"""Characters of one table that cells spanning several rows may add by being repeated."""
_EMPTY = Styled("")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a cell for each column, empty ones included."""

    cells: tuple[Styled, ...]
    is_header: bool
    """Whether it names the columns."""
    link_share: float
    """Part of its characters that are links."""


def data_rows(table: HtmlElement, base: str) -> list[Row] | None:
    """The rows of a table with any words in them; None when the table only lays out the page."""
    rows = _rows(table)
    if not _holds_data(table, rows):
        return None
    return [row for row in _grid(rows, base) if any(cell.text for cell in row.cells)]


def _rows(table: HtmlElement) -> list[HtmlElement]:
    found = []
    for child in table:
        if child.tag == "tr":
            found.append(child)
        elif child.tag in ("thead", "tbody", "tfoot"):
            found.extend(row for row in child if row.tag == "tr")
    return found


def _holds_data(table: HtmlElement, rows: list[HtmlElement]) -> bool:
    if table.get("role") in ("presentation", "none") or len(rows) < 2:
        return False
    if next(iter(table.iterdescendants(*_LAYOUT)), None) is not None:
        return False
    widths = [sum(1 for cell in row if cell.tag in ("td", "th")) for row in rows]
    if max(widths) < 2:
        return False
    cells = [cell for row in rows for cell in row if cell.tag in ("td", "th")]
    long_cells = sum(
        1 for cell in cells if len(list(cell.iter("p"))) > 2 or len("".join(cell.itertext())) > 1500
    )
    return long_cells * 4 <= len(cells) and len(cells) >= 4


def _grid(rows: list[HtmlElement], base: str) -> Iterator[Row]:
    """Cells by row, those that span several rows repeated."""
    above: dict[int, tuple[int, Styled]] = {}  # by column: rows that a cell still spans, and the cell
    repeated = 0
    for position, row in enumerate(rows):
        cells: list[Styled] = []
        below: dict[int, tuple[int, Styled]] = {}
        heads = linked = 0
        own = [cell for cell in row if cell.tag in ("td", "th")]
        for cell in (*own, None):
            while len(cells) in above:
                left, text = above[len(cells)]
                repeated += len(text.text)
                text = text if repeated <= _MOST_REPEATED else _EMPTY
                if left > 1:
                    below[len(cells)] = (left - 1, text)
                cells.append(text)
            if cell is None or len(cells) >= _MOST_COLUMNS:
                break
            text = substituted(styled(cell, base), _BAR, "/")
            heads += cell.tag == "th"
            linked += sum(len(plain(link)) for link in cell.iter("a"))
            down, across = _span(cell, "rowspan"), _span(cell, "colspan")
            if down > 1:
                below[len(cells)] = (down - 1, text)
            cells.append(text)
            cells.extend(_EMPTY for _ in range(min(across - 1, _MOST_COLUMNS - len(cells))))
        above = below
        parent = row.getparent()
        is_header = bool(own) and (
            heads == len(own) or (position == 0 and parent is not None and parent.tag == "thead")
        )
        yield Row(tuple(cells), is_header, linked / max(1, sum(len(cell.text) for cell in cells)))


def _span(cell: HtmlElement, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return min(100, max(1, int(value))) if value.isdecimal() and len(value) < 5 else 1
