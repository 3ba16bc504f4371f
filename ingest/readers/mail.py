"""An e-mail, or a mailbox of several, as an article: subject, who wrote when, the text, what was attached.

The standard library unpacks the parts. Of a message that carries its text twice, the plain one is read unless
it is much shorter than the page.
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from email.header import decode_header, make_header
from email.message import Message
from email.policy import compat32
from email.utils import getaddresses, parsedate_to_datetime

from ingest.article import ArticleMetadata
from ingest.content_type import decode
from ingest.document import PackedArticle, Piece
from ingest.errors import SourceError
from ingest.inline import Styled
from ingest.limits import Limits
from ingest.mail_head import is_mailbox
from ingest.readers.fragment import fragment_pieces
from ingest.readers.piece_list import PieceList
from ingest.readers.text import text_pieces

__all__ = ["read_mail"]

_ENVELOPE = re.compile(rb"^From \S+ +[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d[^\n]*\n", re.MULTILINE)
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_SIGNATURE = re.compile(r"^-- ?$", re.MULTILINE)
_REPLY = re.compile(r"^(?:re|aw|fwd?|wg|sv|antw)\s{0,3}:\s{0,9}", re.IGNORECASE)
_MOST_PARTS = 500


def read_mail(data: bytes, limits: Limits) -> PackedArticle:
    """Title, metadata and pieces of a message; of a mailbox, a section for each message."""
    parts = _messages(data) if is_mailbox(data) else [data]
    if len(parts) > limits.max_files:
        raise SourceError(
            "the file",
            f"it holds more than {limits.max_files:,} messages",
            "export it in parts, and add those",
        )
    messages = [_parsed(part) for part in parts]
    first = messages[0]
    title = _header(first, "Subject")
    if len(messages) == 1:
        pieces = list(_body(first))
    else:
        subjects = {_REPLY.sub("", _header(message, "Subject") or "") for message in messages}
        title = subjects.pop() if len(subjects) == 1 else None
        pieces = [piece for message in messages for piece in _section(message)]
    return title or None, _facts(first, alone=len(messages) == 1), pieces


def _messages(data: bytes) -> list[bytes]:
    starts = [(match.start(), match.end()) for match in _ENVELOPE.finditer(data)]
    ends = [start for start, _ in starts[1:]] + [len(data)]
    return [_QUOTED_FROM.sub(rb"\1", data[begin:end]) for (_, begin), end in zip(starts, ends, strict=True)]


def _parsed(data: bytes) -> Message:
    try:
        return email.message_from_bytes(data.lstrip(b"\r\n"), policy=compat32)
    except (RecursionError, ValueError, LookupError, AttributeError, TypeError) as exc:
        raise SourceError(
            "the file", "it is damaged: its parts cannot be told apart", "save the message again"
        ) from exc


def _section(message: Message) -> Iterator[Piece]:
    made = PieceList()
    made.heading(_header(message, "Subject") or "Message", 2)
    date = _date(message)
    told = [_people(message, "From"), f"{date:%Y-%m-%d %H:%M}" if date else ""]
    made.paragraph(", ".join(part for part in told if part))
    yield from made.pieces
    yield from (piece for piece in _body(message, level=3))


def _body(message: Message, level: int = 2) -> Iterator[Piece]:
    """The pieces of a message: its text, the messages that it forwards, the names of what is attached."""
    plain: list[str] = []
    pages: list[str] = []
    inner: list[Message] = []
    attached: list[str] = []
    _sort_parts(message, plain, pages, inner, attached)
    text = "\n\n".join(plain)
    page = [piece for one in pages for piece in fragment_pieces(one)]
    if page and sum(len(piece.text) for piece in page) > 2 * len(text):
        yield from page
    else:
        yield from _plain_pieces(text)
    made = PieceList()
    if attached:
        made.paragraph("Attached, and not read: " + ", ".join(attached))
    yield from made.pieces
    for one in inner:
        made = PieceList()
        made.heading(_header(one, "Subject") or "Forwarded message", level)
        made.paragraph(", ".join(part for part in (_people(one, "From"), _header(one, "Date")) if part))
        yield from made.pieces
        yield from _body(one, min(6, level + 1))


def _sort_parts(
    message: Message, plain: list[str], pages: list[str], inner: list[Message], attached: list[str]
) -> None:
    waiting = [message]
    for _ in range(_MOST_PARTS):
        if not waiting:
            return
        part = waiting.pop()
        kind = part.get_content_type()
        if kind == "message/rfc822" and part is not message:
            found = part.get_payload()
            inner += [one for one in found if isinstance(one, Message)] if isinstance(found, list) else []
        elif part.is_multipart():
            payload = part.get_payload()
            waiting += [one for one in reversed(payload) if isinstance(one, Message)]  # type: ignore[arg-type]
        elif part.get_filename() and (part.get_content_disposition() != "inline" or kind[:5] != "text/"):
            attached.append(_decoded(str(part.get_filename())))
        elif kind in ("text/plain", "text/html"):
            (plain if kind == "text/plain" else pages).append(_text(part))


def _text(part: Message) -> str:
    try:
        data = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):  # a way of packing that does not exist
        data = None
    if not isinstance(data, bytes):
        return ""
    text = decode(data, part.get_content_charset()) or ""
    if str(part.get_param("format") or "").lower() == "flowed":
        text = re.sub(r"(?<=\S) \n(?![>\n]|-- )", " ", text)
    return text


def _plain_pieces(text: str) -> list[Piece]:
    """The text of a plain message; its signature (below `-- `) as one paragraph at the end."""
    marks = list(_SIGNATURE.finditer(text))
    signature = text[marks[-1].end() :] if marks and text.count("\n", marks[-1].end()) <= 12 else ""
    body = text[: marks[-1].start()] if signature else text
    made = PieceList()
    made.paragraph(Styled(" · ".join(line.strip() for line in signature.splitlines() if line.strip())))
    pieces = text_pieces(body, has_title=False)
    if all(piece.kind == "heading" for piece in pieces):
        pieces = [replace(piece, kind="paragraph", level=0) for piece in pieces]
    return [*pieces, *made.pieces]


def _facts(message: Message, *, alone: bool) -> ArticleMetadata:
    date = _date(message)
    language = (_header(message, "Content-Language") or "")[:2].lower()
    return ArticleMetadata(
        author=_people(message, "From") or None if alone else None,
        published=f"{date:%Y-%m-%d}" if date and alone else None,
        language=language if language.isalpha() and language.isascii() else None,
    )


def _date(message: Message) -> datetime | None:
    try:
        return parsedate_to_datetime(_header(message, "Date") or "")
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _people(message: Message, name: str) -> str:
    """The names of the people in a header, or their addresses where they have none."""
    try:
        people = getaddresses([_header(message, name) or ""])
    except (ValueError, IndexError, TypeError):
        return ""
    return ", ".join(
        " ".join((shown or address).split()) for shown, address in people[:20] if shown or address
    )


def _header(message: Message, name: str) -> str | None:
    return " ".join(_decoded(str(message.get(name) or "")).split()) or None


def _decoded(value: str) -> str:
    """A header's words, whatever their encoding says."""
    raw = value.encode("utf-8", "surrogateescape")
    value = decode(raw) or value if "\ufffd" not in value else value
    try:
        return str(make_header(decode_header(value)))
    except (ValueError, LookupError, UnicodeError, AssertionError):
        return value
