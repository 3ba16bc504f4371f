"""The gate: each request passes its checks in order, and each answer gets its headers.

Rejected: another origin (403), nobody logged in (401), an unknown route (404), too many requests (429), too
large (413), too many waiting (503, with Retry-After). All others go to the application behind the gate.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from cachetools import LRUCache

from bot.errors import AccessError
from bot.gate import policy
from bot.gate.access import Access
from bot.gate.asgi import Application, Header, Message, Receive, Send, answer, headers_of, refuse, wants_page
from bot.gate.bodies import Brought, TooLarge, pages_in, read_whole
from bot.gate.login import Login
from bot.gate.origins import why_foreign
from bot.gate.rates import Rate, of_address
from bot.gate.routes import LOGIN, LOGOUT, is_known, is_work, session_in
from bot.gate.visitor_cookie import new_cookie

__all__ = ["HEALTH", "USER", "Gate", "Limits"]

_logger = logging.getLogger(__name__)
HEALTH = "/healthz"
"""Answers 200 with `{"status": "ok"}` while the page is served; without a log-in."""
USER = "articlebot.user"
"""Key of an ASGI scope: the name of the user who asks, None where nobody has to log in."""
_STARTED = "/gradio_api/startup-events"
"""What the server asks of itself once, before anybody else can."""
_BUSY_FOR = 5
"""Seconds after which somebody who found the queue full may come again."""
_BUSY = "ArticleBot is busy: too many questions are waiting. Ask again in a few seconds."
_PAGES = 20_000
"""Open pages whose user is remembered."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one client may ask for."""

    requests_per_minute: int | None = None
    """Requests that make the machine work, of one user or else one address; None for any number."""
    body: int = 50_000_000
    """Bytes of one request."""
    upload: int = 100_000_000
    """Bytes of one upload, all of its files together."""


class Gate:
    """An ASGI application before another.

    `login` is for an `access` with users; `scripts` are the inline scripts of the page, as
    `policy.hash_of` names them.
    """

    def __init__(
        self,
        app: Application,
        access: Access,
        limits: Limits | None = None,
        login: Login | None = None,
        scripts: Sequence[str] = (),
    ) -> None:
        self._app = app
        self._access = access
        self._limits = limits or Limits()
        self._login = login
        self._scripts = tuple(scripts)
        rate = self._limits.requests_per_minute
        self._rate = Rate(rate) if rate else None
        self._started = False
        self._pages: LRUCache[str, str] = LRUCache(_PAGES)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        request = self._request(scope)
        brought = Brought(receive, self._most(request))
        answering = _Answering(send, request, self._scripts, brought)
        try:
            await self._pass(request, brought.receive, answering.send)
        except TooLarge:
            await self._too_large(request, receive, answering)
        except AccessError as exc:
            _logger.error("%s", exc)
            why = "The user file cannot be read; the reason is in ArticleBot's log."
            await refuse(request.scope, receive, answering.send, 500, why)
        else:
            if brought.exceeded and not answering.started:
                await self._too_large(request, receive, answering)

    async def _pass(self, request: _Request, receive: Receive, send: Send) -> None:
        """Check after check; what passes all of them reaches the application."""
        scope, headers = request.scope, request.headers
        foreign = why_foreign(headers, loopback_only=self._access.loopback and self._access.users is None)
        if foreign is not None:
            await refuse(scope, receive, send, 403, foreign)
            return
        if request.path == HEALTH and request.method in {"GET", "HEAD"}:
            body = b"" if request.method == "HEAD" else json.dumps({"status": "ok"}).encode()
            await answer(send, 200, "application/json", body)
            return
        if request.path == _STARTED and not self._started:
            self._started = True
            await self._app(scope, receive, send)
            return
        if self._login is not None and request.method == "POST" and request.path in {"/", LOGIN}:
            await self._login.log_in(scope, receive, send, headers, request.client)
            return
        let_in, user = await self._user(request, receive, send)
        if not let_in:
            return
        scope[USER] = user
        if self._login is not None and request.method == "POST" and request.path == LOGOUT:
            await self._login.log_out(scope, send, headers)
            return
        if not is_known(request.method, request.path):
            await refuse(scope, receive, send, 404, "ArticleBot has no such address.")
            return
        if is_work(request.method, request.path) and self._rate is not None:
            after = self._rate.wait(user if user is not None else of_address(request.client))
            if after:
                unit = "second" if after == 1 else "seconds"
                why = f"Too many requests: wait {after} {unit}, then ask again."
                await refuse(scope, receive, send, 429, why, after)
                return
        if user is not None:
            receive, strange = await self._strange(request, user, receive)
            if strange:
                await refuse(scope, receive, send, 403, "This page is another user's.")
                return
        await self._app(scope, receive, send)

    async def _user(self, request: _Request, receive: Receive, send: Send) -> tuple[bool, str | None]:
        """Whether the request may come in, and who asks: None where nobody has to say.

        One that may not has been answered.
        """
        scope, headers = request.scope, request.headers
        if self._access.header is not None:
            if not self._access.trusts(request.peer):
                why = "ArticleBot answers through its proxy alone, and this request does not come from it."
                await refuse(scope, receive, send, 403, why)
                return False, None
            named = self._access.named(headers)
            if named is None:
                why = "The proxy did not say who asks; log in there."
                await refuse(scope, receive, send, 401, why)
                return False, None
            return True, named
        if self._login is None:
            return True, None
        user = await self._login.user(headers, request.client)
        if isinstance(user, int):
            why = f"Too many attempts to log in; wait {user} seconds."
            await refuse(scope, receive, send, 429, why, user)
            return False, None
        if user is None:
            await self._login.show(scope, receive, send, headers)
            return False, None
        return True, user

    async def _strange(self, request: _Request, user: str, receive: Receive) -> tuple[Receive, bool]:
        """Whether the request names an open page of another user, and `receive` after the look into it."""
        named = [session_in(request.path), *request.query.get("session_hash", ())]
        if request.method == "POST" and "json" in request.headers.get("content-type", ""):
            body, receive = await read_whole(receive)
            named += pages_in(body)
        return receive, any(self._page_of(page, user) != user for page in named if page)

    def _page_of(self, page: str, user: str) -> str:
        """The user of an open page: the first one who named it."""
        return self._pages.setdefault(page, user)

    def _most(self, request: _Request) -> int:
        return self._limits.upload if request.path.endswith("/upload") else self._limits.body

    async def _too_large(self, request: _Request, receive: Receive, answering: _Answering) -> None:
        if not answering.started:
            answering.begin_anew()
            megabytes = self._most(request) / 1_000_000
            why = f"This is too much at once: at most {megabytes:g} MB; send less, or raise the limit."
            await refuse(request.scope, receive, answering.send, 413, why)

    def _request(self, scope: Message) -> _Request:
        """The request as it is believed: what only a trusted proxy may say is gone if none says it."""
        peer = (scope.get("client") or ("", 0))[0]
        scope = {**scope, "headers": self._access.believed(scope["headers"], peer)}
        headers = headers_of(scope)
        if headers.get("x-forwarded-proto", "").lower() in {"http", "https"} and scope["type"] == "http":
            scope["scheme"] = headers["x-forwarded-proto"].lower()
        query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
        client = self._access.client(headers, peer)
        return _Request(scope, headers, query, peer, client)


