"""The language model's way end to end: real client, real HTTP, a real model on loopback.

What a model of 135 million parameters says is often wrong; that is the point. Whatever it says, the reader
gets checked sentences or quotes, and a clear line where the server fails.
"""

from __future__ import annotations

import json
import threading
import urllib.request
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from local_llm import LocalServer, missing, serving

from bot import ArticleBot, Turn
from bot.answer import Delta, Finished
from bot.errors import LanguageModelError
from bot.llm.chat_model import chat_model_named
from bot.samples import sample_paths
from bot.settings import load_settings

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif(missing() is not None, reason=missing() or ""),
]
QUESTIONS = [
    "How long can the mill grind on each tide?",
    "How tall is the flux tower?",
    "Who was the first president of France?",
]


@pytest.fixture(scope="module")
def server() -> Iterator[LocalServer]:
    with serving() as running:
        yield running


def predicted_tokens(server: LocalServer) -> int:
    with urllib.request.urlopen(f"{server.url}/metrics") as told:
        lines = told.read().decode().splitlines()
    (line,) = (line for line in lines if line.startswith("llamacpp:tokens_predicted_total"))
    return int(float(line.split()[-1]))


@pytest.fixture
def talking_bot(new_bot: Callable[..., ArticleBot]) -> Callable[..., ArticleBot]:
    """A bot over the samples that asks the model at an address."""

    def make(url: str, **settings: object) -> ArticleBot:
        bot = new_bot(llm="openai:smollm2", llm_base_url=f"{url}/v1", **{"llm_timeout": 240} | settings)
        bot.add(*map(str, sample_paths()))
        return bot

    return make


def test_whatever_the_model_says_is_checked(
    server: LocalServer, talking_bot: Callable[..., ArticleBot]
) -> None:
    bot = talking_bot(server.url)
    before, modes = predicted_tokens(server), set()
    for question in QUESTIONS:
        *events, finished = bot.stream(question)
        assert isinstance(finished, Finished)
        answer = finished.answer
        modes.add(answer.mode)
        assert "".join(event.text for event in events if isinstance(event, Delta)) == answer.text
        said = answer.notice or "supported"
        assert "supported" in said or "cut off" in said, answer.notice
        for citation in answer.citations:
            text = bot.article(citation.article_id).text
            assert text[citation.start : citation.end] == citation.quote
        for statement in answer.statements:
            assert bool(statement.citations) == (statement.support != "unsupported")
    assert predicted_tokens(server) > before
    assert "llm" in modes, "the model should have got a sentence of three answers right"


def test_a_follow_up_is_completed_with_the_model_there(
    server: LocalServer, talking_bot: Callable[..., ArticleBot]
) -> None:
    bot = talking_bot(server.url)
    answer = bot.ask("When was she appointed?", [Turn("Who is Agnes Thorley?", "The miller. [1]")])
    assert answer.standalone_question and "Thorley" in answer.standalone_question


def test_a_server_that_dies_in_the_middle_is_told(server: LocalServer) -> None:
    with serving() as doomed:
        settings = load_settings(llm="openai:smollm2", llm_base_url=f"{doomed.url}/v1", llm_timeout=60)
        pieces = chat_model_named(settings).stream([("human", "Count from one to three hundred.")])
        assert next(filter(None, pieces))  # an empty piece says that the model is still silent
        doomed.kill()
        with pytest.raises(LanguageModelError, match=r"^openai:smollm2: .+; .+") as failure:
            for _ in pieces:
                pass
        assert "\n" not in str(failure.value)


def test_a_server_that_is_gone_leaves_the_quotes(talking_bot: Callable[..., ArticleBot]) -> None:
    with serving() as doomed:
        bot = talking_bot(doomed.url)
    answer = bot.ask(QUESTIONS[0])
    assert answer.mode == "quotes"
    assert "three hours and forty minutes" in answer.text
    assert answer.notice and "ARTICLEBOT_LLM_BASE_URL" in answer.notice and "\n" not in answer.notice


class Failing(BaseHTTPRequestHandler):
    """Fails in the way that the server's `failure` names."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        failure: Any = self.server.failure  # type: ignore[attr-defined]
        if failure == "stalls":
            self.server.released.wait(20)  # type: ignore[attr-defined]
            return
        if failure == "breaks off":
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Content-Length", "9999")
            self.end_headers()
            piece = {"choices": [{"index": 0, "delta": {"role": "assistant", "content": "The flux"}}]}
            self.wfile.write(f"data: {json.dumps(piece)}\n\n".encode())
            return
        status, error = failure
        body = json.dumps({"error": error}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def failing_server() -> Iterator[Callable[[Any], str]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Failing)
    server.released = threading.Event()  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def fail(failure: Any) -> str:
        server.failure = failure  # type: ignore[attr-defined]
        return f"http://127.0.0.1:{server.server_port}"

    yield fail
    server.released.set()  # type: ignore[attr-defined]
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        ((401, {"message": "Incorrect API key provided", "code": "invalid_api_key"}), "key"),
        ((404, {"message": "The model `smollm2` does not exist"}), "name in ARTICLEBOT_LLM"),
        ((429, {"message": "Rate limit reached for requests", "code": "rate_limit"}), "wait"),
        ((500, {"message": "out of memory"}), "server"),
        ("stalls", "ARTICLEBOT_LLM_TIMEOUT"),
        ("breaks off", "server"),
    ],
)
def test_each_failure_is_one_line_and_the_quotes(
    failure: Any,
    told: str,
    failing_server: Callable[[Any], str],
    talking_bot: Callable[..., ArticleBot],
) -> None:
    answer = talking_bot(failing_server(failure), llm_timeout=2).ask("How tall is the flux tower?")
    assert answer.mode == "quotes"
    assert "3.5 metres" in answer.text
    assert answer.notice and told in answer.notice and "\n" not in answer.notice
    assert len(answer.notice) < 300


def test_a_missing_key_is_told(new_bot: Callable[..., ArticleBot], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    bot = new_bot(llm="openai:gpt-4o-mini")
    bot.add(str(sample_paths()[2]))
    answer = bot.ask("How tall is the flux tower?")
    assert "3.5 metres" in answer.text
    assert answer.notice and "OPENAI_API_KEY" in answer.notice and "\n" not in answer.notice
