"""A web page as blocks in reading order: headings, paragraphs, items, rows, quotes, code.

Knows the elements of HTML and nothing of what on the page is the article: navigation and footers come out
as blocks too, marked as such.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ingest.article import BlockKind, Inline
from ingest.inline import Styled, StyledLine
from ingest.labels import reads_as_label
from ingest.readers.page_tables import data_rows
from ingest.readers.page_text import (
    BREAKING,
    DROPPED,
    begin_style,
    is_hidden,
    is_note_mark,
    math_text,
    one_line,
    plain,
    styled,
)

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["PageBlock", "page_blocks", "words_of"]

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_APART = frozenset({"nav", "footer", "aside", "menu"})
_APART_ROLES = frozenset({"navigation", "contentinfo", "complementary", "banner", "dialog", "search", "menu"})
_APART_CLASS = re.compile(
    r"(?:^|[\s_-])(?:gallery|carousel|slideshow|related|recommended|recommendations|newsletter|breadcrumbs?|"
    r"share|sharing|cookies?|consent|sidebar|promo|outbrain|taboola)(?:$|[\s_-])",
    re.IGNORECASE,
)
_PLACE_DEPTH = 3
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_]+")


@dataclass(slots=True)
class PageBlock:
    """One block of a page. `text` is one line without markup, except code, which keeps its lines."""

    kind: BlockKind
    text: str
    level: int = 0
    """Of a heading 1 to 6, of a list item how deep its list lies within others, from 0."""
    marker: str = ""
    """Of a list item: `-`, or its number with a full stop."""
    inlines: tuple[Inline, ...] = ()
    """Links and emphasis in `text`; of a table row they are in its cells."""
    cells: tuple[Styled, ...] = ()
    """Of a table row."""
    is_header: bool = False
    """Of a table row: whether it names the columns."""
    group: int = 0
    """Rows of one table and items of one list have the same group; other blocks that of their parent."""
    anchor: str | None = None
    """Of a heading: the id that a link to it needs."""
    is_apart: bool = False
    """Whether it stands in navigation, a footer, an aside or a site's header."""
    place: tuple[str, ...] = ()
    """Tag and class of the elements around it, the innermost last."""
    link_share: float = 0.0
    """Part of its characters that are links."""
    words: tuple[str, ...] = field(default=(), repr=False)
    """Case-folded, without punctuation: what blocks are compared by."""


def words_of(text: str) -> tuple[str, ...]:
    """The words by which text is compared: case-folded, each ideograph for itself."""
    return tuple(_WORD.findall(text.casefold()))


def page_blocks(body: HtmlElement, *, base: str = "", with_hidden: bool = False) -> list[PageBlock]:
    """The blocks of a page below `body`, in document order; its links are relative to the address `base`."""
    walk = _Walk(base, with_hidden)
    walk.into(body)
    walk.flush()
    return walk.blocks


