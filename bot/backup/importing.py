"""From a backup file to a library, empty or full.

The whole file is checked before anything
is written, and what was stored later stays. Embedding and storing are `Intake`'s.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from bot.backup.conversations import put_back
from bot.backup.entries import article_in, conversation_in, goldens_in
from bot.backup.file_format import BackupError, Line, read_lines
from bot.backup.joining import Merged, goldens_joined, join_goldens
from bot.backup.owner import LibraryOwner
from bot.conversations.store import Conversations
from bot.goldens.file import GOLDENS
from bot.library.intake import Intake, Outcome, StoredArticle

if TYPE_CHECKING:
    from vectorstore import ArticleSummary

__all__ = ["ImportReport", "import_library"]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of what a backup holds."""

    articles: tuple[Outcome, ...]
    """In the order of the file; `skipped` where the library has a later version, which stays."""
    goldens: Merged
    conversations: Merged


def import_library(bot: LibraryOwner, file: str | Path | BinaryIO, intake: Intake) -> ImportReport:
    """Store what is in the backup `file`; articles are embedded as they are read, so memory stays bounded.

    Interrupted, it can be done again: what is stored already is left alone. Raises BackupError, with nothing
    stored, when the file is not one whole sound backup.
    """
    home = bot.settings.home
    with _opened(file) as (opened, name):

        def lines(kind: str | None = None) -> Iterator[Line]:
            opened.seek(0)
            return (line for line in read_lines(opened, name) if kind in (None, line.kind))

        articles = _verified(home, lines(), name)
        known = {summary.id: summary for summary in bot.articles()}
        stored = (article_in(line, name) for line in lines("article"))
        report = intake.add_stored(((_left_alone(one, known) or one) for one in stored), articles)
        goldens = Merged()
        for line in lines("goldens"):
            goldens = join_goldens(home / GOLDENS, goldens_in(line, name), name)
        kept = Conversations(home)
        became = Counter[str](put_back(kept, conversation_in(line, name)) for line in lines("conversation"))
        return ImportReport(report.outcomes, goldens, Merged(**became))


def _verified(home: Path, lines: Iterator[Line], name: str) -> int:
    """The number of articles in the file, every entry of which was read. Raises BackupError."""
    articles: set[str] = set()
    goldens = 0
    for line in lines:
        if line.kind == "article":
            article = article_in(line, name).article
            if article.id in articles:
                raise _twice(name, line, f"the article {article.id}")
            articles.add(article.id)
        elif line.kind == "goldens":
            goldens += 1
            if goldens > 1:
                raise _twice(name, line, "the goldens file")
            goldens_joined(home / GOLDENS, goldens_in(line, name), name)
        else:
            conversation_in(line, name)
    return len(articles)


def _twice(name: str, line: Line, what: str) -> BackupError:
    return BackupError(f"{name}, line {line.number}: {what} is in it twice; take another copy of the file")


def _left_alone(stored: StoredArticle, known: Mapping[str, ArticleSummary]) -> Outcome | None:
    """What is said of an article that the library has already, in this version or a later one."""
    article, there = stored.article, known.get(stored.article.id)
    if there is None:
        return None
    outcome = Outcome(article.source, "unchanged", article.id, article.title)
    if there.version == article.version:
        return outcome
    if datetime.fromisoformat(there.added) < datetime.fromisoformat(stored.added):
        return None
    reason = f"the library has a later version ({there.added}), which stays"
    return Outcome(article.source, "skipped", article.id, article.title, reason)


@contextmanager
def _opened(file: str | Path | BinaryIO) -> Iterator[tuple[BinaryIO, str]]:
    """The backup, to be read more than once, and its name for errors. Raises BackupError."""
    if isinstance(file, str | Path):
        with _file(Path(file)) as opened:
            if not opened.seekable():
                raise BackupError(f"{file}: is a pipe; pass it on standard input, with `-` as its name")
            yield opened, str(file)
    else:
        with tempfile.TemporaryFile(prefix="articlebot-import-") as spooled:
            shutil.copyfileobj(file, spooled)
            yield spooled, "standard input"


def _file(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except (OSError, ValueError) as exc:
        reason = exc.strerror if isinstance(exc, OSError) and exc.strerror else exc
        raise BackupError(f"{path}: cannot be read ({reason}); check the path") from exc
