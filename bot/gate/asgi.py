"""The little of ASGI that the gate speaks: messages, headers, short answers."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

__all__ = [
    "Application",
    "Header",
    "Message",
    "Receive",
    "Send",
    "answer",
    "headers_of",
    "refuse",
    "wants_page",
]

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]
Header = tuple[bytes, bytes]


def headers_of(scope: Message) -> dict[str, str]:
    """The request's headers by name, in small letters."""
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


def wants_page(scope: Message, headers: dict[str, str]) -> bool:
    """Whether a browser asks for a page, not a script of it for data."""
    return scope.get("method") in {"GET", "HEAD"} and "text/html" in headers.get("accept", "")


async def answer(send: Send, status: int, kind: str, body: bytes, more: Iterable[Header] = ()) -> None:
    """Answer a request with `body`, which nobody stores."""
    headers = [(b"content-type", kind.encode()), (b"cache-control", b"no-store"), *more]
    headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def refuse(scope: Message, receive: Receive, send: Send, status: int, why: str, after: int = 0) -> None:
    """Refuse a request with one line, as the JSON that Gradio's clients show; a websocket is closed.

    `after`, in seconds, says when it may come again.
    """
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008, "reason": why[:120]})
        return
    more = [(b"retry-after", str(after).encode())] if after else []
    body = json.dumps({"detail": _detail(status, why), "error": why}, ensure_ascii=False).encode()
    await answer(send, status, "application/json", body, more)


def _detail(status: int, why: str) -> object:
    """`why` in the form that clients look for: of a 422 a list of faults, as FastAPI and Gradio give it."""
    if status != 422:
        return why
    fault = {"type": "value_error", "loc": ["body", "data"], "msg": why}
    return [{**fault, "__type__": "validate", "is_valid": False, "parameter_name": "data", "message": why}]
