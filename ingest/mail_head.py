"""Whether bytes are an e-mail, or a mailbox of several, told from the header at their top (RFC 5322, RFC
4155).
"""

from __future__ import annotations

import re

__all__ = ["is_mail", "is_mailbox"]

_HEAD_BYTES = 32_000
_FIELD = re.compile(rb"([!-9;-~]{1,70}):(?:[ \t]|\Z)")
_SENDER = frozenset({b"from", b"sender", b"return-path", b"resent-from"})
_OTHERS = frozenset({b"to", b"cc", b"bcc", b"subject", b"date", b"message-id", b"received", b"reply-to",
                     b"mime-version", b"delivered-to"})  # fmt: skip
_ONLY_MAIL = frozenset({b"message-id", b"received", b"return-path", b"mime-version", b"delivered-to"})
_ENVELOPE = re.compile(rb"From \S+ +[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d")


def is_mail(data: bytes) -> bool:
    """Whether `data` begins with the header of a message: a sender, and two more fields that mail has."""
    head = data[:_HEAD_BYTES].removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    if is_mailbox(data):
        head = head.partition(b"\n")[2]
    names: set[bytes] = set()
    for line in re.split(rb"\r?\n", head):
        if not line:
            break
        if line[:1] in b" \t" or line.startswith(b">From "):
            continue
        field = _FIELD.match(line)
        if field is None:
            return False
        names.add(field[1].lower())
    return bool(names & _SENDER) and len(names & _OTHERS) >= 2 and bool(names & (_ONLY_MAIL | {b"date"}))


def is_mailbox(data: bytes) -> bool:
    """Whether `data` begins as a mailbox file (mbox) does."""
    return _ENVELOPE.match(data[:_HEAD_BYTES].removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")) is not None
