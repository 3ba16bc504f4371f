"""A web page as an article: its own text with its headings, lists, tables, quotes, and who wrote it when.

Joins the parts: the page's blocks, trafilatura's view of what is the article, the metadata. Knows nothing
of how a page was fetched.
"""

# ruff: noqa: E501
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ingest.article import BlockKind
from ingest.document import Document, PackedArticle, Piece, assemble
from ingest.errors import SourceError
from ingest.inline import Styled, joined, shifted
from ingest.readers.main_content import keep_main
from ingest.readers.page_blocks import PageBlock, page_blocks, resolved, words_of
from ingest.readers.page_metadata import page_metadata
from ingest.readers.page_tree import page_tree
from ingest.readers.page_walls import wall
from ingest.web_address import link_target

if TYPE_CHECKING:
    from lxml.etree import _Element
    from lxml.html import HtmlElement


__all__ = ["parse_html", "pieces_of", "read_html"]

_LINE_TAGS = frozenset({"head", "p", "item", "row", "quote", "code", "list", "table", "div", "lb", "ab"})
_TOP_BLOCKS = 5
_ENOUGH_WORDS = 40
_MOST_WALL_WORDS = 900
_MOST_LOOKED_AT = 260
_TOLD_SHARE = 0.7
"""Part of a page's running text that the article should be; below it the article is looked for again."""
_FOUND_SHARE = 0.6
"""Part of trafilatura's words that must lie in blocks of the page; below it the page is read otherwise."""
_NEEDS_SCRIPT = re.compile(
    r"(?:enable|activate|requires?|turn on|needs?|without)\W+(?:\w+\W+){0,3}javascript"
    r"|javascript\W+(?:\w+\W+){0,4}(?:required|enabled?|disabled|not available)",
    re.IGNORECASE,
)


def parse_html(
    text: str, *, source: str = "the page", url: str | None = None, fallback_title: str | None = None
) -> Document:
    """The article of a web page; `url` is where the page was fetched, when it was. Raises `SourceError` as
    `read_html` does."""
    title, metadata, pieces = read_html(text, source=source, url=url)
    return assemble(pieces, title=title, fallback_title=fallback_title, metadata=metadata)


def read_html(text: str, *, source: str = "the page", url: str | None = None) -> PackedArticle:
    """Title, metadata and pieces of a web page.

    Raises `SourceError` when there is no text in it, saying so when the page shows its text only to a
    browser that runs its scripts, or after a login.
    """
    root = page_tree(text)
    if root is None:
        raise _no_text(source, text, root)
    facts = page_metadata(root, url)
    blocks = _chosen(root, url)
    _refuse_wall(source, root, facts.title, blocks)
    few = sum(len(block.words) for block in blocks) < _ENOUGH_WORDS
    if not blocks or (few and all(block.is_apart for block in blocks)):
        raise _no_text(source, text, root)
    if few:
        _refuse_empty_shell(source, text, root, blocks)
    blocks = _without_title(blocks, facts.title)
    return facts.title, facts.metadata, list(pieces_of(blocks))


def _extracted(root: HtmlElement, url: str | None, *, thorough: bool) -> list[str]:
    """The lines of what trafilatura takes for the article; when thorough, it compares several ways to find it."""
    from trafilatura import bare_extraction

    spans = [
        (cell, name, cell.attrib.pop(name))
        for cell in root.iter("td", "th")
        for name in ("rowspan", "colspan")
        if name in cell.attrib
    ]  # it would fill in each cell that they cover, without end in a hostile table
    found: Any = None
    with suppress(ValueError):  # a sign that XML has no form for: then all of the page's blocks are looked at
        found = bare_extraction(
            root, url=url, include_comments=False, include_tables=True, include_links=False, fast=not thorough
        )
    for cell, name, value in spans:
        with suppress(ValueError):  # such a sign in it: then it says no number
            cell.set(name, value)
    return _lines(found.body) if found is not None and found.body is not None else []


def _lines(tree: _Element) -> list[str]:
    lines: list[list[str]] = [[]]

    def walk(element: _Element) -> None:
        breaks = element.tag in _LINE_TAGS
        if breaks:
            lines.append([])
        lines[-1].append(element.text or "")
        for child in element:
            walk(child)
            lines[-1].append(child.tail or "")
        if element.tag == "cell":
            lines[-1].append(" ")
        if breaks:
            lines.append([])

    walk(tree)
    return [line for line in (" ".join("".join(parts).split()) for parts in lines) if line]


def _base(root: HtmlElement, url: str | None) -> str:
    """The address that the page's links are relative to."""
    for element in root.iter("base"):
        if element.get("href"):
            return link_target(element.get("href"), url or "") or url or ""
    return url or ""


