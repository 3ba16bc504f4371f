"""What a browser may add, and serving the page: addresses, uploads, progress, a taken port."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.answer import AnswerEvent, Found
from bot.articlebot import AddProgress, AddReport, ArticleBot, Outcome
from bot.ui.adding import adding, keep_uploads, web_addresses
from ingest import ArticleBotError


def test_addresses_are_taken_one_by_one() -> None:
    assert web_addresses(" https://a.example/x\nhttp://b.example ") == [
        "https://a.example/x",
        "http://b.example",
    ]


@pytest.mark.parametrize(
    "typed",
    ["", "/etc/passwd", "C:\\notes.txt", "file:///etc/passwd", "ftp://a.example", "https://", "article.md",
     "https://a.example ./folder", "http://[broken"],
)  # fmt: skip
def test_what_is_no_web_address_is_refused(typed: str) -> None:
    with pytest.raises(ArticleBotError, match=r"https://"):
        web_addresses(typed)


def test_uploads_are_kept_under_their_own_names(tmp_path: Path) -> None:
    home, uploaded = tmp_path / "home", tmp_path / "tmp" / "abc123"
    uploaded.mkdir(parents=True)
    (uploaded / "Notes.md").write_text("one")
    kept = keep_uploads([str(uploaded / "Notes.md")], home)
    assert [(Path(path).read_text(), name) for path, name in kept.items()] == [("one", "Notes.md")]
    assert not (uploaded / "Notes.md").exists()
    (uploaded / "Notes.md").write_text("two")
    edited = keep_uploads([str(uploaded / "Notes.md")], home)
    assert list(edited) == list(kept), "an edited file is the same source"


def test_a_hidden_upload_stays_in_the_folder_of_uploads(tmp_path: Path) -> None:
    odd = tmp_path / "..env"
    odd.write_text("x")
    (kept,) = keep_uploads([str(odd)], tmp_path / "home")
    assert Path(kept).parent == tmp_path / "home" / "uploads"
    assert not Path(kept).name.startswith(".")


def test_adding_gives_its_latest_progress_and_the_report_last() -> None:
    report = AddReport((Outcome("a.md", "added"),))

    def add(progress: Callable[[AddProgress], None]) -> AddReport:
        for done in range(5):
            progress(AddProgress("a.md", 0, 1, done, 5))
        return report

    *steps, last = adding(add)
    assert last is report
    done = [step.chunks_done for step in steps if isinstance(step, AddProgress)]
    assert done == sorted(done)


def test_an_error_while_adding_reaches_the_caller() -> None:
    def add(progress: Callable[[AddProgress], None]) -> AddReport:
        raise ArticleBotError("the disk is full")

    with pytest.raises(ArticleBotError, match="the disk is full"):
        list(adding(add))


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
import sys
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
        process.send_signal(number)
        out, err = process.communicate(timeout=20)
    assert (out, err, process.returncode) == ("closed\n", "", 0)


class Failing:
    """A bot whose answers break off in the middle."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def articles(self) -> list[object]:
        return []

    def stream(self, *_: object) -> Iterator[AnswerEvent]:
        yield Found(())
        raise self.error


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ArticleBotError("the store is gone"), "the store is gone"),
        (ZeroDivisionError("oops"), "Please ask again"),
    ],
)
def test_a_question_that_fails_is_told_and_forgotten(error: Exception, said: str) -> None:
    from bot.ui.room import Room

    *_, (log, _, turns) = Room(Failing(error)).ask("Why?", "[]", [])  # type: ignore[arg-type]
    assert said in log
    assert "oops" not in log
    assert [turn.turn for turn in turns] == [None]
