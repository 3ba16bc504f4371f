"""The entries of a backup: an article, the goldens file, a conversation with its verdicts.

Checks the fields of each entry and rejects an invalid one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.backup.conversations import KeptConversation
from bot.backup.dataclass_json import plain, rebuilt
from bot.backup.file_format import BackupError, Line
from bot.library.intake import StoredArticle
from ingest.article import Article
from ingest.soundness import fault_of

__all__ = ["article_entry", "article_in", "conversation_entry", "conversation_in", "goldens_in"]


def article_entry(stored: StoredArticle) -> dict[str, Any]:
    """The article whole, in the form of `articlebot show --json`."""
    return {"article": plain(stored.article), "added": stored.added}


def article_in(line: Line, name: str) -> StoredArticle:
    """The article of an entry, its offsets checked. Raises BackupError."""
    fields = _fields(line, {"article", "added"}, name)
    try:
        article = rebuilt(Article, fields["article"], "article")
        added = _time(fields["added"])
    except ValueError as exc:
        raise _refused(line, name, str(exc)) from exc
    fault = fault_of(article)
    if fault:
        raise _refused(line, name, f"the article {article.title[:80]!r} is not sound: {fault}")
    return StoredArticle(article, added)


def goldens_in(line: Line, name: str) -> str:
    """The text of the goldens file. Raises BackupError."""
    text = _fields(line, {"goldens"}, name)["goldens"]
    if not isinstance(text, str):
        raise _refused(line, name, "the goldens are not text")
    return text


def conversation_entry(kept: KeptConversation) -> dict[str, Any]:
    return {"conversation": plain(kept)}


def conversation_in(line: Line, name: str) -> KeptConversation:
    """The conversation of an entry. Raises BackupError."""
    fields = _fields(line, {"conversation"}, name)
    try:
        kept = rebuilt(KeptConversation, fields["conversation"], "conversation")
        _time(kept.changed)
        json.dumps(fields, ensure_ascii=False).encode()  # the database has no form for lone surrogates
    except ValueError as exc:
        raise _refused(line, name, str(exc)) from exc
    return kept


def _fields(line: Line, wanted: set[str], name: str) -> Mapping[str, Any]:
    if set(line.entry) != wanted:
        raise _refused(line, name, f"its fields are not {', '.join(sorted(wanted))}")
    return line.entry


def _time(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("a time is not text")
    if datetime.fromisoformat(value).tzinfo is None:
        raise ValueError(f"{value!r} is a time without a zone")
    return value


def _refused(line: Line, name: str, problem: str) -> BackupError:
    return BackupError(f"{name}, line {line.number}: {problem}; take another copy of the file")
