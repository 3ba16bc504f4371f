"""The way to a Chroma server: its address, what is sent to it, and how long it is waited for."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bot.settings import load_settings
from vectorstore import ChromaServer, StoreError, StoreUnreachableError
from vectorstore.store import chroma_server


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://shelf:9000", "http://shelf:9000"),
        ("shelf", "http://shelf:8000"),
        ("shelf:9000", "http://shelf:9000"),
        ("https://shelf/", "https://shelf:443"),
        ("https://shelf/chroma/", "https://shelf:443/chroma"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_an_address_is_completed(url: str, address: str) -> None:
    assert ChromaServer(url).address == address


@pytest.mark.parametrize(
    "url", ["", "ftp://shelf", "http://", "http://shelf:far", "http://shelf:99999", "http://s?a=1"]
)
def test_what_is_no_address_is_said_to_be_none(url: str) -> None:
    with pytest.raises(StoreError, match="not the address of a Chroma server"):
        _ = ChromaServer(url).address


def test_a_password_in_the_address_is_refused_and_not_shown() -> None:
    with pytest.raises(StoreError, match="ARTICLEBOT_CHROMA_TOKEN") as told:
        _ = ChromaServer("http://reader:secret@shelf").address
    assert "secret" not in str(told.value)


def test_the_token_goes_where_it_is_asked_for() -> None:
    assert ChromaServer("shelf").headers() == {}
    assert ChromaServer("shelf", token="t").headers() == {"Authorization": "Bearer t"}
    assert ChromaServer("shelf", token="Basic eDp5").headers() == {"Authorization": "Basic eDp5"}
    named = ChromaServer("shelf", token="t", token_header="x-chroma-token")
    assert named.headers() == {"X-Chroma-Token": "t"}


def test_a_token_is_shown_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARTICLEBOT_CHROMA_TOKEN", "very-secret")
    assert "very-secret" not in repr(load_settings())
    assert "very-secret" not in repr(ChromaServer("shelf", token="very-secret"))


def test_what_is_derived_is_kept_apart_for_each_database() -> None:
    keys = {ChromaServer(*place).key for place in (("a",), ("b",), ("a", "t"), ("a", "t", "d"))}
    assert len(keys) == 4
    assert ChromaServer("a", token="t").key == ChromaServer("http://a:8000").key


class Desk:
    """A server that answers with these statuses in turn, the last one for ever; 0 is no answer."""

    def __init__(self, statuses: list[int]) -> None:
        self.asked = 0
        desk = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status = statuses[min(desk.asked, len(statuses) - 1)]
                desk.asked += 1
                if status == 0:
                    time.sleep(0.6)
                    return
                self.send_response(status)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def desks(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Desk]]:
    monkeypatch.setattr(chroma_server, "_PATIENCE", 0.35)
    monkeypatch.setattr(chroma_server, "_FIRST_PAUSE", 0.02)
    made: list[Desk] = []
    yield made
    for desk in made:
        desk.close()


@pytest.mark.parametrize("busy", [429, 502, 503, 504])
def test_a_busy_server_is_asked_again(desks: list[Desk], busy: int) -> None:
    desks.append(Desk([busy, busy, 200]))
    with ChromaServer(desks[0].url).session({}) as session:
        assert session.get(desks[0].url).json() == {}
    assert desks[0].asked == 3


def test_one_that_stays_busy_is_given_up(desks: list[Desk]) -> None:
    desks.append(Desk([503]))
    with (
        ChromaServer(desks[0].url).session({}) as session,
        pytest.raises(StoreUnreachableError, match=r"cannot be used now \(it answers 503\); start it"),
    ):
        session.get(desks[0].url)
    assert 2 < desks[0].asked < 10


def test_a_refusal_is_told_at_once(desks: list[Desk]) -> None:
    desks.append(Desk([403]))
    with (
        ChromaServer(desks[0].url, token="wrong").session({}) as session,
        pytest.raises(StoreUnreachableError, match=r"refuses us \(403") as told,
    ):
        session.get(desks[0].url)
    assert desks[0].asked == 1
    assert "wrong" not in str(told.value)


def test_one_that_does_not_answer_is_given_up_in_time(desks: list[Desk]) -> None:
    desks.append(Desk([0]))
    began = time.monotonic()
    with (
        ChromaServer(desks[0].url, timeout=0.2).session({}) as session,
        pytest.raises(StoreUnreachableError, match=r"no answer within 0\.2 s"),
    ):
        session.get(desks[0].url)
    assert time.monotonic() - began < 1.5


def test_a_file_that_holds_no_certificates_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"ca\.pem is not a file of certificates"):
        ChromaServer("https://shelf", ca=tmp_path / "ca.pem").session({})
