"""Chroma's collections: how they are opened and read through, and what Chroma's errors say.

With `chroma_client`, the only importer of chromadb.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ingest.errors import first_line
from vectorstore.errors import ModelMismatchError, StoreError
from vectorstore.store.vector_files import VectorFiles

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

    from vectorstore.store.chroma_client import ServedClient

    Client = ClientAPI | ServedClient

__all__ = ["chroma_errors", "collection_of", "ids_in", "metadatas_in", "open_folder"]

STORE_FORMAT = 1
"""Raise it when what is written changes so that older stores cannot be read."""

_HNSW = {"space": "cosine", "max_neighbors": 32, "ef_construction": 200, "ef_search": 200}
"""At 100,000 chunks these find .993 of the true top ten; Chroma's defaults find .943."""
_POINTS = {"space": "l2"}
"""Of rows that are never searched by nearness."""


def open_folder(files: VectorFiles) -> ClientAPI:
    """Chroma on a folder of our own, whose files are put in order first. Raises StoreError."""
    import chromadb
    from chromadb.config import Settings

    files.restore()
    settings = Settings(anonymized_telemetry=False, allow_reset=False)
    with chroma_errors(f"opening the store in {files.folder}"):
        return chromadb.PersistentClient(str(files.folder), settings=settings)


def collection_of(
    client: Client, name: str, models: Sequence[str], *, searched: bool = False, any_model: bool = False
) -> tuple[Collection, str]:
    """The collection `name`, made if it is not there, and the embedding model that it is of.

    It may be of any of `models`, or with `any_model` of any; a new one is of the first. `searched` says that
    its rows are searched by nearness. Raises ModelMismatchError, or StoreError for one of another format.
    """
    collection = client.get_or_create_collection(
        f"articlebot-{name}",
        configuration={"hnsw": _HNSW if searched else _POINTS},  # type: ignore[arg-type]
        metadata={"store_format": STORE_FORMAT, "embedding_model": models[0]},
        embedding_function=None,
    )
    made = collection.metadata or {}
    if made.get("store_format") != STORE_FORMAT:
        raise StoreError(
            f"the store has format {made.get('store_format')} and this version reads format {STORE_FORMAT}; "
            f"with the version that made it write a backup (articlebot export FILE), then import that into a "
            f"new directory (--home or ARTICLEBOT_HOME)"
        )
    if made.get("embedding_model") not in models and not any_model:
        raise ModelMismatchError(
            f"the store was made with the embedding model {made.get('embedding_model')!r} and cannot be "
            f"searched with {models[0]!r}; set ARTICLEBOT_EMBEDDING_MODEL back, or make its vectors anew "
            f"with `articlebot reindex` (on a Chroma server: `articlebot export FILE` with the former model, "
            f"then `articlebot import FILE` into a new database)"
        )
    return collection, str(made["embedding_model"])


def metadatas_in(
    collection: Collection, batch: int, ids: Sequence[str] | None = None
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Id and metadata of every row, or of those with these ids, read `batch` at a time."""
    offset = 0
    while True:
        with chroma_errors("reading the store"):
            named = None if ids is None else list(ids)
            rows = collection.get(named, include=["metadatas"], limit=batch, offset=offset)
        for row_id, metadata in zip(rows["ids"], rows["metadatas"] or [], strict=True):
            yield row_id, dict(metadata or {})
        if len(rows["ids"]) < batch:
            return
        offset += len(rows["ids"])


def ids_in(collection: Collection, batch: int) -> Iterator[list[str]]:
    """The ids of all rows, at most `batch` at a time."""
    offset = 0
    while True:
        with chroma_errors("reading the store"):
            ids = collection.get(include=[], limit=batch, offset=offset)["ids"]
        if ids:
            yield ids
        if len(ids) < batch:
            return
        offset += len(ids)


class chroma_errors:
    """Turns what Chroma raises into a StoreError that says what was being done."""

    def __init__(self, doing: str) -> None:
        self._doing = doing

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: Any, raised: BaseException | None, trace: Any) -> None:
        if raised is None or isinstance(raised, StoreError) or not isinstance(raised, Exception):
            return
        raise StoreError(
            f"{self._doing} failed ({first_line(raised)}); check that the disk is writable and has "
            f"room, or that the Chroma server is running, then try again"
        ) from raised