def _chosen(root: HtmlElement, url: str | None) -> list[PageBlock]:
    """The page's blocks that are the article, whatever the page hides from those without its scripts.

    Where the quick way finds little of what the page says, the thorough one is asked too.
    """
    body = next(iter(root.iter("body")), root)
    base = _base(root, url)
    shown = page_blocks(body, base=None, with_navigation=False)
    told = sum(len(block.words) for block in shown if _is_running(block))
    lines = _extracted(root, url, thorough=False)
    best = keep_main(shown, lines)
    if best.found_words < _TOLD_SHARE * told:
        more = _extracted(root, url, thorough=True)
        other = keep_main(shown, more)
        if other.found_words > best.found_words or not lines:
            lines, best = more, other
    wanted = sum(len(words_of(line)) for line in lines)
    if not wanted:
        return resolved([block for block in shown if not block.is_apart], base)
    if best.found_words < _FOUND_SHARE * wanted:
        unhidden = keep_main(page_blocks(body, base=None, with_hidden=True), lines)
        best = max(best, unhidden, key=lambda content: content.found_words)
    if best.found_words < _FOUND_SHARE * wanted:  # it is in the page's data, not in its body
        return [PageBlock("paragraph", line, words=words_of(line)) for line in lines]
    return resolved(best.blocks, base)


def _is_running(block: PageBlock) -> bool:
    return (
        block.kind == "paragraph" and not block.is_apart and len(block.words) >= 12 and block.link_share < 0.3
    )


def _without_title(blocks: list[PageBlock], title: str | None) -> list[PageBlock]:
    """Without the headings and lines at the top that only say the title once more."""
    key = Counter(words_of(title or ""))
    kept = []
    for index, block in enumerate(blocks):
        if key and index < _TOP_BLOCKS and block.kind in ("heading", "paragraph"):
            words = Counter(block.words)
            common, most = (words & key).total(), max(words.total(), key.total())
            is_main = block.kind == "heading" and block.level == 1
            if common == most or (is_main and (common >= 0.7 * most or common == words.total() > 2)):
                continue
        kept.append(block)
    return kept


def pieces_of(blocks: Sequence[PageBlock]) -> Iterator[Piece]:
    """The blocks of a page as pieces of canonical Markdown."""
    before: PageBlock | None = None
    widths: dict[int, int] = {}
    for block in blocks:
        if block.kind == "table_row":
            widths[block.group] = max(widths.get(block.group, 0), len(block.cells))
    for block in blocks:
        if block.kind == "table_row":
            yield _row(block.cells, widths[block.group])
            if before is None or before.kind != "table_row" or before.group != block.group:
                rule = (Styled("---"),) * widths[block.group]
                yield replace(_row(rule, len(rule)), markup=True)
        elif block.kind == "list_item":
            yield _marked("list_item", f"{block.marker} ", block)
        elif block.kind == "quote":
            yield _marked("quote", "> ", block)
        elif block.kind == "code":
            fence = "```" if "```" not in block.text else "~~~~"
            yield Piece("code", f"{fence}\n{block.text}\n{fence}")
        else:
            yield _marked(block.kind, "", block)
        before = block


def _marked(kind: BlockKind, mark: str, block: PageBlock) -> Piece:
    inlines = shifted(block.inlines, len(mark))
    return Piece(kind, mark + block.text, level=block.level, anchor=block.anchor, inlines=inlines)


def _row(cells: Sequence[Styled], width: int) -> Piece:
    empty = (Styled(""),) * (width - len(cells))
    row = joined((Styled("|"), joined((*cells, *empty), " | "), Styled("|")), " ")
    return Piece("table_row", row.text, inlines=row.inlines)


def _refuse_empty_shell(source: str, text: str, root: HtmlElement, blocks: Sequence[PageBlock]) -> None:
    """Raise when the few words of a page are there only to send the reader elsewhere."""
    words = " ".join(block.text for block in blocks)
    if _NEEDS_SCRIPT.search(words) or _is_login(root):
        raise _no_text(source, text, root)


def _refuse_wall(source: str, root: HtmlElement, title: str | None, blocks: Sequence[PageBlock]) -> None:
    """Raise when the page only stands before an article, or in place of one."""
    if sum(len(block.words) for block in blocks) > _MOST_WALL_WORDS:
        return
    shown = next((element.text or "" for element in root.iter("title")), "")
    heads = [block.text for block in blocks[:6] if block.kind == "heading"]
    body = next(iter(root.iter("body")), root)
    few = sum(len(block.words) for block in blocks) < _MOST_LOOKED_AT
    whole = " ".join(" ".join(_shown_text(body)).split()) if few else ""
    found = wall(
        [shown, title or "", *heads],
        [block.text for block in blocks],
        has_password=_is_login(root),
        whole=whole,
    )
    if found is not None:
        raise SourceError(source, *found)


def _shown_text(body: HtmlElement) -> Iterator[str]:
    for element in body.iter("h1", "h2", "p", "div", "span", "button", "label", "li"):
        yield element.text or ""


def _is_login(root: HtmlElement) -> bool:
    return any(field.get("type", "").lower() == "password" for field in root.iter("input"))


def _no_text(source: str, text: str, root: HtmlElement | None) -> SourceError:
    if root is not None and _is_login(root):
        return SourceError(
            source, "the page asks for a login", "log in with your browser, save the page and add the file"
        )
    if _NEEDS_SCRIPT.search(text) or text.lower().count("<script") >= 2:
        return SourceError(
            source,
            "the page shows its text only when its JavaScript runs",
            "open it in your browser, save the page and add the file",
        )
    return SourceError(source, "there is no text in this page", "check that it is the page you meant")
