"""Whether a request comes from the page itself or from another web site through the reader's browser.

A page served on loopback is for this machine's own browser. Another web site could still reach the page
through that browser, by a name of its own that leads to 127.0.0.1 or by a request in the background; so a
request is answered only if its Host is loopback and its Origin, if it has one, the page itself. A proxy
that serves the page under a public name says that name in X-Forwarded-Host.
"""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

__all__ = ["is_loopback", "why_foreign"]


def is_loopback(host: str) -> bool:
    """Whether `host`, a name or an address, with brackets or without, can only mean this machine."""
    name = host.strip("[]").rstrip(".").lower()
    if name == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def why_foreign(headers: Mapping[str, str], *, loopback_only: bool) -> str | None:
    """Why a request with these headers is rejected, as a message; None for a request of the page itself.

    With `loopback_only` its Host has to be this machine's.
    """
    host = headers.get("host", "")
    if loopback_only and not is_loopback(_hostname(f"//{host}")):
        return (
            "ArticleBot answers this machine only: the request's Host is none of its own. Open the address "
            "that it printed; a proxy in front of it has to send that address as Host, and the public name "
            "as X-Forwarded-Host."
        )
    origin = headers.get("origin")
    known = {host.lower(), headers.get("x-forwarded-host", host).lower()}
    if origin is not None and _netloc(origin) not in known:
        return "ArticleBot answers its own page only: this request comes from another one."
    return None


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
