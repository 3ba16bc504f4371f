"""Malformed requests get one line as their answer; an error behind the gate never shows a traceback.

Between the gate and the application. Checks JSON; what a right request looks
like, the application says.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from bot.gate.asgi import Application, Header, Message, Receive, Send, headers_of, refuse
from bot.gate.bodies import TooLarge, given_again, read_whole

__all__ = ["Inspect", "WellFormed"]

Inspect = Callable[[str, Mapping[str, Any]], tuple[int, str] | Mapping[str, Any]]
"""From the path and the JSON body of a POST request to the status and the line that refuse it, or to the body
that is handed on: the same, or completed."""

_logger = logging.getLogger(__name__)
_NO_JSON = "This request is no JSON object in UTF-8."
_HALF = re.compile(rb"\\u[dD][89a-fA-F]")
"""Half of a character may be sent as an escape, and nothing can send it on; a `?` stands in for one that has
no other half."""
_UNREADABLE = "ArticleBot cannot answer this request: something in it is not what the page or the API sends."


class WellFormed:
    """An ASGI application before another, which gets the requests that `inspect` lets pass."""

    def __init__(self, app: Application, inspect: Inspect) -> None:
        self._app = app
        self._inspect = inspect

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = ended = False

        async def sent(message: Message) -> None:
            nonlocal started, ended
            started = True
            ended = message["type"] == "http.response.body" and not message.get("more_body", False)
            await send(message)

        try:
            if scope["method"] == "POST" and "json" in headers_of(scope).get("content-type", ""):
                body, receive = await read_whole(receive)
                said = _read(body)
                passed = (400, _NO_JSON) if said is None else self._inspect(str(scope["path"]), said)
                if isinstance(passed, tuple):
                    await refuse(scope, receive, sent, *passed)
                    return
                if passed is not said or _HALF.search(body):
                    whole = json.dumps(passed, ensure_ascii=False).encode("utf-8", "replace")
                    receive = given_again(whole, receive)
                    scope = {**scope, "headers": _with_length(scope["headers"], len(whole))}
            await self._app(scope, receive, sent)
        except TooLarge:
            raise
        except Exception as exc:
            _logger.error("a request to %s failed: %s", scope["path"], type(exc).__name__)
            _logger.debug("where it failed", exc_info=exc)
            if not started:
                await refuse(scope, receive, sent, 400 if scope["method"] == "POST" else 500, _UNREADABLE)
            elif not ended:
                await send({"type": "http.response.body", "body": b""})


def _with_length(headers: Iterable[Header], length: int) -> list[Header]:
    others = [(name, value) for name, value in headers if name.lower() != b"content-length"]
    return [*others, (b"content-length", str(length).encode())]


def _read(body: bytes) -> dict[str, Any] | None:
    """The JSON object that the body is."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None
