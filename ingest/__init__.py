"""From a source - a file, a folder, a web address, pasted text - to an article and its chunks.

Names are loaded on first use, so importing the package is cheap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.lazy_names import lazy_names

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

__getattr__, __dir__ = lazy_names(
    __name__,
    {
        "article": "Article ArticleMetadata Block Origin Section article_id_for",
        "chunk": "Chunk",
        "chunking": "chunk_article",
        "errors": "ArticleBotError SourceError SourceGoneError",
        "expansion": "Skipped expand",
        "feed": "Entry Feed",
        "limits": "Limits",
        "sources": "open_source read read_again read_text",
    },
)
