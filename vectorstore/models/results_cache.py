"""What the models computed, kept in a file from run to run, for tests that ask the same things again.

A result is found by all that it depends on (the model and its input), so that it can never be stale. Knows
sqlite.
"""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from vectorstore.models.embedder import Embedder, Vectors

__all__ = ["ComputedResults", "RememberingEmbedder"]

Key = tuple[str, ...]
"""A model's name and what it was given."""
_MOST_BYTES = 200_000_000
"""A larger file is started again, empty."""
_ASKED_AT_ONCE = 500
"""Below the number of parameters that any sqlite takes."""


class ComputedResults:
    """Results by key in the file `path`, shared by threads and processes.

    It only saves time: where the file cannot be read or written, every result counts as unknown.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._guard = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._is_usable = True

    def get(self, keys: Sequence[Key]) -> dict[Key, bytes]:
        """The known results of `keys`."""
        by_digest = {_digest(key): key for key in keys}
        digests = list(by_digest)
        found: dict[Key, bytes] = {}
        with self._guard:
            try:
                for start in range(0, len(digests), _ASKED_AT_ONCE):
                    asked = digests[start : start + _ASKED_AT_ONCE]
                    marks = ",".join("?" * len(asked))
                    for digest, value in self._opened().execute(
                        f"SELECT digest, value FROM results WHERE digest IN ({marks})", asked
                    ):
                        found[by_digest[digest]] = value
            except (sqlite3.Error, OSError):
                self._is_usable = False
        return found

    def put(self, results: Mapping[Key, bytes]) -> None:
        """Keep `results`."""
        rows = [(_digest(key), value) for key, value in results.items()]
        with self._guard:
            try:
                with self._opened() as connection:
                    connection.executemany("INSERT OR IGNORE INTO results VALUES (?, ?)", rows)
            except (sqlite3.Error, OSError):
                self._is_usable = False

    def close(self) -> None:
        """Close the file; it is opened again when it is needed."""
        with self._guard:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _opened(self) -> sqlite3.Connection:
        if not self._is_usable:
            raise OSError(f"{self._path} is no longer used")
        if self._connection is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            if self._path.is_file() and self._path.stat().st_size > _MOST_BYTES:
                self._path.unlink()
            connection = sqlite3.connect(self._path, timeout=10, check_same_thread=False)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute(
                "CREATE TABLE IF NOT EXISTS results (digest BLOB PRIMARY KEY, value BLOB NOT NULL)"
            )
            self._connection = connection
        return self._connection


class RememberingEmbedder:
    """An embedder that computes a text's vector once and for all runs."""

    def __init__(self, embedder: Embedder, results: ComputedResults) -> None:
        self._embedder = embedder
        self._results = results
        self.name = embedder.name
        self.dimensions = embedder.dimensions
        self.max_tokens = embedder.max_tokens
        self.spread = getattr(embedder, "spread", (1.0, 0.0))

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self._embedder.count_tokens(texts)

    def embed_documents(self, texts: Sequence[str]) -> Vectors:
        keys: list[Key] = [("document", self.name, text) for text in texts]
        known = self._results.get(keys)
        missing = [key for key in dict.fromkeys(keys) if key not in known]
        if missing:
            vectors = self._embedder.embed_documents([key[-1] for key in missing])
            made: dict[Key, bytes] = {
                key: vector.tobytes() for key, vector in zip(missing, vectors, strict=True)
            }
            self._results.put(made)
            known.update(made)
        rows = [np.frombuffer(known[key], np.float32) for key in keys]
        return np.stack(rows) if rows else np.zeros((0, self.dimensions), np.float32)

    def embed_query(self, text: str) -> Vectors:
        key = ("query", self.name, text)
        known = self._results.get([key])
        if key not in known:
            known = {key: self._embedder.embed_query(text).tobytes()}
            self._results.put(known)
        return np.frombuffer(known[key], np.float32)


def _digest(key: Key) -> bytes:
    return hashlib.blake2b("\0".join(key).encode("utf-8", "surrogatepass"), digest_size=20).digest()
