"""Logging in: by the form, which gives a browser its session, or with each request by HTTP Basic.

Passwords are checked off the event loop, two at a time; who tries too often, from one address or for one
name, has to wait.
"""

from __future__ import annotations

import asyncio
import binascii
import hmac
import json
import logging
import secrets
from base64 import b64decode
from collections.abc import Callable, Mapping
from hashlib import sha256
from urllib.parse import parse_qs, quote

from cachetools import TTLCache

from bot.gate.asgi import Header, Message, Receive, Send, answer, refuse, wants_page
from bot.gate.rates import Rate, of_address
from bot.gate.routes import LOGIN
from bot.gate.sessions import COOKIE, Sessions
from bot.gate.users import UserFile

__all__ = ["Login"]

_logger = logging.getLogger(__name__)
NOT_LOGGED_IN = "Nobody is logged in: reload the page and log in, or send a name and password (HTTP Basic)."
_TOO_OFTEN = "Too many attempts to log in; wait {after} seconds."
_LARGEST_FORM = 8192
_MOST_VERIFIED = 1000
_BASIC_KEPT = 300.0
"""Seconds for which a name and password that were right need not be hashed again."""

LoginPage = Callable[[Mapping[str, str], str | None, int], bytes]
"""The log-in page for a request's headers; after a failure `wrong` or `wait`, with the seconds to wait."""


class Login:
    """The log-ins of a user file."""

    def __init__(self, users: UserFile, sessions: Sessions, page: LoginPage) -> None:
        self._users = users
        self.sessions = sessions
        self._page = page
        self._from = Rate(10, 10)
        self._for = Rate(6, 20)
        self._hashing = asyncio.Semaphore(2)
        self._secret = secrets.token_bytes(32)
        self._verified_before: TTLCache[bytes, tuple[str, str]] = TTLCache(_MOST_VERIFIED, _BASIC_KEPT)

    async def user(self, headers: Mapping[str, str], client: str) -> str | int | None:
        """Who asks; None if nobody is logged in, a number of seconds if they have to wait."""
        token = _cookie(headers, COOKIE)
        user = self.sessions.user(token) if token else None
        if user is not None:
            return user
        given = _basic(headers.get("authorization", ""))
        return await self._basic_user(*given, client) if given else None

    async def _basic_user(self, name: str, password: str, client: str) -> str | int | None:
        key = hmac.new(self._secret, f"{name}\0{password}".encode(), sha256).digest()
        mark = self._users.mark(name) or ""
        if mark and self._verified_before.get(key) == (name, mark):
            return name
        verified = await self._verified(name, password, client)
        if verified is True:
            self._verified_before[key] = (name, mark)
            return name
        return verified or None

    async def _verified(self, name: str, password: str, client: str) -> bool | int:
        """Whether name and password are right, or the seconds to wait until they may be tried."""
        where, whose = of_address(client), name[:64]
        after = self._from.wait(where) or self._for.wait(whose)
        if after:
            return after
        async with self._hashing:
            right = await asyncio.to_thread(self._users.verify, name, password)
        if right:
            self._from.give_back(where)
            self._for.give_back(whose)
        else:
            _logger.warning("a log-in as %r from %s failed", whose, client)
        return right

    async def show(self, scope: Message, receive: Receive, send: Send, headers: Mapping[str, str]) -> None:
        """Send a browser to the log-in page; answer 401 to a program."""
        if wants_page(scope, dict(headers)) and scope["path"] in {"/", LOGIN}:
            await self._shown(scope, send, headers, 401)
        else:
            await refuse(scope, receive, send, 401, NOT_LOGGED_IN)

    async def _shown(
        self, scope: Message, send: Send, headers: Mapping[str, str], status: int,
        failure: str | None = None, after: int = 0,
    ) -> None:  # fmt: skip
        page = self._page(headers, failure, after)
        more = [(b"retry-after", str(after).encode())] if after else []
        body = b"" if scope["method"] == "HEAD" else page
        await answer(send, status, "text/html; charset=utf-8", body, more)

    async def log_in(
        self, scope: Message, receive: Receive, send: Send, headers: Mapping[str, str], client: str
    ) -> None:
        """Take the form: a session and back to the page, or the form again. Programs get JSON."""
        browser = "text/html" in headers.get("accept", "")
        name, password = await _form(receive, headers)
        verified = await self._verified(name, password, client)
        if verified is not True:
            status, failure, after = (429, "wait", verified) if verified else (401, "wrong", 0)
            if browser:
                await self._shown(scope, send, headers, status, failure, int(after))
            else:
                why = _TOO_OFTEN.format(after=after) if after else "Wrong name or password."
                await refuse(scope, receive, send, status, why, int(after))
            return
        token = await asyncio.to_thread(self.sessions.begin, name)
        cookie = _set_cookie(token, int(self.sessions.seconds), secure=scope.get("scheme") == "https")
        if browser:
            back = "/" + (
                f"?{quote(scope['query_string'], safe='=&%+')}" if scope.get("query_string") else ""
            )
            await answer(send, 303, "text/plain", b"", [(b"location", back.encode()), cookie])
        else:
            body = json.dumps({"success": True}).encode()
            await answer(send, 200, "application/json", body, [cookie])

    async def log_out(self, scope: Message, send: Send, headers: Mapping[str, str]) -> None:
        """End the session and forget its cookie."""
        token = _cookie(headers, COOKIE)
        if token:
            await asyncio.to_thread(self.sessions.end, token)
        cookie = _set_cookie("", 0, secure=scope.get("scheme") == "https")
        await answer(send, 303, "text/plain", b"", [(b"location", b"/"), cookie])


async def _form(receive: Receive, headers: Mapping[str, str]) -> tuple[str, str]:
    """Name and password of a posted form; blank where they are not in it."""
    body, more = b"", True
    while more and len(body) <= _LARGEST_FORM:
        message = await receive()
        if message["type"] == "http.disconnect":
            return "", ""
        body += message.get("body", b"")
        more = message.get("more_body", False)
    if len(body) > _LARGEST_FORM or "urlencoded" not in headers.get("content-type", ""):
        return "", ""
    try:
        fields = parse_qs(body.decode("utf-8"), max_num_fields=10)
    except ValueError:
        return "", ""
    return fields.get("username", [""])[0].strip(), fields.get("password", [""])[0]


def _basic(authorization: str) -> tuple[str, str] | None:
    scheme, _, coded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, colon, password = b64decode(coded.strip(), validate=True).decode("utf-8").partition(":")
    except (binascii.Error, ValueError):
        return None
    return (name, password) if colon else None


def _cookie(headers: Mapping[str, str], name: str) -> str | None:
    for part in headers.get("cookie", "").split(";"):
        key, _, value = part.strip().partition("=")
        if key in (name, f"__Host-{name}"):
            return value
    return None


def _set_cookie(value: str, seconds: int, *, secure: bool) -> Header:
    """Over TLS under a name that only this host can set (RFC 6265bis, `__Host-`)."""
    name = f"__Host-{COOKIE}" if secure else COOKIE
    made = f"{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax"
    return b"set-cookie", (made + ("; Secure" if secure else "")).encode("ascii")
