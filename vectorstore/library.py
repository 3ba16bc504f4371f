"""The library: stored articles and the search over them, as one object.

The current versions are in `snapshot`, who may write when in `changes`, the writing in `writer`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

from ingest.article import Article, ArticleMetadata, Origin
from ingest.chunk import Chunk
from vectorstore.errors import StoreBusyError, StoreError
from vectorstore.models.embedder import Embedder
from vectorstore.models.reader import Reader
from vectorstore.passage import Passage
from vectorstore.search.context_expansion import grown_passages
from vectorstore.search.hybrid import Rerank, hybrid_search
from vectorstore.store.article_cache import ArticleCache
from vectorstore.store.articles import ArticleStore
from vectorstore.store.changes import Changes
from vectorstore.store.health import StoreHealth, health_of
from vectorstore.store.keyword_index import KeywordIndex
from vectorstore.store.leases import Leases
from vectorstore.store.pending_marks import PendingMarks
from vectorstore.store.records import Head
from vectorstore.store.snapshot import Snapshot
from vectorstore.store.writer import Change, ChunkedArticle, Writer

if TYPE_CHECKING:
    from filelock import BaseFileLock

__all__ = ["ArticleSummary", "Library"]

_TRIES = 4
"""How often a read that an article's change came between is done again before changes are kept out."""

_OTHERS_CHANGE_FOR = 5.0
"""On a server, seconds for which a read is done again at least."""

T = TypeVar("T")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """What is known of a stored article without reading it."""

    id: str
    title: str
    source: str
    sections: int
    chunks: int
    version: str
    metadata: ArticleMetadata = field(default_factory=ArticleMetadata)
    added: str = ""
    """ISO 8601 time, UTC, at which this version was stored."""


