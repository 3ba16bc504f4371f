"""The table of contents of an e-book, and its chapters' names put where the chapters do not show them.

Knows the two forms of it (nav and ncx) and where in a chapter an entry leads.
"""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import unquote

from ingest.document import word_key
from ingest.headings import section_name

if TYPE_CHECKING:
    from lxml.etree import _Element
    from lxml.html import HtmlElement

__all__ = ["ContentsEntry", "nav_entries", "ncx_entries", "with_names"]

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = ("p", "div", "header", "section", "blockquote", "li", "td")
_NEAR = 5
"""Blocks behind the place of an entry among which its name is looked for."""
_FURTHEST = 200
"""Elements behind it that are looked at."""
_MOST_ENTRIES = 5_000
_ORDINAL = re.compile(
    r"(?:chapter|part|kapitel|teil|chapitre|capítulo|capitolo)?\s*(?:\d{1,4}|[ivxlc]{1,8})[.:]?", re.I
)


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """One line of the contents: words, depth from 0, and the file and place in it that it leads to."""

    words: str
    depth: int
    file: str
    fragment: str


def _target(href: str, folder: str) -> tuple[str, str]:
    path, _, fragment = href.partition("#")
    return posixpath.normpath(posixpath.join(folder, unquote(path))), unquote(fragment)


def ncx_entries(root: _Element, folder: str) -> list[ContentsEntry]:
    """The entries of a `toc.ncx` in `folder`."""
    found: list[ContentsEntry] = []
    for point in root.iter("{*}navPoint"):
        label = (
            " ".join("".join(map(str, label.itertext())).split())
            if (label := next(point.iterchildren("{*}navLabel"), None)) is not None
            else ""
        )
        content = next(point.iterchildren("{*}content"), None)
        depth = sum(1 for _ in point.iterancestors("{*}navPoint"))
        if label and content is not None and len(found) < _MOST_ENTRIES:
            found.append(ContentsEntry(label, depth, *_target(content.get("src") or "", folder)))
    return found


def nav_entries(root: HtmlElement, folder: str) -> list[ContentsEntry]:
    """The entries of a navigation document in `folder`: of its table of contents, not of its page list."""
    navs = list(root.iter("nav"))
    toc = next((nav for nav in navs if "toc" in (nav.get("epub:type") or nav.get("role") or "")), None)
    toc = toc if toc is not None else next(iter(navs), None)
    if toc is None:
        return []
    found: list[ContentsEntry] = []
    for link in toc.iter("a"):
        words = " ".join("".join(link.itertext()).split())
        if words and link.get("href") and len(found) < _MOST_ENTRIES:
            depth = max(0, sum(1 for _ in link.iterancestors("ol", "ul")) - 1)
            found.append(ContentsEntry(words, depth, *_target(link.get("href") or "", folder)))
    return found


def with_names(body: HtmlElement, entries: Sequence[ContentsEntry]) -> None:
    """Make a heading of each chapter's name that is in `body` as plain text, or not at all."""
    if not entries:
        return
    elements = [element for element in body.iter() if isinstance(element.tag, str)]
    by_id = {element.get("id"): element for element in elements if element.get("id")}
    order = {id(element): at for at, element in enumerate(elements)}
    starts = [by_id.get(entry.fragment, body) if entry.fragment else body for entry in entries]
    places = sorted({order[id(start)] for start in starts})
    for entry, start in zip(entries, starts, strict=True):
        after = bisect_right(places, order[id(start)])
        end = places[after] if after < len(places) else len(elements)
        inside = elements[order[id(start)] : min(end, order[id(start)] + _FURTHEST)]
        near = list(islice(_blocks_of(start, inside), _NEAR))
        _put_name(entry, start, near)


def _blocks_of(start: HtmlElement, elements: Sequence[HtmlElement]) -> Iterator[HtmlElement]:
    """Elements with words of their own, from the place of an entry on."""
    enclosing = next((one for one in islice(start.iterancestors(), 8) if one.tag in (*_HEADINGS, "p")), None)
    if enclosing is not None:
        yield enclosing
    for element in elements:
        if element.tag not in _HEADINGS and element.tag not in _BLOCKS:
            continue
        if element.getparent() is None:
            continue
        if (
            element.tag not in _HEADINGS
            and next(element.iterchildren(*_HEADINGS, *_BLOCKS), None) is not None
        ):
            continue
        if "".join(element.itertext()).strip():
            yield element


def _put_name(entry: ContentsEntry, start: HtmlElement, near: Sequence[HtmlElement]) -> None:
    from lxml import html

    wanted = {key.replace(" ", "") for key in (word_key(entry.words), section_name(entry.words)) if key}
    if not near or not wanted:
        return
    texts = [" ".join("".join(block.itertext()).split()) for block in near]
    joined = ""
    for at, (block, text) in enumerate(zip(near, texts, strict=True)):
        if block.tag in _HEADINGS:
            return  # the chapter begins with a heading of its own
        keys = {key.replace(" ", "") for key in (word_key(text), section_name(text)) if key}
        joined += word_key(text).replace(" ", "")
        if keys & wanted or joined in wanted:
            for before, words in zip(near[:at], texts[:at], strict=True):
                if joined in wanted or _ORDINAL.fullmatch(words):
                    before.drop_tree()
            block.tag = f"h{min(6, entry.depth + 1)}"
            if joined in wanted and at:
                for child in list(block):
                    child.drop_tree()
                block.text = entry.words
            return
        if len(text) > 200:
            break
    heading = html.Element(f"h{min(6, entry.depth + 1)}")
    heading.text = entry.words
    first = near[0]
    parent = first.getparent()
    if parent is not None and first.tag in ("li", "td"):
        first = start if start.getparent() is not None and start.tag not in ("body", "li", "td") else parent
        parent = first.getparent()
    if parent is not None:
        parent.insert(parent.index(first), heading)
