"""The articles that were read last, so that an answer unpacks each of them once.

Knows articles by id and version, so that a changed one is never mistaken for its older self.
"""

from __future__ import annotations

import threading
from collections import OrderedDict

from ingest.article import Article
from vectorstore.store.records import Head

__all__ = ["RecentArticles"]

_MOST_SIGNS = 20_000_000
"""Characters of text that are kept at most, apart from the latest article."""


class RecentArticles:
    """The latest articles within a bound of memory. Safe to use from several threads."""

    def __init__(self, most: int = _MOST_SIGNS) -> None:
        """`most` is in characters of text."""
        self._most = most
        self._kept: OrderedDict[tuple[str, str], Article] = OrderedDict()
        self._signs = 0
        self._guard = threading.Lock()

    def get(self, head: Head) -> Article | None:
        """The article in the version of `head`, if it was kept."""
        with self._guard:
            article = self._kept.get((head.id, head.version))
            if article is not None:
                self._kept.move_to_end((head.id, head.version))
            return article

    def keep(self, head: Head, article: Article) -> None:
        """Keep the article; the ones that were not asked for longest make room."""
        with self._guard:
            if (head.id, head.version) in self._kept:
                return
            self._kept[head.id, head.version] = article
            self._signs += len(article.text)
            while self._signs > self._most and len(self._kept) > 1:
                _, gone = self._kept.popitem(last=False)
                self._signs -= len(gone.text)
