"""Web addresses: which one an article is known by, however a reader came to it.

Knows the spelling of addresses and the parameters that only track a reader; opens no connection.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

__all__ = ["article_address", "link_target", "listed_addresses", "plain_address"]

_TRACKING = re.compile(
    r"utm_\w+|gclid|gclsrc|dclid|fbclid|msclkid|yclid|twclid|igshid|mc_cid|mc_eid|mkt_tok|_hsenc|_hsmi|vero_id"
    r"|ref_src|ref_url|cmpid|ncid|s_cid|wt\.mc_id|at_medium|at_campaign|smid|partner",
    re.IGNORECASE,
)
_PORTS = {"http": 80, "https": 443}
_SAME_SITE = re.compile(r"^(?:www\d?|m|mobile|amp)\.")
_SAFE = "/:@!$&'()*+,;=~%-._"
_UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
_LONGEST_TARGET = 2_000


def plain_address(url: str) -> str:
    """`url` in one spelling: host in small letters, without fragment, default port and tracking parameters.

    Raises `ValueError` when it is no http or https address with a host.
    """
    parts = urlsplit(url.strip())
    scheme = parts.scheme.lower()
    host = (parts.hostname or "").rstrip(".")
    if scheme not in _PORTS or not host:
        raise ValueError("no web address")
    if not host.isascii():
        host = host.encode("idna").decode("ascii")
    if not re.fullmatch(r"[a-z0-9_.\-]+|[0-9a-f:.]+", host):
        raise ValueError("the host's name has characters that no host has")
    if ":" in host:
        host = f"[{host}]"
    port = parts.port
    place = host if port in (None, _PORTS[scheme]) else f"{host}:{port}"
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True)
            if not _TRACKING.fullmatch(name)]  # fmt: skip
    dropped = len(kept) != len(parse_qsl(parts.query, keep_blank_values=True))
    query = urlencode(kept) if dropped else quote(parts.query, safe=_SAFE + "?")
    return urlunsplit((scheme, place, quote(parts.path or "/", safe=_SAFE), query, ""))


def link_target(href: str, base: str = "") -> str | None:
    """The absolute http or https address that a link leads to; None for any other, and within the page."""
    href = _UNSEEN.sub("", href)
    if not href or href.startswith("#") or len(href) > _LONGEST_TARGET:
        return None
    try:
        target = urljoin(base, href)
        parts = urlsplit(target)
        fits = parts.scheme.lower() in _PORTS and parts.hostname and parts.username is None
        return quote(target, safe=_SAFE + "?#[]") if fits else None
    except (ValueError, UnicodeError):
        return None


def listed_addresses(text: str) -> list[str] | None:
    """The addresses in `text`, each once, when every line that is not blank is one; else None."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines or not all(re.fullmatch(r"https?://[^\s/?#]\S*", line, re.IGNORECASE) for line in lines):
        return None
    return list(dict.fromkeys(lines))


def article_address(fetched: str, canonical: str | None) -> str:
    """The address an article is known by: the one its page names, if that is a page of the same site."""
    address = plain_address(fetched)
    if canonical:
        try:
            named = plain_address(canonical)
        except (ValueError, UnicodeError):
            return address
        here, there = urlsplit(address), urlsplit(named)
        is_home = there.path in ("", "/") and not there.query and here.path not in ("", "/")
        if _site(here.netloc) == _site(there.netloc) and not is_home:
            return named
    return address


def _site(host: str) -> str:
    return _SAME_SITE.sub("", host)
