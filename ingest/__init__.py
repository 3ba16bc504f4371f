"""From a source - a file, a folder, a web address, pasted text - to an article and its chunks.

Knows nothing of vectors, stores or answers. Names are loaded on first use, so importing the package is
cheap.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingest.article import Article, ArticleMetadata, Block, Origin, Section, article_id_for
    from ingest.chunk import Chunk
    from ingest.chunking import chunk_article
    from ingest.errors import ArticleBotError, SourceError, SourceGoneError
    from ingest.expansion import Skipped, expand
    from ingest.feed import Entry, Feed
    from ingest.limits import Limits
    from ingest.sources import open_source, read, read_again, read_text

__all__ = [
    "Article",
    "ArticleBotError",
    "ArticleMetadata",
    "Block",
    "Chunk",
    "Entry",
    "Feed",
    "Limits",
    "Origin",
    "Section",
    "Skipped",
    "SourceError",
    "SourceGoneError",
    "article_id_for",
    "chunk_article",
    "expand",
    "open_source",
    "read",
    "read_again",
    "read_text",
]

_HOMES = {
    "Article": "article",
    "ArticleBotError": "errors",
    "ArticleMetadata": "article",
    "Block": "article",
    "Chunk": "chunk",
    "Entry": "feed",
    "Feed": "feed",
    "Limits": "limits",
    "Origin": "article",
    "Section": "article",
    "Skipped": "expansion",
    "SourceError": "errors",
    "SourceGoneError": "errors",
    "article_id_for": "article",
    "chunk_article": "chunking",
    "expand": "expansion",
    "open_source": "sources",
    "read": "sources",
    "read_again": "sources",
    "read_text": "sources",
}


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'ingest' has no attribute {name!r}")
    value: object = getattr(import_module(f"ingest.{home}"), name)
    globals()[name] = value
    return value
