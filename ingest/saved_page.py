"""A web page that a browser saved with all that belongs to it in one file (MHTML, RFC 2557): the page itself.

Knows mail's way of packing parts; nothing of what is in the page.
"""

from __future__ import annotations

import email
import re
from dataclasses import dataclass
from email.message import Message
from email.policy import compat32

__all__ = ["is_saved_page", "saved_page"]

_HEAD_BYTES = 4096
_TYPE = re.compile(rb"^content-type:\s*multipart/related\b", re.IGNORECASE | re.MULTILINE)
_FIRST = re.compile(
    rb"\A\s*(?:from|subject|date|mime-version|snapshot-content-location|content-type):", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class SavedPage:
    """The HTML of a saved page."""

    data: bytes
    charset: str | None
    url: str | None
    """Where it was saved from, when the file tells."""


def is_saved_page(data: bytes) -> bool:
    """Whether `data` is such a file, told from its first lines."""
    head = data[:_HEAD_BYTES]
    return _FIRST.match(head) is not None and _TYPE.search(head) is not None


def saved_page(data: bytes) -> SavedPage | None:
    """The page in such a file; None when there is none."""
    try:
        message = email.message_from_bytes(data, policy=compat32)
        parts = list(message.walk())
    except RecursionError:  # parts within parts without end
        return None
    for part in parts:
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            packed = part.get_payload(decode=True)
            if isinstance(packed, bytes) and packed.strip():
                return SavedPage(packed, part.get_content_charset(), _address(message, part))
    return None


def _address(message: Message, part: Message) -> str | None:
    for found in (message.get("Snapshot-Content-Location"), part.get("Content-Location")):
        address = str(found or "").strip()
        if address.lower().startswith(("http://", "https://")):
            return address
    return None
