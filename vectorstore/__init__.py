"""Stored articles and the search over them.

The names below are loaded on first use, so that importing the package costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.lazy_names import lazy_names

if TYPE_CHECKING:
    from vectorstore.errors import (
        ModelError,
        ModelMismatchError,
        StoreBusyError,
        StoreError,
        StoreLockedError,
        StoreUnreachableError,
    )
    from vectorstore.library import ArticleSummary, Library
    from vectorstore.models.embedder import Embedder, HashingEmbedder, OnnxEmbedder
    from vectorstore.models.reader import Reader
    from vectorstore.models.results_cache import ComputedResults, RememberingEmbedder
    from vectorstore.opening import open_library
    from vectorstore.passage import Passage, Reading, ScoreParts
    from vectorstore.store.chroma_server import ChromaServer

__all__ = [
    "ArticleSummary",
    "ChromaServer",
    "ComputedResults",
    "Embedder",
    "HashingEmbedder",
    "Library",
    "ModelError",
    "ModelMismatchError",
    "OnnxEmbedder",
    "Passage",
    "Reader",
    "Reading",
    "RememberingEmbedder",
    "ScoreParts",
    "StoreBusyError",
    "StoreError",
    "StoreLockedError",
    "StoreUnreachableError",
    "open_library",
]

__getattr__, __dir__ = lazy_names(
    __name__,
    {
        "errors": "ModelError ModelMismatchError StoreBusyError StoreError StoreLockedError "
        "StoreUnreachableError",
        "library": "ArticleSummary Library",
        "models.embedder": "Embedder HashingEmbedder OnnxEmbedder",
        "models.reader": "Reader",
        "models.results_cache": "ComputedResults RememberingEmbedder",
        "opening": "open_library",
        "passage": "Passage Reading ScoreParts",
        "store.chroma_server": "ChromaServer",
    },
)
