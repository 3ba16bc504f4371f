"""Anonymous visitor cookie: identifies a browser by a random name when log-in is off."""

from __future__ import annotations

import re
import secrets

__all__ = ["COOKIE", "name_in", "new_cookie"]

COOKIE = "articlebot_reader"
_KEPT = re.compile(rf"(?:^|;)\s*{COOKIE}=([0-9a-f]{{32}})\s*(?:;|$)")
_YEARS = 5


def name_in(cookies: str) -> str | None:
    """The random name in a Cookie header."""
    found = _KEPT.search(cookies)
    return found[1] if found else None


def new_cookie(cookies: str, *, secure: bool) -> str | None:
    """The Set-Cookie header's value for a browser that sent `cookies`; None when it has a name already."""
    if name_in(cookies):
        return None
    value = (
        f"{COOKIE}={secrets.token_hex(16)}; Path=/; Max-Age={_YEARS * 365 * 86400}; HttpOnly; SameSite=Lax"
    )
    return value + "; Secure" if secure else value
