"""Adding articles from the browser: what may be added, and how far each source has come.

A browser may add an uploaded file, a web address and pasted text. A path of the machine that serves
is refused: a visitor could read files of this machine with it.
"""

from __future__ import annotations

import queue
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from bot.articlebot import AddProgress, AddReport, ArticleBot, Outcome
from ingest.errors import ArticleBotError

__all__ = [
    "SUFFIXES",
    "Job",
    "Step",
    "adding",
    "discard_uploads",
    "finish",
    "keep_uploads",
    "pasted_job",
    "source_jobs",
    "web_addresses",
]

SUFFIXES = (
    ".md", ".markdown", ".txt", ".text", ".html", ".htm", ".xhtml", ".mhtml", ".pdf", ".docx", ".epub",
    ".zip", ".pptx", ".xlsx", ".odt", ".odp", ".ods", ".rtf", ".csv", ".tsv", ".eml", ".mbox", ".srt",
    ".vtt", ".ipynb", ".rst", ".adoc", ".tex", ".org", ".wiki", ".opml", ".json",
)  # fmt: skip
"""Names that the file chooser offers; what a file really is, is read from its content."""

_UPLOADS = "uploads"
_workers: set[threading.Thread] = set()
_stopping = threading.Event()


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


def discard_uploads(paths: Sequence[str]) -> None:
    """Remove uploaded temporary files that are not added."""
    for path in paths:
        Path(path).unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Job:
    """A source to add, under the name that the visitor sees."""

    name: str
    add: Callable[[Callable[[AddProgress], None]], AddReport]


@dataclass(frozen=True, slots=True)
class Step:
    """How far one source has come: waiting, then with its latest progress, then with its outcomes."""

    name: str
    progress: AddProgress | None = None
    outcomes: tuple[Outcome, ...] | None = None
    """None until it is done; a folder or archive has several."""


def source_jobs(bot: ArticleBot, names: dict[str, str]) -> list[Job]:
    """A job for each file or address of `names`, which maps it to its name."""

    def job(source: str, name: str) -> Job:
        return Job(name, lambda progress: bot.add(source, progress=progress))

    return [job(source, name) for source, name in names.items()]


def pasted_job(bot: ArticleBot, text: str, title: str | None, name: str) -> Job:
    """A job for pasted text."""
    return Job(name, lambda progress: bot.add_text(text, title, progress=progress))


def adding(jobs: Sequence[Job], every: float = 0.0) -> Iterator[list[Step]]:
    """Do the jobs one after the other; yield how far all of them are, at most once in `every` seconds.

    The last list yielded has every outcome. The work goes on in a thread of its own when the iteration
    is abandoned. An error that is not the source's own is raised here and ends the adding.
    """
    steps = [Step(job.name) for job in jobs]
    news: queue.SimpleQueue[tuple[int, AddProgress | AddReport | BaseException]] = queue.SimpleQueue()

    def work() -> None:
        try:
            for place, job in enumerate(jobs):
                if _stopping.is_set():
                    raise ArticleBotError("ArticleBot is being stopped; add the rest when it runs again")

                def tell(progress: AddProgress, place: int = place) -> None:
                    news.put((place, progress))

                news.put((place, job.add(tell)))
        except BaseException as exc:  # noqa: BLE001 - handed to the waiting thread, which raises it
            news.put((-1, exc))
        finally:
            _workers.discard(threading.current_thread())

    worker = threading.Thread(target=work, name="adding articles", daemon=True)
    _workers.add(worker)
    worker.start()
    yield list(steps)
    shown = time.monotonic()
    while any(step.outcomes is None for step in steps):
        place, now = news.get()
        if isinstance(now, BaseException):
            raise now
        if isinstance(now, AddReport):
            steps[place] = replace(steps[place], progress=None, outcomes=now.outcomes)
        else:
            steps[place] = replace(steps[place], progress=now)
        waited = time.monotonic() - shown >= every and news.empty()
        if waited or isinstance(now, AddReport):
            shown = time.monotonic()
            yield list(steps)


def finish(seconds: float) -> bool:
    """Begin no further source and wait until those being added are stored; False if time was short."""
    _stopping.set()
    try:
        deadline = time.monotonic() + seconds
        for worker in list(_workers):
            worker.join(max(0.0, deadline - time.monotonic()))
        return not any(worker.is_alive() for worker in list(_workers))
    finally:
        _stopping.clear()
