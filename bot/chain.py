"""The retrieval chain: question -> standalone question -> passages -> answer, as events.

Knows the order of the steps and times them. Knows nothing of how passages are found (`vectorstore`)
or how statements are chosen (the answerer).
"""

from __future__ import annotations

import re
import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from bot.answer import Answer, AnswerEvent, Delta, Finished, Found, Turn
from bot.conversation import standalone
from bot.questions import understand
from ingest.article import Article
from vectorstore.passage import Passage

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable

__all__ = ["PASSAGES_READ", "Answerer", "RetrievalChain", "Searchable", "as_runnable"]

PASSAGES_READ = 8
"""Passages that an answerer is given."""


class Searchable(Protocol):
    """What the chain needs of a library."""

    def search(
        self,
        question: str,
        limit: int = 5,
        articles: Collection[str] | None = None,
        rerank: bool | None = None,
    ) -> list[Passage]: ...

    def article(self, article_id: str) -> Article | None: ...

    def summaries(self) -> Sequence[Any]: ...


class Answerer(Protocol):
    """Makes an answer from what was found."""

    def answer(self, question: str, passages: Sequence[Passage]) -> Answer: ...

    def outline(self, question: str, articles: Sequence[Article]) -> Answer: ...


class RetrievalChain:
    """Answers questions over a library with an answerer."""

    def __init__(self, library: Searchable, answerer: Answerer) -> None:
        self._library = library
        self._answerer = answerer

    def events(
        self, question: str, history: Sequence[Turn] = (), articles: Collection[str] | None = None
    ) -> Iterator[AnswerEvent]:
        """Found once the search is done, then Deltas whose texts join to `Answer.text`, then Finished."""
        started = time.perf_counter()
        complete = standalone(question, history)
        if understand(complete).kind == "outline":
            passages: list[Passage] = []
            searched = time.perf_counter()
            answer = self._answerer.outline(complete, self._chosen(articles))
        else:
            passages = self._library.search(complete, PASSAGES_READ, articles) if complete.strip() else []
            searched = time.perf_counter()
            yield Found(tuple(passages))
            answer = self._answerer.answer(complete, passages)
        ended = time.perf_counter()
        answer = replace(
            answer,
            question=question,
            standalone_question=complete if complete != question else None,
            passages=tuple(passages),
            timings={
                "search": searched - started,
                "answer": ended - searched,
                "total": ended - started,
            },
        )
        for piece in _pieces(answer.text):
            yield Delta(piece)
        yield Finished(answer)

    def _chosen(self, articles: Collection[str] | None) -> list[Article]:
        ids = [summary.id for summary in self._library.summaries()]
        chosen = ids if articles is None else [known for known in ids if known in set(articles)]
        return [article for known in chosen if (article := self._library.article(known)) is not None]


def as_runnable(chain: RetrievalChain) -> Runnable[dict[str, Any], Any]:
    """The chain as a LangChain Runnable: `invoke` gives the Answer, `stream` its events.

    The input is a question, or a dict with "question" and optionally "history" (Turns or
    (question, answer) pairs) and "articles" (ids).
    """
    from langchain_core.runnables import Runnable, RunnableConfig

    class AnswerRunnable(Runnable[dict[str, Any], Any]):
        def invoke(
            self, input: dict[str, Any] | str, config: RunnableConfig | None = None, **kwargs: Any
        ) -> Answer:
            def answer(given: dict[str, Any] | str) -> Answer:
                *_, last = chain.events(*_arguments(given))
                assert isinstance(last, Finished)
                return last.answer

            return self._call_with_config(answer, input, config, **kwargs)  # type: ignore[arg-type]

        def stream(
            self, input: dict[str, Any] | str, config: RunnableConfig | None = None, **kwargs: Any
        ) -> Iterator[AnswerEvent]:
            def events(inputs: Iterator[dict[str, Any] | str]) -> Iterator[AnswerEvent]:
                for given in inputs:
                    yield from chain.events(*_arguments(given))

            yield from self._transform_stream_with_config(iter([input]), events, config, **kwargs)

    return AnswerRunnable()


def _arguments(given: dict[str, Any] | str) -> tuple[str, list[Turn], Collection[str] | None]:
    if isinstance(given, str):
        return given, [], None
    history = [turn if isinstance(turn, Turn) else Turn(*turn) for turn in given.get("history") or ()]
    return given["question"], history, given.get("articles")


def _pieces(text: str) -> Iterator[str]:
    """The text in words with the white space after each, so that it can be shown as it grows."""
    yield from re.findall(r"\s*\S+\s*", text) or ([text] if text else [])
