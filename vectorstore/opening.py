"""Opening a library: its lock, its store, its embedding model.

Chooses the parts that the settings ask for.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from vectorstore.errors import StoreLockedError
from vectorstore.library import Library
from vectorstore.models.bundled_model import BUNDLED_INT8, BUNDLED_MODEL
from vectorstore.models.embedder import Embedder, OnnxEmbedder
from vectorstore.models.reader import Reader
from vectorstore.search.hybrid import Rerank
from vectorstore.store.articles import ArticleStore
from vectorstore.store.lock import lock_directory

if TYPE_CHECKING:
    from filelock import BaseFileLock

    from vectorstore.store.chroma_server import ChromaServer

__all__ = ["open_library"]

_MOST_PROCESSES = 16
"""Processes on one home and one server that keep their keyword index; further ones make theirs in memory."""


def open_library(
    home: Path,
    *,
    embedding_model: str | None = None,
    embedder: Embedder | None = None,
    server: ChromaServer | None = None,
    reranker: str | None = None,
    reader: Reader | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Library:
    """Open the articles kept in `home`, or on a Chroma `server`, which other processes may use too.

    `embedding_model` is a sentence-transformers name or folder, or the bundled model's, in 32 bits or with
    `-int8` after it; None is the bundled one as the store was made with it, 8 bits for a new store. An
    `embedder` replaces it. `reranker` is a CrossEncoder's name or folder.
    A `reader` ranks what search finds, unless a reranker does, and tells where the answer stands.
    `progress(done, total)` is called while a missing or stale keyword index is rebuilt. Raises
    StoreLockedError when `home` is open elsewhere, ModelMismatchError when its vectors are of another model,
    StoreError otherwise.
    """
    home = Path(home)
    if embedder is None and embedding_model is not None:
        embedder = _embedder(home, embedding_model)
    models = [BUNDLED_INT8, BUNDLED_MODEL] if embedder is None else [embedder.name]
    if server is None:
        lock: BaseFileLock | None = lock_directory(home)
        folder: Path | None = home
    else:  # what is derived from the server's store is kept here, once for each process
        folder, lock = _own_folder(home / "server" / server.key)
    try:
        if server is None:
            store = ArticleStore.in_directory(home / "chroma", models)
        else:
            store = ArticleStore.on_server(server, models)
        if embedder is None:
            embedder = _embedder(home, store.model)
        library = Library(store, folder, embedder, lock, reranker=_reranker(reranker), reader=reader)
    except BaseException:
        if lock is not None:
            lock.release()
        raise
    try:
        library.synchronise(progress)
    except BaseException:
        library.close()
        raise
    return library


def _own_folder(shared: Path) -> tuple[Path | None, BaseFileLock | None]:
    """The first folder in `shared` that no process has; none where there are very many."""
    for number in range(1, _MOST_PROCESSES + 1):
        folder = shared / str(number)
        with suppress(StoreLockedError):
            return folder, lock_directory(folder)
    return None, None


def _embedder(home: Path, model: str) -> Embedder:
    """By the name under which a store records it, so that a refusal's advice can be followed."""
    if model == BUNDLED_INT8:
        return OnnxEmbedder(home / "models")
    if model == BUNDLED_MODEL:
        return OnnxEmbedder(home / "models", precision="fp32")
    from vectorstore.models.sentence_transformers_embedder import SentenceTransformersEmbedder

    return SentenceTransformersEmbedder(model)


def _reranker(name: str | None) -> Rerank | None:
    if name is None:
        return None
    from vectorstore.models.cross_encoder import CrossEncoderReranker

    return CrossEncoderReranker(name)
