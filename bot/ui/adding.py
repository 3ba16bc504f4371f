"""Adding articles from the browser: what may be added, and the progress as it happens.

A browser may add an uploaded file, a web address and pasted text. A path of the machine that serves
is refused: whoever can open the page could read files with it.
"""

from __future__ import annotations

import queue
import re
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from bot.articlebot import AddProgress, AddReport, ArticleBot
from ingest.errors import ArticleBotError

__all__ = ["SUFFIXES", "add_pasted", "add_sources", "adding", "keep_uploads", "web_addresses"]

SUFFIXES = (".md", ".markdown", ".txt", ".text", ".html", ".htm", ".xhtml", ".docx", ".epub", ".pdf", ".zip")
"""Names that the file chooser offers; what a file really is, is read from its content."""

_UPLOADS = "uploads"


def web_addresses(typed: str) -> list[str]:
    """The web addresses in what was typed, one a line or between blanks.

    Raises ArticleBotError when any of it is not an http(s) address.
    """
    words = typed.split()
    if not words:
        raise ArticleBotError("no address was given; type one that starts with https:// or http://")
    for word in words:
        try:
            parts = urlsplit(word)
            usable = parts.scheme.lower() in {"http", "https"} and bool(parts.hostname)
        except ValueError:
            usable = False
        if not usable:
            raise ArticleBotError(
                f"{word}: not a web address; type one that starts with https:// or http://, "
                "and add files of your computer with “File”"
            )
    return words


def keep_uploads(paths: Sequence[str], home: Path) -> dict[str, str]:
    """Uploaded temporary files, moved to the data directory under their own names.

    Returns the kept paths with the names they came with. A second upload of the same name is the same
    source, so an edited file updates its article instead of doubling it.
    """
    folder = home / _UPLOADS
    folder.mkdir(parents=True, exist_ok=True)
    kept: dict[str, str] = {}
    for path in map(Path, paths):
        name = re.sub(r"[\x00-\x1f/\\]", "_", path.name).lstrip(".") or "article"
        target = folder / name
        shutil.move(path, target)
        kept[str(target)] = name
    return kept


def adding(add: Callable[[Callable[[AddProgress], None]], AddReport]) -> Iterator[AddProgress | AddReport]:
    """Run `add` with a progress callback; yield its latest progress as it goes, its report last.

    `add` runs in a thread of its own and is not stopped when the iteration is abandoned. An
    ArticleBotError that it raises is raised here.
    """
    steps: queue.SimpleQueue[AddProgress | AddReport | BaseException] = queue.SimpleQueue()

    def work() -> None:
        try:
            steps.put(add(steps.put))
        except BaseException as exc:  # noqa: BLE001 - handed to the waiting thread, which raises it
            steps.put(exc)

    threading.Thread(target=work, name="adding articles", daemon=True).start()
    while True:
        step = steps.get()
        while isinstance(step, AddProgress) and not steps.empty():
            step = steps.get()
        if isinstance(step, BaseException):
            raise step
        yield step
        if isinstance(step, AddReport):
            return


def add_sources(bot: ArticleBot, sources: Sequence[str]) -> Iterator[AddProgress | AddReport]:
    """Add files or addresses."""
    return adding(lambda progress: bot.add(*sources, progress=progress))


def add_pasted(bot: ArticleBot, text: str, title: str | None) -> Iterator[AddProgress | AddReport]:
    """Add pasted text."""
    return adding(lambda progress: bot.add_text(text, title, progress=progress))
