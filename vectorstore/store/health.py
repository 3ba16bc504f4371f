"""Inconsistencies in a store.

Compares records, rows, words and vectors, and changes nothing; `bot.doctor` says how to mend what it finds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ingest.chunk import Chunk
from vectorstore.errors import StoreError
from vectorstore.models.embedder import Embedder
from vectorstore.store.articles import ArticleStore
from vectorstore.store.keyword_index import KeywordIndex
from vectorstore.store.records import Head

__all__ = ["StoreHealth", "health_of"]

_SAMPLE = 20
"""Chunks that are embedded again."""
_SAME = 0.95
"""Cosine of two vectors of one text, at least: processors and thread counts differ in the last digits, and
8-bit weights in more than that."""


@dataclass(frozen=True, slots=True)
class StoreHealth:
    """What is wrong with a store."""

    unreadable: Mapping[str, str]
    """Articles whose record cannot be read: the source, as far as it is known, by article id."""
    strays: Sequence[str]
    """Ids of articles that have rows which no record names."""
    unindexed: Sequence[str]
    """Ids of articles whose words are not in the keyword index, or not as they should be."""
    words: str | None
    """Why the keyword index cannot be read."""
    vectors: str | None
    """Why the vectors cannot be read or do not lead to their chunks."""
    chunks: int
    """How many chunks the store has."""
    mended: Sequence[str] = ()
    """What opening the store put right already, a line each."""


def health_of(
    store: ArticleStore, keywords: KeywordIndex, heads: Mapping[str, Head], embedder: Embedder
) -> StoreHealth:
    """Look at each row's id and vector, at each article's words, and embed a sample of chunks again.

    Raises ModelError when nothing can be embedded.
    """
    embedder.embed_query("whether the model can be used")
    words = None
    unindexed: list[str] = []
    try:
        indexed = keywords.editions()
        wanted = {(head.id, head.version): head.chunks for head in heads.values() if head.chunks}
        unindexed = sorted({article_id for article_id, _ in dict(indexed.items() ^ wanted.items())})
        if damaged := keywords.damaged_files():
            words = f"{damaged[0]} is not as it was written"
    except StoreError as exc:
        words = str(exc)
    return StoreHealth(
        unreadable=dict(store.unreadable),
        strays=store.strays(heads),
        unindexed=unindexed,
        words=words,
        vectors=_vectors(store, list(heads.values()), embedder),
        chunks=sum(head.chunks for head in heads.values()),
    )


def _vectors(store: ArticleStore, heads: Sequence[Head], embedder: Embedder) -> str | None:
    sample: list[Chunk] = []
    step = max(1, len(heads) // _SAMPLE)
    try:
        for place, head in enumerate(heads):
            chunks = store.chunks_of(head)
            found = store.vectors([chunk.id for chunk in chunks])
            missing = sum(chunk.id not in found for chunk in chunks)
            if missing:
                return f"{missing} chunks of {head.title} have no vector"
            if place % step == 0 and chunks:
                sample.append(chunks[len(chunks) // 2])
        return next(_wrong(store, sample, embedder), None)
    except StoreError as exc:
        return str(exc)


def _wrong(store: ArticleStore, sample: Sequence[Chunk], embedder: Embedder) -> Iterator[str]:
    if not sample:
        return
    ids = [chunk.id for chunk in sample]
    found = store.vectors(ids)
    for chunk, right in zip(
        sample, embedder.embed_documents([one.embedded_text for one in sample]), strict=True
    ):
        if float(np.dot(found[chunk.id], right)) < _SAME:
            yield f"a chunk of article {chunk.article_id} has another vector than the model makes of it now"
        elif all(hit.similarity < _SAME for hit in store.nearest(right, 5)):
            yield f"a chunk of article {chunk.article_id} is not found by its own vector"
