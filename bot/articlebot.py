"""The facade: add articles, search them, ask them.

Opens what it needs on first use and is safe to call from several threads. Knows the order of the
steps; how each is done is in `ingest`, `vectorstore` and the answerers.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self

from bot.answer import Answer, AnswerEvent, Finished, Turn
from bot.errors import ArticleNotFoundError
from bot.settings import Settings, keep_private, load_settings
from ingest.article import Article
from ingest.chunk import Chunk
from ingest.errors import ArticleBotError, SourceError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.retrievers import BaseRetriever
    from langchain_core.runnables import Runnable

    from bot.chain import RetrievalChain
    from bot.generative import GenerativeAnswerer
    from ingest import Limits
    from vectorstore import ArticleSummary, Embedder, Library, Passage

__all__ = ["AddProgress", "AddReport", "ArticleBot", "Outcome"]

OutcomeStatus = Literal["added", "unchanged", "updated", "failed", "skipped"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one source."""

    source: str
    status: OutcomeStatus
    article_id: str | None = None
    title: str | None = None
    reason: str | None = None
    """Why it failed or was skipped: one line."""


@dataclass(frozen=True, slots=True)
class AddReport:
    """What became of each source, in the order given; a folder counts as its files."""

    outcomes: tuple[Outcome, ...]

    @property
    def failed(self) -> tuple[Outcome, ...]:
        return tuple(outcome for outcome in self.outcomes if outcome.status == "failed")


@dataclass(frozen=True, slots=True)
class AddProgress:
    """How far an `add` has come."""

    source: str
    """The source being read or embedded."""
    position: int
    """Sources finished before this one."""
    sources: int
    chunks_done: int = 0
    chunks: int = 0
    """Chunks of this source; 0 while it is being read."""


