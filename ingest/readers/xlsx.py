"""A spreadsheet (Excel, `.xlsx`) as an article: a section for each sheet, its rows as a table.

Shows values as the sheet does, as far as dates, per cents and decimals go; formulas are the values they had
when the file was saved. Reads the XML itself: a library for it would bring writing and styling along.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ingest.document import PackedArticle
from ingest.errors import SourceError
from ingest.limits import Limits
from ingest.readers.office_properties import core_properties
from ingest.readers.piece_list import PieceList
from ingest.readers.zip_container import Package

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["read_xlsx"]

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_DATE_FORMATS = frozenset({14, 15, 16, 17, 22, *range(27, 37), *range(50, 59)})
_TIME_FORMATS = frozenset({18, 19, 20, 21, 45, 46, 47})
_QUOTED = re.compile(r'"[^"]{0,200}"|\[[^\]]{0,60}\]|\\.')
_MOST_COLUMNS = 500
_MOST_CELLS = 2_000_000
_EPOCH = datetime(1899, 12, 30)


def read_xlsx(data: bytes, limits: Limits) -> PackedArticle:
    """Title, metadata and pieces of a spreadsheet. Raises `SourceError` when it cannot be read."""
    package = Package(data, limits.max_bytes)
    title, metadata = core_properties(package)
    texts = _texts(package)
    formats = _formats(package)
    made = PieceList()
    cells = 0
    sheets = list(_sheets(package))
    for name, place in sheets:
        rows: list[list[str]] = []
        for row in _rows(package.xml(place), texts, formats):
            cells += len(row)
            if cells > _MOST_CELLS or len(rows) >= limits.max_blocks:
                raise SourceError(
                    "the file",
                    "it has more rows or cells than one article can",
                    "save the part that matters as .csv",
                )
            rows.append(row)
        if len(sheets) > 1 and any(any(row) for row in rows):
            made.heading(name, 2)
        _add(rows, made)
    return title, metadata, made.pieces


def _add(rows: list[list[str]], made: PieceList) -> None:
    """The tables of a sheet: blank rows part them; a row of one cell above a table is its title."""
    table: list[list[str]] = []
    for row in [*rows, []]:
        filled = [cell for cell in row if cell]
        if not filled:
            made.table(table)
            table = []
        elif len(filled) == 1 and not table and len(rows) > 1:
            made.paragraph(filled[0])
        else:
            table.append(row)


def _sheets(package: Package) -> Iterator[tuple[str, str]]:
    """Name and file of each sheet that is shown."""
    related: dict[str, str] = {}
    if "xl/_rels/workbook.xml.rels" in package.names:
        for relation in package.xml("xl/_rels/workbook.xml.rels").iter("{*}Relationship"):
            target = posixpath.normpath(posixpath.join("xl", relation.get("Target") or "")).lstrip("/")
            related[relation.get("Id") or ""] = target
    named = sorted(
        (one for one in package.names if one.startswith("xl/worksheets/") and one.endswith(".xml")),
        key=lambda one: (len(one), one),
    )
    sheets = (
        list(package.xml("xl/workbook.xml").iter("{*}sheet")) if "xl/workbook.xml" in package.names else []
    )
    for at, sheet in enumerate(sheets):
        place = related.get(sheet.get(f"{_R}id") or "", named[at] if at < len(named) and not related else "")
        if place in package.names and sheet.get("state", "visible") == "visible":
            yield sheet.get("name") or f"Sheet {at + 1}", place
    if not sheets:
        yield from ((f"Sheet {at}", place) for at, place in enumerate(named, 1))


def _texts(package: Package) -> list[str]:
    """The texts that cells name by their number."""
    if "xl/sharedStrings.xml" not in package.names:
        return []
    return [_words(item) for item in package.xml("xl/sharedStrings.xml").iter("{*}si")]


def _words(item: _Element) -> str:
    """Its words, without the readings that stand above Japanese ones."""
    parts = [
        text.text or ""
        for text in item.iter("{*}t")
        if not any(
            isinstance(above.tag, str) and above.tag.endswith("}rPh") for above in text.iterancestors()
        )
    ]
    return " ".join("".join(parts).split())


def _formats(package: Package) -> list[str]:
    """What each style of cells shows: `date`, `time`, `percent` or nothing of these."""
    if "xl/styles.xml" not in package.names:
        return []
    styles = package.xml("xl/styles.xml")
    own = {one.get("numFmtId"): one.get("formatCode") or "" for one in styles.iter("{*}numFmt")}
    cells = styles.find("{*}cellXfs")
    return [_shown(one.get("numFmtId") or "0", own) for one in (cells if cells is not None else ())]


def _shown(number: str, own: dict[str | None, str]) -> str:
    code = _QUOTED.sub("", own.get(number, "")).lower()
    at = int(number) if number.isdecimal() and len(number) < 6 else 0
    if at in _DATE_FORMATS or ("y" in code and "d" in code) or "mmm" in code:
        return "date"
    if at in _TIME_FORMATS or ("h" in code and "m" in code):
        return "time"
    return "percent" if at in (9, 10) or "%" in code else ""


def _rows(sheet: _Element, texts: list[str], formats: list[str]) -> Iterator[list[str]]:
    for row in sheet.iter("{*}row"):
        if row.get("hidden") in ("1", "true"):
            continue
        cells: list[str] = []
        for cell in row.iter("{*}c"):
            place = _PLACE.fullmatch(cell.get("r") or "")
            column = _column(place[1]) if place else len(cells)
            if column >= _MOST_COLUMNS:
                break
            cells += [""] * (column - len(cells))
            del cells[column:]
            cells.append(_value(cell, texts, formats))
        yield cells


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number - 1


def _value(cell: _Element, texts: list[str], formats: list[str]) -> str:
    kind, value = cell.get("t", "n"), cell.findtext("{*}v") or ""
    formula = cell.findtext("{*}f")
    if formula and not value:  # saved by a program that does not reckon
        return f"={' '.join(formula.split())}"
    if kind == "inlineStr":
        return _words(cell)
    if kind == "s":
        return texts[int(value)] if value.isdecimal() and len(value) < 9 and int(value) < len(texts) else ""
    if kind == "b":
        return "yes" if value == "1" else "no"
    if kind != "n":
        return " ".join(value.split())
    style = cell.get("s") or ""
    shown = formats[int(style)] if style.isdecimal() and len(style) < 6 and int(style) < len(formats) else ""
    return _number(value, shown)


def _number(value: str, shown: str) -> str:
    try:
        number = float(value)
    except ValueError:
        return value
    if shown in ("date", "time") and 0 <= number < 2_958_466:
        moment = _EPOCH + timedelta(seconds=round(number * 86_400))
        if shown == "time" and number < 1:
            return f"{moment:%H:%M:%S}".removesuffix(":00")
        return f"{moment:%Y-%m-%d}" if number == int(number) else f"{moment:%Y-%m-%d %H:%M}"
    if shown == "percent":
        return f"{number * 100:.10g}%"
    return f"{number:.15g}" if abs(number) < 1e15 else value
