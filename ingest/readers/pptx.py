"""A presentation (PowerPoint, `.pptx`) as an article: a section for each slide, with its lists, tables and
notes.

Reads the slides' XML itself: a library for it would bring drawing and writing along.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from ingest.document import PackedArticle
from ingest.errors import SourceError
from ingest.inline import Styled, StyledLine
from ingest.limits import Limits
from ingest.readers.office_properties import core_properties
from ingest.readers.piece_list import Cell, PieceList, filled
from ingest.readers.raised import lowered, raised
from ingest.readers.zip_container import Package
from ingest.web_address import link_target

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["read_pptx"]

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_TITLES = frozenset({"title", "ctrTitle"})
_FURNITURE = frozenset({"dt", "ftr", "sldNum", "hdr", "sldImg"})


def read_pptx(data: bytes, limits: Limits) -> PackedArticle:
    """Title, metadata and pieces of a presentation. Raises `SourceError` when it cannot be read."""
    package = Package(data, limits.max_bytes)
    title, metadata = core_properties(package)
    slides = _slides(package)
    if len(slides) > limits.max_pages:
        raise SourceError(
            "the file",
            f"it has {len(slides):,} slides; the limit is {limits.max_pages:,}",
            "cut it into parts, or raise the limit (ARTICLEBOT_MAX_PAGES)",
        )
    made = PieceList()
    for number, name in enumerate(slides, 1):
        _slide(package, name, number, made)
    return title, metadata, made.pieces


def _slides(package: Package) -> list[str]:
    """The slides' files in the order they are shown in."""
    related = _relations(package, "ppt/presentation.xml")
    shown = [
        related.get(slide.get(f"{_R}id") or "", "")
        for slide in package.xml("ppt/presentation.xml").iter("{*}sldId")
    ]
    found = [name for name in shown if name in package.names]
    if found:
        return found
    named = [name for name in package.names if name.startswith("ppt/slides/slide") and name.endswith(".xml")]
    return sorted(named, key=lambda name: (len(name), name))


def _relations(package: Package, name: str) -> dict[str, str]:
    """What the ids of a file lead to: names in the package, or addresses."""
    folder, file = posixpath.split(name)
    place = f"{folder}/_rels/{file}.rels"
    if place not in package.names:
        return {}
    found: dict[str, str] = {}
    for relation in package.xml(place).iter("{*}Relationship"):
        target = relation.get("Target") or ""
        if relation.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join(folder, target)).lstrip("/")
        found[relation.get("Id") or ""] = target
    return found


def _slide(package: Package, name: str, number: int, made: PieceList) -> None:
    slide = package.xml(name)
    if slide.get("show") == "0":  # hidden
        return
    related = _relations(package, name)
    shapes = [shape for shape in slide.iter("{*}sp", "{*}graphicFrame") if not _is_fallback(shape)]
    titles = [shape for shape in shapes if _placeholder(shape) in _TITLES]
    heading = _line([one for shape in titles for one in shape.iter(f"{_A}p")], related)
    level = 1 if number == 1 and any(_placeholder(shape) == "ctrTitle" for shape in titles) else 2
    made.heading(heading if heading.text.strip() else f"Slide {number}", level)
    for shape in shapes:
        kind = _placeholder(shape)
        if shape in titles or kind in _FURNITURE:
            continue
        table = next(shape.iter(f"{_A}tbl"), None)
        if table is not None:
            _table(table, related, made)
        elif shape.tag.endswith("}sp"):
            _paragraphs(shape, related, made, is_list=kind in ("body", "obj", ""))
    for target in related.values():
        if "/notesSlides/" in target and target in package.names:
            _notes(package, target, made)


def _placeholder(shape: _Element) -> str | None:
    """What a shape is a place for; "" for a place of no kind, None where it is no such place."""
    place = next(shape.iter("{*}ph"), None)
    return None if place is None else place.get("type") or ""


def _is_fallback(shape: _Element) -> bool:
    return any(
        above.tag.endswith("}Fallback") for above in shape.iterancestors() if isinstance(above.tag, str)
    )


def _paragraphs(shape: _Element, related: dict[str, str], made: PieceList, *, is_list: bool) -> None:
    paragraphs = list(shape.iter(f"{_A}p"))
    numbers: dict[int, int] = {}
    for paragraph in paragraphs:
        facts = paragraph.find(f"{_A}pPr")
        level = facts.get("lvl", "0") if facts is not None else "0"
        depth = int(level) if level.isdecimal() and len(level) < 3 else 0
        has_mark = facts is not None and (
            facts.find(f"{_A}buChar") is not None or facts.find(f"{_A}buAutoNum") is not None
        )
        has_none = facts is not None and facts.find(f"{_A}buNone") is not None
        words = _line([paragraph], related)
        if not words.text.strip():
            continue
        numbered = facts is not None and facts.find(f"{_A}buAutoNum") is not None
        numbers[depth] = numbers.get(depth, 0) + 1 if numbered else 0
        if has_mark or (is_list and not has_none and len(paragraphs) > 1):
            made.item(words, depth, numbers[depth] or None)
        else:
            made.paragraph(words)


def _table(table: _Element, related: dict[str, str], made: PieceList) -> None:
    rows = []
    for row in table.iter(f"{_A}tr"):
        cells = []
        for cell in row.iter(f"{_A}tc"):
            if cell.get("hMerge") == "1" or cell.get("vMerge") == "1":
                continue
            words = _line(list(cell.iter(f"{_A}p")), related)
            cells.append(Cell(words, _span(cell.get("rowSpan")), _span(cell.get("gridSpan"))))
        rows.append(cells)
    made.table(filled(rows))


def _span(value: str | None) -> int:
    return int(value) if value and value.isdecimal() and len(value) < 5 else 1


def _notes(package: Package, name: str, made: PieceList) -> None:
    for shape in package.xml(name).iter("{*}sp"):
        if _placeholder(shape) == "body":
            words = [_line([one], {}).text.strip() for one in shape.iter(f"{_A}p")]
            told = " ".join(word for word in words if word)
            if told:
                made.paragraph(f"Notes: {told}")


def _line(paragraphs: list[_Element], related: dict[str, str]) -> Styled:
    line = StyledLine()
    for paragraph in paragraphs:
        line.add(" ")
        for part in paragraph.iter(f"{_A}r", f"{_A}br", f"{_A}fld"):
            if part.tag == f"{_A}br":
                line.add(" ")
                continue
            _run(part, line, related)
    return line.take()


def _run(run: _Element, line: StyledLine, related: dict[str, str]) -> None:
    words = run.findtext(f"{_A}t") or ""
    facts = run.find(f"{_A}rPr")
    if facts is None:
        line.add(words)
        return
    if facts.get("strike") in ("sngStrike", "dblStrike"):
        return
    baseline = facts.get("baseline") or "0"
    if baseline not in ("0", "0%") and words.strip():
        words = lowered(words) if baseline.startswith("-") else raised(words)
    link = facts.find(f"{_A}hlinkClick")
    target = link_target(related.get(link.get(f"{_R}id") or "", "")) if link is not None else None
    if target:
        line.begin("link", target)
    line.add(words)
    if target:
        line.end()
