"""The rows of a page's tables, and which tables hold data. Knows cells and spans; nothing of blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.inline import Styled, substituted
from ingest.readers.page_text import linked_signs, styled

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["Row", "data_rows", "named_rows"]

_LAYOUT = ("h1", "h2", "h3", "h4", "h5", "h6", "table", "article", "form")
_ROW_ROLES = frozenset({"row"})
_CELL_ROLES = frozenset({"cell", "gridcell", "columnheader", "rowheader"})
_HEADER_ROLES = frozenset({"columnheader", "rowheader"})
_ROW_CLASS = re.compile(r"(?:^|[\s_-])(?:tr|(?:div)?table[_-]*row)(?:$|[\s_-])", re.IGNORECASE)
_CELL_CLASS = re.compile(
    r"(?:^|[\s_-])(?:td|th|(?:div)?table[_-]*(?:cell|head|col))(?:$|[\s_-])", re.IGNORECASE
)
_HEADER_CLASS = re.compile(r"(?:^|[\s_-])(?:th|(?:div)?table[_-]*head)(?:$|[\s_-])", re.IGNORECASE)
_SHORT = 200
"""Characters of a cell that can be told as data by its length."""
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


def data_rows(table: HtmlElement, base: str | None) -> list[Row] | None:
    """The rows of a table with any words in them; None when the table only lays out the page."""
    rows = _rows(table)
    if not _holds_data(table, rows):
        return None
    return [row for row in _grid(rows, base) if any(cell.text for cell in row.cells)]


def named_rows(element: HtmlElement, base: str | None) -> list[Row] | None:
    """The rows of a table that is made of other elements, told from their roles, classes or styles; None
    when there are fewer than two rows or columns."""
    rows = [part for part in element.iterdescendants() if _is_part(part, _ROW_ROLES, _ROW_CLASS, "table-row")]
    rows = [row for row in rows if len(_cells(row)) > 1]
    if len(rows) < 2 or len(set(map(len, map(_cells, rows)))) > 2:
        return None
    if any(next(iter(row.iterdescendants(*_LAYOUT)), None) is not None for row in rows):
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


def _cells(row: HtmlElement) -> list[HtmlElement]:
    cells = [cell for cell in row if cell.tag in ("td", "th")]
    if cells or row.tag == "tr":
        return cells
    return [cell for cell in row if _is_part(cell, _CELL_ROLES, _CELL_CLASS, "table-cell")]


def _is_part(element: HtmlElement, roles: frozenset[str], names: re.Pattern[str], style: str) -> bool:
    if not isinstance(element.tag, str) or element.tag in ("tr", "td", "th", "table"):
        return False
    if element.get("role") in roles:
        return True
    name = element.get("class")
    if name and names.search(name):
        return True
    styled_as = element.get("style")
    return bool(styled_as) and re.search(rf"display\s*:\s*{style}\b", styled_as or "") is not None


def _holds_data(table: HtmlElement, rows: list[HtmlElement]) -> bool:
    if table.get("role") in ("presentation", "none") or not rows:
        return False
    cells = [cell for row in rows for cell in _cells(row)]
    headed = any(cell.tag == "th" for cell in cells) or table.find("thead") is not None
    if not cells or next(iter(table.iterdescendants("article", "h1")), None) is not None:
        return False
    if not headed and next(iter(table.iterdescendants(*_LAYOUT)), None) is not None:
        return False
    if max(len(_cells(row)) for row in rows) < 2:
        return headed and len(rows) > 1 and _are_short(cells)
    long_cells = sum(
        1 for cell in cells if len(list(cell.iter("p"))) > 2 or len("".join(cell.itertext())) > 1500
    )
    if long_cells * 4 > len(cells):
        return False
    return headed or (len(rows) > 1 and len(cells) >= 4) or _are_short(cells)


def _are_short(cells: list[HtmlElement]) -> bool:
    """Whether the cells hold a few words each, and nothing that is a block or mostly links."""
    return all(
        next(iter(cell.iterdescendants("div", "p", "ul", "ol", "img", "table", "section")), None) is None
        and len("".join(cell.itertext())) <= _SHORT
        and next(iter(cell.iter("a")), None) is None
        for cell in cells
    )


def _grid(rows: list[HtmlElement], base: str | None) -> Iterator[Row]:
    """Cells by row, those that span several rows repeated."""
    above: dict[int, tuple[int, Styled]] = {}  # by column: rows that a cell still spans, and the cell
    repeated = 0
    for position, row in enumerate(rows):
        cells: list[Styled] = []
        below: dict[int, tuple[int, Styled]] = {}
        heads = linked = 0
        own = _cells(row)
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
            heads += _names_column(cell)
            linked += linked_signs(cell)
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


def _names_column(cell: HtmlElement) -> bool:
    name = cell.get("class") if cell.tag not in ("td", "th") else None
    return cell.tag == "th" or cell.get("role") in _HEADER_ROLES or bool(name and _HEADER_CLASS.search(name))


def _span(cell: HtmlElement, name: str) -> int:
    value = (cell.get(name) or cell.get(f"aria-{name}") or "1").strip()
    return min(100, max(1, int(value))) if value.isdecimal() and len(value) < 5 else 1
