"""A JSON Feed (jsonfeed.org, versions 1 and 1.1): which articles it announces, and what it says of each.

Knows the format and nothing of the pages that it leads to; opens no connection.
"""

from __future__ import annotations

import json
import re
from html import escape
from typing import Any

from ingest.article import ArticleMetadata
from ingest.errors import SourceError
from ingest.feed import Entry, Feed, entry_source, feed_of, linked_address, plain_words
from ingest.limits import Limits

__all__ = ["is_json_feed", "parse_json_feed"]

_VERSION = re.compile(r'"version"\s{0,9}:\s{0,9}"https?:\\?/\\?/jsonfeed\.org\\?/version\\?/')
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def is_json_feed(text: str) -> bool:
    """Whether `text` is a JSON object that says so of itself."""
    return text[:2000].lstrip().startswith("{") and _VERSION.search(text) is not None


def parse_json_feed(text: str, source: str, limits: Limits, url: str | None = None) -> Feed:
    """The feed in `text`; `url` is where it was fetched, when it was.

    Raises `SourceError` when it is damaged, has no entries or too many.
    """
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as exc:
        raise SourceError(
            source, "this feed is damaged: it is no JSON", "check the address, or try again later"
        ) from exc
    items = found.get("items") if isinstance(found, dict) else None
    entries = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    title = plain_words(_text(found, "title"))
    language = _text(found, "language")[:2].lower()
    site = ArticleMetadata(
        site=title, language=language if language.isalpha() and language.isascii() else None
    )
    base = url or _text(found, "home_page_url")
    return feed_of(
        (_entry(one, source, base, site, _author(found)) for one in entries), source, title, limits
    )


def _entry(item: dict[str, Any], feed: str, base: str, site: ArticleMetadata, author: str | None) -> Entry:
    address = linked_address(_text(item, "url"), base)
    title = plain_words(_text(item, "title"))
    content = _text(item, "content_html")
    if not content:
        words = _text(item, "content_text") or _text(item, "summary")
        content = "".join(f"<p>{escape(part)}</p>" for part in re.split(r"\n[ \t]*\n", words) if part.strip())
    date = _DATE.match(_text(item, "date_published") or _text(item, "date_modified"))
    return Entry(
        source=address or entry_source(feed, _text(item, "id") or title or content[:80]),
        title=title,
        content=content,
        metadata=ArticleMetadata(
            author=_author(item) or author,
            published=date[0] if date else None,
            site=site.site,
            language=_text(item, "language")[:2].lower() or site.language,
            url=address,
        ),
    )


def _author(item: dict[str, Any]) -> str | None:
    """The names of `authors` (version 1.1) or `author` (version 1)."""
    named = item.get("authors")
    people = named if isinstance(named, list) else [item.get("author")]
    names = [plain_words(_text(one, "name")) for one in people if isinstance(one, dict)]
    return ", ".join(name for name in names if name) or None


def _text(item: dict[str, Any], name: str) -> str:
    value = item.get(name)
    return value if isinstance(value, str) else str(value) if isinstance(value, int) else ""
