"""What stands between the network and the page: who is answered, with which headers, and `/healthz`.

Whoever serves on loopback means this machine's own browser. Another web site could still reach the page
through that browser, by a name of its own that leads to 127.0.0.1 or by a request in the background; so a
request is answered only if its Host is loopback and its Origin, if it has one, the page itself. A proxy on
this machine, which serves the page under a public name, says that name in X-Forwarded-Host; no other web
site's page can. Knows nothing of Gradio.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, MutableMapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from bot.ui.reader import new_cookie

__all__ = ["HEALTH", "Guard", "is_loopback"]

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

HEALTH = "/healthz"
"""Answers 200 with `{"status": "ok"}` while the page is served."""
_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",  # Gradio compiles its templates in the page
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
"""What the browser may load: nothing from another host."""
_HEADERS = (
    (b"content-security-policy", _POLICY.encode()),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)


def is_loopback(host: str) -> bool:
    """Whether `host`, a name or an address, with brackets or without, can only mean this machine."""
    name = host.strip("[]").rstrip(".").lower()
    if name == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


class Guard:
    """An ASGI application before another; with `loopback_only` it answers this machine's own page alone."""

    def __init__(self, app: Callable[[Message, Receive, Send], Awaitable[None]], loopback_only: bool) -> None:
        self._app = app
        self._loopback_only = loopback_only

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        cookie = _cookie_for(scope)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *_HEADERS, *cookie]
            await send(message)

        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        why_not = _why_not(scope) if self._loopback_only else None
        if why_not is not None and scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008, "reason": why_not[:120]})
        elif why_not is not None:
            await _answer(send_with_headers, 403, b"text/plain; charset=utf-8", why_not.encode())
        elif scope.get("path") == HEALTH and scope.get("method") in {"GET", "HEAD"}:
            body = b"" if scope["method"] == "HEAD" else json.dumps({"status": "ok"}).encode()
            await _answer(send_with_headers, 200, b"application/json", body)
        else:
            await self._app(scope, receive, send_with_headers)


def _cookie_for(scope: Message) -> list[tuple[bytes, bytes]]:
    """The header that names a new reader, when a page is asked for by a browser that has no name yet."""
    if scope["type"] != "http" or scope.get("method") != "GET":
        return []
    headers = _headers(scope)
    if "text/html" not in headers.get("accept", ""):
        return []
    secure = "https" in (scope.get("scheme"), headers.get("x-forwarded-proto"))
    made = new_cookie(headers.get("cookie", ""), secure=secure)
    return [(b"set-cookie", made.encode("ascii"))] if made else []


async def _answer(send: Send, status: int, kind: bytes, body: bytes) -> None:
    headers = [(b"content-type", kind), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _why_not(scope: Message) -> str | None:
    """Why this request is not answered, for whoever reads it; None for one of the page itself."""
    headers = _headers(scope)
    host = headers.get("host", "")
    if not is_loopback(_hostname(f"//{host}")):
        return (
            "ArticleBot answers this machine only: the request's Host is none of its own. Open the address "
            "that it printed; a proxy in front of it has to send that address as Host, and the public name "
            "as X-Forwarded-Host.\n"
        )
    origin = headers.get("origin")
    known = {host.lower(), headers.get("x-forwarded-host", host).lower()}
    if origin is not None and _netloc(origin) not in known:
        return "ArticleBot answers its own page only: this request comes from another one.\n"
    return None


def _headers(scope: Message) -> dict[str, str]:
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}


def _hostname(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _netloc(url: str) -> str:
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""
