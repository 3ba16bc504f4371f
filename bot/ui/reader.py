"""Who reads: a browser, known by a cookie that the page gives it, and its language.

The cookie is a random name and nothing else. It tells one browser's conversations from another's where
several read the same library; it is no login.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from bot.ui.texts import ENGLISH, Texts, language_for, texts_in

__all__ = ["COOKIE", "Reader", "new_cookie", "reader_from"]

COOKIE = "articlebot_reader"
_KEPT = re.compile(rf"(?:^|;)\s*{COOKIE}=([0-9a-f]{{32}})\s*(?:;|$)")
_YEARS = 5


@dataclass(frozen=True, slots=True)
class Reader:
    """One browser."""

    name: str
    """Random; kept by the browser, or for one that keeps no cookies only as long as its page is open."""
    texts: Texts = ENGLISH


def reader_from(headers: Mapping[str, str], page: str | None = None) -> Reader:
    """The reader whose browser sent a request with these headers (names in small letters).

    `page` names the open page, for a browser that keeps no cookies.
    """
    name = _named(headers.get("cookie", "")) or f"page {page or secrets.token_hex(16)}"
    return Reader(name, texts_in(language_for(headers.get("accept-language", ""))))


def new_cookie(cookies: str, *, secure: bool) -> str | None:
    """The Set-Cookie header's value for a browser that sent `cookies`; None when it has a name already."""
    if _named(cookies):
        return None
    value = (
        f"{COOKIE}={secrets.token_hex(16)}; Path=/; Max-Age={_YEARS * 365 * 86400}; HttpOnly; SameSite=Lax"
    )
    return value + "; Secure" if secure else value


def _named(cookies: str) -> str | None:
    found = _KEPT.search(cookies)
    return found[1] if found else None
