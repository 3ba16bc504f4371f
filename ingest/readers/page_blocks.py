"""A web page as blocks in reading order: headings, paragraphs, items, rows, quotes, code.

Knows the elements of HTML and nothing of what on the page is the article: navigation and footers come out
as blocks too, marked as such.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ingest.article import BlockKind

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["PageBlock", "page_blocks", "words_of"]

_DROPPED = frozenset(
    "script style noscript template head title svg canvas iframe object embed audio video map button select"
    " input textarea datalist option".split()
)
_BREAKING = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset"
    " figcaption figure footer form frameset header hgroup hr html legend li main menu nav ol p pre section"
    " summary table tbody td tfoot th thead tr ul h1 h2 h3 h4 h5 h6".split()
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_APART = frozenset({"nav", "footer", "aside", "menu"})
_APART_ROLES = frozenset({"navigation", "contentinfo", "complementary", "banner", "dialog", "search", "menu"})
_APART_CLASS = re.compile(
    r"(?:^|[\s_-])(?:gallery|carousel|slideshow|related|recommended|recommendations|newsletter|breadcrumbs?|"
    r"share|sharing|cookies?|consent|sidebar|promo|outbrain|taboola)(?:$|[\s_-])",
    re.IGNORECASE,
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_HIDDEN_CLASS = re.compile(
    r"(?:^|\s)(?:sr-only|visually-?hidden|screen-reader-text|mw-editsection|headerlink|noprint)(?:\s|$)"
)
_PLACE_DEPTH = 3
_NOTE_MARK = re.compile(r"\[?(?:\d{1,3}|[a-z]|[*†‡])\]?")
_PERMALINK = frozenset({"#", "¶", "§", "🔗", "edit", "[edit]"})
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_]+")
_BLANK = re.compile(r"[ \t\n\r\f\v\u00a0\u2000-\u200b\u202f\u205f\u3000\u2028\u2029\ufeff]+")


@dataclass(slots=True)
class PageBlock:
    """One block of a page. `text` is one line without markup, except code, which keeps its lines."""

    kind: BlockKind
    text: str
    level: int = 0
    """Of a heading 1 to 6, of a list item how deep its list lies within others, from 0."""
    marker: str = ""
    """Of a list item: `-`, or its number with a full stop."""
    cells: tuple[str, ...] = ()
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


def page_blocks(body: HtmlElement, *, with_hidden: bool = False) -> list[PageBlock]:
    """The blocks of a page below `body`, in document order."""
    walk = _Walk(with_hidden)
    walk.into(body)
    walk.flush()
    return walk.blocks


class _Walk:
    """One pass over a page: text gathers in `_line` until an element that breaks the line ends it."""

    def __init__(self, with_hidden: bool) -> None:
        self.blocks: list[PageBlock] = []
        self._with_hidden = with_hidden
        self._line: list[str] = []
        self._linked = 0
        self._in_link = 0
        self._apart = 0
        self._quote = 0
        self._lists: list[tuple[int, int | None]] = []
        self._item: str | None = None
        self._group = self._groups = 0
        self._breaks = 0
        self._place: tuple[str, ...] = ()

    def into(self, element: HtmlElement) -> None:
        tag = element.tag
        if not isinstance(tag, str) or tag in _DROPPED or (not self._with_hidden and _is_hidden(element)):
            return
        apart = _is_apart(element)
        self._apart += apart
        outer_place = self._place
        if tag in _BREAKING:
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
        elif tag in ("sup", "a") and _is_note_mark(element):
            pass
        elif tag == "math":
            self._line.append(element.get("alttext") or _math_text(element))
        else:
            self._other(element, tag)
        self._apart -= apart
        self._place = outer_place

    def flush(self, kind: BlockKind = "paragraph") -> None:
        """End the line; what it holds becomes a block."""
        text = _BLANK.sub(" ", "".join(self._line)).strip()
        linked, self._linked, self._breaks = self._linked, 0, 0
        self._line.clear()
        if not text or not any(character.isalnum() for character in text):
            return
        block = PageBlock(kind, text, group=self._group, link_share=min(1.0, linked / len(text)))
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
        breaking = tag in _BREAKING
        outer = self._group
        if breaking:
            self.flush()
            self._group = self._new_group()
        self._quote += tag == "blockquote"
        self._in_link += tag == "a"
        self._content(element)
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
            self._line.append(text)
            if not text.isspace():
                self._breaks = 0
                self._linked += len(text) if self._in_link else 0

    def _break(self) -> None:
        self._breaks += 1
        if self._breaks >= 2:
            self.flush()
        else:
            self._line.append(" ")

    def _heading(self, element: HtmlElement) -> None:
        self.flush()
        text = _plain(element)
        if not any(character.isalnum() for character in text):
            for child in element:  # an image, or a whole block set as a heading
                self.into(child)
            self.flush()
            return
        level = _HEADINGS.get(str(element.tag)) or _aria_level(element)
        linked = sum(len(_plain(link)) for link in element.iter("a"))
        share = min(1.0, linked / max(1, len(text)))
        self._add(
            PageBlock("heading", text, level, anchor=_anchor(element), link_share=share, group=self._group)
        )

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
        rows = _rows(element)
        if not _is_data_table(element, rows):
            self._other(element, "table")
            return
        for caption in element.iterchildren("caption"):
            self._other(caption, "caption")
        group = self._new_group()
        for cells, is_header, link_share in _grid(rows):
            if any(cells):
                text = " ".join(cell for cell in cells if cell)
                row = PageBlock("table_row", text, cells=cells, is_header=is_header, group=group)
                row.link_share = link_share
                self._add(row)


def _is_hidden(element: HtmlElement) -> bool:
    if "hidden" in element.attrib and element.get("hidden") != "until-found":
        return True
    style = element.get("style")
    if style and _HIDDEN_STYLE.search(style):
        return True
    if element.get("aria-hidden") == "true" and element.tag != "math" and not len(element):
        return True
    name = element.get("class")
    return bool(name and _HIDDEN_CLASS.search(name))


def _is_apart(element: HtmlElement) -> bool:
    if element.tag in _APART or element.get("role") in _APART_ROLES:
        return True
    name = element.get("class")
    return bool(name and element.tag not in ("body", "main", "article") and _APART_CLASS.search(name))


def _is_note_mark(element: HtmlElement) -> bool:
    """Whether it is the raised number of a foot note: it would be read as part of a sentence."""
    link = element if element.tag == "a" else next(iter(element.iter("a")), None)
    if link is None or not (link.get("href") or "").startswith("#"):
        return False
    text = "".join(element.itertext()).strip()
    raised = element.tag == "sup" or any(parent.tag == "sup" for parent in element.iterancestors("sup"))
    return bool(_NOTE_MARK.fullmatch(text)) and (raised or text.startswith("["))


def _is_permalink(element: HtmlElement) -> bool:
    return element.tag == "a" and "".join(element.itertext()).strip() in _PERMALINK


def _plain(element: HtmlElement) -> str:
    return _BLANK.sub(" ", "".join(_inline(element))).strip()


def _inline(element: HtmlElement) -> Iterator[str]:
    """The words of an element as on one line, without what is not shown."""
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _DROPPED and not _is_hidden(child):
            if child.tag in ("a", "sup") and (_is_note_mark(child) or _is_permalink(child)):
                pass
            elif child.tag == "br" or child.tag in _BREAKING:
                yield " "
                yield from _inline(child)
                yield " "
            else:
                yield from _inline(child)
        yield child.tail or ""


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


def _math_text(element: HtmlElement) -> str:
    for annotation in element.iter("annotation"):
        if "tex" in (annotation.get("encoding") or "").lower():
            return annotation.text or ""
    return "".join(element.itertext())


def _holds_layout(element: HtmlElement) -> bool:
    """Whether a list item is a whole piece of page: it has headings, tables or several paragraphs."""
    if (
        next(iter(element.iter(*_HEADINGS, "table", "article", "pre")), None)
        is not None
    ):
        return True
    return sum(1 for paragraph in element.iter("p") if len("".join(paragraph.itertext())) > 200) > 1


def _rows(table: HtmlElement) -> list[HtmlElement]:
    found = []
    for child in table:
        if child.tag == "tr":
            found.append(child)
        elif child.tag in ("thead", "tbody", "tfoot"):
            found.extend(row for row in child if row.tag == "tr")
    return found


def _is_data_table(table: HtmlElement, rows: list[HtmlElement]) -> bool:
    """Whether a table holds data; else it only lays out the page."""
    if table.get("role") in ("presentation", "none") or len(rows) < 2:
        return False
    if (
        next(iter(table.iterdescendants(*_HEADINGS, "table", "article", "form")), None)
        is not None
    ):
        return False
    widths = [sum(1 for cell in row if cell.tag in ("td", "th")) for row in rows]
    if max(widths) < 2:
        return False
    cells = [cell for row in rows for cell in row if cell.tag in ("td", "th")]
    long_cells = sum(
        1 for cell in cells if len(list(cell.iter("p"))) > 2 or len("".join(cell.itertext())) > 1500
    )
    return long_cells * 4 <= len(cells) and len(cells) >= 4


def _grid(rows: list[HtmlElement]) -> Iterator[tuple[tuple[str, ...], bool, float]]:
    """Cells by row, those that span several rows repeated, with whether the row is a header."""
    spanning: dict[int, tuple[int, str]] = {}
    for position, row in enumerate(rows):
        cells: list[str] = []
        below: dict[int, tuple[int, str]] = {}
        heads = linked = 0
        own = [cell for cell in row if cell.tag in ("td", "th")]

        def fill() -> None:
            while len(cells) in spanning:  # noqa: B023
                left, text = spanning[len(cells)]  # noqa: B023
                if left > 1:
                    below[len(cells)] = (left - 1, text)  # noqa: B023
                cells.append(text)  # noqa: B023

        for cell in own:
            fill()
            text = _plain(cell).replace("|", "/")
            heads += cell.tag == "th"
            linked += sum(len(_plain(link)) for link in cell.iter("a"))
            down, across = _span(cell, "rowspan"), _span(cell, "colspan")
            if down > 1:
                below[len(cells)] = (down, text)
                below[len(cells)] = (down - 1, text)
            cells.append(text)
            cells.extend("" for _ in range(across - 1))
        fill()
        spanning = below
        parent = row.getparent()
        is_header = bool(own) and (
            heads == len(own) or (position == 0 and parent is not None and parent.tag == "thead")
        )
        yield tuple(cells), is_header, linked / max(1, sum(map(len, cells)))


def _span(cell: HtmlElement, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return min(100, max(1, int(value))) if value.isdecimal() and len(value) < 5 else 1
