"""The visitor and the language: a user who is logged in, or a browser with our cookie.

The cookie separates one browser's conversations from another's if several read the same library and nobody
has to log in; it is no log-in itself.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from bot.gate.visitor_cookie import name_in
from bot.ui.texts import ENGLISH, Texts, language_for, texts_in

__all__ = ["Visitor", "visitor_from"]


@dataclass(frozen=True, slots=True)
class Visitor:
    """One user, or one browser."""

    name: str
    """Whose conversations these are: `user NAME`; or random, kept by the browser, or for one that keeps no
    cookies only as long as its page is open."""
    texts: Texts = ENGLISH
    user: str | None = None
    """Who is logged in; None where nobody has to."""


def visitor_from(headers: Mapping[str, str], page: str | None = None, user: str | None = None) -> Visitor:
    """The visitor whose browser sent a request with these headers (names in small letters).

    `page` names the open page, for a browser that keeps no cookies; `user` is who is logged in.
    """
    texts = texts_in(language_for(headers.get("accept-language", "")))
    if user is not None:
        return Visitor(f"user {user}", texts, user)
    name = name_in(headers.get("cookie", "")) or f"page {page or secrets.token_hex(16)}"
    return Visitor(name, texts)
