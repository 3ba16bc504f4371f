"""From a library to a backup file.

Writes the entries in order; what can be rebuilt (vectors, keyword index, exported
model) is left out. The file's form is in `form`, the entries' in `entries`.
"""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from bot.backup.conversations import conversations_in
from bot.backup.entries import article_entry, conversation_entry
from bot.backup.file_format import BackupError, begins_as_backup, write_lines
from bot.backup.owner import LibraryOwner
from bot.conversations.store import Conversations
from bot.errors import ArticleNotFoundError
from bot.goldens.file import GOLDENS, GoldensError, read_goldens
from bot.library.intake import StoredArticle

__all__ = ["ExportReport", "export_library"]


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What a backup holds."""

    path: str | None
    """None where it went into an open file."""
    articles: int
    goldens: int
    """Questions of the goldens file; 0 too where it is kept but cannot be read as goldens."""
    conversations: int
    bytes: int
    """Of the file, packed."""


def export_library(
    bot: LibraryOwner,
    file: str | Path | BinaryIO,
    *,
    conversations: bool = True,
    progress: Callable[[int, int], None] | None = None,
) -> ExportReport:
    """Write all that `bot` keeps to `file`, which appears whole or not at all.

    One article is in memory at a time. An older backup of that name is replaced, any other file is not. The
    file is its owner's alone to read: conversations are private, and name their readers. `progress` hears
    (articles done, all). Raises BackupError.
    """
    entries = _entries(bot, progress, conversations=conversations)
    if isinstance(file, str | Path):
        path = Path(file)
        with _whole_or_nothing(path) as opened:
            counts = write_lines(opened, entries)
            size = opened.tell()
        return _report(bot, str(path), counts, size)
    counter = _Counted(file)
    return _report(bot, None, write_lines(counter, entries), counter.written)  # type: ignore[arg-type]


def _entries(
    bot: LibraryOwner, progress: Callable[[int, int], None] | None, *, conversations: bool
) -> Iterator[dict[str, Any]]:
    """Articles in the order in which they were stored, so that they are stored again in it."""
    summaries = sorted(bot.articles(), key=lambda summary: (summary.added, summary.id))
    for done, summary in enumerate(summaries, 1):
        try:
            article, added = bot.article(summary.id), summary.added
        except ArticleNotFoundError:  # removed meanwhile
            continue
        if article.version != summary.version:  # updated meanwhile
            added = next((one.added for one in bot.articles() if one.id == article.id), added)
        yield article_entry(StoredArticle(article, added))
        if progress:
            progress(done, len(summaries))
    goldens = bot.settings.home / GOLDENS
    if goldens.exists():
        try:
            yield {"goldens": goldens.read_bytes().decode()}
        except (OSError, UnicodeDecodeError) as exc:
            raise BackupError(
                f"{goldens}: cannot be read ({exc}); mend it or move it away, then try again"
            ) from exc
    if conversations:
        for kept in conversations_in(Conversations(bot.settings.home)):
            yield conversation_entry(kept)


def _report(bot: LibraryOwner, path: str | None, counts: Counter[str], size: int) -> ExportReport:
    questions = 0
    if counts["goldens"]:
        with suppress(GoldensError):
            questions = len(read_goldens(bot.settings.home / GOLDENS).goldens)
    return ExportReport(path, counts["article"], questions, counts["conversation"], size)


@contextmanager
def _whole_or_nothing(path: Path) -> Iterator[BinaryIO]:
    """A new file that takes the name `path` when it was written whole."""
    _refuse_other(path)
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:100]}-", suffix=".part")
        part = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    except (OSError, ValueError) as exc:
        reason = exc.strerror if isinstance(exc, OSError) and exc.strerror else exc
        raise BackupError(
            f"{path}: cannot be written ({reason}); name a file on a disk with room that you may write to"
        ) from exc


def _refuse_other(path: Path) -> None:
    try:
        if path.is_dir():
            raise BackupError(f"{path}: is a folder; name a file in it")
        if not path.exists() or not path.stat().st_size:
            return
        with path.open("rb") as file:
            if begins_as_backup(file):
                return
    except (OSError, ValueError) as exc:
        raise BackupError(f"{path}: cannot be written ({exc}); name another file") from exc
    raise BackupError(f"{path}: exists already and is not a backup; name another file, or remove it first")


class _Counted:
    """A stream that counts what is written to it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.written = 0

    def write(self, data: bytes) -> int:
        self.written += len(data)
        return self._file.write(data)

    def flush(self) -> None:
        self._file.flush()
