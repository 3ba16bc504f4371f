"""An ArticleBot as LangChain knows programs: a Runnable, with histories of messages and with callbacks.

Knows LangChain's conventions. How a question is answered is the facade's; LangChain is loaded on first use.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.answer import Answer, AnswerEvent, Delta, Finished, Turn
from bot.arguments import nearest
from bot.errors import ArgumentError
from bot.in_threads import stepwise
from vectorstore.passage import Passage

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable, RunnableConfig

    from vectorstore import Library

__all__ = ["ReportedSearch", "answer_chunks", "as_runnable", "chain_arguments"]

_TAKEN = ("question", "history", "messages", "articles", "site", "author", "since", "until")
_ROLES = {"human": "human", "user": "human", "ai": "ai", "assistant": "ai", "system": "system",
          "developer": "system", "tool": "tool", "function": "tool"}  # fmt: skip


def as_runnable(events_of: Callable[..., Iterator[AnswerEvent]]) -> Runnable[Any, Answer]:
    """`ArticleBot.stream` as a LangChain Runnable from what `chain_arguments` understands to an Answer.

    `stream` gives Answers too: the chunks of the text as they come, last the citations and all else. They add
    up (`+`) to what `invoke` gives.
    """
    from langchain_core.runnables import Runnable

    class ArticleBotChain(Runnable[Any, Answer]):
        """A question, with its history, to an Answer."""

        name = "ArticleBot"

        def invoke(self, input: Any, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:
            def answer(given: Any) -> Answer:
                *_, last = events_of(**chain_arguments(given))
                assert isinstance(last, Finished)
                return last.answer

            made: Answer = self._call_with_config(answer, input, config, run_type="chain", **kwargs)
            return made

        def stream(self, input: Any, config: RunnableConfig | None = None, **kwargs: Any) -> Iterator[Answer]:
            def chunks(inputs: Iterator[Any]) -> Iterator[Answer]:
                for given in inputs:
                    yield from answer_chunks(events_of(**chain_arguments(given)))

            yield from self._transform_stream_with_config(iter([input]), chunks, config, **kwargs)

        async def astream(
            self, input: Any, config: RunnableConfig | None = None, **kwargs: Any
        ) -> AsyncIterator[Answer]:
            async def inputs() -> AsyncIterator[Any]:
                yield input

            async def chunks(given: AsyncIterator[Any]) -> AsyncIterator[Answer]:
                async for each in given:
                    asked = chain_arguments(each)
                    async for chunk in stepwise(lambda asked=asked: answer_chunks(events_of(**asked))):  # type: ignore[misc]
                        yield chunk

            async for chunk in self._atransform_stream_with_config(inputs(), chunks, config, **kwargs):
                yield chunk

    return ArticleBotChain()


def answer_chunks(events: Iterator[AnswerEvent]) -> Iterator[Answer]:
    """The events of an answer as Answers that add up to it."""
    for event in events:
        if isinstance(event, Delta) and event.text:
            yield Answer("", "answered", (), (), event.text)
        elif isinstance(event, Finished):
            yield replace(event.answer, text="")


def chain_arguments(given: Any) -> dict[str, Any]:
    """The arguments of `ArticleBot.stream` in an input of the chain.

    The input is a question, a list of messages of which the last is the question, or a dict with either:
    "question" (text, a message, or messages), "history" (Turns, (question, answer) pairs or messages),
    "messages", "articles" (ids), "site", "author", "since" and "until". Raises ArgumentError for all else.
    """
    if not isinstance(given, Mapping):
        question, history = _asked(given)
        return {"question": question, "history": history}
    for name in given:
        if name not in _TAKEN:
            raise ArgumentError(
                f"the chain takes no {name!r}{nearest(str(name), _TAKEN)}; it takes {', '.join(_TAKEN)}"
            )
    if ("question" in given) == ("messages" in given):
        raise ArgumentError("the chain takes a 'question', or 'messages' of which the last is the question")
    question, before = _asked(given["question"] if "question" in given else given["messages"])
    history = [*_history(given.get("history") or ()), *before]
    filters = {name: given[name] for name in _TAKEN[3:] if name in given}
    return {"question": question, "history": history, **filters}


def _asked(given: Any) -> tuple[str, list[Turn]]:
    """A question and the turns before it, from a question, a message or messages."""
    if isinstance(given, str):
        return given, []
    messages = [_message(one) for one in given] if isinstance(given, list | tuple) else [_message(given)]
    if not messages or None in messages or messages[-1][0] != "human":  # type: ignore[index]
        raise ArgumentError(
            f"question has to be text, or messages of which the last is a person's, not {given!r:.80} "
            f"({type(given).__name__})"
        )
    *before, (_, question) = [one for one in messages if one is not None]
    return question, _turns(before)


def _history(given: Any) -> list[Turn]:
    if isinstance(given, str | bytes | Mapping) or not isinstance(given, Sequence):
        raise ArgumentError(
            f"history has to be a list of turns or messages, not {given!r:.80} ({type(given).__name__})"
        )
    turns: list[Turn] = []
    said: list[tuple[str, str]] = []
    for one in given:
        message = _message(one)
        if message is not None:
            said.append(message)
            continue
        turns += _turns(said)
        said = []
        if isinstance(one, Turn):
            turns.append(one)
        elif isinstance(one, list | tuple) and len(one) == 2 and all(isinstance(text, str) for text in one):
            turns.append(Turn(*one))
        else:
            raise ArgumentError(
                f"history has to hold Turns, (question, answer) pairs or messages, not {one!r:.80} "
                f"({type(one).__name__})"
            )
    return turns + _turns(said)


def _message(given: Any) -> tuple[str, str] | None:
    """Role and text of a LangChain message, a {"role", "content"} dict or a (role, text) pair, else None."""
    if isinstance(given, Mapping):
        role, content = given.get("role", given.get("type")), given.get("content")
    elif isinstance(given, list | tuple) and len(given) == 2:
        role, content = given
    else:
        role, content = getattr(given, "type", None), getattr(given, "content", None)
    if not isinstance(role, str) or role not in _ROLES or content is None:
        return None
    if isinstance(content, list):  # blocks, of which only text can be a question
        content = "".join(
            part if isinstance(part, str) else str(part.get("text", ""))
            for part in content
            if isinstance(part, str) or (isinstance(part, Mapping) and part.get("type") == "text")
        )
    return (_ROLES[role], content) if isinstance(content, str) else None


def _turns(messages: Sequence[tuple[str, str]]) -> list[Turn]:
    """Each question with what was answered to it; a question that nobody answered has a blank answer."""
    turns: list[Turn] = []
    for role, text in messages:
        if role == "human":
            turns.append(Turn(text, ""))
        elif role == "ai" and turns and text:
            said = f"{turns[-1].answer}\n{text}".strip()
            turns[-1] = Turn(turns[-1].question, said)
    return turns


class ReportedSearch:
    """A library whose searches are told to LangChain's callbacks while a Runnable of LangChain's runs.

    All else goes to the library as it is. Without such a run nothing of LangChain's is loaded.
    """

    def __init__(self, library: Library) -> None:
        self._library = library

    def __getattr__(self, name: str) -> Any:
        return getattr(self._library, name)

    def search(
        self,
        question: str,
        limit: int = 5,
        articles: Collection[str] | None = None,
        rerank: bool | None = None,
    ) -> list[Passage]:
        """As `Library.search`."""
        if not _reports():
            return self._library.search(question, limit, articles, rerank)
        from vectorstore.search.langchain_retriever import ArticleRetriever

        found: list[Passage] = []

        def search(asked: str, **_: Any) -> list[Passage]:
            found[:] = self._library.search(asked, limit, articles, rerank)
            return found

        ArticleRetriever(search=search, limit=limit, articles=articles).invoke(question)
        return found


def _reports() -> bool:
    """Whether this code is called by a Runnable of LangChain's."""
    config = sys.modules.get("langchain_core.runnables.config")
    return config is not None and config.var_child_runnable_config.get() is not None
