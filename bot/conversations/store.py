"""Conversations kept in the data directory, each of them one reader's own.

One SQLite file, opened for each call, so it is safe to use from several threads and processes. The caller
names the reader (a visitor) by a string that others cannot guess.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from bot.answer import Answer, Turn
from bot.errors import ConversationNotFoundError
from bot.json_form import to_plain

__all__ = ["ConversationSummary", "Conversations", "Exchange", "Verdict", "searched_words"]

Verdict = Literal["good", "bad"]
_FILE = "conversations.sqlite"
_TABLES = """
CREATE TABLE IF NOT EXISTS conversation (
    id TEXT PRIMARY KEY, reader TEXT NOT NULL, title TEXT NOT NULL, changed TEXT NOT NULL, removed TEXT
);
CREATE INDEX IF NOT EXISTS conversation_by_reader ON conversation (reader, changed);
CREATE TABLE IF NOT EXISTS exchange (
    conversation TEXT NOT NULL REFERENCES conversation ON DELETE CASCADE, position INTEGER NOT NULL,
    question TEXT NOT NULL, answer TEXT, failure TEXT, words TEXT NOT NULL,
    verdict TEXT, reason TEXT NOT NULL DEFAULT '', tested INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (conversation, position)
);
"""
_UNDO_FOR = timedelta(minutes=30)
"""How long a removed conversation can be restored; then its words are erased."""
_TITLE = 80
"""Characters of the first question that name a conversation until the reader does."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question of a conversation, what was answered, and what the reader made of it."""

    position: int
    """From 0."""
    question: str
    answer: Answer | None
    failure: str | None = None
    """Why there is no answer: one line."""
    verdict: Verdict | None = None
    reason: str = ""
    """The reader's words on the verdict."""
    tested: bool = False
    """Whether it was saved as a test."""

    @property
    def turn(self) -> Turn | None:
        """The exchange as history for the next question; None where nothing was answered."""
        return Turn(self.question, self.answer.text) if self.answer else None


@dataclass(frozen=True, slots=True)
class ConversationSummary:
    """A conversation in a list."""

    id: str
    title: str
    changed: str
    """When it last grew: ISO 8601, UTC."""
    exchanges: int


