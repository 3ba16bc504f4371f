"""Many at once, and questions that nobody waits for any more, against a running server."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from browser_support import until
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk, ChatResult

from bot import ArticleBot
from bot.answer import AnswerEvent
from bot.ui.app import answered_at_once
from bot.ui.server import launch
from vectorstore import Embedder

TEXT = "# Ferry\n\n## Fares\n\nA bicycle pays two crowns. The crossing takes 25 minutes in calm weather.\n"
QUESTION = "What does a bicycle pay?"


class Held(ArticleBot):
    """Answers no question before it is released."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.released = threading.Event()

    def stream(self, *args: Any, **kwargs: Any) -> Iterator[AnswerEvent]:
        self.released.wait(20)
        yield from super().stream(*args, **kwargs)


class Talking(BaseChatModel):
    """Says right sentences without end, slowly, and counts them."""

    said: list[float]
    ended: list[str]

    @property
    def _llm_type(self) -> str:
        return "talking"

    def _generate(self, *args: Any, **kwargs: Any) -> ChatResult:
        raise NotImplementedError

    def _stream(self, *args: Any, **kwargs: Any) -> Iterator[ChatGenerationChunk]:
        try:
            for number in range(600):
                time.sleep(0.02)
                self.said.append(time.monotonic())
                pause = "A bicycle pays two crowns [1]. " if number == 10 else "and "
                yield ChatGenerationChunk(message=AIMessageChunk(content=pause))
            self.ended.append("whole")
        except GeneratorExit:
            self.ended.append("stopped")
            raise


@contextmanager
def page(bot: ArticleBot) -> Iterator[httpx.Client]:
    assert not bot.add_text(TEXT).failed
    served, url = launch(bot, "127.0.0.1", 0)
    try:
        with httpx.Client(base_url=url, trust_env=False, timeout=30) as client:
            yield client
    finally:
        served.close(verbose=False)


def submit_of(client: httpx.Client) -> int:
    """The number of the event by which a question is asked."""
    config = client.get("/config").json()
    (box,) = (part["id"] for part in config["components"] if part["props"].get("elem_id") == "question")
    return next(int(one["id"]) for one in config["dependencies"] if [box, "submit"] in one["targets"])


def join(client: httpx.Client, event: int, name: str) -> httpx.Response:
    body = {"data": [QUESTION, "{}"], "fn_index": event, "session_hash": name, "trigger_id": 1}
    return client.post("/gradio_api/queue/join", json=body)


def test_a_full_queue_is_said_and_everything_else_goes_on(tmp_path: Any, embedder: Embedder) -> None:
    with Held(home=tmp_path / "home", embedder=embedder, max_waiting=2) as bot, page(bot) as client:
        event = submit_of(client)
        taken = [join(client, event, f"page{n}") for n in range(answered_at_once(bot))]
        until(lambda: client.get("/gradio_api/queue/status").json()["queue_size"] == 0)
        waiting = [join(client, event, f"waiting{n}") for n in range(2)]
        assert {answer.status_code for answer in [*taken, *waiting]} == {200}

        refused = join(client, event, "late")
        called = client.post("/gradio_api/call/ask", json={"data": [QUESTION, None]})
        for answer in (refused, called):
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
            assert "busy" in answer.json()["detail"]
        assert client.get("/healthz").json() == {"status": "ok"}
        assert client.get("/config").status_code == 200
        assert [summary.title for summary in bot.articles()] == ["Ferry"]

        bot.released.set()
        told = client.get("/gradio_api/queue/data", params={"session_hash": "waiting1"}).text
        assert "two crowns" in told
        assert join(client, event, "late").status_code == 200


@pytest.mark.slow
def test_adding_removing_and_asking_at_once(tmp_path: Any, embedder: Embedder) -> None:
    """From eight threads: each answer is right at each moment, and nothing is left over."""
    with ArticleBot(home=tmp_path / "home", embedder=embedder) as bot:
        assert not bot.add_text(TEXT).failed

        def come_and_go(number: int) -> None:
            for turn in range(3):
                made = bot.add_text(
                    f"# Depot {number}\n\n## Trams\n\nDepot {number} keeps {turn + 7} trams.\n"
                )
                assert not made.failed
                bot.remove(str(made.outcomes[0].article_id))

        def ask(number: int) -> None:
            for _ in range(3):
                answer = bot.ask(QUESTION)
                assert answer.status == "answered"
                assert "A bicycle pays two crowns." in {one.text for one in answer.statements}
                other = bot.ask(f"How many trams does depot {number} keep?")
                for citation in (*answer.citations, *other.citations):
                    assert citation.quote

        with ThreadPoolExecutor(8) as pool:
            work: list[Callable[[int], None]] = [come_and_go, ask]
            for done in [pool.submit(work[number % 2], number) for number in range(8)]:
                done.result()
        assert [summary.title for summary in bot.articles()] == ["Ferry"]
        assert {passage.article_title for passage in bot.search("How many trams?", 10)} <= {"Ferry"}


def test_asking_on_and_on_keeps_nothing_of_a_page(tmp_path: Any, embedder: Embedder) -> None:
    with ArticleBot(home=tmp_path / "home", embedder=embedder) as bot:
        assert not bot.add_text(TEXT).failed
        served, url = launch(bot, "127.0.0.1", 0)
        with httpx.Client(base_url=url, trust_env=False, timeout=30) as client:
            event, kept = submit_of(client), []
            for _ in range(4):
                assert join(client, event, "page").status_code == 200
                told = client.get("/gradio_api/queue/data", params={"session_hash": "page"}).text
                assert "two" in told
                kept.append(len(served.state_holder.session_data["page"].blocks_config.blocks))
        served.close(verbose=False)
    assert len(set(kept)) == 1, kept


@pytest.fixture
def talking(tmp_path: Any, embedder: Embedder) -> Iterator[tuple[httpx.Client, Talking]]:
    model = Talking(said=[], ended=[])
    with ArticleBot(home=tmp_path / "home", embedder=embedder, chat_model=model) as bot, page(bot) as client:
        yield client, model


def begun(client: httpx.Client, model: Talking) -> str:
    """Ask; the event's id, once the model talks."""
    answer = join(client, submit_of(client), "page")
    assert answer.status_code == 200
    until(lambda: len(model.said) > 15)
    return str(answer.json()["event_id"])


def is_silent(model: Talking) -> bool:
    """Whether the model has stopped in the middle."""
    until(lambda: bool(model.ended))
    return model.ended == ["stopped"] and len(model.said) < 500


def test_a_question_that_is_stopped_stops_the_model(talking: tuple[httpx.Client, Talking]) -> None:
    client, model = talking
    event = submit_of(client)
    asked = begun(client, model)
    body = {"session_hash": "page", "fn_index": event, "event_id": asked}
    assert client.post("/gradio_api/cancel", json=body).status_code == 200
    assert is_silent(model)


def test_a_reader_who_leaves_stops_the_model(talking: tuple[httpx.Client, Talking]) -> None:
    client, model = talking
    begun(client, model)
    with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": "page"}) as stream:
        next(line for line in stream.iter_lines() if "process_generating" in line)
    assert is_silent(model)


def test_a_caller_who_leaves_stops_the_model(talking: tuple[httpx.Client, Talking]) -> None:
    client, model = talking
    event = client.post("/gradio_api/call/ask", json={"data": [QUESTION, None]}).json()["event_id"]
    with client.stream("GET", f"/gradio_api/call/ask/{event}"):
        until(lambda: len(model.said) > 15)
    assert is_silent(model)
