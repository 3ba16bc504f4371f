"""Articles and chunks in Chroma: the only source of truth.

Three collections. `articles`: a small head per article that names its current version. `bodies`: the whole
article of a version. `chunks`: a vector and a text per chunk. A version's body and chunks are written before
its head is switched to it, so an article changes in one step; rows that no head names are never shown.
"""

from __future__ import annotations

import logging
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from ingest.article import Article
from ingest.chunk import Chunk, edition_of
from vectorstore.errors import StoreError
from vectorstore.models.embedder import Vectors
from vectorstore.store import records
from vectorstore.store.chroma import chroma_errors, collection_of, ids_in, metadatas_in, open_folder
from vectorstore.store.records import Head
from vectorstore.store.vector_files import VectorFiles

if TYPE_CHECKING:
    from vectorstore.store.chroma import Client
    from vectorstore.store.chroma_client import ServedCollection
    from vectorstore.store.chroma_server import ChromaServer

__all__ = ["ArticleStore", "DenseHit"]

_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, zlib.error)
"""What reading a row raises that is not as it was written."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DenseHit:
    """A chunk near a query."""

    chunk_id: str
    article_id: str
    version: str
    similarity: float
    """Cosine, -1 to 1."""


class ArticleStore:
    """Articles with their chunks and vectors. Reading is safe from several threads, writing is not."""

    def __init__(
        self,
        client: Client,
        models: Sequence[str],
        *,
        shared: bool,
        files: VectorFiles | None = None,
        any_model: bool = False,
    ) -> None:
        """`models` names the embedding models of which the store may be; a new one is of the first. With
        `any_model` it may be of any.

        `shared` says that other processes write here too. `files` are those of a store of our own, put in
        order. Raises ModelMismatchError, or StoreError for a store of another format.
        """
        self._client = client
        self.model = models[0]
        """The embedding model that the store is of."""
        self.files = files
        self.unreadable: dict[str, str] = {}
        """The sources of articles whose heads cannot be read, by id, as `heads` found them last."""
        self._failed = False
        """Whether a change failed since Chroma was opened."""
        self._attach(models, any_model)
        changes = collection_of(self._client, "changes", [self.model])[0] if shared else None
        self.changes = cast("ServedCollection | None", changes)
        """Collection in which processes announce changes to each other; None if the store is not shared."""

    def _attach(self, models: Sequence[str], any_model: bool = False) -> None:
        with chroma_errors("opening the store"):
            self._chunks, self.model = collection_of(
                self._client, "chunks", models, searched=True, any_model=any_model
            )
            self._bodies, _ = collection_of(self._client, "bodies", [self.model])
            self._heads, _ = collection_of(self._client, "articles", [self.model])
            self._batch = max(1, min(self._client.get_max_batch_size(), 2000))

    @classmethod
    def in_directory(cls, path: Path, models: Sequence[str], *, any_model: bool = False) -> ArticleStore:
        """The store kept in `path` by this process alone."""
        path.mkdir(parents=True, exist_ok=True)
        files = VectorFiles(path, path.with_name("vectors"))
        client = open_folder(files)
        try:
            return cls(client, models, shared=False, files=files, any_model=any_model)
        except BaseException:
            # Or Chroma would hand out the same open files to whoever opens the folder next.
            client.close()  # type: ignore[attr-defined]
            raise

    @classmethod
    def on_server(cls, server: ChromaServer, models: Sequence[str]) -> ArticleStore:
        """The store on a Chroma server, which other processes may use too. Raises StoreError."""
        from vectorstore.store.chroma_client import ServedClient

        client = ServedClient(server)
        try:
            return cls(client, models, shared=True)
        except BaseException:
            client.close()
            raise

    def close(self) -> None:
        """Release the files or the connection."""
        self._client.close()  # type: ignore[union-attr]

    # -- writing -------------------------------------------------------------------------------

    def need_room(self, articles: Sequence[Article]) -> None:
        """Raise StoreError when the disk has no room for `articles`; of a server nothing is known."""
        if self.files is not None:
            self.files.need_room(sum(len(article.text) for article in articles))

    def write_chunks(self, placed: Sequence[tuple[int, Chunk]], vectors: Vectors) -> None:
        """Write chunks that nobody sees yet, each with its position in its article."""
        for start in range(0, len(placed), self._batch):
            part = placed[start : start + self._batch]
            with self._changing("writing chunks to the store"):
                self._chunks.upsert(
                    ids=[chunk.id for _, chunk in part],
                    embeddings=np.asarray(vectors[start : start + len(part)], np.float32),
                    documents=[records.storable(chunk.text) for _, chunk in part],
                    metadatas=[records.chunk_metadata(chunk, position) for position, chunk in part],
                )

    def switch(self, articles: Sequence[Article], heads: Sequence[Head]) -> None:
        """Make `articles` with the chunks written before the current versions; `heads` go with them."""
        for start in range(0, len(articles), self._batch):
            part = articles[start : start + self._batch]
            ids = [_body_id(article.id, article.version) for article in part]
            with self._changing("writing articles to the store"):
                self._bodies.upsert(
                    ids=ids,
                    embeddings=[records.point_of(body_id) for body_id in ids],
                    metadatas=[
                        {"article_id": one.id, "version": one.version, "body": records.body(one)}
                        for one in part
                    ],
                )
                self._heads.upsert(
                    ids=[article.id for article in part],
                    embeddings=[records.point_of(article.id) for article in part],
                    metadatas=[records.head_metadata(head) for head in heads[start : start + len(part)]],
                )

    def write_head(self, head: Head) -> None:
        """Write the head of an article whose version is in the store."""
        with self._changing("writing an article to the store"):
            self._heads.upsert(
                ids=[head.id],
                embeddings=[records.point_of(head.id)],
                metadatas=[records.head_metadata(head)],
            )

    def hide(self, article_id: str) -> None:
        """Take the article's head away: from now on it is in the store no more."""
        with self._changing("removing an article from the store", freeing=True):
            self._heads.delete(ids=[article_id])

    def delete_others(self, article_id: str, keep: str | None) -> None:
        """Delete the article's rows of every version but `keep`."""
        where: dict[str, Any] = {"article_id": article_id}
        if keep is not None:
            where = {"$and": [where, {"version": {"$ne": keep}}]}
        self._open_again()
        for collection in (self._chunks, self._bodies):
            ids: list[str] | None = None
            while ids is None or len(ids) == self._batch:
                with self._changing("deleting old rows from the store", freeing=True):
                    ids = collection.get(where=where, include=[], limit=self._batch)["ids"]
                    if ids:
                        collection.delete(ids=ids)

    def set_vectors(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Give chunks that are in the store their vectors."""
        with self._changing("writing vectors to the store"):
            self._chunks.upsert(ids=list(ids), embeddings=np.asarray(vectors, np.float32))

    def set_points(self) -> None:
        """Give all rows that are never searched by nearness their places."""
        self._open_again()
        for collection in (self._bodies, self._heads):
            for ids in ids_in(collection, self._batch):
                with self._changing("writing articles to the store"):
                    collection.upsert(ids=ids, embeddings=[records.point_of(row_id) for row_id in ids])

    @contextmanager
    def _changing(self, doing: str, *, freeing: bool = False) -> Iterator[None]:
        """What is done inside may be interrupted at any moment. `freeing` goes on where no copy can be kept:
        a full disk must not keep anything from being removed."""
        if self.files is None:
            with chroma_errors(doing):
                yield
            return
        self._open_again()
        try:
            self.files.keep()
        except StoreError as exc:
            if not freeing:
                raise
            _log.warning("%s", exc)
        try:
            with chroma_errors(doing):
                yield
        except StoreError:
            self._failed = True
            raise
        with suppress(StoreError):  # it is tried again before the next change, which needs it
            self.files.keep()

    def _open_again(self) -> None:
        """Open Chroma again after a failed change: one of its connections may hold the database then, and
        the next change would wait for it for ever."""
        if self.files is not None and self._failed:
            self._client.close()  # type: ignore[union-attr]
            self._client = open_folder(self.files)
            self._attach([self.model])
            self._failed = False

    # -- reading -------------------------------------------------------------------------------

    def heads(self, article_ids: Sequence[str] | None = None) -> dict[str, Head]:
        """The current version of each article, or of these, by id; one that cannot be read stops no other."""
        found: dict[str, Head] = {}
        unreadable: dict[str, str] = {}
        for row_id, metadata in metadatas_in(self._heads, self._batch, article_ids):
            try:
                found[row_id] = records.head_from(metadata)
            except _UNREADABLE:
                unreadable[row_id] = str(metadata.get("source", ""))
        self.unreadable = unreadable if article_ids is None else {**self.unreadable, **unreadable}
        return found

    def head_again(self, article_id: str) -> Head | None:
        """A head made from the article's body and chunks, where it has one body that can be read."""
        with chroma_errors("reading an article from the store"):
            rows = self._bodies.get(where={"article_id": article_id}, include=["metadatas"])
        bodies = rows["metadatas"] or []
        if len(bodies) != 1:
            return None
        try:
            article = records.article_from(str(bodies[0]["body"]))
        except _UNREADABLE:
            return None
        where = {"$and": [{"article_id": article_id}, {"version": article.version}]}
        with chroma_errors("reading chunks from the store"):
            chunks = self._chunks.get(where=where, include=[])["ids"]  # type: ignore[arg-type]
        return records.head_of(article, len(chunks))

    def article(self, head: Head) -> Article | None:
        """The whole article of `head`, or None when that version is gone."""
        with chroma_errors("reading an article from the store"):
            rows = self._bodies.get(ids=[_body_id(head.id, head.version)], include=["metadatas"])
        metadatas = rows["metadatas"] or []
        if not metadatas:
            return None
        with _records_of(head.id):
            return replace(records.article_from(str(metadatas[0]["body"])), origin=head.origin)

    def chunks_of(self, head: Head) -> list[Chunk]:
        """The article's chunks in reading order."""
        where = {"$and": [{"article_id": head.id}, {"version": head.version}]}
        placed: list[tuple[int, Chunk]] = []
        with chroma_errors("reading chunks from the store"):
            rows = self._chunks.get(where=where, include=["metadatas", "documents"])  # type: ignore[arg-type]
        with _records_of(head.id):
            for row in _rows(rows):
                placed.append(records.chunk_from(*row))
        return [chunk for _, chunk in sorted(placed, key=lambda pair: pair[0])]

    def chunks(self, ids: Sequence[str]) -> dict[str, Chunk]:
        """The chunks with these ids, as far as they are there."""
        if not ids:  # Chroma refuses an empty list
            return {}
        with chroma_errors("reading chunks from the store"):
            rows = self._chunks.get(ids=list(ids), include=["metadatas", "documents"])
        found = {}
        for row in _rows(rows):
            with _records_of(row[1].get("article_id")):
                found[row[0]] = records.chunk_from(*row)[1]
        return found

    def vectors(self, ids: Sequence[str]) -> dict[str, Vectors]:
        """The vectors of the chunks with these ids, as far as they are there."""
        found: dict[str, Vectors] = {}
        for start in range(0, len(ids), self._batch):
            with chroma_errors("reading vectors from the store"):
                rows = self._chunks.get(ids=list(ids[start : start + self._batch]), include=["embeddings"])
            embeddings = rows["embeddings"]
            if embeddings is not None:
                found.update(zip(rows["ids"], np.asarray(embeddings, np.float32), strict=True))
        return found

    def nearest(self, query: Vectors, limit: int, articles: Collection[str] | None = None) -> list[DenseHit]:
        """The chunks most similar to `query`, of any version, best first."""
        where: dict[str, Any] | None = None
        if articles is not None:
            where = {"article_id": {"$in": sorted(articles)}}
        with chroma_errors("searching the store"):
            rows = self._chunks.query(
                query_embeddings=np.asarray([query], np.float32),
                n_results=limit,
                where=where,
                include=["distances"],  # the rows themselves take five times as long; the id tells enough
            )
        distances = rows["distances"]
        if distances is None:
            return []
        return [
            DenseHit(chunk_id, *edition_of(chunk_id), 1.0 - float(distance))
            for chunk_id, distance in zip(rows["ids"][0], distances[0], strict=True)
        ]

    def counts_right(self, heads: Mapping[str, Head]) -> bool:
        """Whether there are as many rows as `heads` says, which is quick to find out."""
        with chroma_errors("reading the store"):
            found = self._chunks.count(), self._bodies.count()
        return found == (sum(head.chunks for head in heads.values()), len(heads))

    def strays(self, heads: Mapping[str, Head]) -> list[str]:
        """The ids of articles that have rows of a version that `heads` does not name; looks at each row.

        Rows of an article whose head cannot be read are none.
        """
        current = {_body_id(head.id, head.version) for head in heads.values()}
        strays = {
            row_id.rpartition("-")[0]
            for ids in ids_in(self._bodies, self._batch)
            for row_id in ids
            if row_id not in current
        }
        for row_id, row in metadatas_in(self._chunks, self._batch):
            article_id = str(row.get("article_id", row_id))
            if _body_id(article_id, str(row.get("version"))) not in current:
                strays.add(article_id)
        return sorted(strays - self.unreadable.keys())


def _rows(rows: Any) -> Iterator[tuple[str, dict[str, Any], str]]:
    yield from zip(rows["ids"], rows["metadatas"] or [], rows["documents"] or [], strict=True)


def _body_id(article_id: str, version: str) -> str:
    return f"{article_id}-{version}"


@contextmanager
def _records_of(article_id: object) -> Iterator[None]:
    try:
        yield
    except _UNREADABLE as exc:
        raise StoreError(
            f"what the store has of article {article_id} cannot be read ({type(exc).__name__}: {exc}); "
            f"remove the article and add it again"
        ) from exc
