"""From a source, as a reader names it, to the article that it holds, now and later again.

Knows files, archives, pages, feeds and pasted text. What is in their bytes is told by a process apart
(`ingest.worker_pool`). Knows nothing of formats, chunks or stores.
"""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.archive import archive_above, read_entry
from ingest.article import Article, Origin, article_id_for
from ingest.document import Document, article_from
from ingest.errors import SourceError
from ingest.feed import Entry, Feed, feed_above
from ingest.limits import Limits
from ingest.places import is_address, path_of, status_of, unreadable
from ingest.reading import Raw
from ingest.worker_pool import read_apart

if TYPE_CHECKING:
    from ingest.fetch import Page

__all__ = ["open_source", "read", "read_again", "read_text"]


def read(source: str, limits: Limits = Limits()) -> Article:  # noqa: B008
    """The article in one file or at one web address; its type is told from its content.

    The article's `source` is the absolute path with links resolved, or the page's own address. Raises
    `SourceError` when the source is missing, unreadable, empty, too large, or nothing that can be read as
    an article.
    """
    return _one_article(open_source(source, limits), source)


def read_again(article_id: str, source: str, origin: Origin | None, limits: Limits) -> Article | None:
    """The article of `source` as it is now, under the identity that it has; None when its site says that
    it has not changed since `origin`.

    Raises `SourceGoneError` when the source is not there any more, `SourceError` when it cannot be read.
    """
    if origin is None and is_address(source) and feed_above(source) is None:
        origin = Origin(source)
    found: Article | Feed
    if origin is None:
        found = open_source(source, limits)
    else:
        from ingest.fetch import fetch_changed

        page = fetch_changed(origin, limits)
        if page is None:
            return None
        found = _in_page(page, source, limits)
    return replace(_one_article(found, source), id=article_id, source=source)


def open_source(source: str | Entry, limits: Limits = Limits()) -> Article | Feed:  # noqa: B008
    """What is in one file, at one web address, or behind one entry of a feed: an article, or a feed.

    Of an entry, the page that it leads to; where that cannot be read, the text that the feed carries, if
    it carries enough. Raises `SourceError` as `read` does.
    """
    if isinstance(source, Entry):
        return _read_entry(source, limits)
    feed = feed_above(source)
    if feed is not None:
        return _read_entry(_feed_at(feed, limits).entry(source), limits)
    if is_address(source):
        from ingest.fetch import fetch

        return _in_page(fetch(source, limits), source, limits)
    path = path_of(source)
    packed = archive_above(path) if not os.path.lexists(path) else None
    if packed is not None:
        data = read_entry(*packed, limits)
        if len(data) > limits.max_bytes:
            raise _too_large(source, len(data), limits)
        return _in_bytes(data, str(path), name=path.name, limits=limits)
    status = status_of(source, path)
    if stat.S_ISDIR(status.st_mode):
        raise SourceError(source, "this is a folder", "add the folder to add the files in it")
    if not stat.S_ISREG(status.st_mode):
        raise SourceError(source, "this is a device, pipe or socket", "name a file that can be read")
    if status.st_size > limits.max_bytes:
        raise _too_large(source, status.st_size, limits)
    try:
        with path.open("rb") as file:
            data = file.read(limits.max_bytes + 1)
    except OSError as exc:
        raise unreadable(source, exc) from exc
    if len(data) > limits.max_bytes:  # it grew, or its size is not told by stat
        raise _too_large(source, len(data), limits)
    return _in_bytes(data, str(path), name=path.name, limits=limits)


def _one_article(found: Article | Feed, source: str) -> Article:
    if isinstance(found, Feed):
        raise SourceError(source, "this is a feed, not one article", "add it to add the articles it lists")
    return found


def _feed_at(source: str, limits: Limits) -> Feed:
    found = open_source(source, limits)
    if isinstance(found, Feed):
        return found
    raise SourceError(source, "this is no feed any more", "check the address")


def _read_entry(entry: Entry, limits: Limits) -> Article:
    """The page of an entry; where it cannot be read, or there is none, what the feed carries of it."""
    try:
        if entry.is_linked:
            return _one_article(open_source(entry.source, limits), entry.source)
    except SourceError:
        if not entry.is_whole:
            raise
    document = _document_of(entry, limits) if entry.is_whole else None
    if document is None:
        raise SourceError(
            entry.source, "this entry of the feed has neither text nor a page of its own", "check the feed"
        )
    return article_from(document, entry.source)


def _document_of(entry: Entry, limits: Limits) -> Document | None:
    """The text that the feed itself carries of an entry; None when there is none that can be read."""
    data = entry.content.encode("utf-8", "replace")
    raw = Raw(data, entry.source, title=entry.title, url=entry.metadata.url, form="fragment")
    try:
        found = read_apart(raw, limits)
    except SourceError:
        return None
    return None if isinstance(found, Feed) else replace(found, metadata=entry.metadata)


def _in_page(page: Page, source: str, limits: Limits) -> Article | Feed:
    """The article or feed at a web address. An article's source is the address that the page itself
    names, if it names one on the same site: so it is one article, by whichever address a reader came."""
    from ingest.web_address import article_address

    name = page.url.rpartition("/")[2].partition("?")[0]
    article = _in_bytes(page.data, source, name=name, limits=limits, charset=page.charset, url=page.url)
    if isinstance(article, Feed):
        return article
    address = article_address(page.url, article.metadata.url)
    metadata = replace(article.metadata, url=address)
    return replace(
        article,
        id=article_id_for(address),
        source=address,
        metadata=metadata,
        version="",
        origin=page.origin,
    )


def read_text(text: str, title: str | None = None, limits: Limits = Limits()) -> Article:  # noqa: B008
    """The article in a pasted text: HTML, Markdown or plain. Its source is `pasted:` and its title.

    Raises `SourceError` when the text is empty or too large.
    """
    named = " ".join(title.split()) if title else ""
    shown = f"pasted:{named}" if named else "pasted text"
    if len(text) > limits.max_bytes:
        raise _too_large(shown, len(text), limits)
    text = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    data = text.encode("utf-8", "replace")
    found = read_apart(Raw(data, shown, title=named or None, form="text"), limits)
    if isinstance(found, Feed):
        raise SourceError(shown, "this is a feed, not one article", "add its address or file")
    article = article_from(found, shown)
    if not named:
        source = f"pasted:{article.title}"
        article = replace(article, id=article_id_for(source), source=source)
    return article


def _in_bytes(
    data: bytes,
    source: str,
    *,
    name: str,
    limits: Limits,
    charset: str | None = None,
    url: str | None = None,
) -> Article | Feed:
    """What is in the bytes of a file or a download; `source` is what the article's source will be.

    `charset` is what the server declares, `url` the address the bytes came from. Raises `SourceError`.
    """
    if not data:
        raise SourceError(source, "it is empty", "check that it was saved, or name another one")
    found = read_apart(Raw(data, source, name, charset=charset, url=url), limits)
    return found if isinstance(found, Feed) else article_from(found, source)


def _too_large(source: str, size: int, limits: Limits) -> SourceError:
    return SourceError(
        source,
        f"it is too large ({_megabytes(size)}, the limit is {_megabytes(limits.max_bytes)})",
        "cut it into several files, or raise the limit (ARTICLEBOT_MAX_SOURCE_MB)",
    )


def _megabytes(count: int) -> str:
    return f"{count / 1_000_000:.4g} MB"
