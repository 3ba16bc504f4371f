"""How sources become stored articles, and are brought up to date: the order of the steps, what became of
each source, how far it has come.

Knows nothing of formats, stores or questions; reading is `ingest`'s, storing the library's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from ingest.errors import SourceError, SourceGoneError

if TYPE_CHECKING:
    from ingest import Article, Entry, Limits
    from vectorstore import ArticleSummary, Library

__all__ = ["AddProgress", "AddReport", "Intake", "Outcome", "OutcomeStatus"]

OutcomeStatus = Literal["added", "unchanged", "updated", "failed", "skipped", "gone"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one source."""

    source: str
    status: OutcomeStatus
    article_id: str | None = None
    title: str | None = None
    reason: str | None = None
    """Why it failed, was skipped or is gone: one line."""


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
    """Sources finished before this one."""
    sources: int
    """All sources known so far; it grows when a feed is opened."""
    chunks_done: int = 0
    chunks: int = 0
    """Chunks of this source; 0 while it is being read."""


Hear = Callable[[AddProgress], None]


def _nobody(progress: AddProgress) -> None:
    pass


class Intake:
    """Reads sources and stores their articles, one after the other; one that fails stops no other."""

    def __init__(self, library: Callable[[], Library], limits: Limits, hear: Hear | None = None) -> None:
        """`library` is opened only when something is to be stored; `hear` is told of progress."""
        self._library = library
        self._limits = limits
        self._hear = hear or _nobody

    def add(self, sources: Sequence[str]) -> AddReport:
        """Store what each source holds or stands for."""
        from ingest import Feed, expand, open_source

        outcomes: list[Outcome] = []
        planned: list[str | Entry] = []
        for source in sources:
            try:
                for found in expand(source, self._limits):
                    if isinstance(found, str):
                        planned.append(found)
                    else:
                        outcomes.append(Outcome(found.source, "skipped", reason=found.reason))
            except SourceError as exc:
                outcomes.append(Outcome(source, "failed", reason=str(exc)))
        position = 0
        while position < len(planned):
            one = planned[position]
            step = AddProgress(one if isinstance(one, str) else one.source, position, len(planned))
            self._hear(step)
            try:
                opened = open_source(one, self._limits)
                if isinstance(opened, Feed):
                    planned[position : position + 1] = opened.entries
                    continue
                outcomes.append(self._store(opened, step))
            except SourceError as exc:
                outcomes.append(Outcome(step.source, "failed", reason=str(exc)))
            position += 1
        self._end(outcomes[-1].source if outcomes else "", position)
        return AddReport(tuple(outcomes))

    def add_text(self, text: str, title: str | None) -> AddReport:
        """Store a pasted text."""
        from ingest import read_text

        name = f"pasted:{title}" if title else "pasted text"
        try:
            article = read_text(text, title, self._limits)
            return AddReport((self._store(article, AddProgress(article.source, 0, 1)),))
        except SourceError as exc:
            return AddReport((Outcome(name, "failed", reason=str(exc)),))

    def refresh(self, chosen: Sequence[ArticleSummary]) -> AddReport:
        """Read the source of each article again and store what has changed; nothing is removed."""
        outcomes: list[Outcome] = []
        for position, summary in enumerate(chosen):
            step = AddProgress(summary.source, position, len(chosen))
            self._hear(step)
            outcomes.append(self._refreshed(summary, step))
        self._end(chosen[-1].source if chosen else "", len(chosen))
        return AddReport(tuple(outcomes))

    def _refreshed(self, summary: ArticleSummary, step: AddProgress) -> Outcome:
        from ingest import read_again

        known = Outcome(summary.source, "unchanged", summary.id, summary.title)
        if summary.source.startswith("pasted:"):
            return replace(known, status="skipped", reason="it was pasted, and has no source to read again")
        try:
            origin = self._library().origin(summary.id)
            article = read_again(summary.id, summary.source, origin, self._limits)
        except SourceGoneError as exc:
            return replace(known, status="gone", reason=str(exc))
        except SourceError as exc:
            return replace(known, status="failed", reason=str(exc))
        return known if article is None else self._store(article, step)

    def _store(self, article: Article, step: AddProgress) -> Outcome:
        from ingest import chunk_article

        library = self._library()
        is_known = library.version(article.id) == article.version
        embedder = library.embedder
        chunks = () if is_known else chunk_article(article, embedder.count_tokens, embedder.max_tokens)
        status = library.put(
            article, chunks, lambda done, total: self._hear(replace(step, chunks_done=done, chunks=total))
        )
        return Outcome(step.source, status, article.id, article.title)

    def _end(self, source: str, sources: int) -> None:
        if sources:
            self._hear(AddProgress(source, sources, sources))
