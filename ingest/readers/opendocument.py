"""A text, spreadsheet or presentation of OpenDocument (LibreOffice: `.odt`, `.ods`, `.odp`) as an article.

Reads `content.xml` itself; text that was deleted with changes tracked is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ingest.article import ArticleMetadata
from ingest.document import PackedArticle
from ingest.errors import SourceError
from ingest.inline import Styled, StyledLine
from ingest.limits import Limits
from ingest.readers.piece_list import Cell, PieceList, filled
from ingest.readers.raised import lowered, raised
from ingest.readers.zip_container import Package
from ingest.web_address import link_target

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["read_opendocument"]

_NAMES = "urn:oasis:names:tc:opendocument:xmlns:"
_TEXT, _TABLE, _STYLE = f"{{{_NAMES}text:1.0}}", f"{{{_NAMES}table:1.0}}", f"{{{_NAMES}style:1.0}}"
_FO = f"{{{_NAMES}xsl-fo-compatible:1.0}}"
_DRAW, _OFFICE = f"{{{_NAMES}drawing:1.0}}", f"{{{_NAMES}office:1.0}}"
_LINK = "{http://www.w3.org/1999/xlink}href"
_LEFT_OUT = frozenset(
    {f"{_TEXT}tracked-changes", f"{_TEXT}table-of-content", f"{_TEXT}alphabetical-index", f"{_OFFICE}annotation",  # noqa: E501
     f"{_OFFICE}forms", f"{_TEXT}sequence-decls", f"{_TEXT}variable-decls", f"{_TEXT}note-citation",
     f"{_TEXT}ruby-text", f"{_STYLE}header", f"{_STYLE}footer"}
)  # fmt: skip
_MOST_REPEATED = 1_000
_DEEPEST = 100


def read_opendocument(data: bytes, limits: Limits) -> PackedArticle:
    """Title, metadata and pieces. Raises `SourceError` when it cannot be read."""
    package = Package(data, limits.max_bytes)
    if "META-INF/manifest.xml" in package.names and any(
        True for _ in package.xml("META-INF/manifest.xml").iter("{*}encryption-data")
    ):
        raise SourceError(
            "the file", "it is protected with a password", "save a copy without the password and add that"
        )
    content = package.xml("content.xml")
    walk = _Walk(_styles(content), limits)
    body = next(content.iter(f"{_OFFICE}body"), None)
    for part in body if body is not None else ():
        walk.into(part, 0)
    title, metadata = _facts(package)
    return walk.title or title, metadata, [*walk.made.pieces, *walk.notes.pieces]


def _facts(package: Package) -> tuple[str | None, ArticleMetadata]:
    if "meta.xml" not in package.names:
        return None, ArticleMetadata()
    try:
        meta = package.xml("meta.xml")
    except SourceError:
        return None, ArticleMetadata()

    def value(name: str) -> str | None:
        found = next(meta.iter(f"{{*}}{name}"), None)
        return " ".join((found.text or "").split()) or None if found is not None else None

    date, language = value("creation-date") or value("date"), (value("language") or "")[:2].lower()
    return value("title"), ArticleMetadata(
        author=value("initial-creator") or value("creator"),
        published=date[:10] if date else None,
        language=language if language.isalpha() and language.isascii() else None,
    )


def _styles(content: _Element) -> dict[str, set[str]]:
    """What each style does: `strong`, `emphasis`, `raised`, `lowered`, `struck`, `numbered`."""
    found: dict[str, set[str]] = {}
    for style in content.iter(f"{_STYLE}style"):
        does: set[str] = set()
        for facts in style.iter(f"{_STYLE}text-properties"):
            position = facts.get(f"{_STYLE}text-position") or ""
            does |= {"strong"} if facts.get(f"{_FO}font-weight") == "bold" else set()
            does |= {"emphasis"} if facts.get(f"{_FO}font-style") == "italic" else set()
            does |= (
                {"struck"} if (facts.get(f"{_STYLE}text-line-through-style") or "none") != "none" else set()
            )
            if position[:1].isdigit() or position.startswith(("super", "sub", "-")):
                is_low = position.startswith(("sub", "-"))
                does |= set() if position.startswith("0%") else {"lowered" if is_low else "raised"}
        name = style.get(f"{_STYLE}name")
        if name:
            found[name] = does
    for style in content.iter(f"{_TEXT}list-style"):
        first = next((one for one in style if isinstance(one.tag, str)), None)
        if first is not None and first.tag.endswith("}list-level-style-number"):
            found.setdefault(style.get(f"{_STYLE}name") or "", set()).add("numbered")
    return found


class _Walk:
    """One pass over the content."""

    def __init__(self, styles: dict[str, set[str]], limits: Limits) -> None:
        self.made = PieceList()
        self.notes = PieceList()
        self.title: str | None = None
        self._styles = styles
        self._limits = limits
        self._note_count = 0

    def into(self, element: _Element, depth: int) -> None:
        """The pieces of an element that is no part of a line."""
        tag = element.tag
        if not isinstance(tag, str) or tag in _LEFT_OUT or depth > _DEEPEST:
            return
        if tag == f"{_TEXT}h":
            level = element.get(f"{_TEXT}outline-level") or "1"
            self.made.heading(
                self.words(element), 1 + (int(level) if level.isdecimal() and len(level) < 3 else 1)
            )
        elif tag == f"{_TEXT}p":
            self._paragraph(element, depth)
        elif tag == f"{_TEXT}list":
            self._list(element, 0, depth, None)
        elif tag == f"{_TABLE}table":
            self._table(element)
        elif tag == f"{_DRAW}page":
            self._slide(element, depth)
        else:
            for child in element:
                self.into(child, depth + 1)

    def _paragraph(self, element: _Element, depth: int) -> None:
        style = element.get(f"{_TEXT}style-name") or ""
        words = self.words(element)
        if style == "Title" and self.title is None and words.text.strip():
            self.title = " ".join(words.text.split())
        elif style.startswith(("Quotations", "Quote")):
            self.made.quote([words])
        elif style.startswith(("Preformatted", "Source_20_Code")):
            self.made.code(words.text)
        else:
            self.made.paragraph(words)
        for frame in element.iter(f"{_DRAW}text-box"):
            for child in frame:
                self.into(child, depth + 1)

    def _slide(self, element: _Element, depth: int) -> None:
        frames = list(element.iter(f"{_DRAW}frame", f"{_DRAW}custom-shape"))
        kinds = [frame.get(f"{{{_NAMES}presentation:1.0}}class") or "" for frame in frames]
        titles = [frame for frame, kind in zip(frames, kinds, strict=True) if kind == "title"]
        line = StyledLine()
        for frame in titles:
            for paragraph in frame.iter(f"{_TEXT}p"):
                self._into_line(paragraph, line)
                line.add(" ")
        heading = line.take()
        name = element.get(f"{_DRAW}name") or "Slide"
        self.made.heading(heading if heading.text.strip() else name, 2)
        for frame, kind in zip(frames, kinds, strict=True):
            if kind not in ("title", "header", "footer", "date-time", "page-number"):
                for child in frame:
                    self.into(child, depth + 1)

    def _list(self, element: _Element, level: int, depth: int, outer: bool | None) -> None:
        style = element.get(f"{_TEXT}style-name")
        numbered = "numbered" in self._styles.get(style or "", ()) if style else bool(outer)
        number = 0
        for item in element:
            if not isinstance(item.tag, str) or depth > _DEEPEST:
                continue
            number += item.tag == f"{_TEXT}list-item"
            first = True
            for child in item:
                if child.tag == f"{_TEXT}list":
                    self._list(child, level + 1, depth + 1, numbered)
                elif child.tag == f"{_TEXT}p" and first:
                    self.made.item(self.words(child), level, number if numbered else None)
                    first = False
                else:
                    self.into(child, depth + 1)

    def _table(self, element: _Element) -> None:
        if element.getparent() is not None and str(element.getparent().tag).endswith("}spreadsheet"):  # type: ignore[union-attr]
            self.made.heading(element.get(f"{_TABLE}name") or "Sheet", 2)
        rows: list[Sequence[Cell]] = []
        for row in element.iter(f"{_TABLE}table-row"):
            cells: list[Cell] = []
            for cell in row:
                if not isinstance(cell.tag, str) or not cell.tag.endswith("table-cell"):
                    continue
                words = self._cell(cell)
                times = _count(cell.get(f"{_TABLE}number-columns-repeated"))
                if cell.tag.endswith("}covered-table-cell"):
                    continue
                down = _count(cell.get(f"{_TABLE}number-rows-spanned"))
                across = _count(cell.get(f"{_TABLE}number-columns-spanned"))
                most = _MOST_REPEATED if words.text.strip() else 20
                cells += [Cell(words, down, across)] * min(times, most)
            times = _count(row.get(f"{_TABLE}number-rows-repeated"))
            rows += [cells] * (
                min(times, _MOST_REPEATED) if any(cell.words.text.strip() for cell in cells) else 1
            )
            if len(rows) > self._limits.max_blocks:
                raise SourceError(
                    "the file",
                    f"it has more than {self._limits.max_blocks:,} rows",
                    "save the part that matters as .csv",
                )
        self.made.table(filled(rows))

    def _cell(self, cell: _Element) -> Styled:
        line = StyledLine()
        for paragraph in cell.iter(f"{_TEXT}p", f"{_TEXT}h"):
            self._into_line(paragraph, line)
            line.add(" ")
        return line.take()

    def words(self, element: _Element) -> Styled:
        """The words of a paragraph, with its links and emphasis."""
        line = StyledLine()
        self._into_line(element, line)
        return line.take()

    def _into_line(self, element: _Element, line: StyledLine, depth: int = 0) -> None:
        line.add(element.text or "")
        for child in element:
            if isinstance(child.tag, str) and child.tag not in _LEFT_OUT and depth <= _DEEPEST:
                self._part(child, line, depth + 1)
            line.add(child.tail or "")

    def _part(self, child: _Element, line: StyledLine, depth: int) -> None:
        name = child.tag.rpartition("}")[2]
        if name in ("tab", "line-break"):
            line.add(" ")
        elif name == "s":
            line.add(" " * min(80, _count(child.get(f"{_TEXT}c"))))
        elif name == "note":
            self._note(child, line)
        elif name == "a":
            target = link_target(child.get(_LINK) or "")
            if target:
                line.begin("link", target)
            self._into_line(child, line, depth)
            if target:
                line.end()
        elif name == "span":
            self._span(child, line, depth)
        elif name == "text-box" or child.tag.startswith(_TABLE):
            pass  # a block of its own
        else:
            self._into_line(child, line, depth)

    def _span(self, child: _Element, line: StyledLine, depth: int) -> None:
        does = self._styles.get(child.get(f"{_TEXT}style-name") or "", set())
        if "struck" in does:
            return
        if does & {"raised", "lowered"}:
            words = "".join(map(str, child.itertext()))
            line.add((raised(words) if "raised" in does else lowered(words)) if words.strip() else words)
            return
        begun = [kind for kind in ("strong", "emphasis") if kind in does]
        for kind in begun:
            line.begin("strong" if kind == "strong" else "emphasis")
        self._into_line(child, line, depth)
        for _ in begun:
            line.end()

    def _note(self, note: _Element, line: StyledLine) -> None:
        """A foot- or endnote: its mark in the line, its words at the end of the document."""
        body = next(note.iter(f"{_TEXT}note-body"), None)
        words = " ".join("".join(map(str, body.itertext())).split()) if body is not None else ""
        if words:
            self._note_count += 1
            line.add(f" [{self._note_count}]")
            self.notes.paragraph(f"[{self._note_count}] {words}")


def _count(value: str | None) -> int:
    return int(value) if value and value.isdecimal() and len(value) < 8 else 1
