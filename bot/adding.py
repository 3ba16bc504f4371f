"""Adding sources: each is read, cut into chunks and stored, short ones together.

Knows the order of the steps and what became of each source. At any time no more is in memory than one article
and the chunks of one write.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from ingest.article import Article
from ingest.chunk import Chunk
from ingest.errors import SourceError

if TYPE_CHECKING:
    from ingest import Limits
    from vectorstore import Library

__all__ = ["AddProgress", "AddReport", "Outcome", "add_article", "add_sources"]

OutcomeStatus = Literal["added", "unchanged", "updated", "failed", "skipped"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one source."""

    source: str
    status: OutcomeStatus
    article_id: str | None = None
    title: str | None = None
    reason: str | None = None
    """Why it failed or was skipped: one line."""


@dataclass(frozen=True, slots=True)
class AddReport:
    """What became of each source, in the order given; a folder counts as its files."""

    outcomes: tuple[Outcome, ...]

    @property
    def failed(self) -> tuple[Outcome, ...]:
        return tuple(outcome for outcome in self.outcomes if outcome.status == "failed")


@dataclass(frozen=True, slots=True)
class AddProgress:
    """How far an `add` has come."""

    source: str
    """The source being read or embedded."""
    position: int
    """Sources read before this one."""
    sources: int
    chunks_done: int = 0
    chunks: int = 0
    """Chunks of this source and of short ones before it that are stored with it; 0 while it is being read."""


Progress = Callable[[AddProgress], None] | None


@dataclass(frozen=True, slots=True)
class _Read:
    """A source that was read and is not yet stored."""

    place: int
    """Where its outcome stands in the report."""
    source: str
    article: Article
    chunks: Sequence[Chunk]
    step: AddProgress


def add_sources(
    sources: Sequence[str], limits: Limits, library: Callable[[], Library], progress: Progress = None
) -> AddReport:
    """Add each source; one that fails does not stop the others. `library` is called when it is needed."""
    from ingest import expand

    outcomes: dict[int, Outcome] = {}
    planned: list[tuple[int, str]] = []
    for source in sources:
        try:
            for found in expand(source, limits):
                place = len(outcomes) + len(planned)
                if isinstance(found, str):
                    planned.append((place, found))
                else:
                    outcomes[place] = Outcome(found.source, "skipped", reason=found.reason)
        except SourceError as exc:
            outcomes[len(outcomes) + len(planned)] = Outcome(source, "failed", reason=str(exc))
    for place, outcome in _added(planned, limits, library, progress):
        outcomes[place] = outcome
    if progress and planned:
        progress(AddProgress(planned[-1][1], len(planned), len(planned)))
    return AddReport(tuple(outcomes[place] for place in sorted(outcomes)))


def add_article(article: Article, source: str, library: Library, progress: Progress = None) -> Outcome:
    """Store an article that was read from `source`."""
    if library.version(article.id) == article.version:
        return Outcome(source, "unchanged", article.id, article.title)
    read = _Read(0, source, article, _chunks_of(article, library), AddProgress(source, 0, 1))
    ((_, outcome),) = _stored([read], library, progress)
    return outcome


def _added(
    planned: Sequence[tuple[int, str]], limits: Limits, library: Callable[[], Library], progress: Progress
) -> Iterator[tuple[int, Outcome]]:
    """Each source's place and outcome, in the order in which they are known."""
    from ingest import read
    from vectorstore.writing import WINDOW

    waiting: list[_Read] = []
    for position, (place, source) in enumerate(planned):
        step = AddProgress(source, position, len(planned))
        if progress:
            progress(step)
        try:
            article = read(source, limits)
        except SourceError as exc:
            yield place, Outcome(source, "failed", reason=str(exc))
            continue
        if any(article.id == other.article.id for other in waiting):
            yield from _stored(waiting, library(), progress)
            waiting = []
        if library().version(article.id) == article.version:
            yield place, Outcome(source, "unchanged", article.id, article.title)
            continue
        waiting.append(_Read(place, source, article, _chunks_of(article, library()), step))
        if sum(len(one.chunks) for one in waiting) >= WINDOW:
            yield from _stored(waiting, library(), progress)
            waiting = []
    if waiting:
        yield from _stored(waiting, library(), progress)


def _stored(
    read: Sequence[_Read], library: Library, progress: Progress
) -> Iterator[tuple[int, Outcome]]:
    def on_chunks(done: int, total: int) -> None:
        if progress:
            progress(replace(read[-1].step, chunks_done=done, chunks=total))

    changes = library.put_together([(one.article, one.chunks) for one in read], on_chunks)
    for one, change in zip(read, changes, strict=True):
        yield one.place, Outcome(one.source, change, one.article.id, one.article.title)


def _chunks_of(article: Article, library: Library) -> list[Chunk]:
    from ingest import chunk_article

    return chunk_article(article, library.embedder.count_tokens, library.embedder.max_tokens)
