"""Stored articles and the search over them.

The names below are loaded on first use, so that importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

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

_HOMES = {
    "library": ("ArticleSummary", "Library"),
    "opening": ("open_library",),
    "passage": ("Passage", "Reading", "ScoreParts"),
    "errors": (
        "ModelError",
        "ModelMismatchError",
        "StoreBusyError",
        "StoreError",
        "StoreLockedError",
        "StoreUnreachableError",
    ),
    "models.embedder": ("Embedder", "HashingEmbedder", "OnnxEmbedder"),
    "models.reader": ("Reader",),
    "models.results_cache": ("ComputedResults", "RememberingEmbedder"),
    "store.chroma_server": ("ChromaServer",),
}


def __getattr__(name: str) -> object:
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"vectorstore.{module}"), name)
    raise AttributeError(f"module 'vectorstore' has no attribute {name!r}")
