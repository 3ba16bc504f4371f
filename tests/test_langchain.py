"""The bot as LangChain's users expect it: a retriever and a chain, with callbacks, histories and streams."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.chat_history import InMemoryChatMessageHistory
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from langchain_core.runnables import RunnableLambda, RunnablePassthrough
from langchain_core.runnables.history import RunnableWithMessageHistory
from langchain_tests.integration_tests.retrievers import RetrieversIntegrationTests
from small_library import QUESTION, harbour_bot

from bot import Answer, ArticleBot, Turn
from bot.errors import ArgumentError
from bot.runnable import chain_arguments
from vectorstore.search.langchain_retriever import ArticleRetriever


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ArticleBot]:
    with harbour_bot(tmp_path_factory.mktemp("home")) as made:
        yield made


class TestTheStandardSuite(RetrieversIntegrationTests):
    """LangChain's own tests of retrievers."""

    pytestmark = pytest.mark.anyio

    @pytest.fixture(autouse=True)
    def _bot(self, harbour: ArticleBot) -> None:
        self.bot = harbour

    @property
    def retriever_constructor(self) -> type[ArticleRetriever]:
        return ArticleRetriever

    @property
    def retriever_constructor_params(self) -> dict[str, Any]:
        return {"search": self.bot.search}

    @property
    def retriever_query_example(self) -> str:
        return QUESTION

    @property
    def num_results_arg_name(self) -> str:
        return "limit"


class TestTheStandardSuiteWithItsUsualName(TestTheStandardSuite):
    @property
    def num_results_arg_name(self) -> str:
        return "k"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


# -- the retriever -------------------------------------------------------------------------------------


def test_documents_are_the_passages(harbour: ArticleBot) -> None:
    document, *_ = documents = harbour.retriever(limit=3).invoke(QUESTION)
    passage, *_ = passages = harbour.search(QUESTION, 3)
    (article,) = harbour.articles()
    assert [one.id for one in documents] == [one.chunk.id for one in passages]
    assert document.page_content == passage.chunk.text
    assert document.metadata == {
        "source": article.source,
        "article_id": article.id,
        "article_title": article.title,
        "title": article.title,
        "language": "en",
        "section": "Dredging",
        "start": passage.chunk.start,
        "end": passage.chunk.end,
        "start_index": passage.chunk.start,
        "score": passage.score,
    }


def test_limit_articles_and_filters_are_taken_for_one_call(harbour: ArticleBot) -> None:
    retriever = harbour.retriever(limit=3)
    assert len(retriever.invoke(QUESTION, limit=1)) == 1
    assert len(asyncio.run(retriever.ainvoke(QUESTION, k=2))) == 2
    assert retriever.invoke(QUESTION, author="Nobody") == []
    with pytest.raises(TypeError, match="autor"):
        retriever.invoke(QUESTION, autor="Osei")
    with pytest.raises(ArgumentError, match="limit"):
        retriever.invoke(QUESTION, limit="3")


# -- the chain -----------------------------------------------------------------------------------------


def test_a_chain_in_a_pipe_streams_what_it_invokes(harbour: ArticleBot) -> None:
    pipe = harbour.chain() | RunnableLambda(lambda answer: answer.text)
    assert "".join(pipe.stream(QUESTION)) == pipe.invoke(QUESTION)
    fed = RunnablePassthrough() | harbour.chain()
    assert isinstance(fed.invoke(QUESTION), Answer)
    assert fed.batch([QUESTION, "What does a bicycle pay?"])[1].text.startswith("A bicycle pays")


def test_chunks_add_up_to_the_answer_sync_and_async(harbour: ArticleBot) -> None:
    chain = harbour.chain()

    async def astreamed() -> list[Answer]:
        return [chunk async for chunk in chain.astream(QUESTION)]

    whole = chain.invoke(QUESTION)
    for chunks in (list(chain.stream(QUESTION)), asyncio.run(astreamed())):
        assert len(chunks) > 2
        assert {type(chunk) for chunk in chunks} == {Answer}
        total = chunks[0]
        for chunk in chunks[1:]:
            total += chunk
        assert (total.text, total.citations, total.status) == (whole.text, whole.citations, whole.status)
    assert asyncio.run(chain.ainvoke(QUESTION)).text == whole.text


