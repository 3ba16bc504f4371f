"""A chat that a messenger exported - WhatsApp, Signal and others as text, Telegram, Slack and ChatGPT as
JSON - as an article: a section for each day, each message with the name of who wrote it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ingest.article import ArticleMetadata
from ingest.document import PackedArticle
from ingest.errors import SourceError
from ingest.inline import Styled, joined
from ingest.limits import Limits
from ingest.readers.markdown import markdown_pieces
from ingest.readers.piece_list import PieceList

__all__ = ["read_chat"]

_LINE = re.compile(
    r"[\u200e\u200f\u202a]?\[?(?P<day>\d{1,4}[./-]\d{1,2}[./-]\d{2,4}),?[ \u202f](?P<time>\d{1,2}[:.]\d\d)(?:[:.]\d\d)?"  # noqa: E501
    r"(?P<half>[ \u202f]?[AaPp]\.?[Mm]\.?)?(?:\]| -) ?[\u200e\u200f]?(?:(?P<who>[^:\n]{1,60}): )?(?P<words>.*)"  # noqa: E501
)
_OMITTED = re.compile(
    r"^\W?<?(?:(?:media|image|video|audio|sticker|gif|document|bild|medien|voice message)\b.{0,30}"
    r"(?:omitted|weggelassen|ausgeschlossen|omis|absente)>?)$", re.IGNORECASE
)  # fmt: skip
_SLACK_LINK = re.compile(r"<(?:[@#!][^<>|]{1,80}\|)?(?:https?://[^<>|]{1,800}\|)?([^<>|]{1,800})>")


@dataclass(slots=True)
class _Message:
    day: str
    time: str
    who: str
    words: str
    is_markdown: bool = False


def read_chat(text: str, _limits: Limits) -> PackedArticle:
    """Title where the export tells one, no metadata, and the pieces. Raises `SourceError` when damaged."""
    title, messages = (
        _exported(text) if text.lstrip()[:1] in ("{", "[") and not _is_lines(text) else (None, _told(text))
    )
    made = PieceList()
    day = None
    for message in messages:
        if not message.words.strip() or _OMITTED.match(message.words.strip()):
            continue
        if message.day != day:
            day = message.day
            made.heading(day or "Without a date", 2)
        who = ", ".join(part for part in (message.who, message.time) if part)
        if message.is_markdown:
            _add_markdown(made, who, message.words)
        else:
            made.paragraph(f"{who}: {message.words}" if who else message.words)
    return title, ArticleMetadata(), made.pieces


def _is_lines(text: str) -> bool:
    return _LINE.match(text.lstrip()) is not None


def _add_markdown(made: PieceList, who: str, words: str) -> None:
    pieces = markdown_pieces(words)
    if pieces and pieces[0].kind == "paragraph":
        first = PieceList()
        first.paragraph(joined((Styled(f"{who}: "), Styled(pieces[0].text, pieces[0].inlines)), ""))
        pieces[:1] = first.pieces
    else:
        made.paragraph(f"{who}:")
    made.pieces += [piece for piece in pieces if piece.kind != "heading"] if _has_headings(pieces) else pieces


def _has_headings(pieces: Iterable[Any]) -> bool:
    return any(piece.kind == "heading" for piece in pieces)


def _told(text: str) -> Iterator[_Message]:
    """The messages of an export as text, a line or several each."""
    parts: list[str] = []
    begun: _Message | None = None
    order = _order(text)
    for line in text.split("\n"):
        match = _LINE.match(line)
        if match is None:
            parts.append(line)
            continue
        if begun is not None:
            begun.words = "\n".join(parts)
            yield begun
        half = re.sub(r"[^apm]", "", (match["half"] or "").lower())
        time = match["time"].replace(".", ":")
        begun = _Message(
            _day(match["day"], order), f"{time} {half}".strip(), (match["who"] or "").strip(), ""
        )
        parts = [match["words"]]
    if begun is not None:
        begun.words = "\n".join(parts)
        yield begun


def _order(text: str) -> str:
    """Whether days are written day first (`dmy`) or month first (`mdy`): the one that is possible for all."""
    first = second = 0
    for match in re.finditer(
        r"^[\u200e\u200f]?\[?(\d{1,2})[./-](\d{1,2})[./-]\d{2,4},?[ \u202f]\d", text, re.MULTILINE
    ):
        first, second = max(first, int(match[1])), max(second, int(match[2]))
    return "mdy" if second > 12 >= first or (first <= 12 and second <= 12 and _has_halves(text)) else "dmy"


def _has_halves(text: str) -> bool:
    return (
        re.search(
            r"^\[?\d{1,2}/\d{1,2}/\d{2,4},?[ \u202f]\d{1,2}:\d\d(?::\d\d)?[ \u202f]?[AaPp]\.?[Mm]", text, re.M
        )
        is not None
    )


def _day(written: str, order: str) -> str:
    """The day as ISO 8601; as written where it is none."""
    parts = [int(part) for part in re.split(r"[./-]", written)]
    if len(str(parts[0])) == 4:
        year, month, day = parts
    else:
        day, month, year = parts if order == "dmy" else (parts[1], parts[0], parts[2])
    year += 2000 if year < 100 else 0
    try:
        return f"{datetime(year, month, day, tzinfo=UTC):%Y-%m-%d}"
    except ValueError:
        return written


def _exported(text: str) -> tuple[str | None, list[_Message]]:
    """Title and messages of an export as JSON."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as exc:
        raise SourceError("the file", "this chat is damaged: it is no JSON", "export it again") from exc
    if isinstance(found, dict) and isinstance(found.get("messages"), list):
        messages = [one for one in found["messages"] if isinstance(one, dict)]
        return _plain(found.get("name")) or None, [_telegram(one) for one in messages]
    talks = found if isinstance(found, list) else [found]
    talks = [one for one in talks if isinstance(one, dict)]
    if any("mapping" in one for one in talks):
        title = _plain(talks[0].get("title")) if len(talks) == 1 else ""
        return title or None, [message for talk in talks for message in _assistant(talk)]
    return None, [_slack(one) for one in talks]


