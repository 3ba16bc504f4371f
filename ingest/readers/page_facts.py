"""What a web page states in its head: meta tags, JSON-LD, titles. Read once, for all that ask.

Knows how they are written, not what any of them is worth.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["Entry", "Facts", "clean", "facts_of", "kinds_of", "texts_in"]

Entry = dict[str, object]

_BLANK = re.compile(r"\s+")
_DATA_WRAP = re.compile(r"(?://[ \t]{0,9})?(?:<!\[CDATA\[|\]\]>|<!--|-->)")
_MOST_ENTRIES = 500
_LONGEST_DATA = 2_000_000
_INNER = ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "hasPart")
_ARTICLE = re.compile(r"(?:Article|Posting|Report|Review|Recipe|CreativeWork|Book|Thesis|NewsMediaObject)\Z")


class Facts:
    """The meta tags by name in small letters, the entries of JSON-LD, and the titles shown."""

    def __init__(self, root: HtmlElement) -> None:
        self.metas: dict[str, list[str]] = {}
        self.entries: list[Entry] = []
        self.document_title: str | None = None
        self.headings: list[str] = []
        self.canonical: str | None = None
        for element in root.iter("meta", "title", "script", "h1", "link"):
            self._take(element)

    def meta(self, *names: str) -> str | None:
        """The first value of the first of these meta tags that has one."""
        return next((value for name in names for value in self.metas.get(name, ())), None)

    def articles(self) -> list[Entry]:
        """The entries that describe an article, else those of the page."""
        found = [entry for entry in self.entries if any(map(_ARTICLE.search, kinds_of(entry)))]
        return found or [entry for entry in self.entries if "WebPage" in kinds_of(entry)]

    def _take(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag == "meta":
            name = element.get("property") or element.get("name") or element.get("itemprop") or ""
            value = clean(element.get("content"))
            if name and value:
                self.metas.setdefault(name.strip().lower(), []).append(value)
        elif tag == "script":
            if "ld+json" in (element.get("type") or ""):
                self.entries += _entries(element.text or "")
        elif tag == "link":
            if self.canonical is None and "canonical" in (element.get("rel") or "").lower().split():
                self.canonical = (element.get("href") or "").strip() or None
        else:
            parent = element.getparent()
            text = clean("".join(element.itertext()))
            if tag == "h1" and text:
                self.headings.append(text)
            elif tag == "title" and self.document_title is None and (parent is None or parent.tag != "svg"):
                self.document_title = text


def facts_of(root: HtmlElement) -> Facts:
    return Facts(root)


def clean(value: str | None) -> str | None:
    """In one line; None when there is nothing."""
    return _BLANK.sub(" ", value).strip() or None if value else None


def kinds_of(entry: Entry) -> list[str]:
    kind = entry.get("@type")
    return [str(one) for one in kind] if isinstance(kind, list) else [str(kind or "")]


def texts_in(value: object) -> Iterator[str]:
    """The texts of a value of JSON-LD, the names of what is described in it included."""
    if isinstance(value, str):
        text = clean(unescape(value))
        if text:
            yield text
    elif isinstance(value, dict):
        for name in ("name", "@value", "headline"):
            if value.get(name):
                yield from texts_in(value[name])
                return
    elif isinstance(value, list):
        for one in value[:50]:
            yield from texts_in(one)


def _entries(text: str) -> list[Entry]:
    if len(text) > _LONGEST_DATA:
        return []
    try:
        data = json.loads(_DATA_WRAP.sub("", text), strict=False)
    except (ValueError, RecursionError):
        return []
    found: list[Entry] = []
    waiting: list[object] = [data]
    while waiting and len(found) < _MOST_ENTRIES:
        one = waiting.pop(0)
        if isinstance(one, list):
            waiting[:0] = one[:_MOST_ENTRIES]
        elif isinstance(one, dict):
            found.append(one)
            waiting.extend(one[name] for name in _INNER if isinstance(one.get(name), (list, dict)))
    return found
