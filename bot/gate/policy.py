"""The headers of every answer, and the content security policy of the page.

The browser loads nothing from another host, shows the page in no other site's frame, and runs no script but
the page's files and those that carry the answer's own random word (nonce). Gradio compiles its templates in
the page, so `eval` is allowed; its components style their elements, so inline styles are too.
"""

from __future__ import annotations

import re
import secrets
from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256

from bot.gate.asgi import Header

__all__ = ["headers", "hash_of", "new_nonce", "with_nonce"]

_FIXED = (
    "default-src 'self'",
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
_OTHERS: tuple[Header, ...] = (
    (b"referrer-policy", b"same-origin"),  # without one, a form of the page would come from nowhere
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"SAMEORIGIN"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
)
_A_YEAR = b"max-age=31536000"
_SCRIPT = re.compile(rb"<script(?=[\s>])")


def new_nonce() -> str:
    """A random word for one answer."""
    return secrets.token_urlsafe(16)


def hash_of(script: str) -> str:
    """How the policy names an inline script by its text."""
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"


def headers(nonce: str, scripts: Sequence[str] = (), *, tls: bool = False) -> list[Header]:
    """What is sent with every answer.

    `scripts` are inline scripts that the page may run, as `hash_of` names them.
    """
    allowed = " ".join(("script-src 'self' 'unsafe-eval'", f"'nonce-{nonce}'", *scripts))
    policy = "; ".join((allowed, *_FIXED))
    strict = [(b"strict-transport-security", _A_YEAR)] if tls else []
    return [(b"content-security-policy", policy.encode()), *_OTHERS, *strict]


def with_nonce(page: bytes, nonce: str) -> bytes:
    """`page` with the random word in each of its script tags. In data a tag's bracket is escaped."""
    return _SCRIPT.sub(b'<script nonce="%s"' % nonce.encode(), page)
