"""The retrieval chain: question -> standalone question -> passages -> answer, as events.

Runs the steps in order and times them. `vectorstore` finds the passages; the answerer chooses statements.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from bot.answer import Answer, AnswerEvent, Delta, Finished, Found, Turn
from bot.language.words import fold
from bot.question.compound import in_turn, split_compound
from bot.question.follow_up import rewrite_follow_up
from bot.question.question import ABOUT_ARTICLES, Question
from ingest.article import Article
from vectorstore.passage import Passage

if TYPE_CHECKING:
    from bot.answering.extractive import ExtractiveAnswerer
    from bot.runnable import ReportedSearch
    from vectorstore import Library

__all__ = ["PASSAGES_READ", "Generator", "RetrievalChain"]

PASSAGES_READ = 8
"""Passages handed to an answerer."""
_NOT_SEARCHED = ABOUT_ARTICLES | {"smalltalk", "empty", "too_long"}
"""Kinds of question that no passage answers."""
_LEAST_A_SIDE = 3
"""Minimum number of passages to search for each side of a comparison."""
_SELECTION_READ = 60
"""Characters of a selection by which its passage is recognised."""
_BY_QUOTES = frozenset({"more", "check"})
"""Kinds of question that go back to quotes; a language model is not asked."""


class Generator(Protocol):
    """Writes an answer with a language model, or hands over to the one made of quotes."""

    def stream(
        self, asked: Question, passages: Sequence[Passage], quotes: Callable[[], Answer]
    ) -> Iterator[Delta | Finished]: ...


class RetrievalChain:
    """Answers questions over a library: with quotes, or with a generator where there is one.

    `rewrite` understands a question, completed from the turns before it where it is a follow-up.
    """

    def __init__(
        self,
        library: Library | ReportedSearch,
        answerer: ExtractiveAnswerer,
        generator: Generator | None = None,
        rewrite: Callable[[str, Sequence[Turn]], Question] = rewrite_follow_up,
    ) -> None:
        self._library = library
        self._answerer = answerer
        self._generator = generator
        self._rewrite = rewrite

    def events(
        self, question: str, history: Sequence[Turn] = (), articles: Collection[str] | None = None
    ) -> Iterator[AnswerEvent]:
        """Found once the search is done, then Deltas whose texts join to `Answer.text`, then Finished."""
        # 1. understand the question, as a follow-up of the turns before it
        started = time.perf_counter()
        asked = self._rewrite(question, history)
        standalone = asked.text if asked.text != " ".join(question.split()) else None

        # 2. find passages, for each part of a compound question by itself
        parts = [(part, self._find(part.question, articles)) for part in split_compound(asked)]
        if parts:
            passages = in_turn([found for _, found in parts])
        else:
            passages = [] if asked.kind in _NOT_SEARCHED else self._find(asked, articles)
        searched = time.perf_counter()
        yield Found(tuple(passages))

        # 3. write the answer
        if asked.kind in ABOUT_ARTICLES:
            events = _stream_whole(self._answerer.about(asked, self._chosen(articles)))
        else:

            def quotes() -> Answer:
                if parts:
                    return self._answerer.together(asked, parts)
                return self._answerer.answer(asked, passages)

            if self._generator is None or not passages or asked.kind in _BY_QUOTES:
                events = _stream_whole(quotes())
            else:
                events = self._generator.stream(asked, passages, quotes)

        # 4. hand it on, and add to the finished answer what only the chain knows
        for event in events:
            if isinstance(event, Delta):
                yield event
                continue
            ended = time.perf_counter()
            yield Finished(
                replace(
                    event.answer,
                    question=question,
                    standalone_question=standalone,
                    language=asked.language,
                    passages=tuple(passages),
                    timings={
                        "search": searched - started,
                        "answer": ended - searched,
                        "total": ended - started,
                    },
                )
            )

    def _find(self, asked: Question, articles: Collection[str] | None) -> list[Passage]:
        """The passages that fit the question; for a comparison those of each side in turn, each once."""
        if asked.selection:
            return self._find_selection(asked, articles)
        if asked.kind == "articles" and asked.subject:
            return self._library.search(asked.subject, 3 * PASSAGES_READ, articles)
        if not asked.sides:
            return self._library.search(asked.earlier or asked.text, PASSAGES_READ, articles)
        limit = max(_LEAST_A_SIDE, PASSAGES_READ // len(asked.sides))
        by_side = [self._library.search(side, limit, articles) for side in asked.sides]
        return in_turn(by_side)

    def _find_selection(self, asked: Question, articles: Collection[str] | None) -> list[Passage]:
        """The passages that contain the beginning of the selected words, or else the one nearest to them."""
        opening = fold(asked.selection)[:_SELECTION_READ]
        for query in (asked.text, asked.selection):
            found = self._library.search(query, 2 * PASSAGES_READ, articles)
            if holding := [passage for passage in found if opening in fold(passage.chunk.text)]:
                return holding
        return found[:1]

    def _chosen(self, articles: Collection[str] | None) -> list[Article]:
        ids = [summary.id for summary in self._library.summaries()]
        chosen = ids if articles is None else [known for known in ids if known in set(articles)]
        return [article for known in chosen if (article := self._library.article(known)) is not None]


def _stream_whole(answer: Answer) -> Iterator[Delta | Finished]:
    """A finished answer as events, word by word."""
    for word in re.findall(r"\s*\S+\s*", answer.text):
        yield Delta(word)
    yield Finished(answer)