class Conversations:
    """The conversations of one data directory."""

    def __init__(self, home: Path) -> None:
        self.path = home / _FILE

    def summaries(self, reader: str, words: str = "") -> list[ConversationSummary]:
        """The reader's conversations, the last changed first; only those that hold each of `words`.

        Titles, questions and answers are searched, whatever the letters' case.
        """
        where, values = "reader = ? AND removed IS NULL", [reader]
        for word in words.casefold().split():
            where += (
                " AND (instr(casefold(title), ?) OR EXISTS (SELECT 1 FROM exchange"
                " WHERE conversation = id AND instr(words, ?)))"
            )
            values += [word, word]
        count = "(SELECT count(*) FROM exchange WHERE conversation = id)"
        with self.transaction() as database:
            rows = database.execute(
                f"SELECT id, title, changed, {count} FROM conversation WHERE {where}"
                " ORDER BY changed DESC, rowid DESC",
                values,
            ).fetchall()
        return [ConversationSummary(*row) for row in rows]

    def exchanges(self, reader: str, conversation: str) -> list[Exchange]:
        """The exchanges of a conversation in order. Raises ConversationNotFoundError."""
        with self.transaction() as database:
            self._require(database, reader, conversation)
            rows = database.execute(
                "SELECT position, question, answer, failure, verdict, reason, tested FROM exchange"
                " WHERE conversation = ? ORDER BY position",
                [conversation],
            ).fetchall()
        return [_exchange(*row) for row in rows]

    def answers(self, reader: str) -> Iterator[Answer]:
        """Every answer that the reader's conversations hold."""
        with self.transaction() as database:
            rows = database.execute(
                "SELECT answer FROM exchange JOIN conversation ON conversation = id"
                " WHERE reader = ? AND removed IS NULL AND answer IS NOT NULL",
                [reader],
            ).fetchall()
        for (text,) in rows:
            answer, _ = _answer(text)
            if answer:
                yield answer

    def append(
        self,
        reader: str,
        conversation: str | None,
        question: str,
        answer: Answer | None,
        failure: str | None = None,
        *,
        keep: int | None = None,
    ) -> str:
        """Add an exchange at the end and return the conversation's id; None begins a new one.

        With `keep`, the exchanges after the first `keep` are dropped: the question is asked again. Raises
        ConversationNotFoundError.
        """
        now = _now()
        content = json.dumps(to_plain(answer), ensure_ascii=False) if answer else None
        words = searched_words(question, answer.text if answer else "")
        with self.transaction() as database:
            if conversation is None:
                conversation = secrets.token_hex(8)
                title = " ".join(question.split())
                title = title if len(title) <= _TITLE else title[: _TITLE - 1].rstrip() + "…"
                database.execute(
                    "INSERT INTO conversation VALUES (?, ?, ?, ?, NULL)",
                    [conversation, reader, _storable(title), now],
                )
            else:
                self._require(database, reader, conversation)
            if keep is not None:
                database.execute(
                    "DELETE FROM exchange WHERE conversation = ? AND position >= ?", [conversation, keep]
                )
            database.execute(
                "INSERT INTO exchange (conversation, position, question, answer, failure, words)"
                " SELECT ?, coalesce(max(position) + 1, 0), ?, ?, ?, ? FROM exchange WHERE conversation = ?",
                [conversation, *map(_storable, (question, content, failure, words)), conversation],
            )
            database.execute("UPDATE conversation SET changed = ? WHERE id = ?", [now, conversation])
        return conversation

    def rename(self, reader: str, conversation: str, title: str) -> None:
        """Give it a title; a blank one is left as it was. Raises ConversationNotFoundError."""
        title = " ".join(title.split())[:200]
        with self.transaction() as database:
            self._require(database, reader, conversation)
            if title:
                database.execute(
                    "UPDATE conversation SET title = ? WHERE id = ?", [_storable(title), conversation]
                )

    def remove(self, reader: str, conversation: str) -> None:
        """Remove a conversation; `restore` brings it back for half an hour.

        Raises ConversationNotFoundError.
        """
        with self.transaction() as database:
            self._require(database, reader, conversation)
            database.execute("UPDATE conversation SET removed = ? WHERE id = ?", [_now(), conversation])

    def restore(self, reader: str, conversation: str) -> None:
        """Bring a removed conversation back. Raises ConversationNotFoundError when it is erased already."""
        with self.transaction() as database:
            self._require(database, reader, conversation, removed=True)
            database.execute("UPDATE conversation SET removed = NULL WHERE id = ?", [conversation])

    def judge(
        self, reader: str, conversation: str, position: int, verdict: Verdict | None, reason: str = ""
    ) -> None:
        """Keep what the reader made of an answer. Raises ConversationNotFoundError."""
        self._update(
            reader, conversation, position, "verdict = ?, reason = ?", [verdict, _storable(reason[:2000])]
        )

    def mark_tested(self, reader: str, conversation: str, position: int) -> None:
        """Keep that an exchange was saved as a test. Raises ConversationNotFoundError."""
        self._update(reader, conversation, position, "tested = 1", [])

    def _update(
        self, reader: str, conversation: str, position: int, change: str, values: Sequence[Any]
    ) -> None:
        with self.transaction() as database:
            self._require(database, reader, conversation)
            changed = database.execute(
                f"UPDATE exchange SET {change} WHERE conversation = ? AND position = ?",
                [*values, conversation, position],
            )
            if not changed.rowcount:
                raise ConversationNotFoundError("the question is no longer there; reload the page")

    def _require(
        self, database: sqlite3.Connection, reader: str, conversation: str, *, removed: bool = False
    ) -> None:
        found = database.execute(
            f"SELECT 1 FROM conversation WHERE id = ? AND reader = ? AND removed IS {'NOT ' * removed}NULL",
            [conversation, reader],
        ).fetchone()
        if found is None:
            raise ConversationNotFoundError("the conversation is no longer there; begin a new one")

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """One transaction on the database; what was removed long enough ago is erased on the way."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.touch(mode=0o600)  # what somebody asked is nobody else's to read
        database = sqlite3.connect(self.path, timeout=20)
        try:
            database.executescript(_TABLES)
            database.create_function("casefold", 1, str.casefold, deterministic=True)
            database.execute("PRAGMA foreign_keys = ON")
            database.execute("PRAGMA secure_delete = ON")
            with database:
                database.execute("BEGIN IMMEDIATE")
                database.execute("DELETE FROM conversation WHERE removed < ?", [_now(-_UNDO_FOR)])
                yield database
        finally:
            database.close()


def searched_words(question: str, answer: str) -> str:
    """What the words of a search are looked for in, beside the title."""
    return "\n".join([question, answer]).casefold()


def _exchange(
    position: int,
    question: str,
    answer: str | None,
    failure: str | None,
    verdict: Verdict | None,
    reason: str,
    tested: int,
) -> Exchange:
    made, problem = _answer(answer) if answer else (None, None)
    return Exchange(position, question, made, failure or problem, verdict, reason, bool(tested))


def _answer(text: str) -> tuple[Answer | None, str | None]:
    """The answer that was kept, or why it cannot be read."""
    try:
        return _adapter().validate_json(text), None
    except ValidationError:
        return None, "This answer was kept by another version of ArticleBot, which wrote it differently."


@cache
def _adapter() -> TypeAdapter[Answer]:
    return TypeAdapter(Answer)


def _now(shift: timedelta = timedelta()) -> str:
    return (datetime.now(UTC) + shift).isoformat(timespec="milliseconds")


def _storable(text: str | None) -> str | None:
    """`text` with each lone surrogate replaced, as UTF-8 has no form for it."""
    return text if text is None else text.encode("utf-8", "replace").decode("utf-8")
