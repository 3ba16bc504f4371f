"""Serving the page: where, to whom, with which headers, and its end."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from bot import ArticleBot
from bot.errors import AccessError
from bot.gate import HEALTH
from ingest import ArticleBotError


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "articles.example", ""])
def test_serving_to_other_machines_without_a_log_in_is_refused_in_one_line(
    bot: ArticleBot, host: str
) -> None:
    from bot.ui.server import launch

    with pytest.raises(
        AccessError, match=r"without a log-in.*--auth FILE.*--auth-header.*127\.0\.0\.1"
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
from bot.ui.server import serve
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
