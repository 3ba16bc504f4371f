"""Serving the page: where, to whom, with which headers, and its end."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from bot import ArticleBot
from bot.ui.guard import HEALTH, Guard, is_loopback
from ingest import ArticleBotError


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "localhost", "LOCALHOST.", "::1", "[::1]"])
def test_loopback_means_this_machine(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host",
    ["", "0.0.0.0", "::", "192.168.1.7", "localhost.evil.example", "127.0.0.1.evil.example", "1", "::2"],
)
def test_everything_else_may_be_reached_from_elsewhere(host: str) -> None:
    assert not is_loopback(host)


def answered(headers: dict[str, str], path: str = "/", *, loopback_only: bool = True, **scope: Any) -> Any:
    """The messages a request is answered with; behind the guard stands a page that says 204."""
    sent: list[dict[str, Any]] = []

    async def page(*_: Any) -> None:
        await send({"type": "http.response.start", "status": 204})

    async def receive() -> dict[str, Any]:
        return {}

    async def send(message: Any) -> None:
        sent.append(dict(message))

    given = {"type": "http", "method": "GET", "path": path, **scope}
    given["headers"] = [(name.encode(), value.encode()) for name, value in headers.items()]
    asyncio.run(Guard(page, loopback_only)(given, receive, send))
    return sent


@pytest.mark.parametrize("host", ["127.0.0.1:7860", "localhost:7860", "[::1]:80", "localhost"])
def test_the_page_itself_is_answered(host: str) -> None:
    assert answered({"host": host})[0]["status"] == 204
    assert answered({"host": host, "origin": f"http://{host}"})[0]["status"] == 204


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"host": "rebound.example:7860"},
        {"host": "127.0.0.1.rebound.example"},
        {"host": "localhost@rebound.example"},
        {"host": "[broken"},
        {"host": "127.0.0.1:7860", "origin": "https://evil.example"},
        {"host": "127.0.0.1:7860", "origin": "http://127.0.0.1:9999"},
        {"host": "127.0.0.1:7860", "origin": "null"},
        {"host": "127.0.0.1:7860", "origin": "http://[broken"},
    ],
)
def test_other_sites_are_not_answered(headers: dict[str, str]) -> None:
    for path in ("/", HEALTH):
        start, body = answered(headers, path)
        assert start["status"] == 403
        assert body["body"].startswith(b"ArticleBot answers")
    assert [message["type"] for message in answered(headers, type="websocket")] == ["websocket.close"]


def test_a_proxy_of_this_machine_names_the_page() -> None:
    headers = {"host": "127.0.0.1:7860", "x-forwarded-host": "articles.example"}
    assert answered({**headers, "origin": "https://articles.example"})[0]["status"] == 204
    assert answered({**headers, "origin": "https://evil.example"})[0]["status"] == 403
    rebound = {"host": "evil.example", "x-forwarded-host": "evil.example", "origin": "https://evil.example"}
    assert answered(rebound)[0]["status"] == 403


def test_on_the_network_every_host_is_answered() -> None:
    headers = {"host": "articles.example", "origin": "https://articles.example"}
    assert answered(headers, loopback_only=False)[0]["status"] == 204


def test_health_is_told() -> None:
    start, body = answered({"host": "localhost"}, HEALTH)
    assert (start["status"], json.loads(body["body"])) == (200, {"status": "ok"})
    assert answered({"host": "localhost"}, HEALTH, method="HEAD")[1]["body"] == b""
    assert answered({"host": "localhost"}, HEALTH, method="POST")[0]["status"] == 204


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "articles.example", ""])
def test_serving_to_other_machines_is_refused_in_one_line(bot: ArticleBot, host: str) -> None:
    from bot.ui.server import launch

    with pytest.raises(
        ArticleBotError, match=r"no login.*127\.0\.0\.1.*ARTICLEBOT_ALLOW_NETWORK=1"
    ) as caught:
        launch(bot, host, 0)
    assert "\n" not in str(caught.value)


def test_a_taken_port_is_said_in_one_line(bot: ArticleBot) -> None:
    from bot.ui.server import launch

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ArticleBotError, match=rf"127\.0\.0\.1:{port}: .*--port"):
            launch(bot, "127.0.0.1", port)


def test_importing_the_page_does_not_import_gradio() -> None:
    code = "import sys, bot.ui; assert 'gradio' not in sys.modules and 'nh3' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


SERVE = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a test run in the background has it ignored
from bot import ArticleBot
from bot.ui import serve
with ArticleBot(home=sys.argv[1]) as bot:
    serve(bot, "127.0.0.1", 0, on_ready=lambda url: print(url, flush=True))
print("closed", flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)])
def test_serving_answers_when_it_says_so_and_stops_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    environment = {**os.environ, "HTTP_PROXY": "http://127.0.0.1:9", "http_proxy": "http://127.0.0.1:9"}
    with subprocess.Popen(
        [sys.executable, "-c", SERVE, str(tmp_path / "home")],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment,
    ) as process:  # fmt: skip
        assert process.stdout and process.stderr
        url = process.stdout.readline().strip()
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(url + "config") as answer:
            config = json.load(answer)
        assert config["title"] == "ArticleBot"
        assert not config["analytics_enabled"]
        with opener.open(url + HEALTH.lstrip("/")) as answer:
            assert json.load(answer) == {"status": "ok"}
        with pytest.raises(urllib.error.HTTPError, match="403"):
            opener.open(urllib.request.Request(url, headers={"Host": "rebound.example"}))
        process.send_signal(number)
        try:
            out, err = process.communicate(timeout=20)
        finally:
            process.kill()
    assert (out, err, process.returncode) == ("closed\n", "", 0)
