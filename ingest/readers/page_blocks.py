"""A web page as blocks in reading order: headings, paragraphs, items, rows, quotes, code.

Knows the elements of HTML and nothing of what on the page is the article: navigation and footers come out
as blocks too, marked as such.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ingest.article import BlockKind, Inline
from ingest.inline import Styled, StyledLine
from ingest.labels import reads_as_label
from ingest.readers.page_code import CODE_TAGS, code_text, holds_code_only
from ingest.readers.page_lists import Listing, listing_of, word_item
from ingest.readers.page_tables import Row, data_rows, named_rows
from ingest.readers.page_text import add_special, begin_style, linked_signs, one_line, styled
from ingest.readers.page_traits import (
    APART,
    BESIDE,
    BOX,
    BREAKING,
    CAPTION,
    ODD,
    PULLED,
    TABLE,
    TOGGLE,
    WARNING,
    attributes,
    class_traits,
    is_apart,
    is_hidden,
)
from ingest.web_address import link_target

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["PageBlock", "page_blocks", "words_of"]

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LISTS = frozenset({"ul", "ol", "dir", "dl", "menu"})
_BLOCK_ROLES = frozenset({"heading", "tablist", "tabpanel", "table", "grid", "treegrid"})
_PLAIN = frozenset(
    "div p section article main body center td tr tbody figure header hgroup hr address form".split()
)
"""Elements that only part what is in them from what is around them."""
_PLACE_DEPTH = 3
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_]+")
_QUESTION = re.compile(r"[?？]\s*\Z")
_LONGEST_TOGGLE = 300
_PANEL_ROLES = frozenset({"tabpanel", "region"})


@dataclass(slots=True)
class PageBlock:
    """One block of a page. `text` is one line without markup, except code, which keeps its lines."""

    kind: BlockKind
    text: str
    level: int = 0
    """Of a heading 1 to 6, of a list item how deep its list lies within others, from 0."""
    marker: str = ""
    """Of a list item: `-`, or its number or letter with a full stop."""
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
    is_beside: bool = False
    """Whether it belongs to the text around it, but stands beside it: a caption, a box, a side note, the
    name of a tab."""
    is_pulled: bool = False
    """Whether its place says that it repeats words of the article in large letters."""
    place: tuple[str, ...] = ()
    """Tag and class of the elements around it, the innermost last."""
    trail: tuple[int, ...] = ()
    """The elements around it that break lines, by number, the outermost first."""
    link_share: float = 0.0
    """Part of its characters that are links."""
    words: tuple[str, ...] = field(default=(), repr=False)
    """Case-folded, without punctuation: what blocks are compared by."""


def words_of(text: str) -> tuple[str, ...]:
    """The words by which text is compared: case-folded, each ideograph for itself."""
    return tuple(_WORD.findall(text.casefold()))


def page_blocks(
    body: HtmlElement, *, base: str | None = "", with_hidden: bool = False, with_navigation: bool = True
) -> list[PageBlock]:
    """The blocks of a page below `body`, in document order.

    Its links are relative to the address `base`; with None they keep what the page wrote, for `resolved`.
    """
    walk = _Walk(base, with_hidden, with_navigation, _controlled(body))
    walk.whole(body)
    return walk.blocks


def resolved(blocks: Sequence[PageBlock], base: str) -> list[PageBlock]:
    """The blocks with the links that lead anywhere, relative to the address `base`."""
    for block in blocks:
        if block.inlines:
            block.inlines = _resolved(block.inlines, base)
        if any(cell.inlines for cell in block.cells):
            block.cells = tuple(Styled(cell.text, _resolved(cell.inlines, base)) for cell in block.cells)
    return list(blocks)


def _resolved(inlines: Sequence[Inline], base: str) -> tuple[Inline, ...]:
    found = ((one, link_target(one.url or "", base) if one.kind == "link" else None) for one in inlines)
    return tuple(replace(one, url=url) for one, url in found if one.kind != "link" or url is not None)


def _controlled(body: HtmlElement) -> frozenset[str]:
    """Ids of what is hidden only until a reader opens it: the panels of tabs and accordions."""
    return frozenset(
        str(control.get("aria-controls"))
        for control in body.xpath("//*[@aria-controls]")
        if (control.get("aria-expanded") or control.get("role") == "tab")
        and next(control.iterancestors("nav", "header"), None) is None
    )


class _Walk:
    """One pass over a page: text gathers in `_line` until an element that breaks the line ends it.

    A single `<br>` only parts two words, but for a label from the text below it (`_labelled`: such a line has
    just been broken).
    """

    def __init__(
        self, base: str | None, with_hidden: bool, with_navigation: bool, controlled: frozenset[str]
    ) -> None:
        self.blocks: list[PageBlock] = []
        self._with_navigation = with_navigation
        self._base = base
        self._with_hidden = with_hidden
        self._controlled = controlled
        self._line = StyledLine()
        self._linked = 0
        self._in_link = 0
        self._apart = self._beside = self._pulled = self._quote = 0
        self._lists: list[Listing] = []
        self._item: str | None = None
        self._group = self._groups = 0
        self._breaks = 0
        self._labelled = False
        self._around: list[
            tuple[int, str, str]
        ] = []  # number, tag and class of what breaks lines around here
        self._waiting: list[HtmlElement] = []  # side notes of the line
        self._tabs: deque[Styled] = deque()
        self._tables = 0

    def whole(self, body: HtmlElement) -> None:
        attrs = attributes(body)
        self._block(body, str(body.tag), attrs, class_traits(attrs.get("class", "")))
        self.flush()

    def _content(self, element: HtmlElement) -> None:
        """What is in an element. Two calls a level of nesting, so that deep pages stay within the stack."""
        if element.text:
            self._text(element.text)
        for child in element:
            tag = child.tag
            if isinstance(tag, str):
                attrs = attributes(child)
                name = attrs.get("class") if attrs else None
                traits = class_traits(name) if name else 0
                if (
                    attrs
                    and not self._with_hidden
                    and is_hidden(child, tag, attrs, traits)
                    and not self._opens(attrs)
                ):
                    pass
                elif tag in BREAKING:
                    if not (traits & ODD and add_special(self._line, child, tag, attrs, traits)):
                        self._block(child, tag, attrs, traits)
                elif tag == "br":
                    self._break()
                elif tag == "button":
                    self._button(child, attrs, traits)
                elif add_special(self._line, child, tag, attrs, traits) or (
                    attrs and self._stands_out(child, attrs, traits)
                ):
                    pass
                else:
                    self._inline(child, tag, is_apart(tag, attrs, traits))
            if child.tail:
                self._text(child.tail)

    def _stands_out(self, element: HtmlElement, attrs: Mapping[str, str], traits: int) -> bool:
        """Whether an element within a line makes a block of its own; then it has."""
        role = attrs.get("role")
        if (traits & BESIDE and self._line.parts) or role == "doc-footnote":
            self._waiting.append(element)
        elif role in _BLOCK_ROLES or traits & (CAPTION | TABLE):
            self._block(element, str(element.tag), attrs, traits)
        else:
            return False
        return True

    def _opens(self, attrs: Mapping[str, str]) -> bool:
        """Whether what is hidden is a panel that a reader can open."""
        return attrs.get("id", "") in self._controlled or attrs.get("role") == "tabpanel"

    def _block(self, element: HtmlElement, tag: str, attrs: Mapping[str, str], traits: int) -> None:
        """An element that stands in lines of its own."""
        if not self._with_navigation and tag in ("nav", "footer") and self._around:
            self.flush()
            return
        if tag in _PLAIN and not traits and "role" not in attrs and not (tag == "p" and "style" in attrs):
            if self._line.parts:
                self.flush()
            outer = self._group
            self._groups += 1
            self._group = self._groups
            self._around.append((self._groups, tag, attrs.get("class", "")))
            self._content(element)
            if self._line.parts:
                self.flush()
            self._around.pop()
            self._group = outer
            return
        apart, beside = (
            is_apart(tag, attrs, traits),
            bool(traits & CAPTION) or tag in ("figcaption", "caption"),
        )
        if tag == "aside" or apart or traits & WARNING:
            apart, beside = self._aside(element, tag, attrs, traits, apart)
        pulled, breaks = bool(traits & PULLED), tag in BREAKING
        self._apart += apart
        self._beside += beside
        self._pulled += pulled
        if breaks:
            self._groups += 1
            self._around.append((self._groups, tag, attrs.get("class", "")))
        role = attrs.get("role") if attrs else None
        if role == "tablist":
            self._tablist(element)
        elif tag in _HEADINGS or role == "heading":
            self._heading(element, tag)
        elif tag in CODE_TAGS:
            self._code(element)
        elif tag in _LISTS:
            self._list(element, attrs)
        elif tag in ("li", "dt", "dd"):
            self._list_item(element, tag, attrs)
        elif tag == "table":
            self._table(element, data_rows(element, self._base))
        elif tag == "summary":
            self._toggle(element, styled(element, self._base), is_heading=False)
        elif (role in ("table", "grid", "treegrid") or traits & TABLE) and tag != "body" and self._tables < 3:
            self._tables += 1
            self._table(element, named_rows(element, self._base))
            self._tables -= 1
        elif tag == "p" and attrs and "mso" in (attrs.get("style", "") + attrs.get("class", "")).lower():
            self._word_paragraph(element, attrs)
        else:
            self.flush()
            if role in _PANEL_ROLES and self._tabs:
                self._label(self._tabs.popleft())
            outer, self._group = self._group, self._new_group()
            self._quote += tag == "blockquote"
            self._content(element)
            self.flush()
            self._quote -= tag == "blockquote"
            self._group = outer
        self._apart -= apart
        self._beside -= beside
        self._pulled -= pulled
        if breaks:
            self._around.pop()

    def _aside(
        self, element: HtmlElement, tag: str, attrs: Mapping[str, str], traits: int, apart: bool
    ) -> tuple[bool, bool]:
        """Whether an aside, or an element that looks apart, is apart, and whether it is only beside."""
        told = " ".join(attrs.get(name, "") for name in ("role", "aria-label", "id"))
        is_box = bool(traits & BOX) or bool(class_traits(told) & BOX)
        if tag == "aside":
            if apart and not traits & PULLED:
                return True, False
            words = len("".join(element.itertext()).split())
            is_linked = linked_signs(element) * 3 > sum(map(len, element.itertext()))
            inside = bool(self.blocks) and any(above in ("main", "article") for _, above, _ in self._around)
            if is_box or traits & (PULLED | BESIDE) or (inside and not is_linked and words <= 150):
                return False, True
            return True, False
        if traits & WARNING and not traits & APART and tag not in ("nav", "footer"):
            return False, True
        return apart, False

    def flush(self, kind: BlockKind = "paragraph") -> None:
        """End the line; what it holds becomes a block."""
        if not self._line.parts:
            self._linked = self._breaks = 0
            self._labelled = False
            return
        line = one_line(self._line.take())
        text = line.text
        linked, self._linked, self._breaks, self._labelled = self._linked, 0, 0, False
        waiting, self._waiting = self._waiting, []
        if text and any(map(str.isalnum, text)):
            share = min(1.0, linked / len(text))
            block = PageBlock(kind, text, group=self._group, link_share=share, inlines=line.inlines)
            if kind == "paragraph" and self._quote:
                block.kind = "quote"
            if kind == "paragraph" and self._item:
                block.kind, block.marker, block.level = "list_item", self._item, max(0, len(self._lists) - 1)
                self._item = ""
            self._add(block)
        for note in waiting:
            self._note(note)

    def _add(self, block: PageBlock) -> None:
        block.place = tuple([f"{tag}.{name}" for _, tag, name in self._around[-_PLACE_DEPTH:]])
        block.trail = tuple([number for number, _, _ in self._around])
        block.is_apart = self._apart > 0
        block.is_beside = block.is_beside or self._beside > 0
        block.is_pulled = self._pulled > 0
        block.words = words_of(block.text)
        self.blocks.append(block)

    def _note(self, element: HtmlElement) -> None:
        """A side note: a block of its own after the line that it belongs to."""
        words = styled(element, self._base)
        if any(map(str.isalnum, words.text)):
            self._add(
                PageBlock("paragraph", words.text, group=self._group, inlines=words.inlines, is_beside=True)
            )

    def _new_group(self) -> int:
        self._groups += 1
        return self._groups

    def _inline(self, element: HtmlElement, tag: str, apart: bool) -> None:
        self._apart += apart
        self._in_link += tag == "a"
        begun = begin_style(self._line, element, self._base)
        self._content(element)
        if begun:
            self._line.end()
        self._in_link -= tag == "a"
        self._apart -= apart

    def _other(self, element: HtmlElement) -> None:
        self.flush()
        outer, self._group = self._group, self._new_group()
        self._content(element)
        self.flush()
        self._group = outer

    def _text(self, text: str) -> None:
        if text.isspace():
            if self._line.parts:
                self._line.add(" ")
            return
        if self._labelled:
            if not self._line.is_strong:
                self.flush()
            self._labelled = False
        self._line.add(text)
        self._breaks = 0
        if self._in_link:
            self._linked += len(text)

    def _break(self) -> None:
        self._breaks += 1
        if self._breaks >= 2:
            self.flush()
        elif self._line.parts:
            self._labelled = self._item is None and reads_as_label(self._line.so_far())
            self._line.add(" ")

    def _heading(self, element: HtmlElement, tag: str) -> None:
        self.flush()
        words = styled(element, self._base)
        if not any(map(str.isalnum, words.text)):
            button = next(iter(element.iter("button")), None)
            words = styled(button, self._base) if button is not None else words
        if not any(map(str.isalnum, words.text)):
            self._content(element)  # an image, or a whole block set as a heading
            self.flush()
            return
        block = PageBlock(
            "heading", words.text, _HEADINGS.get(tag) or _aria_level(element), group=self._group
        )
        block.anchor = _anchor(element)
        block.link_share = min(1.0, linked_signs(element) / max(1, len(words.text)))
        block.inlines = words.inlines
        self._add(block)

    def _button(self, element: HtmlElement, attrs: Mapping[str, str], traits: int) -> None:
        """A button that opens the text below it names that text; any other is no text."""
        opens = attrs.get("aria-expanded") is not None or "aria-controls" in attrs or traits & TOGGLE
        if opens and attrs.get("role") != "tab" and not attrs.get("aria-haspopup") and not self._apart:
            words = styled(element, self._base)
            if _QUESTION.search(words.text) or attrs.get("itemprop") == "name" or traits & TOGGLE:
                self._toggle(element, words, is_heading=bool(_QUESTION.search(words.text)))

    def _toggle(self, element: HtmlElement, words: Styled, *, is_heading: bool) -> None:
        """What names a text that is opened by it: a heading when it asks, else a label."""
        self.flush()
        inner = next(iter(element.iter(*_HEADINGS)), None)
        if inner is not None:
            self._content(element)
            self.flush()
            return
        text = words.text
        if not text or len(text) > _LONGEST_TOGGLE or not any(map(str.isalnum, text)):
            if text:
                self._content(element)
                self.flush()
            return
        if is_heading or _QUESTION.search(text):
            above = next((block.level for block in reversed(self.blocks) if block.kind == "heading"), 1)
            is_sister = self.blocks and any(
                block.kind == "heading" and block.is_beside and block.level == above
                for block in self.blocks[-40:]
            )
            level = above if is_sister else min(6, above + 1)
            self._add(PageBlock("heading", text, level, inlines=words.inlines, anchor=element.get("id"),
                                group=self._group, is_beside=True))  # fmt: skip
        else:
            self._label(words)

    def _label(self, words: Styled) -> None:
        if any(map(str.isalnum, words.text)):
            strong = (Inline("strong", 0, len(words.text)),)
            self._add(PageBlock("paragraph", words.text, group=self._group, inlines=strong, is_beside=True))

    def _tablist(self, element: HtmlElement) -> None:
        """The names of tabs wait for the panels that they open."""
        self.flush()
        self._tabs.clear()
        for tab in element.iter():
            if isinstance(tab.tag, str) and tab.get("role") == "tab":
                self._tabs.append(styled(tab, self._base))

    def _code(self, element: HtmlElement) -> None:
        self.flush()
        text = code_text(element)
        if text.strip():
            before = self.blocks[-1] if self.blocks else None
            is_next_line = (
                before is not None
                and before.kind == "code"
                and "\n" not in text
                and self._around
                and "CodeMirror" in self._around[-1][2]
                and before.trail[:-1] == tuple(number for number, _, _ in self._around[:-1])
            )
            if before is not None and is_next_line:
                before.text += f"\n{text}"
                before.words += words_of(text)
            else:
                self._add(PageBlock("code", text, group=self._group))

    def _list(self, element: HtmlElement, attrs: Mapping[str, str]) -> None:
        self.flush()
        outer_group, self._group = self._group, self._new_group()
        outer_item, self._item = self._item, None
        self._lists.append(listing_of(element, attrs, self._group))
        self._content(element)
        self.flush()
        self._lists.pop()
        self._group, self._item = outer_group, outer_item if outer_item != "-" or self._lists else None

    def _list_item(self, element: HtmlElement, tag: str, attrs: Mapping[str, str]) -> None:
        self.flush()
        if not self._lists:
            self._lists.append(Listing(self._new_group(), None))
        listing = self._lists[-1]
        mark = listing.next_mark(attrs.get("value")) if tag == "li" else "-"
        if _holds_layout(element, numbered=listing.number is not None):
            self._other(element)
            return
        outer, self._item = self._item, mark
        inner_group, self._group = self._group, listing.group
        self._content(element)
        self.flush()
        self._item, self._group = outer, inner_group

    def _word_paragraph(self, element: HtmlElement, attrs: Mapping[str, str]) -> None:
        item = word_item(element, attrs)
        if item is None:
            self._other(element)
            return
        self.flush()
        before = self.blocks[-1] if self.blocks else None
        around = tuple(number for number, _, _ in self._around[:-1])
        is_next = before is not None and before.kind == "list_item" and before.trail[:-1] == around
        outer, self._group = (
            self._group,
            before.group if is_next and before is not None else self._new_group(),
        )
        self._content(element)
        self.flush()
        if self.blocks and self.blocks[-1] is not before and self.blocks[-1].kind == "paragraph":
            block = self.blocks[-1]
            block.kind, (block.marker, block.level) = "list_item", item
        self._group = outer

    def _table(self, element: HtmlElement, rows: list[Row] | None) -> None:
        self.flush()
        if element.tag == "table" and holds_code_only(element):
            self._code(element)
            return
        if rows is None:
            self._other(element)
            return
        for caption in element.iterchildren("caption"):
            self._other(caption)
        group = self._new_group()
        for row in rows:
            text = " ".join(cell.text for cell in row.cells if cell.text)
            block = PageBlock("table_row", text, cells=row.cells, is_header=row.is_header, group=group)
            block.link_share = row.link_share
            self._add(block)


def _aria_level(element: HtmlElement) -> int:
    level = element.get("aria-level", "2")
    return min(6, max(1, int(level))) if level.isascii() and level.isdecimal() and len(level) < 3 else 2


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


def _holds_layout(element: HtmlElement, *, numbered: bool) -> bool:
    """Whether a list item is a whole piece of page: it has headings, tables or several paragraphs."""
    if not len(element):
        return False
    if next(element.iter(*_HEADINGS, "article"), None) is not None:
        return True
    if numbered:
        return False
    if next(iter(element.iter("table")), None) is not None:
        return True
    return sum(1 for paragraph in element.iter("p") if len("".join(paragraph.itertext())) > 200) > 1
