"""Opening a library: its lock, its store, its embedding model.

Chooses the parts that the settings ask for.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from vectorstore.errors import StoreLockedError
from vectorstore.library import Library
from vectorstore.models.choice import KNOWN_MODELS, default_model, embedder_named, reads_english_alone
from vectorstore.models.embedder import Embedder
from vectorstore.models.multilingual_model import is_installed
from vectorstore.models.reader import Reader
from vectorstore.reindexing import finish_reindexing
from vectorstore.search.hybrid import Rerank
from vectorstore.store.articles import ArticleStore
from vectorstore.store.lock import lock_directory

if TYPE_CHECKING:
    from filelock import BaseFileLock

    from vectorstore.store.chroma_server import ChromaServer

__all__ = ["open_library"]

_log = logging.getLogger(__name__)

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
    as_stored: bool = False,
) -> Library:
    """Open the articles kept in `home`, or on a Chroma `server`, which other processes may use too.

    `embedding_model` is a name that `vectorstore.models.choice` knows; None is that of the store, whichever
    of our own it is, and the default one for a new store. An `embedder` replaces it. `as_stored` takes the
    store's own model whatever is given. `reranker` is a CrossEncoder's name or folder.
    A `reader` ranks what search finds, unless a reranker does, and tells where the answer stands.
    `progress(done, total)` is called while a missing or stale keyword index is rebuilt. Raises
    StoreLockedError when `home` is open elsewhere, ModelMismatchError when its vectors are of another model,
    StoreError otherwise.
    """
    home = Path(home)
    if embedder is None and embedding_model is not None:
        embedder = embedder_named(home, embedding_model)
    wanted = default_model() if embedder is None else embedder.name
    models = [wanted, *KNOWN_MODELS] if embedder is None else [wanted]
    if server is None:
        lock: BaseFileLock | None = lock_directory(home)
        folder: Path | None = home
    else:  # what is derived from the server's store is kept here, once for each process
        folder, lock = _own_folder(home / "server" / server.key)
    try:
        if server is None:
            finish_reindexing(home)
            store = ArticleStore.in_directory(home / "chroma", models, any_model=as_stored)
        else:
            store = ArticleStore.on_server(server, models)
        if embedder is None or embedder.name != store.model:
            embedder = embedder_named(home, store.model)
        if not as_stored:
            _tell_of_model(store.model, wanted)
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


def _tell_of_model(stored: str, wanted: str) -> None:
    if stored != wanted and reads_english_alone(stored):
        _log.warning(
            "this library was made with the embedding model %s, which reads English alone; `articlebot "
            "reindex` makes its vectors anew with %s",
            stored, wanted,
        )  # fmt: skip
    elif reads_english_alone(wanted) and not is_installed():
        _log.info(
            "the embedding model for all languages is not published for this system; %s, which reads English "
            "alone, serves",
            wanted,
        )


def _own_folder(shared: Path) -> tuple[Path | None, BaseFileLock | None]:
    """The first folder in `shared` that no process has; none where there are very many."""
    for number in range(1, _MOST_PROCESSES + 1):
        folder = shared / str(number)
        with suppress(StoreLockedError):
            return folder, lock_directory(folder)
    return None, None


def _reranker(name: str | None) -> Rerank | None:
    if name is None:
        return None
    from vectorstore.models.cross_encoder import CrossEncoderReranker

    return CrossEncoderReranker(name)
