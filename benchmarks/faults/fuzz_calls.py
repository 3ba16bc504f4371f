"""Strange requests sent to a served page: the calls for other programs, the MCP server, its own events.

The page is a process of its own, as a user starts it. A request may be refused; it may not be answered with
a traceback or a server's error, and the page has to live on.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from benchmarks.faults.mutation import mutated, strange_text
from benchmarks.faults.trying import Trouble

__all__ = ["Calls"]

_CALLS = ("ask", "search", "list_articles", "ask", "search", "undo", "")
_MCP = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "tools/call",
    "params": {"name": "ask", "arguments": {"question": "When?"}},
}
_PATHS = ("/", "/healthz", "/config", "/gradio_api/info", "/gradio_api/file=", "/gradio_api/call/ask/", "/x/")


class Calls:
    """A served library of the sample articles."""

    name, share = "HTTP API", 8.0

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="articlebot-fuzz-")
        self._log = Path(self._folder.name, "log").open("w+b")  # noqa: SIM115
        self._served = subprocess.Popen(
            [sys.executable, "-c", "from bot.cli.main import main; main()", "serve", "--port", "0", "--json"],
            stdout=subprocess.PIPE,
            stderr=self._log,
            env={**os.environ, "ARTICLEBOT_HOME": str(Path(self._folder.name, "home"))},
        )
        assert self._served.stdout is not None
        said = b""
        while not said.endswith(b"}\n"):
            line = self._served.stdout.readline()
            if not line:
                raise RuntimeError(f"the page is not served: {self._said()[-500:]}")
            said += line
        self._port = urlsplit(json.loads(said)["url"]).port
        self._sent: tuple[str, str, bytes] = ("", "", b"")

    def once(self, draw: random.Random) -> bool:
        kind = draw.random()
        if kind < 0.6:
            return self._call(draw)
        if kind < 0.75:
            body = {**_MCP, draw.choice(("params", "method", "id", "jsonrpc")): _value(draw)}
            accepted = "application/json, text/event-stream"
            status, _ = self._send("POST", "/gradio_api/mcp/", _damaged(draw, body), Accept=accepted)
        elif kind < 0.9:
            event = {
                "data": [_value(draw) for _ in range(draw.randint(0, 4))],
                "fn_index": draw.randint(-1, 40),
                "session_hash": f"s{draw.randint(0, 9)}",
                "event_data": _value(draw),
                "trigger_id": draw.randint(0, 90),
            }
            status, _ = self._send("POST", "/gradio_api/queue/join", _damaged(draw, event))
        else:
            strange = strange_text(draw).encode("utf-8", "surrogatepass")[:300]
            path = draw.choice(_PATHS) + "".join(f"%{byte:02x}" for byte in strange)
            status, _ = self._send(draw.choice(("GET", "HEAD", "PUT", "OPTIONS")), path, b"")
        return status >= 400

    def _call(self, draw: random.Random) -> bool:
        """The two requests that a call is made of."""
        values = [_value(draw) for _ in range(draw.choice((0, 1, 2, 3, 3, 5)))]
        if draw.random() < 0.6:
            articles = draw.choice((None, [], ["x"], [strange_text(draw)]))
            values = [strange_text(draw), draw.choice((5, -1, 10**30, 0.5, None, "7")), articles]
        name = draw.choice(_CALLS)
        if name == "ask" and len(values) == 3:
            del values[1]
        status, said = self._send("POST", f"/gradio_api/call/{name}", _damaged(draw, {"data": values}))
        try:
            event = json.loads(said)["event_id"]
        except (ValueError, KeyError, TypeError):
            return status >= 400
        _, said = self._send("GET", f"/gradio_api/call/{name}/{event}", b"", sent=self._sent)
        return b"event: error" in said

    def _send(
        self, method: str, path: str, body: bytes, sent: tuple[str, str, bytes] | None = None, **headers: str
    ) -> tuple[int, bytes]:
        self._sent = sent or (method, path, body)
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=25)
        try:
            connection.request(method, path, body, {"Content-Type": "application/json", **headers})
            answer = connection.getresponse()
            said = answer.read(3_000_000)
        except (http.client.HTTPException, OSError) as exc:
            raise Trouble(f"the page does not answer: {type(exc).__name__} at {_place(path)}") from exc
        finally:
            connection.close()
        if b"Traceback" in said:
            raise Trouble(f"Traceback shown at {_place(path)}: {said[-200:]!r}")
        if answer.status >= 500:
            raise Trouble(f"status {answer.status} at {_place(path)}: {said[:80]!r}")
        return answer.status, said

    def given(self) -> str:
        return repr(self._sent)

    def close(self) -> str | None:
        """What the page wrote where its owner reads, if that has a traceback in it."""
        try:
            status, _ = self._send("GET", "/healthz", b"")
            wrong = None if status == 200 else f"after it all, /healthz answers {status}"
        except Trouble as exc:
            wrong = str(exc)
        self._served.terminate()
        self._served.wait(60)
        said = self._said()
        self._log.close()
        self._folder.cleanup()
        return said if "Traceback" in said else wrong

    def _said(self) -> str:
        self._log.seek(0)
        return self._log.read().decode("utf-8", "replace")


def _place(path: str) -> str:
    return "/".join(path.split("?")[0].split("%")[0].split("/")[:4])


def _damaged(draw: random.Random, body: dict[str, Any]) -> bytes:
    """The body, whole in two of three cases."""
    data = json.dumps(body).encode()
    words = (b'"', b"{", b"[", b"null", b"\\ud800", b"1e999", b":")
    return data if draw.random() < 0.67 else mutated(draw, data, (), words)


def _value(draw: random.Random, depth: int = 0) -> Any:
    """Any JSON value."""
    kind = draw.random()
    if kind < 0.4:
        return strange_text(draw)
    if kind < 0.7:
        return draw.choice((None, True, False, 0, -1, 3, 10**18, 10**40, 1.5, -1e308))
    if depth > 3:
        return []
    if kind < 0.85:
        return [_value(draw, depth + 1) for _ in range(draw.randint(0, 4))]
    return {strange_text(draw)[:20]: _value(draw, depth + 1) for _ in range(draw.randint(0, 3))}