def _telegram(one: dict[str, Any]) -> _Message:
    moment = _plain(one.get("date"))
    words = one.get("text")
    parts = words if isinstance(words, list) else [words]
    told = "".join(_plain(part.get("text")) if isinstance(part, dict) else _plain(part) for part in parts)
    return _Message(moment[:10], moment[11:16], _plain(one.get("from")), told)


def _slack(one: dict[str, Any]) -> _Message:
    profile = one.get("user_profile")
    named = _plain(profile.get("real_name")) if isinstance(profile, dict) else ""
    moment = _moment(one.get("ts"))
    words = _SLACK_LINK.sub(r"\1", _plain(one.get("text")))
    who = named or _plain(one.get("username")) or _plain(one.get("user"))
    return _Message(moment[:10], moment[11:16], who, words)


def _assistant(talk: dict[str, Any]) -> Iterator[_Message]:
    """The messages of a conversation with a language model, in the order they were written in."""
    mapping = talk.get("mapping")
    nodes = [one for one in mapping.values() if isinstance(one, dict)] if isinstance(mapping, dict) else []
    found = [one["message"] for one in nodes if isinstance(one.get("message"), dict)]
    found.sort(key=lambda one: one["create_time"] if isinstance(one.get("create_time"), int | float) else 0)
    for one in found:
        author, content = one.get("author"), one.get("content")
        role = _plain(author.get("role")) if isinstance(author, dict) else ""
        parts = content.get("parts") if isinstance(content, dict) else None
        words = "\n\n".join(_plain(part) for part in parts) if isinstance(parts, list) else ""
        moment = _moment(one.get("create_time"))
        if role in ("user", "assistant"):
            yield _Message(moment[:10], moment[11:16], role.capitalize(), words, is_markdown=True)


def _moment(value: Any) -> str:
    """Seconds since 1970 as ISO 8601; empty where they are none."""
    try:
        return datetime.fromtimestamp(float(value), UTC).isoformat()
    except (TypeError, ValueError, OverflowError, OSError):
        return ""


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else ""
