"""How articles are written to the store and the keyword index, so that each changes in one step.

Chunks and words of a new version come first, then the head that makes them
seen, then the older version goes; a mark on disk names the article until all is done, so that an
interruption can be cleaned up.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Literal

import numpy as np

from ingest.article import Article
from ingest.chunk import Chunk
from vectorstore.errors import StoreError
from vectorstore.models.embedder import Embedder, Vectors
from vectorstore.store.articles import ArticleStore
from vectorstore.store.keyword_index import KeywordIndex
from vectorstore.store.pending_marks import PendingMarks
from vectorstore.store.records import Head, head_of

__all__ = ["WINDOW", "ChunkedArticle", "Change", "Writer"]

WINDOW = 256
"""Chunks that are embedded and written together: bounds memory, and is how often progress is reported."""

ChunkedArticle = tuple[Article, Sequence[Chunk]]
Change = Literal["added", "updated", "unchanged"]
_log = logging.getLogger(__name__)


class Writer:
    """Writes to one store and one keyword index. One thread at a time may use it."""

    def __init__(
        self, store: ArticleStore, keywords: KeywordIndex, marks: PendingMarks, embedder: Embedder
    ) -> None:
        self._store = store
        self._keywords = keywords
        self._marks = marks
        self._embedder = embedder
        self.mended: list[str] = []
        """What the last `synchronise` put right, a line each."""

    def put(
        self,
        articles: Sequence[ChunkedArticle],
        heads: Mapping[str, Head],
        show: Callable[[list[Head]], None],
        progress: Callable[[int, int], None] | None,
        added: Mapping[str, str],
    ) -> list[Change]:
        """Store `articles` in place of what `heads` has of them; `show` takes the new heads when they count.

        The texts of many short articles are embedded and written together. `added` says by article id when
        its version was first stored, where that is not now.
        """
        changes: list[Change] = [_change(article, heads) for article, _ in articles]
        fresh = [one for one, change in zip(articles, changes, strict=True) if change != "unchanged"]
        if not fresh:
            return changes
        self._store.need_room([article for article, _ in fresh])
        if self._keywords.behind:
            self._index_words(heads)
        older = {article.id: heads[article.id] for article, _ in fresh if article.id in heads}
        for article, _ in fresh:
            if self._marks.set(article.id):
                self._clear(article.id, older.get(article.id), article.version)
        self._write_chunks(fresh, self._known_vectors(older.values()), progress)
        for article, chunks in fresh:
            self._keywords.add(chunks, article.title)
        made = [head_of(article, len(chunks), added.get(article.id)) for article, chunks in fresh]
        self._store.switch([article for article, _ in fresh], made)
        show(made)
        for head in made:
            if head.id in older or head.id in self._store.unreadable:
                self._store.delete_others(head.id, head.version)
            if head.id in older:
                self._keywords.delete(head.id, older[head.id].version)
            self._marks.clear(head.id)
        return changes

    def remove(self, article_id: str, version: str | None, show: Callable[[], None]) -> None:
        """Take an article away; `show` is called when it counts no more. The words of `version` go too."""
        self._marks.set(article_id)
        self._store.hide(article_id)
        show()
        self._store.delete_others(article_id, None)
        if version is not None:
            self._keywords.delete(article_id, version)
        self._marks.clear(article_id)

    def synchronise(
        self,
        heads: Mapping[str, Head],
        progress: Callable[[int, int], None] | None = None,
        but: Collection[str] = (),
    ) -> None:
        """Tidy up after interrupted changes and bring the keyword index in step with `heads`.

        Articles in `but` are left as they are.
        """
        self.mended.clear()
        for article_id in self._marks.left():
            if article_id not in self._store.unreadable:
                self._delete_strays(article_id, heads)
                self._mended(f"finished or undid a change to article {article_id} that was interrupted")
            self._marks.clear(article_id)
        if self._store.changes is None and not self._store.counts_right(heads):
            # On a server, they may be what another process is about to show.
            if strays := self._store.strays(heads):
                self._mended(f"deleted what belonged to no article (under {', '.join(strays)})")
            for article_id in strays:
                self._delete_strays(article_id, heads)
        files = self._store.files
        if files is not None and files.lost:
            self._embed_anew(heads)
            files.made_anew()
        self._index_words(heads, progress, but)

    def _index_words(
        self,
        heads: Mapping[str, Head],
        progress: Callable[[int, int], None] | None = None,
        but: Collection[str] = (),
    ) -> None:
        """Bring the keyword index in step with `heads`; one that cannot be written is started again, once.

        A process that died while writing may have left a file of the name that the next write wants.
        """
        try:
            self._index_missing_words(heads, progress, but)
        except StoreError:
            if not self._keywords.behind:
                raise
            self._keywords.empty()
            self._index_missing_words(heads, progress, but)

    def _index_missing_words(
        self,
        heads: Mapping[str, Head],
        progress: Callable[[int, int], None] | None,
        but: Collection[str],
    ) -> None:
        meant = [head for head in heads.values() if head.chunks and head.id not in but]
        wanted = {(head.id, head.version): head for head in meant}
        indexed = {key: count for key, count in self._keywords.editions().items() if key[0] not in but}
        for edition, count in indexed.items():
            if edition not in wanted or wanted[edition].chunks != count:
                self._keywords.delete(*edition)
        missing = [head for key, head in wanted.items() if indexed.get(key) != head.chunks]
        if missing:
            self._mended(f"indexed the words of {len(missing)} articles again")
        for done, head in enumerate(missing, 1):
            self._keywords.add(self._store.chunks_of(head), head.title)
            if progress:
                progress(done, len(missing))
        self._keywords.commit()

    def clear(self, article_id: str, kept: Head | None) -> None:
        """Delete what an interrupted change left in the store beside the version that is `kept`."""
        if article_id not in self._store.unreadable:
            self._store.delete_others(article_id, kept.version if kept else None)

    def _mended(self, what: str) -> None:
        _log.info("%s", what)
        self.mended.append(what)

    def _clear(self, article_id: str, kept: Head | None, version: str) -> None:
        """Delete what an interrupted change to `version` left."""
        self._store.delete_others(article_id, kept.version if kept else None)
        self._keywords.delete(article_id, version)

    def _delete_strays(self, article_id: str, heads: Mapping[str, Head]) -> None:
        self.clear(article_id, heads.get(article_id))

    def _embed_anew(self, heads: Mapping[str, Head]) -> None:
        """Make all vectors of the store from what it has of the texts."""
        self._mended(f"made the vectors of {len(heads)} articles again")
        self._store.set_points()
        waiting: list[Chunk] = []
        for place, head in enumerate(heads.values(), 1):
            waiting += self._store.chunks_of(head)
            while len(waiting) >= WINDOW or (waiting and place == len(heads)):
                part, waiting = waiting[:WINDOW], waiting[WINDOW:]
                vectors = self._vectors_of(part, {})
                self._store.set_vectors([chunk.id for chunk in part], vectors)

    def _write_chunks(
        self,
        articles: Sequence[ChunkedArticle],
        known: Mapping[str, Vectors],
        progress: Callable[[int, int], None] | None,
    ) -> None:
        placed = [pair for _, chunks in articles for pair in enumerate(chunks)]
        for start in range(0, len(placed), WINDOW):
            part = placed[start : start + WINDOW]
            self._store.write_chunks(part, self._vectors_of([chunk for _, chunk in part], known))
            if progress:
                progress(start + len(part), len(placed))

    def _known_vectors(self, older: Iterable[Head]) -> dict[str, Vectors]:
        """The vectors of older versions by the text that was embedded."""
        known: dict[str, Vectors] = {}
        for head in older:
            chunks = self._store.chunks_of(head)
            vectors = self._store.vectors([chunk.id for chunk in chunks])
            known.update((chunk.embedded_text, vectors[chunk.id]) for chunk in chunks if chunk.id in vectors)
        return known

    def _vectors_of(self, chunks: Sequence[Chunk], known: Mapping[str, Vectors]) -> Vectors:
        texts = [chunk.embedded_text for chunk in chunks]
        new = [text for text in dict.fromkeys(texts) if text not in known]
        if new:
            known = {**known, **dict(zip(new, self._embedder.embed_documents(new), strict=True))}
        return np.stack([known[text] for text in texts])


def _change(article: Article, heads: Mapping[str, Head]) -> Change:
    older = heads.get(article.id)
    if older is None:
        return "added"
    return "unchanged" if older.version == article.version else "updated"