class ArticleBot:
    """Articles in a store, and answers from them.

    `home` is the data directory; every other setting is a keyword of `bot.settings.Settings`. An
    `embedder` replaces the embedding model, and a LangChain `chat_model` the one that `settings.llm` names,
    for tests and experiments. Close it, or use it as a
    context manager: an embedded store belongs to one process at a time.
    """

    def __init__(
        self,
        home: str | Path | None = None,
        *,
        embedder: Embedder | None = None,
        chat_model: BaseChatModel | None = None,
        **settings: Any,
    ) -> None:
        keep_private()
        self.settings: Settings = load_settings(home=home, **settings)
        self._embedder = embedder
        self._chat_model = chat_model
        self._library: Library | None = None
        self._chain: RetrievalChain | None = None
        self._opening = threading.RLock()
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the store and release its lock; the bot cannot be used afterwards."""
        with self._opening:
            self._closed = True
            if self._library is not None:
                self._library.close()
                self._library = None

    # -- articles ------------------------------------------------------------------------------

    def add(self, *sources: str | Path, progress: Callable[[AddProgress], None] | None = None) -> AddReport:
        """Read, chunk and store each source; a source that fails does not stop the others.

        A source is a file, a folder (its readable files, recursively) or a web address. An article
        whose version is already stored is left alone; a changed one replaces all of its chunks.
        """
        from ingest import expand, read

        limits = self._limits()
        outcomes: list[Outcome] = []
        planned: list[str] = []
        for source in map(str, sources):
            try:
                for found in expand(source, limits):
                    if isinstance(found, str):
                        planned.append(found)
                    else:
                        outcomes.append(Outcome(found.source, "skipped", reason=found.reason))
            except SourceError as exc:
                outcomes.append(Outcome(source, "failed", reason=str(exc)))
        for position, source in enumerate(planned):
            step = AddProgress(source, position, len(planned))
            if progress:
                progress(step)
            try:
                outcomes.append(self._store(read(source, limits), source, step, progress))
            except SourceError as exc:
                outcomes.append(Outcome(source, "failed", reason=str(exc)))
        if progress and planned:
            progress(AddProgress(planned[-1], len(planned), len(planned)))
        return AddReport(tuple(outcomes))

    def add_text(
        self,
        text: str,
        title: str | None = None,
        *,
        progress: Callable[[AddProgress], None] | None = None,
    ) -> AddReport:
        """Store pasted text as an article; its first line names it unless `title` does."""
        from ingest import read_text

        name = f"pasted:{title}" if title else "pasted text"
        try:
            article = read_text(text, title, self._limits())
            outcome = self._store(article, article.source, AddProgress(name, 0, 1), progress)
        except SourceError as exc:
            outcome = Outcome(name, "failed", reason=str(exc))
        return AddReport((outcome,))

    def restore(
        self, article: Article, *, progress: Callable[[AddProgress], None] | None = None
    ) -> AddReport:
        """Store an article that was removed, as it was."""
        step = AddProgress(article.source, 0, 1)
        return AddReport((self._store(article, article.source, step, progress),))

    def articles(self) -> list[ArticleSummary]:
        """A summary of each article, by title."""
        return self._open().summaries()

    def article(self, article_id: str) -> Article:
        """The whole article. Raises ArticleNotFoundError."""
        found = self._open().article(article_id)
        if found is None:
            raise ArticleNotFoundError(
                f"no article has the id {article_id!r}; `articlebot list` shows the ids there are"
            )
        return found

    def chunks(self, article_id: str) -> list[Chunk]:
        """The article's chunks in reading order, as they are stored; none for an unknown article."""
        return self._open().chunks(article_id)

    def remove(self, article_id: str) -> None:
        """Remove an article with all of its chunks. Raises ArticleNotFoundError."""
        if not self._open().remove(article_id):
            raise ArticleNotFoundError(
                f"no article has the id {article_id!r}; `articlebot list` shows the ids there are"
            )

    # -- questions -----------------------------------------------------------------------------

    def search(
        self,
        question: str,
        limit: int = 5,
        articles: Collection[str] | None = None,
        rerank: bool | None = None,
    ) -> list[Passage]:
        """The passages that fit the question, best first; `articles` restricts to those ids."""
        return self._open().search(question, limit, articles, rerank)

    def ask(
        self, question: str, history: Sequence[Turn] = (), articles: Collection[str] | None = None
    ) -> Answer:
        """The answer to `question`; `history` (earliest first) completes a follow-up."""
        for event in self.stream(question, history, articles):
            if isinstance(event, Finished):
                return event.answer
        raise AssertionError("a stream of answer events ends with Finished")

    def stream(
        self, question: str, history: Sequence[Turn] = (), articles: Collection[str] | None = None
    ) -> Iterator[AnswerEvent]:
        """The same answer as events: Found, then Deltas as the text grows, then Finished."""
        return self._retrieval_chain().events(question, history, articles)

    def retriever(self, limit: int = 5, articles: Collection[str] | None = None) -> BaseRetriever:
        """A LangChain retriever over the stored articles."""
        from vectorstore.retriever import ArticleRetriever

        return ArticleRetriever(search=self.search, limit=limit, articles=articles)

    def chain(self) -> Runnable[dict[str, Any] | str, Any]:
        """A LangChain Runnable from {"question", "history", "articles"} to Answer; it streams events."""
        from bot.chain import as_runnable

        return as_runnable(self._retrieval_chain())

    # -- steps ---------------------------------------------------------------------------------

    def _limits(self) -> Limits:
        from ingest import Limits

        return Limits(
            max_bytes=int(self.settings.max_source_mb * 1_000_000),
            fetch_seconds=self.settings.fetch_timeout,
            allow_private_addresses=self.settings.allow_private_addresses,
        )

    def _open(self) -> Library:
        with self._opening:
            if self._closed:
                raise ArticleBotError("this ArticleBot is closed; make a new one to go on")
            if self._library is None:
                from vectorstore import open_library

                self._library = open_library(
                    self.settings.home,
                    embedding_model=self.settings.embedding_model,
                    embedder=self._embedder,
                    chroma_url=self.settings.chroma,
                    reranker=self.settings.reranker,
                )
            return self._library

    def _store(
        self,
        article: Article,
        source: str,
        step: AddProgress,
        progress: Callable[[AddProgress], None] | None,
    ) -> Outcome:
        from ingest import chunk_article

        library = self._open()
        if library.version(article.id) == article.version:
            return Outcome(source, "unchanged", article.id, article.title)
        embedder = library.embedder
        chunks = chunk_article(article, embedder.count_tokens, embedder.max_tokens)

        def on_chunks(done: int, total: int) -> None:
            if progress:
                progress(replace(step, chunks_done=done, chunks=total))

        status = library.put(article, chunks, on_chunks)
        return Outcome(source, status, article.id, article.title)

    def _retrieval_chain(self) -> RetrievalChain:
        with self._opening:
            if self._chain is None:
                from bot.chain import RetrievalChain
                from bot.quotes import QuotesAnswerer

                library = self._open()
                quotes = QuotesAnswerer(library.article, library.embedder)
                self._chain = RetrievalChain(library, quotes, self._generator(library))
            return self._chain

    def _generator(self, library: Library) -> GenerativeAnswerer | None:
        if self._chat_model is None and not self.settings.llm:
            return None
        from bot.generative import GenerativeAnswerer
        from bot.llm import chat_model_named, wrap_chat_model

        if self._chat_model is None:
            model = chat_model_named(self.settings)
        else:
            model = wrap_chat_model(self._chat_model, self.settings)
        return GenerativeAnswerer(model, library.article)
