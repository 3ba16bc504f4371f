"""The facade: add articles, refresh them, search them, ask them.

Opens what it needs on first use and is safe to call from several threads. Defines the order of the
steps; how each is done is in `ingest`, `vectorstore` and the answerers.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, BinaryIO, ClassVar, Self, Unpack

from bot.answer import Answer, AnswerEvent, Finished, Turn
from bot.arguments import checked_articles, checked_history, checked_limit, checked_question
from bot.errors import ArticleNotFoundError, ForkedError
from bot.in_threads import stepwise
from bot.library.intake import AddProgress, AddReport, Intake, Outcome
from bot.settings import Settings, load_settings
from ingest.article import Article
from ingest.chunk import Chunk
from ingest.errors import ArticleBotError
from vectorstore.search.filters import Where, ids_where

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.retrievers import BaseRetriever
    from langchain_core.runnables import Runnable

    from bot.backup.exporting import ExportReport
    from bot.backup.importing import ImportReport
    from bot.chain import RetrievalChain
    from bot.llm.chat_model import ChatModel
    from vectorstore import ArticleSummary, ChromaServer, Embedder, Library, Passage, Reader
    from vectorstore.store.health import StoreHealth

__all__ = ["AddProgress", "AddReport", "ArticleBot", "Outcome"]


class ArticleBot:
    """Articles in a store, and answers from them.

    `home` is the data directory; every other setting is a keyword of `bot.settings.Settings`. For tests and
    experiments an `embedder` replaces the embedding model, a `reader_model` the shipped one (while
    `settings.reader` is on), and a LangChain `chat_model` the one that `settings.llm` names. Close it, or use
    it as a context manager: an embedded store belongs to one process at a time.
    """

    _first_opened_in: ClassVar[int | None] = None
    """The process in which a bot was opened first; one forked from it cannot open any."""

    def __init__(
        self,
        home: str | Path | None = None,
        *,
        embedder: Embedder | None = None,
        reader_model: Reader | None = None,
        chat_model: BaseChatModel | None = None,
        **settings: Any,
    ) -> None:
        self.settings: Settings = load_settings(home=home, **settings)
        self._embedder = embedder
        self._reader_model = reader_model
        self._chat_model = chat_model
        self._library: Library | None = None
        self._chain: RetrievalChain | None = None
        self._opening = threading.RLock()
        self._closed = False
        self._opened_in: int | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the store and release its lock; the bot cannot be used afterwards.

        In a process forked after it was opened this does nothing: store and lock are the parent's.
        """
        if self._is_forked():
            return
        with self._opening:
            self._closed = True
            if self._library is not None:
                self._library.close()
                self._library = None

    # -- articles ------------------------------------------------------------------------------

    def add(self, *sources: str | Path, progress: Callable[[AddProgress], None] | None = None) -> AddReport:
        """Read, chunk and store each source; a source that fails does not stop the others.

        A source is a file, a web address, or contains several: a folder (its readable files,
        recursively), a zip archive, a list of addresses, a feed. An article whose version is already
        stored is left alone; of a changed one only the chunks that changed are embedded.
        """
        return self._intake(progress).add([str(source) for source in sources])

    def refresh(self, *articles: str, progress: Callable[[AddProgress], None] | None = None) -> AddReport:
        """Read the sources of `articles` (ids; none means all) again and store what changed.

        A web page is read only if its site says that it changed. If a source no longer exists, its article
        is kept and reported as `gone`; pasted text has no source and is `skipped`.
        Raises ArticleNotFoundError before anything is read.
        """
        summaries = {summary.id: summary for summary in self.articles()}
        for article_id in articles:
            if article_id not in summaries:
                raise _not_found(article_id)
        chosen = [summaries[article_id] for article_id in dict.fromkeys(articles or summaries)]
        return self._intake(progress).refresh(chosen)

    def add_text(
        self,
        text: str,
        title: str | None = None,
        *,
        progress: Callable[[AddProgress], None] | None = None,
    ) -> AddReport:
        """Store pasted text as an article; its first line names it unless `title` does."""
        return self._intake(progress).add_text(text, title)

    def restore(
        self, article: Article, *, progress: Callable[[AddProgress], None] | None = None
    ) -> AddReport:
        """Store an article that was removed, as it was."""
        return self._intake(progress).add_article(article)

    def articles(self) -> list[ArticleSummary]:
        """A summary of each article, by title."""
        return self._open().summaries()

    def article(self, article_id: str) -> Article:
        """The whole article. Raises ArticleNotFoundError."""
        found = self._open().article(article_id)
        if found is None:
            raise _not_found(article_id)
        return found

    def chunks(self, article_id: str) -> list[Chunk]:
        """The article's chunks in reading order, as they are stored; none for an unknown article."""
        return self._open().chunks(article_id)

    def embedding_model(self) -> str:
        """The name of the model of which the library's vectors are."""
        return self._open().embedder.name

    def health(self) -> StoreHealth:
        """Inconsistencies in the store; `bot.doctor` says how to mend them. Raises ModelError."""
        return self._open().health()

    def reindex(self, progress: Callable[[int, int], None] | None = None) -> str | None:
        """Make the vectors anew with the model that is set, or the default one; the name of the former.

        None where the library has that model already. What is there answers until all is done. It may be
        interrupted at any moment, and the next call goes on where it was. `progress` hears (chunks done,
        all). Raises StoreError, ModelError.
        """
        from vectorstore.models.choice import default_model, embedder_named

        settings = self.settings
        wanted = self._embedder or embedder_named(settings.home, settings.embedding_model or default_model())
        library = self._open(as_stored=True)
        former = library.embedder.name
        if former == wanted.name:
            return None
        library.reindex(wanted, progress)
        with self._opening:
            self._library = self._chain = None
        return former

    def remove(self, article_id: str) -> None:
        """Remove an article with all of its chunks. Raises ArticleNotFoundError."""
        if not self._open().remove(article_id):
            raise _not_found(article_id)

    def export_to(
        self,
        file: str | Path | BinaryIO,
        *,
        conversations: bool = True,
        progress: Callable[[int, int], None] | None = None,
    ) -> ExportReport:
        """Write articles, goldens and conversations to a backup, a path or an open binary file.

        docs/backup.md says what is in it. `progress(done, total)` is called after each article. Raises
        BackupError.
        """
        from bot.backup.exporting import export_library

        return export_library(self, file, conversations=conversations, progress=progress)

    def import_from(
        self, file: str | Path | BinaryIO, *, progress: Callable[[AddProgress], None] | None = None
    ) -> ImportReport:
        """Store what is in a backup beside what is here; what is here in a later version stays.

        Raises BackupError, with nothing stored, when the file is not one whole sound backup.
        """
        from bot.backup.importing import import_library

        return import_library(self, file, self._intake(progress))

    # -- questions -----------------------------------------------------------------------------

    def search(
        self,
        question: str,
        limit: int = 5,
        articles: Collection[str] | None = None,
        rerank: bool | None = None,
        **where: Unpack[Where],
    ) -> list[Passage]:
        """The passages that fit the question, best first.

        `articles` restricts the search to those ids; `site`, `author`, `since` and `until` to matching
        articles (`vectorstore.search.filters.Where`). Raises FilterError for an invalid date,
        ArticleNotFoundError for an unknown id, ArgumentError for a value of the wrong kind.
        """
        asked, most = checked_question(question), checked_limit(limit)
        return self._open().search(asked, most, self._chosen(articles, where), rerank)

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        articles: Collection[str] | None = None,
        **where: Unpack[Where],
    ) -> Answer:
        """The answer to `question`; `history` (earliest first) completes a follow-up.

        `articles`, `site`, `author`, `since` and `until` restrict what is asked, as in `search`.
        """
        for event in self.stream(question, history, articles, **where):
            if isinstance(event, Finished):
                return event.answer
        raise AssertionError("a stream of answer events ends with Finished")

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        articles: Collection[str] | None = None,
        **where: Unpack[Where],
    ) -> Iterator[AnswerEvent]:
        """The same answer as events: Found, then Deltas as the text grows, then Finished."""
        asked, turns = checked_question(question), checked_history(history)
        return self._retrieval_chain().events(asked, turns, self._chosen(articles, where))

    def grown(self, passages: Sequence[Passage], tokens: int = 2000) -> list[Passage]:
        """Context expansion: passages with their neighbours in their sections, `tokens` in all at most.

        Best first; passages that meet become one. For a language model of your own.
        """
        return self._open().grown(passages, tokens)

    def retriever(
        self, limit: int = 5, articles: Collection[str] | None = None, **where: Unpack[Where]
    ) -> BaseRetriever:
        """A LangChain retriever over the stored articles, restricted as in `search`."""
        from vectorstore.search.langchain_retriever import ArticleRetriever

        search = partial(self.search, **where)
        chosen = checked_articles(articles, self._known())
        return ArticleRetriever(
            search=search, limit=checked_limit(limit), articles=chosen, describe=self._described
        )

    def chain(self) -> Runnable[Any, Answer]:
        """A LangChain Runnable from {"question", "history", "articles"}, or messages, to an Answer.

        It streams Answers that add up; `bot.runnable.chain_arguments` says what it takes. The events of an
        answer are those of `stream` and `astream`.
        """
        from bot.runnable import as_runnable

        self._retrieval_chain()
        return as_runnable(self.stream)

    # -- for programs with an event loop: the same, in threads ------------------------------------

    async def aadd(
        self, *sources: str | Path, progress: Callable[[AddProgress], None] | None = None
    ) -> AddReport:
        """As `add`; `progress` is called in another thread."""
        return await asyncio.to_thread(self.add, *sources, progress=progress)

    async def asearch(
        self,
        question: str,
        limit: int = 5,
        articles: Collection[str] | None = None,
        rerank: bool | None = None,
        **where: Unpack[Where],
    ) -> list[Passage]:
        """As `search`."""
        return await asyncio.to_thread(self.search, question, limit, articles, rerank, **where)

    async def aask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        articles: Collection[str] | None = None,
        **where: Unpack[Where],
    ) -> Answer:
        """As `ask`."""
        return await asyncio.to_thread(self.ask, question, history, articles, **where)

    def astream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        articles: Collection[str] | None = None,
        **where: Unpack[Where],
    ) -> AsyncIterator[AnswerEvent]:
        """The events of `stream`."""
        return stepwise(lambda: self.stream(question, history, articles, **where))

    # -- steps ---------------------------------------------------------------------------------

    def _chosen(self, articles: Collection[str] | None, where: Where) -> Collection[str] | None:
        chosen = checked_articles(articles, self._known()) if articles is not None else None
        return ids_where(self._open().summaries(), where, chosen) if where else chosen

    def _described(self, article_id: str) -> dict[str, Any]:
        """Source, author, date and the like of an article, under the names that LangChain's loaders use."""
        for summary in self._open().summaries():
            if summary.id == article_id:
                known = {"source": summary.source, **asdict(summary.metadata)}
                return {name: value for name, value in known.items() if isinstance(value, str | int)}
        return {}

    def _known(self) -> list[str]:
        return [summary.id for summary in self._open().summaries()]

    def _intake(self, progress: Callable[[AddProgress], None] | None) -> Intake:
        from ingest import Limits

        settings = self.settings
        limits = Limits(
            max_bytes=int(settings.max_source_mb * 1_000_000),
            max_pages=settings.max_pages,
            max_blocks=settings.max_blocks,
            max_files=settings.max_files,
            fetch_seconds=settings.fetch_timeout,
            worker_seconds=settings.read_timeout,
            allow_private_addresses=settings.allow_private_addresses,
        )
        return Intake(self._open, limits, progress)

    def _is_forked(self) -> bool:
        return self._opened_in is not None and self._opened_in != os.getpid()

    def _open(self, *, as_stored: bool = False) -> Library:
        first = ArticleBot._first_opened_in
        if first is not None and first != os.getpid():  # before any lock: a thread may hold it for ever
            raise ForkedError(
                f"process {os.getpid()} was forked from process {first} in which an ArticleBot was open, and "
                "the models and the store work in one of them alone; open it in the child only, start the "
                "child with 'spawn', or let several processes share the articles through a Chroma server"
            )
        with self._opening:
            if self._closed:
                raise ArticleBotError("this ArticleBot is closed; make a new one to go on")
            if self._library is None:
                from vectorstore import Reader, open_library

                ArticleBot._first_opened_in = self._opened_in = os.getpid()

                self._library = open_library(
                    self.settings.home,
                    embedding_model=self.settings.embedding_model,
                    embedder=self._embedder,
                    server=_server(self.settings),
                    reranker=self.settings.reranker,
                    reader=(self._reader_model or Reader()) if self.settings.reader == "on" else None,
                    as_stored=as_stored,
                )
            return self._library

    def _retrieval_chain(self) -> RetrievalChain:
        library = self._open()
        with self._opening:
            if self._chain is None:
                from bot.answering.extractive import ExtractiveAnswerer
                from bot.chain import RetrievalChain
                from bot.runnable import ReportedSearch

                searched = ReportedSearch(library)
                quotes = ExtractiveAnswerer(library.article, library.embedder)
                model = self._language_model()
                if model is None:
                    self._chain = RetrievalChain(searched, quotes)
                else:
                    from bot.llm.generative import GenerativeAnswerer
                    from bot.llm.query_rewriting import ModelRewriter

                    writer = GenerativeAnswerer(model, library.article, library.grown)
                    rewrite = ModelRewriter(model, library.embedder.count_tokens)
                    self._chain = RetrievalChain(searched, quotes, writer, rewrite)
            return self._chain

    def _language_model(self) -> ChatModel | None:
        if self._chat_model is None and not self.settings.llm:
            return None
        from bot.llm.chat_model import chat_model_named, wrap_chat_model

        if self._chat_model is None:
            return chat_model_named(self.settings)
        return wrap_chat_model(self._chat_model, self.settings)


def _server(settings: Settings) -> ChromaServer | None:
    if settings.chroma is None:
        return None
    from vectorstore import ChromaServer

    return ChromaServer(
        url=settings.chroma,
        tenant=settings.chroma_tenant,
        database=settings.chroma_database,
        token=settings.chroma_token.get_secret_value() if settings.chroma_token else None,
        token_header=settings.chroma_token_header,
        ca=settings.chroma_ca,
        timeout=settings.chroma_timeout,
    )


def _not_found(article_id: str) -> ArticleNotFoundError:
    return ArticleNotFoundError(
        f"no article has the id {article_id!r}; `articlebot list` shows the ids there are"
    )