class Library:
    """Stored articles and the search over them. Safe to use from several threads.

    Made by `open_library`. Use it as a context manager, or `close` it.
    """

    def __init__(
        self,
        store: ArticleStore,
        folder: Path | None,
        embedder: Embedder,
        lock: BaseFileLock | None,
        *,
        reranker: Rerank | None = None,
        reader: Reader | None = None,
    ) -> None:
        """`folder` keeps what only this process writes beside the store; None keeps nothing."""
        self.embedder = embedder
        self._store = store
        self._keywords = KeywordIndex(folder / "keyword" if folder else None)
        own = folder if store.changes is None else None  # on a server the leases are the marks
        marks = PendingMarks(own / "pending" if own else None)
        self._writer = Writer(store, self._keywords, marks, embedder)
        self._lock = lock
        self._reranker = reranker
        self._reader = reader
        self._recent = ArticleCache()
        leases = Leases(store.changes) if store.changes else None
        self._snapshot = Snapshot(store, leases, self._index)
        self._changes = Changes(self._snapshot, leases, self._writer.clear)
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Write what is pending and let other processes in. May be called twice."""
        self._close(lambda: None)

    def _close(self, last: Callable[[], None]) -> None:
        """`last` is done when the files are closed and other processes are still kept out."""
        with self._changes.lock:
            if self._closed:
                return
            self._closed = True
            try:
                self._keywords.close()
                self._store.close()
                last()
            finally:
                if self._lock is not None:
                    self._lock.release()

    # -- articles ------------------------------------------------------------------------------

    def version(self, article_id: str) -> str | None:
        """The stored version of an article, or None."""
        head = self._current().get(article_id)
        return head.version if head else None

    def article(self, article_id: str) -> Article | None:
        """The whole article, or None."""

        def read() -> tuple[Article | None] | None:
            head = self._current().get(article_id)
            if head is None:
                return (None,)
            article = self._recent.get(head) or self._store.article(head)
            if article is None:
                return None
            self._recent.keep(head, article)
            return (article,)

        return self._consistent(read, f"article {article_id}")[0]

    def summaries(self) -> list[ArticleSummary]:
        """A summary of each article, by title."""
        heads = sorted(self._current().values(), key=lambda head: (head.title.casefold(), head.id))
        return [
            ArticleSummary(h.id, h.title, h.source, h.sections, h.chunks, h.version, h.metadata, h.added)
            for h in heads
        ]

    def chunks(self, article_id: str) -> list[Chunk]:
        """The article's chunks in reading order; none for an unknown article."""

        def read() -> list[Chunk] | None:
            head = self._current().get(article_id)
            if head is None:
                return []
            chunks = self._store.chunks_of(head)
            return chunks if len(chunks) == head.chunks else None

        return self._consistent(read, f"the chunks of article {article_id}")

    def put(
        self,
        article: Article,
        chunks: Sequence[Chunk],
        progress: Callable[[int, int], None] | None = None,
    ) -> Change:
        """Store `article` with `chunks`, in place of any older version; it changes in one step.

        Vectors of chunks that the older version had word for word are used again. `progress` gets
        (chunks done, all chunks). If it fails halfway the older version stays. Of an unchanged article
        only its origin is kept anew.
        """
        return self.put_together([(article, chunks)], progress)[0]

    def put_together(
        self,
        articles: Sequence[ChunkedArticle],
        progress: Callable[[int, int], None] | None = None,
        added: Mapping[str, str] | None = None,
    ) -> list[Change]:
        """Store several articles at once, which is faster for short ones; each changes in one step.

        What became of each, in order. All are held in memory: give about `WINDOW` chunks at a time. `added`
        says by article id when its version was first stored, where that is not now.
        """
        if len({article.id for article, _ in articles}) < len(articles):
            raise ValueError("an article is given twice; put its versions one after the other")
        for article, chunks in articles:
            for chunk in chunks:
                if (chunk.article_id, chunk.version) != (article.id, article.version):
                    raise ValueError(f"chunk {chunk.id} is not of {article.id}, version {article.version}")

        def report_progress(done: int, total: int) -> None:
            self._changes.go_on()
            if progress is not None:
                progress(done, total)

        self._current()
        with self._changes.of({article.id for article, _ in articles}) as heads:
            changes = self._writer.put(articles, heads, self._snapshot.show, report_progress, added or {})
            for (article, _), change in zip(articles, changes, strict=True):
                if change == "unchanged":
                    self._keep_origin(heads[article.id], article.origin)
        return changes

    def keep(self, article: Article) -> bool:
        """Replace the origin of an article that is stored in this version; False if it is not."""
        head = self._current().get(article.id)
        if head is None or head.version != article.version:
            return False
        if article.origin in (None, head.origin):
            return True
        with self._changes.of({article.id}) as heads:
            head = heads.get(article.id)
            if head is None or head.version != article.version:
                return False
            self._keep_origin(head, article.origin)
        return True

    def _keep_origin(self, head: Head, origin: Origin | None) -> None:
        if origin is not None and origin != head.origin:
            head = replace(head, origin=origin)
            self._store.write_head(head)
            self._snapshot.show([head])

    def origin(self, article_id: str) -> Origin | None:
        """Where the article was fetched and in which edition; None when it was not, or is unknown."""
        head = self._current().get(article_id)
        return head.origin if head else None

    def remove(self, article_id: str) -> bool:
        """Remove an article with all of its chunks; False when there is none."""

        if article_id not in self._current() and article_id not in self._store.unreadable:
            return False
        with self._changes.of({article_id}) as heads:
            head = heads.get(article_id)
            if head is None and article_id not in self._store.unreadable:
                return False
            version = head.version if head else None
            self._writer.remove(article_id, version, lambda: self._snapshot.hide(article_id))
        return True

    # -- search --------------------------------------------------------------------------------

    def search(
        self,
        question: str,
        limit: int = 5,
        articles: Collection[str] | None = None,
        rerank: bool | None = None,
    ) -> list[Passage]:
        """The passages that fit `question`, best first; `articles` restricts to those ids.

        `rerank` None uses the reader and the reranker where there are any, False neither.
        """

        def read() -> list[Passage] | None:
            heads = self._current()
            self._show_pending_keywords()
            found = hybrid_search(
                question,
                limit,
                store=self._store,
                keywords=self._keywords,
                embedder=self.embedder,
                heads=heads,
                articles=articles,
                rerank=None if rerank is False else self._reranker,
                reader=None if rerank is False else self._reader,
            )
            return found if self._snapshot.is_still(heads) else None

        return self._consistent(read, "what was found")

    def grown(self, passages: Sequence[Passage], tokens: int) -> list[Passage]:
        """Context expansion: `passages` with their neighbours in their sections, `tokens` in all at most.

        Counted in the embedding model's word pieces; see
        `vectorstore.search.context_expansion.grown_passages`.
        """
        return grown_passages(passages, self.article, tokens, self.embedder.count_tokens)

    # -- another model -------------------------------------------------------------------------

    def reindex(self, embedder: Embedder, progress: Callable[[int, int], None] | None = None) -> None:
        """Cut and embed all articles anew with another model, then close; opened again, it has these vectors.

        Until then this library answers, and takes changes too. It may be interrupted at any moment; the next
        call for the same model goes on where it was. `progress` hears (chunks done, all). Raises StoreError.
        """
        files = self._store.files
        if files is None:
            raise StoreError(
                "a library on a Chroma server is shared and cannot be reindexed in place; write a backup "
                "(`articlebot export FILE`) and import it into a new database (ARTICLEBOT_CHROMA_DATABASE)"
            )
        if self._store.unreadable:
            named = ", ".join(source or key for key, source in self._store.unreadable.items())
            raise StoreError(
                f"the library holds articles whose records cannot be read ({named}); remove them or add them "
                f"again, then reindex"
            )
        from vectorstore.reindexing import Reindexing

        second = Reindexing(files.folder.parent, embedder)
        try:
            second.catch_up(self._store, self._current(), progress)
            with self._changes.lock:
                second.catch_up(self._store, self._current(), progress)
                self._close(second.take_over)
        except BaseException:
            second.close()
            raise

    # -- keeping in step -----------------------------------------------------------------------

    def synchronise(self, progress: Callable[[int, int], None] | None = None) -> None:
        """Tidy up after interrupted changes and bring the keyword index in step with the store.

        `progress` gets (articles done, all) while words are indexed.
        """
        with self._changes.lock:
            again = [head for one in list(self._store.unreadable) if (head := self._write_again(one))]
            self._writer.synchronise(self._snapshot.current(), progress)
            self._writer.mended += [f"wrote the record of article {head.id} again" for head in again]
        self._changes.tidy()

    def _write_again(self, article_id: str) -> Head | None:
        """The head of an article whose own cannot be read, rewritten if possible."""
        with self._changes.of({article_id}):
            head = self._store.head_again(article_id)
            if head is not None:
                self._store.write_head(head)
                self._store.unreadable.pop(article_id, None)
                self._snapshot.show([head])
        return head

    def _index(self, heads: Mapping[str, Head], but: Collection[str]) -> None:
        self._writer.synchronise(heads, but=but)

    @property
    def mended(self) -> list[str]:
        """What opening the store, and `synchronise`, put right, a line each."""
        files = self._store.files
        return [*(files.mended if files else ()), *self._writer.mended]

    def health(self) -> StoreHealth:
        """What is not as it should be in the store and the keyword index. Raises ModelError."""
        with self._changes.lock:
            health = health_of(self._store, self._keywords, self._current(), self.embedder)
        return replace(health, mended=self.mended)

    def _current(self) -> dict[str, Head]:
        """The heads to show; on a server they are read again when they have changed there."""
        if self._closed:
            raise StoreError("the library is closed; open it again to go on")
        heads = self._snapshot.current()
        self._changes.tidy()
        return heads

    def _show_pending_keywords(self) -> None:
        if self._keywords.pending:
            try:
                self._keywords.commit()
            except StoreError as exc:  # what is there is searched; the words follow with the next change
                _log.warning("%s", exc)

    def _consistent(self, read: Callable[[], T | None], what: str) -> T:
        """What `read` gives; None means that an article was replaced meanwhile, and it is done again.

        The last try keeps our own writers out, so that steady changes cannot starve a reader; those of others
        on a server are given some seconds. Raises StoreError where `what` is not to be had.
        """
        tries, deadline = 0, monotonic() + _OTHERS_CHANGE_FOR
        while tries < _TRIES or (self._store.changes and monotonic() < deadline):
            found = read()
            if found is not None:
                return found
            self._snapshot.expire()
            tries += 1
        with self._changes.lock:
            heads = self._current()
            found = read()
            if found is not None:
                return found
            if self._snapshot.is_still(heads):
                raise StoreError(f"{what} cannot be read from the store; remove the article and add it again")
        raise StoreBusyError(f"{what} changes faster than it can be read; try again soon")
