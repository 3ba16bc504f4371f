"""The articles that were read last, so that an answer unpacks each of them once.

The key is id and version, so a changed article is never mistaken for its older version.
"""

from __future__ import annotations

import threading

from cachetools import LRUCache

from ingest.article import Article
from vectorstore.store.records import Head

__all__ = ["ArticleCache"]

_MAX_CHARACTERS = 20_000_000
"""Characters of text kept in memory; the latest article is kept whatever its length."""


class ArticleCache:
    """The latest articles within a bound of memory. Safe to use from several threads."""

    def __init__(self, max_characters: int = _MAX_CHARACTERS) -> None:
        self._articles: LRUCache[tuple[str, str], Article] = LRUCache(
            max_characters, getsizeof=lambda article: min(len(article.text), max_characters)
        )
        self._guard = threading.Lock()

    def get(self, head: Head) -> Article | None:
        """The article in the version of `head`, if it is in memory."""
        with self._guard:
            return self._articles.get((head.id, head.version))

    def keep(self, head: Head, article: Article) -> None:
        """Keep the article; the least recently used ones make room."""
        with self._guard:
            self._articles[head.id, head.version] = article
