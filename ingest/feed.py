"""An RSS or Atom feed: which articles it announces, and what it says of each.

Knows feeds and nothing of the pages that they lead to; opens no connection.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urljoin

from ingest.article import ArticleMetadata
from ingest.document import Document, assemble, clean_text
from ingest.errors import SourceError, SourceGoneError
from ingest.limits import Limits
from ingest.web_address import plain_address

__all__ = ["Entry", "Feed", "document_of", "feed_above", "is_feed", "parse_feed"]

_START = re.compile(
    r"\s*(?:<\?xml[^>]*\?>\s*)?(?:<\?[^>]*\?>\s*|<!--.*?-->\s*|<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>\s*)*"
    r"<(?:rss[\s>]|(?:\w+:)?RDF\s[^>]*rss|(?:\w+:)?feed\s[^>]*(?:Atom|atom))",
    re.DOTALL,
)
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_ENTITY = re.compile(r"<!ENTITY", re.IGNORECASE)
_MARK = "#entry="
_FEWEST_WORDS = 40
"""A shorter entry only announces a page."""
_WORD = re.compile(r"\w+")
_TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Entry:
    """One article of a feed."""

    source: str
    """Its web address; of an entry that has none, the feed's own source and the entry's id."""
    title: str | None
    content: str
    """What the feed carries of its text, as HTML; often only the first words."""
    metadata: ArticleMetadata

    @property
    def is_linked(self) -> bool:
        """Whether it has a page of its own."""
        return self.metadata.url is not None

    @property
    def is_whole(self) -> bool:
        """Whether the feed carries enough of its text to stand for it."""
        words = len(_WORD.findall(_TAG.sub(" ", self.content)))
        return words >= _FEWEST_WORDS or (not self.is_linked and words > 0)


@dataclass(frozen=True, slots=True)
class Feed:
    """The entries of a feed, as it lists them."""

    source: str
    title: str | None
    entries: tuple[Entry, ...]

    def entry(self, source: str) -> Entry:
        """The entry of that source; raises `SourceGoneError` when the feed lists it no more."""
        for entry in self.entries:
            if entry.source == source:
                return entry
        raise SourceGoneError(source, "the feed lists this entry no more", "check the feed")


def is_feed(text: str) -> bool:
    """Whether `text` is a feed, told from its first element."""
    return _START.match(text[:20_000]) is not None


def entry_source(feed: str, entry_id: str) -> str:
    """The source of an entry that has no address of its own."""
    return f"{feed}{_MARK}{quote(entry_id, safe='')}"


def feed_above(source: str) -> str | None:
    """The feed in which the entry `source` stands, when it is one without an address of its own."""
    feed, mark, entry = source.rpartition(_MARK)
    return feed if mark and feed and entry else None


def parse_feed(text: str, source: str, limits: Limits, url: str | None = None) -> Feed:
    """The feed in `text`; `url` is where it was fetched, when it was.

    Raises `SourceError` when it has no entries, too many, or defines entities.
    """
    import feedparser

    if _ENTITY.search(text):
        raise SourceError(source, "it defines entities, which no honest feed does", "check the feed")
    try:
        found: Any = feedparser.parse(
            _DECLARATION.sub("", clean_text(text)).encode("utf-8"),
            response_headers={"content-type": "application/xml; charset=utf-8"},
        )
    except Exception as exc:  # whatever the parser raises, the feed is to blame
        problem = f"this feed is damaged ({type(exc).__name__})"
        raise SourceError(source, problem, "check the address, or try again later") from exc
    if not found.entries:
        raise SourceError(source, "this feed has no entries", "check the address, or try again later")
    if len(found.entries) > limits.max_files:
        raise SourceError(
            source, f"it lists more than {limits.max_files:,} entries", "add their pages one by one"
        )
    title = _plain(found.feed.get("title"))
    language = (found.feed.get("language") or "")[:2].lower()
    site = ArticleMetadata(
        site=title, language=language if language.isalpha() and language.isascii() else None
    )
    base = url or found.feed.get("link") or ""
    read = (_entry(one, source, base, site) for one in found.entries)
    entries = {entry.source: entry for entry in read}
    return Feed(source, title, tuple(entries.values()))


def document_of(entry: Entry) -> Document | None:
    """The text that the feed itself carries of an entry; None when there is none that can be read."""
    from lxml import etree, html

    from ingest.readers.html import pieces_of
    from ingest.readers.page_blocks import page_blocks

    try:
        root = html.document_fromstring(f"<html><body>{entry.content}</body></html>")
        body = next(iter(root.iter("body")), root)
        pieces = list(pieces_of(page_blocks(body, base=entry.metadata.url or "")))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, RecursionError):
        return None
    if not any(piece.kind != "heading" for piece in pieces):
        return None
    return assemble(pieces, title=entry.title, metadata=entry.metadata)


def _entry(found: Any, feed: str, base: str, site: ArticleMetadata) -> Entry:
    link = found.get("link") or ""
    own = found.get("id") or ""
    is_only_id = link == own and "://" not in own  # an id counts as a link in RSS, and need not be one
    address = None if is_only_id else _address(link, base)
    parts = [part for part in found.get("content") or () if _is_text(part.get("type") or "")]
    content = max([part.get("value") or "" for part in parts] + [found.get("summary") or ""], key=len)
    date = found.get("published_parsed") or found.get("updated_parsed")
    title = _plain(found.get("title"))
    return Entry(
        source=address or entry_source(feed, found.get("id") or title or content[:80]),
        title=title,
        content=content,
        metadata=ArticleMetadata(
            author=_plain((found.get("author_detail") or {}).get("name") or found.get("author")),
            published=f"{date.tm_year:04}-{date.tm_mon:02}-{date.tm_mday:02}" if date else None,
            site=site.site,
            language=site.language,
            url=address,
        ),
    )


def _is_text(kind: str) -> bool:
    return "html" in kind or kind == "text/plain"


def _address(link: str, base: str) -> str | None:
    try:
        return plain_address(urljoin(base, link)) if link else None
    except (ValueError, UnicodeError):
        return None


def _plain(value: str | None) -> str | None:
    from html import unescape

    return " ".join(unescape(_TAG.sub(" ", value)).split()) or None if value else None