@dataclass(frozen=True, slots=True)
class _Request:
    scope: Message
    headers: dict[str, str]
    query: Mapping[str, list[str]]
    peer: str
    """The address that the connection comes from."""
    client: str
    """The address that the request comes from, as far as that is known."""

    @property
    def path(self) -> str:
        return str(self.scope.get("path", ""))

    @property
    def method(self) -> str:
        return str(self.scope.get("method", "GET"))


class _Answering:
    """Sends an answer with its headers, the page with its nonce, and a full queue as a clear line."""

    def __init__(self, send: Send, request: _Request, scripts: Sequence[str], brought: Brought) -> None:
        self.started = False
        self._brought: Brought | None = brought
        self._send = send
        self._request = request
        self._nonce = policy.new_nonce()
        tls = request.scope.get("scheme") == "https"
        self._headers: list[Header] = policy.headers(self._nonce, scripts, tls=tls)
        self._held: Message | None = None
        self._body = b""
        self._swallowing = False

    def begin_anew(self) -> None:
        """Send what comes now, whatever the request has brought."""
        self._brought = None

    async def send(self, message: Message) -> None:
        if self._brought is not None and self._brought.exceeded and not self.started:
            return  # the application's own error about a request that broke off
        if message["type"] == "http.response.start":
            await self._start(message)
        elif message["type"] == "http.response.body" and self._held is not None:
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._send_held()
        elif not self._swallowing:
            await self._send(message)

    async def _start(self, message: Message) -> None:
        self.started = True
        cookie = self._cookie() if message["status"] < 400 else []
        headers = [*message.get("headers", ()), *self._headers, *cookie]
        message = {**message, "headers": headers}
        kinds = [value for name, value in headers if name.lower() == b"content-type"]
        if message["status"] == 503 and is_work(self._request.method, self._request.path):
            self._swallowing = True
            body = json.dumps({"detail": _BUSY, "error": _BUSY}).encode()
            await self._send({**message, "headers": [*_without_length(headers), *_retry(body)]})
            await self._send({"type": "http.response.body", "body": body})
        elif kinds and kinds[0].startswith(b"text/html") and self._request.method == "GET":
            self._held = message
        else:
            await self._send(message)

    async def _send_held(self) -> None:
        """The page, whole."""
        assert self._held is not None
        page = policy.with_nonce(self._body, self._nonce)
        length = (b"content-length", str(len(page)).encode())
        held, self._held = self._held, None
        await self._send({**held, "headers": [*_without_length(held["headers"]), length]})
        await self._send({"type": "http.response.body", "body": page})

    def _cookie(self) -> list[Header]:
        """The header that names a new reader, when a page is asked for by a browser that has no name yet."""
        scope, headers = self._request.scope, self._request.headers
        if scope["type"] != "http" or scope.get(USER) is not None or not wants_page(scope, headers):
            return []
        made = new_cookie(headers.get("cookie", ""), secure=scope.get("scheme") == "https")
        return [(b"set-cookie", made.encode("ascii"))] if made else []


def _without_length(headers: Sequence[Header]) -> list[Any]:
    return [(name, value) for name, value in headers if name.lower() not in (b"content-length",)]


def _retry(body: bytes) -> list[Header]:
    return [
        (b"retry-after", str(_BUSY_FOR).encode()), (b"content-length", str(len(body)).encode())
    ]  # fmt: skip
