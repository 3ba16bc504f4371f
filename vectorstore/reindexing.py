"""A library's vectors made anew with another embedding model, beside the ones that go on answering.

A second store grows in a folder of its own, article by article, each cut into chunks as the other model wants
them. It can be left at any moment and gone on with later: an article that is whole in it is not done again.
When it has all articles, a mark says so; from then on it takes the place of the first, and what was
interrupted in between is finished when the library is opened. Knows folders and the order of the steps.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from ingest.article import Article
from ingest.chunk import Chunk
from ingest.chunking import chunk_article
from vectorstore.errors import StoreError
from vectorstore.models.embedder import Embedder
from vectorstore.store.articles import ArticleStore
from vectorstore.store.records import Head
from vectorstore.store.writer import WINDOW

__all__ = ["Reindexing", "finish_reindexing"]

_NEW, _OLD = "reindex", "replaced"
"""Folders of the second store and, at the end, of what it replaces; below the library's own."""
_PARTS = ("chroma", "vectors", "keyword")
"""What is replaced; the keyword index is made anew from the store when it is missing."""
_COMPLETE = "complete"

Progress = Callable[[int, int], None]


class Reindexing:
    """The second store of one library. One thread at a time may use it; see `close`."""

    def __init__(self, home: Path, embedder: Embedder) -> None:
        """Opens what an earlier run left, when it was for the same model. Raises StoreError."""
        self._home = home
        self._embedder = embedder
        folder = home / _NEW
        if _model_of(folder) not in (None, embedder.name):
            shutil.rmtree(folder)
        with _file_errors(folder):
            folder.mkdir(exist_ok=True)
            (folder / "model").write_text(embedder.name, "utf-8")
        self._store = ArticleStore.in_directory(folder / "chroma", [embedder.name])
        self._done = self._whole(self._store.heads())

    def close(self) -> None:
        """Release the files; what is done stays."""
        self._store.close()

    def catch_up(self, store: ArticleStore, heads: Mapping[str, Head], progress: Progress | None) -> None:
        """Bring the second store in step with what `heads` name in `store`.

        `progress` hears (chunks done, all), counted as `store` has them. Articles that change meanwhile are
        for the next call. Raises StoreError, ModelError.
        """
        for article_id in [key for key in self._done if key not in heads]:
            self._store.hide(article_id)
            self._store.delete_others(article_id, None)
            del self._done[article_id]
        total = sum(head.chunks for head in heads.values())
        waiting = [head for head in heads.values() if not _same(self._done.get(head.id), head)]
        done = total - sum(head.chunks for head in waiting)
        group: list[tuple[Head, Article, list[Chunk]]] = []
        for place, head in enumerate(waiting, 1):
            article = store.article(head)
            if article is not None:  # None: it was replaced meanwhile
                chunks = chunk_article(article, self._embedder.count_tokens, self._embedder.max_tokens)
                group.append((head, article, chunks))
            if place < len(waiting) and sum(len(chunks) for _, _, chunks in group) < WINDOW:
                continue
            share = sum(one.chunks for one, _, _ in group) / max(
                1, sum(len(chunks) for _, _, chunks in group)
            )
            for written in self._copy(group):
                if progress:
                    progress(round(done + written * share), total)
            done += sum(one.chunks for one, _, _ in group)
            group = []

    def take_over(self) -> None:
        """Close the second store and put it in the first one's place, which must be closed."""
        self._store.close()
        mark = self._home / _NEW / _COMPLETE
        with _file_errors(mark):
            mark.touch()
            _sync(mark.parent)
        finish_reindexing(self._home)

    def _copy(self, group: Sequence[tuple[Head, Article, list[Chunk]]]) -> Iterator[int]:
        """Write the articles of `group` with their chunks; how many chunks are written, again and again."""
        self._store.need_room([article for _, article, _ in group])
        placed = [pair for _, _, chunks in group for pair in enumerate(chunks)]
        for start in range(0, len(placed), WINDOW):
            part = placed[start : start + WINDOW]
            vectors = self._embedder.embed_documents([chunk.embedded_text for _, chunk in part])
            self._store.write_chunks(part, vectors)
            yield start + len(part)
        made = [replace(head, chunks=len(chunks)) for head, _, chunks in group]
        self._store.switch([article for _, article, _ in group], made)
        for head in made:
            if head.id in self._done and self._done[head.id].version != head.version:
                self._store.delete_others(head.id, head.version)
            self._done[head.id] = head

    def _whole(self, heads: Mapping[str, Head]) -> dict[str, Head]:
        """An article has its head written last, so that those with one are whole, unless files were lost."""
        files = self._store.files
        if files is None or not files.lost:
            return dict(heads)
        for article_id in heads:
            self._store.hide(article_id)
        files.made_anew()
        return {}


def finish_reindexing(home: Path) -> None:
    """Put a second store that is complete in its place; nothing is done where there is none.

    May be interrupted after any step and called again. No store below `home` may be open.
    """
    new, old = home / _NEW, home / _OLD
    if not (new / _COMPLETE).exists():
        return
    with _file_errors(new):
        old.mkdir(exist_ok=True)
        for name in _PARTS:
            if not (new / name).exists() and name != "keyword":
                continue  # it was moved already
            if (home / name).exists():
                shutil.rmtree(old / name, ignore_errors=True)
                (home / name).rename(old / name)
            if name != "keyword":
                (new / name).rename(home / name)
        _sync(home)
        shutil.rmtree(old, ignore_errors=True)
        shutil.rmtree(new)


def _same(done: Head | None, head: Head) -> bool:
    return done is not None and (done.version, done.metadata, done.origin) == (
        head.version, head.metadata, head.origin,
    )  # fmt: skip


def _model_of(folder: Path) -> str | None:
    """For which model the second store in `folder` is; None where there is no store."""
    try:
        return (folder / "model").read_text("utf-8")
    except OSError:
        return "" if folder.exists() else None


def _sync(folder: Path) -> None:
    """Wait until what was done in a folder is on the disk, where the system can do so."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _file_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as exc:
        raise StoreError(
            f"the library cannot be reindexed in {path} ({exc.strerror or exc}); check that the disk is "
            f"writable and has room, then run `articlebot reindex` again: it goes on where it was"
        ) from exc
