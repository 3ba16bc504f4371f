"""How sources become stored articles, and are brought up to date: the order of the steps, what became of
each source, how far it has come.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from ingest.errors import SourceError, SourceGoneError

if TYPE_CHECKING:
    from ingest import Article, Chunk, Entry, Limits
    from vectorstore import ArticleSummary, Library

__all__ = ["AddProgress", "AddReport", "Intake", "Outcome", "StoredArticle"]

OutcomeStatus = Literal["added", "unchanged", "updated", "failed", "skipped", "gone"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one source."""

    source: str
    status: OutcomeStatus
    article_id: str | None = None
    title: str | None = None
    reason: str | None = None
    """Why it failed, was skipped or is gone, or what of it could not be read: one line."""


@dataclass(frozen=True, slots=True)
class AddReport:
    """What became of each source, in the order given; a folder counts as its files, a feed as its entries."""

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
    """All sources known so far; it grows when a feed is opened."""
    chunks_done: int = 0
    chunks: int = 0
    """Chunks of this source and of short ones before it that are stored with it; 0 while it is being read."""


OnProgress = Callable[[AddProgress], None]


def _ignore_progress(progress: AddProgress) -> None:
    pass


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article as a library had it."""

    article: Article
    added: str
    """When this version was stored: ISO 8601, UTC."""


@dataclass(frozen=True, slots=True)
class _Read:
    """An article that was read and is not yet stored."""

    index: int
    """Index of its outcome in the report."""
    article: Article
    chunks: Sequence[Chunk]
    step: AddProgress
    added: str | None = None
    """When this version was first stored; None: now."""


class Intake:
    """Reads sources and stores their articles, short ones together; one that fails stops no other.

    At any time no more is in memory than one article and the chunks of one write.
    """

    def __init__(
        self, library: Callable[[], Library], limits: Limits, on_progress: OnProgress | None = None
    ) -> None:
        """`library` is opened only if something is to be stored; `on_progress` is called after each step."""
        self._library = library
        self._limits = limits
        self._on_progress = on_progress or _ignore_progress
        self._outcomes: dict[int, Outcome] = {}
        self._waiting: list[_Read] = []

    def add(self, sources: Sequence[str]) -> AddReport:
        """Read and store each source, and each source that it contains."""
        from ingest import Feed, open_source

        planned = self._planned(sources)
        index = done = 0
        known = sum(not isinstance(one, Outcome) for one in planned)
        source = ""
        while index < len(planned):
            one = planned[index]
            if isinstance(one, Outcome):
                self._outcomes[index] = one
                index += 1
                continue
            source = one if isinstance(one, str) else one.source
            step = AddProgress(source, done, known)
            self._on_progress(step)
            try:
                opened = open_source(one, self._limits)
            except SourceError as exc:
                self._outcomes[index] = Outcome(source, "failed", reason=str(exc))
            else:
                if isinstance(opened, Feed):
                    planned[index : index + 1] = opened.entries
                    known += len(opened.entries) - 1
                    continue
                self._keep(index, opened, step)
            index, done = index + 1, done + 1
        return self._report(source, done)

    def add_text(self, text: str, title: str | None) -> AddReport:
        """Store a pasted text."""
        from ingest import read_text

        name = f"pasted:{title}" if title else "pasted text"
        try:
            article = read_text(text, title, self._limits)
        except SourceError as exc:
            return AddReport((Outcome(name, "failed", reason=str(exc)),))
        return self.add_article(article)

    def add_article(self, article: Article) -> AddReport:
        """Store an article that is read already."""
        self._keep(0, article, AddProgress(article.source, 0, 1))
        return self._report(article.source, 1)

    def add_stored(self, stored: Iterable[StoredArticle | Outcome], count: int) -> AddReport:
        """Store articles that were stored elsewhere; `count` is of all, known outcomes with them."""
        source = ""
        for index, one in enumerate(stored):
            if isinstance(one, Outcome):
                self._outcomes[index] = one
                continue
            source = one.article.source
            step = AddProgress(source, index, count)
            self._on_progress(step)
            self._keep(index, one.article, step, one.added)
        return self._report(source, count)

    def refresh(self, chosen: Sequence[ArticleSummary]) -> AddReport:
        """Read the source of each article again and store what has changed; nothing is removed."""
        for index, summary in enumerate(chosen):
            step = AddProgress(summary.source, index, len(chosen))
            self._on_progress(step)
            self._refresh(index, summary, step)
        return self._report(chosen[-1].source if chosen else "", len(chosen))

    def _planned(self, sources: Sequence[str]) -> list[str | Entry | Outcome]:
        """Each source, and the sources that it contains, in order; with the outcomes of skipped and failed
        ones."""
        from ingest import expand

        planned: list[str | Entry | Outcome] = []
        for source in sources:
            try:
                for found in expand(source, self._limits):
                    if isinstance(found, str):
                        planned.append(found)
                    else:
                        planned.append(Outcome(found.source, "skipped", reason=found.reason))
            except SourceError as exc:
                planned.append(Outcome(source, "failed", reason=str(exc)))
        return planned

    def _refresh(self, index: int, summary: ArticleSummary, step: AddProgress) -> None:
        from ingest import read_again

        known = Outcome(summary.source, "unchanged", summary.id, summary.title)
        if summary.source.startswith("pasted:"):
            reason = "it was pasted, and has no source to read again"
            self._outcomes[index] = replace(known, status="skipped", reason=reason)
            return
        try:
            origin = self._library().origin(summary.id)
            article = read_again(summary.id, summary.source, origin, self._limits)
        except SourceGoneError as exc:
            self._outcomes[index] = replace(known, status="gone", reason=str(exc))
        except SourceError as exc:
            self._outcomes[index] = replace(known, status="failed", reason=str(exc))
        else:
            if article is None:
                self._outcomes[index] = known
            else:
                self._keep(index, article, step)

    def _keep(self, index: int, article: Article, step: AddProgress, added: str | None = None) -> None:
        """Store `article` now, or with the next ones when it is short."""
        from ingest import chunk_article
        from vectorstore.store.writer import WINDOW

        library = self._library()
        if any(article.id == other.article.id for other in self._waiting):
            self._store()
        if library.keep(article):
            self._outcomes[index] = _outcome(step.source, "unchanged", article)
            return
        embedder = library.embedder
        chunks = chunk_article(article, embedder.count_tokens, embedder.max_tokens)
        self._waiting.append(_Read(index, article, chunks, step, added))
        if sum(len(one.chunks) for one in self._waiting) >= WINDOW:
            self._store()

    def _store(self) -> None:
        """Store what waits."""
        read, self._waiting = self._waiting, []
        if not read:
            return
        step = read[-1].step
        changes = self._library().put_together(
            [(one.article, one.chunks) for one in read],
            lambda done, total: self._on_progress(replace(step, chunks_done=done, chunks=total)),
            added={one.article.id: one.added for one in read if one.added},
        )
        for one, change in zip(read, changes, strict=True):
            self._outcomes[one.index] = _outcome(one.step.source, change, one.article)

    def _report(self, source: str, sources: int) -> AddReport:
        self._store()
        if sources:
            self._on_progress(AddProgress(source, sources, sources))
        return AddReport(tuple(self._outcomes[index] for index in sorted(self._outcomes)))


def _outcome(source: str, status: OutcomeStatus, article: Article) -> Outcome:
    """Of an article that is in the library now, with what of it could not be read."""
    return Outcome(source, status, article.id, article.title, article.metadata.warning)