class _Walk:
    """One pass over a page: text gathers in `_line` until an element that breaks the line ends it.

    A single `<br>` only parts two words, but for a label from the text below it (`_labelled`: such a line has
    just been broken).
    """

    def __init__(self, base: str, with_hidden: bool) -> None:
        self.blocks: list[PageBlock] = []
        self._base = base
        self._with_hidden = with_hidden
        self._line = StyledLine()
        self._linked = 0
        self._in_link = 0
        self._apart = 0
        self._quote = 0
        self._lists: list[tuple[int, int | None]] = []
        self._item: str | None = None
        self._group = self._groups = 0
        self._breaks = 0
        self._labelled = False
        self._place: tuple[str, ...] = ()

    def into(self, element: HtmlElement) -> None:
        tag = element.tag
        if not isinstance(tag, str) or tag in DROPPED or (not self._with_hidden and is_hidden(element)):
            return
        apart = _is_apart(element)
        self._apart += apart
        outer_place = self._place
        if tag in BREAKING:
            self._place = (*outer_place, f"{tag}.{element.get('class') or ''}")
        if tag in _HEADINGS or element.get("role") == "heading":
            self._heading(element)
        elif tag == "br":
            self._break()
        elif tag == "pre":
            self._code(element)
        elif tag in ("ul", "ol", "dir", "dl"):
            self._list(element)
        elif tag in ("li", "dt", "dd") and not _holds_layout(element):
            self._list_item(element)
        elif tag == "table":
            self._table(element)
        elif tag in ("sup", "a") and is_note_mark(element):
            pass
        elif tag == "math":
            self._line.add(element.get("alttext") or math_text(element))
        else:
            self._other(element, tag)
        self._apart -= apart
        self._place = outer_place

    def flush(self, kind: BlockKind = "paragraph") -> None:
        """End the line; what it holds becomes a block."""
        line = one_line(self._line.take())
        text = line.text
        linked, self._linked, self._breaks, self._labelled = self._linked, 0, 0, False
        if not text or not any(character.isalnum() for character in text):
            return
        share = min(1.0, linked / len(text))
        block = PageBlock(kind, text, group=self._group, link_share=share, inlines=line.inlines)
        if kind == "paragraph" and self._quote:
            block.kind = "quote"
        if kind == "paragraph" and self._item is not None:
            block.kind, block.marker, block.level = "list_item", self._item, max(0, len(self._lists) - 1)
            self._item = ""
        self._add(block)

    def _new_group(self) -> int:
        self._groups += 1
        return self._groups

    def _add(self, block: PageBlock) -> None:
        block.place = self._place[-_PLACE_DEPTH:]
        block.is_apart = self._apart > 0
        block.words = words_of(block.text)
        self.blocks.append(block)

    def _other(self, element: HtmlElement, tag: str) -> None:
        breaking = tag in BREAKING
        outer = self._group
        if breaking:
            self.flush()
            self._group = self._new_group()
        self._quote += tag == "blockquote"
        self._in_link += tag == "a"
        begun = begin_style(self._line, element, self._base)
        self._content(element)
        if begun:
            self._line.end()
        if breaking:
            self.flush()
            self._group = outer
        self._quote -= tag == "blockquote"
        self._in_link -= tag == "a"

    def _content(self, element: HtmlElement) -> None:
        self._text(element.text)
        for child in element:
            self.into(child)
            self._text(child.tail)

    def _text(self, text: str | None) -> None:
        if text:
            if self._labelled and not text.isspace():
                if not self._line.is_strong:
                    self.flush()
                self._labelled = False
            self._line.add(text)
            if not text.isspace():
                self._breaks = 0
                self._linked += len(text) if self._in_link else 0

    def _break(self) -> None:
        self._breaks += 1
        if self._breaks >= 2:
            self.flush()
        else:
            self._labelled = self._item is None and reads_as_label(self._line.so_far())
            self._line.add(" ")

    def _heading(self, element: HtmlElement) -> None:
        self.flush()
        words = styled(element, self._base)
        text = words.text
        if not any(character.isalnum() for character in text):
            for child in element:  # an image, or a whole block set as a heading
                self.into(child)
            self.flush()
            return
        level = _HEADINGS.get(str(element.tag)) or _aria_level(element)
        linked = sum(len(plain(link)) for link in element.iter("a"))
        block = PageBlock("heading", text, level, anchor=_anchor(element), group=self._group)
        block.link_share = min(1.0, linked / max(1, len(text)))
        block.inlines = words.inlines
        self._add(block)

    def _code(self, element: HtmlElement) -> None:
        self.flush()
        for line_break in element.iter("br"):
            line_break.tail = "\n" + (line_break.tail or "")
        lines = "".join(element.itertext()).replace("\t", "    ").split("\n")
        text = "\n".join(line.rstrip() for line in lines).strip("\n")
        if text.strip():
            self._add(PageBlock("code", text, group=self._group))

    def _list(self, element: HtmlElement) -> None:
        self.flush()
        outer_group, self._group = self._group, self._new_group()
        outer_item, self._item = self._item, None
        start = element.get("start", "1")
        number = (int(start) if start.isdecimal() and len(start) < 7 else 1) if element.tag == "ol" else None
        self._lists.append((self._group, number))
        self._content(element)
        self.flush()
        self._lists.pop()
        self._group, self._item = outer_group, outer_item

    def _list_item(self, element: HtmlElement) -> None:
        self.flush()
        outer, self._item = self._item, "-"
        if not self._lists:
            self._lists.append((self._new_group(), None))
        listed, number = self._lists[-1]
        if number is not None and element.tag == "li":
            self._item = f"{number}."
            self._lists[-1] = (listed, number + 1)
        inner_group, self._group = self._group, listed
        self._content(element)
        self.flush()
        self._item, self._group = outer, inner_group

    def _table(self, element: HtmlElement) -> None:
        self.flush()
        rows = data_rows(element, self._base)
        if rows is None:
            self._other(element, "table")
            return
        for caption in element.iterchildren("caption"):
            self._other(caption, "caption")
        group = self._new_group()
        for row in rows:
            text = " ".join(cell.text for cell in row.cells if cell.text)
            block = PageBlock("table_row", text, cells=row.cells, is_header=row.is_header, group=group)
            block.link_share = row.link_share
            self._add(block)


def _is_apart(element: HtmlElement) -> bool:
    if element.tag in _APART or element.get("role") in _APART_ROLES:
        return True
    name = element.get("class")
    return bool(name and element.tag not in ("body", "main", "article") and _APART_CLASS.search(name))


def _aria_level(element: HtmlElement) -> int:
    level = element.get("aria-level", "2")
    return min(6, max(1, int(level))) if level.isdecimal() and len(level) < 3 else 2


def _anchor(element: HtmlElement) -> str | None:
    """The id of a heading, of a mark inside it, or of the section it opens."""
    if element.get("id"):
        return str(element.get("id"))
    for inside in element.iter("a", "span"):
        found = inside.get("id") or (inside.get("name") if inside.tag == "a" else None)
        if found:
            return str(found)
    for inside in element.iter("a"):
        target = inside.get("href") or ""
        if target.startswith("#") and len(target) > 1:
            return target[1:]
    parent = element.getparent()
    if parent is not None and parent.tag == "section" and next(iter(parent), None) is element:
        return str(parent.get("id")) if parent.get("id") else None
    return None


def _holds_layout(element: HtmlElement) -> bool:
    """Whether a list item is a whole piece of page: it has headings, tables or several paragraphs."""
    if next(iter(element.iter(*_HEADINGS, "table", "article", "pre")), None) is not None:
        return True
    return sum(1 for paragraph in element.iter("p") if len("".join(paragraph.itertext())) > 200) > 1