class Hears(BaseCallbackHandler):
    """Notes what is told to it."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def on_chain_start(self, *_: Any, **more: Any) -> None:
        self.heard.append(f"chain {more.get('name')}")

    def on_retriever_start(self, *_: Any, **__: Any) -> None:
        self.heard.append("retriever")

    def on_retriever_end(self, documents: Any, **_: Any) -> None:
        self.heard.append(f"{len(documents) > 0}")

    def on_chat_model_start(self, *_: Any, **__: Any) -> None:
        self.heard.append("model")


@pytest.mark.parametrize("way", ["invoke", "stream", "ainvoke", "astream"])
def test_callbacks_hear_of_the_search_and_the_model(tmp_path: Path, way: str) -> None:
    said = AIMessage("The committee chose the crane of Baltkran [1].")
    hears = Hears()
    with harbour_bot(tmp_path, chat_model=GenericFakeChatModel(messages=iter([said] * 3))) as bot:
        chain, config = bot.chain(), {"callbacks": [hears]}

        async def streamed() -> None:
            assert [chunk async for chunk in chain.astream(QUESTION, config)]

        if way == "astream":
            asyncio.run(streamed())
        elif way == "ainvoke":
            asyncio.run(chain.ainvoke(QUESTION, config))
        else:
            list(getattr(chain, way)(QUESTION, config)) if way == "stream" else chain.invoke(QUESTION, config)
        assert hears.heard == ["chain ArticleBot", "retriever", "True", "model"]
        bot.ask(QUESTION)  # nobody asked to hear of this one
        assert len(hears.heard) == 4


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"question": QUESTION, "artcles": ["x"]}, "artcles.*articles"),
        ({"question": 5}, "question"),
        ({"input": QUESTION}, "input"),
        ({}, "question"),
        (["x"], "question"),
        ([AIMessage("Good day.")], "question"),
        ({"question": QUESTION, "history": "Hello"}, "history"),
        ({"question": QUESTION, "history": [3]}, "history"),
        ({"question": QUESTION, "messages": [HumanMessage("x")]}, "question"),
    ],
    ids=str,
)
def test_a_wrong_input_of_the_chain_is_named(harbour: ArticleBot, given: Any, named: str) -> None:
    with pytest.raises(ArgumentError, match=named):
        harbour.chain().invoke(given)


TURNS = [Turn("Who chose the crane?", "The committee."), Turn("And the limit?", "Four knots.")]
MESSAGES = [
    SystemMessage("Be brief."),
    HumanMessage("Who chose the crane?"),
    AIMessage("The committee."),
    HumanMessage([{"type": "text", "text": "And the limit?"}]),
    AIMessage("Four knots."),
]


@pytest.mark.parametrize(
    "given",
    [
        {"question": "Why?", "history": TURNS},
        {"question": "Why?", "history": [(turn.question, turn.answer) for turn in TURNS]},
        {"question": "Why?", "history": MESSAGES},
        {"question": HumanMessage("Why?"), "history": MESSAGES},
        {"question": [*MESSAGES, HumanMessage("Why?")]},
        {"messages": [*MESSAGES, ("human", "Why?")]},
        [*MESSAGES, {"role": "user", "content": "Why?"}],
    ],
    ids=["turns", "pairs", "messages", "a message", "all as the question", "a state", "a list"],
)
def test_histories_of_every_form_are_understood(given: Any) -> None:
    assert chain_arguments(given) == {"question": "Why?", "history": TURNS}


def test_langchain_may_keep_the_history(harbour: ArticleBot) -> None:
    kept = InMemoryChatMessageHistory()
    chain = RunnableWithMessageHistory(
        harbour.chain() | (lambda answer: answer.text),
        lambda: kept,
        input_messages_key="question",
        history_messages_key="history",
    )
    chain.invoke({"question": "How deep is the northern channel?"})
    assert "autumn" in chain.invoke({"question": "And when does the southern one follow?"})
    assert [message.type for message in kept.messages] == ["human", "ai", "human", "ai"]
