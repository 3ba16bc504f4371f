"""Saved conversations of all visitors, exported from their database and imported again.

Reads and writes the rows of `bot.conversations.store`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from bot.conversations.store import Conversations, Verdict, searched_words

__all__ = ["KeptConversation", "conversations_in", "put_back"]

PutBack = Literal["added", "updated", "unchanged", "kept"]
"""What became of a conversation; `kept`: the one that is here was changed later, or is another reader's."""


@dataclass(frozen=True, slots=True)
class KeptExchange:
    """One question of a conversation as it is kept; see `bot.conversations.store.Exchange`."""

    question: str
    answer: dict[str, Any] | None
    """The JSON form of the answer, by whichever version of the program."""
    failure: str | None = None
    verdict: Verdict | None = None
    reason: str = ""
    tested: bool = False


@dataclass(frozen=True, slots=True)
class KeptConversation:
    """A conversation with all that is kept of it."""

    id: str
    reader: str
    """Name of its visitor; keep it secret: who has it can read that visitor's conversations."""
    title: str
    changed: str
    """When it last grew: ISO 8601, UTC."""
    exchanges: tuple[KeptExchange, ...]


def conversations_in(kept: Conversations) -> Iterator[KeptConversation]:
    """Each conversation of each reader, the last changed last; not those that were removed."""
    if not kept.path.exists():
        return
    with kept.transaction() as database:
        heads = database.execute(
            "SELECT id, reader, title, changed FROM conversation WHERE removed IS NULL"
            " ORDER BY changed, rowid"
        ).fetchall()
    for talk, reader, title, changed in heads:
        with kept.transaction() as database:
            rows = database.execute(
                "SELECT question, answer, failure, verdict, reason, tested FROM exchange"
                " WHERE conversation = ? ORDER BY position",
                [talk],
            ).fetchall()
        if rows:  # none: it was erased meanwhile
            yield KeptConversation(talk, reader, title, changed, tuple(_exchange(*row) for row in rows))


def put_back(kept: Conversations, one: KeptConversation) -> PutBack:
    """Keep `one` as it was, in place of an earlier state of it."""
    with kept.transaction() as database:
        there = database.execute(
            "SELECT reader, changed FROM conversation WHERE id = ? AND removed IS NULL", [one.id]
        ).fetchone()
        if there is not None:
            reader, changed = there
            if (reader, changed) == (one.reader, one.changed):
                return "unchanged"
            if reader != one.reader or datetime.fromisoformat(changed) >= datetime.fromisoformat(one.changed):
                return "kept"
        database.execute("DELETE FROM conversation WHERE id = ?", [one.id])
        database.execute(
            "INSERT INTO conversation VALUES (?, ?, ?, ?, NULL)", [one.id, one.reader, one.title, one.changed]
        )
        for position, each in enumerate(one.exchanges):
            answer = None if each.answer is None else json.dumps(each.answer, ensure_ascii=False)
            text = each.answer.get("text") if each.answer else ""
            words = searched_words(each.question, text if isinstance(text, str) else "")
            database.execute(
                "INSERT INTO exchange (conversation, position, question, answer, failure, words, verdict,"
                " reason, tested) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [one.id, position, each.question, answer, each.failure, words, each.verdict, each.reason,
                 int(each.tested)],
            )  # fmt: skip
    return "added" if there is None else "updated"


def _exchange(
    question: str, answer: str | None, failure: str | None, verdict: Verdict | None, reason: str, tested: int
) -> KeptExchange:
    return KeptExchange(
        question, json.loads(answer) if answer else None, failure, verdict, reason, bool(tested)
    )
