"""Log-in sessions: random tokens, stored as digests in one SQLite file.

So a log-in outlives a restart, ends when its time is over, when the user logs out or is removed, and when the
password changes.
"""

from __future__ import annotations

import secrets
import sqlite3
import threading
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from bot.gate.users import UserFile

__all__ = ["COOKIE", "Sessions"]

COOKIE = "articlebot_session"
FILE = "sessions.sqlite"
_TABLE = (
    "CREATE TABLE IF NOT EXISTS session"
    " (token TEXT PRIMARY KEY, user TEXT NOT NULL, mark TEXT NOT NULL, expires REAL NOT NULL)"
)


class Sessions:
    """The log-ins of one data directory; safe to use from several threads."""

    def __init__(
        self, home: Path, users: UserFile, hours: float, clock: Callable[[], float] = time.time
    ) -> None:
        home.mkdir(parents=True, exist_ok=True)
        path = home / FILE
        path.touch(mode=0o600)
        self._users = users
        self.seconds = hours * 3600
        self._clock = clock
        self._lock = threading.Lock()
        self._database = sqlite3.connect(path, timeout=5, check_same_thread=False, isolation_level=None)
        self._database.execute(_TABLE)

    def close(self) -> None:
        with self._lock:
            self._database.close()

    def begin(self, user: str) -> str:
        """Log a user in: the token that the browser keeps."""
        token, now = secrets.token_urlsafe(32), self._clock()
        with self._lock:
            self._database.execute("DELETE FROM session WHERE expires < ?", [now])
            self._database.execute(
                "INSERT INTO session VALUES (?, ?, ?, ?)",
                [_digest(token), user, self._users.mark(user) or "", now + self.seconds],
            )
        return token

    def user(self, token: str) -> str | None:
        """Whose token it is; None if it is nobody's, or no longer. Raises AccessError as UserFile does."""
        with self._lock:
            row = self._database.execute(
                "SELECT user, mark, expires FROM session WHERE token = ?", [_digest(token)]
            ).fetchone()
        if row is None or row[2] < self._clock() or self._users.mark(row[0]) != row[1]:
            return None
        return str(row[0])

    def end(self, token: str) -> None:
        """Log out."""
        with self._lock:
            self._database.execute("DELETE FROM session WHERE token = ?", [_digest(token)])


def _digest(token: str) -> str:
    return sha256(token.encode("utf-8", "replace")).hexdigest()
